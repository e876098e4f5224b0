use api::{Value, meta, obj};

use crate::kinds;
use crate::testing::{Lab, deployment, pod};

fn replica_set(replicas: i64) -> Value {
    obj!({
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {"name": "rs"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": "rs"}},
            "template": {
                "metadata": {"labels": {"app": "rs"}},
                "spec": {"containers": [{"name": "c", "image": "nginx"}]},
            },
        },
    })
}

fn loose(name: &'static str) -> Value {
    let mut p = pod(name, Value::object());
    p.set_at(&["metadata", "labels"], obj!({"app": "rs"}));
    p
}

fn owner(lab: &mut Lab, name: &str) -> Option<String> {
    meta::controller_of(&lab.get(kinds::POD, "default", name)).map(|o| o.str("name").to_string())
}

#[test]
fn adopts_and_releases() {
    let mut lab = Lab::new(2);
    lab.create(loose("loose"));
    lab.create(loose("loose2"));
    lab.create(replica_set(3));
    lab.run(2);
    assert_eq!((lab.pods().len(), owner(&mut lab, "loose")), (3, Some("rs".into())));
    lab.patch(kinds::POD, "loose", obj!({"metadata": {"labels": (Value::Null)}}));
    lab.run(2);
    assert_eq!((lab.pods().len(), owner(&mut lab, "loose")), (4, None));
    let made: Vec<String> = lab.events("ReplicaSet", "rs");
    assert_eq!(made.len(), 2, "{made:?}");
    assert!(made[0].starts_with("SuccessfulCreate: Created pod: rs-"), "{made:?}");
}

#[test]
fn an_orphan_that_comes_later_replaces_a_pod() {
    let mut lab = Lab::new(2);
    lab.create(replica_set(1));
    lab.run(1);
    lab.create(loose("late"));
    lab.run(1);
    assert_eq!(lab.pods().len(), 1);
    let gone: Vec<String> = lab.events("ReplicaSet", "rs");
    assert!(gone[1].starts_with("SuccessfulDelete: Deleted pod: "), "{gone:?}");
}

#[test]
fn status_counts() {
    let mut lab = Lab::new(1);
    lab.create(replica_set(2));
    lab.run(1);
    let set = lab.get(kinds::REPLICA_SET, "default", "rs");
    let expected = obj!({
        "availableReplicas": 2, "fullyLabeledReplicas": 2, "observedGeneration": 1, "readyReplicas": 2, "replicas": 2,
        "terminatingReplicas": 0,
    });
    assert_eq!(*set.get("status"), expected);
}

#[test]
fn a_dead_pod_is_replaced() {
    let mut lab = Lab::new(1);
    lab.create(replica_set(1));
    lab.run(1);
    let mut p = lab.pods().remove(0);
    p.field_mut("status").set("phase", "Failed");
    lab.put(kinds::POD, "status", p).unwrap();
    lab.run(1);
    assert_eq!(lab.pods().len(), 2);
    assert_eq!(lab.get(kinds::REPLICA_SET, "default", "rs").get("status").int("readyReplicas"), Some(1));
}

#[test]
fn pods_are_available_as_soon_as_they_have_been_ready_for_long_enough() {
    let mut lab = Lab::new(1);
    lab.create(deployment("web", 2));
    lab.run(6);
    lab.patch(kinds::DEPLOYMENT, "web", obj!({"spec": {"minReadySeconds": 9}}));
    let available = |lab: &mut Lab| lab.list(kinds::REPLICA_SET)[0].get("status").int("availableReplicas").unwrap_or(0);
    lab.run(1);
    assert_eq!(available(&mut lab), 0);
    // The time that they have been ready already counts.
    lab.run(4);
    assert_eq!(available(&mut lab), 2);
}
