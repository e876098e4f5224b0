//! NodeName: a pod that names its node goes there only.

use crate::scheduler::framework::{Plugin, Rejection};
use crate::scheduler::hints::Happening;

pub const PLUGIN: Plugin = Plugin {
    filter: Some(|_, view, node| {
        if view.pod.node.is_empty() || view.pod.node == node.name {
            Ok(())
        } else {
            Err(Rejection::unresolvable("node(s) didn't match the requested node name"))
        }
    }),
    helps: |_, what| matches!(what, Happening::Node { old: None, .. }),
    ..Plugin::new("NodeName")
};
