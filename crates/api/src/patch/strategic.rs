//! Applying a strategic merge patch: lists of the schema are merged by their keys, and directives (`$patch`,
//! `$setElementOrder/...`, `$deleteFromPrimitiveList/...`, `$retainKeys`) say the rest.

use super::order::{MARKER, are_maps, interleave, partition, require_key, unique};
use super::{PatchError, go_text};
use crate::schema::TypeRef;
use crate::value::{Map, Text, Value};

pub(super) const DELETE_FROM: &str = "$deleteFromPrimitiveList";
pub(super) const SET_ORDER: &str = "$setElementOrder";
pub(super) const RETAIN_KEYS: &str = "$retainKeys";

const BAD_ORDER: &str = "invalid patch format of setElementOrder list";
const BAD_RETAIN: &str = "invalid patch format of retainKeys";

/// What two things are merged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// A patch into an object: directives are obeyed and vanish.
    Apply,
    /// The same, but what the patch lists comes before what it does not.
    Front,
    /// A patch into a patch: directives are kept for the server.
    Combine,
}

/// The object with a strategic merge patch applied.
pub fn strategic(original: &Value, patch: &Value, ty: TypeRef) -> Result<Value, PatchError> {
    let empty = Map::new();
    merge_maps(original.as_map().unwrap_or(&empty), patch.as_map().unwrap_or(&empty), Some(ty), Mode::Apply)
        .map(Value::from)
}

/// The same as kustomize does it: the items of a patch stand in front.
pub fn strategic_in_front(original: &Value, patch: &Value, ty: TypeRef) -> Result<Value, PatchError> {
    let empty = Map::new();
    merge_maps(original.as_map().unwrap_or(&empty), patch.as_map().unwrap_or(&empty), Some(ty), Mode::Front)
        .map(Value::from)
}

/// What the schema says of a field: the type below it and how lists are merged.
pub(super) struct FieldInfo {
    pub ty: Option<TypeRef>,
    pub merges: bool,
    pub replaces: bool,
    pub retains_keys: bool,
    pub key: &'static str,
}

pub(super) fn info(ty: Option<TypeRef>, name: &str) -> FieldInfo {
    match ty.and_then(|t| t.field(name)) {
        Some(f) => FieldInfo {
            ty: f.ty().innermost().object(),
            merges: f.patch_merges(),
            replaces: f.patch_replaces(),
            retains_keys: f.patch_retains_keys(),
            key: f.merge_key(),
        },
        None => FieldInfo { ty: None, merges: false, replaces: false, retains_keys: false, key: "" },
    }
}

pub(super) fn merge_maps(original: &Map, patch: &Map, ty: Option<TypeRef>, mode: Mode) -> Result<Map, PatchError> {
    if let Some(directive) = patch.get(MARKER) {
        let mut rest = patch.clone();
        rest.remove(MARKER);
        return match directive.as_str() {
            Some("replace") => Ok(rest),
            Some("delete") => Ok(Map::new()),
            Some("merge") => merge_maps(original, &rest, ty, mode),
            _ => bad_directive(directive, patch),
        };
    }
    let mut out = original.clone();
    let mut patch = patch.clone();
    // Kustomize knows no other directive.
    if mode != Mode::Front {
        retain_keys(&mut out, &mut patch, mode)?;
        merge_ordered_lists(&mut out, &mut patch, ty, mode)?;
    }
    for (key, change) in patch.iter() {
        let mut name: &str = key;
        let mut deleting = false;
        if let Some(rest) = key.strip_prefix(DELETE_FROM).filter(|_| mode != Mode::Front) {
            if mode == Mode::Combine {
                out.insert(key, change);
                continue;
            }
            name = rest
                .strip_prefix('/')
                .ok_or_else(|| PatchError::BadRequest("invalid patch format of primitive list".into()))?;
            deleting = true;
        }
        if change.is_null() {
            out.remove(name);
            if mode != Mode::Combine {
                continue;
            }
        }
        let merged = match (out.get(name), change) {
            (Some(Value::Map(old)), Value::Map(new)) => {
                let field = info(ty, name);
                if field.replaces { change.clone() } else { merge_maps(old, new, field.ty, mode)?.into() }
            }
            (Some(Value::List(old)), Value::List(new)) => {
                let field = info(ty, name);
                if deleting {
                    let kept: Vec<Value> = old.iter().filter(|v| !new.contains(v)).cloned().collect();
                    kept.into()
                } else if field.merges {
                    merge_lists(old, new, &field, mode)?.into()
                } else {
                    change.clone()
                }
            }
            _ if deleting => continue,
            _ => without_directives(change, mode)?,
        };
        out.insert(Text::new(name), merged);
    }
    Ok(out)
}

