//! Counting pods that have ended: first their uids are noted in the status, then their finalizers go, then they are
//! counted. Whatever happens in between, none is lost and none counted twice.

use sorted::SortedSet;
use std::rc::Rc;

use api::request::PatchType;
use api::{Status, Text, Value, meta, obj};

use super::super::support::pod_control::set_count;
use super::super::support::pods::{Phase, PodInfo};
use super::indexes::{self, Indexes};
use super::policy::{self, Verdict};
use super::{FINALIZER, Finish, Work, has_finalizer, manage, tell};
use crate::component::Ctx;
use crate::conditions;
use crate::events::{NORMAL, WARNING};
use crate::kinds;

/// So many uids are noted at once, at most.
const MAX_NOTED: usize = 500;

/// Writes the status and counts what has ended.
pub fn run(work: &mut Work, changed: bool, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let before = ctx.get(kinds::JOB, meta::namespace(&work.job), meta::name(&work.job)).unwrap_or_default();
    let mut with_finalizer: SortedSet<Text> =
        work.pods.iter().filter(|p| has_finalizer(p)).map(|p| p.uid.clone()).collect();
    write_counts(work);
    count_released(&mut work.job, &with_finalizer);
    let released = note_ended(work);
    if work.is_indexed() {
        write_indexes(work);
    }
    let finish = interim_condition(work, ctx);
    if changed || *work.job.get("status") != *before.get("status") {
        store(work, ctx)?;
    }
    for pod in released {
        remove_finalizer(&pod, ctx)?;
        with_finalizer.remove(&pod.uid);
    }
    let mut again = count_released(&mut work.job, &with_finalizer);
    let over = finish.filter(|_| is_quiet(work));
    if let Some(finish) = &over {
        terminal_condition(work, finish, ctx);
        again = true;
    }
    if again {
        store(work, ctx)?;
    }
    if let Some(finish) = over {
        tell_the_end(work, &finish, ctx);
    }
    Ok(())
}

/// Stores the status and takes over the new version.
fn store(work: &mut Work, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    work.job = ctx.update_status(kinds::JOB, work.job.clone())?;
    Ok(())
}

fn write_counts(work: &mut Work) {
    let (ready, terminating) = (work.ready, work.terminating);
    let active = if work.finished.is_some() {
        work.active.len() as i64
    } else {
        work.job.get("status").int("active").unwrap_or(0)
    };
    let status = work.job.field_mut("status");
    set_count(status, "active", active);
    status.set("ready", ready);
    status.set("terminating", terminating);
}

/// Pods that can be let go, with the uids of those that are to be counted noted.
fn note_ended(work: &mut Work) -> Vec<Rc<PodInfo>> {
    let delayed = manage::delayed(work);
    let over = work.finished.is_some() || !meta::deletion_timestamp(&work.job).is_empty();
    let failed_job = work.finished.as_ref().is_some_and(|f| !f.good);
    let mut released = Vec::new();
    for pod in work.pods.clone().into_iter().filter(|p| has_finalizer(p)) {
        let failed = work.is_failed(&pod);
        let waits = delayed.values().any(|p| p.uid == pod.uid);
        if !(over || pod.phase == Phase::Succeeded || (failed && !waits)) {
            continue;
        }
        let noted = |list: &str| work.uncounted(list).iter().any(|u| u.as_str() == Some(&pod.uid));
        if pod.phase == Phase::Succeeded && !noted("failed") {
            if !work.is_indexed() && !noted("succeeded") {
                note(&mut work.job, "succeeded", &pod.uid);
            }
        } else if (failed || failed_job)
            && !noted("failed")
            && work.is_valid(&pod)
            && policy::verdict(&work.job, &pod) != Verdict::Ignore
        {
            note(&mut work.job, "failed", &pod.uid);
        }
        released.push(pod);
        if work.uncounted("succeeded").len() + work.uncounted("failed").len() >= MAX_NOTED {
            break;
        }
    }
    released
}

fn note(job: &mut Value, list: &'static str, uid: &Text) {
    let noted = job.field_mut("status").field_mut("uncountedTerminatedPods").field_mut(list).list_mut();
    noted.push(uid.into());
}

