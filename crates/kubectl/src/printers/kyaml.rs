//! KYAML: YAML in flow style that needs no indentation rules, with every string quoted.

use api::Value;

/// An object as KYAML.
pub(crate) fn to_string(value: &Value) -> String {
    let mut out = String::from("---\n");
    write(value, 0, &mut out);
    out.push('\n');
    out
}

fn indent(level: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level));
}

fn write(value: &Value, level: usize, out: &mut String) {
    match value {
        Value::Map(m) if !m.is_empty() => {
            out.push('{');
            for (key, value) in m.iter() {
                indent(level + 1, out);
                out.push_str(&key_text(key));
                out.push_str(": ");
                write(value, level + 1, out);
                out.push(',');
            }
            indent(level, out);
            out.push('}');
        }
        // Brackets of lists of maps stand together with the maps' own.
        Value::List(l) if l.iter().any(|v| matches!(v, Value::Map(m) if !m.is_empty())) => {
            out.push('[');
            for (i, item) in l.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                write(item, level, out);
            }
            out.push(']');
        }
        Value::List(l) if !l.is_empty() => {
            out.push('[');
            for item in l.iter() {
                indent(level + 1, out);
                write(item, level + 1, out);
                out.push(',');
            }
            indent(level, out);
            out.push(']');
        }
        Value::Str(s) => out.push_str(&crate::cli::go::quote(s)),
        other => out.push_str(&api::json::to_string(other)),
    }
}

/// A key is bare where it could mean nothing but itself.
fn key_text(key: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && key.chars().all(word);
    let reserved = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    if plain && !reserved.contains(&key.to_lowercase().as_str()) { key.to_string() } else { crate::cli::go::quote(key) }
}
