use super::*;

fn with(mut spec: Value, field: &'static str, value: Value) -> Value {
    spec.field_mut("containers").list_mut()[0].set(field, value);
    spec
}

#[test]
fn readiness_follows_a_port() {
    let mut bench = Bench::new();
    let probe = obj!({"tcpSocket": {"port": 8080}, "periodSeconds": 2i64});
    bench.pod("web", with(one("nginx:1.14"), "readinessProbe", probe));
    bench.watch("web", 8);
    assert_eq!(bench.story().last(), Some(&"0/1 Running"));
    let events = bench.events("web");
    assert!(events.iter().any(|e| e.contains("Readiness probe failed: dial tcp 10.244.1.")), "{events:#?}");
}

#[test]
fn liveness_by_http_restarts_what_answers_with_an_error() {
    let mut bench = Bench::new();
    let probe = obj!({"httpGet": {"path": "/healthz", "port": 80}, "periodSeconds": 2i64});
    let mut spec = with(one("nginx:1.14"), "livenessProbe", probe);
    spec.set("terminationGracePeriodSeconds", 1i64);
    bench.pod("web", spec);
    bench.watch("web", 12);
    let events = bench.events("web");
    assert!(
        events.iter().any(|e| e.ends_with("Liveness probe failed: HTTP probe failed with statuscode: 404")),
        "{events:#?}"
    );
    assert!(events.iter().any(|e| e.ends_with("Container c failed liveness probe, will be restarted")), "{events:#?}");
    let restarts = bench.get("web").get("status").list("containerStatuses")[0].int("restartCount");
    assert_eq!(restarts, Some(1));
}

#[test]
fn a_startup_probe_holds_the_others_back() {
    let mut bench = Bench::new();
    let startup = obj!({"httpGet": {"path": "/", "port": 80}, "periodSeconds": 2i64, "failureThreshold": 10i64});
    let spec = obj!({"containers": [{
        "name": "c", "image": "nginx:1.14", "command": ["sh", "-c", "sleep 5; nginx -g \"daemon off;\""],
        "startupProbe": startup,
    }]});
    bench.pod("slow", spec);
    bench.watch("slow", 4);
    assert_eq!(bench.story().last(), Some(&"0/1 Running"));
    bench.watch("slow", 6);
    assert_eq!(bench.story().last(), Some(&"1/1 Running"));
}

#[test]
fn hooks_run_when_a_container_starts_and_stops() {
    let mut bench = Bench::new();
    let hook = |text: &str| obj!({"exec": {"command": ["sh", "-c", (text.to_string())]}});
    let lifecycle = obj!({"postStart": (hook("echo began > /tmp/a")), "preStop": (hook("sleep 5"))});
    bench.pod("web", with(one("nginx:1.14"), "lifecycle", lifecycle));
    bench.watch("web", 5);
    assert_eq!(bench.exec("web", &["cat", "/tmp/a"]).0, "began\n");
    bench.delete("web");
    bench.watch("web", 4);
    assert_eq!(bench.story().last(), Some(&"1/1 Terminating"));
    bench.watch("web", 4);
    assert_eq!(bench.story().last(), Some(&"gone"));
}

#[test]
fn a_hook_that_fails_ends_its_container() {
    let mut bench = Bench::new();
    let lifecycle = obj!({"postStart": {"exec": {"command": ["sh", "-c", "exit 3"]}}});
    let mut spec = with(one("nginx:1.14"), "lifecycle", lifecycle);
    spec.set("terminationGracePeriodSeconds", 1i64);
    bench.pod("web", spec);
    bench.watch("web", 6);
    let events = bench.events("web");
    assert!(events.iter().any(|e| e.starts_with("FailedPostStartHook")), "{events:#?}");
    assert!(bench.get("web").get("status").list("containerStatuses")[0].int("restartCount") > Some(0));
}

#[test]
fn a_probe_that_cannot_look_counts_neither_way() {
    let mut bench = Bench::new();
    for (name, probe, why) in [
        (
            "exec",
            obj!({"exec": {"command": ["nosuch"]}}),
            "exec: \"nosuch\": executable file not found in $PATH: unknown",
        ),
        ("port", obj!({"tcpSocket": {"port": "web"}}), "strconv.Atoi: parsing \"web\": invalid syntax"),
    ] {
        let mut probe = probe;
        probe.set("periodSeconds", 1i64);
        bench.pod(name, with(one("nginx:1.14"), "livenessProbe", probe));
        bench.watch(name, 8);
        let events = bench.events(name);
        let errored =
            |e: &&String| e.contains("Liveness probe errored and resulted in unknown state: ") && e.ends_with(why);
        assert!(events.iter().any(|e| errored(&e)), "{events:#?}");
        assert_eq!(bench.get(name).get("status").list("containerStatuses")[0].int("restartCount"), Some(0));
    }
}

#[test]
fn a_server_without_tls_fails_a_probe_by_https() {
    let mut bench = Bench::new();
    let probe = obj!({"httpGet": {"path": "/", "port": 80, "scheme": "HTTPS"}, "periodSeconds": 1i64});
    bench.pod("web", with(one("nginx:1.14"), "readinessProbe", probe));
    bench.watch("web", 4);
    let events = bench.events("web");
    assert!(events.iter().any(|e| e.ends_with("/\": http: server gave HTTP response to HTTPS client")), "{events:#?}");
    let own = bench.cluster.api().read(POD, "kube-system", "kube-apiserver-master").unwrap_or_default();
    assert!(own.get("status").list("containerStatuses")[0].bool("ready"), "which speaks TLS");
}

#[test]
fn a_container_whose_hook_failed_is_shown_when_it_has_ended() {
    let mut bench = Bench::new();
    let lifecycle = obj!({"postStart": {"exec": {"command": ["nosuch"]}}});
    let mut spec = with(shell("sleep 1000"), "lifecycle", lifecycle);
    spec.set("terminationGracePeriodSeconds", 8i64);
    bench.pod("busy", spec);
    bench.watch("busy", 6);
    assert_eq!(bench.story().last(), Some(&"0/1 ContainerCreating"));
    assert!(bench.events("busy").iter().any(|e| e == "Killing x1: FailedPostStartHook"));
    bench.watch("busy", 5);
    assert_eq!(bench.story().last(), Some(&"0/1 PostStartHookError"));
}
