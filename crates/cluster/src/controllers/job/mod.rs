//! Job: pods that are to end well, so and so often.
//!
//! Every pod carries a finalizer until the job's status counts it, so that none is counted twice or forgotten. A look
//! at a job goes in the order of the real controller: count, judge, delete or create, then track.

mod backoff;
mod indexes;
mod manage;
mod policy;
mod track;

use sorted::SortedMap;
use std::rc::Rc;
use std::time::Duration;

use api::time::Time;
use api::{Status, Text, Value, meta};

use super::support::pod_control::{owner_key, split};
use super::support::pods::{Phase, PodIndex, PodInfo};
use super::support::retry::Retry;
use super::support::{owners, selector};
use crate::component::{Change, Component, Ctx, Queue};
use crate::conditions;
use crate::events::{self, Source};
use crate::kinds;
use backoff::Failures;
use indexes::Indexes;
use policy::Verdict;

const NAME: &str = "job-controller";
const FINALIZER: &str = "batch.kubernetes.io/job-tracking";
/// Changes of pods are taken together for so long.
const BATCH: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(60);

/// The job controller.
#[derive(Clone, Default)]
pub struct Jobs {
    pods: PodIndex,
    retry: Retry,
    failures: SortedMap<Text, Failures>,
}

/// A job under work.
struct Work {
    job: Value,
    pods: Vec<Rc<PodInfo>>,
    active: Vec<Rc<PodInfo>>,
    /// Pods that are being deleted but have not ended.
    terminating: i64,
    ready: i64,
    succeeded: i64,
    failures: Failures,
    /// Of indexed jobs.
    succeeded_indexes: Indexes,
    failed_indexes: Option<Indexes>,
    /// What the job has come to: `SuccessCriteriaMet` or `FailureTarget`, reason and message.
    finished: Option<Finish>,
}

#[derive(Clone, Debug)]
struct Finish {
    good: bool,
    reason: Text,
    message: String,
}

impl Finish {
    fn bad(reason: &'static str, message: impl Into<String>) -> Option<Finish> {
        Some(Finish { good: false, reason: reason.into(), message: message.into() })
    }
}

impl Work {
    fn spec(&self) -> &Value {
        self.job.get("spec")
    }
    fn is_indexed(&self) -> bool {
        self.spec().str("completionMode") == "Indexed"
    }
    fn completions(&self) -> Option<i64> {
        self.spec().int("completions")
    }
    fn limit_per_index(&self) -> Option<i64> {
        self.spec().int("backoffLimitPerIndex")
    }
    fn is_suspended(&self) -> bool {
        self.spec().bool("suspend")
    }
    /// Whether pods are replaced only when they have failed, not when they are being deleted.
    fn waits_for_failed(&self) -> bool {
        self.spec().str("podReplacementPolicy") == "Failed" || self.spec().has("podFailurePolicy")
    }
    fn is_failed(&self, pod: &PodInfo) -> bool {
        pod.phase == Phase::Failed || (!self.waits_for_failed() && pod.terminating && pod.phase != Phase::Succeeded)
    }
    fn uncounted(&self, list: &str) -> &[Value] {
        self.job.get("status").get("uncountedTerminatedPods").list(list)
    }
    /// The index of a pod; for a job without indexes all pods are valid.
    fn is_valid(&self, pod: &PodInfo) -> bool {
        !self.is_indexed() || indexes::of(pod, self.completions().unwrap_or(0)).is_some()
    }
    /// Pods that count as `failed` or not, and that the status does not hold yet.
    fn newly(&self, list: &str, is: impl Fn(&PodInfo) -> bool) -> Vec<Rc<PodInfo>> {
        let noted = |p: &PodInfo| self.uncounted(list).iter().any(|u| u.as_str() == Some(&p.uid));
        let news = |p: &&Rc<PodInfo>| has_finalizer(p) && !noted(p) && self.is_valid(p) && is(p);
        self.pods.iter().filter(news).cloned().collect()
    }
}

fn has_finalizer(pod: &PodInfo) -> bool {
    meta::finalizers(&pod.object).iter().any(|f| f.as_str() == Some(FINALIZER))
}

fn is_finished(job: &Value) -> bool {
    let status = job.get("status");
    conditions::is_true(status, "Complete") || conditions::is_true(status, "Failed")
}

fn source() -> Source {
    Source::component(NAME)
}

fn tell(job: &Value, kind: &'static str, reason: &'static str, message: impl Into<String>, ctx: &mut Ctx<'_>) {
    events::record(ctx, &events::reference(job), kind, reason, message, &source());
}

impl Jobs {
    fn sync(&mut self, key: &Text, job: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        if is_finished(&job) {
            self.failures.remove(key);
            return Ok(());
        }
        let mut work = self.survey(key, job, ctx)?;
        judge(key, &mut work, ctx);
        let mut changed = false;
        let managed = if work.finished.is_some() {
            manage::delete_active(&mut work, ctx)
        } else {
            let active = work.active.len();
            work.job.field_mut("status").set("active", active);
            manage::run(key, &mut work, ctx).map(|()| changed |= manage::conclude(&mut work, ctx))
        };
        self.failures.insert(key.clone(), work.failures);
        track::run(&mut work, changed, ctx)?;
        managed
    }

