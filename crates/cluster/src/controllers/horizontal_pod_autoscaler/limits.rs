//! How fast an autoscaler may act: stabilization over the last recommendations, rates of scaling, bounds of the spec.

use std::time::Duration;

use api::Value;
use api::time::Time;

/// How far back scaling down looks, unless the spec says otherwise.
const STABILIZATION: Duration = Duration::from_secs(300);
/// Without rules of its own, an autoscaler at most doubles its target, or brings it to four.
const FACTOR: i64 = 2;
const AT_LEAST: i64 = 4;

const WITHIN: (&str, &str) = ("DesiredWithinRange", "the desired count is within the acceptable range");
const TOO_MANY: (&str, &str) = ("TooManyReplicas", "the desired replica count is more than the maximum replica count");
const TOO_FEW: (&str, &str) = ("TooFewReplicas", "the desired replica count is less than the minimum replica count");
const UP: (&str, &str) = ("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate");
const DOWN: (&str, &str) =
    ("ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate");
const READY: (&str, &str) = ("ReadyForNewScale", "recommended size matches current size");
const DOWN_STABILIZED: (&str, &str) = (
    "ScaleDownStabilized",
    "recent recommendations were higher than current one, applying the highest recent recommendation",
);
const UP_STABILIZED: (&str, &str) = (
    "ScaleUpStabilized",
    "recent recommendations were lower than current one, applying the lowest recent recommendation",
);

/// What is remembered of an autoscaler.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    recommendations: Vec<(i64, Time)>,
    ups: Vec<(i64, Time)>,
    downs: Vec<(i64, Time)>,
}

/// What became of a proposal.
#[derive(Debug, PartialEq)]
pub struct Limited {
    pub replicas: i64,
    /// Reason and message of the condition AbleToScale.
    pub stabilized: (&'static str, &'static str),
    /// Whether a limit held it back, and the reason and message of the condition ScalingLimited.
    pub held: bool,
    pub reason: (&'static str, &'static str),
}

impl Memory {
    /// The number of replicas that there were first counts as a recommendation.
    pub fn begin(&mut self, current: i64, now: Time) {
        if self.recommendations.is_empty() {
            self.recommendations.push((current, now));
        }
    }
    /// Remembers that the target was scaled; only autoscalers with rates of their own count that.
    pub fn scaled(&mut self, behavior: &Value, change: i64, now: Time) {
        if behavior.is_null() {
            return;
        }
        let (list, rules) = match change > 0 {
            true => (&mut self.ups, behavior.get("scaleUp")),
            false => (&mut self.downs, behavior.get("scaleDown")),
        };
        let longest = rules.list("policies").iter().filter_map(|p| p.int("periodSeconds")).max().unwrap_or(0);
        let cutoff = now - seconds(longest);
        list.retain(|(_, at)| *at >= cutoff);
        list.push((change.abs(), now));
    }
    /// Adds a recommendation; those older than `keep` are forgotten.
    fn recommend(&mut self, replicas: i64, keep: Duration, now: Time) {
        let cutoff = now - keep;
        self.recommendations.retain(|(_, at)| *at >= cutoff);
        self.recommendations.push((replicas, now));
    }
    fn since(&self, window: Duration, now: Time) -> impl Iterator<Item = i64> {
        let cutoff = now - window;
        self.recommendations.iter().filter(move |(_, at)| *at > cutoff).map(|(n, _)| *n)
    }
}

fn seconds(n: i64) -> Duration {
    Duration::from_secs(n.max(0) as u64)
}

/// Keeps a proposal within the limits: `(current, proposed)` replicas, `(minimum, maximum)` of the spec.
pub fn limit(
    memory: &mut Memory,
    behavior: &Value,
    (current, proposed): (i64, i64),
    (min, max): (i64, i64),
    now: Time,
) -> Limited {
    if behavior.is_null() {
        let stable = memory.since(STABILIZATION, now).fold(proposed, i64::max);
        memory.recommend(proposed, STABILIZATION, now);
        let stabilized = if stable == proposed { READY } else { DOWN_STABILIZED };
        let rate = (current * FACTOR).max(AT_LEAST);
        let (most, reason) = if max > rate { (rate, UP) } else { (max, TOO_MANY) };
        let (replicas, reason) = match stable {
            n if n < min => (min, TOO_FEW),
            n if n > most => (most, reason),
            n => (n, WITHIN),
        };
        return Limited { replicas, stabilized, held: replicas != stable, reason };
    }
    let (stable, why) = stabilize(memory, behavior, current, proposed, now);
    let stabilized = if stable == proposed { READY } else { why };
    let (replicas, reason) = at_rate(memory, behavior, (current, stable), (min, max), now);
    Limited { replicas, stabilized, held: replicas != stable, reason }
}

