//! Claims that ask for more than they have. The controller manager itself enlarges nothing: it says that it waits for
//! whoever made the volume.

use api::quantity::Quantity;
use api::{Text, Value, meta};

use super::super::support::pod_control::split;
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::{self, Source, WARNING};
use crate::kinds::PERSISTENT_VOLUME_CLAIM;

const WAITS: &str = "Ignoring the PVC: didn't find a plugin capable of expanding the volume; waiting for an external \
                     controller to process this PVC.";

/// The expand controller.
#[derive(Clone, Default)]
pub struct Expand;

fn asked(claim: &Value) -> Quantity {
    Quantity::of_valid(claim.at(&["spec", "resources", "requests", "storage"]))
}

impl Component for Expand {
    fn name(&self) -> &'static str {
        "expand-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let changed = change.is(PERSISTENT_VOLUME_CLAIM) && !change.deleted() && !change.old.is_null();
        if changed && asked(&change.new) > asked(&change.old) {
            queue.add(Text::from(meta::key(&change.new)));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        let Some(claim) = ctx.get(PERSISTENT_VOLUME_CLAIM, namespace, name) else { return };
        let has = Quantity::of_valid(claim.get("status").get("capacity").get("storage"));
        if claim.get("status").str("phase") == "Bound" && asked(&claim) > has {
            let source = Source::component("volume_expand");
            events::record(ctx, &events::reference(&claim), WARNING, "ExternalExpanding", WAITS, &source);
        }
    }
}
