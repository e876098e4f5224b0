//! Whether two patches of one object want different things.

use super::order::MARKER;
use super::strategic::{FieldInfo, RETAIN_KEYS, info};
use crate::schema::TypeRef;
use crate::value::{Map, Value};

/// Whether a field that both patches set gets another value from each.
pub fn conflict(a: &Map, b: &Map, ty: Option<TypeRef>) -> bool {
    // Of two instructions about the whole, both have to be the same.
    if a.contains_key(MARKER) || b.contains_key(MARKER) {
        return a.get(MARKER) != b.get(MARKER);
    }
    let common = a.iter().filter(|(key, _)| *key != RETAIN_KEYS).filter_map(|(key, one)| Some((key, one, b.get(key)?)));
    common.into_iter().any(|(key, one, other)| differ(one, other, &info(ty, key)))
}

fn differ(a: &Value, b: &Value, field: &FieldInfo) -> bool {
    match (a, b) {
        (Value::Map(a), Value::Map(b)) => conflict(a, b, field.ty),
        // Lists of plain values can always be merged.
        (Value::List(_), Value::List(_)) if field.merges && field.key.is_empty() => false,
        (Value::List(a), Value::List(b)) if field.merges => a.iter().any(|one| {
            let same = b.iter().filter(|other| other.get(field.key) == one.get(field.key));
            same.into_iter().any(|other| differ(one, other, field))
        }),
        (Value::List(a), Value::List(b)) => {
            a.len() != b.len() || a.iter().zip(b.iter()).any(|(one, other)| differ(one, other, field))
        }
        _ => a != b,
    }
}
