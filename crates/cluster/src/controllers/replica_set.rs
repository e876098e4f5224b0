//! ReplicaSet and ReplicationController: as many pods as wanted, made of one template.
//!
//! The two differ in their names and in how the selector is written; everything else is one thing.

use api::kinds::Kind;
use api::{Status, Text, Value, meta};
use sorted::InOrder;
use std::rc::Rc;
use std::time::Duration;

use super::support::pod_control::{self, owner_key, set_count, split};
use super::support::pods::{PodIndex, PodInfo};
use super::support::retry::Retry;
use super::support::{conditions, owners, selector};
use crate::component::{Change, Component, Ctx, Event, Queue};
use crate::events::Source;
use crate::kinds;
use api::selector::LabelSelector;

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
    retry: Retry,
}

impl Replicas {
    /// Of ReplicaSets.
    pub fn sets() -> Replicas {
        Replicas { flavor: &REPLICA_SET, pods: PodIndex::default(), retry: Retry::default() }
    }
    /// Of ReplicationControllers.
    pub fn controllers() -> Replicas {
        Replicas { flavor: &REPLICATION_CONTROLLER, pods: PodIndex::default(), retry: Retry::default() }
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
        for info in pod.old.iter().filter(|_| pod.moved()).chain([&pod.new]) {
            match &info.owner {
                Some(o) if o.kind == self.flavor.kind.kind => queue.add(owner_key(&info.namespace, &o.name)),
                Some(_) => {}
                // Somebody may want to adopt it: the key of its namespace asks whom.
                None if !pod.deleted && (pod.old.is_none() || pod.moved()) => {
                    queue.add(Text::from(format!("orphans/{}", info.namespace)));
                }
                None => {}
            }
        }
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

    fn sync(&self, key: &Text, set: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let selector = self.selector(set);
        let (mut pods, mut terminating) = (Vec::new(), 0);
        let candidates: Vec<Rc<PodInfo>> =
            self.pods.owned(meta::uid(set)).chain(self.pods.orphans(meta::namespace(set))).cloned().collect();
        for pod in candidates {
            let keep = pod.is_active() && owners::claim(ctx, kinds::POD, &pod.object, set, &selector)?;
            terminating += i64::from(pod.terminating && !pod.is_finished() && pod.owner.is_some());
            if keep {
                pods.push(pod);
            }
        }
        let managed = match meta::deletion_timestamp(set).is_empty() {
            true => self.manage(set, &pods, ctx),
            false => Ok(()),
        };
        let status = self.status(set, &pods, terminating, &managed, ctx);
        if status != *set.get("status") {
            let mut changed = set.clone();
            changed.set("status", status);
            ctx.update_status(self.flavor.kind, changed)?;
        }
        let spec = set.get("spec");
        let min_ready = spec.int("minReadySeconds").unwrap_or(0);
        if min_ready > 0 && pods.iter().any(|p| p.is_ready() && !p.is_available(min_ready, ctx.now)) {
            ctx.requeue(key.clone(), Duration::from_secs(min_ready as u64));
        }
        managed
    }

    fn manage(&self, set: &Value, pods: &[Rc<PodInfo>], ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let wanted = set.get("spec").int("replicas").unwrap_or(1).max(0) as usize;
        let source = Source::component(self.flavor.name);
        if pods.len() < wanted {
            let pod = pod_control::from_template(set.get("spec").get("template"), set);
            return pod_control::slow_start((wanted - pods.len()).min(BURST), || {
                match pod_control::create(ctx, pod.clone(), set, &source) {
                    Err(s) if pod_control::namespace_terminates(&s) => Ok(()),
                    other => other.map(|_| ()),
                }
            });
        }
        if pods.len() == wanted {
            return Ok(());
        }
        let surplus = (pods.len() - wanted).min(BURST);
        let mut answer = Ok(());
        for pod in self.surplus(set, pods, surplus, ctx) {
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

    fn status(
        &self,
        set: &Value,
        pods: &[Rc<PodInfo>],
        terminating: i64,
        managed: &Result<(), Status>,
        ctx: &Ctx<'_>,
    ) -> Value {
        let spec = set.get("spec");
        let min_ready = spec.int("minReadySeconds").unwrap_or(0);
        let template = LabelSelector::from_map(spec.get("template").get("metadata").map("labels"));
        let count = |f: &dyn Fn(&PodInfo) -> bool| pods.iter().filter(|p| f(p)).count() as i64;
        let mut status = set.get("status").clone();
        status.set("replicas", pods.len());
        set_count(&mut status, "fullyLabeledReplicas", count(&|p| template.matches(p.labels())));
        set_count(&mut status, "readyReplicas", count(&|p| p.is_ready()));
        set_count(&mut status, "availableReplicas", count(&|p| p.is_available(min_ready, ctx.now)));
        if self.flavor.kind.kind == "ReplicaSet" {
            status.set("terminatingReplicas", terminating);
        }
        status.set("observedGeneration", set.get("metadata").int("generation").unwrap_or(0));
        match managed {
            Ok(()) => conditions::remove(&mut status, "ReplicaFailure"),
            Err(s) if conditions::get(&status, "ReplicaFailure").is_null() => {
                let wanted = spec.int("replicas").unwrap_or(1);
                let reason = if (pods.len() as i64) < wanted { "FailedCreate" } else { "FailedDelete" };
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
    fn process(&self) -> &'static str {
        super::PROCESS
    }
    fn on_event(&mut self, event: &Event<'_>, queue: &mut Queue<'_>) {
        let Event::Changed(change) = event else { return };
        if change.is(kinds::POD) {
            self.on_pod(change, queue);
        } else if change.is(self.flavor.kind) {
            queue.add(Text::from(meta::key(&change.new)));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        if namespace == "orphans" {
            return self.offer_orphans(name, ctx);
        }
        let Some(set) = ctx.get(self.flavor.kind, namespace, name) else { return self.retry.forget(key) };
        match self.sync(key, &set, ctx) {
            Ok(()) => self.retry.forget(key),
            Err(_) => ctx.requeue(key.clone(), self.retry.again(key)),
        }
    }
    fn clone_box(&self) -> Box<dyn Component> {
        Box::new(self.clone())
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
