use super::*;

fn container(bench: &Bench, pod: &str) -> Value {
    bench.get(pod).get("status").list("containerStatuses").first().cloned().unwrap_or_default()
}

#[test]
fn a_pod_that_does_not_fit_is_refused() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    spec.field_mut("containers").list_mut()[0].set("resources", obj!({"requests": {"cpu": "5"}}));
    bench.pod("big", spec);
    bench.watch("big", 2);
    let status = bench.get("big").get("status").clone();
    assert_eq!((status.str("phase"), status.str("reason")), ("Failed", "OutOfcpu"));
    assert_eq!(
        status.str("message"),
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000"
    );
    bench.delete("big");
    bench.watch("big", 3);
    assert_eq!(bench.story().last(), Some(&"gone"));
}

#[test]
fn a_missing_config_map_holds_a_container_back() {
    let mut bench = Bench::new();
    let mut spec = shell("echo mode is $MODE; sleep 100");
    let from = obj!({"name": "MODE", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "mode"}}});
    spec.field_mut("containers").list_mut()[0].set("env", obj!([from]));
    bench.pod("cfg", spec);
    bench.watch("cfg", 4);
    let waiting = container(&bench, "cfg").get("state").get("waiting").clone();
    assert_eq!(
        (waiting.str("reason"), waiting.str("message")),
        ("CreateContainerConfigError", "configmap \"conf\" not found")
    );
    let conf = obj!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": {"mode": "blue"}});
    let kind = crate::kinds::CONFIG_MAP;
    bench.cluster.handle(Request::new(Verb::Create, kind.gvr(), "default", "").with_body(conf));
    bench.watch("cfg", 16);
    assert_eq!(bench.logs("cfg"), "mode is blue\n");
}

#[test]
fn missing_volumes_are_tried_again() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    spec.field_mut("containers").list_mut()[0].set("volumeMounts", obj!([{"name": "conf", "mountPath": "/conf"}]));
    spec.set("volumes", obj!([{"name": "conf", "configMap": {"name": "web-conf"}}]));
    bench.pod("vol", spec);
    bench.watch("vol", 10);
    assert_eq!(bench.story().last(), Some(&"0/1 ContainerCreating"));
    let events = bench.events("vol");
    let wanted = "FailedMount x5: MountVolume.SetUp failed for volume \"conf\" : configmap \"web-conf\" not found";
    assert!(events.iter().any(|e| e == wanted), "{events:#?}");
    let conf =
        obj!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web-conf"}, "data": {"a.conf": "x"}});
    bench.cluster.handle(Request::new(Verb::Create, crate::kinds::CONFIG_MAP.gvr(), "default", "").with_body(conf));
    bench.watch("vol", 10);
    assert_eq!(bench.exec("vol", &["cat", "/conf/a.conf"]).0, "x");
}

#[test]
fn a_killed_container_starts_again() {
    let mut bench = Bench::new();
    bench.pod("web", one("nginx:1.14"));
    bench.watch("web", 4);
    bench.cluster.world().kill("default", "web", "c");
    bench.watch("web", 3);
    let status = container(&bench, "web");
    assert_eq!(status.int("restartCount"), Some(1));
    assert_eq!(status.at(&["lastState", "terminated", "exitCode"]).as_i64(), Some(137));
}

#[test]
fn memory_beyond_a_limit_ends_the_container_and_beyond_the_node_the_pod() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    spec.field_mut("containers").list_mut()[0].set("resources", obj!({"limits": {"memory": "64Mi"}}));
    bench.pod("small", spec);
    bench.watch("small", 4);
    bench.cluster.world().fill_memory("default", "small", "c");
    bench.watch("small", 3);
    let last = container(&bench, "small").get("lastState").get("terminated").clone();
    assert_eq!((last.str("reason"), last.int("exitCode")), ("OOMKilled", Some(137)));

    bench.pod("free", one("nginx:1.14"));
    bench.watch("free", 4);
    bench.cluster.world().fill_memory("default", "free", "c");
    bench.watch("free", 30);
    let status = bench.get("free").get("status").clone();
    assert_eq!((status.str("phase"), status.str("reason")), ("Failed", "Evicted"));
    let pressed = node(&bench, "worker01");
    let pressed = pressed.get("status").list("conditions").iter().find(|c| c.str("type") == "MemoryPressure").unwrap();
    assert_eq!(pressed.str("status"), "True");
}

#[test]
fn a_node_that_is_cut_off_catches_up() {
    let mut bench = Bench::new();
    bench.pod("web", one("nginx:1.14"));
    bench.watch("web", 4);
    bench.cluster.world().cut("worker01", true);
    bench.watch("web", 1);
    bench.cluster.world().kill("default", "web", "c");
    bench.watch("web", 10);
    assert_eq!(container(&bench, "web").int("restartCount"), Some(0));
    bench.cluster.world().cut("worker01", false);
    bench.watch("web", 10);
    assert_eq!(container(&bench, "web").int("restartCount"), Some(1));
}

#[test]
fn the_mirror_of_a_static_pod_comes_back() {
    let mut bench = Bench::new();
    let read = |bench: &Bench| bench.cluster.api().read(POD, "kube-system", "etcd-master").unwrap_or_default();
    let before = read(&bench);
    let delete = Request::new(Verb::Delete, POD.gvr(), "kube-system", "etcd-master");
    assert!(bench.cluster.handle(delete).code < 300);
    bench.watch("none", 5);
    let after = read(&bench);
    assert_ne!(api::meta::uid(&before), api::meta::uid(&after));
    let id = |p: &Value| p.get("status").list("containerStatuses")[0].str("containerID").to_string();
    assert_eq!(id(&before), id(&after), "the container runs on");
    assert_eq!(after.get("status").str("phase"), "Running");
}
