//! Namespaces, nodes, config maps, secrets, service accounts, events.

use super::at::At;
use super::meta::{self, Scope, subdomain};
use super::{resources, scheduling};
use crate::base64;
use crate::json;
use crate::names;
use crate::value::Value;

pub(super) fn namespace(ns: At<'_>) {
    meta::create(ns.at("metadata"), Scope::Cluster, names::dns1123_label);
    let list = ns.down(&["spec", "finalizers"]);
    list.list().iter().for_each(|f| namespace_finalizer(list.with(f)));
}

fn namespace_finalizer(at: At<'_>) {
    at.messages(names::qualified_name(at.str()));
    meta::standard_finalizer(at);
}

pub(super) fn namespace_status(ns: At<'_>, _old: &Value) {
    let phase = ns.down(&["status", "Phase"]).with(ns.v.get("status").get("phase"));
    let deleted = !ns.v.get("metadata").str("deletionTimestamp").is_empty();
    if !deleted && phase.str() != "Active" {
        phase.invalid_as(phase.str().to_string(), "may only be 'Active' if `deletionTimestamp` is empty");
    }
    if deleted && phase.str() != "Terminating" {
        phase.invalid_as(phase.str().to_string(), "may only be 'Terminating' if `deletionTimestamp` is not empty");
    }
}

/// An update through the `finalize` subresource.
pub(super) fn namespace_finalize(ns: At<'_>, _old: &Value) {
    ns.down(&["spec", "finalizers"]).items().for_each(namespace_finalizer);
}

pub(super) fn node(node: At<'_>) {
    meta::create(node.at("metadata"), Scope::Cluster, subdomain);
    taints(node);
    capacity(node);
    let cidrs = node.down(&["spec", "podCIDRs"]);
    cidrs.items().for_each(|c| c.messages(names::cidr(c.str())));
    if cidrs.list().len() < 2 {
        return;
    }
    let families = |v6: bool| cidrs.items().filter(|c| c.str().contains(':') == v6).count();
    if cidrs.list().len() > 2 || families(true) != 1 {
        cidrs.invalid("may specify no more than one CIDR for each IP family");
    }
}

/// Messages about taints say `metadata.taints`, as the API server does.
fn taints(node: At<'_>) {
    scheduling::taints(node.at("metadata").at("taints").with(node.v.get("spec").get("taints")));
}

fn capacity(node: At<'_>) {
    for list in ["capacity", "allocatable"] {
        let amounts = node.down(&["status", list]);
        for (resource, entry) in amounts.map().iter() {
            resources::amount(amounts.name(resource).with(entry), resource);
        }
    }
}

pub(super) fn node_update(node: At<'_>, old: &Value) {
    capacity(node);
    let addresses = node.down(&["status", "addresses"]);
    for (i, a) in addresses.items().enumerate() {
        if addresses.list()[..i].contains(a.v) {
            a.duplicate_raw(super::internal::json("NodeAddress", a.v), "");
        }
    }
    let (spec, old_spec) = (node.at("spec"), old.get("spec"));
    if !old_spec.list("podCIDRs").is_empty() && spec.v.list("podCIDRs") != old_spec.list("podCIDRs") {
        spec.at("podCIDRs").forbidden("node updates may not change podCIDR except from \"\" to valid");
    }
    if !old_spec.str("providerID").is_empty() && spec.v.str("providerID") != old_spec.str("providerID") {
        spec.at("providerID").forbidden("node updates may not change providerID except from \"\" to valid");
    }
    taints(node);
    if spec.v.str("externalID") != old_spec.str("externalID") {
        spec.at("externalID").forbidden("may not be updated");
    }
}

const MAX_DATA: usize = 1024 * 1024;

pub(super) fn config_map(cm: At<'_>) {
    meta::create(cm.at("metadata"), Scope::Namespaced, subdomain);
    let binary = cm.v.map("binaryData");
    let mut size = 0;
    for (key, entry) in cm.at("data").entries() {
        entry.messages_as(key, names::config_map_key(key));
        if binary.contains_key(key) {
            entry.invalid_as(key, "duplicate of key present in binaryData");
        }
        size += entry.str().len();
    }
    for (key, entry) in cm.at("binaryData").entries() {
        entry.messages_as(key, names::config_map_key(key));
        size += decoded_len(entry.v);
    }
    if size > MAX_DATA {
        cm.at("").too_long(MAX_DATA);
    }
}

fn decoded_len(v: &Value) -> usize {
    v.as_str().and_then(base64::decode).map_or(0, |b| b.len())
}

const FROZEN: &str = "field is immutable when `immutable` is set";

fn frozen(at: At<'_>, old: &Value, fields: &[&'static str]) {
    if !old.bool("immutable") {
        return;
    }
    if !at.v.bool("immutable") {
        at.at("immutable").forbidden(FROZEN);
    }
    for field in fields {
        if at.v.map(field) != old.map(field) {
            at.at(field).forbidden(FROZEN);
        }
    }
}

pub(super) fn config_map_update(cm: At<'_>, old: &Value) {
    frozen(cm, old, &["data", "binaryData"]);
    config_map(cm);
}

