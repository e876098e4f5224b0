//! `psql`, `mysql` and `mysqladmin`.

use shell::kernel::{Input, Io};
use shell::system::{Handle, LookupKind, NetError, NetReply, NetRequest, System};
use shell::{Poll, Program, Wait};

use super::options::{Options, Tool};
use super::parse::end as end_of;
use super::run::{Answer, Rows};
use super::{MAGIC, decode, draw, words};

pub(in super::super) fn psql(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Client::boxed(Tool::Psql, argv, version)
}

pub(in super::super) fn mysql(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Client::boxed(Tool::Mysql, argv, version)
}

pub(in super::super) fn mysqladmin(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Client::boxed(Tool::Admin, argv, version)
}

/// How far it is.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    New,
    Lookup,
    Password,
    Connect,
    /// Another database was asked for.
    Change,
    Ready,
}

#[derive(Clone)]
struct Client {
    tool: Tool,
    argv: Vec<String>,
    version: &'static str,
    options: Options,
    stage: Stage,
    waiting: Option<Handle>,
    /// The address of the server, where its name is not one.
    address: String,
    /// What of the input is not used yet, and whether there is more.
    typed: String,
    ended: bool,
    /// The statement that is asked now, the line on which it began, and whether its answer is shown upright.
    statement: String,
    line: usize,
    upright: bool,
    /// Whether the question for the password stands there.
    asked: bool,
    code: i32,
}

impl Client {
    fn boxed(tool: Tool, argv: &[String], version: &'static str) -> Box<dyn Program> {
        Box::new(Client {
            tool,
            argv: argv.to_vec(),
            version,
            options: Options::default(),
            stage: Stage::New,
            waiting: None,
            address: String::new(),
            typed: String::new(),
            ended: false,
            statement: String::new(),
            line: 1,
            upright: false,
            asked: false,
            code: 0,
        })
    }

    fn maria(&self) -> bool {
        super::is_maria(self.version)
    }

    /// Whether somebody types.
    fn interactive(&self, io: &Io<'_>) -> bool {
        self.options.text.is_none() && io.is_terminal(0)
    }

    fn send(&mut self, statement: &str, sys: &mut dyn System) {
        let o = &self.options;
        let password = o.password.as_ref().map_or_else(String::new, |password| format!("={password}"));
        let data = format!("{MAGIC}{}\0{password}\0{}\0{statement}", o.user, o.database).into_bytes();
        let host = o.host.clone().unwrap_or_else(|| "127.0.0.1".into());
        self.waiting = Some(sys.net_start(NetRequest::Tcp { host, port: o.port, data }));
    }

    /// Why there is no connection, in the words of the client.
    fn unreachable(&self, error: &NetError) -> String {
        let port = self.options.port;
        let gone = matches!(error, NetError::NoSuchName { .. } | NetError::NoNameServer);
        let (why, number) = match error {
            NetError::Refused => ("Connection refused", 111),
            NetError::NoRoute => ("No route to host", 113),
            _ => ("Connection timed out", 110),
        };
        match (&self.options.host, self.tool, self.maria()) {
            (Some(host), Tool::Psql, _) if gone => {
                format!("could not translate host name \"{host}\" to address: Name or service not known")
            }
            (Some(_), Tool::Psql, _) => format!(
                "{} failed: {why}\n\tIs the server running on that host and accepting TCP/IP connections?",
                self.place()
            ),
            (None, Tool::Psql, _) => format!(
                "{} failed: No such file or directory\n\tIs the server running locally and accepting connections on \
                 that socket?",
                self.place()
            ),
            (None, _, true) => "2002 Can't connect to local server through socket '/run/mysqld/mysqld.sock' (2)".into(),
            (None, _, false) => {
                "2002 Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)".into()
            }
            (Some(host), _, true) if gone => format!("2005 Unknown server host '{host}' (-2)"),
            (Some(host), _, false) if gone => format!("2005 Unknown MySQL server host '{host}' (-2)"),
            (Some(host), _, true) => format!("2002 Can't connect to server on '{host}' (115)"),
            (Some(host), _, false) => format!("2003 Can't connect to MySQL server on '{host}:{port}' ({number})"),
        }
    }

    /// Where the server is, as `psql` tells it.
    fn place(&self) -> String {
        let port = self.options.port;
        match &self.options.host {
            None => format!("connection to server on socket \"/var/run/postgresql/.s.PGSQL.{port}\""),
            Some(host) if self.address.is_empty() || self.address == *host => {
                format!("connection to server at \"{host}\", port {port}")
            }
            Some(host) => format!("connection to server at \"{host}\" ({}), port {port}", self.address),
        }
    }

