//! CustomResourceDefinitions: the resources that they bring, and what their schemas say of the objects.
//!
//! What it is not: CEL rules (`x-kubernetes-validations`) are stored but not evaluated; a definition that has some is
//! answered with a warning.

use sorted::InOrder;
use std::rc::Rc;

use api::time::Time;
use api::{Gvr, Status, Text, Value, meta};

use super::resources::Resource;
use super::strategy::{self, Prepare};
use super::{ApiServer, Env};
use crate::component::Change;
use crate::conditions;
use api::request::WatchKind;

/// What a definition says about its objects, for one version.
#[derive(Clone, Debug)]
pub struct Custom {
    /// Name of the definition.
    pub definition: Text,
    /// Version in which objects are kept.
    pub storage_version: Text,
    /// Whether the status is a subresource.
    pub status: bool,
    /// Paths of the scale subresource, where there is one.
    pub scale: Option<Value>,
    /// Fields that field selectors may name.
    pub selectable: Vec<String>,
    /// `additionalPrinterColumns`.
    pub columns: Value,
    /// `openAPIV3Schema`.
    pub schema: Value,
    /// That of the version in which objects are kept.
    pub stored_schema: Value,
    /// Whether the schema has rules in CEL.
    pub has_rules: bool,
    /// What everybody is told who calls a version that is on its way out; empty for others.
    pub deprecation: String,
}

