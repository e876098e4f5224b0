//! The defaults that a schema declares.

use super::field;
use crate::value::{Map, Value};

/// Fills in the defaults of a schema: for fields that are missing, or null where null is not allowed.
pub fn default(value: &mut Value, schema: &Value) {
    match value {
        Value::Map(_) => {
            for (key, inner) in schema.get("properties").as_map().into_iter().flat_map(Map::iter) {
                let default = inner.get("default");
                let missing = !value.has(key) || value.get(key).is_null() && !inner.bool("nullable");
                if missing && !default.is_null() {
                    value.set(key, default);
                }
            }
            let keys: Vec<_> = value.as_map().into_iter().flat_map(Map::keys).cloned().collect();
            for key in keys {
                let Some(inner) = field(schema, &key).filter(|s| !s.is_null()) else { continue };
                let old = value.get(&key);
                let mut new = old.clone();
                fill(&mut new, inner);
                if !new.same(old) {
                    value.set(key, new);
                }
            }
        }
        Value::List(list) => {
            let items = schema.get("items");
            let mut out = list.to_vec();
            out.iter_mut().for_each(|item| fill(item, items));
            if out.iter().zip(list.iter()).any(|(a, b)| !a.same(b)) {
                *value = out.into();
            }
        }
        _ => {}
    }
}

fn fill(value: &mut Value, schema: &Value) {
    if value.is_null() && !schema.bool("nullable") && !schema.get("default").is_null() {
        *value = schema.get("default").clone();
    }
    default(value, schema);
}
