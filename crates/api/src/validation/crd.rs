//! CustomResourceDefinitions: their names, versions and what a schema must say at least.

use super::at::At;
use super::meta::{self, Scope};
use crate::names;
use crate::value::Value;

pub(super) fn definition(crd: At<'_>) {
    let (group, plural) = (crd.down(&["spec", "group"]), crd.down(&["spec", "names", "plural"]));
    let name = crd.down(&["metadata", "name"]);
    if name.str() != format!("{}.{}", plural.str(), group.str()) && !name.is_empty() {
        name.invalid("must be spec.names.plural+\".\"+spec.group");
    }
    meta::create(crd.at("metadata"), Scope::Cluster, |_| Vec::new());
    body(crd);
}

fn body(crd: At<'_>) {
    let spec = crd.at("spec");
    let group = spec.at("group");
    if group.is_empty() {
        group.required("");
    } else {
        group.messages(names::dns1123_subdomain(group.str()));
        if !group.str().contains('.') {
            group.invalid("should be a domain with at least one dot");
        }
    }
    spec.at("scope").one_of(&["Cluster", "Namespaced"]);
    versions(spec.at("versions"));
    kind_names(spec.at("names"));
    let strategy = spec.down(&["conversion", "strategy"]);
    if spec.has("conversion") {
        strategy.one_of(&["None", "Webhook"]);
        if strategy.str() == "Webhook" && !spec.at("conversion").has("webhook") {
            spec.down(&["conversion", "webhook"]).required("required when strategy is set to \"Webhook\"");
        }
    }
}

fn versions(list: At<'_>) {
    if list.is_empty() {
        list.invalid_as(Value::Null, "must have exactly one version marked as storage version");
    }
    let mut seen: Vec<&str> = Vec::new();
    let mut stored = 0;
    for v in list.items() {
        let name = v.at("name");
        name.messages(names::dns1035_label(name.str()));
        if seen.contains(&name.str()) {
            list.invalid("must contain unique version names");
        }
        seen.push(name.str());
        stored += usize::from(v.v.bool("storage"));
        let schema = v.at("schema");
        if schema.v.get("openAPIV3Schema").is_null() {
            schema.at("openAPIV3Schema").required("schemas are required");
        } else {
            root_schema(schema.at("openAPIV3Schema"));
        }
        for column in v.at("additionalPrinterColumns").items() {
            column.require("name");
            column.at("type").one_of(&["boolean", "date", "integer", "number", "string"]);
            let path = column.at("jsonPath");
            if path.is_empty() {
                path.required("");
            }
        }
    }
    if stored != 1 && !list.is_empty() {
        list.invalid("must have exactly one version marked as storage version");
    }
}

fn root_schema(schema: At<'_>) {
    let kind = schema.at("type");
    if kind.is_empty() {
        kind.required("must not be empty at the root");
    } else if kind.str() != "object" {
        kind.invalid("must be object at the root");
    }
    properties(schema);
}

/// Structural schemas: every property says its type.
fn properties(schema: At<'_>) {
    for (_, property) in schema.at("properties").entries() {
        let open =
            property.v.bool("x-kubernetes-int-or-string") || property.v.bool("x-kubernetes-preserve-unknown-fields");
        let kind = property.at("type");
        if kind.is_empty() {
            if !open {
                kind.required("must not be empty for specified object fields");
            }
        } else if !["array", "boolean", "integer", "null", "number", "object", "string"].contains(&kind.str()) {
            kind.not_supported(&["array", "boolean", "integer", "null", "number", "object", "string"]);
        }
        if kind.str() == "array" && !property.has("items") {
            property.at("items").required("must be specified");
        }
        properties(property);
        if property.has("items") {
            let items = property.at("items");
            if items.v.str("type").is_empty() && !items.v.bool("x-kubernetes-int-or-string") {
                items.at("type").required("must not be empty for specified array items");
            }
            properties(items);
        }
    }
}

fn kind_names(at: At<'_>) {
    let (plural, singular, kind, list) = (at.at("plural"), at.at("singular"), at.at("kind"), at.at("listKind"));
    if plural.is_empty() {
        plural.required("");
    }
    if singular.is_empty() {
        singular.required("");
    }
    if kind.is_empty() {
        kind.required("");
    }
    if list.is_empty() {
        list.required("");
    }
    for field in [plural, singular].into_iter().filter(|f| !f.is_empty()) {
        field.messages(names::dns1035_label(field.str()));
    }
    for field in [kind, list].into_iter().filter(|f| !f.is_empty()) {
        field.messages(names::dns1035_label(&field.str().to_lowercase()));
    }
    for list in ["shortNames", "categories"] {
        at.at(list).items().for_each(|s| s.messages(names::dns1035_label(s.str())));
    }
    if !kind.is_empty() && kind.str() == list.str() {
        list.invalid("kind and listKind may not be the same");
    }
}

pub(super) fn definition_update(crd: At<'_>, old: &Value) {
    body(crd);
    for path in [["spec", "group"], ["spec", "scope"]] {
        crd.down(&path).immutable(old.at(&path));
    }
    for field in ["kind", "plural"] {
        crd.down(&["spec", "names", field]).immutable(old.at(&["spec", "names", field]));
    }
}
