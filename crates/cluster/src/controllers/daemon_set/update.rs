//! The rolling update of a daemon set: old pods go, node after node, as far as may be missing; or new ones come beside
//! them first, as far as surge allows.

use std::rc::Rc;

use api::{Status, Text, Value};

use super::super::support::pods::PodInfo;
use super::super::support::share::{Round, scaled};
use super::{Work, change_pods};
use crate::component::Ctx;

/// How many nodes may have two pods, and how many none.
pub fn limits(set: &Value, desired: i64) -> (i64, i64) {
    let rolling = set.get("spec").get("updateStrategy").get("rollingUpdate");
    if desired == 0 {
        return (0, 0);
    }
    let surge = scaled(rolling.get("maxSurge"), desired, Round::Up);
    let unavailable = match rolling.get("maxUnavailable") {
        Value::Null => 1,
        value => scaled(value, desired, Round::Up),
    };
    if surge == 0 && unavailable == 0 { (0, 1) } else { (surge, unavailable) }
}

/// The pods of a node: the new and the old one. Nothing if there are several of a kind.
fn pair<'a>(work: &Work<'_>, pods: &'a [Rc<PodInfo>]) -> Option<(Option<&'a Rc<PodInfo>>, Option<&'a Rc<PodInfo>>)> {
    let (new, old): (Vec<_>, Vec<_>) = pods.iter().filter(|p| !p.terminating).partition(|p| work.is_updated(p));
    (new.len() <= 1 && old.len() <= 1).then(|| (new.first().copied(), old.first().copied()))
}

/// One step of the update; whether there was anything to do.
pub fn roll(work: &Work<'_>, ctx: &mut Ctx<'_>) -> Result<bool, Status> {
    let desired = work.nodes.iter().filter(|n| work.wishes.fit(n).should_run).count() as i64;
    let (surge, unavailable) = limits(work.set, desired);
    let (create, delete) = if surge > 0 { beside(work, surge, ctx) } else { instead(work, unavailable, ctx) };
    let any = !create.is_empty() || !delete.is_empty();
    change_pods(work, create, delete, ctx)?;
    Ok(any)
}

type Steps = (Vec<Text>, Vec<Rc<PodInfo>>);

/// Old pods that may go now.
fn instead(work: &Work<'_>, max_unavailable: i64, ctx: &Ctx<'_>) -> Steps {
    let available = |p: &PodInfo| p.is_available(work.min_ready_seconds(), ctx.now);
    let (mut missing, mut delete, mut candidates) = (0, Vec::new(), Vec::new());
    for pods in work.on_node.values() {
        match pair(work, pods) {
            Some((Some(new), None)) => missing += i64::from(!available(new)),
            Some((None, Some(old))) if !available(old) => delete.push(old.clone()),
            Some((None, Some(old))) => candidates.push(old.clone()),
            _ => missing += 1,
        }
    }
    let room = (max_unavailable - missing).clamp(0, candidates.len() as i64) as usize;
    delete.extend(candidates.drain(..room));
    (Vec::new(), delete)
}

/// Nodes that may have a second pod now, and old pods whose successor is there.
fn beside(work: &Work<'_>, max_surge: i64, ctx: &Ctx<'_>) -> Steps {
    let available = |p: &PodInfo| p.is_available(work.min_ready_seconds(), ctx.now);
    let (mut surged, mut create, mut candidates, mut delete) = (0, Vec::new(), Vec::new(), Vec::new());
    for (node, pods) in &work.on_node {
        match pair(work, pods) {
            None => surged += 1,
            Some((_, None)) => {}
            Some((None, Some(old))) if !available(old) => create.push(node.clone()),
            Some((None, Some(_))) => candidates.push(node.clone()),
            Some((Some(new), Some(old))) if available(new) => delete.push(old.clone()),
            Some((Some(_), Some(_))) => surged += 1,
        }
    }
    let room = (max_surge - surged).clamp(0, candidates.len() as i64) as usize;
    create.extend(candidates.drain(..room));
    (create, delete)
}
