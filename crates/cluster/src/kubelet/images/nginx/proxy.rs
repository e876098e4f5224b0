//! nginx as a proxy: it asks another server and hands its answer on.

use shell::system::{HttpRequest, Incoming, NetError, NetReply, NetRequest};

use super::super::server::Serving;
use super::super::web;
use super::configuration::Upstreams;
use super::page::{Page, access, expand, send};
use crate::net::http;

/// Where a request goes.
pub(super) struct Target<'a> {
    /// The place that says so.
    pub path: &'a str,
    /// `http://back/v1`.
    pub url: &'a str,
    pub headers: &'a [(String, String)],
}

/// Asks the server behind; the answer to the caller follows.
pub(super) fn pass(
    s: &mut Serving<'_, '_>,
    request: &http::Parsed,
    incoming: &Incoming,
    target: Target<'_>,
    upstreams: &Upstreams,
) {
    let rest = target.url.split_once("://").map_or(target.url, |(_, rest)| rest);
    let (name, prefix) = rest.find('/').map_or((rest, None), |at| (&rest[..at], Some(&rest[at..])));
    let server = match upstreams.iter().find(|(group, _)| group == name) {
        Some((_, group)) if !group.is_empty() => {
            // One after another.
            let turn = s.data.get("turn").and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
            s.data.insert("turn".into(), (turn + 1).to_string());
            group[turn % group.len()].clone()
        }
        _ => name.to_string(),
    };
    let (host, port) = server.rsplit_once(':').map_or((server.as_str(), 80), |(h, p)| (h, p.parse().unwrap_or(80)));
    // An address with a path takes the place's own away.
    let path = match prefix {
        Some(prefix) => format!("{prefix}{}", request.path.strip_prefix(target.path).unwrap_or("")),
        None => request.path.clone(),
    };
    let mut headers = vec![("Host".to_string(), name.to_string()), ("Connection".to_string(), "close".to_string())];
    let set = |headers: &mut Vec<(String, String)>, name: &str, value: String| {
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.push((name.to_string(), value));
    };
    for (name, value) in &request.headers {
        if !["host", "connection", "keep-alive"].contains(&name.to_ascii_lowercase().as_str()) {
            set(&mut headers, name, value.clone());
        }
    }
    for (name, value) in target.headers {
        let value = match value.as_str() {
            "$proxy_host" => server.clone(),
            other => expand(other, request, incoming, s),
        };
        set(&mut headers, name, value);
    }
    let note = access(s, request, incoming);
    let (method, body) = (request.method.clone(), request.body.clone());
    let call = HttpRequest { https: false, trusts: false, host: host.to_string(), port, method, path, headers, body };
    s.ask(NetRequest::Http(call), note, answered);
}

fn answered(s: &mut Serving<'_, '_>, note: &str, reply: Result<NetReply, NetError>) -> Vec<u8> {
    let page = match reply {
        Ok(NetReply::Http { response, .. }) => {
            let mut headers = response.headers;
            let at = headers.iter().position(|(name, _)| name.eq_ignore_ascii_case("content-type"));
            let kind = at.map_or("text/plain".to_string(), |at| headers.remove(at).1);
            headers.retain(|(name, _)| !OWN.contains(&name.to_ascii_lowercase().as_str()));
            let mut page = Page::new(response.status, &kind, response.body);
            let first = |name: &str| name.eq_ignore_ascii_case("last-modified");
            page.headers =
                [true, false].map(|wanted| headers.iter().filter(|(n, _)| first(n) == wanted).cloned().collect());
            page
        }
        other => {
            let why = match other {
                Err(NetError::TimedOut) => "upstream timed out (110: Connection timed out)",
                Err(NetError::NoSuchName { .. }) => "no live upstreams",
                _ => "connect() failed (111: Connection refused)",
            };
            let status = if why.contains("110") { 504 } else { 502 };
            let at = web::slash_date(s.now());
            s.log(format!("{at} [error] 29#29: *1 {why} while connecting to upstream"));
            Page::error(status, s.version)
        }
    };
    s.say(note.replacen("STATUS", &format!("{} {}", page.status, page.body.len()), 1));
    send(s, page)
}

/// Headers that are said anew to the caller.
const OWN: &[&str] = &["server", "date", "connection", "content-length", "transfer-encoding"];
