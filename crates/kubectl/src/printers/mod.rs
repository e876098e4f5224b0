//! How objects are shown: tables, YAML, JSON, names.

pub(crate) mod columns;
pub(crate) mod custom_columns;
pub(crate) mod format;
pub(crate) mod gotemplate;
pub(crate) mod jsonpath;
pub(crate) mod kyaml;
pub(crate) mod rules;
pub(crate) mod table;

use api::{Map, Value};
use sorted::InOrder;

/// Text that can do nothing to a terminal: what would begin a sequence for it, or go back in the line, is shown.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('\x1b', "^[").replace('\r', "\\r")
}

/// Labels as `a=b,c=d`, or `<none>`.
pub(crate) fn labels(labels: &Map) -> String {
    if labels.is_empty() {
        return "<none>".into();
    }
    // The pairs are sorted, not the keys: `app.kubernetes.io/name=x` comes before `app=x`.
    let mut pairs: Vec<String> = labels.iter().map(|(k, v)| format!("{k}={}", v.as_str().unwrap_or(""))).collect();
    pairs.order();
    pairs.join(",")
}

/// A value as Go's `%#v` prints it.
pub(crate) fn go_text(value: &Value) -> String {
    match value {
        Value::Null => "interface {}(nil)".into(),
        Value::Str(s) => crate::cli::go::quote(s),
        Value::List(l) => format!("[]interface {{}}{{{}}}", l.iter().map(go_text).collect::<Vec<_>>().join(", ")),
        Value::Map(m) => {
            let field = |(k, v): (&api::Text, &Value)| format!("{}:{}", crate::cli::go::quote(k), go_text(v));
            format!("map[string]interface {{}}{{{}}}", m.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        other => plain_text(other),
    }
}

/// A value as Go's `%v` prints it.
pub(crate) fn plain_text(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".into(),
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        Value::Float(f) => go_float(*f),
        Value::Str(s) => s.to_string(),
        Value::List(l) => format!("[{}]", l.iter().map(plain_text).collect::<Vec<_>>().join(" ")),
        Value::Map(m) => {
            format!("map[{}]", m.iter().map(|(k, v)| format!("{k}:{}", plain_text(v))).collect::<Vec<_>>().join(" "))
        }
    }
}

/// A float as Go's `%v` prints it: as short as it can be, with an exponent below 0.0001 and from a million on.
pub(crate) fn go_float(f: f64) -> String {
    const PLAIN: std::ops::Range<i32> = -4..6;
    let scientific = format!("{f:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let power: i32 = exponent.parse().unwrap_or(0);
    if PLAIN.contains(&power) {
        return format!("{f}");
    }
    format!("{mantissa}e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs())
}
