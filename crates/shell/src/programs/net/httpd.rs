//! busybox `httpd`: serves files of a directory.

use crate::files::path;
use crate::kernel::Io;
use crate::program::{Poll, Program, Wait};
use crate::programs::{Call, Flags};
use crate::system::{NetError, System};
use crate::text::date;

#[derive(Clone)]
struct Httpd {
    args: Vec<String>,
    port: Option<u16>,
    home: String,
    verbose: bool,
}

pub(in crate::programs) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    Box::new(Httpd { args: argv[1..].to_vec(), port: None, home: String::new(), verbose: false })
}

impl Httpd {
    fn begin(&mut self, call: &mut Call<'_, '_>) -> Result<u16, i32> {
        let flags = Flags::parse(&self.args, "fvip:h:c:u:r:", &[]).map_err(|error| call.usage(&error))?;
        let port =
            flags.value('p').and_then(|port| port.rsplit(':').next().and_then(|port| port.parse().ok())).unwrap_or(80);
        self.home = call.path(flags.value('h').unwrap_or("."));
        self.verbose = flags.has('v');
        if !call.sys.files().is_directory(&self.home) {
            return Err(call.fail(format!(
                "can't change directory to '{}': No such file or directory",
                flags.value('h').unwrap_or(".")
            )));
        }
        match call.io.listen(call.sys, port) {
            Ok(()) => Ok(port),
            Err(NetError::Denied) => Err(call.fail("bind: Permission denied")),
            Err(NetError::InUse) => Err(call.fail("bind: Address already in use")),
            Err(_) => Err(call.fail("opening ports is not simulated here")),
        }
    }

    fn answer(&self, call: &mut Call<'_, '_>, request: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(request);
        let mut words = text.lines().next().unwrap_or("").split(' ');
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or("/"));
        let target = target.split(['?', '#']).next().unwrap_or("/");
        let mut file = path::join(&self.home, path::normal("/", target).trim_start_matches('/'));
        if call.sys.files().is_directory(&file) {
            file = path::join(&file, "index.html");
        }
        let now = date(call.sys.now(), "%a, %d %b %Y %H:%M:%S GMT");
        let body = call.sys.files().read(&file);
        let (status, kind, body) = match body {
            Ok(body) if method == "GET" || method == "HEAD" => ("200 OK", kind(&file), body.to_vec()),
            Ok(_) => (
                "501 Not Implemented",
                "text/html",
                page("501 Not Implemented", "The requested method is not recognized"),
            ),
            Err(_) => ("404 Not Found", "text/html", page("404 Not Found", "The requested URL was not found")),
        };
        let mut answer = format!(
            "HTTP/1.1 {status}\r\nDate: {now}\r\nConnection: close\r\nContent-type: {kind}\r\nContent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        if method != "HEAD" {
            answer.extend(body);
        }
        answer
    }
}

fn page(title: &str, text: &str) -> Vec<u8> {
    format!("<HTML><HEAD><TITLE>{title}</TITLE></HEAD>\n<BODY><H1>{title}</H1>\n{text}\n</BODY></HTML>\n").into_bytes()
}

fn kind(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("html" | "htm") => "text/html",
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("json") => "application/json",
        Some("txt") => "text/plain",
        _ => "application/octet-stream",
    }
}

impl Program for Httpd {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let mut call = Call { name: "httpd", args: &[], io, sys, failed: None };
        let port = match self.port {
            Some(port) => port,
            None => match self.begin(&mut call) {
                Ok(port) => *self.port.insert(port),
                Err(code) => return Poll::Exit(code),
            },
        };
        while let Some(incoming) = call.sys.accept(port) {
            if !call.io.spend(20) {
                let answer = self.answer(&mut call, &incoming.data);
                call.sys.respond(incoming.handle, answer);
                return Wait::again();
            }
            if self.verbose {
                let line = String::from_utf8_lossy(&incoming.data).lines().next().unwrap_or("").to_string();
                call.err(&format!("{}: url:{}\n", incoming.from, line.split(' ').nth(1).unwrap_or("/")));
            }
            let answer = self.answer(&mut call, &incoming.data);
            call.sys.respond(incoming.handle, answer);
        }
        Wait::event()
    }
}
