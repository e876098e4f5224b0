//! The picture's data: what of the cluster is drawn, and how it changes.

use sorted::SortedMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::Millis;

/// Names an object for selection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectKey {
    /// `Pod`, `Deployment`, ...
    pub kind: String,
    /// Empty for cluster-scoped objects.
    pub namespace: String,
    /// Name.
    pub name: String,
}

/// The whole picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct View {
    /// Nodes by name.
    pub nodes: SortedMap<String, NodeView>,
    /// Pods by uid; shared, because there may be thousands of which few change.
    pub pods: SortedMap<String, Rc<PodView>>,
    /// Namespaces by name.
    pub namespaces: SortedMap<String, NamespaceView>,
    /// ReplicaSets, Deployments and other owners of pods, by uid.
    pub workloads: SortedMap<String, WorkloadView>,
    /// Services by uid.
    pub services: SortedMap<String, ServiceView>,
    /// Control-plane components by name.
    pub components: SortedMap<String, ComponentView>,
}

/// What changed since the last one: new or changed entries whole, and the keys of those that are gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ViewDiff {
    /// Set where all that was known before must be dropped first (start, scrubbing).
    pub reset: bool,
    /// New or changed.
    pub set: View,
    /// Gone.
    pub gone: ViewGone,
}

/// Keys that are gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ViewGone {
    /// Node names.
    pub nodes: Vec<String>,
    /// Pod uids.
    pub pods: Vec<String>,
    /// Namespace names.
    pub namespaces: Vec<String>,
    /// Workload uids.
    pub workloads: Vec<String>,
    /// Service uids.
    pub services: Vec<String>,
}

fn diff_of<V: Clone + PartialEq>(
    old: &SortedMap<String, V>,
    new: &SortedMap<String, V>,
) -> (SortedMap<String, V>, Vec<String>) {
    let set = new.iter().filter(|(k, v)| old.get(*k) != Some(v)).map(|(k, v)| (k.clone(), v.clone())).collect();
    let gone = old.keys().filter(|k| !new.contains_key(*k)).cloned().collect();
    (set, gone)
}

impl ViewDiff {
    /// What leads from `old` to `new`.
    pub fn between(old: &View, new: &View) -> ViewDiff {
        let (nodes, gone_nodes) = diff_of(&old.nodes, &new.nodes);
        let (pods, gone_pods) = diff_of(&old.pods, &new.pods);
        let (namespaces, gone_namespaces) = diff_of(&old.namespaces, &new.namespaces);
        let (workloads, gone_workloads) = diff_of(&old.workloads, &new.workloads);
        let (services, gone_services) = diff_of(&old.services, &new.services);
        let (components, _) = diff_of(&old.components, &new.components);
        ViewDiff {
            reset: false,
            set: View { nodes, pods, namespaces, workloads, services, components },
            gone: ViewGone {
                nodes: gone_nodes,
                pods: gone_pods,
                namespaces: gone_namespaces,
                workloads: gone_workloads,
                services: gone_services,
            },
        }
    }
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == ViewDiff::default()
    }
    /// Brings `view` up to date.
    pub fn apply(self, view: &mut View) {
        if self.reset {
            *view = View::default();
        }
        view.nodes.extend(self.set.nodes);
        view.pods.extend(self.set.pods);
        view.namespaces.extend(self.set.namespaces);
        view.workloads.extend(self.set.workloads);
        view.services.extend(self.set.services);
        view.components.extend(self.set.components);
        view.nodes.retain(|k, _| !self.gone.nodes.contains(k));
        view.pods.retain(|k, _| !self.gone.pods.contains(k));
        view.namespaces.retain(|k, _| !self.gone.namespaces.contains(k));
        view.workloads.retain(|k, _| !self.gone.workloads.contains(k));
        view.services.retain(|k, _| !self.gone.services.contains(k));
    }
}

/// An amount of a resource: asked for, and there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Amount {
    /// Requested or used; millicores or bytes or a count.
    pub used: f64,
    /// Allocatable or hard limit, in the same unit.
    pub total: f64,
}

