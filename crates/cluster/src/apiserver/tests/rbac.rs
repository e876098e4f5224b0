use api::request::{PatchType, User, Verb};
use api::{Value, obj};

use super::{Desk, message};

fn jane() -> User {
    User::new("jane", Vec::new())
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
    let mut one = role(vec!["pods".into()], vec!["list".into()]);
    one.field_mut("rules").list_mut()[0].set("resourceNames", obj!(["web"]));
    d.user = User::admin();
    d.update("rbac.authorization.k8s.io/Role", "reader", one).unwrap();
    d.user = jane();
    for (selector, code) in
        [("metadata.name=web", 200), ("metadata.name==web", 200), ("metadata.name!=web", 403), ("", 403)]
    {
        let mut list = d.request(Verb::List, Desk::gvr("Pod"), "");
        list.options.field_selector = selector.into();
        assert_eq!(d.call(list).code, code, "{selector}");
    }
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
    d.user = User::new("system:serviceaccount:team:robot", Vec::new());
    assert_eq!(message(d.get("Pod", "web")), "pods \"web\" not found");
}

fn review(d: &mut Desk, what: &str, review: Value) -> Result<Value, api::Status> {
    let request = d.request(Verb::Create, Desk::gvr(what), "").with_body(review);
    d.call(request).into_result()
}

#[test]
fn questions_have_no_names_and_local_ones_stay_in_their_namespace() {
    let mut d = Desk::new();
    let pods = |namespace: &'static str| obj!({"verb": "get", "resource": "pods", "namespace": namespace});
    let invalid = |kind: &str, why: &str| format!("{kind}.authorization.k8s.io \"\" is invalid: {why}");
    let asked =
        obj!({"metadata": {"name": "x", "labels": {"a": "b"}}, "spec": {"resourceAttributes": (pods("default"))}});
    assert_eq!(
        message(review(&mut d, "authorization.k8s.io/SelfSubjectAccessReview", asked)),
        invalid(
            "SelfSubjectAccessReview",
            "metadata: Invalid value: {\"name\":\"x\",\"labels\":{\"a\":\"b\"}}: must be empty"
        )
    );
    let local = "authorization.k8s.io/LocalSubjectAccessReview";
    let elsewhere = obj!({
        "metadata": {"namespace": "default"}, "spec": {"user": "jane", "resourceAttributes": (pods("other"))},
    });
    let why = "spec.resourceAttributes.namespace: Invalid value: \"other\": must match metadata.namespace";
    assert_eq!(message(review(&mut d, local, elsewhere)), invalid("LocalSubjectAccessReview", why));
    let path = obj!({"spec": {"user": "jane", "nonResourceAttributes": {"path": "/x", "verb": "get"}}});
    let why = "spec.nonResourceAttributes: Invalid value: {\"Path\":\"/x\",\"Verb\":\"get\"}: disallowed on this kind of request";
    assert_eq!(message(review(&mut d, local, path)), invalid("LocalSubjectAccessReview", why));
    let fine = obj!({
        "metadata": {"namespace": "default"}, "spec": {"user": "jane", "resourceAttributes": (pods("default"))},
    });
    assert!(!review(&mut d, local, fine).unwrap().get("status").bool("allowed"));
}

#[test]
fn tokens_are_looked_at() {
    let mut d = Desk::new();
    d.wait(1);
    let what = "authentication.k8s.io/TokenReview";
    let ask = |d: &mut Desk, token: &str| {
        let asked = obj!({"spec": {"token": (token.to_string())}});
        review(d, what, asked).unwrap().get("status").clone()
    };
    d.create("ServiceAccount", obj!({"metadata": {"name": "robot"}})).unwrap();
    let request = d.request(Verb::Create, Desk::gvr("ServiceAccount"), "robot").on("token");
    let issued = d.call(request.with_body(obj!({"spec": {"expirationSeconds": 600}}))).into_result().unwrap();
    let token = issued.get("status").str("token").to_string();
    let found = ask(&mut d, &token);
    assert!(found.bool("authenticated"));
    assert_eq!(found.get("user").str("username"), "system:serviceaccount:default:robot");
    let none = review(&mut d, what, obj!({"spec": {}}));
    assert_eq!(message(none), "token is required for TokenReview in authentication");
    assert_eq!(ask(&mut d, "abc").str("error"), "invalid bearer token");
    d.wait(601);
    assert_eq!(ask(&mut d, &token).str("error"), "[invalid bearer token, service account token has expired]");
    let request = d.request(Verb::Create, Desk::gvr("ServiceAccount"), "robot").on("token");
    let issued = d.call(request.with_body(obj!({}))).into_result().unwrap();
    let token = issued.get("status").str("token").to_string();
    d.delete("ServiceAccount", "robot");
    let gone = "[invalid bearer token, serviceaccounts \"robot\" not found]";
    assert_eq!(ask(&mut d, &token).str("error"), gone);
}

