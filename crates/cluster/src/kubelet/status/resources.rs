//! Resources in the status: what containers and the pod as a whole were given, and the class of service that follows.

use api::quantity::Quantity;
use api::{Map, Value};

/// Which class of service the pod has.
pub(in crate::kubelet) fn qos(pod: &Value) -> &'static str {
    let spec = pod.get("spec");
    let all = || spec.list("initContainers").iter().chain(spec.list("containers"));
    let set = |c: &Value, list: &str, name: &str| c.get("resources").map(list).contains_key(name);
    let anything = all().any(|c| ["requests", "limits"].iter().any(|l| ["cpu", "memory"].iter().any(|n| set(c, l, n))));
    if !anything {
        return "BestEffort";
    }
    let guaranteed = all().all(|c| {
        let resources = c.get("resources");
        ["cpu", "memory"].iter().all(|n| {
            let limit = resources.map("limits").get(n);
            let request = resources.map("requests").get(n);
            limit.is_some() && (request.is_none() || request == limit)
        })
    });
    if guaranteed { "Guaranteed" } else { "Burstable" }
}

/// `resources` of a container that was made, and `allocatedResources`: what it was given.
pub(super) fn container(status: &mut Value, made: &Value, given: &Value) {
    let resources = made.get("resources");
    let given = given.get("resources");
    if !given.map("requests").is_empty() {
        status.set("allocatedResources", given.get("requests"));
    }
    status.set("resources", if resources.is_null() { Value::object() } else { resources.clone() });
}

/// The same of the pod: sums over its containers, or what the pod itself asks for.
pub(super) fn pod_level(status: &mut Value, pod: &Value) {
    let spec = pod.get("spec");
    let own = spec.get("resources");
    let containers: Vec<&Value> = spec
        .list("containers")
        .iter()
        .chain(spec.list("initContainers").iter().filter(|c| c.str("restartPolicy") == "Always"))
        .collect();
    let requests = sum(&containers, own, "requests", Every::Any);
    let limits = sum(&containers, own, "limits", Every::All);
    let mut resources = Value::object();
    if !limits.is_empty() {
        resources.set("limits", limits);
    }
    if !requests.is_empty() {
        status.set("allocatedResources", requests.clone());
        resources.set("requests", requests);
    }
    status.set("resources", resources);
}

/// Whether a resource counts where only some containers name it.
#[derive(Clone, Copy, PartialEq)]
enum Every {
    Any,
    All,
}

fn sum(containers: &[&Value], own: &Value, list: &str, every: Every) -> Map {
    let mut total = Map::new();
    for name in ["cpu", "memory"] {
        if let Some(value) = own.map(list).get(name) {
            total.insert(name, value);
            continue;
        }
        let named: Vec<&Value> = containers.iter().filter_map(|c| c.get("resources").map(list).get(name)).collect();
        match named[..] {
            [] => {}
            _ if every == Every::All && named.len() < containers.len() => {}
            [one] => {
                total.insert(name, one);
            }
            [first, ref rest @ ..] => {
                let mut all = Quantity::of_valid(first);
                rest.iter().for_each(|v| all.add(&Quantity::of_valid(v)));
                total.insert(name, all.text());
            }
        }
    }
    total
}