fn bad_directive<T>(directive: &Value, patch: &Map) -> Result<T, PatchError> {
    Err(PatchError::Internal(format!(
        "unknown patch type: {} in map: {}",
        go_text(directive),
        go_text(&Value::from(patch.clone()))
    )))
}

/// A new value: in an object no directive and no null may stay.
fn without_directives(v: &Value, mode: Mode) -> Result<Value, PatchError> {
    if mode == Mode::Combine {
        return Ok(v.clone());
    }
    Ok(match v {
        Value::Map(m) => {
            if m.get(MARKER).and_then(Value::as_str) == Some("delete") {
                return Ok(Value::object());
            }
            let mut out = Map::new();
            for (key, v) in m.iter() {
                let directive = key.as_str() == MARKER
                    || mode != Mode::Front
                        && (key.as_str() == RETAIN_KEYS || key.starts_with(SET_ORDER) || key.starts_with(DELETE_FROM));
                if !directive && !v.is_null() {
                    out.insert(key, without_directives(v, mode)?);
                }
            }
            out.into()
        }
        Value::List(l) => {
            let kept = l.iter().filter(|v| !matches!(v.str(MARKER), "delete" | "replace"));
            kept.map(|v| without_directives(v, mode)).collect::<Result<Vec<_>, _>>()?.into()
        }
        other => other.clone(),
    })
}

fn retain_keys(out: &mut Map, patch: &mut Map, mode: Mode) -> Result<(), PatchError> {
    let Some(kept) = patch.remove(RETAIN_KEYS) else { return Ok(()) };
    if mode == Mode::Combine {
        if let Some(other) = out.get(RETAIN_KEYS)
            && *other != kept
        {
            return Err(PatchError::Internal(format!(
                "{} and {} are not deep equal: this may happen when calculating the 3-way diff patch",
                go_text(other),
                go_text(&kept)
            )));
        }
        out.insert(RETAIN_KEYS, kept);
        return Ok(());
    }
    let bad = || PatchError::BadRequest(BAD_RETAIN.into());
    let kept = kept.as_list().ok_or_else(bad)?.to_vec();
    let is_kept = |key: &str| kept.iter().any(|k| k.as_str() == Some(key));
    for (key, v) in patch.iter() {
        let directive = key.starts_with(DELETE_FROM) || key.starts_with(SET_ORDER);
        if !v.is_null() && !directive && !is_kept(key) {
            return Err(bad());
        }
    }
    out.retain(|key, _| is_kept(key));
    Ok(())
}

/// Lists with a `$setElementOrder` beside them: merged here, and taken out of the patch.
fn merge_ordered_lists(out: &mut Map, patch: &mut Map, ty: Option<TypeRef>, mode: Mode) -> Result<(), PatchError> {
    let directives: Vec<Text> = patch.keys().filter(|k| k.starts_with(SET_ORDER)).cloned().collect();
    for directive in directives {
        let order = patch.remove(&directive).unwrap_or_default();
        let bad = || PatchError::BadRequest(BAD_ORDER.into());
        let name = directive.strip_prefix(SET_ORDER).and_then(|k| k.strip_prefix('/')).ok_or_else(bad)?;
        if mode == Mode::Combine {
            if out.get(&directive).is_some_and(|other| *other != order) {
                return Err(bad());
            }
            out.insert(&directive, &order);
        }
        let order = order.as_list().ok_or_else(bad)?;
        let (old, new) = (out.get(name).cloned(), patch.remove(name));
        let old_items = old.as_ref().and_then(Value::as_list).unwrap_or(&[]);
        let new_items = new.as_ref().and_then(Value::as_list).unwrap_or(&[]);
        let field = info(ty, name);
        check_order(new_items, order, field.key)?;
        let merged: Vec<Value> = match (&old, &new) {
            (None, None) => continue,
            (Some(_), None) => old_items.to_vec(),
            (None, Some(new)) => without_directives(new, mode)?.as_list().unwrap_or(&[]).to_vec(),
            (Some(_), Some(_)) if field.merges => merge_lists(old_items, new_items, &field, mode)?,
            (Some(_), Some(_)) => new_items.to_vec(),
        };
        let (listed, others) = partition(merged, order, field.key);
        let all = interleave(listed, others, order, old_items, field.key)?;
        out.insert(Text::new(name), all);
    }
    Ok(())
}

