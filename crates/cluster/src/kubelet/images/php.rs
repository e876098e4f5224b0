//! Apache with PHP, and what is built on it. Programs in PHP are not run: the pages of the images below are what their
//! programs answer to a visitor who has done nothing yet.

use shell::Program;
use shell::kernel::Io;
use shell::system::{Incoming, NetError, NetReply, NetRequest, System};

use super::entrypoint::{Entrypoint, Exec, Script};
use super::server::{Begin, Behaviour, Server, Serving, silent};
use super::web::{self, Found};
use super::{BARE, Base, Image, Variant, httpd};
use crate::net::http;

const SERVER: &str = "Apache/2.4.65 (Debian)";
const ROOT: &str = "/var/www/html";

pub(super) const PHP: Image = Image {
    names: &["docker.io/library/php"],
    versions: &[
        "8.4.14", "8.3.27", "8.2.29", "8.1.33", "8.0.30", "7.4.33", "7.3.33", "7.2.34", "7.1.33", "7.0.33", "5.6.40",
    ],
    aliases: &[("latest", "8.4.14"), ("8", "8.4.14"), ("7", "7.4.33")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 1900 },
        Variant { name: "apache", base: Base::Debian, size: 1800 },
    ],
    cmd: &["apache2-foreground"],
    env: &[("PHP_VERSION", "{version}")],
    workdir: ROOT,
    tools: |_| &["usr/bin/curl"],
    programs: &[("usr/local/bin/apache2-foreground", make)],
    ..BARE
};

pub(super) const GB_FRONTEND: Image = Image {
    names: &["us-docker.pkg.dev/google-samples/containers/gke/gb-frontend", "gcr.io/google-samples/gb-frontend"],
    versions: &["v6", "v5", "v4", "v3"],
    aliases: &[],
    variants: &[Variant { name: "", base: Base::Debian, size: 1750 }],
    env: &[("PHP_VERSION", "7.4.33")],
    files: &[(
        "var/www/html/index.html",
        "<html ng-app=\"redis\">\n  <head>\n    <title>Guestbook</title>\n  </head>\n  <body ng-controller=\"RedisCtrl\">\n    <h2>Guestbook</h2>\n  </body>\n</html>\n",
    )],
    programs: &[("usr/local/bin/apache2-foreground", |argv, _| make(argv, "7.4.33"))],
    ..PHP
};

pub(super) const WORDPRESS: Image = Image {
    names: &["docker.io/library/wordpress"],
    versions: &[
        "6.8.3", "6.8.2", "6.7.2", "6.6.2", "6.5.5", "6.4.3", "6.3.2", "6.2.2", "6.2.1", "6.1.1", "5.9.3", "5.8.3",
        "5.6.2", "5.2.4", "4.9.8", "4.8",
    ],
    aliases: &[("latest", "6.8.3"), ("6", "6.8.3"), ("5", "5.9.3")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 2540 },
        Variant { name: "apache", base: Base::Debian, size: 2540 },
        Variant { name: "php8.3-apache", base: Base::Debian, size: 2540 },
        Variant { name: "php8.2-apache", base: Base::Debian, size: 2540 },
        Variant { name: "php7.4-apache", base: Base::Debian, size: 2000 },
        Variant { name: "php7.3-apache", base: Base::Debian, size: 2000 },
    ],
    entrypoint: &["docker-entrypoint.sh"],
    env: &[("PHP_VERSION", "8.0.30")],
    programs: &[
        ("usr/local/bin/docker-entrypoint.sh", |argv, version| Entrypoint::boxed(&WORDPRESS_SCRIPT, argv, version)),
        ("usr/local/bin/apache2-foreground", |argv, _| Server::boxed(&WORDPRESS_SERVER, argv, "8.0.30")),
    ],
    ..PHP
};

static WORDPRESS_SCRIPT: Script =
    Script { before: copy_wordpress, default: "apache2-foreground", exec: Exec::Bash(119) };

fn copy_wordpress(io: &mut Io<'_>, sys: &mut dyn System, _: &[String], _: &'static str) -> Result<(), i32> {
    if sys.files().exists(&format!("{ROOT}/index.php")) {
        return Ok(());
    }
    let mut text = format!(
        "WordPress not found in {ROOT} - copying now...\nComplete! WordPress has been successfully copied to {ROOT}\n"
    );
    let given: Vec<String> = ["HOST", "NAME", "PASSWORD", "USER"]
        .into_iter()
        .map(|n| format!("WORDPRESS_DB_{n}"))
        .filter(|n| io.env(n).is_some())
        .collect();
    if !given.is_empty() {
        text.push_str(&format!(
            "No 'wp-config.php' found in {ROOT}, but 'WORDPRESS_...' variables supplied; copying \
             'wp-config-docker.php' ({})\n",
            given.join(" ")
        ));
    }
    let mut files = sys.files();
    for name in ["index.php", "wp-config.php", "wp-login.php"] {
        // A volume that cannot be written stays empty.
        let _kept = files.write(&format!("{ROOT}/{name}"), "<?php\n");
    }
    io.err(sys, &text);
    Ok(())
}

