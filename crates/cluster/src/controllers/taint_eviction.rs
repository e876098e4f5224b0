//! Taints with effect NoExecute: pods that do not bear them go at once, those that bear them for a while go then.

use sorted::{SortedMap, SortedSet};
use std::time::Duration;

use api::time::Time;
use api::{Status, Text, Value, meta, obj};

use super::support::pod_control::split;
use super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::conditions;
use crate::events::{self, NORMAL, Source};
use crate::kinds;
use crate::matching::{Taint, Toleration};

const NAME: &str = "taint-eviction-controller";
/// What keys begin with that are no pod to look at: a node whose taints changed, a pod whose time comes, one that is gone.
const NODE: &str = "node//";
const DUE: &str = "due//";
const GONE: &str = "gone//";

/// The taint eviction controller.
#[derive(Clone, Default)]
pub struct TaintEviction {
    /// When pods are to go, by key.
    scheduled: SortedMap<Text, Time>,
    /// Pods that were deleted and are there still.
    deleted: SortedSet<Text>,
    retry: Retry,
}

/// What a pod does about its node's taints.
enum Patience {
    /// It does not bear one of them.
    None,
    /// It bears them so long.
    For(Duration),
    /// It bears them all.
    Endless,
}

/// Of each taint the first toleration counts that bears it.
fn patience(taints: &[Taint], tolerations: &[Toleration]) -> Patience {
    let mut least: Option<i64> = None;
    for taint in taints {
        let Some(bearing) = tolerations.iter().find(|t| t.tolerates(taint)) else { return Patience::None };
        least = least.into_iter().chain(bearing.seconds).min();
    }
    least.map_or(Patience::Endless, |s| Patience::For(Duration::from_secs(s.max(0) as u64)))
}

impl TaintEviction {
    fn look(&mut self, key: &Text, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let (namespace, name) = split(key);
        // Those that are going already are told of too.
        let Some(pod) = ctx.get(kinds::POD, namespace, name) else {
            self.cancel(key, ctx);
            return Ok(());
        };
        let node = ctx.get(kinds::NODE, "", pod.get("spec").str("nodeName")).unwrap_or_default();
        let taints = expelling(&node);
        let patience = match taints.is_empty() {
            true => Patience::Endless,
            false => patience(&taints, &Toleration::all_of(&pod)),
        };
        match patience {
            Patience::Endless => self.cancel(key, ctx),
            Patience::None => {
                self.cancel(key, ctx);
                return self.evict(key, pod, ctx);
            }
            // What was scheduled before stays, whatever is borne now; and nobody is deleted a second time.
            Patience::For(_) if self.scheduled.contains_key(key) || self.deleted.contains(key) => {}
            Patience::For(wait) if wait.is_zero() => return self.evict(key, pod, ctx),
            Patience::For(wait) => {
                self.scheduled.insert(key.clone(), ctx.now + wait);
                ctx.requeue_at(Text::from(format!("{DUE}{key}")), ctx.now + wait);
            }
        }
        Ok(())
    }

    /// The time of a pod has come, if it was not changed in the meantime.
    fn act(&mut self, key: &Text, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let (namespace, name) = split(key);
        match ctx.get(kinds::POD, namespace, name) {
            Some(pod) if self.scheduled.get(key).is_some_and(|at| *at <= ctx.now) => self.evict(key, pod, ctx),
            _ => Ok(()),
        }
    }

    /// What was to be done about a pod is not, and what was done is forgotten.
    fn cancel(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        self.deleted.remove(key);
        if self.scheduled.remove(key).is_some() {
            tell(key, "Cancelling deletion of", ctx);
        }
    }

    fn evict(&mut self, key: &Text, pod: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        tell(key, "Marking for deletion", ctx);
        // Until it has gone well it is to be done now.
        self.scheduled.insert(key.clone(), ctx.now);
        delete(key, pod, ctx)?;
        self.scheduled.remove(key);
        let (namespace, name) = split(key);
        if ctx.get(kinds::POD, namespace, name).is_some() {
            self.deleted.insert(key.clone());
        }
        Ok(())
    }
}

fn delete(key: &Text, mut pod: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    const WHY: &str = "Taint manager: deleting due to NoExecute taint";
    conditions::put_of_pod(&mut pod, conditions::disruption("DeletionByTaintManager", WHY, ctx.now));
    let there = |outcome: Result<Value, Status>| match outcome {
        Err(s) if s.code == 404 => Ok(false),
        outcome => outcome.map(|_| true),
    };
    let (namespace, name) = split(key);
    if there(ctx.update_status(kinds::POD, pod))? {
        there(ctx.delete(kinds::POD, namespace, name, "", (None, None)))?;
    }
    Ok(())
}

/// The controller knows a pod by its name only: `describe`, which asks for events by uid, does not find these.
fn tell(key: &Text, what: &str, ctx: &mut Ctx<'_>) {
    let (namespace, name) = split(key);
    let about = obj!({
        "apiVersion": "v1",
        "kind": "Pod",
        "name": (Text::new(name)),
        "namespace": (Text::new(namespace)),
    });
    let message = format!("{what} Pod {key}");
    events::record(ctx, &about, NORMAL, "TaintManagerEviction", message, &Source::component(NAME));
}

fn expelling(node: &Value) -> Vec<Taint> {
    Taint::all_of(node).into_iter().filter(|t| t.effect == "NoExecute").collect()
}

impl Component for TaintEviction {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::NODE) && expelling(&change.old) != expelling(&change.new) {
            queue.add(Text::from(format!("{NODE}{}", meta::name(&change.new))));
        } else if change.is(kinds::POD) {
            let (old, new) = (change.old.get("spec"), change.new.get("spec"));
            let news = old.str("nodeName") != new.str("nodeName") || old.get("tolerations") != new.get("tolerations");
            let key = Text::from(meta::key(&change.new));
            if change.deleted() {
                self.deleted.remove(&key);
                if self.scheduled.contains_key(&key) {
                    queue.add(Text::from(format!("{GONE}{key}")));
                }
            } else if !new.str("nodeName").is_empty() && news {
                queue.add(key);
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        if let Some(node) = key.strip_prefix(NODE) {
            let pods: Vec<Text> = ctx.api.pods_on(node).map(|p| Text::from(meta::key(p))).collect();
            return pods.into_iter().for_each(|p| ctx.requeue(p, Duration::ZERO));
        }
        if let Some(pod) = key.strip_prefix(GONE) {
            return self.cancel(&Text::new(pod), ctx);
        }
        let (pod, outcome) = match key.strip_prefix(DUE).map(Text::new) {
            Some(pod) => (pod.clone(), self.act(&pod, ctx)),
            None => (key.clone(), self.look(key, ctx)),
        };
        self.retry.settle(&Text::from(format!("{DUE}{pod}")), outcome, ctx);
    }
}
