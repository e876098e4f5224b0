//! PodDisruptionBudget: how many pods may be disturbed now.

use sorted::SortedMap;
use std::time::Duration;

use api::selector::LabelSelector;
use api::time::Time;
use api::views::IntOrString;
use api::{Map, Status, Text, Value, meta};

use super::support::pod_control::split;
use super::support::pods::PodInfo;
use super::support::retry::Retry;
use super::support::share::{Round, scaled};
use super::support::{go_selector, selector};
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::{self, NORMAL, Source, WARNING};
use crate::kinds;

/// Events come from the whole manager.
const SOURCE: &str = "controllermanager";
/// A pod that was evicted is taken for gone for so long.
const DISRUPTED: Duration = Duration::from_secs(120);

/// The disruption controller.
#[derive(Clone, Default)]
pub struct Disruption {
    retry: Retry,
    /// Which pods the budgets are about.
    budgets: SortedMap<Text, LabelSelector>,
}

/// How many pods a budget is about.
#[derive(Default)]
struct Wanted {
    /// Pods that there should be.
    expected: i64,
    /// How many of them must be healthy.
    healthy: i64,
    /// Some have no controller that tells how many there should be.
    unmanaged: bool,
}

/// How many pods there should be, by their controllers.
fn expected_scale(pods: &[PodInfo], ctx: &Ctx<'_>) -> Result<Wanted, String> {
    let mut scales: SortedMap<Text, i64> = SortedMap::new();
    let mut unmanaged = false;
    for pod in pods {
        let Some(owner) = &pod.owner else {
            unmanaged = true;
            continue;
        };
        let kind = match owner.kind.as_str() {
            "ReplicaSet" => kinds::REPLICA_SET,
            "ReplicationController" => kinds::REPLICATION_CONTROLLER,
            "StatefulSet" => kinds::STATEFUL_SET,
            other => {
                let resource = ctx.api.resources().find(|r| r.kind == other).map(|r| r.gvr.group_resource());
                let resource = resource.unwrap_or_else(|| owner.kind.clone());
                return Err(format!("{resource} does not implement the scale subresource"));
            }
        };
        let set = ctx.get(kind, &pod.namespace, &owner.name).filter(|s| owner.uid == meta::uid(s));
        let Some(mut set) = set else { return Err(format!("found no controllers for pod {:?}", pod.name.as_str())) };
        if let Some(o) = meta::controller_of(&set).filter(|o| o.str("kind") == "Deployment") {
            set = ctx.get(kinds::DEPLOYMENT, &pod.namespace, o.str("name")).unwrap_or(set);
        }
        // Sets of one deployment count once.
        scales.insert(Text::new(meta::uid(&set)), set.get("spec").int("replicas").unwrap_or(1));
    }
    Ok(Wanted { expected: scales.values().sum(), unmanaged, ..Wanted::default() })
}

fn wanted(budget: &Value, pods: &[PodInfo], ctx: &Ctx<'_>) -> Result<Wanted, String> {
    let spec = budget.get("spec");
    if spec.has("maxUnavailable") {
        let wanted = expected_scale(pods, ctx)?;
        let max = scaled(spec.get("maxUnavailable"), wanted.expected, Round::Up);
        return Ok(Wanted { healthy: (wanted.expected - max).max(0), ..wanted });
    }
    match IntOrString::of(spec.get("minAvailable")) {
        Some(IntOrString::Int(healthy)) => Ok(Wanted { expected: pods.len() as i64, healthy, unmanaged: false }),
        Some(IntOrString::Str(_)) => {
            let wanted = expected_scale(pods, ctx)?;
            Ok(Wanted { healthy: scaled(spec.get("minAvailable"), wanted.expected, Round::Up), ..wanted })
        }
        None => Ok(Wanted::default()),
    }
}

fn tell(about: &Value, kind: &'static str, reason: &'static str, message: impl Into<String>, ctx: &mut Ctx<'_>) {
    events::record(ctx, &events::reference(about), kind, reason, message, &Source::component(SOURCE));
}

/// A pod that several budgets are about is told of, whenever it changes.
fn undecided(namespace: &str, pod: &str, budget: &str, ctx: &mut Ctx<'_>) {
    let Some(object) = ctx.get(kinds::POD, namespace, pod) else { return };
    let message =
        format!("Pod {namespace:?}/{pod:?} matches multiple PodDisruptionBudgets.  Chose {budget:?} arbitrarily.");
    tell(&object, WARNING, "MultiplePodDisruptionBudgets", message, ctx);
}

