use super::*;

#[test]
fn nodes_register_and_are_ready() {
    let bench = Bench::new();
    let worker = node(&bench, "worker01");
    let ready = worker.get("status").list("conditions").iter().find(|c| c.str("type") == "Ready").unwrap();
    assert_eq!(ready.str("status"), "True");
    assert_eq!(worker.at(&["status", "allocatable", "memory"]).as_str(), Some("8092Mi"));
    assert!(bench.cluster.api().read(POD, "kube-system", "etcd-master").is_some());
}

#[test]
fn a_pod_runs_and_goes() {
    let mut bench = Bench::new();
    bench.pod("web", one("nginx:1.14"));
    bench.watch("web", 5);
    assert_eq!(bench.story()[1..], ["0/1 ContainerCreating", "1/1 Running"]);
    let pod = bench.get("web");
    assert!(pod.get("status").str("podIP").starts_with("10.244.1."), "{:?}", pod.get("status"));
    let all_true = pod.get("status").list("conditions").iter().all(|c| c.str("status") == "True");
    assert!(all_true, "{:?}", pod.get("status").get("conditions"));
    bench.delete("web");
    bench.watch("web", 40);
    assert_eq!(bench.story().last(), Some(&"gone"));
}

/// Each status of a pod that was stored: phase, whether its container has ended, whether it has a sandbox.
fn statuses(bench: &mut Bench, name: &str, seconds: u64) -> Vec<String> {
    let end = bench.cluster.now() + Duration::from_secs(seconds);
    let mut seen: Vec<(String, String)> = Vec::new();
    while let Some(at) = bench.cluster.next_deadline().filter(|at| *at <= end) {
        bench.cluster.step(at);
        let pod = bench.get(name);
        let version = pod.get("metadata").str("resourceVersion").to_string();
        if seen.last().is_some_and(|(last, _)| *last == version) {
            continue;
        }
        let status = pod.get("status");
        let state = status.list("containerStatuses").first().map(|s| s.get("state").clone()).unwrap_or_default();
        let ready = status.list("conditions").iter().find(|c| c.str("type") == "PodReadyToStartContainers");
        let sandbox = ready.map_or("", |c| c.str("status"));
        let ended = if state.has("terminated") { "ended" } else { "" };
        seen.push((version, format!("{} {ended} {sandbox}", status.str("phase"))));
    }
    seen.into_iter().map(|(_, shown)| shown).collect()
}

#[test]
fn a_pod_has_succeeded_when_what_is_left_of_it_has_been_stopped() {
    let mut bench = Bench::new();
    let mut spec = shell("sleep 2");
    spec.set("restartPolicy", "Never");
    bench.pod("job", spec);
    let told = statuses(&mut bench, "job", 10);
    assert_eq!(told[told.len() - 3..], ["Running  True", "Running ended True", "Succeeded ended False"]);
}

#[test]
fn containers_are_told_of_in_the_order_of_their_names() {
    let mut bench = Bench::new();
    let mut spec = shell("exit 3");
    spec.set("restartPolicy", "Never");
    spec.field_mut("containers").list_mut().push(obj!({"name": "a", "image": "busybox:1.36", "command": ["true"]}));
    bench.pod("two", spec);
    bench.watch("two", 8);
    let pod = bench.get("two");
    let names: Vec<&str> = pod.get("status").list("containerStatuses").iter().map(|s| s.str("name")).collect();
    assert_eq!((names, bench.story().last().copied()), (vec!["a", "c"], Some("0/2 Error")));
}

#[test]
fn what_was_initialized_stays_so_when_its_sidecars_have_ended() {
    let mut bench = Bench::new();
    let mut spec = shell("exit 3");
    spec.set("restartPolicy", "Never");
    spec.set("terminationGracePeriodSeconds", 1i64);
    let sidecar = ["sleep", "3600"];
    spec.set(
        "initContainers",
        obj!([{"name": "s", "image": "busybox:1.36", "restartPolicy": "Always", "command": (sidecar.map(Value::from).to_vec())}]),
    );
    bench.pod("job", spec);
    bench.watch("job", 12);
    let status = bench.get("job").get("status").clone();
    let initialized = status.list("conditions").iter().find(|c| c.str("type") == "Initialized").unwrap();
    assert_eq!((status.str("phase"), initialized.str("status")), ("Failed", "True"), "{status:?}");
    assert!(status.list("initContainerStatuses")[0].get("state").has("terminated"));
}

