//! The pods that wait: those to look at now, those that failed a moment ago, and those that nothing has helped yet.

use sorted::{SharedMap, SortedMap};
use std::rc::Rc;
use std::time::Duration;

use api::Text;
use api::time::Time;

use super::hints::Happening;
use super::plugins::PLUGINS;
use super::pod::PodInfo;

/// The first back-off.
const INITIAL: Duration = Duration::from_secs(1);
/// The longest.
const MAX: Duration = Duration::from_secs(10);
/// After so long a pod is looked at again although nothing is known to help.
const FLUSH: Duration = Duration::from_secs(300);

/// A waiting pod.
#[derive(Clone, Debug)]
pub struct Queued {
    /// The pod.
    pub pod: Rc<PodInfo>,
    /// When it entered the queue: the older goes first among equals.
    pub since: Time,
    /// How often it failed.
    pub attempts: u32,
    /// When it failed last.
    pub failed: Time,
    /// Plugins that rejected it.
    pub plugins: Vec<&'static str>,
}

impl Queued {
    /// When its back-off ends.
    fn ready(&self) -> Time {
        if self.attempts == 0 {
            return self.since;
        }
        let factor = 1u32 << (self.attempts - 1).min(8);
        self.failed + (INITIAL * factor).min(MAX)
    }
}

/// Order of the queue: higher priority first, then the older.
type Rank = (std::cmp::Reverse<i64>, Time, u64);

/// The queue. Thousands of pods may wait, one is taken at a time, and every snapshot has them: so they are in
/// maps whose copies share.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    active: SharedMap<Rank, Text>,
    /// Pods whose back-off runs: by its end.
    backing_off: SortedMap<(Time, Text), ()>,
    /// Pods that wait for something to happen.
    unschedulable: SharedMap<Text, Rc<Waiting>>,
    /// All others.
    waiting: SharedMap<Text, Rc<Waiting>>,
    sequence: u64,
}

/// A pod, and in which part of the queue it is.
#[derive(Clone, Debug)]
struct Waiting {
    queued: Queued,
    place: Place,
}

/// In which part of the queue a pod is.
#[derive(Clone, Debug, PartialEq)]
enum Place {
    Active(Rank),
    BackingOff(Time),
    Unschedulable,
    /// It has gates.
    Gated,
    /// It is being looked at.
    InFlight,
}

impl Queue {
    /// A new pod.
    pub fn add(&mut self, pod: Rc<PodInfo>, now: Time) {
        self.remove(&pod.key);
        let gated = pod.gated;
        let queued = Queued { pod, since: now, attempts: 0, failed: now, plugins: Vec::new() };
        if gated {
            self.wait(queued, Place::Gated);
        } else {
            self.activate(queued);
        }
    }
    fn wait(&mut self, queued: Queued, place: Place) {
        let key = queued.pod.key.clone();
        let part = if place == Place::Unschedulable { &mut self.unschedulable } else { &mut self.waiting };
        part.insert(key, Rc::new(Waiting { queued, place }));
    }
    fn find(&self, key: &str) -> Option<&Rc<Waiting>> {
        self.waiting.get(key).or_else(|| self.unschedulable.get(key))
    }
    fn activate(&mut self, queued: Queued) {
        self.sequence += 1;
        let rank = (std::cmp::Reverse(queued.pod.priority), queued.since, self.sequence);
        self.active.insert(rank, queued.pod.key.clone());
        self.wait(queued, Place::Active(rank));
    }
    /// Takes in a waiting pod's new state. `helps` says whether the change may make it schedulable.
    pub fn update(&mut self, pod: Rc<PodInfo>, helps: bool, now: Time) {
        let Some(waiting) = self.find(&pod.key).cloned() else { return self.add(pod, now) };
        let queued = Queued { pod: pod.clone(), ..waiting.queued.clone() };
        let moves = match waiting.place {
            Place::Gated => !pod.gated,
            Place::Unschedulable => helps && hinted(&queued, &Happening::Updated),
            _ => false,
        };
        self.wait(queued, waiting.place.clone());
        if moves {
            self.wake(&pod.key, now);
        }
    }
    /// Forgets a pod; what it was, if it waited.
    pub fn remove(&mut self, key: &str) -> Option<Queued> {
        let waiting = self.find(key)?.clone();
        match waiting.place {
            Place::Active(rank) => {
                self.active.remove(&rank);
            }
            Place::BackingOff(until) => {
                self.backing_off.remove(&(until, waiting.queued.pod.key.clone()));
            }
            _ => {}
        }
        if self.waiting.remove(key).is_none() {
            self.unschedulable.remove(key);
        }
        Some(waiting.queued.clone())
    }
    /// The next pod to look at. Where none is active, one whose back-off still runs is taken early.
    pub fn pop(&mut self) -> Option<Queued> {
        let key = match self.active.first_key_value().map(|(rank, key)| (*rank, key.clone())) {
            Some((rank, key)) => {
                self.active.remove(&rank);
                key
            }
            None => self.backing_off.pop_first()?.0.1,
        };
        let queued = self.waiting.get(&key)?.queued.clone();
        self.wait(queued.clone(), Place::InFlight);
        Some(queued)
    }
    /// Whether a pod is to be looked at.
    pub fn has_next(&self) -> bool {
        !self.active.is_empty() || !self.backing_off.is_empty()
    }
    /// Puts a pod back that no node would do for.
    pub fn put_back(&mut self, mut queued: Queued, plugins: Vec<&'static str>, now: Time) {
        queued.attempts += 1;
        queued.failed = now;
        queued.plugins = plugins;
        self.remove(&queued.pod.key);
        self.wait(queued, Place::Unschedulable);
    }
    /// Something happened: pods that it may help are looked at again. Whether there are any.
    pub fn happened(&mut self, what: &Happening<'_>, now: Time) -> bool {
        self.wake_where(|queued| hinted(queued, what), now)
    }
    /// Pods that have waited very long are looked at again.
    pub fn flush(&mut self, now: Time) -> bool {
        self.wake_where(|queued| now.since(queued.failed) > FLUSH, now)
    }
    fn wake_where(&mut self, wanted: impl Fn(&Queued) -> bool, now: Time) -> bool {
        let found = self.unschedulable.iter().filter(|(_, waiting)| wanted(&waiting.queued));
        let keys: Vec<Text> = found.map(|(key, _)| key.clone()).collect();
        keys.iter().for_each(|key| self.wake(key, now));
        !keys.is_empty()
    }
    /// Whether any pod waits for something to happen.
    pub fn has_unschedulable(&self) -> bool {
        !self.unschedulable.is_empty()
    }
    fn wake(&mut self, key: &Text, now: Time) {
        let Some(queued) = self.remove(key) else { return };
        let ready = queued.ready();
        if ready <= now {
            return self.activate(queued);
        }
        self.backing_off.insert((ready, key.clone()), ());
        self.wait(queued, Place::BackingOff(ready));
    }
}

/// Whether a plugin that rejected the pod thinks that this may help.
fn hinted(queued: &Queued, what: &Happening<'_>) -> bool {
    // A pod that no plugin rejected (there was no node, or an error) is looked at again whatever happens.
    queued.plugins.is_empty()
        || PLUGINS.iter().any(|p| queued.plugins.contains(&p.name) && (p.helps)(&queued.pod, what))
}
