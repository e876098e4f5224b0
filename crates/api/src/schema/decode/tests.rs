use super::*;
use crate::{json, obj, schema};

/// One recorded answer: what came in, and what came out.
fn answer(line: &str) -> String {
    let mut words = line.splitn(3, ' ');
    let (api_version, kind, text) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    match decode(&json::parse(text).unwrap(), schema::of(group, version, kind).unwrap()) {
        Ok(d) => format!("OK {} | {}", d.unknown.join(", "), json::to_string(&d.object)),
        Err(refusal) => format!("ERR {refusal}"),
    }
}

#[test]
fn answers_as_recorded() {
    let lines: Vec<&str> = include_str!("recorded.txt").lines().filter(|l| !l.starts_with('#')).collect();
    assert!(lines.len() > 200);
    for pair in lines.chunks(2) {
        assert_eq!(answer(pair[0]), pair[1], "for {}", pair[0]);
    }
}

#[test]
fn decoding_twice_changes_nothing_and_shares_all() {
    for pair in include_str!("recorded.txt").lines().filter(|l| !l.starts_with('#')).collect::<Vec<_>>().chunks(2) {
        let mut words = pair[0].splitn(3, ' ');
        let (api_version, kind, text) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let t = schema::of(group, version, kind).unwrap();
        let Ok(once) = decode(&json::parse(text).unwrap(), t) else { continue };
        let twice = decode(&once.object, t).unwrap();
        assert!(twice.object.same(&once.object), "{text}");
    }
}

#[test]
fn what_is_shared_with_the_stored_object_is_kept() {
    let pod = schema::of("", "v1", "Pod").unwrap();
    let stored = decode(&obj!({"spec": {"containers": [{"name": "a"}]}}), pod).unwrap().object;
    let mut update = stored.clone();
    update.set_at(&["status", "phase"], "Running");
    let update = decode_onto(&update, pod, &stored).unwrap().object;
    assert!(update.get("spec").same(stored.get("spec")));
    assert_eq!(update.at(&["status", "phase"]).as_str(), Some("Running"));
}

#[test]
fn validation_decides_what_unknown_fields_do() {
    let pod = schema::of("", "v1", "Pod").unwrap();
    let value = obj!({"metadata": {"label": {}}, "spec": {"containers": [{"name": "a", "imagee": "b"}]}});
    let decoded = decode(&value, pod).unwrap();
    assert_eq!(
        decoded.clone().admit(FieldValidation::Strict).unwrap_err(),
        "strict decoding error: unknown field \"metadata.label\", unknown field \"spec.containers[0].imagee\""
    );
    assert_eq!(decoded.clone().admit(FieldValidation::Warn).unwrap().1.len(), 2);
    assert!(decoded.admit(FieldValidation::Ignore).unwrap().1.is_empty());
}

#[test]
fn schemas_inside_definitions() {
    let crd = schema::of("apiextensions.k8s.io", "v1", "CustomResourceDefinition").unwrap();
    let version = |schema: Value| {
        let mut v = obj!({"name": "v1", "served": true, "storage": true});
        v.set("schema", schema);
        obj!({"spec": {"versions": [v]}})
    };
    let good = obj!({"openAPIV3Schema": {"type": "object", "additionalProperties": false,
        "properties": {"a": {"type": "array", "items": {"type": "string", "default": "x"}}}}});
    let decoded = decode(&version(good.clone()), crd).unwrap();
    assert_eq!(decoded.unknown, [""; 0]);
    assert_eq!(*decoded.object.get("spec").list("versions")[0].get("schema"), good);
    let wrong = obj!({"openAPIV3Schema": {"additionalProperties": 5}});
    assert_eq!(decode(&version(wrong), crd).unwrap_err(), "boolean or JSON schema expected");
    let mut deep = obj!({"type": "object"});
    for _ in 0..300 {
        let mut outer = Value::object();
        outer.set_at(&["properties", "a"], deep);
        deep = outer;
    }
    let mut whole = Value::object();
    whole.set("openAPIV3Schema", deep);
    assert_eq!(decode(&version(whole), crd).unwrap_err(), "json: exceeded max depth");
}
