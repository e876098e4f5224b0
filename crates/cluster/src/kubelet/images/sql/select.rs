//! What is looked up, and what expressions are worth.

use std::cmp::Ordering;

use sorted::InOrder;

use super::parse::{Expr, Parser, Val};
use super::run::{Answer, Rows, Session, open};
use super::store::{Row, Store, Table};
use super::words::{self, Fault, truth};

/// What is worked out of all rows.
const OF_ALL: &[&str] = &["count", "sum", "min", "max", "avg"];

/// What is asked for, with the names of its columns.
type Fields = Vec<(Expr, String)>;

pub(super) fn select(p: &mut Parser<'_>, session: &Session<'_>, store: &Store<'_, '_>) -> Result<Answer, Fault> {
    let distinct = p.eat("distinct");
    let items = fields(p, session)?;
    let nothing = Table { rows: vec![Vec::new()], ..Table::default() };
    let table = if p.eat("from") { Some(open(p, session, store)?.1) } else { None };
    let mut table = table.unwrap_or(nothing);
    if !table.columns.is_empty() && (p.eat("as") || p.peek().is_some_and(|t| is_alias(t.text))) {
        table.name = p.name()?;
    }
    let chosen = p.is("where");
    let hits = wanted(p, session, &table)?;
    let hits = hits.into_iter().map(|at| &table.rows[at]);
    let mut by = None;
    let mut groups: Vec<Vec<&Row>> = if p.eat("group by") {
        let keys = keys(p, &table, &items)?;
        let groups = grouped(p, session, &table, &keys, hits.collect())?;
        by = Some(keys);
        groups
    } else if items.iter().any(|(item, _)| is_of_all(item)) {
        by = Some(Vec::new());
        vec![hits.collect()]
    } else {
        hits.map(|row| vec![row]).collect()
    };
    if p.eat("order by") {
        groups = ordered(p, session, &table, &items, groups)?;
    }
    let number = |p: &mut Parser<'_>| -> Result<usize, Fault> {
        let token = p.peek().ok_or_else(|| p.syntax())?;
        p.at += 1;
        token.text.parse().map_err(|_| p.syntax())
    };
    if p.eat("limit") {
        groups.truncate(number(p)?);
    }
    if p.eat("offset") {
        return Err(p.unknown("OFFSET"));
    }
    // MySQL takes a column whose value a condition may fix, and MariaDB takes all.
    let free = session.mysql && (chosen || session.version.contains("Maria"));
    if let Some(by) = by.filter(|_| !free) {
        only_of_groups(p, session, &table, &items, &by)?;
    }
    let found = rows(p, session, &table, &items, &groups, distinct)?;
    Ok(Answer::Rows(found))
}

fn fields(p: &mut Parser<'_>, session: &Session<'_>) -> Result<Fields, Fault> {
    let mut items = Vec::new();
    loop {
        let first = p.at;
        let item = p.expression()?;
        let last = p.tokens[p.at - 1];
        let text = &p.text[p.tokens[first].at..last.at + last.text.len()];
        let name = match &item {
            Expr::All(_) => String::new(),
            _ if p.eat("as") || p.peek().is_some_and(|t| is_alias(t.text)) => p.name()?,
            Expr::Column(name, _) => name.clone(),
            _ if session.mysql => text.to_string(),
            Expr::Call(name, _) => name.clone(),
            _ => "?column?".into(),
        };
        items.push((item, name));
        if !p.eat(",") {
            break;
        }
    }
    Ok(items)
}

/// Behind `group by`: what the rows of a group share. A number stands for what is asked for at that place.
fn keys(p: &mut Parser<'_>, table: &Table, items: &Fields) -> Result<Vec<Expr>, Fault> {
    let mut by = Vec::new();
    loop {
        let key = p.expression()?;
        let is_column = matches!(&key, Expr::Column(name, _) if table.place(name).is_some());
        by.push(if is_column { key } else { meant(key, items) });
        if !p.eat(",") {
            return Ok(by);
        }
    }
}

/// What is asked for, where its place or its name is told instead.
fn meant(by: Expr, items: &Fields) -> Expr {
    let item = match &by {
        Expr::Value(Val { text: Some(number), number: true }) => {
            number.parse().ok().and_then(|n: usize| items.get(n.checked_sub(1)?))
        }
        Expr::Column(name, _) => items.iter().find(|(_, known)| known == name),
        _ => None,
    };
    item.map(|(item, _)| item.clone()).unwrap_or(by)
}

