use api::{Value, meta, obj};
use sorted::InOrder;

use crate::kinds;
use crate::testing::{Lab, deployment};

fn sets(lab: &mut Lab) -> Vec<(i64, String)> {
    let image = |s: &Value| s.at(&["spec", "template", "spec"]).list("containers")[0].str("image").to_string();
    let mut sets: Vec<(i64, String)> =
        lab.list(kinds::REPLICA_SET).iter().map(|s| (s.get("spec").int("replicas").unwrap(), image(s))).collect();
    sets.order();
    sets
}

fn set_image(lab: &mut Lab, image: &'static str) {
    let containers = obj!([{"name": "nginx", "image": image}]);
    lab.patch(kinds::DEPLOYMENT, "web", obj!({"spec": {"template": {"spec": {"containers": containers}}}}));
}

fn status(lab: &mut Lab) -> Value {
    lab.get(kinds::DEPLOYMENT, "default", "web").get("status").clone()
}

#[test]
fn a_rollout_and_back() {
    let mut lab = Lab::new(3);
    lab.create(deployment("web", 4));
    lab.run(2);
    let s = status(&mut lab);
    assert_eq!(
        (s.int("readyReplicas"), s.int("availableReplicas"), s.int("updatedReplicas")),
        (Some(4), Some(4), Some(4))
    );
    let reasons: Vec<&str> = s.list("conditions").iter().map(|c| c.str("reason")).collect();
    assert_eq!(reasons, ["MinimumReplicasAvailable", "NewReplicaSetAvailable"]);
    set_image(&mut lab, "nginx:1.16");
    lab.run(4);
    assert_eq!(sets(&mut lab), [(0, "nginx:1.14".into()), (4, "nginx:1.16".into())]);
    let name = |s: &Value| meta::name(s).to_string();
    let scaled: Vec<String> = lab.events("Deployment", "web");
    assert!(scaled[1].starts_with("ScalingReplicaSet: Scaled up replica set web-"), "{scaled:?}");
    assert!(scaled[1].ends_with(" from 0 to 1") && scaled[2].ends_with(" from 4 to 3"), "{scaled:?}");
    assert!(scaled.last().unwrap().ends_with(" to 0"), "{scaled:?}");
    let newest = lab.list(kinds::REPLICA_SET).iter().find(|s| s.get("spec").int("replicas") == Some(4)).map(name);
    set_image(&mut lab, "nginx:1.14");
    lab.run(4);
    assert_eq!(sets(&mut lab), [(0, "nginx:1.16".into()), (4, "nginx:1.14".into())]);
    let revision = |o: &Value| meta::annotations(o).get("deployment.kubernetes.io/revision").unwrap().clone();
    assert_eq!(revision(&lab.get(kinds::DEPLOYMENT, "default", "web")), Value::from("3"));
    assert_eq!(revision(&lab.get(kinds::REPLICA_SET, "default", &newest.unwrap())), Value::from("2"));
}

#[test]
fn recreation_lets_the_old_go_first() {
    let mut lab = Lab::new(2);
    let mut d = deployment("web", 2);
    d.field_mut("spec").set("strategy", obj!({"type": "Recreate"}));
    lab.create(d);
    lab.run(1);
    lab.stubborn = true;
    set_image(&mut lab, "nginx:1.16");
    lab.run(2);
    assert_eq!(sets(&mut lab), [(0, "nginx:1.14".into())], "old pods are still there");
    lab.stubborn = false;
    lab.run(2);
    assert_eq!(sets(&mut lab), [(0, "nginx:1.14".into()), (2, "nginx:1.16".into())]);
}

#[test]
fn time_runs_out() {
    let mut lab = Lab::new(2);
    let mut d = deployment("web", 3);
    d.field_mut("spec").set("progressDeadlineSeconds", 5);
    lab.create(d);
    lab.run(2);
    lab.fate = |_| "Pending";
    set_image(&mut lab, "nginx:1.99");
    lab.run(9);
    let s = status(&mut lab);
    let c = s.list("conditions").iter().find(|c| c.str("type") == "Progressing").unwrap();
    assert_eq!((c.str("status"), c.str("reason")), ("False", "ProgressDeadlineExceeded"));
    assert!(c.str("message").ends_with("\" has timed out progressing."), "{c:?}");
    assert_eq!((s.int("readyReplicas"), s.int("updatedReplicas")), (Some(3), Some(1)));
}

#[test]
fn a_paused_deployment_scales_but_does_not_roll() {
    let mut lab = Lab::new(2);
    lab.create(deployment("web", 2));
    lab.run(1);
    lab.patch(kinds::DEPLOYMENT, "web", obj!({"spec": {"paused": true, "replicas": 3}}));
    set_image(&mut lab, "nginx:1.17");
    lab.run(2);
    assert_eq!(sets(&mut lab), [(3, "nginx:1.14".into())]);
    assert_eq!(status(&mut lab).int("updatedReplicas"), None);
    lab.patch(kinds::DEPLOYMENT, "web", obj!({"spec": {"paused": (Value::Null)}}));
    lab.run(3);
    assert_eq!(sets(&mut lab), [(0, "nginx:1.14".into()), (3, "nginx:1.17".into())]);
}

#[test]
fn history_is_cut() {
    let mut lab = Lab::new(2);
    let mut d = deployment("web", 1);
    d.field_mut("spec").set("revisionHistoryLimit", 1);
    lab.create(d);
    for image in ["nginx:1", "nginx:2", "nginx:3"] {
        lab.run(2);
        set_image(&mut lab, image);
    }
    lab.run(3);
    assert_eq!(sets(&mut lab), [(0, "nginx:2".into()), (1, "nginx:3".into())]);
}

/// The keys of controllers must not be mistaken for one another, whatever namespaces are called.
#[test]
fn any_name_of_a_namespace_will_do() {
    let mut lab = Lab::new(2);
    for name in ["orphans", "nodes", "set", "account"] {
        lab.create(obj!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}));
        let mut web = deployment("web", 1);
        web.field_mut("metadata").set("namespace", name);
        lab.create(web);
    }
    lab.run(3);
    for name in ["orphans", "nodes", "set", "account"] {
        let ready = lab.get(kinds::DEPLOYMENT, name, "web").get("status").int("readyReplicas");
        assert_eq!(ready, Some(1), "{name}");
    }
}
