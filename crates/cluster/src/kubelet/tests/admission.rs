use super::*;

#[test]
fn a_pod_that_does_not_fit_is_refused() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    spec.field_mut("containers").list_mut()[0].set("resources", obj!({"requests": {"cpu": "5"}}));
    bench.pod("big", spec);
    bench.watch("big", 2);
    let status = bench.get("big").get("status").clone();
    assert_eq!((status.str("phase"), status.str("reason")), ("Failed", "OutOfcpu"));
    assert_eq!(status.int("observedGeneration"), Some(1));
    assert_eq!(
        status.str("message"),
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000"
    );
    bench.delete("big");
    bench.watch("big", 3);
    assert_eq!(bench.story().last(), Some(&"gone"));
}

#[test]
fn a_parameter_of_the_kernel_that_all_pods_share_is_not_set() {
    for (name, refused) in [("kernel.msgmax", true), ("net.ipv4.tcp_syncookies", false)] {
        let mut bench = Bench::new();
        let mut spec = one("nginx:1.14");
        spec.set("securityContext", obj!({"sysctls": [{"name": name, "value": "1"}]}));
        bench.pod("web", spec);
        bench.watch("web", 4);
        let status = bench.get("web").get("status").clone();
        let refusal = ("SysctlForbidden", "Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not allowlisted");
        let wanted = if refused { refusal } else { ("", "") };
        assert_eq!((status.str("reason"), status.str("message")), wanted);
    }
}

#[test]
fn who_assigns_a_pod_by_hand_is_checked_by_the_node() {
    let mut bench = Bench::new();
    // Where nobody evicts the pod, the node's own word is heard.
    bench.cluster.world().stop("kube-controller-manager", true);
    let mut worker = node(&bench, "worker01");
    worker.field_mut("spec").set("taints", obj!([{"key": "k", "value": "v", "effect": "NoExecute"}]));
    let put = |bench: &mut Bench, object: Value| {
        let answer = bench.cluster.handle(Request::new(Verb::Update, NODE.gvr(), "", "worker01").with_body(object));
        assert_eq!(answer.code, 200, "{answer:?}");
    };
    put(&mut bench, worker.clone());
    let with = |field: &'static str, value: Value| {
        let mut spec = one("nginx:1.14");
        spec.set(field, value);
        spec
    };
    let reason = |bench: &mut Bench, name: &str, spec: Value| {
        bench.pod(name, spec);
        bench.watch(name, 3);
        let status = bench.get(name).get("status").clone();
        (status.str("reason").to_string(), status.str("message").to_string())
    };
    let (why, message) = reason(&mut bench, "tainted", one("nginx:1.14"));
    assert_eq!(why, "TaintToleration");
    assert_eq!(
        message,
        "Pod was rejected: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate"
    );
    assert_eq!(reason(&mut bench, "bears", with("tolerations", obj!([{"operator": "Exists"}]))).0, "");
    worker.field_mut("spec").remove("taints");
    worker.field_mut("metadata").remove("resourceVersion");
    put(&mut bench, worker);
    // What the node has never heard of is not the node's to refuse; of what it has, there may be too little.
    let asks = |name: &'static str| {
        let mut spec = one("nginx:1.14");
        let mut amounts = Value::object();
        amounts.set(name, "2");
        let resources = obj!({"requests": (amounts.clone()), "limits": amounts});
        spec.field_mut("containers").list_mut()[0].set("resources", resources);
        spec
    };
    assert_eq!(reason(&mut bench, "unknown", asks("example.com/foo")).0, "");
    let mut stored = node(&bench, "worker01");
    stored.field_mut("status").field_mut("capacity").set("example.com/bar", "1");
    let request = Request::new(Verb::Update, NODE.gvr(), "", "worker01");
    let request = Request { subresource: "status".into(), ..request };
    assert_eq!(bench.cluster.handle(request.with_body(stored)).code, 200);
    // What others say that the node has, its kubelet lets pods have with its next report.
    bench.watch("unknown", 11);
    assert_eq!(node(&bench, "worker01").at(&["status", "allocatable", "example.com/bar"]).as_str(), Some("1"));
    let (why, message) = reason(&mut bench, "short", asks("example.com/bar"));
    assert_eq!(why, "OutOfexample.com/bar");
    assert!(message.ends_with("example.com/bar, requested: 2, used: 0, capacity: 1"), "{message}");
    // Where the pod breaks several rules, affinity is told of before ports.
    let mut spec = with("nodeSelector", obj!({"gpu": "true"}));
    spec.field_mut("containers").list_mut()[0].set("ports", obj!([{"containerPort": 80, "hostPort": 8080}]));
    let mut first = one("nginx:1.14");
    first.field_mut("containers").list_mut()[0].set("ports", obj!([{"containerPort": 80, "hostPort": 8080}]));
    assert_eq!(reason(&mut bench, "has-port", first).0, "");
    assert_eq!(reason(&mut bench, "both", spec).0, "NodeAffinity");
}

