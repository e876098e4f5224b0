//! What differs between two objects of a type, field by field.

use super::path::{Path, PathElement};
use super::set::FieldSet;
use super::shape::{Atom, Shape};
use crate::value::{Map, Value};

/// The differences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Only in the old object.
    pub removed: FieldSet,
    /// In both, with other values.
    pub modified: FieldSet,
    /// Only in the new object.
    pub added: FieldSet,
}

impl Comparison {
    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        self.removed.is_empty() && self.modified.is_empty() && self.added.is_empty()
    }
    /// Without some fields and all below them.
    #[must_use]
    pub(super) fn without(self, fields: &[&[&str]]) -> Comparison {
        Comparison {
            removed: self.removed.without(fields),
            modified: self.modified.without(fields),
            added: self.added.without(fields),
        }
    }
}

/// Compares an old object with a new one.
pub fn compare(old: &Value, new: &Value, shape: Shape<'_>) -> Comparison {
    let mut walk = Walk { path: Vec::new(), out: Comparison::default() };
    walk.node(Some(old), Some(new), shape);
    walk.out
}

struct Walk {
    path: Path,
    out: Comparison,
}

/// Maps and lists without anything in them count as leaves.
fn is_hollow(side: Option<&Value>) -> bool {
    match side {
        Some(Value::Map(m)) => m.is_empty(),
        Some(Value::List(l)) => l.is_empty(),
        _ => true,
    }
}

impl Walk {
    fn node(&mut self, old: Option<&Value>, new: Option<&Value>, shape: Shape<'_>) {
        if let (Some(old), Some(new)) = (old, new)
            && old.same(new)
        {
            return;
        }
        let Some(decisive) = new.or(old) else { return };
        let hollow = is_hollow(old) && is_hollow(new);
        match shape.atom(decisive) {
            Atom::List if !hollow => self.list(old, new, shape),
            Atom::Map if !hollow => self.map(old, new, shape),
            _ => return self.leaf(old, new),
        }
        match (old, new) {
            (None, _) => self.out.added.insert(&self.path),
            (_, None) => self.out.removed.insert(&self.path),
            _ => {}
        }
    }
    fn leaf(&mut self, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (None, _) => self.out.added.insert(&self.path),
            (_, None) => self.out.removed.insert(&self.path),
            (Some(old), Some(new)) if old != new => self.out.modified.insert(&self.path),
            _ => {}
        }
    }
    fn descend(&mut self, pe: PathElement, old: Option<&Value>, new: Option<&Value>, shape: Shape<'_>) {
        self.path.push(pe);
        self.node(old, new, shape);
        self.path.pop();
    }
    fn map(&mut self, old: Option<&Value>, new: Option<&Value>, shape: Shape<'_>) {
        let (old, new) = (old.and_then(Value::as_map), new.and_then(Value::as_map));
        let only_old = old.into_iter().flat_map(Map::iter).filter(|(k, _)| !new.is_some_and(|n| n.contains_key(k)));
        for (key, value) in only_old {
            let inner = shape.field(key).unwrap_or(Shape::Deduced);
            self.descend(PathElement::Field(key.clone()), Some(value), None, inner);
        }
        for (key, value) in new.into_iter().flat_map(Map::iter) {
            let inner = shape.field(key).unwrap_or(Shape::Deduced);
            self.descend(PathElement::Field(key.clone()), old.and_then(|o| o.get(key)), Some(value), inner);
        }
    }
    fn list(&mut self, old: Option<&Value>, new: Option<&Value>, shape: Shape<'_>) {
        let keyed = |side: Option<&Value>| -> Vec<(PathElement, Value)> {
            let items = side.and_then(Value::as_list).unwrap_or_default();
            items.iter().filter_map(|v| Some((shape.element(v)?, v.clone()))).collect()
        };
        let (old, new) = (keyed(old), keyed(new));
        let mut seen: Vec<&PathElement> = Vec::new();
        for (pe, _) in old.iter().chain(&new) {
            if seen.contains(&pe) {
                continue;
            }
            seen.push(pe);
            let of = |side: &[(PathElement, Value)]| -> Vec<Value> {
                side.iter().filter(|(p, _)| p == pe).map(|(_, v)| v.clone()).collect()
            };
            self.twins(pe, &of(&old), &of(&new), shape.item());
        }
    }
    /// Items of one key; more than one on a side is a mistake that is stored already, and then it is one leaf.
    fn twins(&mut self, pe: &PathElement, old: &[Value], new: &[Value], shape: Shape<'_>) {
        let whole: Path = self.path.iter().chain([pe]).cloned().collect();
        match (old.len(), new.len()) {
            (0 | 1, 0 | 1) => self.descend(pe.clone(), old.first(), new.first(), shape),
            (2.., 2..) => {
                if old != new {
                    self.out.modified.insert(&whole);
                }
            }
            (2.., _) => {
                if let Some(item) = new.first() {
                    self.descend(pe.clone(), None, Some(item), shape);
                }
                self.out.removed.insert(&whole);
            }
            (_, 2..) => {
                if let Some(item) = old.first() {
                    self.descend(pe.clone(), Some(item), None, shape);
                }
                self.out.added.insert(&whole);
            }
        }
    }
}
