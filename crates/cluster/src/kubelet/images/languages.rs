//! Languages: node, python, perl. Of Python a small part is run; programs in the others are not: what can be done without
//! running any is done (versions, the digits of pi that the Job example computes), the rest says so.

use shell::kernel::Io;
use shell::system::{Incoming, System};
use shell::{Poll, Program, Signal};

use super::entrypoint::{Entrypoint, Exec, Script, quiet};
use super::server::{Begin, Behaviour, Server, Serving, Stop, silent};
use super::web::{self, Found};
use super::{BARE, Base, Image, Variant};
use crate::net::http;

pub(super) const NODE: Image = Image {
    names: &["docker.io/library/node"],
    versions: &[
        "25.2.1", "24.11.1", "24.10.0", "23.11.1", "22.21.1", "22.20.0", "22.12.0", "21.7.3", "20.19.5", "20.18.1",
        "20.11.0", "20.10.0", "19.9.0", "18.20.8", "18.19.0", "18.17.0", "17.9.1", "16.20.2", "16.13.0", "15.14.0",
        "14.21.3", "12.22.12", "10.24.1", "8.17.0", "7.10.1", "6.17.1",
    ],
    aliases: &[("latest", "25.2.1"), ("lts", "24.11.1"), ("current", "25.2.1")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 3900 },
        Variant { name: "slim", base: Base::Debian, size: 790 },
        Variant { name: "alpine", base: Base::Alpine, size: 520 },
        Variant { name: "bookworm", base: Base::Debian, size: 3900 },
        Variant { name: "bullseye", base: Base::Debian, size: 3700 },
        Variant { name: "bookworm-slim", base: Base::Debian, size: 790 },
    ],
    entrypoint: &["docker-entrypoint.sh"],
    cmd: &["node"],
    env: &[("NODE_VERSION", "{version}"), ("YARN_VERSION", "1.22.22")],
    programs: &[("usr/local/bin/docker-entrypoint.sh", node_entrypoint), ("usr/local/bin/node", node)],
    ..BARE
};

pub(super) const PYTHON: Image = Image {
    names: &["docker.io/library/python"],
    versions: &[
        "3.14.0", "3.13.9", "3.13.7", "3.13.1", "3.12.12", "3.12.8", "3.12.4", "3.12.0", "3.11.14", "3.11.10",
        "3.11.4", "3.10.19", "3.10.12", "3.9.24", "3.9.18", "3.8.20", "3.7.17", "3.6.15", "2.7.18",
    ],
    aliases: &[("latest", "3.14.0")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 3600 },
        Variant { name: "slim", base: Base::Debian, size: 450 },
        Variant { name: "alpine", base: Base::Alpine, size: 180 },
        Variant { name: "bookworm", base: Base::Debian, size: 3600 },
        Variant { name: "slim-bookworm", base: Base::Debian, size: 450 },
    ],
    cmd: &["python3"],
    env: &[
        ("PATH", "/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ("LANG", "C.UTF-8"),
        ("PYTHON_VERSION", "{version}"),
    ],
    programs: &[("usr/local/bin/python3", python), ("usr/local/bin/python", python)],
    ..BARE
};

pub(super) const PERL: Image = Image {
    names: &["docker.io/library/perl"],
    versions: &[
        "5.42.0", "5.40.3", "5.40.0", "5.38.5", "5.36.3", "5.34.3", "5.34.1", "5.34.0", "5.32.1", "5.30.3", "5.28.3",
    ],
    aliases: &[("latest", "5.42.0"), ("5", "5.42.0")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 3500 },
        Variant { name: "slim", base: Base::Debian, size: 500 },
    ],
    cmd: &["perl5", "-de0"],
    programs: &[("usr/local/bin/perl", perl), ("usr/local/bin/perl5", perl)],
    ..BARE
};

fn node_entrypoint(argv: &[String], version: &'static str) -> Box<dyn Program> {
    static SCRIPT: Script = Script { before: quiet, default: "node", exec: Exec::Default };
    Entrypoint::boxed(&SCRIPT, argv, version)
}

/// Node runs nothing.
#[derive(Clone)]
struct Node {
    version: &'static str,
    argv: Vec<String>,
}

/// Who had asked for a program that is not there.
const MISSING: [&str; 8] = [
    "Function._resolveFilename (node:internal/modules/cjs/loader:1383:15)",
    "defaultResolveImpl (node:internal/modules/cjs/loader:1025:19)",
    "resolveForCJSWithHooks (node:internal/modules/cjs/loader:1030:22)",
    "Function._load (node:internal/modules/cjs/loader:1192:37)",
    "TracingChannel.traceSync (node:diagnostics_channel:328:14)",
    "wrapModuleLoad (node:internal/modules/cjs/loader:237:24)",
    "Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:171:5)",
    "node:internal/main/run_main_module:36:49",
];

