//! PostgreSQL: what the server says, needs and opens. SQL itself is not simulated, and the client says so.

use shell::files::Errno;
use shell::kernel::Io;
use shell::system::{Incoming, NetReply, NetRequest, System};
use shell::{Poll, Program, Signal, Wait};

use super::entrypoint::{DATABASE, Entrypoint, Exec, Script, hand_over};
use super::server::{Begin, Behaviour, Server, Serving, Stop, flag};
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
        ("usr/local/bin/psql", client),
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
    "PostgreSQL init process complete; ready for start up.",
    "",
];

fn begin(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    let data = data_directory(b.io);
    let marker = format!("{data}/PG_VERSION");
    let mut start = 0;
    if !b.sys.files().exists(&marker) {
        own_directory(b, &data)?;
        lock(b, true)?;
        for (i, line) in INIT.iter().enumerate() {
            b.say(60 * i as u32, *line);
        }
        let major = b.version.split('.').next().unwrap_or("").to_string();
        let mut files = b.sys.files();
        // A volume that cannot be written stays empty.
        let _made = files.make_directories(&data).and_then(|()| files.write(&marker, format!("{major}\n")));
        start = 1700;
    } else {
        lock(b, false)?;
    }
    let pid = b.io.pid();
    let lines = [
        (0, introduction(b.version)),
        (0, "listening on IPv4 address \"0.0.0.0\", port 5432".into()),
        (0, "listening on IPv6 address \"::\", port 5432".into()),
        (10, "listening on Unix socket \"/var/run/postgresql/.s.PGSQL.5432\"".into()),
        (60, "database system is ready to accept connections".to_string()),
    ];
    for (ms, line) in lines {
        let at = stamp(b.sys.now() + i64::from(start + ms) * 1000);
        b.log(start + ms, format!("{at} [{pid}] LOG:  {line}"));
    }
    b.ready_after(start + 60);
    b.listen(5432);
    Ok(())
}

fn introduction(version: &str) -> String {
    format!(
        "starting PostgreSQL {version} (Debian {version}-1.pgdg12+1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit"
    )
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
        introduction(b.version)
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
    s.log(format!("{at} [{pid}] LOG:  received fast shutdown request"));
    s.log(format!("{at} [{pid}] LOG:  database system is shut down"));
}

/// No encryption is offered; more of the protocol is not spoken.
fn answer(_s: &mut Serving<'_, '_>, _incoming: &Incoming) -> Vec<u8> {
    b"N".to_vec()
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

#[derive(Clone)]
struct Client;

fn client(_argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(Client)
}

impl Program for Client {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        io.err(sys, "SQL is not simulated here: the server runs, listens and answers pg_isready\n");
        Poll::Exit(1)
    }
}
