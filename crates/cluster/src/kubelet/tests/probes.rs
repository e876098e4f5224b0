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
fn a_hook_over_http_only_wants_to_be_heard() {
    let mut bench = Bench::new();
    let ask = |port: i64, scheme: &'static str| obj!({"httpGet": {"path": "/nosuch", "port": port, "scheme": scheme}});
    for (name, hook, told) in [
        ("heard", ask(80, "HTTP"), None),
        ("plain", ask(80, "HTTPS"), Some("LifecycleHTTPFallback x1: request to HTTPS lifecycle hook 10.244.")),
        ("deaf", ask(81, "HTTP"), Some("FailedPreStopHook x1: PreStopHook failed")),
        ("tcp", obj!({"tcpSocket": {"port": 80}}), Some("FailedPreStopHook x1: PreStopHook failed")),
    ] {
        bench.pod(name, with(one("nginx:1.14"), "lifecycle", obj!({"preStop": hook})));
        bench.watch(name, 4);
        bench.delete(name);
        bench.watch(name, 4);
        assert_eq!(bench.story().last(), Some(&"gone"));
        let events = bench.events(name);
        let found = events.iter().find(|e| e.contains("PreStopHook") || e.contains("Fallback"));
        assert_eq!(found.is_some(), told.is_some(), "{events:#?}");
        assert!(found.is_none_or(|e| e.starts_with(told.unwrap_or("?"))), "{events:#?}");
    }
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
    let waiting = bench.get("busy").get("status").list("containerStatuses")[0].get("state").get("waiting").clone();
    assert!(
        waiting.str("message").starts_with("Exec lifecycle hook ([nosuch]) for Container \"c\" in Pod \"busy_default(")
    );
    assert!(waiting.str("message").ends_with(": unknown, message: \"\""), "{waiting:?}");
}

fn conditions(bench: &Bench, pod: &str) -> Vec<String> {
    let pod = bench.get(pod);
    let told = |c: &Value| format!("{}={}", c.str("type"), c.str("status"));
    pod.get("status").list("conditions").iter().map(told).collect()
}

fn put_status(bench: &mut Bench, name: &'static str, change: impl FnOnce(&mut Value)) {
    let mut pod = bench.get(name);
    change(pod.field_mut("status"));
    let request = Request::new(Verb::Update, POD.gvr(), "default", name);
    let answer = bench.cluster.handle(Request { subresource: "status".into(), ..request }.with_body(pod));
    assert_eq!(answer.code, 200, "{answer:?}");
}

#[test]
fn a_readiness_gate_opens_at_once() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    spec.set("readinessGates", obj!([{"conditionType": "example.com/ok"}]));
    bench.pod("web", spec);
    bench.watch("web", 4);
    assert!(conditions(&bench, "web").contains(&"Ready=False".to_string()));
    for (open, ready) in [("False", "Ready=False"), ("True", "Ready=True"), ("False", "Ready=False")] {
        put_status(&mut bench, "web", |status| {
            let list = status.field_mut("conditions").list_mut();
            list.retain(|c| c.str("type") != "example.com/ok");
            list.push(obj!({"type": "example.com/ok", "status": open}));
        });
        bench.watch("web", 2);
        assert!(conditions(&bench, "web").contains(&ready.to_string()), "{open}");
    }
    let pod = bench.get("web");
    let ready = pod.get("status").list("conditions").iter().find(|c| c.str("type") == "Ready").unwrap();
    let message = "the status of pod readiness gate \"example.com/ok\" is not \"True\", but False";
    assert_eq!((ready.str("reason"), ready.str("message")), ("ReadinessGatesNotReady", message));
}

