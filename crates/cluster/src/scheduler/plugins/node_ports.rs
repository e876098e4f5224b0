//! NodePorts: a port of the host is given once.

use crate::scheduler::framework::{Plugin, PreFilter, Rejection};
use crate::scheduler::hints::Happening;
use crate::scheduler::node::NodeInfo;
use crate::scheduler::pod::PodInfo;

pub const PLUGIN: Plugin = Plugin {
    pre_filter: Some(|_, view| if view.pod.host_ports.is_empty() { PreFilter::Skip } else { PreFilter::Go }),
    filter: Some(|_, view, node| {
        if fits(view.pod, node) {
            Ok(())
        } else {
            Err(Rejection::resolvable("node(s) didn't have free ports for the requested pod ports"))
        }
    }),
    helps: |pod, what| match what {
        Happening::Node { old: None, .. } | Happening::Updated => true,
        Happening::PodGone { pod: gone } => clash(pod, gone),
        _ => false,
    },
    ..Plugin::new("NodePorts")
};

fn clash(a: &PodInfo, b: &PodInfo) -> bool {
    a.host_ports.iter().any(|p| b.host_ports.iter().any(|q| p.clashes(q)))
}

fn fits(pod: &PodInfo, node: &NodeInfo) -> bool {
    node.with_ports == 0 || !node.pods.values().any(|other| clash(pod, other))
}
