//! How long kubelets may keep what they read of secrets and config maps: longer in bigger clusters.

use api::request::PatchType;
use api::{Text, Value, meta, obj};

use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

const ANNOTATION: &str = "node.alpha.kubernetes.io/ttl";

/// Up to so many nodes, so many seconds.
const STEPS: [(usize, i64); 5] = [(100, 0), (500, 15), (1000, 30), (2000, 60), (10_000, 300)];

/// The TTL controller.
#[derive(Clone, Default)]
pub struct NodeTtl {
    nodes: usize,
}

impl NodeTtl {
    fn seconds(&self) -> i64 {
        STEPS.iter().find(|(nodes, _)| self.nodes <= *nodes).map_or(300, |(_, seconds)| *seconds)
    }
}

impl Component for NodeTtl {
    fn name(&self) -> &'static str {
        "ttl-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if !change.is(kinds::NODE) {
            return;
        }
        if change.deleted() {
            self.nodes = self.nodes.saturating_sub(1);
        } else {
            self.nodes += usize::from(change.old.is_null());
            let noted = meta::annotations(&change.new).get(ANNOTATION).and_then(Value::as_str);
            if noted != Some(&self.seconds().to_string()) {
                queue.add(change.new.get("metadata").text("name"));
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let annotation = obj!({"node.alpha.kubernetes.io/ttl": (self.seconds().to_string())});
        let patch = obj!({"metadata": {"annotations": annotation}});
        // A node that is gone needs no annotation; any other change of it brings the controller back.
        let _ = ctx.patch(kinds::NODE, "", key, "", (PatchType::Merge, patch));
    }
}