#[test]
fn a_pod_that_is_deleted_tells_once_how_it_ended() {
    let mut bench = Bench::new();
    bench.pod("web", one("nginx:1.14"));
    bench.watch("web", 5);
    bench.delete("web");
    let told = statuses(&mut bench, "web", 10);
    let ends: Vec<&String> = told.iter().filter(|t| t.contains("ended")).collect();
    assert_eq!(ends, ["Succeeded ended False"], "{told:?}");
}

#[test]
fn a_tag_that_is_not_there() {
    let mut bench = Bench::new();
    bench.pod("lost", one("hub.test.com/nginx"));
    bench.watch("lost", 60);
    let story = bench.story();
    assert_eq!(story[2..6], ["0/1 ErrImagePull", "0/1 ImagePullBackOff", "0/1 ErrImagePull", "0/1 ImagePullBackOff"]);
}

/// Deletes a pod that a finalizer holds, so that its last status can be read.
fn delete_held(bench: &mut Bench, name: &'static str) {
    let mut held = bench.get(name);
    held.set_at(&["metadata", "finalizers"], obj!(["example.com/hold"]));
    let body = Request::new(Verb::Update, POD.gvr(), "default", name).with_body(held);
    assert_eq!(bench.cluster.handle(body).code, 200);
    bench.delete(name);
    bench.watch(name, 4);
}

#[test]
fn a_pod_that_never_ran_ends_as_failed() {
    let mut bench = Bench::new();
    bench.pod("pull", one("nginx:nope"));
    bench.watch("pull", 4);
    delete_held(&mut bench, "pull");
    assert_eq!(bench.story().last(), Some(&"0/1 ContainerStatusUnknown"));
    assert_eq!(bench.get("pull").get("status").str("phase"), "Failed");
}

#[test]
fn init_containers_that_never_ran_say_nothing_of_the_others() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    spec.set("initContainers", obj!([{"name": "i", "image": "nginx:nope"}, {"name": "j", "image": "nginx:1.14"}]));
    bench.pod("pull", spec);
    bench.cluster.advance_to(bench.cluster.now() + Duration::from_secs(3));
    delete_held(&mut bench, "pull");
    let status = bench.get("pull").get("status").clone();
    let reasons = |field: &str| -> Vec<String> {
        let of = |s: &Value| {
            let state = ["waiting", "terminated"].map(|kind| s.get("state").get(kind).str("reason").to_string());
            state.concat()
        };
        status.list(field).iter().map(of).collect()
    };
    assert_eq!(reasons("initContainerStatuses"), ["ContainerStatusUnknown", "PodInitializing"]);
    assert_eq!((reasons("containerStatuses"), status.str("phase")), (vec!["PodInitializing".to_string()], "Failed"));
}

#[test]
fn a_hook_is_not_waited_for_beyond_the_grace_period() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    let hook = obj!({"preStop": {"exec": {"command": ["sleep", "100"]}}});
    spec.field_mut("containers").list_mut()[0].set("lifecycle", hook);
    spec.set("terminationGracePeriodSeconds", 3i64);
    bench.pod("web", spec);
    bench.watch("web", 4);
    bench.delete("web");
    bench.watch("web", 6);
    let story = bench.story();
    assert_eq!(story[story.len() - 2..], ["0/1 Completed", "gone"], "{story:?}");
}

#[test]
fn a_deadline_is_told_of_when_the_containers_have_ended() {
    let mut bench = Bench::new();
    let mut spec = shell("sleep 1000");
    spec.set("activeDeadlineSeconds", 3i64);
    spec.set("terminationGracePeriodSeconds", 4i64);
    bench.pod("late", spec);
    bench.watch("late", 5);
    let status = bench.get("late").get("status").clone();
    assert_eq!((status.str("phase"), status.str("reason")), ("Running", ""));
    bench.watch("late", 5);
    let status = bench.get("late").get("status").clone();
    assert_eq!((status.str("phase"), status.str("reason")), ("Failed", "DeadlineExceeded"));
}
