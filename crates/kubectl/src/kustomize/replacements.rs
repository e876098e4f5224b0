//! Replacements: a value of one object, copied into others.

use api::{Value, meta, obj};
use regex_lite::Regex;

use super::files::{absolute, beside, missing, read};
use super::{Res, group_version, patches};
use crate::client::Client;
use crate::error::{Result, plain};

/// Where names stand that nobody has said otherwise of.
const NAME: &str = "metadata.name";

/// All replacements of a kustomization, one after the other.
pub(super) async fn all(client: &Client, dir: &str, kustomization: &Value, all: &mut [Res]) -> Result<()> {
    let rows = kustomization.list("replacements");
    let mut wanted = Vec::new();
    for row in rows {
        match row.str("path") {
            "" => wanted.push(row.clone()),
            file => wanted.extend(of_file(client, dir, file).await.map_err(|why| {
                let config = api::yaml::to_string(&obj!({"Replacements": (rows.to_vec())}));
                plain(format!("trouble configuring builtin ReplacementTransformer with config: `\n{config}`: {why}"))
            })?),
        }
    }
    wanted.iter().try_for_each(|row| one(row, all).map_err(plain))
}

/// A file holds one or a list of them.
async fn of_file(client: &Client, dir: &str, file: &str) -> Result<Vec<Value>, String> {
    let path = beside(dir, file);
    let Some(text) = read(client, &path).await else {
        return Err(missing(client, &absolute(client, &path).await, &path).await);
    };
    match api::yaml::parse_words(&text).map_err(|e| e.to_string())? {
        Value::List(rows) => Ok(rows.iter().cloned().collect()),
        row @ Value::Map(_) => Ok(vec![row]),
        other => {
            let kind = match other {
                Value::Null => "invalid",
                Value::Str(_) => "string",
                Value::Bool(_) => "bool",
                _ => "float64",
            };
            Err(format!("unsupported replacement type encountered within replacement path: {kind}"))
        }
    }
}

pub(super) fn one(row: &Value, all: &mut [Res]) -> Result<(), String> {
    if (row.get("source").is_null() && row.get("sourceValue").is_null()) || row.list("targets").is_empty() {
        return Err("replacements must specify a source and at least one target".into());
    }
    let value = match row.get("source") {
        Value::Null => row.get("sourceValue").clone(),
        source => value_of(source, all)?,
    };
    for target in row.list("targets") {
        let select = target.get("select");
        if select.is_null() {
            return Err("target must specify resources to select".into());
        }
        for selector in std::iter::once(select).chain(target.list("reject")) {
            patches::check_target(selector).map_err(|why| format!("error creating target selector: {why}"))?;
        }
        let rejected = |res: &Res| target.list("reject").iter().any(|other| patches::selected(res, other));
        for res in all.iter_mut() {
            if patches::selected(res, select) && !rejected(res) {
                let before = meta::name(&res.object).to_string();
                copy(&mut res.object, &value, target)?;
                let after = meta::name(&res.object).to_string();
                if before != after {
                    res.rename(after);
                }
            }
        }
    }
    Ok(())
}

/// `Service.v1.[noGrp]/web.[noNs]`.
fn id_of(selector: &Value) -> String {
    let or = |field: &str, other: &str| {
        let text = selector.str(field);
        if text.is_empty() { other.to_string() } else { text.to_string() }
    };
    format!(
        "{}.{}.{}/{}.{}",
        or("kind", "[noKind]"),
        or("version", "[noVer]"),
        or("group", "[noGrp]"),
        or("name", "[noName]"),
        or("namespace", "[noNs]")
    )
}

/// A source as errors show it: what it selects, the field, how a part of that is taken.
fn title(source: &Value) -> String {
    let (mut parts, options) = (vec![id_of(source)], source.get("options"));
    if !source.str("fieldPath").is_empty() {
        parts.push(source.str("fieldPath").to_string());
    }
    let (delimiter, create) = (options.str("delimiter"), options.bool("create"));
    if !delimiter.is_empty() || create {
        parts.push(format!("{delimiter}({}), create={create}", options.int("index").unwrap_or(0)));
    }
    parts.join(":")
}

