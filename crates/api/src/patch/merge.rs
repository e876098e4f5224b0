//! RFC 7386: maps are merged, nulls delete, everything else is replaced. What custom resources are patched with.

use crate::value::{Map, Value};

/// The document with a merge patch applied.
pub fn merge_patch(doc: &Value, patch: &Value) -> Value {
    let Value::Map(changes) = patch else { return patch.clone() };
    let mut out = if doc.as_map().is_some() { doc.clone() } else { Value::object() };
    for (key, change) in changes.iter() {
        if change.is_null() {
            out.remove(key);
        } else if change.as_map().is_some() {
            let merged = merge_patch(out.get(key), change);
            out.set(key, merged);
        } else {
            out.set(key, change);
        }
    }
    out
}

/// The merge patch that makes `modified` of `original`.
pub fn merge_two_way(original: &Value, modified: &Value) -> Value {
    difference(original, modified, What::Both).into()
}

/// The merge patch for `kubectl apply`: what `modified` changes or adds in `current`, and what it dropped since
/// `original`, the configuration that was applied last.
pub fn merge_three_way(original: &Value, modified: &Value, current: &Value) -> Value {
    let deletions = difference(original, modified, What::Deletions);
    let changes = difference(current, modified, What::Changes);
    join(deletions, &changes).into()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Changes,
    Deletions,
    Both,
}

fn difference(original: &Value, modified: &Value, what: What) -> Map {
    let (empty_a, empty_b) = (Map::new(), Map::new());
    let (a, b) = (original.as_map().unwrap_or(&empty_a), modified.as_map().unwrap_or(&empty_b));
    let mut out = Map::new();
    for (key, new) in b.iter() {
        match (a.get(key), new) {
            (Some(old @ Value::Map(_)), Value::Map(_)) => {
                let inner = difference(old, new, what);
                if !inner.is_empty() {
                    out.insert(key, inner);
                }
            }
            (Some(old), _) if old == new => {}
            _ if what != What::Deletions && !(what == What::Changes && new.is_null()) => {
                out.insert(key, new);
            }
            _ => {}
        }
    }
    if what != What::Changes {
        for (key, _) in a.iter().filter(|(k, _)| !b.contains_key(k)) {
            out.insert(key, Value::Null);
        }
    }
    out
}

/// Two merge patches as one; the second wins, and nulls stay.
fn join(mut first: Map, second: &Map) -> Map {
    for (key, v) in second.iter() {
        let joined = match (first.get(key), v) {
            (Some(Value::Map(a)), Value::Map(b)) => join((**a).clone(), b).into(),
            _ => v.clone(),
        };
        first.insert(key, joined);
    }
    first
}
