//! DefaultPreemption: which pods of lower priority to push out, and where, when no node will do for a pod.

use sorted::{InOrder, SortedMap};
use std::rc::Rc;

use api::selector::LabelSelector;
use api::{Text, Value, meta};

use crate::kinds;
use crate::rng::Rng;
use crate::scheduler::cycle::{Outcome, passes_with_nominated};
use crate::scheduler::framework::{State, View};
use crate::scheduler::message;
use crate::scheduler::node::NodeInfo;
use crate::scheduler::pod::PodInfo;

/// A node, and the pods that must go for the pod to fit.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The node.
    pub node: Rc<NodeInfo>,
    /// Who must go, the most important first.
    pub victims: Vec<Rc<PodInfo>>,
    /// How many of them a disruption budget protects.
    violations: usize,
}

const NOT_HELPFUL: &str = "Preemption is not helpful for scheduling";
const NO_VICTIMS: &str = "No preemption victims found for incoming pod";

/// At least so many nodes are tried, or a tenth of all.
const MIN_TRIED: usize = 100;

/// Looks for the pods to push out. The error is what the event says after `preemption: `.
pub fn find(view: View<'_>, outcome: &Outcome, rng: &mut Rng) -> Result<Candidate, String> {
    eligible(view, outcome)?;
    let mut reasons: SortedMap<String, usize> = SortedMap::new();
    let resolvable = |n: &&Rc<NodeInfo>| outcome.diagnosis.rejected.get(&n.name).is_some_and(|(_, r)| r.resolvable);
    let potential: Vec<&Rc<NodeInfo>> = view.list.iter().filter(resolvable).collect();
    if potential.len() < view.list.len() {
        reasons.insert(NOT_HELPFUL.into(), view.list.len() - potential.len());
    }
    let budgets = budgets(view);
    let wanted = (potential.len() / 10).max(MIN_TRIED);
    let offset = rng.below(potential.len() as u64) as usize;
    let mut found = Vec::new();
    for i in 0..potential.len() {
        if found.len() >= wanted {
            break;
        }
        match select_victims(view, outcome, potential[(offset + i) % potential.len()], &budgets) {
            Ok(candidate) => found.push(candidate),
            Err(texts) => texts.into_iter().for_each(|t| *reasons.entry(t).or_default() += 1),
        }
    }
    let best = found.into_iter().min_by(|a, b| cost(a).cmp(&cost(b)));
    best.ok_or_else(|| message::preemption(view.list.len(), reasons.iter().map(|(r, n)| (r.as_str(), *n))))
}

fn eligible(view: View<'_>, outcome: &Outcome) -> Result<(), String> {
    if view.pod.never_preempts {
        return Err("not eligible due to preemptionPolicy=Never.".into());
    }
    // Room on a node that will never do any more is not waited for.
    let hopeless = |node: &Text| outcome.diagnosis.rejected.get(node).is_some_and(|(_, r)| !r.resolvable);
    if hopeless(&view.pod.nominated) {
        return Ok(());
    }
    let going = |n: &Rc<NodeInfo>| {
        let by_scheduler = |p: &PodInfo| {
            p.object
                .get("status")
                .list("conditions")
                .iter()
                .any(|c| c.str("type") == "DisruptionTarget" && c.str("reason") == "PreemptionByScheduler")
        };
        n.pods.values().any(|p| p.terminating && p.priority < view.pod.priority && by_scheduler(p))
    };
    if view.nodes.get(&view.pod.nominated).is_some_and(going) {
        return Err("not eligible due to a terminating pod on the nominated node.".into());
    }
    Ok(())
}

/// A disruption budget: namespace, selector, how many pods it still lets go.
struct Budget {
    namespace: Text,
    selector: LabelSelector,
    allowed: i64,
    disrupted: Value,
}

