//! The default plugins of v1.36, one a file, in the order in which the scheduler asks them.

pub mod default_preemption;
mod dynamic_resources;
pub mod image_locality;
pub mod inter_pod_affinity;
mod node_affinity;
mod node_name;
mod node_ports;
pub mod node_resources_balanced_allocation;
pub mod node_resources_fit;
mod node_unschedulable;
mod node_volume_limits;
pub mod pod_topology_spread;
mod scheduling_gates;
mod taint_toleration;
pub mod volume_binding;
mod volume_restrictions;
mod volume_zone;

use super::framework::Plugin;

/// All plugins with a say about nodes. PrioritySort is the order of the queue, DefaultPreemption what is tried when no
/// node is left, DefaultBinder how the cycle ends.
pub static PLUGINS: &[Plugin] = &[
    scheduling_gates::PLUGIN,
    node_unschedulable::PLUGIN,
    node_name::PLUGIN,
    taint_toleration::PLUGIN,
    node_affinity::PLUGIN,
    node_ports::PLUGIN,
    node_resources_fit::PLUGIN,
    volume_restrictions::PLUGIN,
    node_volume_limits::PLUGIN,
    volume_binding::PLUGIN,
    volume_zone::PLUGIN,
    pod_topology_spread::PLUGIN,
    inter_pod_affinity::PLUGIN,
    dynamic_resources::PLUGIN,
    node_resources_balanced_allocation::PLUGIN,
    image_locality::PLUGIN,
];
