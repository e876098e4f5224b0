//! Metadata: names, labels, annotations, owners, finalizers.

use super::at::At;
use super::error::go_quote;
use super::internal;
use crate::names::{self, Messages};
use crate::value::Value;

const MAX_ANNOTATIONS: usize = 256 * 1024;

/// What names of a kind may look like.
pub(super) type NameCheck = fn(&str) -> Messages;

/// Whether objects of the kind live in a namespace.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Namespaced,
    Cluster,
}

/// Metadata of a new object of a built-in kind.
pub(super) fn create(meta: At<'_>, scope: Scope, check: NameCheck) {
    object_meta(meta, scope, check);
    standard_finalizers(meta);
}

/// Metadata as the generic part of the server checks it, whatever the kind.
pub(super) fn object_meta(meta: At<'_>, scope: Scope, check: NameCheck) {
    let generate = meta.at("generateName");
    if !generate.is_empty() {
        generate.messages(check(&names::mask_trailing_dash(generate.str())));
    }
    let name = meta.at("name");
    if name.is_empty() {
        name.required("name or generateName is required");
    } else {
        name.messages(check(name.str()));
    }
    let namespace = meta.at("namespace");
    match scope {
        Scope::Namespaced if namespace.is_empty() => namespace.required(""),
        Scope::Namespaced => namespace.messages(names::dns1123_label(namespace.str())),
        Scope::Cluster if !namespace.is_empty() => namespace.forbidden("not allowed on this type"),
        Scope::Cluster => {}
    }
    meta.at("generation").non_negative();
    labels(meta.at("labels"));
    annotations(meta.at("annotations"));
    owner_references(meta.at("ownerReferences"));
    finalizers(meta.at("finalizers"));
}

pub(super) fn labels(labels: At<'_>) {
    for (key, value) in labels.map().iter() {
        labels.messages_as(key, names::qualified_name(key));
        let value = value.as_str().unwrap_or("");
        labels.messages_as(value, names::label_value(value));
    }
}

pub(super) fn annotations(annotations: At<'_>) {
    let mut size = 0;
    for (key, value) in annotations.map().iter() {
        annotations.messages_as(key, names::qualified_name(&key.to_lowercase()));
        size += key.len() + value.as_str().unwrap_or("").len();
    }
    if size > MAX_ANNOTATIONS {
        annotations.too_long(MAX_ANNOTATIONS);
    }
}

const OWNER: &str = "OwnerReference";

fn owner_references(refs: At<'_>) {
    let mut controller: Option<String> = None;
    for r in refs.list() {
        let part = |name: &'static str| refs.at(name).with(r.get(name));
        let version = r.str("apiVersion");
        let version_part = version.rsplit('/').next().unwrap_or("");
        if version_part.is_empty() {
            part("apiVersion").invalid_as(r.text("apiVersion"), "version must not be empty");
        }
        for (name, why) in [("kind", "must not be empty"), ("name", "must not be empty"), ("uid", "must not be empty")]
        {
            if r.str(name).is_empty() {
                part(name).invalid_as(r.text(name), why);
            }
        }
        if version == "v1" && r.str("kind") == "Event" {
            refs.invalid_raw(internal::json(OWNER, r), "/v1, Kind=Event is disallowed from being an owner");
        }
        if r.bool("controller") {
            let current = format!("{}/{}", r.str("kind"), r.str("name"));
            match &controller {
                Some(first) => refs.invalid_raw(
                    internal::json_list(OWNER, refs.v),
                    format!(
                        "Only one reference can have Controller set to true. Found \"true\" in references for {first} \
                         and {current}"
                    ),
                ),
                None => controller = Some(current),
            }
        }
    }
}

fn finalizers(list: At<'_>) {
    let (mut orphan, mut foreground) = (false, false);
    for f in list.list().iter().filter_map(Value::as_str) {
        list.messages_as(f, names::qualified_name(f));
        orphan |= f == "orphan";
        foreground |= f == "foregroundDeletion";
    }
    if orphan && foreground {
        list.invalid("finalizer orphan and foregroundDeletion cannot be both set");
    }
}

/// Finalizers without a domain are Kubernetes' own, and there are only these.
pub(super) fn standard_finalizers(meta: At<'_>) {
    for f in meta.at("finalizers").items() {
        standard_finalizer(f);
    }
}

pub(super) fn standard_finalizer(f: At<'_>) {
    if !f.str().contains('/') && !matches!(f.str(), "kubernetes" | "orphan" | "foregroundDeletion") {
        f.invalid("name is neither a standard finalizer name nor is it fully qualified");
    }
}

/// Metadata of an object that takes the place of another.
pub(super) fn update(meta: At<'_>, old: &Value) {
    if !old.get("deletionTimestamp").is_null() {
        let has = |f: &Value| old.list("finalizers").contains(f);
        let extra: Vec<&str> = meta.v.list("finalizers").iter().filter(|f| !has(f)).filter_map(Value::as_str).collect();
        if !extra.is_empty() {
            let listed: Vec<String> = extra.iter().map(|f| go_quote(f)).collect();
            meta.at("finalizers").forbidden(format!(
                "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
                listed.join(", ")
            ));
        }
    }
    if meta.v.str("resourceVersion").is_empty() {
        meta.at("resourceVersion").invalid_as("", "must be specified for an update");
    }
    if meta.v.int("generation").unwrap_or(0) < old.int("generation").unwrap_or(0) {
        meta.at("generation").invalid("must not be decremented");
    }
    for name in ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"] {
        meta.at(name).immutable(old.get(name));
    }
    labels(meta.at("labels"));
    annotations(meta.at("annotations"));
    owner_references(meta.at("ownerReferences"));
}

/// Names of most kinds.
pub(super) fn subdomain(s: &str) -> Messages {
    names::dns1123_subdomain(s)
}

/// Something like `acme.io/foo`.
pub(super) fn domain_prefixed_path(at: At<'_>) {
    const PATH: &str = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
    if at.is_empty() {
        at.required("");
        return;
    }
    let (domain, path) = at.str().split_once('/').unwrap_or_default();
    if domain.is_empty() || path.is_empty() {
        at.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
        return;
    }
    at.messages_as(domain, names::dns1123_subdomain(domain));
    if !path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&b)) {
        at.invalid_as(path.to_string(), format!("Invalid path (regex used for validation is '{PATH}')"));
    }
}
