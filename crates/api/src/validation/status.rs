//! What whoever writes the `status` subresource may not say. Controllers are not asked; a learner who patches a status is.

use super::at::At;
use super::batch::{index_interval, index_list};
use super::internal;
use crate::names;
use crate::value::Value;

/// Numbers that have to be so many at least and so many at most.
struct Counts {
    natural: &'static [&'static str],
    /// What there cannot be more of than replicas.
    within: &'static [&'static str],
    /// What available replicas cannot be more than, as the message says it.
    ready: &'static str,
}

#[rustfmt::skip]
const DEPLOYMENT: Counts = Counts {
    natural: &["observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
        "terminatingReplicas", "unavailableReplicas", "collisionCount"],
    within: &["updatedReplicas", "readyReplicas", "availableReplicas"],
    ready: "readyReplicas",
};
#[rustfmt::skip]
const REPLICA_SET: Counts = Counts {
    natural: &["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "terminatingReplicas",
        "observedGeneration"],
    within: &["fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
    ready: "readyReplicas",
};
#[rustfmt::skip]
const STATEFUL_SET: Counts = Counts {
    natural: &["replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas",
        "observedGeneration", "collisionCount"],
    within: &["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"],
    ready: "status.readyReplicas",
};
#[rustfmt::skip]
const DAEMON_SET: Counts = Counts {
    natural: &["currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady",
        "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable", "collisionCount"],
    within: &[],
    ready: "",
};

fn counted(counts: &Counts, object: At<'_>, old: &Value) {
    let status = object.at("status");
    natural(status, counts.natural);
    let n = |field: &str| status.v.int(field).unwrap_or(0);
    for field in counts.within.iter().filter(|f| n(f) > n("replicas")) {
        status.at(field).invalid_as(n(field), "cannot be greater than status.replicas");
    }
    if n("availableReplicas") > n("readyReplicas") {
        let why = format!("cannot be greater than {}", counts.ready);
        status.at("availableReplicas").invalid_as(n("availableReplicas"), why);
    }
    let collisions = status.at("collisionCount");
    if old.get("status").int("collisionCount").is_some_and(|before| collisions.int() < before) {
        collisions.invalid_as(collisions.int(), "cannot be decremented");
    }
}

fn natural(status: At<'_>, fields: &[&'static str]) {
    fields.iter().for_each(|field| status.at(field).non_negative());
}

pub(super) fn deployment(d: At<'_>, old: &Value) {
    counted(&DEPLOYMENT, d, old);
}

pub(super) fn replica_set(rs: At<'_>, old: &Value) {
    counted(&REPLICA_SET, rs, old);
}

pub(super) fn stateful_set(sts: At<'_>, old: &Value) {
    counted(&STATEFUL_SET, sts, old);
}

pub(super) fn daemon_set(ds: At<'_>, old: &Value) {
    counted(&DAEMON_SET, ds, old);
}

pub(super) fn autoscaler(hpa: At<'_>, _old: &Value) {
    natural(hpa.at("status"), &["currentReplicas", "desiredReplicas"]);
}

pub(super) fn disruption_budget(pdb: At<'_>, _old: &Value) {
    let status = pdb.at("status");
    conditions(status.at("conditions"));
    natural(status, &["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"]);
}

/// Conditions of the kind that all new types share.
fn conditions(list: At<'_>) {
    for (i, c) in list.items().enumerate() {
        let (kind, reason, message) = (c.at("type"), c.at("reason"), c.at("message"));
        if list.list()[..i].iter().any(|o| o.str("type") == kind.str()) {
            kind.duplicate();
        }
        kind.messages(names::qualified_name(kind.str()));
        c.at("status").known(&["False", "True", "Unknown"]);
        let generation = c.at("observedGeneration");
        if generation.int() < 0 {
            generation.invalid("must be greater than or equal to zero");
        }
        if !c.has("lastTransitionTime") {
            c.at("lastTransitionTime").required("must be set");
        }
        if reason.is_empty() {
            reason.required("must be set");
        } else {
            reason.messages(names::condition_reason(reason.str()));
        }
        for (text, most) in [(reason, 1024), (message, 32 * 1024)] {
            if text.str().len() > most {
                text.too_long(most);
            }
        }
    }
}

