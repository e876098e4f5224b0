//! One decision: which nodes will do for a pod, and which of them is best.

use sorted::{InOrder, SortedMap};
use std::borrow::Cow;
use std::rc::Rc;

use api::Text;

use super::framework::{Plugin, PreFilter, Rejection, State, View};
use super::node::NodeInfo;
use super::plugins::PLUGINS;
use super::pod::PodInfo;

/// What became of a look at all nodes.
#[derive(Debug, Default)]
pub struct Diagnosis {
    /// What a plugin said before nodes were looked at.
    pub pre_filter: String,
    /// Why nodes will not do, with the plugin that said so.
    pub rejected: SortedMap<Text, (&'static str, Rejection)>,
    /// Why the nodes that were not looked at will not do.
    pub absent: Option<Rejection>,
    /// Plugins that rejected anything: events that help them bring the pod back.
    pub plugins: Vec<&'static str>,
}

/// The scores of a node.
#[derive(Debug, Clone)]
pub struct Scored {
    /// The node.
    pub node: Rc<NodeInfo>,
    /// Plugin, score between 0 and 100, weight.
    pub scores: Vec<(&'static str, i64, i64)>,
    /// The weighted sum.
    pub total: i64,
}

/// The outcome of a cycle.
pub struct Outcome {
    /// Where the pod goes; empty if nowhere.
    pub node: Text,
    /// Nodes that will do, the best first.
    pub feasible: Vec<Scored>,
    /// Why the others will not.
    pub diagnosis: Diagnosis,
    /// What plugins worked out for the pod.
    pub state: State,
    /// Plugins whose filters were asked.
    pub filters: Vec<&'static Plugin>,
}

/// Below so many nodes all are looked at.
const MIN_FEASIBLE: usize = 100;

/// How many feasible nodes are enough.
fn enough(nodes: usize) -> usize {
    if nodes < MIN_FEASIBLE {
        return nodes;
    }
    let percent = 50usize.saturating_sub(nodes / 125).max(5);
    (nodes * percent / 100).max(MIN_FEASIBLE)
}

/// Looks at nodes, from the one at `start` on, and picks one. `start` moves on by as many as were looked at.
pub fn run(view: View<'_>, start: &mut usize) -> Outcome {
    let mut outcome = Outcome {
        node: Text::EMPTY,
        feasible: Vec::new(),
        diagnosis: Diagnosis::default(),
        state: State::default(),
        filters: Vec::new(),
    };
    let Some(candidates) = pre_filter(view, &mut outcome) else { return outcome };
    let feasible = filter(view, candidates, start, &mut outcome);
    match feasible.as_slice() {
        [] => {}
        [only] => {
            outcome.node = only.name.clone();
            outcome.feasible.push(Scored { node: only.clone(), scores: Vec::new(), total: 0 });
        }
        _ => {
            outcome.feasible = score(view, &feasible, &mut outcome.state);
            outcome.node = pick(&mut outcome.feasible);
        }
    }
    outcome
}

fn pre_filter<'a>(view: View<'a>, outcome: &mut Outcome) -> Option<Cow<'a, [Rc<NodeInfo>]>> {
    let mut only: Option<Vec<Text>> = None;
    let mut restricting = Vec::new();
    for plugin in PLUGINS {
        let said = match plugin.pre_filter {
            Some(f) => f(&mut outcome.state, view),
            None => PreFilter::Go,
        };
        match said {
            PreFilter::Skip => continue,
            PreFilter::Go => {}
            PreFilter::Reject(message) => {
                outcome.diagnosis.pre_filter = message;
                outcome.diagnosis.plugins.push(plugin.name);
                return None;
            }
            PreFilter::Only(names) => {
                only = Some(match only {
                    Some(old) => old.into_iter().filter(|n| names.contains(n)).collect(),
                    None => names,
                });
                restricting.push(plugin.name);
            }
        }
        if plugin.filter.is_some() {
            outcome.filters.push(plugin);
        }
    }
    let Some(names) = only else { return Some(view.list.into()) };
    outcome.diagnosis.plugins.extend(&restricting);
    let reason = format!("node(s) didn't satisfy plugin(s) [{}]", restricting.join(" "));
    if names.is_empty() {
        outcome.diagnosis.pre_filter = format!("{reason} simultaneously");
        return None;
    }
    outcome.diagnosis.absent = Some(Rejection::unresolvable(reason));
    Some(names.iter().filter_map(|n| view.nodes.get(n)).cloned().collect::<Vec<_>>().into())
}