    /// Counts the job's pods.
    fn survey(&self, key: &Text, mut job: Value, ctx: &mut Ctx<'_>) -> Result<Work, Status> {
        let selector = selector(job.get("spec").get("selector"));
        let candidates: Vec<Rc<PodInfo>> =
            self.pods.owned(meta::uid(&job)).chain(self.pods.orphans(meta::namespace(&job))).cloned().collect();
        let mut pods = Vec::new();
        for pod in candidates {
            if owners::claim(ctx, kinds::POD, &pod.object, &job, &selector)? {
                pods.push(pod);
            }
        }
        if job.get("status").get("uncountedTerminatedPods").is_null() {
            job.field_mut("status").set("uncountedTerminatedPods", Value::object());
        }
        let active: Vec<Rc<PodInfo>> = pods.iter().filter(|p| p.is_active()).cloned().collect();
        let mut work = Work {
            terminating: pods.iter().filter(|p| p.terminating && !p.is_finished()).count() as i64,
            ready: active.iter().filter(|p| p.is_ready()).count() as i64,
            job,
            pods,
            active,
            succeeded: 0,
            failures: self.failures.get(key).copied().unwrap_or_default(),
            succeeded_indexes: Indexes::default(),
            failed_indexes: None,
            finished: None,
        };
        let good = work.newly("succeeded", |p| p.phase == Phase::Succeeded);
        let bad = work.newly("failed", |p| work.is_failed(p));
        let times = |pods: &[Rc<PodInfo>]| pods.iter().map(|p| backoff::finished_at(p)).collect::<Vec<Time>>();
        work.failures = work.failures.with(&times(&good), &times(&bad));
        let n = |key: &str| work.job.get("status").int(key).unwrap_or(0);
        work.succeeded = n("succeeded") + good.len() as i64 + work.uncounted("succeeded").len() as i64;
        if work.job.get("status").str("startTime").is_empty() && !work.is_suspended() {
            work.job.field_mut("status").set("startTime", ctx.now.rfc3339());
        }
        if work.is_indexed() {
            count_indexes(&mut work);
        }
        Ok(work)
    }
}

fn count_indexes(work: &mut Work) {
    let completions = work.completions().unwrap_or(0);
    let status = work.job.get("status");
    let mut succeeded = Indexes::parse(status.str("completedIndexes"), completions);
    let mut failed = Indexes::parse(status.str("failedIndexes"), completions);
    for pod in work.pods.iter().filter(|p| has_finalizer(p)) {
        let Some(index) = indexes::of(pod, completions) else { continue };
        if pod.phase == Phase::Succeeded {
            succeeded.insert(index);
        } else if let Some(limit) = work.limit_per_index()
            && work.is_failed(pod)
            && policy::index_failed(&work.job, pod, limit)
        {
            failed.insert(index);
        }
    }
    work.succeeded = succeeded.total();
    work.succeeded_indexes = succeeded;
    work.failed_indexes = work.limit_per_index().map(|_| failed);
}

/// Whether the job is over, for whatever reason.
fn judge(key: &Text, work: &mut Work, ctx: &mut Ctx<'_>) {
    let status = work.job.get("status");
    let noted = |kind: &str| {
        let c = conditions::get(status, kind);
        let finish = || Finish { good: false, reason: c.text("reason"), message: c.str("message").to_string() };
        (c.str("status") == "True").then(finish)
    };
    if let Some(met) = noted("SuccessCriteriaMet") {
        work.finished = Some(Finish { good: true, ..met });
        return;
    }
    work.finished = noted("FailureTarget").or_else(|| failed_by_policy(work)).or_else(|| out_of_limits(key, work, ctx));
    if work.finished.is_none() && work.is_indexed() {
        work.finished = failed_by_indexes(work);
        let completions = work.completions().unwrap_or(0);
        if let Some(message) = policy::success(&work.job, &work.succeeded_indexes, completions) {
            work.finished.get_or_insert(Finish { good: true, reason: "SuccessPolicy".into(), message });
        }
    }
}

fn failed_by_policy(work: &Work) -> Option<Finish> {
    let failed = work.pods.iter().filter(|p| work.is_failed(p));
    failed.into_iter().find_map(|p| match policy::verdict(&work.job, p) {
        Verdict::FailJob(why) => Finish::bad("PodFailurePolicy", why),
        _ => None,
    })
}

