//! The phase of a pod from the states of its containers.

use api::Value;

#[derive(Default)]
struct Counts {
    running: usize,
    waiting: usize,
    stopped: usize,
    succeeded: usize,
}

/// `Pending`, `Running`, `Succeeded` or `Failed`. `ending`: the pod will start nothing any more.
pub(super) fn of(pod: &Value, init: &[Value], main: &[Value], ending: bool) -> &'static str {
    let spec = pod.get("spec");
    let policy = spec.str("restartPolicy");
    let (mut pending_init, mut failed_init, mut sidecars_running) = (0, 0, 0);
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
        match exit_code(state) {
            Some(0) => {}
            Some(_) => failed_init += 1,
            None if state.has("running") => pending_init += 1,
            None => match exit_code(status.get("lastState")) {
                None => pending_init += 1,
                Some(0) => {}
                Some(_) => failed_init += 1,
            },
        }
    }
    let counts = count(main);
    let waiting_for_init = pending_init > 0 && counts.running + counts.stopped == 0;
    if failed_init > 0 && policy == "Never" {
        return "Failed";
    }
    if failed_init > 0 || waiting_for_init {
        return "Pending";
    }
    if counts.waiting > 0 {
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
    match policy {
        _ if ending && counts.stopped == counts.succeeded => "Succeeded",
        _ if ending => "Failed",
        "Always" | "" => "Running",
        _ if sidecars_running > 0 => "Running",
        _ if counts.stopped == counts.succeeded => "Succeeded",
        "Never" => "Failed",
        _ => "Running",
    }
}

fn exit_code(state: &Value) -> Option<i64> {
    state.get("terminated").int("exitCode")
}

fn count(statuses: &[Value]) -> Counts {
    let mut n = Counts::default();
    for status in statuses {
        let state = status.get("state");
        if state.has("running") {
            n.running += 1;
        } else if state.has("terminated") {
            n.stopped += 1;
            n.succeeded += usize::from(exit_code(state) == Some(0));
        } else if status.get("lastState").has("terminated") {
            n.stopped += 1;
        } else {
            n.waiting += 1;
        }
    }
    n
}
