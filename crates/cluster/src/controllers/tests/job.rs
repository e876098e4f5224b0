use api::{Value, obj};

use crate::kinds;
use crate::testing::Lab;

fn job(spec: Value) -> Value {
    let mut job = obj!({
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "work"},
        "spec": {
            "backoffLimit": 6, "completions": 1, "parallelism": 1, "completionMode": "NonIndexed",
            "podReplacementPolicy": "TerminatingOrFailed",
            "template": {"spec": {
                "restartPolicy": "Never", "terminationGracePeriodSeconds": 30,
                "containers": [{"name": "c", "image": "busybox"}],
            }},
        },
    });
    for (key, value) in spec.as_map().expect("a spec is a map").iter() {
        job.field_mut("spec").set(key, value);
    }
    job
}

fn status(lab: &mut Lab) -> Value {
    lab.get(kinds::JOB, "default", "work").get("status").clone()
}

fn conditions(lab: &mut Lab) -> Vec<String> {
    let status = status(lab);
    status
        .list("conditions")
        .iter()
        .map(|c| format!("{}={} {}", c.str("type"), c.str("status"), c.str("reason")))
        .collect()
}

fn words(lab: &mut Lab) -> Vec<String> {
    lab.events("Job", "work").iter().map(|e| e.split(':').next().unwrap().to_string()).collect()
}

#[test]
fn four_times_two_at_a_time() {
    let mut lab = Lab::new(2);
    lab.fate = |_| "Succeeded";
    lab.create(job(obj!({"completions": 4, "parallelism": 2})));
    lab.run(7);
    let s = status(&mut lab);
    assert_eq!(
        (s.int("succeeded"), s.int("active"), s.int("ready"), s.int("terminating")),
        (Some(4), None, Some(0), Some(0))
    );
    assert_eq!(*s.get("uncountedTerminatedPods"), Value::object());
    let expected = ["SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached"];
    assert_eq!(conditions(&mut lab), expected);
    assert_eq!(words(&mut lab), [["SuccessfulCreate"; 4].as_slice(), &["Completed"]].concat());
    assert!(lab.pods().iter().all(|p| api::meta::finalizers(p).is_empty()));
}

#[test]
fn gives_up_after_some_tries() {
    let mut lab = Lab::new(1);
    lab.fate = |_| "Failed";
    lab.create(job(obj!({"backoffLimit": 1})));
    lab.run(8);
    assert_eq!(lab.pods().len(), 1, "10 seconds pass before the second try");
    lab.run(12);
    assert_eq!(status(&mut lab).int("failed"), Some(2));
    let expected = ["FailureTarget=True BackoffLimitExceeded", "Failed=True BackoffLimitExceeded"];
    assert_eq!(conditions(&mut lab), expected);
    let told = "BackoffLimitExceeded: Job has reached the specified backoff limit".to_string();
    assert_eq!(lab.events("Job", "work").last(), Some(&told));
}

#[test]
fn a_deadline() {
    let mut lab = Lab::new(1);
    lab.create(job(obj!({"activeDeadlineSeconds": 4})));
    lab.run(3);
    assert!(conditions(&mut lab).is_empty());
    lab.run(5);
    assert_eq!(conditions(&mut lab)[1], "Failed=True DeadlineExceeded");
    assert_eq!(words(&mut lab), ["SuccessfulCreate", "SuccessfulDelete", "DeadlineExceeded"]);
    assert!(lab.pods().is_empty());
}

#[test]
fn indexes() {
    let mut lab = Lab::new(2);
    lab.fate = |p| if p.get("spec").str("hostname") == "work-1" { "Running" } else { "Succeeded" };
    lab.create(job(obj!({"completions": 3, "parallelism": 3, "completionMode": "Indexed"})));
    lab.run(5);
    assert_eq!((status(&mut lab).str("completedIndexes"), status(&mut lab).int("active")), ("0,2", Some(1)));
    let p = lab.pods().into_iter().find(|p| p.get("spec").str("hostname") == "work-1").unwrap();
    let labels = api::meta::labels(&p);
    assert_eq!(labels.get("batch.kubernetes.io/job-completion-index"), Some(&Value::from("1")));
    assert_eq!(p.get("spec").list("containers")[0].list("env")[0].str("name"), "JOB_COMPLETION_INDEX");
}

