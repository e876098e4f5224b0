use api::{Value, meta, obj};

use crate::kinds;
use crate::testing::Lab;

fn tick(spec: Value) -> Value {
    let mut cron = obj!({
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "tick"},
        "spec": {
            "schedule": "* * * * *", "concurrencyPolicy": "Allow", "successfulJobsHistoryLimit": 3,
            "failedJobsHistoryLimit": 1,
            "jobTemplate": {"spec": {
                "completions": 1, "parallelism": 1, "backoffLimit": 6,
                "template": {"spec": {
                    "restartPolicy": "OnFailure", "containers": [{"name": "c", "image": "busybox"}],
                }},
            }},
        },
    });
    for (key, value) in spec.as_map().expect("a spec is a map").iter() {
        cron.field_mut("spec").set(key, value);
    }
    cron
}

fn jobs(lab: &mut Lab) -> Vec<String> {
    lab.list(kinds::JOB).iter().map(|j| meta::name(j).to_string()).collect()
}

#[test]
fn a_job_a_minute_and_a_short_history() {
    let mut lab = Lab::new(1);
    lab.fate = |_| "Succeeded";
    lab.create(tick(Value::object()));
    lab.run(65);
    assert_eq!(jobs(&mut lab).len(), 1);
    let cron = lab.get(kinds::CRON_JOB, "default", "tick");
    assert!(cron.get("status").str("lastScheduleTime").ends_with(":00Z"), "{cron:?}");
    let name = jobs(&mut lab).remove(0);
    let told = lab.events("CronJob", "tick");
    assert_eq!(
        told,
        [
            format!("SuccessfulCreate: Created job {name}"),
            format!("SawCompletedJob: Saw completed job: {name}, condition: Complete"),
        ]
    );
    lab.run(300);
    assert_eq!(jobs(&mut lab).len(), 3, "the older ones are deleted");
}

#[test]
fn one_at_a_time() {
    let mut lab = Lab::new(1);
    lab.create(tick(obj!({"concurrencyPolicy": "Forbid"})));
    lab.run(130);
    assert_eq!(jobs(&mut lab).len(), 1);
    let told = lab.events("CronJob", "tick");
    assert!(told.iter().any(|e| e.starts_with("JobAlreadyActive: Not starting job because prior")), "{told:?}");
    let first = jobs(&mut lab);
    lab.patch(kinds::CRON_JOB, "tick", obj!({"spec": {"concurrencyPolicy": "Replace"}}));
    lab.run(60);
    let second = jobs(&mut lab);
    assert!(second.len() == 1 && second != first, "{second:?}");
}

#[test]
fn suspended() {
    let mut lab = Lab::new(1);
    lab.create(tick(obj!({"suspend": true})));
    lab.run(65);
    assert!(jobs(&mut lab).is_empty());
}

#[test]
fn jobs_go_after_their_time() {
    let mut lab = Lab::new(1);
    lab.fate = |_| "Succeeded";
    let mut job = tick(Value::object()).get("spec").get("jobTemplate").clone();
    job.set("apiVersion", "batch/v1");
    job.set("kind", "Job");
    job.set("metadata", obj!({"name": "once"}));
    job.field_mut("spec").set("ttlSecondsAfterFinished", 10);
    lab.create(job);
    lab.run(8);
    assert_eq!(jobs(&mut lab), ["once"]);
    lab.run(8);
    assert!(jobs(&mut lab).is_empty() && lab.pods().is_empty());
}