#[test]
fn what_others_write_into_a_status_does_not_last() {
    let mut bench = Bench::new();
    bench.pod("web", one("nginx:1.14"));
    bench.watch("web", 4);
    let before = bench.get("web").get("status").clone();
    put_status(&mut bench, "web", |status| {
        status.set("phase", "Failed");
        status.set("podIP", "10.9.9.9");
        status.set("podIPs", obj!([{"ip": "10.9.9.9"}]));
        let theirs = obj!({"type": "example.com/seen", "status": "True", "lastProbeTime": (Value::Null)});
        status.set("conditions", vec![theirs]);
    });
    assert_eq!(bench.get("web").get("status").str("phase"), "Failed");
    bench.watch("web", 11);
    let mut after = bench.get("web").get("status").clone();
    assert!(conditions(&bench, "web").contains(&"example.com/seen=True".to_string()));
    after.field_mut("conditions").list_mut().retain(|c| c.str("type") != "example.com/seen");
    assert_eq!(after, before);
}

#[test]
fn a_probe_may_ask_another_host() {
    let mut bench = Bench::new();
    bench.pod("other", one("nginx:1.14"));
    bench.watch("other", 4);
    let there = bench.get("other").get("status").text("podIP");
    let probing = |host: &str, handler: &'static str, port: i64| {
        let mut spec = shell("sleep 100");
        let mut probe = obj!({"periodSeconds": 2});
        probe.set(handler, obj!({"host": (host.to_string()), "port": port}));
        spec.field_mut("containers").list_mut()[0].set("readinessProbe", probe);
        spec
    };
    let cases = [
        (&*there, "httpGet", 80, ""),
        (&*there, "tcpSocket", 80, ""),
        (&*there, "tcpSocket", 81, "connect: connection refused"),
        ("no.such.host", "httpGet", 80, "dial tcp: lookup no.such.host on 192.168.10.1:53: no such host"),
    ];
    for (i, (host, handler, port, wanted)) in cases.into_iter().enumerate() {
        let name = format!("p{i}");
        bench.pod(&name, probing(host, handler, port));
        bench.watch(&name, 8);
        let ready = conditions(&bench, &name).contains(&"Ready=True".to_string());
        assert_eq!(ready, wanted.is_empty(), "{host} {handler} {port}: {:#?}", bench.events(&name));
        assert!(ready || bench.events(&name).iter().any(|e| e.ends_with(wanted)), "{:#?}", bench.events(&name));
    }
}

#[test]
fn a_probe_goes_where_it_is_sent_on_its_own_host() {
    let away = "Probe terminated redirects, Response body: <html>\r\n<head><title>301 Moved Permanently";
    let rows = [
        ("302 /ok", true, String::new()),
        ("302 /missing", false, ": Readiness probe failed: HTTP probe failed with statuscode: 404".into()),
        ("301 http://example.com/", true, format!(": Readiness probe warning: {away}")),
    ];
    for (to, ready, told) in rows {
        let mut bench = Bench::new();
        let places = format!("location /ok {{ return 200 fine; }} location /p {{ return {to}; }}");
        let write = format!("echo 'server {{ listen 80; {places} }}' > /etc/nginx/conf.d/default.conf");
        let mut spec = with(
            one("nginx:1.29"),
            "readinessProbe",
            obj!({"httpGet": {"path": "/p", "port": 80}, "periodSeconds": 5i64}),
        );
        let run = format!("{write}; exec nginx -g 'daemon off;'");
        spec.field_mut("containers").list_mut()[0].set("command", obj!(["sh", "-c", run]));
        bench.pod("web", spec);
        bench.watch("web", 10);
        let last = if ready { "1/1 Running" } else { "0/1 Running" };
        assert_eq!(bench.story().last(), Some(&last), "{to}");
        let events = bench.events("web");
        // How often it was said by then hangs on when the first probe came.
        assert!(events.iter().any(|e| e.contains(&told)), "{to}: {events:#?}");
        let followed = bench.logs("web").contains("\"GET /ok HTTP/1.1\" 200 4 \"http://10.244.1.");
        assert_eq!(followed, to == "302 /ok", "{}", bench.logs("web"));
    }
}
