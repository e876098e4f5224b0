//! The scheduler: see `crates/README.md`.

use crate::Config;
use crate::component::Component;

/// The components of this part, for the cluster's table.
pub fn all(_config: &Config) -> Vec<Box<dyn Component>> {
    Vec::new()
}