const ALL_VERBS: &[&str] = &["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

/// A new definition knows its stored versions; whether its names are free is found out later.
pub(super) fn create_definition(definition: &mut Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    store_version(definition);
    warn_of_rules(definition, p);
    Ok(())
}

/// The version in which objects are stored joins those in which some may be.
pub(super) fn update_definition(definition: &mut Value, _: &Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    if p.call.request.subresource.is_empty() {
        store_version(definition);
        warn_of_rules(definition, p);
    }
    Ok(())
}

fn store_version(definition: &mut Value) {
    let versions = definition.get("spec").list("versions");
    let Some(stored) = versions.iter().find(|v| v.bool("storage")).map(|v| v.get("name").clone()) else { return };
    if !definition.get("status").list("storedVersions").contains(&stored) {
        definition.field_mut("status").field_mut("storedVersions").list_mut().push(stored);
    }
}

fn warn_of_rules(definition: &Value, p: &mut Prepare<'_, '_, '_>) {
    if !p.env.internal && definition.get("spec").list("versions").iter().any(|v| has_rules(v.get("schema"))) {
        let text = "this simulated cluster does not evaluate x-kubernetes-validations (CEL rules)";
        p.call.warnings.push(text.to_string());
    }
    if !p.env.internal && definition.at(&["spec", "conversion"]).str("strategy") == "Webhook" {
        let text = "this simulated cluster calls no conversion webhooks: of other versions, objects keep the fields that \
                    they have in common";
        p.call.warnings.push(text.to_string());
    }
}

fn has_rules(schema: &Value) -> bool {
    match schema {
        Value::Map(m) => m.iter().any(|(key, v)| *key == "x-kubernetes-validations" || has_rules(v)),
        Value::List(l) => l.iter().any(has_rules),
        _ => false,
    }
}

/// A definition waits until its objects are gone.
pub(super) fn begin_deletion(definition: &mut Value, now: Time) {
    let finalizers = definition.field_mut("metadata").field_mut("finalizers").list_mut();
    if !finalizers.iter().any(|f| f.as_str() == Some(CLEANUP)) {
        finalizers.push(CLEANUP.into());
    }
    let message = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon";
    set_condition(definition, ("Terminating", "True", "InstanceDeletionPending", message), now);
}

/// What holds a definition until its objects are gone.
pub(super) const CLEANUP: &str = "customresourcecleanup.apiextensions.k8s.io";

/// Sets a condition of the status: type, status, reason, message.
pub(super) fn set_condition(
    definition: &mut Value,
    (kind, status, reason, message): (&'static str, &'static str, &str, &str),
    now: Time,
) {
    conditions::put(definition.field_mut("status"), conditions::new(kind, status, Text::new(reason), message, now));
}

impl ApiServer {
    /// Serves what an established definition brings, and no longer what a removed one brought.
    pub(super) fn definition_changed(&mut self, change: &Change, _env: &mut Env<'_>) {
        let name = meta::name(&change.new);
        let served = if change.change == WatchKind::Deleted { Vec::new() } else { served(&change.new) };
        Rc::make_mut(&mut self.resources).replace_custom(name, served);
    }
}

fn served(definition: &Value) -> Vec<Resource> {
    let established = definition
        .get("status")
        .list("conditions")
        .iter()
        .any(|c| c.str("type") == "Established" && c.str("status") == "True");
    if !established {
        return Vec::new();
    }
    let spec = definition.get("spec");
    let versions = spec.list("versions");
    let storage = versions.iter().find(|v| v.bool("storage")).unwrap_or(Value::NULL);
    let mut order: Vec<&Value> = versions.iter().filter(|v| v.bool("served")).collect();
    order.order_by_key(|v| std::cmp::Reverse(priority(v.str("name"))));
    order.iter().enumerate().map(|(i, v)| resource(definition, v, storage, i == 0)).collect()
}

/// `v1` before `v1beta2` before `v1beta1` before `v1alpha1` before anything else.
fn priority(version: &str) -> (u8, u64, u64) {
    let Some(rest) = version.strip_prefix('v') else { return (0, 0, 0) };
    let digits = |s: &str| s.chars().take_while(char::is_ascii_digit).collect::<String>();
    let major = digits(rest);
    let tail = &rest[major.len()..];
    let Ok(major) = major.parse() else { return (0, 0, 0) };
    match tail.strip_prefix("beta").map(|n| (2, n)).or(tail.strip_prefix("alpha").map(|n| (1, n))) {
        Some((rank, n)) => n.parse().map_or((0, 0, 0), |n| (rank, major, n)),
        None if tail.is_empty() => (3, major, 0),
        None => (0, 0, 0),
    }
}

/// The warning of a version that is on its way out: its own words, or that there is a newer one.
fn deprecation(spec: &Value, version: &Value) -> String {
    if !version.bool("deprecated") || version.has("deprecationWarning") {
        return version.str("deprecationWarning").to_string();
    }
    let (group, kind, name) = (spec.str("group"), spec.get("names").str("kind"), version.str("name"));
    let newer = |v: &&Value| v.bool("served") && !v.bool("deprecated") && priority(v.str("name")) > priority(name);
    let newest = spec.list("versions").iter().filter(newer).max_by_key(|v| priority(v.str("name")));
    let instead = newest.map(|v| format!("; use {group}/{} {kind}", v.str("name")));
    format!("{group}/{name} {kind} is deprecated{}", instead.unwrap_or_default())
}

fn texts(list: &[Value]) -> Vec<Text> {
    list.iter().filter_map(Value::as_text).cloned().collect()
}

fn resource(definition: &Value, version: &Value, storage: &Value, preferred: bool) -> Resource {
    let spec = definition.get("spec");
    let names = definition.get("status").get("acceptedNames");
    let sub = version.get("subresources");
    let selectable = version.list("selectableFields");
    let schema = |of: &Value| of.get("schema").get("openAPIV3Schema").clone();
    let custom = Custom {
        definition: definition.get("metadata").text("name"),
        storage_version: storage.text("name"),
        status: sub.has("status"),
        scale: Some(sub.get("scale").clone()).filter(|s| !s.is_null()),
        selectable: selectable.iter().map(|f| f.str("jsonPath").trim_start_matches('.').to_string()).collect(),
        columns: version.get("additionalPrinterColumns").clone(),
        schema: schema(version),
        stored_schema: schema(storage),
        has_rules: has_rules(version.get("schema")),
        deprecation: deprecation(spec, version),
    };
    Resource {
        gvr: Gvr { group: spec.text("group"), version: version.text("name"), resource: names.text("plural") },
        kind: names.text("kind"),
        list_kind: names.text("listKind"),
        singular: names.text("singular"),
        short_names: texts(names.list("shortNames")),
        categories: texts(names.list("categories")),
        namespaced: spec.str("scope") == "Namespaced",
        verbs: ALL_VERBS,
        preferred,
        builtin: None,
        shape: None,
        strategy: strategy::of_custom(&custom),
        custom: Some(Rc::new(custom)),
        table: 0,
    }
}
