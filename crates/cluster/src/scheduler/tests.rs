use api::request::{Request, Verb};
use api::{Value, obj};
use sorted::InOrder;

use crate::kinds;
use crate::testing::{Lab, pod};

fn node_of(lab: &mut Lab, name: &str) -> String {
    lab.get(kinds::POD, "default", name).get("spec").str("nodeName").to_string()
}

fn asks(cpu: &'static str) -> Value {
    obj!({"containers": [{"name": "c", "image": "nginx", "resources": {"requests": {"cpu": cpu}}}]})
}

#[test]
fn pods_of_a_deployment_spread() {
    let mut lab = Lab::new(3);
    lab.create(crate::testing::deployment("web", 6));
    lab.run(2);
    let mut nodes: Vec<String> = lab.pods().iter().map(|p| p.get("spec").str("nodeName").to_string()).collect();
    nodes.order();
    assert_eq!(nodes, ["node1", "node1", "node2", "node2", "node3", "node3"]);
}

#[test]
fn of_equals_the_node_is_taken_that_was_looked_at_first() {
    let mut lab = Lab::new(3);
    let place = |lab: &mut Lab, name: &'static str, spec: Value| {
        lab.create(pod(name, spec));
        lab.run(1);
        let node = node_of(lab, name);
        let gone = Request::new(Verb::Delete, kinds::POD.gvr(), "default", name);
        assert!(lab.c.handle(gone).code < 300);
        lab.run(40);
        node
    };
    assert_eq!(place(&mut lab, "a", asks("1")), "node1");
    assert_eq!(place(&mut lab, "b", asks("1")), "node1");
    // A pod that names its node, as those of a daemon set do, moves on by one where the others begin.
    let named = obj!({"key": "metadata.name", "operator": "In", "values": ["node3"]});
    let terms = obj!({"nodeSelectorTerms": [{"matchFields": [named]}]});
    let mut spec = asks("1");
    spec.set("affinity", obj!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}));
    assert_eq!(place(&mut lab, "named", spec), "node3");
    assert_eq!(place(&mut lab, "c", asks("1")), "node2");
    // A scheduler that is started again begins with the first node.
    for stop in [true, false] {
        lab.c.by_hand(None, |world| world.stop("kube-scheduler", stop));
    }
    assert_eq!(place(&mut lab, "d", asks("1")), "node1");
}

#[test]
fn a_pod_that_fits_nowhere_is_told_why() {
    let mut lab = Lab::new(2);
    lab.patch(kinds::NODE, "node2", obj!({"spec": {"taints": [{"key": "a", "value": "b", "effect": "NoSchedule"}]}}));
    lab.create(pod("big", asks("5")));
    lab.run(2);
    let text = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s). no new claims to \
                deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.";
    assert_eq!(lab.events("Pod", "big"), [format!("FailedScheduling: {text}")]);
    let big = lab.get(kinds::POD, "default", "big");
    let condition = &big.get("status").list("conditions")[0];
    assert_eq!((condition.str("reason"), condition.str("message")), ("Unschedulable", text));
}

#[test]
fn an_event_that_helps_brings_a_pod_back() {
    let mut lab = Lab::new(1);
    lab.create(pod("ssd", obj!({"nodeSelector": {"disk": "ssd"}})));
    lab.run(2);
    assert_eq!(node_of(&mut lab, "ssd"), "");
    lab.patch(kinds::NODE, "node1", obj!({"metadata": {"labels": {"other": "x"}}}));
    lab.run(2);
    assert_eq!(lab.events("Pod", "ssd").len(), 1, "a label that does not help is no reason to look again");
    lab.patch(kinds::NODE, "node1", obj!({"metadata": {"labels": {"disk": "ssd"}}}));
    lab.run(2);
    assert_eq!(node_of(&mut lab, "ssd"), "node1");
    assert_eq!(lab.events("Pod", "ssd")[1], "Scheduled: Successfully assigned default/ssd to node1");
}

