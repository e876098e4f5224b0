//! MySQL and MariaDB: what the servers say, need and open. SQL itself is not simulated, and the client says so.

use shell::Program;
use shell::kernel::Io;
use shell::system::{Incoming, System};
use shell::{Poll, Signal};

use super::entrypoint::{Entrypoint, Exec, Script, hand_over};
use super::server::{Begin, Behaviour, Server, Serving, Stop, silent};
use super::{BARE, Base, Image, Variant};

pub(super) const IMAGE: Image = Image {
    names: &["docker.io/library/mysql"],
    versions: &[
        "9.5.0", "9.4.0", "9.3.0", "9.2.0", "9.1.0", "9.0.1", "8.4.7", "8.4.6", "8.4.5", "8.4.3", "8.4.0", "8.3.0",
        "8.2.0", "8.1.0", "8.0.44", "8.0.43", "8.0.40", "8.0.36", "8.0.33", "8.0.32", "8.0.31", "8.0.28", "5.7.44",
        "5.7.40", "5.7.36", "5.6.51",
    ],
    aliases: &[("latest", "9.5.0"), ("lts", "8.4.7"), ("8", "8.4.7"), ("innovation", "9.5.0")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 2330 },
        Variant { name: "debian", base: Base::Debian, size: 1650 },
    ],
    entrypoint: &["docker-entrypoint.sh"],
    cmd: &["mysqld"],
    env: &[("MYSQL_VERSION", "{version}-1.el9"), ("MYSQL_MAJOR", "{version}"), ("GOSU_VERSION", "1.19")],
    programs: &[
        ("usr/local/bin/docker-entrypoint.sh", entrypoint),
        ("usr/sbin/mysqld", server),
        ("usr/bin/mysqladmin", admin),
        ("usr/bin/mysql", client),
    ],
    idle: 6,
    ..BARE
};

pub(super) const MARIADB: Image = Image {
    names: &["docker.io/library/mariadb"],
    versions: &[
        "12.0.2", "11.8.3", "11.8.2", "11.4.8", "11.4.2", "11.2.2", "10.11.14", "10.11.6", "10.6.23", "10.5.29",
        "10.4.34", "10.3.39",
    ],
    aliases: &[("latest", "12.0.2"), ("lts", "11.8.3"), ("10", "10.11.14"), ("11", "11.8.3")],
    variants: &[Variant { name: "", base: Base::Ubuntu, size: 1050 }],
    cmd: &["mariadbd"],
    env: &[("MARIADB_VERSION", "1:{version}+maria~ubu2404")],
    programs: &[
        ("usr/local/bin/docker-entrypoint.sh", entrypoint),
        ("usr/sbin/mariadbd", server),
        ("usr/bin/mariadb-admin", admin),
        ("usr/bin/mariadb", client),
    ],
    ..IMAGE
};

fn entrypoint(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Entrypoint::boxed(&SCRIPT, argv, version)
}

static SCRIPT: Script = Script { before: check, default: "mysqld", exec: Exec::Bash(414) };

/// `2026-11-21 02:30:40+00:00`.
fn stamp(micros: i64) -> String {
    api::time::Time(micros).rfc3339().replace('T', " ").replace('Z', "+00:00")
}

/// Whether the server is MariaDB.
fn is_mariadb(command: &[String]) -> bool {
    command.first().is_some_and(|c| c.starts_with("mariadb"))
}

