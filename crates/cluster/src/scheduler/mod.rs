//! The scheduler: which node a pod goes to, and why.
//!
//! One cycle looks at one pod: filters say which nodes will do, scores which of them is best, chance decides among
//! equals. Every decision becomes a fact with what each plugin said of each node.
//!
//! What it is not: it runs nothing. It binds, nominates and deletes through the API server's verbs.

mod bind;
mod cycle;
mod explain;
mod failure;
mod framework;
mod hints;
mod message;
mod node;
mod plugins;
mod pod;
mod queue;
mod resources;
#[cfg(test)]
mod tests;

use sorted::SortedMap;
use std::rc::Rc;
use std::time::Duration;

use api::time::Time;
use api::{Text, meta};

use crate::Config;
use crate::component::{Change, Component, Ctx, Event, Queue};
use crate::events::Source;
use crate::kinds;
use framework::View;
use hints::Happening;
use node::Nodes;
use pod::PodInfo;

/// The components of this part, for the cluster's table.
pub fn all(_config: &Config) -> Vec<Box<dyn Component>> {
    vec![Box::new(Scheduler::default())]
}

pub(crate) const NAME: &str = "default-scheduler";
/// The key of the cycle.
const CYCLE: &str = "cycle";
/// The key of the look after pods that have waited very long.
const FLUSH: &str = "flush";
const FLUSH_PERIOD: Duration = Duration::from_secs(30);
/// How long one decision takes.
const CYCLE_TIME: Duration = Duration::from_millis(1);

fn source() -> Source {
    Source { component: NAME, host: Text::EMPTY }
}

/// The default scheduler.
#[derive(Clone, Default)]
pub struct Scheduler {
    nodes: Nodes,
    queue: queue::Queue,
    /// Where the next cycle begins to look.
    start: usize,
    /// Pods that have a node but wait for their volumes: as if they were there already. With the time since when.
    binding: SortedMap<Text, (Rc<PodInfo>, Time)>,
    /// The pod that was bound last: what is heard of it next is that it has a node.
    bound: Option<Rc<PodInfo>>,
}

impl Scheduler {
    fn is_ours(pod: &PodInfo) -> bool {
        let name = pod.object.get("spec").str("schedulerName");
        name == NAME || name.is_empty()
    }

    /// From now on a pod counts on its node, although it waits for its volumes.
    fn assume(&mut self, pod: &PodInfo, node: Text, now: Time) {
        let placed = Rc::new(PodInfo { node, ..pod.clone() });
        self.nodes.add_pod(&placed);
        self.nodes.forget_nomination(&placed.key);
        self.binding.insert(placed.key.clone(), (placed, now));
    }

    /// A pod does not wait for its volumes any more; where it was to go.
    fn forget(&mut self, key: &Text) -> Option<Rc<PodInfo>> {
        let (placed, _) = self.binding.remove(key)?;
        self.nodes.remove_pod(&placed);
        Some(placed)
    }

    fn happened(&mut self, what: &Happening<'_>, queue: &mut Queue<'_>) {
        if self.queue.happened(what, queue.now()) {
            queue.add(CYCLE);
        }
    }

    fn on_pod(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if !matters(change) {
            return;
        }
        let node = self.nodes.get(change.new.get("spec").str("nodeName"));
        let known = node.and_then(|n| n.pods.get(&*meta::key(&change.new))).or(self.bound.as_ref());
        let pod = known.and_then(|pod| pod.with(&change.new)).unwrap_or_else(|| PodInfo::of(&change.new));
        let was_placed = !change.old.get("spec").str("nodeName").is_empty();
        if change.deleted() || pod.is_finished() {
            self.queue.remove(&pod.key);
            let waited = self.forget(&pod.key);
            self.nodes.forget_nomination(&pod.key);
            if waited.is_some() || (!pod.node.is_empty() && self.nodes.remove_pod(&pod)) {
                self.happened(&Happening::PodGone { pod: &pod }, queue);
            }
        } else if !pod.node.is_empty() {
            let relabelled = meta::labels(&change.old) != pod.labels();
            self.queue.remove(&pod.key);
            self.forget(&pod.key);
            self.nodes.forget_nomination(&pod.key);
            self.nodes.add_pod(&pod);
            // A pod that was resized may have given something back.
            if was_placed && resources::Resizing::of(&change.old).is_some() {
                self.happened(&Happening::PodGone { pod: &pod }, queue);
            }
            if !was_placed || relabelled {
                self.happened(&Happening::PodPlaced { pod: &pod }, queue);
            }
        } else if Self::is_ours(&pod) {
            let waits = self.binding.contains_key(&pod.key);
            if !waits {
                self.nodes.nominate(&pod, &pod.nominated);
            }
            if pod.terminating || waits {
                self.queue.remove(&pod.key);
                return;
            }
            let news = change.old.get("spec") != change.new.get("spec") || meta::labels(&change.old) != pod.labels();
            self.queue.update(pod, news, queue.now());
            if self.queue.has_next() {
                queue.add(CYCLE);
            }
        }
    }

