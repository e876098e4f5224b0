//! PostgreSQL: what the server says, needs and opens.

use shell::files::Errno;
use shell::kernel::Io;
use shell::system::{Flavour, Incoming, NetReply, NetRequest, System};
use shell::{Poll, Program, Signal, Wait};

use super::entrypoint::{DATABASE, Entrypoint, Exec, Script, hand_over};
use super::server::{Begin, Behaviour, Server, Serving, Stop, flag};
use super::sql::{self, Refusal, Site};
use super::{BARE, Base, Image, Variant};

pub(super) const IMAGE: Image = Image {
    names: &["docker.io/library/postgres"],
    versions: &[
        "18.1", "18.0", "17.7", "17.6", "17.5", "17.4", "17.2", "17.0", "16.11", "16.10", "16.4", "16.3", "16.2",
        "16.1", "16.0", "15.15", "15.14", "15.4", "15.3", "15.2", "15.1", "14.20", "14.19", "14.5", "14.2", "13.23",
        "13.3", "12.22", "11.22", "10.23", "9.6.24",
    ],
    aliases: &[("latest", "18.1")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 1550 },
        Variant { name: "alpine", base: Base::Alpine, size: 1060 },
        Variant { name: "bookworm", base: Base::Debian, size: 1550 },
    ],
    entrypoint: &["docker-entrypoint.sh"],
    cmd: &["postgres"],
    env: &[
        ("GOSU_VERSION", "1.19"),
        ("LANG", "en_US.utf8"),
        ("PG_MAJOR", "{version}"),
        ("PG_VERSION", "{version}-1.pgdg12+1"),
        ("PGDATA", "/var/lib/postgresql/data"),
    ],
    stop: Signal::Int,
    owned: &[("var/lib/postgresql/data", DATABASE), ("run/postgresql", DATABASE)],
    programs: &[
        ("usr/local/bin/docker-entrypoint.sh", entrypoint),
        ("usr/lib/postgresql/bin/postgres", server),
        ("usr/local/bin/postgres", server),
        ("usr/local/bin/pg_isready", is_ready),
        ("usr/local/bin/psql", sql::psql),
    ],
    ..BARE
};

fn entrypoint(argv: &[String], version: &'static str) -> Box<dyn Program> {
    static SCRIPT: Script = Script { before: check, default: "postgres", exec: Exec::Bash(384) };
    Entrypoint::boxed(&SCRIPT, argv, version)
}

const NO_PASSWORD: &str = "Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \"docker run\".

       You may also use \"POSTGRES_HOST_AUTH_METHOD=trust\" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about \"trust\":
       https://www.postgresql.org/docs/current/auth-trust.html
";

fn data_directory(io: &Io<'_>) -> String {
    io.env("PGDATA").unwrap_or_else(|| "/var/lib/postgresql/data".into())
}

fn check(io: &mut Io<'_>, sys: &mut dyn System, command: &[String], _version: &'static str) -> Result<(), i32> {
    if command.first().is_none_or(|c| c != "postgres") {
        return Ok(());
    }
    let data = data_directory(io);
    hand_over(io, sys, "postgres", &data)?;
    let marker = format!("{data}/PG_VERSION");
    if sys.files().exists(&marker) {
        io.out(sys, "\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n");
        return Ok(());
    }
    let has = |name: &str| io.env(name).is_some_and(|v| !v.is_empty());
    if has("POSTGRES_PASSWORD") || io.env("POSTGRES_HOST_AUTH_METHOD").as_deref() == Some("trust") {
        return Ok(());
    }
    io.err(sys, NO_PASSWORD);
    Err(1)
}

fn server(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Server::boxed(&POSTGRES, argv, version)
}

static POSTGRES: Behaviour = Behaviour { begin, answer, taken, signal, goodbye, memory: 40 << 20 };

/// `2026-11-21 02:30:40.123 UTC`.
fn stamp(micros: i64) -> String {
    let text = api::time::Time(micros).rfc3339_micro().replace('T', " ");
    format!("{} UTC", &text[..23])
}

