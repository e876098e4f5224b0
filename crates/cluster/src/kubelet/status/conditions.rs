//! The conditions of a pod that its kubelet owns.

use api::time::Time;
use api::{Map, Value};

/// What the conditions follow from.
pub(super) struct Found<'a> {
    pub phase: &'static str,
    pub init: &'a [Value],
    pub main: &'a [Value],
    pub sandbox: bool,
    /// Whether all containers start anew; none where no rule can ask for that.
    pub resetting: Option<bool>,
}

/// One condition before it is compared with the old one.
struct Condition {
    kind: &'static str,
    ok: bool,
    reason: &'static str,
    message: String,
}

const OWNED: &[&str] = &[
    "PodResizePending",
    "PodResizeInProgress",
    "PodReadyToStartContainers",
    "AllContainersRestarting",
    "Initialized",
    "Ready",
    "ContainersReady",
    "PodScheduled",
];

/// Whether a condition is the kubelet's to tell.
pub(super) fn is_own(kind: &str) -> bool {
    OWNED.contains(&kind)
}

/// How far a change of resources has come: type, reason, message.
type Resizing = Vec<(&'static str, &'static str, String)>;

/// All conditions: those of a change of resources, those of others, then the kubelet's own.
pub(super) fn list(pod: &Value, found: &Found<'_>, resizing: Resizing, now: Time) -> Value {
    let containers_ready = containers_ready(pod, found);
    let sandbox =
        Condition { kind: "PodReadyToStartContainers", ok: found.sandbox, reason: "", message: String::new() };
    let own = [
        initialized(pod, found),
        ready(pod, &containers_ready),
        containers_ready,
        Condition { kind: "PodScheduled", ok: true, reason: "", message: String::new() },
    ];
    let old = pod.get("status").list("conditions");
    let resizing = resizing.into_iter().map(|(kind, reason, message)| Condition { kind, ok: true, reason, message });
    let mut list: Vec<Value> = resizing.map(|c| written(c, pod, now)).collect();
    list.extend(old.iter().filter(|c| !OWNED.contains(&c.str("type"))).cloned());
    list.push(written(sandbox, pod, now));
    list.extend(restarting(found).map(|c| written(c, pod, now)));
    list.extend(own.into_iter().map(|c| written(c, pod, now)));
    list.into()
}

/// The sandbox is ready: the condition that says so, in a status as it was last written.
pub(super) fn set_ready_to_start(pod: &Value, status: &mut Value, now: Time) {
    let condition = Condition { kind: "PodReadyToStartContainers", ok: true, reason: "", message: String::new() };
    let new = written(condition, pod, now);
    let conditions = status.field_mut("conditions").list_mut();
    match conditions.iter_mut().find(|c| c.str("type") == "PodReadyToStartContainers") {
        Some(old) => *old = new,
        None => conditions.insert(0, new),
    }
}

/// Tells that the pod was taken away by its node.
pub(super) fn disrupt(pod: &Value, status: &mut Value, message: &str, now: Time) {
    let told =
        Condition { kind: "DisruptionTarget", ok: true, reason: "TerminationByKubelet", message: message.to_string() };
    let conditions = status.field_mut("conditions").list_mut();
    if !conditions.iter().any(|c| c.str("type") == told.kind) {
        conditions.insert(0, written(told, pod, now));
    }
}

/// A condition as it stands in the status: the old one where nothing about it has changed.
fn written(c: Condition, pod: &Value, now: Time) -> Value {
    let status = if c.ok { "True" } else { "False" };
    let generation = pod.get("metadata").get("generation");
    let old =
        pod.get("status").list("conditions").iter().find(|o| o.str("type") == c.kind && o.str("status") == status);
    let is_same = |o: &&Value| {
        (o.str("reason"), o.str("message")) == (c.reason, &*c.message)
            && o.get("observedGeneration") == generation
            && o.get("lastProbeTime").is_null()
    };
    if let Some(same) = old.filter(is_same) {
        return same.clone();
    }
    let mut v = Map::with_capacity(7);
    v.put("lastProbeTime", Value::Null);
    v.put("lastTransitionTime", old.map_or_else(|| now.rfc3339().into(), |o| o.get("lastTransitionTime").clone()));
    if !c.message.is_empty() {
        v.put("message", c.message.into());
    }
    if !generation.is_null() {
        v.put("observedGeneration", generation.clone());
    }
    if !c.reason.is_empty() {
        v.put("reason", c.reason.into());
    }
    v.put("status", status.into());
    v.put("type", c.kind.into());
    v.into()
}

