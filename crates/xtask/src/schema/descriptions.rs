//! Writes the prose of the API: one line a type or field, for `kubectl explain` and hover texts.
//!
//! A line is a name, a tab and the text with `\n` and `\\` escaped. A type's line has its full schema name; the lines of
//! its fields follow, each with a leading dot.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Map, Value};

/// Writes the descriptions of all definitions to `file`.
pub fn write(definitions: &Map<String, Value>, file: &Path) -> Result<(), String> {
    let mut out = String::new();
    for (name, schema) in definitions {
        line(&mut out, name, schema);
        for (field, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            line(&mut out, &format!(".{field}"), schema);
        }
    }
    if let Some(dir) = file.parent() {
        std::fs::create_dir_all(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    }
    std::fs::write(file, out).map_err(|e| format!("{}: {e}", file.display()))
}

fn line(out: &mut String, name: &str, schema: &Value) {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or("");
    writeln!(out, "{name}\t{}", text.replace('\\', "\\\\").replace('\n', "\\n")).unwrap();
}