fn budgets(view: View<'_>) -> Vec<Budget> {
    view.api
        .read_all(kinds::POD_DISRUPTION_BUDGET, "")
        .map(|b| Budget {
            namespace: Text::new(meta::namespace(b)),
            selector: LabelSelector::from_value(b.get("spec").get("selector"))
                .unwrap_or_else(|_| LabelSelector::nothing()),
            allowed: b.get("status").int("disruptionsAllowed").unwrap_or(0),
            disrupted: b.get("status").get("disruptedPods").clone(),
        })
        .collect()
}

/// Who must go from a node: all of lower priority first, then as many as possible are let back, the protected and the
/// more important ones before others.
fn select_victims(
    view: View<'_>,
    outcome: &Outcome,
    node: &Rc<NodeInfo>,
    budgets: &[Budget],
) -> Result<Candidate, Vec<String>> {
    let (mut state, mut left) = (outcome.state.clone(), (**node).clone());
    let mut lower: Vec<Rc<PodInfo>> = node.pods.values().filter(|p| p.priority < view.pod.priority).cloned().collect();
    if lower.is_empty() {
        return Err(vec![NO_VICTIMS.into()]);
    }
    for pod in &lower {
        left.remove(&pod.key);
        state.shift(view, pod, node, -1);
    }
    let fits =
        |state: &State, node: &NodeInfo| passes_with_nominated(&outcome.filters, state, view, &Rc::new(node.clone()));
    fits(&state, &left).map_err(|(_, r)| r.reasons.iter().map(|t| t.to_string()).collect::<Vec<_>>())?;
    lower.order_by(|a, b| b.priority.cmp(&a.priority).then_with(|| start_key(a).cmp(&start_key(b))));
    let (protected, free) = split_by_budgets(lower, budgets);
    let mut candidate = Candidate { node: node.clone(), victims: Vec::new(), violations: 0 };
    for (pod, is_protected) in protected.into_iter().map(|p| (p, true)).chain(free.into_iter().map(|p| (p, false))) {
        left.add(&pod);
        state.shift(view, &pod, node, 1);
        if fits(&state, &left).is_err() {
            left.remove(&pod.key);
            state.shift(view, &pod, node, -1);
            candidate.violations += usize::from(is_protected);
            candidate.victims.push(pod);
        }
    }
    candidate.victims.order_by(|a, b| b.priority.cmp(&a.priority).then_with(|| start_key(a).cmp(&start_key(b))));
    Ok(candidate)
}

/// A pod that has not been started counts as started now: after all others.
fn start_key(pod: &PodInfo) -> (bool, &str) {
    (pod.started().is_empty(), pod.started())
}

/// Pods whose going a budget would forbid, and the others.
fn split_by_budgets(pods: Vec<Rc<PodInfo>>, budgets: &[Budget]) -> (Vec<Rc<PodInfo>>, Vec<Rc<PodInfo>>) {
    let mut allowed: Vec<i64> = budgets.iter().map(|b| b.allowed).collect();
    pods.into_iter().partition(|pod| {
        let mut violates = false;
        for (b, allowed) in budgets.iter().zip(&mut allowed) {
            let matches = b.namespace == pod.namespace && !b.selector.is_empty() && b.selector.matches(pod.labels());
            if matches && !b.disrupted.has(&pod.name) {
                *allowed -= 1;
                violates |= *allowed < 0;
            }
        }
        violates
    })
}

/// What a candidate costs: budgets violated, the highest priority among the victims, their sum, their number; then
/// the one whose most important victims started last is best.
fn cost(c: &Candidate) -> impl Ord + use<> {
    let highest = c.victims.first().map_or(i64::MIN, |v| v.priority);
    // Priorities may be negative: shifted, so that more victims always cost more.
    let sum: i64 = c.victims.iter().map(|v| v.priority + i64::from(i32::MAX) + 1).sum();
    let earliest = c.victims.iter().filter(|v| v.priority == highest).map(|v| Text::new(v.started())).min();
    (c.violations, highest, sum, c.victims.len(), std::cmp::Reverse(earliest))
}
