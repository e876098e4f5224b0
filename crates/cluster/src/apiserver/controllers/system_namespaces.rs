//! The namespaces of the system: looked after every minute, so the one that may be deleted comes back.

use std::time::Duration;

use api::{Text, meta};

use crate::bootstrap;
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

#[derive(Clone)]
pub struct SystemNamespaces;

const PERIOD_SECONDS: i64 = 60;
const NAMES: [&str; 3] = ["kube-node-lease", "kube-public", "kube-system"];

impl Component for SystemNamespaces {
    fn name(&self) -> &'static str {
        "system-namespaces"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let name = meta::name(&change.new);
        if change.is(kinds::NAMESPACE) && change.deleted() && NAMES.contains(&name) {
            let since = queue.now().seconds().rem_euclid(PERIOD_SECONDS);
            queue.add_after(Text::new(name), Duration::from_secs((PERIOD_SECONDS - since) as u64));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let is_there = ctx.get(kinds::NAMESPACE, "", key).is_some();
        if !is_there && ctx.create(kinds::NAMESPACE, bootstrap::namespace(key)).is_err() {
            ctx.requeue(key.clone(), Duration::from_secs(PERIOD_SECONDS as u64));
        }
    }
}
