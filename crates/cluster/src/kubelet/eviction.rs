//! What a kubelet does when its node's memory is used up: it evicts one pod after the other, those first that use more
//! than they asked for. And a pod whose volume has grown beyond its limit goes, too.

use std::cmp::Reverse;
use std::rc::Rc;
use std::time::Duration;

use api::quantity::Quantity;
use api::time::Time;
use api::{Text, Value};

use super::container::{Instance, Role};
use super::node::Node;
use super::worker::{Stage, Worker};
use super::{Kubelets, events, pod_key};
use crate::component::Ctx;
use crate::events::WARNING;

/// So much memory must stay free on a node.
const THRESHOLD: u64 = 100 << 20;
/// What the node itself and what is no pod use.
const SYSTEM: u64 = 100 << 20;
/// All of a node's memory.
const CAPACITY: u64 = 8 << 30;
/// What the pods of a node may use together before one is evicted.
pub(super) const ROOM: u64 = CAPACITY - SYSTEM - THRESHOLD;
/// So often the kubelet looks at the disks, in microseconds.
const LOOK: i64 = 10_000_000;
/// So often it looks for pods whose volumes nobody measures yet, in microseconds, and when in that time.
const ROUND: (i64, i64) = (60_000_000, 30_000_000);
/// So much later, on average, volumes are measured anew.
const MEASURE: i64 = 90_000_000;

/// What a container uses of memory beside what it asked for, in bytes.
struct Use {
    name: Text,
    used: u64,
    request: u64,
    /// The request as the spec writes it.
    asked: String,
}

impl Worker {
    fn memory_uses(&self, now: Time) -> Vec<Use> {
        let running = self.real.all().iter().filter(|i| i.running());
        let one = |i: &Instance| {
            let request = i.spec.get("resources").map("requests").get("memory");
            Some(Use {
                name: i.name.clone(),
                used: self.machine.memory(i.place?, now),
                request: request.map_or(0, |q| Quantity::of_valid(q).value().max(0) as u64),
                asked: request.and_then(Value::as_str).unwrap_or("0").to_string(),
            })
        };
        running.filter_map(one).collect()
    }

    fn may_be_evicted(&self) -> bool {
        let may_go = !super::admit::is_critical(&self.pod) && !self.is_mirror();
        self.stage == Stage::Syncing && self.evicted.is_none() && may_go
    }

    /// How soon a pod goes when memory is short, the first in order first: those beyond their requests, then those of
    /// lower priority, then by how far they are beyond their requests.
    fn eviction_rank(&self, now: Time) -> impl Ord + use<> {
        let uses = self.memory_uses(now);
        let used: u64 = uses.iter().map(|u| u.used).sum();
        let asked: u64 = uses.iter().map(|u| u.request).sum();
        let beyond = used as i64 - asked as i64;
        (Reverse(beyond > 0), self.pod.get("spec").int("priority").unwrap_or(0), Reverse(beyond))
    }

    fn evict(&mut self, node: &mut Node, ctx: &mut Ctx<'_>) {
        let free = (CAPACITY - SYSTEM).saturating_sub(node.memory) >> 10;
        let mut message = format!(
            "The node was low on resource: memory. Threshold quantity: {}Mi, available: {free}Ki. ",
            THRESHOLD >> 20
        );
        for u in self.memory_uses(ctx.now).into_iter().filter(|u| u.used > u.request) {
            message.push_str(&format!(
                "Container {} was using {}Ki, request is {}, has larger consumption of memory. ",
                u.name,
                u.used >> 10,
                u.asked
            ));
        }
        events::pod(ctx, &self.pod, (WARNING, "Evicted"), message.clone());
        node.press_memory(ctx);
        self.disruption = Some(message.clone());
        self.evicted = Some(("Evicted".into(), message));
        self.grace = Some(Duration::ZERO);
        self.pending = true;
    }

