//! The goals of the lesson's step, checked whenever the cluster or what was asked of it has changed.

use api::Value;
use api::kinds::KINDS;
use api::request::User;
use cluster::Cluster;
use cluster::facts::{Fact, What};
use lessons::{Asked, Goal, GoalState, State};
use protocol::{GoalView, Output};

/// Requests that are remembered for a step.
const MOST_ASKED: usize = 500;

/// What a kubelet serves, after the server has let it pass.
const STREAMS: &[&str] = &["pods/log", "pods/exec", "pods/attach", "pods/portforward"];

/// The goals of a step.
#[derive(Default)]
pub(super) struct Goals {
    step: usize,
    goals: Vec<Goal>,
    asked: Vec<Asked>,
    seen: Option<(u64, usize)>,
    told: Option<Vec<GoalState>>,
}

/// What goals look at.
struct Seen<'a> {
    cluster: &'a Cluster,
    asked: &'a [Asked],
}

impl State for Seen<'_> {
    fn list(&self, kind: &str, namespace: &str) -> Vec<Value> {
        let row = KINDS.iter().find(|k| k.kind == kind);
        row.map_or_else(Vec::new, |row| self.cluster.api().read_all(row, namespace).cloned().collect())
    }
    fn status(&self, pod: &Value) -> String {
        crate::view::status_of(self.cluster, pod)
    }
    fn asked(&self) -> &[Asked] {
        self.asked
    }
}

impl Goals {
    /// Begins a step. Goals that make no sense are told of, and there are none then.
    pub fn open(&mut self, step: usize, goals: &str, out: &mut Vec<Output>) {
        let text = if goals.is_empty() { "[]" } else { goals };
        let goals = Goal::list(text).unwrap_or_else(|why| {
            out.push(Output::Problem { key: "lesson-goals".into(), detail: why });
            Vec::new()
        });
        *self = Goals { step, goals, ..Goals::default() };
    }

    /// Remembers what the learner asked.
    pub fn heard(&mut self, facts: &[Fact]) {
        if self.goals.is_empty() {
            return;
        }
        for fact in facts {
            let asked = match &fact.what {
                // Of streams only those count that were served: what the kubelet refuses showed nothing.
                What::Request { verb, resource, namespace, name, user, code, selector, .. }
                    if !user.starts_with(User::COMPONENT)
                        && *code < 400
                        && !resource.is_empty()
                        && !STREAMS.contains(&resource.as_str()) =>
                {
                    Asked {
                        verb: (*verb).to_string(),
                        resource: resource.to_string(),
                        namespace: namespace.to_string(),
                        name: name.to_string(),
                        selector: selector.to_string(),
                        ..Asked::default()
                    }
                }
                What::Stream { resource, namespace, name, container, previous, user }
                    if !user.starts_with(User::COMPONENT) =>
                {
                    Asked {
                        verb: "get".to_string(),
                        resource: resource.to_string(),
                        namespace: namespace.to_string(),
                        name: name.to_string(),
                        container: container.to_string(),
                        previous: *previous,
                        ..Asked::default()
                    }
                }
                _ => continue,
            };
            // What asks the same over and over, as `watch` does, asks once.
            if self.asked.len() < MOST_ASKED && self.asked.last() != Some(&asked) {
                self.asked.push(asked);
            }
        }
    }

    /// How far the goals are, where that has changed.
    pub fn check(&mut self, cluster: &Cluster) -> Option<Output> {
        let mark = (cluster.api().version(), self.asked.len());
        if self.goals.is_empty() || self.seen == Some(mark) {
            return None;
        }
        self.seen = Some(mark);
        let states = lessons::check(&self.goals, &Seen { cluster, asked: &self.asked });
        if self.told.as_ref() == Some(&states) {
            return None;
        }
        let solved = states.iter().all(|s| s.done);
        let view = |s: &GoalState| GoalView { text: s.text.clone(), done: s.done, missing: s.missing.clone() };
        let goals = states.iter().map(view).collect();
        self.told = Some(states);
        Some(Output::Goals { step: self.step, goals, solved })
    }
}
