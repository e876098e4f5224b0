//! What a sync has to do: which containers to stop, which to start, whether to make or end the sandbox.

use api::{Text, Value};

use super::container::{Instance, Role, Runtime};
use super::containers;
use super::resize::Resize;
use super::restart;
use super::worker::Worker;

/// A container to stop before anything is started.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub id: Text,
    pub message: String,
    pub cause: Cause,
}

/// Why a container is stopped: its grace period may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Pod,
    Liveness,
    Startup,
    Definition,
    Resize,
    Reset,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Actions {
    pub make_sandbox: bool,
    /// Nothing is left to run: stop what still runs, and the sandbox.
    pub end_pod: bool,
    /// Everything is stopped and removed, and starts as if for the first time.
    pub reset: bool,
    pub stop: Vec<Stop>,
    /// Get other resources while they run.
    pub resize: Vec<Text>,
    /// In the order in which they are started.
    pub start: Vec<(Role, Text)>,
}

/// Compares what the spec wants with what a relist saw.
pub(super) fn compute(worker: &Worker, seen: &Runtime) -> Actions {
    let mut actions = Actions::default();
    let spec = worker.pod.get("spec");
    if worker.resetting {
        actions.reset = true;
        return actions;
    }
    if !seen.sandbox_ready() {
        let attempted = seen.sandbox.is_some();
        if attempted && spec.str("restartPolicy") == "Never" && !seen.all().is_empty() {
            actions.end_pod = true;
            return actions;
        }
        actions.make_sandbox = true;
        first(worker, seen, &mut actions);
        return actions;
    }
    for (role, c) in containers(&worker.pod).filter(|(role, _)| *role == Role::Ephemeral) {
        if seen.latest(c.str("name")).is_none() {
            actions.start.push((role, c.text("name")));
        }
    }
    if !init(worker, seen, &mut actions) {
        return actions;
    }
    let mut kept = 0;
    for (role, c) in containers(&worker.pod).filter(|(role, _)| *role == Role::Main) {
        match seen.latest(c.str("name")).filter(|i| i.running()) {
            Some(i) => match reason_to_stop(worker, c, i) {
                None => {
                    kept += 1;
                    in_place(worker, i, &mut actions);
                }
                Some(stop) => stop_and_restart(worker, (role, c), stop, &mut actions),
            },
            None => {
                let again = seen.latest(c.str("name")).is_none_or(|i| restart::follows(worker, role, c, i));
                if again {
                    actions.start.push((role, c.text("name")));
                }
            }
        }
    }
    let mains = actions.start.iter().any(|(role, _)| *role == Role::Main);
    if kept == 0 && !mains {
        actions.end_pod = true;
        actions.start.retain(|(role, _)| *role == Role::Ephemeral);
    }
    actions
}

/// What starts in a fresh sandbox: the first init container, or all containers.
fn first(worker: &Worker, seen: &Runtime, actions: &mut Actions) {
    let done = |role: Role, c: &Value| {
        let own = c.str("restartPolicy");
        let policy = if own.is_empty() { worker.pod.get("spec").str("restartPolicy") } else { own };
        let ended = seen.latest(c.str("name")).and_then(Instance::end);
        ended.is_some_and(|end| role == Role::Main && policy == "OnFailure" && end.code == 0)
    };
    for (role, c) in containers(&worker.pod).filter(|(role, _)| *role != Role::Ephemeral) {
        if done(role, c) {
            continue;
        }
        if role == Role::Main && actions.start.iter().any(|(r, _)| *r != Role::Main) {
            return;
        }
        actions.start.push((role, c.text("name")));
        if role != Role::Main {
            return;
        }
    }
}

/// Looks after init containers and sidecars; whether the others may run.
fn init(worker: &Worker, seen: &Runtime, actions: &mut Actions) -> bool {
    let list: Vec<(Role, &Value)> =
        containers(&worker.pod).filter(|(r, _)| matches!(r, Role::Init | Role::Sidecar)).collect();
    let mains_begun = containers(&worker.pod).any(|(r, c)| r == Role::Main && seen.latest(c.str("name")).is_some());
    for (role, c) in &list {
        let name = c.str("name");
        let latest = seen.latest(name);
        match (role, latest) {
            (_, None) => {
                // The first one that has never run is next; once the others run, only a sidecar is made up for.
                if mains_begun && *role == Role::Init {
                    continue;
                }
                actions.start.push((*role, c.text("name")));
                return mains_begun;
            }
            (Role::Sidecar, Some(i)) if i.running() => {
                if let Some(stop) = reason_to_stop(worker, c, i) {
                    stop_and_restart(worker, (*role, c), stop, actions);
                    if !mains_begun {
                        return false;
                    }
                } else {
                    in_place(worker, i, actions);
                    if !worker.started(i) && !mains_begun {
                        return false;
                    }
                }
            }
            (Role::Sidecar, Some(_)) => {
                actions.start.push((*role, c.text("name")));
            }
            (_, Some(i)) if i.running() => {
                if let Some(stop) = reason_to_stop(worker, c, i) {
                    stop_and_restart(worker, (*role, c), stop, actions);
                }
                return mains_begun;
            }
            (_, Some(i)) => {
                if mains_begun || i.end().is_some_and(|end| end.code == 0) {
                    continue;
                }
                if restart::follows(worker, *role, c, i) {
                    actions.start.push((*role, c.text("name")));
                } else {
                    // It has failed for good.
                    actions.end_pod = true;
                    actions.start.clear();
                }
                return false;
            }
        }
    }
    true
}

fn reason_to_stop(worker: &Worker, spec: &Value, running: &Instance) -> Option<Stop> {
    let name = spec.str("name");
    let id = running.id.clone();
    if spec.str("image") != running.spec.str("image") {
        return Some(Stop { id, message: format!("Container {name} definition changed"), cause: Cause::Definition });
    }
    if worker.to_resize(running) == Some(Resize::Restart) {
        return Some(Stop { id, message: format!("Container {name} resize requires restart"), cause: Cause::Resize });
    }
    let probe = worker.failed_probe(running)?;
    let cause = if probe == "startup" { Cause::Startup } else { Cause::Liveness };
    Some(Stop { id, message: format!("Container {name} failed {probe} probe"), cause })
}

/// A container that goes on and gets other resources.
fn in_place(worker: &Worker, running: &Instance, actions: &mut Actions) {
    if worker.to_resize(running) == Some(Resize::InPlace) {
        actions.resize.push(running.name.clone());
    }
}

fn stop_and_restart(worker: &Worker, (role, spec): (Role, &Value), mut stop: Stop, actions: &mut Actions) {
    let own = spec.str("restartPolicy");
    let policy = if own.is_empty() { worker.pod.get("spec").str("restartPolicy") } else { own };
    let restart = policy != "Never" || matches!(stop.cause, Cause::Definition | Cause::Resize);
    if restart {
        if stop.cause != Cause::Resize {
            stop.message.push_str(", will be restarted");
        }
        actions.start.push((role, spec.text("name")));
    }
    actions.stop.push(stop);
}
