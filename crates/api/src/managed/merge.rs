//! An object with what somebody applies laid over it, as its type wants maps and lists merged.

use super::path::PathElement;
use super::shape::{Atom, Shape};
use crate::value::{Map, Value};

/// `live` with `applied` over it.
pub fn merge(live: &Value, applied: &Value, shape: Shape<'_>) -> Value {
    node(Some(live), Some(applied), shape).unwrap_or_else(Value::object)
}

fn node(live: Option<&Value>, applied: Option<&Value>, shape: Shape<'_>) -> Option<Value> {
    let decisive = applied.or(live)?;
    let filled = |side: Option<&Value>| match side {
        Some(Value::Map(m)) => !m.is_empty(),
        Some(Value::List(l)) => !l.is_empty(),
        _ => false,
    };
    let hollow = !filled(live) && !filled(applied);
    match shape.atom(decisive) {
        Atom::Map if !hollow => map(live, applied, shape),
        Atom::List if !hollow => list(live, applied, shape),
        _ => Some(decisive.clone()),
    }
}

fn map(live: Option<&Value>, applied: Option<&Value>, shape: Shape<'_>) -> Option<Value> {
    let (live_map, applied_map) = (live.and_then(Value::as_map), applied.and_then(Value::as_map));
    let mut out = Map::new();
    let only_live = live_map.into_iter().flat_map(Map::iter);
    for (key, value) in only_live.filter(|(k, _)| !applied_map.is_some_and(|a| a.contains_key(k))) {
        out.insert(key, value);
    }
    for (key, value) in applied_map.into_iter().flat_map(Map::iter) {
        let before = live_map.and_then(|l| l.get(key));
        if let Some(merged) = node(before, Some(value), shape.field(key).unwrap_or(Shape::Deduced)) {
            out.insert(key, merged);
        }
    }
    (!out.is_empty()).then(|| out.into())
}

/// Items of both sides, found by their keys. Items that are on both sides come in the order of what is applied; items of
/// one side only stay between their neighbours.
fn list(live: Option<&Value>, applied: Option<&Value>, shape: Shape<'_>) -> Option<Value> {
    let keyed = |side: Option<&Value>| -> Vec<(PathElement, Value)> {
        let items = side.and_then(Value::as_list).unwrap_or_default();
        items.iter().filter_map(|v| Some((shape.element(v)?, v.clone()))).collect()
    };
    let (left, right) = (keyed(live), keyed(applied));
    let find = |side: &[(PathElement, Value)], pe: &PathElement| {
        let mut found = side.iter().filter(|(p, _)| p == pe).map(|(_, v)| v.clone());
        let first = found.next();
        // Of twins none is the one that is meant.
        if found.next().is_some() { Some(Value::Null) } else { first }
    };
    let mut shared = right.iter().map(|(pe, _)| pe).filter(|pe| find(&left, pe).is_some());
    let mut next_shared = shared.next();
    let mut done: Vec<&PathElement> = Vec::new();
    let mut out = Vec::new();
    let mut push = |l: Option<Value>, r: Option<Value>| out.extend(node(l.as_ref(), r.as_ref(), shape.item()));
    let (mut l, mut r) = (0, 0);
    while l < left.len() || r < right.len() {
        if l < left.len() && r < right.len() {
            let pe = &left[l].0;
            if *pe == right[r].0 {
                done.push(pe);
                push(find(&left, pe), find(&right, pe));
                (l, r) = (l + 1, r + 1);
                next_shared = shared.next();
                continue;
            }
            if find(&right, pe).is_some() && next_shared.is_some_and(|s| s != pe) {
                // It has been moved: it comes when the applied order has it.
                l += 1;
                continue;
            }
        }
        if l < left.len() {
            let (pe, item) = &left[l];
            if find(&right, pe).is_none() {
                push(Some(item.clone()), None);
                l += 1;
                continue;
            } else if done.contains(&pe) {
                l += 1;
            }
        }
        if r < right.len() {
            let pe = &right[r].0;
            done.push(pe);
            push(find(&left, pe), find(&right, pe));
            r += 1;
            if next_shared == Some(pe) {
                next_shared = shared.next();
            }
        }
    }
    (!out.is_empty()).then(|| out.into())
}
