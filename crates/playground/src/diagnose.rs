//! What the API server would say about a YAML text, at line and column, without applying it.

use api::quantity::Quantity;
use api::request::{PatchType, Request};
use api::yaml::{Document, Span, parse_with_positions, split};
use api::{Body, Status, Text, Value, Verb, base64, meta};
use cluster::Cluster;
use protocol::Diagnostic;

/// Texts longer than this are not checked while one types.
const LONGEST: usize = 256 * 1024;

/// All findings in a text of one or more documents.
pub fn diagnose(cluster: &Cluster, path: &str, text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if text.len() > LONGEST {
        return found;
    }
    // Documents are tried on a copy, one after the other, as apply does: a namespace may come right before what is in it.
    let mut copy = cluster.clone();
    for chunk in split(text) {
        match chunk {
            Ok(chunk) => document(&mut copy, &chunk.text, chunk.line, is_kustomization(path), &mut found),
            Err(error) => found.push(at_line(0, 0, error.to_string())),
        }
    }
    found
}

/// Whether a file is what `kubectl -k` reads: it never reaches the API server.
fn is_kustomization(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains(&name)
}

fn at_line(first: usize, line: usize, message: String) -> Diagnostic {
    Diagnostic { line: first + line.max(1), column: 1, end_column: 0, severity: "error".into(), message }
}

/// The line on which an anchor is used that there is not: the message knows only its name.
fn referenced(text: &str, message: &str) -> Option<usize> {
    let (_, rest) = message.split_once("unknown anchor '")?;
    let used = ["*", rest.split_once('\'')?.0].concat();
    text.lines().position(|line| line.split([' ', ',', '[', ']', '{', '}']).any(|word| word == used))
}

fn document(cluster: &mut Cluster, text: &str, first: usize, only_yaml: bool, found: &mut Vec<Diagnostic>) {
    let document = match parse_with_positions(text) {
        Ok(document) => document,
        Err(error) => {
            let message = error.to_string();
            let line = error.line.or_else(|| referenced(text, &message)).map_or(1, |l| l + 1);
            found.push(at_line(first, line, message));
            return;
        }
    };
    if document.value.is_null() || only_yaml {
        return;
    }
    if document.value.str("apiVersion").is_empty() && document.value.str("kind").is_empty() {
        // Perhaps no manifest at all: a patch, or the settings of some program.
        let message = "apiVersion not set, kind not set".to_string();
        found.push(Diagnostic { severity: "warning".into(), ..place(&document, "", first, message) });
        return;
    }
    manifest(cluster, &document.value, &mut |path, message| found.push(place(&document, path, first, message)));
}

/// What is wrong with an object, or with those of a list.
fn manifest(cluster: &mut Cluster, object: &Value, finding: &mut dyn FnMut(&str, String)) {
    for (field, message) in [("apiVersion", "apiVersion not set"), ("kind", "Object 'Kind' is missing")] {
        if object.str(field).is_empty() {
            return finding("", message.to_string());
        }
    }
    if object.str("kind").ends_with("List") && object.get("items").as_list().is_some() {
        for (i, item) in object.list("items").iter().enumerate() {
            manifest(cluster, item, &mut |path, message| {
                let dot = if path.is_empty() { "" } else { "." };
                finding(&format!("items[{i}]{dot}{path}"), message);
            });
        }
        return;
    }
    let (group, version) = object.str("apiVersion").rsplit_once('/').unwrap_or(("", object.str("apiVersion")));
    let Some(resource) = cluster.api().resource_of(group, version, object.str("kind")) else {
        let (kind, version) = (object.str("kind"), object.str("apiVersion"));
        return finding("kind", format!("no matches for kind {kind:?} in version {version:?}"));
    };
    let namespace = match (resource.namespaced, meta::namespace(object)) {
        (false, _) => "",
        (true, "") => "default",
        (true, namespace) => namespace,
    };
    let exists = cluster.api().read_any(resource, namespace, meta::name(object)).is_some();
    let gvr = resource.gvr.clone();
    let mut request = Request::new(Verb::Create, gvr, Text::new(namespace), "").with_body(object.clone());
    if exists {
        request.verb = Verb::Patch(PatchType::Apply);
        request.name = Text::new(meta::name(object));
        request.options.force = true;
    }
    request.options.field_manager = "editor".into();
    if let Body::Status(status) = cluster.handle(request).body {
        refused(&status, object, finding);
    }
}

