//! What of a cluster is drawn: builds the protocol's `View` from stored objects, only for those that changed.

mod facts;
mod nodes;
mod pods;
mod tables;
mod workloads;

pub use facts::fact_view;
pub use pods::pod_view;
pub use workloads::KINDS as WORKLOADS;

/// kubectl's STATUS of a pod.
pub fn status_of(cluster: &Cluster, pod: &Value) -> String {
    tables::pod_cells(cluster, pod, cluster.now()).status
}

use sorted::SortedMap;
use std::rc::Rc;

use crate::kind;
use api::{Map, Value, meta};
use cluster::Cluster;
use protocol::{ComponentView, NodeView, OwnerView, PodView, View, ViewDiff};

/// The parts of the control plane that the picture shows.
pub const COMPONENTS: &[&str] = &["kube-apiserver", "etcd", "kube-controller-manager", "kube-scheduler"];

/// Keeps what was last sent, and works out what changed since.
#[derive(Clone, Debug, Default)]
pub struct ViewBuilder {
    shown: View,
    versions: SortedMap<String, String>,
    seen: Option<[u64; 3]>,
}

impl ViewBuilder {
    /// What changed since the last call; `None` where nothing did. `reset` sends everything anew.
    pub fn update(&mut self, cluster: &mut Cluster, reset: bool) -> Option<ViewDiff> {
        if reset {
            *self = ViewBuilder::default();
        }
        let mark = [cluster.api().version(), cluster.outside().version(), cluster.facts().learned()];
        if self.seen == Some(mark) {
            return None;
        }
        // A switch may change how any pod looks; a wait or a probe only those of containers that are not well.
        let (switched, learned) = self.seen.map_or((true, true), |s| (s[1] != mark[1], s[2] != mark[2]));
        self.seen = Some(mark);
        let next = self.build(cluster, switched, learned);
        let mut diff = ViewDiff::between(&self.shown, &next);
        diff.reset = reset;
        self.shown = next;
        (reset || !diff.is_empty()).then_some(diff)
    }

    fn build(&mut self, cluster: &mut Cluster, switched: bool, learned: bool) -> View {
        let mut view = View::default();
        let mut versions = SortedMap::new();
        for pod in objects(cluster, "", "Pod") {
            let uid = meta::uid(pod);
            let version = meta::resource_version(pod);
            let same = !switched && self.versions.get(uid).is_some_and(|v| v == version);
            let still = |p: &&Rc<PodView>| {
                same && (!learned || p.containers.iter().all(|c| c.probes.is_empty() && c.state == "Running"))
            };
            let old = self.shown.pods.get(uid).filter(still);
            let drawn = old.cloned().unwrap_or_else(|| pod_view(cluster, pod, cluster.now()).into());
            view.pods.insert(uid.to_string(), drawn);
            versions.insert(uid.to_string(), version.to_string());
        }
        for ns in objects(cluster, "", "Namespace") {
            view.namespaces.insert(meta::name(ns).to_string(), nodes::namespace_view(cluster, ns));
        }
        for kind in workloads::KINDS {
            for o in objects(cluster, kind.0, kind.1) {
                view.workloads.insert(meta::uid(o).to_string(), workloads::workload_view(kind.1, o));
            }
        }
        for service in objects(cluster, "", "Service") {
            view.services.insert(meta::uid(service).to_string(), workloads::service_view(cluster, service));
        }
        let nodes: Vec<Value> = objects(cluster, "", "Node").cloned().collect();
        for node in nodes {
            let drawn = nodes::node_view(cluster, &node, &view.pods);
            view.nodes.insert(meta::name(&node).to_string(), drawn);
        }
        for name in COMPONENTS {
            view.components.insert((*name).to_string(), component_view(cluster, name, &view.nodes));
        }
        self.versions = versions;
        view
    }
}

fn component_view(cluster: &Cluster, name: &str, nodes: &SortedMap<String, NodeView>) -> ComponentView {
    let outside = cluster.outside();
    let running = !outside.stopped.contains(name);
    let masters = || nodes.values().filter(|n| n.roles.iter().any(|r| r == "control-plane"));
    ComponentView {
        name: name.to_string(),
        running,
        works: running && outside.api_answers(),
        up: if running { masters().filter(|n| n.running).count() as u32 } else { 0 },
        total: masters().count() as u32,
    }
}

fn objects<'a>(cluster: &'a Cluster, group: &str, name: &str) -> impl Iterator<Item = &'a Value> {
    cluster.api().read_all(kind(group, name), "")
}

fn strings(map: &Map) -> SortedMap<String, String> {
    map.iter().map(|(k, v)| (k.to_string(), v.as_str().unwrap_or("").to_string())).collect()
}

/// Long values by their beginning: a view is no place for 200 kilobytes.
fn beginnings(map: &Map) -> SortedMap<String, String> {
    let short = |text: &str| match text.char_indices().nth(LONGEST) {
        Some((end, _)) => [&text[..end], "…"].concat(),
        None => text.to_string(),
    };
    map.iter().map(|(k, v)| (k.to_string(), short(v.as_str().unwrap_or("")))).collect()
}

/// Characters of an annotation that are shown.
const LONGEST: usize = 30;

fn owner_view(object: &Value) -> Option<OwnerView> {
    let owner = meta::controller_of(object)?;
    let part = |key| owner.str(key).to_string();
    Some(OwnerView { kind: part("kind"), name: part("name"), uid: part("uid") })
}

/// A condition list as type, status, reason.
fn conditions(list: &[Value]) -> Vec<(String, String, String)> {
    let part = |c: &Value, key| c.str(key).to_string();
    list.iter().map(|c| (part(c, "type"), part(c, "status"), part(c, "reason"))).collect()
}

/// Milliseconds of a time.
pub(crate) fn millis(t: api::time::Time) -> i64 {
    t.0.div_euclid(1000)
}
