//! Statements.

use api::time::Time;
use sorted::InOrder;

use super::parse::{Kind, Parser, lex};
use super::store::{Column, Row, Store, Table};
use super::words::{self, Fault};
use super::{define, select};

/// Who asks, and of which server.
pub(super) struct Session<'a> {
    pub mysql: bool,
    /// As the server tells it.
    pub version: &'a str,
    /// The name of its machine.
    pub host: &'a str,
    pub user: &'a str,
    /// The address that the user comes from.
    pub from: &'a str,
    pub database: &'a str,
    pub now: Time,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub title: String,
    /// Names, and whether values are numbers.
    pub columns: Vec<(String, bool)>,
    pub rows: Vec<Row>,
    /// What is said below.
    pub below: String,
}

#[derive(Clone, Debug)]
pub(super) enum Answer {
    Rows(Rows),
    /// The word of PostgreSQL, and how many rows it was about.
    Done(String, usize),
    /// Another database from now on.
    Use(String),
}

pub(super) fn rows<const N: usize>(columns: [&str; N], rows: Vec<[String; N]>) -> Rows {
    let columns = columns.iter().map(|name| (name.to_string(), false)).collect();
    let rows = rows.into_iter().map(|row| row.into_iter().map(Some).collect()).collect();
    Rows { columns, rows, ..Rows::default() }
}

pub(super) fn done(word: &str) -> Answer {
    Answer::Done(word.into(), 0)
}

/// One statement, without the mark at its end.
pub(super) fn run(text: &str, session: &Session<'_>, store: &mut Store<'_, '_>) -> Result<Answer, Fault> {
    if let Some(command) = text.strip_prefix('\\') {
        return super::meta::run(command, session, store);
    }
    let tokens = lex(text, session.mysql);
    let mut p = Parser::new(text, tokens, session);
    let Some(first) = p.peek() else { return Ok(done("")) };
    let word = first.text.to_ascii_lowercase();
    let mysql = session.mysql;
    p.at += 1;
    let answer = match word.as_str() {
        _ if first.kind != Kind::Word => None,
        "select" => Some(select::select(&mut p, session, store)?),
        "insert" => Some(insert(&mut p, session, store)?),
        "update" => Some(update(&mut p, session, store)?),
        "delete" => Some(delete(&mut p, session, store)?),
        "truncate" => {
            p.eat("table");
            let (database, mut table) = open(&mut p, session, store)?;
            table.rows.clear();
            store.keep(&database, &table);
            Some(done("TRUNCATE TABLE"))
        }
        "use" if mysql => {
            let name = p.name()?;
            if !known(store, &name) {
                return Err(p.fault(&words::NO_DATABASE, &[&name], None));
            }
            Some(Answer::Use(name))
        }
        "show" if mysql => show(&mut p, session, store)?,
        "describe" | "desc" if mysql => Some(describe(&mut p, session, store)?),
        "create" => define::create(&mut p, session, store)?,
        "drop" => define::drop(&mut p, session, store)?,
        _ => None,
    };
    let Some(answer) = answer else {
        p.at = 0;
        let more = p.tokens.get(1).map_or("", |token| token.text);
        return Err(match words::OTHERS.contains(&word.as_str()) {
            true => p.unknown(format!("{word} {more}").to_uppercase().trim_end()),
            false => p.syntax(),
        });
    };
    end(&p)?;
    Ok(answer)
}

/// Nothing may follow; what could is not simulated.
fn end(p: &Parser<'_>) -> Result<(), Fault> {
    let Some(token) = p.peek() else { return Ok(()) };
    let more = ["join", "inner", "left", "right", "cross", "union", "having", "returning", "on", "for", "window", ","];
    match more.iter().any(|word| p.is(word)) {
        true => Err(p.unknown(&format!("{} in a statement", token.text.to_uppercase()))),
        false => Err(p.syntax()),
    }
}

/// What nobody simulates where a table or a value stands.
pub(super) const INNER: &str = "a SELECT inside of another statement";

