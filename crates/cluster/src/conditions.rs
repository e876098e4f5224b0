//! Conditions of a status, whoever writes it.

use api::time::Time;
use api::{Text, Value};

/// The condition of a type; null where there is none.
pub fn get<'a>(status: &'a Value, kind: &str) -> &'a Value {
    status.list("conditions").iter().find(|c| c.str("type") == kind).unwrap_or(Value::NULL)
}

/// Whether the condition of a type is `True`.
pub fn is_true(status: &Value, kind: &str) -> bool {
    get(status, kind).str("status") == "True"
}

/// A new condition.
pub fn new(
    kind: &'static str,
    status: &'static str,
    reason: impl Into<Text>,
    message: impl Into<String>,
    now: Time,
) -> Value {
    let mut c = Value::object();
    c.set("type", kind);
    c.set("status", status);
    c.set("lastTransitionTime", now.rfc3339());
    let (reason, message) = (reason.into(), message.into());
    if !reason.is_empty() {
        c.set("reason", reason);
    }
    if !message.is_empty() {
        c.set("message", message);
    }
    c
}

/// Takes the condition of a type out.
pub fn remove(status: &mut Value, kind: &str) {
    if status.list("conditions").iter().any(|c| c.str("type") == kind) {
        status.field_mut("conditions").list_mut().retain(|c| c.str("type") != kind);
        if status.list("conditions").is_empty() {
            status.remove("conditions");
        }
    }
}

/// Puts a condition at the end in place of the one of its type, unless status and reason are the same. A status that
/// stays keeps its time of transition.
pub fn set(status: &mut Value, mut condition: Value) {
    let old = get(status, condition.str("type"));
    if !old.is_null() {
        if old.str("status") == condition.str("status") && old.str("reason") == condition.str("reason") {
            return;
        }
        if old.str("status") == condition.str("status") {
            condition.set("lastTransitionTime", old.get("lastTransitionTime").clone());
        }
    }
    let kind = condition.text("type");
    remove(status, &kind);
    status.field_mut("conditions").list_mut().push(condition);
}

/// Puts a condition where the one of its type is. A status that stays keeps its time of transition.
pub fn put(status: &mut Value, mut condition: Value) {
    let list = status.field_mut("conditions").list_mut();
    match list.iter_mut().find(|c| c.str("type") == condition.str("type")) {
        Some(old) => {
            if old.str("status") == condition.str("status") {
                condition.set("lastTransitionTime", old.get("lastTransitionTime").clone());
            }
            *old = condition;
        }
        None => list.push(condition),
    }
}

/// The condition of a pod that is ended for somebody else's sake.
pub fn disruption(reason: &'static str, message: &'static str, now: Time) -> Value {
    let mut condition = new("DisruptionTarget", "True", reason, message, now);
    condition.set("lastProbeTime", Value::Null);
    condition
}

/// Puts a condition into the status of a pod, with the pod's generation.
pub fn put_of_pod(pod: &mut Value, mut condition: Value) {
    if let Some(generation) = pod.get("metadata").int("generation") {
        condition.set("observedGeneration", generation);
    }
    put(pod.field_mut("status"), condition);
}
