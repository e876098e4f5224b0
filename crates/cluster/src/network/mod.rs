//! The network: addresses of nodes and pods, and everything that travels between them.
//!
//! What it is not: it knows no container. What reaches a pod is handed to its kubelet through the
//! [`World`](crate::world::World)'s mailbox.

use crate::Config;
use crate::component::Component;

/// The components of this part, for the cluster's table.
pub fn all(_config: &Config) -> Vec<Box<dyn Component>> {
    Vec::new()
}
