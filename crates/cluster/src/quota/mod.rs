//! What objects count for in resource quotas: the admission plugin and the quota controller count with the same rules.
//!
//! What it is not: it refuses nothing and stores nothing.

mod scopes;

use api::quantity::{Format, Quantity};
use api::time::Time;
use api::{Gvr, Text, Value, meta};
use sorted::InOrder;

use crate::amounts::{self, Amounts};

pub use scopes::matches;

/// Resources of the core group of which quotas count each object under its plain name too.
const PLAIN_COUNTS: [&str; 4] = ["configmaps", "replicationcontrollers", "resourcequotas", "secrets"];
const CLASS_SUFFIX: &str = ".storageclass.storage.k8s.io/";

fn one() -> Quantity {
    Quantity::new(1, Format::DecimalSI)
}

/// `count/deployments.apps`.
fn count_name(resource: &Gvr) -> Text {
    Text::from(format!("count/{}", resource.group_resource()))
}

/// Whether a quota's resource name is about objects of this resource.
pub fn concerns(resource: &Gvr, name: &str) -> bool {
    if *count_name(resource) == *name {
        return true;
    }
    if !resource.group.is_empty() {
        return false;
    }
    match resource.resource.as_str() {
        "pods" => {
            matches!(name, "pods" | "cpu" | "memory" | "ephemeral-storage")
                || name.starts_with("limits.")
                || name.starts_with("hugepages-")
                || name.starts_with("requests.") && name != "requests.storage"
        }
        "services" => matches!(name, "services" | "services.nodeports" | "services.loadbalancers"),
        "persistentvolumeclaims" => {
            matches!(name, "persistentvolumeclaims" | "requests.storage") || name.contains(CLASS_SUFFIX)
        }
        plural => PLAIN_COUNTS.contains(&plural) && name == plural,
    }
}

/// What an object counts for.
pub fn usage(resource: &Gvr, object: &Value, now: Time) -> Amounts {
    let mut used = Amounts::from([(count_name(resource), one())]);
    if !resource.group.is_empty() {
        return used;
    }
    match resource.resource.as_str() {
        "pods" if lives(object, now) => pod(object, &mut used),
        "services" => service(object, &mut used),
        "persistentvolumeclaims" => claim(object, &mut used),
        plural if PLAIN_COUNTS.contains(&plural) => {
            used.insert(resource.resource.clone(), one());
        }
        _ => {}
    }
    used
}

/// Whether a pod still counts: it has not ended, and is not stuck in its deletion.
fn lives(pod: &Value, now: Time) -> bool {
    if matches!(pod.get("status").str("phase"), "Failed" | "Succeeded") {
        return false;
    }
    let grace = pod.get("metadata").int("deletionGracePeriodSeconds").unwrap_or(0).max(0) as u64;
    match Time::parse(meta::deletion_timestamp(pod)) {
        Some(at) => now <= at + std::time::Duration::from_secs(grace),
        None => true,
    }
}

fn pod(pod: &Value, used: &mut Amounts) {
    used.insert("pods".into(), one());
    for (name, q) in amounts::pod_requests(pod) {
        let plain = matches!(name.as_str(), "cpu" | "memory" | "ephemeral-storage") || name.starts_with("hugepages-");
        used.insert(Text::from(format!("requests.{name}")), q.clone());
        if plain {
            used.insert(name, q);
        }
    }
    for (name, q) in amounts::pod_limits(pod) {
        if matches!(name.as_str(), "cpu" | "memory" | "ephemeral-storage") {
            used.insert(Text::from(format!("limits.{name}")), q);
        }
    }
}

fn service(service: &Value, used: &mut Amounts) {
    used.insert("services".into(), one());
    let spec = service.get("spec");
    let balancer = spec.str("type") == "LoadBalancer";
    if balancer {
        used.insert("services.loadbalancers".into(), one());
    }
    let mut ports = spec.list("ports").len();
    if balancer && spec.get("allocateLoadBalancerNodePorts").as_bool() == Some(false) {
        ports = spec.list("ports").iter().filter(|p| p.int("nodePort").unwrap_or(0) != 0).count();
    }
    if balancer || spec.str("type") == "NodePort" {
        used.insert("services.nodeports".into(), Quantity::new(ports as i64, Format::DecimalSI));
    }
}

fn claim(claim: &Value, used: &mut Amounts) {
    used.insert("persistentvolumeclaims".into(), one());
    let storage = claim.at(&["spec", "resources", "requests"]).get("storage");
    let class = claim.get("spec").str("storageClassName");
    if !class.is_empty() {
        used.insert(Text::from(format!("{class}{CLASS_SUFFIX}persistentvolumeclaims")), one());
    }
    if !storage.is_null() {
        let storage = Quantity::of_valid(storage);
        if !class.is_empty() {
            used.insert(Text::from(format!("{class}{CLASS_SUFFIX}requests.storage")), storage.clone());
        }
        used.insert("requests.storage".into(), storage);
    }
}

/// What containers leave out although a quota wants it said: `limits.cpu for: a; requests.cpu for: a,b`. Empty where
/// nothing is missing.
pub fn missing_constraints(pod: &Value, hard: &[Text]) -> String {
    if pod.get("spec").has("resources") {
        return String::new();
    }
    const ASKED: [(&str, &str, &str); 6] = [
        ("cpu", "requests", "cpu"),
        ("limits.cpu", "limits", "cpu"),
        ("limits.memory", "limits", "memory"),
        ("memory", "requests", "memory"),
        ("requests.cpu", "requests", "cpu"),
        ("requests.memory", "requests", "memory"),
    ];
    let spec = pod.get("spec");
    let mut parts = Vec::new();
    for (name, kind, resource) in ASKED {
        if !hard.iter().any(|h| *h == name) {
            continue;
        }
        let all = spec.list("containers").iter().chain(spec.list("initContainers"));
        let mut silent: Vec<&str> =
            all.filter(|c| c.get("resources").get(kind).get(resource).is_null()).map(|c| c.str("name")).collect();
        silent.order();
        if !silent.is_empty() {
            parts.push(format!("{name} for: {}", silent.join(",")));
        }
    }
    parts.join("; ")
}