/// Schemas that MySQL has from the start.
const OWN: [&str; 4] = ["information_schema", "mysql", "performance_schema", "sys"];

pub(super) fn known(store: &Store<'_, '_>, database: &str) -> bool {
    OWN.contains(&database) || store.has(database)
}

/// The name of a table, with its database.
pub(super) fn table_name(p: &mut Parser<'_>, session: &Session<'_>) -> Result<(String, String), Fault> {
    if p.is("(") {
        return Err(p.unknown(INNER));
    }
    let mut name = p.name()?;
    let mut database = session.database.to_string();
    let mut schema = String::new();
    if p.eat(".") {
        schema = std::mem::replace(&mut name, p.name()?);
    }
    if OWN.contains(&schema.as_str()) || schema == "pg_catalog" || name.starts_with("pg_") && !session.mysql {
        return Err(p.unknown(&format!("the table {name}")));
    }
    if session.mysql && !schema.is_empty() {
        database = schema;
    }
    if database.is_empty() {
        return Err(p.fault(&words::NONE_SELECTED, &[], None));
    }
    Ok((database, name))
}

/// The table that is named next.
pub(super) fn open(p: &mut Parser<'_>, session: &Session<'_>, store: &Store<'_, '_>) -> Result<(String, Table), Fault> {
    let at = p.peek().map(|token| token.at);
    let (database, name) = table_name(p, session)?;
    if session.mysql && !known(store, &database) {
        return Err(p.fault(&words::NO_DATABASE, &[&database], None));
    }
    let table = store.table(&database, &name).ok_or_else(|| p.fault(&words::NO_TABLE, &[&name, &database], at))?;
    Ok((database, table))
}

fn show(p: &mut Parser<'_>, session: &Session<'_>, store: &Store<'_, '_>) -> Result<Option<Answer>, Fault> {
    let one = |names: Vec<String>| names.into_iter().map(|name| [name]).collect();
    if p.eat("databases") || p.eat("schemas") {
        let mut names = store.databases();
        names.extend(OWN.iter().map(|name| name.to_string()));
        names.order();
        names.dedup();
        return Ok(Some(Answer::Rows(rows(["Database"], one(names)))));
    }
    p.eat("full");
    if !p.eat("tables") {
        return Ok(None);
    }
    let database = if p.eat("from") || p.eat("in") { p.name()? } else { session.database.to_string() };
    match database.as_str() {
        "" => Err(p.fault(&words::NONE_SELECTED, &[], None)),
        own if OWN.contains(&own) => Err(p.unknown(&format!("the tables of {own}"))),
        _ if !known(store, &database) => Err(p.fault(&words::NO_DATABASE, &[&database], None)),
        _ => Ok(Some(Answer::Rows(rows([&format!("Tables_in_{database}")], one(store.tables(&database)))))),
    }
}

fn describe(p: &mut Parser<'_>, session: &Session<'_>, store: &Store<'_, '_>) -> Result<Answer, Fault> {
    let (_, table) = open(p, session, store)?;
    let line = |c: &Column| {
        let null = if c.not_null { "NO" } else { "YES" };
        let key = if c.key {
            "PRI"
        } else if c.unique {
            "UNI"
        } else {
            ""
        };
        let extra = if c.counts { "auto_increment" } else { "" };
        let default = if c.default.is_empty() { None } else { Some(c.default.trim_matches('\'').to_string()) };
        let texts = |text: &str| Some(text.to_string());
        vec![texts(&c.name), texts(&c.kind), texts(null), texts(key), default, texts(extra)]
    };
    let head = rows(["Field", "Type", "Null", "Key", "Default", "Extra"], Vec::new());
    Ok(Answer::Rows(Rows { rows: table.columns.iter().map(line).collect(), ..head }))
}

