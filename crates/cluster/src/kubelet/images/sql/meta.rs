//! What `psql` asks for its own commands.

use super::parse::Parser;
use super::run::{Answer, Rows, Session, rows};
use super::store::{Column, Store};
use super::words::Fault;

const SUPER: &str = "Superuser, Create role, Create DB, Replication, Bypass RLS";

pub(super) fn run(command: &str, session: &Session<'_>, store: &Store<'_, '_>) -> Result<Answer, Fault> {
    let mut words = command.trim_end_matches(';').split_whitespace();
    let (name, of) = (words.next().unwrap_or(""), words.next());
    let mut number = session.version.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u32>().ok());
    let major = number.next().unwrap_or(0);
    let user = session.user.to_string();
    Ok(match (name, of) {
        ("l" | "list", None) => Answer::Rows(databases(major, &user, store)),
        ("dt" | "d", None) => {
            let line = |name: &str, kind: &str| ["public".into(), name.to_string(), kind.to_string(), user.clone()];
            let mut lines = Vec::new();
            for table in store.tables(session.database) {
                lines.push(line(&table, "table"));
                let columns = store.table(session.database, &table).unwrap_or_default().columns;
                if name == "d" {
                    let counts = columns.iter().filter(|column| column.counts);
                    lines.extend(counts.map(|c| line(&format!("{table}_{}_seq", c.name), "sequence")));
                }
            }
            // Since version 18 it says of what kind they are.
            let kind = if name == "dt" && major >= 18 { "tables" } else { "relations" };
            if lines.is_empty() {
                return Ok(Answer::Done(format!("Did not find any {kind}."), 0));
            }
            let title = format!("List of {kind}");
            Answer::Rows(Rows { title, ..rows(["Schema", "Name", "Type", "Owner"], lines) })
        }
        ("d", Some(name)) => match store.table(session.database, name) {
            Some(table) => {
                let line = |c: &Column| {
                    let counting = format!("nextval('{name}_{}_seq'::regclass)", c.name);
                    let default = if c.counts { counting } else { c.default.clone() };
                    let not = if c.not_null { "not null" } else { "" };
                    [c.name.clone(), c.kind.clone(), String::new(), not.into(), default]
                };
                let keys: Vec<&str> = table.columns.iter().filter(|c| c.key).map(|c| c.name.as_str()).collect();
                let mut indexes = Vec::new();
                if !keys.is_empty() {
                    indexes.push(format!("    \"{name}_pkey\" PRIMARY KEY, btree ({})\n", keys.join(", ")));
                }
                for c in table.columns.iter().filter(|c| c.unique) {
                    let c = &c.name;
                    indexes.push(format!("    \"{name}_{c}_key\" UNIQUE CONSTRAINT, btree ({c})\n"));
                }
                let below = if indexes.is_empty() { String::new() } else { format!("Indexes:\n{}", indexes.concat()) };
                let lines = table.columns.iter().map(line).collect();
                let found = rows(["Column", "Type", "Collation", "Nullable", "Default"], lines);
                Answer::Rows(Rows { title: format!("Table \"public.{name}\""), below, ..found })
            }
            None => Answer::Done(format!("Did not find any relation named \"{name}\"."), 0),
        },
        ("du" | "dg", None) => {
            let mut found = rows(["Role name", "Attributes"], vec![[user, SUPER.into()]]);
            if major < 16 {
                found.columns.push(("Member of".into(), false));
                found.rows[0].push(Some("{}".into()));
            }
            Answer::Rows(Rows { title: "List of roles".into(), ..found })
        }
        _ => {
            let p = Parser::new("", Vec::new(), session);
            return Err(p.unknown(&format!("\\{name}")));
        }
    })
}

fn databases(major: u32, user: &str, store: &Store<'_, '_>) -> Rows {
    let locale = match major {
        17.. => "Locale",
        _ => "ICU Locale",
    };
    let names: &[&str] = match major {
        16.. => &["Encoding", "Locale Provider", "Collate", "Ctype", locale, "ICU Rules"],
        15 => &["Encoding", "Collate", "Ctype", locale, "Locale Provider"],
        _ => &["Encoding", "Collate", "Ctype"],
    };
    let value = |name: &str| match name {
        "Encoding" => "UTF8",
        "Locale Provider" => "libc",
        "Collate" | "Ctype" => "en_US.utf8",
        _ => "",
    };
    let line = |name: String| {
        let closed = if name.starts_with("template") { format!("=c/{user}\n{user}=CTc/{user}") } else { String::new() };
        let middle = names.iter().map(|name| value(name).to_string());
        [name, user.to_string()].into_iter().chain(middle).chain([closed]).map(Some).collect()
    };
    let head = ["Name", "Owner"].iter().chain(names).chain(&["Access privileges"]);
    let columns = head.map(|name| (name.to_string(), false)).collect();
    let rows = store.databases().into_iter().map(line).collect();
    Rows { title: "List of databases".into(), columns, rows, below: String::new() }
}
