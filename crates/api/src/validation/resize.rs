//! What an update through a pod's `resize` subresource may change: cpu and memory, of its containers and of the whole pod,
//! and no more.

use super::at::At;
use super::pod;
use crate::value::{Map, Value};

const COMPUTE: [&str; 2] = ["cpu", "memory"];
const AMOUNTS: [&str; 2] = ["requests", "limits"];

pub(super) fn update(pod: At<'_>, old: &Value) {
    let before = pod.errors();
    pod::metadata_and_spec(pod);
    let (spec, old_spec) = (pod.at("spec"), old.get("spec"));
    if old.get("metadata").map("annotations").contains_key("kubernetes.io/config.mirror") {
        pod.at("").forbidden("static pods cannot be resized");
        return;
    }
    if old_spec.get("os").str("name") == "windows" {
        pod.at("").forbidden("windows pods cannot be resized");
        return;
    }
    if pod::qos(old_spec) != pod::qos(spec.v) {
        let class = pod.v.get("status").text("qosClass");
        spec.invalid_as(class, "Pod QOS Class may not change as a result of resizing");
    }
    for list in ["initContainers", "containers"] {
        for (c, old) in spec.at(list).items().zip(old_spec.list(list)) {
            if list == "containers" || is_sidecar(old) {
                nothing_removed(c.at("resources"), old.get("resources"));
            }
        }
    }
    let mut rest = spec.v.clone();
    if old_spec.has("resources") {
        nothing_removed(spec.at("resources"), old_spec.get("resources"));
        put_back(&mut rest, old_spec);
    }
    for list in ["containers", "initContainers"] {
        if rest.list(list).len() != old_spec.list(list).len() || rest.list(list).is_empty() {
            continue;
        }
        for (c, old) in rest.field_mut(list).list_mut().iter_mut().zip(old_spec.list(list)) {
            let sidecar = is_sidecar(old);
            if list == "containers" || sidecar {
                put_back(c, old);
            }
            if c != old {
                spec.forbidden(match (list, sidecar) {
                    ("containers", _) => "only cpu and memory resources are mutable",
                    (_, true) => "only cpu and memory resources for sidecar containers are mutable",
                    (_, false) => "resources for non-sidecar init containers are immutable",
                });
            }
        }
    }
    if pod.errors() == before && rest != *old_spec {
        spec.forbidden("only cpu and memory resources are mutable");
    }
}

fn is_sidecar(c: &Value) -> bool {
    c.str("restartPolicy") == "Always"
}

fn nothing_removed(resources: At<'_>, old: &Value) {
    for amounts in AMOUNTS {
        if old.map(amounts).keys().any(|r| !resources.v.map(amounts).contains_key(r)) {
            let at = resources.at(amounts);
            at.forbidden(format!("resource {amounts} cannot be removed"));
        }
    }
}

/// Gives a container or a pod the cpu and memory that it had; what then still differs may not.
fn put_back(c: &mut Value, old: &Value) {
    for amounts in AMOUNTS {
        let before: &Map = old.get("resources").map(amounts);
        let mut now = c.get("resources").map(amounts).clone();
        for resource in COMPUTE {
            match before.get(resource) {
                Some(amount) => now.insert(resource, amount.clone()),
                None => now.remove(resource),
            };
        }
        let resources = c.field_mut("resources");
        if now.is_empty() && !old.get("resources").has(amounts) {
            resources.remove(amounts);
        } else {
            resources.set(amounts, now);
        }
    }
    if !old.has("resources") && c.map("resources").is_empty() {
        c.remove("resources");
    }
}
