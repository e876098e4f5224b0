use api::{Value, meta, obj};
use sorted::InOrder;

use crate::kinds;
use crate::testing::{Lab, pod};

fn taints(lab: &mut Lab, node: &str) -> Vec<String> {
    let node = lab.get(kinds::NODE, "", node);
    node.get("spec").list("taints").iter().map(|t| format!("{}:{}", t.str("key"), t.str("effect"))).collect()
}

fn ready(lab: &mut Lab, node: &str) -> (String, String) {
    let node = lab.get(kinds::NODE, "", node);
    let c = node.get("status").list("conditions").iter().find(|c| c.str("type") == "Ready").unwrap().clone();
    (c.str("status").to_string(), c.str("reason").to_string())
}

#[test]
fn a_silent_node_is_given_up() {
    let mut lab = Lab::new(3);
    let brief = obj!([{
        "key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 10,
    }]);
    lab.create(pod("brief", obj!({"nodeName": "node3", "tolerations": brief})));
    lab.create(pod("patient", obj!({"nodeName": "node3", "tolerations": [{"operator": "Exists"}]})));
    lab.run(1);
    lab.silent = "node3";
    lab.run(45);
    assert_eq!(ready(&mut lab, "node3"), ("True".into(), "KubeletReady".into()));
    lab.stubborn = true;
    lab.run(15);
    assert_eq!(ready(&mut lab, "node3"), ("Unknown".into(), "NodeStatusUnknown".into()));
    let mut found = taints(&mut lab, "node3");
    found.order();
    assert_eq!(found, ["node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule"]);
    let brief = lab.get(kinds::POD, "default", "brief");
    let conditions = brief.get("status").list("conditions");
    assert!(conditions.iter().any(|c| c.str("type") == "Ready" && c.str("status") == "False"), "{brief:?}");
    assert!(lab.events("Pod", "brief").contains(&"NodeNotReady: Node is not ready".to_string()));
    let told = "NodeNotReady: Node node3 status is now: NodeNotReady".to_string();
    assert!(lab.events("Node", "node3").contains(&told));
    lab.run(15);
    let events = lab.events("Pod", "brief");
    assert!(events.contains(&"TaintManagerEviction: Marking for deletion Pod default/brief".into()), "{events:?}");
    assert_eq!(meta::deletion_timestamp(&lab.get(kinds::POD, "default", "patient")), "");
}

#[test]
fn a_node_that_is_said_not_to_come_back_loses_its_pods() {
    let mut lab = Lab::new(3);
    lab.create(pod("web", obj!({"nodeName": "node3"})));
    lab.run(1);
    lab.silent = "node3";
    lab.stubborn = true;
    lab.run(60);
    lab.delete(kinds::POD, "web");
    lab.run(60);
    assert!(lab.find(kinds::POD, "default", "web").is_some(), "nobody stops it");
    let taint = obj!([{"key": "node.kubernetes.io/out-of-service", "value": "nodeshutdown", "effect": "NoExecute"}]);
    lab.patch(kinds::NODE, "node3", obj!({"spec": {"taints": taint}}));
    lab.run(25);
    assert!(lab.find(kinds::POD, "default", "web").is_none());
}

#[test]
fn where_all_is_silent_nothing_is_driven_away() {
    let mut lab = Lab::new(1);
    lab.create(pod("web", obj!({"nodeName": "node1"})));
    lab.silent = "*";
    lab.run(70);
    assert_eq!(ready(&mut lab, "node1").0, "Unknown");
    assert_eq!(taints(&mut lab, "node1"), ["node.kubernetes.io/unreachable:NoSchedule"]);
}

#[test]
fn a_taint_drives_pods_away_at_once() {
    let mut lab = Lab::new(1);
    lab.create(pod("web", obj!({"nodeName": "node1"})));
    lab.create(pod("other", obj!({"nodeName": "node1", "tolerations": [{"key": "sick", "operator": "Exists"}]})));
    lab.run(1);
    lab.patch(kinds::NODE, "node1", obj!({"spec": {"taints": [{"key": "sick", "effect": "NoExecute"}]}}));
    lab.run(1);
    assert!(lab.find(kinds::POD, "default", "web").is_none());
    assert!(lab.find(kinds::POD, "default", "other").is_some());
    assert_eq!(lab.events("Pod", "web"), ["TaintManagerEviction: Marking for deletion Pod default/web"]);
}