fn node(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Box::new(Node { version, argv: argv.to_vec() })
}

fn python(argv: &[String], version: &'static str) -> Box<dyn Program> {
    let argv: Vec<String> =
        argv.iter().filter(|a| *a != "-u" || argv.iter().all(|a| a != "http.server")).cloned().collect();
    if argv.get(1).map(String::as_str) == Some("-m") && argv.get(2).map(String::as_str) == Some("http.server") {
        return Server::boxed(&HTTP_SERVER, &argv, version);
    }
    shell::python::program(&argv, version)
}

impl Program for Node {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        match self.argv.get(1).map(String::as_str) {
            Some("-v" | "--version") => {
                io.out(sys, &format!("v{}\n", self.version));
                Poll::Exit(0)
            }
            // Without a program and a terminal it reads an empty one and ends.
            None if !io.is_terminal(0) => Poll::Exit(0),
            Some(file) if !file.starts_with('-') && !sys.files().exists(&io.path(file)) => {
                let path = io.path(file);
                let head = format!(
                    "node:internal/modules/cjs/loader:1386\n  throw err;\n  ^\n\nError: Cannot find module '{path}'"
                );
                let stack = MISSING.map(|call| format!("\n    at {call}")).concat();
                let tail = "code: 'MODULE_NOT_FOUND',\n  requireStack: []";
                io.err(sys, &format!("{head}{stack} {{\n  {tail}\n}}\n\nNode.js v{}\n", self.version));
                Poll::Exit(1)
            }
            _ => {
                io.err(sys, "node: programs in this language are not simulated here\n");
                Poll::Exit(1)
            }
        }
    }
}

static HTTP_SERVER: Behaviour = Behaviour { begin, answer, taken, signal, goodbye: silent, memory: 15 << 20 };

fn port(argv: &[String]) -> u16 {
    argv[3..].iter().find_map(|a| a.parse().ok()).unwrap_or(8000)
}

fn begin(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    let port = port(b.argv);
    b.ready_after(120);
    // What python prints waits in its buffer unless output goes to a terminal.
    if b.io.is_terminal(1) || b.env("PYTHONUNBUFFERED").is_some() {
        b.say(120, format!("Serving HTTP on 0.0.0.0 port {port} (http://0.0.0.0:{port}/) ..."));
    }
    b.listen(port);
    Ok(())
}

fn taken(b: &mut Begin<'_, '_>, _port: u16) -> i32 {
    b.error("Traceback (most recent call last):");
    let (number, words) = b.why();
    let kind = if number == 13 { "PermissionError" } else { "OSError" };
    b.error(format!("{kind}: [Errno {number}] {words}"));
    1
}

fn signal(signal: Signal) -> Stop {
    if signal == Signal::Int { Stop::Exit(0, 10) } else { Stop::Default }
}

fn answer(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let Some(request) = http::parse_request(&incoming.data) else { return web::respond(400, &[], "") };
    let mut root = super::server::flag(s.argv, &["-d", "--directory"]).unwrap_or_else(|| s.io.cwd());
    if root == "/" {
        root.clear();
    }
    let indexes = ["index.html".to_string(), "index.htm".to_string()];
    let (status, kind, body) = match web::look_up(&root, &request.path, &indexes, s.sys) {
        Found::File { path, data } => (200, web::mime(&path), data),
        Found::Directory => (301, "text/html", Vec::new()),
        Found::Forbidden => (200, "text/html; charset=utf-8", listing(&root, &request.path, s.sys)),
        Found::Nothing => (404, "text/html;charset=utf-8", b"<!DOCTYPE HTML>\n<html lang=\"en\">\n    <head>\n        <meta charset=\"utf-8\">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 404</p>\n        <p>Message: File not found.</p>\n        <p>Error code explanation: 404 - Nothing matches the given URI.</p>\n    </body>\n</html>\n".to_vec()),
    };
    let at = web::log_date(s.now());
    let at = at.trim_end_matches(" +0000").replacen(':', " ", 1);
    if status == 404 {
        s.log(format!("{} - - [{at}] code 404, message File not found", incoming.from));
    }
    s.log(format!(
        "{} - - [{at}] \"{} {} {}\" {status} -",
        incoming.from, request.method, request.path, request.version
    ));
    let (server, date) = (format!("SimpleHTTP/0.6 Python/{}", s.version), web::date(s.now()));
    web::respond(status, &[("Server", &server), ("Date", &date), ("Content-type", kind)], body)
}

