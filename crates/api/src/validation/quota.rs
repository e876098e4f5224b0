//! Resource quotas and limit ranges.

use super::at::At;
use super::meta::{self, Scope, subdomain};
use super::{internal, resources};
use crate::names;
use crate::quantity::{Format, Quantity};
use crate::value::{Text, Value};
use sorted::InOrder;

pub(super) fn quota(quota: At<'_>) {
    meta::create(quota.at("metadata"), Scope::Namespaced, subdomain);
    spec(quota.at("spec"));
    status(quota);
}

fn amounts(list: At<'_>) {
    for (resource, entry) in list.entries() {
        resources::quota_name(entry, resource);
        resources::amount(entry, resource);
    }
}

fn status(quota: At<'_>) {
    amounts(quota.down(&["status", "hard"]));
    amounts(quota.down(&["status", "used"]));
}

pub(super) fn quota_status(quota: At<'_>, _old: &Value) {
    status(quota);
}

pub(super) fn quota_update(quota: At<'_>, old: &Value) {
    spec(quota.at("spec"));
    let sorted = |v: &Value| {
        let mut all: Vec<Text> = v.get("spec").list("scopes").iter().filter_map(Value::as_text).cloned().collect();
        all.order();
        all.dedup();
        all
    };
    if sorted(quota.v) != sorted(old) {
        quota.down(&["spec", "scopes"]).invalid("field is immutable");
    }
}

const SCOPES: [&str; 7] = [
    "Terminating",
    "NotTerminating",
    "BestEffort",
    "NotBestEffort",
    "PriorityClass",
    "CrossNamespacePodAffinity",
    "VolumeAttributesClass",
];
const PAIRS: [[&str; 2]; 2] = [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]];

/// Whether a scope says anything about a resource.
fn fits(scope: &str, resource: &str) -> bool {
    match scope {
        "BestEffort" => resource == "pods",
        "VolumeAttributesClass" => matches!(resource, "requests.storage" | "persistentvolumeclaims"),
        "Terminating" | "NotTerminating" | "NotBestEffort" | "PriorityClass" | "CrossNamespacePodAffinity" => {
            let amount = resource.strip_prefix("requests.").or(resource.strip_prefix("limits.")).unwrap_or(resource);
            matches!(amount, "pods" | "cpu" | "memory")
        }
        _ => true,
    }
}

fn spec(spec: At<'_>) {
    amounts(spec.at("hard"));
    let hard = spec.v.map("hard");
    let scopes = spec.at("scopes");
    let mut seen: Vec<&str> = Vec::new();
    let misfits = |scope: &str| hard.keys().filter(|r| resources::is_standard_quota(r) && !fits(scope, r)).count();
    for scope in scopes.list().iter().filter_map(Value::as_str) {
        if !SCOPES.contains(&scope) {
            scopes.invalid("unsupported scope");
        }
        for _ in 0..misfits(scope) {
            scopes.invalid("unsupported scope applied to resource");
        }
        seen.push(scope);
    }
    conflicts(scopes, &seen);
    if spec.has("scopeSelector") {
        scope_selector(spec, &misfits);
    }
}

fn conflicts(at: At<'_>, seen: &[&str]) {
    for pair in PAIRS {
        if pair.iter().all(|s| seen.contains(s)) {
            at.invalid("conflicting scopes");
        }
    }
}

fn scope_selector(spec: At<'_>, misfits: &dyn Fn(&str) -> usize) {
    let list = spec.down(&["scopeSelector", "matchExpressions"]);
    let mut seen: Vec<&str> = Vec::new();
    for e in list.list() {
        let (scope, operator) = (e.str("scopeName"), e.str("operator"));
        let part = |name: &'static str| list.at(name).with(e.get(name));
        if !SCOPES.contains(&scope) {
            part("scopeName").invalid("unsupported scope");
        }
        for _ in 0..misfits(scope) {
            let shown = internal::json("ScopeSelector", spec.v.get("scopeSelector"));
            list.invalid_raw(shown, "unsupported scope applied to resource");
        }
        if !matches!(scope, "PriorityClass" | "VolumeAttributesClass")
            && SCOPES.contains(&scope)
            && operator != "Exists"
        {
            part("operator").invalid(
                "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, \
                 ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or \
                 ResourceQuotaScopeCrossNamespacePodAffinity",
            );
        }
        match operator {
            "In" | "NotIn" if e.list("values").is_empty() => part("values")
                .required("must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"),
            "Exists" | "DoesNotExist" if !e.list("values").is_empty() => part("values")
                .invalid("must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"),
            "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
            _ => part("operator").invalid("not a valid selector operator"),
        }
        seen.push(scope);
    }
    conflicts(list.with(spec.v.get("scopes")), &seen);
}