/// The items of a patch must stand in the order that it declares.
fn check_order(items: &[Value], order: &[Value], key: &str) -> Result<(), PatchError> {
    let kept: Vec<&Value> = items.iter().filter(|v| key.is_empty() || v.str(MARKER).is_empty()).collect();
    let mut at = 0;
    for item in kept {
        let same = |v: &Value| if key.is_empty() { v == item } else { v.get(key) == item.get(key) };
        match order[at..].iter().position(same) {
            Some(i) => at += i + 1,
            None => {
                return Err(PatchError::Internal(format!(
                    "The order in patch list:\n{}\n doesn't match {SET_ORDER} list:\n{}\n",
                    go_text(&Value::from(items.to_vec())),
                    go_text(&Value::from(order.to_vec()))
                )));
            }
        }
    }
    Ok(())
}

fn merge_lists(old: &[Value], new: &[Value], field: &FieldInfo, mode: Mode) -> Result<Vec<Value>, PatchError> {
    if old.is_empty() && new.is_empty() {
        return Ok(Vec::new());
    }
    if !are_maps([old, new])? {
        let merged = unique(old.iter().chain(new).cloned().collect());
        return in_order(merged, new, old, "", mode);
    }
    if field.key.is_empty() {
        return Err(PatchError::Internal("cannot merge lists without merge key".into()));
    }
    let (old, new) = obey_directives(old, new, field.key)?;
    let merged = merge_items(&old, &new, field, mode)?;
    in_order(merged, &new, &old, field.key, mode)
}

fn in_order(merged: Vec<Value>, new: &[Value], old: &[Value], key: &str, mode: Mode) -> Result<Vec<Value>, PatchError> {
    let (listed, others) = partition(merged, new, key);
    interleave(listed, others, new, if mode == Mode::Front { &[] } else { old }, key)
}

/// Items with a `$patch` are no items but orders: to delete one, or to replace the whole list. Leaves the old items and
/// the patch's own.
fn obey_directives(old: &[Value], new: &[Value], key: &str) -> Result<(Vec<Value>, Vec<Value>), PatchError> {
    let mut out = old.to_vec();
    let mut changes = Vec::new();
    let mut replace = false;
    for item in new {
        match item.get(MARKER) {
            Value::Null => changes.push(item.clone()),
            directive => match directive.as_str() {
                Some("delete") => {
                    let id = require_key(item, key)?;
                    out.retain(|v| v.get(key) != id);
                }
                Some("replace") => replace = true,
                Some("merge") => {
                    return Err(PatchError::Internal("merging lists cannot yet be specified in the patch".into()));
                }
                _ => return bad_directive(directive, item.as_map().unwrap_or(&Map::new())),
            },
        }
    }
    Ok(if replace { (changes, Vec::new()) } else { (out, changes) })
}

fn merge_items(old: &[Value], new: &[Value], field: &FieldInfo, mode: Mode) -> Result<Vec<Value>, PatchError> {
    let mut out = old.to_vec();
    let empty = Map::new();
    for item in new {
        let id = require_key(item, field.key)?;
        let change = item.as_map().unwrap_or(&empty);
        match out.iter_mut().find(|v| v.get(field.key) == id) {
            Some(found) => {
                *found = merge_maps(found.as_map().unwrap_or(&empty), change, field.ty, mode)?.into();
            }
            None => out.push(without_directives(item, mode)?),
        }
    }
    Ok(out)
}
