use api::request::{PatchType, Propagation, Verb, WatchKind};
use api::{Body, Value, meta, obj};

use super::{Desk, message, told};

fn config_map(name: &'static str) -> Value {
    obj!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"a": "1"}})
}

fn deployment() -> Value {
    obj!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "nginx:1.14"}]},
            },
        },
    })
}

#[test]
fn a_new_object_gets_its_metadata() {
    let mut d = Desk::new();
    let made = d.create("ConfigMap", config_map("c")).unwrap();
    assert_eq!(meta::namespace(&made), "default");
    assert_eq!(meta::uid(&made).len(), 36);
    assert!(!meta::resource_version(&made).is_empty());
    assert_eq!(message(d.create("ConfigMap", config_map("c"))), "configmaps \"c\" already exists");
    let mut other = config_map("c2");
    other.set_at(&["metadata", "namespace"], "kube-system");
    let refusal = "the namespace of the provided object does not match the namespace sent on the request";
    assert_eq!(message(d.create("ConfigMap", other)), refusal);
}

#[test]
fn names_are_generated() {
    let mut d = Desk::new();
    let mut object = config_map("");
    object.set_at(&["metadata", "generateName"], "web-");
    let name = |v: &Value| meta::name(v).to_string();
    let (a, b) = (d.create("ConfigMap", object.clone()).unwrap(), d.create("ConfigMap", object).unwrap());
    assert!(name(&a).starts_with("web-") && name(&a).len() == 9 && name(&a) != name(&b), "{a:?} {b:?}");
}

#[test]
fn versions_guard_updates() {
    let mut d = Desk::new();
    let old = d.create("ConfigMap", config_map("c")).unwrap();
    let mut new = old.clone();
    new.set_at(&["data", "a"], "2");
    let stored = d.update("ConfigMap", "c", new.clone()).unwrap();
    assert_ne!(meta::resource_version(&stored), meta::resource_version(&old));
    assert_eq!(
        message(d.update("ConfigMap", "c", new)),
        "Operation cannot be fulfilled on configmaps \"c\": the object has been modified; please apply your changes to the latest version and try again"
    );
    let same = d.update("ConfigMap", "c", stored.clone()).unwrap();
    assert_eq!(meta::resource_version(&same), meta::resource_version(&stored), "nothing changed, nothing stored");
    let mut alien = stored;
    alien.set_at(&["metadata", "uid"], "other");
    assert!(message(d.update("ConfigMap", "c", alien)).contains("Precondition failed: UID in precondition: other"));
}

#[test]
fn generations_follow_the_spec() {
    let mut d = Desk::new();
    let made = d.create("apps/Deployment", deployment()).unwrap();
    assert_eq!(made.get("metadata").int("generation"), Some(1));
    let scale = obj!({"spec": {"replicas": 3}});
    let mut request = d.request(Verb::Patch(PatchType::Merge), Desk::gvr("apps/Deployment"), "web").with_body(scale);
    let patched = d.call(request.clone()).into_result().unwrap();
    assert_eq!(patched.get("metadata").int("generation"), Some(2));
    request.subresource = "status".into();
    request.body = obj!({"spec": {"replicas": 9}, "status": {"replicas": 1}});
    let status = d.call(request).into_result().unwrap();
    assert_eq!(status.get("spec").int("replicas"), Some(3), "the status subresource leaves the spec alone");
    assert_eq!(status.get("status").int("replicas"), Some(1));
    assert_eq!(status.get("metadata").int("generation"), Some(2));
}

#[test]
fn patches_name_what_is_wrong() {
    let mut d = Desk::new();
    d.create("apps/Deployment", deployment()).unwrap();
    let mut patch = |kind, body: Value| {
        let request = d.request(Verb::Patch(kind), Desk::gvr("apps/Deployment"), "web").with_body(body);
        d.call(request).into_result()
    };
    let refusal = patch(PatchType::Strategic, obj!({"spec": {"replicas": "x"}})).unwrap_err();
    assert_eq!(refusal.causes[0].field, "patch");
    assert_eq!(refusal.causes[0].message, "Invalid value: \"map[spec:map[replicas:x]]\": unrecognized type: int32");
    assert_eq!(
        message(patch(PatchType::Strategic, Value::from("{bad".to_string()))),
        "invalid character 'b' looking for beginning of object key string"
    );
    assert_eq!(
        message(patch(PatchType::Strategic, obj!({"metadata": {"name": "other"}}))),
        "the name of the object (other) does not match the name on the URL (web)"
    );
    let refusal = patch(PatchType::Json, obj!([{"op": "remove", "path": "/spec/nosuch"}])).unwrap_err();
    assert_eq!((refusal.code, refusal.reason.as_str()), (422, "Invalid"));
}

