//! What nginx sends: pages, the headers around them, texts with variables in them, the line of the log.

use shell::system::Incoming;

use super::super::base::BUILT;
use super::super::server::Serving;
use super::super::web;
use crate::net::http;

/// What goes out, but for the headers that everything has.
pub(super) struct Page {
    pub status: u16,
    pub kind: String,
    pub body: Vec<u8>,
    /// Before the word about the connection, and after it.
    pub headers: [Vec<(String, String)>; 2],
    /// Nothing more is read from the connection.
    pub close: bool,
}

impl Page {
    pub fn new(status: u16, kind: &str, body: Vec<u8>) -> Page {
        Page { status, kind: kind.to_string(), body, headers: Default::default(), close: false }
    }

    pub fn error(status: u16, version: &str) -> Page {
        Page::new(status, "text/html", error_body(status, version))
    }

    /// Another place, which is told in full.
    pub fn moved(status: u16, place: &str, request: &http::Parsed, s: &Serving<'_, '_>) -> Page {
        let mut page = Page::error(status, s.version);
        let header = |place: String| ("Location".to_string(), place);
        if place.starts_with('/') {
            let port = if s.port == 80 { String::new() } else { format!(":{}", s.port) };
            page.headers[0].push(header(format!("http://{}{port}{place}", host(request))));
        } else {
            page.headers[1].push(header(place.to_string()));
        }
        page
    }

    pub fn file(path: &str, data: Vec<u8>) -> Page {
        let built = api::time::Time(BUILT);
        let tag = format!("\"{:x}-{:x}\"", built.0 / 1_000_000, data.len());
        let mut page = Page::new(200, web::mime(path), data);
        page.headers[0].push(("Last-Modified".into(), web::date(built)));
        page.headers[1].extend([("ETag".into(), tag), ("Accept-Ranges".into(), "bytes".into())]);
        page
    }
}

/// The host that a request names, without its port.
fn host(request: &http::Parsed) -> String {
    let host = request.header("host").unwrap_or("localhost");
    host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase()
}

/// A text with the variables of a request in it.
pub(super) fn expand(text: &str, request: &http::Parsed, incoming: &Incoming, s: &Serving<'_, '_>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let braced = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        let (name, left) = braced.unwrap_or_else(|| after.split_at(end));
        let (uri, args) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let forwarded = request.header("x-forwarded-for");
        let value = match name {
            "host" | "server_name" => host(request),
            "request_uri" => request.path.clone(),
            "uri" | "document_uri" => uri.to_string(),
            "args" | "query_string" => args.to_string(),
            "scheme" => "http".to_string(),
            "remote_addr" => incoming.from.clone(),
            "proxy_add_x_forwarded_for" => {
                forwarded.map_or(incoming.from.clone(), |f| format!("{f}, {}", incoming.from))
            }
            "server_port" => s.port.to_string(),
            "request_method" => request.method.clone(),
            "hostname" => s.sys.hostname(),
            "nginx_version" => s.version.to_string(),
            other => match other.strip_prefix("http_") {
                Some(header) => request.header(&header.replace('_', "-")).unwrap_or("").to_string(),
                None => format!("${other}"),
            },
        };
        out.push_str(&value);
        rest = left;
    }
    out + rest
}

/// The line of the access log, but for status and size.
pub(super) fn access(s: &Serving<'_, '_>, request: &http::Parsed, incoming: &Incoming) -> String {
    let at = web::log_date(s.now());
    let (method, path, version) = (&request.method, &request.path, &request.version);
    let [from, agent, forwarded] =
        ["referer", "user-agent", "x-forwarded-for"].map(|name| request.header(name).unwrap_or("-"));
    let line = [method.as_str(), path, version].join(" ");
    let user = request.header("authorization").and_then(|value| value.strip_prefix("Basic "));
    let user = user.and_then(|value| String::from_utf8(api::base64::decode(value)?).ok());
    let user = user.as_deref().and_then(|pair| pair.split(':').next()).filter(|name| !name.is_empty()).unwrap_or("-");
    let (client, line) = (&incoming.from, line.trim_end());
    format!("{client} - {user} [{at}] \"{line}\" STATUS \"{from}\" \"{agent}\" \"{forwarded}\"")
}

fn words(status: u16) -> &'static str {
    if status == 503 { "Service Temporarily Unavailable" } else { web::reason(status) }
}

fn error_body(status: u16, version: &str) -> Vec<u8> {
    let words = if status == 401 { "Authorization Required" } else { words(status) };
    let title = format!("{status} {words}");
    format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
         <hr><center>nginx/{version}</center>\r\n</body>\r\n</html>\r\n"
    )
    .into_bytes()
}

pub(super) fn send(s: &Serving<'_, '_>, page: Page) -> Vec<u8> {
    let [before, after] = page.headers;
    let header = |name: &str, value: String| (name.to_string(), value);
    let mut headers = vec![
        header("Server", format!("nginx/{}", s.version)),
        header("Date", web::date(s.now())),
        header("Content-Type", page.kind),
        header("Content-Length", page.body.len().to_string()),
    ];
    headers.extend(before);
    headers.push(header("Connection", if page.close { "close" } else { "keep-alive" }.into()));
    headers.extend(after);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    web::respond_in(words(page.status), page.status, &headers, page.body)
}
