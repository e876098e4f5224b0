//! What a failed pod means for its job, and when an indexed job has succeeded early.

use api::{Value, meta};

use super::super::support::pods::PodInfo;
use super::indexes::Indexes;

/// What the failure policy says of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Count,
    /// It does not count.
    Ignore,
    /// Its index has failed.
    FailIndex,
    /// The whole job has failed, for this reason.
    FailJob(String),
}

/// The verdict of `spec.podFailurePolicy`: the first rule that matches decides.
pub fn verdict(job: &Value, pod: &PodInfo) -> Verdict {
    for (i, rule) in job.get("spec").get("podFailurePolicy").list("rules").iter().enumerate() {
        let action = rule.str("action");
        let why = if rule.has("onExitCodes") {
            exit_code(pod, rule.get("onExitCodes")).map(|(container, code)| {
                let (ns, name) = (&pod.namespace, &pod.name);
                format!("Container {container} for pod {ns}/{name} failed with exit code {code} matching {action} rule at index {i}")
            })
        } else {
            condition(pod, rule.list("onPodConditions")).map(|kind| {
                format!("Pod {}/{} has condition {kind} matching {action} rule at index {i}", pod.namespace, pod.name)
            })
        };
        let Some(why) = why else { continue };
        return match action {
            "Ignore" => Verdict::Ignore,
            "FailIndex" => Verdict::FailIndex,
            "FailJob" => Verdict::FailJob(why),
            _ => Verdict::Count,
        };
    }
    Verdict::Count
}

/// The first container that ended with a code that the rule means.
fn exit_code(pod: &PodInfo, rule: &Value) -> Option<(String, i64)> {
    let status = pod.object.get("status");
    let all = status.list("containerStatuses").iter().chain(status.list("initContainerStatuses"));
    for c in all.filter(|c| !rule.has("containerName") || rule.str("containerName") == c.str("name")) {
        let Some(code) = c.get("state").get("terminated").int("exitCode").filter(|code| *code != 0) else { continue };
        let listed = rule.list("values").iter().any(|v| v.as_i64() == Some(code));
        if listed == (rule.str("operator") == "In") {
            return Some((c.str("name").to_string(), code));
        }
    }
    None
}

fn condition(pod: &PodInfo, patterns: &[Value]) -> Option<String> {
    let conditions = pod.object.get("status").list("conditions");
    let status = |p: &Value| if p.str("status").is_empty() { "True".to_string() } else { p.str("status").to_string() };
    let matches = |c: &&Value| patterns.iter().any(|p| p.str("type") == c.str("type") && status(p) == c.str("status"));
    conditions.iter().find(matches).map(|c| c.str("type").to_string())
}

/// Whether the success policy is met, and by which rule.
pub fn success(job: &Value, succeeded: &Indexes, completions: i64) -> Option<String> {
    for (i, rule) in job.get("spec").get("successPolicy").list("rules").iter().enumerate() {
        let wanted = rule.get("succeededIndexes").as_str().map(|t| Indexes::parse(t, completions));
        let met = match (&wanted, rule.int("succeededCount")) {
            (Some(w), None) => w.iter().all(|i| succeeded.has(i)),
            (None, Some(n)) => succeeded.total() >= n,
            (Some(w), Some(n)) => w.iter().filter(|i| succeeded.has(*i)).count() as i64 >= n,
            (None, None) => false,
        };
        if met {
            return Some(format!("Matched rules at index {i}"));
        }
    }
    None
}

/// The annotation with the failures of an index so far.
pub const FAILURES: &str = "batch.kubernetes.io/job-index-failure-count";
/// The annotation with the failures that were ignored.
pub const IGNORED: &str = "batch.kubernetes.io/job-index-ignored-failure-count";

/// The failures that a pod's index had before it: counted and ignored.
pub fn failures_before(pod: &PodInfo) -> (i64, i64) {
    let n = |key| meta::annotations(&pod.object).get(key).and_then(|v| v.as_str()?.parse().ok()).unwrap_or(0);
    (n(FAILURES), n(IGNORED))
}

/// The failures of an index after a pod of it failed.
pub fn failures_after(job: &Value, pod: Option<&PodInfo>) -> (i64, i64) {
    let Some(pod) = pod else { return (0, 0) };
    let (counted, ignored) = failures_before(pod);
    match verdict(job, pod) {
        Verdict::Ignore => (counted, ignored + 1),
        _ => (counted + 1, ignored),
    }
}

/// Whether a failed pod is the last of its index.
pub fn index_failed(job: &Value, pod: &PodInfo, limit: i64) -> bool {
    match verdict(job, pod) {
        Verdict::FailIndex => true,
        Verdict::Ignore => false,
        _ => failures_before(pod).0 >= limit,
    }
}
