//! What a kubelet refuses to run although it was assigned.

use super::node::Node;
use super::worker::Worker;
use crate::component::Ctx;

/// Whether the pod is refused; its status then says why.
pub(super) fn refused(_worker: &mut Worker, _node: &Node, _ctx: &mut Ctx<'_>) -> bool {
    false
}
