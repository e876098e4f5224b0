//! Small servers that tutorials use to show who answered.

use shell::Program;
use shell::system::{Incoming, System};

use super::server::{Begin, Behaviour, Server, Serving, flag, graceful, silent, taken_go};
use super::simple::go;
use super::{BARE, Base, Image, Variant, web};
use crate::net::http::{self, Parsed};

pub(super) const WHOAMI: Image = Image {
    names: &["docker.io/traefik/whoami", "docker.io/containous/whoami", "docker.io/jwilder/whoami"],
    versions: &["v1.11.0", "v1.10.4", "v1.10.3", "v1.10.1", "v1.10", "v1.9.0", "v1.8.0", "v1.5.0"],
    aliases: &[("latest", "v1.11.0"), ("v1", "v1.11.0")],
    variants: &[Variant { name: "", base: Base::Scratch, size: 30 }],
    entrypoint: &["/whoami"],
    programs: &[("whoami", |argv, version| Server::boxed(&WHOAMI_SERVER, argv, version))],
    ..BARE
};

static WHOAMI_SERVER: Behaviour = Behaviour {
    begin: |b| {
        let port = port_flag(b, &["--port", "-port"], "WHOAMI_PORT_NUMBER", 80);
        let at = web::slash_date(b.now());
        b.log(2, format!("{at} Starting up on port {port}"));
        b.listen(port);
        Ok(())
    },
    answer: |s, incoming| {
        let Some(r) = http::parse_request(&incoming.data) else { return web::respond(400, &[], "") };
        let own = own_address(s.sys);
        let mut body = format!(
            "Hostname: {}\nIP: 127.0.0.1\nIP: ::1\nIP: {own}\nRemoteAddr: {}:41234\n",
            s.sys.hostname(),
            incoming.from
        );
        body.push_str(&format!("{} {} {}\n", r.method, r.path, r.version));
        for (name, value) in &r.headers {
            body.push_str(&format!("{name}: {value}\n"));
        }
        body.push('\n');
        text(s, body)
    },
    taken: taken_go,
    signal: go,
    goodbye: silent,
    memory: 8 << 20,
};

pub(super) const HTTP_ECHO: Image = Image {
    names: &["docker.io/hashicorp/http-echo"],
    versions: &["1.0.0", "1.0", "0.2.3", "0.2.1", "alpine"],
    aliases: &[("latest", "1.0.0")],
    variants: &[Variant { name: "", base: Base::Scratch, size: 28 }],
    entrypoint: &["/http-echo"],
    programs: &[("http-echo", |argv, version| Server::boxed(&ECHO_SERVER, argv, version))],
    ..BARE
};

static ECHO_SERVER: Behaviour = Behaviour {
    begin: |b| {
        if echo_text(b.argv, b.env("ECHO_TEXT"), b.version).is_none() {
            b.error("Missing -text option!");
            return Err(127);
        }
        let listen = flag(b.argv, &["-listen", "--listen"]).unwrap_or_else(|| ":5678".into());
        let port = listen.rsplit(':').next().and_then(|p| p.parse().ok()).unwrap_or(5678);
        let at = web::slash_date(b.now());
        b.log(2, format!("{at} [INFO] server is listening on {listen}"));
        b.listen(port);
        Ok(())
    },
    answer: |s, incoming| {
        let body = echo_text(s.argv, s.env("ECHO_TEXT"), s.version).unwrap_or_default();
        let at = web::slash_date(s.now());
        if let Some(r) = http::parse_request(&incoming.data) {
            let host = r.header("host").unwrap_or("").to_string();
            s.say(format!(
                "{at} {host} {}:41234 \"{} {} {}\" 200 {}",
                incoming.from,
                r.method,
                r.path,
                r.version,
                body.len() + 1
            ));
        }
        text(s, body + "\n")
    },
    taken: taken_go,
    signal: graceful,
    goodbye: silent,
    memory: 6 << 20,
};

/// Since version 1 the text may come from a variable, which the image sets.
fn echo_text(argv: &[String], env: Option<String>, version: &str) -> Option<String> {
    let of_image = || env.or(Some("hello-world".into())).filter(|_| !version.starts_with('0'));
    flag(argv, &["-text", "--text"]).or_else(of_image)
}

