//! How many replicas one metric of the spec asks for.

use api::quantity::Quantity;
use api::{Text, Value, obj};

use super::super::support::go_selector;
use super::usage::{self, Answer, Question};
use crate::component::Ctx;

/// What all metrics together ask for.
#[derive(Debug, Default)]
pub struct Proposed {
    pub replicas: i64,
    /// The metric that asks for most.
    pub metric: String,
    /// One entry for `status.currentMetrics` a metric.
    pub statuses: Vec<Value>,
}

/// What one metric asks for.
#[derive(Debug)]
pub struct One {
    pub replicas: i64,
    /// Its name in events.
    pub name: String,
    pub status: Value,
}

/// Why a metric could not be used.
#[derive(Debug)]
pub struct Failure {
    /// Of the event and the condition.
    pub reason: &'static str,
    /// What the event says.
    pub cause: String,
    /// What the whole autoscaler says.
    pub error: String,
}

const NO_CUSTOM: &str =
    "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered";

/// Asks for one metric.
pub fn of(spec: &Value, question: &Question, ctx: &mut Ctx<'_>) -> Result<One, Failure> {
    match spec.str("type") {
        "Resource" => resource(spec.get("resource"), question, ctx),
        "ContainerResource" => container_resource(spec.get("containerResource"), question, ctx),
        // Only the metrics of resources have a server here: nobody registers the other two APIs.
        "Pods" => {
            let cause = format!("unable to get metric {}: {NO_CUSTOM}", spec.at(&["pods", "metric"]).str("name"));
            let error = format!("failed to get pods metric value: {cause}");
            Err(Failure { reason: "FailedGetPodsMetric", cause, error })
        }
        "Object" => {
            let object = spec.get("object");
            let (of, name) = (object.get("describedObject"), object.get("metric").str("name"));
            let on = format!("{} on {} {}", of.str("kind"), question.namespace, of.str("name"));
            let cause = format!("unable to get metric {name}: {on}/{NO_CUSTOM}");
            let mut error = cause.clone();
            if object.get("target").str("type") == "AverageValue" {
                error = format!("failed to get {name} object metric: {error}");
            }
            Err(Failure {
                reason: "FailedGetObjectMetric",
                cause,
                error: format!("failed to get object metric value: {error}"),
            })
        }
        "External" => {
            let external = spec.get("external");
            let name = external.get("metric").str("name");
            let selector = go_selector(external.get("metric").get("selector"));
            let cause = format!(
                "unable to get external metric {}/{name}/{selector}: unable to fetch metrics from external metrics API: \
                 the server could not find the requested resource (get {name}.external.metrics.k8s.io)",
                question.namespace
            );
            let error = match external.get("target").has("averageValue") {
                true => format!("failed to get {name} external metric: {cause}"),
                false => format!("failed to get external metric {name}: {cause}"),
            };
            let error = format!("failed to get {name} external metric value: {error}");
            Err(Failure { reason: "FailedGetExternalMetric", cause, error })
        }
        other => {
            let cause = format!("unknown metric source type {other:?}");
            Err(Failure { reason: "InvalidMetricSourceType", error: cause.clone(), cause })
        }
    }
}

fn resource(source: &Value, question: &Question, ctx: &mut Ctx<'_>) -> Result<One, Failure> {
    let name = source.text("name");
    match figures(source.get("target"), &name, "", question, ctx) {
        Ok((answer, title)) => {
            let status = obj!({"type": "Resource", "resource": {"name": (name), "current": (current(&answer))}});
            Ok(One { replicas: answer.replicas, name: title, status })
        }
        Err(cause) => {
            let error = format!("failed to get {name} resource metric value: {cause}");
            Err(Failure { reason: "FailedGetResourceMetric", cause, error })
        }
    }
}

fn container_resource(source: &Value, question: &Question, ctx: &mut Ctx<'_>) -> Result<One, Failure> {
    let (name, container) = (source.text("name"), source.text("container"));
    match figures(source.get("target"), &name, &container, question, ctx) {
        Ok((answer, title)) => {
            let of = obj!({"name": (name), "container": (container), "current": (current(&answer))});
            let status = obj!({"type": "ContainerResource", "containerResource": of});
            Ok(One { replicas: answer.replicas, name: title, status })
        }
        Err(cause) => {
            let error = format!("failed to get {container} container metric value: {cause}");
            Err(Failure { reason: "FailedGetContainerResourceMetric", cause, error })
        }
    }
}

fn figures(
    target: &Value,
    resource: &Text,
    container: &str,
    question: &Question,
    ctx: &mut Ctx<'_>,
) -> Result<(Answer, String), String> {
    if target.has("averageValue") {
        let wanted = Quantity::of_valid(target.get("averageValue")).milli_value();
        let answer = usage::of_average(question, resource, container, wanted, ctx);
        let answer = answer.map_err(|why| format!("failed to get {resource} usage: {why}"))?;
        return Ok((answer, format!("{resource} resource")));
    }
    let Some(percent) = target.int("averageUtilization") else {
        return Err("invalid resource metric source: neither an average utilization target nor an average value \
                    (usage) target was set"
            .into());
    };
    let answer = usage::of_percent(question, resource, container, percent, ctx);
    let answer = answer.map_err(|why| format!("failed to get {resource} utilization: {why}"))?;
    let of = if container.is_empty() { "resource" } else { "container resource" };
    Ok((answer, format!("{resource} {of} utilization (percentage of request)")))
}

fn current(answer: &Answer) -> Value {
    let mut current = Value::object();
    if let Some(percent) = answer.utilization {
        current.set("averageUtilization", percent);
    }
    current.set("averageValue", Quantity::from_milli(answer.average_milli).text());
    current
}