/// A node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NodeView {
    /// uid.
    pub uid: String,
    /// Name.
    pub name: String,
    /// InternalIP.
    pub address: String,
    /// `control-plane`; empty for a plain worker.
    pub roles: Vec<String>,
    /// kubectl's STATUS: `Ready`, `NotReady,SchedulingDisabled`.
    pub status: String,
    /// Whether its kubelet runs (a switch of the scenario, not a condition).
    pub running: bool,
    /// Whether it is cut off the network.
    pub cut: bool,
    /// Whether its kubelet is stopped while its containers go on.
    pub headless: bool,
    /// `key=value:Effect`.
    pub taints: Vec<String>,
    /// Labels.
    pub labels: SortedMap<String, String>,
    /// Conditions: type, status, reason.
    pub conditions: Vec<(String, String, String)>,
    /// Requested and allocatable, in millicores.
    pub cpu: Amount,
    /// Requested and allocatable, in bytes.
    pub memory: Amount,
    /// Pods on it and most that fit.
    pub pods: Amount,
}

/// A pod.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodView {
    /// uid.
    pub uid: String,
    /// Name.
    pub name: String,
    /// Namespace.
    pub namespace: String,
    /// Node; empty while it waits.
    pub node: String,
    /// kubectl's STATUS column.
    pub status: String,
    /// kubectl's READY column.
    pub ready: String,
    /// kubectl's RESTARTS, the number alone.
    pub restarts: u32,
    /// `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`.
    pub phase: String,
    /// Why it waits or failed, in the cluster's words.
    pub message: String,
    /// Whether all containers are ready.
    pub is_ready: bool,
    /// Pod IP.
    pub ip: String,
    /// The controller that owns it.
    pub owner: Option<OwnerView>,
    /// Labels.
    pub labels: SortedMap<String, String>,
    /// Annotations, the long ones by their beginning.
    pub annotations: SortedMap<String, String>,
    /// When it was created.
    pub created: Millis,
    /// When its grace period ends, while it is being deleted.
    pub deleting_until: Option<Millis>,
    /// When that began.
    pub deleting_since: Option<Millis>,
    /// Init, app and ephemeral containers in order.
    pub containers: Vec<ContainerView>,
    /// Conditions: type, status, reason.
    pub conditions: Vec<(String, String, String)>,
    /// `BestEffort`, `Burstable`, `Guaranteed`.
    pub qos: String,
    /// Volumes: name and type.
    pub volumes: Vec<(String, String)>,
    /// Whether containers see each other's processes.
    pub share_process_namespace: bool,
    /// Whether it uses the node's network.
    pub host_network: bool,
    /// Requested cpu in millicores.
    pub cpu: f64,
    /// Requested memory in bytes.
    pub memory: f64,
}

/// An owner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OwnerView {
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// uid.
    pub uid: String,
}

/// A container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContainerView {
    /// Name.
    pub name: String,
    /// `init`, `sidecar`, `app`, `ephemeral`.
    pub role: String,
    /// Image as in the spec.
    pub image: String,
    /// `Waiting`, `Running`, `Terminated`.
    pub state: String,
    /// Reason of the state.
    pub reason: String,
    /// Whether it is ready.
    pub ready: bool,
    /// Restarts.
    pub restarts: u32,
    /// Exit code of the last end.
    pub exit_code: Option<i32>,
    /// When the state will change by itself (pull done, back-off over), as far as it is known.
    pub until: Option<Millis>,
    /// When that wait began.
    pub since: Option<Millis>,
    /// Whether pulls of its image are made to fail.
    pub image_fails: bool,
    /// Ports: number and protocol.
    pub ports: Vec<(u16, String)>,
    /// Probes.
    pub probes: Vec<ProbeView>,
    /// Mounts: volume name and path.
    pub mounts: Vec<(String, String)>,
}

/// A probe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProbeView {
    /// `liveness`, `readiness`, `startup`.
    pub kind: String,
    /// What it does, as `describe` says it: `http-get http://:80/`.
    pub action: String,
    /// Seconds between two looks.
    pub period: u32,
    /// Failures in a row after which it counts.
    pub threshold: u32,
    /// Failures in a row so far.
    pub failures: u32,
}

