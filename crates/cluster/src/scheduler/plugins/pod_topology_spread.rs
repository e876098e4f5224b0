//! PodTopologySpread: pods of a kind evenly over places (nodes, zones), as constraints say or, without any, as the
//! defaults do.

use sorted::SortedMap;
use std::rc::Rc;

use api::selector::LabelSelector;
use api::{Text, meta};

use crate::apiserver::ApiServer;
use crate::kinds;
use crate::matching::{Taint, first_untolerated};
use crate::scheduler::framework::{MAX_SCORE, Plugin, PreFilter, Rejection, Score, State, View};
use crate::scheduler::hints::Happening;
use crate::scheduler::node::NodeInfo;
use crate::scheduler::pod::{PodInfo, SpreadConstraint};

const HOSTNAME: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";

pub const PLUGIN: Plugin = Plugin {
    pre_filter: Some(pre_filter),
    filter: Some(filter),
    score: Some(Score { weight: 2, prepare, score, normalize }),
    helps,
    ..Plugin::new("PodTopologySpread")
};

/// How many pods count in each place, for each hard constraint.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    constraints: Rc<Vec<SpreadConstraint>>,
    places: Vec<SortedMap<Text, i64>>,
}

/// The same for scores.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    constraints: Vec<SpreadConstraint>,
    places: Vec<SortedMap<Text, i64>>,
    weights: Vec<f64>,
    ignored: Vec<Text>,
}

fn has_all_labels(node: &NodeInfo, constraints: &[SpreadConstraint]) -> bool {
    constraints.iter().all(|c| node.label(&c.topology_key).is_some())
}

/// Whether pods of a node count for a constraint.
fn includes(c: &SpreadConstraint, pod: &PodInfo, node: &NodeInfo) -> bool {
    (!c.honor_affinity || pod.node_affinity.allows(&node.object))
        && (!c.honor_taints || first_untolerated(&node.taints, &pod.tolerations, Taint::forbids).is_none())
}

fn count(node: &NodeInfo, selector: &LabelSelector, namespace: &str) -> i64 {
    if selector.is_empty() || selector.nothing {
        return 0;
    }
    node.selected(namespace, selector) as i64
}

fn pre_filter(state: &mut State, view: View<'_>) -> PreFilter {
    let hard: Vec<SpreadConstraint> = view.pod.spread.iter().filter(|c| c.hard).cloned().collect();
    if hard.is_empty() {
        return PreFilter::Skip;
    }
    let mut places = vec![SortedMap::new(); hard.len()];
    for node in view.list.iter().filter(|n| has_all_labels(n, &hard)) {
        for (c, places) in hard.iter().zip(&mut places) {
            if includes(c, view.pod, node) {
                let place = node.label(&c.topology_key).cloned().unwrap_or_default();
                *places.entry(place).or_insert(0) += count(node, &c.selector, &view.pod.namespace);
            }
        }
    }
    state.spread = Counts { constraints: Rc::new(hard), places };
    PreFilter::Go
}

/// Counts a pod in or out.
pub fn shift(state: &mut State, view: View<'_>, other: &PodInfo, node: &NodeInfo, sign: i64) {
    let constraints = state.spread.constraints.clone();
    if other.namespace != view.pod.namespace || !has_all_labels(node, &constraints) {
        return;
    }
    for (c, places) in constraints.iter().zip(&mut state.spread.places) {
        if c.selector.matches(other.labels()) && includes(c, view.pod, node) {
            *places.entry(node.label(&c.topology_key).cloned().unwrap_or_default()).or_insert(0) += sign;
        }
    }
}

fn filter(state: &State, view: View<'_>, node: &NodeInfo) -> Result<(), Rejection> {
    for (c, places) in state.spread.constraints.iter().zip(&state.spread.places) {
        let Some(place) = node.label(&c.topology_key) else {
            return Err(Rejection::unresolvable(
                "node(s) didn't match pod topology spread constraints (missing required label)",
            ));
        };
        let least = if (places.len() as i64) < c.min_domains { 0 } else { places.values().copied().min().unwrap_or(0) };
        let own = i64::from(c.selector.matches(view.pod.labels()));
        if places.get(place).copied().unwrap_or(0) + own - least > c.max_skew {
            return Err(Rejection::resolvable("node(s) didn't match pod topology spread constraints"));
        }
    }
    Ok(())
}

/// What the cluster spreads pods by that say nothing themselves: nodes, then zones, for pods of one service or owner.
fn defaults(pod: &PodInfo, api: &ApiServer) -> Vec<SpreadConstraint> {
    let selector = default_selector(pod, api);
    if selector.is_empty() {
        return Vec::new();
    }
    [(HOSTNAME, 3), (ZONE, 5)]
        .map(|(key, max_skew)| SpreadConstraint {
            max_skew,
            topology_key: key.into(),
            hard: false,
            selector: selector.clone(),
            min_domains: 1,
            honor_affinity: true,
            honor_taints: false,
        })
        .into()
}

