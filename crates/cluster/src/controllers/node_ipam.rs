//! Every node gets a range of pod addresses: a /24 of 10.244.0.0/16.

use sorted::SortedSet;

use api::request::PatchType;
use api::{Text, Value, meta, obj};

use super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::{self, NORMAL, Source};
use crate::kinds;

const NAME: &str = "node-ipam-controller";
/// How many ranges there are.
const RANGES: usize = 256;

/// The node IPAM controller.
#[derive(Clone, Default)]
pub struct NodeIpam {
    used: SortedSet<usize>,
    retry: Retry,
}

fn range(index: usize) -> String {
    format!("10.244.{index}.0/24")
}

fn index_of(node: &Value) -> Option<usize> {
    let cidr = node.get("spec").str("podCIDR");
    let index = cidr.split('.').nth(2)?.parse().ok()?;
    (index < RANGES && range(index) == cidr).then_some(index)
}

impl Component for NodeIpam {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if !change.is(kinds::NODE) {
            return;
        }
        match index_of(&change.new) {
            Some(i) if change.deleted() => {
                self.used.remove(&i);
            }
            Some(i) => {
                self.used.insert(i);
            }
            None if !change.deleted() => queue.add(change.new.get("metadata").text("name")),
            None => {}
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let Some(node) = ctx.get(kinds::NODE, "", key) else { return };
        if !node.get("spec").str("podCIDR").is_empty() {
            return;
        }
        let Some(free) = (0..RANGES).find(|i| !self.used.contains(i)) else {
            let message = format!("Node {key} status is now: CIDRNotAvailable");
            let source = Source::component("cidrAllocator");
            return events::record(ctx, &events::reference(&node), NORMAL, "CIDRNotAvailable", message, &source);
        };
        let patch = obj!({"spec": {"podCIDR": (range(free)), "podCIDRs": [(range(free))]}});
        match ctx.patch(kinds::NODE, "", meta::name(&node), "", (PatchType::Strategic, patch)) {
            Ok(_) => {
                self.used.insert(free);
                self.retry.forget(key);
            }
            Err(_) => ctx.requeue(key.clone(), self.retry.again(key)),
        }
    }
}