#[test]
fn a_runtime_that_the_node_lacks_makes_no_sandbox() {
    let mut bench = Bench::new();
    for (name, handler) in [("plain", "runc"), ("guest", "runsc")] {
        let class = obj!({
            "apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": name}, "handler": handler,
        });
        let gvr = crate::kinds::RUNTIME_CLASS.gvr();
        assert_eq!(bench.cluster.handle(Request::new(Verb::Create, gvr, "", "").with_body(class)).code, 201);
        let mut spec = one("nginx:1.14");
        spec.set("runtimeClassName", name);
        bench.pod(name, spec);
        bench.watch(name, 15);
    }
    assert_eq!(bench.get("plain").get("status").str("phase"), "Running");
    assert_eq!(bench.story().last(), Some(&"0/1 ContainerCreating"));
    let wanted = "FailedCreatePodSandBox x2: Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get \
                  sandbox runtime: no runtime for \"runsc\" is configured";
    assert!(bench.events("guest").iter().any(|e| e == wanted), "{:#?}", bench.events("guest"));
}

#[test]
fn a_node_says_that_it_is_closed() {
    let mut bench = Bench::new();
    for cordoned in [true, false] {
        let mut worker = node(&bench, "worker01");
        worker.field_mut("spec").set("unschedulable", cordoned);
        bench.cluster.handle(Request::new(Verb::Update, NODE.gvr(), "", "worker01").with_body(worker));
        bench.cluster.advance_to(bench.cluster.now() + Duration::from_secs(11));
    }
    let say = |reason: &str| format!("{reason} x1: Node worker01 status is now: {reason}");
    assert_eq!(bench.events("worker01"), [say("NodeNotSchedulable"), say("NodeSchedulable")]);
}

#[test]
fn others_make_room_for_a_critical_pod() {
    let asks = |cpu: &'static str| {
        let mut spec = one("nginx:1.14");
        spec.field_mut("containers").list_mut()[0].set("resources", obj!({"requests": {"cpu": cpu}}));
        spec
    };
    let critical = |cpu| {
        let mut spec = asks(cpu);
        spec.set("priorityClassName", "system-node-critical");
        spec
    };
    let mut bench = Bench::new();
    for (name, cpu) in [("small", "500m"), ("middle", "1"), ("big", "2")] {
        bench.pod(name, asks(cpu));
    }
    bench.watch("big", 4);
    // A quarter of a processor is left: the pod that comes nearest to what is missing goes.
    bench.pod("needed", critical("1250m"));
    bench.watch("needed", 8);
    assert_eq!(bench.get("needed").get("status").str("phase"), "Running");
    let phase = |b: &Bench, name: &str| b.get(name).get("status").str("phase").to_string();
    let phases: Vec<String> = ["small", "middle", "big"].iter().map(|name| phase(&bench, name)).collect();
    assert_eq!(phases, ["Running", "Failed", "Running"]);
    let gone = bench.get("middle").get("status").clone();
    assert_eq!((gone.str("reason"), gone.str("message")), ("Preempting", "Preempted in order to admit critical pod"));
    let told = gone.list("conditions").iter().find(|c| c.str("type") == "DisruptionTarget").unwrap();
    assert_eq!(told.str("message"), "Pod was preempted by Kubelet to accommodate a critical pod.");
    assert!(bench.events("middle").iter().any(|e| e == "Preempting x1: Preempted in order to admit critical pod"));
    // What all of them together do not have, nobody gives.
    bench.pod("huge", critical("5"));
    bench.watch("huge", 2);
    let status = bench.get("huge").get("status").clone();
    assert_eq!(status.str("reason"), "UnexpectedAdmissionError");
    let end = "no set of running pods found to reclaim resources: [(res: cpu, q: 2250), ]";
    assert!(status.str("message").ends_with(end), "{}", status.str("message"));
}

#[test]
fn a_node_speaks_before_the_eviction_takes_the_pod_away() {
    let mut bench = Bench::new();
    let mut worker = node(&bench, "worker01");
    worker.field_mut("spec").set("taints", obj!([{"key": "k", "value": "v", "effect": "NoExecute"}]));
    bench.cluster.handle(Request::new(Verb::Update, NODE.gvr(), "", "worker01").with_body(worker));
    bench.pod("web", one("nginx:1.14"));
    bench.watch("web", 5);
    assert_eq!(bench.story().last(), Some(&"gone"));
    let events = bench.events("web");
    for reason in ["TaintToleration", "TaintManagerEviction"] {
        assert!(events.iter().any(|e| e.starts_with(reason)), "{events:#?}");
    }
}

#[test]
fn groups_that_the_runtime_cannot_keep_apart_are_refused() {
    let mut bench = Bench::new();
    for (name, policy) in [("merged", "Merge"), ("strict", "Strict")] {
        let mut spec = one("nginx:1.14");
        spec.set("securityContext", obj!({"supplementalGroupsPolicy": policy}));
        bench.pod(name, spec);
        bench.watch(name, 4);
    }
    assert_eq!(bench.get("merged").get("status").str("phase"), "Running");
    let status = bench.get("strict").get("status").clone();
    assert_eq!((status.str("phase"), status.str("reason")), ("Failed", "SupplementalGroupsPolicyNotSupported"));
    let message = "Pod was rejected: SupplementalGroupsPolicy=Strict is not supported in this node";
    assert_eq!(status.str("message"), message);
}
