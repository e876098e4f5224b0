//! How fast nodes are given up: one in ten seconds, slower where most are lost, not at all where all are.

use std::time::Duration;

use crate::component::Ctx;
use crate::kinds;

/// How fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// One node in so long.
    Every(Duration),
    /// None: it is rather the control plane that is cut off.
    Never,
}

/// So many of a hundred nodes lost are many.
const MANY_PERCENT: usize = 55;
/// A cluster of at most so many nodes is small.
const SMALL: usize = 50;

/// The pace for the cluster as it is.
pub fn pace(ctx: &Ctx<'_>) -> Pace {
    let (mut ready, mut lost) = (0, 0);
    for node in ctx.api.read_all(kinds::NODE, "") {
        if super::condition(node, "Ready").str("status") == "True" {
            ready += 1;
        } else {
            lost += 1;
        }
    }
    if ready == 0 {
        return Pace::Never;
    }
    if lost > 2 && lost * 100 >= (ready + lost) * MANY_PERCENT {
        return if ready + lost > SMALL { Pace::Every(Duration::from_secs(100)) } else { Pace::Never };
    }
    Pace::Every(Duration::from_secs(10))
}