fn sync(key: &Text, mut budget: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let selector = selector(budget.get("spec").get("selector"));
    let pods: Vec<PodInfo> = ctx
        .api
        .read_all(kinds::POD, meta::namespace(&budget))
        .filter(|p| selector.matches(meta::labels(p)))
        .map(PodInfo::of)
        .collect();
    if pods.is_empty() {
        tell(&budget, NORMAL, "NoPods", "No matching pods found", ctx);
    }
    let Wanted { expected, healthy: desired, unmanaged } = match wanted(&budget, &pods, ctx) {
        Ok(wanted) => wanted,
        Err(why) => {
            let message = format!("Failed to calculate the number of expected pods: {why}");
            tell(&budget, WARNING, "CalculateExpectedPodCountFailed", message, ctx);
            return fail_safe(budget, why, ctx);
        }
    };
    if unmanaged {
        let message = format!(
            "Pods selected by this PodDisruptionBudget (selector: {}) were found to be unmanaged. As a result, the status of \
             the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please \
             set \".spec.minAvailable\" field of the PDB to an integer value.",
            go_selector(budget.get("spec").get("selector"))
        );
        tell(&budget, WARNING, "UnmanagedPods", message, ctx);
    }
    let disrupted = still_disrupted(&budget, &pods, ctx.now);
    if let Some(first) = disrupted.iter().filter_map(|(_, t)| Time::parse(t.as_str()?)).min() {
        ctx.requeue_at(key.clone(), first + DISRUPTED);
    }
    let counts = |p: &&PodInfo| p.is_ready() && !p.terminating && !disrupted.contains_key(&p.name);
    let healthy = pods.iter().filter(counts).count() as i64;
    let allowed = if expected <= 0 { 0 } else { (healthy - desired).max(0) };
    let generation = budget.get("metadata").int("generation").unwrap_or(0);
    let mut status = budget.get("status").clone();
    status.set("currentHealthy", healthy);
    status.set("desiredHealthy", desired);
    status.set("expectedPods", expected);
    status.set("disruptionsAllowed", allowed);
    status.set("observedGeneration", generation);
    if disrupted.is_empty() {
        status.remove("disruptedPods");
    } else {
        status.set("disruptedPods", Value::from(disrupted));
    }
    let (value, reason) = if allowed > 0 { ("True", "SufficientPods") } else { ("False", "InsufficientPods") };
    set_condition(&mut status, value, reason, "", Some(generation), ctx.now);
    write(&mut budget, status, ctx)
}

fn write(budget: &mut Value, status: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    if status == *budget.get("status") {
        return Ok(());
    }
    budget.set("status", status);
    ctx.update_status(kinds::POD_DISRUPTION_BUDGET, budget.clone()).map(|_| ())
}

/// Where the numbers are not known, nothing may be disturbed.
fn fail_safe(mut budget: Value, why: String, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let mut status = budget.get("status").clone();
    status.set("disruptionsAllowed", 0);
    let observed = status.int("observedGeneration");
    set_condition(&mut status, "False", "SyncFailed", &why, observed, ctx.now);
    write(&mut budget, status, ctx)
}

fn set_condition(
    status: &mut Value,
    value: &'static str,
    reason: &'static str,
    message: &str,
    generation: Option<i64>,
    now: Time,
) {
    let old = status.list("conditions").iter().find(|c| c.str("type") == "DisruptionAllowed").cloned();
    let since = match &old {
        Some(c) if c.str("status") == value => c.text("lastTransitionTime"),
        _ => Text::from(now.rfc3339()),
    };
    let mut c = Value::object();
    c.set("type", "DisruptionAllowed");
    c.set("status", value);
    c.set("reason", reason);
    c.set("message", message.to_string());
    if let Some(generation) = generation {
        c.set("observedGeneration", generation);
    }
    c.set("lastTransitionTime", since);
    let list = status.field_mut("conditions").list_mut();
    list.retain(|c| c.str("type") != "DisruptionAllowed");
    list.push(c);
}

/// Evicted pods that are there still and have not been forgotten.
fn still_disrupted(budget: &Value, pods: &[PodInfo], now: Time) -> Map {
    let noted = budget.get("status").map("disruptedPods");
    let mut left = noted.clone();
    left.retain(|name, since| {
        let fresh = since.as_str().and_then(Time::parse).is_some_and(|t| now < t + DISRUPTED);
        fresh && pods.iter().any(|p| p.name == *name && !p.terminating)
    });
    left
}

impl Component for Disruption {
    fn name(&self) -> &'static str {
        "disruption-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let namespace = meta::namespace(&change.new);
        let key = || Text::from(meta::key(&change.new));
        if change.is(kinds::POD_DISRUPTION_BUDGET) {
            let key = key();
            if change.deleted() {
                self.budgets.remove(&key);
            } else {
                self.budgets.insert(key.clone(), selector(change.new.get("spec").get("selector")));
                queue.add(key);
            }
        } else if change.is(kinds::POD) && !self.budgets.is_empty() {
            let (before, now) = (meta::labels(&change.old), meta::labels(&change.new));
            let about = |labels: &Map| -> Vec<Text> {
                let about = self.budgets.iter().filter(|(k, s)| split(k).0 == namespace && s.matches(labels));
                about.map(|(k, _)| k.clone()).collect()
            };
            let mut budgets = about(now);
            if budgets.len() > 1 && !change.deleted() {
                queue.add(Text::from(format!("{}/{}", key(), split(&budgets[0]).1)));
            }
            if before != now {
                budgets.extend(about(before));
            }
            budgets.into_iter().for_each(|budget| queue.add(budget));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        if let Some((pod, budget)) = name.split_once('/') {
            return undecided(namespace, pod, budget, ctx);
        }
        let Some(budget) = ctx.get(kinds::POD_DISRUPTION_BUDGET, namespace, name) else {
            return self.retry.forget(key);
        };
        let outcome = sync(key, budget, ctx);
        self.retry.settle(key, outcome, ctx);
    }
}
