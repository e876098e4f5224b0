//! Sums and orders over replica sets.

use api::{Value, meta};
use sorted::InOrder;
use std::cmp::Reverse;

use crate::controllers::support::share::{Round, scaled};

/// `spec.replicas`.
pub fn wanted(set: &Value) -> i64 {
    set.get("spec").int("replicas").unwrap_or(1)
}

/// A count of the status.
pub fn counted(set: &Value, key: &str) -> i64 {
    set.get("status").int(key).unwrap_or(0)
}

/// All `spec.replicas` together.
pub fn wanted_by_all(sets: &[Value]) -> i64 {
    sets.iter().map(wanted).sum()
}

/// A count of the status of all sets together.
pub fn counted_in_all(sets: &[Value], key: &str) -> i64 {
    sets.iter().map(|s| counted(s, key)).sum()
}

/// Old sets first; names decide between equal times.
pub fn by_age(sets: &mut [Value]) {
    sets.order_by(|a, b| age_key(a).cmp(&age_key(b)));
}

/// The biggest set first, and of two equal ones the newer (or the older) one.
pub fn by_size(sets: &mut [Value], newer_first: bool) {
    by_age(sets);
    if newer_first {
        sets.reverse();
    }
    sets.order_by_key(|s| Reverse(wanted(s)));
}

fn age_key(set: &Value) -> (&str, &str) {
    (set.get("metadata").str("creationTimestamp"), meta::name(set))
}

/// Resolves maxSurge (rounded up) and maxUnavailable (rounded down) against the replicas; both cannot be 0.
pub fn fenceposts(spec: &Value) -> (i64, i64) {
    let replicas = spec.int("replicas").unwrap_or(1);
    let strategy = spec.get("strategy");
    if strategy.str("type") == "Recreate" {
        return (0, 0);
    }
    let rolling = strategy.get("rollingUpdate");
    let surge = scaled(rolling.get("maxSurge"), replicas, Round::Up);
    let unavailable = scaled(rolling.get("maxUnavailable"), replicas, Round::Down);
    if surge == 0 && unavailable == 0 { (0, 1) } else { (surge, unavailable) }
}

/// How many pods may be missing.
pub fn max_unavailable(spec: &Value) -> i64 {
    let replicas = spec.int("replicas").unwrap_or(1);
    if spec.get("strategy").str("type") == "Recreate" || replicas == 0 { 0 } else { fenceposts(spec).1.min(replicas) }
}
