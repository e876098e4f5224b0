//! What containers use of processor and memory: kubelets write it down, the metrics API reads it.
//!
//! Processor time is a line through points. Between two of them it grew evenly; after the last one it stands still, so a
//! container that does nothing costs nothing to follow.

use sorted::{SharedMap, SortedMap};
use std::rc::Rc;
use std::time::Duration;

use api::Text;
use api::time::Time;

/// The metrics server asks the kubelets so often; what it tells is the rate between its last two looks.
pub const RESOLUTION: Duration = Duration::from_secs(15);
/// What a node's own processes use beside its pods: kubelet, runtime, system services.
const SYSTEM_MICROS_PER_SECOND: u64 = 48_000;
const SYSTEM_MEMORY: u64 = 610 << 20;

/// What all pods use.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    pods: SharedMap<Text, Rc<Pod>>,
}

#[derive(Clone, Debug)]
struct Pod {
    node: Text,
    containers: SortedMap<Text, Track>,
}

/// A running container: since when, its memory, and the points of its processor time in microseconds.
#[derive(Clone, Debug)]
struct Track {
    since: Time,
    memory: u64,
    idle: u64,
    points: Vec<(Time, u64)>,
}

/// What a kubelet says of one container.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Its name.
    pub container: Text,
    /// When it started.
    pub since: Time,
    /// Processor time so far, in microseconds.
    pub processor: u64,
    /// Bytes.
    pub memory: u64,
    /// Thousandths of a processor that it takes all the time, beside the processor time.
    pub idle: u64,
}

/// What something used between the last two looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Billionths of a processor.
    pub nanocores: u64,
    /// Bytes.
    pub memory: u64,
}

impl Track {
    /// Processor time at a moment.
    fn at(&self, t: Time) -> u64 {
        let after = self.points.partition_point(|(at, _)| *at <= t);
        let (before, next) = (after.checked_sub(1).map(|i| self.points[i]), self.points.get(after));
        match (before, next) {
            (None, _) => 0,
            (Some((_, n)), None) => n,
            (Some((from, n)), Some((to, m))) => {
                let (part, whole) = (t.since(from).as_micros(), to.since(from).as_micros().max(1));
                n + (u128::from(m - n) * part / whole) as u64
            }
        }
    }
    /// Adds a point; those that no look asks for any more go.
    fn reach(&mut self, now: Time, total: u64) {
        match self.points.last_mut() {
            // Nothing was used since: the line stays flat until now, where the next rise begins.
            Some((at, n)) if *n == total => *at = now.max(*at),
            Some((at, n)) if *at == now => *n = total,
            _ => self.points.push((now, total)),
        }
        let old = now - RESOLUTION * 4;
        let kept = self.points.iter().rposition(|(at, _)| *at <= old).unwrap_or(0);
        self.points.drain(..kept);
    }
}

/// The last two looks of the metrics server before `now`.
fn looks(now: Time) -> (Time, Time) {
    let period = RESOLUTION.as_micros() as i64;
    let last = Time(now.0.div_euclid(period) * period);
    (last - RESOLUTION, last)
}

/// When the metrics server looked last.
pub fn looked(now: Time) -> Time {
    looks(now).1
}

impl Usage {
    /// What the kubelet of `node` reads of a pod (`namespace/name`): containers that it leaves out have ended.
    pub fn read(&mut self, pod: &Text, node: &Text, readings: &[Reading], now: Time) {
        if readings.is_empty() {
            return self.forget(pod);
        }
        if self.pods.get(pod).is_none() {
            let new = Pod { node: node.clone(), containers: SortedMap::new() };
            self.pods.insert(pod.clone(), new.into());
        }
        let Some(known) = self.pods.get_mut(pod).map(Rc::make_mut) else { return };
        known.node = node.clone();
        known.containers.retain(|name, track| readings.iter().any(|r| r.container == *name && r.since == track.since));
        for r in readings {
            let new = || Track { since: r.since, memory: 0, idle: r.idle, points: vec![(r.since, 0)] };
            let track = known.containers.entry(r.container.clone()).or_insert_with(new);
            track.memory = r.memory;
            track.reach(now, r.processor);
        }
    }
    /// A pod is gone.
    pub fn forget(&mut self, pod: &Text) {
        self.pods.remove(pod);
    }
    /// What the containers of a pod used, by name. Those that have not been there for two looks are left out.
    pub fn of_pod(&self, pod: &str, now: Time) -> Vec<(Text, Used)> {
        let Some(known) = self.pods.get(pod) else { return Vec::new() };
        let (first, last) = looks(now);
        let of = |track: &Track| Used {
            nanocores: (track.at(last) - track.at(first)) * 1000 / RESOLUTION.as_secs() + track.idle * 1_000_000,
            memory: track.memory,
        };
        known.containers.iter().filter(|(_, t)| t.since <= first).map(|(name, t)| (name.clone(), of(t))).collect()
    }
    /// What a node used, its own processes included.
    pub fn of_node(&self, node: &str, now: Time) -> Used {
        let mut sum = Used { nanocores: SYSTEM_MICROS_PER_SECOND * 1000, memory: SYSTEM_MEMORY };
        for (key, pod) in self.pods.iter().filter(|(_, p)| p.node == *node) {
            // A container counts for its node from its first moment on.
            for track in pod.containers.values() {
                sum.memory += track.memory;
            }
            for (_, used) in self.of_pod(key, now) {
                sum.nanocores += used.nanocores;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: i64) -> Time {
        Time::from_seconds(900 + s)
    }
    fn reading(processor: u64) -> Reading {
        Reading { container: "c".into(), since: at(0), processor, memory: 5 << 20, idle: 0 }
    }

    #[test]
    fn a_rate_is_between_two_looks() {
        let (mut usage, pod, node) = (Usage::default(), Text::from("default/web"), Text::from("n"));
        usage.read(&pod, &node, &[reading(0)], at(0));
        assert_eq!(usage.of_pod(&pod, at(14)), [], "it was not there at two looks");
        usage.read(&pod, &node, &[reading(15_000_000)], at(15));
        let busy = Used { nanocores: 1_000_000_000, memory: 5 << 20 };
        assert_eq!(usage.of_pod(&pod, at(16)), [("c".into(), busy)]);
        assert_eq!(usage.of_pod(&pod, at(31)), [("c".into(), Used { nanocores: 0, ..busy })]);
        assert_eq!(usage.of_node("n", at(16)).nanocores, 1_048_000_000);
        usage.read(&pod, &node, &[], at(40));
        assert_eq!(usage.of_pod(&pod, at(41)), []);
    }

    #[test]
    fn an_idle_stretch_before_a_rise_is_idle() {
        let (mut usage, pod, node) = (Usage::default(), Text::from("default/web"), Text::from("n"));
        for (s, n) in [(0, 0), (100, 0), (110, 5_000_000)] {
            usage.read(&pod, &node, &[reading(n)], at(s));
        }
        assert_eq!(usage.of_pod(&pod, at(105))[0].1.nanocores, 166_666_666, "half of the rise lies before the look");
        assert_eq!(usage.of_pod(&pod, at(99))[0].1.nanocores, 0);
    }
}
