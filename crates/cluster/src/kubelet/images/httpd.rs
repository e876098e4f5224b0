//! The Apache HTTP server: serves `/usr/local/apache2/htdocs`.

use shell::files::{Errno, Owner};
use shell::system::{Incoming, NET_BIND_SERVICE};
use shell::{Program, Signal};

use super::base::BUILT;
use super::server::{Begin, Behaviour, Server, Serving, Stop};
use super::web::{self, Found};
use super::{BARE, Base, Image, Variant};
use crate::net::http;

pub(super) const IMAGE: Image = Image {
    names: &["docker.io/library/httpd"],
    versions: &[
        "2.4.65", "2.4.64", "2.4.63", "2.4.62", "2.4.61", "2.4.59", "2.4.58", "2.4.57", "2.4.54", "2.4.46", "2.4.6",
        "2.2.34",
    ],
    aliases: &[("latest", "2.4.65"), ("2", "2.4.65"), ("2.4", "2.4.65")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 450 },
        Variant { name: "alpine", base: Base::Alpine, size: 250 },
        Variant { name: "bookworm", base: Base::Debian, size: 450 },
    ],
    cmd: &["httpd-foreground"],
    env: &[
        ("PATH", "/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ("HTTPD_PREFIX", "/usr/local/apache2"),
        ("HTTPD_VERSION", "{version}"),
    ],
    workdir: "/usr/local/apache2",
    owned: &[("usr/local/apache2/logs", 0)],
    files: &[("usr/local/apache2/htdocs/index.html", "<html><body><h1>It works!</h1></body></html>\n")],
    programs: &[("usr/local/bin/httpd-foreground", make), ("usr/local/apache2/bin/httpd", make)],
    ..BARE
};

fn make(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Server::boxed(&HTTPD, argv, version)
}

static HTTPD: Behaviour = Behaviour { begin, answer, taken, signal, goodbye, memory: 12 << 20 };

/// `Sat Nov 21 02:29:02.123456 2026`.
pub(super) fn stamp(t: api::time::Time) -> String {
    let c = t.civil();
    let micros = t.0.rem_euclid(1_000_000);
    format!(
        "{} {} {:02} {:02}:{:02}:{:02}.{micros:06} {}",
        web::weekday(t),
        web::month(t),
        c.day,
        c.hour,
        c.minute,
        c.second,
        c.year
    )
}

/// Apache tells twice that nobody gave it a name.
pub(super) fn unnamed(b: &mut Begin<'_, '_>, program: &str) {
    let ip = b.sys.interfaces().get(1).map_or("127.0.1.1".to_string(), |i| i.address.clone());
    let name = format!(
        "AH00558: {program}: Could not reliably determine the server's fully qualified domain name, using {ip}. Set the \
         'ServerName' directive globally to suppress this message"
    );
    b.log(20, name.clone());
    b.log(20, name);
}

fn begin(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    unnamed(b, "httpd");
    note_process(b)?;
    let (at, pid, version) = (stamp(b.now()), b.io.pid(), b.version);
    b.log(
        65,
        format!("[{at}] [mpm_event:notice] [pid {pid}:tid {pid}] AH00489: Apache/{version} (Unix) configured -- resuming normal operations"),
    );
    b.log(65, format!("[{at}] [core:notice] [pid {pid}:tid {pid}] AH00094: Command line: 'httpd -D FOREGROUND'"));
    b.ready_after(60);
    b.listen(80);
    Ok(())
}

/// Without the file that tells its process it does not run. The error is the exit code.
fn note_process(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    const FILE: &str = "/usr/local/apache2/logs/httpd.pid";
    // Ports are opened before that: one that is refused is what ends it.
    if !b.sys.user().can(NET_BIND_SERVICE) {
        return Ok(());
    }
    let (at, pid) = (stamp(b.now()), b.io.pid());
    let Err(error) = b.sys.files().write(FILE, format!("{pid}\n")) else { return Ok(()) };
    let number = if error == Errno::ReadOnly { 30 } else { 13 };
    let head = format!("[{at}] [core:error] [pid {pid}:tid {pid}]");
    let suffix = format!("{:06x}", b.sys.random() & 0xff_ffff);
    b.error(format!("{head} ({number}){error}: AH00099: could not create {FILE}.{suffix}"));
    b.error(format!("{head} AH00100: httpd: could not log pid to file {FILE}"));
    Err(1)
}

