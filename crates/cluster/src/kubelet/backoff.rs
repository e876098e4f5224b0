//! Exponential back-off of restarts and pulls: 10 s, doubling to 5 min, forgotten after 10 quiet minutes.

use sorted::SortedMap;
use std::time::Duration;

use api::Text;
use api::time::Time;

const FIRST: Duration = Duration::from_secs(10);
const MOST: Duration = Duration::from_secs(300);

#[derive(Clone, Copy, Debug)]
struct Entry {
    delay: Duration,
    updated: Time,
}

/// The back-offs of one pod, by container or by image.
#[derive(Clone, Default, Debug)]
pub(super) struct Backoffs {
    entries: SortedMap<Text, Entry>,
}

impl Backoffs {
    /// Until when `key` waits, counted from `since` (when a container ended); none where it need not wait at `now`.
    pub fn waits_since(&self, key: &str, since: Time, now: Time) -> Option<Time> {
        let entry = self.entries.get(key)?;
        let until = since + entry.delay;
        (!expired(entry, since) && now < until).then_some(until)
    }
    /// Whether `key` waits, counted from its last failure.
    pub fn waits(&self, key: &str, now: Time) -> bool {
        self.entries.get(key).is_some_and(|e| !expired(e, now) && now < e.updated + e.delay)
    }
    /// When the wait of `key` ends, counted from its last failure.
    pub fn ends(&self, key: &str) -> Option<Time> {
        self.entries.get(key).map(|e| e.updated + e.delay)
    }
    /// The present delay of `key`.
    pub fn delay(&self, key: &str) -> Duration {
        self.entries.get(key).map_or(Duration::ZERO, |e| e.delay)
    }
    /// One more try of `key` at `now`, after an event at `since`: the next delay is twice as long.
    pub fn next(&mut self, key: &str, since: Time, now: Time) {
        let delay = match self.entries.get(key) {
            Some(e) if !expired(e, since) => (e.delay * 2).min(MOST),
            _ => FIRST,
        };
        self.entries.insert(Text::new(key), Entry { delay, updated: now });
    }
}

fn expired(entry: &Entry, event: Time) -> bool {
    event.since(entry.updated) > MOST * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_doubles_to_five_minutes_and_is_forgotten_after_ten() {
        let mut b = Backoffs::default();
        let mut now = Time::from_seconds(0);
        let mut seen = Vec::new();
        for _ in 0..7 {
            assert_eq!(b.waits_since("c", now, now).map(|t| t.since(now)), Some(b.delay("c")).filter(|d| !d.is_zero()));
            now = now + b.delay("c");
            assert_eq!(b.waits_since("c", now - b.delay("c"), now), None);
            b.next("c", now - b.delay("c"), now);
            seen.push(b.delay("c").as_secs());
        }
        assert_eq!(seen, [10, 20, 40, 80, 160, 300, 300]);
        b.next("c", now + Duration::from_secs(601), now + Duration::from_secs(602));
        assert_eq!(b.delay("c").as_secs(), 10);
    }
}
