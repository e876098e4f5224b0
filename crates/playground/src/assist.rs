//! Help at a place of a YAML text: what could stand there, and what the field means, both from the schema.

use api::kinds::KINDS;
use api::schema::{self, Kind, TypeRef};
use protocol::{Completion, FieldDoc};
use sorted::InOrder;

/// Documentation of the field at `line` and `column` (from 1), and what could be typed there.
pub fn assist(text: &str, line: usize, column: usize) -> (Option<FieldDoc>, Vec<Completion>) {
    let lines: Vec<&str> = text.lines().collect();
    let at = line.saturating_sub(1).min(lines.len());
    let start = lines[..at].iter().rposition(|l| l.starts_with("---")).map_or(0, |i| i + 1);
    let end = lines[at..].iter().position(|l| l.starts_with("---")).map_or(lines.len(), |i| at + i);
    let document = &lines[start.min(end)..end];
    let current = lines.get(at).copied().unwrap_or("");
    let path = path_of(&lines[start.min(at)..at], current);
    let top = |key: &str| {
        let found = document.iter().find_map(|l| l.strip_prefix(key)?.strip_prefix(':'));
        found.map(|v| v.trim().trim_matches(['"', '\'']).to_string()).unwrap_or_default()
    };
    let (api_version, kind) = (top("apiVersion"), top("kind"));
    if path.is_empty() {
        if let Some(typed) = current.strip_prefix("kind:") {
            return (None, kinds(&api_version, typed.trim()));
        }
        if let Some(typed) = current.strip_prefix("apiVersion:") {
            return (None, versions(typed.trim()));
        }
    }
    let (group, version) = api_version.rsplit_once('/').unwrap_or(("", &api_version));
    let Some(root) = schema::of(group, version, &kind) else { return (None, heads(&lines[..at])) };
    let typed: String = current.chars().take(column.saturating_sub(1)).collect();
    let key = typed.trim_start().trim_start_matches("- ");
    if let Some((name, value)) = key.split_once(':') {
        let hover = walk(root, &path).and_then(|t| doc(t, &path, name.trim()));
        return (hover, values(root, &path, name.trim(), value.trim()));
    }
    let whole = current.trim_start().trim_start_matches("- ");
    let name = whole.split(':').next().unwrap_or("").trim();
    let hover = walk(root, &path).and_then(|t| doc(t, &path, name));
    (hover, fields(root, &path, key))
}

/// The names of the fields around a line, from the outside in: by indentation, so that it works while one types.
fn path_of(before: &[&str], current: &str) -> Vec<String> {
    let (mut indent, mut path) = (key_column(current), Vec::new());
    for line in before.iter().rev() {
        let bare = line.trim_start();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let here = line.len() - bare.len();
        let column = key_column(line);
        // The item mark belongs to the list around it: its fields stand further right.
        let parent = if column < indent { column } else { continue };
        let key = bare.trim_start_matches("- ");
        if let Some((name, rest)) = key.split_once(':') {
            if rest.trim().is_empty() || rest.trim().starts_with('#') {
                path.push(name.trim().trim_matches(['"', '\'']).to_string());
            }
            indent = parent;
        }
        if here == 0 && !bare.starts_with('-') {
            break;
        }
    }
    path.reverse();
    path
}

/// The column at which the key of a line begins, behind item marks. A list's items may stand under their key's column.
fn key_column(line: &str) -> usize {
    let bare = line.trim_start();
    let mut column = line.len() - bare.len();
    let mut rest = bare;
    while let Some(after) = rest.strip_prefix('-').filter(|a| a.is_empty() || a.starts_with(' ')) {
        let inner = after.trim_start();
        column += rest.len() - inner.len();
        rest = inner;
        if inner.is_empty() {
            return column + 1;
        }
    }
    column
}

fn walk(root: TypeRef, path: &[String]) -> Option<TypeRef> {
    let mut here = root;
    for name in path {
        here = here.field(name)?.ty().innermost().object()?;
    }
    Some(here)
}