pub(super) fn secret(secret: At<'_>) {
    meta::create(secret.at("metadata"), Scope::Namespaced, subdomain);
    let data = secret.at("data");
    let mut size = 0;
    for (key, entry) in data.entries() {
        entry.messages_as(key, names::config_map_key(key));
        size += decoded_len(entry.v);
    }
    if size > MAX_DATA {
        data.too_long(MAX_DATA);
    }
    let has = |key: &str| data.map().contains_key(key);
    match secret.v.str("type") {
        "kubernetes.io/service-account-token" => {
            let key = "kubernetes.io/service-account.name".into();
            let name = secret.down(&["metadata", "annotations"]).key(&key);
            if name.is_empty() {
                name.required("");
            }
        }
        "kubernetes.io/dockercfg" => json_content(data.key(&".dockercfg".into())),
        "kubernetes.io/dockerconfigjson" => json_content(data.key(&".dockerconfigjson".into())),
        "kubernetes.io/basic-auth" if !has("username") && !has("password") => {
            data.key(&"username".into()).required("");
            data.key(&"password".into()).required("");
        }
        "kubernetes.io/ssh-auth" => {
            let key = data.key(&"ssh-privatekey".into());
            if key.is_empty() {
                key.required("");
            }
        }
        "kubernetes.io/tls" => {
            for key in ["tls.crt", "tls.key"] {
                if !has(key) {
                    data.key(&key.into()).required("");
                }
            }
        }
        _ => {}
    }
}

fn json_content(entry: At<'_>) {
    if !entry.is_set() {
        entry.required("");
        return;
    }
    let bytes = base64::decode(entry.str()).unwrap_or_default();
    let why = match json::parse(&String::from_utf8_lossy(&bytes)) {
        Ok(Value::Map(_) | Value::Null) => return,
        Ok(v) => format!("json: cannot unmarshal {} into Go value of type map[string]interface {{}}", v.json_type()),
        Err(e) => e.message,
    };
    entry.invalid_as("<secret contents redacted>", why);
}

pub(super) fn secret_update(secret_at: At<'_>, old: &Value) {
    let kind = secret_at.at("type");
    if kind.v != old.get("type") {
        kind.invalid_as(kind.str().to_string(), "field is immutable");
    }
    frozen(secret_at, old, &["data"]);
    secret(secret_at);
}

pub(super) fn service_account(sa: At<'_>) {
    meta::create(sa.at("metadata"), Scope::Namespaced, subdomain);
}

pub(super) fn event(event: At<'_>) {
    meta::create(event.at("metadata"), Scope::Namespaced, subdomain);
    sound_event(event);
}

fn sound_event(event: At<'_>) {
    let involved = event.at("involvedObject");
    let namespace = involved.v.str("namespace");
    let own = event.v.get("metadata").str("namespace");
    // Events of cluster-scoped objects live in the default namespace, and new ones in that of the system, too.
    let is_new = event.at("eventTime").is_set();
    if namespace.is_empty() && own != "default" && !(is_new && own == "kube-system") {
        involved.at("namespace").invalid_as("", "does not match event.namespace");
    } else if !namespace.is_empty() && namespace != own && !is_new {
        involved.at("namespace").invalid("does not match event.namespace");
    }
    if !is_new {
        return;
    }
    let controller = event.at("reportingComponent");
    let shown = event.at("reportingController");
    if controller.is_empty() {
        shown.required("");
    }
    for message in names::qualified_name(controller.str()) {
        shown.invalid_as(controller.str().to_string(), message.to_string());
    }
    for (field, most) in [("reportingInstance", 128), ("action", 128), ("reason", 128), ("message", 1024)] {
        let at = event.at(field);
        if at.is_empty() && field != "message" {
            at.required("");
        }
        if at.str().len() > most {
            at.invalid_as("", format!("can have at most {most} characters"));
        }
    }
}

/// Events of the API's newer group have to be whole.
pub(super) fn new_event(event: At<'_>) {
    meta::create(event.at("metadata"), Scope::Namespaced, subdomain);
    sound_event(event);
    let series = event.at("series");
    if series.is_set() {
        if series.at("count").int() < 2 {
            event.at("series.count").invalid_as("", "should be at least 2");
        }
        if !series.at("lastObservedTime").is_set() {
            event.at("series.lastObservedTime").required("");
        }
    }
    if !event.at("eventTime").is_set() {
        event.at("eventTime").required("");
    }
    let kind = event.at("type");
    if !matches!(kind.str(), "Normal" | "Warning") {
        kind.invalid_as("", format!("has invalid value: {}", kind.str()));
    }
    let source = event.at("source");
    let set = |field: &'static str| event.at(field).is_set() && event.at(field).v != &Value::from(0);
    for (field, is_set) in [
        ("firstTimestamp", set("firstTimestamp")),
        ("lastTimestamp", set("lastTimestamp")),
        ("count", set("count")),
        ("source", ["component", "host"].iter().any(|f| !source.v.str(f).is_empty())),
    ] {
        if is_set {
            event.at(field).invalid_as("", "needs to be unset");
        }
    }
}

/// And stay what they are, but for their series.
pub(super) fn new_event_update(event: At<'_>, old: &Value) {
    sound_event(event);
    for field in [
        "involvedObject",
        "reason",
        "message",
        "source",
        "firstTimestamp",
        "lastTimestamp",
        "count",
        "type",
        "eventTime",
        "action",
        "related",
        "reportingInstance",
    ] {
        event.at(field).immutable(old.get(field));
    }
}