/// The user of the image on Alpine, for whom the directory is there too.
const OF_ALPINE: u32 = 70;
/// So many lines come before it looks at its directory.
const INIT_BEGINS: usize = 9;
/// So many lines come before it starts the server for the first time.
const INIT_STARTS: usize = 20;
const INIT: &[&str] = &[
    "The files belonging to this database system will be owned by user \"postgres\".",
    "This user must also own the server process.",
    "",
    "The database cluster will be initialized with locale \"en_US.utf8\".",
    "The default database encoding has accordingly been set to \"UTF8\".",
    "The default text search configuration will be set to \"english\".",
    "",
    "Data page checksums are enabled.",
    "",
    "fixing permissions on existing directory /var/lib/postgresql/data ... ok",
    "creating subdirectories ... ok",
    "selecting dynamic shared memory implementation ... posix",
    "selecting default \"max_connections\" ... 100",
    "selecting default \"shared_buffers\" ... 128MB",
    "selecting default time zone ... Etc/UTC",
    "creating configuration files ... ok",
    "running bootstrap script ... ok",
    "performing post-bootstrap initialization ... ok",
    "syncing data to disk ... ok",
    "",
    "",
    "Success. You can now start the database server using:",
    "",
    "    pg_ctl -D /var/lib/postgresql/data -l logfile start",
    "",
];

fn begin(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    let data = data_directory(b.io);
    let marker = format!("{data}/PG_VERSION");
    let mut start = 0;
    if !b.sys.files().exists(&marker) {
        own_directory(b, &data)?;
        lock(b, true)?;
        let mut lines: Vec<String> = INIT.iter().map(|line| line.to_string()).collect();
        let major = b.version.split('.').next().unwrap_or("").to_string();
        let mut files = b.sys.files();
        // A volume that cannot be written stays empty.
        let _made = files.make_directories(&data).and_then(|()| files.write(&marker, format!("{major}\n")));
        lines.extend(fill(b, &data)?);
        let pace = 1640 / lines.len().max(1) as u32;
        for (i, line) in lines.into_iter().enumerate() {
            b.say(pace * i as u32, line);
        }
        start = 1700;
    } else {
        lock(b, false)?;
    }
    let pid = b.io.pid();
    let shut = stamp(b.sys.now() + i64::from(start) * 1000);
    let lines = [
        (0, introduction(b.version, b.sys.flavour())),
        (0, "listening on IPv4 address \"0.0.0.0\", port 5432".into()),
        (0, "listening on IPv6 address \"::\", port 5432".into()),
        (10, SOCKET.into()),
        (30, format!("database system was shut down at {} {}", &shut[..19], &shut[24..])),
        (60, READY.into()),
    ];
    for (at, (ms, line)) in lines.into_iter().enumerate() {
        let time = stamp(b.sys.now() + i64::from(start + ms) * 1000);
        // Another process looks at what there is.
        let pid = if at == 4 { pid + 28 } else { pid };
        b.log(start + ms, format!("{time} [{pid}] LOG:  {line}"));
    }
    b.ready_after(start + 60);
    b.listen(5432);
    Ok(())
}

