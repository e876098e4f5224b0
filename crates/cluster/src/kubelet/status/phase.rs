//! The phase of a pod from the states of its containers.

use api::Value;

use crate::kubelet::restart;
use crate::kubelet::worker::{Stage, Worker};

#[derive(Default)]
struct Counts {
    running: usize,
    waiting: usize,
    stopped: usize,
    succeeded: usize,
    /// Stopped, and to be started again.
    returning: usize,
}

/// `Pending`, `Running`, `Succeeded` or `Failed`.
pub(super) fn of(pod: &Value, init: &[Value], main: &[Value], worker: &Worker) -> &'static str {
    let spec = pod.get("spec");
    let policy = spec.str("restartPolicy");
    // The pod will start nothing any more.
    let ending = worker.stage > Stage::Syncing;
    let anew = |s: &Value| s.get("state").get("waiting").str("reason") == restart::REASON;
    if !ending && (worker.resetting || init.iter().chain(main).any(anew)) {
        return "Running";
    }
    let (mut pending_init, mut failed_init, mut failed_for_good, mut sidecars_running) = (0, 0, 0, 0);
    for (container, status) in spec.list("initContainers").iter().zip(init) {
        let state = status.get("state");
        if container.str("restartPolicy") == "Always" {
            sidecars_running += usize::from(state.has("running"));
            if state.has("waiting") && !status.get("lastState").has("terminated")
                || state.has("running") && !status.bool("started")
            {
                pending_init += 1;
            }
            continue;
        }
        let ended = exit_code(state).or_else(|| exit_code(status.get("lastState")).filter(|_| !state.has("running")));
        match ended {
            None => pending_init += 1,
            Some(0) => {}
            Some(code) => {
                failed_init += 1;
                failed_for_good += usize::from(!restart::after(container, policy, code));
            }
        }
    }
    let counts = count(spec.list("containers"), main, policy);
    let waiting_for_init = pending_init > 0 && counts.running + counts.stopped == 0;
    if failed_for_good > 0 {
        return "Failed";
    }
    if failed_init > 0 || waiting_for_init || counts.waiting > 0 {
        return "Pending";
    }
    if counts.running > 0 {
        return "Running";
    }
    if counts.stopped == 0 {
        return "Pending";
    }
    if sidecars_running > 0 && ending {
        return "Running";
    }
    match counts.stopped == counts.succeeded {
        true if ending => "Succeeded",
        false if ending => "Failed",
        _ if counts.returning > 0 || sidecars_running > 0 => "Running",
        true => "Succeeded",
        false => "Failed",
    }
}

fn exit_code(state: &Value) -> Option<i64> {
    state.get("terminated").int("exitCode")
}

fn count(specs: &[Value], statuses: &[Value], policy: &str) -> Counts {
    let mut n = Counts::default();
    for (spec, status) in specs.iter().zip(statuses) {
        let state = status.get("state");
        if state.has("running") {
            n.running += 1;
        } else if let Some(code) = exit_code(state) {
            n.stopped += 1;
            n.succeeded += usize::from(code == 0);
            n.returning += usize::from(restart::after(spec, policy, code));
        } else if status.get("lastState").has("terminated") {
            n.stopped += 1;
            n.returning += 1;
        } else {
            n.waiting += 1;
        }
    }
    n
}
