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

/// The status of a job, beside what it was.
struct JobStatus<'a> {
    now: At<'a>,
    was: &'a Value,
    spec: &'a Value,
}

/// What is told of a job has to fit together; but what did not fit before may stay until what it is about changes.
pub(super) fn job(job: At<'_>, old: &Value) {
    let status = JobStatus { now: job.at("status"), was: old.get("status"), spec: job.v.get("spec") };
    natural(status.now, &["active", "succeeded", "failed", "ready", "terminating"]);
    uncounted_pods(status.now.at("uncountedTerminatedPods"));
    status.ways_to_end();
    status.what_is_left();
    status.indexes();
    status.pods();
    status.what_stays();
}

impl JobStatus<'_> {
    fn is(&self, kind: &str) -> bool {
        is_true(self.now.v, kind)
    }
    fn lost(&self, kind: &str) -> bool {
        is_true(self.was, kind) && !self.is(kind)
    }
    fn turned(&self, kind: &str) -> bool {
        self.is(kind) != is_true(self.was, kind)
    }
    fn changed(&self, field: &str) -> bool {
        self.now.v.get(field) != self.was.get(field)
    }
    /// Whether a number has changed, for which one that is not there is nought.
    fn counted(&self, field: &str) -> bool {
        number(self.now.v, field) != number(self.was, field)
    }
    fn is_done(&self) -> bool {
        self.is(COMPLETE) || self.is(FAILED)
    }
    /// Whether a finished job has only now finished, or a field of it is new.
    fn is_news_of_the_end(&self, is_new: bool) -> bool {
        let before = is_true(self.was, COMPLETE) || is_true(self.was, FAILED);
        self.is_done() && (!before || is_new)
    }
    fn unfit(&self, wrong: bool, why: &str) {
        if wrong {
            self.now.at("conditions").invalid_unshown(why);
        }
    }

    /// The conditions with which a job ends, and when it did.
    fn ways_to_end(&self) {
        let either = |a: &str, b: &str| self.turned(a) || self.turned(b);
        self.unfit(
            self.is(COMPLETE) && self.is(FAILED) && either(COMPLETE, FAILED),
            "cannot set Complete=True and Failed=true conditions",
        );
        self.unfit(
            self.is(COMPLETE) && self.is(FAILING) && either(COMPLETE, FAILING),
            "cannot set Complete=True and FailureTarget=true conditions",
        );
        let [start, completion] = ["startTime", "completionTime"].map(|field| self.now.at(field));
        if self.turned(COMPLETE) || self.changed("completionTime") {
            match (completion.is_set(), self.is(COMPLETE)) {
                (true, false) => {
                    completion.invalid("cannot set completionTime when there is no Complete=True condition");
                }
                (false, true) => completion.required("completionTime is required for Complete jobs"),
                _ => {}
            }
        }
        let times = self.changed("startTime") || self.changed("completionTime");
        if times && start.is_set() && completion.is_set() && completion.str() < start.str() {
            completion.invalid("must be equal to or after `startTime`");
        }
        self.unfit(
            self.is(FAILED) && !self.is(FAILING) && either(FAILED, FAILING),
            "cannot set Failed=True condition without the FailureTarget=true condition",
        );
        self.unfit(
            self.is(COMPLETE) && !self.is(SUCCEEDING) && either(COMPLETE, SUCCEEDING),
            "cannot set Complete=True condition without the SuccessCriteriaMet=true condition",
        );
    }

    /// A finished job has started, and nothing of it goes on.
    fn what_is_left(&self) {
        let [active, start, uncounted] =
            ["active", "startTime", "uncountedTerminatedPods"].map(|field| self.now.at(field));
        if active.int() > 0 && self.is_news_of_the_end(self.counted("active")) {
            active.invalid("active>0 is invalid for finished job");
        }
        if !start.is_set() && self.is_news_of_the_end(self.changed("startTime")) {
            start.required("startTime is required for finished job");
        }
        let open = ["succeeded", "failed"].iter().any(|list| !uncounted.v.list(list).is_empty());
        if open && self.is_news_of_the_end(self.changed("uncountedTerminatedPods")) {
            uncounted.invalid_raw(internal::json("UncountedPods", uncounted.v), "must be empty for finished job");
        }
    }

    /// Indexes can be read, belong to a job that has some, and are in one list only.
    fn indexes(&self) {
        let [completed, failed] = ["completedIndexes", "failedIndexes"].map(|field| self.now.at(field));
        let completions = self.spec.int("completions");
        let per_index = !self.spec.get("backoffLimitPerIndex").is_null();
        let new_completed = completed.str() != self.was.str("completedIndexes");
        let new_failed = self.changed("failedIndexes");
        for (at, name, look) in
            [(completed, "completedIndexes", new_completed), (failed, "failedIndexes", new_failed && per_index)]
        {
            if let (true, Some(n)) = (look, completions)
                && let Err(why) = index_list(at.str(), n)
            {
                at.invalid(format!("error parsing {name}: {why}"));
            }
        }
        if new_completed && !completed.is_empty() && !self.is_indexed() {
            completed.invalid("cannot set non-empty completedIndexes when non-indexed completion mode");
        }
        if new_failed && failed.is_set() && !per_index {
            failed.invalid("cannot set non-null failedIndexes when backoffLimitPerIndex is null");
        }
        if let (true, Some(n)) = (new_failed || new_completed, completions)
            && let Some(index) = overlap(completed.str(), failed.str(), n)
        {
            failed.invalid(format!("failedIndexes and completedIndexes overlap at index: {index}"));
        }
    }
    fn is_indexed(&self) -> bool {
        self.spec.str("completionMode") == "Indexed"
    }

    fn pods(&self) {
        let [terminating, ready, active] = ["terminating", "ready", "active"].map(|field| self.now.at(field));
        if terminating.int() > 0 && self.is_news_of_the_end(self.changed("terminating")) {
            terminating.invalid("terminating>0 is invalid for finished job");
        }
        if ready.int() > active.int() && (self.changed("ready") || self.counted("active")) {
            ready.invalid("cannot set more ready pods than active");
        }
    }

    /// What was said of a job once is not taken back.
    fn what_stays(&self) {
        self.unfit(
            self.is(SUCCEEDING) && self.is(FAILED),
            "cannot set SuccessCriteriaMet=True and Failed=true conditions",
        );
        self.unfit(
            self.is(SUCCEEDING) && self.is(FAILING),
            "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions",
        );
        self.unfit(
            !self.spec.get("successPolicy").is_null() && !self.is(SUCCEEDING) && self.is(COMPLETE),
            "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True",
        );
        for kind in [FAILED, COMPLETE, FAILING] {
            self.unfit(self.lost(kind), &format!("cannot disable the terminal {kind}=True condition"));
        }
        let completions = self.spec.int("completions");
        let scalable = self.is_indexed() && completions.is_some() && completions == self.spec.int("parallelism");
        for (field, fixed) in [("failed", true), ("succeeded", !scalable)] {
            if fixed && number(self.now.v, field) < number(self.was, field) {
                let at = self.now.at(field);
                at.invalid_as(at.int(), format!("cannot decrease the {field} counter"));
            }
        }
        let [start, completion] = ["startTime", "completionTime"].map(|field| self.now.at(field));
        if completion.is_set() && !self.was.get("completionTime").is_null() {
            completion.immutable(self.was.get("completionTime"));
        }
        if !self.was.get("startTime").is_null() && self.changed("startTime") && !self.spec.bool("suspend") {
            start.required("startTime cannot be removed for unsuspended job");
        }
        self.unfit(self.lost(SUCCEEDING), "cannot disable the SuccessCriteriaMet=True condition");
        self.unfit(
            is_true(self.was, COMPLETE) && !is_true(self.was, SUCCEEDING) && self.is(SUCCEEDING),
            "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions",
        );
    }
}

fn number(status: &Value, field: &str) -> i64 {
    status.int(field).unwrap_or(0)
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
