//! Taints with effect NoExecute: pods that do not bear them go at once, those that bear them for a while go then.

use sorted::SortedMap;
use std::time::Duration;

use api::time::Time;
use api::{Status, Text, Value, meta};

use super::support::pod_control::split;
use super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::conditions;
use crate::events::{self, NORMAL, Source};
use crate::kinds;
use crate::matching::{Taint, Toleration};

const NAME: &str = "taint-eviction-controller";

/// The taint eviction controller.
#[derive(Clone, Default)]
pub struct TaintEviction {
    /// When pods are to go, by key.
    scheduled: SortedMap<Text, Time>,
    retry: Retry,
}

/// How long a pod bears all taints: for ever if nothing.
fn patience(taints: &[Taint], tolerations: &[Toleration]) -> Option<Duration> {
    let mut least: Option<i64> = None;
    for taint in taints {
        let mut bearing = tolerations.iter().filter(|t| t.tolerates(taint)).peekable();
        if bearing.peek().is_none() {
            return Some(Duration::ZERO);
        }
        for seconds in bearing.filter_map(|t| t.seconds) {
            least = Some(least.map_or(seconds, |l| l.min(seconds)));
        }
    }
    least.map(|s| Duration::from_secs(s.max(0) as u64))
}

impl TaintEviction {
    fn look(&mut self, key: &Text, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let (namespace, name) = split(key);
        // Those that are going already are told of too.
        let Some(pod) = ctx.get(kinds::POD, namespace, name) else {
            self.scheduled.remove(key);
            return Ok(());
        };
        let node = ctx.get(kinds::NODE, "", pod.get("spec").str("nodeName")).unwrap_or_default();
        let taints = expelling(&node);
        let wait = if taints.is_empty() { None } else { patience(&taints, &Toleration::all_of(&pod)) };
        let Some(wait) = wait else {
            if self.scheduled.remove(key).is_some() {
                let message = format!("Cancelling deletion of Pod {key}");
                events::record(ctx, &events::reference(&pod), NORMAL, "TaintManagerEviction", message, &source());
            }
            return Ok(());
        };
        // What was scheduled before stays, unless it is to be sooner now.
        let at = ctx.now + wait;
        let at = self.scheduled.get(key).map_or(at, |before| at.min(*before));
        if at > ctx.now {
            self.scheduled.insert(key.clone(), at);
            ctx.requeue_at(key.clone(), at);
            return Ok(());
        }
        self.scheduled.remove(key);
        evict(key, pod, ctx)
    }
}

fn source() -> Source {
    Source::component(NAME)
}

fn evict(key: &Text, mut pod: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let about = events::reference(&pod);
    events::record(ctx, &about, NORMAL, "TaintManagerEviction", format!("Marking for deletion Pod {key}"), &source());
    const WHY: &str = "Taint manager: deleting due to NoExecute taint";
    conditions::put_of_pod(&mut pod, conditions::disruption("DeletionByTaintManager", WHY, ctx.now));
    let (namespace, name) = split(key);
    match ctx.update_status(kinds::POD, pod) {
        Err(s) if s.code == 404 => return Ok(()),
        Err(s) => return Err(s),
        Ok(_) => {}
    }
    match ctx.delete(kinds::POD, namespace, name, "", (None, None)) {
        Err(s) if s.code != 404 => Err(s),
        _ => Ok(()),
    }
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
            queue.add(Text::from(format!("node//{}", meta::name(&change.new))));
        } else if change.is(kinds::POD) {
            let (old, new) = (change.old.get("spec"), change.new.get("spec"));
            let news = old.str("nodeName") != new.str("nodeName") || old.get("tolerations") != new.get("tolerations");
            let known = || !self.scheduled.is_empty() && self.scheduled.contains_key(meta::key(&change.new).as_str());
            if !new.str("nodeName").is_empty() && (news || known()) {
                queue.add(Text::from(meta::key(&change.new)));
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        if let Some(node) = key.strip_prefix("node//") {
            let pods: Vec<Text> = ctx.api.pods_on(node).map(|p| Text::from(meta::key(p))).collect();
            return pods.into_iter().for_each(|p| ctx.requeue(p, Duration::ZERO));
        }
        let outcome = self.look(key, ctx);
        self.retry.settle(key, outcome, ctx);
    }
}
