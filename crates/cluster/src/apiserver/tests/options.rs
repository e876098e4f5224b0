//! What the server says to options and bodies that cannot be. Calls are written as a client writes them.

use api::request::{Response, WatchKind};
use api::{Body, Status, Value, json, meta, obj, rest};

use super::{Desk, told};

fn http(d: &mut Desk, method: &str, target: &str, body: &str) -> Response {
    let kind = if method == "PATCH" { "application/merge-patch+json" } else { "application/json" };
    let mut request = match rest::call(method, target, kind, body.as_bytes()) {
        Ok(request) => request,
        Err(status) => return status.into(),
    };
    request.user = d.user.clone();
    d.call(request)
}

fn says(d: &mut Desk, method: &str, target: &str, body: &str) -> (u16, String) {
    told(&http(d, method, target, body))
}

fn get(d: &mut Desk, target: &str) -> Result<Value, Status> {
    http(d, "GET", target, "").into_result()
}

const SECRETS: &str = "/api/v1/namespaces/default/secrets";

fn three(d: &mut Desk) -> Vec<u64> {
    let create = |d: &mut Desk, name: &str| {
        let body = format!("{{\"metadata\":{{\"name\":\"{name}\"}}}}");
        let made = http(d, "POST", SECRETS, &body).into_result().unwrap();
        meta::resource_version(&made).parse().unwrap()
    };
    ["a", "b", "c"].into_iter().map(|name| create(d, name)).collect()
}

