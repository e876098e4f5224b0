//! How long a job waits before it tries again: 10 s, doubling up to 10 minutes, from when the last pod failed.

use std::time::Duration;

use api::time::Time;

use super::super::support::pods::PodInfo;

const FIRST: Duration = Duration::from_secs(10);
const MAX: Duration = Duration::from_secs(600);

/// Failures since the last success.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Failures {
    count: u32,
    last: Option<Time>,
}

impl Failures {
    /// With pods that ended since.
    pub fn with(mut self, succeeded: &[Time], failed: &[Time]) -> Failures {
        if let Some(success) = succeeded.iter().max() {
            let later = || failed.iter().filter(|t| *t > success);
            return Failures { count: later().count() as u32, last: later().max().copied() };
        }
        if let Some(last) = failed.iter().max() {
            self.count += failed.len() as u32;
            self.last = Some(*last);
        }
        self
    }
    /// Of one index, of which the last pod failed.
    pub fn of_index(count: i64, last: Time) -> Failures {
        Failures { count: count.max(0) as u32, last: Some(last) }
    }
    /// How long to wait still.
    pub fn remaining(&self, now: Time) -> Duration {
        let (Some(last), true) = (self.last, self.count > 0) else { return Duration::ZERO };
        let pause = FIRST.saturating_mul(1 << (self.count - 1).min(16)).min(MAX);
        pause.saturating_sub(now.since(last))
    }
}

/// When a pod ended: its last container, else when it stopped being ready or was deleted.
pub fn finished_at(pod: &PodInfo) -> Time {
    let status = pod.object.get("status");
    let ended = |c: &api::Value| Time::parse(c.get("state").get("terminated").str("finishedAt"));
    let containers = status.list("containerStatuses");
    let times: Option<Vec<Time>> = containers.iter().map(ended).collect();
    if let Some(last) = times.and_then(|t| t.into_iter().max()) {
        return last;
    }
    let not_ready = |c: &&api::Value| c.str("type") == "Ready" && c.str("status") == "False";
    if let Some(c) = status.list("conditions").iter().find(not_ready)
        && let Some(t) = Time::parse(c.str("lastTransitionTime"))
    {
        return t;
    }
    let metadata = pod.object.get("metadata");
    let grace = Duration::from_secs(metadata.int("deletionGracePeriodSeconds").unwrap_or(0).max(0) as u64);
    match Time::parse(metadata.str("deletionTimestamp")) {
        Some(t) => t - grace,
        None => Time::parse(&pod.created).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_add_up_and_a_success_forgives() {
        let at = Time::from_seconds;
        let f = Failures::default().with(&[], &[at(100)]);
        assert_eq!(f.remaining(at(103)), Duration::from_secs(7));
        let f = f.with(&[], &[at(120), at(121)]);
        assert_eq!(f.remaining(at(121)), Duration::from_secs(40));
        assert_eq!(f.with(&[at(200)], &[at(150)]).remaining(at(200)), Duration::ZERO);
        assert_eq!(f.with(&[at(200)], &[at(205)]).remaining(at(205)), Duration::from_secs(10));
    }
}
