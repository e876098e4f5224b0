//! Server-side printing: the columns of each kind, as `kubectl get` shows them.

use api::request::{Column, Row, Table};
use api::time::Time;
use api::{Text, Value, duration, meta};

use super::verbs::Call;
use super::{ApiServer, Env, Resource};

/// One column of a kind.
pub(super) struct Col {
    name: &'static str,
    priority: u8,
    cell: fn(&Value, Time) -> Value,
}

/// A column that is always shown.
pub(super) const fn col(name: &'static str, cell: fn(&Value, Time) -> Value) -> Col {
    Col { name, priority: 0, cell }
}
/// A column that `-o wide` shows.
pub(super) const fn wide(name: &'static str, cell: fn(&Value, Time) -> Value) -> Col {
    Col { name, priority: 1, cell }
}

const NAME: Col = col("Name", |o, _| Value::from(o.get("metadata").text("name")));
const AGE: Col = col("Age", age);
const DEFAULT: &[Col] = &[NAME, AGE];

/// How long an object has been there.
pub(super) fn age(object: &Value, now: Time) -> Value {
    since(object.at(&["metadata", "creationTimestamp"]), now)
}

/// How long ago a time was.
pub(super) fn since(time: &Value, now: Time) -> Value {
    match time.as_str().and_then(Time::parse) {
        Some(then) => duration::age(now, then).into(),
        None => "<unknown>".into(),
    }
}

fn columns(_resource: &Resource) -> &'static [Col] {
    DEFAULT
}

/// The table of some objects of a resource.
pub(super) fn table(resource: &Resource, objects: &[Value], now: Time) -> Table {
    let columns = columns(resource);
    Table {
        columns: columns.iter().map(|c| Column { name: c.name.into(), priority: c.priority }).collect(),
        rows: objects
            .iter()
            .map(|o| Row { cells: columns.iter().map(|c| (c.cell)(o, now)).collect(), object: o.clone() })
            .collect(),
        resource_version: objects.last().map(|o| Text::new(meta::resource_version(o))).unwrap_or_default(),
        continue_token: Text::EMPTY,
    }
}

impl ApiServer {
    pub(super) fn table(&self, call: &Call<'_>, objects: &[Value], env: &Env<'_>) -> Table {
        table(call.resource, objects, env.now)
    }
}