/// All that the services and the controller of a pod select by.
fn default_selector(pod: &PodInfo, api: &ApiServer) -> LabelSelector {
    let mut all = LabelSelector::everything();
    for service in api.read_all(kinds::SERVICE, &pod.namespace) {
        let selector = LabelSelector::from_map(service.get("spec").map("selector"));
        if !selector.is_empty() && selector.matches(pod.labels()) {
            all.requirements.extend(selector.requirements);
        }
    }
    let Some(owner) = meta::controller_of(&pod.object) else { return all };
    let kind = match owner.str("kind") {
        "ReplicaSet" => kinds::REPLICA_SET,
        "StatefulSet" => kinds::STATEFUL_SET,
        "ReplicationController" => kinds::REPLICATION_CONTROLLER,
        _ => return all,
    };
    let Some(owner) = api.read(kind, &pod.namespace, owner.str("name")) else { return all };
    let selector = owner.get("spec").get("selector");
    let selector = match kind.kind {
        "ReplicationController" => selector.as_map().map(LabelSelector::from_map),
        _ => LabelSelector::from_value(selector).ok(),
    };
    all.requirements.extend(selector.into_iter().flat_map(|s| s.requirements));
    all
}

fn prepare(state: &mut State, view: View<'_>, feasible: &[Rc<NodeInfo>]) -> bool {
    let own = !view.pod.spread.is_empty();
    let constraints: Vec<SpreadConstraint> =
        if own { view.pod.spread.iter().filter(|c| !c.hard).cloned().collect() } else { defaults(view.pod, view.api) };
    if constraints.is_empty() {
        return false;
    }
    let mut s = Scores { places: vec![SortedMap::new(); constraints.len()], ..Scores::default() };
    for node in feasible {
        if own && !has_all_labels(node, &constraints) {
            s.ignored.push(node.name.clone());
            continue;
        }
        for (c, places) in constraints.iter().zip(&mut s.places).filter(|(c, _)| c.topology_key != HOSTNAME) {
            places.entry(node.label(&c.topology_key).cloned().unwrap_or_default()).or_insert(0);
        }
    }
    for (c, places) in constraints.iter().zip(&s.places) {
        let size = if c.topology_key == HOSTNAME { feasible.len() - s.ignored.len() } else { places.len() };
        s.weights.push(((size + 2) as f64).ln());
    }
    for node in view.list.iter().filter(|n| !own || has_all_labels(n, &constraints)) {
        for (c, places) in constraints.iter().zip(&mut s.places) {
            let place = node.label(&c.topology_key).map_or("", |p| p.as_str());
            if let Some(n) = places.get_mut(place).filter(|_| includes(c, view.pod, node)) {
                *n += count(node, &c.selector, &view.pod.namespace);
            }
        }
    }
    s.constraints = constraints;
    state.spread_score = s;
    true
}

fn score(state: &State, view: View<'_>, node: &NodeInfo) -> i64 {
    let s = &state.spread_score;
    if s.ignored.contains(&node.name) {
        return 0;
    }
    let mut score = 0.0;
    for ((c, places), weight) in s.constraints.iter().zip(&s.places).zip(&s.weights) {
        let Some(place) = node.label(&c.topology_key) else { continue };
        let n = match c.topology_key == HOSTNAME {
            true => count(node, &c.selector, &view.pod.namespace),
            false => places.get(place).copied().unwrap_or(0),
        };
        score += n as f64 * weight + (c.max_skew - 1) as f64;
    }
    score.round() as i64
}

fn normalize(state: &State, nodes: &[Rc<NodeInfo>], scores: &mut [i64]) {
    let ignored = |i: usize| nodes.get(i).is_some_and(|n| state.spread_score.ignored.contains(&n.name));
    let counted = || scores.iter().enumerate().filter(|(i, _)| !ignored(*i)).map(|(_, s)| *s);
    let (min, max) = (counted().min().unwrap_or(0), counted().max().unwrap_or(0));
    for (i, s) in scores.iter_mut().enumerate() {
        *s = match max {
            _ if ignored(i) => 0,
            0 => MAX_SCORE,
            _ => MAX_SCORE * (max + min - *s) / max,
        };
    }
}

fn helps(pod: &PodInfo, what: &Happening<'_>) -> bool {
    let hard = || pod.spread.iter().filter(|c| c.hard);
    match what {
        Happening::PodPlaced { pod: other } | Happening::PodGone { pod: other } => {
            other.namespace == pod.namespace && hard().any(|c| c.selector.matches(other.labels()))
        }
        Happening::Node { old, new } => {
            let all = |n: &NodeInfo| hard().all(|c| n.label(&c.topology_key).is_some());
            let places = |n: &NodeInfo| hard().map(|c| n.label(&c.topology_key).cloned()).collect::<Vec<_>>();
            match old {
                None => all(new),
                Some(old) if all(old) && all(new) => places(old) != places(new) || old.taints != new.taints,
                Some(old) => all(old) != all(new),
            }
        }
        Happening::NodeGone | Happening::Updated => true,
        Happening::Other { .. } => false,
    }
}
