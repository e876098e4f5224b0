//! Names and amounts of resources: what containers ask for, what quotas and limit ranges count.

use super::at::At;
use crate::names;
use crate::quantity::Quantity;
use crate::value::{Text, Value};
use sorted::InOrder;

const PLAIN: [&str; 9] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];
const COMPUTE: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

fn is_compute(name: &str) -> bool {
    COMPUTE.contains(&name)
}
fn is_request_or_limit(name: &str) -> bool {
    name.strip_prefix("requests.").or(name.strip_prefix("limits.")).is_some_and(is_compute)
        || name == "requests.storage"
}
pub(super) fn is_huge_page(name: &str) -> bool {
    name.starts_with("hugepages-")
}
fn is_quota_huge_page(name: &str) -> bool {
    is_huge_page(name) || name.starts_with("requests.hugepages-")
}
fn is_standard(name: &str) -> bool {
    is_compute(name)
        || is_request_or_limit(name)
        || PLAIN.contains(&name)
        || name == "storage"
        || is_quota_huge_page(name)
}
pub(super) fn is_standard_quota(name: &str) -> bool {
    is_compute(name) || is_request_or_limit(name) || PLAIN.contains(&name) || is_quota_huge_page(name)
}
fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}
/// Whether a resource is one that nodes tell of and Kubernetes itself does not know.
pub fn is_extended(name: &str) -> bool {
    !is_native(name) && !name.starts_with("requests.") && names::qualified_name(&format!("requests.{name}")).is_empty()
}
/// Whether limits may be above requests.
pub(super) fn is_overcommit_allowed(name: &str) -> bool {
    is_native(name) && !is_huge_page(name)
}

/// The name of a resource of any kind.
pub(super) fn name(at: At<'_>, name: &Text) {
    let wrong = names::qualified_name(name);
    if !wrong.is_empty() {
        at.messages_as(name, wrong);
    } else if !name.contains('/') && !is_standard(name) {
        at.invalid_as(name, "must be a standard resource type or fully qualified");
    }
}

pub(super) fn container_name(at: At<'_>, resource: &Text) {
    name(at, resource);
    if !resource.contains('/') {
        if !is_compute(resource) && !is_huge_page(resource) {
            at.invalid_as(resource, "must be a standard resource for containers");
        }
    } else if !is_native(resource) && !is_extended(resource) {
        at.invalid_as(resource, "doesn't follow extended resource name standard");
    }
}

pub(super) fn quota_name(at: At<'_>, resource: &Text) {
    name(at, resource);
    if !resource.contains('/') && !is_standard_quota(resource) {
        at.invalid_as(resource, "must be a standard resource for quota");
    }
}

/// An amount: never negative, and whole where the resource is counted in pieces.
pub(super) fn amount(at: At<'_>, resource: &str) {
    let q = Quantity::of_valid(at.v);
    if q.is_negative() {
        at.invalid_as(&q, "must be greater than or equal to 0");
    }
    if (PLAIN.contains(&resource) || is_extended(resource)) && q.milli_value() % 1000 != 0 {
        at.invalid_as(&q, "must be an integer");
    }
}

pub(super) fn positive(at: At<'_>) {
    let q = Quantity::of_valid(at.v);
    if q.is_negative() || q.is_zero() {
        at.invalid_as(&q, "must be greater than zero");
    }
}

fn huge_page_amount(at: At<'_>, resource: &str) {
    let q = Quantity::of_valid(at.v);
    let size = resource.strip_prefix("hugepages-").and_then(|s| Quantity::parse(s).ok());
    let fits = size.is_some_and(|s| s.nanos() > 0 && q.nanos() > 0 && q.nanos() % s.nanos() == 0);
    if !fits {
        at.invalid_as(&q, format!("{q} is not positive integer multiple of {resource}"));
    }
}

/// Resources of a container with their amounts.
pub(super) fn amounts(list: At<'_>) {
    amounts_named(list, container_name);
}

fn amounts_named(list: At<'_>, name: fn(At<'_>, &Text)) {
    for (resource, entry) in list.entries() {
        name(entry, resource);
        amount(entry, resource);
        if is_huge_page(resource) {
            huge_page_amount(entry, resource);
        }
    }
}

/// What a pod needs beside its containers, named as if it were their limits.
pub(super) fn overhead(at: At<'_>) {
    let mut whole = Value::object();
    whole.set("limits", at.v);
    if !at.map().is_empty() {
        amounts_within(at.with(&whole), container_name);
    }
}

/// `resources` of a container; `claims` are the names of the pod's resource claims.
pub(super) fn requirements(at: At<'_>, claims: &[&str]) {
    amounts_within(at, container_name);
    claim_names(at.at("claims"), claims);
}

