//! Computing a strategic merge patch: from two states, or from three as `kubectl apply` does.

use super::order::{MARKER, are_maps, require_key, sort, unique};
use super::strategic::{DELETE_FROM, FieldInfo, Mode, RETAIN_KEYS, SET_ORDER, info, merge_maps};
use super::{PatchError, go_text};
use crate::schema::TypeRef;
use crate::value::{Map, Text, Value};
use sorted::InOrder;

/// The patch that makes `modified` of `original`.
pub fn strategic_two_way(original: &Value, modified: &Value, ty: TypeRef) -> Result<Value, PatchError> {
    let empty = Map::new();
    let (a, b) = (original.as_map().unwrap_or(&empty), modified.as_map().unwrap_or(&empty));
    maps(a, b, Some(ty), What::Both, false).map(Value::from)
}

/// The patch for `kubectl apply`: what `modified` changes or adds in `current`, and what it dropped since `original`,
/// the configuration that was applied last.
pub fn strategic_three_way(
    original: &Value,
    modified: &Value,
    current: &Value,
    ty: TypeRef,
) -> Result<Value, PatchError> {
    let empty = Map::new();
    let map = |v: &'_ Value| v.as_map().unwrap_or(&empty).clone();
    let changes = maps(&map(current), &map(modified), Some(ty), What::Changes, false)?;
    let deletions = maps(&map(original), &map(modified), Some(ty), What::Deletions, false)?;
    merge_maps(&deletions, &changes, Some(ty), Mode::Combine).map(Value::from)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Changes,
    Deletions,
    Both,
}

impl What {
    fn changes(self) -> bool {
        self != What::Deletions
    }
    fn deletions(self) -> bool {
        self != What::Changes
    }
}

fn same_type(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

fn maps(a: &Map, b: &Map, ty: Option<TypeRef>, what: What, retains_keys: bool) -> Result<Map, PatchError> {
    let mut patch = Map::new();
    for (key, new) in b.iter() {
        let Some(old) = a.get(key) else {
            if what.changes() {
                patch.insert(key, new);
            }
            continue;
        };
        match (old, new) {
            (Value::Map(old), Value::Map(new_map)) => {
                let field = info(ty, key);
                if field.replaces {
                    if what.changes() {
                        patch.insert(key, new);
                    }
                    continue;
                }
                let inner = maps(old, new_map, field.ty, what, field.retains_keys)?;
                if !inner.is_empty() {
                    patch.insert(key, inner);
                }
            }
            (Value::List(old_items), Value::List(new_items)) => {
                let field = info(ty, key);
                if field.merges {
                    let lists = lists(old_items, new_items, &field, what)?;
                    lists.write(key, &mut patch);
                } else if what.changes() && old != new {
                    patch.insert(key, new);
                }
            }
            _ if what.changes() && !(same_type(old, new) && old == new) => {
                patch.insert(key, new);
            }
            _ => {}
        }
    }
    if what.deletions() {
        for (key, _) in a.iter().filter(|(k, _)| !b.contains_key(k)) {
            patch.insert(key, Value::Null);
        }
    }
    let added = || b.keys().any(|k| !a.contains_key(k));
    if retains_keys && (!patch.is_empty() || added()) {
        let kept: Vec<Value> = b.iter().filter(|(_, v)| !v.is_null()).map(|(k, _)| k.into()).collect();
        if !kept.is_empty() {
            patch.insert(RETAIN_KEYS, kept);
        }
    }
    Ok(patch)
}

#[derive(Default)]
struct ListDiff {
    items: Vec<Value>,
    deleted: Vec<Value>,
    order: Vec<Value>,
}

impl ListDiff {
    fn write(self, key: &str, patch: &mut Map) {
        let fields = [
            (key.to_string(), self.items),
            (format!("{DELETE_FROM}/{key}"), self.deleted),
            (format!("{SET_ORDER}/{key}"), self.order),
        ];
        for (name, list) in fields {
            if !list.is_empty() {
                patch.insert(Text::new(&name), list);
            }
        }
    }
}

fn lists(a: &[Value], b: &[Value], field: &FieldInfo, what: What) -> Result<ListDiff, PatchError> {
    if a.is_empty() {
        return Ok(ListDiff { items: if what.changes() { b.to_vec() } else { Vec::new() }, ..ListDiff::default() });
    }
    if !are_maps([a, b])? {
        let (items, deleted) = scalars(a, b, what);
        let ordered = what.deletions() && !deleted.is_empty() || what.changes() && a != b;
        let order = if ordered { b.to_vec() } else { Vec::new() };
        return Ok(ListDiff { items: sort(items, b, "")?, deleted, order });
    }
    let (items, deleted) = items(a, b, field, what)?;
    let mut items = sort(items, b, field.key)?;
    items.extend(deleted);
    let changed = !items.is_empty();
    let ordered = what.changes() && (changed || !same_order(a, b, field.key)) || what.deletions() && changed;
    let order = if ordered {
        b.iter().map(|v| Map::from_iter([(field.key, v.get(field.key))]).into()).collect()
    } else {
        Vec::new()
    };
    Ok(ListDiff { items, deleted: Vec::new(), order })
}

/// Whether the items that both have stand in the same order, and both have the same.
fn same_order(a: &[Value], b: &[Value], key: &str) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.get(key) == y.get(key))
}

fn scalars(a: &[Value], b: &[Value], what: What) -> (Vec<Value>, Vec<Value>) {
    let mut left = a.to_vec();
    let mut added = Vec::new();
    for v in b {
        match left.iter().position(|o| o == v) {
            Some(i) => {
                left.remove(i);
            }
            None => added.push(v.clone()),
        }
    }
    let added = if what.changes() { added } else { Vec::new() };
    (added, if what.deletions() { unique(left) } else { Vec::new() })
}

fn items(a: &[Value], b: &[Value], field: &FieldInfo, what: What) -> Result<(Vec<Value>, Vec<Value>), PatchError> {
    let empty = Map::new();
    let id = |v: &Value| require_key(v, field.key).map(go_text);
    // Of several with one name the first stands for the first, and what is left over was added, or is gone.
    let of_name = |list: &[Value], name: &str| list.iter().filter(|v| id(v).is_ok_and(|n| n == name)).count();
    let mut patch: Vec<(String, Value)> = Vec::new();
    for (at, new) in b.iter().enumerate() {
        let name = id(new)?;
        let old = a.iter().filter(|o| id(o).is_ok_and(|n| n == name)).nth(of_name(&b[..at], &name));
        match old {
            Some(old) => {
                let (x, y) = (old.as_map().unwrap_or(&empty), new.as_map().unwrap_or(&empty));
                let mut change = maps(x, y, field.ty, what, field.retains_keys)?;
                if !change.is_empty() {
                    change.insert(field.key, new.get(field.key));
                    patch.push((name, change.into()));
                }
            }
            None if what.changes() => patch.push((name, new.clone())),
            None => {}
        }
    }
    patch.order_by(|x, y| x.0.cmp(&y.0));
    let mut deleted: Vec<(String, Value)> = Vec::new();
    if what.deletions() {
        for (at, old) in a.iter().enumerate() {
            let name = id(old)?;
            if of_name(&a[..at], &name) >= of_name(b, &name) {
                let directive =
                    Map::from_iter([(MARKER, Value::from("delete")), (field.key, old.get(field.key).clone())]);
                deleted.push((name, directive.into()));
            }
        }
    }
    deleted.order_by(|x, y| x.0.cmp(&y.0));
    let values = |list: Vec<(String, Value)>| list.into_iter().map(|(_, v)| v).collect();
    Ok((values(patch), values(deleted)))
}