#[test]
fn a_claim_that_is_missing() {
    let mut lab = Lab::new(4);
    let volume = obj!({"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "disk"}}]});
    lab.create(pod("wantsdisk", volume));
    lab.run(1);
    let text = "0/4 nodes are available: persistentvolumeclaim \"disk\" not found. not found";
    assert_eq!(lab.events("Pod", "wantsdisk"), [format!("FailedScheduling: {text}")]);
    let claim = |name: &'static str| {
        obj!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name},
            "spec": {
                "accessModes": ["ReadWriteOnce"], "storageClassName": "", "resources": {"requests": {"storage": "1Gi"}},
            },
        })
    };
    lab.create(claim("disk"));
    lab.run(8);
    let told = lab.events("Pod", "wantsdisk");
    assert!(told[1].contains("pod has unbound immediate PersistentVolumeClaims"), "{told:?}");
    lab.create(claim("another"));
    lab.run(8);
    assert_eq!(lab.events("Pod", "wantsdisk").len(), told.len(), "a claim of others is no reason to look again");
}

#[test]
fn a_pod_that_claims_devices_waits_for_a_driver() {
    let mut lab = Lab::new(2);
    lab.create(pod("learns", obj!({"resourceClaims": [{"name": "gpu", "resourceClaimName": "gpu"}]})));
    lab.run(2);
    let text = "0/2 nodes are available: 2 cannot allocate all claims. no new claims to deallocate, preemption: 0/2 \
                nodes are available: 2 No preemption victims found for incoming pod.";
    assert_eq!(lab.events("Pod", "learns"), [format!("FailedScheduling: {text}")]);
}

#[test]
fn the_important_pod_pushes_the_other_out() {
    let mut lab = Lab::new(1);
    for (name, value) in [("high", 1000), ("low", 10)] {
        lab.create(obj!({
            "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name}, "value": value,
        }));
    }
    let spec = |class: &'static str, priority: i64| {
        let mut s = asks("3");
        s.set("priorityClassName", class);
        s.set("priority", priority);
        s
    };
    lab.create(pod("low", spec("low", 10)));
    lab.run(1);
    assert_eq!(node_of(&mut lab, "low"), "node1");
    let high = lab.create(pod("high", spec("high", 1000)));
    lab.run(3);
    assert_eq!(node_of(&mut lab, "high"), "node1");
    assert!(lab.find(kinds::POD, "default", "low").is_none());
    let uid = api::meta::uid(&high).to_string();
    assert_eq!(lab.events("Pod", "low").last().unwrap(), &format!("Preempted: Preempted by pod {uid} on node node1"));
    assert_eq!(lab.events("Pod", "high")[0], "FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.");
}

#[test]
fn room_on_a_node_that_is_closed_is_not_waited_for() {
    let mut lab = Lab::new(2);
    lab.create(obj!({
        "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "high"}, "value": 1000,
    }));
    for (small, node) in [("a", "node1"), ("b", "node2")] {
        let mut spec = asks("500m");
        spec.set("nodeName", node);
        lab.create(pod(small, spec));
    }
    lab.create(pod("one", asks("3")));
    lab.create(pod("two", asks("3")));
    lab.run(1);
    lab.stubborn = true;
    let mut spec = asks("3");
    spec.set("priorityClassName", "high");
    lab.create(pod("high", spec));
    lab.run(2);
    let nominated =
        |lab: &mut Lab| lab.get(kinds::POD, "default", "high").get("status").str("nominatedNodeName").to_string();
    let first = nominated(&mut lab);
    lab.patch(kinds::NODE, if first == "node1" { "node1" } else { "node2" }, obj!({"spec": {"unschedulable": true}}));
    // Some room comes, so that the pod is looked at again.
    for small in ["a", "b"] {
        let mut request = Request::new(Verb::Delete, kinds::POD.gvr(), "default", small);
        request.options.grace_period_seconds = Some(0);
        assert!(lab.c.handle(request).code < 300);
    }
    lab.run(8);
    let second = nominated(&mut lab);
    assert!(!second.is_empty() && second != first, "{first} {second}: {:#?}", lab.events("Pod", "high"));
}

#[test]
fn near_and_far() {
    let mut lab = Lab::new(3);
    lab.create(pod("cache", obj!({"nodeName": "node2"})));
    lab.run(1);
    let term = |app: &'static str| obj!([{"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": app}}}]);
    let near =
        |app| obj!({"affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": (term(app))}}});
    let far =
        |app| obj!({"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": (term(app))}}});
    lab.create(pod("near", near("cache")));
    lab.create(pod("nowhere", near("nosuch")));
    lab.create(pod("far", far("cache")));
    lab.run(2);
    assert_eq!(node_of(&mut lab, "near"), "node2");
    assert_ne!(node_of(&mut lab, "far"), "node2");
    let text = "0/3 nodes are available: 3 node(s) didn't match pod affinity rules. no new claims to deallocate, \
                preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";
    assert_eq!(lab.events("Pod", "nowhere"), [format!("FailedScheduling: {text}")]);
}

