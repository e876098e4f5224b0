use api::request::{Request, Verb};
use api::{Body, Value, meta, obj};

use super::{Desk, message};

fn many(d: &mut Desk) {
    for i in 0..5 {
        let object = obj!({
            "apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": (format!("s{i}")), "labels": {"odd": (if i % 2 == 1 { "yes" } else { "no" })}},
        });
        d.create("Secret", object).unwrap();
    }
}

fn list(d: &mut Desk, set: impl Fn(&mut Request)) -> Result<Value, api::Status> {
    let mut request = d.request(Verb::List, Desk::gvr("Secret"), "");
    set(&mut request);
    d.call(request).into_result()
}

fn names(list: &Value) -> Vec<String> {
    list.list("items").iter().map(|o| meta::name(o).to_string()).collect()
}

#[test]
fn selectors_choose() {
    let mut d = Desk::new();
    many(&mut d);
    assert_eq!(names(&list(&mut d, |r| r.options.label_selector = "odd=yes".into()).unwrap()), ["s1", "s3"]);
    assert_eq!(names(&list(&mut d, |r| r.options.field_selector = "metadata.name=s2".into()).unwrap()), ["s2"]);
    assert_eq!(
        message(list(&mut d, |r| r.options.field_selector = "nosuch=1".into())),
        "field label not supported: nosuch"
    );
    assert_eq!(
        message(list(&mut d, |r| r.options.label_selector = "bad key=x".into())),
        "unable to parse requirement: found 'key', expected: in, notin, =, ==, !=, gt, lt"
    );
}

#[test]
fn kinds_name_the_fields_that_they_do_not_know_in_their_own_words() {
    const META: &str = "is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";
    let mut d = Desk::new();
    for (kind, field, words) in [
        ("Service", "spec.x", "field label not supported: spec.x".to_string()),
        ("Namespace", "name", "field label not supported: name".to_string()),
        ("Node", "metadata.namespace", "field label not supported: metadata.namespace".to_string()),
        ("batch/Job", "spec.x", "field label \"spec.x\" not supported for Job".to_string()),
        ("batch/CronJob", "status.successful", format!("\"status.successful\" {META}")),
        ("apps/Deployment", "status.replicas", format!("\"status.replicas\" {META}")),
        ("apps/ReplicaSet", "status.replicas", format!("\"status.replicas\" {META}")),
        ("PersistentVolume", "name", format!("\"name\" {META}")),
    ] {
        let mut request = d.request(Verb::List, Desk::gvr(kind), "");
        request.options.field_selector = format!("{field}=1").into();
        assert_eq!(message(d.call(request).into_result()), words, "{kind}");
    }
}

#[test]
fn pages_are_of_one_moment() {
    let mut d = Desk::new();
    many(&mut d);
    let first = list(&mut d, |r| r.options.limit = 2).unwrap();
    assert_eq!(names(&first), ["s0", "s1"]);
    assert_eq!(first.get("metadata").int("remainingItemCount"), Some(3));
    d.delete("Secret", "s3");
    let token = first.get("metadata").text("continue");
    let rest = list(&mut d, |r| r.options.continue_token = token.clone()).unwrap();
    assert_eq!(names(&rest), ["s2", "s3", "s4"]);
}

#[test]
fn tables_are_printed_by_the_server() {
    let mut d = Desk::new();
    many(&mut d);
    let mut request = d.request(Verb::Get, Desk::gvr("Secret"), "s1");
    request.options.as_table = true;
    let Body::Table(table) = d.call(request).body else { panic!("a table") };
    let columns: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(columns, ["Name", "Type", "Data", "Age"]);
    assert_eq!(api::json::to_string(&table.rows[0].cells.clone().into()), r#"["s1","Opaque",0,"0s"]"#);
    assert_eq!(api::request::Table::from_value(&table.to_value()), table);
}

#[test]
fn raw_paths_lead_to_documents_and_objects() {
    let mut d = Desk::new();
    many(&mut d);
    let mut raw = |path: &'static str| d.call(Request::raw(path));
    for (path, ends) in [
        ("/livez/etcd", "ok"),
        ("/livez?verbose", "[+]poststarthook/apiservice-openapiv3-controller ok\nlivez check passed\n"),
        ("/readyz?verbose", "[+]shutdown ok\nreadyz check passed\n"),
    ] {
        assert!(matches!(raw(path).body, Body::Text(t) if t.ends_with(ends)), "{path}");
    }
    assert_eq!(raw("/livez/shutdown").code, 404);
    assert!(matches!(raw("/healthz").body, Body::Text(t) if t == "ok"));
    let Body::Object(groups) = raw("/apis").body else { panic!("the groups") };
    assert!(groups.list("groups").iter().any(|g| g.str("name") == "apps"));
    let Body::Object(found) = raw("/api/v1/namespaces/default/secrets?limit=1&labelSelector=odd%3Dyes").body else {
        panic!("a list")
    };
    assert_eq!((names(&found), found.list("items")[0].has("kind")), (vec!["s1".to_string()], false));
    assert_eq!(raw("/nowhere").code, 404);
}

#[test]
fn all_kinds_are_reachable_by_their_resource() {
    let d = Desk::new();
    for kind in api::kinds::KINDS {
        assert!(d.c.api().resource_of(kind.group, kind.version, kind.kind).is_some(), "{kind:?}");
    }
}