/// The page of a directory without an index.
fn listing(root: &str, url: &str, sys: &mut dyn System) -> Vec<u8> {
    let files = sys.files();
    let path = url.split('?').next().unwrap_or("/");
    let items: String = files
        .list(&format!("{root}{path}"))
        .unwrap_or_default()
        .iter()
        .map(|(name, stat)| {
            let slash = if stat.is_directory() { "/" } else { "" };
            format!("<li><a href=\"{name}{slash}\">{name}{slash}</a></li>\n")
        })
        .collect();
    format!(
        "<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Directory listing for {path}</title>\n</head>\n\
         <body>\n<h1>Directory listing for {path}</h1>\n<hr>\n<ul>\n{items}</ul>\n<hr>\n</body>\n</html>\n"
    )
    .into_bytes()
}

/// Perl, as far as the Job example of the documentation needs it: `print bpi(2000)`.
#[derive(Clone)]
struct Perl {
    argv: Vec<String>,
    version: &'static str,
    started: Option<i64>,
}

fn perl(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Box::new(Perl { argv: argv.to_vec(), version, started: None })
}

impl Program for Perl {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let text = self.argv.join(" ");
        if self.argv.iter().any(|a| a == "-v") {
            io.out(sys, &format!("\nThis is perl 5, version {}, built for x86_64-linux-gnu\n", self.version));
            return Poll::Exit(0);
        }
        let digits = text.split_once("bpi(").and_then(|(_, rest)| rest.split(')').next()?.trim().parse::<usize>().ok());
        let Some(digits) = digits.filter(|n| (1..=5000).contains(n)) else {
            io.err(sys, "perl: programs in this language are not simulated here\n");
            return Poll::Exit(1);
        };
        // Perl takes some seconds for two thousand digits.
        let done = *self.started.get_or_insert(sys.now()) + (digits as i64 * digits as i64) + 100_000;
        if sys.now() < done {
            return shell::Wait::until(done);
        }
        io.out(sys, &format!("{}\n", pi(digits)));
        Poll::Exit(0)
    }
}

/// Pi with so many significant digits, rounded, by Machin's formula.
fn pi(digits: usize) -> String {
    let size = digits + 10;
    let mut sum = arctan_inverse(5, 16, size);
    let less = arctan_inverse(239, 4, size);
    let mut borrow = 0i64;
    for i in (0..sum.len()).rev() {
        let d = i64::from(sum[i]) - i64::from(less[i]) - borrow;
        borrow = i64::from(d < 0);
        sum[i] = (d + borrow * 1_000_000_000) as u32;
    }
    let text: String = sum[1..].iter().map(|d| format!("{d:09}")).collect();
    let mut shown: Vec<u8> = format!("{}{text}", sum[0]).into_bytes()[..digits + 1].to_vec();
    let last = shown.pop().unwrap_or(b'0');
    if last >= b'5' {
        for d in shown.iter_mut().rev() {
            if *d < b'9' {
                *d += 1;
                break;
            }
            *d = b'0';
        }
    }
    let shown = String::from_utf8_lossy(&shown).into_owned();
    if digits == 1 { shown } else { format!("{}.{}", &shown[..1], &shown[1..]) }
}

/// `times * arctan(1 / x)` in base 1,000,000,000, the whole part first.
fn arctan_inverse(x: u64, times: u64, digits: usize) -> Vec<u32> {
    let limbs = digits / 9 + 3;
    let mut power = vec![0u32; limbs];
    power[0] = times as u32;
    divide(&mut power, x);
    let mut sum = power.clone();
    let (mut n, mut minus) = (1u64, true);
    while power.iter().any(|l| *l != 0) {
        divide(&mut power, x * x);
        n += 2;
        let mut term = power.clone();
        divide(&mut term, n);
        let mut carry = 0i64;
        for i in (0..limbs).rev() {
            let sign = if minus { -1 } else { 1 };
            let mut d = i64::from(sum[i]) + sign * i64::from(term[i]) + carry;
            carry = d.div_euclid(1_000_000_000);
            d = d.rem_euclid(1_000_000_000);
            sum[i] = d as u32;
        }
        minus = !minus;
    }
    sum
}

fn divide(number: &mut [u32], by: u64) {
    let mut rest = 0u64;
    for limb in number {
        let n = rest * 1_000_000_000 + u64::from(*limb);
        *limb = (n / by) as u32;
        rest = n % by;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_pi() {
        assert_eq!(pi(1), "3");
        assert_eq!(pi(10), "3.141592654");
        assert_eq!(pi(50), "3.1415926535897932384626433832795028841971693993751");
        assert!(
            pi(2000).starts_with("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
        );
    }
}