/// The value of the one object that a source names.
fn value_of(source: &Value, all: &[Res]) -> Result<Value, String> {
    let is = |field: &str, own: &str| source.str(field).is_empty() || source.str(field) == own;
    let meant = |res: &&Res| {
        let (group, version) = group_version(res.object.str("apiVersion"));
        is("kind", res.kind())
            && is("group", group)
            && is("version", version)
            && is("namespace", meta::namespace(&res.object))
            && (source.str("name").is_empty() || res.names.iter().any(|name| name == source.str("name")))
    };
    let found: Vec<&Res> = all.iter().filter(meant).collect();
    let [res] = found[..] else {
        let what = if found.is_empty() { "nothing selected by" } else { "multiple matches for selector" };
        return Err(format!("{what} {}", title(source)));
    };
    let path = if source.str("fieldPath").is_empty() { NAME } else { source.str("fieldPath") };
    let value =
        look_up(&res.object, &split(path)).map_err(|why| format!("error looking up replacement source: {why}"))?;
    let empty = match value {
        Value::Null => true,
        Value::Map(map) => map.is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    };
    if empty {
        return Err(format!("fieldPath `{path}` is missing for replacement source {}", id_of(source)));
    }
    part(value, source.get("options"))
}

/// The part between two delimiters that the options ask for; the whole where they ask for none.
fn part(value: &Value, options: &Value) -> Result<Value, String> {
    let delimiter = options.str("delimiter");
    if delimiter.is_empty() {
        return Ok(value.clone());
    }
    let text = scalar(value).ok_or(NO_SCALAR)?;
    let index = options.int("index").unwrap_or(0);
    let found = usize::try_from(index).ok().and_then(|at| text.split(delimiter).nth(at));
    match found {
        Some(part) => Ok(part.to_string().into()),
        None => Err(format!("options.index {index} is out of bounds for value {text}")),
    }
}

const NO_SCALAR: &str = "delimiter option can only be used with scalar nodes";

/// A scalar as YAML writes it.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Map(_) | Value::List(_) => None,
        Value::Null => Some(String::new()),
        Value::Str(text) => Some(text.to_string()),
        other => Some(api::json::to_string(other)),
    }
}

/// Annotations are texts, whatever was put there.
pub(super) fn annotations_are_texts(object: &mut Value) {
    if !object.get("metadata").has("annotations") {
        return;
    }
    for (_, value) in object.at_mut(&["metadata", "annotations"]).map_mut().iter_mut() {
        if !matches!(value, Value::Str(_)) {
            *value = scalar(value).unwrap_or_default().into();
        }
    }
}

/// The parts of a path between its dots; what stands in brackets or behind a backslash parts nothing.
fn split(path: &str) -> Vec<String> {
    let (mut parts, mut inside) = (vec![String::new()], false);
    let mut letters = path.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' if !inside => match letters.next() {
                Some('.') => push(&mut parts, '.'),
                Some(other) => "\\".chars().chain([other]).for_each(|c| push(&mut parts, c)),
                None => push(&mut parts, '\\'),
            },
            '.' if !inside => parts.push(String::new()),
            c => {
                inside = (inside || c == '[') && c != ']';
                push(&mut parts, c);
            }
        }
    }
    for part in parts.iter_mut().filter(|part| part.contains('.') && !part.contains('=')) {
        // Brackets around a key only protect its dots.
        if let Some(key) = part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) {
            *part = key.to_string();
        }
    }
    parts
}

fn push(parts: &mut [String], c: char) {
    if let Some(last) = parts.last_mut() {
        last.push(c);
    }
}