    /// What is said where there is no connection, and the exit code.
    fn fail(&self, code: &str, text: &str, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let (said, exit) = match self.tool {
            Tool::Psql => (format!("psql: error: {text}\n"), 2),
            Tool::Mysql => (format!("ERROR {code}: {text}\n"), 1),
            Tool::Admin => {
                let host = self.options.host.as_deref().unwrap_or("localhost");
                let (server, socket) = match self.maria() {
                    true => ("mariadbd", "/run/mysqld/mysqld.sock"),
                    false => ("mysqld", "/var/run/mysqld/mysqld.sock"),
                };
                let port = self.options.port;
                let hint = match code.get(..4) {
                    Some("2002") => format!("Check that {server} is running and that the socket: '{socket}' exists!\n"),
                    Some("2003" | "2005") => format!(
                        "Check that {server} is running on {host} and that the port is {port}.\nYou can check this by \
                         doing 'telnet {host} {port}'\n"
                    ),
                    _ => String::new(),
                };
                // A server that refuses is alive.
                let exit = i32::from(!hint.is_empty());
                (format!("mysqladmin: connect to server at '{host}' failed\nerror: '{text}'\n{hint}"), exit)
            }
        };
        io.err(sys, &said);
        Poll::Exit(exit)
    }

    /// The same for what the network says.
    fn lost(&self, error: &NetError, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let text = self.unreachable(error);
        match text.split_once(' ') {
            Some((code, rest)) if self.tool != Tool::Psql => self.fail(&format!("{code} (HY000)"), rest, io, sys),
            _ => self.fail("", &text, io, sys),
        }
    }

