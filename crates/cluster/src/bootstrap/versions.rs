//! One APIService for each group and version that the server answers itself.

use api::kinds::KINDS;
use api::{Value, obj};

/// In the order of the kinds table, each group and version once.
pub(super) fn objects() -> Vec<Value> {
    let mut seen: Vec<(&str, &str)> = vec![("autoscaling", "v1")];
    for kind in KINDS {
        if !seen.contains(&(kind.group, kind.version)) {
            seen.push((kind.group, kind.version));
        }
    }
    seen.into_iter().map(|(group, version)| object(group, version)).collect()
}

fn object(group: &'static str, version: &'static str) -> Value {
    let mut spec = obj!({
        "groupPriorityMinimum": (if group.is_empty() { 18_000 } else { 17_800 }),
        "version": version,
        "versionPriority": (if version == "v2" { 30 } else { 15 }),
    });
    if !group.is_empty() {
        spec.set("group", group);
    }
    obj!({
        "apiVersion": "apiregistration.k8s.io/v1",
        "kind": "APIService",
        "metadata": {
            "name": (format!("{version}.{group}")),
            "labels": {"kube-aggregator.kubernetes.io/automanaged": "onstart"},
        },
        "spec": spec,
    })
}
