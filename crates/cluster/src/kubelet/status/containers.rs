//! The statuses of a pod's containers, from what a relist saw of them.

use api::{Value, obj};

use super::resources;
use crate::kubelet::container::{End, Instance, Role, Runtime, State};
use crate::kubelet::worker::{Stage, Worker};
use crate::kubelet::{containers, restart};

/// The statuses of the containers whose role is wanted, in the order of the spec.
pub(super) fn statuses(worker: &Worker, runtime: &Runtime, wanted: fn(Role) -> bool) -> Vec<Value> {
    let has_init = !worker.pod.get("spec").list("initContainers").is_empty();
    containers(&worker.pod)
        .filter(|(role, _)| wanted(*role))
        .map(|(role, spec)| one(worker, runtime, role, spec, has_init))
        .collect()
}

fn one(worker: &Worker, runtime: &Runtime, role: Role, spec: &Value, has_init: bool) -> Value {
    let name = spec.str("name");
    let latest = runtime.latest(name);
    let mut status = obj!({"name": (spec.text("name")), "lastState": {}, "ready": false, "restartCount": 0i64});
    let mut state = match latest {
        Some(i) => state_of(i),
        None if worker.removed.contains_key(name) => restart::waiting(),
        None => {
            let reason = if has_init && role != Role::Ephemeral { "PodInitializing" } else { "ContainerCreating" };
            obj!({"waiting": {"reason": reason}})
        }
    };
    let mut last = runtime.previous(name).filter(|i| i.end().is_some()).map(state_of).unwrap_or_else(Value::object);
    match latest {
        Some(i) => {
            status.set("containerID", format!("containerd://{}", i.id));
            status.set("image", &i.image);
            status.set("imageID", &i.image_id);
            status.set("restartCount", i.restart_count);
            resources::container(&mut status, &i.spec, &worker.given.apply(spec.clone()));
        }
        None => {
            status.set("image", spec.text("image"));
            status.set("imageID", "");
        }
    }
    if let Some(count) = worker.removed.get(name)
        && runtime.previous(name).is_none()
    {
        last = restart::last_state();
        if latest.is_none() {
            status.set("restartCount", *count);
        }
    }
    // What will be started again is waiting, where it is known for what.
    if worker.stage == Stage::Syncing
        && latest.is_none_or(|i| restart::follows(worker, role, spec, i))
        && let Some((reason, message)) = worker.reasons.get(name)
    {
        if state.has("terminated") {
            last = state;
        }
        state = obj!({"waiting": {"reason": (*reason)}});
        if !message.is_empty() {
            state.field_mut("waiting").set("message", message.clone());
        }
    }
    readiness(&mut status, worker, role, latest);
    status.set("state", state);
    status.set("lastState", last);
    let mounts = spec.list("volumeMounts");
    if !mounts.is_empty() {
        status.set("volumeMounts", mounts.iter().map(mount).collect::<Vec<_>>());
    }
    status
}

/// `started` and `ready`.
fn readiness(status: &mut Value, worker: &Worker, role: Role, latest: Option<&Instance>) {
    if role == Role::Ephemeral {
        return;
    }
    let running = latest.filter(|i| i.running());
    let started = running.is_some_and(|i| worker.started(i));
    status.set("started", started);
    let ready = match role {
        Role::Init => latest.and_then(Instance::end).is_some_and(|end| end.code == 0),
        _ => started && running.is_some_and(|i| worker.ready(i)),
    };
    status.set("ready", ready);
}

fn state_of(i: &Instance) -> Value {
    match &i.state {
        State::Created => obj!({"waiting": {"reason": "ContainerCreating"}}),
        State::Running => obj!({"running": {"startedAt": (time(i))}}),
        State::Ended(end) => obj!({"terminated": (terminated(i, end))}),
    }
}

fn time(i: &Instance) -> String {
    i.started.unwrap_or_default().rfc3339()
}

fn terminated(i: &Instance, end: &End) -> Value {
    let mut v = obj!({
        "containerID": (format!("containerd://{}", i.id)),
        "exitCode": (end.code),
        "finishedAt": (end.at.rfc3339()),
        "reason": (end.reason),
        "startedAt": (time(i)),
    });
    if !end.message.is_empty() {
        v.set("message", end.message.clone());
    }
    v
}

fn mount(m: &Value) -> Value {
    let mut v = obj!({"mountPath": (m.text("mountPath")), "name": (m.text("name"))});
    if m.bool("readOnly") {
        v.set("readOnly", true);
        v.set("recursiveReadOnly", "Disabled");
    }
    v
}
