//! Small web servers that differ only in what they print and answer: a row each.
//!
//! Texts hold `{host}`, `{own}`, `{from}`, `{version}`, `{path}`, `{method}`, `{slash}` (the time as Go logs it), `{now}`
//! (as RFC 3339), `{js}`, `{java}`, `{c}`, `{day}` and `{space}` (the same as others print it), `{random}`, `{request}`
//! (as it came), `{count}` and `{uptime}`.

use shell::Signal;
use shell::system::{Incoming, System};

use super::server::{Begin, Serving, Stop, taken_go};
use super::{httpd, kubia, web};
use crate::net::http;

/// A server that answers with fixed texts.
pub(super) struct Simple {
    pub port: u16,
    /// The environment variable that holds another port; empty for none.
    pub port_env: &'static str,
    /// Lines when it starts; those that open with `!` go to standard error.
    pub start: &'static [&'static str],
    /// The line of each request, likewise; empty for none.
    pub request: &'static str,
    pub kind: &'static str,
    /// Path, status and text; the path `*` stands for any other.
    pub pages: &'static [(&'static str, u16, &'static str)],
    pub taken: fn(&mut Begin<'_, '_>, u16) -> i32,
    pub signal: fn(Signal) -> Stop,
    pub memory: u64,
}

/// A program in Go without handlers: as process 1 it ends with 2, because the kernel does not let it die of a signal.
pub(super) fn go(signal: Signal) -> Stop {
    match signal {
        Signal::Term | Signal::Int | Signal::Hup | Signal::Quit => Stop::Exit(2, 1),
        _ => Stop::Default,
    }
}

/// What servers in Go have in common.
pub(super) const GO: Simple = Simple {
    port: 8080,
    port_env: "",
    start: &[],
    request: "",
    kind: "text/plain; charset=utf-8",
    pages: &[],
    taken: taken_go,
    signal: go,
    memory: 6 << 20,
};

/// What servers in node have in common: as process 1, node heeds no signal.
pub(super) const NODE: Simple =
    Simple { taken: kubia::taken, signal: super::server::helpless, memory: 40 << 20, kind: "text/plain", ..GO };

/// What makes the program of a row, which may have an answer of its own instead of pages.
macro_rules! serve {
    ($row:expr) => {
        $crate::kubelet::images::simple::serve!($row, |s, incoming| {
            $crate::kubelet::images::simple::answer(s, incoming, &$row)
        })
    };
    ($row:expr, $answer:expr) => {
        |argv, version| {
            static SERVER: $crate::kubelet::images::server::Behaviour = $crate::kubelet::images::server::Behaviour {
                begin: |b| $crate::kubelet::images::simple::begin(b, &$row),
                answer: $answer,
                taken: $row.taken,
                signal: $row.signal,
                goodbye: $crate::kubelet::images::server::silent,
                memory: $row.memory,
            };
            $crate::kubelet::images::server::Server::boxed(&SERVER, argv, version)
        }
    };
}
pub(super) use serve;

/// Fills the names between braces in; what is no name stays as it is.
fn fill(text: &str, value: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let filled = after.split_once('}').and_then(|(name, after)| Some((value(name)?, after)));
        match filled {
            Some((filled, after)) => {
                out.push_str(&filled);
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}

pub(super) fn own_address(sys: &dyn System) -> String {
    sys.interfaces().get(1).map(|i| i.address.clone()).unwrap_or_default()
}

/// `2026-11-21T02:29:02.123Z`.
fn javascript(t: api::time::Time) -> String {
    format!("{}Z", &t.rfc3339_micro()[..23])
}

/// `21-Nov-2026 02:29:02.123`.
fn java(t: api::time::Time) -> String {
    let (c, text) = (t.civil(), t.rfc3339_micro());
    format!("{:02}-{}-{} {}", c.day, web::month(t), c.year, &text[11..23])
}

fn common(name: &str, sys: &mut dyn System, version: &str) -> Option<String> {
    let now = api::time::Time(sys.now());
    Some(match name {
        "host" => sys.hostname(),
        "own" => own_address(sys),
        "version" => version.to_string(),
        "slash" => web::slash_date(now),
        "now" => now.rfc3339(),
        "js" => javascript(now),
        "day" => javascript(now).replace('T', " ").replace('Z', "000"),
        "space" => now.rfc3339().replace('T', " ").replace('Z', ""),
        "java" => java(now),
        "c" => httpd::stamp(now).replacen(&format!(".{:06}", now.0.rem_euclid(1_000_000)), "", 1),
        "random" => format!("{:016x}{:016x}", sys.random(), sys.random()),
        _ => return None,
    })
}

pub(super) fn begin(b: &mut Begin<'_, '_>, row: &Simple) -> Result<(), i32> {
    let given = if row.port_env.is_empty() { None } else { b.env(row.port_env) };
    let port = given.and_then(|p| p.parse().ok()).unwrap_or(row.port);
    for line in row.start {
        let version = b.version;
        let text = fill(line, &mut |name| match name {
            "port" => Some(port.to_string()),
            _ => common(name, b.sys, version),
        });
        match text.strip_prefix('!') {
            Some(line) => b.log(20, line),
            None => b.say(20, text),
        }
    }
    b.ready_after(20);
    b.listen(port);
    Ok(())
}

/// The first line and the headers of a request.
fn as_it_came(r: &http::Parsed) -> String {
    let headers: String = r.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    format!("{} {} HTTP/1.1\n\n{headers}", r.method, r.path)
}

pub(super) fn answer(s: &mut Serving<'_, '_>, incoming: &Incoming, row: &Simple) -> Vec<u8> {
    let Some(r) = http::parse_request(&incoming.data) else { return web::respond(400, &[], "") };
    let now = s.sys.now();
    let since: i64 = s.data.entry("since".into()).or_insert_with(|| now.to_string()).parse().unwrap_or(now);
    let count = s.data.get("count").and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) + 1;
    s.data.insert("count".into(), count.to_string());
    let path = r.path.split('?').next().unwrap_or("/");
    let value = |name: &str, s: &mut Serving<'_, '_>| match name {
        "from" => Some(incoming.from.clone()),
        "path" => Some(r.path.clone()),
        "method" => Some(r.method.clone()),
        "request" => Some(as_it_came(&r)),
        "count" => Some(count.to_string()),
        "uptime" => Some(format!("{}", (now - since) as f64 / 1e6)),
        _ => common(name, s.sys, s.version),
    };
    if !row.request.is_empty() {
        let line = fill(row.request, &mut |name| value(name, s));
        match line.strip_prefix('!') {
            Some(line) => s.log(line),
            None => s.say(line),
        }
    }
    let page = row.pages.iter().find(|(p, ..)| *p == path || *p == "*");
    let (status, text) = page.map_or((404, "404 page not found\n"), |(_, status, text)| (*status, *text));
    let body = fill(text, &mut |name| value(name, s));
    let date = web::date(s.now());
    let mut headers = vec![("Date", date.as_str()), ("Content-Type", row.kind)];
    // Whoever is sent elsewhere reads in the page where to.
    let place = body.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(place, _)| place);
    headers.extend(place.filter(|_| (300..400).contains(&status)).map(|place| ("Location", place)));
    web::respond(status, &headers, body.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in_and_other_braces_stay() {
        let mut value = |name: &str| (name == "host").then(|| "web-0".to_string());
        assert_eq!(fill("<{host}> {\"a\":1} {", &mut value), "<web-0> {\"a\":1} {");
    }
}
