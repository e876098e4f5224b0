//! The pods of a stateful set: up in order of their ordinals, down and over to a new revision in the opposite order.

use sorted::InOrder;
use std::rc::Rc;

use api::{Status, Value, meta};

use super::super::support::pod_control::namespace_terminates;
use super::super::support::pods::{Phase, PodInfo};
use super::super::support::share::{Round, scaled};
use super::status::Counts;
use super::{Work, claims, identity, revision_of, tell};
use crate::component::Ctx;
use crate::events::{NORMAL, WARNING};
use crate::kinds;

/// Whether the look at a set goes on after a pod.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Wait,
}

/// One look at the pods of a set.
pub fn run(work: &Work<'_>, counts: &mut Counts, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let first = identity::start(work.set);
    let end = first + work.replicas();
    let find = |ordinal: i64| {
        let wanted = |p: &&Rc<PodInfo>| identity::ordinal(work.set, &p.name) == Some(ordinal);
        work.pods.iter().find(wanted).cloned()
    };
    let ordinal = |p: &Rc<PodInfo>| identity::ordinal(work.set, &p.name).unwrap_or(0);
    let mut condemned: Vec<Rc<PodInfo>> =
        work.pods.iter().filter(|p| !(first..end).contains(&ordinal(p))).cloned().collect();
    condemned.order_by_key(|p| std::cmp::Reverse(ordinal(p)));
    for o in first..end {
        if living(work, o, find(o), counts, ctx)? == Next::Wait {
            return Ok(());
        }
    }
    for pod in &condemned {
        claims::set_owners(work.set, &pod.object, true, ctx)?;
    }
    let all = (first..end).filter_map(find).chain(condemned.iter().cloned());
    let first_unhealthy = all.into_iter().find(|p| !work.is_healthy(p, ctx.now)).map(|p| p.uid.clone());
    for pod in &condemned {
        if condemn(work, pod, first_unhealthy.as_ref() == Some(&pod.uid), counts, ctx)? == Next::Wait {
            return Ok(());
        }
    }
    if work.spec().get("updateStrategy").str("type") == "OnDelete" {
        return Ok(());
    }
    roll(work, (first..end).rev().map(|o| (o, find(o))).collect(), counts, ctx)
}

fn living(
    work: &Work<'_>,
    ordinal: i64,
    pod: Option<Rc<PodInfo>>,
    counts: &mut Counts,
    ctx: &mut Ctx<'_>,
) -> Result<Next, Status> {
    let ordered = if work.is_parallel() { Next::GoOn } else { Next::Wait };
    let Some(pod) = pod else {
        create(work, ordinal, counts, ctx)?;
        return Ok(ordered);
    };
    if pod.is_finished() {
        if !pod.terminating {
            let (kind, reason, what) = match pod.phase {
                Phase::Failed => (WARNING, "RecreatingFailedPod", "failed"),
                _ => (NORMAL, "RecreatingTerminatedPod", "terminated"),
            };
            let set = meta::key(work.set);
            let message = format!("StatefulSet {set} is recreating {what} Pod {}", pod.name);
            tell(work.set, kind, reason, message, ctx);
            delete(work, &pod, ctx)?;
        }
        return Ok(ordered);
    }
    if pod.phase == Phase::Pending {
        claims::create(work.set, &pod.object, ordinal, ctx)?;
    }
    if !work.is_healthy(&pod, ctx.now) && ordered == Next::Wait {
        return Ok(Next::Wait);
    }
    if !identity::matches(work.set, &pod.object) {
        ctx.update(kinds::POD, identity::restored(work.set, &pod.object))?;
    }
    claims::set_owners(work.set, &pod.object, false, ctx)?;
    Ok(Next::GoOn)
}

