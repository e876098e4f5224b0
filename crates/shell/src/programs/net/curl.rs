//! `curl`

use super::url::{BadUrl, Url, globs, parse};
use super::{Outcome, Pending};
use crate::kernel::Io;
use crate::program::{Poll, Program};
use crate::programs::flags::FlagError;
use crate::programs::{Call, Flags};
use crate::system::{HttpRequest, HttpResponse, NetError, NetReply, NetRequest, System};
use crate::text::duration;

const VERSION: &str = "7.88.1";
/// How long the system tries to connect to somebody who does not answer.
const CONNECT: i64 = 134_000_000;

const SHORT: &str = "9sSIivo:Ow:m:H:X:d:LkfA:e:u:G0#:NnZ4gb:c:x:F:T:r:jqM6aRlyY:zVhCB:p:P:37:";

const LONG: &[(&str, char)] = &[
    ("silent", 's'),
    ("show-error", 'S'),
    ("head", 'I'),
    ("include", 'i'),
    ("verbose", 'v'),
    ("output", 'o'),
    ("remote-name", 'O'),
    ("write-out", 'w'),
    ("max-time", 'm'),
    ("connect-timeout", 'Y'),
    ("header", 'H'),
    ("request", 'X'),
    ("data", 'd'),
    ("data-raw", 'd'),
    ("data-binary", 'd'),
    ("data-ascii", 'd'),
    ("json", 'j'),
    ("location", 'L'),
    ("insecure", 'k'),
    ("fail", 'f'),
    ("user-agent", 'A'),
    ("referer", 'e'),
    ("user", 'u'),
    ("get", 'G'),
    ("no-buffer", 'N'),
    ("http1.0", '0'),
    ("http1.1", 'M'),
    ("ipv4", '4'),
    ("ipv6", '6'),
    ("globoff", 'g'),
    ("cookie", 'b'),
    ("cookie-jar", 'c'),
    ("version", 'V'),
    ("help", 'h'),
    ("no-progress-meter", 'q'),
    ("progress-bar", 'n'),
    ("resolve", 'B'),
    ("retry", 'p'),
    ("retry-delay", 'p'),
    ("retry-connrefused", 'y'),
    ("compressed", 'l'),
    ("proxy", 'x'),
    ("noproxy", 'x'),
    ("cacert", 'P'),
    ("cert", 'x'),
    ("key", 'x'),
    ("fail-with-body", 'f'),
    ("path-as-is", '9'),
    ("range", 'r'),
    ("create-dirs", '3'),
    ("output-dir", '7'),
];

#[derive(Clone)]
struct Curl {
    args: Vec<String>,
    flags: Option<Flags>,
    /// URLs still to be fetched, the first one last.
    todo: Vec<String>,
    url: Option<Url>,
    pending: Option<Pending>,
    /// The limit of the whole operation began here.
    since: i64,
    redirects: u32,
    status: i32,
    connect_only: bool,
    /// The address that is tried, once it is known.
    address: String,
}

pub(in crate::programs) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    Box::new(Curl {
        args: argv[1..].to_vec(),
        flags: None,
        todo: Vec::new(),
        url: None,
        pending: None,
        since: 0,
        redirects: 0,
        status: 0,
        connect_only: false,
        address: String::new(),
    })
}

impl Program for Curl {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let mut call = Call { name: "curl", args: &[], io, sys, failed: None };
        if self.flags.is_none()
            && let Err(code) = self.begin(&mut call)
        {
            return Poll::Exit(code);
        }
        let flags = self.flags.clone().unwrap_or_default();
        loop {
            if !call.io.spend(20) {
                return crate::program::Wait::again();
            }
            let Some(pending) = self.pending.clone() else {
                match self.next(&mut call, &flags) {
                    Some(()) => continue,
                    None => {
                        let code = self.status;
                        return Poll::Exit(call.finish(code));
                    }
                }
            };
            self.tell_of_address(&mut call, &flags, &pending);
            let stuck = pending.is_stuck(call.sys, self.url.as_ref().map_or("", |url| url.host.as_str()));
            let result = match pending.poll(call.io, call.sys) {
                Outcome::Waiting(poll) => return poll,
                Outcome::TimedOut => Err(self.timed_out(&mut call, &flags, (&pending, stuck))),
                Outcome::Done(result) => self.answered(&mut call, &flags, &pending, result),
            };
            self.pending = None;
            match result {
                Ok(true) => {}
                Ok(false) => self.url = None,
                Err(code) => {
                    self.status = code;
                    self.write_out(&mut call, &flags, None, &pending);
                    self.url = None;
                }
            }
        }
    }
}

