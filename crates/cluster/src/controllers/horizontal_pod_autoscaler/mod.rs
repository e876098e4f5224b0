//! HorizontalPodAutoscaler: as many replicas as the load asks for.
//!
//! Every fifteen seconds each autoscaler asks the metrics API, works out how many replicas bring the figures to their
//! targets, keeps that within the limits and rates of its spec, and writes the scale of its target.
//!
//! What it is not: it measures nothing. Where nothing serves the metrics API, it says so as the real one does.

mod limits;
mod metrics;
mod proposal;
mod usage;

use sorted::SortedMap;
use std::time::Duration;

use api::request::{Request, Verb};
use api::selector::LabelSelector;
use api::{Gvr, Status, Text, Value, meta};

use super::support::pod_control::split;
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::{self, NORMAL, Source, WARNING};
use crate::kinds;
use limits::Memory;
use proposal::Proposed;

const NAME: &str = "horizontal-pod-autoscaler";
/// Each autoscaler is looked at so often, the first time so long after it was made.
const PERIOD: Duration = Duration::from_secs(15);

/// The autoscaler controller.
#[derive(Clone, Default)]
pub struct HorizontalPodAutoscalers {
    memories: SortedMap<Text, Memory>,
}

/// An autoscaler under work.
struct Work<'w> {
    autoscaler: Value,
    memory: &'w mut Memory,
    /// `metadata.resourceVersion` and so on, for events.
    reference: Value,
}

/// The target of an autoscaler, as its scale subresource tells of it.
struct Target {
    resource: Gvr,
    scale: Value,
}