    fn on_node(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let name = meta::name(&change.new);
        if change.deleted() {
            self.nodes.remove(name);
            return self.happened(&Happening::NodeGone, queue);
        }
        let old = self.nodes.get(name).cloned();
        self.nodes.set(&change.new);
        let Some(new) = self.nodes.get(name).cloned() else { return };
        let matters = |old: &Rc<node::NodeInfo>| {
            old.allocatable != new.allocatable
                || old.taints != new.taints
                || old.unschedulable != new.unschedulable
                || old.labels() != new.labels()
        };
        if old.as_ref().is_none_or(matters) {
            self.happened(&Happening::Node { old: old.as_deref(), new: &new }, queue);
        }
    }

    fn cycle(&mut self, ctx: &mut Ctx<'_>) {
        let Some(queued) = self.queue.pop() else { return };
        let stored = ctx.get(kinds::POD, &queued.pod.namespace, &queued.pod.name);
        let current = stored.filter(|p| meta::uid(p) == queued.pod.uid.as_str()).is_some();
        if current {
            self.nodes.settle();
            let pod = queued.pod.clone();
            let view = View { pod: &pod, nodes: &self.nodes, list: self.nodes.list(), api: ctx.api };
            let outcome = cycle::run(view, &mut self.start);
            if outcome.node.is_empty() {
                failure::handle(self, queued, outcome, ctx);
            } else {
                ctx.note(explain::fact(&pod, self.nodes.list(), &outcome, ""));
                bind::begin(self, queued, outcome, ctx);
            }
        } else {
            self.queue.remove(&queued.pod.key);
        }
        if self.queue.has_next() {
            ctx.requeue(CYCLE, CYCLE_TIME);
        }
    }
}

/// Whether anything of a pod changed that the scheduler looks at: what runs on a node tells of itself far more often than
/// that.
fn matters(change: &Change) -> bool {
    let (old, new) = (&change.old, &change.new);
    if change.deleted() || old.get("spec").str("nodeName").is_empty() {
        return true;
    }
    let same = |part: &str, key: &str| {
        let (a, b) = (old.get(part).get(key), new.get(part).get(key));
        a.same(b) || a == b
    };
    let spec = old.get("spec").same(new.get("spec")) || old.get("spec") == new.get("spec");
    !(spec
        && same("metadata", "labels")
        && same("metadata", "deletionTimestamp")
        && same("status", "phase")
        && same("status", "startTime"))
}

impl Component for Scheduler {
    fn name(&self) -> &'static str {
        NAME
    }
    /// A scheduler that has just begun looks at the first node first.
    fn start(&mut self, _queue: &mut Queue<'_>) {
        self.start = 0;
    }
    fn on_event(&mut self, event: &Event<'_>, queue: &mut Queue<'_>) {
        match event {
            Event::Changed(change) => self.on_change(change, queue),
            Event::World("process/kube-scheduler") => self.start(queue),
            _ => {}
        }
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::POD) {
            self.on_pod(change, queue);
        } else if change.is(kinds::NODE) {
            self.on_node(change, queue);
        } else if change.is(kinds::NAMESPACE) {
            self.nodes.set_namespace(&change.new);
        } else if let Some(kind) = change
            .kind
            .filter(|k| matches!(k.kind, "PersistentVolumeClaim" | "PersistentVolume" | "StorageClass" | "CSINode"))
        {
            self.happened(&Happening::Other { kind, object: &change.new }, queue);
            if kind.kind == "PersistentVolumeClaim" {
                for pod in self.binding.keys() {
                    queue.add(pod.clone());
                }
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        match key.as_str() {
            CYCLE => self.cycle(ctx),
            FLUSH => {
                if self.queue.flush(ctx.now) {
                    ctx.requeue(CYCLE, CYCLE_TIME);
                }
                if self.queue.has_unschedulable() {
                    ctx.requeue(FLUSH, FLUSH_PERIOD);
                }
            }
            _ => bind::finish(self, key, ctx),
        }
    }
}