fn out_of_limits(key: &Text, work: &Work, ctx: &mut Ctx<'_>) -> Option<Finish> {
    let limit = work.spec().int("backoffLimit").unwrap_or(6);
    let counts = |p: &Rc<PodInfo>| policy::verdict(&work.job, p) != Verdict::Ignore;
    let new = work.newly("failed", |p| work.is_failed(p)).iter().filter(|p| counts(p)).count() as i64;
    let failed = work.job.get("status").int("failed").unwrap_or(0) + new + work.uncounted("failed").len() as i64;
    if failed > limit || restarts_exceed(work, limit) {
        return Finish::bad("BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }
    let deadline = work.spec().int("activeDeadlineSeconds").filter(|_| !work.is_suspended())?;
    let start = Time::parse(work.job.get("status").str("startTime"))?;
    let end = start + Duration::from_secs(deadline.max(0) as u64);
    if ctx.now >= end {
        return Finish::bad("DeadlineExceeded", "Job was active longer than specified deadline");
    }
    ctx.requeue_at(key.clone(), end);
    None
}

/// Containers that are restarted in place count as failures too.
fn restarts_exceed(work: &Work, limit: i64) -> bool {
    if work.spec().at(&["template", "spec"]).str("restartPolicy") != "OnFailure" {
        return false;
    }
    let of = |pod: &PodInfo| -> i64 {
        let status = pod.object.get("status");
        let all = status.list("initContainerStatuses").iter().chain(status.list("containerStatuses"));
        all.filter_map(|c| c.int("restartCount")).sum()
    };
    let restarts: i64 =
        work.pods.iter().filter(|p| matches!(p.phase, Phase::Running | Phase::Pending)).map(|p| of(p)).sum();
    if limit == 0 { restarts > 0 } else { restarts >= limit }
}

fn failed_by_indexes(work: &Work) -> Option<Finish> {
    let failed = work.failed_indexes.as_ref()?.total();
    if work.spec().int("maxFailedIndexes").is_some_and(|max| failed > max) {
        let message = "Job has exceeded the specified maximal number of failed indexes";
        return Finish::bad("MaxFailedIndexesExceeded", message);
    }
    if failed > 0 && failed + work.succeeded_indexes.total() >= work.completions().unwrap_or(0) {
        return Finish::bad("FailedIndexes", "Job has failed indexes");
    }
    None
}

impl Jobs {
    fn on_pod(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let Some(pod) = self.pods.apply(change, "Job") else { return };
        for info in pod.old.iter().filter(|_| pod.moved()).chain([&pod.new]) {
            match &info.owner {
                Some(o) if o.kind == "Job" => {
                    queue.add_after(owner_key(&info.namespace, &o.name), BATCH);
                    if info.terminating && has_finalizer(info) {
                        // Its job may be gone: then nobody else takes the finalizer off.
                        queue.add(Text::from(format!("gone//{}", o.uid)));
                    }
                }
                None if !pod.deleted && (pod.old.is_none() || pod.moved()) => {
                    queue.add(Text::from(format!("orphans//{}", info.namespace)));
                }
                _ => {}
            }
        }
    }

    /// Takes the finalizer off the pods of a job that is gone.
    fn release(&self, uid: &str, ctx: &mut Ctx<'_>) {
        let pods: Vec<Rc<PodInfo>> = self.pods.owned(uid).filter(|p| has_finalizer(p)).cloned().collect();
        for pod in pods {
            let name = pod.owner.as_ref().map(|o| o.name.clone()).unwrap_or_default();
            let job = ctx.get(kinds::JOB, &pod.namespace, &name);
            if job.is_none_or(|j| meta::uid(&j) != uid) {
                // A pod that is gone needs no patch; any other refusal comes again with its next change.
                let _ = track::remove_finalizer(&pod, ctx);
            }
        }
    }
}

impl Component for Jobs {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::POD) {
            self.on_pod(change, queue);
        } else if change.is(kinds::JOB) {
            let generation = |o: &Value| o.get("metadata").int("generation");
            let key = Text::from(meta::key(&change.new));
            if change.deleted() {
                self.failures.remove(&key);
                queue.add(Text::from(format!("gone//{}", meta::uid(&change.new))));
            } else if change.old.is_null() || generation(&change.old) != generation(&change.new) {
                queue.add(key);
            } else {
                queue.add_after(key, BATCH);
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        if let Some(uid) = key.strip_prefix("gone//") {
            return self.release(uid, ctx);
        }
        if let Some(namespace) = key.strip_prefix("orphans//") {
            return ctx.requeue_all(kinds::JOB, namespace);
        }
        let (namespace, name) = split(key);
        let Some(job) = ctx.get(kinds::JOB, namespace, name) else { return self.retry.forget(key) };
        // Somebody else looks after jobs that say so.
        if !matches!(job.get("spec").str("managedBy"), "" | "kubernetes.io/job-controller") {
            return;
        }
        match self.sync(key, job, ctx) {
            Ok(()) => self.retry.forget(key),
            Err(_) => {
                // Two hundred times as long as other controllers wait: a second at first, a minute at most.
                let wait = (self.retry.again(key) * 200).min(LAST_RETRY);
                ctx.requeue(key.clone(), wait);
            }
        }
    }
}
