//! redis: a server that keeps strings and counters, and its client for one command at a time.

use sorted::SortedMap;

use shell::kernel::Io;
use shell::system::{Handle, Incoming, NetError, NetReply, NetRequest, System};
use shell::{Poll, Program, Signal, Wait};

use super::entrypoint::{Entrypoint, Script, quiet};
use super::server::{Begin, Behaviour, Server, Serving, Stop, flag};
use super::{BARE, Base, Image, Variant, web};

pub(super) const IMAGE: Image = Image {
    names: &["docker.io/library/redis"],
    versions: &[
        "8.2.3", "8.2.1", "8.0.5", "8.0.3", "7.4.7", "7.4.5", "7.4.2", "7.4.1", "7.2.11", "7.2.5", "7.2.4", "7.2.3",
        "7.0.15", "7.0.11", "7.0.5", "6.2.20", "6.2.14", "6.2.6", "6.0.20", "6.0.5", "5.0.14", "5.0.4", "4.0.14",
        "3.2.12", "3.2", "2.8.23",
    ],
    aliases: &[("latest", "8.2.3"), ("7", "7.4.7"), ("6", "6.2.20"), ("5", "5.0.14")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 450 },
        Variant { name: "alpine", base: Base::Alpine, size: 170 },
        Variant { name: "bookworm", base: Base::Debian, size: 450 },
        Variant { name: "alpine3.22", base: Base::Alpine, size: 170 },
    ],
    entrypoint: &["docker-entrypoint.sh"],
    cmd: &["redis-server"],
    env: &[("REDIS_VERSION", "{version}")],
    workdir: "/data",
    programs: &[
        ("usr/local/bin/docker-entrypoint.sh", entrypoint),
        ("usr/local/bin/redis-server", server),
        ("usr/local/bin/redis-cli", client),
    ],
    idle: 2,
    ..BARE
};

fn entrypoint(argv: &[String], version: &'static str) -> Box<dyn Program> {
    static SCRIPT: Script = Script { before: quiet, default: "redis-server" };
    Entrypoint::boxed(&SCRIPT, argv, version)
}

pub(super) fn server(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Server::boxed(&REDIS, argv, version)
}

static REDIS: Behaviour = Behaviour { begin, answer, taken, signal, goodbye, memory: 10 << 20 };

/// `21 Nov 2026 02:30:40.123`.
fn stamp(t: api::time::Time) -> String {
    let c = t.civil();
    let ms = t.0.rem_euclid(1_000_000) / 1000;
    format!("{:02} {} {} {:02}:{:02}:{:02}.{ms:03}", c.day, web::month(t), c.year, c.hour, c.minute, c.second)
}

fn port(argv: &[String]) -> u16 {
    flag(argv, &["--port", "-p"]).and_then(|p| p.parse().ok()).unwrap_or(6379)
}

fn begin(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    let (at, pid, port) = (stamp(b.now()), b.io.pid(), port(b.argv));
    let version = b.version;
    let configured = b.argv.len() > 1;
    b.say(0, format!("{pid}:C {at} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo"));
    b.say(
        0,
        format!(
            "{pid}:C {at} * Redis version={version}, bits=64, commit=00000000, modified=0, pid={pid}, just started"
        ),
    );
    if configured {
        b.say(0, format!("{pid}:C {at} * Configuration loaded"));
    } else {
        b.say(
            0,
            format!(
                "{pid}:C {at} # Warning: no config file specified, using the default config. In order to specify a config \
                 file use redis-server /path/to/redis.conf"
            ),
        );
    }
    b.say(1, format!("{pid}:M {at} * monotonic clock: POSIX clock_gettime"));
    b.say(2, format!("{pid}:M {at} * Running mode=standalone, port={port}."));
    b.say(3, format!("{pid}:M {at} * Server initialized"));
    b.say(4, format!("{pid}:M {at} * Ready to accept connections tcp"));
    b.ready_after(2);
    b.listen(port);
    Ok(())
}

fn taken(b: &mut Begin<'_, '_>, port: u16) -> i32 {
    let (at, pid) = (stamp(b.now()), b.io.pid());
    let lines = [
        format!(
            "{pid}:M {at} # Warning: Could not create server TCP listening socket *:{port}: bind: Address already in use"
        ),
        format!("{pid}:M {at} # Failed listening on port {port} (tcp), aborting."),
    ];
    b.io.out(b.sys, &(lines.join("\n") + "\n"));
    1
}

fn signal(signal: Signal) -> Stop {
    match signal {
        Signal::Term | Signal::Int => Stop::Exit(0, 40),
        Signal::Hup | Signal::Pipe => Stop::Ignore,
        _ => Stop::Default,
    }
}

