//! What makes pods, and what scales it.

use super::{or, or_empty, within};
use crate::obj;
use crate::value::Value;

pub(super) fn replication_controller(controller: &mut Value) {
    let labels = controller.at(&["spec", "template", "metadata", "labels"]).clone();
    within(controller, "spec", |spec| {
        or(spec, "replicas", 1);
        if !labels.is_null() {
            or(spec, "selector", &labels);
        }
    });
    labels_from_template(controller, &labels);
}

/// The object itself is labelled as its pods are, if it has no labels of its own.
fn labels_from_template(object: &mut Value, labels: &Value) {
    if !labels.is_null() && object.get("metadata").map("labels").is_empty() {
        object.set_at(&["metadata", "labels"], labels);
    }
}

pub(super) fn deployment(deployment: &mut Value) {
    within(deployment, "spec", |spec| {
        or(spec, "replicas", 1);
        or(spec, "strategy", Value::object());
        within(spec, "strategy", |strategy| {
            or(strategy, "type", "RollingUpdate");
            if strategy.str("type") == "RollingUpdate" {
                or(strategy, "rollingUpdate", Value::object());
                within(strategy, "rollingUpdate", |update| {
                    or(update, "maxUnavailable", "25%");
                    or(update, "maxSurge", "25%");
                });
            }
        });
        or(spec, "revisionHistoryLimit", 10);
        or(spec, "progressDeadlineSeconds", 600);
    });
}

pub(super) fn replica_set(set: &mut Value) {
    within(set, "spec", |spec| or(spec, "replicas", 1));
}

pub(super) fn daemon_set(set: &mut Value) {
    within(set, "spec", |spec| {
        or(spec, "updateStrategy", Value::object());
        within(spec, "updateStrategy", |strategy| {
            or(strategy, "type", "RollingUpdate");
            if strategy.str("type") == "RollingUpdate" {
                or(strategy, "rollingUpdate", Value::object());
                within(strategy, "rollingUpdate", |update| {
                    or(update, "maxUnavailable", 1);
                    or(update, "maxSurge", 0);
                });
            }
        });
        or(spec, "revisionHistoryLimit", 10);
    });
}

pub(super) fn stateful_set(set: &mut Value) {
    within(set, "spec", |spec| {
        or(spec, "podManagementPolicy", "OrderedReady");
        or(spec, "updateStrategy", Value::object());
        within(spec, "updateStrategy", |strategy| {
            if strategy.get("type").is_null() {
                strategy.set("type", "RollingUpdate");
                or(strategy, "rollingUpdate", Value::object());
            }
            if strategy.str("type") == "RollingUpdate" {
                within(strategy, "rollingUpdate", |update| {
                    or(update, "partition", 0);
                });
            }
        });
        or(spec, "persistentVolumeClaimRetentionPolicy", Value::object());
        within(spec, "persistentVolumeClaimRetentionPolicy", |policy| {
            or_empty(policy, "whenDeleted", "Retain");
            or_empty(policy, "whenScaled", "Retain");
        });
        or(spec, "replicas", 1);
        or(spec, "revisionHistoryLimit", 10);
        // Claims inside a stateful set are named in full, whatever was sent.
        for i in 0..spec.list("volumeClaimTemplates").len() {
            let claim = &spec.list("volumeClaimTemplates")[i];
            if claim.str("kind") != "PersistentVolumeClaim" || claim.str("apiVersion") != "v1" {
                let claim = &mut spec.field_mut("volumeClaimTemplates").list_mut()[i];
                claim.set("apiVersion", "v1");
                claim.set("kind", "PersistentVolumeClaim");
            }
        }
    });
}

pub(super) fn job(job: &mut Value) {
    let labels = job.at(&["spec", "template", "metadata", "labels"]).clone();
    within(job, "spec", |spec| {
        if spec.get("completions").is_null() && spec.get("parallelism").is_null() {
            spec.set("completions", 1);
        }
        or(spec, "parallelism", 1);
        let per_index = !spec.get("backoffLimitPerIndex").is_null();
        or(spec, "backoffLimit", if per_index { i32::MAX } else { 6 });
        or(spec, "completionMode", "NonIndexed");
        or(spec, "suspend", false);
        let failures = !spec.get("podFailurePolicy").is_null();
        or(spec, "podReplacementPolicy", if failures { "Failed" } else { "TerminatingOrFailed" });
        or(spec, "manualSelector", false);
    });
    labels_from_template(job, &labels);
}

pub(super) fn failure_condition(pattern: &mut Value) {
    or_empty(pattern, "status", "True");
}

pub(super) fn cron_job(job: &mut Value) {
    within(job, "spec", |spec| {
        or(spec, "concurrencyPolicy", "Allow");
        or(spec, "suspend", false);
        or(spec, "successfulJobsHistoryLimit", 3);
        or(spec, "failedJobsHistoryLimit", 1);
    });
}

pub(super) fn autoscaler_v1(autoscaler: &mut Value) {
    within(autoscaler, "spec", |spec| or(spec, "minReplicas", 1));
}

pub(super) fn autoscaler(autoscaler: &mut Value) {
    within(autoscaler, "spec", |spec| {
        or(spec, "minReplicas", 1);
        if spec.list("metrics").is_empty() {
            spec.set(
                "metrics",
                obj!([{"type": "Resource", "resource": {
                "name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}]),
            );
        }
        within(spec, "behavior", |behavior| {
            or(behavior, "scaleUp", Value::object());
            within(behavior, "scaleUp", |rules| {
                or(rules, "stabilizationWindowSeconds", 0);
                or(rules, "selectPolicy", "Max");
                or(
                    rules,
                    "policies",
                    obj!([
                    {"type": "Pods", "value": 4, "periodSeconds": 15},
                    {"type": "Percent", "value": 100, "periodSeconds": 15}]),
                );
            });
            or(behavior, "scaleDown", Value::object());
            within(behavior, "scaleDown", |rules| {
                or(rules, "selectPolicy", "Max");
                or(rules, "policies", obj!([{"type": "Percent", "value": 100, "periodSeconds": 15}]));
            });
        });
    });
}
