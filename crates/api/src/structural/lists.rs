//! Lists that are sets or maps: no item, or no key, twice; and objects of the API inside of others.

use super::field;
use crate::validation::{self, BadValue, ErrorKind, ErrorList, FieldError};
use crate::value::{Map, Value};

/// What is looked for in a value that has this schema, at this path.
pub(super) type Check = fn(&Value, &Value, &str, &mut ErrorList);

/// Looks for something in a value and in all that is in it.
pub(super) fn walk(value: &Value, schema: &Value, path: &str, check: Check, errors: &mut ErrorList) {
    check(value, schema, path, errors);
    match value {
        Value::Map(map) => {
            for (key, item) in map.iter() {
                let Some(inner) = field(schema, key) else { continue };
                let declared = schema.get("properties").has(key);
                let below = match (declared, path.is_empty()) {
                    (true, true) => key.to_string(),
                    (true, false) => [path, ".", key].concat(),
                    (false, _) => [path, "[", key, "]"].concat(),
                };
                walk(item, inner, &below, check, errors);
            }
        }
        Value::List(list) => {
            for (i, item) in list.iter().enumerate() {
                walk(item, schema.get("items"), &format!("{path}[{i}]"), check, errors);
            }
        }
        _ => {}
    }
}

/// Adds an error for each item that repeats another.
pub(super) fn repeats(value: &Value, schema: &Value, path: &str, errors: &mut ErrorList) {
    let Value::List(list) = value else { return };
    match schema.str("x-kubernetes-list-type") {
        "set" => repeated(list).into_iter().for_each(|i| errors.push(twice(path, i, list[i].clone()))),
        "map" => keyed(list, schema, path, errors),
        _ => {}
    }
}

/// Adds what is wrong with an object of the API that is inside of another one.
pub(super) fn embedded(value: &Value, schema: &Value, path: &str, errors: &mut ErrorList) {
    if schema.bool("x-kubernetes-embedded-resource") && value.as_map().is_some() {
        errors.extend(validation::embedded(value).into_iter().map(|mut e| {
            e.field = [path, ".", &e.field].concat();
            e
        }));
    }
}

fn twice(path: &str, index: usize, value: Value) -> FieldError {
    FieldError {
        kind: ErrorKind::Duplicate,
        field: format!("{path}[{index}]"),
        value: BadValue::Value(value),
        detail: String::new(),
    }
}

/// Of each value that is there more than once, where it is for the second time.
fn repeated(values: &[Value]) -> Vec<usize> {
    let before = |i: usize| values[..i].iter().filter(|v| **v == values[i]).count();
    (0..values.len()).filter(|i| before(*i) == 1).collect()
}

fn keyed(list: &[Value], schema: &Value, path: &str, errors: &mut ErrorList) {
    for (i, item) in list.iter().enumerate() {
        if !matches!(item, Value::Map(_) | Value::Null) {
            errors.push(FieldError {
                kind: ErrorKind::Invalid,
                field: format!("{path}[{i}]"),
                value: BadValue::Value(item.clone()),
                detail: "must be an object for an array of list-type map".to_string(),
            });
            return;
        }
    }
    let names: Vec<&str> = schema.list("x-kubernetes-list-map-keys").iter().filter_map(Value::as_str).collect();
    let key = |item: &Value| -> Value {
        let fields = names.iter().filter(|n| item.has(n)).map(|n| (crate::Text::new(n), item.get(n).clone()));
        fields.collect::<Map>().into()
    };
    let keys: Vec<Value> = list.iter().map(key).collect();
    repeated(&keys).into_iter().for_each(|i| errors.push(twice(path, i, keys[i].clone())));
}
