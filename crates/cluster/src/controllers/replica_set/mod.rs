//! ReplicaSet and ReplicationController: as many pods as wanted, made of one template.
//!
//! The two differ in their names and in how the selector is written; everything else is one thing.

mod tally;

use sorted::InOrder;
use std::rc::Rc;
use std::time::Duration;

use api::kinds::Kind;
use api::{Status, Text, Value, meta};

use super::support::pod_control::{self, set_count, split};
use super::support::pods::{PodIndex, PodInfo};
use super::support::retry::Retry;
use super::support::{owners, selector};
use crate::component::{Change, Component, Ctx, Queue};
use crate::conditions;
use crate::events::Source;
use crate::kinds;
use api::selector::LabelSelector;
use tally::Tallies;

/// Which of the two it is.
#[derive(Debug)]
struct Flavor {
    kind: &'static Kind,
    name: &'static str,
}

static REPLICA_SET: Flavor = Flavor { kind: kinds::REPLICA_SET, name: "replicaset-controller" };
static REPLICATION_CONTROLLER: Flavor = Flavor { kind: kinds::REPLICATION_CONTROLLER, name: "replication-controller" };

/// So many pods are created or deleted at once, at most.
const BURST: usize = 500;

/// The controller of ReplicaSets or of ReplicationControllers.
#[derive(Clone)]
pub struct Replicas {
    flavor: &'static Flavor,
    pods: PodIndex,
    tallies: Tallies,
    retry: Retry,
}

impl Replicas {
    /// Of ReplicaSets.
    pub fn sets() -> Replicas {
        Replicas::new(&REPLICA_SET)
    }
    /// Of ReplicationControllers.
    pub fn controllers() -> Replicas {
        Replicas::new(&REPLICATION_CONTROLLER)
    }

    fn new(flavor: &'static Flavor) -> Replicas {
        Replicas { flavor, pods: PodIndex::default(), tallies: Tallies::default(), retry: Retry::default() }
    }

    fn selector(&self, set: &Value) -> LabelSelector {
        let spec = set.get("spec");
        match self.flavor.kind.kind {
            "ReplicaSet" => selector(spec.get("selector")),
            _ => LabelSelector::from_map(spec.map("selector")),
        }
    }

    fn on_pod(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let Some(pod) = self.pods.apply(change, self.flavor.kind.kind) else { return };
        self.tallies.heard(&pod);
        pod.wake_owners(self.flavor.kind.kind, queue);
    }

    /// Looks at every set that selects a pod without controller.
    fn offer_orphans(&self, namespace: &str, ctx: &mut Ctx<'_>) {
        let mut wanted = Vec::new();
        for set in ctx.api.read_all(self.flavor.kind, namespace) {
            let selector = self.selector(set);
            if self.pods.orphans(namespace).any(|p| selector.matches(p.labels())) {
                wanted.push(Text::from(meta::key(set)));
            }
        }
        for key in wanted {
            ctx.requeue(key, Duration::ZERO);
        }
    }

    fn sync(&mut self, key: &Text, set: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let selector = self.selector(set);
        let template = set.get("spec").get("template").get("metadata").map("labels");
        let template = LabelSelector::from_map(template);
        let look = self.tallies.look(set, &self.pods);
        for pod in look.own.iter().chain(&look.orphans) {
            let claimed = !pod.is_active() || owners::claim(ctx, kinds::POD, &pod.object, set, &selector)?;
            if claimed && (pod.owner.is_some() || pod.is_active()) {
                self.tallies.judged(set, pod, pod.is_active(), &template);
            } else {
                self.tallies.released(set, pod);
            }
        }
        let managed = match meta::deletion_timestamp(set).is_empty() {
            true => self.manage(set, ctx),
            false => Ok(()),
        };
        let status = self.status(set, &managed, ctx);
        if status != *set.get("status") {
            let mut changed = set.clone();
            changed.set("status", status);
            ctx.update_status(self.flavor.kind, changed)?;
        }
        let spec = set.get("spec");
        let min_ready = spec.int("minReadySeconds").unwrap_or(0);
        // Most pods need not be ready for any time: then none of them is looked at.
        if min_ready > 0
            && let Some(wait) = self.active(set).filter_map(|p| p.available_in(min_ready, ctx.now)).min()
        {
            ctx.requeue(key.clone(), wait);
        }
        managed
    }

    /// The pods that a set has.
    fn active(&self, set: &Value) -> impl Iterator<Item = &Rc<PodInfo>> {
        let all = self.pods.owned(meta::uid(set)).chain(self.pods.orphans(meta::namespace(set)));
        all.filter(move |p| self.tallies.is_active(set, p))
    }