fn check(io: &mut Io<'_>, sys: &mut dyn System, command: &[String], version: &'static str) -> Result<(), i32> {
    if !command.first().is_some_and(|c| c == "mysqld" || c == "mariadbd") {
        return Ok(());
    }
    hand_over(io, sys, "mysql", "/var/lib/mysql")?;
    let at = stamp(sys.now());
    let maria = is_mariadb(command);
    let (name, package) =
        if maria { ("MariaDB", format!("1:{version}+maria~ubu2404")) } else { ("MySQL", format!("{version}-1.el9")) };
    let mut text = format!(
        "{at} [Note] [Entrypoint]: Entrypoint script for {name} Server {package} started.\n\
         {at} [Note] [Entrypoint]: Switching to dedicated user 'mysql'\n\
         {at} [Note] [Entrypoint]: Entrypoint script for {name} Server {package} started.\n"
    );
    let kinds = ["ROOT_PASSWORD", "ALLOW_EMPTY_PASSWORD", "RANDOM_ROOT_PASSWORD"];
    let given = |kind: &str| {
        let own = io.env(&format!("MYSQL_{kind}")).is_some_and(|v| !v.is_empty());
        let maria_too = maria && (io.env(&format!("MARIADB_{kind}")).is_some_and(|v| !v.is_empty()));
        own || maria_too
    };
    if kinds.iter().any(|k| given(k)) || io.env("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD").is_some() {
        io.out(sys, &text);
        return Ok(());
    }
    text.push_str(&format!(
        "{at} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n"
    ));
    text.push_str(if maria {
        "\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD\n"
    } else {
        "    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n"
    });
    io.err(sys, &text);
    Err(1)
}

fn server(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Server::boxed(&MYSQLD, argv, version)
}

static MYSQLD: Behaviour = Behaviour { begin, answer, taken, signal, goodbye: silent, memory: 380 << 20 };

fn begin(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    let at = |b: &Begin<'_, '_>, ms: i64| stamp(b.sys.now() + ms * 1000);
    let file = |b: &Begin<'_, '_>, ms: i64| api::time::Time(b.sys.now() + ms * 1000).rfc3339_micro();
    let version = b.version;
    // The data directory may lie on a volume that was filled before.
    let fresh = !b.sys.files().is_directory("/var/lib/mysql/mysql");
    let mut start = 0;
    if fresh {
        b.say(0, format!("{} [Note] [Entrypoint]: Initializing database files", at(b, 0)));
        b.say(3000, format!("{} [Note] [Entrypoint]: Database files initialized", at(b, 3000)));
        b.say(3000, format!("{} [Note] [Entrypoint]: Starting temporary server", at(b, 3000)));
        b.say(4000, format!("{} [Note] [Entrypoint]: Temporary server started.", at(b, 4000)));
        if let Some(database) = b.env("MYSQL_DATABASE") {
            b.say(4200, format!("{} [Note] [Entrypoint]: Creating database {database}", at(b, 4200)));
        }
        if let Some(user) = b.env("MYSQL_USER") {
            b.say(4300, format!("{} [Note] [Entrypoint]: Creating user {user}", at(b, 4300)));
        }
        b.say(4500, format!("{} [Note] [Entrypoint]: Stopping temporary server", at(b, 4500)));
        b.say(5200, format!("{} [Note] [Entrypoint]: Temporary server stopped", at(b, 5200)));
        b.say(5200, String::new());
        b.say(5200, format!("{} [Note] [Entrypoint]: MySQL init process done. Ready for start up.", at(b, 5200)));
        b.say(5200, String::new());
        let mut files = b.sys.files();
        // A volume that cannot be written stays empty; the server says nothing of it.
        let _made = files.make_directories("/var/lib/mysql/mysql");
        start = 5200;
    }
    let line = |b: &Begin<'_, '_>, ms: i64, text: &str| format!("{} 0 [System] {text}", file(b, ms));
    let ms = i64::from(start);
    let text = format!("[MY-010116] [Server] /usr/sbin/mysqld (mysqld {version}) starting as process 1");
    b.log(start, line(b, ms, &text));
    b.log(start + 100, line(b, ms + 100, "[MY-013576] [InnoDB] InnoDB initialization has started."));
    b.log(start + 900, line(b, ms + 900, "[MY-013577] [InnoDB] InnoDB initialization has ended."));
    let text = format!(
        "[MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '{version}'  socket: \
         '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL."
    );
    b.log(start + 1200, line(b, ms + 1200, &text));
    b.ready_after(start + 1200);
    b.listen(3306);
    Ok(())
}

fn taken(b: &mut Begin<'_, '_>, port: u16) -> i32 {
    let at = b.now().rfc3339_micro();
    b.error(format!(
        "{at} 0 [ERROR] [MY-010262] [Server] Can't start server: Bind on TCP/IP port: Address already in use"
    ));
    b.error(format!(
        "{at} 0 [ERROR] [MY-010257] [Server] Do you already have another mysqld server running on port: {port} ?"
    ));
    b.error(format!("{at} 0 [ERROR] [MY-010119] [Server] Aborting"));
    1
}

