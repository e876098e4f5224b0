//! Amounts of resources by name, and what a pod asks for as a whole.
//!
//! What it is not: it knows no node and no quota; both count with it.

use sorted::SortedMap;

use api::quantity::Quantity;
use api::{Text, Value};

/// Amounts by resource name.
pub type Amounts = SortedMap<Text, Quantity>;

/// The amounts of a `requests`, `limits` or `hard`.
pub fn of(list: &Value) -> Amounts {
    let entries = list.as_map().into_iter().flat_map(api::Map::iter);
    entries.map(|(name, v)| (name.clone(), Quantity::of_valid(v))).collect()
}

/// The amounts as an object has them.
pub fn to_value(amounts: &Amounts) -> Value {
    let map: api::Map = amounts.iter().map(|(name, q)| (name.clone(), Value::from(q.text()))).collect();
    map.into()
}

/// Adds each amount of `more`.
pub fn add(amounts: &mut Amounts, more: &Amounts) {
    for (name, q) in more {
        amounts.entry(name.clone()).or_default().add(q);
    }
}

/// Takes each amount of `less` off, never below nothing.
pub fn sub(amounts: &mut Amounts, less: &Amounts) {
    for (name, q) in less {
        let left = amounts.entry(name.clone()).or_default();
        left.sub(q);
        if left.is_negative() {
            *left = Quantity::ZERO;
        }
    }
}

/// Raises each amount to that of `other`.
pub fn raise(amounts: &mut Amounts, other: &Amounts) {
    for (name, q) in other {
        let has = amounts.entry(name.clone()).or_insert_with(|| q.clone());
        if q.nanos() > has.nanos() {
            *has = q.clone();
        }
    }
}

/// What a pod requests: its containers together, or its init containers one after the other where that is more.
pub fn pod_requests(pod: &Value) -> Amounts {
    pod_total(pod, "requests")
}

/// What a pod is limited to, likewise.
pub fn pod_limits(pod: &Value) -> Amounts {
    pod_total(pod, "limits")
}

fn pod_total(pod: &Value, which: &str) -> Amounts {
    let spec = pod.get("spec");
    let amounts = |c: &Value| of(c.get("resources").get(which));
    let mut total = Amounts::new();
    for c in spec.list("containers") {
        add(&mut total, &amounts(c));
    }
    // A sidecar runs beside all that come after it; any other init container runs alone beside the sidecars so far.
    let (mut sidecars, mut peak) = (Amounts::new(), Amounts::new());
    for c in spec.list("initContainers") {
        let mut at_once = amounts(c);
        if c.str("restartPolicy") == "Always" {
            add(&mut total, &at_once);
            add(&mut sidecars, &at_once);
            at_once = sidecars.clone();
        } else {
            add(&mut at_once, &sidecars);
        }
        raise(&mut peak, &at_once);
    }
    raise(&mut total, &peak);
    for (name, q) in of(spec.get("resources").get(which)) {
        total.insert(name, q);
    }
    for (name, q) in of(spec.get("overhead")) {
        if which == "requests" || total.get(&name).is_some_and(|q| !q.is_zero()) {
            total.entry(name).or_default().add(&q);
        }
    }
    total
}
