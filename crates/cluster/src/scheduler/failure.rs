//! No node will do: pods of lower priority may be pushed out; the pod is told why and waits.

use std::rc::Rc;

use api::{Text, Value};

use super::cycle::Outcome;
use super::framework::View;
use super::plugins::default_preemption::{self, Candidate};
use super::pod::PodInfo;
use super::queue::Queued;
use super::{FLUSH, FLUSH_PERIOD, Scheduler, explain, message, source};
use crate::component::Ctx;
use crate::conditions;
use crate::events::{self, NORMAL, WARNING};
use crate::kinds;

/// What DynamicResources says after a failure: nothing that it could free.
const NO_CLAIMS: &str = "no new claims to deallocate";
/// What it says where it was not even asked before another plugin refused.
const NOT_ASKED: &str = "not found";

/// Handles a cycle that found no node.
pub fn handle(scheduler: &mut Scheduler, queued: Queued, outcome: Outcome, ctx: &mut Ctx<'_>) {
    let pod = queued.pod.clone();
    let list = scheduler.nodes.list();
    let mut victims = None;
    let post_filter = if !outcome.diagnosis.pre_filter.is_empty() {
        NOT_ASKED.to_string()
    } else {
        let view = View { pod: &pod, nodes: &scheduler.nodes, list, api: ctx.api };
        match default_preemption::find(view, &outcome, ctx.rng) {
            Ok(candidate) => {
                victims = Some(candidate);
                String::new()
            }
            Err(why) => format!("{NO_CLAIMS}, preemption: {why}"),
        }
    };
    let text = message::unschedulable(list.len(), &outcome.diagnosis, &post_filter);
    ctx.note(explain::fact(&pod, list, &outcome, &text));
    let nominated = match &victims {
        Some(candidate) => Some(candidate.node.name.clone()),
        // Whoever waited for room somewhere and found none there waits no longer.
        None if !pod.nominated.is_empty() => Some(Text::EMPTY),
        None => None,
    };
    scheduler.queue.put_back(queued, outcome.diagnosis.plugins, ctx.now);
    if let Some(candidate) = victims {
        push_out(scheduler, &pod, &candidate, ctx);
    }
    tell(&pod, "Unschedulable", &text, nominated.as_ref(), ctx);
    ctx.requeue(FLUSH, FLUSH_PERIOD);
}

/// Tells the user and the pod why it has no node. `nominated` changes the node where room was made, if given.
pub fn tell(pod: &PodInfo, reason: &'static str, text: &str, nominated: Option<&Text>, ctx: &mut Ctx<'_>) {
    let about = events::reference(&pod.object);
    let note = message::truncated(text);
    events::record_series(ctx, (&about, &Value::Null), WARNING, ("FailedScheduling", "Scheduling"), note, &source());
    let Some(mut object) = ctx.get(kinds::POD, &pod.namespace, &pod.name) else { return };
    let mut condition = conditions::new("PodScheduled", "False", reason, text, ctx.now);
    condition.set("lastProbeTime", Value::Null);
    conditions::put_of_pod(&mut object, condition);
    let status = object.field_mut("status");
    match nominated {
        Some(node) if node.is_empty() => {
            status.remove("nominatedNodeName");
        }
        Some(node) => status.set("nominatedNodeName", node),
        None => {}
    }
    if Some(&object) != ctx.get(kinds::POD, &pod.namespace, &pod.name).as_ref() {
        // The pod may have gone in the meantime; then nobody needs to know.
        let _ = ctx.update_status(kinds::POD, object);
    }
}

fn push_out(scheduler: &mut Scheduler, pod: &Rc<PodInfo>, candidate: &Candidate, ctx: &mut Ctx<'_>) {
    for victim in candidate.victims.iter().filter(|v| !v.terminating) {
        let Some(mut object) = ctx.get(kinds::POD, &victim.namespace, &victim.name) else { continue };
        const WHY: &str = "default-scheduler: preempting to accommodate a higher priority pod";
        conditions::put_of_pod(&mut object, conditions::disruption("PreemptionByScheduler", WHY, ctx.now));
        // A victim that is gone already needs no pushing.
        let _ = ctx.update_status(kinds::POD, object);
        if ctx.delete(kinds::POD, &victim.namespace, &victim.name, &victim.uid, (None, None)).is_ok() {
            let note = format!("Preempted by pod {} on node {}", pod.uid, candidate.node.name);
            let (about, by) = (events::reference(&victim.object), events::reference(&pod.object));
            events::record_series(ctx, (&about, &by), NORMAL, ("Preempted", "Preempting"), note, &source());
        }
    }
    // Whoever is less important and waited for this room waits for it no longer.
    let lower: Vec<Rc<PodInfo>> = scheduler
        .nodes
        .nominated(&candidate.node.name)
        .filter(|p| p.priority < pod.priority && p.uid != pod.uid)
        .cloned()
        .collect();
    for other in lower {
        scheduler.nodes.forget_nomination(&other.key);
        if let Some(mut object) = ctx.get(kinds::POD, &other.namespace, &other.name) {
            object.field_mut("status").remove("nominatedNodeName");
            let _ = ctx.update_status(kinds::POD, object);
        }
    }
    scheduler.nodes.nominate(pod, &candidate.node.name);
}
