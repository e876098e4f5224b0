//! The status of a deployment: counts, and the conditions Available, Progressing and ReplicaFailure.

use std::time::Duration;

use api::time::Time;
use api::{Status, Text, Value, meta};

use super::sets::{self, counted_in_all};
use super::{Rollout, new_set};
use crate::component::Ctx;
use crate::conditions;
use crate::controllers::support::pod_control::set_count;
use crate::kinds;

/// Whether the rollout may time out.
pub fn has_deadline(spec: &Value) -> bool {
    spec.int("progressDeadlineSeconds").is_some_and(|s| s != i64::from(i32::MAX))
}

fn condition(kind: &'static str, status: &'static str, reason: &'static str, message: String, now: Time) -> Value {
    let mut c = conditions::new(kind, status, reason, message, now);
    c.set("lastUpdateTime", now.rfc3339());
    c
}

/// Sets the condition Progressing.
pub fn set_progress(rollout: &mut Rollout, status: &'static str, reason: &'static str, message: String, now: Time) {
    let c = condition("Progressing", status, reason, message, now);
    conditions::set(rollout.deployment.field_mut("status"), c);
}

/// Notes that the deployment was paused or resumed: time does not run out while it is.
pub fn check_paused(rollout: &mut Rollout, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let reason = conditions::get(rollout.deployment.get("status"), "Progressing").text("reason");
    if !has_deadline(rollout.spec()) || reason == "ProgressDeadlineExceeded" {
        return Ok(());
    }
    let (paused, noted) = (rollout.spec().bool("paused"), reason == "DeploymentPaused");
    match (paused, noted) {
        (true, false) => set_progress(rollout, "Unknown", "DeploymentPaused", "Deployment is paused".into(), ctx.now),
        (false, true) => set_progress(rollout, "Unknown", "DeploymentResumed", "Deployment is resumed".into(), ctx.now),
        _ => return Ok(()),
    }
    rollout.deployment = ctx.update_status(kinds::DEPLOYMENT, rollout.deployment.clone())?;
    Ok(())
}

/// Whether all pods are new and available, and none is old.
pub fn is_complete(deployment: &Value, status: &Value) -> bool {
    let wanted = deployment.get("spec").int("replicas").unwrap_or(1);
    let n = |key| status.int(key).unwrap_or(0);
    n("updatedReplicas") == wanted
        && n("replicas") == wanted
        && n("availableReplicas") == wanted
        && n("observedGeneration") >= deployment.get("metadata").int("generation").unwrap_or(0)
}

/// Writes the counts and Available only, as while paused, scaling or being deleted.
pub fn write(rollout: &mut Rollout, new: Option<&Value>, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let status = calculate(rollout, new, ctx.now);
    store(rollout, status, ctx)
}

/// Writes the counts and how the rollout comes along.
pub fn write_rollout(rollout: &mut Rollout, new: Option<&Value>, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let mut status = calculate(rollout, new, ctx.now);
    let deadline = has_deadline(rollout.spec());
    if !deadline {
        conditions::remove(&mut status, "Progressing");
    }
    let current = conditions::get(rollout.deployment.get("status"), "Progressing").clone();
    let done = status.int("replicas").unwrap_or(0) == status.int("updatedReplicas").unwrap_or(0)
        && current.str("reason") == "NewReplicaSetAvailable";
    if deadline && !done {
        progress(rollout, &mut status, &current, &new_set::name(new), ctx.now);
    }
    match failure(rollout, new) {
        Some(c) => conditions::set(&mut status, c),
        None => conditions::remove(&mut status, "ReplicaFailure"),
    }
    if status == *rollout.deployment.get("status") {
        come_back_when_stuck(rollout, &status, ctx);
        return Ok(());
    }
    store(rollout, status, ctx)
}

fn progress(rollout: &Rollout, status: &mut Value, current: &Value, set: &Text, now: Time) {
    let what = if set.is_empty() { format!("Deployment {:?}", rollout.name()) } else { format!("ReplicaSet {set:?}") };
    let old = rollout.deployment.get("status");
    if is_complete(&rollout.deployment, status) {
        let message = format!("{what} has successfully progressed.");
        conditions::set(status, condition("Progressing", "True", "NewReplicaSetAvailable", message, now));
    } else if has_progressed(old, status) {
        let mut c = condition("Progressing", "True", "ReplicaSetUpdated", format!("{what} is progressing."), now);
        if current.str("status") == "True" {
            c.set("lastTransitionTime", current.get("lastTransitionTime").clone());
        }
        conditions::remove(status, "Progressing");
        conditions::set(status, c);
    } else if has_timed_out(rollout.spec(), conditions::get(status, "Progressing"), now) {
        let message = format!("{what} has timed out progressing.");
        conditions::set(status, condition("Progressing", "False", "ProgressDeadlineExceeded", message, now));
    }
}

