//! Writes the prose of the API: one line a type or field, for `kubectl explain` and hover texts.
//!
//! A line is a name, a tab and the text with `\n` and `\\` escaped. A type's line has its full schema name, types are
//! sorted; the lines of its fields follow, each with a leading dot, sorted too.
//!
//! k8s-openapi has all of it but what the values of enumerations mean: that is in the OpenAPI documents of version 3 only,
//! from which the npm package `kubernetes-models` is made. Where that is not installed, the values are listed bare.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Map, Value};

use crate::model::{Field, PACKAGES, Ty, Type};

/// Above the values of an enumeration.
const VALUES: &str = "Possible enum values:";

/// Writes the descriptions of all definitions to `file`, with the help of the npm package in the folder `models`.
pub fn write(
    definitions: &Map<String, Value>,
    types: &[Type],
    models: Option<&Path>,
    file: &Path,
) -> Result<(), String> {
    let values = values_of_fields(types, models);
    let mut names: Vec<&String> = definitions.keys().collect();
    names.sort();
    let mut out = String::new();
    for name in names {
        let schema = &definitions[name];
        line(&mut out, name, text(schema));
        let fields: BTreeMap<&String, &Value> =
            schema.get("properties").and_then(Value::as_object).into_iter().flatten().collect();
        for (field, schema) in fields {
            let mut all = text(schema).to_string();
            if let Some(values) = values.get(&format!("{name}.{field}")) {
                write!(all, "\n\n{VALUES}\n{values}").unwrap();
            }
            line(&mut out, &format!(".{field}"), &all);
        }
    }
    if let Some(dir) = file.parent() {
        std::fs::create_dir_all(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    }
    std::fs::write(file, out).map_err(|e| format!("{}: {e}", file.display()))
}

fn text(schema: &Value) -> &str {
    schema.get("description").and_then(Value::as_str).unwrap_or("")
}

fn line(out: &mut String, name: &str, text: &str) {
    writeln!(out, "{name}\t{}", text.replace('\\', "\\\\").replace('\n', "\\n")).unwrap();
}

/// The lists of values, by full name of type and field.
fn values_of_fields(types: &[Type], models: Option<&Path>) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for t in types {
        let (prefix, _, group, version) = PACKAGES[t.package];
        let declared = models
            .map(|m| m.join(group).join(version).join(format!("{}.d.ts", t.name)))
            .and_then(|file| std::fs::read_to_string(file).ok())
            .unwrap_or_default();
        // Lists of such values do not say what they mean.
        let single = |f: &&Field| !f.facts.values.is_empty() && matches!(f.ty, Ty::Scalar(_));
        for f in t.fields.iter().filter(single) {
            let bare = || f.facts.values.iter().map(|v| format!(" - `\"{v}\"`")).collect::<Vec<_>>().join("\n");
            let list = values_in(&declared, &f.name).unwrap_or_else(bare);
            out.insert(format!("{prefix}.{}.{}", t.name, f.name), list);
        }
    }
    out
}

/// The list in the comment above a property of a TypeScript interface.
fn values_in(declared: &str, field: &str) -> Option<String> {
    let interface = &declared[declared.find("export interface ")?..];
    let at = interface.find(&format!("\n    \"{field}\""))?;
    let before = &interface[..at];
    let comment = &before[before.rfind("/**")?..];
    if comment.matches("*/").count() != 1 || !before.ends_with("*/") {
        return None;
    }
    let list = &comment[comment.find(VALUES)?..];
    let lines = list.lines().skip(1).map(|l| l.trim_start().trim_start_matches('*'));
    let lines = lines.map(|l| l.strip_prefix(' ').unwrap_or(l)).take_while(|l| !l.starts_with('/'));
    Some(lines.collect::<Vec<_>>().join("\n"))
}