/// Creates the pod of an ordinal, at the revision that is its turn.
fn create(work: &Work<'_>, ordinal: i64, counts: &mut Counts, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let rolling = work.spec().get("updateStrategy").str("type") != "OnDelete";
    let stays = rolling && ordinal < identity::start(work.set) + keep(work);
    let revision = if stays { &work.current } else { &work.update };
    let mut template = revision.get("data").get("spec").get("template").clone();
    template.remove("$patch");
    let pod = identity::pod(work.set, &template, meta::name(revision), ordinal);
    claims::create(work.set, &pod, ordinal, ctx)?;
    let name = meta::name(&pod).to_string();
    match ctx.create(kinds::POD, pod) {
        Ok(pod) => {
            counts.created(revision, work);
            claims::set_owners(work.set, &pod, false, ctx)?;
            let message = format!("Create Pod {name} in StatefulSet {} successful", meta::name(work.set));
            tell(work.set, NORMAL, "SuccessfulCreate", message, ctx);
            Ok(())
        }
        Err(s) if namespace_terminates(&s) || s.reason == "AlreadyExists" => Ok(()),
        Err(s) => {
            let message =
                format!("Create Pod {name} in StatefulSet {} failed error: {}", meta::name(work.set), s.message);
            tell(work.set, WARNING, "FailedCreate", message, ctx);
            Err(s)
        }
    }
}

/// Below which place pods keep the current revision: the partition; without one, those that have not been reached yet.
fn keep(work: &Work<'_>) -> i64 {
    match work.spec().get("updateStrategy").get("rollingUpdate") {
        Value::Null => work.set.get("status").int("currentReplicas").unwrap_or(0),
        rolling => rolling.int("partition").unwrap_or(0),
    }
}

fn condemn(
    work: &Work<'_>,
    pod: &Rc<PodInfo>,
    is_first_unhealthy: bool,
    counts: &mut Counts,
    ctx: &mut Ctx<'_>,
) -> Result<Next, Status> {
    let ordered = !work.is_parallel();
    if pod.terminating {
        return Ok(if ordered { Next::Wait } else { Next::GoOn });
    }
    if ordered && !work.is_healthy(pod, ctx.now) && !is_first_unhealthy {
        return Ok(Next::Wait);
    }
    delete(work, pod, ctx)?;
    counts.deleted(pod, work);
    Ok(if ordered { Next::Wait } else { Next::GoOn })
}

/// Replaces pods of old revisions, the last first, as many at a time as may be missing.
fn roll(
    work: &Work<'_>,
    pods: Vec<(i64, Option<Rc<PodInfo>>)>,
    counts: &mut Counts,
    ctx: &mut Ctx<'_>,
) -> Result<(), Status> {
    let rolling = work.spec().get("updateStrategy").get("rollingUpdate");
    let allowed = match rolling.get("maxUnavailable") {
        Value::Null => 1,
        value => scaled(value, work.replicas(), Round::Down).max(1),
    };
    let mut missing = 0;
    let last = identity::start(work.set) + work.partition();
    for (ordinal, pod) in pods {
        if ordinal < last || missing >= allowed {
            break;
        }
        let Some(pod) = pod else {
            // It has only just been made.
            missing += 1;
            continue;
        };
        if revision_of(&pod) != meta::name(&work.update) && !pod.terminating {
            delete(work, &pod, ctx)?;
            counts.deleted(&pod, work);
            missing += 1;
        } else if !work.is_healthy(&pod, ctx.now) {
            missing += 1;
        }
    }
    Ok(())
}

fn delete(work: &Work<'_>, pod: &PodInfo, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let set = meta::name(work.set);
    match ctx.delete(kinds::POD, &pod.namespace, &pod.name, "", (None, None)) {
        Ok(_) => {
            let message = format!("Delete Pod {} in StatefulSet {set} successful", pod.name);
            tell(work.set, NORMAL, "SuccessfulDelete", message, ctx);
            Ok(())
        }
        Err(s) if s.code == 404 => Ok(()),
        Err(s) => {
            let message = format!("Delete Pod {} in StatefulSet {set} failed error: {}", pod.name, s.message);
            tell(work.set, WARNING, "FailedDelete", message, ctx);
            Err(s)
        }
    }
}
