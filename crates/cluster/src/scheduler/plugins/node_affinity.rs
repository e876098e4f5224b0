//! NodeAffinity: `nodeSelector` and `affinity.nodeAffinity`.

use crate::scheduler::framework::{Plugin, PreFilter, Rejection, Score, normalize};
use crate::scheduler::hints::Happening;

pub const PLUGIN: Plugin = Plugin {
    pre_filter: Some(|_, view| match view.pod.node_affinity.names() {
        Some(names) => PreFilter::Only(names),
        None => PreFilter::Go,
    }),
    filter: Some(|_, view, node| {
        if view.pod.node_affinity.allows(&node.object) {
            Ok(())
        } else {
            Err(Rejection::unresolvable("node(s) didn't match Pod's node affinity/selector"))
        }
    }),
    score: Some(Score {
        weight: 2,
        prepare: |_, view, _| !view.pod.node_affinity.preferred.is_empty(),
        score: |_, view, node| view.pod.node_affinity.score(&node.object),
        normalize,
    }),
    helps: |pod, what| {
        matches!(what, Happening::Updated) || what.node_turned(|node| pod.node_affinity.allows(&node.object))
    },
    ..Plugin::new("NodeAffinity")
};