fn doc(parent: TypeRef, path: &[String], name: &str) -> Option<FieldDoc> {
    let field = parent.field(name)?;
    let mut full = path.join(".");
    if !full.is_empty() {
        full.push('.');
    }
    full.push_str(name);
    Some(FieldDoc {
        path: full,
        type_name: field.ty().explain_name(),
        required: field.required(),
        lookup: (parent.full_name(), name.to_string()),
    })
}

fn item(text: String, kind: &str, detail: String) -> Completion {
    Completion { text, kind: kind.to_string(), detail }
}

fn fields(root: TypeRef, path: &[String], typed: &str) -> Vec<Completion> {
    let Some(parent) = walk(root, path) else { return Vec::new() };
    let skip = |name: &str| path.is_empty() && name == "status";
    let wanted = parent.fields().filter(|f| f.name().starts_with(typed) && !skip(f.name()));
    let mut items: Vec<Completion> = wanted
        .map(|f| {
            let mark = if f.required() { " *" } else { "" };
            item(format!("{}: ", f.name()), "field", format!("{}{mark}", f.ty().explain_name()))
        })
        .collect();
    items.order_by_key(|i| !i.detail.ends_with('*'));
    items
}

fn values(root: TypeRef, path: &[String], name: &str, typed: &str) -> Vec<Completion> {
    let Some(field) = walk(root, path).and_then(|t| t.field(name)) else { return Vec::new() };
    let mut words: Vec<&str> = field.enum_values().to_vec();
    if matches!(field.ty().kind(), Kind::Scalar(schema::Scalar::Bool)) {
        words = vec!["true", "false"];
    }
    let fitting = words.iter().filter(|w| w.starts_with(typed));
    fitting.map(|w| item((*w).to_string(), "value", field.ty().explain_name())).collect()
}

fn kinds(api_version: &str, typed: &str) -> Vec<Completion> {
    let fits =
        |k: &&api::kinds::Kind| k.kind.starts_with(typed) && (api_version.is_empty() || k.api_version() == api_version);
    KINDS.iter().filter(fits).map(|k| item(k.kind.to_string(), "kind", k.api_version())).collect()
}

fn versions(typed: &str) -> Vec<Completion> {
    let mut all: Vec<String> =
        KINDS.iter().map(api::kinds::Kind::api_version).filter(|v| v.starts_with(typed)).collect();
    all.order();
    all.dedup();
    all.into_iter().map(|v| item(v, "value", String::new())).collect()
}

/// The fields that every document begins with, where they are missing yet.
fn heads(before: &[&str]) -> Vec<Completion> {
    let missing = ["apiVersion", "kind", "metadata", "spec"];
    let there = |name: &str| before.iter().any(|l| l.starts_with(name));
    missing.iter().filter(|n| !there(n)).map(|n| item(format!("{n}: "), "field", String::new())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: a\n    ima\n    ports:\n    - containerPort: 80\n      protocol: T\n  restartPolicy: \n";

    fn texts(line: usize, column: usize) -> Vec<String> {
        assist(POD, line, column).1.into_iter().map(|c| c.text).collect()
    }

    #[test]
    fn fields_and_values_by_place() {
        assert_eq!(texts(8, 8), ["image: ", "imagePullPolicy: "]);
        assert_eq!(texts(11, 18), ["TCP"]);
        assert_eq!(texts(12, 18), ["Always", "Never", "OnFailure"]);
    }

    #[test]
    fn the_field_under_the_pointer() {
        let hover = assist(POD, 10, 10).0.unwrap();
        assert_eq!(hover.path, "spec.containers.ports.containerPort");
        assert!(hover.required);
        assert_eq!(hover.lookup, ("io.k8s.api.core.v1.ContainerPort".to_string(), "containerPort".to_string()));
    }

    #[test]
    fn kinds_of_a_version() {
        let (_, items) = assist("apiVersion: apps/v1\nkind: D\n", 2, 8);
        assert_eq!(items.iter().map(|i| i.text.as_str()).collect::<Vec<_>>(), ["DaemonSet", "Deployment"]);
    }
}
