use super::*;
use crate::json;
use crate::schema::{self, Ty};
use crate::time::Time;
use crate::value::Value;
use crate::{obj, yaml};

/// The object with its times masked, as the recording has it.
fn shown(object: &Value) -> String {
    let mut object = object.clone();
    for entry in object.at_mut(&["metadata", "managedFields"]).list_mut() {
        if entry.has("time") {
            entry.set("time", "T");
        }
    }
    if object.get("metadata").list("managedFields").is_empty() {
        object.remove_at(&["metadata", "managedFields"]);
    }
    json::to_string(&object)
}

/// Runs the steps of a scenario; an answer a step.
fn run(scenario: &Value) -> Vec<String> {
    let (api_version, kind) = (scenario.text("APIVersion"), scenario.text("Kind"));
    let (group, version) = api_version.split_once('/').unwrap_or(("", &api_version));
    let t = schema::of(group, version, &kind).unwrap();
    let shape = Shape::of(t);
    let named = |mut object: Value| {
        object.set("apiVersion", &api_version);
        object.set("kind", &kind);
        object
    };
    let mut live = named(shape.zero());
    let mut answers = Vec::new();
    for step in scenario.list("Steps") {
        let by = Writer {
            manager: step.text("Manager"),
            api_version: api_version.clone(),
            subresource: step.text("Sub"),
            now: Time::default(),
        };
        let sent = named(step.get("Object").clone());
        if step.str("Op") == "update" {
            let mut new = schema::decode(&sent, t).unwrap().object;
            update(&live, &mut new, shape, &by, &[]);
            live = new;
        } else {
            match apply(&live, &sent, shape, &by, step.bool("Force"), &[]) {
                Ok(new) => live = schema::decode(&new, t).unwrap().object,
                Err(refusal) => {
                    answers.push(format!("ERR {}", refusal.status("SUBJECT").message.replace('\n', "\\n")));
                    continue;
                }
            }
        }
        live.set_at(&["metadata", "uid"], "u");
        answers.push(shown(&live));
    }
    answers
}

#[test]
fn owners_as_recorded() {
    let mut lines = include_str!("recorded.txt").lines().filter(|l| !l.starts_with('#'));
    let mut scenarios = 0;
    while let Some(scenario) = lines.next() {
        for answer in run(&json::parse(scenario).unwrap()) {
            assert_eq!(Some(answer.as_str()), lines.next(), "in {scenario}");
        }
        scenarios += 1;
    }
    assert!(scenarios > 60);
}

#[test]
fn a_set_survives_writing_and_reading() {
    let pod = Shape::of(schema::of("", "v1", "Pod").unwrap());
    let value = obj!({"metadata": {"labels": {"a": "b"}, "finalizers": ["x/y"]}, "spec": {"containers": [
        {"name": "a", "ports": [{"containerPort": 80}], "command": ["x"]}]}});
    let set = set_of(&value, pod);
    assert_eq!(FieldSet::from_value(&set.to_value()), set);
    let ports = set.to_value().at(&["f:spec", "f:containers", "k:{\"name\":\"a\"}", "f:ports"]).clone();
    assert!(ports.has("k:{\"containerPort\":80,\"protocol\":\"TCP\"}"), "{ports:?}");
}

const DEFINITION: &str = "
type: object
properties:
  spec:
    type: object
    properties:
      rules: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [host], items: {type: object, \
    properties: {host: {type: string}, port: {x-kubernetes-int-or-string: true}}}}
      free: {type: object, x-kubernetes-preserve-unknown-fields: true}
      names: {type: array, items: {type: string}}
";

#[test]
fn custom_resources_merge_by_the_schema_of_their_definition() {
    let schema = yaml::parse(DEFINITION).unwrap();
    let shape = Shape::CustomResource(&schema);
    let live = yaml::parse("{spec: {rules: [{host: a, port: 1}], names: [x], free: {a: {b: 1}}}}").unwrap();
    let config = yaml::parse("{spec: {rules: [{host: b, port: http}], names: [z], free: {a: {c: 2}}}}").unwrap();
    let merged = merge(&live, &config, shape);
    assert_eq!(
        json::to_string(&merged),
        r#"{"spec":{"free":{"a":{"b":1,"c":2}},"names":["z"],"rules":[{"host":"a","port":1},{"host":"b","port":"http"}]}}"#
    );
    let unknown = yaml::parse("{metadata: {name: a}, spec: {colour: red}}").unwrap();
    assert_eq!(validate(&unknown, shape).unwrap_err(), ".spec.colour: field not declared in schema");
}

#[test]
fn conflicts_are_told_with_their_owner() {
    let shape = Shape::of(schema::of("apps", "v1", "Deployment").unwrap());
    let by = |manager: &'static str, subresource: &'static str| Writer {
        manager: manager.into(),
        api_version: "apps/v1".into(),
        subresource: subresource.into(),
        now: Time::default(),
    };
    let config = obj!({"metadata": {"name": "web"}, "spec": {"replicas": 1}});
    let mut live = apply(&shape.zero(), &config, shape, &by("kubectl", ""), false, &[]).unwrap();
    live.set_at(&["metadata", "uid"], "u");
    let mut scaled = live.clone();
    scaled.set_at(&["spec", "replicas"], 3);
    update(&live, &mut scaled, shape, &by("kubectl", "scale"), &[]);
    let refusal = apply(&scaled, &config, shape, &by("kubectl", ""), false, &[]).unwrap_err().status("");
    assert_eq!(
        refusal.message,
        "Apply failed with 1 conflict: conflict with \"kubectl\" with subresource \"scale\" using apps/v1: .spec.replicas"
    );
    assert_eq!((refusal.code, refusal.causes[0].field.as_str()), (409, ".spec.replicas"));
    let forced = apply(&scaled, &config, shape, &by("kubectl", ""), true, &[]).unwrap();
    assert_eq!(forced.get("metadata").list("managedFields").len(), 1);
}

#[test]
fn ignored_fields_have_no_owner() {
    let t = schema::of("", "v1", "Pod").unwrap();
    let shape = Shape::BuiltIn(Ty::of(t), None);
    let mut pod = schema::decode(&obj!({"spec": {"nodeName": "n"}, "status": {"phase": "Running"}}), t).unwrap().object;
    let by = Writer { manager: "m".into(), api_version: "v1".into(), subresource: "".into(), now: Time::default() };
    update(&shape.zero(), &mut pod, shape, &by, &[&["status"]]);
    let fields = pod.get("metadata").list("managedFields")[0].get("fieldsV1").clone();
    assert_eq!(json::to_string(&fields), r#"{"f:spec":{"f:nodeName":{}}}"#);
}
