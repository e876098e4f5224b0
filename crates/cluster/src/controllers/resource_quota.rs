//! What is used of each quota, counted anew when a quota is made or changed and when something in its namespace goes.

use sorted::SortedMap;
use std::time::Duration;

use api::quantity::Quantity;
use api::{Status, Text, Value, meta};

use super::support::pod_control::split;
use super::support::retry::Retry;
use crate::amounts::{self, Amounts};
use crate::apiserver::Resource;
use crate::component::{Change, Component, Ctx, Queue};
use crate::{kinds, quota};

/// Deletions are taken together for so long.
const BATCH: Duration = Duration::from_millis(100);

/// The resource quota controller.
#[derive(Clone, Default)]
pub struct ResourceQuotas {
    /// How many quotas a namespace has.
    namespaces: SortedMap<Text, usize>,
    retry: Retry,
}

fn sync(quota: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let hard = quota.get("spec").map("hard").clone();
    let mut used: Amounts = hard.keys().map(|name| (name.clone(), Quantity::ZERO)).collect();
    let counted = |r: &&Resource| r.namespaced && r.preferred && hard.keys().any(|n| quota::concerns(&r.gvr, n));
    let mut sum = Amounts::new();
    for resource in ctx.api.resources().filter(counted) {
        for object in ctx.api.read_all_any(resource, meta::namespace(&quota)) {
            if quota::matches(&quota, &resource.gvr, object) {
                amounts::add(&mut sum, &quota::usage(&resource.gvr, object, ctx.now));
            }
        }
    }
    for (name, q) in sum {
        if let Some(slot) = used.get_mut(&name) {
            *slot = q;
        }
    }
    let mut status = Value::object();
    status.set("hard", Value::from(hard));
    status.set("used", amounts::to_value(&used));
    if status == *quota.get("status") {
        return Ok(());
    }
    let mut quota = quota;
    quota.set("status", status);
    ctx.update_status(kinds::RESOURCE_QUOTA, quota).map(|_| ())
}

/// Whether a change leaves more room in a quota.
fn frees(change: &Change) -> bool {
    if change.deleted() {
        return true;
    }
    if change.old.is_null() {
        return false;
    }
    let (old, new) = (&change.old, &change.new);
    if change.is(kinds::SERVICE) {
        return old.get("spec").str("type") != new.get("spec").str("type");
    }
    let ended = |o: &Value| matches!(o.get("status").str("phase"), "Succeeded" | "Failed");
    let given = |o: &Value| {
        let containers = o.get("status").list("containerStatuses").iter();
        containers.map(|c| c.get("allocatedResources").clone()).collect::<Vec<_>>()
    };
    change.is(kinds::POD) && (!ended(old) && ended(new) || given(old) != given(new))
}

impl Component for ResourceQuotas {
    fn name(&self) -> &'static str {
        "resourcequota-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let namespace = meta::namespace(&change.new);
        if change.is(kinds::RESOURCE_QUOTA) {
            let n = self.namespaces.entry(Text::new(namespace)).or_default();
            if change.deleted() {
                *n = n.saturating_sub(1);
                if *n == 0 {
                    self.namespaces.remove(namespace);
                }
                return;
            }
            *n += usize::from(change.old.is_null());
            if change.old.get("spec") != change.new.get("spec") {
                queue.add(Text::from(meta::key(&change.new)));
            }
        } else if !namespace.is_empty() && self.namespaces.contains_key(namespace) && frees(change) {
            queue.add_after(Text::from(format!("{namespace}/")), BATCH);
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        if name.is_empty() {
            return ctx.requeue_all(kinds::RESOURCE_QUOTA, namespace);
        }
        let Some(quota) = ctx.get(kinds::RESOURCE_QUOTA, namespace, name) else { return self.retry.forget(key) };
        let outcome = sync(quota, ctx);
        self.retry.settle(key, outcome, ctx);
    }
}