fn insert(p: &mut Parser<'_>, session: &Session<'_>, store: &mut Store<'_, '_>) -> Result<Answer, Fault> {
    p.need("into")?;
    let (database, mut table) = open(p, session, store)?;
    let mut places: Vec<usize> = (0..table.columns.len()).collect();
    if p.is("(") {
        let clause = if session.version.contains("Maria") { "INSERT INTO" } else { "field list" };
        let name = |p: &mut Parser<'_>| {
            let at = p.peek().map(|token| token.at);
            let name = p.name()?;
            table.place(&name).ok_or_else(|| p.fault(&words::NO_COLUMN_OF, &[&name, &table.name, clause], at))
        };
        places = p.list(name)?;
    }
    if p.is("select") {
        return Err(p.unknown("INSERT with SELECT"));
    }
    if !p.eat("values") {
        p.need("value")?;
    }
    let mut count = 0;
    loop {
        let start = p.peek().map(|token| token.at);
        let value = |p: &mut Parser<'_>| if p.eat("default") { Ok(None) } else { p.expression().map(Some) };
        let values = p.list(value)?;
        count += 1;
        let less = values.len() < places.len();
        // PostgreSQL takes fewer values where no columns are named.
        if values.len() > places.len() || less && session.mysql {
            let words = if less { ["target columns", "expressions"] } else { ["expressions", "target columns"] };
            let of = [&*count.to_string(), words[0], words[1]];
            return Err(p.fault(&words::COUNT, &of, start.filter(|_| !session.mysql)));
        }
        let mut row: Row = Vec::new();
        for at in 0..table.columns.len() {
            let given = places.iter().position(|place| *place == at).and_then(|place| values.get(place)?.as_ref());
            let value = match given {
                Some(value) => Some(select::value(p, session, None, &[], value, "field list")?.text),
                None => None,
            };
            row.push(fitting(p, session, &mut table, at, value)?);
        }
        unique(p, session, &table, &row, None)?;
        if let Some(null) = (0..row.len()).find(|at| table.columns[*at].not_null && row[*at].is_none()) {
            return Err(empty(p, &table, &row, null, &words::NULL));
        }
        table.rows.push(row);
        if !p.eat(",") {
            break;
        }
    }
    end(p)?;
    store.keep(&database, &table);
    Ok(Answer::Done(format!("INSERT 0 {count}"), count))
}

fn empty(p: &Parser<'_>, table: &Table, row: &Row, at: usize, words: &words::Words) -> Fault {
    let shown: Vec<&str> = row.iter().map(|field| field.as_deref().unwrap_or("null")).collect();
    p.fault(words, &[&table.columns[at].name, &table.name, &shown.join(", ")], None)
}

/// A value as its column keeps it; nothing given is the default.
fn fitting(
    p: &Parser<'_>,
    session: &Session<'_>,
    table: &mut Table,
    at: usize,
    given: Option<Option<String>>,
) -> Result<Option<String>, Fault> {
    let column = table.columns[at].clone();
    // MySQL counts on for NULL too.
    if column.counts && (given.is_none() || session.mysql && given == Some(None)) {
        table.next += 1;
        return Ok(Some((table.next - 1).to_string()));
    }
    let value = match given {
        Some(value) => value,
        None if column.default.is_empty() => {
            if session.mysql && column.not_null {
                return Err(empty(p, table, &Vec::new(), at, &words::NO_DEFAULT));
            }
            None
        }
        None => {
            let tokens = lex(&column.default, session.mysql);
            let mut inner = Parser::new(&column.default, tokens, session);
            let default = inner.expression()?;
            select::value(&inner, session, None, &[], &default, "field list")?.text
        }
    };
    let Some(text) = value else { return Ok(None) };
    let number = text.trim().parse::<f64>();
    if column.is_number() && number.is_err()
        || column.is_integer() && number.is_ok_and(|n| n.fract() != 0.0 && !p.mysql)
    {
        return Err(p.fault(&words::NO_NUMBER, &[&column.name, &text, &column.kind], None));
    }
    if column.most().is_some_and(|most| text.chars().count() > most) {
        return Err(p.fault(&words::TOO_LONG, &[&column.name, &column.kind], None));
    }
    if column.counts {
        table.next = table.next.max(text.parse::<u64>().unwrap_or(0) + u64::from(session.mysql));
    }
    Ok(Some(match (column.kind.as_str(), text.as_str()) {
        ("boolean", "true" | "1" | "yes") => "t".into(),
        ("boolean", "false" | "0" | "no") => "f".into(),
        _ => text,
    }))
}

