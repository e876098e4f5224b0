//! What a plugin of the scheduler is: a name, and a function for each point of the cycle where it has a say.

use std::rc::Rc;

use api::Text;

use super::node::{NodeInfo, Nodes};
use super::plugins::{inter_pod_affinity, pod_topology_spread, volume_binding};
use super::pod::PodInfo;
use crate::apiserver::ApiServer;

/// The best score of a plugin.
pub const MAX_SCORE: i64 = 100;

/// Why a node is not for a pod.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    /// Reasons, as the event counts them.
    pub reasons: Vec<Text>,
    /// Whether taking other pods off the node could help.
    pub resolvable: bool,
}

impl Rejection {
    /// Taking pods off might help.
    pub fn resolvable(reason: impl Into<Text>) -> Rejection {
        Rejection { reasons: vec![reason.into()], resolvable: true }
    }
    /// Nothing on the node itself would help.
    pub fn unresolvable(reason: impl Into<Text>) -> Rejection {
        Rejection { reasons: vec![reason.into()], resolvable: false }
    }
}

/// What a plugin looks at.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The pod to place.
    pub pod: &'a PodInfo,
    /// Namespaces and nominations.
    pub nodes: &'a Nodes,
    /// All nodes, in the cycle's order.
    pub list: &'a [Rc<NodeInfo>],
    /// Anything else, to read.
    pub api: &'a ApiServer,
}

/// What plugins worked out once for a pod, to ask of each node.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Of PodTopologySpread, for filters.
    pub spread: pod_topology_spread::Counts,
    /// Of PodTopologySpread, for scores.
    pub spread_score: pod_topology_spread::Scores,
    /// Of InterPodAffinity, for filters.
    pub affinity: inter_pod_affinity::Counts,
    /// Of InterPodAffinity, for scores.
    pub affinity_score: inter_pod_affinity::Scores,
    /// Of ImageLocality.
    pub images: Vec<f64>,
    /// Of the volume plugins.
    pub volumes: volume_binding::Volumes,
}

impl State {
    /// As if `other` had been put on a node (`sign` 1) or taken off it (-1).
    pub fn shift(&mut self, view: View<'_>, other: &PodInfo, node: &NodeInfo, sign: i64) {
        pod_topology_spread::shift(self, view, other, node, sign);
        inter_pod_affinity::shift(self, view, other, node, sign);
    }
}

/// What a plugin says before nodes are looked at.
#[derive(Debug, Default)]
pub enum PreFilter {
    /// It has nothing to ask of nodes.
    #[default]
    Skip,
    /// Its filter is to be asked.
    Go,
    /// Only these nodes are to be looked at.
    Only(Vec<Text>),
    /// No node will do.
    Reject(String),
}

/// How a plugin scores.
pub struct Score {
    /// What its scores are multiplied with.
    pub weight: i64,
    /// Works out what scoring needs; whether there is anything to score.
    pub prepare: fn(&mut State, View<'_>, feasible: &[Rc<NodeInfo>]) -> bool,
    /// The score of a node.
    pub score: fn(&State, View<'_>, &NodeInfo) -> i64,
    /// Brings the scores of all nodes between 0 and 100.
    pub normalize: fn(&State, &[Rc<NodeInfo>], &mut [i64]),
}

/// One look of a filter at a node.
pub type Filter = fn(&State, View<'_>, &NodeInfo) -> Result<(), Rejection>;

/// A row of the table of plugins.
pub struct Plugin {
    /// `NodeResourcesFit`.
    pub name: &'static str,
    /// Before nodes are looked at.
    pub pre_filter: Option<fn(&mut State, View<'_>) -> PreFilter>,
    /// Whether a node will do.
    pub filter: Option<Filter>,
    /// How good a node is.
    pub score: Option<Score>,
    /// Whether an event may make a pod schedulable that the plugin rejected.
    pub helps: fn(&PodInfo, &super::hints::Happening<'_>) -> bool,
}

impl Plugin {
    /// A plugin without any function.
    pub const fn new(name: &'static str) -> Plugin {
        Plugin { name, pre_filter: None, filter: None, score: None, helps: |_, _| false }
    }
}

/// Scores are fine as they are.
pub fn as_is(_: &State, _: &[Rc<NodeInfo>], _: &mut [i64]) {}

/// The best node gets 100, others in proportion.
pub fn normalize(_: &State, _: &[Rc<NodeInfo>], scores: &mut [i64]) {
    let max = scores.iter().copied().max().unwrap_or(0);
    if max > 0 {
        scores.iter_mut().for_each(|s| *s = *s * MAX_SCORE / max);
    }
}

/// The node with the lowest number gets 100, others in proportion.
pub fn normalize_reversed(_: &State, _: &[Rc<NodeInfo>], scores: &mut [i64]) {
    let max = scores.iter().copied().max().unwrap_or(0);
    for s in scores {
        *s = if max == 0 { MAX_SCORE } else { MAX_SCORE - *s * MAX_SCORE / max };
    }
}

/// Scores every pod.
pub fn always(_: &mut State, _: View<'_>, _: &[Rc<NodeInfo>]) -> bool {
    true
}