pub(super) const NGINX_HELLO: Image = Image {
    names: &["docker.io/nginxdemos/hello", "docker.io/nginxdemos/nginx-hello"],
    versions: &["0.4", "0.3", "0.2"],
    aliases: &[("latest", "0.4"), ("plain-text", "0.4")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 170 }],
    cmd: &["nginx", "-g", "daemon off;"],
    programs: &[("usr/sbin/nginx", |argv, version| Server::boxed(&NGINX_HELLO_SERVER, argv, version))],
    ..BARE
};

static NGINX_HELLO_SERVER: Behaviour = Behaviour {
    begin: |b| {
        b.listen(80);
        Ok(())
    },
    answer: |s, incoming| {
        let path = http::parse_request(&incoming.data).map_or("/".into(), |r| r.path);
        let (own, host, at) = (own_address(s.sys), s.sys.hostname(), web::log_date(s.now()));
        let id = format!("{:032x}", s.sys.random());
        text(s, format!("Server address: {own}:80\nServer name: {host}\nDate: {at}\nURI: {path}\nRequest ID: {id}\n"))
    },
    taken: taken_go,
    signal: graceful,
    goodbye: silent,
    memory: 8 << 20,
};

pub(super) const ECHOSERVER: Image = Image {
    names: &["registry.k8s.io/echoserver"],
    versions: &["1.10", "1.9", "1.8", "1.4", "1.0"],
    aliases: &[("latest", "1.10")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 430 }],
    cmd: &["/run.sh"],
    programs: &[("run.sh", |argv, version| Server::boxed(&ECHOSERVER_SERVER, argv, version))],
    ..BARE
};

static ECHOSERVER_SERVER: Behaviour = Behaviour {
    begin: |b| {
        b.say(20, "Generating self-signed cert");
        b.say(400, "Starting nginx");
        b.ready_after(400);
        b.listen(8080);
        Ok(())
    },
    answer: |s, incoming| {
        let Some(r) = http::parse_request(&incoming.data) else { return web::respond(400, &[], "") };
        let body = described(s, incoming, &r);
        text(s, body)
    },
    taken: taken_go,
    signal: graceful,
    goodbye: silent,
    memory: 12 << 20,
};

fn described(s: &Serving<'_, '_>, incoming: &Incoming, r: &Parsed) -> String {
    let headers: String = r.headers.iter().map(|(n, v)| format!("\t{}={v}\n", n.to_ascii_lowercase())).collect();
    let host = r.header("host").unwrap_or("");
    let body =
        if r.body.is_empty() { "-no body in request-".into() } else { String::from_utf8_lossy(&r.body).into_owned() };
    format!(
        "\n\nHostname: {}\n\nPod Information:\n\t-no pod information available-\n\nServer values:\n\tserver_version=nginx: 1.13.3 - lua: \
         10008\n\nRequest Information:\n\tclient_address={}\n\tmethod={}\n\treal path={}\n\tquery=\n\trequest_version=1.1\n\
         \trequest_scheme=http\n\trequest_uri=http://{host}:8080{}\n\nRequest Headers:\n{headers}\nRequest Body:\n\t{body}\n\n",
        s.sys.hostname(),
        incoming.from,
        r.method,
        r.path,
        r.path
    )
}

pub(super) const AGNHOST: Image = Image {
    names: &["registry.k8s.io/e2e-test-images/agnhost", "registry.k8s.io/liveness"],
    versions: &["2.57", "2.56", "2.53", "2.52", "2.47", "2.45", "2.43", "2.40", "2.39", "2.36", "2.33", "2.28", "2.21"],
    aliases: &[("latest", "2.57")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 510 }],
    entrypoint: &["/agnhost"],
    tools: |_| &["usr/bin/curl", "usr/bin/dig", "usr/bin/host", "bin/bash"],
    cmd: &["pause"],
    programs: &[("agnhost", agnhost)],
    ..BARE
};

fn agnhost(argv: &[String], version: &'static str) -> Box<dyn Program> {
    let bare = argv.get(1).is_some_and(|c| ["liveness", "/server", "test-webserver"].contains(&c.as_str()));
    Server::boxed(if bare { &AGNHOST_BARE } else { &AGNHOST_SERVER }, argv, version)
}

/// Commands that have no handlers.
static AGNHOST_BARE: Behaviour = Behaviour { signal: go, ..NETEXEC };

