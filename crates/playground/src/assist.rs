//! Help at a place of a YAML text: what could stand there, and what the field means, both from the schema.

use api::kinds::KINDS;
use api::schema::{self, Kind, TypeRef};
use protocol::{Completion, FieldDoc};
use sorted::InOrder;

/// What is known of a place.
#[derive(Default)]
pub struct Place {
    /// The field under the cursor.
    pub hover: Option<FieldDoc>,
    /// Full name of the type whose fields stand there; empty where that is unknown.
    pub within: String,
    /// What could be typed.
    pub items: Vec<Completion>,
}

/// Documentation of the field at `line` and `column` (from 1), and what could be typed there.
pub fn assist(text: &str, line: usize, column: usize) -> Place {
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
            return Place { items: kinds(&api_version, typed.trim()), ..Place::default() };
        }
        if let Some(typed) = current.strip_prefix("apiVersion:") {
            return Place { items: versions(&kind, typed.trim()), ..Place::default() };
        }
    }
    let (group, version) = api_version.rsplit_once('/').unwrap_or(("", &api_version));
    let Some(root) = schema::of(group, version, &kind) else {
        let items = if path.is_empty() { heads(document) } else { Vec::new() };
        return Place { items, ..Place::default() };
    };
    let Some(parent) = walk(root, &path) else { return Place::default() };
    let typed: String = current.chars().take(column.saturating_sub(1)).collect();
    let bare = |text: &str| text.trim_start().trim_start_matches("- ").trim_start().to_string();
    let (key, whole) = (bare(&typed), bare(current));
    let name = whole.split(':').next().unwrap_or("").trim();
    let items = match key.split_once(':') {
        Some((name, value)) => values(parent, name.trim(), value.trim()),
        None => fields(parent, &path, &key, &siblings(&lines[start.min(at)..end], at - start.min(at))),
    };
    Place { hover: doc(parent, &path, name), within: parent.full_name(), items }
}

/// The keys that stand beside the line `at`, in the same mapping.
fn siblings(lines: &[&str], at: usize) -> Vec<String> {
    let Some(current) = lines.get(at) else { return Vec::new() };
    let column = key_column(current);
    let item = current.trim_start().starts_with('-');
    let blank = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let same = |line: &&str| key_column(line) >= column;
    let starts_item = |line: &str| line.trim_start().starts_with('-') && key_column(line) == column;
    let mut found: Vec<&str> = Vec::new();
    if !item {
        for line in lines[..at].iter().rev().filter(|l| !blank(l)) {
            if !same(line) {
                break;
            }
            found.push(line);
            if starts_item(line) {
                break;
            }
        }
    }
    let after = lines[at + 1..].iter().filter(|l| !blank(l));
    found.extend(after.take_while(|l| same(l) && !starts_item(l)));
    let keys = found.into_iter().filter(|l| key_column(l) == column);
    keys.filter_map(|l| Some(l.trim_start().trim_start_matches("- ").split_once(':')?.0.trim().to_string())).collect()
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
        values: field.enum_values().iter().map(|v| (*v).to_string()).collect(),
    })
}

fn item(text: String, kind: &str, detail: String) -> Completion {
    Completion { text, kind: kind.to_string(), detail }
}

fn fields(parent: TypeRef, path: &[String], typed: &str, there: &[String]) -> Vec<Completion> {
    let skip = |name: &str| path.is_empty() && name == "status" || there.iter().any(|t| t == name);
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

fn values(parent: TypeRef, name: &str, typed: &str) -> Vec<Completion> {
    let Some(field) = parent.field(name) else { return Vec::new() };
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
    KINDS.iter().filter(fits).map(|k| item(k.kind.to_string(), "kind", k.api_version().to_string())).collect()
}

/// The versions of a kind; those of all kinds where none is named yet.
fn versions(kind: &str, typed: &str) -> Vec<Completion> {
    let fits = |k: &&api::kinds::Kind| kind.is_empty() || k.kind == kind;
    let mut all: Vec<String> = KINDS.iter().filter(fits).map(|k| k.api_version().to_string()).collect();
    all.order();
    all.dedup();
    all.into_iter().filter(|v| v.starts_with(typed)).map(|v| item(v, "value", String::new())).collect()
}

/// The fields that every document begins with, where they are missing yet.
fn heads(document: &[&str]) -> Vec<Completion> {
    let missing = ["apiVersion", "kind", "metadata", "spec"];
    let there = |name: &str| document.iter().any(|l| l.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')));
    missing.iter().filter(|n| !there(n)).map(|n| item(format!("{n}: "), "field", String::new())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: a\n    ima\n    ports:\n    - containerPort: 80\n      protocol: T\n  restartPolicy: \n";

    fn texts(line: usize, column: usize) -> Vec<String> {
        assist(POD, line, column).items.into_iter().map(|c| c.text).collect()
    }

    #[test]
    fn fields_and_values_by_place() {
        assert_eq!(texts(8, 8), ["image: ", "imagePullPolicy: "]);
        assert_eq!(texts(11, 18), ["TCP"]);
        assert_eq!(texts(12, 18), ["Always", "Never", "OnFailure"]);
    }

    #[test]
    fn the_field_under_the_pointer() {
        let hover = assist(POD, 10, 10).hover.unwrap();
        assert_eq!(hover.path, "spec.containers.ports.containerPort");
        assert!(hover.required);
        assert_eq!(hover.lookup, ("io.k8s.api.core.v1.ContainerPort".to_string(), "containerPort".to_string()));
    }

    #[test]
    fn what_stands_beside_is_not_offered_again() {
        let text =
            "apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: 80\n    t\n  - port: 81\n  type: NodePort\n  \n";
        let texts =
            |line, column| -> Vec<String> { assist(text, line, column).items.into_iter().map(|c| c.text).collect() };
        assert_eq!(texts(6, 6), ["targetPort: "]);
        let offered = texts(9, 3);
        assert!(offered.contains(&"selector: ".to_string()) && !offered.contains(&"type: ".to_string()), "{offered:?}");
        assert_eq!(assist(text, 6, 6).within, "io.k8s.api.core.v1.ServicePort");
        assert_eq!(assist("kind: Deployment\napiVersion: \n", 2, 13).items[0].text, "apps/v1");
    }

    #[test]
    fn kinds_of_a_version() {
        let items = assist("apiVersion: apps/v1\nkind: D\n", 2, 8).items;
        assert_eq!(items.iter().map(|i| i.text.as_str()).collect::<Vec<_>>(), ["DaemonSet", "Deployment"]);
    }
}
