//! How many pods a job should have now, and making it so.

use sorted::{InOrder, SortedMap};
use std::rc::Rc;

use api::{Status, Text, Value, meta, obj};

use super::super::support::pod_control;
use super::super::support::pods::PodInfo;
use super::backoff::{Failures, finished_at};
use super::indexes::{self, INDEX, Indexes};
use super::{FINALIZER, Finish, Work, has_finalizer, policy, source, tell, track};
use crate::component::Ctx;
use crate::conditions;
use crate::events::NORMAL;

/// So many pods are created or deleted at once, at most.
const BURST: usize = 500;

/// The job is over: whatever still runs goes. It is not declared over before that is done.
pub fn delete_active(work: &mut Work, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let mut answer = Ok(());
    for pod in std::mem::take(&mut work.active) {
        let deleted = pod_control::delete(ctx, &pod.namespace, &pod.name, &work.job, &source());
        if deleted.is_ok() {
            work.terminating += 1;
            work.ready -= i64::from(pod.is_ready());
        } else {
            work.finished = None;
            work.active.push(pod);
        }
        answer = answer.and(deleted);
    }
    answer
}

/// Creates or deletes pods.
pub fn run(key: &Text, work: &mut Work, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    if !meta::deletion_timestamp(&work.job).is_empty() {
        return Ok(());
    }
    if work.is_suspended() {
        let active = work.active.clone();
        return delete(work, active, ctx);
    }
    let wanted = wanted(work);
    let surplus = surplus(work, (work.active.len() as i64 - wanted).max(0) as usize);
    if !surplus.is_empty() {
        return delete(work, surplus, ctx);
    }
    let leaving = if work.waits_for_failed() { work.terminating } else { 0 };
    let missing = wanted - leaving - work.active.len() as i64;
    if missing <= 0 { Ok(()) } else { create(key, work, (missing as usize).min(BURST), ctx) }
}

fn wanted(work: &Work) -> i64 {
    let parallelism = work.spec().int("parallelism").unwrap_or(1);
    match work.completions() {
        None if work.succeeded > 0 => work.active.len() as i64,
        None => parallelism,
        Some(n) => {
            let failed = work.failed_indexes.as_ref().map_or(0, Indexes::total);
            (n - work.succeeded - failed).min(parallelism).max(0)
        }
    }
}

/// Active pods that are too many: without a valid index or doubled ones first, then those that matter least.
fn surplus(work: &Work, at_least: usize) -> Vec<Rc<PodInfo>> {
    let rank = |p: &Rc<PodInfo>| {
        let ready = p.ready_since.clone().map(std::cmp::Reverse);
        (!p.node.is_empty(), p.phase, p.is_ready(), ready, -p.restarts, std::cmp::Reverse(p.created.clone()))
    };
    let (mut remove, mut left) = (Vec::new(), work.active.clone());
    left.order_by_key(rank);
    if work.is_indexed() {
        let completions = work.completions().unwrap_or(0);
        let mut best: SortedMap<i64, Rc<PodInfo>> = SortedMap::new();
        for pod in std::mem::take(&mut left) {
            match indexes::of(&pod, completions) {
                // The later in rank, the better.
                Some(index) => remove.extend(best.insert(index, pod)),
                None => remove.push(pod),
            }
        }
        left = best.into_values().collect();
        left.order_by_key(rank);
    }
    let more = at_least.saturating_sub(remove.len()).min(left.len());
    remove.extend(left.drain(..more));
    remove.truncate(BURST);
    remove
}

/// Deletes pods that are not to be counted.
fn delete(work: &mut Work, pods: Vec<Rc<PodInfo>>, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let mut answer = Ok(());
    for pod in pods {
        let deleted = match has_finalizer(&pod) {
            true => track::remove_finalizer(&pod, ctx),
            false => Ok(()),
        };
        let deleted = deleted.and_then(|()| pod_control::delete(ctx, &pod.namespace, &pod.name, &work.job, &source()));
        if deleted.is_ok() {
            work.active.retain(|p| p.uid != pod.uid);
            work.terminating += 1;
            work.ready -= i64::from(pod.is_ready());
        }
        answer = answer.and(deleted);
    }
    let active = work.active.len();
    work.job.field_mut("status").set("active", active);
    answer
}

