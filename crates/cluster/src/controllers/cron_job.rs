//! CronJob: a job whenever the clock says so.

use sorted::InOrder;
use std::time::Duration;

use api::cron::Schedule;
use api::request::Propagation;
use api::time::Time;
use api::zone::{self, Zone};
use api::{Status, Text, Value, meta, obj};

use super::support::pod_control::{namespace_terminates, owner_key, split};
use super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::conditions;
use crate::events::{self, NORMAL, Source, WARNING};
use crate::kinds;

const NAME: &str = "cronjob-controller";
/// The controller looks a moment after the minute.
const DELTA: Duration = Duration::from_millis(100);
/// More missed times than this are not made up for.
const TOO_MANY: i64 = 100;

/// The cron job controller.
#[derive(Clone, Default)]
pub struct CronJobs {
    retry: Retry,
}

/// A cron job under work with its jobs.
struct Work {
    cron: Value,
    jobs: Vec<Value>,
}

impl Work {
    fn spec(&self) -> &Value {
        self.cron.get("spec")
    }
    fn active(&self) -> &[Value] {
        self.cron.get("status").list("active")
    }
    fn is_active(&self, uid: &str) -> bool {
        self.active().iter().any(|a| a.str("uid") == uid)
    }
    fn forget(&mut self, uid: &str) {
        let status = self.cron.field_mut("status");
        status.field_mut("active").list_mut().retain(|a| a.str("uid") != uid);
        if status.list("active").is_empty() {
            status.remove("active");
        }
    }
    fn tell(&self, kind: &'static str, reason: &'static str, message: impl Into<String>, ctx: &mut Ctx<'_>) {
        events::record(ctx, &events::reference(&self.cron), kind, reason, message, &Source::component(NAME));
    }
}

/// `Complete` or `Failed`, once a job is over.
fn outcome(job: &Value) -> Option<&'static str> {
    let status = job.get("status");
    ["Complete", "Failed"].into_iter().find(|kind| conditions::is_true(status, kind))
}

/// Brings the list of active jobs and the time of the last success up to date.
fn survey(work: &mut Work, ctx: &mut Ctx<'_>) {
    for job in work.jobs.clone() {
        let (known, over) = (work.is_active(meta::uid(&job)), outcome(&job));
        let name = meta::name(&job);
        match (known, over) {
            (false, None) => {
                let message = format!("Saw a job that the controller did not create or forgot: {name}");
                work.tell(WARNING, "UnexpectedJob", message, ctx);
            }
            (true, Some(condition)) => {
                work.forget(meta::uid(&job));
                work.tell(NORMAL, "SawCompletedJob", format!("Saw completed job: {name}, condition: {condition}"), ctx);
            }
            _ => {}
        }
        let done = job.get("status").text("completionTime");
        let last = work.cron.get("status").text("lastSuccessfulTime");
        if over == Some("Complete") && !done.is_empty() && done > last {
            work.cron.field_mut("status").set("lastSuccessfulTime", done);
        }
    }
    for active in work.active().to_vec() {
        if !work.jobs.iter().any(|j| meta::uid(j) == active.str("uid")) {
            work.forget(active.str("uid"));
            work.tell(NORMAL, "MissingJob", format!("Active job went missing: {}", active.str("name")), ctx);
        }
    }
}

/// The schedule and the zone it is meant in; nothing, with an event, where they cannot be read.
fn schedule(work: &Work, ctx: &mut Ctx<'_>) -> Option<(Schedule, Zone)> {
    let name = work.spec().str("timeZone");
    let zone = if name.is_empty() { Some(zone::UTC) } else { Zone::find(name) };
    let Some(zone) = zone else {
        let message =
            format!("this simulated cluster does not know how late it is in {name}: the jobs are not started");
        work.tell(WARNING, "UnknownTimeZone", message, ctx);
        return None;
    };
    let text = work.spec().str("schedule");
    match Schedule::parse(text) {
        Ok(schedule) => Some((schedule, zone)),
        Err(why) => {
            work.tell(WARNING, "UnparseableSchedule", format!("unparseable schedule: {text:?} : {why}"), ctx);
            None
        }
    }
}

