//! Autoscalers.

use super::at::At;
use super::meta::{self, Scope, subdomain};
use super::resources;
use crate::names;
use crate::quantity::Quantity;
use crate::value::Value;

pub(super) fn autoscaler(hpa: At<'_>) {
    meta::create(hpa.at("metadata"), Scope::Namespaced, subdomain);
    autoscaler_spec(hpa.at("spec"), Value::NULL);
}

pub(super) fn autoscaler_update(hpa: At<'_>, old: &Value) {
    autoscaler_spec(hpa.at("spec"), old.get("spec"));
}

fn autoscaler_spec(spec: At<'_>, old: &Value) {
    let (min, max) = (spec.at("minReplicas"), spec.at("maxReplicas"));
    if min.is_set() && min.int() < 1 {
        min.invalid("must be greater than or equal to 1");
    }
    if max.int() < 1 {
        max.invalid_as(max.int(), "must be greater than 0");
    }
    if min.is_set() && max.int() < min.int() {
        max.invalid_as(max.int(), "must be greater than or equal to `minReplicas`");
    }
    let target = spec.at("scaleTargetRef");
    let before = old.get("scaleTargetRef");
    cross_reference(target);
    // What stays as it was is not judged anew, and one kind that scales is of the group without a name.
    if ["apiVersion", "kind"].iter().any(|field| before.get(field) != target.v.get(field)) {
        api_version(target.at("apiVersion"), target.at("kind").str() == "ReplicationController");
    }
    for metric in spec.at("metrics").items() {
        self::metric(metric);
    }
    for direction in ["scaleUp", "scaleDown"] {
        scaling_rules(spec.at("behavior").at(direction));
    }
}

fn cross_reference(at: At<'_>) {
    for field in ["kind", "name"] {
        let part = at.at(field);
        if part.is_empty() {
            part.required("");
        } else {
            part.messages(names::path_segment(part.str()));
        }
    }
}

/// A group and a version, of which the group may have to be there.
fn api_version(at: At<'_>, any_group: bool) {
    match at.str().matches('/').count() {
        2.. => at.invalid_as(at.str().to_string(), format!("unexpected GroupVersion string: {}", at.str())),
        0 if !any_group => at.invalid_as(at.str().to_string(), "apiVersion must specify API group"),
        _ if !any_group && at.str().starts_with('/') => {
            at.invalid_as(at.str().to_string(), "apiVersion must specify API group")
        }
        _ => {}
    }
}

/// The kinds of metrics by their fields, in the order in which they are looked at.
const METRICS: [(&str, &str); 5] = [
    ("Object", "object"),
    ("External", "external"),
    ("Pods", "pods"),
    ("Resource", "resource"),
    ("ContainerResource", "containerResource"),
];

fn metric(m: At<'_>) {
    let kind = m.at("type");
    if kind.is_empty() {
        kind.required("must specify a metric source type");
    }
    let expected = METRICS.iter().find(|(k, _)| *k == kind.str()).map(|(_, field)| *field);
    if expected.is_none() {
        kind.not_supported(&["ContainerResource", "External", "Object", "Pods", "Resource"]);
    }
    let present: Vec<&'static str> = METRICS.iter().map(|(_, f)| *f).filter(|f| m.has(f)).collect();
    if let Some(field) = present.first() {
        metric_source(m.at(field), field);
    }
    if let Some(field) = expected.filter(|f| !m.has(f)) {
        m.at(field).required("must populate information for the given metric source");
    }
    if present.len() > 1 {
        for other in present.into_iter().filter(|f| Some(*f) != expected) {
            m.at(other).forbidden("must populate the given metric source only");
        }
    }
}

fn metric_source(source: At<'_>, field: &str) {
    match field {
        "resource" | "containerResource" => {
            let (name, container) = (source.at("name"), source.at("container"));
            if name.is_empty() {
                name.required("must specify a resource name");
            } else if field == "containerResource" {
                resources::container_name(name, &name.v.as_text().cloned().unwrap_or_default());
            }
            if field == "containerResource" {
                if container.is_empty() {
                    container.required("must specify a container");
                } else {
                    container.messages(names::dns1123_label(container.str()));
                }
            }
        }
        _ => {
            if field == "object" {
                cross_reference(source.at("describedObject"));
                api_version(source.at("describedObject").at("apiVersion"), true);
            }
            let name = source.down(&["metric", "name"]);
            if name.is_empty() {
                name.required("must specify a metric name");
            } else {
                name.messages(names::path_segment(name.str()));
            }
        }
    }
    metric_target(source.at("target"), field);
}

fn metric_target(target: At<'_>, source: &str) {
    let kind = target.at("type");
    if kind.is_empty() {
        kind.required("must specify a metric target type");
    }
    if !["Utilization", "Value", "AverageValue"].contains(&kind.str()) {
        kind.invalid_as(kind.str().to_string(), "must be either Utilization, Value, or AverageValue");
    }
    for field in ["value", "averageValue"] {
        let at = target.at(field);
        let q = Quantity::of_valid(at.v);
        if at.is_set() && (q.is_negative() || q.is_zero()) {
            at.invalid_as(&q, "must be positive");
        }
    }
    let (utilization, average) = (target.at("averageUtilization"), target.at("averageValue"));
    if utilization.is_set() && utilization.int() < 1 {
        utilization.invalid("must be greater than 0");
    }
    let value = target.at("value");
    match source {
        "resource" | "containerResource" => {
            if !utilization.is_set() && !average.is_set() {
                utilization.required("must set either a target raw value or a target utilization");
            }
            if utilization.is_set() && average.is_set() {
                average.forbidden("may not set both a target raw value and a target utilization");
            }
        }
        "pods" if !average.is_set() => average.required("must specify a positive target averageValue"),
        "object" if !value.is_set() && !average.is_set() => {
            average.required("must set either a target value or averageValue");
        }
        "external" if !value.is_set() && !average.is_set() => {
            average.required("must set either a target value for metric or a per-pod target");
        }
        "external" if value.is_set() && average.is_set() => {
            value.forbidden("may not set both a target value for metric and a per-pod target");
        }
        _ => {}
    }
}

fn scaling_rules(rules: At<'_>) {
    if !rules.is_set() {
        return;
    }
    let window = rules.at("stabilizationWindowSeconds");
    if window.int() < 0 {
        window.invalid("must be greater than or equal to zero");
    }
    if window.int() > 3600 {
        window.invalid("must be less than or equal to 3600");
    }
    rules.at("selectPolicy").optional_one_of(&["Disabled", "Max", "Min"]);
    let policies = rules.at("policies");
    if policies.is_empty() {
        policies.required("must specify at least one Policy");
    }
    for p in policies.items() {
        if !["Percent", "Pods"].contains(&p.v.str("type")) {
            p.at("type").not_supported(&["Percent", "Pods"]);
        }
        let (value, period) = (p.at("value"), p.at("periodSeconds"));
        if value.int() <= 0 {
            value.invalid_as(value.int(), "must be greater than zero");
        }
        if period.int() <= 0 {
            period.invalid_as(period.int(), "must be greater than zero");
        } else if period.int() > 1800 {
            period.invalid("must be less than or equal to 1800");
        }
    }
    let tolerance = rules.at("tolerance");
    if Quantity::of_valid(tolerance.v).is_negative() {
        tolerance.invalid_as(&Quantity::of_valid(tolerance.v), "must be greater than or equal to 0");
    }
}