fn filter(
    view: View<'_>,
    candidates: Cow<'_, [Rc<NodeInfo>]>,
    start: &mut usize,
    outcome: &mut Outcome,
) -> Vec<Rc<NodeInfo>> {
    let diagnosis = &mut outcome.diagnosis;
    let mut feasible = Vec::new();
    // A node where room was made for the pod is looked at first, and alone if it will do.
    if let Some(node) = view.nodes.get(&view.pod.nominated)
        && passes_with_nominated(&outcome.filters, &outcome.state, view, node).is_ok()
    {
        return vec![node.clone()];
    }
    let (count, wanted) = (candidates.len(), enough(candidates.len()));
    let mut looked_at = 0;
    for i in 0..count {
        if feasible.len() >= wanted {
            break;
        }
        looked_at += 1;
        let node = &candidates[(*start + i) % count];
        match passes_with_nominated(&outcome.filters, &outcome.state, view, node) {
            Ok(()) => feasible.push(node.clone()),
            Err((plugin, rejection)) => {
                if !diagnosis.plugins.contains(&plugin) {
                    diagnosis.plugins.push(plugin);
                }
                diagnosis.rejected.insert(node.name.clone(), (plugin, rejection));
            }
        }
    }
    // Also where a plugin named the nodes: one place of all is passed over for each that was looked at.
    *start = (*start + looked_at) % view.list.len().max(1);
    feasible
}

/// Whether all filters let the pod pass; else the first that does not.
pub fn passes(
    filters: &[&'static Plugin],
    state: &State,
    view: View<'_>,
    node: &NodeInfo,
) -> Result<(), (&'static str, Rejection)> {
    for plugin in filters {
        if let Some(Err(rejection)) = plugin.filter.map(|f| f(state, view, node)) {
            return Err((plugin.name, rejection));
        }
    }
    Ok(())
}

/// Whether the pod would do on a node also when the pods are there that wait for room on it.
pub fn passes_with_nominated(
    filters: &[&'static Plugin],
    state: &State,
    view: View<'_>,
    node: &Rc<NodeInfo>,
) -> Result<(), (&'static str, Rejection)> {
    let others: Vec<&Rc<PodInfo>> =
        view.nodes.nominated(&node.name).filter(|p| p.priority >= view.pod.priority && p.uid != view.pod.uid).collect();
    if !others.is_empty() {
        let (mut state, mut with) = (state.clone(), (**node).clone());
        for other in others {
            with.add(other);
            state.shift(view, other, node, 1);
        }
        passes(filters, &state, view, &with)?;
    }
    passes(filters, state, view, node)
}

fn score(view: View<'_>, feasible: &[Rc<NodeInfo>], state: &mut State) -> Vec<Scored> {
    let mut all: Vec<Scored> =
        feasible.iter().map(|n| Scored { node: n.clone(), scores: Vec::new(), total: 0 }).collect();
    for plugin in PLUGINS {
        let Some(s) = &plugin.score else { continue };
        if !(s.prepare)(state, view, feasible) {
            continue;
        }
        let mut scores: Vec<i64> = feasible.iter().map(|n| (s.score)(state, view, n)).collect();
        (s.normalize)(state, feasible, &mut scores);
        for (scored, score) in all.iter_mut().zip(scores) {
            scored.scores.push((plugin.name, score, s.weight));
            scored.total += score * s.weight;
        }
    }
    all
}

/// Puts the best first. Among equals it is the one that comes to the top of a heap of the nodes in the order in which they
/// were looked at: Kubernetes 1.36 draws lots only where an extender has a say.
fn pick(scored: &mut [Scored]) -> Text {
    let Some(chosen) = top_of_heap(&scored.iter().map(|s| s.total).collect::<Vec<_>>()) else { return Text::EMPTY };
    scored[..=chosen].rotate_right(1);
    scored[1..].order_by_key(|s| std::cmp::Reverse(s.total));
    scored[0].node.name.clone()
}

/// Which of some numbers is on top when they are made a binary heap, the greatest first: each parent sinks below the
/// greater of its children, the left one of equals, the last parent first.
fn top_of_heap(numbers: &[i64]) -> Option<usize> {
    let mut heap: Vec<usize> = (0..numbers.len()).collect();
    for parent in (0..heap.len() / 2).rev() {
        let mut at = parent;
        while 2 * at + 1 < heap.len() {
            let (left, right) = (2 * at + 1, 2 * at + 2);
            let greater = right < heap.len() && numbers[heap[right]] > numbers[heap[left]];
            let child = if greater { right } else { left };
            if numbers[heap[child]] <= numbers[heap[at]] {
                break;
            }
            heap.swap(at, child);
            at = child;
        }
    }
    heap.first().copied()
}

#[cfg(test)]
mod tests {
    use super::top_of_heap;

    #[test]
    fn the_greatest_is_on_top_and_of_equals_the_one_that_rises_first() {
        assert_eq!(top_of_heap(&[]), None);
        assert_eq!(top_of_heap(&[7]), Some(0));
        assert_eq!(top_of_heap(&[5, 5, 5]), Some(0));
        assert_eq!(top_of_heap(&[4, 5, 5]), Some(1));
        // The left half of the heap wins, also where its node comes later.
        assert_eq!(top_of_heap(&[4, 4, 5, 5]), Some(3));
        assert_eq!(top_of_heap(&[4, 4, 4, 4, 4, 4, 9]), Some(6));
    }
}
