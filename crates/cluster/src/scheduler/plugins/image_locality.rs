//! ImageLocality: better to a node that has the pod's images already, as long as not all big images gather there.

use std::rc::Rc;

use crate::scheduler::framework::{MAX_SCORE, Plugin, Score, State, View, as_is};
use crate::scheduler::node::NodeInfo;

pub const PLUGIN: Plugin =
    Plugin { score: Some(Score { weight: 1, prepare, score, normalize: as_is }), ..Plugin::new("ImageLocality") };

const MB: i64 = 1024 * 1024;
/// Images that are smaller do not matter.
const LEAST: i64 = 23 * MB;
/// An image that is bigger than this matters no more, for each container.
const MOST: i64 = 1000 * MB;

/// On which part of the nodes each of the pod's images is.
fn prepare(state: &mut State, view: View<'_>, _: &[Rc<NodeInfo>]) -> bool {
    let total = view.list.len() as f64;
    let having = |image| view.list.iter().filter(|n| n.images.contains_key(image)).count() as f64;
    state.images = view.pod.images.iter().map(|image| having(image) / total).collect();
    true
}

fn score(state: &State, view: View<'_>, node: &NodeInfo) -> i64 {
    let images = view.pod.images.iter().zip(&state.images);
    let bytes: i64 = images.filter_map(|(image, part)| Some((*node.images.get(image)? as f64 * part) as i64)).sum();
    let most = MOST * (view.pod.images.len() as i64).max(1);
    MAX_SCORE * (bytes.clamp(LEAST, most) - LEAST) / (most - LEAST)
}
