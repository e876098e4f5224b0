//! The demonstration images of "Kubernetes in Action": a node.js server that says which pod was hit.

use shell::Program;
use shell::system::Incoming;

use super::server::{Begin, Behaviour, Server, Serving, helpless, silent};
use super::{BARE, Base, Image, Variant, web};

pub(super) const IMAGE: Image = Image {
    names: &["docker.io/luksa/kubia"],
    versions: &["latest", "v1", "v2", "v3", "v4"],
    aliases: &[("latest", "latest")],
    variants: &[Variant { name: "", base: Base::Debian, size: 2420 }],
    entrypoint: &["node", "app.js"],
    files: &[("app.js", APP)],
    programs: &[("usr/local/bin/node", make)],
    ..BARE
};

/// Answers five requests and then only errors.
pub(super) const UNHEALTHY: Image = Image {
    names: &["docker.io/luksa/kubia-unhealthy", "docker.io/smlinux/unhealthy"],
    programs: &[("usr/local/bin/node", make_unhealthy)],
    ..IMAGE
};

const APP: &str = "const http = require('http');
const os = require('os');

console.log(\"Kubia server starting...\");

var handler = function(request, response) {
  console.log(\"Received request from \" + request.connection.remoteAddress);
  response.writeHead(200);
  response.end(\"You've hit \" + os.hostname() + \"\\n\");
};

var www = http.createServer(handler);
www.listen(8080);
";

fn make(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Server::boxed(&KUBIA, argv, version)
}
fn make_unhealthy(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Server::boxed(&SICK, argv, version)
}

static KUBIA: Behaviour = Behaviour { begin, answer, taken, signal: helpless, goodbye: silent, memory: 40 << 20 };
static SICK: Behaviour = Behaviour { answer: answer_five, ..KUBIA };

fn begin(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    b.say(40, "Kubia server starting...");
    b.ready_after(45);
    b.listen(8080);
    Ok(())
}

/// Node's words for an exception that nobody catches.
pub(super) fn taken(b: &mut Begin<'_, '_>, port: u16) -> i32 {
    let code = if b.why().0 == 13 { "EACCES" } else { "EADDRINUSE" };
    for line in [
        "events.js:160".to_string(),
        "      throw er; // Unhandled 'error' event".into(),
        "      ^".into(),
        String::new(),
        format!("Error: listen {code} :::{port}"),
    ] {
        b.error(line);
    }
    1
}

fn answer(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    s.say(format!("Received request from ::ffff:{}", incoming.from));
    let host = s.sys.hostname();
    // The third version is the one with a fault: from the fifth request on.
    if s.version == "v3" && requests(s) > 4 {
        return page(s, 500, format!("Some internal error has occurred! This is pod {host}\n"));
    }
    let body = match s.version {
        "latest" => format!("You've hit {host}\n"),
        version => format!("This is {version} running in pod {host}\n"),
    };
    page(s, 200, body)
}

/// How many requests there were, with this one.
pub(super) fn requests(s: &mut Serving<'_, '_>) -> u32 {
    let count: u32 = s.data.get("requests").and_then(|n| n.parse().ok()).unwrap_or(0) + 1;
    s.data.insert("requests".into(), count.to_string());
    count
}

fn answer_five(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    s.say(format!("Received request from ::ffff:{}", incoming.from));
    if requests(s) > 5 {
        return page(s, 500, "I'm not well. Please restart me!".into());
    }
    let body = format!("You've hit {}\n", s.sys.hostname());
    page(s, 200, body)
}

pub(super) fn page(s: &Serving<'_, '_>, status: u16, body: String) -> Vec<u8> {
    let date = web::date(s.now());
    web::respond(status, &[("Date", &date), ("Connection", "keep-alive")], body)
}