impl Curl {
    fn begin(&mut self, call: &mut Call<'_, '_>) -> Result<(), i32> {
        let try_help = "curl: try 'curl --help' or 'curl --manual' for more information\n";
        let flags = match Flags::parse(&self.args, SHORT, LONG) {
            Ok(flags) => flags,
            Err(error) => {
                let text = match error {
                    FlagError::Unknown(letter) => format!("curl: option -{letter}: is unknown\n"),
                    FlagError::UnknownLong(long) => format!("curl: option --{long}: is unknown\n"),
                    FlagError::Missing(letter) => format!("curl: option -{letter}: requires parameter\n"),
                };
                call.err(&text);
                call.err(try_help);
                return Err(2);
            }
        };
        if flags.has('V') {
            call.out(&format!("curl {VERSION} (simulated)\nProtocols: http\n"));
            return Err(0);
        }
        if flags.has('h') {
            call.out("Usage: curl [options...] <url>\n");
            return Err(0);
        }
        for letter in ['F', 'T', 'x'] {
            if flags.has(letter) {
                call.fail(format!("option -{letter} is not simulated here"));
                return Err(2);
            }
        }
        if let Some(file) = flags.value('P').filter(|_| !flags.has('k')) {
            let path = crate::files::path::join(&call.io.cwd(), file);
            if !call.sys.files().read_text(&path).is_ok_and(|text| text.contains("BEGIN CERTIFICATE")) {
                call.fail(format!("(77) error setting certificate file: {file}"));
                return Err(77);
            }
        }
        if flags.rest.is_empty() {
            call.err(try_help);
            return Err(2);
        }
        let urls = flags.rest.iter().flat_map(|url| if flags.has('g') { vec![url.clone()] } else { globs(url) });
        self.todo = urls.collect();
        self.todo.reverse();
        self.flags = Some(flags);
        Ok(())
    }

    /// Begins the next URL, or the next step of a redirection; `None`: all is done.
    fn next(&mut self, call: &mut Call<'_, '_>, flags: &Flags) -> Option<()> {
        if self.url.is_none() {
            let text = self.todo.pop()?;
            self.redirects = 0;
            self.since = call.sys.now();
            match parse(&text) {
                Ok(mut url) if url.scheme == "http" || url.scheme == "https" => {
                    if !flags.has('9') {
                        url.straighten();
                    }
                    self.url = Some(url);
                }
                Ok(url) => {
                    self.status = 1;
                    let text = format!("(1) Protocol \"{}\" not supported or disabled in libcurl", url.scheme);
                    self.complain(call, flags, &text);
                    return Some(());
                }
                Err(error) => {
                    self.status = 3;
                    let text = match error {
                        BadUrl::Port => "(3) URL using bad/illegal format or missing URL",
                        BadUrl::NoHost => "(3) URL using bad/illegal format or missing URL",
                        BadUrl::Malformed => "(3) URL using bad/illegal format or missing URL",
                    };
                    self.complain(call, flags, text);
                    return Some(());
                }
            }
        }
        let url = self.url.clone()?;
        let request = match self.request(call, flags, &url) {
            Ok(request) => request,
            Err(text) => {
                self.status = 26;
                self.complain(call, flags, &text);
                self.url = None;
                return Some(());
            }
        };
        self.address.clear();
        let left = |value: Option<&str>| value.and_then(duration).filter(|micros| *micros > 0);
        let total = left(flags.value('m')).map(|limit| limit - (call.sys.now() - self.since));
        let connect = left(flags.value('Y'));
        let timeout = match (total, connect) {
            (Some(total), Some(connect)) => total.min(connect),
            (total, connect) => total.or(connect).unwrap_or(CONNECT),
        };
        self.connect_only = total.is_none() && connect.is_none();
        self.pending = Some(Pending::start(call.sys, NetRequest::Http(request), Some(timeout.max(0))));
        Some(())
    }

