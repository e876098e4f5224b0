//! StatefulSet: pods with names and claims of their own, one after the other.

mod claims;
mod identity;
mod replicas;
mod status;

use std::rc::Rc;

use api::{Status, Text, Value, meta};

use super::support::hash::hash_of_data;
use super::support::history::{self, HASH_LABEL, REVISION_LABEL};
use super::support::pod_control::split;
use super::support::pods::{Phase, PodIndex, PodInfo};
use super::support::retry::Retry;
use super::support::{owners, selector};
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::{self, Source};
use crate::kinds;

const NAME: &str = "statefulset-controller";

/// The stateful set controller.
#[derive(Clone, Default)]
pub struct StatefulSets {
    pods: PodIndex,
    retry: Retry,
}

/// A set under work.
struct Work<'a> {
    set: &'a Value,
    /// The revision that pods below the partition have, and the one that they are to get.
    current: Value,
    update: Value,
    pods: Vec<Rc<PodInfo>>,
}

impl Work<'_> {
    fn spec(&self) -> &Value {
        self.set.get("spec")
    }
    fn replicas(&self) -> i64 {
        self.spec().int("replicas").unwrap_or(1)
    }
    fn min_ready_seconds(&self) -> i64 {
        self.spec().int("minReadySeconds").unwrap_or(0)
    }
    /// Whether pods need not wait for each other.
    fn is_parallel(&self) -> bool {
        self.spec().str("podManagementPolicy") == "Parallel"
    }
    fn partition(&self) -> i64 {
        self.spec().get("updateStrategy").get("rollingUpdate").int("partition").unwrap_or(0)
    }
    /// Running, ready for long enough, and not going.
    fn is_healthy(&self, pod: &PodInfo, now: api::time::Time) -> bool {
        pod.phase == Phase::Running && pod.is_available(self.min_ready_seconds(), now) && !pod.terminating
    }
}

/// The name of a pod's revision.
fn revision_of(pod: &PodInfo) -> &str {
    pod.labels().get(HASH_LABEL).and_then(Value::as_str).unwrap_or("")
}

fn tell(set: &Value, kind: &'static str, reason: &'static str, message: String, ctx: &mut Ctx<'_>) {
    events::record(ctx, &events::reference(set), kind, reason, message, &Source::component(NAME));
}

impl StatefulSets {
    fn sync(&self, key: &Text, set: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let selector = selector(set.get("spec").get("selector"));
        let candidates: Vec<Rc<PodInfo>> =
            self.pods.owned(meta::uid(set)).chain(self.pods.orphans(meta::namespace(set))).cloned().collect();
        let mut pods = Vec::new();
        for pod in candidates.into_iter().filter(|p| identity::ordinal(set, &p.name).is_some()) {
            if owners::claim(ctx, kinds::POD, &pod.object, set, &selector)? {
                pods.push(pod);
            }
        }
        let mut revisions = history::list(ctx, set)?;
        let hash = |n: Option<i64>| hash_of_data(&history::data(set), n.unwrap_or(0));
        let update = history::current(ctx, set, &mut revisions, (REVISION_LABEL, hash))?;
        let noted = set.get("status").str("currentRevision");
        let current = revisions.iter().find(|r| meta::name(r) == noted).cloned().unwrap_or_else(|| update.clone());
        let work = Work { set, current, update, pods };
        let mut counts = status::count(&work, ctx.now);
        let managed = match meta::deletion_timestamp(set).is_empty() {
            true => replicas::run(&work, &mut counts, ctx),
            false => Ok(()),
        };
        status::write(&work, counts, ctx)?;
        let mut live: Vec<Text> = work.pods.iter().map(|p| Text::new(revision_of(p))).collect();
        live.extend([&work.current, &work.update].map(|r| r.get("metadata").text("name")));
        history::clean_up(ctx, set, &revisions, &live)?;
        let wait = work.min_ready_seconds();
        if let Some(wait) = work.pods.iter().filter_map(|p| p.available_in(wait, ctx.now)).min() {
            ctx.requeue(key.clone(), wait);
        }
        managed
    }

    fn on_pod(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let Some(pod) = self.pods.apply(change, "StatefulSet") else { return };
        pod.wake_owners("StatefulSet", queue);
    }
}

impl Component for StatefulSets {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::POD) {
            self.on_pod(change, queue);
        } else if change.is(kinds::STATEFUL_SET) {
            queue.add(Text::from(meta::key(&change.new)));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        if namespace == "@orphans" {
            return ctx.requeue_all(kinds::STATEFUL_SET, name);
        }
        let Some(set) = ctx.get(kinds::STATEFUL_SET, namespace, name) else { return self.retry.forget(key) };
        let outcome = self.sync(key, &set, ctx);
        self.retry.settle(key, outcome, ctx);
    }
}
