//! ImageLocality: better to a node that has the pod's images already, as long as not all big images gather there.

use crate::scheduler::framework::{MAX_SCORE, Plugin, Score, View, always, as_is};
use crate::scheduler::node::NodeInfo;

pub const PLUGIN: Plugin = Plugin {
    score: Some(Score { weight: 1, prepare: always, score: |_, view, node| score(view, node), normalize: as_is }),
    ..Plugin::new("ImageLocality")
};

const MB: i64 = 1024 * 1024;
/// Images that are smaller do not matter.
const LEAST: i64 = 23 * MB;
/// An image that is bigger than this matters no more, for each container.
const MOST: i64 = 1000 * MB;

fn score(view: View<'_>, node: &NodeInfo) -> i64 {
    let total = view.list.len() as f64;
    let bytes: i64 = view
        .pod
        .images
        .iter()
        .filter_map(|image| Some((image, *node.images.get(image)?)))
        .map(|(image, size)| {
            let having = view.list.iter().filter(|n| n.images.contains_key(image)).count() as f64;
            (size as f64 * (having / total)) as i64
        })
        .sum();
    let most = MOST * (view.pod.images.len() as i64).max(1);
    MAX_SCORE * (bytes.clamp(LEAST, most) - LEAST) / (most - LEAST)
}
