//! Tables: what is written, and what is wrong with it in the API server's words.

mod extensions;
mod kinds;
mod others;
mod pods;
mod updates;

use super::*;
use crate::{Status, defaults, kinds as kinds_table, schema, yaml};

/// An object as it comes to validation: decoded, with its defaults, in the namespace `default` if it has none.
pub fn object(text: &str) -> (&'static Kind, Value) {
    let value = yaml::parse(text).unwrap_or_else(|e| panic!("{e:?} in {text}"));
    let version = value.str("apiVersion");
    let (group, version) = version.split_once('/').unwrap_or(("", version));
    let kind = kinds_table::by_kind(group, value.str("kind")).unwrap_or_else(|| panic!("no kind in {text}"));
    let shape = schema::of(group, version, kind.kind).expect("a type");
    let mut object = schema::decode(&value, shape).unwrap_or_else(|e| panic!("{e} in {text}")).object;
    defaults::apply_type(&mut object, shape);
    if kind.namespaced && object.get("metadata").str("namespace").is_empty() {
        object.field_mut("metadata").set("namespace", "default");
    }
    (kind, object)
}

pub fn lines(errors: &ErrorList) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

/// What is wrong with a new object, a line each.
pub fn wrong(text: &str) -> Vec<String> {
    let (kind, object) = object(text);
    lines(&create(kind, &object))
}

/// What is wrong with the second as an update of the first.
pub fn wrong_update(old: &str, new: &str) -> Vec<String> {
    let (kind, mut old) = object(old);
    let (_, mut new) = object(new);
    for o in [&mut old, &mut new] {
        o.field_mut("metadata").set("resourceVersion", "1");
    }
    lines(&update(kind, &new, &old))
}

/// Goes through a table; shows everything that is not as expected.
#[track_caller]
pub fn check(table: &[(&str, &[&str])], run: impl Fn(&str) -> Vec<String>) {
    let mut failed = String::new();
    for (text, expected) in table {
        let found = run(text);
        if found != *expected {
            failed += &format!("{text}\n  found:    {found:#?}\n  expected: {expected:#?}\n");
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

pub const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must \
                         start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for \
                         validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

#[test]
fn a_refusal_says_all_at_once() {
    let errors = create(
        kinds_table::by_kind("apps", "Deployment").unwrap(),
        &object(
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2, template: {metadata: \
             {labels: {app: web}}, spec: {containers: [{name: web, image: 'nginx:1.14'}]}}}}",
        )
        .1,
    );
    let status = Status::invalid("apps", "Deployment", "web", &errors);
    assert_eq!(
        status.message,
        "Deployment.apps \"web\" is invalid: [spec.selector: Required value, spec.template.metadata.labels: Invalid \
         value: {\"app\":\"web\"}: `selector` does not match template `labels`]"
    );
    let causes: Vec<_> = status.causes.iter().map(|c| (c.reason.as_str(), c.field.as_str())).collect();
    assert_eq!(
        causes,
        [("FieldValueRequired", "spec.selector"), ("FieldValueInvalid", "spec.template.metadata.labels")]
    );
    assert_eq!((status.code, status.reason.as_str()), (422, "Invalid"));
}

#[test]
fn go_quotes() {
    for (text, quoted) in
        [("a\"b", r#""a\"b""#), ("한글\n", r#""한글\n""#), ("\u{1}\u{200b}\u{feff}", r#""\x01\u200b\ufeff""#)]
    {
        assert_eq!(go_quote(text), quoted);
    }
}