    fn manage(&self, set: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let wanted = set.get("spec").int("replicas").unwrap_or(1).max(0) as usize;
        let source = Source::component(self.flavor.name);
        let have = self.tallies.sums(set).active.max(0) as usize;
        if have < wanted {
            let pod = pod_control::from_template(set.get("spec").get("template"), set);
            return pod_control::slow_start((wanted - have).min(BURST), || {
                match pod_control::create_as_made(ctx, pod.clone(), set, &source) {
                    Err(s) if pod_control::namespace_terminates(&s) => Ok(()),
                    other => other.map(|_| ()),
                }
            });
        }
        if have == wanted {
            return Ok(());
        }
        let surplus = (have - wanted).min(BURST);
        let mut answer = Ok(());
        let pods: Vec<Rc<PodInfo>> = self.active(set).cloned().collect();
        for pod in self.surplus(set, &pods, surplus, ctx) {
            let deleted = pod_control::delete(ctx, &pod.namespace, &pod.name, set, &source);
            answer = answer.and(deleted);
        }
        answer
    }

    /// The pods to delete: those that matter least first.
    fn surplus(&self, set: &Value, pods: &[Rc<PodInfo>], count: usize, ctx: &Ctx<'_>) -> Vec<Rc<PodInfo>> {
        let mut pods = pods.to_vec();
        if count < pods.len() {
            let mut on_node = sorted::SortedMap::<Text, usize>::new();
            for uid in self.related(set, ctx) {
                for pod in self.pods.owned(&uid).filter(|p| p.is_active()) {
                    *on_node.entry(pod.node.clone()).or_default() += 1;
                }
            }
            pods.order_by_cached_key(|p| deletion_rank(p, on_node.get(&p.node).copied().unwrap_or(0), ctx.now));
        }
        pods.truncate(count);
        pods
    }

    /// This set, and the others of its controller: pods on one node with theirs go first.
    fn related(&self, set: &Value, ctx: &Ctx<'_>) -> Vec<Text> {
        let Some(owner) = meta::controller_of(set) else { return vec![set.get("metadata").text("uid")] };
        ctx.api
            .read_all(self.flavor.kind, meta::namespace(set))
            .filter(|s| meta::controller_of(s).is_some_and(|o| o.str("uid") == owner.str("uid")))
            .map(|s| s.get("metadata").text("uid"))
            .collect()
    }

    fn status(&self, set: &Value, managed: &Result<(), Status>, ctx: &Ctx<'_>) -> Value {
        let spec = set.get("spec");
        let min_ready = spec.int("minReadySeconds").unwrap_or(0);
        let sums = self.tallies.sums(set);
        let available = match min_ready {
            0 => sums.ready,
            _ => self.active(set).filter(|p| p.is_available(min_ready, ctx.now)).count() as i64,
        };
        let mut status = set.get("status").clone();
        status.set("replicas", sums.active);
        set_count(&mut status, "fullyLabeledReplicas", sums.labelled);
        set_count(&mut status, "readyReplicas", sums.ready);
        set_count(&mut status, "availableReplicas", available);
        if self.flavor.kind.kind == "ReplicaSet" {
            status.set("terminatingReplicas", sums.terminating);
        }
        status.set("observedGeneration", set.get("metadata").int("generation").unwrap_or(0));
        match managed {
            Ok(()) => conditions::remove(&mut status, "ReplicaFailure"),
            Err(s) if conditions::get(&status, "ReplicaFailure").is_null() => {
                let wanted = spec.int("replicas").unwrap_or(1);
                let reason = if sums.active < wanted { "FailedCreate" } else { "FailedDelete" };
                let c = conditions::new("ReplicaFailure", "True", reason, s.message.clone(), ctx.now);
                conditions::set(&mut status, c);
            }
            Err(_) => {}
        }
        status
    }
}

impl Component for Replicas {
    fn name(&self) -> &'static str {
        self.flavor.name
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::POD) {
            self.on_pod(change, queue);
        } else if change.is(self.flavor.kind) {
            if change.deleted() {
                self.tallies.forget(meta::uid(&change.new));
            }
            queue.add(Text::from(meta::key(&change.new)));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        if namespace == "@orphans" {
            return self.offer_orphans(name, ctx);
        }
        let Some(set) = ctx.get(self.flavor.kind, namespace, name) else { return self.retry.forget(key) };
        match self.sync(key, &set, ctx) {
            Ok(()) => self.retry.forget(key),
            Err(_) => {
                self.tallies.again(&set);
                ctx.requeue(key.clone(), self.retry.again(key));
            }
        }
    }
}

/// Orders pods by how little they will be missed: without a node, pending, not ready, cheap by annotation, crowded on
/// their node, ready for a short time, often restarted, young.
fn deletion_rank(pod: &PodInfo, on_node: usize, now: api::time::Time) -> impl Ord + use<> {
    let age = |since: &Text| {
        let t = api::time::Time::parse(since).unwrap_or_default();
        // Times are compared on a logarithmic scale, so that not always the youngest one goes.
        64 - (now.since(t).as_nanos() as u64).leading_zeros()
    };
    let cost = meta::annotations(&pod.object)
        .get("controller.kubernetes.io/pod-deletion-cost")
        .and_then(|c| c.as_str()?.parse::<i32>().ok())
        .unwrap_or(0);
    (
        !pod.node.is_empty(),
        pod.phase,
        pod.is_ready(),
        cost,
        std::cmp::Reverse(on_node),
        pod.ready_since.as_ref().map(age),
        -pod.restarts,
        age(&pod.created),
        pod.uid.clone(),
    )
}
