//! What HTTP servers of images have in common: dates, headers, files.

use api::time::Time;
use shell::files::Owner;
use shell::system::{HttpResponse, System, User};

use crate::net::http;

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Sat, 21 Nov 2026 02:29:02 GMT`.
pub(in crate::kubelet) fn date(t: Time) -> String {
    let c = t.civil();
    format!(
        "{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
        DAYS[c.weekday as usize],
        c.day,
        MONTHS[c.month as usize - 1],
        c.year,
        c.hour,
        c.minute,
        c.second
    )
}

/// `21/Nov/2026:02:29:02 +0000`, as access logs have it.
pub(super) fn log_date(t: Time) -> String {
    let c = t.civil();
    let month = MONTHS[c.month as usize - 1];
    format!("{:02}/{month}/{}:{:02}:{:02}:{:02} +0000", c.day, c.year, c.hour, c.minute, c.second)
}

/// `2026/11/21 02:29:02`, as nginx logs errors.
pub(super) fn slash_date(t: Time) -> String {
    let c = t.civil();
    format!("{}/{:02}/{:02} {:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second)
}

/// The name of a month of a time: `Nov`.
pub(super) fn month(t: Time) -> &'static str {
    MONTHS[t.civil().month as usize - 1]
}

/// The short name of a weekday: `Sat`.
pub(super) fn weekday(t: Time) -> &'static str {
    DAYS[t.civil().weekday as usize]
}

/// The words of a status code.
pub(super) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Not Allowed",
        410 => "Gone",
        416 => "Requested Range Not Satisfiable",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Time-out",
        _ => "",
    }
}

/// A response as bytes, with the given headers and the length of its body.
pub(super) fn respond(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Vec<u8> {
    respond_in(reason(status), status, headers, body.into())
}

/// The same in a server's own words.
pub(super) fn respond_in(words: &str, status: u16, headers: &[(&str, &str)], body: Vec<u8>) -> Vec<u8> {
    let mut all: Vec<(String, String)> = headers.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
    if !all.iter().any(|(n, _)| n.eq_ignore_ascii_case("content-length")) {
        all.push(("Content-Length".into(), body.len().to_string()));
    }
    http::response_bytes(&HttpResponse { version: "HTTP/1.1".into(), status, reason: words.into(), headers: all, body })
}

/// The same for a HEAD request: headers only.
pub(super) fn without_body(bytes: Vec<u8>) -> Vec<u8> {
    match bytes.windows(4).position(|w| w == b"\r\n\r\n") {
        Some(end) => bytes[..end + 4].to_vec(),
        None => bytes,
    }
}

/// The type of a file by its name.
pub(super) fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "html" | "htm" => "text/html",
        "css" => "text/css",
        "js" => "application/javascript",
        "json" => "application/json",
        "txt" => "text/plain",
        "xml" => "text/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

/// What a path below a document root leads to.
pub(super) enum Found {
    File {
        path: String,
        data: Vec<u8>,
    },
    /// A directory without its slash.
    Directory,
    Forbidden,
    Nothing,
}

/// Looks a URL path up below a document root.
pub(super) fn look_up(root: &str, url: &str, indexes: &[String], sys: &mut dyn System) -> Found {
    let path = url.split(['?', '#']).next().unwrap_or("/");
    let path = decode(path);
    if path.split('/').any(|p| p == "..") {
        return Found::Forbidden;
    }
    let full = format!("{}{path}", root.trim_end_matches('/'));
    let files = sys.files();
    if files.is_directory(&full) {
        if !path.ends_with('/') {
            return Found::Directory;
        }
        for index in indexes {
            let file = format!("{full}{index}");
            if let Ok(data) = files.read(&file) {
                return Found::File { path: file, data: data.to_vec() };
            }
        }
        return Found::Forbidden;
    }
    match files.read(&full) {
        Ok(data) => Found::File { path: full, data: data.to_vec() },
        Err(_) => Found::Nothing,
    }
}

/// Which part of so many bytes a request asks for, if of one: from the first to the last. The error: there is none.
pub(super) fn range(request: &http::Parsed, size: usize) -> Option<Result<(usize, usize), ()>> {
    let range = request.header("range")?.strip_prefix("bytes=").filter(|range| !range.contains(','))?;
    let (from, to) = range.split_once('-')?;
    let last = size.saturating_sub(1);
    let (from, to) = match (from.parse::<usize>(), to.parse::<usize>()) {
        (Ok(from), Ok(to)) => (from, to.min(last)),
        (Ok(from), Err(_)) if to.is_empty() => (from, last),
        (Err(_), Ok(count)) if from.is_empty() => (size.saturating_sub(count), last),
        _ => return None,
    };
    Some(if from > to || from >= size { Err(()) } else { Ok((from, to)) })
}

/// Whether the workers of a server may read a file, which are not root where the server is.
pub(super) fn readable(sys: &mut dyn System, worker: Owner, path: &str) -> bool {
    let Owner { uid, gid } = worker;
    let worker = User { name: String::new(), uid, gid, groups: Vec::new(), capabilities: 0 };
    sys.user().uid != 0 || sys.files().of(&worker).may(path, 4)
}

/// Undoes `%20`.
fn decode(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = path.get(i + 1..i + 3).filter(|_| bytes[i] == b'%').and_then(|h| u8::from_str_radix(h, 16).ok());
        out.push(hex.unwrap_or(bytes[i]));
        i += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}