impl Work<'_> {
    fn spec(&self) -> &Value {
        self.autoscaler.get("spec")
    }
    fn namespace(&self) -> Text {
        self.autoscaler.get("metadata").text("namespace")
    }
    fn tell(&self, kind: &'static str, reason: &'static str, message: impl Into<String>, ctx: &mut Ctx<'_>) {
        events::record(ctx, &self.reference, kind, reason, message, &Source::component(NAME));
    }

    /// Sets a condition where it stands; the time of its transition is that of the last change of its status.
    fn condition(
        &mut self,
        kind: &'static str,
        status: &'static str,
        reason: impl Into<Text>,
        message: impl Into<String>,
        ctx: &Ctx<'_>,
    ) {
        let list = self.autoscaler.field_mut("status").field_mut("conditions").list_mut();
        let place = list.iter().position(|c| c.str("type") == kind).unwrap_or_else(|| {
            list.push(api::obj!({ "type": kind }));
            list.len() - 1
        });
        let condition = &mut list[place];
        if condition.str("status") != status {
            condition.set("lastTransitionTime", ctx.now.rfc3339());
        }
        condition.set("status", status);
        condition.set("reason", reason.into());
        condition.set("message", message.into());
    }

    fn counts(&mut self, current: i64, desired: i64, metrics: Vec<Value>) {
        let status = self.autoscaler.field_mut("status");
        if current == 0 {
            status.remove("currentReplicas");
        } else {
            status.set("currentReplicas", current);
        }
        status.set("desiredReplicas", desired);
        if metrics.is_empty() {
            status.remove("currentMetrics");
        } else {
            status.set("currentMetrics", metrics);
        }
    }

    fn reconcile(&mut self, ctx: &mut Ctx<'_>) {
        let target = match self.target(ctx) {
            Ok(target) => target,
            Err(why) => {
                self.tell(WARNING, "FailedGetScale", why.clone(), ctx);
                let message = format!("the HPA controller was unable to get the target's current scale: {why}");
                return self.condition("AbleToScale", "False", "FailedGetScale", message, ctx);
            }
        };
        let message = "the HPA controller was able to get the target's current scale";
        self.condition("AbleToScale", "True", "SucceededGetScale", message, ctx);
        let current = target.scale.get("spec").int("replicas").unwrap_or(0);
        self.memory.begin(current, ctx.now);
        let min = self.spec().int("minReplicas").unwrap_or(1);
        let max = self.spec().int("maxReplicas").unwrap_or(0);
        if current == 0 && min != 0 {
            let message = "scaling is disabled since the replica count of the target is zero";
            self.condition("ScalingActive", "False", "ScalingDisabled", message, ctx);
            return self.counts(0, 0, Vec::new());
        }
        if current > max {
            return self.rescale(&target, max, "Current number of replicas above Spec.MaxReplicas", Vec::new(), ctx);
        }
        if current < min {
            return self.rescale(&target, min, "Current number of replicas below Spec.MinReplicas", Vec::new(), ctx);
        }
        let proposed = match self.propose(&target, ctx) {
            Ok(proposed) => proposed,
            Err((why, metrics)) => {
                let desired = self.autoscaler.get("status").int("desiredReplicas").unwrap_or(0);
                self.counts(current, desired, metrics);
                return self.tell(WARNING, "FailedComputeMetricsReplicas", why, ctx);
            }
        };
        let reason = match proposed.replicas.cmp(&current) {
            std::cmp::Ordering::Greater => format!("{} above target", proposed.metric),
            std::cmp::Ordering::Less => "All metrics below target".to_string(),
            std::cmp::Ordering::Equal => String::new(),
        };
        let desired = self.limit(current, proposed.replicas, min, max, ctx);
        if desired == current {
            return self.counts(current, current, proposed.statuses);
        }
        self.rescale(&target, desired, &reason, proposed.statuses, ctx);
    }

    /// Keeps a proposal within the spec's limits, and says in the conditions what held it back.
    fn limit(&mut self, current: i64, proposed: i64, min: i64, max: i64, ctx: &Ctx<'_>) -> i64 {
        let behavior = self.spec().get("behavior").clone();
        let limited = limits::limit(self.memory, &behavior, (current, proposed), (min, max), ctx.now);
        self.condition("AbleToScale", "True", limited.stabilized.0, limited.stabilized.1, ctx);
        let held = if limited.held { "True" } else { "False" };
        self.condition("ScalingLimited", held, limited.reason.0, limited.reason.1, ctx);
        limited.replicas
    }

    fn rescale(&mut self, target: &Target, desired: i64, reason: &str, metrics: Vec<Value>, ctx: &mut Ctx<'_>) {
        let current = target.scale.get("spec").int("replicas").unwrap_or(0);
        let mut scale = target.scale.clone();
        scale.field_mut("spec").set("replicas", desired);
        let name = scale.get("metadata").text("name");
        let request = Request::new(Verb::Update, target.resource.clone(), self.namespace(), name);
        if let Err(status) = ctx.call(request.on("scale").with_body(scale)) {
            let why = &status.message;
            self.tell(WARNING, "FailedRescale", format!("New size: {desired}; reason: {reason}; error: {why}"), ctx);
            let message = format!("the HPA controller was unable to update the target scale: {why}");
            self.condition("AbleToScale", "False", "FailedUpdateScale", message, ctx);
            let (before, shown) = {
                let status = self.autoscaler.get("status");
                (status.int("desiredReplicas").unwrap_or(0), status.list("currentMetrics").to_vec())
            };
            return self.counts(current, before, shown);
        }
        let message = format!("the HPA controller was able to update the target scale to {desired}");
        self.condition("AbleToScale", "True", "SucceededRescale", message, ctx);
        self.tell(NORMAL, "SuccessfulRescale", format!("New size: {desired}; reason: {reason}"), ctx);
        self.memory.scaled(self.autoscaler.get("spec").get("behavior"), desired - current, ctx.now);
        self.counts(current, desired, metrics);
        self.autoscaler.field_mut("status").set("lastScaleTime", ctx.now.rfc3339());
    }

    /// The scale of the object that the autoscaler names.
    fn target(&self, ctx: &mut Ctx<'_>) -> Result<Target, String> {
        let reference = self.spec().get("scaleTargetRef");
        let version = reference.str("apiVersion");
        let group = match version.split('/').collect::<Vec<_>>()[..] {
            [_] => "",
            [group, _] => group,
            _ => return Err(format!("unexpected GroupVersion string: {version}")),
        };
        let (kind, name) = (reference.str("kind"), reference.text("name"));
        let Some(resource) = ctx.api.resource_of(group, "", kind).map(|r| r.gvr.clone()) else {
            return Err(format!("no matches for kind {kind:?} in group {group:?}"));
        };
        let request = Request::new(Verb::Get, resource.clone(), self.namespace(), name).on("scale");
        let scale = ctx.call(request).map_err(|s| s.message.clone())?;
        Ok(Target { resource, scale })
    }

    /// The selector of the target's pods: said by its scale, and claimed by no other autoscaler.
    fn selector(&mut self, target: &Target, ctx: &mut Ctx<'_>) -> Result<(Text, LabelSelector), String> {
        let text = target.scale.get("status").text("selector");
        if text.is_empty() {
            self.tell(WARNING, "SelectorRequired", "selector is required", ctx);
            let message = "the HPA target's scale is missing a selector";
            self.condition("ScalingActive", "False", "InvalidSelector", message, ctx);
            return Err("selector is required".into());
        }
        let selector = LabelSelector::parse(&text).map_err(|e| {
            let why = format!("couldn't convert selector into a corresponding internal selector object: {e}");
            self.tell(WARNING, "InvalidSelector", why.clone(), ctx);
            self.condition("ScalingActive", "False", "InvalidSelector", why.clone(), ctx);
            why
        })?;
        let others = self.rivals(&selector, ctx);
        if others.len() > 1 {
            let list: Vec<String> = others.iter().map(|name| format!("{}/{name}", self.namespace())).collect();
            let why = format!("pods by selector {text} are controlled by multiple HPAs: [{}]", list.join(" "));
            self.tell(WARNING, "AmbiguousSelector", why.clone(), ctx);
            self.condition("ScalingActive", "False", "AmbiguousSelector", why.clone(), ctx);
            return Err(why);
        }
        Ok((text, selector))
    }

    /// The autoscalers of the namespace whose targets select any of these pods.
    fn rivals(&self, selector: &LabelSelector, ctx: &mut Ctx<'_>) -> Vec<Text> {
        let namespace = self.namespace();
        let all: Vec<Value> = ctx.api.read_all(kinds::HORIZONTAL_POD_AUTOSCALER, &namespace).cloned().collect();
        if all.len() < 2 {
            return Vec::new();
        }
        let pods = metrics::pods(ctx, &namespace, selector);
        let mut found = Vec::new();
        for other in all {
            let mut nothing = Memory::default();
            let reference = Value::Null;
            let other = Work { autoscaler: other, memory: &mut nothing, reference };
            let Ok(target) = other.target(ctx) else { continue };
            let Ok(selects) = LabelSelector::parse(target.scale.get("status").str("selector")) else { continue };
            if !selects.is_empty() && pods.iter().any(|p| selects.matches(meta::labels(p))) {
                found.push(other.autoscaler.get("metadata").text("name"));
            }
        }
        found
    }

    /// How many replicas the metrics ask for. The error comes with what is known of each metric.
    fn propose(&mut self, target: &Target, ctx: &mut Ctx<'_>) -> Result<Proposed, (String, Vec<Value>)> {
        let (text, selector) = self.selector(target, ctx).map_err(|why| (why, Vec::new()))?;
        let specs = self.spec().list("metrics").to_vec();
        let current = target.scale.get("spec").int("replicas").unwrap_or(0);
        let question = usage::Question {
            namespace: self.namespace(),
            selector_text: text,
            selector,
            current,
            tolerance: usage::Tolerance::of(self.spec().get("behavior")),
        };
        let mut all = Proposed { statuses: vec![api::obj!({ "type": "" }); specs.len()], ..Proposed::default() };
        let mut failed: Vec<proposal::Failure> = Vec::new();
        for (i, spec) in specs.iter().enumerate() {
            match proposal::of(spec, &question, ctx) {
                Ok(one) => {
                    all.statuses[i] = one.status;
                    if all.replicas == 0 || one.replicas > all.replicas {
                        (all.replicas, all.metric) = (one.replicas, one.name);
                    }
                }
                Err(failure) => {
                    self.tell(WARNING, failure.reason, failure.cause.clone(), ctx);
                    failed.push(failure);
                }
            }
        }
        if let Some(first) = failed.first().filter(|_| failed.len() >= specs.len() || all.replicas < current) {
            let message = format!("the HPA was unable to compute the replica count: {}", first.cause);
            self.condition("ScalingActive", "False", first.reason, message, ctx);
            let (n, of) = (failed.len(), specs.len());
            return Err((
                format!("invalid metrics ({n} invalid out of {of}), first error is: {}", first.error),
                all.statuses,
            ));
        }
        let message = format!("the HPA was able to successfully calculate a replica count from {}", all.metric);
        self.condition("ScalingActive", "True", "ValidMetricFound", message, ctx);
        Ok(all)
    }
}

