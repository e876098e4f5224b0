//! Databases and tables are made and removed.

use super::parse::{Kind, Parser};
use super::run::{Answer, Session, done, known, table_name};
use super::store::{Column, Store, Table};
use super::words::{self, Fault};

pub(super) fn create(
    p: &mut Parser<'_>,
    session: &Session<'_>,
    store: &mut Store<'_, '_>,
) -> Result<Option<Answer>, Fault> {
    if p.eat("database") || session.mysql && p.eat("schema") {
        let perhaps = p.eat("if not exists");
        let name = p.name()?;
        // Character sets and owners make no difference here.
        p.at = p.tokens.len();
        if known(store, &name) {
            let fault = p.fault(&words::DATABASE_EXISTS, &[&name], None);
            return if perhaps { Ok(Some(done("CREATE DATABASE"))) } else { Err(fault) };
        }
        store.create(&name);
        return Ok(Some(Answer::Done("CREATE DATABASE".into(), 1)));
    }
    if !p.eat("table") {
        return Ok(None);
    }
    let perhaps = p.eat("if not exists");
    let (database, name) = table_name(p, session)?;
    if session.mysql && !known(store, &database) {
        return Err(p.fault(&words::NO_DATABASE, &[&database], None));
    }
    let mut table = Table { name, next: 1, ..Table::default() };
    let mut keys: Vec<String> = Vec::new();
    p.need("(")?;
    loop {
        match p.one_of(&["primary key", "unique key", "unique index", "unique", "key", "index"]) {
            Some(0) => keys.extend(p.list(Parser::name)?),
            // An index changes nothing of what is found.
            Some(4 | 5) => skip(p),
            Some(_) => return Err(p.unknown("UNIQUE over columns")),
            None => {
                let limits = ["constraint", "foreign", "check"];
                if let Some(word) = limits.iter().find(|word| p.is(word)) {
                    return Err(p.unknown(&word.to_uppercase()));
                }
                table.columns.push(column(p, session)?);
            }
        }
        if !p.eat(",") {
            break;
        }
    }
    p.need(")")?;
    if session.mysql {
        // Engines and character sets make no difference here.
        p.at = p.tokens.len();
    }
    for key in keys {
        let at = table.place(&key).ok_or_else(|| p.fault(&words::NO_COLUMN, &[&key, "key"], None))?;
        (table.columns[at].key, table.columns[at].not_null) = (true, true);
    }
    if store.table(&database, &table.name).is_some() {
        let fault = p.fault(&words::TABLE_EXISTS, &[&table.name], None);
        return if perhaps { Ok(Some(done("CREATE TABLE"))) } else { Err(fault) };
    }
    store.keep(&database, &table);
    Ok(Some(done("CREATE TABLE")))
}

/// Over what is left of one part of a table.
fn skip(p: &mut Parser<'_>) {
    let mut depth = 0;
    while p.peek().is_some() && (depth > 0 || !(p.is(",") || p.is(")"))) {
        depth += i32::from(p.is("(")) - i32::from(p.is(")"));
        p.at += 1;
    }
}