/// What a new directory holds; answers what is said of it. The error is the exit code.
fn fill(b: &mut Begin<'_, '_>, data: &str) -> Result<Vec<String>, i32> {
    let user = b.env("POSTGRES_USER").unwrap_or_else(|| "postgres".into());
    let database = b.env("POSTGRES_DB").unwrap_or_else(|| user.clone());
    let password = b.env("POSTGRES_PASSWORD").unwrap_or_default();
    let (version, flavour) = (told(b.version, b.sys.flavour()), b.sys.flavour());
    let site = Site { mysql: false, base: format!("{data}/base"), version: &version };
    let databases = ["postgres", "template0", "template1", &database].map(str::to_string);
    site.fill(b, &databases, &[[user.clone(), password, String::new()]]);
    let now = b.sys.now();
    let pid = b.io.pid() + 40;
    let log = move |text: &str| format!("{} [{pid}] LOG:  {text}", stamp(now));
    let mut lines = vec![format!("waiting for server to start....{}", log(&introduction(b.version, flavour)))];
    lines.extend([log(SOCKET), log(READY), " done".into(), "server started".into()]);
    if database != "postgres" {
        lines.extend(["CREATE DATABASE", ""].map(String::from));
    }
    let name = "/usr/local/bin/docker-entrypoint.sh";
    match site.scripts(b, &user, &database) {
        Ok(said) if said.is_empty() => {
            lines.extend(["".into(), format!("{name}: ignoring /docker-entrypoint-initdb.d/*"), "".into()]);
        }
        Ok(said) => {
            for line in said {
                let script = line.starts_with("running ");
                lines.extend(script.then(String::new));
                lines.push(if script { format!("{name}: {line}") } else { line });
            }
            lines.extend(["", ""].map(String::from));
        }
        Err((why, code)) => {
            let before: Vec<String> = INIT.iter().map(|line| line.to_string()).chain(lines).collect();
            b.io.out(b.sys, &format!("{}\n", before.join("\n")));
            b.error(why);
            return Err(code);
        }
    }
    let mut stop = SHUTDOWN.iter().map(|text| log(text));
    lines.extend(stop.next());
    lines.extend(stop.next().map(|line| format!("waiting for server to shut down....{line}")));
    lines.extend(stop);
    lines.extend(
        [" done", "server stopped", "", "PostgreSQL init process complete; ready for start up.", ""].map(String::from),
    );
    Ok(lines)
}

const SOCKET: &str = "listening on Unix socket \"/var/run/postgresql/.s.PGSQL.5432\"";
const READY: &str = "database system is ready to accept connections";
/// What is said at an end.
const SHUTDOWN: &[&str] = &[
    "received fast shutdown request",
    "aborting any active transactions",
    "shutting down",
    "checkpoint starting: shutdown immediate",
    "database system is shut down",
];

/// What the server says that it is.
fn told(version: &str, flavour: Flavour) -> String {
    let (system, compiler) = match flavour {
        Flavour::Busybox => ("linux-musl", "gcc (Alpine 14.2.0) 14.2.0"),
        Flavour::Gnu => ("linux-gnu", "gcc (Debian 12.2.0-14+deb12u1) 12.2.0"),
    };
    let package = sql::package(version, flavour);
    format!("PostgreSQL {package} on x86_64-pc-{system}, compiled by {compiler}, 64-bit")
}

fn introduction(version: &str, flavour: Flavour) -> String {
    format!("starting {}", told(version, flavour))
}

/// A server locks its socket in a directory of the root. The first start after the directory was filled is by
/// `pg_ctl`. The error is the exit code.
fn lock(b: &mut Begin<'_, '_>, first: bool) -> Result<(), i32> {
    const FILE: &str = "/var/run/postgresql/.s.PGSQL.5432.lock";
    let pid = b.io.pid();
    let Err(error @ Errno::ReadOnly) = b.sys.files().write(FILE, format!("{pid}\n")) else { return Ok(()) };
    let head = format!("{} [{pid}]", stamp(b.sys.now()));
    let said = format!(
        "{head} LOG:  {}\n{head} FATAL:  could not create lock file {FILE:?}: {error}\n{head} LOG:  database system is shut down",
        introduction(b.version, b.sys.flavour())
    );
    b.error(if first {
        let before = INIT[..INIT_STARTS].join("\n");
        format!(
            "{before}\nwaiting for server to start....{said}\n stopped waiting\npg_ctl: could not start server\nExamine the log output."
        )
    } else {
        said
    });
    Err(1)
}

