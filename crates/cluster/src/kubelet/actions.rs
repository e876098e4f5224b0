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
            Some(i) => match reason_to_stop(worker, (role, c), i) {
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

/// Looks after init containers and sidecars; whether the others may run. The last of them that has run says how far the
/// pod is; of those before it only sidecars are looked after.
fn init(worker: &Worker, seen: &Runtime, actions: &mut Actions) -> bool {
    let list: Vec<(Role, &Value)> =
        containers(&worker.pod).filter(|(r, _)| matches!(r, Role::Init | Role::Sidecar)).collect();
    let begun =
        |(r, c): (Role, &Value)| r == Role::Main && seen.latest(c.str("name")).is_some_and(|i| i.end().is_none());
    let mut initialized = list.is_empty() || containers(&worker.pod).any(begun);
    let mut passed = initialized;
    let before = actions.start.len();
    let start = |at: usize, actions: &mut Actions| actions.start.push((list[at].0, list[at].1.text("name")));
    for (at, &(role, c)) in list.iter().enumerate().rev() {
        let Some(i) = seen.latest(c.str("name")) else {
            if passed && role == Role::Sidecar {
                start(at, actions);
            }
            continue;
        };
        if passed && role == Role::Init {
            continue;
        }
        let mut done = false;
        if !i.running() {
            done = role == Role::Init && i.end().is_some_and(|end| end.code == 0);
            if !done && role == Role::Init && !restart::follows(worker, role, c, i) {
                // It has failed for good.
                actions.end_pod = true;
                actions.start.clear();
                return false;
            }
            if !done {
                start(at, actions);
            }
        } else if role == Role::Sidecar {
            let stop = reason_to_stop(worker, (role, c), i);
            done = worker.started(i);
            match stop {
                Some(stop) => stop_and_restart(worker, (role, c), stop, actions),
                None => in_place(worker, i, actions),
            }
        }
        if done && at + 1 == list.len() {
            initialized = true;
        } else if done && !passed {
            start(at + 1, actions);
        }
        passed = true;
    }
    if !passed {
        start(0, actions);
    }
    actions.start[before..].reverse();
    initialized
}

fn reason_to_stop(worker: &Worker, (role, spec): (Role, &Value), running: &Instance) -> Option<Stop> {
    let name = spec.str("name");
    let what = if role == Role::Sidecar { "Init container" } else { "Container" };
    let id = running.id.clone();
    if spec.str("image") != running.spec.str("image") {
        return Some(Stop { id, message: format!("{what} {name} definition changed"), cause: Cause::Definition });
    }
    if worker.to_resize(running) == Some(Resize::Restart) {
        return Some(Stop { id, message: format!("Container {name} resize requires restart"), cause: Cause::Resize });
    }
    let probe = worker.failed_probe(running)?;
    let cause = if probe == "startup" { Cause::Startup } else { Cause::Liveness };
    Some(Stop { id, message: format!("{what} {name} failed {probe} probe"), cause })
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
        if stop.cause != Cause::Resize && role != Role::Sidecar {
            stop.message.push_str(", will be restarted");
        }
        actions.start.push((role, spec.text("name")));
    }
    actions.stop.push(stop);
}
