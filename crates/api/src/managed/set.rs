//! Sets of fields: a tree in which every node may be a member itself and may have members below it.

use sorted::{SortedMap, SortedSet};

use super::path::{Path, PathElement};
use super::shape::{Atom, Shape};
use crate::value::{Map, Text, Value};

/// A set of paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSet {
    members: SortedSet<PathElement>,
    children: SortedMap<PathElement, FieldSet>,
}

const NONE: &FieldSet = &FieldSet { members: SortedSet::new(), children: SortedMap::new() };

impl FieldSet {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.children.values().all(FieldSet::is_empty)
    }
    /// Adds a path; the top itself is never a member.
    pub fn insert(&mut self, path: &[PathElement]) {
        let Some((last, parents)) = path.split_last() else { return };
        let node = parents.iter().fold(self, |node, pe| node.children.entry(pe.clone()).or_default());
        node.members.insert(last.clone());
    }
    /// Whether the path is a member.
    pub fn has(&self, path: &[PathElement]) -> bool {
        let Some((last, parents)) = path.split_last() else { return false };
        parents.iter().fold(self, |node, pe| node.below(pe)).members.contains(last)
    }
    /// What is below a step.
    pub fn below(&self, pe: &PathElement) -> &FieldSet {
        self.children.get(pe).unwrap_or(NONE)
    }
    /// Whether the step itself is a member.
    pub(super) fn has_member(&self, pe: &PathElement) -> bool {
        self.members.contains(pe)
    }
    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &FieldSet) -> FieldSet {
        let mut out = self.clone();
        out.members.extend(other.members.iter().cloned());
        for (pe, set) in &other.children {
            let child = out.children.entry(pe.clone()).or_default();
            *child = child.union(set);
        }
        out
    }
    /// What is in both.
    #[must_use]
    pub fn intersection(&self, other: &FieldSet) -> FieldSet {
        let members = self.members.intersection(&other.members).cloned().collect();
        let children = self.children.iter().map(|(pe, set)| (pe.clone(), set.intersection(other.below(pe))));
        FieldSet { members, children: children.filter(|(_, set)| !set.is_empty()).collect() }
    }
    /// What is in this and not in the other.
    #[must_use]
    pub fn difference(&self, other: &FieldSet) -> FieldSet {
        let members = self.members.difference(&other.members).cloned().collect();
        let children = self.children.iter().map(|(pe, set)| (pe.clone(), set.difference(other.below(pe))));
        FieldSet { members, children: children.filter(|(_, set)| !set.is_empty()).collect() }
    }
    /// What is left without some fields and all below them.
    #[must_use]
    pub fn without(&self, fields: &[&[&str]]) -> FieldSet {
        let mut out = self.clone();
        for path in fields {
            out.cut(path);
        }
        out
    }
    fn cut(&mut self, path: &[&str]) {
        let Some((first, rest)) = path.split_first() else { return };
        let pe = PathElement::Field(Text::new(first));
        if rest.is_empty() {
            self.members.remove(&pe);
            self.children.remove(&pe);
        } else if let Some(child) = self.children.get_mut(&pe) {
            child.cut(rest);
        }
    }
    /// All members: those of a node, then those below it.
    pub fn paths(&self) -> Vec<Path> {
        let mut out = Vec::new();
        self.collect(&mut Vec::new(), &mut out);
        out
    }
    fn collect(&self, prefix: &mut Path, out: &mut Vec<Path>) {
        for pe in &self.members {
            out.push(prefix.iter().chain([pe]).cloned().collect());
        }
        for (pe, child) in &self.children {
            prefix.push(pe.clone());
            child.collect(prefix, out);
            prefix.pop();
        }
    }
    /// The set with every field that the type names and that has something below it.
    #[must_use]
    pub(super) fn with_named_parents(&self, shape: Shape<'_>) -> FieldSet {
        let mut out = FieldSet { members: self.members.clone(), children: SortedMap::new() };
        for (pe, child) in &self.children {
            let inner = match pe {
                PathElement::Field(name) => {
                    if shape.names(name) {
                        out.members.insert(pe.clone());
                    }
                    shape.field(name).unwrap_or(Shape::Deduced)
                }
                _ => shape.item(),
            };
            out.children.insert(pe.clone(), child.with_named_parents(inner));
        }
        out
    }
    /// As `fieldsV1`.
    pub fn to_value(&self) -> Value {
        self.write(false)
    }
    fn write(&self, itself: bool) -> Value {
        let mut map = Map::new();
        if itself && !(self.members.is_empty() && self.children.is_empty()) {
            map.insert(".", Value::object());
        }
        for pe in self.members.iter().filter(|pe| !self.children.contains_key(*pe)) {
            map.insert(Text::from(pe.encode()), Value::object());
        }
        for (pe, child) in &self.children {
            map.insert(Text::from(pe.encode()), child.write(self.members.contains(pe)));
        }
        map.into()
    }
    /// From `fieldsV1`; what cannot be read is left out.
    pub fn from_value(value: &Value) -> FieldSet {
        let mut out = FieldSet::default();
        for (key, below) in value.as_map().into_iter().flat_map(Map::iter) {
            let Some(pe) = PathElement::decode(key) else { continue };
            let leaf = below.as_map().is_none_or(Map::is_empty);
            if leaf || below.has(".") {
                out.members.insert(pe.clone());
            }
            let child = FieldSet::from_value(below);
            if !child.is_empty() {
                out.children.insert(pe, child);
            }
        }
        out
    }
}

/// The fields that an object sets.
pub fn set_of(value: &Value, shape: Shape<'_>) -> FieldSet {
    let mut out = FieldSet::default();
    collect(value, shape, &mut Vec::new(), &mut out);
    out
}

fn collect(value: &Value, shape: Shape<'_>, path: &mut Path, out: &mut FieldSet) {
    match shape.atom(value) {
        Atom::Scalar | Atom::AtomicList | Atom::AtomicMap => out.insert(path),
        Atom::List => {
            let items: Vec<_> = value.as_list().unwrap_or_default().iter().map(|v| (shape.element(v), v)).collect();
            for (i, (pe, item)) in items.iter().enumerate() {
                let Some(pe) = pe else { continue };
                let twin = items.iter().enumerate().any(|(j, (other, _))| j != i && other.as_ref() == Some(pe));
                path.push(pe.clone());
                if !twin {
                    collect(item, shape.item(), path, out);
                }
                out.insert(path);
                path.pop();
            }
        }
        Atom::Map => {
            for (key, item) in value.as_map().into_iter().flat_map(Map::iter) {
                path.push(PathElement::Field(key.clone()));
                collect(item, shape.field(key).unwrap_or(Shape::Deduced), path, out);
                if item.is_null() || item.as_map().is_some_and(Map::is_empty) || !shape.names(key) {
                    out.insert(path);
                }
                path.pop();
            }
        }
    }
}
