//! `wget`, of busybox and of GNU

use super::url::{Url, parse};
use super::{Outcome, Pending};
use crate::kernel::Io;
use crate::program::{Poll, Program};
use crate::programs::{Call, Flags};
use crate::system::{HttpRequest, HttpResponse, NetError, NetReply, NetRequest, System};
use crate::text::{date, duration};

/// GNU wget waits this long for an answer, busybox without end (the system gives up first).
const CONNECT: i64 = 130_000_000;

#[derive(Clone)]
struct Wget {
    args: Vec<String>,
    flags: Option<Flags>,
    url: Option<Url>,
    text: String,
    pending: Option<Pending>,
    /// The address of the host, once it is known.
    aimed: String,
    redirects: u32,
}

const LONG: &[(&str, char)] = &[
    ("quiet", 'q'),
    ("output-document", 'O'),
    ("timeout", 'T'),
    ("spider", 'Z'),
    ("server-response", 'S'),
    ("header", 'H'),
    ("post-data", 'D'),
    ("no-check-certificate", 'k'),
    ("tries", 't'),
    ("user-agent", 'U'),
    ("directory-prefix", 'P'),
    ("continue", 'c'),
    ("no-verbose", 'v'),
    ("method", 'M'),
    ("body-data", 'D'),
    ("connect-timeout", 'T'),
    ("output-file", 'o'),
    ("waitretry", 'w'),
    ("retry-connrefused", 'x'),
];

pub(in crate::programs) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    Box::new(Wget {
        args: argv[1..].to_vec(),
        flags: None,
        url: None,
        text: String::new(),
        pending: None,
        aimed: String::new(),
        redirects: 0,
    })
}

impl Program for Wget {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let mut call = Call { name: "wget", args: &[], io, sys, failed: None };
        loop {
            let Some(pending) = self.pending.clone() else {
                match self.begin(&mut call) {
                    Ok(()) => continue,
                    Err(code) => return Poll::Exit(code),
                }
            };
            let host = self.url.as_ref().map_or("", |url| url.host.as_str());
            if call.busybox() && pending.is_stuck(call.sys, host) {
                // Its own clock runs from the connection on: the resolver takes the time that it takes.
                self.pending = Some(pending.patient());
                continue;
            }
            pending.note_address(call.sys, &mut self.aimed);
            let code = match pending.poll(call.io, call.sys) {
                Outcome::Waiting(poll) => return poll,
                Outcome::TimedOut => Some(self.failed(&mut call, &NetError::TimedOut)),
                Outcome::Done(Err(error)) => Some(self.failed(&mut call, &error)),
                Outcome::Done(Ok(NetReply::Http { address, response })) => {
                    self.answered(&mut call, &address, &response)
                }
                Outcome::Done(Ok(_)) => Some(4),
            };
            self.pending = None;
            if let Some(code) = code {
                return Poll::Exit(call.finish(code));
            }
        }
    }
}

impl Wget {
    /// Starts the request; the exit code if that is not possible.
    fn begin(&mut self, call: &mut Call<'_, '_>) -> Result<(), i32> {
        if self.flags.is_none() {
            self.read(call)?;
        }
        let (Some(url), Some(flags)) = (self.url.clone(), self.flags.clone()) else { return Err(1) };
        let body = flags.value('D').unwrap_or("").as_bytes().to_vec();
        let headers = headers(call, &url, &flags, body.len());
        let method = match (flags.value('M'), flags.has('Z'), flags.has('D')) {
            (Some(method), ..) => method.to_string(),
            (None, true, _) => "HEAD".into(),
            (None, _, true) => "POST".into(),
            _ => "GET".into(),
        };
        if !call.busybox() && !flags.has('q') && !flags.has('v') {
            let now = date(call.sys.now(), "%Y-%m-%d %H:%M:%S");
            let spider = if flags.has('Z') { "Spider mode enabled. Check if remote file exists.\n" } else { "" };
            call.err(&format!("{spider}--{now}--  {}\n", self.text));
        }
        let timeout = flags.value('T').and_then(duration).filter(|micros| *micros > 0).unwrap_or(CONNECT);
        let https = url.scheme == "https";
        // busybox says that it does not look at certificates.
        let trusts = call.busybox() || flags.has('k');
        let request = HttpRequest {
            https,
            trusts,
            host: url.host.clone(),
            port: url.port,
            method,
            path: url.path.clone(),
            headers,
            body,
        };
        self.pending = Some(Pending::start(call.sys, NetRequest::Http(request), Some(timeout)));
        Ok(())
    }