fn signal(signal: Signal) -> Stop {
    match signal {
        Signal::Term | Signal::Quit => Stop::Exit(0, 900),
        Signal::Hup => Stop::Ignore,
        _ => Stop::Default,
    }
}

/// The greeting of the protocol; more is not spoken.
fn answer(s: &mut Serving<'_, '_>, _incoming: &Incoming) -> Vec<u8> {
    let mut greeting = vec![0x4a, 0, 0, 0, 0x0a];
    greeting.extend_from_slice(s.version.as_bytes());
    greeting.push(0);
    greeting
}

/// `mysqladmin ping`.
#[derive(Clone)]
struct Admin {
    argv: Vec<String>,
    waiting: Option<u64>,
}

fn admin(argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(Admin { argv: argv.to_vec(), waiting: None })
}

impl Program for Admin {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        use shell::system::NetReply;
        if !self.argv.iter().any(|a| a == "ping") {
            io.err(sys, "mysqladmin: only 'ping' is simulated here\n");
            return Poll::Exit(1);
        }
        let host = host(&self.argv);
        match reach(&mut self.waiting, &host, sys) {
            None => shell::Wait::event(),
            Some(Ok(NetReply::Tcp { .. })) => {
                io.out(sys, "mysqld is alive\n");
                Poll::Exit(0)
            }
            Some(_) => {
                io.err(
                    sys,
                    &format!("mysqladmin: connect to server at '{host}' failed\nerror: 'Can't connect to MySQL server on '{host}:3306' (111)'\n"),
                );
                Poll::Exit(1)
            }
        }
    }
}

/// `mysql -e "SELECT 1"`, as probes ask it; any other SQL is not simulated.
#[derive(Clone)]
struct Client {
    argv: Vec<String>,
    waiting: Option<u64>,
}

fn client(argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(Client { argv: argv.to_vec(), waiting: None })
}

/// What comes of connecting to the server; none while it is still under way.
fn reach(
    waiting: &mut Option<u64>,
    host: &str,
    sys: &mut dyn System,
) -> Option<Result<shell::NetReply, shell::NetError>> {
    let request = shell::NetRequest::Tcp { host: host.to_string(), port: 3306, data: Vec::new() };
    let handle = *waiting.get_or_insert_with(|| sys.net_start(request));
    sys.net_poll(handle)
}

/// The host of a client's command line.
fn host(argv: &[String]) -> String {
    let attached = argv.iter().find_map(|a| a.strip_prefix("-h").filter(|h| !h.is_empty()).map(str::to_string));
    attached.or_else(|| super::server::flag(argv, &["-h", "--host"])).unwrap_or_else(|| "127.0.0.1".into())
}

impl Program for Client {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let asked = super::server::flag(&self.argv, &["-e", "--execute"]).unwrap_or_default();
        let words: Vec<&str> = asked.trim_end_matches(';').split_whitespace().collect();
        let number = match words[..] {
            [select, number] if select.eq_ignore_ascii_case("select") => number.parse::<u32>().ok(),
            _ => None,
        };
        let Some(number) = number else {
            io.err(sys, "SQL is not simulated here: the server runs, listens and answers mysqladmin ping\n");
            return Poll::Exit(1);
        };
        let host = host(&self.argv);
        match reach(&mut self.waiting, &host, sys) {
            None => shell::Wait::event(),
            Some(Ok(_)) => {
                // A terminal gets a table, anything else the bare columns.
                let (n, line) = (number.to_string(), "-".repeat(number.to_string().len() + 2));
                let table = format!("+{line}+\n| {n} |\n+{line}+\n| {n} |\n+{line}+\n");
                io.out(sys, &if io.is_terminal(1) { table } else { format!("{n}\n{n}\n") });
                Poll::Exit(0)
            }
            Some(Err(_)) => {
                io.err(sys, &format!("ERROR 2003 (HY000): Can't connect to MySQL server on '{host}:3306' (111)\n"));
                Poll::Exit(1)
            }
        }
    }
}
