//! Whether what somebody applies fits its type at all, in the server's words.

use super::path::PathElement;
use super::shape::{Atom, Shape};
use crate::json;
use crate::schema::{Kind, Scalar};
use crate::value::{Map, Value};

/// All that does not fit: `.spec.foo: field not declared in schema`; several are told as a list.
pub fn validate(value: &Value, shape: Shape<'_>) -> Result<(), String> {
    let mut errors = Vec::new();
    node(value, shape, "", &mut errors);
    match &errors[..] {
        [] => Ok(()),
        [one] => Err(one.clone()),
        all => Err(["errors:\n  ", &all.join("\n  ")].concat()),
    }
}

fn node(value: &Value, shape: Shape<'_>, path: &str, errors: &mut Vec<String>) {
    if value.is_null() {
        return;
    }
    let mut refuse = |what: String| errors.push(if path.is_empty() { what } else { [path, ": ", &what].concat() });
    match shape.atom(value) {
        Atom::Scalar => {
            if let Some(what) = scalar(value, shape) {
                refuse(what);
            }
        }
        Atom::Map | Atom::AtomicMap => match value {
            Value::Map(map) => fields(map, shape, path, errors),
            _ => refuse(["expected map, got &{", &go(value), "}"].concat()),
        },
        Atom::List | Atom::AtomicList => match value {
            Value::List(list) => items(list, shape, shape.atom(value) == Atom::List, path, errors),
            _ => refuse(["expected list, got &{", &go(value), "}"].concat()),
        },
    }
}

fn fields(map: &Map, shape: Shape<'_>, path: &str, errors: &mut Vec<String>) {
    for (key, value) in map.iter() {
        let inner = [path, ".", key].concat();
        match shape.field(key) {
            Some(shape) => node(value, shape, &inner, errors),
            None => {
                errors.push([&inner, ": field not declared in schema"].concat());
                return;
            }
        }
    }
}

fn items(list: &[Value], shape: Shape<'_>, keyed: bool, path: &str, errors: &mut Vec<String>) {
    let mut seen: Vec<PathElement> = Vec::new();
    for (i, item) in list.iter().enumerate() {
        let pe = if keyed { shape.element(item) } else { Some(PathElement::Index(i as i64)) };
        let Some(pe) = pe else {
            errors.push([path, ": element ", &i.to_string(), ": ", &keyless(item, shape)].concat());
            return;
        };
        if seen.contains(&pe) {
            errors.push([path, ": duplicate entries for key ", &pe.message()].concat());
        }
        node(item, shape.item(), &[path, &pe.message()].concat(), errors);
        seen.push(pe);
    }
}

fn keyless(item: &Value, shape: Shape<'_>) -> String {
    match item {
        Value::Null => "associative list with keys may not have a null element".to_string(),
        Value::Map(_) => {
            let keys: Vec<String> = shape.keys().iter().map(|k| format!("{k:?}")).collect();
            format!(
                "associative list with keys has an element that omits all key fields [{}] (and doesn't have default \
                 values for any key fields)",
                keys.join(" ")
            )
        }
        _ => "associative list with keys may not have non-map elements".to_string(),
    }
}

/// What is wrong with a scalar.
fn scalar(value: &Value, shape: Shape<'_>) -> Option<String> {
    let wanted = match shape {
        Shape::BuiltIn(ty, _) => match ty.kind() {
            Kind::Scalar(Scalar::Str | Scalar::Bytes) => "string",
            Kind::Scalar(Scalar::Bool) => "boolean",
            Kind::Scalar(Scalar::Int32 | Scalar::Int64 | Scalar::Float) => "number",
            _ => "",
        },
        Shape::Custom(s) if !s.bool("x-kubernetes-int-or-string") => match s.str("type") {
            "integer" => "number",
            other => other,
        },
        _ => "",
    };
    let number = matches!(value, Value::Int(_) | Value::Float(_));
    match (wanted, value) {
        ("string", Value::Str(_)) | ("boolean", Value::Bool(_)) => None,
        ("number", _) if number => None,
        ("", Value::Map(_) | Value::List(_)) => Some(["expected any scalar, got &{", &go(value), "}"].concat()),
        ("string", _) => {
            Some(["expected string, got &value.valueUnstructured{Value:", &go_syntax(value), "}"].concat())
        }
        ("boolean", _) => Some(["expected boolean, got &{", &go(value), "}"].concat()),
        ("number", _) => Some(["expected numeric (int or float), got ", go_kind(value)].concat()),
        _ => None,
    }
}

fn go_kind(value: &Value) -> &'static str {
    match value {
        Value::Str(_) => "string",
        Value::Bool(_) => "bool",
        Value::Map(_) => "map[string]interface {}",
        Value::List(_) => "[]interface {}",
        _ => "number",
    }
}

/// As Go prints a value plainly: `map[a:1]`, `[x y]`.
fn go(value: &Value) -> String {
    match value {
        Value::Str(s) => s.to_string(),
        Value::Null => "<nil>".to_string(),
        Value::List(l) => ["[", &l.iter().map(go).collect::<Vec<_>>().join(" "), "]"].concat(),
        Value::Map(m) => {
            let entries: Vec<String> = m.iter().map(|(k, v)| [k.as_str(), ":", &go(v)].concat()).collect();
            ["map[", &entries.join(" "), "]"].concat()
        }
        other => json::to_string(other),
    }
}

/// As Go prints a value in its own syntax.
fn go_syntax(value: &Value) -> String {
    match value {
        Value::Str(s) => format!("{:?}", s.as_str()),
        Value::List(l) => ["[]interface {}{", &l.iter().map(go_syntax).collect::<Vec<_>>().join(", "), "}"].concat(),
        Value::Map(m) => {
            let entries: Vec<String> = m.iter().map(|(k, v)| format!("{:?}:{}", k.as_str(), go_syntax(v))).collect();
            ["map[string]interface {}{", &entries.join(", "), "}"].concat()
        }
        other => go(other),
    }
}