/// Counts noted pods whose finalizers are gone; whether there were any.
fn count_released(job: &mut Value, with_finalizer: &SortedSet<Text>) -> bool {
    let mut any = false;
    for list in ["succeeded", "failed"] {
        let noted = job.get("status").get("uncountedTerminatedPods").list(list);
        let left: Vec<Value> =
            noted.iter().filter(|u| u.as_text().is_some_and(|u| with_finalizer.contains(u))).cloned().collect();
        let counted = noted.len() - left.len();
        if counted == 0 {
            continue;
        }
        any = true;
        let status = job.field_mut("status");
        let n = status.int(list).unwrap_or(0) + counted as i64;
        status.set(list, n);
        let uncounted = status.field_mut("uncountedTerminatedPods");
        if left.is_empty() {
            uncounted.remove(list);
        } else {
            uncounted.set(list, left);
        }
    }
    any
}

fn write_indexes(work: &mut Work) {
    let completions = work.completions().unwrap_or(0);
    let mut succeeded = Indexes::parse(work.job.get("status").str("completedIndexes"), completions);
    for pod in work.pods.iter().filter(|p| p.phase == Phase::Succeeded && has_finalizer(p)) {
        if let Some(index) = indexes::of(pod, completions) {
            succeeded.insert(index);
        }
    }
    let failed = work.failed_indexes.as_ref().map(Indexes::text);
    let status = work.job.field_mut("status");
    set_count(status, "succeeded", succeeded.total());
    if succeeded.total() == 0 {
        status.remove("completedIndexes");
    } else {
        status.set("completedIndexes", succeeded.text());
    }
    if let Some(failed) = failed {
        status.set("failedIndexes", failed);
    }
}

fn condition(kind: &'static str, finish: &Finish, ctx: &Ctx<'_>) -> Value {
    let mut c = conditions::new(kind, "True", finish.reason.clone(), finish.message.clone(), ctx.now);
    c.set("lastProbeTime", ctx.now.rfc3339());
    c
}

/// Says what the job will come to, before its pods are let go.
fn interim_condition(work: &mut Work, ctx: &Ctx<'_>) -> Option<Finish> {
    let finish = work.finished.clone()?;
    let kind = if finish.good { "SuccessCriteriaMet" } else { "FailureTarget" };
    if conditions::get(work.job.get("status"), kind).is_null() {
        let c = condition(kind, &finish, ctx);
        work.job.field_mut("status").field_mut("conditions").list_mut().push(c);
    }
    Some(finish)
}

/// Whether no pod is left that is to be counted or has yet to stop.
fn is_quiet(work: &Work) -> bool {
    work.uncounted("succeeded").is_empty() && work.uncounted("failed").is_empty() && work.terminating == 0
}

fn terminal_condition(work: &mut Work, finish: &Finish, ctx: &Ctx<'_>) {
    let kind = if finish.good { "Complete" } else { "Failed" };
    let c = condition(kind, finish, ctx);
    let status = work.job.field_mut("status");
    status.field_mut("conditions").list_mut().push(c);
    if finish.good {
        status.set("completionTime", ctx.now.rfc3339());
    }
}

fn tell_the_end(work: &Work, finish: &Finish, ctx: &mut Ctx<'_>) {
    if !finish.good {
        let reason = match finish.reason.as_str() {
            "BackoffLimitExceeded" => "BackoffLimitExceeded",
            "DeadlineExceeded" => "DeadlineExceeded",
            "PodFailurePolicy" => "PodFailurePolicy",
            "MaxFailedIndexesExceeded" => "MaxFailedIndexesExceeded",
            _ => "FailedIndexes",
        };
        return tell(&work.job, WARNING, reason, finish.message.clone(), ctx);
    }
    let succeeded = work.job.get("status").int("succeeded").unwrap_or(0);
    if work.completions().is_some_and(|n| succeeded > n) {
        let message = "Too many succeeded pods running after completion count reached";
        tell(&work.job, WARNING, "TooManySucceededPods", message, ctx);
    }
    tell(&work.job, NORMAL, "Completed", "Job completed", ctx);
}

/// Takes the tracking finalizer off a pod.
pub fn remove_finalizer(pod: &PodInfo, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let left: Vec<Value> =
        meta::finalizers(&pod.object).iter().filter(|f| f.as_str() != Some(FINALIZER)).cloned().collect();
    let left = if left.is_empty() { Value::Null } else { Value::from(left) };
    let patch = obj!({"metadata": {"finalizers": left}});
    match ctx.patch(kinds::POD, &pod.namespace, &pod.name, "", (PatchType::Merge, patch)) {
        Err(s) if s.code != 404 => Err(s),
        _ => Ok(()),
    }
}
