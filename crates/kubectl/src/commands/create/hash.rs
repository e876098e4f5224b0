//! `--append-hash`: ten letters that depend on what a config map or secret holds.

use api::{Value, json};

/// Appends the hash of the object's data to its name.
pub(super) fn append(object: &mut Value) {
    let own = api::meta::name(object);
    let name = format!("{own}-{}", of(object, own));
    object.set_at(&["metadata", "name"], name);
}

/// The hash of what an object of this name holds.
pub(crate) fn of(object: &Value, name: &str) -> String {
    let mut data = Value::object();
    for key in ["binaryData", "data"] {
        if object.has(key) {
            data.set(key, object.get(key));
        }
    }
    data.set("kind", object.text("kind"));
    data.set("name", api::Text::new(name));
    if !data.has("data") {
        data.set("data", if object.str("kind") == "ConfigMap" { Value::from("") } else { Value::object() });
    }
    if object.str("kind") == "Secret" {
        data.set("type", object.text("type"));
    }
    let digest: String = api::sha256(json::to_string(&data).as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    letters(&digest)
}

/// The first ten digits; vowels and their like are replaced, so that no words come out.
fn letters(hex: &str) -> String {
    let replaced = |c: char| match c {
        '0' => 'g',
        '1' => 'h',
        '3' => 'k',
        'a' => 'm',
        'e' => 't',
        c => c,
    };
    hex.chars().take(10).map(replaced).collect()
}
