//! SchedulingGates: a pod with gates does not enter the queue.

use crate::scheduler::framework::Plugin;
use crate::scheduler::hints::Happening;

pub const PLUGIN: Plugin =
    Plugin { helps: |pod, what| matches!(what, Happening::Updated) && !pod.gated, ..Plugin::new("SchedulingGates") };