    /// Reads the arguments; the exit code if there is something wrong with them.
    fn read(&mut self, call: &mut Call<'_, '_>) -> Result<(), i32> {
        // GNU's `-nv` and `-nc` are two letters.
        let args: Vec<String> = self
            .args
            .iter()
            .map(|arg| match arg.as_str() {
                "-nv" => "-v".to_string(),
                "-nc" => "-c".to_string(),
                arg => arg.to_string(),
            })
            .collect();
        let flags = Flags::parse(&args, "qO:T:ZSH:D:kt:U:P:cvM:o:w:xY:s", LONG).map_err(|error| call.usage(&error))?;
        let Some(text) = flags.rest.first() else {
            if call.busybox() {
                call.err("BusyBox v1.36.1 multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[-P DIR] [-U AGENT] [-T SEC] URL...\n");
            } else {
                call.err(
                    "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
                );
            }
            return Err(1);
        };
        let url = address(call, text)?;
        self.text = if text.contains("://") { text.clone() } else { format!("http://{text}") };
        if url.path == "/" && !self.text.ends_with('/') {
            self.text.push('/');
        }
        self.url = Some(url);
        self.flags = Some(flags);
        Ok(())
    }

    fn quiet(&self) -> bool {
        self.flags.as_ref().is_some_and(|flags| flags.has('q'))
    }

    fn failed(&self, call: &mut Call<'_, '_>, error: &NetError) -> i32 {
        let Some(url) = &self.url else { return 1 };
        let aimed = if self.aimed.is_empty() { &url.host } else { &self.aimed };
        let place = format!("{} ({aimed})", url.host);
        if call.busybox() {
            let refused = |what: &str| format!("can't connect to remote host ({aimed}): {what}");
            let text = match error {
                NetError::NoSuchName { .. } | NetError::NoNameServer => format!("bad address '{}'", url.authority()),
                NetError::Refused | NetError::InUse | NetError::Denied => refused("Connection refused"),
                NetError::NoRoute => refused("Host is unreachable"),
                NetError::Unreachable => refused("Network is unreachable"),
                NetError::TimedOut => "download timed out".into(),
                NetError::Reset => "error getting response: Connection reset by peer".into(),
                NetError::Empty => "error getting response".into(),
                NetError::NotTls | NetError::Certificate => "TLS error from peer".into(),
            };
            let connecting = matches!(error, NetError::NoSuchName { .. } | NetError::NoNameServer);
            if !self.quiet() && !connecting {
                call.err(&format!("Connecting to {} ({aimed}:{})\n", url.authority(), url.port));
            }
            return call.fail(text);
        }
        let verbose = !self.quiet();
        match error {
            NetError::NoSuchName { .. } | NetError::NoNameServer => {
                if verbose {
                    call.err(&format!("Resolving {place}... failed: Name or service not known.\nwget: unable to resolve host address ‘{}’\n", url.host));
                }
            }
            other => {
                let what = match other {
                    NetError::Refused | NetError::InUse | NetError::Denied => "failed: Connection refused.",
                    NetError::NoRoute => "failed: No route to host.",
                    NetError::Unreachable => "failed: Network is unreachable.",
                    NetError::TimedOut => "failed: Connection timed out.",
                    NetError::NotTls | NetError::Certificate => "connected.\nUnable to establish SSL connection.",
                    _ => "connected.\nHTTP request sent, awaiting response... No data received.",
                };
                if verbose {
                    call.err(&format!("Connecting to {place}:{}... {what}\n", url.port));
                }
            }
        }
        4
    }

    fn answered(&mut self, call: &mut Call<'_, '_>, address: &str, response: &HttpResponse) -> Option<i32> {
        let (url, flags) = (self.url.clone()?, self.flags.clone()?);
        let busybox = call.busybox();
        let header = |name: &str| {
            response.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
        };
        if !self.quiet() {
            if busybox {
                call.err(&format!("Connecting to {} ({address}:{})\n", url.authority(), url.port));
            } else if !flags.has('v') {
                if address != url.host {
                    call.err(&format!("Resolving {} ({})... {address}\n", url.host, url.host));
                }
                let shown = if address == url.host {
                    url.host.clone()
                } else {
                    format!("{} ({})|{address}|", url.host, url.host)
                };
                call.err(&format!(
                    "Connecting to {shown}:{}... connected.\nHTTP request sent, awaiting response... ",
                    url.port
                ));
            }
        }
        if flags.has('S') {
            let mut text = if busybox { String::new() } else { "\n".into() };
            text.push_str(&format!("  {} {} {}\n", response.version, response.status, response.reason));
            for (name, value) in &response.headers {
                text.push_str(&format!("  {name}: {value}\n"));
            }
            call.err(&text);
        } else if !busybox && !self.quiet() && !flags.has('v') {
            call.err(&format!("{} {}\n", response.status, response.reason));
        }
        if (300..400).contains(&response.status)
            && let Some(next) = header("location").and_then(|location| url.follow(&location).ok())
        {
            self.redirects += 1;
            if self.redirects > 20 {
                return Some(call.fail("too many redirections"));
            }
            self.url = Some(next);
            return None;
        }
        if response.status >= 400 {
            if busybox {
                return Some(call.fail(format!(
                    "server returned error: {} {} {}",
                    response.version, response.status, response.reason
                )));
            }
            if !self.quiet() {
                let now = date(call.sys.now(), "%Y-%m-%d %H:%M:%S");
                call.err(&format!("{now} ERROR {}: {}.\n\n", response.status, response.reason));
            }
            return Some(8);
        }
        if flags.has('Z') {
            if !self.quiet() {
                call.err(if busybox { "remote file exists\n" } else { "Length: unspecified\nRemote file exists.\n\n" });
            }
            return Some(0);
        }
        let kind = header("content-type")
            .map(|kind| format!(" [{}]", kind.split(';').next().unwrap_or("").trim()))
            .unwrap_or_default();
        Some(self.deliver(call, &flags, &url, &response.body, &kind))
    }

