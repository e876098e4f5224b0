//! The taints that stand for a node's conditions.

use api::request::PatchType;
use api::{Status, Text, Value, meta, obj};

use super::condition;
use crate::component::Ctx;
use crate::kinds;

/// Nobody hears of the node.
pub const UNREACHABLE: &str = "node.kubernetes.io/unreachable";
/// The node says that it is not ready.
pub const NOT_READY: &str = "node.kubernetes.io/not-ready";
const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";

/// Condition, status, taint.
const BY_CONDITION: [(&str, &str, &str); 6] = [
    ("Ready", "False", NOT_READY),
    ("Ready", "Unknown", UNREACHABLE),
    ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
    ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
    ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
    ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
];

fn is(taint: &Value, key: &str, effect: &str) -> bool {
    taint.str("key") == key && taint.str("effect") == effect
}

/// Keeps pods from being scheduled to a node whose conditions say so, or which is cordoned.
pub fn by_condition(node: Value, ctx: &mut Ctx<'_>) -> Result<Value, Status> {
    let mut wanted: Vec<&str> = BY_CONDITION
        .iter()
        .filter(|(kind, status, _)| condition(&node, kind).str("status") == *status)
        .map(|(_, _, key)| *key)
        .collect();
    if node.get("spec").bool("unschedulable") {
        wanted.push(UNSCHEDULABLE);
    }
    let ours = |key: &str| key == UNSCHEDULABLE || BY_CONDITION.iter().any(|(_, _, k)| *k == key);
    let stays = |t: &&Value| t.str("effect") != "NoSchedule" || !ours(t.str("key")) || wanted.contains(&t.str("key"));
    let before = node.get("spec").list("taints");
    let mut taints: Vec<Value> = before.iter().filter(stays).cloned().collect();
    for key in wanted {
        if !taints.iter().any(|t| is(t, key, "NoSchedule")) {
            taints.push(taint(key, "NoSchedule", ctx));
        }
    }
    write(node, taints, ctx)
}

/// The taint that drives pods away from a node, if there is one.
pub fn expelling(node: &Value) -> Option<&'static str> {
    let has = |key: &str| node.get("spec").list("taints").iter().any(|t| is(t, key, "NoExecute"));
    [UNREACHABLE, NOT_READY].into_iter().find(|key| has(key))
}

/// Sets the taint that drives pods away, or takes it off.
pub fn expel(node: &Value, wanted: Option<&'static str>, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let stays = |t: &&Value| {
        t.str("effect") != "NoExecute"
            || !matches!(t.str("key"), UNREACHABLE | NOT_READY)
            || Some(t.str("key")) == wanted
    };
    let before = node.get("spec").list("taints");
    let mut taints: Vec<Value> = before.iter().filter(stays).cloned().collect();
    if let Some(key) = wanted.filter(|key| !taints.iter().any(|t| is(t, key, "NoExecute"))) {
        taints.push(taint(key, "NoExecute", ctx));
    }
    write(node.clone(), taints, ctx).map(|_| ())
}

fn taint(key: &str, effect: &'static str, ctx: &Ctx<'_>) -> Value {
    obj!({"key": (Text::new(key)), "effect": effect, "timeAdded": (ctx.now.rfc3339())})
}

fn write(node: Value, taints: Vec<Value>, ctx: &mut Ctx<'_>) -> Result<Value, Status> {
    if taints == node.get("spec").list("taints") {
        return Ok(node);
    }
    let taints = if taints.is_empty() { Value::Null } else { Value::from(taints) };
    let patch = obj!({"spec": {"taints": taints}});
    ctx.patch(kinds::NODE, "", meta::name(&node), "", (PatchType::Merge, patch))
}