/// What its lines open with: `I1121 02:29:02.123456       1 log.go:195] `.
fn klog(t: api::time::Time) -> String {
    let c = t.civil();
    let micros = t.0.rem_euclid(1_000_000);
    let (month, day, hour) = (c.month, c.day, c.hour);
    format!("I{month:02}{day:02} {hour:02}:{:02}:{:02}.{micros:06}       1 log.go:195] ", c.minute, c.second)
}

static AGNHOST_SERVER: Behaviour = NETEXEC;

const NETEXEC: Behaviour = Behaviour {
    begin: agnhost_begin,
    answer: agnhost_answer,
    taken: taken_go,
    signal: graceful,
    goodbye: silent,
    memory: 12 << 20,
};

fn agnhost_begin(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    let command = b.argv.get(1).map_or("pause", String::as_str).to_string();
    let now = b.sys.now();
    b.data.insert("started".into(), now.to_string());
    let port = |default: u16| flag(b.argv, &["--http-port", "--port"]).and_then(|p| p.parse().ok()).unwrap_or(default);
    match command.as_str() {
        "pause" => b.say(2, "Paused"),
        "netexec" => {
            let port = port(8080);
            let (at, udp) = (klog(b.now()), flag(b.argv, &["--udp-port"]).unwrap_or_else(|| "8081".into()));
            b.log(2, format!("{at}Started HTTP server on port {port}"));
            b.log(2, format!("{at}Started UDP server on port  {udp}"));
            b.listen(port);
        }
        "liveness" | "/server" => b.listen(8080),
        "serve-hostname" => {
            let port = port(9376);
            let at = klog(b.now());
            b.log(2, format!("{at}Serving on port {port}."));
            b.listen(port);
        }
        "test-webserver" => b.listen(port(80)),
        other => {
            b.error(format!("agnhost {other} is not simulated here"));
            return Err(1);
        }
    }
    Ok(())
}

/// A time as Go prints it: `2026-11-21 02:29:02.123456 +0000 UTC m=+12.5`.
fn go_time(now: i64, started: i64) -> String {
    let text = api::time::Time(now).rfc3339_micro().replace('T', " ").replace('Z', "");
    format!("{text}000 +0000 UTC m=+{:.9}", (now - started) as f64 / 1e6)
}

fn agnhost_answer(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let Some(r) = http::parse_request(&incoming.data) else { return web::respond(400, &[], "") };
    let command = s.argv.get(1).map_or("", String::as_str).to_string();
    let started = s.data.get("started").and_then(|t| t.parse().ok()).unwrap_or(0);
    let path = r.path.split('?').next().unwrap_or("/");
    if command == "netexec" {
        let at = klog(s.now());
        s.log(format!("{at}GET {path}"));
    }
    let query = |name: &str| {
        let (_, q) = r.path.split_once('?')?;
        q.split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('=')).map(str::to_string)
    };
    match (command.as_str(), path) {
        ("liveness" | "/server", "/healthz") => {
            let seconds = (s.sys.now() - started) as f64 / 1e6;
            if seconds > 10.0 {
                return web::respond(500, &[], format!("error: {seconds}"));
            }
            web::respond(200, &[], "ok")
        }
        ("serve-hostname", _) | (_, "/hostname" | "/hostName") => text(s, s.sys.hostname()),
        (_, "/healthz") => web::respond(200, &[], ""),
        (_, "/clientip") => text(s, format!("{}:41234", incoming.from)),
        (_, "/echo") => text(s, query("msg").unwrap_or_default()),
        (_, "/exit") => web::respond(200, &[], ""),
        (_, "/") => text(s, format!("NOW: {}", go_time(s.sys.now(), started))),
        _ => web::respond(404, &[("Content-Type", "text/plain; charset=utf-8")], "404 page not found\n"),
    }
}

fn port_flag(b: &Begin<'_, '_>, flags: &[&str], env: &str, default: u16) -> u16 {
    let given = flag(b.argv, flags).or_else(|| b.env(env));
    given.and_then(|p| p.parse().ok()).unwrap_or(default)
}

fn own_address(sys: &dyn System) -> String {
    sys.interfaces().get(1).map(|i| i.address.clone()).unwrap_or_default()
}

fn text(s: &Serving<'_, '_>, body: String) -> Vec<u8> {
    let date = web::date(s.now());
    web::respond(200, &[("Date", &date), ("Content-Type", "text/plain; charset=utf-8")], body)
}
