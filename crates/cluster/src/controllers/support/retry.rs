//! How long a key waits after a failure: 5 ms, doubling up to 1000 s, as the work queues of controllers do.

use sorted::SortedMap;
use std::time::Duration;

use api::Text;

use crate::component::Ctx;

/// Failures in a row, by key.
#[derive(Clone, Debug, Default)]
pub struct Retry {
    failures: SortedMap<Text, u32>,
}

const BASE_MS: u64 = 5;
const MAX_MS: u64 = 1_000_000;

impl Retry {
    /// The delay after one more failure.
    pub fn again(&mut self, key: &Text) -> Duration {
        let n = self.failures.entry(key.clone()).or_insert(0);
        let delay = BASE_MS.saturating_mul(1 << (*n).min(30)).min(MAX_MS);
        *n += 1;
        Duration::from_millis(delay)
    }
    /// The end of a look at a key: what went wrong is tried again.
    pub fn settle<E>(&mut self, key: &Text, outcome: Result<(), E>, ctx: &mut Ctx<'_>) {
        match outcome {
            Ok(()) => self.forget(key),
            Err(_) => ctx.requeue(key.clone(), self.again(key)),
        }
    }
    /// The key went well.
    pub fn forget(&mut self, key: &str) {
        self.failures.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_a_limit() {
        let mut r = Retry::default();
        let key = Text::from("default/web");
        let first: Vec<u128> = (0..4).map(|_| r.again(&key).as_millis()).collect();
        assert_eq!(first, [5, 10, 20, 40]);
        for _ in 0..40 {
            r.again(&key);
        }
        assert_eq!(r.again(&key), Duration::from_secs(1000));
        r.forget("default/web");
        assert_eq!(r.again(&key), Duration::from_millis(5));
    }
}
