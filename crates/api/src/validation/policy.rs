//! Disruption budgets, priority classes, runtime classes, leases.

use super::at::At;
use super::internal;
use super::meta::{self, Scope, subdomain};
use super::resources;
use super::scheduling;
use super::selector::label_selector;
use super::workloads::{at_most_all, count_or_percent};
use crate::names;
use crate::value::Value;

pub(super) fn disruption_budget(pdb: At<'_>) {
    let spec = pdb.at("spec");
    let (min, max) = (spec.at("minAvailable"), spec.at("maxUnavailable"));
    if min.is_set() && max.is_set() {
        let shown = internal::json("DisruptionBudget", spec.v);
        spec.invalid_raw(shown, "minAvailable and maxUnavailable cannot be both set");
    }
    for at in [min, max].into_iter().filter(|a| a.is_set()) {
        count_or_percent(at);
        at_most_all(at);
    }
    label_selector(spec.at("selector"));
    spec.at("unhealthyPodEvictionPolicy").optional_one_of(&["AlwaysAllow", "IfHealthyBudget"]);
}

pub(super) fn disruption_budget_update(pdb: At<'_>, _old: &Value) {
    disruption_budget(pdb);
}

const HIGHEST_USER_PRIORITY: i64 = 1_000_000_000;

pub(super) fn priority_class(pc: At<'_>) {
    meta::create(pc.at("metadata"), Scope::Cluster, subdomain);
    let name = pc.down(&["metadata", "name"]);
    let value = pc.at("value");
    let system = matches!(
        (name.str(), value.int()),
        ("system-node-critical", 2_000_001_000) | ("system-cluster-critical", 2_000_000_000)
    );
    if name.str().starts_with("system-") {
        if !system {
            name.forbidden(
                "priority class names with 'system-' prefix are reserved for system use only. error: ".to_string()
                    + &format!("{} is not a known system priority class", name.str()),
            );
        }
    } else if value.int() > HIGHEST_USER_PRIORITY {
        value.forbidden(format!("maximum allowed value of a user defined priority is {HIGHEST_USER_PRIORITY}"));
    }
    let policy = pc.at("preemptionPolicy");
    if policy.is_set() {
        policy.one_of(&["PreemptLowerPriority", "Never"]);
    }
}

pub(super) fn priority_class_update(pc: At<'_>, old: &Value) {
    if pc.v.int("value").unwrap_or(0) != old.int("value").unwrap_or(0) {
        pc.at("value").forbidden("may not be changed in an update.");
    }
    pc.at("preemptionPolicy").immutable(old.get("preemptionPolicy"));
}

pub(super) fn runtime_class(rc: At<'_>) {
    meta::create(rc.at("metadata"), Scope::Cluster, subdomain);
    rc.at("handler").messages(names::dns1123_label(rc.v.str("handler")));
    let overhead = rc.at("overhead");
    resources::amounts(overhead.at("limits").with(overhead.v.get("podFixed")));
    let placement = rc.at("scheduling");
    meta::labels(placement.at("nodeSelector"));
    let tolerations = placement.at("tolerations");
    scheduling::tolerations(tolerations);
    let same = |a: &Value, b: &Value| ["key", "operator", "value", "effect"].iter().all(|f| a.str(f) == b.str(f));
    for (i, t) in tolerations.items().enumerate() {
        if tolerations.list()[..i].iter().any(|o| same(o, t.v)) {
            t.duplicate_raw(internal::json("Toleration", t.v), "");
        }
    }
}

pub(super) fn runtime_class_update(rc: At<'_>, old: &Value) {
    rc.at("handler").immutable(old.get("handler"));
}

pub(super) fn lease(lease: At<'_>) {
    meta::create(lease.at("metadata"), Scope::Namespaced, subdomain);
    lease_spec(lease.at("spec"));
}

pub(super) fn lease_update(lease: At<'_>, _old: &Value) {
    lease_spec(lease.at("spec"));
}

fn lease_spec(spec: At<'_>) {
    let duration = spec.at("leaseDurationSeconds");
    if duration.is_set() && duration.int() <= 0 {
        duration.invalid("must be greater than 0");
    }
    spec.at("leaseTransitions").non_negative();
    let strategy = spec.at("strategy");
    let inner = strategy.at("strategy").with(strategy.v);
    if strategy.is_set() && strategy.str().contains('/') {
        inner.messages(names::qualified_name(strategy.str()));
    } else if strategy.is_set() && strategy.str() != "OldestEmulationVersion" {
        inner.not_supported(&["OldestEmulationVersion"]);
    }
    let holder = spec.at("preferredHolder");
    if !holder.is_empty() && strategy.is_empty() {
        holder.forbidden("may only be specified if `strategy` is defined");
    }
}
