//! The least of an OpenAPI document: that writes understand `fieldValidation`, which kubectl looks up before it sends one.

use api::kinds::KINDS;
use api::{Value, obj};

/// Where the documents of the groups are.
pub fn index() -> Value {
    let mut paths = Value::object();
    for kind in KINDS {
        let path = path_of(kind.group, kind.version);
        paths.set(path.clone(), obj!({"serverRelativeURL": (format!("/openapi/v3/{path}"))}));
    }
    obj!({"paths": paths})
}

/// The document of a group; empty for one that is not built in.
pub fn document(path: &str) -> Value {
    let mut paths = Value::object();
    for kind in KINDS.iter().filter(|k| path_of(k.group, k.version) == path) {
        let gvk = obj!({"group": (kind.group), "version": (kind.version), "kind": (kind.kind)});
        let parameter = obj!({"name": "fieldValidation", "in": "query", "schema": {"type": "string"}});
        let patch = obj!({"parameters": [parameter], "x-kubernetes-group-version-kind": gvk});
        paths.set(format!("/{path}/{}/{{name}}", kind.plural), obj!({"patch": patch}));
    }
    obj!({"openapi": "3.0.0", "info": {"title": "Kubernetes", "version": "v1.36.2"}, "paths": paths})
}

fn path_of(group: &str, version: &str) -> String {
    if group.is_empty() { format!("api/{version}") } else { format!("apis/{group}/{version}") }
}
