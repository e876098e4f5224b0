//! What the schema does not know is taken out, and told.

use super::field;
use crate::schema::{self, Decoded};
use crate::value::{Map, Value};
use sorted::InOrder;

/// Decodes a custom resource: metadata as every object has it, all else by the schema. The error is the server's, without
/// `... cannot be handled as a Kind: `.
pub fn decode(value: &Value, schema: &Value) -> Result<Decoded, String> {
    let mut object = value.clone();
    let mut unknown = Vec::new();
    let metadata = value.get("metadata");
    if !metadata.is_null() {
        let decoded = schema::decode(metadata, schema::object_meta())?;
        unknown.extend(decoded.unknown.iter().map(|u| u.replacen("field \"", "field \"metadata.", 1)));
        if !decoded.object.same(metadata) {
            object.set("metadata", decoded.object);
        }
    }
    let mut walk = Walk::default();
    let pruned = walk.node(&object, Some(schema), true);
    walk.unknown.order();
    unknown.extend(walk.unknown.iter().map(|path| ["unknown field \"", path, "\""].concat()));
    Ok(Decoded { object: without_nulls(&pruned, schema, true), unknown })
}

/// A custom resource as it is read: without what the schema of the version does not know (any more).
pub fn known(value: &Value, schema: &Value) -> Value {
    if schema.is_null() {
        return value.clone();
    }
    without_nulls(&Walk::default().node(value, Some(schema), true), schema, true)
}

/// Paths of what a schema does not know in a value; `resource` is whether that is an object of the API.
pub fn unknown(value: &Value, schema: &Value, resource: bool) -> Vec<String> {
    let mut walk = Walk::default();
    walk.node(value, Some(schema), resource);
    walk.unknown
}

const META: [&str; 3] = ["apiVersion", "kind", "metadata"];

#[derive(Default)]
struct Walk {
    path: String,
    unknown: Vec<String>,
}

impl Walk {
    /// `resource` is whether the value is an object of the API, whose metadata is not the schema's business.
    fn node(&mut self, value: &Value, schema: Option<&Value>, resource: bool) -> Value {
        match value {
            Value::Map(map) => self.map(value, map, schema, resource),
            Value::List(list) => {
                let items = schema.map(|s| s.get("items")).filter(|s| !s.is_null());
                // Below a list that keeps everything, everything is kept too.
                let kept = schema.is_some_and(keeps_unknown);
                let out: Vec<Value> = list
                    .iter()
                    .enumerate()
                    .map(|(i, item)| match (kept, items) {
                        (true, None) => item.clone(),
                        _ => self.below(&format!("[{i}]"), item, items),
                    })
                    .collect();
                if out.iter().zip(list.iter()).all(|(a, b)| a.same(b)) { value.clone() } else { out.into() }
            }
            other => other.clone(),
        }
    }
    fn below(&mut self, step: &str, value: &Value, schema: Option<&Value>) -> Value {
        let length = self.path.len();
        self.path.push_str(step);
        let resource = schema.is_some_and(|s| s.bool("x-kubernetes-embedded-resource"));
        let out = self.node(value, schema, resource);
        self.path.truncate(length);
        out
    }
    fn map(&mut self, value: &Value, map: &Map, schema: Option<&Value>, resource: bool) -> Value {
        let mut out = Map::new();
        let mut same = true;
        for (key, item) in map.iter() {
            if resource && META.contains(&key.as_str()) {
                // That of the outermost object has been looked at.
                let inner = if *key == "metadata" && !self.path.is_empty() { self.metadata(item) } else { None };
                same &= inner.is_none();
                out.insert(key, inner.as_ref().unwrap_or(item));
                continue;
            }
            let step = if self.path.is_empty() { key.to_string() } else { [".", key].concat() };
            let inner = schema.and_then(|s| field(s, key));
            let kept = match inner {
                Some(inner) => self.below(&step, item, Some(inner).filter(|s| !s.is_null())),
                None if schema.is_some_and(keeps_unknown) => item.clone(),
                None => {
                    self.unknown.push([&self.path, &*step].concat());
                    same = false;
                    continue;
                }
            };
            same &= kept.same(item);
            out.insert(key, kept);
        }
        if same { value.clone() } else { out.into() }
    }
}

impl Walk {
    /// The metadata of an object inside of another one, where it has something that no metadata has.
    fn metadata(&mut self, value: &Value) -> Option<Value> {
        let decoded = schema::decode(value, schema::object_meta()).ok().filter(|d| !d.unknown.is_empty())?;
        let names = decoded.unknown.iter().filter_map(|u| u.split('"').nth(1));
        self.unknown.extend(names.map(|name| [&self.path, ".metadata.", name].concat()));
        Some(decoded.object)
    }
}

fn keeps_unknown(schema: &Value) -> bool {
    schema.bool("x-kubernetes-preserve-unknown-fields")
}

/// Nulls go where the schema neither allows nor replaces them.
fn without_nulls(value: &Value, schema: &Value, resource: bool) -> Value {
    match value {
        Value::Map(map) => {
            let mut out = Map::new();
            let mut same = true;
            for (key, item) in map.iter() {
                let inner = if resource && META.contains(&key.as_str()) { None } else { field(schema, key) };
                let Some(inner) = inner.filter(|s| !s.is_null()) else {
                    out.insert(key, item);
                    continue;
                };
                if item.is_null() && !inner.bool("nullable") && inner.get("default").is_null() {
                    same = false;
                    continue;
                }
                let kept = without_nulls(item, inner, inner.bool("x-kubernetes-embedded-resource"));
                same &= kept.same(item);
                out.insert(key, kept);
            }
            if same { value.clone() } else { out.into() }
        }
        Value::List(list) => {
            let items = schema.get("items");
            let out: Vec<Value> = list.iter().map(|item| without_nulls(item, items, false)).collect();
            if out.iter().zip(list.iter()).all(|(a, b)| a.same(b)) { value.clone() } else { out.into() }
        }
        other => other.clone(),
    }
}
