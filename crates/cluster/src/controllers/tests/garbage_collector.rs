use api::request::{Propagation, Request, Verb};
use api::{Value, meta, obj};

use crate::kinds;
use crate::testing::{Lab, deployment};

fn map(name: &'static str, owner: Option<&Value>) -> Value {
    let mut m = obj!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}});
    if let Some(o) = owner {
        let mut r = obj!({"apiVersion": "v1", "kind": "ConfigMap", "name": (meta::name(o).to_string())});
        r.set("uid", meta::uid(o).to_string());
        m.field_mut("metadata").set("ownerReferences", vec![r]);
    }
    m
}

fn delete(lab: &mut Lab, propagation: Propagation) {
    let mut request = Request::new(Verb::Delete, kinds::DEPLOYMENT.gvr(), "default", "web");
    request.options.propagation = Some(propagation);
    assert_eq!(lab.c.handle(request).code, 200);
}

#[test]
fn dependents_go_with_their_owner() {
    let mut lab = Lab::new(2);
    lab.create(deployment("web", 3));
    lab.run(1);
    delete(&mut lab, Propagation::Background);
    lab.run(2);
    assert!(lab.list(kinds::REPLICA_SET).is_empty() && lab.pods().is_empty());
}

#[test]
fn foreground_waits_for_the_last_pod() {
    let mut lab = Lab::new(2);
    lab.create(deployment("web", 2));
    lab.run(1);
    lab.stubborn = true;
    delete(&mut lab, Propagation::Foreground);
    lab.run(2);
    assert_eq!((lab.list(kinds::DEPLOYMENT).len(), lab.list(kinds::REPLICA_SET).len()), (1, 1));
    lab.stubborn = false;
    lab.run(2);
    assert_eq!((lab.list(kinds::DEPLOYMENT).len(), lab.pods().len()), (0, 0));
}

#[test]
fn orphans_stay() {
    let mut lab = Lab::new(2);
    lab.create(deployment("web", 2));
    lab.run(1);
    delete(&mut lab, Propagation::Orphan);
    lab.run(2);
    assert!(lab.list(kinds::DEPLOYMENT).is_empty());
    let sets = lab.list(kinds::REPLICA_SET);
    assert!(sets.len() == 1 && meta::owner_references(&sets[0]).is_empty(), "{sets:?}");
    assert_eq!(lab.pods().len(), 2);
}

#[test]
fn an_owner_that_never_was() {
    let mut lab = Lab::new(0);
    let parent = lab.create(map("parent", None));
    lab.create(map("child", Some(&parent)));
    let mut ghost = parent.clone();
    ghost.set_at(&["metadata", "uid"], "00000000-0000-4000-8000-000000000000");
    lab.create(map("lost", Some(&ghost)));
    lab.run(1);
    assert!(lab.find(kinds::CONFIG_MAP, "default", "child").is_some());
    assert!(lab.find(kinds::CONFIG_MAP, "default", "lost").is_none());
    lab.delete(kinds::CONFIG_MAP, "parent");
    lab.run(1);
    assert!(lab.find(kinds::CONFIG_MAP, "default", "child").is_none());
}

#[test]
fn an_owner_of_another_kind_is_none() {
    let mut lab = Lab::new(1);
    let parent = lab.create(map("parent", None));
    // The owner is known by a dependent that names it as it is.
    lab.create(map("child", Some(&parent)));
    lab.run(1);
    let mut stray = map("stray", Some(&parent));
    let mut reference = meta::owner_references(&stray)[0].clone();
    reference.set("kind", "Secret");
    stray.field_mut("metadata").set("ownerReferences", vec![reference]);
    lab.create(stray);
    lab.run(1);
    assert!(lab.find(kinds::CONFIG_MAP, "default", "child").is_some());
    assert!(lab.find(kinds::CONFIG_MAP, "default", "stray").is_none());
}

#[test]
fn an_owner_in_another_namespace_is_none() {
    let mut lab = Lab::new(1);
    lab.create(obj!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other"}}));
    lab.create(map("parent", None));
    let parent = lab.get(kinds::CONFIG_MAP, "default", "parent");
    // The owner is known by a dependent of its own namespace already.
    lab.create(map("child", Some(&parent)));
    lab.run(1);
    let mut stray = map("stray", Some(&parent));
    stray.field_mut("metadata").set("namespace", "other");
    lab.create(stray);
    let references = map("x", Some(&parent)).at(&["metadata", "ownerReferences"]).clone();
    let mut role =
        obj!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "wide"}});
    role.field_mut("metadata").set("ownerReferences", references);
    lab.create(role);
    lab.run(2);
    let all = |lab: &Lab, kind| lab.c.api().read_all(kind, "").cloned().collect::<Vec<Value>>();
    let maps = all(&lab, kinds::CONFIG_MAP);
    let names: Vec<&str> = maps.iter().map(meta::name).filter(|n| ["child", "parent", "stray"].contains(n)).collect();
    assert_eq!(names, ["child", "parent"]);
    assert!(all(&lab, kinds::CLUSTER_ROLE).iter().any(|r| meta::name(r) == "wide"), "it is never known to be gone");
    let told = all(&lab, kinds::EVENT).into_iter().filter(|e| e.str("reason") == "OwnerRefInvalidNamespace");
    let told: Vec<String> = told.map(|e| e.str("message").replace(meta::uid(&parent), "UID")).collect();
    let of = |namespace: &str| {
        let owner = format!("[v1/ConfigMap, namespace: {namespace}, name: parent, uid: UID]");
        format!("ownerRef {owner} does not exist in namespace {namespace:?}")
    };
    assert_eq!(told, [of(""), of("other")]);
}