#[test]
fn hard_spreading() {
    let mut lab = Lab::new(0);
    for (name, zone) in [("a1", "a"), ("a2", "a"), ("b1", "b")] {
        lab.add_node(name, obj!({"zone": zone}));
    }
    let mut d = crate::testing::deployment("spread", 4);
    let constraint = obj!({
        "maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": "spread"}},
    });
    d.at_mut(&["spec", "template", "spec"]).set("topologySpreadConstraints", vec![constraint]);
    lab.create(d);
    lab.run(2);
    let on_b = lab.pods().iter().filter(|p| p.get("spec").str("nodeName") == "b1").count();
    assert_eq!(on_b, 2);
}

#[test]
fn the_decision_is_explained() {
    let mut lab = Lab::new(2);
    lab.patch(kinds::NODE, "node2", obj!({"spec": {"unschedulable": true}}));
    lab.run(1);
    lab.c.take_facts();
    lab.create(pod("web", Value::object()));
    lab.run(1);
    let facts = lab.c.take_facts();
    let nodes = facts.iter().find_map(|f| match &f.what {
        crate::facts::What::Scheduled { node, nodes, .. } if node == "node1" => Some(nodes.clone()),
        _ => None,
    });
    let nodes = nodes.expect("a decision is a fact");
    let other = nodes.iter().find(|n| n.node == "node2").expect("every node is told of");
    assert_eq!(other.rejected, Some(("NodeUnschedulable", "node(s) were unschedulable".into())));
}

#[test]
fn a_stopped_scheduler_does_nothing_until_it_runs_again() {
    let mut lab = Lab::new(1);
    lab.c.world().stopped.insert("kube-scheduler".into());
    lab.create(pod("web", Value::object()));
    lab.run(5);
    assert_eq!(node_of(&mut lab, "web"), "");
    lab.c.world().stopped.clear();
    lab.run(1);
    assert_eq!(node_of(&mut lab, "web"), "node1");
}

/// A claim of a class whose volumes are made where the pod goes.
fn waiting_claim(lab: &mut Lab, name: &'static str, mode: &'static str) {
    if lab.find(kinds::STORAGE_CLASS, "", "local-path").is_none() {
        lab.create(obj!({
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "local-path"},
            "provisioner": "rancher.io/local-path", "volumeBindingMode": "WaitForFirstConsumer",
        }));
    }
    lab.create(obj!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name},
        "spec": {
            "accessModes": [mode], "storageClassName": "local-path", "resources": {"requests": {"storage": "1Gi"}},
        },
    }));
}

fn with_claim(mut spec: Value, claim: &'static str) -> Value {
    spec.set("volumes", obj!([{"name": "d", "persistentVolumeClaim": {"claimName": claim}}]));
    spec
}

#[test]
fn a_pod_that_waits_for_its_volume_counts_where_it_will_be() {
    let mut lab = Lab::new(2);
    waiting_claim(&mut lab, "one", "ReadWriteOnce");
    waiting_claim(&mut lab, "two", "ReadWriteOnce");
    lab.create(pod("a", with_claim(asks("3"), "one")));
    lab.create(pod("b", with_claim(asks("3"), "two")));
    lab.create(pod("c", asks("3")));
    lab.run(8);
    let mut nodes = [node_of(&mut lab, "a"), node_of(&mut lab, "b")];
    nodes.order();
    assert_eq!(nodes, ["node1", "node2"]);
    assert_eq!(node_of(&mut lab, "c"), "", "both nodes are full although nothing runs there yet");
    lab.delete(kinds::POD, "a");
    lab.run(4);
    assert_ne!(node_of(&mut lab, "c"), "");
}