impl HorizontalPodAutoscalers {
    fn sync(&mut self, key: &Text, autoscaler: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let before = autoscaler.get("status").clone();
        let reference = events::reference(&autoscaler);
        let memory = self.memories.entry(key.clone()).or_default();
        let mut work = Work { autoscaler, memory, reference };
        work.reconcile(ctx);
        if *work.autoscaler.get("status") == before {
            return Ok(());
        }
        let (autoscaler, reference) = (work.autoscaler, work.reference);
        ctx.update_status(kinds::HORIZONTAL_POD_AUTOSCALER, autoscaler).map(|_| ()).inspect_err(|s| {
            let source = Source::component(NAME);
            events::record(ctx, &reference, WARNING, "FailedUpdateStatus", s.message.clone(), &source);
        })
    }
}

impl Component for HorizontalPodAutoscalers {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::HORIZONTAL_POD_AUTOSCALER) {
            queue.add_after(Text::from(meta::key(&change.new)), PERIOD);
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        let Some(autoscaler) = ctx.get(kinds::HORIZONTAL_POD_AUTOSCALER, namespace, name) else {
            self.memories.remove(key);
            return;
        };
        // A refusal was told of; the next look comes with the others.
        let _ = self.sync(key, autoscaler, ctx);
        ctx.requeue(key.clone(), PERIOD);
    }
}
