//! InterPodAffinity: near pods of one kind, far from pods of another, by the places that a node label makes.

use sorted::SortedMap;
use std::rc::Rc;

use api::{Text, Value};

use crate::scheduler::framework::{MAX_SCORE, Plugin, PreFilter, Rejection, Score, State, View};
use crate::scheduler::hints::Happening;
use crate::scheduler::node::NodeInfo;
use crate::scheduler::pod::{AffinityTerm, PodInfo};

/// What a pod's required affinity to a pod already placed counts when that one is scored.
const HARD_WEIGHT: i64 = 1;

pub const PLUGIN: Plugin = Plugin {
    pre_filter: Some(pre_filter),
    filter: Some(filter),
    score: Some(Score { weight: 2, prepare, score, normalize }),
    helps,
    ..Plugin::new("InterPodAffinity")
};

/// Numbers by label key and value.
type Places = SortedMap<(Text, Text), i64>;

/// Where pods are that matter.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Pods that keep this one away.
    existing_anti: Places,
    /// Pods that this one must be near.
    near: Places,
    /// Pods that this one must be far from.
    far: Places,
}

/// What places are worth.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    places: Places,
}

fn add(places: &mut Places, key: &Text, node: &NodeInfo, n: i64) {
    if let Some(value) = node.label(key) {
        let slot = (key.clone(), value.clone());
        let total = places.entry(slot.clone()).or_default();
        *total += n;
        if *total == 0 {
            places.remove(&slot);
        }
    }
}

/// Counts a pod on a node, in or out.
fn count(counts: &mut Counts, view: View<'_>, other: &PodInfo, node: &NodeInfo, sign: i64) {
    let labels = |p: &PodInfo| view.nodes.namespace_labels(&p.namespace);
    for term in other.affinity.required_anti.iter().filter(|t| t.matches(view.pod, labels(view.pod))) {
        add(&mut counts.existing_anti, &term.topology_key, node, sign);
    }
    let own = &view.pod.affinity;
    if !own.required.is_empty() && own.required.iter().all(|t| t.matches(other, labels(other))) {
        own.required.iter().for_each(|t| add(&mut counts.near, &t.topology_key, node, sign));
    }
    for term in own.required_anti.iter().filter(|t| t.matches(other, labels(other))) {
        add(&mut counts.far, &term.topology_key, node, sign);
    }
}

fn pre_filter(state: &mut State, view: View<'_>) -> PreFilter {
    let own = &view.pod.affinity;
    let speaks = !own.required.is_empty() || !own.required_anti.is_empty();
    let others_speak = || view.nodes.have_affinity() && view.list.iter().any(|n| n.with_anti_affinity > 0);
    if !speaks && !others_speak() {
        return PreFilter::Skip;
    }
    let mut counts = Counts::default();
    for node in view.list.iter().filter(|n| speaks || n.with_anti_affinity > 0) {
        for other in node.pods.values().filter(|p| speaks || !p.affinity.required_anti.is_empty()) {
            count(&mut counts, view, other, node, 1);
        }
    }
    state.affinity = counts;
    PreFilter::Go
}

/// Counts a pod in or out.
pub fn shift(state: &mut State, view: View<'_>, other: &PodInfo, node: &NodeInfo, sign: i64) {
    count(&mut state.affinity, view, other, node, sign);
}

fn found(places: &Places, key: &Text, node: &NodeInfo) -> i64 {
    let value = node.label(key).cloned();
    value.and_then(|v| places.get(&(key.clone(), v)).copied()).unwrap_or(0)
}

fn near_enough(counts: &Counts, view: View<'_>, node: &NodeInfo) -> bool {
    let terms = &view.pod.affinity.required;
    if terms.iter().any(|t| node.label(&t.topology_key).is_none()) {
        return false;
    }
    if terms.iter().all(|t| found(&counts.near, &t.topology_key, node) > 0) {
        return true;
    }
    // The first of a kind that wants to be near its own kind may go anywhere.
    let labels = view.nodes.namespace_labels(&view.pod.namespace);
    counts.near.is_empty() && terms.iter().all(|t| t.matches(view.pod, labels))
}

