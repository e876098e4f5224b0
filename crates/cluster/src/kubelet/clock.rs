//! The rhythms of a kubelet: its relist once a second, and the jitter of its retries.

use std::time::Duration;

use api::time::Time;

use crate::rng::Rng;

/// The runtime is listed so often; what changes in between is seen at the next relist.
const RELIST_MICROS: i64 = 1_000_000;

/// When a kubelet lists its runtime: once a second, at its own moment of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Relist {
    phase: i64,
}

impl Relist {
    /// A moment of the second from a node's name, so that nodes do not beat together.
    pub fn of(name: &str) -> Relist {
        Relist { phase: (fnv(name) % RELIST_MICROS as u64) as i64 }
    }
    /// The last relist at or before `at`.
    pub fn before(self, at: Time) -> Time {
        Time((at.0 - self.phase).div_euclid(RELIST_MICROS) * RELIST_MICROS + self.phase)
    }
    /// The first relist after `at`.
    pub fn after(self, at: Time) -> Time {
        self.before(at) + Duration::from_micros(RELIST_MICROS as u64)
    }
}

/// `base` to one and a half times `base`.
pub(super) fn jitter(base: Duration, rng: &mut Rng) -> Duration {
    base.mul_f64(1.0 + 0.5 * rng.fraction())
}

/// A duration between two numbers of milliseconds.
pub(super) fn between(low_ms: u64, high_ms: u64, rng: &mut Rng) -> Duration {
    Duration::from_micros(low_ms * 1000 + rng.below((high_ms - low_ms) * 1000 + 1))
}

/// FNV-1a, for numbers that follow from a name.
pub(super) fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relists_are_a_second_apart() {
        let r = Relist::of("worker01");
        let t = Time::from_seconds(100);
        assert!(r.before(t) <= t && r.after(t) > t);
        assert_eq!(r.after(t), r.before(t) + Duration::from_secs(1));
        assert_eq!(r.before(r.after(t)), r.after(t));
    }
}
