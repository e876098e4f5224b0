//! Pods: above all the STATUS that sums up phases, containers and conditions.

use api::time::Time;
use api::{Text, Value, duration};

use super::cells::{self, NONE, age, is_terminating, text_at};
use super::{Col, NAME, col, wide};

pub(super) const PODS: &[Col] = &[
    NAME,
    col("Ready", |p, now| {
        let s = sum_up(p, now);
        format!("{}/{}", s.ready, s.total).into()
    }),
    col("Status", |p, now| sum_up(p, now).reason.into()),
    col("Restarts", restarts),
    col("Age", age),
    wide("IP", |p, _| {
        let first = p.get("status").list("podIPs").first();
        cells::or(first.map_or("", |ip| ip.str("ip")), NONE)
    }),
    wide("Node", |p, _| text_at(p, &["spec", "nodeName"], NONE)),
    wide("Nominated Node", |p, _| text_at(p, &["status", "nominatedNodeName"], NONE)),
    wide("Readiness Gates", readiness_gates),
];

pub(super) const TEMPLATES: &[Col] = &[
    NAME,
    col("Containers", |t, _| cells::containers(t.at(&["template", "spec"]))),
    col("Images", |t, _| cells::images(t.at(&["template", "spec"]))),
    col("Pod Labels", |t, _| cells::labels(t.at(&["template", "metadata"]).map("labels")).into()),
];

/// What READY, STATUS and RESTARTS say together.
struct Summary {
    reason: String,
    ready: usize,
    total: usize,
    restarts: i64,
    last_restart: Option<Time>,
}

fn finished(status: &Value) -> Option<Time> {
    Time::parse(status.at(&["lastState", "terminated"]).str("finishedAt"))
}

/// `Error`, or `Signal:9`, or `ExitCode:1` where no reason was given.
fn ended(terminated: &Value) -> String {
    let reason = terminated.str("reason");
    if !reason.is_empty() {
        return reason.to_string();
    }
    match terminated.int("signal").filter(|s| *s != 0) {
        Some(signal) => format!("Signal:{signal}"),
        None => format!("ExitCode:{}", terminated.int("exitCode").unwrap_or(0)),
    }
}

fn is_sidecar(pod: &Value, name: &str) -> bool {
    let init = pod.get("spec").list("initContainers");
    init.iter().any(|c| c.str("name") == name && c.str("restartPolicy") == "Always")
}

fn sum_up(pod: &Value, _: Time) -> Summary {
    let (spec, status) = (pod.get("spec"), pod.get("status"));
    let sidecars = spec.list("initContainers").iter().filter(|c| c.str("restartPolicy") == "Always").count();
    let reason = if status.str("reason").is_empty() { status.str("phase") } else { status.str("reason") };
    let mut s = Summary {
        reason: reason.to_string(),
        ready: 0,
        total: spec.list("containers").len() + sidecars,
        restarts: 0,
        last_restart: None,
    };
    let gated = |c: &Value| c.str("type") == "PodScheduled" && c.str("reason") == "SchedulingGated";
    if status.list("conditions").iter().any(gated) {
        s.reason = "SchedulingGated".into();
    }
    let sidecar_restarts = sum_up_init(pod, &mut s);
    if sidecar_restarts.is_some() || cells::is_true(pod, "Initialized") {
        let (restarts, last) = sidecar_restarts.unwrap_or_else(|| restarts_of_sidecars(pod));
        (s.restarts, s.last_restart) = (restarts, last);
        sum_up_main(pod, &mut s);
    }
    if is_terminating(pod) {
        if status.str("reason") == "NodeLost" {
            s.reason = "Unknown".into();
        } else if !matches!(status.str("phase"), "Succeeded" | "Failed") {
            s.reason = "Terminating".into();
        }
    }
    s
}

fn restarts_of_sidecars(pod: &Value) -> (i64, Option<Time>) {
    let all = pod.get("status").list("initContainerStatuses").iter().filter(|c| is_sidecar(pod, c.str("name")));
    all.fold((0, None), |(n, last), c| (n + c.int("restartCount").unwrap_or(0), last.max(finished(c))))
}

/// Goes through the init containers; answers the restarts of the sidecars where all have done their part.
fn sum_up_init(pod: &Value, s: &mut Summary) -> Option<(i64, Option<Time>)> {
    let count = pod.get("spec").list("initContainers").len();
    for (i, c) in pod.get("status").list("initContainerStatuses").iter().enumerate() {
        s.restarts += c.int("restartCount").unwrap_or(0);
        s.last_restart = s.last_restart.max(finished(c));
        let terminated = c.get("state").get("terminated");
        let waiting = c.get("state").get("waiting").str("reason");
        if !terminated.is_null() && terminated.int("exitCode").unwrap_or(0) == 0 {
            continue;
        }
        if is_sidecar(pod, c.str("name")) && c.bool("started") {
            s.ready += usize::from(c.bool("ready"));
            continue;
        }
        s.reason = if !terminated.is_null() {
            format!("Init:{}", ended(terminated))
        } else if !waiting.is_empty() && waiting != "PodInitializing" {
            format!("Init:{waiting}")
        } else {
            format!("Init:{i}/{count}")
        };
        return None;
    }
    Some(restarts_of_sidecars(pod))
}

fn sum_up_main(pod: &Value, s: &mut Summary) {
    let mut running = false;
    for c in pod.get("status").list("containerStatuses").iter().rev() {
        s.restarts += c.int("restartCount").unwrap_or(0);
        s.last_restart = s.last_restart.max(finished(c));
        let state = c.get("state");
        let waiting = state.get("waiting").str("reason");
        if !waiting.is_empty() {
            s.reason = waiting.to_string();
        } else if state.has("terminated") {
            s.reason = ended(state.get("terminated"));
        } else if c.bool("ready") && state.has("running") {
            running = true;
            s.ready += 1;
        }
    }
    if s.reason == "Completed" && running {
        s.reason = if cells::is_true(pod, "Ready") { "Running".into() } else { "NotReady".into() };
    }
}

fn restarts(pod: &Value, now: Time) -> Value {
    let s = sum_up(pod, now);
    match s.last_restart {
        Some(last) if s.restarts != 0 => format!("{} ({} ago)", s.restarts, duration::age(now, last)).into(),
        _ => s.restarts.to_string().into(),
    }
}

fn readiness_gates(pod: &Value, _: Time) -> Value {
    let gates = pod.get("spec").list("readinessGates");
    if gates.is_empty() {
        return Text::from(NONE).into();
    }
    let passed = gates.iter().filter(|g| cells::is_true(pod, g.str("conditionType"))).count();
    format!("{passed}/{}", gates.len()).into()
}
