//! What happened in the cluster, as plugins are asked whether it may help a pod that they rejected.

use std::rc::Rc;

use api::Value;
use api::kinds::Kind;

use super::node::NodeInfo;
use super::pod::PodInfo;

/// A happening.
#[derive(Clone, Debug)]
pub enum Happening<'a> {
    /// A node came, or something of it changed that matters to scheduling.
    Node {
        /// Before; nothing for a new node.
        old: Option<&'a NodeInfo>,
        /// After.
        new: &'a NodeInfo,
    },
    /// A node went.
    NodeGone,
    /// A pod was bound to a node, or one on a node changed its labels.
    PodPlaced {
        /// The pod.
        pod: &'a Rc<PodInfo>,
    },
    /// A pod on a node ended or was deleted.
    PodGone {
        /// The pod.
        pod: &'a Rc<PodInfo>,
    },
    /// The waiting pod itself changed.
    Updated,
    /// Something else was stored or deleted: a claim, a volume, a storage class.
    Other {
        /// Its kind.
        kind: &'static Kind,
        /// Its last state.
        object: &'a Value,
    },
}

impl Happening<'_> {
    /// Whether it is about a node, and `f` holds now but did not before.
    pub fn node_turned(&self, f: impl Fn(&NodeInfo) -> bool) -> bool {
        match self {
            Happening::Node { old, new } => f(new) && !old.is_some_and(f),
            _ => false,
        }
    }
}
