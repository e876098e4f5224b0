//! What an update through a pod's `resize` subresource may change: cpu and memory, of its containers and of the whole pod,
//! and no more.

use super::at::At;
use super::pod;
use crate::value::{Map, Value};

const COMPUTE: [&str; 2] = ["cpu", "memory"];
const AMOUNTS: [&str; 2] = ["requests", "limits"];
const LISTS: [&str; 2] = ["containers", "initContainers"];

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
    let mut rest = spec.v.clone();
    whole_pod(spec, old_spec, &mut rest);
    if !same_containers(spec, old_spec) {
        return;
    }
    for list in ["initContainers", "containers"] {
        for (c, old) in spec.at(list).items().zip(old_spec.list(list)) {
            nothing_removed(c.at("resources"), old.get("resources"), "");
        }
    }
    for list in LISTS.into_iter().filter(|l| !spec.v.list(l).is_empty()) {
        for (i, (c, old)) in rest.field_mut(list).list_mut().iter_mut().zip(old_spec.list(list)).enumerate() {
            let changed = c != old;
            put_back(c, old);
            let still = c != old;
            if list == "containers" {
                if still {
                    spec.forbidden("only cpu and memory resources are mutable");
                }
                continue;
            }
            if still {
                spec.at(list)
                    .index(i)
                    .forbidden("only cpu and memory resources for init or sidecar containers are mutable");
            }
            if changed && old.str("restartPolicy") != "Always" {
                let restarts = |p: &&Value| p.str("restartPolicy") == "RestartContainer";
                for _ in c.list("resizePolicy").iter().filter(restarts) {
                    spec.at(list).index(i).forbidden(
                        "non-sidecar init containers with a resize policy of RestartContainer cannot be resized",
                    );
                }
            }
        }
    }
    if pod.errors() == before && rest != *old_spec {
        spec.forbidden("only cpu and memory resources are mutable");
    }
}

/// What the pod as a whole asks for.
fn whole_pod(spec: At<'_>, old: &Value, rest: &mut Value) {
    let any = |spec: &Value| AMOUNTS.iter().any(|a| !spec.get("resources").map(a).is_empty());
    if !any(spec.v) && !any(old) {
        return;
    }
    if old.has("resources") && !spec.has("resources") {
        spec.at("resources").forbidden("pod-level resources cannot be removed");
        return;
    }
    nothing_removed(spec.at("resources"), old.get("resources"), "pod-level ");
    put_back(rest, old);
    if rest.get("resources") != old.get("resources") {
        spec.forbidden("only cpu and memory resources are mutable at pod-level");
    }
}

/// Containers are told apart by their places.
fn same_containers(spec: At<'_>, old: &Value) -> bool {
    let before = spec.errors();
    for field in LISTS {
        let (list, old) = (spec.at(field), old.list(field));
        if list.list().len() != old.len() {
            list.forbidden(format!("{field} may not be added or removed on resize"));
            continue;
        }
        for (c, _) in list.items().zip(old).filter(|(c, old)| c.v.str("name") != old.str("name")) {
            c.at("name").forbidden(format!("{field} may not be renamed or reordered on resize"));
        }
    }
    spec.errors() == before
}

fn nothing_removed(resources: At<'_>, old: &Value, whose: &str) {
    for amounts in AMOUNTS {
        if old.map(amounts).keys().any(|r| !resources.v.map(amounts).contains_key(r)) {
            resources.at(amounts).forbidden(format!("{whose}resource {amounts} cannot be removed"));
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
