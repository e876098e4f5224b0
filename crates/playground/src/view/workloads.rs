//! Owners of pods and services as they are drawn.

use api::views::core::Service;
use api::{Map, Value, meta};
use cluster::Cluster;
use protocol::{ServiceView, WorkloadView};

use super::{owner_view, strings};
use crate::kind;

/// Group and kind of what owns pods.
pub const KINDS: &[(&str, &str)] = &[
    ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("apps", "DaemonSet"),
    ("batch", "Job"),
    ("batch", "CronJob"),
    ("", "ReplicationController"),
];

/// Draws an owner.
pub fn workload_view(kind: &str, o: &Value) -> WorkloadView {
    let (spec, status) = (o.get("spec"), o.get("status"));
    let number = |v: &Value, key: &str| v.int(key).unwrap_or(0);
    let (desired, current, ready) = match kind {
        "DaemonSet" => (
            number(status, "desiredNumberScheduled"),
            number(status, "currentNumberScheduled"),
            number(status, "numberReady"),
        ),
        "Job" => (spec.int("completions").unwrap_or(1), number(status, "active"), number(status, "succeeded")),
        "CronJob" => (0, status.list("active").len() as i64, 0),
        _ => (number(spec, "replicas"), number(status, "replicas"), number(status, "readyReplicas")),
    };
    let selector = spec.get("selector");
    let labels = if selector.has("matchLabels") || selector.has("matchExpressions") {
        selector.map("matchLabels")
    } else {
        spec.map("selector")
    };
    WorkloadView {
        uid: meta::uid(o).to_string(),
        kind: kind.to_string(),
        name: meta::name(o).to_string(),
        namespace: meta::namespace(o).to_string(),
        desired,
        current,
        ready,
        labels: strings(meta::labels(o)),
        owner: owner_view(o),
        selector: words(labels),
    }
}

/// `app=web,tier=front`.
fn words(labels: &Map) -> String {
    let pairs: Vec<String> = labels.iter().map(|(k, v)| format!("{k}={}", v.as_str().unwrap_or(""))).collect();
    pairs.join(",")
}

/// Draws a service with the pods that are ready behind it.
pub fn service_view(cluster: &Cluster, o: &Value) -> ServiceView {
    let service = Service::of(o);
    let (name, namespace) = (service.metadata().name(), service.metadata().namespace());
    let mut endpoints: Vec<String> = Vec::new();
    for slice in cluster.api().read_all(kind("discovery.k8s.io", "EndpointSlice"), namespace) {
        if meta::labels(slice).get("kubernetes.io/service-name").and_then(Value::as_str) != Some(name) {
            continue;
        }
        for e in slice.list("endpoints") {
            let ready = e.at(&["conditions", "ready"]).as_bool().unwrap_or(true);
            let uid = e.at(&["targetRef", "uid"]).as_str().unwrap_or("");
            if ready && !uid.is_empty() && !endpoints.iter().any(|u| u == uid) {
                endpoints.push(uid.to_string());
            }
        }
    }
    let ports = service.spec().ports().map(|p| {
        if p.node_port() > 0 {
            format!("{}:{}/{}", p.port(), p.node_port(), p.protocol())
        } else {
            format!("{}/{}", p.port(), p.protocol())
        }
    });
    ServiceView {
        uid: service.metadata().uid().to_string(),
        name: name.to_string(),
        namespace: namespace.to_string(),
        service_type: service.spec().type_().to_string(),
        ip: service.spec().cluster_ip().to_string(),
        ports: ports.collect::<Vec<_>>().join(","),
        selector: words(service.spec().selector()),
        endpoints,
        labels: strings(service.metadata().labels()),
    }
}