#[test]
fn only_who_may_do_everything_gathers_roles() {
    const KIND: &str = "rbac.authorization.k8s.io/ClusterRole";
    let mut d = Desk::new();
    let mut writer = role(vec!["clusterroles".into()], vec!["create".into()]);
    writer.set(
        "rules",
        obj!([{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["create"]}]),
    );
    writer.remove("kind");
    d.create(KIND, writer).unwrap();
    let mut binds = binding();
    binds.remove("kind");
    binds.field_mut("roleRef").set("kind", "ClusterRole");
    d.create("rbac.authorization.k8s.io/ClusterRoleBinding", binds).unwrap();
    let gathers = obj!({
        "metadata": {"name": "all"},
        "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]},
    });
    d.user = jane();
    assert_eq!(
        message(d.create(KIND, gathers.clone())),
        "clusterroles.rbac.authorization.k8s.io \"all\" is forbidden: must have cluster-admin privileges to use the \
         aggregationRule"
    );
    d.user = User::admin();
    d.create(KIND, gathers).unwrap();
}

#[test]
fn a_kubelet_deals_with_its_own_node_and_its_own_pods() {
    let mut d = Desk::new();
    d.wait(1);
    for name in ["one", "two"] {
        d.create("Node", obj!({"metadata": {"name": name}})).unwrap();
        d.create("Secret", obj!({"metadata": {"name": name}})).unwrap();
        let env = obj!([{"secretRef": {"name": name}}]);
        let spec = obj!({"nodeName": name, "containers": [{"name": "c", "image": "i", "envFrom": env}]});
        d.create("Pod", obj!({"metadata": {"name": name}, "spec": spec})).unwrap();
    }
    d.user = User::new("system:node:one", vec!["system:nodes".into()]);
    let forbidden = |what: &str, verb: &str, resource: &str, place: &str, why: &str| {
        format!(
            "{what} is forbidden: User \"system:node:one\" cannot {verb} resource \"{resource}\" in API group \"\" {place}: {why}"
        )
    };
    let (cluster, namespace) = ("at the cluster scope", "in the namespace \"default\"");
    let unrelated = "no relationship found between node 'one' and this object";
    for (kind, name, refusal) in [
        ("Node", "one", None),
        (
            "Node",
            "two",
            Some(forbidden(
                "nodes \"two\"",
                "get",
                "nodes",
                cluster,
                "node 'one' cannot read 'two', only its own Node object",
            )),
        ),
        ("Pod", "one", None),
        ("Pod", "two", Some(forbidden("pods \"two\"", "get", "pods", namespace, unrelated))),
        ("Secret", "one", None),
        ("Secret", "two", Some(forbidden("secrets \"two\"", "get", "secrets", namespace, unrelated))),
    ] {
        assert_eq!(d.get(kind, name).err().map(|refusal| refusal.message.clone()), refusal);
    }
    let mut list = d.request(Verb::List, Desk::gvr("Pod"), "");
    let why = "can only list/watch pods with spec.nodeName field selector";
    assert_eq!(message(d.call(list.clone()).into_result()), forbidden("pods", "list", "pods", namespace, why));
    list.options.field_selector = "spec.nodeName=one".into();
    assert_eq!(d.call(list).into_result().unwrap().list("items").len(), 1);
    let label = |d: &mut Desk, name: &str, key: &'static str| {
        let patch = d.request(Verb::Patch(PatchType::Merge), Desk::gvr("Node"), name);
        let mut body = Value::object();
        body.at_mut(&["metadata", "labels"]).set(key, "x");
        d.call(patch.with_body(body)).into_result().err().map(|refusal| refusal.message.clone())
    };
    for (node, key, refusal) in [
        ("one", "mine", None),
        ("one", "topology.kubernetes.io/zone", None),
        (
            "one",
            "node-restriction.kubernetes.io/a",
            Some("nodes \"one\" is forbidden: is not allowed to modify labels: node-restriction.kubernetes.io/a"),
        ),
        ("one", "k8s.io/a", Some("nodes \"one\" is forbidden: is not allowed to modify labels: k8s.io/a")),
        ("two", "mine", Some("nodes \"two\" is forbidden: node \"one\" is not allowed to modify node \"two\"")),
    ] {
        assert_eq!(label(&mut d, node, key).as_deref(), refusal);
    }
    assert_eq!(
        message(d.delete("Pod", "two").into_result()),
        "pods \"two\" is forbidden: node \"one\" can only delete pods with spec.nodeName set to itself"
    );
    assert!(d.delete("Pod", "one").into_result().is_ok());
}
