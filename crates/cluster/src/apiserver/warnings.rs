//! Warnings that go with an answer: what is deprecated, and what is likely a mistake.

use api::{Map, Value, meta, names};

use super::Resource;

/// Whole kinds that are on their way out.
const DEPRECATED: &[(&str, &str, &str)] = &[
    ("", "endpoints", "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"),
    ("", "componentstatuses", "v1 ComponentStatus is deprecated in v1.19+"),
];

/// What every call on a resource is told.
pub(super) fn of_resource(resource: &Resource) -> Option<&'static str> {
    DEPRECATED.iter().find(|(g, p, _)| resource.is(g, p)).map(|(_, _, text)| *text)
}

/// Node labels that have newer names.
const OLD_LABELS: &[(&str, &str, &str)] = &[
    ("beta.kubernetes.io/arch", "1.14", "kubernetes.io/arch"),
    ("beta.kubernetes.io/os", "1.14", "kubernetes.io/os"),
    ("failure-domain.beta.kubernetes.io/region", "1.17", "topology.kubernetes.io/region"),
    ("failure-domain.beta.kubernetes.io/zone", "1.17", "topology.kubernetes.io/zone"),
    ("beta.kubernetes.io/instance-type", "1.17", "node.kubernetes.io/instance-type"),
];

/// Where the pod template of a kind is.
fn template_path(resource: &Resource) -> Option<&'static [&'static str]> {
    let gvr = &resource.gvr;
    Some(match (gvr.group.as_str(), gvr.resource.as_str()) {
        ("", "pods") => &[],
        ("", "podtemplates") => &["template"],
        ("", "replicationcontrollers") => &["spec", "template"],
        ("apps", "deployments" | "replicasets" | "statefulsets" | "daemonsets") => &["spec", "template"],
        ("batch", "jobs") => &["spec", "template"],
        ("batch", "cronjobs") => &["spec", "jobTemplate", "spec", "template"],
        _ => return None,
    })
}

/// What the author of a new or changed object is told.
pub(super) fn of_object(resource: &Resource, object: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for finalizer in meta::finalizers(object).iter().filter_map(Value::as_str) {
        let plain = !finalizer.contains('/') && !matches!(finalizer, "orphan" | "foregroundDeletion" | "kubernetes");
        if plain && names::qualified_name(finalizer).is_empty() {
            all.push(format!(
                "metadata.finalizers: {finalizer:?}: prefer a domain-qualified finalizer name including a path (/) to \
                 avoid accidental conflicts with other finalizer writers"
            ));
        }
    }
    if let Some(path) = template_path(resource) {
        let at = path.iter().map(|p| format!("{p}.")).collect::<String>();
        of_template(object.at(path), &at, &mut all);
    }
    if resource.is("", "services") && !object.get("spec").str("externalName").is_empty() {
        let spec = object.get("spec");
        if spec.str("type") != "ExternalName" {
            let kind = spec.str("type");
            all.push(format!("spec.externalName is ignored when spec.type is not \"ExternalName\": {kind:?}"));
        }
    }
    all
}

fn of_template(template: &Value, at: &str, all: &mut Vec<String>) {
    let spec = template.get("spec");
    old_labels(spec.map("nodeSelector"), &format!("{at}spec.nodeSelector"), all);
    if spec.get("terminationGracePeriodSeconds").as_i64().is_some_and(|s| s < 0) {
        all.push(format!(
            "{at}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"
        ));
    }
    for list in ["initContainers", "containers"] {
        for (i, c) in spec.list(list).iter().enumerate() {
            let here = format!("{at}spec.{list}[{i}]");
            duplicate_env(c, &here, all);
            duplicate_ports(c, &here, all);
            for kind in ["requests", "limits"] {
                let amounts = c.get("resources").map(kind);
                let memory = amounts.get("memory").map(api::quantity::Quantity::of_valid);
                if memory.is_some_and(|m| m.milli_value() % 1000 != 0) {
                    let text = amounts.get("memory").and_then(Value::as_str).unwrap_or("");
                    all.push(format!(
                        "{here}.resources.{kind}[memory]: fractional byte value {text:?} is invalid, must be an integer"
                    ));
                }
            }
        }
    }
    let volumes = spec.list("volumes");
    for (i, v) in volumes.iter().enumerate() {
        if v.has("gitRepo") {
            all.push(format!("{at}spec.volumes[{i}].gitRepo: deprecated in v1.11, and disabled by default in v1.33+"));
        }
    }
}

fn old_labels(selector: &Map, at: &str, all: &mut Vec<String>) {
    for (old, since, new) in OLD_LABELS {
        if selector.contains_key(old) {
            all.push(format!("{at}[{old}]: deprecated since v{since}; use {new:?} instead"));
        }
    }
}

fn duplicate_env(container: &Value, here: &str, all: &mut Vec<String>) {
    let env = container.list("env");
    for (i, e) in env.iter().enumerate() {
        let name = e.str("name");
        let again = env[..i].iter().any(|o| o.str("name") == name);
        if again && !e.str("value").contains(&format!("$({name})")) {
            all.push(format!("{here}.env[{i}]: hides previous definition of {name:?}, which may be unexpected"));
        }
    }
}

fn duplicate_ports(container: &Value, here: &str, all: &mut Vec<String>) {
    let ports = container.list("ports");
    let same =
        |a: &Value, b: &Value| ["containerPort", "protocol", "hostPort", "hostIP"].iter().all(|k| a.get(k) == b.get(k));
    for (i, p) in ports.iter().enumerate() {
        if let Some(first) = ports[..i].iter().position(|o| same(o, p)) {
            all.push(format!("{here}.ports[{i}]: duplicate port definition with {here}.ports[{first}]"));
        }
    }
}