fn goodbye(s: &mut Serving<'_, '_>) {
    let (at, pid) = (stamp(s.now()), s.io.pid());
    s.say(format!("{pid}:signal-handler ({}) Received SIGTERM scheduling shutdown...", s.now().seconds()));
    for line in
        ["* User requested shutdown...", "* Saving the final RDB snapshot before exiting.", "* DB saved on disk"]
    {
        s.say(format!("{pid}:M {at} {line}"));
    }
    s.say(format!("{pid}:M {at} # Redis is now ready to exit, bye bye..."));
}

fn answer(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let password = flag(s.argv, &["--requirepass"]);
    let mut open = password.is_none();
    let mut out = String::new();
    for words in commands(&incoming.data) {
        if words.first().is_some_and(|w| w.eq_ignore_ascii_case("auth")) {
            open = password.as_ref() == words.last();
            out.push_str(if open {
                "+OK\r\n"
            } else {
                "-WRONGPASS invalid username-password pair or user is disabled.\r\n"
            });
        } else if open {
            out.push_str(&run(&words, s.data));
        } else {
            out.push_str("-NOAUTH Authentication required.\r\n");
        }
    }
    out.into_bytes()
}

/// Commands in a connection: arrays of bulk strings, or words on a line.
fn commands(data: &[u8]) -> Vec<Vec<String>> {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split("\r\n").flat_map(|l| l.split('\n'));
    let mut all = Vec::new();
    while let Some(line) = lines.next() {
        let Some(count) = line.strip_prefix('*').and_then(|n| n.parse::<usize>().ok()) else {
            if !line.trim().is_empty() {
                all.push(line.split_whitespace().map(str::to_string).collect());
            }
            continue;
        };
        let mut words = Vec::new();
        for _ in 0..count.min(1024) {
            let _length = lines.next();
            words.extend(lines.next().map(str::to_string));
        }
        all.push(words);
    }
    all
}

fn bulk(text: Option<&String>) -> String {
    text.map_or("$-1\r\n".into(), |t| format!("${}\r\n{t}\r\n", t.len()))
}

fn run(words: &[String], data: &mut SortedMap<String, String>) -> String {
    let Some(name) = words.first().map(|w| w.to_ascii_uppercase()) else { return String::new() };
    let arg = |i: usize| words.get(i).cloned().unwrap_or_default();
    let wrong = || format!("-ERR wrong number of arguments for '{}' command\r\n", name.to_ascii_lowercase());
    match (name.as_str(), words.len() - 1) {
        ("PING", 0) => "+PONG\r\n".into(),
        ("PING" | "ECHO", 1) => bulk(Some(&arg(1))),
        ("SET", n) if n >= 2 => {
            data.insert(arg(1), arg(2));
            "+OK\r\n".into()
        }
        ("GET", 1) => bulk(data.get(&arg(1))),
        ("DEL" | "UNLINK", n) if n >= 1 => {
            let gone = words[1..].iter().filter(|k| data.remove(*k).is_some()).count();
            format!(":{gone}\r\n")
        }
        ("EXISTS", n) if n >= 1 => format!(":{}\r\n", words[1..].iter().filter(|k| data.contains_key(*k)).count()),
        ("INCR" | "DECR", 1) | ("INCRBY" | "DECRBY", 2) => {
            let step = if words.len() > 2 { arg(2).parse().unwrap_or(0) } else { 1 };
            let step: i64 = if name.starts_with("DECR") { -step } else { step };
            let Ok(old) = data.get(&arg(1)).map_or("0", String::as_str).parse::<i64>() else {
                return "-ERR value is not an integer or out of range\r\n".into();
            };
            data.insert(arg(1), (old + step).to_string());
            format!(":{}\r\n", old + step)
        }
        ("KEYS", 1) => {
            let pattern = arg(1);
            let prefix = pattern.trim_end_matches('*');
            let hit = |k: &&String| if pattern.ends_with('*') { k.starts_with(prefix) } else { **k == pattern };
            let keys: Vec<&String> = data.keys().filter(hit).collect();
            let list: String = keys.iter().map(|k| bulk(Some(k))).collect();
            format!("*{}\r\n{list}", keys.len())
        }
        ("DBSIZE", 0) => format!(":{}\r\n", data.len()),
        ("FLUSHALL" | "FLUSHDB", _) => {
            data.clear();
            "+OK\r\n".into()
        }
        ("QUIT", _) => "+OK\r\n".into(),
        ("SET" | "GET" | "DEL" | "EXISTS" | "INCR" | "DECR" | "KEYS" | "ECHO" | "DBSIZE", _) => wrong(),
        _ => {
            let args: String = words[1..].iter().map(|w| format!("'{w}' ")).collect();
            format!("-ERR unknown command '{}', with args beginning with: {args}\r\n", words[0])
        }
    }
}

/// `redis-cli COMMAND ...`.
#[derive(Clone)]
struct Client {
    argv: Vec<String>,
    waiting: Option<Handle>,
}