pub(super) fn limit_range(lr: At<'_>) {
    meta::create(lr.at("metadata"), Scope::Namespaced, subdomain);
    let mut types: Vec<&str> = Vec::new();
    for limit in lr.down(&["spec", "limits"]).items() {
        let kind = limit.at("type");
        let wrong = names::qualified_name(kind.str());
        if !wrong.is_empty() {
            kind.messages(wrong);
        } else if !kind.str().contains('/') && !["Pod", "Container", "PersistentVolumeClaim"].contains(&kind.str()) {
            kind.invalid("must be a standard limit type or fully qualified");
        }
        if types.contains(&kind.str()) {
            kind.duplicate();
        }
        types.push(kind.str());
        names_of_limit(limit);
        let mut resources: Vec<&Text> = Vec::new();
        for list in ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] {
            resources.extend(limit.v.map(list).keys());
        }
        resources.order();
        resources.dedup();
        for resource in resources {
            compare(limit, resource);
        }
    }
}

fn names_of_limit(limit: At<'_>) {
    let kind = limit.v.str("type");
    let check = |list: &'static str| {
        for (resource, entry) in limit.at(list).entries() {
            match kind {
                "Pod" | "Container" => resources::container_name(entry, resource),
                _ => resources::name(entry, resource),
            }
        }
    };
    check("max");
    check("min");
    for list in ["default", "defaultRequest"] {
        if kind != "Pod" {
            check(list);
        } else if !limit.v.map(list).is_empty() {
            limit.at(list).forbidden("may not be specified when `type` is 'Pod'");
        }
    }
    let storage = |list: &str| limit.v.map(list).contains_key("storage");
    if kind == "PersistentVolumeClaim" && !storage("min") && !storage("max") {
        limit.at("limits").required("either minimum or maximum storage value is required, but neither was provided");
    }
    check("maxLimitRequestRatio");
}

/// The amounts of one resource against each other.
fn compare(limit: At<'_>, resource: &Text) {
    let is_pod = limit.v.str("type") == "Pod";
    let get = |list: &str| {
        let defaults = list.starts_with("default");
        limit.v.map(list).get(resource).filter(|_| !(is_pod && defaults)).map(Quantity::of_valid)
    };
    let at = |list: &'static str| limit.at(list).key(resource);
    let (min, max) = (get("min"), get("max"));
    let (default, request, ratio) = (get("default"), get("defaultRequest"), get("maxLimitRequestRatio"));
    let (shows_low, shows_high) = (true, false);
    for (list, (low, low_name), (high, high_name), shows_low) in [
        ("min", (&min, "min value"), (&max, "max value"), shows_low),
        ("defaultRequest", (&min, "min value"), (&request, "default request value"), shows_high),
        ("defaultRequest", (&request, "default request value"), (&max, "max value"), shows_low),
        ("defaultRequest", (&request, "default request value"), (&default, "default limit value"), shows_low),
        ("default", (&min, "min value"), (&default, "default value"), shows_low),
        ("default", (&default, "default value"), (&max, "max value"), shows_high),
    ] {
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            let shown = if shows_low { low } else { high };
            at(list).invalid_as(shown, format!("{low_name} {low} is greater than {high_name} {high}"));
        }
    }
    if let Some(ratio) = &ratio {
        if *ratio < Quantity::new(1, Format::DecimalSI) {
            at("maxLimitRequestRatio").invalid_as(ratio, format!("ratio {ratio} is less than 1"));
        }
        if let (Some(min), Some(max)) = (&min, &max) {
            let largest = max.as_f64() / min.as_f64();
            if ratio.as_f64() > largest {
                let why = format!("ratio {ratio} is greater than max/min = {largest:.6}");
                at("maxLimitRequestRatio").invalid_as(ratio, why);
            }
        }
    }
    if let (Some(default), Some(request)) = (&default, &request)
        && !resources::is_overcommit_allowed(resource)
        && default != request
    {
        let why = format!("default value {default} must equal to defaultRequest value {request} in {resource}");
        at("defaultRequest").invalid_as(request, why);
    }
}
