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
    let found = jsonpath::find(object, column.str("jsonPath"));
    let Some(first) = found.first() else {
        return Value::Null;
    };
    match (column.str("type"), *first) {
        (_, Value::Null) => Value::Null,
        ("integer", v) => v.as_i64().map_or(Value::Null, Value::from),
        ("number", v) => v.clone(),
        ("boolean", v) => v.as_bool().map_or(Value::Null, Value::from),
        ("date", v) => match v.as_str() {
            Some(_) => since(v, now).into(),
            None => "<unknown>".into(),
        },
        // A path that leads to several values shows all of them.
        (_, v) if found.len() == 1 => text(v).into(),
        _ => found.iter().map(|v| text(v)).collect::<Vec<_>>().join(" ").into(),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Str(s) => s.to_string(),
        other => json::to_string(other),
    }
}
