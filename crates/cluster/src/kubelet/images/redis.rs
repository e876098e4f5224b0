//! redis: a server that keeps strings and counters, and its client for one command at a time.

mod disk;
mod keys;
mod reply;

use shell::kernel::{Input, Io};
use shell::system::{Handle, Incoming, NetError, NetReply, NetRequest, System};
use shell::{Poll, Program, Signal, Wait};

use self::keys::{Data, array};
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
    let started = (b.now().0 / 1_000_000).to_string();
    b.data.insert(STARTED.into(), started);
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
fn config(words: &[String], data: &mut Data) -> String {
    let said = data.get(SETTINGS).cloned().unwrap_or_default();
    let word = |i: usize| words.get(i).map_or(String::new(), |w| w.to_lowercase());
    let value = |name: &str| setting(&said, name);
    match (word(1).as_str(), words.len()) {
        ("get", 3) => {
            let pattern = word(2);
            let fits = |name: &str| shell::pattern::matches(&pattern, name);
            let hits =
                DEFAULTS.iter().filter(|(name, _)| fits(name)).filter_map(|(name, _)| Some((name, value(name)?)));
            array(&hits.flat_map(|(n, v)| [n.to_string(), v]).collect::<Vec<_>>())
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
        let name = words.first().map(|word| word.to_ascii_lowercase()).unwrap_or_default();
        let answer = match name.as_str() {
            "auth" if password.is_none() && words.len() == 2 => {
                "-ERR AUTH <password> called without any password configured for the default user. Are you sure your \
                 configuration is correct?\r\n"
                    .into()
            }
            "auth" if words.last() == password.as_ref() => {
                open = true;
                "+OK\r\n".into()
            }
            "auth" => "-WRONGPASS invalid username-password pair or user is disabled.\r\n".into(),
            _ if !open => "-NOAUTH Authentication required.\r\n".into(),
            "config" => config(&words, s.data),
            "info" => info(&words, s),
            _ => match disk::asked(s, &words) {
                Some(answer) => answer,
                None => {
                    // What the server notes for itself is no key.
                    let own = [SETTINGS, STARTED].map(|name| s.data.remove(name).map(|text| (name.to_string(), text)));
                    let now = s.now().0 / 1000;
                    let answer = keys::run(&words, s.data, now);
                    s.data.extend(own.into_iter().flatten());
                    if !answer.starts_with('-') {
                        disk::keep(s, &words);
                    }
                    answer
                }
            },
        };
        out.push_str(&answer);
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

/// `INFO [SECTION]`: what is known about a server that only seems to run.
fn info(words: &[String], s: &Serving<'_, '_>) -> String {
    let (now, started) = (s.now().0 / 1_000_000, s.data.get(STARTED).and_then(|at| at.parse().ok()).unwrap_or(0));
    let said = s.data.get(SETTINGS).map_or("", String::as_str);
    let told = |name: &str| setting(said, name).unwrap_or_default();
    let (version, pid, port, up) = (s.version, s.io.pid(), s.port, now - started);
    let until = keys::ends(s.data).count();
    let keys = match keys::names(s.data).count() {
        0 => String::new(),
        count => format!("db0:keys={count},expires={until},avg_ttl=0\n"),
    };
    let sections = [
        (
            "Server",
            format!(
                "redis_version:{version}\nredis_mode:standalone\narch_bits:64\nprocess_id:{pid}\ntcp_port:{port}\n\
                 uptime_in_seconds:{up}\nuptime_in_days:{}\n",
                up / 86_400
            ),
        ),
        ("Clients", "connected_clients:1\nmaxclients:10000\nblocked_clients:0\n".into()),
        ("Memory", format!("maxmemory:{}\nmaxmemory_policy:{}\n", told("maxmemory"), told("maxmemory-policy"))),
        (
            "Replication",
            "role:master\nconnected_slaves:0\nmaster_failover_state:no-failover\nmaster_repl_offset:0\n\
             second_repl_offset:-1\nrepl_backlog_active:0\nrepl_backlog_size:1048576\n\
             repl_backlog_first_byte_offset:0\nrepl_backlog_histlen:0\n"
                .into(),
        ),
        ("Keyspace", keys),
    ];
    let wanted = |name: &str| words.len() < 2 || words[1..].iter().any(|word| word.eq_ignore_ascii_case(name));
    let parts = sections.iter().filter(|(name, _)| wanted(name)).map(|(name, text)| format!("# {name}\n{text}"));
    keys::bulk(Some(&parts.collect::<Vec<_>>().join("\n").replace('\n', "\r\n")))
}

/// Where it stands since when it runs, in seconds.
const STARTED: &str = "\u{1}\u{1}";

/// `redis-cli COMMAND ...`.
#[derive(Clone)]
struct Client {
    argv: Vec<String>,
    waiting: Option<Handle>,
    version: &'static str,
    /// Lines typed so far, where no command was given; the last one may not be whole yet.
    typed: Option<Vec<u8>>,
}

pub(super) fn client(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Box::new(Client { argv: argv.to_vec(), waiting: None, version, typed: None })
}

impl Client {
    fn command(&self) -> Vec<String> {
        let mut words = self.argv[1..].iter();
        let mut command = Vec::new();
        while let Some(word) = words.next() {
            match word.as_str() {
                "-h" | "-p" | "-a" | "--pass" | "-n" | "-u" if command.is_empty() => {
                    words.next();
                }
                w if w.starts_with('-') && command.is_empty() => {}
                _ => command.push(word.clone()),
            }
        }
        command
    }
    fn password(&self) -> Option<String> {
        flag(&self.argv, &["-a", "--pass"])
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
        let password = self.password().map(|p| encode(&["AUTH".into(), p])).unwrap_or_default();
        let data = format!("{password}{}", encode(words)).into_bytes();
        self.waiting = Some(sys.net_start(NetRequest::Tcp { host, port, data }));
    }

    /// What came back, as it is shown; or the exit code where nobody answered.
    fn show(&self, reply: Result<NetReply, NetError>, io: &mut Io<'_>, sys: &mut dyn System) -> i32 {
        let (host, port) = self.target();
        match reply {
            Ok(NetReply::Tcp { data, .. }) => {
                let text = String::from_utf8_lossy(&data).into_owned();
                let mut rest = text.as_str();
                if self.password().is_some() {
                    let asked = reply::shown(&mut rest, false).unwrap_or_default();
                    if !self.argv.iter().any(|word| word == "--no-auth-warning") {
                        io.err(sys, "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n");
                    }
                    if asked != "OK\n" {
                        io.err(sys, &format!("AUTH failed: {}\n", asked.trim_end()));
                    }
                }
                let shown = reply::shown(&mut rest, io.is_terminal(1)).unwrap_or_default();
                io.out(sys, &shown);
                0
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
            if self.argv.iter().skip(1).any(|word| word == "--version" || word == "-v") {
                io.out(sys, &format!("redis-cli {}\n", self.version));
                return Poll::Exit(0);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_and_run() {
        let mut data = Data::new();
        let mut go =
            |text: &str| commands(text.as_bytes()).iter().map(|w| keys::run(w, &mut data, 5_000)).collect::<String>();
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
        assert_eq!(
            go("HSET h a 1 b 2\nHSET h a 3\nHGETALL h\n"),
            ":2\r\n:0\r\n*4\r\n$1\r\na\r\n$1\r\n3\r\n$1\r\nb\r\n$1\r\n2\r\n"
        );
        assert_eq!(go("SADD s a b a\nSISMEMBER s b\nTYPE s\n"), ":2\r\n:1\r\n+set\r\n");
        assert_eq!(go("ZADD z 2 b 1 a\nZRANGE z 0 -1\nZRANK z b\n"), ":2\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n:1\r\n");
        assert_eq!(go("SET t v EX 10\nTTL t\nSET t w XX\nTTL t\nTTL none\n"), "+OK\r\n:10\r\n+OK\r\n:-1\r\n:-2\r\n");
        assert_eq!(
            go("SET t v NX\nSET t v 5\nGET\n"),
            "$-1\r\n-ERR syntax error\r\n-ERR wrong number of arguments for 'get' command\r\n"
        );
        assert_eq!(go("SETEX t 1 v\nPTTL t\nDEL h s z t\n"), "+OK\r\n:1000\r\n:4\r\n");
        for known in ["MULTI\n", "ZSCAN h 0\n"] {
            assert!(go(known).contains("not simulated"));
        }
        assert!(go("NOPE x\n").starts_with("-ERR unknown command 'NOPE'"));
        data.insert(SETTINGS.into(), "maxmemory 2mb\nmaxmemory-policy allkeys-lru".into());
        let mut config =
            |text: &str| commands(text.as_bytes()).iter().map(|w| config(w, &mut data)).collect::<String>();
        assert_eq!(config("CONFIG GET maxmemory\n"), "*2\r\n$9\r\nmaxmemory\r\n$7\r\n2097152\r\n");
        assert_eq!(config("config set maxmemory-policy noeviction\n"), "+OK\r\n");
        assert!(config("CONFIG GET maxmemory*\n").contains("noeviction"));
    }
}