pub(super) fn ingress(ingress: At<'_>, _old: &Value) {
    for i in ingress.down(&["status", "loadBalancer", "ingress"]).items() {
        let (ip, host) = (i.at("ip"), i.at("hostname"));
        if !ip.is_empty() {
            ip.messages(names::ip(ip.str()));
        }
        host_name(host);
    }
}

/// The name of a load balancer, which is no address.
pub(super) fn host_name(host: At<'_>) {
    if !host.is_empty() {
        host.messages(names::dns1123_subdomain(host.str()));
        if names::parse_ip(host.str()).is_some() {
            host.invalid("must be a DNS name, not an IP address");
        }
    }
}

pub(super) fn api_service(service: At<'_>, _old: &Value) {
    for c in service.down(&["status", "conditions"]).items() {
        c.at("status").known(&["True", "False", "Unknown"]);
    }
}

const COMPLETE: &str = "Complete";
const FAILED: &str = "Failed";
const FAILING: &str = "FailureTarget";
const SUCCEEDING: &str = "SuccessCriteriaMet";

fn is_true(status: &Value, kind: &str) -> bool {
    status.list("conditions").iter().any(|c| c.str("type") == kind && c.str("status") == "True")
}

/// What is told of a job has to fit together; but what did not fit before may stay until what it is about changes.
pub(super) fn job(job: At<'_>, old: &Value) {
    let (status, was, spec) = (job.at("status"), old.get("status"), job.v.get("spec"));
    natural(status, &["active", "succeeded", "failed", "ready", "terminating"]);
    let uncounted = status.at("uncountedTerminatedPods");
    uncounted_pods(uncounted);
    let is = |kind: &str| is_true(status.v, kind);
    let turned = |kind: &str| is(kind) != is_true(was, kind);
    let finished = |status: &Value| is_true(status, COMPLETE) || is_true(status, FAILED);
    let (done, ended) = (finished(status.v), finished(status.v) != finished(was));
    let number = |status: &Value, field: &str| status.int(field).unwrap_or(0);
    let changed = |field: &str| status.v.get(field) != was.get(field);
    let counted = |field: &str| number(status.v, field) != number(was, field);
    let [conditions, completion, start, active, completed, failed_indexes, terminating, ready] = [
        "conditions",
        "completionTime",
        "startTime",
        "active",
        "completedIndexes",
        "failedIndexes",
        "terminating",
        "ready",
    ]
    .map(|field| status.at(field));
    let unfit = |wrong: bool, why: &str| {
        if wrong {
            conditions.invalid_unshown(why);
        }
    };
    unfit(
        is(COMPLETE) && is(FAILED) && (turned(COMPLETE) || turned(FAILED)),
        "cannot set Complete=True and Failed=true conditions",
    );
    unfit(
        is(COMPLETE) && is(FAILING) && (turned(COMPLETE) || turned(FAILING)),
        "cannot set Complete=True and FailureTarget=true conditions",
    );
    if turned(COMPLETE) || changed("completionTime") {
        match (completion.is_set(), is(COMPLETE)) {
            (true, false) => {
                completion.invalid("cannot set completionTime when there is no Complete=True condition");
            }
            (false, true) => completion.required("completionTime is required for Complete jobs"),
            _ => {}
        }
    }
    let times = changed("startTime") || changed("completionTime");
    if times && start.is_set() && completion.is_set() && completion.str() < start.str() {
        completion.invalid("must be equal to or after `startTime`");
    }
    unfit(
        is(FAILED) && !is(FAILING) && (turned(FAILED) || turned(FAILING)),
        "cannot set Failed=True condition without the FailureTarget=true condition",
    );
    unfit(
        is(COMPLETE) && !is(SUCCEEDING) && (turned(COMPLETE) || turned(SUCCEEDING)),
        "cannot set Complete=True condition without the SuccessCriteriaMet=true condition",
    );
    if done && active.int() > 0 && (ended || counted("active")) {
        active.invalid("active>0 is invalid for finished job");
    }
    if done && !start.is_set() && (ended || changed("startTime")) {
        start.required("startTime is required for finished job");
    }
    let open = ["succeeded", "failed"].iter().any(|list| !uncounted.v.list(list).is_empty());
    if done && open && (ended || changed("uncountedTerminatedPods")) {
        uncounted.invalid_raw(internal::json("UncountedPods", uncounted.v), "must be empty for finished job");
    }
    let completions = spec.int("completions");
    let per_index = !spec.get("backoffLimitPerIndex").is_null();
    let (new_completed, new_failed) = (completed.str() != was.str("completedIndexes"), changed("failedIndexes"));
    for (at, name, look) in
        [(completed, "completedIndexes", new_completed), (failed_indexes, "failedIndexes", new_failed && per_index)]
    {
        if let (true, Some(n)) = (look, completions)
            && let Err(why) = index_list(at.str(), n)
        {
            at.invalid(format!("error parsing {name}: {why}"));
        }
    }
    let indexed = spec.str("completionMode") == "Indexed";
    if new_completed && !completed.is_empty() && !indexed {
        completed.invalid("cannot set non-empty completedIndexes when non-indexed completion mode");
    }
    if new_failed && failed_indexes.is_set() && !per_index {
        failed_indexes.invalid("cannot set non-null failedIndexes when backoffLimitPerIndex is null");
    }
    if let (true, Some(n)) = (new_failed || new_completed, completions)
        && let Some(index) = overlap(completed.str(), failed_indexes.str(), n)
    {
        failed_indexes.invalid(format!("failedIndexes and completedIndexes overlap at index: {index}"));
    }
    if done && terminating.int() > 0 && (ended || changed("terminating")) {
        terminating.invalid("terminating>0 is invalid for finished job");
    }
    if ready.int() > active.int() && (changed("ready") || counted("active")) {
        ready.invalid("cannot set more ready pods than active");
    }
    unfit(is(SUCCEEDING) && is(FAILED), "cannot set SuccessCriteriaMet=True and Failed=true conditions");
    unfit(is(SUCCEEDING) && is(FAILING), "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
    unfit(
        !spec.get("successPolicy").is_null() && !is(SUCCEEDING) && is(COMPLETE),
        "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True",
    );
    let lost = |kind: &str| is_true(was, kind) && !is(kind);
    for kind in [FAILED, COMPLETE, FAILING] {
        unfit(lost(kind), &format!("cannot disable the terminal {kind}=True condition"));
    }
    let scalable = indexed && completions.is_some() && completions == spec.int("parallelism");
    for (field, fixed) in [("failed", true), ("succeeded", !scalable)] {
        if fixed && number(status.v, field) < number(was, field) {
            let at = status.at(field);
            at.invalid_as(at.int(), format!("cannot decrease the {field} counter"));
        }
    }
    if completion.is_set() && !was.get("completionTime").is_null() {
        completion.immutable(was.get("completionTime"));
    }
    if !was.get("startTime").is_null() && changed("startTime") && !spec.bool("suspend") {
        start.required("startTime cannot be removed for unsuspended job");
    }
    unfit(lost(SUCCEEDING), "cannot disable the SuccessCriteriaMet=True condition");
    unfit(
        is_true(was, COMPLETE) && !is_true(was, SUCCEEDING) && is(SUCCEEDING),
        "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions",
    );
}

/// Pods that have ended and are not yet counted are named once each.
fn uncounted_pods(uncounted: At<'_>) {
    let mut seen = Vec::new();
    for uid in ["succeeded", "failed"].into_iter().flat_map(|list| uncounted.at(list).items()) {
        if uid.is_empty() {
            uid.invalid("must not be empty");
        } else if seen.contains(&uid.str()) {
            uid.duplicate();
        } else {
            seen.push(uid.str());
        }
    }
}

/// The first index that is in both lists; what cannot be read was refused already.
fn overlap(completed: &str, failed: &str, completions: i64) -> Option<i64> {
    let intervals = |text: &str| -> Vec<(i64, i64)> {
        text.split(',').filter_map(|part| index_interval(part, completions).ok()).collect()
    };
    let failed = intervals(failed);
    let common = |c: &(i64, i64)| failed.iter().find(|f| c.0 <= f.1 && f.0 <= c.1).map(|f| c.0.max(f.0));
    intervals(completed).iter().find_map(common)
}
