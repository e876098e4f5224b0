//! The Apache HTTP server: serves `/usr/local/apache2/htdocs`.

use shell::files::Errno;
use shell::system::{Incoming, NET_BIND_SERVICE};
use shell::{Program, Signal};

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
        return page(s, 400, "text/html; charset=iso-8859-1", error_body(400));
    };
    let found = web::look_up("/usr/local/apache2/htdocs", &request.path, &["index.html".to_string()], s.sys);
    let html = "text/html; charset=iso-8859-1";
    let (status, kind, body) = match found {
        Found::File { path, data } => (200, web::mime(&path), data),
        Found::Directory => (301, html, error_body(301)),
        Found::Forbidden => (403, html, error_body(403)),
        Found::Nothing => (404, html, error_body(404)),
    };
    let at = web::log_date(s.now());
    s.say(format!(
        "{} - - [{at}] \"{} {} {}\" {status} {}",
        incoming.from,
        request.method,
        request.path,
        request.version,
        body.len()
    ));
    page(s, status, kind, body)
}

pub(super) fn error_body(status: u16) -> Vec<u8> {
    let (title, text) = match status {
        403 => ("403 Forbidden", "You don't have permission to access this resource."),
        404 => ("404 Not Found", "The requested URL was not found on this server."),
        301 => ("301 Moved Permanently", "The document has moved."),
        _ => ("400 Bad Request", "Your browser sent a request that this server could not understand.<br />"),
    };
    let heading = title.split_once(' ').map_or(title, |(_, t)| t);
    format!(
        "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>{title}</title>\n</head><body>\n\
         <h1>{heading}</h1>\n<p>{text}</p>\n</body></html>\n"
    )
    .into_bytes()
}

fn page(s: &Serving<'_, '_>, status: u16, kind: &str, body: Vec<u8>) -> Vec<u8> {
    let (date, server) = (web::date(s.now()), format!("Apache/{} (Unix)", s.version));
    web::respond(status, &[("Date", &date), ("Server", &server), ("Content-Type", kind)], body)
}