pub(super) fn taken(b: &mut Begin<'_, '_>, port: u16) -> i32 {
    let (number, words) = b.why();
    for address in ["[::]", "0.0.0.0"] {
        b.error(format!("({number}){words}: AH00072: make_sock: could not bind to address {address}:{port}"));
    }
    b.error("no listening sockets available, shutting down");
    b.error("AH00015: Unable to open logs");
    1
}

pub(super) fn signal(signal: Signal) -> Stop {
    match signal {
        Signal::Term | Signal::Int | Signal::Quit => Stop::Exit(0, 60),
        Signal::Hup | Signal::Usr1 => Stop::Ignore,
        _ => Stop::Default,
    }
}

fn goodbye(s: &mut Serving<'_, '_>) {
    let (at, pid) = (stamp(s.now()), s.io.pid());
    s.log(format!("[{at}] [mpm_event:notice] [pid {pid}:tid {pid}] AH00491: caught SIGTERM, shutting down"));
}

fn answer(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let Some(request) = http::parse_request(&incoming.data) else {
        return whole(s, 400, &[(KIND, "text/html; charset=iso-8859-1".into())], error_body(400));
    };
    let (status, headers, body) = found(s, &request);
    let at = web::log_date(s.now());
    let head = request.method == "HEAD";
    let sent = if head || body.is_empty() { "-".to_string() } else { body.len().to_string() };
    let (method, path, version) = (&request.method, &request.path, &request.version);
    s.say(format!("{} - - [{at}] \"{method} {path} {version}\" {status} {sent}", incoming.from));
    let bytes = whole(s, status, &headers, body);
    if head { web::without_body(bytes) } else { bytes }
}

const ROOT: &str = "/usr/local/apache2/htdocs";
/// Whom its workers run as.
const WORKER: Owner = Owner { uid: 33, gid: 33 };
const METHODS: &str = "GET,POST,OPTIONS,HEAD,TRACE";
const KIND: &str = "Content-Type";
/// Where the length of the body stands among the headers.
const LENGTH: &str = "Content-Length";

