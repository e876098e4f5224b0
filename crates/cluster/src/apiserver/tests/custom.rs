use api::request::{PatchType, Request, Verb};
use api::{Body, Gvr, Status, Text, Value, meta, obj};

use super::{Desk, message};

fn definition() -> Value {
    obj!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "crontabs.stable.example.com"},
        "spec": {
            "group": "stable.example.com",
            "scope": "Namespaced",
            "names": {"plural": "crontabs", "singular": "crontab", "kind": "CronTab", "shortNames": ["ct"]},
            "versions": [{
                "name": "v1", "served": true, "storage": true,
                "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}},
                "additionalPrinterColumns": [{"name": "Spec", "type": "string", "jsonPath": ".spec.cronSpec"}],
                "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                    "spec": {"type": "object", "required": ["cronSpec"], "properties": {
                        "cronSpec": {"type": "string", "pattern": "^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$"},
                        "image": {"type": "string", "default": "nginx:1.14"},
                        "replicas": {"type": "integer", "minimum": 1, "maximum": 10, "default": 1},
                    }},
                    "status": {"type": "object", "properties": {"replicas": {"type": "integer"}}},
                }}},
            }],
        },
    })
}

fn crontabs() -> Gvr {
    Gvr::new("stable.example.com", "v1", "crontabs")
}

fn with_definition() -> Desk {
    let mut d = Desk::new();
    d.create("apiextensions.k8s.io/CustomResourceDefinition", definition()).unwrap();
    d.wait(1);
    d
}

fn request(d: &Desk, verb: Verb, name: &str) -> Request {
    d.request(verb, crontabs(), name)
}

fn create(d: &mut Desk, name: &str, spec: Value) -> Result<Value, Status> {
    let object = obj!({
        "apiVersion": "stable.example.com/v1", "kind": "CronTab",
        "metadata": {"name": (name.to_string())}, "spec": spec,
    });
    let request = request(d, Verb::Create, "").with_body(object);
    d.call(request).into_result()
}

#[test]
fn a_definition_is_established_and_serves_its_objects() {
    let mut d = with_definition();
    let stored = d.get("apiextensions.k8s.io/CustomResourceDefinition", "crontabs.stable.example.com").unwrap();
    let conditions = stored.get("status").list("conditions");
    assert!(conditions.iter().any(|c| c.str("type") == "Established" && c.str("status") == "True"));
    let made = create(&mut d, "mine", obj!({"cronSpec": "* * * * */5"})).unwrap();
    assert_eq!(
        api::json::to_string(made.get("spec")),
        r#"{"cronSpec":"* * * * */5","image":"nginx:1.14","replicas":1}"#
    );
    assert_eq!(made.get("metadata").int("generation"), Some(1));
    let mut list = request(&d, Verb::List, "");
    list.options.as_table = true;
    let Body::Table(table) = d.call(list).body else { panic!("a table") };
    assert_eq!(api::json::to_string(&table.rows[0].cells.clone().into()), r#"["mine","* * * * */5"]"#);
}

#[test]
fn the_schema_refuses() {
    let mut d = with_definition();
    assert_eq!(
        message(create(&mut d, "bad", obj!({"cronSpec": "hello"}))),
        "CronTab.stable.example.com \"bad\" is invalid: spec.cronSpec: Invalid value: \"hello\": spec.cronSpec in body should match '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$'"
    );
    assert_eq!(
        message(create(&mut d, "bad", obj!({"replicas": 11}))),
        "CronTab.stable.example.com \"bad\" is invalid: [spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10, spec.cronSpec: Required value]"
    );
    assert_eq!(
        message(create(&mut d, "odd", obj!({"cronSpec": "* * * * *", "colour": "red"}))),
        "CronTab in version \"v1\" cannot be handled as a CronTab: strict decoding error: unknown field \"spec.colour\""
    );
}

#[test]
fn it_scales_and_patches() {
    let mut d = with_definition();
    create(&mut d, "mine", obj!({"cronSpec": "* * * * *"})).unwrap();
    let scale =
        request(&d, Verb::Patch(PatchType::Merge), "mine").on("scale").with_body(obj!({"spec": {"replicas": 3}}));
    assert_eq!(d.call(scale).into_result().unwrap().get("spec").int("replicas"), Some(3));
    let strategic = request(&d, Verb::Patch(PatchType::Strategic), "mine").with_body(obj!({"spec": {"replicas": 4}}));
    assert_eq!(d.call(strategic).code, 415);
    let status = request(&d, Verb::Patch(PatchType::Merge), "mine").on("status");
    let status =
        d.call(status.with_body(obj!({"spec": {"replicas": 9}, "status": {"replicas": 3}}))).into_result().unwrap();
    assert_eq!((status.get("spec").int("replicas"), status.get("status").int("replicas")), (Some(3), Some(3)));
    assert_eq!(status.get("metadata").int("generation"), Some(2));
}

#[test]
fn its_objects_go_with_the_definition() {
    let mut d = with_definition();
    create(&mut d, "mine", obj!({"cronSpec": "* * * * *"})).unwrap();
    d.delete("apiextensions.k8s.io/CustomResourceDefinition", "crontabs.stable.example.com");
    d.wait(2);
    assert!(d.get("apiextensions.k8s.io/CustomResourceDefinition", "crontabs.stable.example.com").is_err());
    let list = request(&d, Verb::List, "");
    assert_eq!(
        message(d.call(list).into_result()),
        "the server could not find the requested resource (get crontabs.stable.example.com)"
    );
}

#[test]
fn owned_custom_objects_are_found_by_their_owner() {
    let mut d = with_definition();
    let made = create(&mut d, "mine", obj!({"cronSpec": "* * * * *"})).unwrap();
    let child = obj!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "child", "ownerReferences": [{
            "apiVersion": "stable.example.com/v1", "kind": "CronTab", "name": "mine", "uid": (Text::new(meta::uid(&made))),
        }]},
    });
    d.create("ConfigMap", child).unwrap();
    let found: Vec<String> =
        d.c.api().dependents_of(meta::uid(&made)).map(|(r, o)| format!("{}/{}", r.kind, meta::name(o))).collect();
    assert_eq!(found, ["ConfigMap/child"]);
}

