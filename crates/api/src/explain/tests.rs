use super::*;
use crate::{schema, yaml};

/// A few words in the form of the real file; the real one is upstream's and not here.
const TEXTS: &str = "io.k8s.api.apps.v1.Deployment\tRuns pods.
.spec\tWhat is wanted.
io.k8s.api.apps.v1.DeploymentSpec\tA wish.
.strategy\tHow pods are replaced, which takes so many words that they have to go on in a second line of the text.
io.k8s.api.apps.v1.DeploymentStrategy\tThe way of it.
.type\tWhich one.\\n\\nPossible enum values:\\n - `\"Recreate\"` all at once.\\n - `\"RollingUpdate\"`
";

fn text(path: &[&str], recursive: bool) -> String {
    let subject = Subject::built_in("apps", "v1", "Deployment", schema::of("apps", "v1", "Deployment").unwrap());
    explain(&subject, path, recursive, &Descriptions::new(TEXTS)).unwrap()
}

#[test]
fn a_field_with_fields() {
    assert_eq!(
        text(&["spec", "strategy"], false),
        "GROUP:      apps
KIND:       Deployment
VERSION:    v1

FIELD: strategy <DeploymentStrategy>


DESCRIPTION:
    How pods are replaced, which takes so many words that they have to go on in
    a second line of the text.
    The way of it.
    
FIELDS:
  rollingUpdate\t<RollingUpdateDeployment>
    <no description>

  type\t<string>
  enum: Recreate, RollingUpdate
    Which one.
    
    Possible enum values:
     - `\"Recreate\"` all at once.
     - `\"RollingUpdate\"`


"
    );
}

#[test]
fn all_fields_below() {
    assert!(text(&["spec", "strategy"], true).ends_with(
        "FIELDS:
  rollingUpdate\t<RollingUpdateDeployment>
    maxSurge\t<IntOrString>
    maxUnavailable\t<IntOrString>
  type\t<string>
  enum: Recreate, RollingUpdate

"
    ));
    let all = text(&[], true);
    assert!(all.contains("\n      metadata\t<ObjectMeta>\n        annotations\t<map[string]string>\n"), "{all}");
    assert!(all.contains("\n          ports\t<[]ContainerPort>\n            containerPort\t<integer> -required-\n"));
}

#[test]
fn a_value_of_an_enumeration() {
    assert!(text(&["spec", "strategy", "type"], false).contains(
        "FIELD: type <string>\nENUM:\n    Recreate\n    RollingUpdate\n\nDESCRIPTION:\n    Which one.\n    \n    Possible"
    ));
}

#[test]
fn what_is_not_there() {
    let subject = Subject::built_in("", "v1", "Pod", schema::of("", "v1", "Pod").unwrap());
    let refused = explain(&subject, &["nosuch", "name"], false, &Descriptions::default());
    let (begun, error) = refused.unwrap_err();
    assert_eq!(
        (begun.as_str(), error.as_str()),
        ("KIND:       Pod\nVERSION:    v1\n\n", "field \"name\" does not exist")
    );
    let bare = explain(&subject, &[], false, &Descriptions::default()).unwrap();
    assert!(bare.contains("DESCRIPTION:\n    <empty>\nFIELDS:\n  apiVersion\t<string>\n    <no description>\n"));
}

/// A schema may hold schemas: recursion ends.
#[test]
fn schemas_in_schemas() {
    let crd = schema::of("apiextensions.k8s.io", "v1", "CustomResourceDefinition").unwrap();
    let subject = Subject::built_in("apiextensions.k8s.io", "v1", "CustomResourceDefinition", crd);
    let all = explain(&subject, &["spec", "versions", "schema"], true, &Descriptions::default()).unwrap();
    assert_eq!(all.matches("openAPIV3Schema\t<JSONSchemaProps>").count(), 1);
    assert!(all.lines().count() < 80, "{all}");
}

#[test]
fn custom_resources() {
    let schema = yaml::parse(
        "{type: object, description: Crontabs., properties: {spec: {type: object, required: [size], properties: {
        size: {type: integer, description: How many.}, rules: {type: array, items: {type: object, properties: {host: {type: string}}}}}}}}",
    )
    .unwrap();
    let subject = Subject::custom("stable.example.com", "v1", "CronTab", &schema);
    let text = |path: &[&str]| explain(&subject, path, false, &Descriptions::default()).unwrap();
    assert!(text(&[]).contains("DESCRIPTION:\n    Crontabs.\n    \nFIELDS:\n  apiVersion\t<string>\n"));
    assert!(
        text(&["spec"])
            .contains("\n  rules\t<[]Object>\n    <no description>\n\n  size\t<integer> -required-\n    How many.\n")
    );
    assert!(text(&["spec", "rules", "host"]).contains("FIELD: host <string>\n"));
    assert!(text(&["metadata", "labels"]).contains("FIELD: labels <map[string]string>\n"));
}
