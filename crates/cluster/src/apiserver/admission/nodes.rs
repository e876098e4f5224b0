//! What nodes give and get: a new one is tainted until it is ready, and a pod takes over the zone of its own.

use api::{Value, meta, obj};
use sorted::InOrder;

use super::super::{ApiServer, rbac};
use super::{Attempt, Operation, Outcome};
use crate::kinds;

/// Labels of Kubernetes' own that a kubelet sets on its node.
const OWN_LABELS: [&str; 9] = [
    "beta.kubernetes.io/arch",
    "beta.kubernetes.io/instance-type",
    "beta.kubernetes.io/os",
    "failure-domain.beta.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "kubernetes.io/arch",
    "kubernetes.io/hostname",
    "kubernetes.io/os",
    "topology.kubernetes.io/region",
];
const MIRROR: &str = "kubernetes.io/config.mirror";

const NOT_READY: &str = "node.kubernetes.io/not-ready";
const TOPOLOGY: [&str; 2] = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

/// TaintNodesByCondition: nothing is scheduled on a node of which nobody knows yet how it is.
pub(super) fn taint(a: &mut Attempt<'_, '_, '_>, node: &mut Value) -> Outcome {
    if a.operation != Operation::Create || !a.is_on("", "nodes") || a.env.internal {
        return Ok(());
    }
    let is = |t: &Value| t.str("key") == NOT_READY && t.str("effect") == "NoSchedule";
    if !node.get("spec").list("taints").iter().any(is) {
        node.field_mut("spec").field_mut("taints").list_mut().push(obj!({"key": NOT_READY, "effect": "NoSchedule"}));
    }
    Ok(())
}

/// NodeRestriction: a kubelet changes its own node and no other, and deals with the pods on it.
pub(super) fn restrict(a: &mut Attempt<'_, '_, '_>, object: &mut Value) -> Outcome {
    match rbac::node_of(&a.call.request.user) {
        Some(node) if !a.env.internal => by_kubelet(a, node, object),
        _ => Ok(()),
    }
}

/// Of its own, as the start of a cluster does not get here and need not wait for it.
#[inline(never)]
fn by_kubelet(a: &Attempt<'_, '_, '_>, node: &str, object: &Value) -> Outcome {
    let before = a.old.get("spec");
    let differs = |key: &str| object.get("spec").get(key) != before.get(key);
    let why = match (a.call.resource.is("", "nodes"), a.call.resource.is("", "pods"), a.operation) {
        (true, ..) if meta::name(object) != node => {
            format!("node {node:?} is not allowed to modify node {:?}", meta::name(object))
        }
        (true, _, Operation::Update) if differs("taints") => format!("node {node:?} is not allowed to modify taints"),
        (true, ..) => match (foreign_labels(object, a.old), a.operation) {
            (labels, _) if labels.is_empty() => return Ok(()),
            (labels, Operation::Create) => format!("is not allowed to set the following labels: {labels}"),
            (labels, _) => format!("is not allowed to modify labels: {labels}"),
        },
        (_, true, Operation::Create) if !meta::annotations(object).contains_key(MIRROR) => {
            format!("pod does not have {MIRROR:?} annotation, node {node:?} can only create mirror pods")
        }
        (_, true, operation) if object.get("spec").str("nodeName") != node => {
            let deed = match operation {
                Operation::Create => "create pods",
                Operation::Update => "update pod status for pods",
                Operation::Delete => "delete pods",
            };
            format!("node {node:?} can only {deed} with spec.nodeName set to itself")
        }
        _ => return Ok(()),
    };
    Err(a.forbidden(object, &why))
}

/// Labels that differ and are not for kubelets to set.
fn foreign_labels(object: &Value, old: &Value) -> String {
    let (new, before) = (meta::labels(object), meta::labels(old));
    let under = |domain: &str, of: &str| domain.strip_suffix(of).is_some_and(|d| d.is_empty() || d.ends_with('.'));
    let is_foreign = |key: &str| {
        let domain = key.split_once('/').map_or("", |(domain, _)| domain);
        let own = ["kubelet.kubernetes.io", "node.kubernetes.io"].iter().any(|of| under(domain, of));
        under(domain, "node-restriction.kubernetes.io")
            || (under(domain, "kubernetes.io") || under(domain, "k8s.io"))
                && !(own || OWN_LABELS.contains(&key) || key == TOPOLOGY[0])
    };
    let keys = new.keys().chain(before.keys().filter(|k| !new.contains_key(k)));
    let mut all: Vec<&str> = keys.filter(|k| new.get(k) != before.get(k)).map(|k| k.as_str()).collect();
    all.retain(|key| is_foreign(key));
    all.order();
    all.join(", ")
}

/// PodTopologyLabels, for a pod that is created with its node.
pub(super) fn label(a: &mut Attempt<'_, '_, '_>, pod: &mut Value) -> Outcome {
    if a.operation == Operation::Create && a.is_on("", "pods") {
        a.server.label_by_node(pod);
    }
    Ok(())
}

impl ApiServer {
    /// Copies the zone and the region of its node to the labels of a pod.
    pub(in crate::apiserver) fn label_by_node(&self, pod: &mut Value) {
        let name = pod.get("spec").text("nodeName");
        let Some(node) = self.read(kinds::NODE, "", &name).filter(|_| !name.is_empty()) else { return };
        for key in TOPOLOGY {
            if let Some(value) = meta::labels(&node).get(key) {
                pod.field_mut("metadata").field_mut("labels").set(key, value.clone());
            }
        }
    }
}
