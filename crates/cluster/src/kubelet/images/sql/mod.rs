//! SQL, as far as lessons type it: one table at a time, kept as files in the directory of the server. Joins, indexes,
//! transactions and users are not simulated, and say so.

mod client;
mod define;
mod draw;
mod meta;
mod options;
mod parse;
mod run;
mod select;
mod store;
mod words;

use shell::system::{Flavour, Incoming};

use self::run::{Answer, Rows, Session};
use self::store::{FIELD, RECORD, Store};
use self::words::Fault;
use super::server::{Begin, Serving};

pub(super) use client::{mysql, mysqladmin, psql};

/// What clients of ours begin with; whoever speaks the protocols themselves does not.
const MAGIC: &str = "SQL\0";

/// Where what a new server runs lies.
const SCRIPTS: &str = "/docker-entrypoint-initdb.d";

/// A server, as far as SQL is concerned.
pub(super) struct Site<'a> {
    pub mysql: bool,
    /// Where its databases lie.
    pub base: String,
    pub version: &'a str,
}

/// What a server refused, for its log.
pub(super) struct Refusal {
    /// `ERROR`, or `FATAL` where nobody was let in.
    pub grave: &'static str,
    pub text: String,
    pub at: Option<usize>,
    pub statement: String,
}

/// Somebody whom a server knows: name, password, and the database that is theirs alone.
pub(super) type User = [String; 3];

impl Site<'_> {
    fn users(&self) -> String {
        // MySQL keeps its users in a database of its own.
        if self.mysql { format!("{}/mysql/users", self.base) } else { format!("{}/../global/users", self.base) }
    }

    fn ending(&self) -> &'static str {
        if self.mysql { ".ibd" } else { "" }
    }

    /// What a new server has: databases and users.
    pub fn fill(&self, b: &mut Begin<'_, '_>, databases: &[String], users: &[User]) {
        let mut files = b.sys.files();
        for name in databases {
            // A volume that cannot be written stays empty.
            let _made = files.make_directories(&format!("{}/{name}", self.base));
        }
        let path = self.users();
        let text: Vec<String> = users.iter().map(|user| user.join("\t")).collect();
        let folder = shell::files::path::dir_name(&path);
        let _made = files.make_directories(folder).and_then(|()| files.write(&path, text.join("\n")));
    }

    /// Runs the scripts of a directory in a new server. Answers what is said of them; the error is what is said last, and
    /// the exit code.
    pub fn scripts(&self, b: &mut Begin<'_, '_>, user: &str, database: &str) -> Result<Vec<String>, (String, i32)> {
        let now = b.now();
        let host = b.sys.hostname();
        let mut files = b.sys.files();
        let names = files.list(SCRIPTS).unwrap_or_default();
        let mut said = Vec::new();
        for (name, _) in names {
            let path = format!("{SCRIPTS}/{name}");
            let Some(mut text) = files.read_text(&path).ok().filter(|_| name.ends_with(".sql")) else {
                if name.ends_with(".sh") {
                    said.push(format!("{path}: scripts of the shell are not simulated here"));
                }
                continue;
            };
            said.push(format!("running {path}"));
            let mut database = database.to_string();
            let mut line = 1;
            while !text.trim().is_empty() {
                let (end, after, _) = parse::end(&text, self.mysql).unwrap_or((text.len(), text.len(), false));
                let rest = text.split_off(after);
                let statement = &text[..end];
                let blank = statement.len() - statement.trim_start().len();
                line += statement[..blank].matches('\n').count();
                let mut store = Store { files: &mut files, base: self.base.clone(), ending: self.ending() };
                let from = "localhost";
                let session = Session {
                    mysql: self.mysql,
                    version: self.version,
                    host: &host,
                    user,
                    from,
                    database: &database,
                    now,
                };
                match run::run(statement.trim(), &session, &mut store) {
                    Ok(Answer::Use(name)) => database = name,
                    Ok(Answer::Done(word, _)) if !self.mysql => said.push(word),
                    Ok(_) => {}
                    Err(fault) if self.mysql => {
                        return Err((format!("ERROR {} at line {line}: {}", fault.code, fault.text), 1));
                    }
                    Err(fault) => return Err((format!("psql:{path}:{line}: ERROR:  {}", fault.text), 3)),
                }
                line += statement[blank..].matches('\n').count();
                text = rest;
            }
        }
        Ok(said)
    }

    /// Answers a client of ours; nothing for others.
    pub fn answer(&self, s: &mut Serving<'_, '_>, incoming: &Incoming) -> Option<(Vec<u8>, Option<Refusal>)> {
        let text = String::from_utf8_lossy(&incoming.data).into_owned();
        let fields: Vec<&str> = text.strip_prefix(MAGIC)?.splitn(4, '\0').collect();
        let [user, password, database, statement] = fields[..] else { return None };
        let now = s.now();
        let host = s.sys.hostname();
        let mut files = s.sys.files();
        let users = files.read_text(&self.users()).unwrap_or_default();
        let mut store = Store { files: &mut files, base: self.base.clone(), ending: self.ending() };
        let local = incoming.from.starts_with("127.");
        let from = if local { "localhost" } else { &incoming.from };
        let session = Session { mysql: self.mysql, version: self.version, host: &host, user, from, database, now };
        let found = self.admit(&session, &store, &users, password, local).map_err(|fault| ("FATAL", fault));
        let found = found.and_then(|()| run::run(statement, &session, &mut store).map_err(|fault| ("ERROR", fault)));
        Some(match found {
            Ok(answer) => (encode(&answer).into_bytes(), None),
            Err((grave, fault)) => {
                let at = fault.at.map_or_else(String::new, |at| at.to_string());
                let fields = ["E", grave, fault.code, &at, &fault.text];
                let data = fields.join(&FIELD.to_string()).into_bytes();
                (data, Some(Refusal { grave, text: fault.text, at: fault.at, statement: statement.to_string() }))
            }
        })
    }

    /// Whether somebody may come in, to this database.
    fn admit(
        &self,
        session: &Session<'_>,
        store: &Store<'_, '_>,
        users: &str,
        password: &str,
        local: bool,
    ) -> Result<(), Fault> {
        let mut lines = users.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let known = lines.find(|line| line.first() == Some(&session.user));
        let given = password.strip_prefix('=');
        let right = known.as_ref().is_some_and(|line| line.get(1) == Some(&given.unwrap_or_default()));
        let of = [session.user, session.from, if given.is_some() { "YES" } else { "NO" }];
        let refuse = |words, of: &[&str]| Err(words::fault(words, self.mysql, of, None));
        if !self.mysql && local {
            if known.is_none() {
                return refuse(&words::NO_ROLE, &of);
            }
        } else if !right {
            return refuse(&words::DENIED, &of);
        }
        let own = known.and_then(|line| line.get(2).copied()).unwrap_or_default();
        let foreign = !own.is_empty() && !session.database.is_empty() && session.database != own;
        if foreign && self.mysql {
            return refuse(&words::NOT_YOURS, &[session.user, "%", session.database]);
        }
        let none = session.database.is_empty() && self.mysql;
        let there = if self.mysql { run::known(store, session.database) } else { store.has(session.database) };
        if none || there { Ok(()) } else { refuse(&words::NO_DATABASE, &[session.database]) }
    }
}

