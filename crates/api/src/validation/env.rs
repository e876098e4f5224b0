//! Environment variables and where their values come from.

use super::at::At;
use crate::names;
use crate::quantity::Quantity;

pub(super) fn vars(list: At<'_>) {
    for var in list.items() {
        let name = var.at("name");
        if name.is_empty() {
            name.required("");
        } else {
            name.messages(names::env_var_name(name.str()));
        }
        if var.has("valueFrom") {
            value_from(var.at("valueFrom"), var.v.str("value"));
        }
    }
}

const ENV_FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];
/// Fields of the pod that a volume can show.
pub(super) const VOLUME_FIELDS: [&str; 5] =
    ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

fn value_from(at: At<'_>, value: &str) {
    let mut sources = 0;
    if at.has("fieldRef") {
        sources += 1;
        field_ref(at.at("fieldRef"), &ENV_FIELDS);
    }
    if at.has("resourceFieldRef") {
        sources += 1;
        resource_field_ref(at.at("resourceFieldRef"), Place::Variable);
    }
    if at.has("configMapKeyRef") {
        sources += 1;
        key_ref(at.at("configMapKeyRef"));
    }
    if at.has("secretKeyRef") {
        sources += 1;
        key_ref(at.at("secretKeyRef"));
    }
    if at.has("fileKeyRef") {
        sources += 1;
        file_key_ref(at.at("fileKeyRef"));
    }
    if sources == 0 {
        at.invalid_as(
            "",
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
        );
    } else if !value.is_empty() {
        at.invalid_as("", "may not be specified when `value` is not empty");
    } else if sources > 1 {
        at.invalid_as("", "may not have more than one field specified at a time");
    }
}

fn file_key_ref(at: At<'_>) {
    let key = at.at("key");
    if key.is_empty() {
        key.required("");
    } else {
        key.messages(names::env_var_name(key.str()));
    }
    let volume = at.at("volumeName");
    if volume.is_empty() {
        volume.required("");
    } else {
        volume.messages(names::dns1123_label(volume.str()));
    }
    if at.v.str("path").is_empty() {
        at.at("path").required("");
    } else {
        super::volume::no_steps_back(at.at("path"));
    }
}

/// A field of the pod by its path.
pub(super) fn field_ref(at: At<'_>, allowed: &[&str]) {
    let (version, path) = (at.at("apiVersion"), at.at("fieldPath"));
    if version.is_empty() {
        version.required("");
        return;
    }
    if path.is_empty() {
        path.required("");
        return;
    }
    let text = path.str();
    let split = text.strip_suffix("']").and_then(|text| text.split_once("['")).filter(|(base, _)| !base.is_empty());
    let (base, subscript) = match split {
        Some((base, subscript)) => (base, Some(subscript)),
        None => (text, None),
    };
    const KNOWN: [&str; 14] = [
        "metadata.annotations",
        "metadata.labels",
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.serviceAccountName",
        "spec.schedulerName",
        "status.phase",
        "status.hostIP",
        "status.hostIPs",
        "status.podIP",
        "status.podIPs",
    ];
    // The node's name has an older name, which is converted.
    let base = if text == "spec.host" { "spec.nodeName" } else { base };
    let unconvertible = |why: String| path.invalid(format!("error converting fieldPath: {why}"));
    match (base, subscript) {
        _ if version.str() != "v1" => unconvertible(format!("unsupported pod version: {}", version.str())),
        ("metadata.annotations", Some(subscript)) => {
            at.messages_as(&subscript.to_lowercase(), names::qualified_name(&subscript.to_lowercase()));
        }
        ("metadata.labels", Some(subscript)) => at.messages_as(subscript, names::qualified_name(subscript)),
        (_, Some(_)) => unconvertible(format!("field label does not support subscript: {text}")),
        _ if !KNOWN.contains(&base) => unconvertible(format!("field label not supported: {text}")),
        _ if !allowed.contains(&base) => path.not_supported_as(base.to_string(), allowed),
        _ => {}
    }
}

/// Where a resource's amount is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Variable,
    /// A file, which belongs to no container and so must name one.
    Volume,
}

const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

pub(super) fn resource_field_ref(at: At<'_>, place: Place) {
    let resource = at.v.str("resource");
    let huge = resource.starts_with("requests.hugepages-") || resource.starts_with("limits.hugepages-");
    if place == Place::Volume && at.v.str("containerName").is_empty() {
        at.at("containerName").required("");
    } else if resource.is_empty() {
        at.at("resource").required("");
    } else if !RESOURCES.contains(&resource) && !huge {
        at.at("resource").not_supported(&RESOURCES);
    }
    divisor(at, resource, huge);
}

fn divisor(at: At<'_>, resource: &str, huge: bool) {
    let q = Quantity::of_valid(at.v.get("divisor"));
    if q.is_zero() {
        return;
    }
    const SIZES: [&str; 13] = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];
    let (allowed, named): (&[&str], &str) = match resource {
        "limits.cpu" | "requests.cpu" => (&["1m", "1"], "cpu"),
        "limits.memory" | "requests.memory" => (&SIZES, "memory"),
        "limits.ephemeral-storage" | "requests.ephemeral-storage" => (&SIZES, "local ephemeral storage"),
        _ if huge => (&SIZES, "hugepages"),
        _ => return,
    };
    if !allowed.contains(&q.text().as_str()) {
        let listed = if named == "cpu" { "1m and 1".to_string() } else { SIZES.join(", ") };
        let why = format!("only divisor's values {listed} are supported with the {named} resource");
        at.at("divisor").invalid_as(resource.to_string(), why);
    }
}

/// A key of a config map or secret.
fn key_ref(at: At<'_>) {
    at.at("name").messages(names::dns1123_subdomain(at.v.str("name")));
    let key = at.at("key");
    if key.is_empty() {
        key.required("");
    } else {
        key.messages(names::config_map_key(key.str()));
    }
}

pub(super) fn from(list: At<'_>) {
    for source in list.items() {
        let prefix = source.at("prefix");
        if !prefix.is_empty() {
            prefix.messages(names::env_var_name(prefix.str()));
        }
        let mut sources = 0;
        for field in ["configMapRef", "secretRef"] {
            if source.has(field) {
                sources += 1;
                let name = source.at(field).at("name");
                if name.is_empty() {
                    name.required("");
                } else {
                    name.messages(names::dns1123_subdomain(&names::mask_trailing_dash(name.str())));
                }
            }
        }
        if sources == 0 {
            list.invalid_as("", "must specify one of: `configMapRef` or `secretRef`");
        } else if sources > 1 {
            list.invalid_as("", "may not have more than one field specified at a time");
        }
    }
}