/// The data must be in a directory of one's own. The error is the exit code.
fn own_directory(b: &mut Begin<'_, '_>, data: &str) -> Result<(), i32> {
    let uid = b.sys.user().uid;
    let mut files = b.sys.files();
    if uid == OF_ALPINE && files.stat(data).is_ok_and(|stat| stat.owner.uid == DATABASE) {
        return Ok(());
    }
    let (what, error) = match files.make_directories(data) {
        Err(error) => {
            (format!("creating directory {data} ... initdb: error: could not create directory {data:?}"), error)
        }
        Ok(()) => match files.set_mode(data, 0o700) {
            // Images declare it a volume, which can be written even if the root cannot.
            Ok(()) | Err(Errno::ReadOnly) => return Ok(()),
            Err(error) => (
                format!(
                    "fixing permissions on existing directory {data} ... initdb: error: could not change permissions of directory {data:?}"
                ),
                error,
            ),
        },
    };
    let before = INIT[..INIT_BEGINS].join("\n");
    b.error(format!("chmod: changing permissions of '{data}': {error}\n{before}\n{what}: {error}"));
    Err(1)
}

fn taken(b: &mut Begin<'_, '_>, port: u16) -> i32 {
    let (at, pid) = (stamp(b.sys.now()), b.io.pid());
    b.error(format!("{at} [{pid}] LOG:  could not bind IPv4 address \"0.0.0.0\": Address already in use"));
    b.error(format!(
        "{at} [{pid}] HINT:  Is another postmaster already running on port {port}? If not, wait a few seconds and retry."
    ));
    b.error(format!("{at} [{pid}] FATAL:  could not create any TCP/IP sockets"));
    1
}

fn signal(signal: Signal) -> Stop {
    match signal {
        Signal::Term | Signal::Int | Signal::Quit => Stop::Exit(0, 120),
        Signal::Hup | Signal::Usr1 | Signal::Usr2 => Stop::Ignore,
        _ => Stop::Default,
    }
}

fn goodbye(s: &mut Serving<'_, '_>) {
    let (at, pid) = (stamp(s.sys.now()), s.io.pid());
    for line in SHUTDOWN {
        s.log(format!("{at} [{pid}] LOG:  {line}"));
    }
}

/// Clients of ours ask in words of their own. To others no encryption is offered, and more of the protocol is not spoken.
fn answer(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let data = s.env("PGDATA").unwrap_or_else(|| "/var/lib/postgresql/data".into());
    let version = told(s.version, s.sys.flavour());
    let site = Site { mysql: false, base: format!("{data}/base"), version: &version };
    let Some((answer, refused)) = site.answer(s, incoming) else { return b"N".to_vec() };
    if let Some(Refusal { grave, text, at, statement }) = refused {
        let head = format!("{} [{}]", stamp(s.sys.now()), s.io.pid() + 60);
        let at = at.map_or_else(String::new, |at| format!(" at character {}", at + 1));
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        s.log(format!("{head} {grave}:  {first}{at}"));
        if !rest.is_empty() {
            s.log(format!("{head} {rest}"));
        }
        if grave == "ERROR" {
            s.log(format!("{head} STATEMENT:  {statement}"));
        }
    }
    answer
}

/// `pg_isready`.
#[derive(Clone)]
struct IsReady {
    argv: Vec<String>,
    waiting: Option<u64>,
}

fn is_ready(argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(IsReady { argv: argv.to_vec(), waiting: None })
}

impl Program for IsReady {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let host = flag(&self.argv, &["-h", "--host"]);
        let shown = host.clone().unwrap_or_else(|| "/var/run/postgresql".into());
        let Some(handle) = self.waiting else {
            let host = host.unwrap_or_else(|| "127.0.0.1".into());
            self.waiting = Some(sys.net_start(NetRequest::Tcp { host, port: 5432, data: Vec::new() }));
            return Wait::event();
        };
        match sys.net_poll(handle) {
            None => Wait::event(),
            Some(Ok(NetReply::Tcp { .. })) => {
                io.out(sys, &format!("{shown}:5432 - accepting connections\n"));
                Poll::Exit(0)
            }
            Some(_) => {
                io.out(sys, &format!("{shown}:5432 - no response\n"));
                Poll::Exit(2)
            }
        }
    }
}
