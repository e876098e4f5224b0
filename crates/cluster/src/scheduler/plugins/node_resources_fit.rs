//! NodeResourcesFit: what the pod asks for must be left on the node; better to the node with most left.

use api::Text;

use crate::scheduler::framework::{MAX_SCORE, Plugin, Rejection, Score, always, as_is};
use crate::scheduler::hints::Happening;
use crate::scheduler::node::NodeInfo;
use crate::scheduler::pod::PodInfo;

pub const PLUGIN: Plugin = Plugin {
    filter: Some(|_, view, node| fits(view.pod, node)),
    score: Some(Score {
        weight: 1,
        prepare: always,
        score: |_, view, node| least_allocated(view.pod, node),
        normalize: as_is,
    }),
    helps: |pod, what| match what {
        Happening::PodGone { .. } | Happening::Updated => true,
        Happening::Node { old, new } => {
            old.is_none_or(|old| old.allocatable != new.allocatable) && fits(pod, new).is_ok()
        }
        _ => false,
    },
    ..Plugin::new("NodeResourcesFit")
};

/// Whether the node has left what the pod asks for. A wish beyond all that the node has cannot be helped.
pub fn fits(pod: &PodInfo, node: &NodeInfo) -> Result<(), Rejection> {
    let mut rejection = Rejection { reasons: Vec::new(), resolvable: true };
    let (all, used, wanted) = (&node.allocatable, &node.requested, &pod.requests);
    if node.pods.len() as i64 + 1 > all.pods {
        rejection.reasons.push("Too many pods".into());
    }
    let mut check = |name: Text, wanted: i64, all: i64, used: i64| {
        if wanted > 0 && wanted > all - used {
            rejection.reasons.push(name);
            rejection.resolvable &= wanted <= all;
        }
    };
    check("Insufficient cpu".into(), wanted.milli_cpu, all.milli_cpu, used.milli_cpu);
    check("Insufficient memory".into(), wanted.memory, all.memory, used.memory);
    check(
        "Insufficient ephemeral-storage".into(),
        wanted.ephemeral_storage,
        all.ephemeral_storage,
        used.ephemeral_storage,
    );
    for (name, wanted) in &wanted.scalar {
        let of = |r: &crate::scheduler::resources::Resources| r.scalar.get(name).copied().unwrap_or(0);
        check(Text::from(format!("Insufficient {name}")), *wanted, of(all), of(used));
    }
    if rejection.reasons.is_empty() { Ok(()) } else { Err(rejection) }
}

/// Processor and memory that would be left, in percent.
fn least_allocated(pod: &PodInfo, node: &NodeInfo) -> i64 {
    let left = |all: i64, used: i64| match all {
        0 => None,
        _ if used > all => Some(0),
        _ => Some((all - used) * MAX_SCORE / all),
    };
    let (all, used, wanted) = (&node.allocatable, &node.assumed, &pod.assumed);
    let cpu = left(all.milli_cpu, used.milli_cpu + wanted.milli_cpu);
    let memory = left(all.memory, used.memory + wanted.memory);
    let scores: Vec<i64> = cpu.into_iter().chain(memory).collect();
    if scores.is_empty() { 0 } else { scores.iter().sum::<i64>() / scores.len() as i64 }
}
