//! Nodes and namespaces as they are drawn.

use sorted::SortedMap;
use std::rc::Rc;

use super::tables;
use api::quantity::Quantity;
use api::views::core::{LimitRange, Node, ResourceQuota};
use api::{Value, meta};
use cluster::Cluster;
use protocol::{Amount, NamespaceView, NodeView, PodView, QuotaRow, QuotaView};

use super::{conditions, strings};
use crate::kind;

fn number(v: &Value, milli: bool) -> f64 {
    let text = match v {
        Value::Str(s) => s.to_string(),
        Value::Int(i) => i.to_string(),
        _ => return 0.0,
    };
    let Ok(q) = Quantity::parse(&text) else { return 0.0 };
    if milli { q.milli_value() as f64 } else { q.value() as f64 }
}

/// Draws a node; what is requested on it comes from the pods that hold its resources.
pub fn node_view(cluster: &mut Cluster, object: &Value, pods: &SortedMap<String, Rc<PodView>>) -> NodeView {
    let node = Node::of(object);
    let name = node.metadata().name();
    let here = || pods.values().filter(|p| p.node == name && p.phase != "Succeeded" && p.phase != "Failed");
    let allocatable = object.at(&["status", "allocatable"]);
    let amount = |used: f64, key: &str, milli| Amount { used, total: number(allocatable.get(key), milli) };
    let taints = node.spec().taints().map(|t| {
        let value = if t.value().is_empty() { String::new() } else { format!("={}", t.value()) };
        format!("{}{value}:{}", t.key(), t.effect())
    });
    let internal = node.status().addresses().find(|a| a.type_() == "InternalIP");
    let (roles, status) = tables::node_cells(cluster, object);
    NodeView {
        uid: meta::uid(object).to_string(),
        name: name.to_string(),
        address: internal.map_or(String::new(), |a| a.address().to_string()),
        roles,
        status,
        running: !cluster.world().is_frozen(name),
        cut: cluster.world().is_cut(name),
        headless: cluster.world().is_headless(name),
        taints: taints.collect(),
        labels: strings(node.metadata().labels()),
        conditions: conditions(object.get("status").list("conditions")),
        cpu: amount(here().map(|p| p.cpu).sum(), "cpu", true),
        memory: amount(here().map(|p| p.memory).sum(), "memory", false),
        pods: amount(here().count() as f64, "pods", false),
    }
}

/// Draws a namespace with its quotas.
pub fn namespace_view(cluster: &Cluster, object: &Value) -> NamespaceView {
    let name = meta::name(object);
    let quotas = cluster.api().read_all(kind("", "ResourceQuota"), name).map(quota_view).collect();
    let limits = cluster.api().read_all(kind("", "LimitRange"), name).map(LimitRange::of).next().is_some();
    NamespaceView {
        name: name.to_string(),
        phase: object.at(&["status", "phase"]).as_str().unwrap_or("").to_string(),
        labels: strings(meta::labels(object)),
        quotas,
        limits,
    }
}

fn quota_view(object: &Value) -> QuotaView {
    let quota = ResourceQuota::of(object);
    let used = quota.status().used();
    let rows = quota.spec().hard().iter().map(|(resource, hard)| {
        let now = used.get(resource).unwrap_or(Value::NULL);
        let total = number(hard, true);
        QuotaRow {
            resource: resource.to_string(),
            used: now.as_str().unwrap_or("0").to_string(),
            hard: hard.as_str().unwrap_or("").to_string(),
            ratio: if total > 0.0 { number(now, true) / total } else { 0.0 },
        }
    });
    QuotaView { name: quota.metadata().name().to_string(), rows: rows.collect() }
}
