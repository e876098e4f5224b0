//! The persistent volume controller: looks at claims and volumes, one at a time, and again every 15 seconds while
//! anything is not bound.
//!
//! A volume is only free once the controller has seen it and said so, which nothing tells a claim that was looked at
//! before: a claim that comes together with its volume waits for the next look.

use std::time::Duration;

use api::time::Time;
use api::{Text, Value, meta};

use super::super::support::pod_control::split;
use super::super::support::retry::Retry;
use super::{claims, recycler, volumes};
use crate::component::{Change, Component, Ctx, Queue, WATCH_LATENCY};
use crate::events::{self, Source};
use crate::kinds;

/// Everything is looked at so often.
const PERIOD: Duration = Duration::from_secs(15);
/// Where in its period the controller is when a claim comes is chance; so long is as recorded.
const FIRST: Duration = Duration::from_secs(3);
/// How long it takes until a new volume is said to be free: too long for the claim made right behind it.
const VOLUME_LATENCY: Duration = Duration::from_millis(25);
const RESYNC: &str = "resync//";
/// Before the name of an event about a pod that empties a volume.
const EVENT: &str = "event//";

/// The persistent volume controller.
#[derive(Clone, Default)]
pub struct Binder {
    /// When everything is looked at next, while anything is not bound.
    next: Option<Time>,
    retry: Retry,
}

/// Tells of a claim or volume.
pub fn tell(about: &Value, kind: &'static str, reason: &'static str, message: impl Into<String>, ctx: &mut Ctx<'_>) {
    let source = Source::component("persistentvolume-controller");
    events::record(ctx, &events::reference(about), kind, reason, message, &source);
}

impl Binder {
    fn resync(&self, ctx: &mut Ctx<'_>) {
        let loose = |phase: &str| matches!(phase, "" | "Pending" | "Lost");
        let mut keys: Vec<Text> = ctx
            .api
            .read_all(kinds::PERSISTENT_VOLUME_CLAIM, "")
            .filter(|c| loose(c.get("status").str("phase")))
            .map(|c| Text::from(meta::key(c)))
            .collect();
        let volumes = ctx.api.read_all(kinds::PERSISTENT_VOLUME, "");
        keys.extend(volumes.filter(|v| loose(v.get("status").str("phase"))).map(|v| Text::from(meta::key(v))));
        keys.into_iter().for_each(|key| ctx.requeue(key, Duration::ZERO));
    }
}

impl Component for Binder {
    fn name(&self) -> &'static str {
        "persistentvolume-binder-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::PERSISTENT_VOLUME) {
            let latency = if change.old.is_null() { VOLUME_LATENCY } else { WATCH_LATENCY };
            queue.add_after(Text::from(meta::key(&change.new)), latency);
            let key = |r: &Value| Text::from(format!("{}/{}", r.str("namespace"), r.str("name")));
            let (was, is) = (change.old.get("spec").get("claimRef"), change.new.get("spec").get("claimRef"));
            if !is.str("uid").is_empty() || (change.deleted() && !is.is_null()) {
                queue.add(key(is));
            }
            if !was.is_null() && was.get("uid") != is.get("uid") {
                // The claim hears of it at the next look.
                queue.add_after(key(was), FIRST);
            }
        } else if change.is(kinds::PERSISTENT_VOLUME_CLAIM) {
            queue.add(Text::from(meta::key(&change.new)));
            let volume = change.new.get("spec").str("volumeName");
            if !volume.is_empty() {
                queue.add(Text::new(volume));
            }
        } else if change.is(kinds::POD) {
            // One that empties a volume.
            if let Some(volume) = recycler::volume_of(meta::name(&change.new)) {
                queue.add(Text::new(volume));
            }
        } else if change.is(kinds::EVENT)
            && !change.deleted()
            && recycler::volume_of(change.new.get("involvedObject").str("name")).is_some()
        {
            queue.add(Text::from(format!("{EVENT}{}", meta::name(&change.new))));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        if key == RESYNC {
            self.next = None;
            return self.resync(ctx);
        }
        if let Some(event) = key.strip_prefix(EVENT) {
            return recycler::pass_on(event, ctx);
        }
        let (namespace, name) = split(key);
        let answer = match namespace {
            "" => match ctx.get(kinds::PERSISTENT_VOLUME, "", name) {
                Some(volume) => volumes::sync(volume, ctx),
                None => Ok(()),
            },
            _ => match ctx.get(kinds::PERSISTENT_VOLUME_CLAIM, namespace, name) {
                Some(claim) => claims::sync(claim, ctx),
                None => Ok(()),
            },
        };
        self.retry.settle(key, answer, ctx);
        let is_loose = match namespace {
            "" => false,
            _ => ctx
                .api
                .peek(kinds::PERSISTENT_VOLUME_CLAIM, namespace, name)
                .is_some_and(|c| c.get("status").str("phase") != "Bound"),
        };
        if is_loose && self.next.is_none() {
            let created = ctx.api.peek(kinds::PERSISTENT_VOLUME_CLAIM, namespace, name);
            let created = created.and_then(|c| Time::parse(c.get("metadata").str("creationTimestamp")));
            let young = created.is_some_and(|t| ctx.now.since(t) < FIRST);
            let at = ctx.now + if young { FIRST } else { PERIOD };
            self.next = Some(at);
            ctx.requeue_at(RESYNC, at);
        }
    }
}
