//! How a value is to be compared and merged: by the schema table for built-in kinds, by the schema of a definition for
//! custom ones, and by looking at the value where neither says anything.

use super::path::PathElement;
use crate::schema::{self, Field, Kind, ListType, Scalar, Ty, TypeRef, decode};
use crate::value::{Text, Value};

/// The type of a value.
#[derive(Clone, Copy, Debug)]
pub enum Shape<'a> {
    /// Of a built-in kind: the type, and the field that has it (an item of that field's list or map has none).
    BuiltIn(Ty, Option<Field>),
    /// A custom resource with the schema of its definition (`openAPIV3Schema`).
    CustomResource(&'a Value),
    /// A part of a custom resource.
    Custom(&'a Value),
    /// Whatever the value is: maps by entry, lists as a whole.
    Deduced,
}

/// What a value is treated as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Atom {
    Scalar,
    AtomicList,
    List,
    AtomicMap,
    Map,
}

impl<'a> Shape<'a> {
    /// Of objects of a built-in kind.
    pub fn of(t: TypeRef) -> Shape<'static> {
        Shape::BuiltIn(Ty::of(t), None)
    }
    /// An object of this type that nobody has written to: what the type always has.
    pub fn zero(self) -> Value {
        match self {
            Shape::BuiltIn(ty, _) => decode::zero(ty),
            _ => Value::object(),
        }
    }
    /// What the value is treated as.
    pub(super) fn atom(self, value: &Value) -> Atom {
        match self {
            Shape::BuiltIn(ty, field) => match ty.kind() {
                Kind::Scalar(Scalar::Raw | Scalar::FieldsV1 | Scalar::Json) => match value {
                    Value::Map(_) => Atom::AtomicMap,
                    _ => deduced(value),
                },
                Kind::Scalar(_) => Atom::Scalar,
                Kind::Object(t) if is_atomic(field) || t.atomic() && !is_granular(field) => Atom::AtomicMap,
                Kind::Map(_) if is_atomic(field) => Atom::AtomicMap,
                Kind::Object(_) | Kind::Map(_) => Atom::Map,
                Kind::List(_) => match field.map_or(ListType::None, Field::list_type) {
                    ListType::Map | ListType::Set => Atom::List,
                    _ => Atom::AtomicList,
                },
            },
            Shape::CustomResource(_) => Atom::Map,
            Shape::Custom(s) => match s.str("type") {
                _ if s.bool("x-kubernetes-int-or-string") => Atom::Scalar,
                "object" if s.str("x-kubernetes-map-type") == "atomic" => Atom::AtomicMap,
                "object" => Atom::Map,
                "array" if matches!(s.str("x-kubernetes-list-type"), "map" | "set") => Atom::List,
                "array" => Atom::AtomicList,
                "" => deduced(value),
                _ => Atom::Scalar,
            },
            Shape::Deduced => deduced(value),
        }
    }
    /// Whether the type itself declares the field, as opposed to an entry of a map.
    pub(super) fn names(self, name: &str) -> bool {
        match self {
            Shape::BuiltIn(ty, _) => ty.object().is_some_and(|t| t.field(name).is_some()),
            Shape::CustomResource(s) => {
                matches!(name, "apiVersion" | "kind" | "metadata") || s.get("properties").has(name)
            }
            Shape::Custom(s) => s.get("properties").has(name),
            Shape::Deduced => false,
        }
    }
    /// The type of a field or map entry; none where the type allows no such field.
    pub(super) fn field(self, name: &str) -> Option<Shape<'a>> {
        match self {
            Shape::BuiltIn(ty, field) => match ty.kind() {
                Kind::Object(t) => t.field(name).map(|f| Shape::BuiltIn(f.ty(), Some(f))),
                Kind::Map(item) => Some(Shape::BuiltIn(item, field.filter(|_| item.item().is_some()))),
                _ => Some(Shape::Deduced),
            },
            Shape::CustomResource(s) => match name {
                "apiVersion" | "kind" => Some(Shape::BuiltIn(Ty::STR, None)),
                "metadata" => Some(Shape::of(schema::object_meta())),
                _ => Shape::Custom(s).field(name),
            },
            Shape::Custom(s) => {
                let declared = s.get("properties").get(name);
                let others = s.get("additionalProperties");
                match (declared.is_null(), others) {
                    (false, _) => Some(Shape::Custom(declared)),
                    (true, Value::Map(_)) => Some(Shape::Custom(others)),
                    (true, Value::Bool(true)) => Some(Shape::Deduced),
                    _ if s.bool("x-kubernetes-preserve-unknown-fields") => Some(Shape::Deduced),
                    _ => None,
                }
            }
            Shape::Deduced => Some(Shape::Deduced),
        }
    }
    /// The type of a list's items.
    pub(super) fn item(self) -> Shape<'a> {
        match self {
            Shape::BuiltIn(ty, _) => ty.item().map_or(Shape::Deduced, |item| Shape::BuiltIn(item, None)),
            Shape::Custom(s) => Some(s.get("items")).filter(|s| !s.is_null()).map_or(Shape::Deduced, Shape::Custom),
            _ => Shape::Deduced,
        }
    }
    /// The step to an item of a list that is no atomic one; none where the item has no key.
    pub(super) fn element(self, item: &Value) -> Option<PathElement> {
        let keys: Vec<&str> = self.keys();
        if keys.is_empty() {
            return Some(PathElement::item(item));
        }
        item.as_map()?;
        let found = keys.iter().filter_map(|key| {
            let value = item.get(key);
            let value = if value.is_null() { self.item().default_of(key) } else { value.clone() };
            (!value.is_null()).then(|| (Text::new(key), value))
        });
        let found: Vec<_> = found.collect();
        (!found.is_empty()).then(|| PathElement::key(found))
    }
    /// The fields by which items are found.
    pub(super) fn keys(self) -> Vec<&'a str> {
        match self {
            Shape::BuiltIn(_, field) => field.map_or(&[][..], Field::map_keys).to_vec(),
            Shape::Custom(s) if s.str("x-kubernetes-list-type") == "map" => {
                s.list("x-kubernetes-list-map-keys").iter().filter_map(Value::as_str).collect()
            }
            _ => Vec::new(),
        }
    }
    fn default_of(self, key: &str) -> Value {
        match self {
            Shape::BuiltIn(ty, _) => {
                let Some(field) = ty.object().and_then(|t| t.field(key)) else { return Value::Null };
                match field.schema_default() {
                    // What Go always writes is declared to be empty by default.
                    "" if field.kept() && !field.pointer() => decode::zero(field.ty()),
                    "" => Value::Null,
                    default => default.into(),
                }
            }
            Shape::Custom(s) => s.get("properties").get(key).get("default").clone(),
            _ => Value::Null,
        }
    }
}

fn is_atomic(field: Option<Field>) -> bool {
    field.is_some_and(|f| f.list_type() == ListType::Atomic)
}

/// Some fields open up what their type declares to be one whole.
fn is_granular(field: Option<Field>) -> bool {
    field.is_some_and(|f| f.list_type() == ListType::Granular)
}

fn deduced(value: &Value) -> Atom {
    match value {
        Value::Map(_) => Atom::Map,
        Value::List(_) => Atom::AtomicList,
        _ => Atom::Scalar,
    }
}