/// The rows that have the same there.
fn grouped<'t>(
    p: &Parser<'_>,
    session: &Session<'_>,
    table: &Table,
    by: &[Expr],
    hits: Vec<&'t Row>,
) -> Result<Vec<Vec<&'t Row>>, Fault> {
    let mut groups: Vec<Vec<&'t Row>> = Vec::new();
    let mut keys: Vec<Vec<Val>> = Vec::new();
    for row in hits {
        let key = |e: &Expr| value(p, session, Some(table), &[row], e, "group statement");
        let key = by.iter().map(key).collect::<Result<Vec<Val>, Fault>>()?;
        match keys.iter().position(|known| *known == key) {
            Some(at) => groups[at].push(row),
            None => {
                keys.push(key);
                groups.push(vec![row]);
            }
        }
    }
    Ok(groups)
}

/// Behind `order by`.
fn ordered<'t>(
    p: &mut Parser<'_>,
    session: &Session<'_>,
    table: &Table,
    items: &Fields,
    groups: Vec<Vec<&'t Row>>,
) -> Result<Vec<Vec<&'t Row>>, Fault> {
    let mut keys = Vec::new();
    loop {
        let by = meant(p.expression()?, items);
        keys.push((by, p.one_of(&["asc", "desc"]) == Some(1)));
        if !p.eat(",") {
            break;
        }
    }
    let mut keyed = Vec::new();
    for group in groups {
        let of = |(by, _): &(Expr, bool)| value(p, session, Some(table), &group, by, "order clause");
        keyed.push((keys.iter().map(of).collect::<Result<Vec<Val>, Fault>>()?, group));
    }
    keyed.order_by(|(a, _), (b, _)| {
        let mut orders = keys.iter().enumerate().map(|(at, (_, down))| {
            let order = order(&a[at], &b[at], session.mysql);
            if *down { order.reverse() } else { order }
        });
        orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    Ok(keyed.into_iter().map(|(_, group)| group).collect())
}

/// A row for each group, and the columns.
fn rows(
    p: &mut Parser<'_>,
    session: &Session<'_>,
    table: &Table,
    items: &Fields,
    groups: &[Vec<&Row>],
    distinct: bool,
) -> Result<Rows, Fault> {
    let mut found = Rows::default();
    for (item, name) in items {
        match item {
            Expr::All(_) if table.columns.is_empty() => return Err(p.syntax()),
            Expr::All(_) => found.columns.extend(table.columns.iter().map(|c| (c.name.clone(), c.is_number()))),
            _ => found.columns.push((name.clone(), false)),
        }
    }
    for group in groups {
        let mut row: Row = Vec::new();
        for (item, _) in items {
            if let Expr::All(_) = item {
                // Of no rows at all there is still one number of them.
                let nothing = || vec![None; table.columns.len()];
                row.extend(group.first().map_or_else(nothing, |row| row.to_vec()));
                continue;
            }
            let value = value(p, session, Some(table), group, item, "field list")?;
            found.columns[row.len()].1 |= value.number;
            row.push(value.text);
        }
        if !distinct || !found.rows.contains(&row) {
            found.rows.push(row);
        }
    }
    if groups.is_empty() {
        // Columns that are not there are told of without a row too.
        let none: Row = vec![None; table.columns.len()];
        for (item, _) in items.iter().filter(|(item, _)| !matches!(item, Expr::All(_))) {
            value(p, session, Some(table), &[&none], item, "field list")?;
        }
    }
    Ok(found)
}

/// NULL is the least of MySQL and the most of PostgreSQL.
fn order(a: &Val, b: &Val, mysql: bool) -> Ordering {
    match (a.text.is_none(), b.text.is_none()) {
        (false, false) => compare(a, b, mysql),
        (a, b) if mysql => b.cmp(&a),
        (a, b) => a.cmp(&b),
    }
}

/// Whether a word is another name of a table.
fn is_alias(word: &str) -> bool {
    let next = ["inner", "left", "right", "cross", "offset", "for", "window", "join"];
    let name = word.starts_with(|c: char| c.is_ascii_alphabetic());
    name && !words::RESERVED.iter().chain(&next).any(|known| word.eq_ignore_ascii_case(known))
}

fn is_of_all(item: &Expr) -> bool {
    matches!(item, Expr::Call(name, _) if OF_ALL.contains(&name.as_str())) || item.parts().into_iter().any(is_of_all)
}

/// Refuses a column of which a group has more than one value.
fn only_of_groups(
    p: &Parser<'_>,
    session: &Session<'_>,
    table: &Table,
    items: &Fields,
    by: &[Expr],
) -> Result<(), Fault> {
    let is_key =
        |key: &Expr| matches!(key, Expr::Column(name, _) if table.place(name).is_some_and(|at| table.columns[at].key));
    if by.iter().any(is_key) {
        return Ok(());
    }
    for (at, (item, _)) in items.iter().enumerate() {
        let Some((column, place)) = loose(item, table, by) else { continue };
        let words = if by.is_empty() { &words::NOT_OF_ALL } else { &words::NOT_OF_GROUP };
        let number = (at + 1).to_string();
        return Err(p.fault(words, &[column, &table.name, session.database, &number], Some(place)));
    }
    Ok(())
}

/// A column that is neither worked out of all rows nor among what they are grouped by, and where it stands.
fn loose<'a>(of: &'a Expr, table: &'a Table, by: &[Expr]) -> Option<(&'a str, usize)> {
    match of {
        _ if by.iter().any(|key| key.same(of)) => None,
        Expr::Call(name, _) if OF_ALL.contains(&name.as_str()) => None,
        Expr::All(at) => table.columns.first().map(|column| (column.name.as_str(), *at)),
        Expr::Column(name, at) => table.place(name).map(|_| (name.as_str(), *at)),
        _ => of.parts().into_iter().find_map(|part| loose(part, table, by)),
    }
}

