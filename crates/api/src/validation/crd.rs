//! CustomResourceDefinitions. What is the same in all versions stands, inside of the API server, once for all: messages
//! about the schema of a definition with one version name `spec.validation`.

use super::at::At;
use super::crd_schema;
use super::internal;
use super::meta::{self, Scope};
use super::registration;
use crate::names::{self, Messages};
use crate::value::Value;

pub(super) fn definition(crd: At<'_>) {
    let name = crd.down(&["metadata", "name"]);
    let (group, plural) = (crd.v.get("spec").str("group"), crd.v.at(&["spec", "names"]).str("plural"));
    if !name.is_empty() {
        name.messages(names::dns1123_subdomain(name.str()));
        if name.str() != format!("{plural}.{group}") {
            name.invalid("must be spec.names.plural+\".\"+spec.group");
        }
    }
    meta::create(crd.at("metadata"), Scope::Cluster, |_| Vec::new());
    body(crd);
    // The version that is stored is noted before this.
    if !crd.v.get("spec").list("versions").iter().any(|v| v.bool("storage")) {
        crd.down(&["status", "storedVersions"]).invalid_as(Value::Null, "must have at least one stored version");
    }
    approval(crd, Value::NULL);
    let preserve = crd.down(&["spec", "preserveUnknownFields"]);
    if preserve.bool() {
        preserve.invalid(
            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead",
        );
    }
}

pub(super) fn definition_update(crd: At<'_>, old: &Value) {
    body(crd);
    let spec = crd.at("spec");
    let established = |c: &Value| c.str("type") == "Established" && c.str("status") == "True";
    if old.get("status").list("conditions").iter().any(established) {
        spec.at("scope").immutable(old.at(&["spec", "scope"]));
        spec.down(&["names", "kind"]).immutable(old.at(&["spec", "names", "kind"]));
    }
    spec.at("group").immutable(old.at(&["spec", "group"]));
    spec.down(&["names", "plural"]).immutable(old.at(&["spec", "names", "plural"]));
    accepted(crd);
    approval(crd, old);
}

pub(super) fn definition_status(crd: At<'_>, _old: &Value) {
    kind_names(crd.down(&["status", "acceptedNames"]));
}

fn accepted(crd: At<'_>) {
    kind_names(crd.down(&["status", "acceptedNames"]));
    let (stored, versions) = (crd.down(&["status", "storedVersions"]), crd.v.get("spec").list("versions"));
    if stored.is_empty() {
        stored.invalid("must have at least one stored version");
        return;
    }
    for v in versions.iter().filter(|v| v.bool("storage") && !stored.list().contains(v.get("name"))) {
        stored.invalid(format!("must have the storage version {}", v.str("name")));
    }
    for s in stored.items().filter(|s| !versions.iter().any(|v| v.get("name") == s.v)) {
        let v = s.str();
        s.invalid(format!(
            "missing from spec.versions; {v} was previously a storage version, and must remain in spec.versions until a \
             storage migration ensures no data remains persisted in {v} and removes {v} from status.storedVersions"
        ));
    }
}