fn stabilize(
    memory: &mut Memory,
    behavior: &Value,
    current: i64,
    proposed: i64,
    now: Time,
) -> (i64, (&'static str, &'static str)) {
    let window =
        |rules: &str, default: Duration| behavior.get(rules).int("stabilizationWindowSeconds").map_or(default, seconds);
    let (up, down) = (window("scaleUp", Duration::ZERO), window("scaleDown", STABILIZATION));
    let (stable, why) = if proposed >= current {
        (memory.since(up, now).fold(proposed, i64::min), UP_STABILIZED)
    } else {
        (memory.since(down, now).fold(proposed, i64::max), DOWN_STABILIZED)
    };
    memory.recommend(proposed, up.max(down), now);
    (stable, why)
}

/// Applies the policies of the spec's behaviour.
fn at_rate(
    memory: &Memory,
    behavior: &Value,
    (current, wanted): (i64, i64),
    (min, max): (i64, i64),
    now: Time,
) -> (i64, (&'static str, &'static str)) {
    if wanted > current {
        let rate = rate(behavior.get("scaleUp"), current, &memory.ups, 1, now).max(current);
        let (most, reason) = if max > rate { (rate, UP) } else { (max, TOO_MANY) };
        if wanted > most {
            return (most, reason);
        }
    } else if wanted < current {
        let rate = rate(behavior.get("scaleDown"), current, &memory.downs, -1, now).min(current);
        let (least, reason) = if min < rate { (rate, DOWN) } else { (min, TOO_FEW) };
        if wanted < least {
            return (least, reason);
        }
    }
    (wanted, WITHIN)
}

/// How far one step may go: up where `sign` is 1, down where it is -1.
fn rate(rules: &Value, current: i64, past: &[(i64, Time)], sign: i64, now: Time) -> i64 {
    let select = rules.str("selectPolicy");
    if select == "Disabled" {
        return current;
    }
    let reach = rules.list("policies").iter().map(|policy| {
        let cutoff = now - seconds(policy.int("periodSeconds").unwrap_or(0));
        let done: i64 = past.iter().filter(|(_, at)| *at > cutoff).map(|(n, _)| n).sum();
        let start = current - sign * done;
        let value = policy.int("value").unwrap_or(0);
        match policy.str("type") {
            "Percent" if sign > 0 => (start * (100 + value) + 99).div_euclid(100),
            "Percent" => start * (100 - value) / 100,
            _ => start + sign * value,
        }
    });
    // The policy that allows the biggest change counts, unless the smallest one is asked for.
    match (select == "Min", sign > 0) {
        (false, true) => reach.max().unwrap_or(0),
        (true, true) => reach.fold(0, i64::min),
        (false, false) => reach.min().unwrap_or(i64::MAX),
        (true, false) => reach.fold(i64::MIN, i64::max),
    }
}

#[cfg(test)]
mod tests {
    use api::obj;

    use super::*;

    fn at(s: i64) -> Time {
        Time::from_seconds(1_000_000 + s)
    }

    #[test]
    fn without_rules_a_target_at_most_doubles_and_shrinks_after_five_minutes() {
        let mut memory = Memory::default();
        let mut go = |current, proposed, s| limit(&mut memory, Value::NULL, (current, proposed), (1, 10), at(s));
        assert_eq!((go(1, 9, 0).replicas, go(4, 9, 15).replicas, go(8, 30, 30).replicas), (4, 8, 10));
        let early = go(10, 2, 60);
        assert_eq!((early.replicas, early.stabilized), (10, DOWN_STABILIZED));
        assert_eq!(go(10, 2, 331).replicas, 2);
    }

    #[test]
    fn rules_set_rates() {
        let behavior = obj!({
            "scaleUp": {"stabilizationWindowSeconds": 0, "selectPolicy": "Max", "policies": [
                {"type": "Pods", "value": 2, "periodSeconds": 60},
            ]},
            "scaleDown": {"stabilizationWindowSeconds": 0, "selectPolicy": "Max", "policies": [
                {"type": "Percent", "value": 50, "periodSeconds": 60},
            ]},
        });
        let mut memory = Memory::default();
        let first = limit(&mut memory, &behavior, (2, 9), (1, 10), at(0));
        assert_eq!((first.replicas, first.held, first.reason), (4, true, UP));
        memory.scaled(&behavior, 2, at(0));
        assert_eq!(limit(&mut memory, &behavior, (4, 9), (1, 10), at(15)).replicas, 4, "the minute is not over");
        assert_eq!(limit(&mut memory, &behavior, (4, 9), (1, 10), at(61)).replicas, 6);
        assert_eq!(limit(&mut memory, &behavior, (6, 1), (1, 10), at(90)).replicas, 3);
    }

    #[test]
    fn a_disabled_policy_never_scales() {
        let behavior = obj!({"scaleDown": {"stabilizationWindowSeconds": 0, "selectPolicy": "Disabled"}});
        let held = limit(&mut Memory::default(), &behavior, (5, 1), (1, 10), at(0));
        assert_eq!((held.replicas, held.reason), (5, DOWN));
    }
}