    /// Reads more input; an error is what the program does meanwhile.
    fn read(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Result<(), Poll> {
        match io.read(sys, 0, 4096) {
            Ok(Input::Data(data)) => self.typed += &String::from_utf8_lossy(&data),
            Ok(Input::Wait) => return Err(Poll::Wait(Wait { readable: Some(0), ..Wait::default() })),
            Ok(Input::End) | Err(_) => self.ended = true,
        }
        Ok(())
    }

    /// Cuts the next statement off what was typed.
    fn cut(&mut self) -> Option<String> {
        let blank = self.typed.len() - self.typed.trim_start().len();
        self.line += self.typed[..blank].matches('\n').count();
        self.typed.drain(..blank);
        let end = self.typed.find('\n').or_else(|| self.ended.then_some(self.typed.len()));
        let first = self.typed.lines().next().unwrap_or("");
        let word = first.split_whitespace().next().unwrap_or("").trim_end_matches(';').to_ascii_lowercase();
        let whole = matches!(word.as_str(), "exit" | "quit") || self.tool == Tool::Mysql && word == "use";
        let mut taken = None;
        if first.starts_with('\\') || whole && !first.contains(';') {
            let end = end?;
            taken = Some((end, end));
        } else {
            if let Some((end, after, upright)) = end_of(&self.typed, self.tool == Tool::Mysql) {
                (taken, self.upright) = (Some((end, after)), upright);
            } else if self.ended && !self.typed.trim().is_empty() {
                taken = Some((self.typed.len(), self.typed.len()));
            }
        }
        let (end, after) = taken?;
        let statement = self.typed[..end].trim_end().to_string();
        self.typed.drain(..after);
        Some(statement)
    }

    fn prompt(&self, io: &mut Io<'_>, sys: &mut dyn System) {
        if !self.interactive(io) {
            return;
        }
        let (more, database) = (!self.typed.trim().is_empty(), self.options.database.as_str());
        let text = match (self.tool, more) {
            (Tool::Psql, _) => format!("{database}{}# ", if more { '-' } else { '=' }),
            (_, true) => "    -> ".into(),
            _ if self.maria() => format!("MariaDB [{}]> ", if database.is_empty() { "(none)" } else { database }),
            _ => "mysql> ".into(),
        };
        io.out(sys, &text);
    }

    fn banner(&self, io: &mut Io<'_>, sys: &mut dyn System) {
        let version = self.version;
        let text = match (self.tool, self.maria()) {
            (Tool::Psql, _) => {
                format!("psql ({})\nType \"help\" for help.\n\n", super::package(version, sys.flavour()))
            }
            (_, true) => format!(
                "Welcome to the MariaDB monitor.  Commands end with ; or \\g.\nYour MariaDB connection id is 8\nServer \
                 version: {version}-MariaDB-ubu2404 mariadb.org binary distribution\n\nCopyright (c) 2000, 2018, Oracle, \
                 MariaDB Corporation Ab and others.\n\nType 'help;' or '\\h' for help. Type '\\c' to clear the current \
                 input statement.\n\n"
            ),
            _ => format!(
                "Welcome to the MySQL monitor.  Commands end with ; or \\g.\nYour MySQL connection id is 8\nServer \
                 version: {version} MySQL Community Server - GPL\n\nCopyright (c) 2000, 2025, Oracle and/or its \
                 affiliates.\n\nOracle is a registered trademark of Oracle Corporation and/or its\naffiliates. Other \
                 names may be trademarks of their respective\nowners.\n\nType 'help;' or '\\h' for help. Type '\\c' to \
                 clear the current input statement.\n\n"
            ),
        };
        io.out(sys, &text);
    }

    /// Shows an answer; what the program does if it ends there.
    fn show(&mut self, answer: Result<Answer, [String; 4]>, io: &mut Io<'_>, sys: &mut dyn System) -> Option<Poll> {
        let interactive = self.interactive(io);
        match answer {
            Ok(Answer::Use(name)) => {
                self.options.database = name;
                if interactive {
                    io.out(sys, "Database changed\n");
                }
            }
            Ok(Answer::Rows(found)) => {
                let text = self.drawn(&found, interactive, io.is_terminal(1));
                io.out(sys, &text);
            }
            Ok(Answer::Done(word, rows)) => {
                let text = self.done(&word, rows, interactive);
                if word.starts_with("Did not") { io.err(sys, &text) } else { io.out(sys, &text) }
            }
            Err([grave, code, at, text]) => {
                let said = self.refused(&grave, &code, &at, &text, interactive);
                io.err(sys, &said);
                let stops = self.tool == Tool::Mysql || self.options.stops;
                if !interactive && stops {
                    return Some(Poll::Exit(1));
                }
            }
        }
        self.upright = false;
        None
    }

    fn drawn(&self, found: &Rows, interactive: bool, terminal: bool) -> String {
        let o = &self.options;
        if self.tool == Tool::Psql {
            let count = if o.bare { String::new() } else { draw::count(found.rows.len()) };
            return match o.unaligned {
                true => draw::bare(found, !o.bare, "|", "") + &count,
                false => draw::aligned(found, !o.bare),
            };
        }
        let boxes = (interactive || terminal || o.table) && !o.unaligned;
        let mut text = match (found.rows.len(), boxes) {
            (0, _) => String::new(),
            _ if self.upright => draw::upright(found),
            (_, true) => draw::boxed(found, !o.bare),
            (_, false) => draw::bare(found, !o.bare, "\t", "NULL"),
        };
        if interactive {
            text += &match found.rows.len() {
                0 => format!("Empty set ({} sec)\n\n", self.seconds()),
                1 => format!("1 row in set ({} sec)\n\n", self.seconds()),
                rows => format!("{rows} rows in set ({} sec)\n\n", self.seconds()),
            };
        }
        text
    }

    fn seconds(&self) -> &'static str {
        if self.maria() { "0.000" } else { "0.00" }
    }

    fn done(&self, word: &str, rows: usize, interactive: bool) -> String {
        if self.tool == Tool::Psql {
            let silent = word.is_empty() || self.options.quiet;
            return if silent { String::new() } else { format!("{word}\n") };
        }
        if !interactive || word.is_empty() {
            return String::new();
        }
        let more = match word.split(' ').next() {
            Some("UPDATE") => format!("Rows matched: {rows}  Changed: {rows}  Warnings: 0\n"),
            Some("INSERT") if rows > 1 => format!("Records: {rows}  Duplicates: 0  Warnings: 0\n"),
            _ => String::new(),
        };
        let s = if rows == 1 { "" } else { "s" };
        format!("Query OK, {rows} row{s} affected ({} sec)\n{more}\n", self.seconds())
    }

