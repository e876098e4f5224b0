//! Roles and their bindings. Their names may be anything that stands in a path.

use super::at::At;
use super::internal;
use super::meta::{self, Scope};
use super::selector::label_selector;
use crate::names;
use crate::selector::LabelSelector;
use crate::value::Value;

const GROUP: &str = "rbac.authorization.k8s.io";

pub(super) fn role(role: At<'_>) {
    meta::create(role.at("metadata"), Scope::Namespaced, names::path_segment);
    rules(role, Scope::Namespaced);
}

pub(super) fn role_update(role: At<'_>, _old: &Value) {
    rules(role, Scope::Namespaced);
}

pub(super) fn cluster_role(role: At<'_>) {
    meta::create(role.at("metadata"), Scope::Cluster, names::path_segment);
    cluster_rules(role);
}

pub(super) fn cluster_role_update(role: At<'_>, _old: &Value) {
    cluster_rules(role);
}

fn cluster_rules(role: At<'_>) {
    rules(role, Scope::Cluster);
    let aggregation = role.at("aggregationRule");
    if aggregation.is_set() {
        let selectors = aggregation.at("clusterRoleSelectors");
        if selectors.is_empty() {
            selectors.required("at least one clusterRoleSelector required if aggregationRule is non-nil");
        }
        for selector in selectors.items() {
            label_selector(selector);
            if LabelSelector::from_value(selector.v).is_err() {
                selector.invalid_as(Value::Null, "invalid label selector.");
            }
        }
    }
}

fn rules(role: At<'_>, scope: Scope) {
    for rule in role.at("rules").items() {
        if rule.v.list("verbs").is_empty() {
            rule.at("verbs").required("verbs must contain at least one value");
        }
        let urls = rule.at("nonResourceURLs");
        if !urls.is_empty() {
            if scope == Scope::Namespaced {
                urls.invalid("namespaced rules cannot apply to non-resource URLs");
            }
            if ["apiGroups", "resources", "resourceNames"].iter().any(|f| !rule.v.list(f).is_empty()) {
                urls.invalid("rules cannot apply to both regular resources and non-resource URLs");
            }
            continue;
        }
        if rule.v.list("apiGroups").is_empty() {
            rule.at("apiGroups").required("resource rules must supply at least one api group");
        }
        if rule.v.list("resources").is_empty() {
            rule.at("resources").required("resource rules must supply at least one resource");
        }
    }
}

pub(super) fn role_binding(binding: At<'_>) {
    meta::create(binding.at("metadata"), Scope::Namespaced, names::path_segment);
    body(binding, Scope::Namespaced);
}

pub(super) fn cluster_role_binding(binding: At<'_>) {
    meta::create(binding.at("metadata"), Scope::Cluster, names::path_segment);
    body(binding, Scope::Cluster);
}

fn body(binding: At<'_>, scope: Scope) {
    let role = binding.at("roleRef");
    if role.v.str("apiGroup") != GROUP {
        role.at("apiGroup").not_supported(&[GROUP]);
    }
    let kinds: &[&str] = if scope == Scope::Namespaced { &["Role", "ClusterRole"] } else { &["ClusterRole"] };
    if !kinds.contains(&role.v.str("kind")) {
        role.at("kind").not_supported(kinds);
    }
    let name = role.at("name");
    if name.is_empty() {
        name.required("");
    } else {
        name.messages(names::path_segment(name.str()));
    }
    binding.at("subjects").items().for_each(|s| subject(s, scope));
}

fn subject(s: At<'_>, scope: Scope) {
    let (name, group) = (s.at("name"), s.at("apiGroup"));
    if name.is_empty() {
        name.required("");
    }
    match s.v.str("kind") {
        "ServiceAccount" => {
            if !name.is_empty() {
                name.messages(names::dns1123_subdomain(name.str()));
            }
            if !group.is_empty() {
                group.not_supported(&[""]);
            }
            if scope == Scope::Cluster && s.v.str("namespace").is_empty() {
                s.at("namespace").required("");
            }
        }
        "User" | "Group" => {
            if group.str() != GROUP {
                group.not_supported(&[GROUP]);
            }
        }
        _ => s.at("kind").not_supported(&["ServiceAccount", "User", "Group"]),
    }
}

pub(super) fn role_binding_update(binding: At<'_>, old: &Value) {
    body(binding, Scope::Namespaced);
    same_role(binding, old);
}

pub(super) fn cluster_role_binding_update(binding: At<'_>, old: &Value) {
    body(binding, Scope::Cluster);
    same_role(binding, old);
}

fn same_role(binding: At<'_>, old: &Value) {
    let role = binding.at("roleRef");
    if role.v != old.get("roleRef") {
        role.invalid_raw(internal::json("RoleRef", role.v), "cannot change roleRef");
    }
}
