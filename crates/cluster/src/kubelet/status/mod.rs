//! The status of a pod as its kubelet writes it.

mod conditions;
mod containers;
mod phase;
mod resources;

use api::{Map, Value, meta, obj};
use sorted::InOrder;

use super::container::{Role, Runtime};
use super::events;
use super::node::Node;
use super::worker::{Stage, Worker};
use super::{resize, restart};
use crate::component::Ctx;
use crate::events::NORMAL;
use crate::kinds::POD;

pub(super) use resources::qos;

/// How a look at a pod found it.
pub(super) struct Report {
    /// `Pending`, `Running`, `Succeeded`, `Failed`.
    pub phase: &'static str,
}

impl Report {
    pub fn terminal(&self) -> bool {
        matches!(self.phase, "Succeeded" | "Failed")
    }
}

/// Works out the status from what a relist saw, and writes it where it changed.
pub(super) fn post(worker: &mut Worker, node: &Node, runtime: &Runtime, ctx: &mut Ctx<'_>) -> Report {
    evict_if_overdue(worker, ctx);
    let pod = &worker.pod;
    let init = containers::statuses(worker, runtime, |r| matches!(r, Role::Init | Role::Sidecar));
    let main = containers::statuses(worker, runtime, |r| r == Role::Main);
    let ephemeral = containers::statuses(worker, runtime, |r| r == Role::Ephemeral);
    let mut phase = phase::of(pod, &init, &main, worker);
    if worker.evicted.is_some() {
        phase = "Failed";
    }
    // A pod that has failed or succeeded stays so.
    let old = pod.get("status");
    phase = match old.str("phase") {
        "Failed" => "Failed",
        "Succeeded" => "Succeeded",
        _ => phase,
    };
    // That the pod has ended is told when nothing of it can run any more: once what was left has been stopped.
    let ended = |phase: &str| matches!(phase, "Failed" | "Succeeded");
    let may_run = matches!(worker.stage, Stage::Syncing | Stage::Terminating);
    let shown = if ended(phase) && may_run && !ended(old.str("phase")) { running_phase(old) } else { phase };
    let mut status = Value::from(Map::with_capacity(16));
    let generation = pod.get("metadata").int("generation");
    status.set("phase", shown);
    if let Some(g) = generation {
        status.set("observedGeneration", g);
    }
    let resetting = restart::may_restart_all(pod).then_some(worker.resetting);
    let found = conditions::Found { phase, init: &init, main: &main, sandbox: runtime.sandbox_ready(), resetting };
    status.set("conditions", conditions::list(pod, &found, resize::conditions(worker), ctx.now));
    // Why the pod has failed is told when it has.
    if let Some(message) = worker.disruption.as_ref().filter(|_| shown == "Failed") {
        conditions::disrupt(pod, &mut status, message, ctx.now);
    }
    if let Some((reason, message)) = worker.evicted.as_ref().filter(|_| shown == phase) {
        status.set("reason", reason);
        status.set("message", message.clone());
    }
    let list = |v: Vec<Value>| if v.is_empty() { Value::Null } else { v.into() };
    // Only init containers are told of in the order of the spec, all others in that of their names.
    let by_name = |mut v: Vec<Value>| {
        v.order_by_cached_key(|s| s.text("name"));
        list(v)
    };
    for (field, value) in [
        ("initContainerStatuses", list(init)),
        ("containerStatuses", by_name(main)),
        ("ephemeralContainerStatuses", by_name(ephemeral)),
    ] {
        if !value.is_null() {
            status.set(field, value);
        }
    }
    addresses(&mut status, pod, node, runtime);
    let start = old.get("startTime");
    status.set("startTime", if start.is_null() { ctx.now.rfc3339().into() } else { start.clone() });
    let qos = old.str("qosClass");
    status.set("qosClass", if qos.is_empty() { resources::qos(pod).into() } else { old.get("qosClass").clone() });
    resources::pod_level(&mut status, &worker.given.apply_all(pod));
    keep(&mut status, old);
    write(worker, status, ctx);
    worker.told = runtime.clone();
    worker.trigger_probes(ctx.now);
    Report { phase }
}

/// Parts of the status that others write.
const OF_OTHERS: &[&str] = &["nominatedNodeName", "resize", "resourceClaimStatuses"];

fn keep(status: &mut Value, old: &Value) {
    for kept in OF_OTHERS {
        if old.has(kept) {
            status.set(*kept, old.get(kept).clone());
        }
    }
}

fn own(status: &Value) -> impl Iterator<Item = &Value> {
    status.list("conditions").iter().filter(|c| conditions::is_own(c.str("type")))
}

/// Conditions that others have told of.
fn of_others(status: &Value) -> impl Iterator<Item = &Value> {
    status.list("conditions").iter().filter(|c| !conditions::is_own(c.str("type")))
}

/// Whether somebody has changed what the kubelet wrote, beyond what is theirs to write.
pub(super) fn differs(posted: &Value, stored: &Value) -> bool {
    if posted.is_null() || posted.same(stored) || posted == stored {
        return false;
    }
    let parts = posted.as_map().into_iter().flat_map(Map::iter);
    let mut parts = parts.filter(|(key, _)| **key != *"conditions" && !OF_OTHERS.contains(&key.as_str()));
    parts.any(|(key, value)| stored.get(key) != value) || !own(posted).eq(own(stored))
}

