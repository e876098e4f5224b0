//! An object without some of its fields.

use super::path::PathElement;
use super::set::FieldSet;
use super::shape::{Atom, Shape};
use crate::value::{Map, Value};

/// `value` without the members of `fields`. Maps and lists that lose all they have go too; atomic ones are left whole.
pub fn remove(value: &Value, fields: &FieldSet, shape: Shape<'_>) -> Value {
    match shape.atom(value) {
        Atom::List => list(value, fields, shape),
        Atom::Map => map(value, fields, shape),
        Atom::Scalar => value.clone(),
        Atom::AtomicList | Atom::AtomicMap => Value::Null,
    }
}

fn list(value: &Value, fields: &FieldSet, shape: Shape<'_>) -> Value {
    let mut out = Vec::new();
    for item in value.as_list().unwrap_or_default() {
        let Some(pe) = shape.element(item) else { continue };
        if fields.has_member(&pe) {
            continue;
        }
        let below = fields.below(&pe);
        out.push(if below.is_empty() { item.clone() } else { remove(item, below, shape.item()) });
    }
    if out.is_empty() { Value::Null } else { out.into() }
}

fn map(value: &Value, fields: &FieldSet, shape: Shape<'_>) -> Value {
    let mut out = Map::new();
    for (key, item) in value.as_map().into_iter().flat_map(Map::iter) {
        let pe = PathElement::Field(key.clone());
        if fields.has_member(&pe) {
            continue;
        }
        let below = fields.below(&pe);
        let inner = shape.field(key).unwrap_or(Shape::Deduced);
        out.insert(key, if below.is_empty() { item.clone() } else { remove(item, below, inner) });
    }
    if out.is_empty() { Value::Null } else { out.into() }
}