/// The last scheduled time up to now that has not been served.
fn due(work: &Work, schedule: &Schedule, zone: &Zone, ctx: &mut Ctx<'_>) -> Option<Time> {
    let parse = |t: &Value, key: &str| Time::parse(t.str(key));
    let mut earliest = parse(work.cron.get("status"), "lastScheduleTime")
        .or_else(|| parse(work.cron.get("metadata"), "creationTimestamp"))
        .unwrap_or(ctx.now);
    if let Some(seconds) = work.spec().int("startingDeadlineSeconds") {
        earliest = earliest.max(ctx.now - Duration::from_secs(seconds.max(0) as u64));
    }
    let first = schedule.next(earliest, zone).filter(|t| *t <= ctx.now)?;
    let Some(second) = schedule.next(first, zone).filter(|t| *t <= ctx.now) else { return Some(first) };
    let step = (second.0 - first.0).max(1);
    let missed = (ctx.now.0 - first.0) / step;
    if missed > TOO_MANY {
        let message = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew";
        work.tell(WARNING, "TooManyMissedTimes", message, ctx);
    }
    // Steps may differ: from a little before now, the last one is searched.
    let mut last = Time(ctx.now.0 - 2 * step).max(first);
    if last > first {
        last = schedule.next(last, zone).filter(|t| *t <= ctx.now).unwrap_or(second);
    }
    while let Some(next) = schedule.next(last, zone).filter(|t| *t <= ctx.now) {
        last = next;
    }
    Some(last)
}

fn job_name(cron: &Value, at: Time) -> String {
    format!("{}-{}", meta::name(cron), at.seconds() / 60)
}

/// Starts a job for `at`, if the rules about others allow it.
fn start(work: &mut Work, at: Time, zone: &Zone, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let stamp = at.rfc3339();
    if let Some(seconds) = work.spec().int("startingDeadlineSeconds")
        && at + Duration::from_secs(seconds.max(0) as u64) < ctx.now
    {
        let message = format!("Missed scheduled time to start a job: {}", rfc1123(at));
        work.tell(WARNING, "MissSchedule", message, ctx);
        return Ok(());
    }
    let name = job_name(&work.cron, at);
    let served = work.cron.get("status").str("lastScheduleTime") == stamp;
    if served || work.active().iter().any(|a| a.str("name") == name) {
        return Ok(());
    }
    match work.spec().str("concurrencyPolicy") {
        "Forbid" if !work.active().is_empty() => {
            let message = "Not starting job because prior execution is running and concurrency policy is Forbid";
            work.tell(NORMAL, "JobAlreadyActive", message, ctx);
            return Ok(());
        }
        "Replace" => {
            for active in work.active().to_vec() {
                delete(work, active.str("name"), ctx)?;
                work.forget(active.str("uid"));
            }
        }
        _ => {}
    }
    match ctx.create(kinds::JOB, job(&work.cron, name, at, zone)) {
        Err(s) if namespace_terminates(&s) => Ok(()),
        Err(s) if s.reason == "AlreadyExists" => Ok(()),
        Err(s) => {
            work.tell(WARNING, "FailedCreate", format!("Error creating job: {}", s.message), ctx);
            Err(s)
        }
        Ok(made) => {
            work.tell(NORMAL, "SuccessfulCreate", format!("Created job {}", meta::name(&made)), ctx);
            let m = made.get("metadata");
            let reference = obj!({
                "apiVersion": "batch/v1",
                "kind": "Job",
                "name": (m.text("name")),
                "namespace": (m.text("namespace")),
                "resourceVersion": (m.text("resourceVersion")),
                "uid": (m.text("uid")),
            });
            let status = work.cron.field_mut("status");
            status.field_mut("active").list_mut().push(reference);
            status.set("lastScheduleTime", stamp);
            Ok(())
        }
    }
}

/// `Sat, 21 Nov 2026 02:51:00 +0000`.
fn rfc1123(at: Time) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let c = at.civil();
    let (day, month) = (DAYS[c.weekday as usize], MONTHS[c.month as usize - 1]);
    format!("{day}, {:02} {month} {} {:02}:{:02}:{:02} +0000", c.day, c.year, c.hour, c.minute, c.second)
}

