use super::*;
use api::kinds::by_kind;
use api::{Verb, obj};

#[test]
fn an_object_is_stored_and_read() {
    let mut c = Cluster::new(Config { seed: 1, epoch: Time::from_seconds(1_795_228_142), ..Config::default() });
    let pods = by_kind("", "Pod").unwrap();
    let spec = obj!({"containers": [{"name": "web", "image": "nginx"}]});
    let pod = obj!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec});
    let made = c.handle(Request::new(Verb::Create, pods.gvr(), "default", "").with_body(pod));
    assert_eq!(made.code, 201);
    assert_eq!(api::meta::key(&c.api().read(pods, "default", "web").unwrap()), "default/web");
}

/// What a cluster does until a deployment of so many pods runs: happenings, writes, and objects that lists went through.
fn work_for(replicas: i64) -> [u64; 3] {
    let node = |i: usize| NodeConfig {
        name: if i == 0 { "master".into() } else { format!("worker{i:02}") },
        address: format!("192.168.10.{}", 10 + i),
        control_plane: i == 0,
    };
    let epoch = Time::from_seconds(1_795_228_142);
    let nodes = (0..=4).map(node).collect();
    let mut c = Cluster::new(Config { seed: 1, epoch, nodes, ..Config::default() });
    let before = [0, c.api().version(), c.api().objects_listed()];
    let deployment = obj!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
        "spec": {
            "replicas": replicas, "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "nginx", "image": "nginx:1.27"}]},
            },
        },
    });
    let service = obj!({
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},
        "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]},
    });
    for (kind, object) in [(kinds::DEPLOYMENT, deployment), (kinds::SERVICE, service)] {
        let made = c.handle(Request::new(Verb::Create, kind.gvr(), "default", "").with_body(object));
        assert_eq!(made.code, 201, "{made:?}");
    }
    let (mut steps, end) = (0, c.now() + Duration::from_secs(40));
    while c.step(end) {
        steps += 1;
    }
    let running = c.api().read_all(kinds::POD, "default").filter(|p| p.get("status").str("phase") == "Running");
    assert_eq!(running.count() as i64, replicas);
    let after = [steps, c.api().version(), c.api().objects_listed()];
    [0, 1, 2].map(|i| after[i] - before[i])
}

#[test]
fn work_grows_as_the_cluster_does() {
    let (few, many) = (work_for(100), work_for(400));
    for ((few, many), what) in few.into_iter().zip(many).zip(["happenings", "writes", "objects gone through in lists"])
    {
        // Four times as many pods: what grows with their square would be sixteen times as much.
        assert!(many < few * 6, "{what}: {few} for 100 pods, {many} for 400");
    }
}
