//! The order of merged lists: items that the patch names stand in the patch's order, the others in the server's.

use super::{PatchError, go_text};
use crate::value::Value;
use sorted::InOrder;

pub(super) const MARKER: &str = "$patch";

fn position(list: &[Value], item: &Value, key: &str) -> Option<usize> {
    if key.is_empty() {
        list.iter().position(|v| v == item)
    } else {
        list.iter().position(|v| v.get(key) == item.get(key))
    }
}

/// The items of `merged` that are also in `listed`, and the others.
pub(super) fn partition(merged: Vec<Value>, listed: &[Value], key: &str) -> (Vec<Value>, Vec<Value>) {
    merged.into_iter().partition(|v| position(listed, v, key).is_some())
}

/// Sorts by the places in `order`; items to be deleted go to the end.
pub(super) fn sort(items: Vec<Value>, order: &[Value], key: &str) -> Result<Vec<Value>, PatchError> {
    if !key.is_empty() {
        for item in items.iter().chain(order) {
            require_key(item, key)?;
        }
    }
    let (deleted, mut kept): (Vec<Value>, Vec<Value>) =
        items.into_iter().partition(|v| !key.is_empty() && v.str(MARKER) == "delete");
    kept.order_by_key(|v| position(order, v, key).unwrap_or(usize::MAX));
    kept.extend(deleted);
    Ok(kept)
}

/// Puts the server's own items between those of the patch: each before the first that the server has behind it.
pub(super) fn interleave(
    from_patch: Vec<Value>,
    from_server: Vec<Value>,
    patch_order: &[Value],
    server_order: &[Value],
    key: &str,
) -> Result<Vec<Value>, PatchError> {
    let mut right = sort(from_patch, patch_order, key)?.into_iter().peekable();
    let mut left = sort(from_server, server_order, key)?.into_iter().peekable();
    let mut out = Vec::new();
    loop {
        let take_left = match (left.peek(), right.peek()) {
            (None, None) => return Ok(out),
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(l), Some(r)) => match (position(server_order, l, key), position(server_order, r, key)) {
                (Some(l), Some(r)) => l < r,
                _ => false,
            },
        };
        out.extend(if take_left { left.next() } else { right.next() });
    }
}

/// The value of an item's merge key.
pub(super) fn require_key<'a>(item: &'a Value, key: &str) -> Result<&'a Value, PatchError> {
    match item.as_map().and_then(|m| m.get(key)) {
        Some(v) => Ok(v),
        None => Err(PatchError::Internal(format!("map: {} does not contain declared merge key: {key}", go_text(item)))),
    }
}

/// What the items of some lists are; they must be of one kind.
pub(super) fn are_maps(lists: [&[Value]; 2]) -> Result<bool, PatchError> {
    let mut maps = None;
    for item in lists.into_iter().flatten() {
        let is_map = match item {
            Value::Map(_) => true,
            Value::List(_) => return Err(PatchError::Unprocessable("lists of lists are not supported".into())),
            _ => false,
        };
        if *maps.get_or_insert(is_map) != is_map {
            return Err(PatchError::Internal("list element types are not identical: []".into()));
        }
    }
    Ok(maps.unwrap_or(false))
}

/// Scalars without their doubles.
pub(super) fn unique(items: Vec<Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::with_capacity(items.len());
    for item in items {
        if !out.contains(&item) {
            out.push(item);
        }
    }
    out
}
