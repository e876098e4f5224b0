use api::request::{Request, Verb};
use api::{Text, obj};

use crate::kinds;
use crate::testing::{Lab, deployment};

/// A controller's account, and the role that says that there is such a controller.
fn account(lab: &mut Lab, name: &'static str) {
    lab.create(obj!({
        "apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": "kube-system"},
    }));
    let role = format!("system:controller:{name}");
    if lab.find(kinds::CLUSTER_ROLE, "", &role).is_none() {
        lab.create(obj!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": role}, "rules": [],
        }));
    }
}

#[test]
fn the_account_of_a_controller_comes_back_when_it_is_needed() {
    let mut lab = Lab::new(1);
    for name in ["deployment-controller", "generic-garbage-collector", "statefulset-controller"] {
        account(&mut lab, name);
    }
    lab.run(1);
    let all = ["deployment-controller", "generic-garbage-collector", "statefulset-controller"];
    for name in all {
        let request = Request::new(Verb::Delete, kinds::SERVICE_ACCOUNT.gvr(), "kube-system", Text::new(name));
        assert!(lab.c.handle(request).code < 300);
    }
    let there = |lab: &mut Lab| all.map(|name| lab.find(kinds::SERVICE_ACCOUNT, "kube-system", name).is_some());
    lab.run(5);
    lab.create(deployment("web", 1));
    lab.run(2);
    assert_eq!(there(&mut lab), [false; 3], "their tokens are still remembered");
    lab.run(40);
    assert_eq!(there(&mut lab), [false, true, false], "the collector asks for something every half minute");
    lab.patch(kinds::DEPLOYMENT, "web", obj!({"spec": {"replicas": 2}}));
    lab.run(2);
    assert_eq!(there(&mut lab), [true, true, false]);
}