/// Groups of the Kubernetes project are for definitions that it approved.
fn approval(crd: At<'_>, old: &Value) {
    const KEY: &str = "api-approved.kubernetes.io";
    const SEE: &str = "see https://github.com/kubernetes/enhancements/pull/1111";
    let group = crd.v.get("spec").str("group");
    let protected = ["k8s.io", "kubernetes.io"]
        .iter()
        .any(|domain| group.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
    let note = crd.down(&["metadata", "annotations"]).key(&KEY.into());
    if !protected || !old.is_null() && old.at(&["metadata", "annotations"]).get(KEY) == note.v {
        return;
    }
    let is_url = note.str().split_once("://").is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
    if note.is_empty() {
        note.required(&format!("protected groups must have approval annotation \"{KEY}\", {SEE}"));
    } else if !note.str().starts_with("unapproved") && !is_url {
        note.invalid(format!(
            "protected groups must have approval annotation \"{KEY}\" with either a URL or a reason starting with \
             \"unapproved\", {SEE}"
        ));
    }
}

/// What versions have in common.
fn same_in_all(versions: &[Value], field: &str) -> bool {
    versions.iter().all(|v| v.get(field) == versions[0].get(field))
}

fn joined(at: At<'_>, prefix: &str, wrong: Messages) {
    if !wrong.is_empty() {
        at.invalid(format!("{prefix}{}", wrong.join(",")));
    }
}

fn body(crd: At<'_>) {
    let spec = crd.at("spec");
    let group = spec.at("group");
    if group.is_empty() {
        group.required("");
    } else if !names::dns1123_subdomain(group.str()).is_empty() {
        joined(group, "", names::dns1123_subdomain(group.str()));
    } else if !group.str().contains('.') {
        group.invalid("should be a domain with at least one dot");
    }
    spec.at("scope").one_of(&["Cluster", "Namespaced"]);
    versions(spec);
    for field in ["plural", "singular", "kind", "listKind"] {
        let at = spec.at("names").at(field);
        if at.is_empty() {
            at.required("");
        }
    }
    kind_names(spec.at("names"));
    if let Some(first) = spec.v.list("versions").first() {
        let same = |field: &str| same_in_all(spec.v.list("versions"), field);
        if same("schema") {
            crd_schema::root(spec.at("validation").with(first.get("schema")), first.get("subresources").has("status"));
        }
        if same("subresources") {
            subresources(spec.at("subresources").with(first.get("subresources")));
        }
        if same("additionalPrinterColumns") {
            let columns = first.get("additionalPrinterColumns");
            spec.at("additionalPrinterColumns").with(columns).items().for_each(column);
        }
        if same(SELECTABLE) {
            let fields = spec.at(SELECTABLE).with(first.get(SELECTABLE));
            let schema = if same("schema") { first.get("schema") } else { Value::NULL };
            selectable(fields, schema, "selectableFields may only be set when validations.schema is included");
        }
    }
    conversion(spec);
}

fn versions(spec: At<'_>) {
    let list = spec.at("versions");
    let all = list.list();
    for v in list.items() {
        let schema = v.at("schema").at("openAPIV3Schema");
        if !schema.is_set() {
            schema.required("schemas are required");
        }
    }
    let same = |field: &str| same_in_all(all, field);
    for v in list.items() {
        joined(v.at("name"), "", names::dns1035_label(v.v.str("name")));
        let warning = v.at("deprecationWarning");
        if warning.is_set() && !v.v.bool("deprecated") {
            warning.invalid("can only be set for deprecated versions");
        } else if warning.is_set() && warning.is_empty() {
            warning.invalid("must not be an empty string");
        } else if warning.str().len() > 256 {
            warning.invalid("must be <= 256 characters long");
        }
        if !same("schema") {
            crd_schema::root(v.at("schema"), v.v.get("subresources").has("status"));
        }
        if !same("subresources") {
            subresources(v.at("subresources"));
        }
        if !same("additionalPrinterColumns") {
            v.at("additionalPrinterColumns").items().for_each(column);
        }
        if !same(SELECTABLE) {
            const WHY: &str = "selectableFields may only be set when version.schema.openAPIV3Schema is not included";
            selectable(v.at(SELECTABLE), v.v.get("schema"), WHY);
        }
    }
    let twice = (1..all.len()).any(|i| all[..i].iter().any(|o| o.get("name") == all[i].get("name")));
    let shown = || {
        let parts: Vec<String> =
            all.iter().map(|v| internal::json("DefinitionVersion", &without_common(all, v))).collect();
        if list.is_set() { format!("[{}]", parts.join(",")) } else { "null".into() }
    };
    if twice {
        list.invalid_raw(shown(), "must contain unique version names");
    }
    if all.iter().filter(|v| v.bool("storage")).count() != 1 {
        list.invalid_raw(shown(), "must have exactly one version marked as storage version");
    }
    if let Some(first) = all.first() {
        joined(spec.at("version").with(first.get("name")), "", names::dns1035_label(first.str("name")));
    }
}

fn without_common(all: &[Value], version: &Value) -> Value {
    let mut rest = version.clone();
    for field in ["schema", "subresources", "additionalPrinterColumns", "selectableFields"] {
        if same_in_all(all, field) {
            rest.remove(field);
        }
    }
    rest
}

fn column(c: At<'_>) {
    const TYPES: [&str; 5] = ["boolean", "date", "integer", "number", "string"];
    const FORMATS: [&str; 8] = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];
    if c.v.str("name").is_empty() {
        c.at("name").required("");
    }
    let (kind, format) = (c.at("type"), c.at("format"));
    let must = |values: &[&str]| format!("must be one of {}", values.join(","));
    if kind.is_empty() {
        kind.required(&must(&TYPES));
    } else if !TYPES.contains(&kind.str()) {
        kind.invalid(must(&TYPES));
    }
    if !format.is_empty() && !FORMATS.contains(&format.str()) {
        format.invalid(must(&FORMATS));
    }
    let path = c.at("JSONPath").with(c.v.get("jsonPath"));
    if path.is_empty() {
        path.required("");
    } else {
        simple_path(path, "", "");
    }
}

const SELECTABLE: &str = "selectableFields";

