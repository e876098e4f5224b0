//! Images of the workshops of container.training, and of courses that were made of them.

use shell::system::Incoming;
use sorted::SortedMap;

use super::server::Serving;
use super::simple::{GO, Simple, serve};
use super::{BARE, Base, Image, Variant, web};
use crate::net::http;

const SMALL: Image = Image {
    versions: &["latest"],
    aliases: &[("latest", "latest")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 60 }],
    ..BARE
};

pub(super) const PING: Image = Image { names: &["docker.io/jpetazzo/ping"], cmd: &["ping", "127.0.0.1"], ..SMALL };

/// Answers with its environment as JSON.
pub(super) const HTTPENV: Image = Image {
    names: &["docker.io/jpetazzo/httpenv", "docker.io/bretfisher/httpenv"],
    cmd: &["/httpenv"],
    programs: &[("httpenv", serve!(HTTPENV_ROW, environment))],
    ..SMALL
};

const HTTPENV_ROW: Simple = Simple { port: 8888, start: &["Starting httpenv listening on port 8888."], ..GO };

fn environment(s: &mut Serving<'_, '_>, _incoming: &Incoming) -> Vec<u8> {
    let all: SortedMap<String, String> = s.io.environment().list().iter().cloned().collect();
    let mut body = String::from("{");
    for (name, value) in all.iter() {
        body.push_str(if body.len() > 1 { "," } else { "" });
        api::json::quote(name, &mut body);
        body.push(':');
        api::json::quote(value, &mut body);
    }
    body.push('}');
    web::respond(200, &[("Date", &web::date(s.now())), ("Content-Type", GO.kind)], body)
}

/// A page in the colours that the names of its pod and its namespace begin with.
pub(super) const COLOR: Image = Image {
    names: &["docker.io/jpetazzo/color", "docker.io/jpetazzo/webcolor"],
    cmd: &["/webcolor"],
    programs: &[("webcolor", serve!(COLOR_ROW, colour))],
    ..SMALL
};

const COLOR_ROW: Simple = Simple {
    port: 80,
    port_env: "PORT",
    start: &["Starting HTTP server (linux/amd64) listening on port {port}."],
    ..GO
};

const CIRCLES: [(&str, char); 9] = [
    ("red", '\u{1f534}'),
    ("orange", '\u{1f7e0}'),
    ("yellow", '\u{1f7e1}'),
    ("green", '\u{1f7e2}'),
    ("blue", '\u{1f535}'),
    ("purple", '\u{1f7e3}'),
    ("brown", '\u{1f7e4}'),
    ("black", '\u{26ab}'),
    ("white", '\u{26aa}'),
];

fn colour(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let Some(r) = http::parse_request(&incoming.data) else { return web::respond(400, &[], "") };
    let host = s.env("HOSTNAME").unwrap_or_default();
    let file = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";
    let namespace = s.env("NAMESPACE").or_else(|| s.sys.files().read_text(file).ok()).unwrap_or_default();
    let shown = if namespace.is_empty() { host.clone() } else { format!("pod {namespace}/{host}") };
    let own = host.split('-').next().unwrap_or("");
    let circle = |name: &str| CIRCLES.iter().find(|(known, _)| *known == name).map(|(_, circle)| *circle);
    let circles: String = circle(&namespace).into_iter().chain(circle(own)).collect();
    let (from, path) = (format!("{}:41234", incoming.from), &r.path);
    let body = format!(
        "<!DOCTYPE html>\r<html>\r<body style=\"background: {namespace}; text-align: center;\">\r\
         <div style=\"padding: 4em;\"></div>\r<span style=\"padding: 4em; background: {own};\">\r\
         <span style=\"padding: 2px; background: white;\">\r\
         {circles}This is {shown} on linux/amd64, serving {path} for {from}.\n</span>\r</span>\r</body>\r</html>\r"
    );
    let agent = r.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("user-agent"));
    let agent = agent.map_or("", |(_, agent)| agent.as_str());
    s.say(format!("{from} {} {path} HTTP/1.1 [{agent}]", r.method));
    web::respond(200, &[("Date", &web::date(s.now())), ("Content-Type", "text/html; charset=utf-8")], body)
}