#[test]
fn scale_is_a_small_object() {
    let mut d = Desk::new();
    d.create("apps/Deployment", deployment()).unwrap();
    let get = d.request(Verb::Get, Desk::gvr("apps/Deployment"), "web").on("scale");
    let mut scale = d.call(get.clone()).into_result().unwrap();
    assert_eq!((scale.str("kind"), scale.get("spec").int("replicas")), ("Scale", Some(2)));
    assert_eq!(scale.get("status").str("selector"), "app=web");
    scale.set_at(&["spec", "replicas"], 5);
    let mut put = get;
    put.verb = Verb::Update;
    d.call(put.with_body(scale)).into_result().unwrap();
    assert_eq!(d.get("apps/Deployment", "web").unwrap().get("spec").int("replicas"), Some(5));
}

#[test]
fn finalizers_hold_an_object() {
    let mut d = Desk::new();
    let mut held = config_map("held");
    held.set_at(&["metadata", "finalizers"], vec![Value::from("example.com/hold")]);
    d.create("ConfigMap", held).unwrap();
    assert_eq!(d.delete("ConfigMap", "held").code, 200);
    let mut going = d.get("ConfigMap", "held").unwrap();
    assert!(!meta::deletion_timestamp(&going).is_empty());
    assert_eq!(going.get("metadata").int("deletionGracePeriodSeconds"), Some(0));
    assert_eq!(
        message(d.create("ConfigMap", config_map("held"))),
        "object is being deleted: configmaps \"held\" already exists"
    );
    going.field_mut("metadata").remove("finalizers");
    d.update("ConfigMap", "held", going).unwrap();
    assert_eq!(message(d.get("ConfigMap", "held")), "configmaps \"held\" not found");
}

#[test]
fn propagation_is_written_as_finalizers() {
    let mut d = Desk::new();
    d.create("apps/Deployment", deployment()).unwrap();
    let mut request = d.request(Verb::Delete, Desk::gvr("apps/Deployment"), "web");
    request.options.propagation = Some(Propagation::Foreground);
    let going = d.call(request).into_result().unwrap();
    assert_eq!(api::json::to_string(going.at(&["metadata", "finalizers"])), r#"["foregroundDeletion"]"#);
    assert_eq!(going.get("metadata").int("generation"), Some(2));
}

#[test]
fn deletions_have_preconditions() {
    let mut d = Desk::new();
    d.create("ConfigMap", config_map("c")).unwrap();
    let mut request = d.request(Verb::Delete, Desk::gvr("ConfigMap"), "c");
    request.options.precondition_uid = "other".into();
    let (code, text) = told(&d.call(request));
    assert_eq!(code, 409);
    assert!(text.contains("the UID in the precondition (other) does not match the UID in record ("), "{text}");
}

#[test]
fn namespaces_are_emptied_before_they_go() {
    let mut d = Desk::new();
    d.create("Namespace", obj!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}})).unwrap();
    let made = d.get("Namespace", "team").unwrap();
    assert_eq!(meta::labels(&made).get("kubernetes.io/metadata.name").and_then(Value::as_str), Some("team"));
    d.delete("Namespace", "team");
    let mut request = d.request(Verb::Create, Desk::gvr("ConfigMap"), "").with_body(config_map("late"));
    request.namespace = "team".into();
    let (code, text) = told(&d.call(request));
    assert_eq!(
        (code, text.as_str()),
        (
            403,
            "configmaps \"late\" is forbidden: unable to create new content in namespace team because it is being terminated"
        )
    );
    d.wait(30);
    assert_eq!(message(d.get("Namespace", "team")), "namespaces \"team\" not found");
    let (code, text) = told(&d.delete("Namespace", "default"));
    assert_eq!((code, text.as_str()), (403, "namespaces \"default\" is forbidden: this namespace may not be deleted"));
}

#[test]
fn a_dry_run_stores_nothing() {
    let mut d = Desk::new();
    let mut request = d.request(Verb::Create, Desk::gvr("ConfigMap"), "").with_body(config_map("c"));
    request.options.dry_run = true;
    let shown = d.call(request).into_result().unwrap();
    assert!(meta::resource_version(&shown).is_empty());
    assert_eq!(message(d.get("ConfigMap", "c")), "configmaps \"c\" not found");
}

