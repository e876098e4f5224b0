use super::*;

#[test]
fn a_crash_is_restarted_with_growing_delays() {
    let mut bench = Bench::new();
    bench.pod("crash", shell("sleep 1; exit 1"));
    bench.watch("crash", 600);
    let runs: Vec<u64> = bench.seen.iter().filter(|(_, s)| s == "1/1 Running").map(|(t, _)| *t).collect();
    // The first restart comes at once, then 10, 20, 40, 80, 160 and 300 seconds after the end, by up to a half more.
    assert!(runs.len() >= 6, "{:?}", bench.seen);
    let gaps: Vec<u64> = runs.windows(2).map(|w| w[1] - w[0]).collect();
    for (gap, least) in gaps.iter().zip([0, 10, 20, 40, 80, 160]) {
        assert!((least..=least * 3 / 2 + 4).contains(gap), "{gaps:?}");
    }
    let events = bench.events("crash");
    assert!(
        events
            .iter()
            .any(|e| e.starts_with("BackOff")
                && e.contains("Back-off restarting failed container c in pod crash_default(")),
        "{events:#?}"
    );
}

#[test]
fn what_ends_well_and_is_not_restarted_has_succeeded() {
    let mut bench = Bench::new();
    let mut spec = shell("echo hello; sleep 3");
    spec.set("restartPolicy", "Never");
    bench.pod("hello", spec);
    bench.watch("hello", 12);
    assert_eq!(bench.get("hello").get("status").str("phase"), "Succeeded");
    assert_eq!(bench.logs("hello"), "hello\n");
    assert_eq!(bench.story().last(), Some(&"0/1 Completed"));
}

#[test]
fn a_command_that_is_not_there() {
    let mut bench = Bench::new();
    bench.pod("nocmd", obj!({"containers": [{"name": "c", "image": "busybox:1.36", "command": ["nosuchcommand"]}]}));
    bench.watch("nocmd", 5);
    let status = bench.get("nocmd").get("status").list("containerStatuses")[0].clone();
    assert_eq!(status.at(&["state", "waiting", "reason"]).as_str(), Some("RunContainerError"));
    assert_eq!(status.at(&["lastState", "terminated", "exitCode"]).as_i64(), Some(128));
    let message = status.at(&["lastState", "terminated", "message"]).as_str().unwrap_or("").to_string();
    assert!(message.ends_with("exec: \"nosuchcommand\": executable file not found in $PATH: unknown"), "{message}");
}

#[test]
fn two_servers_on_one_port() {
    let mut bench = Bench::new();
    let containers = obj!([{"name": "one", "image": "nginx:1.14"}, {"name": "two", "image": "nginx:1.14"}]);
    bench.pod("clash", obj!({"containers": containers}));
    bench.watch("clash", 6);
    let (log, ..) = bench.stream("clash", "log", SubOptions { container: "two".into(), ..SubOptions::default() });
    assert!(log.ends_with("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n"), "{log}");
}

#[test]
fn init_containers_run_in_order() {
    let mut bench = Bench::new();
    let init = |name: &str, text: &str| obj!({"name": (name.to_string()), "image": "busybox:1.36", "command": ["sh", "-c", (text.to_string())]});
    let mut spec = one("nginx:1.14");
    spec.set("initContainers", obj!([(init("a", "sleep 2; echo a")), (init("b", "sleep 2; echo b"))]));
    bench.pod("app", spec);
    bench.watch("app", 3);
    let phase = bench.get("app").get("status").clone();
    assert_eq!(phase.str("phase"), "Pending");
    assert_eq!(bench.logs("app"), "container \"c\" in pod \"app\" is waiting to start: PodInitializing");
    bench.watch("app", 7);
    assert_eq!(bench.get("app").get("status").str("phase"), "Running");
}

