use super::*;
use crate::{json, obj, yaml};
use sorted::InOrder;

fn answer(case: &Value) -> String {
    let schema = case.get("Schema");
    let decoded = decode(case.get("Object"), schema).unwrap();
    let mut object = decoded.object;
    default(&mut object, schema);
    let mut errors: Vec<String> = validate(&object, schema, None).iter().map(ToString::to_string).collect();
    errors.order();
    let unknown: Vec<&str> = decoded.unknown.iter().map(|u| u.split('"').nth(1).unwrap()).collect();
    format!("{} | {} | {}", unknown.join(","), json::to_string(&object), errors.join(";; "))
}

#[test]
fn answers_as_recorded() {
    let mut lines = include_str!("recorded.txt").lines().filter(|l| !l.starts_with('#'));
    let mut cases = 0;
    while let (Some(case), Some(expected)) = (lines.next(), lines.next()) {
        assert_eq!(answer(&json::parse(case).unwrap()), expected, "for {case}");
        cases += 1;
    }
    assert!(cases > 60);
}

/// The definition of the recorded custom resource.
fn cron_tab() -> Value {
    yaml::parse(
        "
type: object
properties:
  spec:
    type: object
    required: [cronSpec]
    properties:
      cronSpec: {type: string, pattern: '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$'}
      image: {type: string, default: 'nginx:1.14'}
      replicas: {type: integer, minimum: 1, maximum: 10, default: 1}
",
    )
    .unwrap()
}

#[test]
fn the_recorded_custom_resource() {
    let schema = cron_tab();
    let errors = |object: &Value, old: Option<&Value>| -> Vec<String> {
        validate(object, &schema, old).iter().map(ToString::to_string).collect()
    };
    let mut good = obj!({"metadata": {"name": "my-cron"}, "spec": {"cronSpec": "* * * * */5"}});
    default(&mut good, &schema);
    assert_eq!(json::to_string(good.get("spec")), r#"{"cronSpec":"* * * * */5","image":"nginx:1.14","replicas":1}"#);
    assert!(errors(&good, None).is_empty());
    let mut many = good.clone();
    many.set_at(&["spec", "replicas"], 11);
    assert_eq!(
        errors(&many, Some(&good)),
        ["spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10"]
    );
    let mut still = many.clone();
    still.set_at(&["metadata", "labels"], obj!({"a": "b"}));
    assert!(errors(&still, Some(&many)).is_empty(), "what was wrong before may stay");
    let bad = obj!({"spec": {"cronSpec": "hello"}});
    assert_eq!(
        errors(&bad, None),
        [
            r##"spec.cronSpec: Invalid value: "hello": spec.cronSpec in body should match '^(\d+|\*)(/\d+)?(\s+(\d+|\*)(/\d+)?){4}$'"##
        ]
    );
    let odd = obj!({"metadata": {"label": {}, "name": "a"}, "spec": {"colour": "red"}});
    assert_eq!(
        decode(&odd, &schema).unwrap().unknown,
        ["unknown field \"metadata.label\"", "unknown field \"spec.colour\""]
    );
}

#[test]
fn alternatives_are_told_as_a_whole() {
    let schema = obj!({"type": "object", "properties": {"spec": {"type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}}});
    let both = obj!({"spec": {"a": 1, "b": 2}});
    let texts: Vec<String> = validate(&both, &schema, None).iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema (oneOf). Found 2 valid alternatives"
        ]
    );
}

#[test]
fn rules_that_are_not_computed_are_found() {
    let schema = obj!({"type": "object", "properties": {"spec": {"type": "array", "items": {
        "type": "object", "x-kubernetes-validations": [{"rule": "self.a > 1"}]}}}});
    assert_eq!(rules(&schema), [".spec[*]"]);
}