#[test]
fn pods_of_one_claim_go_where_its_volume_is_made() {
    let mut lab = Lab::new(3);
    waiting_claim(&mut lab, "shared", "ReadWriteOnce");
    for name in ["a", "b", "c"] {
        lab.create(pod(name, with_claim(asks("100m"), "shared")));
    }
    lab.run(8);
    let node = node_of(&mut lab, "a");
    assert_ne!(node, "");
    assert_eq!(["b", "c"].map(|name| node_of(&mut lab, name)), [node.clone(), node]);
}

#[test]
fn a_claim_for_one_pod_is_used_by_one_pod() {
    let mut lab = Lab::new(2);
    waiting_claim(&mut lab, "alone", "ReadWriteOncePod");
    lab.create(pod("first", with_claim(asks("100m"), "alone")));
    lab.create(pod("second", with_claim(asks("100m"), "alone")));
    lab.run(8);
    assert_ne!(node_of(&mut lab, "first"), "");
    assert_eq!(node_of(&mut lab, "second"), "");
    let why = "2 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode";
    assert!(lab.events("Pod", "second")[0].contains(why), "{:?}", lab.events("Pod", "second"));
    lab.delete(kinds::POD, "first");
    lab.run(4);
    assert_ne!(node_of(&mut lab, "second"), "");
}

#[test]
fn while_its_volumes_come_a_pod_shows_where_it_will_be() {
    let mut lab = Lab::new(1);
    lab.create(obj!({
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "late"},
        "provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer",
    }));
    let common = || obj!({"accessModes": ["ReadWriteOnce"], "storageClassName": "late", "volumeMode": "Filesystem"});
    let with = |key: &'static str, value: Value| {
        let mut spec = common();
        spec.set(key, value);
        spec
    };
    let mut volume = with("capacity", obj!({"storage": "1Gi"}));
    volume.set("hostPath", obj!({"path": "/tmp/v"}));
    volume.set("persistentVolumeReclaimPolicy", "Retain");
    lab.create(obj!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "v"}, "spec": volume}));
    let claim = with("resources", obj!({"requests": {"storage": "1Gi"}}));
    lab.create(obj!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "v"}, "spec": claim}));
    lab.run(2);
    lab.create(pod("db", obj!({"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "v"}}]})));
    let places = |lab: &mut Lab| {
        let pod = lab.get(kinds::POD, "default", "db");
        (pod.get("status").str("nominatedNodeName").to_string(), pod.get("spec").str("nodeName").to_string())
    };
    lab.c.advance_to(lab.c.now() + std::time::Duration::from_millis(300));
    assert_eq!(places(&mut lab), ("node1".into(), String::new()));
    lab.run(2);
    assert_eq!(places(&mut lab), (String::new(), "node1".into()));
}

#[test]
fn a_pod_whose_volumes_do_not_come_is_put_back() {
    let mut lab = Lab::new(2);
    lab.create(obj!({
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "zoned"},
        "provisioner": "example.com/none", "volumeBindingMode": "WaitForFirstConsumer",
        "allowedTopologies": [{"matchLabelExpressions": [{"key": "zone", "values": ["a"]}]}],
    }));
    let spec = obj!({
        "accessModes": ["ReadWriteOnce"], "storageClassName": "zoned", "volumeMode": "Filesystem",
        "resources": {"requests": {"storage": "1Gi"}},
    });
    lab.create(obj!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "v"}, "spec": spec}));
    lab.create(pod("db", obj!({"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "v"}}]})));
    lab.run(3);
    let nowhere = "2 node(s) didn't find available persistent volumes to bind";
    assert!(lab.events("Pod", "db").iter().any(|e| e.contains(nowhere)), "{:?}", lab.events("Pod", "db"));
    lab.patch(kinds::NODE, "node2", obj!({"metadata": {"labels": {"zone": "a"}}}));
    lab.run(10);
    let claim = lab.get(kinds::PERSISTENT_VOLUME_CLAIM, "default", "v");
    let selected = api::meta::annotations(&claim).get("volume.kubernetes.io/selected-node").cloned();
    assert_eq!(selected, Some("node2".into()));
    let late = "FailedScheduling: running PreBind plugin \"VolumeBinding\": binding volumes: context deadline exceeded";
    assert!(!lab.events("Pod", "db").contains(&late.to_string()));
    lab.run(600);
    assert!(lab.events("Pod", "db").contains(&late.to_string()), "{:?}", lab.events("Pod", "db"));
}