/// The rows for which the condition holds, if one comes next.
pub(super) fn wanted(p: &mut Parser<'_>, session: &Session<'_>, table: &Table) -> Result<Vec<usize>, Fault> {
    if !p.eat("where") {
        return Ok((0..table.rows.len()).collect());
    }
    let condition = p.expression()?;
    let mut hits = Vec::new();
    let none: Row = vec![None; table.columns.len()];
    value(p, session, Some(table), &[&none], &condition, "where clause")?;
    for (at, row) in table.rows.iter().enumerate() {
        if holds(&value(p, session, Some(table), &[row], &condition, "where clause")?) {
            hits.push(at);
        }
    }
    Ok(hits)
}

fn holds(value: &Val) -> bool {
    value.text.as_deref().is_some_and(|text| !matches!(text, "f" | "0" | "false" | ""))
}

fn compare(left: &Val, right: &Val, mysql: bool) -> Ordering {
    if let (true, Some(a), Some(b)) = (left.number || right.number, left.as_number(), right.as_number()) {
        return a.partial_cmp(&b).unwrap_or(Ordering::Equal);
    }
    let fold = |val: &Val| {
        let text = val.text.clone().unwrap_or_default();
        if mysql { text.to_lowercase() } else { text }
    };
    fold(left).cmp(&fold(right))
}

/// A part of what `LIKE` compares with.
enum Part {
    /// `%`: any text.
    Any,
    /// `_`
    Letter,
    One(char),
}

/// `LIKE`. Behind a backslash each letter stands for itself.
fn like(pattern: &str, text: &str) -> bool {
    let (mut parts, mut letters) = (Vec::new(), pattern.chars());
    while let Some(letter) = letters.next() {
        parts.push(match letter {
            '%' => Part::Any,
            '_' => Part::Letter,
            '\\' => Part::One(letters.next().unwrap_or('\\')),
            one => Part::One(one),
        });
    }
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut here) = (0, 0);
    // The last `%`, and where what it stands for ends: one letter later, whenever the rest does not fit.
    let mut any: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(here) {
        match parts.get(at) {
            Some(Part::Any) => {
                any = Some((at, here));
                at += 1;
            }
            Some(Part::Letter) => (at, here) = (at + 1, here + 1),
            Some(Part::One(one)) if one == letter => (at, here) = (at + 1, here + 1),
            _ => {
                let Some((part, end)) = any else { return false };
                any = Some((part, end + 1));
                (at, here) = (part + 1, end + 1);
            }
        }
    }
    parts[at..].iter().all(|part| matches!(part, Part::Any))
}