/// `[name=web]` taken apart; none where a part is no such thing.
fn filter(part: &str) -> Option<Result<(&str, &str), String>> {
    let inner = part.strip_prefix('[')?.strip_suffix(']')?;
    let why = "list path element must contain fieldName=fieldValue for element to match";
    Some(inner.split_once('=').ok_or_else(|| why.to_string()))
}

fn wrong_kind(expected: &str, node: &Value) -> String {
    let got = match node {
        Value::Map(_) => "MappingNode",
        Value::List(_) => "SequenceNode",
        _ => "ScalarNode",
    };
    let contents = scalar(node).unwrap_or_else(|| api::yaml::to_string(node).trim_end().to_string());
    format!("wrong node kind: expected {expected} but got {got}: node contents:\n{contents}")
}

/// The value at a path; null where there is none.
fn look_up<'a>(node: &'a Value, parts: &[String]) -> Result<&'a Value, String> {
    let Some((first, rest)) = parts.split_first() else { return Ok(node) };
    if node.is_null() {
        return Ok(node);
    }
    let items = || node.as_list().ok_or_else(|| wrong_kind("SequenceNode", node));
    let next = if let Some(pair) = filter(first) {
        let (key, value) = pair?;
        items()?.iter().find(|item| scalar(item.get(key)).is_some_and(|text| text == value))
    } else if first == "*" {
        return Err("wildcard is not supported in PathGetter".into());
    } else if let Ok(at) = first.parse::<usize>() {
        items()?.get(at)
    } else {
        node.as_map().ok_or_else(|| wrong_kind("MappingNode", node))?.get(first)
    };
    next.map_or(Ok(Value::NULL), |next| look_up(next, rest))
}

/// A step into an object.
#[derive(Clone)]
enum Step {
    Key(String),
    At(usize),
}

/// All places that a path means; with `create` there is one in any case.
fn places(
    node: &mut Value,
    parts: &[String],
    create: bool,
    way: &mut Vec<Step>,
    out: &mut Vec<Vec<Step>>,
) -> Result<(), String> {
    let Some((first, rest)) = parts.split_first() else {
        out.push(way.clone());
        return Ok(());
    };
    if let Some(pair) = filter(first) {
        pair?;
    }
    let list = filter(first).is_some() || first == "*" || first.parse::<usize>().is_ok();
    if node.is_null() {
        if !create {
            return Ok(());
        }
        *node = if list { Vec::<Value>::new().into() } else { Value::object() };
    }
    if !list {
        if node.as_map().is_none() {
            return Err(wrong_kind("MappingNode", node));
        }
        if !node.has(first) {
            if !create {
                return Ok(());
            }
            node.set(first.clone(), Value::Null);
        }
        way.push(Step::Key(first.clone()));
        places(node.field_mut(first.clone()), rest, create, way, out)?;
        way.pop();
        return Ok(());
    }
    let Some(items) = node.as_list() else { return Err(wrong_kind("SequenceNode", node)) };
    let count = items.len();
    let mut found: Vec<usize> = if let Some(pair) = filter(first) {
        let (key, value) = pair?;
        let fits = Regex::new(value).map_err(|_| patches::bad_pattern(value, value))?;
        let is = |item: &Value| scalar(item.get(key)).is_some_and(|text| item.has(key) && fits.is_match(&text));
        (0..count).filter(|at| is(&items[*at])).collect()
    } else if first == "*" {
        (0..count).collect()
    } else {
        let at = first.parse::<usize>().unwrap_or(0);
        if at > count || at == count && !create {
            return Err(format!("index {at} specified but only {count} elements found"));
        }
        if at < count { vec![at] } else { Vec::new() }
    };
    if found.is_empty() && create && first != "*" {
        let new = match filter(first) {
            Some(pair) => {
                let (key, value) = pair?;
                let mut new = Value::object();
                new.set(key.to_string(), value.to_string());
                new
            }
            None => Value::Null,
        };
        node.list_mut().push(new);
        found.push(count);
    }
    for at in found {
        way.push(Step::At(at));
        places(&mut node.list_mut()[at], rest, create, way, out)?;
        way.pop();
    }
    Ok(())
}

