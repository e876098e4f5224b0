//! MySQL and MariaDB: what the servers say, need and open.

use shell::Program;
use shell::Signal;
use shell::kernel::Io;
use shell::system::{Incoming, System};

use super::entrypoint::{Entrypoint, Exec, Script, hand_over};
use super::server::{Begin, Behaviour, Server, Serving, Stop};
use super::sql::{self, Site};
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
        ("usr/bin/mysqladmin", sql::mysqladmin),
        ("usr/bin/mysql", sql::mysql),
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
        ("usr/bin/mariadb-admin", sql::mysqladmin),
        ("usr/bin/mariadb", sql::mysql),
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

static MYSQLD: Behaviour = Behaviour { begin, answer, taken, signal, goodbye, memory: 380 << 20 };

fn begin(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    let version = b.version;
    let maria = sql::is_maria(version);
    // The data directory may lie on a volume that was filled before.
    let fresh = !b.sys.files().is_directory("/var/lib/mysql/mysql");
    let mut start = 0;
    if fresh {
        let note = |b: &mut Begin<'_, '_>, ms: u32, text: &str| {
            let at = stamp(b.sys.now() + i64::from(ms) * 1000);
            b.say(ms, format!("{at} [Note] [Entrypoint]: {text}"));
        };
        note(b, 0, "Initializing database files");
        note(b, 3000, "Database files initialized");
        note(b, 3000, "Starting temporary server");
        note(b, 4000, "Temporary server started.");
        // MariaDB has its own names for what is given, and takes those of MySQL too.
        let given = |b: &Begin<'_, '_>, name: &str| {
            let own = b.env(&format!("MARIADB_{name}")).filter(|_| maria);
            own.or_else(|| b.env(&format!("MYSQL_{name}")))
        };
        let [database, user, password] = ["DATABASE", "USER", "PASSWORD"].map(|name| given(b, name));
        let mut root = given(b, "ROOT_PASSWORD").unwrap_or_default();
        if root.is_empty() && given(b, "RANDOM_ROOT_PASSWORD").is_some() {
            root = format!("{:x}", b.sys.now());
            note(b, 4100, &format!("GENERATED ROOT PASSWORD: {root}"));
        }
        let own = ["mysql", "performance_schema", "sys"].map(String::from);
        let databases: Vec<String> = own.into_iter().chain(database.clone()).collect();
        let mut users = vec![["root".to_string(), root, String::new()]];
        if let Some(database) = &database {
            note(b, 4200, &format!("Creating database {database}"));
        }
        if let (Some(user), Some(password)) = (user, password) {
            note(b, 4300, &format!("Creating user {user}"));
            if let Some(database) = &database {
                note(b, 4300, &format!("Giving user {user} access to schema {database}"));
            }
            users.push([user, password, database.clone().unwrap_or_default()]);
        }
        let server = told(version);
        let site = Site { mysql: true, base: DATA.into(), version: &server };
        site.fill(b, &databases, &users);
        match site.scripts(b, "root", &database.unwrap_or_default()) {
            Ok(said) => {
                said.iter().for_each(|line| note(b, 4400, &format!("/usr/local/bin/docker-entrypoint.sh: {line}")))
            }
            Err((why, code)) => {
                b.error(why);
                return Err(code);
            }
        }
        note(b, 4500, "Stopping temporary server");
        note(b, 5200, "Temporary server stopped");
        b.say(5200, String::new());
        let name = if maria { "MariaDB" } else { "MySQL" };
        note(b, 5200, &format!("{name} init process done. Ready for start up."));
        b.say(5200, String::new());
        start = 5200;
    }
    let words = said(version);
    for (after, text) in &words[..4] {
        let line = line(b.sys.now() + i64::from(start + after) * 1000, text, version);
        b.log(start + after, line);
    }
    b.ready_after(start + 1200);
    b.listen(3306);
    Ok(())
}

/// What a server says: four lines when it starts, after so many milliseconds, and the others when it ends.
fn said(version: &str) -> &'static [(u32, &'static str)] {
    if sql::is_maria(version) {
        return &[
            (0, "[Note] Starting MariaDB {version} source revision 0 as process 1"),
            (100, "[Note] InnoDB: Completed initialization of buffer pool"),
            (900, "[Note] Server socket created on IP: '0.0.0.0', port: '3306'."),
            (
                1200,
                "[Note] mariadbd: ready for connections.\nVersion: '{version}'  socket: '/run/mysqld/mysqld.sock'  port: \
                 3306  mariadb.org binary distribution",
            ),
            (0, "[Note] mariadbd (initiated by: unknown): Normal shutdown"),
            (0, "[Note] InnoDB: Starting shutdown..."),
            (0, "[Note] mariadbd: Shutdown complete"),
        ];
    }
    &[
        (0, "[System] [MY-010116] [Server] /usr/sbin/mysqld (mysqld {version}) starting as process 1"),
        (100, "[System] [MY-013576] [InnoDB] InnoDB initialization has started."),
        (900, "[System] [MY-013577] [InnoDB] InnoDB initialization has ended."),
        (
            1200,
            "[System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '{version}'  socket: \
             '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.",
        ),
        (
            0,
            "[System] [MY-013172] [Server] Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: \
             {version}).",
        ),
        (
            0,
            "[System] [MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete (mysqld {version})  MySQL Community Server - GPL.",
        ),
    ]
}

/// A line of the server's log.
fn line(at: i64, text: &str, version: &str) -> String {
    let at = api::time::Time(at).rfc3339_micro();
    let text = text.replace("{version}", &told(version));
    if sql::is_maria(version) { format!("{} 0 {text}", at[..19].replace('T', " ")) } else { format!("{at} 0 {text}") }
}

fn goodbye(s: &mut Serving<'_, '_>) {
    for (_, text) in &said(s.version)[4..] {
        s.log(line(s.sys.now(), text, s.version));
    }
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

/// Clients of ours ask in words of their own. To others only the greeting of the protocol is said.
fn answer(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let version = told(s.version);
    let site = Site { mysql: true, base: DATA.into(), version: &version };
    if let Some((answer, refused)) = site.answer(s, incoming) {
        if let Some(refusal) = refused.filter(|refusal| refusal.grave == "FATAL" && sql::is_maria(s.version)) {
            let at = s.now().rfc3339().replace('T', " ").replace('Z', "");
            s.log(format!("{at} 0 [Warning] {}", refusal.text));
        }
        return answer;
    }
    let mut greeting = vec![0x4a, 0, 0, 0, 0x0a];
    greeting.extend_from_slice(s.version.as_bytes());
    greeting.push(0);
    greeting
}

/// Where the databases lie.
const DATA: &str = "/var/lib/mysql";

/// What the server says that it is.
fn told(version: &str) -> String {
    if sql::is_maria(version) { format!("{version}-MariaDB-ubu2404") } else { version.to_string() }
}