#[test]
fn pods_that_are_going_already_are_told_of_too() {
    let mut lab = Lab::new(1);
    lab.create(pod("web", obj!({"nodeName": "node1"})));
    lab.run(1);
    lab.stubborn = true;
    lab.delete(kinds::POD, "web");
    lab.run(1);
    lab.patch(kinds::NODE, "node1", obj!({"spec": {"taints": [{"key": "sick", "effect": "NoExecute"}]}}));
    lab.run(1);
    assert_eq!(lab.events("Pod", "web"), ["TaintManagerEviction: Marking for deletion Pod default/web"]);
}

#[test]
fn of_a_taint_the_first_toleration_counts() {
    let mut lab = Lab::new(1);
    let bears = |seconds: &[i64]| {
        let of = |s: &i64| match s {
            0 => obj!({"key": "sick", "operator": "Exists"}),
            s => obj!({"key": "sick", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": (*s)}),
        };
        obj!({"nodeName": "node1", "tolerations": (seconds.iter().map(of).collect::<Vec<_>>())})
    };
    lab.create(pod("ever", bears(&[0, 5])));
    lab.create(pod("brief", bears(&[5, 0])));
    lab.create(pod("longer", bears(&[20])));
    lab.run(1);
    let sick = obj!({"key": "sick", "effect": "NoExecute"});
    lab.patch(kinds::NODE, "node1", obj!({"spec": {"taints": [(sick.clone())]}}));
    lab.run(10);
    let there = |lab: &mut Lab| ["ever", "brief", "longer"].map(|name| lab.find(kinds::POD, "default", name).is_some());
    assert_eq!(there(&mut lab), [true, false, true]);
    // Another taint, which nobody bears: what was to be done later is done now.
    let lost = obj!({"key": "lost", "effect": "NoExecute"});
    lab.patch(kinds::NODE, "node1", obj!({"spec": {"taints": [sick, lost]}}));
    lab.run(1);
    assert_eq!(there(&mut lab), [false, false, false]);
    let told = |what: &str, name: &str| format!("TaintManagerEviction: {what} Pod default/{name}");
    assert_eq!(lab.events("Pod", "ever"), [told("Marking for deletion", "ever")]);
    let both = [told("Cancelling deletion of", "longer"), told("Marking for deletion", "longer")];
    assert_eq!(lab.events("Pod", "longer"), both);
}

#[test]
fn who_goes_before_its_time_is_no_longer_waited_for() {
    let mut lab = Lab::new(1);
    let bears = obj!([{"key": "sick", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60}]);
    lab.create(pod("web", obj!({"nodeName": "node1", "tolerations": bears})));
    lab.patch(kinds::NODE, "node1", obj!({"spec": {"taints": [{"key": "sick", "effect": "NoExecute"}]}}));
    lab.run(1);
    lab.delete(kinds::POD, "web");
    lab.run(2);
    assert_eq!(lab.events("Pod", "web"), ["TaintManagerEviction: Cancelling deletion of Pod default/web"]);
    let events = lab.c.api().read_all(api::kinds::by_kind("", "Event").expect("events are a kind"), "");
    assert!(events.filter(|e| e.str("reason") == "TaintManagerEviction").all(|e| !e.get("involvedObject").has("uid")));
}

#[test]
fn a_cordoned_node_has_a_taint() {
    let mut lab = Lab::new(1);
    lab.patch(kinds::NODE, "node1", obj!({"spec": {"unschedulable": true}}));
    lab.run(1);
    assert_eq!(taints(&mut lab, "node1"), ["node.kubernetes.io/unschedulable:NoSchedule"]);
    lab.patch(kinds::NODE, "node1", obj!({"spec": {"unschedulable": (Value::Null)}}));
    lab.run(1);
    assert!(taints(&mut lab, "node1").is_empty());
}

#[test]
fn every_node_gets_a_range() {
    let mut lab = Lab::new(2);
    lab.run(1);
    let ranges: Vec<String> = lab.list(kinds::NODE).iter().map(|n| n.get("spec").str("podCIDR").to_string()).collect();
    assert_eq!(ranges, ["10.244.0.0/24", "10.244.1.0/24"]);
}

#[test]
fn pods_of_a_node_that_never_was() {
    let mut lab = Lab::new(1);
    lab.fate = |_| "Pending";
    lab.create(pod("lost", obj!({"nodeName": "node99"})));
    lab.run(30);
    assert!(lab.find(kinds::POD, "default", "lost").is_some());
    lab.run(60);
    assert!(lab.find(kinds::POD, "default", "lost").is_none());
}
