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
