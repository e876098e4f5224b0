//! Pods that nobody will look after any more: of nodes that are gone, and deleted ones that never had a node.

use sorted::{InOrder, SortedMap};
use std::time::Duration;

use api::time::Time;
use api::{Status, Text, Value, meta};

use super::support::pod_control::split;
use crate::component::{Change, Component, Ctx, Queue};
use crate::conditions;
use crate::kinds;

/// Pods are looked at so often.
const PERIOD: Duration = Duration::from_secs(20);
/// A node is missed for so long before its pods go.
const QUARANTINE: Duration = Duration::from_secs(40);
/// More pods that have ended than this are not kept.
const MAX_ENDED: usize = 12_500;

/// The pod garbage collector.
#[derive(Clone, Default)]
pub struct PodGc {
    started: Time,
    /// Since when nodes are missed.
    missed: SortedMap<Text, Time>,
    ended: usize,
}

const KEY: &str = "look";

impl PodGc {
    fn next_look(&self, now: Time) -> Time {
        let period = PERIOD.as_micros() as i64;
        Time(self.started.0 + ((now.0 - self.started.0).max(0) / period + 1) * period)
    }

    fn look(&mut self, ctx: &mut Ctx<'_>) {
        let pods: Vec<Value> = ctx.api.read_all(kinds::POD, "").filter(|p| is_suspicious(p, ctx)).cloned().collect();
        let mut missed = SortedMap::new();
        for pod in &pods {
            let node = pod.get("spec").text("nodeName");
            if node.is_empty() {
                force(pod, ctx);
                continue;
            }
            if is_out_of_service(&node, ctx) {
                let _ = give_up_quietly(pod, ctx);
                continue;
            }
            let since = self.missed.get(&node).copied().unwrap_or(ctx.now);
            missed.insert(node, since);
            if ctx.now.since(since) >= QUARANTINE {
                let _ = give_up(pod, ctx);
            }
        }
        self.missed = missed;
        if self.ended > MAX_ENDED {
            drop_oldest(self.ended - MAX_ENDED, ctx);
        }
        // Those that are going may have to wait until their node is given up.
        if !self.missed.is_empty() {
            let at = self.next_look(ctx.now);
            ctx.requeue_at(KEY, at);
        }
    }
}

fn has_ended(pod: &Value) -> bool {
    matches!(pod.get("status").str("phase"), "Succeeded" | "Failed")
}

/// A pod of a node that is not there, or one that is deleted before it had a node.
fn is_suspicious(pod: &Value, ctx: &Ctx<'_>) -> bool {
    let node = pod.get("spec").str("nodeName");
    if node.is_empty() {
        !meta::deletion_timestamp(pod).is_empty()
    } else {
        ctx.api.peek(kinds::NODE, "", node).is_none()
            || !meta::deletion_timestamp(pod).is_empty() && is_out_of_service(node, ctx)
    }
}

/// Whether somebody has said of a node that is not ready that it does not come back.
fn is_out_of_service(node: &str, ctx: &Ctx<'_>) -> bool {
    let Some(node) = ctx.api.peek(kinds::NODE, "", node) else { return false };
    let conditions = node.get("status").list("conditions");
    let ready = conditions.iter().any(|c| c.str("type") == "Ready" && c.str("status") == "True");
    let taints = node.get("spec").list("taints");
    !ready && taints.iter().any(|taint| taint.str("key") == "node.kubernetes.io/out-of-service")
}

/// A pod that is going already goes at once.
fn give_up_quietly(pod: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    if !has_ended(pod) {
        let mut changed = pod.clone();
        changed.field_mut("status").set("phase", "Failed");
        ctx.update_status(kinds::POD, changed)?;
    }
    force(pod, ctx);
    Ok(())
}

fn force(pod: &Value, ctx: &mut Ctx<'_>) {
    let key = meta::key(pod);
    let (namespace, name) = split(&key);
    // Whoever deleted it in the meantime did the work.
    let _ = ctx.delete(kinds::POD, namespace, name, meta::uid(pod), (Some(0), None));
}

fn give_up(pod: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    if !has_ended(pod) {
        let mut changed = pod.clone();
        let status = changed.field_mut("status");
        status.set("phase", "Failed");
        conditions::put(status, conditions::disruption("DeletionByPodGC", "PodGC: node no longer exists", ctx.now));
        ctx.update_status(kinds::POD, changed)?;
    }
    force(pod, ctx);
    Ok(())
}

fn drop_oldest(count: usize, ctx: &mut Ctx<'_>) {
    let mut ended: Vec<Value> = ctx.api.read_all(kinds::POD, "").filter(|p| has_ended(p)).cloned().collect();
    ended.order_by(|a, b| {
        let age = |p: &Value| p.get("metadata").text("creationTimestamp");
        (age(a), meta::name(a)).cmp(&(age(b), meta::name(b)))
    });
    ended.iter().take(count).for_each(|pod| force(pod, ctx));
}

impl Component for PodGc {
    fn name(&self) -> &'static str {
        "pod-garbage-collector"
    }
    fn start(&mut self, queue: &mut Queue<'_>) {
        self.started = queue.now();
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let taints = |node: &Value| node.get("spec").list("taints").len();
        let mut look = change.is(kinds::NODE) && (change.deleted() || taints(&change.old) != taints(&change.new));
        if change.is(kinds::POD) {
            let (was, is) = (has_ended(&change.old), has_ended(&change.new) && !change.deleted());
            self.ended = (self.ended + usize::from(is && !was)).saturating_sub(usize::from(was && !is));
            let newly_placed = change.old.get("spec").str("nodeName") != change.new.get("spec").str("nodeName");
            let deleted = !meta::deletion_timestamp(&change.new).is_empty() && !change.deleted();
            // Only pods that name a node without the scheduler's help can name one that is not there.
            look |= (newly_placed && change.old.is_null()) || deleted || self.ended > MAX_ENDED;
        }
        if look {
            let at = self.next_look(queue.now());
            queue.add_after(KEY, at.since(queue.now()));
        }
    }
    fn reconcile(&mut self, _: &Text, ctx: &mut Ctx<'_>) {
        self.look(ctx);
    }
}
