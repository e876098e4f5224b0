//! Room for a pod that its node cannot do without: others go, as few and as small ones as will do, those first that were
//! promised least.

use std::rc::Rc;
use std::time::Duration;

use api::Text;

use super::admit::{Room, Short, is_critical};
use super::status::qos;
use super::worker::{Stage, Worker};
use super::{Kubelets, events, pod_key};
use crate::amounts::Amounts;
use crate::component::Ctx;
use crate::events::WARNING;

const REASON: &str = "Preempting";
const MESSAGE: &str = "Preempted in order to admit critical pod";
const CONDITION: &str = "Pod was preempted by Kubelet to accommodate a critical pod.";
const FAILED: &str = "Unexpected error while attempting to recover from admission failure: preemption: error finding a \
                      set of pods to preempt: no set of running pods found to reclaim resources";

/// What is still missing, of each resource that is short.
type Missing<'a> = Vec<(&'a Short, i64)>;
/// A pod that may go, with what it was given.
type Candidate = (Text, Amounts);

impl Worker {
    fn goes_for_others(&self) -> bool {
        self.evicted.as_ref().is_some_and(|(reason, _)| *reason == *REASON) && self.stage < Stage::Terminated
    }

    fn may_be_preempted(&self, by: i64) -> bool {
        let lower = self.pod.get("spec").int("priority").unwrap_or(0) < by;
        let may_go = !self.is_mirror() && (!is_critical(&self.pod) || lower);
        self.stage == Stage::Syncing && self.evicted.is_none() && may_go
    }

    fn preempt(&mut self, ctx: &mut Ctx<'_>) {
        events::pod(ctx, &self.pod, (WARNING, REASON), MESSAGE);
        self.disruption = Some(CONDITION.into());
        self.evicted = Some((REASON.into(), MESSAGE.into()));
        self.pending = true;
    }
}

impl Kubelets {
    /// Lets pods of a node go, so that one gets in that waits for their room; where that would not do, it is told so.
    pub(super) fn make_room(&mut self, name: &Text, ctx: &mut Ctx<'_>) {
        let Some(node) = self.nodes.get_mut(name) else { return };
        Rc::make_mut(node).crowded = false;
        let node = node.clone();
        let here = || self.pods.iter().filter(|(_, w)| w.node == *name);
        if here().any(|(_, w)| w.goes_for_others()) {
            return;
        }
        let wanted = here().find_map(|(uid, w)| match &w.room {
            Some(Room::Wanted(short)) => Some((uid.clone(), short.clone(), w.pod.get("spec").int("priority"))),
            _ => None,
        });
        let Some((uid, short, priority)) = wanted else { return };
        let classes = ["BestEffort", "Burstable", "Guaranteed"].map(|class| -> Vec<Candidate> {
            let of_class = here().filter(|(_, w)| w.may_be_preempted(priority.unwrap_or(0)) && qos(&w.pod) == class);
            of_class.filter_map(|(uid, _)| Some((uid.clone(), node.admitted.of(uid)?.clone()))).collect()
        });
        let victims = match choose(&short, classes) {
            Ok(victims) => victims,
            Err(why) => {
                if let Some(worker) = self.pods.get_mut(&uid) {
                    let worker = Rc::make_mut(worker);
                    (worker.room, worker.pending) = (Some(Room::Nowhere(why)), true);
                    ctx.requeue(pod_key(&uid), Duration::ZERO);
                }
                return;
            }
        };
        for uid in victims {
            if let Some(worker) = self.pods.get_mut(&uid) {
                Rc::make_mut(worker).preempt(ctx);
                ctx.requeue(pod_key(&uid), Duration::ZERO);
            }
        }
    }
}

/// The pods to let go: of each class what the other classes leave wanting.
fn choose(short: &[Short], [best_effort, burstable, guaranteed]: [Vec<Candidate>; 3]) -> Result<Vec<Text>, String> {
    let missing = || -> Missing<'_> { short.iter().map(|s| (s, s.missing())).collect() };
    let left = less(missing(), best_effort.iter().chain(&burstable).chain(&guaranteed));
    if !left.is_empty() {
        let told: String = left.iter().map(|(s, n)| format!("(res: {}, q: {n}), ", s.name)).collect();
        return Err(format!("{FAILED}: [{told}]"));
    }
    let after_small = less(missing(), best_effort.iter().chain(&burstable));
    let guaranteed = nearest(guaranteed, after_small);
    let burstable = nearest(burstable, less(missing(), best_effort.iter().chain(&guaranteed)));
    let best_effort = nearest(best_effort, less(missing(), burstable.iter().chain(&guaranteed)));
    Ok(best_effort.into_iter().chain(burstable).chain(guaranteed).map(|(uid, _)| uid).collect())
}

/// What is still missing when some pods have gone.
fn less<'a, 'b>(missing: Missing<'a>, gone: impl Iterator<Item = &'b Candidate> + Clone) -> Missing<'a> {
    let left = |(s, n): (&'a Short, i64)| (s, n - gone.clone().map(|(_, given)| s.part_of(given)).sum::<i64>());
    missing.into_iter().map(left).filter(|(_, n)| *n > 0).collect()
}

/// Takes the pod that comes nearest to what is missing, until nothing is; of equal ones the smaller.
fn nearest(mut pods: Vec<Candidate>, mut missing: Missing<'_>) -> Vec<Candidate> {
    let mut taken = Vec::new();
    while !missing.is_empty() && !pods.is_empty() {
        let distance = |(_, given): &Candidate| -> f64 {
            let far = |(s, n): &(&Short, i64)| (n - s.part_of(given)).max(0) as f64 / *n as f64;
            missing.iter().map(far).map(|d| d * d).sum()
        };
        let size = |(_, given): &Candidate| ["memory", "cpu"].map(|r| given.get(r).map_or(0, |q| q.nanos()));
        let order = |a: &(usize, &Candidate), b: &(usize, &Candidate)| {
            distance(a.1).total_cmp(&distance(b.1)).then_with(|| size(a.1).cmp(&size(b.1)))
        };
        let Some((at, _)) = pods.iter().enumerate().min_by(order) else { break };
        let pod = pods.swap_remove(at);
        missing = less(missing, std::iter::once(&pod));
        taken.push(pod);
    }
    taken
}