pub(super) fn client(argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(Client { argv: argv.to_vec(), waiting: None })
}

impl Client {
    fn command(&self) -> Vec<String> {
        let mut words = self.argv[1..].iter();
        let mut command = Vec::new();
        while let Some(word) = words.next() {
            match word.as_str() {
                "-h" | "-p" | "-a" | "-n" if command.is_empty() => {
                    words.next();
                }
                w if w.starts_with('-') && command.is_empty() => {}
                _ => command.push(word.clone()),
            }
        }
        command
    }
    fn target(&self) -> (String, u16) {
        let host = flag(&self.argv, &["-h"]).unwrap_or_else(|| "127.0.0.1".into());
        (host, flag(&self.argv, &["-p"]).and_then(|p| p.parse().ok()).unwrap_or(6379))
    }
}

impl Program for Client {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let (host, port) = self.target();
        let Some(handle) = self.waiting else {
            let mut words = self.command();
            if words.is_empty() {
                io.err(sys, "redis-cli without a command is not simulated here; give it one: redis-cli get key\n");
                return Poll::Exit(1);
            }
            if let Some(password) = flag(&self.argv, &["-a"]) {
                words.splice(0..0, ["AUTH".into(), password, "\n".into()]);
            }
            let data = words.split(|w| w == "\n").map(encode).collect::<String>().into_bytes();
            self.waiting = Some(sys.net_start(NetRequest::Tcp { host, port, data }));
            return Wait::event();
        };
        match sys.net_poll(handle) {
            None => Wait::event(),
            Some(Ok(NetReply::Tcp { data, .. })) => {
                let text = String::from_utf8_lossy(&data).into_owned();
                let last =
                    text.strip_prefix("+OK\r\n").filter(|_| self.argv.iter().any(|a| a == "-a")).unwrap_or(&text);
                let shown = shown(last, io.is_terminal(1));
                io.out(sys, &shown);
                Poll::Exit(i32::from(last.starts_with('-')))
            }
            Some(Err(error)) => {
                let why = match error {
                    NetError::Refused => "Connection refused",
                    NetError::NoSuchName { .. } | NetError::NoNameServer => "Name or service not known",
                    NetError::NoRoute => "No route to host",
                    _ => "Connection timed out",
                };
                io.err(sys, &format!("Could not connect to Redis at {host}:{port}: {why}\n"));
                Poll::Exit(1)
            }
            Some(Ok(_)) => Poll::Exit(1),
        }
    }
    fn clone_box(&self) -> Box<dyn Program> {
        Box::new(self.clone())
    }
}

fn encode(words: &[String]) -> String {
    let parts: String = words.iter().map(|w| format!("${}\r\n{w}\r\n", w.len())).collect();
    format!("*{}\r\n{parts}", words.len())
}

/// A reply as the client prints it: with types and quotes on a terminal only.
fn shown(reply: &str, terminal: bool) -> String {
    let mut lines = reply.split("\r\n");
    let first = lines.next().unwrap_or("");
    let (kind, rest) = first.split_at(first.len().min(1));
    let quoted = |t: &str| if terminal { format!("{t:?}") } else { t.to_string() };
    match kind {
        "+" => format!("{rest}\n"),
        "-" if terminal => format!("(error) {rest}\n"),
        "-" => format!("{rest}\n\n"),
        ":" if terminal => format!("(integer) {rest}\n"),
        ":" => format!("{rest}\n"),
        "$" if rest == "-1" => {
            if terminal {
                "(nil)\n".into()
            } else {
                "\n".into()
            }
        }
        "$" => format!("{}\n", quoted(lines.next().unwrap_or(""))),
        "*" if rest == "0" => {
            if terminal {
                "(empty array)\n".into()
            } else {
                "\n".into()
            }
        }
        "*" => {
            let items = lines.collect::<Vec<_>>();
            let items = items.chunks(2).filter_map(|c| c.get(1)).filter(|t| !t.is_empty());
            let line = |(i, t): (usize, &&str)| {
                if terminal { format!("{}) {t:?}\n", i + 1) } else { format!("{t}\n") }
            };
            items.enumerate().map(line).collect()
        }
        _ => format!("{first}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_and_run() {
        let mut data = SortedMap::new();
        let mut go = |text: &str| commands(text.as_bytes()).iter().map(|w| run(w, &mut data)).collect::<String>();
        assert_eq!(go("PING\r\n"), "+PONG\r\n");
        assert_eq!(go(&encode(&["set".into(), "a".into(), "5".into()])), "+OK\r\n");
        assert_eq!(go("INCR a\r\nGET a\r\n"), ":6\r\n$1\r\n6\r\n");
        assert_eq!(go("KEYS *\n"), "*1\r\n$1\r\na\r\n");
        assert!(go("NOPE x\n").starts_with("-ERR unknown command 'NOPE'"));
    }
}
