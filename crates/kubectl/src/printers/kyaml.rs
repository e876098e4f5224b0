//! KYAML: YAML in flow style that needs no indentation rules, with every string quoted.

use api::{Value, go_order};

/// An object as KYAML.
pub(crate) fn to_string(value: &Value) -> String {
    document(value, None)
}

/// The same of an object of a Go type, whose fields stand in the order of that.
pub(crate) fn typed(value: &Value) -> String {
    document(value, Some(value.str("kind")))
}

fn document(value: &Value, name: Option<&str>) -> String {
    let mut out = String::from("---\n");
    write(value, 0, name, &mut out);
    out.push('\n');
    out
}

fn indent(level: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level));
}

/// `name` is what the struct is called whose fields have an order of their own.
fn write(value: &Value, level: usize, name: Option<&str>, out: &mut String) {
    match value {
        Value::Map(m) if !m.is_empty() => {
            out.push('{');
            let fields = name.map_or_else(|| m.iter().collect(), |name| go_order::fields(m, name));
            for (key, field) in fields {
                indent(level + 1, out);
                out.push_str(&key_text(key));
                out.push_str(": ");
                let name = name.map(|_| go_order::name_of_field(value, key));
                write(field, level + 1, name.as_deref(), out);
                out.push(',');
            }
            indent(level, out);
            out.push('}');
        }
        // Brackets of lists of maps or lists stand together with those' own.
        Value::List(l) if l.iter().all(|v| matches!(v, Value::Map(_) | Value::List(_))) => {
            out.push('[');
            for (i, item) in l.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                write(item, level, name.map(|name| go_order::name_of_item(name, item)), out);
            }
            out.push(']');
        }
        Value::List(l) if !l.is_empty() => {
            out.push('[');
            for item in l.iter() {
                indent(level + 1, out);
                write(item, level + 1, None, out);
                out.push(',');
            }
            indent(level, out);
            out.push(']');
        }
        Value::Str(s) => string(s, level + 1, out),
        other => out.push_str(&api::json::to_string(other)),
    }
}

/// Text of several lines is folded: each line stands on one of its own, one blank further in than the quote that ends it.
fn string(text: &str, level: usize, out: &mut String) {
    let quoted = |text: &str| crate::cli::go::quote(text);
    if !text.contains('\n') {
        return out.push_str(&quoted(text));
    }
    out.push_str("\"\\");
    for line in text.split_inclusive('\n') {
        indent(level, out);
        let body = line.trim_end_matches('\n');
        // Blanks at the start would be lost.
        out.push(if body.starts_with(char::is_whitespace) { '\\' } else { ' ' });
        let escaped = quoted(body);
        out.push_str(&escaped[1..escaped.len() - 1]);
        out.push_str(if line.len() > body.len() { "\\n\\" } else { "\\" });
    }
    indent(level, out);
    out.push('"');
}

/// A key is bare where it could mean nothing but itself.
fn key_text(key: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let inner = |c: char| word(c) || "-./".contains(c);
    let bare = key.starts_with(word) && key.ends_with(word) && key.chars().all(inner);
    let text = matches!(api::yaml::parse(key), Ok(Value::Str(_))) && !matches!(key, "t" | "f" | "T" | "F");
    if bare && text { key.to_string() } else { crate::cli::go::quote(key) }
}
