//! Places in objects, as kustomize's field specifications name them: whose they are, and the way to them.

use api::{Map, Value};

use super::group_version;

pub(super) struct Place {
    group: String,
    version: String,
    /// Empty for objects of any kind.
    kind: String,
    pub path: String,
    create: bool,
}

impl Place {
    pub(super) fn of(spec: &Value) -> Place {
        let text = |field: &str| spec.str(field).to_string();
        let (group, version, kind, path) = (text("group"), text("version"), text("kind"), text("path"));
        Place { group, version, kind, path, create: spec.bool("create") }
    }

    pub(super) fn fits(&self, object: &Value) -> bool {
        let (group, version) = group_version(object.str("apiVersion"));
        let is = |wanted: &str, own: &str| wanted.is_empty() || wanted == own;
        is(&self.group, group) && is(&self.version, version) && is(&self.kind, object.str("kind"))
    }

    /// Changes every value that stands at the place; where it is to be made, it is null before.
    pub(super) fn each(&self, object: &mut Value, change: &mut dyn FnMut(&mut Value)) {
        if self.fits(object) {
            let parts = split(&self.path);
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            walk(object, &parts, self.create, change);
        }
    }

    /// Puts pairs into the map at the place.
    pub(super) fn put(&self, object: &mut Value, pairs: &Map) {
        if pairs.is_empty() {
            return;
        }
        self.each(object, &mut |value| super::labels::put(value, pairs));
    }
}

/// The parts of a path; a slash behind a backslash parts nothing.
pub(super) fn split(path: &str) -> Vec<String> {
    let escaped = path.replace("\\/", "\0");
    escaped.split('/').filter(|part| !part.is_empty()).map(|part| part.replace('\0', "/")).collect()
}

/// Where the pod stands in objects of a kind.
pub(super) fn pod_in(kind: &str) -> &'static str {
    match kind {
        "Pod" => "spec",
        "PodTemplate" => "template/spec",
        "CronJob" => "spec/jobTemplate/spec/template/spec",
        _ => "spec/template/spec",
    }
}

/// The places that a field of a configuration or a transformer lists.
pub(super) fn all(config: &Value, field: &str) -> Vec<Place> {
    config.list(field).iter().map(Place::of).collect()
}

pub(super) fn walk(node: &mut Value, parts: &[&str], create: bool, change: &mut dyn FnMut(&mut Value)) {
    if node.as_list().is_some() && !parts.is_empty() {
        return node.list_mut().iter_mut().for_each(|item| walk(item, parts, create, change));
    }
    let Some((first, rest)) = parts.split_first() else { return change(node) };
    let key = first.trim_end_matches("[]");
    if node.as_map().is_none() && !(create && node.is_null()) {
        return;
    }
    if !node.has(key) {
        if !create || key != *first {
            return;
        }
        node.set(key.to_string(), if rest.is_empty() { Value::Null } else { Value::object() });
    }
    walk(node.field_mut(key.to_string()), rest, create, change);
}
