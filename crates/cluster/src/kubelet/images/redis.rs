//! redis: a server that keeps strings and counters, and its client for one command at a time.

mod disk;

use sorted::SortedMap;

use shell::kernel::{Input, Io};
use shell::system::{Handle, Incoming, NetError, NetReply, NetRequest, System};
use shell::{Poll, Program, Signal, Wait};

use super::entrypoint::{Entrypoint, Exec, Script, quiet};
use super::server::{Begin, Behaviour, Server, Serving, Stop, flag};
use super::{BARE, Base, Image, Variant, web};

pub(super) const IMAGE: Image = Image {
    names: &["docker.io/library/redis"],
    versions: &[
        "8.2.3", "8.2.1", "8.0.5", "8.0.3", "8.0.2", "7.4.7", "7.4.5", "7.4.2", "7.4.1", "7.2.11", "7.2.5", "7.2.4",
        "7.2.3", "7.0.15", "7.0.11", "7.0.5", "6.2.20", "6.2.14", "6.2.6", "6.0.20", "6.0.5", "5.0.14", "5.0.4",
        "4.0.14", "3.2.12", "3.2", "2.8.23",
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
    static SCRIPT: Script = Script { before: quiet, default: "redis-server", exec: Exec::Sh(184) };
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
    // Before 7.2 what is only worth knowing was logged as a warning.
    let before = |major: u32, minor: u32| {
        let mut numbers = version.split('.').map(|n| n.parse::<u32>().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < (major, minor)
    };
    let (mark, over) = if before(7, 2) { ('#', "") } else { ('*', " tcp") };
    b.say(0, format!("{pid}:C {at} {mark} oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo"));
    b.say(
        0,
        format!(
            "{pid}:C {at} {mark} Redis version={version}, bits=64, commit=00000000, modified=0, pid={pid}, just started"
        ),
    );
    if configured {
        b.say(0, format!("{pid}:C {at} {mark} Configuration loaded"));
    } else {
        b.say(
            0,
            format!(
                "{pid}:C {at} # Warning: no config file specified, using the default config. In order to specify a config \
                 file use redis-server /path/to/redis.conf"
            ),
        );
    }
    let settings = settings(b.argv, b.sys);
    b.data.insert(SETTINGS.into(), settings);
    if !before(6, 2) {
        b.say(1, format!("{pid}:M {at} * monotonic clock: POSIX clock_gettime"));
    }
    b.say(2, format!("{pid}:M {at} * Running mode=standalone, port={port}."));
    b.say(3, format!("{pid}:M {at} {mark} Server initialized"));
    disk::load(b);
    b.say(4, format!("{pid}:M {at} * Ready to accept connections{over}"));
    b.ready_after(2);
    b.listen(port);
    Ok(())
}

/// Where the settings stand among what is kept: no key can have this name.
const SETTINGS: &str = "\u{1}";

/// What holds where nothing is said.
const DEFAULTS: &[(&str, &str)] = &[
    ("appendonly", "no"),
    ("bind", "* -::*"),
    ("databases", "16"),
    ("dbfilename", "dump.rdb"),
    ("dir", "/data"),
    ("loglevel", "notice"),
    ("maxclients", "10000"),
    ("maxmemory", "0"),
    ("maxmemory-policy", "noeviction"),
    ("port", "6379"),
    ("requirepass", ""),
    ("save", "3600 1 300 100 60 10000"),
    ("timeout", "0"),
];

/// The settings of a file and of flags, a line each; what comes later counts.
fn settings(argv: &[String], sys: &mut dyn System) -> String {
    let file = argv.get(1).filter(|a| !a.starts_with('-'));
    let text = file.and_then(|f| sys.files().read_text(f).ok()).unwrap_or_default();
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let mut all: Vec<String> = lines.map(str::to_string).collect();
    for word in argv.iter().skip(1) {
        match (word.strip_prefix("--"), all.last_mut()) {
            (Some(name), _) => all.push(name.to_string()),
            (None, Some(last)) if file != Some(word) => *last = format!("{last} {word}"),
            _ => {}
        }
    }
    all.join("\n")
}

/// What a setting is: as it was said last, else its default.
fn setting(said: &str, name: &str) -> Option<String> {
    let told = said.lines().rev().filter_map(|l| l.split_once(' ')).find(|(n, _)| n.eq_ignore_ascii_case(name));
    let known = DEFAULTS.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string());
    told.map(|(_, v)| if name == "maxmemory" { bytes(v) } else { v.trim_matches('"').to_string() }).or(known)
}

/// `CONFIG GET PATTERN` and `CONFIG SET NAME VALUE`.
fn config(words: &[String], data: &mut SortedMap<String, String>) -> String {
    let said = data.get(SETTINGS).cloned().unwrap_or_default();
    let word = |i: usize| words.get(i).map_or(String::new(), |w| w.to_lowercase());
    let value = |name: &str| setting(&said, name);
    match (word(1).as_str(), words.len()) {
        ("get", 3) => {
            let pattern = word(2);
            let fits = |name: &str| pattern == name || pattern.strip_suffix('*').is_some_and(|p| name.starts_with(p));
            let hits =
                DEFAULTS.iter().filter(|(name, _)| fits(name)).filter_map(|(name, _)| Some((name, value(name)?)));
            let parts: Vec<String> = hits.flat_map(|(n, v)| [bulk(Some(&n.to_string())), bulk(Some(&v))]).collect();
            format!("*{}\r\n{}", parts.len(), parts.concat())
        }
        ("set", 4) if value(&word(2)).is_some() => {
            data.insert(SETTINGS.into(), format!("{said}\n{} {}", word(2), words[3]));
            "+OK\r\n".into()
        }
        ("set", 4) => format!(
            "-ERR Unknown option or number of arguments for CONFIG SET - '{}'\r\n",
            words.get(2).map_or("", String::as_str)
        ),
        _ => "-ERR wrong number of arguments for 'config' command\r\n".into(),
    }
}

/// `2mb` in bytes.
fn bytes(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    let units = [
        ("gb", 1u64 << 30),
        ("mb", 1 << 20),
        ("kb", 1 << 10),
        ("g", 1_000_000_000),
        ("m", 1_000_000),
        ("k", 1000),
        ("b", 1),
    ];
    let hit = units.iter().find_map(|(unit, factor)| Some((lower.strip_suffix(unit)?.parse::<u64>().ok()?, factor)));
    hit.map_or(lower.clone(), |(n, factor)| n.saturating_mul(*factor).to_string())
}

fn taken(b: &mut Begin<'_, '_>, port: u16) -> i32 {
    let (at, pid) = (stamp(b.now()), b.io.pid());
    let lines = [
        format!("{pid}:M {at} # Warning: Could not create server TCP listening socket *:{port}: bind: {}", b.why().1),
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
    s.say(format!("{pid}:M {at} * User requested shutdown..."));
    disk::last(s);
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
        } else if open && words.first().is_some_and(|w| w.eq_ignore_ascii_case("config")) {
            out.push_str(&config(&words, s.data));
        } else if open {
            if let Some(answer) = disk::asked(s, &words) {
                out.push_str(&answer);
                continue;
            }
            // The settings are no keys.
            let settings = s.data.remove(SETTINGS);
            let answer = run(&words, s.data);
            settings.map(|text| s.data.insert(SETTINGS.into(), text));
            if !answer.starts_with('-') {
                disk::keep(s, &words);
            }
            out.push_str(&answer);
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

/// What a list begins with among the strings, and what stands between its items.
const LIST: char = '\u{2}';
const BETWEEN: char = '\u{1f}';
const WRONG_TYPE: &str = "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";

/// The items of a list; an absent one is empty, and a string is none.
fn list(text: Option<&String>) -> Option<Vec<String>> {
    let Some(text) = text else { return Some(Vec::new()) };
    Some(text.strip_prefix(LIST)?.split(BETWEEN).map(str::to_string).collect())
}

/// Keeps a list; an empty one is gone.
fn keep(data: &mut SortedMap<String, String>, key: String, items: &[String]) {
    if items.is_empty() {
        data.remove(&key);
    } else {
        data.insert(key, format!("{LIST}{}", items.join(&BETWEEN.to_string())));
    }
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
        ("GET", 1) if data.get(&arg(1)).is_some_and(|t| t.starts_with(LIST)) => WRONG_TYPE.into(),
        ("GET", 1) => bulk(data.get(&arg(1))),
        ("DEL" | "UNLINK", n) if n >= 1 => {
            let gone = words[1..].iter().filter(|k| data.remove(*k).is_some()).count();
            format!(":{gone}\r\n")
        }
        ("EXISTS", n) if n >= 1 => format!(":{}\r\n", words[1..].iter().filter(|k| data.contains_key(*k)).count()),
        ("INCR" | "DECR", 1) | ("INCRBY" | "DECRBY", 2) => {
            let number = |text: &str| text.parse::<i64>().ok();
            let step = words.get(2).map_or(Some(1), |word| number(word));
            let (Some(old), Some(step)) = (number(data.get(&arg(1)).map_or("0", String::as_str)), step) else {
                return "-ERR value is not an integer or out of range\r\n".into();
            };
            let new = if name.starts_with("DECR") { old.checked_sub(step) } else { old.checked_add(step) };
            let Some(new) = new else { return "-ERR increment or decrement would overflow\r\n".into() };
            data.insert(arg(1), new.to_string());
            format!(":{new}\r\n")
        }
        ("KEYS", 1) => {
            let pattern = arg(1);
            let prefix = pattern.trim_end_matches('*');
            let hit = |k: &&String| if pattern.ends_with('*') { k.starts_with(prefix) } else { **k == pattern };
            let keys: Vec<&String> = data.keys().filter(hit).collect();
            let list: String = keys.iter().map(|k| bulk(Some(k))).collect();
            format!("*{}\r\n{list}", keys.len())
        }
        ("RPUSH" | "LPUSH", n) if n >= 2 => {
            let Some(mut items) = list(data.get(&arg(1))) else { return WRONG_TYPE.into() };
            for item in &words[2..] {
                items.insert(if name == "RPUSH" { items.len() } else { 0 }, item.clone());
            }
            keep(data, arg(1), &items);
            format!(":{}\r\n", items.len())
        }
        ("LPOP" | "RPOP", 1) => {
            let Some(mut items) = list(data.get(&arg(1))) else { return WRONG_TYPE.into() };
            let item = if items.is_empty() {
                None
            } else {
                Some(items.remove(if name == "LPOP" { 0 } else { items.len() - 1 }))
            };
            keep(data, arg(1), &items);
            bulk(item.as_ref())
        }
        ("LLEN", 1) => list(data.get(&arg(1))).map_or(WRONG_TYPE.into(), |items| format!(":{}\r\n", items.len())),
        ("LRANGE", 3) => {
            let Some(items) = list(data.get(&arg(1))) else { return WRONG_TYPE.into() };
            let (Ok(from), Ok(to)) = (arg(2).parse::<i64>(), arg(3).parse::<i64>()) else {
                return "-ERR value is not an integer or out of range\r\n".into();
            };
            // Numbers below zero count from the end.
            let length = items.len() as i64;
            let at = |n: i64| if n < 0 { n + length } else { n };
            let hits: Vec<&String> =
                (0..).zip(&items).filter(|(i, _)| (at(from)..=at(to)).contains(i)).map(|(_, t)| t).collect();
            format!("*{}\r\n{}", hits.len(), hits.into_iter().map(|t| bulk(Some(t))).collect::<String>())
        }
        ("MSET", n) if n >= 2 && n % 2 == 0 => {
            for pair in words[1..].chunks(2) {
                data.insert(pair[0].clone(), pair[1].clone());
            }
            "+OK\r\n".into()
        }
        ("MGET", n) if n >= 1 => {
            format!("*{n}\r\n{}", words[1..].iter().map(|k| bulk(data.get(k))).collect::<String>())
        }
        ("TYPE", 1) => match data.get(&arg(1)) {
            None => "+none\r\n".into(),
            Some(text) if text.starts_with(LIST) => "+list\r\n".into(),
            Some(_) => "+string\r\n".into(),
        },
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
    /// Lines typed so far, where no command was given; the last one may not be whole yet.
    typed: Option<Vec<u8>>,
}

pub(super) fn client(argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(Client { argv: argv.to_vec(), waiting: None, typed: None })
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

impl Client {
    /// Sends a command, behind the password.
    fn send(&mut self, words: &[String], sys: &mut dyn System) {
        let (host, port) = self.target();
        let password = flag(&self.argv, &["-a"]).map(|p| encode(&["AUTH".into(), p])).unwrap_or_default();
        let data = format!("{password}{}", encode(words)).into_bytes();
        self.waiting = Some(sys.net_start(NetRequest::Tcp { host, port, data }));
    }

    /// What came back, as it is shown; or the exit code where nobody answered.
    fn show(&self, reply: Result<NetReply, NetError>, io: &mut Io<'_>, sys: &mut dyn System) -> i32 {
        let (host, port) = self.target();
        match reply {
            Ok(NetReply::Tcp { data, .. }) => {
                let text = String::from_utf8_lossy(&data).into_owned();
                let last =
                    text.strip_prefix("+OK\r\n").filter(|_| self.argv.iter().any(|a| a == "-a")).unwrap_or(&text);
                let shown = shown(last, io.is_terminal(1));
                io.out(sys, &shown);
                i32::from(last.starts_with('-'))
            }
            Err(error) => {
                let why = match error {
                    NetError::Refused => "Connection refused",
                    NetError::NoSuchName { .. } | NetError::NoNameServer => "Name or service not known",
                    NetError::NoRoute => "No route to host",
                    _ => "Connection timed out",
                };
                io.err(sys, &format!("Could not connect to Redis at {host}:{port}: {why}\n"));
                1
            }
            Ok(_) => 1,
        }
    }

    /// The next typed line; an error is what the program does meanwhile.
    fn line(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Result<String, Poll> {
        if self.typed.is_none() {
            self.typed = Some(Vec::new());
            self.prompt(io, sys);
        }
        loop {
            let typed = self.typed.get_or_insert_default();
            if let Some(end) = typed.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = typed.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim().to_string());
            }
            match io.read(sys, 0, 4096) {
                Ok(Input::Data(data)) => typed.extend(data),
                Ok(Input::Wait) => return Err(Poll::Wait(Wait { readable: Some(0), ..Wait::default() })),
                Ok(Input::End) | Err(_) => return Err(Poll::Exit(0)),
            }
        }
    }

    fn prompt(&self, io: &mut Io<'_>, sys: &mut dyn System) {
        if io.is_terminal(0) {
            let (host, port) = self.target();
            io.out(sys, &format!("{host}:{port}> "));
        }
    }
}

impl Program for Client {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        loop {
            if let Some(handle) = self.waiting {
                let Some(reply) = sys.net_poll(handle) else { return Wait::event() };
                self.waiting = None;
                let code = self.show(reply, io, sys);
                if self.typed.is_none() {
                    return Poll::Exit(code);
                }
                self.prompt(io, sys);
            }
            let mut words = self.command();
            if words.is_empty() {
                match self.line(io, sys) {
                    Ok(line) => words = line.split_whitespace().map(|w| w.trim_matches('"').to_string()).collect(),
                    Err(poll) => return poll,
                }
            }
            match words.first().map(|w| w.to_lowercase()).as_deref() {
                Some("exit" | "quit") => return Poll::Exit(0),
                Some(_) => self.send(&words, sys),
                None => self.prompt(io, sys),
            }
        }
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
        assert_eq!(go("INCRBY a b\n"), "-ERR value is not an integer or out of range\r\n");
        let most = format!("SET most {}\nINCR most\n", i64::MAX);
        assert_eq!(go(&most), "+OK\r\n-ERR increment or decrement would overflow\r\n");
        assert_eq!(go("DEL most\n"), ":1\r\n");
        assert_eq!(go("KEYS *\n"), "*1\r\n$1\r\na\r\n");
        assert_eq!(go("rpush q a\nrpush q b\nlpush q c\n"), ":1\r\n:2\r\n:3\r\n");
        assert_eq!(go("LRANGE q 0 -1\n"), "*3\r\n$1\r\nc\r\n$1\r\na\r\n$1\r\nb\r\n");
        assert_eq!(go("LRANGE q -1 9\nLPOP q\nLLEN q\nTYPE q\n"), "*1\r\n$1\r\nb\r\n$1\r\nc\r\n:2\r\n+list\r\n");
        assert!(go("GET q\n").starts_with("-WRONGTYPE"));
        assert!(go("NOPE x\n").starts_with("-ERR unknown command 'NOPE'"));
        data.insert(SETTINGS.into(), "maxmemory 2mb\nmaxmemory-policy allkeys-lru".into());
        let mut config =
            |text: &str| commands(text.as_bytes()).iter().map(|w| config(w, &mut data)).collect::<String>();
        assert_eq!(config("CONFIG GET maxmemory\n"), "*2\r\n$9\r\nmaxmemory\r\n$7\r\n2097152\r\n");
        assert_eq!(config("config set maxmemory-policy noeviction\n"), "+OK\r\n");
        assert!(config("CONFIG GET maxmemory*\n").contains("noeviction"));
    }
}
