//! In-place resize: what a running pod's containers were given, and how they get what the changed spec asks for.
//!
//! The spec says what is wanted. Wanted becomes given where the node has room (`PodResizePending` says why not), and
//! given becomes real when the containers have it (`PodResizeInProgress` until then).

use api::quantity::Quantity;
use api::{Text, Value, json, meta, obj};
use sorted::SortedMap;

use super::container::{Instance, Role};
use super::node::Node;
use super::site::Site;
use super::worker::Worker;
use super::{admit, cgroup, containers, events};
use crate::amounts;
use crate::component::Ctx;
use crate::events::{NORMAL, WARNING};
use crate::kinds::NODE;

const AMOUNTS: [&str; 2] = ["limits", "requests"];

/// What a pod's containers were given, and how far the last change of it has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    /// By container, and without a name what the pod has as a whole; empty until the pod was let in.
    resources: SortedMap<Text, Value>,
    /// The generation of the spec that was last compared with it.
    compared: Option<i64>,
    /// Why the wanted is not given: reason and message.
    pub pending: Option<(&'static str, String)>,
    /// The generation of the spec whose resources the containers are getting.
    pub under_way: Option<i64>,
    /// Why a container cannot get them now.
    pub trouble: Option<String>,
}

impl Given {
    /// The pod is let in with what it asks for.
    pub fn start(&mut self, pod: &Value) {
        self.resources = wanted(pod);
    }
    /// A container of the spec with what it was given.
    pub fn apply(&self, mut spec: Value) -> Value {
        if let Some(given) = self.resources.get(spec.str("name"))
            && spec.get("resources") != given
        {
            put(&mut spec, given);
        }
        spec
    }
    /// The pod with what its containers were given.
    pub fn apply_all(&self, pod: &Value) -> Value {
        let same = self.pending.is_none() && self.compared == generation(pod);
        if self.resources.is_empty() || same || self.resources == wanted(pod) {
            return pod.clone();
        }
        let mut pod = pod.clone();
        let spec = pod.field_mut("spec");
        if let Some(whole) = self.resources.get("") {
            put(spec, whole);
        }
        for list in ["initContainers", "containers"] {
            if spec.has(list) {
                for c in spec.field_mut(list).list_mut() {
                    *c = self.apply(c.clone());
                }
            }
        }
        pod
    }
}

fn put(spec: &mut Value, resources: &Value) {
    if resources.is_null() {
        spec.remove("resources");
    } else {
        spec.set("resources", resources.clone());
    }
}

fn generation(pod: &Value) -> Option<i64> {
    pod.get("metadata").int("generation")
}

/// What the containers of a pod ask for.
fn wanted(pod: &Value) -> SortedMap<Text, Value> {
    let all = containers(pod).filter(|(role, _)| *role != Role::Ephemeral);
    let whole = pod.get("spec").get("resources");
    let whole = (!whole.is_null()).then(|| (Text::EMPTY, whole.clone()));
    all.map(|(_, c)| (c.text("name"), c.get("resources").clone())).chain(whole).collect()
}

impl Worker {
    /// Gives the pod what its spec asks for, if that has changed and the node has it; and sees what has become real.
    pub fn work_resize(&mut self, node: &mut Node, ctx: &mut Ctx<'_>) {
        if self.given.resources.is_empty() {
            self.given.start(&self.pod);
        }
        if self.given.pending.is_some() || self.given.compared != generation(&self.pod) {
            self.given.compared = generation(&self.pod);
            let wanted = wanted(&self.pod);
            if wanted == self.given.resources {
                self.given.pending = None;
            } else {
                self.give(wanted, node, ctx);
            }
        }
        node.deferred |= waits(self);
        let Some(generation) = self.given.under_way.filter(|_| self.has_what_was_given()) else { return };
        self.given.under_way = None;
        self.given.trouble = None;
        let message = format!("Pod resize completed: {}", summary(&self.given.apply_all(&self.pod), generation, ""));
        events::pod(ctx, &self.pod, (NORMAL, "ResizeCompleted"), message);
    }

    fn give(&mut self, wanted: SortedMap<Text, Value>, node: &mut Node, ctx: &mut Ctx<'_>) {
        let generation = generation(&self.pod).unwrap_or_default();
        match objection(self, node, ctx) {
            None => {
                node.admitted.change(&self.uid, amounts::pod_requests(&self.pod));
                self.given.resources = wanted;
                self.given.pending = None;
                self.given.trouble = None;
                self.given.under_way = Some(generation);
                let message = format!("Pod resize started: {}", summary(&self.pod, generation, ""));
                events::pod(ctx, &self.pod, (NORMAL, "ResizeStarted"), message);
            }
            Some((reason, why)) => {
                let now = Some((reason, why.clone()));
                if self.given.pending == now {
                    return;
                }
                self.given.pending = now;
                let title = if reason == "Infeasible" { "ResizeInfeasible" } else { "ResizeDeferred" };
                let message = format!("Pod resize {reason}: {}", summary(&self.pod, generation, &why));
                events::pod(ctx, &self.pod, (WARNING, title), message);
            }
        }
    }

    /// Whether all containers that run have what they were given.
    fn has_what_was_given(&self) -> bool {
        self.given.resources.iter().all(|(name, given)| {
            self.seen.latest(name).filter(|i| i.running()).is_none_or(|i| i.spec.get("resources") == given)
        })
    }

