//! Disruption budgets, autoscalers, priority classes, runtime classes, leases, signing requests.

use super::at::At;
use super::internal;
use super::meta::{self, Scope, subdomain};
use super::resources;
use super::scheduling;
use super::selector::label_selector;
use super::workloads::{at_most_all, count_or_percent};
use crate::names;
use crate::quantity::Quantity;
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

pub(super) fn autoscaler(hpa: At<'_>) {
    meta::create(hpa.at("metadata"), Scope::Namespaced, subdomain);
    autoscaler_spec(hpa.at("spec"));
}

pub(super) fn autoscaler_update(hpa: At<'_>, _old: &Value) {
    autoscaler_spec(hpa.at("spec"));
}

fn autoscaler_spec(spec: At<'_>) {
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
    cross_reference(spec.at("scaleTargetRef"));
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

const METRICS: [(&str, &str); 5] = [
    ("ContainerResource", "containerResource"),
    ("External", "external"),
    ("Object", "object"),
    ("Pods", "pods"),
    ("Resource", "resource"),
];

fn metric(m: At<'_>) {
    let kind = m.at("type");
    if kind.is_empty() {
        kind.required("must specify a metric source type");
    }
    let Some((_, field)) = METRICS.iter().find(|(k, _)| *k == kind.str()) else {
        kind.not_supported(&METRICS.map(|(k, _)| k));
        return;
    };
    for (_, other) in METRICS.iter().filter(|(_, f)| f != field && m.has(f)) {
        m.at(other).forbidden("must populate information for the given metric source");
    }
    let source = m.at(field);
    if !source.is_set() {
        source.required("must populate information for the given metric source");
        return;
    }
    match *field {
        "resource" | "containerResource" => {
            if *field == "containerResource" && source.v.str("container").is_empty() {
                source.at("container").required("must specify a container name");
            }
            if source.v.str("name").is_empty() {
                source.at("name").required("must specify a resource name");
            }
        }
        _ => {
            if *field == "object" {
                cross_reference(source.at("describedObject"));
            }
            let name = source.down(&["metric", "name"]);
            if name.is_empty() {
                name.required("must specify a metric name");
            } else {
                name.messages(names::path_segment(name.str()));
            }
            label_selector(source.down(&["metric", "selector"]));
        }
    }
    metric_target(source.at("target"), field);
}

fn metric_target(target: At<'_>, source: &str) {
    let kind = target.at("type");
    if kind.is_empty() {
        kind.required("must specify a metric target type");
    } else if !["Utilization", "Value", "AverageValue"].contains(&kind.str()) {
        kind.invalid("must be either Utilization, Value, or AverageValue");
    }
    for field in ["value", "averageValue"] {
        let at = target.at(field);
        let q = Quantity::of_valid(at.v);
        if at.is_set() && (q.is_negative() || q.is_zero()) {
            at.invalid_as(&q, "must be positive");
        }
    }
    let utilization = target.at("averageUtilization");
    if utilization.is_set() && utilization.int() < 1 {
        utilization.invalid("must be greater than 0");
    }
    let (value, average) = (target.has("value"), target.has("averageValue"));
    match source {
        "resource" | "containerResource" => {
            if !utilization.is_set() && !average {
                utilization.required("must set either a target raw value or a target utilization");
            }
            if utilization.is_set() && average {
                target.at("averageValue").forbidden("may not set both a target raw value and a target utilization");
            }
        }
        "pods" if !average => target.at("averageValue").required("must specify a positive target averageValue"),
        "object" | "external" => {
            if value && average && source == "external" {
                target.at("value").forbidden("may not set both a target value for metric and a per-pod target");
            }
            if !value && !average {
                target.at("averageValue").required("must set either a target value for metric or a per-pod target");
            }
        }
        _ => {}
    }
}

fn scaling_rules(rules: At<'_>) {
    if !rules.is_set() {
        return;
    }
    let window = rules.at("stabilizationWindowSeconds");
    window.non_negative();
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
    for (resource, entry) in rc.down(&["overhead", "podFixed"]).entries() {
        resources::container_name(entry, resource);
        resources::amount(entry, resource);
    }
    let placement = rc.at("scheduling");
    meta::labels(placement.at("nodeSelector"));
    let tolerations = placement.at("tolerations");
    scheduling::tolerations(tolerations);
    for (i, t) in tolerations.items().enumerate() {
        if tolerations.list()[..i].contains(t.v) {
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
    if strategy.is_set() && !strategy.str().contains('/') && strategy.str() != "OldestEmulationVersion" {
        strategy.not_supported(&["OldestEmulationVersion"]);
    }
}

pub(super) fn signing_request(csr: At<'_>) {
    meta::create(csr.at("metadata"), Scope::Cluster, subdomain);
    let spec = csr.at("spec");
    let request = spec.at("request");
    let pem = crate::base64::decode(request.str()).unwrap_or_default();
    if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE REQUEST-----") {
        let shown = if request.is_set() { request.v.clone() } else { Value::Null };
        request.invalid_as(shown, "PEM block type must be CERTIFICATE REQUEST");
    }
    let usages = spec.at("usages");
    if usages.is_empty() {
        usages.required("usages must be provided");
    }
    const USAGES: [&str; 23] = [
        "any",
        "cert sign",
        "client auth",
        "code signing",
        "content commitment",
        "crl sign",
        "data encipherment",
        "decipher only",
        "digital signature",
        "email protection",
        "encipher only",
        "ipsec end system",
        "ipsec tunnel",
        "ipsec user",
        "key agreement",
        "key encipherment",
        "microsoft sgc",
        "netscape sgc",
        "ocsp signing",
        "s/mime",
        "server auth",
        "signing",
        "timestamping",
    ];
    for (i, usage) in usages.items().enumerate() {
        if !USAGES.contains(&usage.str()) {
            usage.not_supported(&USAGES);
        }
        if usages.list()[..i].contains(usage.v) {
            usage.duplicate();
        }
    }
    signer_name(spec.at("signerName"));
    let expiration = spec.at("expirationSeconds");
    if expiration.is_set() && expiration.int() < 600 {
        expiration.invalid("may not specify a duration less than 600 seconds (10 minutes)");
    }
}

fn signer_name(at: At<'_>) {
    if at.is_empty() {
        at.required("");
        return;
    }
    match at.str().split('/').collect::<Vec<_>>()[..] {
        [domain, path] => {
            if !domain.contains('.') {
                at.invalid("should be a domain with at least two segments separated by dots");
            }
            at.messages(names::dns1123_subdomain(domain));
            at.messages(names::dns1123_subdomain(path));
        }
        _ => at.invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'"),
    }
}