    fn request(&self, call: &mut Call<'_, '_>, flags: &Flags, url: &Url) -> Result<HttpRequest, String> {
        let mut body = Vec::new();
        let json: Vec<&str> = flags.values('j').filter(|value| !value.is_empty()).collect();
        for data in flags.values('d').chain(json) {
            if !body.is_empty() {
                body.push(b'&');
            }
            match data.strip_prefix('@') {
                Some(file) => {
                    let full = call.path(file);
                    let read = call.sys.files().read(&full);
                    match read {
                        Ok(data) => body.extend(data.iter().filter(|byte| !matches!(byte, b'\n' | b'\r'))),
                        Err(_) => return Err(format!("(26) Failed to open {file}")),
                    }
                }
                None => body.extend(data.bytes()),
            }
        }
        let has_body = flags.has('d') || flags.has('j');
        let mut path = url.path.clone();
        if flags.has('G') && has_body {
            path.push(if path.contains('?') { '&' } else { '?' });
            path.push_str(&String::from_utf8_lossy(&body));
            body.clear();
        }
        let method = match flags.value('X') {
            Some(method) if self.redirects == 0 || !has_body => method.to_string(),
            _ if flags.has('I') => "HEAD".into(),
            _ if has_body && !flags.has('G') && self.redirects == 0 => "POST".into(),
            _ => "GET".into(),
        };
        let mut headers = vec![
            ("Host".to_string(), url.authority()),
            ("User-Agent".to_string(), flags.value('A').map_or(format!("curl/{VERSION}"), String::from)),
            ("Accept".to_string(), "*/*".to_string()),
        ];
        if let Some(user) = flags.value('u').map(String::from).or(url.user.clone()) {
            headers.insert(
                1,
                ("Authorization".into(), format!("Basic {}", crate::programs::lines::encode(user.as_bytes()))),
            );
        }
        if let Some(referer) = flags.value('e') {
            headers.push(("Referer".into(), referer.into()));
        }
        if let Some(range) = flags.value('r') {
            let at = headers.len() - 2;
            headers.insert(at, ("Range".into(), format!("bytes={range}")));
        }
        if let Some(cookie) = flags.value('b') {
            headers.push(("Cookie".into(), cookie.into()));
        }
        if !body.is_empty() {
            headers.push(("Content-Length".into(), body.len().to_string()));
            let kind = if flags.has('j') { "application/json" } else { "application/x-www-form-urlencoded" };
            headers.push(("Content-Type".into(), kind.into()));
        }
        for header in flags.values('H') {
            let Some((name, value)) = header.split_once(':') else { continue };
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            if !value.trim().is_empty() {
                let at = if name.eq_ignore_ascii_case("host") { 0 } else { headers.len() };
                headers.insert(at, (name.to_string(), value.trim().to_string()));
            }
        }
        let https = url.scheme == "https";
        let trusts = flags.has('k') || flags.has('P');
        Ok(HttpRequest { https, trusts, host: url.host.clone(), port: url.port, method, path, headers, body })
    }

    fn complain(&self, call: &mut Call<'_, '_>, flags: &Flags, text: &str) {
        if !flags.has('s') || flags.has('S') {
            call.fail(text);
        }
    }

    /// The address behind the name, as soon as it is known.
    fn tell_of_address(&mut self, call: &mut Call<'_, '_>, flags: &Flags, pending: &Pending) {
        if !flags.has('v') || !self.address.is_empty() {
            return;
        }
        self.address = call.sys.net_address(pending.handle).unwrap_or_default();
        if let Some(url) = self.url.as_ref().filter(|_| !self.address.is_empty()) {
            call.err(&format!("*   Trying {}:{}...\n", self.address, url.port));
        }
    }

    /// `-v` tells what went wrong too.
    fn give_up(&self, call: &mut Call<'_, '_>, flags: &Flags, text: &str) {
        if flags.has('v') {
            let why = text.split_once(") ").map_or(text, |(_, why)| why);
            call.err(&format!("* {why}\n* Closing connection 0\n"));
        }
        self.complain(call, flags, text);
    }

    /// `stuck`: the name was still being looked up.
    fn timed_out(&mut self, call: &mut Call<'_, '_>, flags: &Flags, (pending, stuck): (&Pending, bool)) -> i32 {
        let millis = pending.millis(call.sys);
        let url = self.url.clone();
        let (host, port) = url.map_or((String::new(), 0), |url| (url.host, url.port));
        self.progress(call, flags, 0);
        let text = if stuck {
            format!("(28) Resolving timed out after {millis} milliseconds")
        } else if self.connect_only {
            format!("(28) Failed to connect to {host} port {port} after {millis} ms: Couldn't connect to server")
        } else {
            format!("(28) Connection timed out after {millis} milliseconds")
        };
        self.give_up(call, flags, &text);
        28
    }