    /// What a running container of the spec still lacks of what it was given.
    pub fn to_resize(&self, running: &Instance) -> Option<Resize> {
        let given = self.given.resources.get(&running.name)?;
        let has = running.spec.get("resources");
        if given == has {
            return None;
        }
        let differs = |r: &str| AMOUNTS.iter().any(|a| given.map(a).get(r) != has.map(a).get(r));
        let policies = running.spec.list("resizePolicy");
        let restarts =
            policies.iter().any(|p| p.str("restartPolicy") == "RestartContainer" && differs(p.str("resourceName")));
        Some(if restarts { Resize::Restart } else { Resize::InPlace })
    }

    /// Gives a running container what it was given on paper, without a restart.
    pub fn resize_running(&mut self, name: &str, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        let Some(given) = self.given.resources.get(name).cloned() else { return };
        let Some(instance) = self.real.latest(name).filter(|i| i.running()).cloned() else { return };
        let limit = given.map("limits").get("memory").map(|q| Quantity::of_valid(q).value().max(0) as u64);
        if let (Some(limit), Some(place)) = (limit, instance.place) {
            let used = self.machine.memory(place, ctx.now);
            if used > limit {
                return self.cannot_resize(limit, used, ctx);
            }
        }
        if let Some(place) = instance.place {
            self.machine.limit_memory(place, limit);
            if let Some(root) = self.machine.root_of(place) {
                cgroup::prepare(root, &given, ctx.now.0);
            }
        }
        self.real.change(&instance.id, |i| put(&mut i.spec, &given));
        self.changed(site.node, ctx.now);
    }

    fn cannot_resize(&mut self, limit: u64, used: u64, ctx: &mut Ctx<'_>) {
        let why = format!("attempting to set pod memory limit ({limit}) below current usage ({used})");
        if self.given.trouble.is_none() {
            let generation = self.given.under_way.unwrap_or_default();
            let message = format!("Pod resize error: {}", summary(&self.pod, generation, &why));
            events::pod(ctx, &self.pod, (WARNING, "ResizeError"), message);
        }
        self.given.trouble = Some(why);
    }
}

/// How a running container gets other resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resize {
    InPlace,
    Restart,
}

/// Why the node does not give a pod what its spec asks for now.
fn objection(worker: &Worker, node: &Node, ctx: &mut Ctx<'_>) -> Option<(&'static str, String)> {
    let stored = ctx.get(NODE, "", &node.name).unwrap_or_default();
    let allocatable = amounts::of(stored.get("status").get("allocatable"));
    let asked = amounts::pod_requests(&worker.pod);
    for name in ["memory", "cpu"] {
        let of = |all: &amounts::Amounts| all.get(name).cloned().unwrap_or(Quantity::ZERO);
        let (asks, has) = (of(&asked), of(&allocatable));
        if asks.nanos() > has.nanos() {
            let n = |q: &Quantity| if name == "cpu" { q.milli_value() } else { q.value() };
            let why = format!("{name}, requested: {}, capacity: {}", n(&asks), n(&has));
            return Some(("Infeasible", format!("Node didn't have enough capacity: {why}")));
        }
    }
    let message = admit::shortage(node, &worker.uid, &asked, &stored).map(|(_, message)| message)?;
    Some(("Deferred", message))
}

/// The resources of a pod's containers, as events name them: in the order in which Go writes its fields.
fn summary(pod: &Value, generation: i64, error: &str) -> String {
    let mut parts = Vec::new();
    for list in ["initContainers", "containers"] {
        let of = |c: &Value| {
            let mut resources = Value::object();
            for amounts in AMOUNTS {
                if !c.get("resources").map(amounts).is_empty() {
                    resources.set(amounts, c.get("resources").get(amounts).clone());
                }
            }
            obj!({"name": (c.text("name")), "resources": resources})
        };
        let all: Vec<Value> = pod.get("spec").list(list).iter().map(of).collect();
        if !all.is_empty() {
            parts.push(format!("\"{list}\":{}", json::to_string(&all.into())));
        }
    }
    parts.push(format!("\"generation\":{generation}"));
    if !error.is_empty() {
        let mut quoted = String::new();
        json::quote(error, &mut quoted);
        parts.push(format!("\"error\":{quoted}"));
    }
    format!("{{{}}}", parts.join(","))
}

/// The conditions that tell how far a change of resources has come.
pub(super) fn conditions(worker: &Worker) -> Vec<(&'static str, &'static str, String)> {
    let pending = worker.given.pending.iter().map(|(reason, why)| ("PodResizePending", *reason, why.clone()));
    let under_way = worker.given.under_way.map(|_| {
        let why = worker.given.trouble.clone().unwrap_or_default();
        ("PodResizeInProgress", if why.is_empty() { "" } else { "Error" }, why)
    });
    pending.chain(under_way).collect()
}

/// Whether a pod's object has been seen to want something else than it was given.
pub(super) fn waits(worker: &Worker) -> bool {
    worker.given.pending.as_ref().is_some_and(|(reason, _)| *reason == "Deferred")
        && meta::deletion_timestamp(&worker.pod).is_empty()
}
