//! TaintToleration: no pod to a node whose taints it does not bear; better to one with few it would rather avoid.

use crate::matching::{Taint, first_untolerated};
use crate::scheduler::framework::{Plugin, Rejection, Score, always, normalize_reversed};
use crate::scheduler::hints::Happening;
use crate::scheduler::node::NodeInfo;
use crate::scheduler::pod::PodInfo;

pub const PLUGIN: Plugin = Plugin {
    filter: Some(|_, view, node| {
        if fits(view.pod, node) { Ok(()) } else { Err(Rejection::unresolvable("node(s) had untolerated taint(s)")) }
    }),
    score: Some(Score {
        weight: 3,
        prepare: always,
        score: |_, view, node| avoided(view.pod, node),
        normalize: normalize_reversed,
    }),
    helps: |pod, what| matches!(what, Happening::Updated) || what.node_turned(|node| fits(pod, node)),
    ..Plugin::new("TaintToleration")
};

fn fits(pod: &PodInfo, node: &NodeInfo) -> bool {
    first_untolerated(&node.taints, &pod.tolerations, Taint::forbids).is_none()
}

/// How many taints the pod would rather avoid.
fn avoided(pod: &PodInfo, node: &NodeInfo) -> i64 {
    let avoid = |t: &&Taint| t.effect == "PreferNoSchedule";
    let borne = |t: &Taint| {
        pod.tolerations.iter().any(|x| (x.effect.is_empty() || x.effect == "PreferNoSchedule") && x.tolerates(t))
    };
    node.taints.iter().filter(avoid).filter(|t| !borne(t)).count() as i64
}