#[test]
fn rules_that_are_not_computed_are_told_of_with_each_object() {
    let mut d = Desk::new();
    let mut with_rules = definition();
    let versions = with_rules.field_mut("spec").field_mut("versions").list_mut();
    let schema = versions[0].at_mut(&["schema", "openAPIV3Schema"]);
    schema.set("x-kubernetes-validations", obj!([{"rule": "self.spec.replicas > 1"}]));
    d.create("apiextensions.k8s.io/CustomResourceDefinition", with_rules).unwrap();
    d.wait(1);
    let object = obj!({"metadata": {"name": "a"}, "spec": {"cronSpec": "* * * * *"}});
    let made = d.call(request(&d, Verb::Create, "").with_body(object));
    assert_eq!(made.code, 201);
    let told = "this simulated cluster does not evaluate the CEL rules (x-kubernetes-validations) of crontabs.stable.example.com";
    assert_eq!(made.warnings, [told]);
}

fn other(plural: &'static str, kind: &'static str, short: &'static str) -> Value {
    let mut other = definition();
    other.field_mut("metadata").set("name", Text::from(format!("{plural}.stable.example.com")));
    let names = obj!({"plural": plural, "singular": "crontab", "kind": kind, "shortNames": [short]});
    other.field_mut("spec").set("names", names);
    other
}

#[test]
fn names_that_are_free_are_taken_and_the_last_that_is_not_is_told_until_it_is() {
    const KIND: &str = "apiextensions.k8s.io/CustomResourceDefinition";
    let mut d = with_definition();
    d.create(KIND, other("timers", "CronTab", "ct")).unwrap();
    d.wait(1);
    let status = |d: &mut Desk| {
        let status = d.get(KIND, "timers.stable.example.com").unwrap().get("status").clone();
        let accepted = status.list("conditions")[0].clone();
        let names = status.get("acceptedNames");
        format!(
            "{} {} {} {} {}",
            names.str("plural"),
            names.str("kind"),
            accepted.str("status"),
            accepted.str("reason"),
            accepted.str("message")
        )
    };
    assert_eq!(status(&mut d), "timers  False ListKindConflict \"CronTabList\" is already in use");
    d.delete(KIND, "crontabs.stable.example.com");
    d.wait(2);
    assert_eq!(status(&mut d), "timers CronTab True NoConflicts no conflicts found");
}

#[test]
fn versions_on_their_way_out_say_so() {
    let mut d = Desk::new();
    let mut two = definition();
    let versions = two.field_mut("spec").field_mut("versions").list_mut();
    let mut old = versions[0].clone();
    for (key, value) in [("name", Value::from("v1beta1")), ("storage", false.into()), ("deprecated", true.into())] {
        old.set(key, value);
    }
    versions.push(old.clone());
    for (key, value) in [("name", "v1alpha1"), ("deprecationWarning", "v1alpha1 is no more")] {
        old.set(key, value);
    }
    versions.push(old);
    d.create("apiextensions.k8s.io/CustomResourceDefinition", two).unwrap();
    d.wait(1);
    for (version, told) in [
        ("v1", &[][..]),
        ("v1beta1", &["stable.example.com/v1beta1 CronTab is deprecated; use stable.example.com/v1 CronTab"]),
        ("v1alpha1", &["v1alpha1 is no more"]),
    ] {
        let list = d.request(Verb::List, Gvr::new("stable.example.com", version, "crontabs"), "");
        assert_eq!(d.call(list).warnings, told);
    }
}