fn create(key: &Text, work: &mut Work, count: usize, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let mut places: Vec<Option<i64>> = vec![None; count];
    let mut replaced = SortedMap::new();
    if work.is_indexed() {
        replaced = delayed(work);
        let free = free_indexes(work, count);
        let (now, wait) = ready_indexes(work, free, &replaced, ctx);
        if now.is_empty() {
            if let Some(wait) = wait {
                ctx.requeue(key.clone(), wait);
            }
            return Ok(());
        }
        places = now.into_iter().map(Some).collect();
    }
    if work.limit_per_index().is_none() {
        let wait = work.failures.remaining(ctx.now);
        if !wait.is_zero() {
            ctx.requeue(key.clone(), wait);
            return Ok(());
        }
    }
    let template = template(work);
    let (mut made, mut places) = (0, places.into_iter());
    let answer = pod_control::slow_start(places.len(), || {
        let index = places.next().flatten();
        let pod = pod(work, &template, index, &replaced);
        match pod_control::create(ctx, pod, &work.job, &source()) {
            Err(s) if pod_control::namespace_terminates(&s) => Ok(()),
            Err(s) => Err(s),
            Ok(_) => {
                made += 1;
                Ok(())
            }
        }
    });
    work.job.field_mut("status").set("active", work.active.len() as i64 + made);
    answer
}

/// The last failed pods of indexes that wait for another try: they keep the count of failures.
pub fn delayed(work: &Work) -> SortedMap<i64, Rc<PodInfo>> {
    let completions = work.completions().unwrap_or(0);
    let active: Vec<i64> = work.active.iter().filter_map(|p| indexes::of(p, completions)).collect();
    let mut last: SortedMap<i64, Rc<PodInfo>> = SortedMap::new();
    if work.limit_per_index().is_none() {
        return last;
    }
    for pod in work.pods.iter().filter(|p| has_finalizer(p) && work.is_failed(p)) {
        let Some(index) = indexes::of(pod, completions) else { continue };
        let over = work.succeeded_indexes.has(index) || work.failed_indexes.as_ref().is_some_and(|f| f.has(index));
        let later = |old: &Rc<PodInfo>| {
            let total = |p: &PodInfo| policy::failures_before(p).0 + policy::failures_before(p).1;
            (total(old), finished_at(old)) <= (total(pod), finished_at(pod))
        };
        if !over && !active.contains(&index) && last.get(&index).is_none_or(later) {
            last.insert(index, pod.clone());
        }
    }
    last
}

fn free_indexes(work: &Work, count: usize) -> Vec<i64> {
    let completions = work.completions().unwrap_or(0);
    let mut taken = work.succeeded_indexes.clone();
    work.failed_indexes.iter().flat_map(|f| f.iter()).for_each(|i| {
        taken.insert(i);
    });
    let leaving = |p: &&Rc<PodInfo>| p.is_active() || (work.waits_for_failed() && p.terminating && !p.is_finished());
    for index in work.pods.iter().filter(leaving).filter_map(|p| indexes::of(p, completions)) {
        taken.insert(index);
    }
    indexes::pending(&taken, count, completions)
}

/// Indexes whose back-off is over; if there is none, how long the first one waits.
fn ready_indexes(
    work: &Work,
    free: Vec<i64>,
    replaced: &SortedMap<i64, Rc<PodInfo>>,
    ctx: &Ctx<'_>,
) -> (Vec<i64>, Option<std::time::Duration>) {
    if work.limit_per_index().is_none() {
        return (free, None);
    }
    let wait = |index: &i64| {
        let Some(pod) = replaced.get(index) else { return std::time::Duration::ZERO };
        let (counted, ignored) = policy::failures_before(pod);
        Failures::of_index(counted + ignored + 1, finished_at(pod)).remaining(ctx.now)
    };
    let least = free.iter().map(wait).min();
    (free.into_iter().filter(|i| wait(i).is_zero()).collect(), least)
}

