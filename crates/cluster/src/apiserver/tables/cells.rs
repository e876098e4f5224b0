//! Cells that many kinds share.

use api::selector::LabelSelector;
use api::time::Time;
use api::{Text, Value, duration, meta};

/// What stands where nothing is.
pub(super) const NONE: &str = "<none>";
/// What stands where something was left to its default.
pub(super) const UNSET: &str = "<unset>";

/// `metadata.name`.
pub(super) fn name(object: &Value, _: Time) -> Value {
    object.get("metadata").text("name").into()
}

/// How long an object has been there.
pub(super) fn age(object: &Value, now: Time) -> Value {
    since(object.at(&["metadata", "creationTimestamp"]), now).into()
}

/// How long ago a time was.
pub(super) fn since(time: &Value, now: Time) -> String {
    match time.as_str().and_then(Time::parse) {
        Some(then) => duration::age(now, then),
        None => "<unknown>".into(),
    }
}

/// The text, or what stands for none.
pub(super) fn or(text: &str, none: &'static str) -> Value {
    if text.is_empty() { none.into() } else { Text::new(text).into() }
}

/// The text of a field below a path, or what stands for none.
pub(super) fn text_at(object: &Value, path: &[&str], none: &'static str) -> Value {
    or(object.at(path).as_str().unwrap_or(""), none)
}

/// The number below a path; 0 where there is none.
pub(super) fn number_at(object: &Value, path: &[&str]) -> Value {
    object.at(path).as_i64().unwrap_or(0).into()
}

/// Texts with something between them.
pub(super) fn join<'a>(texts: impl IntoIterator<Item = &'a str>, between: &str) -> String {
    texts.into_iter().collect::<Vec<_>>().join(between)
}

/// Names of containers.
pub(super) fn containers(spec: &Value) -> Value {
    join(spec.list("containers").iter().map(|c| c.str("name")), ",").into()
}

/// Their images.
pub(super) fn images(spec: &Value) -> Value {
    join(spec.list("containers").iter().map(|c| c.str("image")), ",").into()
}

/// Labels as `a=b,c=d`.
pub(super) fn labels(map: &api::Map) -> String {
    let pairs: Vec<String> = map.iter().map(|(k, v)| format!("{k}={}", v.as_str().unwrap_or(""))).collect();
    if pairs.is_empty() { NONE.into() } else { pairs.join(",") }
}

/// A selector of an object as text.
pub(super) fn selector(selector: &Value) -> String {
    match LabelSelector::from_value(selector) {
        Ok(s) if !s.is_empty() && !s.nothing => s.to_string(),
        Ok(_) => NONE.into(),
        Err(e) => format!("<error: {e}>"),
    }
}

/// The first few of a list and how many more there are.
pub(super) fn some_of(list: &[String], max: usize) -> String {
    let shown = list[..list.len().min(max)].join(",");
    if list.len() > max { format!("{shown} + {} more...", list.len() - max) } else { shown }
}

/// A number or text of an int-or-string.
pub(super) fn int_or_string(value: &Value, none: &'static str) -> Value {
    match value {
        Value::Null => none.into(),
        Value::Int(i) => i.to_string().into(),
        other => other.clone(),
    }
}

/// Whether a condition of the status is true.
pub(super) fn is_true(object: &Value, condition: &str) -> bool {
    let conditions = object.get("status").list("conditions");
    conditions.iter().any(|c| c.str("type") == condition && c.str("status") == "True")
}

/// Whether the object is on its way out.
pub(super) fn is_terminating(object: &Value) -> bool {
    !meta::deletion_timestamp(object).is_empty()
}