    /// Writes the body to the file, or to standard output.
    fn deliver(&self, call: &mut Call<'_, '_>, flags: &Flags, url: &Url, body: &[u8], kind: &str) -> i32 {
        let own = crate::files::path::base_name(url.path.split('?').next().unwrap_or("")).to_string();
        let own = if own.is_empty() || own == "/" { "index.html".to_string() } else { own };
        let name = match (flags.value('O'), flags.value('P')) {
            (Some(name), _) => name.to_string(),
            (None, Some(dir)) => crate::files::path::join(dir, &own),
            (None, None) => own,
        };
        let (quiet, busybox) = (self.quiet() || flags.has('v'), call.busybox());
        let size = body.len();
        if busybox && !quiet {
            let text = if name == "-" { "writing to stdout".to_string() } else { format!("saving to '{name}'") };
            call.err(&format!("{text}\n"));
        }
        if name == "-" {
            call.out_bytes(body);
        } else {
            let full = call.path(&name);
            let written = call.sys.files().write(&full, body);
            if let Err(error) = written {
                return call.fail(if busybox {
                    format!("can't open '{name}': {error}")
                } else {
                    format!("{name}: {error}")
                });
            }
        }
        if quiet {
            return 0;
        }
        if busybox {
            let bar = "*".repeat(32);
            let shown = if name == "-" { "-".to_string() } else { name.clone() };
            let after = if name == "-" { "written to stdout".to_string() } else { format!("'{name}' saved") };
            call.err(&format!("{shown:<20} 100% |{bar}| {size:>5}  0:00:00 ETA\n{after}\n"));
        } else {
            let shown = if name == "-" { "STDOUT".to_string() } else { name.clone() };
            let now = date(call.sys.now(), "%Y-%m-%d %H:%M:%S");
            let human =
                if size >= 1024 { format!(" ({})", crate::programs::ls::human(size as u64)) } else { String::new() };
            let cut: String = name.chars().take(19).collect();
            let (done, outcome) = if name == "-" {
                ("-".to_string(), "written to stdout".to_string())
            } else {
                (cut, format!("‘{shown}’ saved"))
            };
            call.err(&format!(
                "Length: {size}{human}{kind}\nSaving to: ‘{shown}’\n\n{done:<19} 100%[===================>] {:>7}  --.-KB/s    in 0s      \n\n{now} (100 MB/s) - {outcome} [{size}/{size}]\n\n",
                crate::programs::ls::human(size as u64)
            ));
        }
        0
    }
}

/// Where an argument leads; the exit code if it is no address.
fn address(call: &mut Call<'_, '_>, text: &str) -> Result<Url, i32> {
    match parse(text) {
        Ok(url) if url.scheme == "http" || url.scheme == "https" => Ok(url),
        Ok(url) if call.busybox() => Err(call.fail(format!("not an http or ftp url: {}://", url.scheme))),
        Ok(url) => {
            call.err(&format!("{text}: Unsupported scheme ‘{}’.\n", url.scheme));
            Err(1)
        }
        Err(_) if call.busybox() => Err(call.fail(format!("bad address '{text}'"))),
        Err(_) => {
            call.err(&format!("{text}: Invalid host name.\n"));
            Err(1)
        }
    }
}

/// What goes along with a request, whose body has so many bytes.
fn headers(call: &Call<'_, '_>, url: &Url, flags: &Flags, body: usize) -> Vec<(String, String)> {
    let agent = if call.busybox() { "Wget".to_string() } else { "Wget/1.21.3".to_string() };
    let agent = flags.value('U').map_or(agent, String::from);
    let mut headers = vec![("Host".to_string(), url.authority()), ("User-Agent".to_string(), agent)];
    if !call.busybox() {
        headers.push(("Accept".into(), "*/*".into()));
        headers.push(("Accept-Encoding".into(), "identity".into()));
    }
    headers.push(("Connection".into(), if call.busybox() { "close" } else { "Keep-Alive" }.into()));
    for header in flags.values('H') {
        if let Some((name, value)) = header.split_once(':') {
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            headers.push((name.to_string(), value.trim().to_string()));
        }
    }
    if body > 0 {
        headers.push(("Content-Type".into(), "application/x-www-form-urlencoded".into()));
        headers.push(("Content-Length".into(), body.to_string()));
    }
    headers
}