/// Keys are there once.
fn unique(p: &Parser<'_>, session: &Session<'_>, table: &Table, row: &Row, own: Option<usize>) -> Result<(), Fault> {
    let keys: Vec<usize> = (0..row.len()).filter(|at| table.columns[*at].key).collect();
    let others = (0..row.len()).filter(|at| table.columns[*at].unique).map(|at| vec![at]);
    for (primary, key) in [(true, keys)].into_iter().chain(others.map(|key| (false, key))) {
        let same = |other: &Row| key.iter().all(|at| row[*at].is_some() && other[*at] == row[*at]);
        let twice = table.rows.iter().enumerate().any(|(at, other)| Some(at) != own && same(other));
        if key.is_empty() || !twice {
            continue;
        }
        let join = |texts: Vec<&str>, with: &str| texts.join(with);
        let names = key.iter().map(|at| table.columns[*at].name.as_str()).collect();
        let values = key.iter().map(|at| row[*at].as_deref().unwrap_or("")).collect();
        let (table, names) = (&table.name, join(names, ", "));
        let name = match (session.mysql, primary) {
            (true, true) if session.version.starts_with(['8', '9']) => format!("{table}.PRIMARY"),
            (true, true) => "PRIMARY".into(),
            (true, false) if session.version.starts_with(['8', '9']) => format!("{table}.{names}"),
            (true, false) => names.clone(),
            (false, true) => format!("{table}_pkey"),
            (false, false) => format!("{table}_{names}_key"),
        };
        let values = join(values, if session.mysql { "-" } else { ", " });
        return Err(p.fault(&words::DUPLICATE, &[&names, &values, &name], None));
    }
    Ok(())
}

fn update(p: &mut Parser<'_>, session: &Session<'_>, store: &mut Store<'_, '_>) -> Result<Answer, Fault> {
    let (database, mut table) = open(p, session, store)?;
    p.need("set")?;
    let mut sets = Vec::new();
    loop {
        let at = p.peek().map(|token| token.at);
        let name = p.name()?;
        let of = [&*name, &table.name, "field list"];
        let place = table.place(&name).ok_or_else(|| p.fault(&words::NO_COLUMN_OF, &of, at))?;
        p.need("=")?;
        sets.push((place, p.expression()?));
        if !p.eat(",") {
            break;
        }
    }
    let hits = select::wanted(p, session, &table)?;
    end(p)?;
    for at in &hits {
        let mut row = table.rows[*at].clone();
        for (place, value) in &sets {
            let value = select::value(p, session, Some(&table), &[&table.rows[*at]], value, "field list")?;
            row[*place] = fitting(p, session, &mut table, *place, Some(value.text))?;
            if row[*place].is_none() && table.columns[*place].not_null {
                return Err(empty(p, &table, &row, *place, &words::NULL));
            }
        }
        unique(p, session, &table, &row, Some(*at))?;
        table.rows[*at] = row;
    }
    store.keep(&database, &table);
    Ok(Answer::Done(format!("UPDATE {}", hits.len()), hits.len()))
}

fn delete(p: &mut Parser<'_>, session: &Session<'_>, store: &mut Store<'_, '_>) -> Result<Answer, Fault> {
    p.need("from")?;
    let (database, mut table) = open(p, session, store)?;
    let hits = select::wanted(p, session, &table)?;
    end(p)?;
    let mut at = 0;
    table.rows.retain(|_| {
        at += 1;
        !hits.contains(&(at - 1))
    });
    store.keep(&database, &table);
    Ok(Answer::Done(format!("DELETE {}", hits.len()), hits.len()))
}