#[test]
fn an_index_has_its_own_limit() {
    let mut lab = Lab::new(2);
    lab.fate = |p| if p.get("spec").str("hostname") == "work-1" { "Failed" } else { "Succeeded" };
    let spec = obj!({
        "completions": 2, "parallelism": 2, "completionMode": "Indexed", "backoffLimitPerIndex": 1,
        "backoffLimit": 2147483647,
    });
    lab.create(job(spec));
    lab.run(30);
    let s = status(&mut lab);
    assert_eq!((s.str("completedIndexes"), s.str("failedIndexes")), ("0", "1"));
    assert_eq!(conditions(&mut lab), ["FailureTarget=True FailedIndexes", "Failed=True FailedIndexes"]);
    assert_eq!(s.int("failed"), Some(2));
}

#[test]
fn a_policy_fails_the_job_at_once() {
    let mut lab = Lab::new(1);
    let rule = obj!({"action": "FailJob", "onExitCodes": {"operator": "In", "values": [42]}});
    lab.create(job(obj!({"podFailurePolicy": {"rules": [rule]}, "podReplacementPolicy": "Failed"})));
    lab.run(1);
    let mut p = lab.pods().remove(0);
    let name = api::meta::name(&p).to_string();
    p.field_mut("status").set("phase", "Failed");
    let state = obj!({"terminated": {"exitCode": 42, "finishedAt": (lab.c.now().rfc3339())}});
    p.field_mut("status").set("containerStatuses", vec![obj!({"name": "c", "state": state})]);
    lab.put(kinds::POD, "status", p).unwrap();
    lab.run(5);
    assert_eq!(conditions(&mut lab)[1], "Failed=True PodFailurePolicy");
    let message =
        format!("Container c for pod default/{name} failed with exit code 42 matching FailJob rule at index 0");
    assert_eq!(status(&mut lab).list("conditions")[0].str("message"), message);
}

#[test]
fn suspended_and_resumed() {
    let mut lab = Lab::new(1);
    lab.create(job(obj!({"suspend": true})));
    lab.run(2);
    assert!(lab.pods().is_empty());
    assert_eq!(conditions(&mut lab), ["Suspended=True JobSuspended"]);
    lab.patch(kinds::JOB, "work", obj!({"spec": {"suspend": false}}));
    lab.run(2);
    assert_eq!((lab.pods().len(), conditions(&mut lab)), (1, vec!["Suspended=False JobResumed".to_string()]));
    assert_eq!(words(&mut lab), ["Suspended", "SuccessfulCreate", "Resumed"]);
    assert!(status(&mut lab).has("startTime"));
    lab.patch(kinds::JOB, "work", obj!({"spec": {"suspend": true}}));
    lab.run(2);
    assert!(!status(&mut lab).has("startTime"));
}

#[test]
fn pods_of_a_deleted_job_are_let_go() {
    let mut lab = Lab::new(1);
    lab.create(job(Value::object()));
    lab.run(2);
    lab.delete(kinds::JOB, "work");
    lab.run(3);
    assert!(lab.find(kinds::JOB, "default", "work").is_none());
    let left = lab.pods();
    assert!(left.iter().all(|p| api::meta::finalizers(p).is_empty()), "{left:?}");
}

#[test]
fn what_is_refused_is_tried_again_after_seconds_not_milliseconds() {
    let mut lab = Lab::new(1);
    lab.create(obj!({
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "none"}, "spec": {"hard": {"pods": "0"}},
    }));
    lab.run(1);
    lab.create(job(Value::object()));
    lab.run(10);
    // Now, and one, three and seven seconds later.
    assert_eq!(words(&mut lab), ["FailedCreate"; 4]);
}
