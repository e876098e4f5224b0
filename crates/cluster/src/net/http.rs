//! HTTP messages as bytes, as they travel between programs.

use shell::system::{HttpRequest, HttpResponse, NetError};

/// A request as it goes over the wire. Who does not trust the other side sends nothing but a greeting.
pub fn request_bytes(r: &HttpRequest) -> Vec<u8> {
    if r.https {
        let inside = if r.trusts { request_bytes(&HttpRequest { https: false, ..r.clone() }) } else { Vec::new() };
        return [TLS, &inside].concat();
    }
    let mut head = format!("{} {} HTTP/1.1\r\n", r.method, r.path);
    for (name, value) in &r.headers {
        [name, ": ", value, "\r\n"].iter().for_each(|part| head.push_str(part));
    }
    if !r.body.is_empty() && header(&r.headers, "content-length").is_none() {
        head.push_str(&format!("Content-Length: {}\r\n", r.body.len()));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&r.body);
    bytes
}

/// How what goes over TLS begins. Nothing is encrypted here, but a server that does not expect it cannot read on.
pub const TLS: &[u8] = b"\x16\x03\x01";

/// Answers in TLS what has come in TLS.
pub fn over_tls(data: &[u8], answer: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    match data.strip_prefix(TLS) {
        Some(inner) => [TLS, &answer(inner)].concat(),
        None => answer(data),
    }
}

/// What a server reads of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// `GET`.
    pub method: String,
    /// With the query.
    pub path: String,
    /// `HTTP/1.1`.
    pub version: String,
    /// In order.
    pub headers: Vec<(String, String)>,
    /// What follows the headers.
    pub body: Vec<u8>,
}

impl Parsed {
    /// The value of a header, its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
}

fn split_head(bytes: &[u8]) -> Option<(String, Vec<u8>)> {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").map(|i| (i, i + 4));
    let (end, body) = end.or_else(|| bytes.windows(2).position(|w| w == b"\n\n").map(|i| (i, i + 2)))?;
    Some((String::from_utf8_lossy(&bytes[..end]).into_owned(), bytes[body..].to_vec()))
}

fn headers<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    lines.filter_map(|l| l.split_once(':')).map(|(n, v)| (n.trim().to_string(), v.trim().to_string())).collect()
}

/// Reads a request; none where it is no HTTP.
pub fn parse_request(bytes: &[u8]) -> Option<Parsed> {
    let (head, body) = split_head(bytes)?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_string(), first.next()?.to_string());
    let version = first.next()?.to_string();
    let known = version.starts_with("HTTP/") && method.bytes().all(|b| b.is_ascii_uppercase());
    known.then(|| Parsed { method, path, version, headers: headers(lines), body })
}

/// A response as it goes over the wire.
pub fn response_bytes(r: &HttpResponse) -> Vec<u8> {
    let mut head = format!("{} {} {}\r\n", r.version, r.status, r.reason);
    for (name, value) in &r.headers {
        [name, ": ", value, "\r\n"].iter().for_each(|part| head.push_str(part));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&r.body);
    bytes
}

/// What came back over TLS, where it was spoken; the bytes themselves where it was not asked for.
pub fn without_tls<'a>(r: &HttpRequest, bytes: &'a [u8]) -> Result<&'a [u8], NetError> {
    match bytes.strip_prefix(TLS) {
        _ if !r.https => Ok(bytes),
        None if bytes.is_empty() => Err(NetError::Empty),
        None => Err(NetError::NotTls),
        Some(_) if !r.trusts => Err(NetError::Certificate),
        Some(inside) => Ok(inside),
    }
}

/// Reads a response; none where it is no HTTP.
pub fn parse_response(bytes: &[u8]) -> Option<HttpResponse> {
    let (head, body) = split_head(bytes)?;
    let mut lines = head.lines();
    let mut first = lines.next()?.splitn(3, ' ');
    let version = first.next()?.to_string();
    let status = first.next()?.parse().ok()?;
    let reason = first.next().unwrap_or("").to_string();
    let headers = headers(lines);
    let body = if header(&headers, "transfer-encoding").is_some_and(|v| v.eq_ignore_ascii_case("chunked")) {
        unchunked(&body)
    } else {
        body
    };
    version.starts_with("HTTP/").then_some(HttpResponse { version, status, reason, headers, body })
}

/// The body inside of its chunks.
fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(line) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = std::str::from_utf8(&rest[..line]).ok().and_then(|s| usize::from_str_radix(s.trim(), 16).ok());
        let Some(size) = size.filter(|s| *s > 0) else { break };
        let start = line + 2;
        let Some(chunk) = rest.get(start..start.saturating_add(size)) else { break };
        body.extend_from_slice(chunk);
        rest = rest.get(start + size + 2..).unwrap_or(&[]);
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let request = HttpRequest {
            https: false,
            trusts: false,
            host: "web".into(),
            port: 80,
            method: "POST".into(),
            path: "/a?b=1".into(),
            headers: vec![("Host".into(), "web".into())],
            body: b"hello".to_vec(),
        };
        let parsed = parse_request(&request_bytes(&request)).unwrap();
        assert_eq!((parsed.path.as_str(), parsed.header("content-length")), ("/a?b=1", Some("5")));
        assert_eq!(parsed.body, b"hello");
        let response = HttpResponse {
            version: "HTTP/1.1".into(),
            status: 404,
            reason: "Not Found".into(),
            headers: vec![("Server".into(), "nginx".into())],
            body: b"no".to_vec(),
        };
        assert_eq!(parse_response(&response_bytes(&response)), Some(response));
        assert_eq!(parse_request(b"PING\r\n"), None);
    }
}
