//! Structural schemas: which fields there are, and what they default to.

use api::Value;

const PRESERVE: &str = "x-kubernetes-preserve-unknown-fields";
const EMBEDDED: &str = "x-kubernetes-embedded-resource";
const META: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// Takes out the fields that the schema does not know; answers their paths in the order they were met.
pub(in super::super) fn prune(object: &mut Value, schema: &Value) -> Vec<String> {
    let mut unknown = Vec::new();
    if !schema.is_null() {
        walk(object, schema, String::new(), true, &mut unknown);
    }
    unknown
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}

fn walk(value: &mut Value, schema: &Value, path: String, root: bool, unknown: &mut Vec<String>) {
    match value {
        Value::List(list) if schema.get("items").as_map().is_some() => {
            if list.iter().any(|v| matches!(v, Value::Map(_) | Value::List(_))) {
                for (i, item) in value.list_mut().iter_mut().enumerate() {
                    walk(item, schema.get("items"), format!("{path}[{i}]"), false, unknown);
                }
            }
        }
        Value::Map(map) => {
            let keys: Vec<api::Text> = map.keys().cloned().collect();
            for key in keys {
                if (root || schema.bool(EMBEDDED)) && META.contains(&key.as_str()) {
                    continue;
                }
                let declared = schema.get("properties").get(&key);
                let others = schema.get("additionalProperties");
                let below = match (declared, others) {
                    (Value::Map(_), _) => Some(declared),
                    (_, Value::Map(_)) => Some(others),
                    _ => None,
                };
                match below {
                    Some(below) => walk(value.field_mut(key.clone()), below, join(&path, &key), false, unknown),
                    None if schema.bool(PRESERVE) || others.as_bool() == Some(true) => {}
                    None => {
                        unknown.push(join(&path, &key));
                        value.remove(&key);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Fills in the defaults of the schema; a null that the schema does not allow counts as left out where it has one.
pub(in super::super) fn default(value: &mut Value, schema: &Value) {
    match value {
        Value::Map(_) => {
            let properties = schema.map("properties");
            for (key, below) in properties.iter() {
                let is = value.get(key);
                let missing = is.is_null() && !(value.has(key) && below.bool("nullable"));
                if missing && below.has("default") {
                    value.set(key, below.get("default").clone());
                }
                if matches!(value.get(key), Value::Map(_) | Value::List(_)) {
                    default(value.field_mut(key), below);
                }
            }
            let others = schema.get("additionalProperties");
            if others.as_map().is_some() {
                let keys: Vec<api::Text> = value
                    .as_map()
                    .into_iter()
                    .flat_map(api::Map::keys)
                    .filter(|k| !properties.contains_key(k))
                    .cloned()
                    .collect();
                for key in keys {
                    default(value.field_mut(key), others);
                }
            }
        }
        Value::List(_) if schema.get("items").as_map().is_some() => {
            for item in value.list_mut() {
                default(item, schema.get("items"));
            }
        }
        _ => {}
    }
}