#[test]
fn services_get_addresses_that_nobody_else_has() {
    let mut d = Desk::new();
    let service = |name: &'static str| {
        obj!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
            "spec": {"type": "NodePort", "ports": [{"port": 80}]}})
    };
    let made = d.create("Service", service("a")).unwrap();
    let ip = made.get("spec").text("clusterIP");
    let port = made.get("spec").list("ports")[0].int("nodePort").unwrap();
    assert!(ip.starts_with("10.") && (30_000..32_768).contains(&port), "{made:?}");
    let mut second = service("b");
    second.set_at(&["spec", "clusterIP"], &ip);
    let text = message(d.create("Service", second));
    assert!(text.contains(&format!("failed to allocate IP {ip}: provided IP is already allocated")), "{text}");
    let mut third = service("c");
    third.field_mut("spec").field_mut("ports").list_mut()[0].set("nodePort", port);
    let text = message(d.create("Service", third));
    assert!(
        text.contains("spec.ports[0].nodePort: Invalid value: ")
            && text.ends_with("provided port is already allocated")
    );
    d.delete("Service", "a");
    assert_eq!(
        message(d.get("networking.k8s.io/IPAddress", &ip)),
        format!("ipaddresses.networking.k8s.io \"{ip}\" not found")
    );
}

#[test]
fn apply_knows_owners() {
    let mut d = Desk::new();
    let apply = |d: &mut Desk, by: &'static str, colour: &'static str, force| {
        let object = obj!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "s", "namespace": "default"}, "data": {"colour": colour}});
        let mut request = d.request(Verb::Patch(PatchType::Apply), Desk::gvr("ConfigMap"), "s").with_body(object);
        request.options.field_manager = by.into();
        request.options.force = force;
        d.call(request)
    };
    assert_eq!(apply(&mut d, "alice", "blue", false).code, 201);
    let (code, text) = told(&apply(&mut d, "bob", "red", false));
    assert_eq!((code, text.as_str()), (409, "Apply failed with 1 conflict: conflict with \"alice\": .data.colour"));
    assert_eq!(apply(&mut d, "bob", "red", true).code, 200);
    let owners = d.get("ConfigMap", "s").unwrap();
    let names: Vec<&str> = owners.get("metadata").list("managedFields").iter().map(|m| m.str("manager")).collect();
    assert_eq!(names, ["bob"]);
    let before = meta::resource_version(&owners).to_string();
    apply(&mut d, "bob", "red", false);
    assert_eq!(meta::resource_version(&d.get("ConfigMap", "s").unwrap()), before, "the same again changes nothing");
    d.delete("ConfigMap", "s");
    for (key, code) in [("uid", 409), ("resourceVersion", 201)] {
        let mut object = config_map("s");
        object.field_mut("metadata").set(key, "7");
        let mut request = d.request(Verb::Patch(PatchType::Apply), Desk::gvr("ConfigMap"), "s").with_body(object);
        request.options.field_manager = "bob".into();
        assert_eq!(d.call(request).code, code, "{key} of an object that is gone");
    }
}

#[test]
fn watches_see_objects_come_and_go_by_selector() {
    let mut d = Desk::new();
    let mut request = d.request(Verb::Watch, Desk::gvr("ConfigMap"), "");
    request.options.label_selector = "tier=front".into();
    let Body::Watch(watch) = d.call(request).body else { panic!("a watch") };
    let mut object = d.create("ConfigMap", config_map("c")).unwrap();
    assert!(d.c.watch_events(watch).is_empty());
    object.set_at(&["metadata", "labels"], obj!({"tier": "front"}));
    let mut object = d.update("ConfigMap", "c", object).unwrap();
    object.set_at(&["metadata", "labels"], obj!({"tier": "back"}));
    d.update("ConfigMap", "c", object).unwrap();
    let kinds: Vec<WatchKind> = d.c.watch_events(watch).iter().map(|e| e.kind).collect();
    assert_eq!(kinds, [WatchKind::Added, WatchKind::Deleted]);
}

#[test]
fn a_watch_from_the_past_replays_to_the_present() {
    let mut d = Desk::new();
    let first = d.create("ConfigMap", config_map("a")).unwrap();
    d.create("ConfigMap", config_map("b")).unwrap();
    d.delete("ConfigMap", "a");
    let mut request = d.request(Verb::Watch, Desk::gvr("ConfigMap"), "");
    request.options.resource_version = meta::resource_version(&first).to_string().into();
    let Body::Watch(watch) = d.call(request).body else { panic!("a watch") };
    let seen: Vec<(WatchKind, String)> =
        d.c.watch_events(watch).iter().map(|e| (e.kind, meta::name(&e.object).to_string())).collect();
    assert_eq!(seen, [(WatchKind::Added, "b".to_string()), (WatchKind::Deleted, "a".to_string())]);
}