/// Fields by which lists can be narrowed down: scalars that the schema knows, outside of metadata.
fn selectable(list: At<'_>, schema: &Value, no_schema: &str) {
    let schema = schema.get("openAPIV3Schema");
    if list.is_empty() {
        return;
    }
    if schema.is_null() {
        list.invalid_as("", no_schema);
        return;
    }
    let mut seen: Vec<&str> = Vec::new();
    for path in list.items().map(|f| f.at("jsonPath")) {
        if path.is_empty() {
            path.required("");
            continue;
        }
        let found = match declared(path.str(), schema) {
            Ok(found) => found,
            Err(why) => {
                path.invalid(format!("is an invalid path: {why}"));
                continue;
            }
        };
        if path.str().starts_with(".metadata.") {
            path.invalid("must not point to fields in metadata");
        }
        if !matches!(found.str("type"), "string" | "boolean" | "integer") {
            path.invalid(
                "must point to a field of type string, boolean or integer. Enum string fields and strings with formats \
                 are allowed.",
            );
        }
        if seen.contains(&path.str()) {
            path.duplicate();
        } else {
            seen.push(path.str());
        }
    }
    if seen.len() > 8 {
        list.too_many(seen.len(), 8);
    }
}

/// The schema of a field by its path.
fn declared<'a>(path: &str, schema: &'a Value) -> Result<&'a Value, String> {
    let steps = path.strip_prefix('.').ok_or_else(|| {
        let end = path.find(['.', '[', ']']).unwrap_or(path.len());
        format!("expected [ or . but got: {}", &path[..end])
    })?;
    if path.contains('[') {
        return Err("array notation is not allowed".into());
    }
    steps.split('.').try_fold(schema, |schema, name| match schema.get("properties").get(name) {
        _ if name.is_empty() => Err("unexpected end of JSON path".to_string()),
        Value::Null => Err("does not refer to a valid field".to_string()),
        found => Ok(found),
    })
}

/// A path of names with dots, below one of some roots.
fn simple_path(at: At<'_>, roots: &str, why: &str) {
    if !at.str().starts_with('.') {
        at.invalid("must be a simple json path starting with .");
    } else if !roots.is_empty() && !roots.split(' ').any(|root| at.str().starts_with(root)) {
        at.invalid(why.to_string());
    }
}

fn subresources(at: At<'_>) {
    let scale = at.v.get("scale");
    if scale.is_null() {
        return;
    }
    for (field, name, root, why) in [
        ("scale.specReplicasPath", "specReplicasPath", ".spec.", "should be a json path under .spec"),
        ("scale.statusReplicasPath", "statusReplicasPath", ".status.", "should be a json path under .status"),
    ] {
        let path = at.at(field).with(scale.get(name));
        if path.is_empty() {
            path.required("");
        } else {
            simple_path(path, root, why);
        }
    }
    let selector = at.at("scale.labelSelectorPath").with(scale.get("labelSelectorPath"));
    if !selector.is_empty() {
        simple_path(selector, ".spec. .status.", "should be a json path under either .spec or .status");
    }
}

fn kind_names(at: At<'_>) {
    let label = |s: &str| if s.is_empty() { Vec::new() } else { names::dns1035_label(s) };
    for field in ["plural", "singular"] {
        joined(at.at(field), "", label(at.v.str(field)));
    }
    for field in ["kind", "listKind"] {
        let wrong = label(&at.v.str(field).to_lowercase());
        joined(at.at(field), "may have mixed case, but should otherwise match: ", wrong);
    }
    at.at("shortNames").items().for_each(|s| joined(s, "", names::dns1035_label(s.str())));
    if !at.v.str("kind").is_empty() && at.v.str("kind") == at.v.str("listKind") {
        at.at("listKind").invalid("kind and listKind may not be the same");
    }
    at.at("categories").items().for_each(|s| joined(s, "", names::dns1035_label(s.str())));
}

fn conversion(spec: At<'_>) {
    let conversion = spec.at("conversion");
    if !conversion.is_set() {
        return;
    }
    let strategy = conversion.at("strategy");
    strategy.one_of(&["None", "Webhook"]);
    let webhook = conversion.v.get("webhook");
    let client = conversion.at("webhookClientConfig").with(webhook.get("clientConfig"));
    let reviews = conversion.at("conversionReviewVersions").with(webhook.get("conversionReviewVersions"));
    if strategy.str() != "Webhook" {
        for at in [client, reviews].into_iter().filter(|a| !a.is_empty()) {
            at.forbidden("should not be set when strategy is not set to Webhook");
        }
        return;
    }
    if !client.is_set() {
        client.required("required when strategy is set to Webhook");
    } else {
        match (client.has("url"), client.has("service")) {
            (true, false) => registration::url(client.at("url")),
            (false, true) => registration::service(client.at("service")),
            _ => client.required("exactly one of url or service is required"),
        }
    }
    if reviews.is_empty() {
        reviews.required("");
        return;
    }
    for (i, v) in reviews.items().enumerate() {
        if reviews.list()[..i].contains(v.v) {
            v.invalid("duplicate version");
        } else {
            v.messages(names::dns1035_label(v.str()));
        }
    }
    if !reviews.list().iter().any(|v| matches!(v.as_str(), Some("v1" | "v1beta1"))) {
        reviews.invalid("must include at least one of v1, v1beta1");
    }
}
