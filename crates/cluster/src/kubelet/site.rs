//! Where a pod's worker works: its node, and what all nodes share.

use std::rc::Rc;

use api::Text;
use sorted::SortedMap;

use super::images::Trees;
use super::machine::Outside;
use super::node::{LocalImage, Node};
use crate::component::Ctx;

/// What all nodes share.
#[derive(Clone, Default)]
pub(super) struct Shared {
    /// Private registries that answer: host, and its repositories.
    pub registries: Rc<[(String, Vec<String>)]>,
    /// Root file systems of images.
    pub trees: Trees,
    /// Images that registries have told of, by the names that were asked for.
    pub told: SortedMap<Text, LocalImage>,
}

/// A node with what all nodes share.
pub(super) struct Site<'a> {
    pub node: &'a mut Node,
    pub shared: &'a mut Shared,
}

impl Site<'_> {
    /// What a pod's machine meets outside of the pod.
    pub fn outside<'b>(&'b mut self, ctx: &'b mut Ctx<'_>) -> Outside<'b> {
        Outside {
            now: ctx.now,
            rng: ctx.rng,
            net: &mut ctx.world.net,
            node_ports: &mut self.node.ports,
            node_memory: self.node.memory,
        }
    }
}
