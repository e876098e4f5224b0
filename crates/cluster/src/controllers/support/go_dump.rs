//! A pod template as Go's spew writes it: with every field of every type, in the order of their declaration. The hash of
//! a template is the hash of this text.
//!
//! Types that the list does not have (old in-tree volumes) are written as their JSON: their hash is stable, though not
//! the one of a real cluster.

use api::quantity::{Format, Quantity};
use api::{Value, json};

const TYPES: &str = include_str!("go_types.txt");

/// The text of a pod template.
pub fn template(template: &Value) -> String {
    let mut out = String::with_capacity(4096);
    out.push_str("(v1.PodTemplateSpec)");
    value(template, "v1.PodTemplateSpec", &mut out);
    out
}

/// The fields of a type, where the list has it.
fn fields(name: &str) -> Option<&'static str> {
    let name = name.strip_prefix("v1.")?;
    TYPES.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
}

/// The name in JSON of a Go field: a run of capitals at the beginning is lowered, but for the one that begins a word.
fn json_name(go: &str) -> String {
    let capitals = go.chars().take_while(char::is_ascii_uppercase).count();
    let lowered = if capitals > 1 && capitals < go.len() { capitals - 1 } else { capitals };
    go[..lowered].to_ascii_lowercase() + &go[lowered..]
}

/// A value of a type, without its type.
fn value(v: &Value, of: &str, out: &mut String) {
    if let Some(item) = of.strip_prefix("[]") {
        return list(v, item, out);
    }
    match of {
        "string" | "types.UID" => out.push_str(v.as_str().unwrap_or("")),
        "int32" | "int64" => out.push_str(&v.as_i64().unwrap_or(0).to_string()),
        "bool" => out.push_str(if v.as_bool() == Some(true) { "true" } else { "false" }),
        "map[string]string" => map(v, out, |v, out| out.push_str(v.as_str().unwrap_or(""))),
        "v1.ResourceList" => map(v, out, quantity),
        "resource.Quantity" => quantity(v, out),
        "v1.Time" => out.push_str("{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}"),
        "intstr.IntOrString" => int_or_string(v, out),
        _ => match fields(of) {
            Some(fields) => object(v, fields, out),
            // Any other type is a name for a text.
            None => match v {
                Value::Map(_) => out.push_str(&json::to_string(v)),
                v => out.push_str(v.as_str().unwrap_or("")),
            },
        },
    }
}

fn object(v: &Value, fields: &str, out: &mut String) {
    out.push('{');
    for (i, field) in fields.split(", ").enumerate() {
        if i > 0 {
            out.push(' ');
        }
        let (name, of) = field.split_once(' ').unwrap_or((field, "string"));
        let (go, json) = match (name.strip_prefix('+'), name.split_once('=')) {
            (Some(embedded), _) => (embedded, None),
            (None, Some((go, json))) => (go, Some(json.to_string())),
            (None, None) => (name, Some(json_name(name))),
        };
        out.push_str(go);
        out.push_str(":(");
        out.push_str(of);
        out.push(')');
        let inner = json.as_ref().map_or(v, |key| v.get(key));
        match of.strip_prefix('*') {
            Some(_) if inner.is_null() => out.push_str("<nil>"),
            Some(of) => value(inner, of, out),
            None => value(inner, of, out),
        }
    }
    out.push('}');
}

fn list(v: &Value, item: &str, out: &mut String) {
    let Some(list) = v.as_list().filter(|l| !l.is_empty()) else {
        out.push_str("<nil>");
        return;
    };
    out.push('[');
    for (i, v) in list.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        value(v, item, out);
    }
    out.push(']');
}

fn map(v: &Value, out: &mut String, write: fn(&Value, &mut String)) {
    let Some(map) = v.as_map().filter(|m| !m.is_empty()) else {
        out.push_str("<nil>");
        return;
    };
    out.push_str("map[");
    for (i, (key, v)) in map.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(key);
        out.push(':');
        write(v, out);
    }
    out.push(']');
}

/// A quantity as it is kept: a whole number and a power of ten, as it was written.
fn quantity(v: &Value, out: &mut String) {
    let q = Quantity::of_valid(v);
    let (mut number, mut scale) = (q.nanos(), -9);
    // Binary amounts are kept whole; decimal ones with the power that their suffix says.
    let text = q.text();
    let written = match q.format() {
        Format::BinarySI => 0,
        _ => match text.chars().last() {
            Some('n') => -9,
            Some('u') => -6,
            Some('m') => -3,
            Some('k') => 3,
            Some('M') => 6,
            Some('G') => 9,
            Some('T') => 12,
            Some('P') => 15,
            Some('E') => 18,
            _ => 0,
        },
    };
    while scale < written {
        number /= 10;
        scale += 1;
    }
    let format = match q.format() {
        Format::BinarySI => "BinarySI",
        Format::DecimalExponent => "DecimalExponent",
        Format::DecimalSI => "DecimalSI",
    };
    out.push_str(&format!(
        "{{i:(resource.int64Amount){{value:(int64){number} scale:(resource.Scale){scale}}} \
         d:(resource.infDecAmount){{Dec:(*inf.Dec)<nil>}} s:(string){} Format:(resource.Format){format}}}",
        text
    ));
}

fn int_or_string(v: &Value, out: &mut String) {
    let (kind, number, text) = match v.as_str() {
        Some(text) => (1, 0, text),
        None => (0, v.as_i64().unwrap_or(0), ""),
    };
    out.push_str(&format!("{{Type:(intstr.Type){kind} IntVal:(int32){number} StrVal:(string){text}}}"));
}
