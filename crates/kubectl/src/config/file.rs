//! The lists of named things in a kubeconfig.

use api::{Map, Value};

/// The entry of a name in `clusters`, `contexts` or `users`.
pub(crate) fn entry<'a>(config: &'a Value, list: &str, name: &str) -> Option<&'a Value> {
    config.list(list).iter().find(|e| e.str("name") == name)
}

/// The inner object of an entry (`cluster`, `context`, `user`), made where it is missing.
pub(crate) fn entry_mut<'a>(
    config: &'a mut Value,
    list: &'static str,
    inner: &'static str,
    name: &str,
) -> &'a mut Value {
    let entries = config.field_mut(list).list_mut();
    let at = match entries.iter().position(|e| e.str("name") == name) {
        Some(at) => at,
        None => {
            // The file keeps its entries sorted by name, as kubectl writes them.
            let at = entries.partition_point(|e| e.str("name") < name);
            let mut empty = Value::object();
            complete(&mut empty, inner);
            let new: Map = [("name", Value::from(name.to_string())), (inner, empty)].into_iter().collect();
            entries.insert(at, new.into());
            at
        }
    };
    entries[at].field_mut(inner)
}

/// What a struct always writes is there from the start.
fn complete(entry: &mut Value, inner: &str) {
    let written: &[&str] = match inner {
        "cluster" => &["server"],
        "context" => &["cluster", "user"],
        _ => &[],
    };
    for field in written.iter().filter(|field| !entry.has(field)).collect::<Vec<_>>() {
        entry.set(*field, "");
    }
}

/// Takes an entry out; says whether it was there.
pub(crate) fn remove_entry(config: &mut Value, list: &'static str, name: &str) -> bool {
    if entry(config, list, name).is_none() {
        return false;
    }
    config.field_mut(list).list_mut().retain(|e| e.str("name") != name);
    true
}

/// The kubeconfig as `config view` shows it: secrets left out unless they are asked for.
pub(crate) fn view(config: &Value, raw: bool) -> Value {
    const FIELDS: &[&str] =
        &["apiVersion", "clusters", "contexts", "current-context", "extensions", "kind", "preferences", "users"];
    // What no kubeconfig has is not read.
    let mut shown: Value = config
        .as_map()
        .map(|m| m.iter().filter(|(k, _)| FIELDS.contains(&k.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect())
        .map_or_else(Value::object, |m: api::Map| m.into());
    for (key, value) in [("apiVersion", Value::from("v1")), ("kind", Value::from("Config"))] {
        shown.set(key, value);
    }
    for list in ["clusters", "contexts", "users"] {
        if shown.list(list).is_empty() {
            shown.set(list, Value::Null);
        }
    }
    for (list, inner) in [("clusters", "cluster"), ("contexts", "context"), ("users", "user")] {
        if shown.list(list).is_empty() {
            continue;
        }
        for entry in shown.field_mut(list).list_mut() {
            complete(entry.at_mut(&[inner]), inner);
        }
    }
    if !shown.has("current-context") {
        shown.set("current-context", "");
    }
    if raw {
        return shown;
    }
    for (list, inner) in [("clusters", "cluster"), ("users", "user")] {
        if shown.list(list).is_empty() {
            continue;
        }
        for entry in shown.field_mut(list).list_mut() {
            for (key, value) in entry.field_mut(inner).map_mut().iter_mut() {
                match key.as_str() {
                    k if k.ends_with("-data") => *value = "DATA+OMITTED".into(),
                    "token" | "password" => *value = "REDACTED".into(),
                    _ => {}
                }
            }
        }
    }
    shown
}
