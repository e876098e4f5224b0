use api::{Value, meta, obj};
use sorted::InOrder;

use crate::kinds;
use crate::testing::Lab;

fn agent() -> Value {
    obj!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "agent"},
        "spec": {
            "selector": {"matchLabels": {"app": "agent"}},
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}},
            "template": {
                "metadata": {"labels": {"app": "agent"}},
                "spec": {"containers": [{"name": "c", "image": "redis:7"}]},
            },
        },
    })
}

fn counts(lab: &mut Lab) -> Vec<i64> {
    let set = lab.get(kinds::DAEMON_SET, "default", "agent");
    let n = |key| set.get("status").int(key).unwrap_or(0);
    ["desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled", "numberMisscheduled"]
        .map(n)
        .into()
}

fn nodes(lab: &mut Lab) -> Vec<String> {
    let mut nodes: Vec<String> = lab.pods().iter().map(|p| p.get("spec").str("nodeName").to_string()).collect();
    nodes.order();
    nodes
}

#[test]
fn one_on_every_node_that_will_do() {
    let mut lab = Lab::new(3);
    let taint = obj!([{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]);
    lab.patch(kinds::NODE, "node1", obj!({"spec": {"taints": taint}}));
    lab.create(agent());
    lab.run(2);
    assert_eq!(nodes(&mut lab), ["node2", "node3"]);
    assert_eq!(counts(&mut lab), [2, 2, 2, 2, 0]);
    lab.add_node("node4", Value::object());
    lab.run(2);
    assert_eq!(nodes(&mut lab), ["node2", "node3", "node4"]);
    let selector = obj!({"disk": "ssd"});
    lab.patch(kinds::DAEMON_SET, "agent", obj!({"spec": {"template": {"spec": {"nodeSelector": selector}}}}));
    lab.run(2);
    assert_eq!(counts(&mut lab), [0, 0, 0, 0, 0]);
    lab.patch(kinds::NODE, "node3", obj!({"metadata": {"labels": {"disk": "ssd"}}}));
    lab.run(2);
    assert_eq!(nodes(&mut lab), ["node3"]);
}

#[test]
fn what_a_quota_forbids_is_wanted_all_the_same() {
    let mut lab = Lab::new(3);
    lab.create(obj!({
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": {"hard": {"pods": "2"}},
    }));
    lab.run(1);
    lab.create(agent());
    lab.run(3);
    assert_eq!(counts(&mut lab)[..2], [3, 2]);
}

#[test]
fn an_update_goes_node_by_node() {
    let mut lab = Lab::new(3);
    lab.create(agent());
    lab.run(2);
    let containers = obj!([{"name": "c", "image": "redis:8"}]);
    lab.patch(kinds::DAEMON_SET, "agent", obj!({"spec": {"template": {"spec": {"containers": containers}}}}));
    lab.run(4);
    assert_eq!(counts(&mut lab), [3, 3, 3, 3, 0]);
    let images: Vec<String> =
        lab.pods().iter().map(|p| p.get("spec").list("containers")[0].str("image").to_string()).collect();
    assert_eq!(images, ["redis:8"; 3]);
    let words: Vec<String> =
        lab.events("DaemonSet", "agent").iter().map(|e| e.split(':').next().unwrap().to_string()).collect();
    assert_eq!(words[3..], ["SuccessfulDelete", "SuccessfulCreate"].repeat(3), "one after the other: {words:?}");
    let revisions: Vec<i64> = lab.list(kinds::CONTROLLER_REVISION).iter().map(|r| r.int("revision").unwrap()).collect();
    assert_eq!(revisions.iter().sum::<i64>(), 3);
}

#[test]
fn pods_are_tied_to_their_nodes_and_bear_much() {
    let mut lab = Lab::new(1);
    lab.create(agent());
    lab.run(1);
    let p = lab.pods().remove(0);
    let keys: Vec<&str> = p.get("spec").list("tolerations").iter().map(|t| t.str("key")).collect();
    assert_eq!(keys.len(), 6, "{keys:?}");
    let path = ["spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
    let field = obj!([{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["node1"]}]}]);
    assert_eq!(*p.at(&path).get("nodeSelectorTerms"), field);
    assert!(meta::labels(&p).contains_key("controller-revision-hash"));
}