/// Limits, and requests that fit in them.
fn amounts_within(at: At<'_>, name: fn(At<'_>, &Text)) {
    let (limits, requests) = (at.at("limits"), at.at("requests"));
    let (mut compute, mut huge) = (false, false);
    let mut seen = |resource: &str| {
        compute |= matches!(resource, "cpu" | "memory");
        huge |= is_huge_page(resource);
    };
    amounts_named(limits, name);
    for resource in limits.map().keys() {
        seen(resource);
    }
    for (resource, entry) in requests.entries() {
        name(entry, resource);
        amount(entry, resource);
        request_within_limit(limits, requests, resource, entry.v);
        if is_huge_page(resource) {
            huge_page_amount(entry, resource);
        }
        seen(resource);
    }
    if huge && !compute {
        at.forbidden("HugePages require cpu or memory");
    }
}

fn request_within_limit(limits: At<'_>, requests: At<'_>, resource: &str, request: &Value) {
    let q = Quantity::of_valid(request);
    match limits.map().get(resource).map(Quantity::of_valid) {
        Some(limit) if q != limit && !is_overcommit_allowed(resource) => {
            requests.invalid_as(&q, format!("must be equal to {resource} limit of {limit}"));
        }
        Some(limit) if q > limit => {
            requests.invalid_as(&q, format!("must be less than or equal to {resource} limit of {limit}"));
        }
        None if !is_overcommit_allowed(resource) => {
            limits.required("Limit must be set for non overcommitable resources");
        }
        _ => {}
    }
}

/// Which claims a container uses, or which requests of them.
fn claim_names(at: At<'_>, claims: &[&str]) {
    let mut seen: Vec<String> = Vec::new();
    for item in at.items() {
        let (name, request) = (item.v.str("name"), item.v.str("request"));
        if name.is_empty() {
            item.required("");
            continue;
        }
        if seen.iter().any(|s| s == name) {
            item.duplicate_as(item.v.text("name"), "");
        } else {
            let key = if request.is_empty() { name.to_string() } else { format!("{name}/{request}") };
            if !request.is_empty() {
                item.at("request").messages(names::dns1123_label(request));
            }
            let of_same = |s: &str| s.split_once('/').is_some_and(|(n, _)| n == name);
            let twice = if request.is_empty() { seen.iter().any(|s| of_same(s)) } else { seen.contains(&key) };
            if twice {
                item.duplicate_as(key.clone(), "");
            }
            seen.push(key);
        }
        if !claims.contains(&name) {
            let mut sorted = claims.to_vec();
            sorted.order();
            let which = if sorted.is_empty() { " which is empty".into() } else { format!(": {}", sorted.join(", ")) };
            let why = format!("must be one of the names in pod.spec.resourceClaims{which}");
            item.with(item.v.get("name")).not_found(&why);
        }
    }
}

/// `resources` of a whole pod: what all its containers ask for must fit in.
pub(super) fn of_pod(spec: At<'_>) {
    let at = spec.at("resources");
    if !at.is_set() {
        return;
    }
    if spec.v.get("os").str("name") == "windows" {
        at.forbidden("may not be set for a windows pod");
        return;
    }
    if at.has("claims") {
        at.at("claims").forbidden("claims may not be set for Resources at pod-level");
    }
    amounts_within(at, pod_name);
    for (kind, named) in [("requests", "requests"), ("limits", "limits")] {
        for (resource, entry) in at.at(kind).entries().filter(|(r, _)| kind == "requests" || is_huge_page(r)) {
            let (own, sum) = (Quantity::of_valid(entry.v), aggregate(spec.v, kind, resource));
            if sum > own {
                let why = format!("must be greater than or equal to aggregate container {named} of {sum}");
                entry.invalid_as(&own, why);
            }
        }
    }
    let limits = at.v.map("limits");
    for (i, c) in spec.v.list("containers").iter().enumerate() {
        for (resource, limit) in c.get("resources").map("limits").iter() {
            let Some(whole) = limits.get(resource).map(Quantity::of_valid) else { continue };
            let q = Quantity::of_valid(limit);
            if q > whole {
                let place = at.at("containers").index(i).key(resource).at("limits");
                place.invalid_as(&q, format!("must be less than or equal to pod limits of {whole}"));
            }
        }
    }
}

fn pod_name(at: At<'_>, resource: &Text) {
    let before = at.errors();
    name(at, resource);
    if at.errors() == before && !matches!(resource.as_str(), "cpu" | "memory") && !is_huge_page(resource) {
        at.not_supported_as(resource, &["cpu", "hugepages-", "memory"]);
    }
}

/// What the containers of a pod ask for together: at its start, or later.
fn aggregate(spec: &Value, kind: &str, resource: &Text) -> Quantity {
    let of = |c: &Value| Quantity::of_valid(c.at(&["resources", kind, resource]));
    let (mut sidecars, mut start) = (Quantity::ZERO, Quantity::ZERO);
    for c in spec.list("initContainers") {
        let mut now = of(c);
        if c.str("restartPolicy") == "Always" {
            sidecars.add(&now);
            now = sidecars.clone();
        } else {
            now.add(&sidecars);
        }
        if now > start {
            start = now;
        }
    }
    let mut sum = Quantity::ZERO;
    spec.list("containers").iter().for_each(|c| sum.add(&of(c)));
    sum.add(&sidecars);
    if start > sum { start } else { sum }
}
