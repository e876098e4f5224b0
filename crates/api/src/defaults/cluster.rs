//! Everything around the workloads: networking, rights, storage, admission, definitions, fairness, devices.

use super::{or, or_empty, or_zero, within};
use crate::obj;
use crate::value::{Text, Value};

pub(super) fn network_policy(policy: &mut Value) {
    within(policy, "spec", |spec| {
        if spec.list("policyTypes").is_empty() {
            let egress = !spec.list("egress").is_empty();
            spec.set("policyTypes", if egress { obj!(["Ingress", "Egress"]) } else { obj!(["Ingress"]) });
        }
    });
}

pub(super) fn ingress_class(class: &mut Value) {
    within(class, "spec", |spec| within(spec, "parameters", |p| or(p, "scope", "Cluster")));
}

pub(super) fn endpoint_port(port: &mut Value) {
    or(port, "name", "");
    or(port, "protocol", "TCP");
}

const RBAC: &str = "rbac.authorization.k8s.io";

pub(super) fn binding(binding: &mut Value) {
    within(binding, "roleRef", |role| or_empty(role, "apiGroup", RBAC));
}

pub(super) fn subject(subject: &mut Value) {
    if matches!(subject.str("kind"), "User" | "Group") {
        or(subject, "apiGroup", RBAC);
    }
}

pub(super) fn priority_class(class: &mut Value) {
    or(class, "preemptionPolicy", "PreemptLowerPriority");
}

pub(super) fn storage_class(class: &mut Value) {
    or(class, "reclaimPolicy", "Delete");
    or(class, "volumeBindingMode", "Immediate");
}

pub(super) fn csi_driver(driver: &mut Value) {
    within(driver, "spec", |spec| {
        or(spec, "attachRequired", true);
        for key in ["podInfoOnMount", "storageCapacity", "requiresRepublish", "seLinuxMount"] {
            or(spec, key, false);
        }
        or(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        or(spec, "volumeLifecycleModes", obj!(["Persistent"]));
    });
}

pub(super) fn token_request(request: &mut Value) {
    within(request, "spec", |spec| or(spec, "expirationSeconds", 3600));
}

pub(super) fn webhook(hook: &mut Value) {
    or(hook, "failurePolicy", "Fail");
    match_resources(hook);
    or(hook, "timeoutSeconds", 10);
}

pub(super) fn mutating_webhook(hook: &mut Value) {
    webhook(hook);
    or(hook, "reinvocationPolicy", "Never");
}

pub(super) fn match_resources(hook: &mut Value) {
    or(hook, "matchPolicy", "Equivalent");
    or(hook, "namespaceSelector", Value::object());
    or(hook, "objectSelector", Value::object());
}

pub(super) fn rule(rule: &mut Value) {
    or(rule, "scope", "*");
}

pub(super) fn service_reference(service: &mut Value) {
    or(service, "port", 443);
}

pub(super) fn admission_policy(spec: &mut Value) {
    or(spec, "failurePolicy", "Fail");
}

pub(super) fn definition(definition: &mut Value) {
    let versions = definition.get("spec").list("versions");
    let stored = versions.iter().find(|v| v.bool("storage")).map(|v| Value::Str(v.text("name")));
    within(definition, "spec", |spec| {
        within(spec, "names", |names| {
            let kind = names.text("kind");
            if !kind.is_empty() {
                or(names, "singular", Text::from(kind.to_lowercase()));
                or(names, "listKind", Text::from([&*kind, "List"].concat()));
            }
        });
        or(spec, "conversion", obj!({"strategy": "None"}));
    });
    if let Some(stored) = stored {
        within(definition, "status", |status| {
            if status.list("storedVersions").is_empty() {
                status.set("storedVersions", vec![stored]);
            }
        });
    }
}

pub(super) fn flow_schema(spec: &mut Value) {
    or_zero(spec, "matchingPrecedence", 1000);
}

pub(super) fn exempt_level(level: &mut Value) {
    or(level, "nominalConcurrencyShares", 0);
    or(level, "lendablePercent", 0);
}

pub(super) fn limited_level(level: &mut Value) {
    or(level, "nominalConcurrencyShares", 30);
    or(level, "lendablePercent", 0);
}

pub(super) fn queuing(queues: &mut Value) {
    or_zero(queues, "handSize", 8);
    or_zero(queues, "queues", 64);
    or_zero(queues, "queueLengthLimit", 50);
}

pub(super) fn device_request(request: &mut Value) {
    or(request, "allocationMode", "ExactCount");
    if request.str("allocationMode") == "ExactCount" {
        or_zero(request, "count", 1);
    }
}

pub(super) fn device_toleration(toleration: &mut Value) {
    or(toleration, "operator", "Equal");
}