/// A namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NamespaceView {
    /// Name.
    pub name: String,
    /// `Active`, `Terminating`.
    pub phase: String,
    /// Labels.
    pub labels: SortedMap<String, String>,
    /// Quotas: name and, for each resource, how much is used.
    pub quotas: Vec<QuotaView>,
    /// Whether a LimitRange is there.
    pub limits: bool,
}

/// A ResourceQuota.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct QuotaView {
    /// Name.
    pub name: String,
    /// Rows.
    pub rows: Vec<QuotaRow>,
}

/// One resource of a quota.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct QuotaRow {
    /// `requests.cpu`.
    pub resource: String,
    /// As written: `500m`.
    pub used: String,
    /// As written: `1`.
    pub hard: String,
    /// Used over hard.
    pub ratio: f64,
}

/// An owner of pods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WorkloadView {
    /// uid.
    pub uid: String,
    /// `Deployment`, `ReplicaSet`, ...
    pub kind: String,
    /// Name.
    pub name: String,
    /// Namespace.
    pub namespace: String,
    /// Wanted pods.
    pub desired: i64,
    /// Pods there are.
    pub current: i64,
    /// Ready pods.
    pub ready: i64,
    /// Labels.
    pub labels: SortedMap<String, String>,
    /// Its own owner.
    pub owner: Option<OwnerView>,
    /// Selector in words: `app=web`.
    pub selector: String,
}

/// A service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServiceView {
    /// uid.
    pub uid: String,
    /// Name.
    pub name: String,
    /// Namespace.
    pub namespace: String,
    /// `ClusterIP`, `NodePort`, ...
    pub service_type: String,
    /// Cluster IP, or `None`.
    pub ip: String,
    /// Ports as kubectl prints them.
    pub ports: String,
    /// Selector in words.
    pub selector: String,
    /// uids of ready pods behind it.
    pub endpoints: Vec<String>,
    /// Labels.
    pub labels: SortedMap<String, String>,
}

/// A part of the control plane.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ComponentView {
    /// `kube-apiserver`, `etcd`, `kube-scheduler`, `kube-controller-manager`.
    pub name: String,
    /// Whether it runs (a switch of the scenario).
    pub running: bool,
    /// Whether it can do its work: it may run and yet miss the API server or a quorum.
    pub works: bool,
    /// Nodes on which an instance runs.
    pub up: u32,
    /// Nodes that have one.
    pub total: u32,
}

/// Details of the selected object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Which.
    pub key: Option<ObjectKey>,
    /// Its uid.
    pub uid: String,
    /// As `kubectl get -o yaml`.
    pub yaml: String,
    /// As `kubectl describe`.
    pub describe: String,
    /// Events: age in words, type, reason, message.
    pub events: Vec<(String, String, String, String)>,
    /// Last log lines of each container.
    pub logs: Vec<(String, String)>,
    /// Whether it is gone.
    pub gone: bool,
}

// What is measured is never NaN. Views are told apart at every step of the page: of `Eq` things that are shared, those
// that are the same need not be read for it.
impl Eq for Amount {}
impl Eq for PodView {}
impl Eq for QuotaRow {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_leads_from_old_to_new() {
        let pod = |uid: &str, status: &str| PodView { uid: uid.into(), status: status.into(), ..PodView::default() };
        let view = |pods: &[PodView]| View {
            pods: pods.iter().map(|p| (p.uid.clone(), Rc::new(p.clone()))).collect(),
            ..View::default()
        };
        let old = view(&[pod("a", "Pending"), pod("b", "Running")]);
        let new = view(&[pod("a", "Running"), pod("c", "Pending")]);
        let diff = ViewDiff::between(&old, &new);
        assert_eq!(diff.gone.pods, ["b"]);
        assert_eq!(diff.set.pods.len(), 2);
        let mut shown = old.clone();
        diff.apply(&mut shown);
        assert_eq!(shown, new);
        assert!(ViewDiff::between(&new, &new).is_empty());
    }
}
