//! What nodes give and get: a new one is tainted until it is ready, and a pod takes over the zone of its own.

use api::{Value, meta, obj};

use super::super::ApiServer;
use super::{Attempt, Operation, Outcome};
use crate::kinds;

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