fn copy(object: &mut Value, value: &Value, target: &Value) -> Result<(), String> {
    let options = target.get("options");
    let create = options.bool("create");
    let mut paths: Vec<&str> = target.list("fieldPaths").iter().filter_map(Value::as_str).collect();
    if paths.is_empty() {
        paths.push(NAME);
    }
    for path in paths {
        let what = if create { "find or create" } else { "find" };
        let lost = |why: String| format!("unable to {what} field {path:?} in replacement target{why}");
        let mut found = Vec::new();
        places(object, &split(path), create, &mut Vec::new(), &mut found).map_err(|why| lost(format!(": {why}")))?;
        if found.is_empty() {
            return Err(lost(String::new()));
        }
        for way in found {
            let mut place = &mut *object;
            for step in way {
                place = match step {
                    Step::Key(key) => place.field_mut(key),
                    Step::At(at) => &mut place.list_mut()[at],
                };
            }
            set(place, value, options)?;
        }
        annotations_are_texts(object);
    }
    Ok(())
}

/// Of a scalar only the text changes: a number stays a number.
fn set(place: &mut Value, value: &Value, options: &Value) -> Result<(), String> {
    let (mut value, delimiter) = (value.clone(), options.str("delimiter"));
    if !delimiter.is_empty() {
        let old = scalar(place).ok_or(NO_SCALAR)?;
        let mut parts: Vec<String> = old.split(delimiter).map(str::to_string).collect();
        let new = scalar(&value).unwrap_or_default();
        match usize::try_from(options.int("index").unwrap_or(0)) {
            Err(_) => parts.insert(0, new),
            Ok(at) if at < parts.len() => parts[at] = new,
            Ok(_) => parts.push(new),
        }
        value = parts.join(delimiter).into();
    }
    let text = scalar(&value).unwrap_or_default();
    let refuse = |tag: &str| format!("map[string]interface {{}}(nil): yaml: cannot decode !!str `{text}` as a !!{tag}");
    *place = match place {
        Value::Map(_) | Value::List(_) => value,
        // A new scalar is what its text looks like.
        Value::Null if scalar(&value).is_some() => api::yaml::parse_words(&text)
            .ok()
            .filter(|v| matches!(v, Value::Int(_) | Value::Float(_)) || ["true", "false"].contains(&&*text))
            .unwrap_or_else(|| text.clone().into()),
        Value::Null => value,
        Value::Str(_) => text.into(),
        Value::Int(_) => text.parse::<i64>().map_err(|_| refuse("int"))?.into(),
        Value::Bool(_) => text.parse::<bool>().map_err(|_| refuse("bool"))?.into(),
        Value::Float(_) => match api::yaml::parse_words(&text) {
            Ok(number @ (Value::Int(_) | Value::Float(_))) => number,
            _ => return Err(refuse("float")),
        },
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_parts() {
        assert_eq!(split(r"a.[b.c=d].e\.f.0"), ["a", "[b.c=d]", "e.f", "0"]);
        let object = api::json::parse(r#"{"l":[{"n":"a","v":1},{"n":"ab","v":2}]}"#).unwrap();
        assert_eq!(look_up(&object, &split("l.[n=ab].v")), Ok(&Value::from(2)));
        let mut into = object;
        let target = api::json::parse(r#"{"fieldPaths":["l.[n=a].v"]}"#).unwrap();
        copy(&mut into, &"7".into(), &target).unwrap();
        // The value is a pattern, which fits both.
        assert_eq!(api::json::to_string(&into), r#"{"l":[{"n":"a","v":7},{"n":"ab","v":7}]}"#);
        let options = api::json::parse(r#"{"delimiter":"-","index":1}"#).unwrap();
        let mut place = Value::from("a-b-c");
        set(&mut place, &"x".into(), &options).unwrap();
        assert_eq!(place, Value::from("a-x-c"));
    }
}