/// What an expression is worth for these rows, which is one where nothing is worked out of all.
pub(super) fn value(
    p: &Parser<'_>,
    session: &Session<'_>,
    table: Option<&Table>,
    rows: &[&Row],
    of: &Expr,
    clause: &str,
) -> Result<Val, Fault> {
    Scope { p, session, table, clause }.value(rows, of)
}

/// Where an expression stands.
struct Scope<'a> {
    p: &'a Parser<'a>,
    session: &'a Session<'a>,
    table: Option<&'a Table>,
    clause: &'a str,
}

impl Scope<'_> {
    fn value(&self, rows: &[&Row], of: &Expr) -> Result<Val, Fault> {
        Ok(match of {
            Expr::Value(value) => value.clone(),
            Expr::All(_) => return Err(self.p.syntax()),
            Expr::Column(name, at) => {
                let found = self.table.and_then(|table| Some((table, table.place(name)?)));
                let fault = || self.p.fault(&words::NO_COLUMN, &[name, self.clause], Some(*at));
                let (table, place) = found.ok_or_else(fault)?;
                rows.first().map_or_else(Val::null, |row| table.value(row, place))
            }
            Expr::Not(inner) => self.maybe(known(&self.value(rows, inner)?).map(|holds| !holds)),
            Expr::IsNull(inner) => self.maybe(Some(self.value(rows, inner)?.text.is_none())),
            Expr::In(left, list) => {
                let left = self.value(rows, left)?;
                let mut found = Some(false);
                for item in list {
                    let item = self.value(rows, item)?;
                    let same = (left.text.is_some() && item.text.is_some())
                        .then(|| compare(&left, &item, self.session.mysql).is_eq());
                    found = either(found, same);
                }
                self.maybe(found)
            }
            Expr::Between(left, low, high) => {
                let left = self.value(rows, left)?;
                let (low, high) = (self.value(rows, low)?, self.value(rows, high)?);
                self.maybe(both(self.compared(&left, ">=", &low), self.compared(&left, "<=", &high)))
            }
            Expr::Two(left, operator, right) => {
                self.two(&self.value(rows, left)?, operator, &self.value(rows, right)?)?
            }
            Expr::Call(name, inner) if OF_ALL.contains(&name.as_str()) => self.of_all(rows, name, inner)?,
            Expr::Call(name, inner) => {
                let given = inner.iter().map(|one| self.value(rows, one)).collect::<Result<_, Fault>>()?;
                function(self.p, self.session, name, given)?
            }
        })
    }

    /// What is true, false, or not known.
    fn maybe(&self, holds: Option<bool>) -> Val {
        holds.map_or_else(Val::null, |holds| truth(holds, self.session.mysql))
    }

    fn compared(&self, left: &Val, operator: &str, right: &Val) -> Option<bool> {
        if left.text.is_none() || right.text.is_none() {
            return None;
        }
        let order = compare(left, right, self.session.mysql);
        Some(match operator {
            "=" => order.is_eq(),
            "<" => order.is_lt(),
            ">" => order.is_gt(),
            "<=" => order.is_le(),
            ">=" => order.is_ge(),
            _ => order.is_ne(),
        })
    }

    fn two(&self, left: &Val, operator: &str, right: &Val) -> Result<Val, Fault> {
        Ok(match (operator, &left.text, &right.text) {
            ("and", ..) => self.maybe(both(known(left), known(right))),
            ("or", ..) => self.maybe(either(known(left), known(right))),
            (_, None, _) | (_, _, None) => Val::null(),
            ("||", Some(left), Some(right)) => Val::text(format!("{left}{right}")),
            ("like" | "ilike", Some(text), Some(pattern)) => {
                let fold = self.session.mysql || operator == "ilike";
                let fits = if fold { like(&pattern.to_lowercase(), &text.to_lowercase()) } else { like(pattern, text) };
                self.maybe(Some(fits))
            }
            ("+" | "-" | "*" | "/" | "%", ..) => number(self.p, self.session, left, operator, right)?,
            _ => self.maybe(self.compared(left, operator, right)),
        })
    }

    /// What is worked out of all rows.
    fn of_all(&self, rows: &[&Row], name: &str, inner: &[Expr]) -> Result<Val, Fault> {
        let mut values = Vec::new();
        for row in rows {
            match inner {
                [Expr::All(_)] => values.push(Val::number(1.0)),
                [one] => values.push(self.value(&[row], one)?),
                _ => return Err(self.p.syntax()),
            }
        }
        values.retain(|val| val.text.is_some());
        let best = |wanted: Ordering| {
            values.iter().cloned().reduce(|a, b| if compare(&b, &a, self.session.mysql) == wanted { b } else { a })
        };
        let sum: f64 = values.iter().filter_map(Val::as_number).sum();
        Ok(match name {
            "count" => Val::number(values.len() as f64),
            _ if values.is_empty() => Val::null(),
            "min" => best(Ordering::Less).unwrap_or_else(Val::null),
            "max" => best(Ordering::Greater).unwrap_or_else(Val::null),
            "sum" => Val::number(sum),
            _ => decimal(sum / values.len() as f64, self.session),
        })
    }
}