fn has_progressed(old: &Value, new: &Value) -> bool {
    let n = |status: &Value, key| status.int(key).unwrap_or(0);
    let outdated = |status: &Value| n(status, "replicas") - n(status, "updatedReplicas");
    n(new, "updatedReplicas") > n(old, "updatedReplicas")
        || outdated(new) < outdated(old)
        || n(new, "readyReplicas") > n(old, "readyReplicas")
        || n(new, "availableReplicas") > n(old, "availableReplicas")
}

fn deadline_of(spec: &Value, condition: &Value) -> Option<Time> {
    let since = Time::parse(condition.str("lastUpdateTime"))?;
    Some(since + Duration::from_secs(spec.int("progressDeadlineSeconds").unwrap_or(600).max(0) as u64))
}

fn has_timed_out(spec: &Value, condition: &Value, now: Time) -> bool {
    match condition.str("reason") {
        "" | "NewReplicaSetAvailable" => false,
        "ProgressDeadlineExceeded" => true,
        _ => deadline_of(spec, condition).is_some_and(|t| t < now),
    }
}

fn come_back_when_stuck(rollout: &Rollout, status: &Value, ctx: &mut Ctx<'_>) {
    let c = conditions::get(status, "Progressing");
    if !has_deadline(rollout.spec())
        || c.is_null()
        || is_complete(&rollout.deployment, status)
        || c.str("reason") == "ProgressDeadlineExceeded"
    {
        return;
    }
    if let Some(at) = deadline_of(rollout.spec(), c) {
        let second = Duration::from_secs(1);
        let key = Text::from(meta::key(&rollout.deployment));
        ctx.requeue_at(key, (at + second).max(ctx.now + Duration::from_millis(5)));
    }
}

/// What keeps a replica set from making pods: of the newest one, else of any.
fn failure(rollout: &Rollout, new: Option<&Value>) -> Option<Value> {
    let of = |set: &Value| {
        let mut c = conditions::get(set.get("status"), "ReplicaFailure").clone();
        if c.is_null() {
            return None;
        }
        c.set("lastUpdateTime", c.get("lastTransitionTime").clone());
        Some(c)
    };
    new.and_then(of).or_else(|| rollout.sets.iter().find_map(of))
}

fn calculate(rollout: &Rollout, new: Option<&Value>, now: Time) -> Value {
    let spec = rollout.spec();
    let available = counted_in_all(&rollout.sets, "availableReplicas");
    let mut status = rollout.deployment.get("status").clone();
    status.set("observedGeneration", rollout.deployment.get("metadata").int("generation").unwrap_or(0));
    set_count(&mut status, "replicas", counted_in_all(&rollout.sets, "replicas"));
    set_count(&mut status, "updatedReplicas", new.map_or(0, |n| sets::counted(n, "replicas")));
    set_count(&mut status, "readyReplicas", counted_in_all(&rollout.sets, "readyReplicas"));
    set_count(&mut status, "availableReplicas", available);
    set_count(&mut status, "unavailableReplicas", (sets::wanted_by_all(&rollout.sets) - available).max(0));
    if rollout.sets.iter().all(|s| s.get("status").has("terminatingReplicas")) {
        status.set("terminatingReplicas", counted_in_all(&rollout.sets, "terminatingReplicas"));
    } else {
        status.remove("terminatingReplicas");
    }
    let enough = available >= rollout.replicas() - sets::max_unavailable(spec);
    let c = if enough {
        condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.".into(), now)
    } else {
        let message = "Deployment does not have minimum availability.".into();
        condition("Available", "False", "MinimumReplicasUnavailable", message, now)
    };
    conditions::set(&mut status, c);
    status
}

fn store(rollout: &mut Rollout, status: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    if status == *rollout.deployment.get("status") {
        return Ok(());
    }
    rollout.deployment.set("status", status);
    rollout.deployment = ctx.update_status(kinds::DEPLOYMENT, rollout.deployment.clone())?;
    Ok(())
}