    fn refused(&self, grave: &str, code: &str, at: &str, text: &str, interactive: bool) -> String {
        if text.starts_with(words::NOT_SIMULATED[1].trim_end_matches("{0}")) {
            let name = if self.tool == Tool::Psql { "psql" } else { "mysql" };
            return format!("{name}: {text}\n");
        }
        if self.tool == Tool::Mysql {
            let echo = match self.maria() && !interactive && self.statement.get(..4) != Some("use ") {
                true => format!("--------------\n{}\n--------------\n\n", self.statement),
                false => String::new(),
            };
            let line = if interactive { String::new() } else { format!(" at line {}", self.line) };
            return format!("{echo}ERROR {code}{line}: {text}\n");
        }
        let mut said = format!("{grave}:  {text}\n");
        if let Ok(at) = at.parse::<usize>() {
            let before = &self.statement[..at.min(self.statement.len())];
            let start = before.rfind('\n').map_or(0, |end| end + 1);
            let line = self.statement[start..].lines().next().unwrap_or("");
            let head = format!("LINE {}: ", before.matches('\n').count() + 1);
            let blank = head.len() + before[start..].chars().count();
            said += &format!("{head}{line}\n{}^\n", " ".repeat(blank));
        }
        said
    }

    /// What a client does by itself; a statement for the server is none of it.
    fn own(&mut self, statement: &str, io: &mut Io<'_>, sys: &mut dyn System) -> Option<Result<(), Poll>> {
        let mut words = statement.trim_end_matches(';').split_whitespace();
        let (word, of) = (words.next().unwrap_or("").to_ascii_lowercase(), words.next());
        match (word.as_str(), self.tool) {
            ("exit" | "quit" | "\\q", _) => return Some(Err(self.bye(io, sys))),
            ("\\c" | "\\connect", Tool::Psql) if of.is_some() => {
                self.options.before = std::mem::replace(&mut self.options.database, of.unwrap_or("").to_string());
                self.stage = Stage::Change;
            }
            ("\\conninfo", Tool::Psql) => {
                let o = &self.options;
                let place = match &o.host {
                    None => "via socket in \"/var/run/postgresql\" at".to_string(),
                    Some(host) => format!("on host \"{host}\" at"),
                };
                let text = format!(
                    "You are connected to database \"{}\" as user \"{}\" {place} port \"{}\".\n",
                    o.database, o.user, o.port
                );
                io.out(sys, &text);
            }
            (word, Tool::Mysql) if word.starts_with('\\') => {
                io.err(sys, &format!("mysql: {word} is not simulated here\n"));
            }
            _ => return None,
        }
        Some(Ok(()))
    }

    fn bye(&self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        if self.tool == Tool::Mysql && self.interactive(io) {
            io.out(sys, "Bye\n");
        }
        Poll::Exit(self.code)
    }

    /// Takes up what was asked for; what the program does meanwhile.
    fn answered(&mut self, reply: Result<NetReply, NetError>, io: &mut Io<'_>, sys: &mut dyn System) -> Option<Poll> {
        let data = match reply {
            Ok(NetReply::Lookup(found)) => {
                self.address = found.answers.first().cloned().unwrap_or_default();
                self.stage = Stage::Password;
                return None;
            }
            Ok(NetReply::Tcp { data, .. }) => data,
            Ok(_) => Vec::new(),
            Err(error) => return Some(self.lost(&error, io, sys)),
        };
        let answer = decode(&String::from_utf8_lossy(&data));
        match (self.stage, answer) {
            (Stage::Connect, Err([_, code, _, text])) => {
                let asks = self.tool == Tool::Psql && self.options.password.is_none() && text.contains("password");
                if asks && io.is_terminal(0) && !self.options.never {
                    (self.options.asks, self.stage) = (true, Stage::Password);
                    return None;
                }
                let text = match (self.tool, asks) {
                    (Tool::Psql, true) => format!("{} failed: fe_sendauth: no password supplied", self.place()),
                    (Tool::Psql, false) => format!("{} failed: FATAL:  {text}", self.place()),
                    _ => text,
                };
                return Some(self.fail(&code, &text, io, sys));
            }
            (Stage::Connect, Ok(_)) if self.tool == Tool::Admin => {
                io.out(sys, "mysqld is alive\n");
                return Some(Poll::Exit(0));
            }
            (Stage::Connect, Ok(_)) => {
                self.stage = Stage::Ready;
                if self.interactive(io) {
                    self.banner(io, sys);
                    self.prompt(io, sys);
                }
            }
            (Stage::Change, answer) => {
                self.stage = Stage::Ready;
                let o = &mut self.options;
                match answer {
                    Ok(_) => {
                        let text =
                            format!("You are now connected to database \"{}\" as user \"{}\".\n", o.database, o.user);
                        io.out(sys, &text);
                    }
                    Err([_, _, _, text]) => {
                        o.database = std::mem::take(&mut o.before);
                        let text = format!("{} failed: FATAL:  {text}\nPrevious connection kept\n", self.place());
                        io.err(sys, &text);
                    }
                }
                self.prompt(io, sys);
            }
            (_, answer) => {
                if let Some(end) = self.show(answer, io, sys) {
                    return Some(end);
                }
                if self.typed.trim().is_empty() {
                    self.prompt(io, sys);
                }
            }
        }
        None
    }

