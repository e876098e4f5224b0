use super::*;
use api::request::PatchType;

fn with_resources(requests: Value) -> Value {
    let mut spec = one("nginx:1.27");
    spec.field_mut("containers").list_mut()[0].set("resources", obj!({"requests": requests}));
    spec
}

fn resize(bench: &mut Bench, pod: &str, requests: Value) -> api::Response {
    let patch = obj!({"spec": {"containers": [{"name": "c", "resources": {"requests": requests}}]}});
    let verb = Verb::Patch(PatchType::Strategic);
    let request = Request::new(verb, POD.gvr(), "default", Text::new(pod)).on("resize").with_body(patch);
    bench.cluster.handle(request)
}

fn condition(bench: &Bench, pod: &str, kind: &str) -> Value {
    let pod = bench.get(pod);
    pod.get("status").list("conditions").iter().find(|c| c.str("type") == kind).cloned().unwrap_or_default()
}

fn given(bench: &Bench, pod: &str) -> (String, i64) {
    let status = bench.get(pod).get("status").list("containerStatuses")[0].clone();
    (
        status.at(&["resources", "requests", "cpu"]).as_str().unwrap_or("").to_string(),
        status.int("restartCount").unwrap(),
    )
}

#[test]
fn processors_change_without_a_restart() {
    let mut bench = Bench::new();
    bench.pod("web", with_resources(obj!({"cpu": "500m", "memory": "64Mi"})));
    bench.watch("web", 4);
    assert_eq!(resize(&mut bench, "web", obj!({"cpu": "800m"})).code, 200);
    bench.watch("web", 3);
    assert_eq!(given(&bench, "web"), ("800m".into(), 0));
    let told: Vec<String> = bench.events("web").into_iter().filter(|e| e.starts_with("Resize")).collect();
    let what = "{\"containers\":[{\"name\":\"c\",\"resources\":{\"requests\":{\"cpu\":\"800m\",\"memory\":\"64Mi\"}}}],\"generation\":2}";
    assert_eq!(
        told,
        [
            format!("ResizeStarted x1: Pod resize started: {what}"),
            format!("ResizeCompleted x1: Pod resize completed: {what}")
        ]
    );
    assert!(condition(&bench, "web", "PodResizeInProgress").is_null());
}

#[test]
fn a_policy_may_want_a_restart() {
    let mut bench = Bench::new();
    let mut spec = with_resources(obj!({"cpu": "500m", "memory": "64Mi"}));
    let policy = obj!([{"resourceName": "memory", "restartPolicy": "RestartContainer"}]);
    spec.field_mut("containers").list_mut()[0].set("resizePolicy", policy);
    bench.pod("web", spec);
    bench.watch("web", 4);
    assert_eq!(resize(&mut bench, "web", obj!({"memory": "96Mi"})).code, 200);
    bench.watch("web", 5);
    assert_eq!(given(&bench, "web").1, 1);
    let killing = bench.events("web").into_iter().find(|e| e.starts_with("Killing"));
    assert_eq!(killing.as_deref(), Some("Killing x1: Container c resize requires restart"));
}

#[test]
fn what_does_not_fit_waits_for_room() {
    let mut bench = Bench::new();
    bench.pod("hog", with_resources(obj!({"cpu": "3"})));
    bench.pod("web", with_resources(obj!({"cpu": "500m"})));
    bench.watch("web", 4);
    assert_eq!(resize(&mut bench, "web", obj!({"cpu": "2"})).code, 200);
    bench.watch("web", 2);
    let pending = condition(&bench, "web", "PodResizePending");
    assert_eq!(
        (pending.str("reason"), pending.str("message")),
        ("Deferred", "Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000")
    );
    assert_eq!(given(&bench, "web"), ("500m".into(), 0));
    bench.delete("hog");
    bench.watch("web", 5);
    assert!(condition(&bench, "web", "PodResizePending").is_null());
    assert_eq!(given(&bench, "web"), ("2".into(), 0));
    // What no node of this size can ever give is refused at once.
    let answer = resize(&mut bench, "web", obj!({"cpu": "20"}));
    assert_eq!(answer.code, 403, "{answer:?}");
}

#[test]
fn a_pod_as_a_whole_gets_more_where_there_is_room() {
    let mut bench = Bench::new();
    bench.pod("hog", with_resources(obj!({"cpu": "2"})));
    let mut spec = one("nginx:1.27");
    spec.set("resources", obj!({"requests": {"cpu": "1"}}));
    bench.pod("web", spec);
    bench.watch("web", 4);
    let grow = |bench: &mut Bench, cpu: &'static str| {
        let patch = obj!({"spec": {"resources": {"requests": {"cpu": cpu}}}});
        let verb = Verb::Patch(PatchType::Strategic);
        let request = Request::new(verb, POD.gvr(), "default", "web").on("resize").with_body(patch);
        assert_eq!(bench.cluster.handle(request).code, 200);
        bench.watch("web", 3);
        bench.get("web").get("status").at(&["resources", "requests", "cpu"]).as_str().unwrap_or("").to_string()
    };
    assert_eq!(grow(&mut bench, "1500m"), "1500m");
    let started = |e: &&String| e.starts_with("ResizeStarted") || e.starts_with("ResizeCompleted");
    assert_eq!(bench.events("web").iter().filter(started).count(), 2);
    assert_eq!(grow(&mut bench, "3"), "1500m");
    assert_eq!(condition(&bench, "web", "PodResizePending").str("reason"), "Deferred");
    bench.delete("hog");
    bench.watch("web", 5);
    let status = bench.get("web").get("status").clone();
    assert_eq!(status.at(&["resources", "requests", "cpu"]).as_str(), Some("3"));
    assert!(condition(&bench, "web", "PodResizePending").is_null());
}
