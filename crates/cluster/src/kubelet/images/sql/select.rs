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
    if table.is_some() && (p.eat("as") || p.peek().is_some_and(|t| is_alias(t.text))) {
        p.name()?;
    }
    let table = table.unwrap_or(nothing);
    let hits = wanted(p, session, &table)?;
    let hits = hits.into_iter().map(|at| &table.rows[at]);
    let mut groups: Vec<Vec<&Row>> = if p.eat("group by") {
        grouped(p, session, &table, hits.collect())?
    } else if items.iter().any(|(item, _)| is_of_all(item)) {
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
            Expr::All => String::new(),
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

/// Behind `group by`: the rows that have the same there.
fn grouped<'t>(
    p: &mut Parser<'_>,
    session: &Session<'_>,
    table: &Table,
    hits: Vec<&'t Row>,
) -> Result<Vec<Vec<&'t Row>>, Fault> {
    let mut by = vec![p.expression()?];
    while p.eat(",") {
        by.push(p.expression()?);
    }
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
        let mut by = p.expression()?;
        if let Expr::Value(Val { text: Some(number), number: true }) = &by
            && let Some((item, _)) = number.parse().ok().and_then(|n: usize| items.get(n.checked_sub(1)?))
        {
            by = item.clone();
        } else if let Expr::Column(name, _) = &by
            && let Some((item, _)) = items.iter().find(|(_, known)| known == name)
        {
            by = item.clone();
        }
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
            Expr::All if table.columns.is_empty() => return Err(p.syntax()),
            Expr::All => found.columns.extend(table.columns.iter().map(|c| (c.name.clone(), c.is_number()))),
            _ => found.columns.push((name.clone(), false)),
        }
    }
    for group in groups {
        let mut row: Row = Vec::new();
        for (item, _) in items {
            if let Expr::All = item {
                row.extend(group[0].iter().cloned());
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
        for (item, _) in items.iter().filter(|(item, _)| !matches!(item, Expr::All)) {
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
    match item {
        Expr::Call(name, inner) => OF_ALL.contains(&name.as_str()) || inner.iter().any(is_of_all),
        Expr::Two(left, _, right) => is_of_all(left) || is_of_all(right),
        _ => false,
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

/// `LIKE`.
fn like(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some(('%', rest)), _) => (0..=text.len()).any(|at| like(rest, &text[at..])),
        (Some(('_', rest)), Some((_, more))) => like(rest, more),
        (Some((one, rest)), Some((other, more))) => one == other && like(rest, more),
        _ => false,
    }
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
    let go = |e: &Expr| value(p, session, table, rows, e, clause);
    let bool = |holds: bool| truth(holds, session.mysql);
    Ok(match of {
        Expr::Value(value) => value.clone(),
        Expr::All => return Err(p.syntax()),
        Expr::Column(name, at) => {
            let found = table.and_then(|table| Some((table, table.place(name)?)));
            let fault = || p.fault(&words::NO_COLUMN, &[name, clause], Some(*at));
            let (table, place) = found.ok_or_else(fault)?;
            rows.first().map_or_else(Val::null, |row| table.value(row, place))
        }
        Expr::Not(inner) => {
            let inner = go(inner)?;
            if inner.text.is_none() { inner } else { bool(!holds(&inner)) }
        }
        Expr::IsNull(inner) => bool(go(inner)?.text.is_none()),
        Expr::In(left, list) => {
            let left = go(left)?;
            for item in list {
                if left.text.is_some() && compare(&left, &go(item)?, session.mysql).is_eq() {
                    return Ok(bool(true));
                }
            }
            bool(false)
        }
        Expr::Two(left, operator, right) => {
            let (left, right) = (go(left)?, go(right)?);
            match operator.as_str() {
                "and" => bool(holds(&left) && holds(&right)),
                "or" => bool(holds(&left) || holds(&right)),
                _ if left.text.is_none() || right.text.is_none() => Val::null(),
                "||" => Val::text([left, right].map(|val| val.text.unwrap_or_default()).concat()),
                "like" | "ilike" => {
                    let fold = session.mysql || operator == "ilike";
                    let chars = |val: &Val| -> Vec<char> {
                        let text = val.text.clone().unwrap_or_default();
                        if fold { text.to_lowercase().chars().collect() } else { text.chars().collect() }
                    };
                    bool(like(&chars(&right), &chars(&left)))
                }
                "+" | "-" | "*" | "/" | "%" => number(p, session, &left, operator, &right)?,
                _ => {
                    let order = compare(&left, &right, session.mysql);
                    bool(match operator.as_str() {
                        "=" => order.is_eq(),
                        "<" => order.is_lt(),
                        ">" => order.is_gt(),
                        "<=" => order.is_le(),
                        ">=" => order.is_ge(),
                        _ => order.is_ne(),
                    })
                }
            }
        }
        Expr::Call(name, inner) if OF_ALL.contains(&name.as_str()) => {
            let mut values = Vec::new();
            for row in rows {
                match &inner[..] {
                    [Expr::All] => values.push(Val::number(1.0)),
                    [one] => values.push(value(p, session, table, &[row], one, clause)?),
                    _ => return Err(p.syntax()),
                }
            }
            values.retain(|val| val.text.is_some());
            if name == "count" {
                return Ok(Val::number(values.len() as f64));
            }
            let best = |wanted: Ordering| {
                values.iter().cloned().reduce(|a, b| if compare(&b, &a, session.mysql) == wanted { b } else { a })
            };
            let sum: f64 = values.iter().filter_map(Val::as_number).sum();
            match name.as_str() {
                _ if values.is_empty() => Val::null(),
                "min" => best(Ordering::Less).unwrap_or_else(Val::null),
                "max" => best(Ordering::Greater).unwrap_or_else(Val::null),
                "sum" => Val::number(sum),
                _ => decimal(sum / values.len() as f64, session),
            }
        }
        Expr::Call(name, inner) => {
            let mut given = Vec::new();
            for one in inner {
                given.push(go(one)?);
            }
            function(p, session, name, given)?
        }
    })
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