fn column(p: &mut Parser<'_>, session: &Session<'_>) -> Result<Column, Fault> {
    let mut column = Column { name: p.name()?, ..Column::default() };
    let kind = p.peek().filter(|token| token.kind == Kind::Word).ok_or_else(|| p.syntax())?;
    let start = kind.at;
    p.at += 1;
    if ["double precision", "character varying"].iter().any(|two| two.starts_with(&kind.text.to_ascii_lowercase())) {
        p.at += usize::from(p.is("precision") || p.is("varying"));
    }
    if p.is("(") {
        p.list(Parser::expression)?;
    }
    p.eat("unsigned");
    let end = p.at.checked_sub(1).and_then(|at| p.tokens.get(at)).map_or(start, |token| token.at + token.text.len());
    let written = p.text[start..end].to_ascii_lowercase();
    (column.kind, column.counts) = told(&written, session);
    column.not_null = column.counts;
    loop {
        let words = [
            "not null",
            "primary key",
            "unique",
            "auto_increment",
            "default",
            "null",
            "comment",
            "generated",
            "collate",
        ];
        match p.one_of(&words) {
            Some(0) => column.not_null = true,
            Some(1) => (column.key, column.not_null) = (true, true),
            Some(2) => column.unique = true,
            Some(3) => (column.counts, column.not_null) = (true, true),
            Some(4) => {
                let from = p.peek().map_or(p.text.len(), |token| token.at);
                p.expression()?;
                let to = p.tokens.get(p.at - 1).map_or(from, |token| token.at + token.text.len());
                column.default = p.text[from..to].to_string();
            }
            Some(5) => {}
            Some(6 | 8) => p.at += 1,
            Some(_) => {
                let _how = p.eat("by default") || p.eat("always");
                p.need("as")?;
                p.need("identity")?;
                (column.counts, column.not_null) = (true, true);
            }
            None if p.is("references") || p.is("check") || p.is("on") => {
                return Err(p.unknown(&p.peek().map_or_else(String::new, |token| token.text.to_uppercase())));
            }
            None => return Ok(column),
        }
    }
}

/// A type as the server tells it, and whether it counts by itself.
fn told(written: &str, session: &Session<'_>) -> (String, bool) {
    let (name, rest) = written.find('(').map_or((written, ""), |at| written.split_at(at));
    let name = name.trim();
    if session.mysql {
        // Since version 8 a width is not told of.
        let old = !session.version.starts_with(['8', '9']);
        let (whole, width) = match name.split(' ').next().unwrap_or(name) {
            "int" | "integer" => ("int", "(11)"),
            "bigint" => ("bigint", "(20)"),
            "smallint" => ("smallint", "(6)"),
            "tinyint" => ("tinyint", "(4)"),
            "bool" | "boolean" => return ("tinyint(1)".into(), false),
            _ => return (written.into(), false),
        };
        let unsigned = if written.ends_with("unsigned") { " unsigned" } else { "" };
        return (format!("{whole}{}{unsigned}", if old { width } else { "" }), false);
    }
    let (name, counts) = match name {
        "int" | "int4" => ("integer", false),
        "serial" => ("integer", true),
        "bigserial" => ("bigint", true),
        "int8" => ("bigint", false),
        "int2" => ("smallint", false),
        "varchar" => ("character varying", false),
        "char" => ("character", false),
        "bool" => ("boolean", false),
        "decimal" => ("numeric", false),
        "timestamp" => ("timestamp without time zone", false),
        "timestamptz" => ("timestamp with time zone", false),
        "float" => ("double precision", false),
        name => (name, false),
    };
    (format!("{name}{rest}"), counts)
}

pub(super) fn drop(
    p: &mut Parser<'_>,
    session: &Session<'_>,
    store: &mut Store<'_, '_>,
) -> Result<Option<Answer>, Fault> {
    if p.eat("database") || session.mysql && p.eat("schema") {
        let perhaps = p.eat("if exists");
        let name = p.name()?;
        if name == session.database && !session.mysql {
            return Err(p.fault(&words::DATABASE_IN_USE, &[], None));
        }
        if !store.has(&name) {
            let fault = p.fault(&words::NO_DATABASE_TO_DROP, &[&name], None);
            return if perhaps { Ok(Some(done("DROP DATABASE"))) } else { Err(fault) };
        }
        let tables = store.tables(&name).len();
        store.drop(&name);
        return Ok(Some(Answer::Done("DROP DATABASE".into(), tables)));
    }
    if !p.eat("table") {
        return Ok(None);
    }
    let perhaps = p.eat("if exists");
    loop {
        let (database, name) = table_name(p, session)?;
        if store.table(&database, &name).is_none() && !perhaps {
            return Err(p.fault(&words::NO_TABLE_TO_DROP, &[&name, &database], None));
        }
        store.remove(&database, &name);
        if !p.eat(",") {
            break;
        }
    }
    p.eat("cascade");
    Ok(Some(done("DROP TABLE")))
}