/// Sends a visitor to the page that sets it up, unless its data base does not answer.
static WORDPRESS_SERVER: Behaviour = Behaviour { answer: answer_wordpress, memory: 60 << 20, ..APACHE };

fn answer_wordpress(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let Some(r) = http::parse_request(&incoming.data) else { return web::respond(400, &[], "") };
    let named = s.env("WORDPRESS_DB_HOST").unwrap_or_else(|| "mysql".into());
    let (host, port) = named.split_once(':').map_or((named.as_str(), 3306), |(h, p)| (h, p.parse().unwrap_or(3306)));
    let (agent, at) = (r.header("user-agent").unwrap_or("-"), web::log_date(s.now()));
    let note =
        format!("{} - - [{at}] \"{} {} {}\" STATUS \"-\" \"{agent}\"", incoming.from, r.method, r.path, r.version);
    s.ask(NetRequest::Tcp { host: host.to_string(), port, data: Vec::new() }, note, after_database);
    Vec::new()
}

const NO_DATABASE: &str = "<!DOCTYPE html>\n<html>\n<head>\n\t<title>Database Error</title>\n</head>\n<body>\n\t<h1>Error \
                           establishing a database connection</h1>\n</body>\n</html>\n";

fn after_database(s: &mut Serving<'_, '_>, note: &str, reply: Result<NetReply, NetError>) -> Vec<u8> {
    let (status, size) = if reply.is_ok() { (302, 0) } else { (500, NO_DATABASE.len()) };
    s.say(note.replace("STATUS", &format!("{status} {}", size + 400)));
    let (date, powered) = (web::date(s.now()), format!("PHP/{}", s.version));
    let mut headers = vec![("Date", date.as_str()), ("Server", SERVER), ("X-Powered-By", powered.as_str())];
    if status == 302 {
        headers.push(("Location", "/wp-admin/install.php"));
    }
    headers.push(("Content-Type", "text/html; charset=UTF-8"));
    web::respond(status, &headers, if status == 302 { "" } else { NO_DATABASE })
}

fn make(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Server::boxed(&APACHE, argv, version)
}

const APACHE: Behaviour =
    Behaviour { begin, answer, taken: httpd::taken, signal: httpd::signal, goodbye: silent, memory: 20 << 20 };

fn begin(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    httpd::unnamed(b, "apache2");
    let (at, pid, version) = (httpd::stamp(b.now()), b.io.pid(), b.version);
    let head = format!("[{at}] [mpm_prefork:notice] [pid {pid}:tid {pid}]");
    b.log(60, format!("{head} AH00163: {SERVER} PHP/{version} configured -- resuming normal operations"));
    b.log(60, format!("[{at}] [core:notice] [pid {pid}:tid {pid}] AH00094: Command line: 'apache2 -D FOREGROUND'"));
    b.ready_after(60);
    b.listen(80);
    Ok(())
}

fn log_request(s: &mut Serving<'_, '_>, incoming: &Incoming, r: &http::Parsed, status: u16, size: usize) {
    let (agent, at) = (r.header("user-agent").unwrap_or("-").to_string(), web::log_date(s.now()));
    let line = format!("\"{} {} {}\" {status} {size}", r.method, r.path, r.version);
    s.say(format!("{} - - [{at}] {line} \"-\" \"{agent}\"", incoming.from));
}

fn answer(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let Some(r) = http::parse_request(&incoming.data) else { return web::respond(400, &[], "") };
    let indexes = ["index.php".to_string(), "index.html".to_string()];
    let (status, kind, body) = match web::look_up(ROOT, &r.path, &indexes, s.sys) {
        Found::File { path, .. } if path.ends_with(".php") => {
            (501, "text/plain", b"programs in PHP are not simulated here\n".to_vec())
        }
        Found::File { path, data } => (200, web::mime(&path), data),
        Found::Directory => (301, "text/html; charset=iso-8859-1", httpd::error_body(301)),
        Found::Forbidden => (403, "text/html; charset=iso-8859-1", httpd::error_body(403)),
        Found::Nothing => (404, "text/html; charset=iso-8859-1", httpd::error_body(404)),
    };
    log_request(s, incoming, &r, status, body.len() + 200);
    let date = web::date(s.now());
    web::respond(status, &[("Date", &date), ("Server", SERVER), ("Content-Type", kind)], body)
}