#[test]
fn objects_inside_of_objects_are_looked_at_too() {
    let mut d = Desk::new();
    let mut holder = definition();
    let versions = holder.field_mut("spec").field_mut("versions").list_mut();
    let schema = versions[0].at_mut(&["schema", "openAPIV3Schema", "properties", "spec"]);
    *schema =
        obj!({"type": "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true});
    d.create("apiextensions.k8s.io/CustomResourceDefinition", holder).unwrap();
    d.wait(1);
    let refusal = |why: &str| format!("CronTab.stable.example.com \"a\" is invalid: {why}");
    for (spec, why) in [
        (obj!({}), "[spec.apiVersion: Required value, spec.kind: Required value]"),
        (obj!({"apiVersion": "v1", "kind": ""}), "spec.kind: Invalid value: \"\": must not be empty"),
        (
            obj!({"apiVersion": "a/b/c", "kind": "A"}),
            "spec.apiVersion: Invalid value: \"a/b/c\": unexpected GroupVersion string: a/b/c",
        ),
        (
            obj!({"apiVersion": "v1", "kind": "A", "metadata": {"name": "b/c"}}),
            "spec.metadata.name: Invalid value: \"b/c\": may not contain '/'",
        ),
    ] {
        assert_eq!(message(create(&mut d, "a", spec)), refusal(why));
    }
    let odd = obj!({"apiVersion": "v1", "kind": "A", "metadata": {"size": 1}, "anything": 1});
    let why = "CronTab in version \"v1\" cannot be handled as a CronTab: strict decoding error: unknown field \"spec.metadata.size\"";
    assert_eq!(message(create(&mut d, "a", odd)), why);
}

#[test]
fn finalizers_need_no_domain_and_what_is_gone_is_a_status() {
    let mut d = with_definition();
    create(&mut d, "mine", obj!({"cronSpec": "* * * * *"})).unwrap();
    for (finalizers, code) in [(obj!(["wait"]), 200), (Value::Null, 200)] {
        let body = obj!({"metadata": {"finalizers": finalizers}});
        let patch = request(&d, Verb::Patch(PatchType::Merge), "mine").with_body(body);
        assert_eq!(d.call(patch).code, code);
    }
    let gone = request(&d, Verb::Delete, "mine");
    let Body::Status(status) = d.call(gone).body else { panic!("a status") };
    assert_eq!((&*status.name, &*status.kind), ("mine", "crontabs"));
}

#[test]
fn versions_know_their_own_fields_and_defaults_may_be_younger_than_objects() {
    const KIND: &str = "apiextensions.k8s.io/CustomResourceDefinition";
    let mut d = Desk::new();
    let mut two = definition();
    let text = || obj!({"type": "string"});
    let versions = two.field_mut("spec").field_mut("versions").list_mut();
    let spec = ["schema", "openAPIV3Schema", "properties", "spec"];
    versions[0].set_at(&spec, obj!({"type": "object", "properties": {"old": (text()), "both": (text())}}));
    let mut newer = versions[0].clone();
    newer.set_at(&spec, obj!({"type": "object", "properties": {"new": (text()), "both": (text())}}));
    newer.set("name", "v2");
    newer.set("storage", false);
    versions.push(newer);
    let mut stored = d.create(KIND, two).unwrap();
    d.wait(1);
    let of = |version: &'static str| Gvr::new("stable.example.com", version, "crontabs");
    for (name, version, field) in [("a", "v1", "old"), ("b", "v2", "new")] {
        let mut object = obj!({"metadata": {"name": name}, "spec": {"both": "x"}});
        object.field_mut("spec").set(field, "y");
        let create = d.request(Verb::Create, of(version), "").with_body(object);
        assert_eq!(d.call(create).code, 201);
    }
    let read = |d: &mut Desk, version, name| {
        let found = d.call(d.request(Verb::Get, of(version), name)).into_result().unwrap();
        api::json::to_string(found.get("spec"))
    };
    for (name, version, spec) in
        [("a", "v1", r#"{"both":"x","old":"y"}"#), ("a", "v2", r#"{"both":"x"}"#), ("b", "v2", r#"{"both":"x"}"#)]
    {
        assert_eq!(read(&mut d, version, name), spec, "{name} in {version}");
    }
    stored = d.get(KIND, meta::name(&stored)).unwrap();
    let first = &mut stored.field_mut("spec").field_mut("versions").list_mut()[0];
    first.set_at(&[&spec[..], &["properties", "late"]].concat(), obj!({"type": "string", "default": "z"}));
    d.update(KIND, "crontabs.stable.example.com", stored).unwrap();
    assert_eq!(read(&mut d, "v1", "b"), r#"{"both":"x","late":"z"}"#);
}
