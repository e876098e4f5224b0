//! NodeUnschedulable: no pod to a cordoned node, unless it tolerates the taint that stands for that.

use crate::matching::Taint;
use crate::scheduler::framework::{Plugin, Rejection};
use crate::scheduler::hints::Happening;
use crate::scheduler::node::NodeInfo;
use crate::scheduler::pod::PodInfo;

pub const PLUGIN: Plugin = Plugin {
    filter: Some(|_, view, node| {
        if fits(view.pod, node) { Ok(()) } else { Err(Rejection::unresolvable("node(s) were unschedulable")) }
    }),
    helps: |pod, what| matches!(what, Happening::Updated) || what.node_turned(|node| fits(pod, node)),
    ..Plugin::new("NodeUnschedulable")
};

fn fits(pod: &PodInfo, node: &NodeInfo) -> bool {
    let taint =
        || Taint { key: "node.kubernetes.io/unschedulable".into(), value: "".into(), effect: "NoSchedule".into() };
    !node.unschedulable || pod.tolerations.iter().any(|t| t.tolerates(&taint()))
}
