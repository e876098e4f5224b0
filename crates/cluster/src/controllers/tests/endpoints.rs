use api::{Value, obj};
use sorted::InOrder;

use crate::kinds;
use crate::testing::{Lab, deployment};

fn service(name: &'static str, selector: Value) -> Value {
    let mut s = obj!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {"ports": [{"port": 80, "protocol": "TCP", "targetPort": 8080}]},
    });
    if !selector.is_null() {
        s.field_mut("spec").set("selector", selector);
    }
    s
}

fn slices(lab: &mut Lab, service: &str) -> Vec<Value> {
    let of =
        |s: &Value| api::meta::labels(s).get("kubernetes.io/service-name").and_then(Value::as_str).map(str::to_string);
    lab.list(kinds::ENDPOINT_SLICE).into_iter().filter(|s| of(s).as_deref() == Some(service)).collect()
}

#[test]
fn endpoints_follow_the_pods() {
    let mut lab = Lab::new(2);
    lab.create(deployment("web", 2));
    lab.create(service("web", obj!({"app": "web"})));
    lab.run(2);
    let found = slices(&mut lab, "web");
    assert_eq!(found.len(), 1);
    assert_eq!(*found[0].get("ports"), obj!([{"name": "", "port": 8080, "protocol": "TCP"}]));
    let e = &found[0].list("endpoints")[0];
    assert_eq!(*e.get("conditions"), obj!({"ready": true, "serving": true, "terminating": false}));
    let endpoints = lab.get(kinds::ENDPOINTS, "default", "web");
    assert_eq!(endpoints.list("subsets")[0].list("addresses").len(), 2);
    lab.patch(kinds::DEPLOYMENT, "web", obj!({"spec": {"replicas": 0}}));
    lab.run(2);
    let left = slices(&mut lab, "web");
    assert_eq!((left.len(), api::meta::name(&left[0])), (1, api::meta::name(&found[0])), "the slice stays, empty");
    assert!(left[0].list("endpoints").is_empty() && left[0].list("ports").is_empty());
    assert!(lab.get(kinds::ENDPOINTS, "default", "web").list("subsets").is_empty());
    lab.delete(kinds::SERVICE, "web");
    lab.run(1);
    assert!(slices(&mut lab, "web").is_empty() && lab.find(kinds::ENDPOINTS, "default", "web").is_none());
}

#[test]
fn a_hundred_a_slice() {
    let mut lab = Lab::new(3);
    lab.create(deployment("web", 120));
    lab.create(service("web", obj!({"app": "web"})));
    lab.run(12);
    let mut sizes: Vec<usize> = slices(&mut lab, "web").iter().map(|s| s.list("endpoints").len()).collect();
    sizes.order();
    assert_eq!(sizes.iter().sum::<usize>(), 120);
    assert!(sizes.iter().all(|n| *n <= 100), "{sizes:?}");
}

#[test]
fn endpoints_made_by_hand_are_mirrored() {
    let mut lab = Lab::new(0);
    lab.create(service("outside", Value::Null));
    lab.create(obj!({
        "apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "outside"},
        "subsets": [{"addresses": [{"ip": "192.0.2.10"}], "ports": [{"port": 5432, "protocol": "TCP"}]}],
    }));
    lab.run(1);
    let found = slices(&mut lab, "outside");
    assert_eq!(*found[0].get("endpoints"), obj!([{"addresses": ["192.0.2.10"], "conditions": {"ready": true}}]));
    lab.delete(kinds::SERVICE, "outside");
    lab.run(1);
    assert!(slices(&mut lab, "outside").is_empty() && lab.find(kinds::ENDPOINTS, "default", "outside").is_none());
}
