//! What the API server would say about a YAML text, at line and column, without applying it.

use api::kinds::by_kind;
use api::request::{PatchType, Request};
use api::yaml::{Document, Span, parse_with_positions, split};
use api::{Body, Status, Text, Verb, meta};
use cluster::Cluster;
use protocol::Diagnostic;

/// Texts longer than this are not checked while one types.
const LONGEST: usize = 256 * 1024;

/// All findings in a text of one or more documents.
pub fn diagnose(cluster: &mut Cluster, _path: &str, text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if text.len() > LONGEST {
        return found;
    }
    for chunk in split(text) {
        match chunk {
            Ok(chunk) => document(cluster, &chunk.text, chunk.line, &mut found),
            Err(error) => found.push(at_line(0, 0, error.to_string())),
        }
    }
    found
}

fn at_line(first: usize, line: usize, message: String) -> Diagnostic {
    Diagnostic { line: first + line.max(1), column: 1, end_column: 0, severity: "error".into(), message }
}

fn document(cluster: &mut Cluster, text: &str, first: usize, found: &mut Vec<Diagnostic>) {
    let document = match parse_with_positions(text) {
        Ok(document) => document,
        Err(error) => {
            found.push(at_line(first, error.line.map_or(1, |l| l + 1), error.to_string()));
            return;
        }
    };
    if document.value.is_null() {
        return;
    }
    let mut finding = |path: &str, message: String| found.push(place(&document, path, first, message));
    let object = &document.value;
    for (field, message) in [("apiVersion", "apiVersion not set"), ("kind", "Object 'Kind' is missing")] {
        if object.str(field).is_empty() {
            finding("", message.to_string());
            return;
        }
    }
    let (group, version) = object.str("apiVersion").rsplit_once('/').unwrap_or(("", object.str("apiVersion")));
    let Some(kind) = by_kind(group, object.str("kind")).filter(|k| k.version == version) else {
        let (kind, version) = (object.str("kind"), object.str("apiVersion"));
        finding("kind", format!("no matches for kind {kind:?} in version {version:?}"));
        return;
    };
    let namespace = match (kind.namespaced, meta::namespace(object)) {
        (false, _) => "",
        (true, "") => "default",
        (true, namespace) => namespace,
    };
    let mut request = Request::new(Verb::Create, kind.gvr(), Text::new(namespace), "").with_body(object.clone());
    let exists = cluster.api().read(kind, namespace, meta::name(object)).is_some();
    if exists {
        request.verb = Verb::Patch(PatchType::Apply);
        request.name = Text::new(meta::name(object));
        request.options.force = true;
    }
    request.options.dry_run = true;
    request.options.field_manager = "editor".into();
    if let Body::Status(status) = cluster.clone().handle(request).body {
        refused(&status, &mut finding);
    }
}

/// Turns a refusal into findings: one a cause, or one for each field that its message names.
fn refused(status: &Status, finding: &mut dyn FnMut(&str, String)) {
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
    if !named {
        finding("", status.message.clone());
    }
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