    /// `Ok(true)`: a redirection is to be followed.
    fn answered(
        &mut self,
        call: &mut Call<'_, '_>,
        flags: &Flags,
        pending: &Pending,
        result: Result<NetReply, NetError>,
    ) -> Result<bool, i32> {
        let Some(url) = self.url.clone() else { return Ok(false) };
        let (address, response) = match result {
            Ok(NetReply::Http { address, response }) => (address, response),
            Ok(_) => return Err(56),
            Err(error) => return Err(self.network_error(call, flags, &url, pending, &error)),
        };
        if flags.has('v') {
            self.show_exchange(call, flags, &url, &address, &response);
        }
        let location = header(&response, "location");
        if let Some(location) = location.filter(|_| flags.has('L') && (300..400).contains(&response.status)) {
            self.redirects += 1;
            if self.redirects > 50 {
                self.complain(call, flags, "(47) Maximum (50) redirects followed");
                return Err(47);
            }
            if flags.has('i') || flags.has('I') {
                call.out(&head(&response));
            }
            self.url = url.follow(&location).ok();
            return Ok(self.url.is_some());
        }
        if flags.has('f') && response.status >= 400 {
            self.progress(call, flags, 0);
            let text = format!("(22) The requested URL returned error: {}", response.status);
            self.complain(call, flags, &text);
            self.write_out(call, flags, Some(&response), pending);
            self.status = 22;
            return Ok(false);
        }
        let mut data = Vec::new();
        if flags.has('i') || flags.has('I') {
            data.extend(head(&response).bytes());
        }
        if !flags.has('I') {
            data.extend(&response.body);
        }
        let written = self.deliver(call, flags, &url, &data);
        self.progress(call, flags, response.body.len());
        if let Err(file) = written {
            if !flags.has('s') {
                call.err(&format!("Warning: Failed to open the file {file}\n"));
            }
            self.complain(call, flags, "(23) Failure writing output to destination");
            return Err(23);
        }
        self.write_out(call, flags, Some(&response), pending);
        Ok(false)
    }

    /// Writes the data to where it is wanted.
    fn deliver(&self, call: &mut Call<'_, '_>, flags: &Flags, url: &Url, data: &[u8]) -> Result<(), String> {
        let file = match flags.value('o') {
            Some("-") => None,
            Some(file) => Some(file.to_string()),
            None if flags.has('O') => {
                let name = crate::files::path::base_name(url.path.split('?').next().unwrap_or(""));
                Some(name.to_string()).filter(|name| !name.is_empty() && name != "/")
            }
            None => None,
        };
        let Some(file) = file else {
            call.out_bytes(data);
            return Ok(());
        };
        let file = flags.value('7').map_or(file.clone(), |directory| format!("{directory}/{file}"));
        let full = call.path(&file);
        if let (true, Some((above, _))) = (flags.has('3'), full.rsplit_once('/')) {
            // What stands in the way is told of when the file is written.
            let _made = call.sys.files().make_directories(above);
        }
        let written = call.sys.files().write(&full, data);
        written.map_err(|error| format!("{file}: {error}"))
    }

    /// The meter that curl shows on standard error when its output is no terminal.
    fn progress(&self, call: &mut Call<'_, '_>, flags: &Flags, bytes: usize) {
        let to_file = flags.value('o').is_some_and(|file| file != "-") || flags.has('O');
        if flags.has('s') || flags.has('q') || (call.io.is_terminal(1) && !to_file) {
            return;
        }
        let row = |percent: u32, bytes: usize| {
            format!(
                "\r{percent:>3} {bytes:>5}  {percent:>3} {bytes:>5}    0     0      0      0 --:--:-- --:--:-- --:--:--     0"
            )
        };
        let mut text = String::from(
            "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n",
        );
        text.push_str(&row(0, 0));
        if bytes > 0 {
            text.push_str(&row(100, bytes));
        }
        text.push('\n');
        call.err(&text);
    }