    fn begin(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Result<(), Poll> {
        let base = self.argv[0].rsplit('/').next().unwrap_or("").to_string();
        self.options = match Options::read(self.tool, &self.argv, io, sys) {
            Ok(options) => options,
            Err(why) => {
                io.err(sys, &format!("{base}: {why}\n"));
                return Err(Poll::Exit(1));
            }
        };
        let o = &self.options;
        if o.version {
            let version = self.version;
            let text = match (self.tool, self.maria()) {
                (Tool::Psql, _) => format!("psql (PostgreSQL) {}\n", super::package(version, sys.flavour())),
                (_, true) => format!("{base} from {version}-MariaDB, client 15.2 for debian-linux-gnu (x86_64)\n"),
                _ => format!("{base}  Ver {version} for Linux on x86_64 (MySQL Community Server - GPL)\n"),
            };
            io.out(sys, &text);
            return Err(Poll::Exit(0));
        }
        if self.tool == Tool::Admin && o.words != ["ping"] {
            io.err(sys, &format!("{base}: only 'ping' is simulated here\n"));
            return Err(Poll::Exit(1));
        }
        if self.tool != Tool::Psql && o.password_typed && !self.maria() {
            io.err(
                sys,
                &format!("{base}: [Warning] Using a password on the command line interface can be insecure.\n"),
            );
        }
        if let Some(text) = &o.text {
            (self.typed, self.ended) = (text.clone(), true);
        }
        let named = o.host.as_deref().is_some_and(|host| !host.starts_with(|c: char| c.is_ascii_digit()));
        self.stage = if self.tool == Tool::Psql && named { Stage::Lookup } else { Stage::Password };
        Ok(())
    }
}

impl Program for Client {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        loop {
            if let Some(handle) = self.waiting {
                let Some(reply) = sys.net_poll(handle) else { return Wait::event() };
                self.waiting = None;
                if let Some(end) = self.answered(reply, io, sys) {
                    return end;
                }
                continue;
            }
            match self.stage {
                Stage::New => {
                    if let Err(end) = self.begin(io, sys) {
                        return end;
                    }
                }
                Stage::Lookup => {
                    let name = self.options.host.clone().unwrap_or_default();
                    let request = NetRequest::Lookup { name, kind: LookupKind::Address, server: None };
                    self.waiting = Some(sys.net_start(request));
                }
                Stage::Password => {
                    if self.options.asks && io.is_terminal(0) {
                        if !self.asked {
                            let user = &self.options.user;
                            let psql = self.tool == Tool::Psql;
                            let ask =
                                if psql { format!("Password for user {user}: ") } else { "Enter password: ".into() };
                            io.out(sys, &ask);
                            self.asked = true;
                        }
                        while !self.typed.contains('\n') && !self.ended {
                            if let Err(poll) = self.read(io, sys) {
                                return poll;
                            }
                        }
                        let end = self.typed.find('\n').unwrap_or(self.typed.len());
                        let line: String = self.typed.drain(..(end + 1).min(self.typed.len())).collect();
                        self.options.password = Some(line.trim_end().to_string());
                        self.options.asks = false;
                    }
                    self.stage = Stage::Connect;
                }
                Stage::Connect | Stage::Change => self.send("", sys),
                Stage::Ready => {
                    let Some(statement) = self.cut() else {
                        if self.ended {
                            return self.bye(io, sys);
                        }
                        let before = self.typed.len();
                        if let Err(poll) = self.read(io, sys) {
                            return poll;
                        }
                        let blank = self.typed.trim().is_empty();
                        if self.typed.len() > before && (blank || !self.typed.contains([';', '\\'])) {
                            self.prompt(io, sys);
                        }
                        continue;
                    };
                    self.statement = statement.clone();
                    match self.own(&statement, io, sys) {
                        Some(Err(end)) => return end,
                        Some(Ok(())) if self.stage == Stage::Ready => self.prompt(io, sys),
                        Some(Ok(())) => {}
                        None => self.send(&statement, sys),
                    }
                    self.line += statement.matches('\n').count();
                }
            }
        }
    }
}