/// Whether all containers start anew, where a rule can ask for that.
fn restarting(found: &Found<'_>) -> Option<Condition> {
    let resetting = found.resetting?;
    let reason = match found.phase {
        "Succeeded" => "PodCompleted",
        "Failed" => "PodFailed",
        _ => "",
    };
    Some(Condition {
        kind: "AllContainersRestarting",
        ok: resetting && reason.is_empty(),
        reason,
        message: String::new(),
    })
}

/// `[a b]`.
fn names<'a>(statuses: impl Iterator<Item = &'a Value>) -> Option<String> {
    let names: Vec<&str> = statuses.map(|s| s.str("name")).collect();
    (!names.is_empty()).then(|| format!("[{}]", names.join(" ")))
}

fn initialized(pod: &Value, found: &Found<'_>) -> Condition {
    let kind = "Initialized";
    let specs = pod.get("spec").list("initContainers");
    if found.phase == "Succeeded" {
        return Condition { kind, ok: true, reason: "PodCompleted", message: String::new() };
    }
    // Once a container of the pod has started, its initialization is done, and done it stays.
    let was = pod.get("status").list("conditions").iter().any(|c| c.str("type") == kind && c.str("status") == "True");
    let begun = was || found.main.iter().any(|s| !s.get("state").has("waiting"));
    let incomplete = specs.iter().zip(found.init).filter(|(spec, status)| {
        if spec.str("restartPolicy") == "Always" { !status.bool("started") } else { !status.bool("ready") }
    });
    match names(incomplete.map(|(_, status)| status)).filter(|_| !begun) {
        None => Condition { kind, ok: true, reason: "", message: String::new() },
        Some(names) => Condition {
            kind,
            ok: false,
            reason: "ContainersNotInitialized",
            message: format!("containers with incomplete status: {names}"),
        },
    }
}

fn containers_ready(pod: &Value, found: &Found<'_>) -> Condition {
    let kind = "ContainersReady";
    match found.phase {
        "Succeeded" => return Condition { kind, ok: false, reason: "PodCompleted", message: String::new() },
        "Failed" => return Condition { kind, ok: false, reason: "PodFailed", message: String::new() },
        _ => {}
    }
    let specs = pod.get("spec").list("initContainers");
    let sidecars = specs.iter().zip(found.init).filter(|(c, _)| c.str("restartPolicy") == "Always").map(|(_, s)| s);
    match names(sidecars.chain(found.main).filter(|s| !s.bool("ready"))) {
        None => Condition { kind, ok: true, reason: "", message: String::new() },
        Some(names) => Condition {
            kind,
            ok: false,
            reason: "ContainersNotReady",
            message: format!("containers with unready status: {names}"),
        },
    }
}

/// Ready where its containers are and all readiness gates say so.
fn ready(pod: &Value, containers: &Condition) -> Condition {
    let kind = "Ready";
    if !containers.ok {
        return Condition { kind, ok: false, reason: containers.reason, message: containers.message.clone() };
    }
    let old = pod.get("status").list("conditions");
    let missing = pod.get("spec").list("readinessGates").iter().filter_map(|gate| {
        let name = gate.str("conditionType");
        match old.iter().find(|c| c.str("type") == name) {
            None => Some(format!("corresponding condition of pod readiness gate {name:?} does not exist.")),
            Some(c) if c.str("status") != "True" => {
                Some(format!("the status of pod readiness gate {name:?} is not \"True\", but {}", c.str("status")))
            }
            Some(_) => None,
        }
    });
    let missing: Vec<String> = missing.collect();
    if missing.is_empty() {
        return Condition { kind, ok: true, reason: "", message: String::new() };
    }
    Condition { kind, ok: false, reason: "ReadinessGatesNotReady", message: missing.join(", ") }
}