fn filter(state: &State, view: View<'_>, node: &NodeInfo) -> Result<(), Rejection> {
    let counts = &state.affinity;
    if !near_enough(counts, view, node) {
        return Err(Rejection::unresolvable("node(s) didn't match pod affinity rules"));
    }
    if view.pod.affinity.required_anti.iter().any(|t| found(&counts.far, &t.topology_key, node) > 0) {
        return Err(Rejection::resolvable("node(s) didn't match pod anti-affinity rules"));
    }
    let kept_away = |((key, value), n): (&(Text, Text), &i64)| *n > 0 && node.label(key) == Some(value);
    if counts.existing_anti.iter().any(kept_away) {
        return Err(Rejection::resolvable("node(s) didn't satisfy existing pods anti-affinity rules"));
    }
    Ok(())
}

fn weigh(places: &mut Places, terms: &[(i64, AffinityTerm)], target: &PodInfo, labels: &api::Map, node: &NodeInfo) {
    for (weight, term) in terms.iter().filter(|(_, t)| t.matches(target, labels)) {
        add(places, &term.topology_key, node, *weight);
    }
}

fn prepare(state: &mut State, view: View<'_>, _: &[Rc<NodeInfo>]) -> bool {
    let speaks = !view.pod.affinity.preferred.is_empty();
    let others_speak = || view.nodes.have_affinity() && view.list.iter().any(|n| n.with_affinity > 0);
    if !speaks && !others_speak() {
        return false;
    }
    let labels = |p: &PodInfo| view.nodes.namespace_labels(&p.namespace);
    let mut places = Places::new();
    for node in view.list.iter().filter(|n| speaks || n.with_affinity > 0) {
        for other in node.pods.values().filter(|p| speaks || p.affinity.is_set()) {
            weigh(&mut places, &view.pod.affinity.preferred, other, labels(other), node);
            weigh(&mut places, &other.affinity.preferred, view.pod, labels(view.pod), node);
            for term in other.affinity.required.iter().filter(|t| t.matches(view.pod, labels(view.pod))) {
                add(&mut places, &term.topology_key, node, HARD_WEIGHT);
            }
        }
    }
    let any = !places.is_empty();
    state.affinity_score = Scores { places };
    any
}

fn score(state: &State, _: View<'_>, node: &NodeInfo) -> i64 {
    let labels = node.labels();
    let here = |(key, value): &(Text, Text)| labels.get(key).and_then(Value::as_text) == Some(value);
    state.affinity_score.places.iter().filter(|(place, _)| here(place)).map(|(_, n)| n).sum()
}

fn normalize(_: &State, _: &[Rc<NodeInfo>], scores: &mut [i64]) {
    let (min, max) = (scores.iter().min().copied().unwrap_or(0), scores.iter().max().copied().unwrap_or(0));
    for s in scores {
        *s = if max > min { (MAX_SCORE as f64 * ((*s - min) as f64 / (max - min) as f64)) as i64 } else { 0 };
    }
}

fn helps(pod: &PodInfo, what: &Happening<'_>) -> bool {
    let own = &pod.affinity;
    match what {
        // Labels of namespaces are not at hand here: a term that asks for them is taken to match.
        Happening::PodPlaced { pod: other } => own.required.iter().any(|t| t.matches(other, &api::Map::new())),
        Happening::PodGone { pod: other } => {
            own.required_anti.iter().any(|t| t.matches(other, &api::Map::new()))
                || other.affinity.required_anti.iter().any(|t| t.matches(pod, &api::Map::new()))
        }
        Happening::Node { old, new } => {
            let terms = || own.required.iter().chain(&own.required_anti);
            let places = |n: &NodeInfo| terms().map(|t| n.label(&t.topology_key).cloned()).collect::<Vec<_>>();
            old.is_none_or(|old| places(old) != places(new) || old.labels() != new.labels())
        }
        Happening::Updated => true,
        Happening::NodeGone | Happening::Other { .. } => false,
    }
}
