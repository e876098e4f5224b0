use api::request::{User, Verb};
use api::{Value, obj};

use super::{Desk, message};

fn jane() -> User {
    User { name: "jane".into(), groups: Vec::new() }
}

fn role(resources: Vec<Value>, verbs: Vec<Value>) -> Value {
    obj!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "reader"},
        "rules": [{"apiGroups": [""], "resources": resources, "verbs": verbs}],
    })
}

fn binding() -> Value {
    obj!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "reads"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "jane"}],
    })
}

#[test]
fn nobody_may_do_anything_until_they_are_allowed() {
    let mut d = Desk::new();
    d.user = jane();
    assert_eq!(
        message(d.get("Pod", "web")),
        "pods \"web\" is forbidden: User \"jane\" cannot get resource \"pods\" in API group \"\" in the namespace \"default\""
    );
    assert_eq!(
        message(d.get("Node", "n")),
        "nodes \"n\" is forbidden: User \"jane\" cannot get resource \"nodes\" in API group \"\" at the cluster scope"
    );
    d.user = User::admin();
    d.create("rbac.authorization.k8s.io/RoleBinding", binding()).unwrap();
    d.user = jane();
    assert!(message(d.get("Pod", "web")).ends_with(": RBAC: role.rbac.authorization.k8s.io \"reader\" not found"));
    d.user = User::admin();
    d.create("rbac.authorization.k8s.io/Role", role(vec!["pods".into()], vec!["get".into()])).unwrap();
    d.user = jane();
    assert_eq!(message(d.get("Pod", "web")), "pods \"web\" not found");
    assert!(message(d.get("Secret", "s")).contains("cannot get resource \"secrets\""));
}

#[test]
fn nobody_grants_what_they_do_not_have() {
    let mut d = Desk::new();
    let admin = obj!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "reader"},
        "rules": [{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles"], "verbs": ["*"]}],
    });
    let mut only_roles = admin;
    only_roles.field_mut("rules").list_mut()[0].set("verbs", vec![Value::from("create"), Value::from("get")]);
    d.create("rbac.authorization.k8s.io/Role", only_roles).unwrap();
    d.create("rbac.authorization.k8s.io/RoleBinding", binding()).unwrap();
    d.user = jane();
    let mut wanted = role(vec!["secrets".into(), "pods".into()], vec!["watch".into(), "get".into()]);
    wanted.set_at(&["metadata", "name"], "more");
    assert_eq!(
        message(d.create("rbac.authorization.k8s.io/Role", wanted)),
        "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"jane\" (groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"watch\" \"get\"]}\n{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"watch\" \"get\"]}"
    );
}

#[test]
fn reviews_answer() {
    let mut d = Desk::new();
    let ask = |d: &mut Desk, verb: &'static str| {
        let review = obj!({"spec": {"resourceAttributes": {"verb": verb, "resource": "pods", "namespace": "default"}}});
        let request = d.request(Verb::Create, Desk::gvr("authorization.k8s.io/SelfSubjectAccessReview"), "");
        d.call(request.with_body(review)).into_result().unwrap().get("status").bool("allowed")
    };
    assert!(ask(&mut d, "delete"));
    d.user = jane();
    assert!(!ask(&mut d, "get"));
    let who = d.request(Verb::Create, Desk::gvr("authentication.k8s.io/SelfSubjectReview"), "").with_body(obj!({}));
    let me = d.call(who).into_result().unwrap();
    assert_eq!(
        api::json::to_string(me.at(&["status", "userInfo"])),
        r#"{"groups":["system:authenticated"],"username":"jane"}"#
    );
}

#[test]
fn service_accounts_belong_to_groups() {
    let mut d = Desk::new();
    let mut bound = binding();
    bound.set(
        "subjects",
        obj!([{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:serviceaccounts:team"}]),
    );
    d.create("rbac.authorization.k8s.io/Role", role(vec!["pods".into()], vec!["get".into()])).unwrap();
    d.create("rbac.authorization.k8s.io/RoleBinding", bound).unwrap();
    d.user = User { name: "system:serviceaccount:team:robot".into(), groups: Vec::new() };
    assert_eq!(message(d.get("Pod", "web")), "pods \"web\" not found");
}
