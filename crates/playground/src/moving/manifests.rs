//! The objects that somebody made, as they wrote them (with the defaults that their fields have). Who made what is in `metadata.managedFields`: what the cluster's
//! own components made or filled in (status, node, addresses, tokens) has another owner or none, and is left out.

use api::time::Time;
use api::{Map, Value, json, meta, yaml};
use cluster::Cluster;
use sorted::InOrder;

use crate::scenario::EPOCH;

/// What must be there before others, first. All other kinds follow in the order of discovery.
const FIRST: &[&str] = &[
    "CustomResourceDefinition",
    "Namespace",
    "PriorityClass",
    "StorageClass",
    "RuntimeClass",
    "IngressClass",
    "ServiceAccount",
    "Secret",
    "ConfigMap",
    "LimitRange",
    "ResourceQuota",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Service",
];

/// Kinds that are not carried over: nodes are in the other file, the rest is only ever about other objects.
const NEVER: &[&str] = &["Node", "Event", "Lease", "Binding", "ComponentStatus", "ControllerRevision"];

/// Owners of fields that are parts of the cluster.
const COMPONENTS: &[&str] = &["kube-", "kubelet", "kubeadm", "etcd"];

/// All documents in one YAML stream; empty if nobody made anything.
pub fn manifests(cluster: &Cluster) -> String {
    let api = cluster.api();
    let mut resources: Vec<_> = api.resources().filter(|r| r.preferred && !NEVER.contains(&r.kind.as_str())).collect();
    let rank = |kind: &str| FIRST.iter().position(|first| *first == kind).unwrap_or(FIRST.len());
    resources.order_by_key(|r| rank(&r.kind));
    let mut seen = Vec::new();
    let mut documents = Vec::new();
    for object in resources.into_iter().flat_map(|r| api.read_all_with_owners(r)) {
        // One table may be served under two groups.
        if seen.contains(&object.get("metadata").text("uid")) {
            continue;
        }
        seen.push(object.get("metadata").text("uid"));
        documents.extend(written(&object).map(|document| yaml::to_string(&document)));
    }
    documents.join("---\n")
}

/// The object as its author wrote it; nothing if a part of the cluster made it.
fn written(object: &Value) -> Option<Value> {
    // The cluster had been up for a while when the session began.
    let created = Time::parse(object.get("metadata").str("creationTimestamp"))?;
    let own = meta::controller_of(object).is_none() && meta::deletion_timestamp(object).is_empty();
    if !own || created < EPOCH {
        return None;
    }
    let entries = object.get("metadata").list("managedFields");
    let component = |entry: &Value| COMPONENTS.iter().any(|part| entry.str("manager").starts_with(part));
    // The first writer made it. Times are whole seconds, in which a component may have followed already.
    let maker = entries.iter().min_by_key(|entry| (entry.str("time").to_string(), component(entry)))?;
    if component(maker) || entries.iter().all(component) {
        return None;
    }
    let mut fields = Map::default();
    for entry in entries.iter().filter(|entry| !component(entry) && entry.str("subresource") != "status") {
        union(&mut fields, entry.map("fieldsV1"));
    }
    let mut out = Value::object();
    out.set("apiVersion", object.get("apiVersion").clone());
    out.set("kind", object.get("kind").clone());
    let mut metadata = Value::object();
    metadata.set("name", object.get("metadata").get("name").clone());
    if !meta::namespace(object).is_empty() {
        metadata.set("namespace", object.get("metadata").get("namespace").clone());
    }
    let kept = keep(object, &fields);
    for key in ["labels", "annotations"] {
        let mut map = kept.get("metadata").get(key).clone();
        map.remove("kubectl.kubernetes.io/last-applied-configuration");
        map.remove("deployment.kubernetes.io/revision");
        if map.as_map().is_some_and(|map| !map.is_empty()) {
            metadata.set(key, map);
        }
    }
    out.set("metadata", metadata);
    for (key, value) in kept.as_map()?.iter() {
        if !matches!(key.as_str(), "apiVersion" | "kind" | "metadata" | "status") {
            out.set(key.clone(), value.clone());
        }
    }
    Some(out)
}

/// Adds the fields of another owner.
fn union(all: &mut Map, more: &Map) {
    for (key, value) in more.iter() {
        match (all.get_mut(key), value.as_map()) {
            // A leaf means the whole value, whatever another owner says of its parts.
            (Some(known), Some(fields)) if !fields.is_empty() && known.as_map().is_some_and(|map| !map.is_empty()) => {
                union(known.map_mut(), fields);
            }
            (Some(known), _) => *known = Value::object(),
            (None, _) => {
                all.insert(key.clone(), value.clone());
            }
        }
    }
}

/// The owned part of a value. `fields` is in the notation of `fieldsV1`; an empty one means all of it.
fn keep(value: &Value, fields: &Map) -> Value {
    if fields.is_empty() {
        return value.clone();
    }
    match value {
        Value::Map(map) => {
            let mut out = Value::object();
            for (key, inner) in map.iter() {
                if let Some(below) = fields.get(&format!("f:{key}")) {
                    out.set(key.clone(), keep(inner, below.as_map().unwrap_or(&Map::default())));
                }
            }
            out
        }
        Value::List(items) => {
            let owned = items.iter().filter_map(|item| {
                let (_, below) = fields.iter().find(|(key, _)| names(key, item))?;
                Some(keep(item, below.as_map().unwrap_or(&Map::default())))
            });
            owned.collect::<Vec<_>>().into()
        }
        scalar => scalar.clone(),
    }
}

/// Whether a key of a list's fields names this item: `k:{"name":"web"}` by its keys, `v:"x"` by its value.
fn names(key: &str, item: &Value) -> bool {
    if let Some(keys) = key.strip_prefix("k:") {
        let keys = json::parse(keys).unwrap_or_default();
        return keys.as_map().is_some_and(|keys| !keys.is_empty() && keys.iter().all(|(k, v)| item.get(k) == v));
    }
    key.strip_prefix("v:").is_some_and(|value| json::parse(value).is_ok_and(|value| value == *item))
}