    /// What has grown beyond its limit on the node's disk: first the volumes, then all of the pod, then its containers.
    /// And whether it is the volumes that make it so.
    fn overfull(&self) -> Option<(String, bool)> {
        let beyond = |used: u64, limit: i64| used > limit.max(0) as u64;
        let mut total = 0;
        for volume in self.pod.get("spec").list("volumes") {
            let empty = volume.get("emptyDir");
            if empty.is_null() || empty.str("medium") == "Memory" {
                continue;
            }
            let Some(mounted) = self.mounted.iter().find(|m| m.name == *volume.str("name")) else { continue };
            let used = self.machine.volumes.get(mounted.id).map_or(0, |tree| tree.used());
            total += used;
            // A limit of nothing is none.
            let limit = Some(empty.get("sizeLimit")).filter(|l| !l.is_null()).map(Quantity::of_valid);
            if let Some(limit) = limit.filter(|l| l.value() > 0 && beyond(used, l.value())) {
                let (name, text) = (volume.str("name"), limit.text());
                return Some((format!("Usage of EmptyDir volume {name:?} exceeds the limit \"{text}\". "), true));
            }
        }
        let limit_of = |spec: &Value| {
            let limit = spec.get("resources").map("limits").get("ephemeral-storage")?;
            Some(Quantity::of_valid(limit))
        };
        let kept = |role| matches!(role, Role::Main | Role::Sidecar);
        let limits = super::containers(&self.pod).filter(|(role, _)| kept(*role)).filter_map(|(_, c)| limit_of(c));
        let whole = limits.reduce(|mut sum, more| {
            sum.add(&more);
            sum
        })?;
        let running: Vec<_> = self.real.all().iter().filter(|i| i.running() && kept(i.role)).collect();
        let written = |i: &&Instance| i.place.map_or(0, |place| self.machine.written(place));
        let own = running.iter().map(written).sum::<u64>();
        if beyond(total + own, whole.value()) {
            let message =
                format!("Pod ephemeral local storage usage exceeds the total limit of containers {}. ", whole.text());
            return Some((message, !beyond(own, whole.value())));
        }
        running.iter().find_map(|i| {
            let limit = limit_of(&i.spec).filter(|limit| beyond(written(i), limit.value()))?;
            let message =
                format!("Container {} exceeded its local ephemeral storage limit \"{}\". ", i.name, limit.text());
            Some((message, false))
        })
    }

    /// When the volumes are measured next: the first time in the round after the pod has come, then every so often.
    fn measured(&self, now: Time) -> i64 {
        let (round, phase) = ROUND;
        let came = Time::parse(self.pod.get("status").str("startTime")).map_or(now.0, |t| t.0);
        let first = ((came - phase).div_euclid(round) + 1) * round + phase;
        first + ((now.0 - first).div_euclid(MEASURE) + 1) * MEASURE
    }

    /// Notes that a volume has grown beyond its limit, after the pod's programs have run.
    pub fn look_at_storage(&mut self, now: Time) {
        if self.overfull_at.is_some() || !self.may_be_evicted() {
            return;
        }
        if let Some((_, volumes)) = self.overfull() {
            let known = if volumes { self.measured(now) } else { now.0 };
            self.overfull_at = Some(Time((known / LOOK + 1) * LOOK));
        }
    }

    /// Evicts the pod, if a volume of it is still too big at the time of the kubelet's look.
    pub fn work_storage(&mut self, ctx: &mut Ctx<'_>) {
        if self.overfull_at.is_none_or(|at| at > ctx.now) {
            return;
        }
        self.overfull_at = None;
        let Some((message, _)) = self.overfull().filter(|_| self.may_be_evicted()) else { return };
        events::pod(ctx, &self.pod, (WARNING, "Evicted"), message.clone());
        self.evicted = Some(("Evicted".into(), message));
        self.grace = Some(Duration::from_secs(1));
        self.pending = true;
    }
}

impl Kubelets {
    /// The memory of a node is used up: one of its pods goes, unless one is on its way already.
    pub(super) fn evict_one(&mut self, name: &Text, ctx: &mut Ctx<'_>) {
        let Some(node) = self.nodes.get_mut(name) else { return };
        let node = Rc::make_mut(node);
        node.starving = false;
        let here = || self.pods.iter().filter(|(_, w)| w.node == *name);
        let going = here().any(|(_, w)| w.evicted.is_some() && w.stage < Stage::Finished && w.real.any_running());
        if going {
            return;
        }
        let first = here().filter(|(_, w)| w.may_be_evicted()).min_by_key(|(_, w)| w.eviction_rank(ctx.now));
        let Some(uid) = first.map(|(uid, _)| uid.clone()) else { return };
        if let Some(worker) = self.pods.get_mut(&uid) {
            Rc::make_mut(worker).evict(node, ctx);
            ctx.requeue(pod_key(&uid), Duration::ZERO);
        }
    }
}
