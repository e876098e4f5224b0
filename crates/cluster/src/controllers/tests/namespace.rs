use api::request::{Request, Verb};
use api::{Value, obj};

use crate::kinds;
use crate::testing::Lab;

fn in_going(mut object: Value) -> Value {
    object.set_at(&["metadata", "namespace"], "going");
    object
}

fn delete_namespace(lab: &mut Lab) {
    assert_eq!(lab.c.handle(Request::new(Verb::Delete, kinds::NAMESPACE.gvr(), "", "going")).code, 200);
}

#[test]
fn a_new_namespace_gets_its_things() {
    let mut lab = Lab::new(0);
    lab.create(obj!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "going"}}));
    lab.run(1);
    assert!(lab.find(kinds::SERVICE_ACCOUNT, "going", "default").is_some());
    let ca = lab.get(kinds::CONFIG_MAP, "going", "kube-root-ca.crt");
    assert!(ca.get("data").str("ca.crt").starts_with("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn a_namespace_goes_with_its_content() {
    let mut lab = Lab::new(1);
    lab.create(obj!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "going"}}));
    lab.create(in_going(crate::testing::deployment("web", 2)));
    lab.run(2);
    delete_namespace(&mut lab);
    lab.run(3);
    assert!(lab.find(kinds::DEPLOYMENT, "going", "web").is_some(), "nothing is deleted for the first 5 seconds");
    lab.run(60);
    assert!(lab.find(kinds::NAMESPACE, "", "going").is_none());
    assert!(lab.find(kinds::DEPLOYMENT, "going", "web").is_none());
}

#[test]
fn a_finalizer_holds_it() {
    let mut lab = Lab::new(0);
    lab.create(obj!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "going"}}));
    let held = obj!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "keep", "finalizers": ["example.com/hold"]},
    });
    lab.create(in_going(held));
    lab.run(1);
    delete_namespace(&mut lab);
    lab.run(7);
    let ns = lab.get(kinds::NAMESPACE, "", "going");
    let shown: Vec<String> = ns
        .get("status")
        .list("conditions")
        .iter()
        .map(|c| format!("{} {} {}: {}", c.str("type"), c.str("status"), c.str("reason"), c.str("message")))
        .collect();
    assert_eq!(
        shown[3..],
        [
            "NamespaceContentRemaining True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 \
             resource instances",
            "NamespaceFinalizersRemaining True SomeFinalizersRemain: Some content in the namespace has finalizers \
             remaining: example.com/hold in 1 resource instances",
        ]
    );
    let mut map = lab.get(kinds::CONFIG_MAP, "going", "keep");
    map.field_mut("metadata").remove("finalizers");
    lab.put(kinds::CONFIG_MAP, "", map).unwrap();
    lab.run(10);
    assert!(lab.find(kinds::NAMESPACE, "", "going").is_none());
}