/// Whether a value is true; nothing where that is not known.
fn known(value: &Val) -> Option<bool> {
    value.text.as_ref().map(|_| holds(value))
}

/// `AND` and `OR` where one of the two may not be known.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    if a == Some(false) || b == Some(false) { Some(false) } else { a.and(b) }
}
fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    both(a.map(|a| !a), b.map(|b| !b)).map(|neither| !neither)
}

/// A number with the places that the server gives to what is divided.
fn decimal(number: f64, session: &Session<'_>) -> Val {
    let text = if session.mysql { format!("{number:.4}") } else { format!("{number:.16}") };
    Val { text: Some(text), number: true }
}

fn number(p: &Parser<'_>, session: &Session<'_>, left: &Val, operator: &str, right: &Val) -> Result<Val, Fault> {
    let (Some(a), Some(b)) = (left.as_number(), right.as_number()) else {
        return Err(p.unknown("arithmetic with texts"));
    };
    Ok(match operator {
        "+" => Val::number(a + b),
        "-" => Val::number(a - b),
        "*" => Val::number(a * b),
        _ if b == 0.0 && session.mysql => Val::null(),
        _ if b == 0.0 => return Err(p.fault(&["", "", "division by zero"], &[], None)),
        "%" => Val::number(a % b),
        _ if session.mysql => decimal(a / b, session),
        _ if a.fract() == 0.0 && b.fract() == 0.0 => Val::number((a / b).trunc()),
        _ => decimal(a / b, session),
    })
}

fn function(p: &Parser<'_>, session: &Session<'_>, name: &str, given: Vec<Val>) -> Result<Val, Fault> {
    let first = given.first().and_then(|val| val.text.clone());
    let stamp = || {
        let text = session.now.rfc3339_micro().replace('T', " ");
        if session.mysql { text[..19].to_string() } else { format!("{}+00", text.trim_end_matches('Z')) }
    };
    Ok(match name {
        "version" | "@@version" => Val::text(session.version),
        "now" | "current_timestamp" | "localtimestamp" | "sysdate" => Val::text(stamp()),
        "current_date" | "curdate" => Val::text(&stamp()[..10]),
        "user" | "current_user" | "session_user" if session.mysql => {
            let from = if name == "current_user" { "%" } else { session.from };
            Val::text(format!("{}@{from}", session.user))
        }
        "current_user" | "session_user" => Val::text(session.user),
        "current_database" | "database" | "schema" => {
            let name = session.database;
            if name.is_empty() { Val::null() } else { Val::text(name) }
        }
        "@@hostname" => Val::text(session.host),
        "@@server_id" => Val::number(1.0),
        "@@read_only" | "@@super_read_only" => Val::number(0.0),
        "pg_is_in_recovery" => truth(false, session.mysql),
        "concat" => Val::text(given.into_iter().filter_map(|val| val.text).collect::<String>()),
        "coalesce" | "ifnull" => given.into_iter().find(|val| val.text.is_some()).unwrap_or_else(Val::null),
        "upper" => Val { text: first.map(|text| text.to_uppercase()), number: false },
        "lower" => Val { text: first.map(|text| text.to_lowercase()), number: false },
        "length" | "char_length" => first.map_or_else(Val::null, |text| Val::number(text.chars().count() as f64)),
        _ => return Err(p.unknown(&format!("the function {name}()"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_of_many_parts_is_looked_at_in_a_moment() {
        assert!(like(&"%a".repeat(30), &"ba".repeat(10_000)));
        assert!(!like(&("%a".repeat(30) + "c"), &"a".repeat(20_000)));
    }
}
