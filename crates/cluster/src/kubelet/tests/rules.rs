use super::*;

fn container(name: &str, script: &str, action: &str, code: i64) -> Value {
    obj!({
        "name": (name.to_string()), "image": "busybox:1.36", "command": ["sh", "-c", (script.to_string())],
        "restartPolicy": "Never",
        "restartPolicyRules": [{"action": (action.to_string()), "exitCodes": {"operator": "In", "values": [(code)]}}],
    })
}

fn restarts(bench: &Bench, pod: &str) -> Vec<i64> {
    let pod = bench.get(pod);
    pod.get("status").list("containerStatuses").iter().map(|s| s.int("restartCount").unwrap_or(-1)).collect()
}

#[test]
fn a_rule_stands_above_the_policies() {
    let mut bench = Bench::new();
    let containers = obj!([
        (container("again", "sleep 1; exit 42", "Restart", 42)),
        (container("over", "sleep 1; exit 1", "Restart", 42))
    ]);
    bench.pod("rules", obj!({"containers": containers, "restartPolicy": "Never"}));
    bench.watch("rules", 8);
    let counts = restarts(&bench, "rules");
    assert!(counts[0] >= 1 && counts[1] == 0, "{counts:?}");
    assert_eq!(bench.get("rules").get("status").str("phase"), "Running");
}

#[test]
fn one_exit_restarts_all() {
    let mut bench = Bench::new();
    let main = obj!({"name": "main", "image": "busybox:1.36", "command": ["sleep", "3600"]});
    let init = obj!({"name": "init", "image": "busybox:1.36", "command": ["true"]});
    let containers = obj!([main, (container("trigger", "sleep 4; exit 7", "RestartAllContainers", 7))]);
    let spec = obj!({"containers": containers, "initContainers": [init], "restartPolicy": "Never"});
    bench.pod("gang", spec);
    bench.watch("gang", 10);
    assert_eq!(restarts(&bench, "gang"), [1, 1]);
    let status = bench.get("gang").get("status").clone();
    assert_eq!(status.str("phase"), "Running");
    assert_eq!(status.list("initContainerStatuses")[0].int("restartCount"), Some(1));
    let last = status.list("containerStatuses")[0].at(&["lastState", "terminated"]).clone();
    assert_eq!((last.str("reason"), last.int("exitCode")), ("RestartingAllContainers", Some(137)));
    assert!(bench.story().contains(&"0/2 RestartingAllContainers"), "{:?}", bench.story());
}

#[test]
fn the_greediest_pod_is_evicted_first() {
    let mut bench = Bench::new();
    let stress = |bytes: &str, request: &str| {
        let args = obj!(["stress", "--vm", "1", "--vm-bytes", (bytes.to_string()), "--vm-hang", "1"]);
        obj!({"containers": [{
            "name": "c", "image": "polinux/stress", "command": args,
            "resources": {"requests": {"memory": (request.to_string())}},
        }]})
    };
    bench.pod("modest", stress("3G", "3G"));
    bench.pod("greedy", stress("2500M", "100M"));
    bench.watch("modest", 8);
    assert_eq!(bench.get("greedy").get("status").str("phase"), "Running");
    bench.pod("late", stress("4G", "4G"));
    bench.watch("late", 20);
    let status = bench.get("greedy").get("status").clone();
    assert_eq!((status.str("phase"), status.str("reason")), ("Failed", "Evicted"));
    assert!(status.str("message").contains("Container c was using"), "{}", status.str("message"));
    for calm in ["modest", "late"] {
        assert_eq!(bench.get(calm).get("status").str("phase"), "Running", "{calm}");
    }
    let pressed = node(&bench, "worker01").get("status").list("conditions")[0].clone();
    assert_eq!((pressed.str("type"), pressed.str("status")), ("MemoryPressure", "True"));
}

#[test]
fn a_volume_beyond_its_limit_evicts_its_pod() {
    let mut bench = Bench::new();
    let mut spec = shell("head -c 3000000 /dev/zero > /cache/big; sleep 3600");
    spec.field_mut("containers").list_mut()[0].set("volumeMounts", obj!([{"name": "cache", "mountPath": "/cache"}]));
    spec.set("volumes", obj!([{"name": "cache", "emptyDir": {"sizeLimit": "2Mi"}}]));
    bench.pod("full", spec);
    bench.watch("full", 20);
    assert_eq!(bench.get("full").get("status").str("phase"), "Running", "volumes are measured once a minute");
    bench.watch("full", 25);
    let status = bench.get("full").get("status").clone();
    assert_eq!((status.str("phase"), status.str("reason")), ("Failed", "Evicted"));
    assert_eq!(status.str("message"), "Usage of EmptyDir volume \"cache\" exceeds the limit \"2Mi\". ");
}