/// What it has at an address: the status, headers and a body.
fn found(s: &mut Serving<'_, '_>, request: &http::Parsed) -> (u16, Vec<(&'static str, String)>, Vec<u8>) {
    let html = || (KIND, "text/html; charset=iso-8859-1".to_string());
    let error = |status| (status, vec![html()], error_body(status));
    match request.method.as_str() {
        "GET" | "HEAD" | "POST" => {}
        "OPTIONS" => {
            return (
                200,
                vec![("Allow", METHODS.into()), (LENGTH, "0".into()), (KIND, "text/html".into())],
                Vec::new(),
            );
        }
        name => {
            let known = ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT"].contains(&name);
            let (status, title, text) = match known {
                true => {
                    (405, "405 Method Not Allowed", format!("The requested method {name} is not allowed for this URL."))
                }
                false => (501, "501 Not Implemented", format!("{name} not supported for current URL.<br />\n")),
            };
            return (status, vec![("Allow", METHODS.into()), html()], error_page(title, &text));
        }
    }
    let url = request.path.split('?').next().unwrap_or("/").to_string();
    match web::look_up(ROOT, &request.path, &["index.html".to_string()], s.sys) {
        Found::File { path, .. } if !web::readable(s.sys, WORKER, &path) => error(403),
        Found::File { path, mut data } => {
            let (size, mut status) = (data.len(), 200);
            let mut headers = vec![
                ("Last-Modified", web::date(api::time::Time(BUILT))),
                ("ETag", format!("\"{size:x}-{BUILT:x}\"")),
                ("Accept-Ranges", "bytes".into()),
            ];
            match web::range(request, size) {
                Some(Ok((from, to))) => {
                    data = data[from..=to].to_vec();
                    status = 206;
                    headers.extend([
                        (LENGTH, data.len().to_string()),
                        ("Content-Range", format!("bytes {from}-{to}/{size}")),
                    ]);
                }
                Some(Err(())) => {
                    let text = "None of the range-specifier values in the Range\nrequest-header field overlap the current \
                                extent\nof the selected resource.";
                    return (416, vec![html()], error_page("416 Requested Range Not Satisfiable", text));
                }
                None => {}
            }
            headers.push((KIND, web::mime(&path).into()));
            (status, headers, data)
        }
        Found::Directory => {
            let place = format!("http://{}{url}/", request.header("host").unwrap_or("localhost"));
            let text = format!("The document has moved <a href=\"{place}\">here</a>.");
            (301, vec![("Location", place), html()], error_page("301 Moved Permanently", &text))
        }
        Found::Forbidden if url.split('/').any(|part| part == "..") => error(400),
        Found::Forbidden => (200, vec![(KIND, "text/html;charset=ISO-8859-1".into())], listing(s, &url)),
        Found::Nothing => error(404),
    }
}

/// The page about a directory without one of its own.
fn listing(s: &mut Serving<'_, '_>, url: &str) -> Vec<u8> {
    let entries = s.sys.files().list(&format!("{ROOT}{url}")).unwrap_or_default();
    let title = format!("Index of {}", if url == "/" { url } else { url.trim_end_matches('/') });
    let above = url.trim_end_matches('/').rsplit_once('/').map(|(above, _)| format!("{above}/"));
    let mut items: String =
        above.iter().map(|above| format!("<li><a href=\"{above}\"> Parent Directory</a></li>\n")).collect();
    for (name, stat) in entries.iter().filter(|(name, _)| !name.starts_with('.')) {
        let slash = if stat.is_directory() { "/" } else { "" };
        items += &format!("<li><a href=\"{name}{slash}\"> {name}{slash}</a></li>\n");
    }
    format!(
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<html>\n <head>\n  <title>{title}</title>\n </head>\n \
         <body>\n<h1>{title}</h1>\n<ul>{items}</ul>\n</body></html>\n"
    )
    .into_bytes()
}

pub(super) fn error_body(status: u16) -> Vec<u8> {
    let (title, text) = match status {
        403 => ("403 Forbidden", "You don't have permission to access this resource."),
        404 => ("404 Not Found", "The requested URL was not found on this server."),
        301 => ("301 Moved Permanently", "The document has moved."),
        _ => ("400 Bad Request", "Your browser sent a request that this server could not understand.<br />\n"),
    };
    error_page(title, text)
}

fn error_page(title: &str, text: &str) -> Vec<u8> {
    let heading = title.split_once(' ').map_or(title, |(_, t)| t);
    format!(
        "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>{title}</title>\n</head><body>\n\
         <h1>{heading}</h1>\n<p>{text}</p>\n</body></html>\n"
    )
    .into_bytes()
}

/// An answer with its headers in Apache's order: the length stands before the type.
fn whole(s: &Serving<'_, '_>, status: u16, headers: &[(&str, String)], body: Vec<u8>) -> Vec<u8> {
    let (date, server, length) = (web::date(s.now()), format!("Apache/{} (Unix)", s.version), body.len().to_string());
    let mut all = vec![("Date", date.as_str()), ("Server", &server)];
    let has_length = headers.iter().any(|(name, _)| *name == LENGTH);
    for (name, value) in headers {
        if *name == KIND && !has_length {
            all.push((LENGTH, &length));
        }
        all.push((name, value));
    }
    let words = if status == 405 { "Method Not Allowed" } else { web::reason(status) };
    web::respond_in(words, status, &all, body)
}