fn template(work: &Work) -> Value {
    let mut template = work.spec().get("template").clone();
    let finalizers = template.field_mut("metadata").field_mut("finalizers").list_mut();
    if !finalizers.iter().any(|f| f.as_str() == Some(FINALIZER)) {
        finalizers.push(FINALIZER.into());
    }
    if work.is_indexed() {
        let variable = obj!({
            "name": "JOB_COMPLETION_INDEX",
            "valueFrom": {"fieldRef": {"fieldPath": (format!("metadata.labels['{INDEX}']"))}},
        });
        for list in ["initContainers", "containers"] {
            if template.get("spec").list(list).is_empty() {
                continue;
            }
            for c in template.field_mut("spec").field_mut(list).list_mut() {
                if !c.list("env").iter().any(|e| e.str("name") == "JOB_COMPLETION_INDEX") {
                    c.field_mut("env").list_mut().push(variable.clone());
                }
            }
        }
    }
    template
}

fn pod(work: &Work, template: &Value, index: Option<i64>, replaced: &SortedMap<i64, Rc<PodInfo>>) -> Value {
    let mut pod = pod_control::from_template(template, &work.job);
    let Some(index) = index else { return pod };
    let name = meta::name(&work.job);
    let metadata = pod.field_mut("metadata");
    metadata.set("generateName", format!("{name}-{index}-"));
    metadata.field_mut("labels").set(INDEX, index.to_string());
    let annotations = metadata.field_mut("annotations");
    annotations.set(INDEX, index.to_string());
    if work.limit_per_index().is_some() {
        let (counted, ignored) = policy::failures_after(&work.job, replaced.get(&index).map(|p| &**p));
        annotations.set(policy::FAILURES, counted.to_string());
        if ignored > 0 {
            annotations.set(policy::IGNORED, ignored.to_string());
        }
    }
    pod.field_mut("spec").set("hostname", format!("{name}-{index}"));
    pod
}

/// After pods were managed: whether the job is complete, suspended or resumed; whether a condition changed.
pub fn conclude(work: &mut Work, ctx: &mut Ctx<'_>) -> bool {
    let active = if work.active.is_empty() { work.job.get("status").int("active").unwrap_or(0) } else { 1 };
    let enough = match work.completions() {
        None => work.succeeded > 0,
        Some(n) => work.succeeded >= n,
    };
    if enough && active == 0 {
        let message = "Reached expected number of succeeded pods".to_string();
        work.finished = Some(Finish { good: true, reason: "CompletionsReached".into(), message });
        return false;
    }
    let (status, reason, message) = match work.is_suspended() {
        true => ("True", "JobSuspended", "Job suspended"),
        false => ("False", "JobResumed", "Job resumed"),
    };
    let noted = conditions::get(work.job.get("status"), "Suspended");
    let news = if noted.is_null() { status == "True" } else { noted.str("status") != status };
    if !news {
        return false;
    }
    let mut condition = conditions::new("Suspended", status, reason, message, ctx.now);
    condition.set("lastProbeTime", ctx.now.rfc3339());
    let list = work.job.field_mut("status").field_mut("conditions").list_mut();
    match list.iter_mut().find(|c| c.str("type") == "Suspended") {
        Some(old) => *old = condition,
        None => list.push(condition),
    }
    let event = if status == "True" { "Suspended" } else { "Resumed" };
    tell(&work.job, NORMAL, event, message, ctx);
    let job_status = work.job.field_mut("status");
    if status == "False" {
        // The deadline counts from here.
        job_status.set("startTime", ctx.now.rfc3339());
    } else {
        job_status.remove("startTime");
    }
    true
}
