use api::{Value, meta, obj};

use crate::kinds;
use crate::testing::Lab;

fn db(spec: Value) -> Value {
    let mut set = obj!({
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "db"},
        "spec": {
            "serviceName": "db", "replicas": 3, "podManagementPolicy": "OrderedReady",
            "selector": {"matchLabels": {"app": "db"}},
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
            "template": {
                "metadata": {"labels": {"app": "db"}},
                "spec": {"terminationGracePeriodSeconds": 2, "containers": [{"name": "c", "image": "redis:7"}]},
            },
        },
    });
    for (key, value) in spec.as_map().expect("a spec is a map").iter() {
        set.field_mut("spec").set(key, value);
    }
    set
}

fn events(lab: &mut Lab) -> Vec<String> {
    let short = |e: &String| e.split(": ").nth(1).unwrap().replace(" in StatefulSet db successful", "");
    lab.events("StatefulSet", "db").iter().map(short).collect()
}

fn images(lab: &mut Lab) -> Vec<(String, String)> {
    let image = |p: &Value| p.get("spec").list("containers")[0].str("image").to_string();
    lab.pods().iter().map(|p| (meta::name(p).to_string(), image(p))).collect()
}

fn set_image(lab: &mut Lab, image: &'static str) {
    let containers = obj!([{"name": "c", "image": image}]);
    lab.patch(kinds::STATEFUL_SET, "db", obj!({"spec": {"template": {"spec": {"containers": containers}}}}));
}

#[test]
fn up_in_order_and_down_in_the_other() {
    let mut lab = Lab::new(2);
    lab.fate = |p| if meta::name(p) == "db-1" { "Pending" } else { "Running" };
    lab.create(db(Value::object()));
    lab.run(2);
    assert_eq!(events(&mut lab), ["Create Pod db-0", "Create Pod db-1"], "db-2 waits for db-1");
    lab.fate = |_| "Running";
    lab.run(2);
    let set = lab.get(kinds::STATEFUL_SET, "default", "db");
    let s = set.get("status");
    assert_eq!((s.int("replicas"), s.int("readyReplicas"), s.int("updatedReplicas")), (Some(3), Some(3), Some(3)));
    assert_eq!(s.str("currentRevision"), s.str("updateRevision"));
    lab.patch(kinds::STATEFUL_SET, "db", obj!({"spec": {"replicas": 1}}));
    lab.run(2);
    assert_eq!(events(&mut lab)[3..], ["Delete Pod db-2", "Delete Pod db-1"]);
    let p = lab.get(kinds::POD, "default", "db-0");
    assert_eq!((p.get("spec").str("hostname"), p.get("spec").str("subdomain")), ("db-0", "db"));
}

#[test]
fn an_update_goes_backwards() {
    let mut lab = Lab::new(2);
    lab.create(db(Value::object()));
    lab.run(2);
    set_image(&mut lab, "redis:8");
    lab.run(4);
    assert!(images(&mut lab).iter().all(|(_, i)| i == "redis:8"), "{:?}", images(&mut lab));
    let told = ["Delete Pod db-2", "Delete Pod db-1", "Delete Pod db-0"];
    let deleted: Vec<String> = events(&mut lab).into_iter().filter(|e| e.starts_with("Delete")).collect();
    assert_eq!(deleted, told);
    assert_eq!(lab.list(kinds::CONTROLLER_REVISION).len(), 2);
}

#[test]
fn below_the_partition_nothing_changes() {
    let mut lab = Lab::new(2);
    lab.create(db(obj!({"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 2}}})));
    lab.run(2);
    set_image(&mut lab, "redis:8");
    lab.run(3);
    let expected = [("db-0", "redis:7"), ("db-1", "redis:7"), ("db-2", "redis:8")];
    assert_eq!(images(&mut lab), expected.map(|(p, i)| (p.to_string(), i.to_string())));
    lab.delete(kinds::POD, "db-0");
    lab.run(2);
    assert_eq!(images(&mut lab)[0].1, "redis:7", "it comes back as it was");
}

#[test]
fn all_at_once() {
    let mut lab = Lab::new(2);
    lab.fate = |_| "Pending";
    lab.create(db(obj!({"podManagementPolicy": "Parallel"})));
    lab.run(1);
    assert_eq!(lab.pods().len(), 3);
}

#[test]
fn an_update_waits_for_a_pod_that_has_only_just_been_made() {
    let mut lab = Lab::new(2);
    lab.create(db(obj!({"podManagementPolicy": "Parallel"})));
    lab.run(2);
    lab.fate = |_| "Pending";
    set_image(&mut lab, "redis:bad");
    lab.run(5);
    let expected = [("db-0", "redis:7"), ("db-1", "redis:7"), ("db-2", "redis:bad")];
    assert_eq!(images(&mut lab), expected.map(|(p, i)| (p.to_string(), i.to_string())));
}

#[test]
fn every_pod_has_its_claim() {
    let mut lab = Lab::new(1);
    let template = obj!({
        "metadata": {"name": "data"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    });
    let retention = obj!({"whenScaled": "Retain", "whenDeleted": "Delete"});
    let spec = obj!({
        "replicas": 1, "volumeClaimTemplates": [template], "persistentVolumeClaimRetentionPolicy": retention,
    });
    lab.create(db(spec));
    lab.run(1);
    let claim = lab.get(kinds::PERSISTENT_VOLUME_CLAIM, "default", "data-db-0");
    assert_eq!(meta::labels(&claim).get("app"), Some(&Value::from("db")));
    let owner = meta::owner_references(&claim)[0].clone();
    assert_eq!(
        (owner.str("kind"), owner.bool("controller"), owner.bool("blockOwnerDeletion")),
        ("StatefulSet", true, true)
    );
    let volume = lab.get(kinds::POD, "default", "db-0").get("spec").list("volumes")[0].clone();
    assert_eq!(volume, obj!({"name": "data", "persistentVolumeClaim": {"claimName": "data-db-0"}}));
    assert_eq!(events(&mut lab)[0], "Create Claim data-db-0 Pod db-0 in StatefulSet db success");
}