/// Turns a refusal into findings: one a cause, or one for each field that its message names.
fn refused(status: &Status, object: &Value, finding: &mut dyn FnMut(&str, String)) {
    if status.code < 400 {
        return;
    }
    if !status.causes.is_empty() {
        for cause in &status.causes {
            finding(&cause.field, format!("{}: {}", cause.field, cause.message));
        }
        return;
    }
    let mut named = false;
    if let Some((_, list)) = status.message.split_once("strict decoding error: ") {
        for part in list.split(", ") {
            if let Some(path) = part.split('"').nth(1) {
                named = true;
                finding(path, part.to_string());
            }
        }
    }
    if named {
        return;
    }
    let path = match status.message.split_once("Go struct field ") {
        Some((_, rest)) => wrong_type(object, rest),
        None if status.message.starts_with("namespaces ") => "metadata.namespace".to_string(),
        None if status.message.contains("illegal base64") => {
            first_value(object, "", &|within, text| within == "data" && base64::decode(text).is_none())
        }
        None if status.message.contains("quantities must match") => {
            first_value(object, "", &|within, text| AMOUNTS.contains(&within) && Quantity::parse(text).is_err())
        }
        None => String::new(),
    };
    finding(&path, status.message.clone());
}

/// Maps whose values are quantities.
const AMOUNTS: &[&str] = &["requests", "limits", "hard", "capacity", "default", "defaultRequest", "max", "min"];

/// The path of the first text that is wrong in the map that it stands in; empty if there is none.
fn first_value(here: &Value, path: &str, wrong: &dyn Fn(&str, &str) -> bool) -> String {
    let within = path.rsplit('.').next().unwrap_or(path);
    for (key, value) in here.as_map().into_iter().flat_map(|m| m.iter()) {
        let dot = if path.is_empty() { "" } else { "." };
        let at = if key.contains('.') { format!("{path}[{key}]") } else { [path, dot, key].concat() };
        if value.as_str().is_some_and(|text| wrong(within, text)) {
            return at;
        }
        let deeper = first_value(value, &at, wrong);
        if !deeper.is_empty() {
            return deeper;
        }
    }
    let items = here.as_list().into_iter().flat_map(|l| l.iter()).enumerate();
    items
        .map(|(i, item)| first_value(item, &format!("{path}[{i}]"), wrong))
        .find(|at| !at.is_empty())
        .unwrap_or_default()
}

