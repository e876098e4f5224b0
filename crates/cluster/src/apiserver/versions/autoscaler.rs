//! HorizontalPodAutoscalers: autoscaling/v1 knows the processor only, autoscaling/v2 is what is kept.

use api::{Value, json, obj};

const METRICS: &str = "autoscaling.alpha.kubernetes.io/metrics";
const CURRENT: &str = "autoscaling.alpha.kubernetes.io/current-metrics";
const CONDITIONS: &str = "autoscaling.alpha.kubernetes.io/conditions";
const BEHAVIOR: &str = "autoscaling.alpha.kubernetes.io/behavior";

/// From autoscaling/v1.
pub(super) fn to_second(autoscaler: &mut Value) {
    autoscaler.set("apiVersion", "autoscaling/v2");
    let mut metrics = taken(autoscaler, METRICS).as_list().unwrap_or(&[]).to_vec();
    let target = autoscaler.get("spec").int("targetCPUUtilizationPercentage");
    if let Some(percent) = target {
        autoscaler.field_mut("spec").remove("targetCPUUtilizationPercentage");
        let cpu = obj!({
            "type": "Resource",
            "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": percent}},
        });
        metrics.insert(0, cpu);
    }
    if !metrics.is_empty() {
        autoscaler.field_mut("spec").set("metrics", metrics);
    }
    if let Some(percent) = autoscaler.get("status").int("currentCPUUtilizationPercentage") {
        let status = autoscaler.field_mut("status");
        status.remove("currentCPUUtilizationPercentage");
        let current = obj!({
            "type": "Resource",
            "resource": {"name": "cpu", "current": {"averageUtilization": percent}},
        });
        status.set("currentMetrics", vec![current]);
    }
    let (conditions, behavior) = (taken(autoscaler, CONDITIONS), taken(autoscaler, BEHAVIOR));
    taken(autoscaler, CURRENT);
    if !conditions.is_null() {
        autoscaler.field_mut("status").set("conditions", conditions);
    }
    if !behavior.is_null() {
        autoscaler.field_mut("spec").set("behavior", behavior);
    }
}

/// To autoscaling/v1: what that cannot say goes into annotations.
pub(super) fn to_first(autoscaler: &mut Value) {
    autoscaler.set("apiVersion", "autoscaling/v1");
    let is_cpu = |m: &Value, key: &str| {
        m.str("type") == "Resource"
            && m.get("resource").str("name") == "cpu"
            && m.get("resource").get(key).has("averageUtilization")
    };
    let (metrics, current) =
        (autoscaler.get("spec").list("metrics").to_vec(), autoscaler.get("status").list("currentMetrics").to_vec());
    let percent = |list: &[Value], key: &str| {
        list.iter().find(|m| is_cpu(m, key)).and_then(|m| m.get("resource").get(key).int("averageUtilization"))
    };
    if let Some(n) = percent(&metrics, "target") {
        autoscaler.field_mut("spec").set("targetCPUUtilizationPercentage", n);
    }
    if let Some(n) = percent(&current, "current") {
        autoscaler.field_mut("status").set("currentCPUUtilizationPercentage", n);
    }
    let others: Vec<Value> = metrics.into_iter().filter(|m| !is_cpu(m, "target")).collect();
    kept(autoscaler, METRICS, Some(others.into()).filter(|v: &Value| v.as_list().is_some_and(|l| !l.is_empty())));
    autoscaler.remove_at(&["spec", "metrics"]);
    autoscaler.remove_at(&["status", "currentMetrics"]);
    let conditions = autoscaler.remove_at(&["status", "conditions"]);
    kept(autoscaler, CONDITIONS, conditions);
    let behavior = autoscaler.remove_at(&["spec", "behavior"]);
    kept(autoscaler, BEHAVIOR, behavior);
}

fn kept(autoscaler: &mut Value, key: &'static str, value: Option<Value>) {
    if let Some(value) = value {
        autoscaler.field_mut("metadata").field_mut("annotations").set(key, json::to_string(&value));
    }
}

/// Takes an annotation out and reads it.
fn taken(autoscaler: &mut Value, key: &'static str) -> Value {
    if !autoscaler.get("metadata").get("annotations").has(key) {
        return Value::Null;
    }
    let text = autoscaler.at_mut(&["metadata", "annotations"]).remove(key).unwrap_or_default();
    text.as_str().and_then(|t| json::parse(t).ok()).unwrap_or_default()
}
