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

#[test]
fn a_tag_that_is_not_there() {
    let mut bench = Bench::new();
    bench.pod("lost", one("hub.test.com/nginx"));
    bench.watch("lost", 60);
    let story = bench.story();
    assert_eq!(story[2..6], ["0/1 ErrImagePull", "0/1 ImagePullBackOff", "0/1 ErrImagePull", "0/1 ImagePullBackOff"]);
}