/// Where a value is of the wrong type, from `Container.spec.containers.image of type string`: the path of names, with
/// the first items that lead on.
fn wrong_type(object: &Value, told: &str) -> String {
    let names = told.split_whitespace().next().unwrap_or("").split('.').skip(1);
    let (mut path, mut here) = (String::new(), object);
    for name in names {
        if let Some(items) = here.as_list() {
            let Some(i) = items.iter().position(|item| item.has(name)) else { break };
            path.push_str(&format!("[{i}]"));
            here = &items[i];
        }
        if !here.has(name) {
            break;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
        here = here.get(name);
    }
    // Maps of strings: which of the values it is.
    let text = told.contains("of type string");
    if let Some((key, _)) = here.as_map().filter(|_| text).and_then(|m| m.iter().find(|(_, v)| v.as_str().is_none())) {
        path.push_str(&format!(".{key}"));
    }
    path
}

fn place(document: &Document, path: &str, first: usize, message: String) -> Diagnostic {
    let span = document.find(path).map(|(key, node)| key.unwrap_or(node.span));
    let Span { line, column, end_line, end_column } =
        span.unwrap_or(Span { line: 0, column: 0, end_line: 0, end_column: 0 });
    Diagnostic {
        line: first + line + 1,
        column: column + 1,
        end_column: if end_line == line { end_column + 1 } else { 0 },
        severity: "error".into(),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::SCENARIOS;

    /// Line and message of each finding.
    fn found(text: &str) -> Vec<(usize, String)> {
        let cluster = Cluster::new(SCENARIOS[0].plan().config(1));
        diagnose(&cluster, "a.yaml", text).into_iter().map(|d| (d.line, d.message)).collect()
    }

    #[test]
    fn mistakes_are_found_at_their_line() {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n    app: a\n    gpu: true\nspec:\n  containers:\n  - name: a\n    image: nginx\n";
        let wrong = found(pod);
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert!(wrong[0].0 == 7 && wrong[0].1.contains("cannot unmarshal"), "{wrong:?}");
        let typo = found(&pod.replace("gpu: true", "b: c").replace("image:", "imag:"));
        assert!(typo.iter().any(|(line, m)| *line == 11 && m.contains("unknown field")), "{typo:?}");
        assert!(found(&pod.replace("gpu: true", "b: c")).is_empty());
    }

    #[test]
    fn what_a_message_does_not_place_is_looked_for() {
        let lines = |text: &str| found(text).into_iter().map(|(line, _)| line).collect::<Vec<_>>();
        let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  good: aGk=\n  bad: not-base64!\n";
        assert_eq!(lines(secret), [7]);
        let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: nginx\n    resources:\n      requests:\n        cpu: 1 core\n";
        assert_eq!(lines(pod), [11]);
        assert_eq!(lines("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: *none\n"), [4]);
    }

    #[test]
    fn a_file_that_is_no_manifest_is_not_wrong() {
        let cluster = Cluster::new(SCENARIOS[0].plan().config(1));
        let severities = |path: &str, text: &str| -> Vec<String> {
            diagnose(&cluster, path, text).into_iter().map(|d| d.severity).collect()
        };
        assert_eq!(severities("/root/patch.yaml", "metadata:\n  labels: {a: b}\n"), ["warning"]);
        assert_eq!(severities("/root/a.yaml", "kind: Pod\nmetadata: {name: a}\n"), ["error"]);
        let kustomization = "kind: Kustomization\nresources: [a.yaml]\n";
        assert!(severities("/root/site/kustomization.yaml", kustomization).is_empty());
        assert_eq!(severities("/root/site/kustomization.yaml", "resources: [a.yaml\n"), ["error"]);
        assert_eq!(severities("/root/site/other.yaml", kustomization), ["error"]);
    }

    #[test]
    fn the_objects_of_a_list_and_all_served_versions_are_looked_at() {
        let item = "- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: a\n";
        let list = format!("apiVersion: v1\nkind: List\nitems:\n{item}{item}");
        assert!(found(&list.replacen("name: a", "name: b", 1)).is_empty());
        let wrong = found(&list.replacen("name: a", "name: b", 1).replace("name: a", "name: A_"));
        assert!(wrong.len() == 1 && wrong[0].0 == 11 && wrong[0].1.contains("metadata.name"), "{wrong:?}");
        let old = "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: a\nspec:\n  maxReplicas: 2\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}\n";
        assert!(found(old).is_empty(), "{:?}", found(old));
    }

    #[test]
    fn documents_are_tried_one_after_the_other() {
        let config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  namespace: team\n";
        let alone = found(config);
        assert!(alone[0].0 == 5 && alone[0].1.contains("not found"), "{alone:?}");
        let namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team\n---\n";
        assert!(found(&format!("{namespace}{config}")).is_empty());
    }
}
