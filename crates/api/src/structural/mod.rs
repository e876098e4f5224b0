//! Custom resources: what the schema of a definition (`openAPIV3Schema`) does to their objects.
//!
//! On the way in, [`decode`] takes out what the schema does not know and [`default`] fills in its defaults; [`validate()`]
//! finds all that is wrong, in the words of the server's JSON schema validator. Rules in CEL (`x-kubernetes-validations`)
//! are not computed: [`rules`] says where there are some, so that whoever stores the definition can say so. Nor are the
//! formats `bsonobjectid`, `creditcard`, `isbn` and `ssn`: any text passes for them.
//!
//! ```
//! use api::{obj, structural};
//! let schema = obj!({"type": "object", "properties": {"spec": {"type": "object", "properties": {
//!     "size": {"type": "integer", "default": 1, "maximum": 3}}}}});
//! let mut object = structural::decode(&obj!({"spec": {"colour": "red"}}), &schema).unwrap();
//! assert_eq!(object.unknown, ["unknown field \"spec.colour\""]);
//! structural::default(&mut object.object, &schema);
//! assert_eq!(object.object.get("spec").int("size"), Some(1));
//! ```

mod defaults;
mod formats;
mod lists;
mod prune;
#[cfg(test)]
mod tests;
mod validate;

pub use defaults::default;
pub use prune::{decode, known, unknown};
pub use validate::validate;

use crate::value::{Map, Value};

/// The schema of a field or map entry; none where the schema knows no such field.
fn field<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    let declared = schema.get("properties").get(name);
    if !declared.is_null() {
        return Some(declared);
    }
    match schema.get("additionalProperties") {
        others @ Value::Map(_) => Some(others),
        Value::Bool(true) => Some(Value::NULL),
        _ => None,
    }
}

/// Formats in a schema that nobody knows, and that therefore ask for nothing. Schemas are looked at from the outside in,
/// and as they are nested: items, alternatives, fields.
pub fn unknown_formats(schema: &Value) -> Vec<String> {
    let mut out = Vec::new();
    find_formats(schema, &mut out);
    out
}

fn find_formats(schema: &Value, out: &mut Vec<String>) {
    if schema.as_map().is_none() {
        return;
    }
    let format = schema.str("format");
    if !format.is_empty() && !formats::is_known(schema.str("type"), format) && !out.iter().any(|f| f == format) {
        out.push(format.to_string());
    }
    find_formats(schema.get("items"), out);
    for list in ["allOf", "anyOf", "oneOf"] {
        schema.list(list).iter().for_each(|s| find_formats(s, out));
    }
    find_formats(schema.get("not"), out);
    schema.map("properties").iter().for_each(|(_, s)| find_formats(s, out));
    find_formats(schema.get("additionalProperties"), out);
}

/// Paths of the parts that have rules in CEL, which are not computed.
pub fn rules(schema: &Value) -> Vec<String> {
    let mut out = Vec::new();
    find_rules(schema, "", &mut out);
    out
}

fn find_rules(schema: &Value, path: &str, out: &mut Vec<String>) {
    if schema.as_map().is_none() {
        return;
    }
    if !schema.list("x-kubernetes-validations").is_empty() {
        out.push(if path.is_empty() { ".".to_string() } else { path.to_string() });
    }
    for (name, inner) in schema.get("properties").as_map().into_iter().flat_map(Map::iter) {
        find_rules(inner, &[path, ".", name].concat(), out);
    }
    for (key, step) in [("items", "[*]"), ("additionalProperties", "[*]")] {
        find_rules(schema.get(key), &[path, step].concat(), out);
    }
}