#[test]
fn options_of_lists_and_watches_fit_each_other() {
    let mut d = Desk::new();
    let unless = "resourceVersionMatch is forbidden unless resourceVersion is provided";
    let forbidden = "resourceVersionMatch: Forbidden: ";
    for (query, words) in [
        ("resourceVersionMatch=Exact", format!("{forbidden}{unless}")),
        (
            "resourceVersionMatch=Nearly&resourceVersion=1",
            "resourceVersionMatch: Unsupported value: \"Nearly\": supported values: \"Exact\", \"NotOlderThan\", \"\""
                .to_string(),
        ),
        (
            "resourceVersionMatch=Exact&resourceVersion=0",
            format!("{forbidden}resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""),
        ),
        (
            "resourceVersionMatch=Exact&continue=x",
            format!("[{forbidden}{unless}, {forbidden}resourceVersionMatch is forbidden when continue is provided]"),
        ),
        ("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list".to_string()),
        (
            "watch=1&sendInitialEvents=true",
            format!("{forbidden}sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
        ),
        (
            "watch=1&resourceVersionMatch=NotOlderThan",
            format!("{forbidden}resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
        ),
    ] {
        let (code, message) = says(&mut d, "GET", &format!("{SECRETS}?{query}"), "");
        assert_eq!((code, message), (422, format!("ListOptions.meta.k8s.io \"\" is invalid: {words}")), "{query}");
    }
}

#[test]
fn versions_that_are_none_or_not_yet_are_refused() {
    let mut d = Desk::new();
    three(&mut d);
    let now = d.c.api().version();
    let parse = "resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing \"x\": invalid syntax";
    for (target, code, words) in [
        (format!("{SECRETS}?resourceVersion=x"), 400, format!("invalid resource version: {parse}")),
        (format!("{SECRETS}?watch=1&resourceVersion=x"), 500, parse.to_string()),
        (format!("{SECRETS}/a?resourceVersion=x"), 500, parse.to_string()),
        (
            format!("{SECRETS}?resourceVersion=99999"),
            504,
            format!("Timeout: Too large resource version: 99999, current: {now}"),
        ),
    ] {
        assert_eq!(says(&mut d, "GET", &target, ""), (code, words), "{target}");
    }
}

#[test]
fn a_list_can_be_of_a_moment_that_is_over() {
    let mut d = Desk::new();
    let versions = three(&mut d);
    http(&mut d, "PATCH", &format!("{SECRETS}/a"), r#"{"metadata":{"labels":{"k":"new"}}}"#);
    http(&mut d, "DELETE", &format!("{SECRETS}/b"), "");
    let then = get(&mut d, &format!("{SECRETS}?resourceVersion={}&resourceVersionMatch=Exact", versions[1])).unwrap();
    let seen: Vec<(&str, bool)> =
        then.list("items").iter().map(|o| (meta::name(o), o.get("metadata").has("labels"))).collect();
    assert_eq!(seen, [("a", false), ("b", false)]);
    assert_eq!(meta::resource_version(&then), versions[1].to_string());
    let newer = get(&mut d, &format!("{SECRETS}?resourceVersion={}&resourceVersionMatch=NotOlderThan", versions[1]));
    assert_eq!(newer.unwrap().list("items").len(), 2);
}

#[test]
fn tokens_are_those_of_a_real_server_and_broken_ones_are_told() {
    let mut d = Desk::new();
    three(&mut d);
    let first = get(&mut d, &format!("{SECRETS}?limit=1")).unwrap();
    let token = first.get("metadata").text("continue");
    let text = String::from_utf8(api::base64::decode(&format!("{token}==")[..token.len().div_ceil(4) * 4]).unwrap());
    let version = meta::resource_version(&first);
    assert_eq!(text.unwrap(), format!("{{\"v\":\"meta.k8s.io/v1\",\"rv\":{version},\"start\":\"a\\u0000\"}}"));
    let names = |list: Value| list.list("items").iter().map(|o| meta::name(o).to_string()).collect::<Vec<_>>();
    assert_eq!(names(get(&mut d, &format!("{SECRETS}?limit=1&continue={token}")).unwrap()), ["b"]);
    let bad = "invalid continue token: continue key is not valid";
    let of = |json: &str| api::base64::encode(json.as_bytes()).replace('=', "");
    for (token, words) in [
        ("x".to_string(), ": illegal base64 data at input byte 0".to_string()),
        ("ab!d".to_string(), ": illegal base64 data at input byte 2".to_string()),
        (of("{"), ": unexpected end of JSON input".to_string()),
        (of("{}"), ": server does not recognize this encoded version ".to_string()),
        (
            of(r#"{"v":"meta.k8s.io/v1","start":"a"}"#),
            ": incorrect encoded start resourceVersion (version meta.k8s.io/v1)".to_string(),
        ),
        (of(r#"{"v":"meta.k8s.io/v1","rv":1,"start":"../a"}"#), ": ../a".to_string()),
    ] {
        let found = says(&mut d, "GET", &format!("{SECRETS}?continue={token}"), "");
        assert_eq!(found, (400, format!("{bad}{words}")), "{token}");
    }
    let both = says(&mut d, "GET", &format!("{SECRETS}?resourceVersion=5&continue={token}"), "");
    assert_eq!(both, (400, "specifying resource version is not allowed when using continue".to_string()));
}

#[test]
fn a_forgotten_page_says_how_to_go_on() {
    let mut d = Desk::new();
    three(&mut d);
    let start = api::base64::encode(br#"{"v":"meta.k8s.io/v1","rv":2,"start":"a\u0000"}"#).replace('=', "");
    for i in 0..4400 {
        http(&mut d, "PATCH", &format!("{SECRETS}/a"), &format!("{{\"metadata\":{{\"labels\":{{\"k\":\"{i}\"}}}}}}"));
    }
    let refused = get(&mut d, &format!("{SECRETS}?limit=1&continue={start}")).unwrap_err();
    assert_eq!((refused.code, &*refused.reason), (410, "Expired"));
    let again = refused.to_value().get("metadata").text("continue");
    let rest = get(&mut d, &format!("{SECRETS}?continue={again}")).unwrap();
    assert_eq!(rest.list("items").iter().map(meta::name).collect::<Vec<_>>(), ["b", "c"]);
    let old = "2";
    let exact = says(&mut d, "GET", &format!("{SECRETS}?resourceVersionMatch=Exact&resourceVersion={old}"), "");
    assert_eq!(exact, (410, "The resourceVersion for the provided list is too old.".to_string()));
    let Body::Watch(watch) = http(&mut d, "GET", &format!("{SECRETS}?watch=1&resourceVersion={old}"), "").body else {
        panic!("a watch")
    };
    let events = d.c.watch_events(watch);
    assert_eq!((events[0].kind, events[0].object.int("code")), (WatchKind::Error, Some(410)));
    assert!(d.c.watch_ended(watch));
}

#[test]
fn watches_end_in_time_and_bookmark_what_was_there() {
    let mut d = Desk::new();
    three(&mut d);
    let query =
        "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=5";
    let Body::Watch(watch) = http(&mut d, "GET", &format!("{SECRETS}?{query}"), "").body else { panic!("a watch") };
    let events = d.c.watch_events(watch);
    let last = events.last().unwrap();
    assert_eq!((events.len(), last.kind), (4, WatchKind::Bookmark));
    let ends = last.object.get("metadata").get("annotations").str("k8s.io/initial-events-end");
    assert_eq!((ends, meta::resource_version(&last.object)), ("true", &*d.c.api().version().to_string()));
    assert!(!d.c.watch_ended(watch));
    d.wait(6);
    http(&mut d, "DELETE", &format!("{SECRETS}/b"), "");
    assert!(d.c.watch_ended(watch) && d.c.watch_events(watch).is_empty());
}

#[test]
fn options_of_writes_are_looked_at_before_the_object() {
    let mut d = Desk::new();
    three(&mut d);
    let long = "m".repeat(129);
    for (method, target, words) in [
        (
            "POST",
            format!("{SECRETS}?dryRun=Some"),
            "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"",
        ),
        (
            "PUT",
            format!("{SECRETS}/a?fieldValidation=Maybe"),
            "UpdateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Maybe\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"",
        ),
        (
            "PATCH",
            format!("{SECRETS}/a?force=true"),
            "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch",
        ),
        (
            "POST",
            format!("{SECRETS}?fieldManager={long}"),
            "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128 bytes",
        ),
        (
            "POST",
            format!("{SECRETS}?fieldManager=a%07"),
            "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a\\a\": invalid character U+0007 (at position 1)",
        ),
        (
            "DELETE",
            format!("{SECRETS}/a?propagationPolicy=Foo"),
            "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Foo\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"",
        ),
        (
            "DELETE",
            format!("{SECRETS}/a?propagationPolicy=Orphan&orphanDependents=true"),
            "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Invalid value: \"Orphan\": orphanDependents and deletionPropagation cannot be both set",
        ),
    ] {
        let body = if method == "DELETE" { "" } else { r#"{"metadata":{"name":"a"}}"# };
        assert_eq!(says(&mut d, method, &target, body), (422, words.to_string()), "{target}");
    }
    let uid = r#"{"preconditions":{"uid":"other"}}"#;
    let (code, words) = says(&mut d, "DELETE", &format!("{SECRETS}/a"), uid);
    assert!(code == 409 && words.starts_with("Operation cannot be fulfilled on Secret \"a\": the UID"), "{words}");
}

fn pod(d: &mut Desk) -> Value {
    let pod = obj!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", "image": "nginx"}]},
    });
    http(d, "POST", "/api/v1/namespaces/default/pods", &json::to_string(&pod)).into_result().unwrap()
}

#[test]
fn bodies_of_subresources_are_of_their_kind_and_about_the_object_of_the_address() {
    let mut d = Desk::new();
    d.wait(1);
    pod(&mut d);
    let pods = "/api/v1/namespaces/default/pods/p";
    let account = "/api/v1/namespaces/default/serviceaccounts/default";
    for (target, body, code, words) in [
        ("eviction", r#"{"metadata":{"name":"q"}}"#, 400, "name in URL does not match name in Eviction object"),
        ("eviction", "{}", 400, "name in URL does not match name in Eviction object"),
        (
            "eviction",
            r#"{"metadata":{"name":"p","namespace":"kube-system"}}"#,
            400,
            "the namespace of the provided object does not match the namespace sent on the request",
        ),
        (
            "eviction",
            r#"{"apiVersion":"v1","kind":"Eviction","metadata":{"name":"p"}}"#,
            400,
            r#"Eviction in version "v1" cannot be handled as a Eviction: no kind "Eviction" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30""#,
        ),
        (
            "eviction",
            r#"{"metadata":{"name":"p"},"deleteOptions":{"propagationPolicy":"Foo"}}"#,
            422,
            "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Foo\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"",
        ),
        ("binding", r#"{"metadata":{"name":"q"}}"#, 400, "name in URL does not match name in Binding object"),
        ("binding", r#"{"metadata":{"name":"p"},"target":{}}"#, 500, "target.name: Required value"),
        (
            "binding",
            r#"{"metadata":{"name":"p"},"target":{"kind":"Pod","name":"n"}}"#,
            500,
            "target.kind: Unsupported value: \"Pod\": supported values: \"Node\", \"<empty>\"",
        ),
    ] {
        assert_eq!(says(&mut d, "POST", &format!("{pods}/{target}"), body), (code, words.to_string()), "{body}");
    }
    let uid = r#"{"metadata":{"name":"p"},"deleteOptions":{"preconditions":{"uid":"other"}}}"#;
    let (code, words) = says(&mut d, "POST", &format!("{pods}/eviction"), uid);
    assert!(code == 409 && words.starts_with("Operation cannot be fulfilled on Pod \"p\""), "{words}");
    assert!(get(&mut d, pods).unwrap().get("metadata").str("deletionTimestamp").is_empty());
    let other = r#"{"metadata":{"name":"other"}}"#;
    assert_eq!(
        says(&mut d, "POST", &format!("{account}/token"), other),
        (
            422,
            "TokenRequest.authentication.k8s.io \"default\" is invalid: metadata.name: Invalid value: \"other\": must match the service account name if specified".to_string()
        )
    );
}

#[test]
fn a_binding_can_be_created_by_itself() {
    let mut d = Desk::new();
    d.wait(1);
    pod(&mut d);
    let body = r#"{"metadata":{"name":"p"},"target":{"kind":"Node","name":"n"}}"#;
    assert_eq!(http(&mut d, "POST", "/api/v1/namespaces/default/bindings", body).code, 201);
    let bound = get(&mut d, "/api/v1/namespaces/default/pods/p").unwrap();
    assert_eq!(bound.get("spec").str("nodeName"), "n");
}

#[test]
fn scales_are_of_the_object_of_the_address() {
    let mut d = Desk::new();
    let set = obj!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "r"},
        "spec": {
            "replicas": 1, "selector": {"matchLabels": {"a": "b"}},
            "template": {
                "metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}]},
            },
        },
    });
    let sets = "/apis/apps/v1/namespaces/default/replicasets";
    assert_eq!(http(&mut d, "POST", sets, &json::to_string(&set)).code, 201);
    for (name, body, code, words) in [
        (
            "r",
            r#"{"metadata":{"name":"q"},"spec":{"replicas":2}}"#,
            400,
            "the name of the object (q) does not match the name on the URL (r)",
        ),
        (
            "r",
            r#"{"metadata":{"name":"r","resourceVersion":"1"},"spec":{"replicas":2}}"#,
            409,
            "Operation cannot be fulfilled on replicasets.apps \"r\": the object has been modified; please apply your changes to the latest version and try again",
        ),
        (
            "r",
            r#"{"metadata":{"name":"r","uid":"u"},"spec":{"replicas":2}}"#,
            409,
            "Precondition failed: UID in precondition: u, UID in object meta:",
        ),
        ("none", r#"{"metadata":{"name":"none"}}"#, 404, "replicasets/scale.apps \"none\" not found"),
        (
            "r",
            r#"{"metadata":{"name":"r"},"spec":{"replicas":-1}}"#,
            422,
            "Scale.autoscaling \"r\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0",
        ),
    ] {
        let (found, message) = says(&mut d, "PUT", &format!("{sets}/{name}/scale"), body);
        assert!(found == code && message.contains(words), "{body}: {found} {message}");
    }
    let to = r#"{"metadata":{"name":"r"},"spec":{"replicas":3}}"#;
    let scaled = http(&mut d, "PUT", &format!("{sets}/r/scale"), to).into_result().unwrap();
    assert_eq!(scaled.get("spec").int("replicas"), Some(3));
}

#[test]
fn methods_fit_their_paths() {
    let mut d = Desk::new();
    let not = (405, "the server does not allow this method on the requested resource".to_string());
    for (method, path) in [("POST", "/api/v1/namespaces/default/secrets/a"), ("DELETE", "/api/v1/namespaces")] {
        assert_eq!(says(&mut d, method, path, "{}"), not);
    }
}