/// An answer on its way.
fn encode(answer: &Answer) -> String {
    let join = |fields: &[&str]| fields.join(&FIELD.to_string());
    match answer {
        Answer::Use(name) => join(&["U", name]),
        Answer::Done(word, count) => join(&["D", word, &count.to_string()]),
        Answer::Rows(Rows { title, columns, rows, below }) => {
            let column = |(name, number): &(String, bool)| format!("{}{name}", if *number { "n" } else { "t" });
            let columns: Vec<String> = columns.iter().map(column).collect();
            let head = [join(&["R", title, below]), columns.join(&FIELD.to_string())];
            head.into_iter().chain(rows.iter().map(store::fields)).collect::<Vec<_>>().join(&RECORD.to_string())
        }
    }
}

/// What came: the answer, or how grave, which code, where and in which words it was refused.
fn decode(text: &str) -> Result<Answer, [String; 4]> {
    let mut records = text.split(RECORD);
    let head: Vec<String> = records.next().unwrap_or("").split(FIELD).map(str::to_string).collect();
    let field = |at: usize| head.get(at).cloned().unwrap_or_default();
    Ok(match field(0).as_str() {
        "U" => Answer::Use(field(1)),
        "D" => Answer::Done(field(1), field(2).parse().unwrap_or(0)),
        "R" => {
            let column = |text: &str| (text.get(1..).unwrap_or("").to_string(), text.starts_with('n'));
            let columns = records.next().unwrap_or("").split(FIELD).map(column).collect();
            Answer::Rows(Rows { title: field(1), columns, below: field(2), rows: records.map(store::row).collect() })
        }
        _ => return Err([field(1), field(2), field(3), field(4)]),
    })
}

/// Whether a server or client of this version is MariaDB's: its numbers go on where those of MySQL have not come to.
pub(super) fn is_maria(version: &str) -> bool {
    version.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major >= 10)
}

/// The version of PostgreSQL as its packages tell it.
pub(super) fn package(version: &str, flavour: Flavour) -> String {
    match flavour {
        Flavour::Busybox => version.to_string(),
        Flavour::Gnu => format!("{version} (Debian {version}-1.pgdg12+1)"),
    }
}
