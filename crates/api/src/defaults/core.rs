//! Services, namespaces, nodes, secrets and limits.

use super::{or, or_empty, within};
use crate::obj;
use crate::value::{Map, Value};

/// Ports of containers, services, endpoints and network policies.
pub(super) fn port(port: &mut Value) {
    or(port, "protocol", "TCP");
}

pub(super) fn service(service: &mut Value) {
    let ingress = service.at(&["status", "loadBalancer", "ingress"]).clone();
    within(service, "spec", |spec| {
        or(spec, "sessionAffinity", "None");
        session_affinity(spec);
        or(spec, "type", "ClusterIP");
        let ports: Vec<Value> = spec.list("ports").iter().map(service_port).collect();
        if ports.iter().zip(spec.list("ports")).any(|(new, old)| !new.same(old)) {
            spec.set("ports", ports);
        }
        let balanced = spec.str("type") == "LoadBalancer";
        let external = balanced
            || spec.str("type") == "NodePort"
            || spec.str("type") == "ClusterIP" && !spec.list("externalIPs").is_empty();
        if external {
            or(spec, "externalTrafficPolicy", "Cluster");
        }
        if balanced || matches!(spec.str("type"), "NodePort" | "ClusterIP") {
            or(spec, "internalTrafficPolicy", "Cluster");
        }
        if balanced {
            or(spec, "allocateLoadBalancerNodePorts", true);
        }
    });
    let balanced = service.get("spec").str("type") == "LoadBalancer";
    let unmoded = |i: &Value| !i.str("ip").is_empty() && i.get("ipMode").is_null();
    if balanced && ingress.as_list().unwrap_or_default().iter().any(unmoded) {
        let mut points = ingress;
        for point in points.list_mut().iter_mut().filter(|p| unmoded(p)) {
            point.set("ipMode", "VIP");
        }
        service.set_at(&["status", "loadBalancer", "ingress"], points);
    }
}

fn session_affinity(spec: &mut Value) {
    match spec.str("sessionAffinity") {
        "None" => {
            spec.remove("sessionAffinityConfig");
        }
        "ClientIP" if spec.at(&["sessionAffinityConfig", "clientIP", "timeoutSeconds"]).is_null() => {
            spec.set("sessionAffinityConfig", obj!({"clientIP": {"timeoutSeconds": 10800}}));
        }
        _ => {}
    }
}

fn service_port(port: &Value) -> Value {
    let mut port = port.clone();
    let target = port.get("targetPort");
    if target.is_null() || target.as_i64() == Some(0) || target.as_str() == Some("") {
        let number = port.int("port").unwrap_or(0);
        port.set("targetPort", number);
    }
    port
}

pub(super) fn namespace(namespace: &mut Value) {
    let name = namespace.get("metadata").text("name");
    if !name.is_empty() && namespace.at(&["metadata", "labels", "kubernetes.io/metadata.name"]).as_text() != Some(&name)
    {
        namespace.set_at(&["metadata", "labels", "kubernetes.io/metadata.name"], name);
    }
    if namespace.at(&["status", "phase"]).is_null() {
        namespace.set_at(&["status", "phase"], "Active");
    }
}

pub(super) fn node_status(status: &mut Value) {
    let capacity = status.get("capacity").clone();
    if !capacity.is_null() {
        or(status, "allocatable", capacity);
    }
}

pub(super) fn secret(secret: &mut Value) {
    or_empty(secret, "type", "Opaque");
}

/// Of limits for containers: the default limit is the largest allowed one, the default request is the default limit, or
/// else the smallest allowed one.
pub(super) fn limit_range_item(item: &mut Value) {
    if item.str("type") != "Container" {
        return;
    }
    let mut limits = item.map("default").clone();
    fill(&mut limits, item.map("max"));
    let mut requests = item.map("defaultRequest").clone();
    fill(&mut requests, &limits);
    fill(&mut requests, item.map("min"));
    for (key, map) in [("default", limits), ("defaultRequest", requests)] {
        if map != *item.map(key) {
            item.set(key, map);
        }
    }
}

/// Adds the entries that are not there.
pub(super) fn fill(map: &mut Map, from: &Map) {
    for (key, value) in from.iter() {
        if !map.contains_key(key) {
            map.insert(key, value);
        }
    }
}