    fn network_error(
        &self,
        call: &mut Call<'_, '_>,
        flags: &Flags,
        url: &Url,
        pending: &Pending,
        error: &NetError,
    ) -> i32 {
        let (host, port, millis) = (&url.host, url.port, pending.millis(call.sys));
        let refused =
            format!("(7) Failed to connect to {host} port {port} after {millis} ms: Couldn't connect to server");
        let (text, code) = match error {
            NetError::NoSuchName { .. } => (format!("(6) Could not resolve host: {host}"), 6),
            NetError::NoNameServer => (format!("(6) Could not resolve host: {host}"), 6),
            NetError::Refused | NetError::NoRoute | NetError::Unreachable | NetError::InUse | NetError::Denied => (refused, 7),
            NetError::TimedOut => (
                format!("(28) Failed to connect to {host} port {port} after {millis} ms: Couldn't connect to server"),
                28,
            ),
            NetError::Reset => ("(56) Recv failure: Connection reset by peer".into(), 56),
            NetError::Empty => ("(52) Empty reply from server".into(), 52),
            NetError::NotTls => ("(35) OpenSSL/3.0.17: error:0A00010B:SSL routines::wrong version number".into(), 35),
            NetError::Certificate => (
                "(60) SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the web page mentioned above.".into(),
                60,
            ),
        };
        self.progress(call, flags, 0);
        if flags.has('v') && code == 7 {
            call.err(&format!("* connect to {} port {port} failed: Connection refused\n", self.address));
        }
        self.give_up(call, flags, &text);
        code
    }

    fn show_exchange(&self, call: &mut Call<'_, '_>, flags: &Flags, url: &Url, address: &str, response: &HttpResponse) {
        let address = if self.address.is_empty() { address } else { &self.address };
        let Ok(request) = self.request(call, flags, url) else { return };
        let mut text = format!("* Connected to {} ({address}) port {} (#0)\n", url.host, url.port);
        text.push_str(&format!("> {} {} HTTP/1.1\n", request.method, request.path));
        for (name, value) in &request.headers {
            text.push_str(&format!("> {name}: {value}\n"));
        }
        text.push_str("> \n");
        // What is no text of its own on a terminal is only counted.
        let counts = !call.io.is_terminal(1) || flags.value('o').is_some_and(|file| file != "-") || flags.has('O');
        if counts && !request.body.is_empty() {
            text.push_str(&format!("}} [{} bytes data]\n", request.body.len()));
        }
        text.push_str(&format!("< {} {} {}\n", response.version, response.status, response.reason));
        for (name, value) in &response.headers {
            text.push_str(&format!("< {name}: {value}\n"));
        }
        text.push_str("< \n");
        if counts && request.method != "HEAD" && !response.body.is_empty() {
            text.push_str(&format!("{{ [{} bytes data]\n", response.body.len()));
        }
        match header(response, "connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
            true => text.push_str("* Closing connection 0\n"),
            false => text.push_str(&format!("* Connection #0 to host {} left intact\n", url.host)),
        }
        call.err(&text);
    }

    fn write_out(&self, call: &mut Call<'_, '_>, flags: &Flags, response: Option<&HttpResponse>, pending: &Pending) {
        let Some(format) = flags.value('w') else { return };
        let seconds = format!("{:.6}", (call.sys.now() - pending.started) as f64 / 1e6);
        let code = response.map_or("000".into(), |response| response.status.to_string());
        let size = response.map_or(0, |response| response.body.len()).to_string();
        let kind = response.and_then(|response| header(response, "content-type")).unwrap_or_default();
        let url =
            self.url.as_ref().map_or(String::new(), |url| format!("{}://{}{}", url.scheme, url.authority(), url.path));
        let mut text = crate::text::unescape(format).text;
        for (name, value) in [
            ("http_code", code.as_str()),
            ("response_code", &code),
            ("time_total", &seconds),
            ("time_connect", &seconds),
            ("time_starttransfer", &seconds),
            ("time_namelookup", "0.000000"),
            ("size_download", &size),
            ("content_type", &kind),
            ("url_effective", &url),
            ("num_redirects", &self.redirects.to_string()),
            ("exitcode", &self.status.to_string()),
        ] {
            text = text.replace(&format!("%{{{name}}}"), value);
        }
        call.out(&text.replace("%%", "%"));
    }
}

fn header(response: &HttpResponse, name: &str) -> Option<String> {
    response.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
}

/// The head of an answer, as it is on the wire.
fn head(response: &HttpResponse) -> String {
    let mut text = format!("{} {} {}\r\n", response.version, response.status, response.reason);
    for (name, value) in &response.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text + "\r\n"
}