/// The status that the kubelet wrote, with what others have to say now.
pub(super) fn amended(posted: &Value, stored: &Value) -> Value {
    let mut status = posted.clone();
    let list: Vec<Value> = of_others(stored).chain(own(posted)).cloned().collect();
    status.set("conditions", list);
    keep(&mut status, stored);
    status
}

/// The last status of a pod: what was never seen to end counts as failed, and so does the pod.
pub(super) fn terminated(worker: &mut Worker, ctx: &mut Ctx<'_>) {
    if worker.is_mirror() {
        return;
    }
    let mut status = worker.pod.get("status").clone();
    let begun = |s: &Value| !s.get("state").has("waiting") || s.get("lastState").has("terminated");
    let init = status.list("initContainerStatuses");
    let last = init.last().map(|s| {
        let ended = |field: &str| s.get(field).get("terminated").int("exitCode") == Some(0);
        ended("state") || ended("lastState") || s.get("state").has("running") && s.bool("started")
    });
    let initialized = last != Some(false) || status.list("containerStatuses").iter().any(begun);
    // Of the init containers those at the end that never began stay as they are.
    let tried = init.iter().rposition(begun).map_or(1, |i| i + 1);
    let main = if initialized { usize::MAX } else { 0 };
    for (field, count) in [("initContainerStatuses", tried), ("containerStatuses", main)] {
        if !status.has(field) {
            continue;
        }
        for s in status.field_mut(field).list_mut().iter_mut().take(count) {
            if !s.get("state").has("terminated") {
                let message = "The container could not be located when the pod was terminated";
                let end = obj!({
                    "exitCode": 137i64,
                    "finishedAt": (Value::Null),
                    "message": message,
                    "reason": "ContainerStatusUnknown",
                    "startedAt": (Value::Null),
                });
                s.set("state", obj!({"terminated": end}));
            }
        }
    }
    if matches!(status.str("phase"), "Pending" | "Running") {
        status.set("phase", "Failed");
        for condition in status.field_mut("conditions").list_mut() {
            if matches!(condition.str("type"), "Ready" | "ContainersReady") {
                condition.set("reason", "PodFailed");
                condition.remove("message");
            }
        }
    }
    write(worker, status, ctx);
}

/// Tells the API server at once that the sandbox is there, before images are pulled.
pub(super) fn sandbox_ready(worker: &mut Worker, ctx: &mut Ctx<'_>) {
    let mut status = worker.pod.get("status").clone();
    conditions::set_ready_to_start(&worker.pod, &mut status, ctx.now);
    write(worker, status, ctx);
}

/// Writes the status of a pod that is refused: nothing of it has run.
pub(super) fn refuse(worker: &mut Worker, refusal: Value, ctx: &mut Ctx<'_>) {
    let mut status = worker.pod.get("status").clone();
    // What others have told of the pod stays; of its own conditions the kubelet has none to tell.
    let kept: Vec<Value> = of_others(&status).cloned().collect();
    if kept.is_empty() {
        status.remove("conditions");
    } else {
        status.set("conditions", kept);
    }
    for (key, value) in refusal.as_map().into_iter().flat_map(api::Map::iter) {
        status.set(key, value);
    }
    if status.str("qosClass").is_empty() {
        status.set("qosClass", resources::qos(&worker.pod));
    }
    status.set("observedGeneration", worker.pod.at(&["metadata", "generation"]).clone());
    write(worker, status, ctx);
}

fn running_phase(old: &Value) -> &'static str {
    if old.str("phase") == "Pending" { "Pending" } else { "Running" }
}

fn evict_if_overdue(worker: &mut Worker, ctx: &mut Ctx<'_>) {
    if worker.active_deadline().is_none_or(|t| t > ctx.now) {
        return;
    }
    const MESSAGE: &str = "Pod was active on the node longer than the specified deadline";
    events::pod(ctx, &worker.pod, (NORMAL, "DeadlineExceeded"), MESSAGE);
    worker.evicted = Some(("DeadlineExceeded".into(), MESSAGE.into()));
}

fn addresses(status: &mut Value, pod: &Value, node: &Node, runtime: &Runtime) {
    status.set("hostIP", &node.address);
    status.set("hostIPs", obj!([{"ip": (&node.address)}]));
    // A sandbox that is gone leaves the last known address.
    let mut ip = runtime.ip();
    if ip.is_empty() {
        ip = pod.get("status").text("podIP");
    }
    if ip.is_empty() && pod.get("spec").bool("hostNetwork") {
        ip = node.address.clone();
    }
    if !ip.is_empty() {
        status.set("podIPs", obj!([{"ip": (&ip)}]));
        status.set("podIP", ip);
    }
}

fn write(worker: &mut Worker, status: Value, ctx: &mut Ctx<'_>) {
    let pod = &worker.pod;
    if worker.gone || *pod.get("status") == status && !worker.unposted {
        return;
    }
    if ctx.world.is_apart(&worker.node) {
        // What cannot be told now is told when the node is back.
        worker.unposted = true;
        worker.pod.set("status", status);
        return;
    }
    worker.unposted = false;
    let kind = POD;
    let Some(mut stored) = ctx.get(kind, meta::namespace(pod), meta::name(pod)) else { return };
    if *meta::uid(&stored) != *worker.uid {
        return;
    }
    stored.set("status", status);
    // A refusal leaves the old status: the next look at the pod writes again.
    if let Ok(new) = ctx.update_status_of_kept_parts(kind, stored) {
        worker.posted = new.get("status").clone();
        worker.pod.set("status", worker.posted.clone());
        worker.pod.set_at(&["metadata", "resourceVersion"], new.get("metadata").get("resourceVersion"));
    }
}