fn job(cron: &Value, name: String, at: Time, zone: &Zone) -> Value {
    let template = cron.get("spec").get("jobTemplate");
    let mut metadata = Value::object();
    let labels = template.get("metadata").get("labels");
    if !labels.is_null() {
        metadata.set("labels", labels.clone());
    }
    let mut annotations = template.get("metadata").get("annotations").clone();
    annotations.set("batch.kubernetes.io/cronjob-scheduled-timestamp", local_stamp(cron, at, zone));
    metadata.set("annotations", annotations);
    metadata.set("name", name);
    metadata.set("namespace", cron.get("metadata").text("namespace"));
    metadata.set("ownerReferences", vec![meta::controller_reference(cron)]);
    let mut job = Value::object();
    job.set("apiVersion", "batch/v1");
    job.set("kind", "Job");
    job.set("metadata", metadata);
    job.set("spec", template.get("spec").clone());
    job
}

/// The scheduled time as clocks of the zone show it.
fn local_stamp(cron: &Value, at: Time, zone: &Zone) -> String {
    if cron.get("spec").str("timeZone").is_empty() {
        return at.rfc3339();
    }
    let offset = zone.offset_seconds(at);
    let local = Time::from_seconds(at.seconds() + offset).rfc3339();
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs() / 60;
    match offset {
        0 => local,
        _ => format!("{}{sign}{:02}:{:02}", local.trim_end_matches('Z'), minutes / 60, minutes % 60),
    }
}

fn delete(work: &Work, name: &str, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let namespace = Text::new(meta::namespace(&work.cron));
    match ctx.delete(kinds::JOB, &namespace, name, "", (None, Some(Propagation::Background))) {
        Err(s) if s.code == 404 => Ok(()),
        Err(s) => {
            work.tell(WARNING, "FailedDelete", format!("Deleted job: {}", s.message), ctx);
            Err(s)
        }
        Ok(_) => {
            work.tell(NORMAL, "SuccessfulDelete", format!("Deleted job {name}"), ctx);
            Ok(())
        }
    }
}

/// Deletes the oldest jobs beyond the limits of history.
fn clean_up(work: &mut Work, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    for (condition, field) in [("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit")] {
        let Some(limit) = work.spec().int(field) else { continue };
        let mut over: Vec<Value> = work.jobs.iter().filter(|j| outcome(j) == Some(condition)).cloned().collect();
        over.order_by_key(|j| (j.get("status").text("startTime"), j.get("metadata").text("name")));
        for job in &over[..over.len().saturating_sub(limit.max(0) as usize)] {
            delete(work, meta::name(job), ctx)?;
            work.forget(meta::uid(job));
        }
    }
    Ok(())
}

fn sync(key: &Text, cron: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let jobs: Vec<Value> = ctx
        .api
        .owned_by(kinds::JOB, meta::uid(&cron))
        .filter(|j| meta::controller_of(j).is_some_and(|o| o.str("uid") == meta::uid(&cron)))
        .cloned()
        .collect();
    let before = cron.clone();
    let mut work = Work { cron, jobs };
    survey(&mut work, ctx);
    let mut answer = Ok(());
    if meta::deletion_timestamp(&work.cron).is_empty()
        && !work.spec().bool("suspend")
        && let Some((schedule, zone)) = schedule(&work, ctx)
    {
        if let Some(at) = due(&work, &schedule, &zone, ctx) {
            answer = start(&mut work, at, &zone, ctx);
        }
        if let Some(next) = schedule.next(ctx.now, &zone) {
            ctx.requeue_at(key.clone(), next + DELTA);
        }
    }
    clean_up(&mut work, ctx)?;
    if work.cron.get("status") != before.get("status") {
        ctx.update_status(kinds::CRON_JOB, work.cron)?;
    }
    answer
}

impl Component for CronJobs {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::CRON_JOB) {
            queue.add(Text::from(meta::key(&change.new)));
        } else if change.is(kinds::JOB)
            && let Some(o) = meta::controller_of(&change.new).filter(|o| o.str("kind") == "CronJob")
        {
            queue.add(owner_key(meta::namespace(&change.new), o.str("name")));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        let Some(cron) = ctx.get(kinds::CRON_JOB, namespace, name) else { return self.retry.forget(key) };
        let outcome = sync(key, cron, ctx);
        self.retry.settle(key, outcome, ctx);
    }
}
