//! NodeResourcesBalancedAllocation: better to a node where processor and memory would be used up alike.

use crate::scheduler::framework::{MAX_SCORE, Plugin, Score, as_is};
use crate::scheduler::node::NodeInfo;
use crate::scheduler::pod::PodInfo;

pub const PLUGIN: Plugin = Plugin {
    score: Some(Score {
        weight: 1,
        // A pod that asks for nothing changes no balance.
        prepare: |_, view, _| view.pod.requests.milli_cpu != 0 || view.pod.requests.memory != 0,
        score: |_, view, node| balance(view.pod, node),
        normalize: as_is,
    }),
    ..Plugin::new("NodeResourcesBalancedAllocation")
};

fn balance(pod: &PodInfo, node: &NodeInfo) -> i64 {
    let (all, used, wanted) = (&node.allocatable, &node.requested, &pod.requests);
    let fraction = |all: i64, used: i64| (all != 0).then(|| (used as f64 / all as f64).min(1.0));
    let cpu = fraction(all.milli_cpu, used.milli_cpu + wanted.milli_cpu);
    let memory = fraction(all.memory, used.memory + wanted.memory);
    let deviation = match (cpu, memory) {
        (Some(cpu), Some(memory)) => (cpu - memory).abs() / 2.0,
        _ => 0.0,
    };
    ((1.0 - deviation) * MAX_SCORE as f64) as i64
}
