//! Moving on to a real cluster: the session's objects as manifests, and a configuration for `kind` with the same nodes.
//! Both are what a learner could have written by hand, and are applied with the usual tools.

mod kind_config;
mod manifests;

pub use kind_config::kind_config;
pub use manifests::manifests;

use protocol::Output;

use crate::session::Machine;

/// Both files of a machine.
pub fn moving(machine: &Machine) -> Output {
    Output::Moving { manifests: manifests(&machine.cluster), kind: kind_config(&machine.cluster) }
}
