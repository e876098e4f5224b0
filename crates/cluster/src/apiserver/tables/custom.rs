//! Custom resources: the columns that their definition names.

use api::request::Column;
use api::time::Time;
use api::{Value, json};

use super::cells::{age, name, since};
use crate::apiserver::crd::Custom;
use crate::apiserver::jsonpath;

/// The columns and the cells of each object.
pub(super) fn cells(custom: &Custom, objects: &[Value], now: Time) -> (Vec<Column>, Vec<Vec<Value>>) {
    let own = custom.columns.as_list().unwrap_or(&[]);
    let mut head = vec![Column { name: "Name".into(), priority: 0 }];
    for c in own {
        head.push(Column { name: c.text("name"), priority: c.int("priority").unwrap_or(0).clamp(0, 255) as u8 });
    }
    if own.is_empty() {
        head.push(Column { name: "Age".into(), priority: 0 });
    }
    let row = |o: &Value| {
        let mut cells = vec![name(o, now)];
        cells.extend(own.iter().map(|c| cell(o, c, now)));
        if own.is_empty() {
            cells.push(age(o, now));
        }
        cells
    };
    (head, objects.iter().map(row).collect())
}

fn cell(object: &Value, column: &Value, now: Time) -> Value {
    // Of several values the first is shown; one of another type than the column's is not.
    let found = jsonpath::find(object, column.str("jsonPath"));
    match (column.str("type"), found.first().copied().unwrap_or(Value::NULL)) {
        ("integer" | "number", v @ Value::Int(_))
        | ("number", v @ Value::Float(_))
        | ("boolean", v @ Value::Bool(_)) => v.clone(),
        ("integer", Value::Float(f)) => (*f as i64).into(),
        ("date", v @ Value::Str(text)) => match Time::parse(text) {
            None if !text.is_empty() => "<invalid>".into(),
            _ => since(v, now).into(),
        },
        ("string", Value::Null) if found.is_empty() => Value::Null,
        ("string", Value::Null) => "<no value>".into(),
        ("string", v @ Value::Str(_)) => v.clone(),
        ("string", v) => json::to_string(v).into(),
        _ => Value::Null,
    }
}
