//! The command lines of the clients.

use shell::kernel::Io;
use shell::system::System;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tool {
    Psql,
    Mysql,
    Admin,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    /// None is the socket.
    pub host: Option<String>,
    pub port: u16,
    pub user: String,
    pub password: Option<String>,
    /// Whether the password stands on the command line.
    pub password_typed: bool,
    /// Whether it is asked for, or never.
    pub asks: bool,
    pub never: bool,
    pub database: String,
    /// The database before another one was asked for.
    pub before: String,
    /// Statements of the command line or of a file.
    pub text: Option<String>,
    /// Whether the first refusal ends it.
    pub stops: bool,
    /// Without names.
    pub bare: bool,
    pub unaligned: bool,
    pub table: bool,
    pub quiet: bool,
    pub version: bool,
    pub words: Vec<String>,
}

/// A flag: its letter, its long name, and whether a value comes with it.
type Flag = (char, &'static str, bool);

const OF_PSQL: &[Flag] = &[
    ('h', "host", true),
    ('p', "port", true),
    ('U', "username", true),
    ('d', "dbname", true),
    ('c', "command", true),
    ('f', "file", true),
    ('v', "set", true),
    ('t', "tuples-only", false),
    ('A', "no-align", false),
    ('q', "quiet", false),
    ('w', "no-password", false),
    ('W', "password", false),
    ('X', "no-psqlrc", false),
    ('V', "version", false),
];

const OF_MYSQL: &[Flag] = &[
    ('h', "host", true),
    ('P', "port", true),
    ('u', "user", true),
    ('D', "database", true),
    ('e', "execute", true),
    ('S', "socket", true),
    ('\0', "protocol", true),
    ('\0', "connect-timeout", true),
    ('\0', "default-character-set", true),
    ('p', "password", false),
    ('N', "skip-column-names", false),
    ('B', "batch", false),
    ('s', "silent", false),
    ('t', "table", false),
    ('V', "version", false),
];

impl Options {
    pub fn read(tool: Tool, argv: &[String], io: &Io<'_>, sys: &mut dyn System) -> Result<Options, String> {
        let psql = tool == Tool::Psql;
        let table = if psql { OF_PSQL } else { OF_MYSQL };
        let mut o = Options { port: if psql { 5432 } else { 3306 }, ..Options::default() };
        let env = |name: &str| io.env(name).filter(|value| !value.is_empty());
        if psql {
            (o.host, o.password) = (env("PGHOST"), env("PGPASSWORD"));
            o.port = env("PGPORT").and_then(|port| port.parse().ok()).unwrap_or(o.port);
            (o.user, o.database) = (env("PGUSER").unwrap_or_default(), env("PGDATABASE").unwrap_or_default());
        } else {
            o.password = env("MYSQL_PWD");
        }
        let mut words = argv[1..].iter();
        while let Some(word) = words.next() {
            if let Some(long) = word.strip_prefix("--") {
                let (name, value) = long.split_once('=').map_or((long, None), |(n, v)| (n, Some(v.to_string())));
                let flag = table.iter().find(|(_, known, _)| *known == name);
                let (_, name, takes) = flag.ok_or_else(|| format!("the option --{name} is not simulated here"))?;
                let value = if *takes && value.is_none() { words.next().cloned() } else { value };
                o.set(name, value, io, sys)?;
                continue;
            }
            let Some(mut letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
                o.words.push(word.clone());
                continue;
            };
            while let Some(letter) = letters.chars().next() {
                letters = &letters[letter.len_utf8()..];
                let flag = table.iter().find(|(known, ..)| *known == letter);
                let (_, name, takes) = flag.ok_or_else(|| format!("the option -{letter} is not simulated here"))?;
                let attached = Some(std::mem::take(&mut letters).to_string()).filter(|text| !text.is_empty());
                let password = !psql && *name == "password";
                let value = match attached {
                    Some(rest) if !*takes && !password => {
                        // More letters of the same word.
                        letters = &word[word.len() - rest.len()..];
                        None
                    }
                    None if *takes => words.next().cloned(),
                    value => value,
                };
                o.set(name, value, io, sys)?;
            }
        }
        o.finish(tool);
        Ok(o)
    }

    fn set(&mut self, name: &str, value: Option<String>, io: &Io<'_>, sys: &mut dyn System) -> Result<(), String> {
        let given = value.clone().unwrap_or_default();
        match name {
            "host" => self.host = Some(given).filter(|host| !host.is_empty() && !host.starts_with('/')),
            "port" => self.port = given.parse().map_err(|_| format!("invalid port number: \"{given}\""))?,
            "username" | "user" => self.user = given,
            "dbname" | "database" => self.database = given,
            "command" | "execute" => {
                let before = self.text.take().map_or_else(String::new, |text| text + "\n;\n");
                self.text = Some(before + &given);
                self.stops = true;
            }
            "file" => {
                let text = sys.files().read_text(&io.path(&given));
                self.text = Some(text.map_err(|why| format!("error: {given}: {why}"))?);
            }
            "set" => self.stops |= given == "ON_ERROR_STOP=1" || given == "ON_ERROR_STOP=on",
            // The value of `psql` is none.
            "password" => match value {
                Some(password) => (self.password, self.password_typed) = (Some(password), true),
                None => self.asks = true,
            },
            "no-password" => self.never = true,
            "tuples-only" | "skip-column-names" => self.bare = true,
            "no-align" | "batch" | "silent" => self.unaligned = true,
            "table" => self.table = true,
            "quiet" => self.quiet = true,
            "version" => self.version = true,
            _ => {}
        }
        Ok(())
    }

    /// What the words without flags mean, and what holds where nothing is said.
    fn finish(&mut self, tool: Tool) {
        let mut words = self.words.iter();
        if tool != Tool::Admin && self.database.is_empty() {
            self.database = words.next().cloned().unwrap_or_default();
        }
        if tool == Tool::Psql {
            if let Some(user) = words.next().filter(|_| self.user.is_empty()) {
                self.user = user.clone();
            }
            let uri = ["postgresql://", "postgres://"].iter().find_map(|head| self.database.strip_prefix(head));
            if let Some(uri) = uri.map(|uri| uri.split('?').next().unwrap_or(uri).to_string()) {
                let (place, database) = uri.split_once('/').unwrap_or((&uri, ""));
                let (who, place) = place.rsplit_once('@').unwrap_or(("", place));
                let (user, password) = who.split_once(':').map_or((who, None), |(user, word)| (user, Some(word)));
                let (host, port) = place.split_once(':').unwrap_or((place, "5432"));
                self.user = user.into();
                self.password = password.map(str::to_string).or(self.password.take());
                (self.host, self.port) = (Some(host.into()), port.parse().unwrap_or(5432));
                self.database = database.into();
            }
        }
        if self.user.is_empty() {
            self.user = "root".into();
        }
        if tool == Tool::Psql && self.database.is_empty() {
            self.database = self.user.clone();
        }
        // A name that always means the socket.
        if tool != Tool::Psql && self.host.as_deref() == Some("localhost") {
            self.host = None;
        }
    }
}
