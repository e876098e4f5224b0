//! Jobs, cron jobs and autoscalers.

use std::time::Duration;

use api::quantity::Quantity;
use api::time::Time;
use api::{Value, duration};

use super::cells::{self, NONE, UNSET, is_terminating, is_true, number_at};
use super::workloads::{CONTAINERS, IMAGES, SELECTOR};
use super::{AGE, Col, NAME, col, wide};

pub(super) const JOBS: &[Col] = &[
    NAME,
    col("Status", |j, _| job_status(j).into()),
    col("Completions", completions),
    col("Duration", job_duration),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
];

fn job_status(job: &Value) -> &'static str {
    let rows = [
        (is_true(job, "Complete"), "Complete"),
        (is_true(job, "Failed"), "Failed"),
        (is_terminating(job), "Terminating"),
        (is_true(job, "Suspended"), "Suspended"),
        (is_true(job, "FailureTarget"), "FailureTarget"),
        (is_true(job, "SuccessCriteriaMet"), "SuccessCriteriaMet"),
    ];
    rows.iter().find(|(holds, _)| *holds).map_or("Running", |(_, status)| status)
}

fn completions(job: &Value, _: Time) -> Value {
    let (spec, done) = (job.get("spec"), job.get("status").int("succeeded").unwrap_or(0));
    match (spec.int("completions"), spec.int("parallelism").unwrap_or(0)) {
        (Some(wanted), _) => format!("{done}/{wanted}").into(),
        (None, n) if n > 1 => format!("{done}/1 of {n}").into(),
        _ => format!("{done}/1").into(),
    }
}

fn job_duration(job: &Value, now: Time) -> Value {
    let at = |key: &str| Time::parse(job.get("status").str(key));
    match (at("startTime"), at("completionTime")) {
        (None, _) => "".into(),
        (Some(start), end) => {
            let span = end.unwrap_or(now).since(start);
            duration::human(Duration::from_secs(span.as_secs())).into()
        }
    }
}

pub(super) const CRON_JOBS: &[Col] = &[
    NAME,
    col("Schedule", |c, _| c.get("spec").text("schedule").into()),
    col("Timezone", |c, _| cells::text_at(c, &["spec", "timeZone"], NONE)),
    col("Suspend", |c, _| match c.get("spec").get("suspend").as_bool() {
        Some(true) => "True".into(),
        Some(false) => "False".into(),
        None => UNSET.into(),
    }),
    col("Active", |c, _| c.get("status").list("active").len().into()),
    col("Last Schedule", |c, now| match c.get("status").get("lastScheduleTime") {
        Value::Null => NONE.into(),
        time => cells::since(time, now).into(),
    }),
    AGE,
    wide("Containers", |c, _| cells::containers(c.at(&["spec", "jobTemplate", "spec", "template", "spec"]))),
    wide("Images", |c, _| cells::images(c.at(&["spec", "jobTemplate", "spec", "template", "spec"]))),
    wide("Selector", |c, _| cells::selector(c.at(&["spec", "jobTemplate", "spec", "selector"])).into()),
];

pub(super) const AUTOSCALERS: &[Col] = &[
    NAME,
    col("Reference", |h, _| {
        let target = h.at(&["spec", "scaleTargetRef"]);
        format!("{}/{}", target.str("kind"), target.str("name")).into()
    }),
    col("Targets", |h, _| targets(h).into()),
    col("MinPods", |h, _| h.get("spec").int("minReplicas").map_or(UNSET.into(), |n| n.to_string().into())),
    col("MaxPods", |h, _| number_at(h, &["spec", "maxReplicas"])),
    col("Replicas", |h, _| number_at(h, &["status", "currentReplicas"])),
    AGE,
];

const UNKNOWN: &str = "<unknown>";
/// So many metrics are shown.
const MAX_TARGETS: usize = 2;

fn targets(autoscaler: &Value) -> String {
    let specs = autoscaler.get("spec").list("metrics");
    if specs.is_empty() {
        return NONE.into();
    }
    let current = autoscaler.get("status").list("currentMetrics");
    let all: Vec<String> =
        specs.iter().enumerate().map(|(i, spec)| target(spec, current.get(i).unwrap_or(Value::NULL))).collect();
    let shown = all[..all.len().min(MAX_TARGETS)].join(", ");
    if all.len() > MAX_TARGETS { format!("{shown} + {} more...", all.len() - MAX_TARGETS) } else { shown }
}

fn target(spec: &Value, current: &Value) -> String {
    let amount = |v: &Value| Quantity::of_valid(v).text().to_string();
    let known = |v: &Value| if v.is_null() { UNKNOWN.to_string() } else { amount(v) };
    match spec.str("type") {
        kind @ ("External" | "Pods" | "Object") => {
            let key = match kind {
                "External" => "external",
                "Pods" => "pods",
                _ => "object",
            };
            let (wanted, now) = (spec.get(key).get("target"), current.get(key).get("current"));
            if wanted.has("averageValue") {
                let tail = if kind == "Pods" { "" } else { " (avg)" };
                format!("{}/{}{tail}", known(now.get("averageValue")), amount(wanted.get("averageValue")))
            } else {
                format!("{}/{}", known(now.get("value")), amount(wanted.get("value")))
            }
        }
        kind @ ("Resource" | "ContainerResource") => {
            let key = if kind == "Resource" { "resource" } else { "containerResource" };
            let (wanted, now) = (spec.get(key).get("target"), current.get(key).get("current"));
            let name = spec.get(key).str("name");
            if wanted.has("averageValue") {
                return format!("{name}: {}/{}", known(now.get("averageValue")), amount(wanted.get("averageValue")));
            }
            let percent = |v: &Value, none: &str| v.as_i64().map_or(none.to_string(), |n| format!("{n}%"));
            let key = "averageUtilization";
            format!("{name}: {}/{}", percent(now.get(key), UNKNOWN), percent(wanted.get(key), "<auto>"))
        }
        _ => "<unknown type>".into(),
    }
}