#[test]
fn a_sidecar_goes_last() {
    let mut bench = Bench::new();
    let sidecar = obj!({
        "name": "side", "image": "busybox:1.36", "restartPolicy": "Always",
        "command": ["sh", "-c", "while true; do echo tick; sleep 1; done"],
    });
    let mut spec = shell("sleep 4");
    spec.set("initContainers", obj!([sidecar]));
    spec.set("restartPolicy", "Never");
    bench.pod("pair", spec);
    bench.watch("pair", 4);
    assert_eq!(bench.get("pair").get("status").str("phase"), "Running");
    bench.watch("pair", 40);
    assert_eq!(bench.get("pair").get("status").str("phase"), "Succeeded");
}

#[test]
fn a_sidecar_has_time_to_end_after_others_that_use_up_the_grace_period() {
    let mut bench = Bench::new();
    let sidecar = obj!({
        "name": "side", "image": "nginx:1.14", "restartPolicy": "Always",
    });
    let mut spec = shell("trap '' TERM; while true; do sleep 1; done");
    spec.set("initContainers", obj!([sidecar]));
    spec.set("terminationGracePeriodSeconds", 5i64);
    spec.set("activeDeadlineSeconds", 4i64);
    bench.pod("pair", spec);
    bench.watch("pair", 7);
    let told = bench.events("pair").iter().filter(|e| e.starts_with("Killing")).count();
    assert_eq!(told, 2, "both are told at once");
    bench.watch("pair", 13);
    let status = bench.get("pair").get("status").clone();
    let code = |list: &str| status.list(list)[0].at(&["state", "terminated", "exitCode"]).as_i64();
    assert_eq!((code("initContainerStatuses"), code("containerStatuses")), (Some(0), Some(137)));
}

#[test]
fn others_wait_for_a_sidecar_that_never_starts() {
    let mut bench = Bench::new();
    let sidecar = obj!({
        "name": "side", "image": "busybox:1.36", "restartPolicy": "Always", "command": ["sleep", "600"],
        "startupProbe": {"exec": {"command": ["cat", "/nosuch"]}, "periodSeconds": 1, "failureThreshold": 2},
    });
    let mut spec = shell("sleep 600");
    spec.set("initContainers", obj!([sidecar]));
    spec.set("terminationGracePeriodSeconds", 1i64);
    bench.pod("pair", spec);
    bench.watch("pair", 60);
    let status = bench.get("pair").get("status").clone();
    assert!(status.list("initContainerStatuses")[0].int("restartCount") >= Some(3));
    assert_eq!(
        status.list("containerStatuses")[0].at(&["state", "waiting", "reason"]).as_str(),
        Some("PodInitializing")
    );
    let events = bench.events("pair");
    assert!(events.iter().any(|e| e.ends_with("Init container side failed startup probe")), "{events:#?}");
}

#[test]
fn a_pod_that_takes_too_long() {
    let mut bench = Bench::new();
    let mut spec = obj!({"containers": [{"name": "c", "image": "busybox:1.36", "command": ["sleep", "3600"]}]});
    spec.set("activeDeadlineSeconds", 5i64);
    spec.set("terminationGracePeriodSeconds", 1i64);
    bench.pod("late", spec);
    bench.watch("late", 12);
    let status = bench.get("late").get("status").clone();
    assert_eq!((status.str("phase"), status.str("reason")), ("Failed", "DeadlineExceeded"));
    let code = status.list("containerStatuses")[0].at(&["state", "terminated", "exitCode"]).as_i64();
    assert_eq!(code, Some(137));
}

#[test]
fn a_stubborn_container_is_killed_after_its_grace_period() {
    let mut bench = Bench::new();
    bench.pod("stubborn", shell("trap '' TERM; while true; do sleep 1; done"));
    bench.watch("stubborn", 4);
    bench.delete("stubborn");
    bench.watch("stubborn", 29);
    assert_eq!(bench.story().last(), Some(&"1/1 Terminating"));
    bench.watch("stubborn", 4);
    assert_eq!(bench.story().last(), Some(&"gone"));
}
