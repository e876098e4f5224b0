//! The schema table: the type of every field of every built-in kind, from one generated table.
//!
//! It drives strict decoding, defaulting, patches, server-side apply, `explain`, completion and hover. It holds shapes and
//! facts, no prose: descriptions are in a file of their own. Custom resources have their schema in their definition.
//!
//! ```
//! use api::schema::{self, Ty};
//! let pod = schema::of("", "v1", "Pod").unwrap();
//! let spec = pod.field("spec").unwrap().ty().object().unwrap();
//! let containers = spec.field("containers").unwrap();
//! assert_eq!(containers.merge_key(), "name");
//! assert_eq!(containers.ty().explain_name(), "[]Container");
//! ```

pub mod decode;
mod raw;
mod table;

use crate::value::ordered;
pub use decode::{Decoded, decode, decode_onto};
use raw::Facts;
use table::{FACTS, FIELDS, NAMES, PACKAGES, TYPES};

/// A type with fields: a row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeRef(u16);

/// A field of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field(u16);

/// Values without fields of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// Text.
    Str,
    /// True or false.
    Bool,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// Any number.
    Float,
    /// Base64 of bytes.
    Bytes,
    /// `500m`, `1Gi`.
    Quantity,
    /// `80` or `http`, `1` or `25%`.
    IntOrString,
    /// RFC 3339 in seconds.
    Time,
    /// RFC 3339 in microseconds.
    MicroTime,
    /// An object of any shape (RawExtension).
    Raw,
    /// An object of managed fields.
    FieldsV1,
    /// Any JSON.
    Json,
    /// Of a CustomResourceDefinition: a schema, or a list of them.
    SchemaOrArray,
    /// Of a CustomResourceDefinition: a schema, or a boolean.
    SchemaOrBool,
    /// Of a CustomResourceDefinition: a schema, or a list of strings.
    SchemaOrStrings,
}

const SCALARS: [(Scalar, &str); 16] = [
    (Scalar::Str, "string"),
    (Scalar::Bool, "boolean"),
    (Scalar::Int32, "integer"),
    (Scalar::Int64, "integer"),
    (Scalar::Float, "number"),
    (Scalar::Bytes, "string"),
    (Scalar::Quantity, "Quantity"),
    (Scalar::IntOrString, "IntOrString"),
    (Scalar::Time, "string"),
    (Scalar::MicroTime, "string"),
    (Scalar::Raw, "RawExtension"),
    (Scalar::FieldsV1, "FieldsV1"),
    (Scalar::Json, "JSON"),
    (Scalar::SchemaOrArray, "JSONSchemaPropsOrArray"),
    (Scalar::SchemaOrBool, "JSONSchemaPropsOrBool"),
    (Scalar::SchemaOrStrings, "JSONSchemaPropsOrStringArray"),
];
const OBJECT: u16 = 32;
const LIST: u16 = 0x2000;
const MAP: u16 = 0x4000;

/// What a field, item or map value is, packed into a number; [`Ty::kind`] opens it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Ty(u16);

/// An opened [`Ty`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A value without fields.
    Scalar(Scalar),
    /// An object with fields.
    Object(TypeRef),
    /// A list of these.
    List(Ty),
    /// A map from strings to these.
    Map(Ty),
}

/// How server-side apply treats a list or map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListType {
    /// Nothing is declared: a list is atomic, a map granular.
    None,
    /// One owner for all of it.
    Atomic,
    /// A list whose items are their own keys.
    Set,
    /// A list whose items are found by some of their fields.
    Map,
    /// A map with an owner for each entry.
    Granular,
}

/// The type of a kind; of the core group with an empty `group`.
pub fn of(group: &str, version: &str, kind: &str) -> Option<TypeRef> {
    let package = PACKAGES.iter().position(|p| p.1 == group && p.2 == version)?;
    find(package as u16, kind)
}

/// The type with a full schema name, as `io.k8s.api.core.v1.PodSpec`.
pub fn named(name: &str) -> Option<TypeRef> {
    let (prefix, short) = name.rsplit_once('.')?;
    find(PACKAGES.iter().position(|p| p.0 == prefix)? as u16, short)
}

/// `metadata` of every object.
pub fn object_meta() -> TypeRef {
    named("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta").expect("the table holds ObjectMeta")
}

/// All types.
pub fn types() -> impl Iterator<Item = TypeRef> {
    (0..TYPES.len() as u16 - 1).map(TypeRef)
}

fn find(package: u16, name: &str) -> Option<TypeRef> {
    let rows = &TYPES[..TYPES.len() - 1];
    let key = |row: &[u16; 3]| (row[1] >> 8 & 0x7f, text(row[0], row[1]));
    rows.binary_search_by(|row| key(row).cmp(&(package, name))).ok().map(|i| TypeRef(i as u16))
}

fn text(offset: u16, length: u16) -> &'static str {
    let offset = usize::from(offset);
    &NAMES[offset..offset + usize::from(length & 0xff)]
}

impl TypeRef {
    fn row(self) -> &'static [u16; 3] {
        &TYPES[usize::from(self.0)]
    }
    fn package(self) -> &'static (&'static str, &'static str, &'static str) {
        &PACKAGES[usize::from(self.row()[1] >> 8 & 0x7f)]
    }
    /// `PodSpec`.
    pub fn name(self) -> &'static str {
        text(self.row()[0], self.row()[1])
    }
    /// `io.k8s.api.core.v1`.
    pub fn package_name(self) -> &'static str {
        self.package().0
    }
    /// `io.k8s.api.core.v1.PodSpec`.
    pub fn full_name(self) -> String {
        [self.package().0, ".", self.name()].concat()
    }
    /// `v1.PodSpec`, as Go's messages name it.
    pub fn go_name(self) -> String {
        [self.package().2, ".", self.name()].concat()
    }
    /// Whether server-side apply gives the whole object one owner.
    pub fn atomic(self) -> bool {
        self.row()[1] & 0x8000 != 0
    }
    /// Fields sorted by name.
    pub fn fields(self) -> impl ExactSizeIterator<Item = Field> + DoubleEndedIterator {
        (self.row()[2]..TYPES[usize::from(self.0) + 1][2]).map(Field)
    }
    /// The field `name`.
    pub fn field(self, name: &str) -> Option<Field> {
        let first = self.row()[2];
        let rows = &FIELDS[usize::from(first)..usize::from(TYPES[usize::from(self.0) + 1][2])];
        rows.binary_search_by(|row| ordered(text(row[0], row[1]), name)).ok().map(|i| Field(first + i as u16))
    }
    /// The type of a nested field; lists and maps on the way are entered.
    pub fn at(self, path: &[&str]) -> Option<Field> {
        let (last, parents) = path.split_last()?;
        parents.iter().try_fold(self, |t, name| t.field(name)?.ty().innermost().object())?.field(last)
    }
}

impl Field {
    fn row(self) -> &'static [u16; 4] {
        &FIELDS[usize::from(self.0)]
    }
    fn facts(self) -> &'static Facts {
        &FACTS[usize::from(self.row()[3])]
    }
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        text(self.row()[0], self.row()[1])
    }
    /// What it holds.
    pub fn ty(self) -> Ty {
        Ty(self.row()[2])
    }
    /// Whether the schema requires it.
    pub fn required(self) -> bool {
        self.row()[1] & 0x100 != 0
    }
    /// Whether it is a pointer in Go: then "not set" differs from "empty".
    pub fn pointer(self) -> bool {
        self.row()[1] & 0x200 != 0
    }
    /// Whether the server writes it even when it is empty.
    pub fn kept(self) -> bool {
        self.row()[1] & 0x400 != 0
    }
    /// How server-side apply treats it.
    pub fn list_type(self) -> ListType {
        self.facts().list
    }
    /// The fields by which items of a [`ListType::Map`] are found.
    pub fn map_keys(self) -> &'static [&'static str] {
        self.facts().map_keys
    }
    /// The field by which a strategic merge patch finds items; empty where the patch replaces the list.
    pub fn merge_key(self) -> &'static str {
        self.facts().merge_key
    }
    /// Whether a strategic merge patch merges the list.
    pub fn patch_merges(self) -> bool {
        self.facts().patch.starts_with("merge")
    }
    /// Whether a strategic merge patch takes out the fields that it does not name (`$retainKeys`).
    pub fn patch_retains_keys(self) -> bool {
        self.facts().patch.ends_with("retainKeys")
    }
    /// Whether a strategic merge patch replaces the whole value.
    pub fn patch_replaces(self) -> bool {
        self.facts().patch == "replace"
    }
    /// The values that an enumeration has, sorted; empty where any value goes.
    pub fn enum_values(self) -> &'static [&'static str] {
        self.facts().values
    }
    /// The default that the schema declares; empty where it declares none. Defaulting knows many more.
    pub fn schema_default(self) -> &'static str {
        self.facts().default
    }
    /// Whether it maps names of resources to amounts.
    pub fn is_resource_list(self) -> bool {
        self.facts().go == "v1.ResourceList"
    }
    /// The Go structs that the field is embedded through, joined by dots; messages name them in its path.
    pub fn embedded_in(self) -> &'static str {
        self.facts().within
    }
    /// The type as Go's messages name it: `int32`, `v1.Protocol`, `[]v1.Container`, `map[string]string`.
    pub fn go_type(self) -> String {
        let go = self.facts().go;
        let (lists, maps) = (matches!(self.ty().kind(), Kind::List(_)), matches!(self.ty().kind(), Kind::Map(_)));
        match go {
            "" => self.ty().go_type(),
            _ if lists && !go.starts_with("[]") && !self.facts().values.is_empty() => ["[]", go].concat(),
            _ if maps && go.starts_with("[]") => ["map[string]", go].concat(),
            _ => go.to_string(),
        }
    }
    /// The Go type of an item or map value.
    pub fn go_item_type(self) -> String {
        let whole = self.go_type();
        match whole.strip_prefix("[]").or_else(|| whole.split_once(']').map(|p| p.1)) {
            Some(item) if !item.is_empty() => item.to_string(),
            _ => self.ty().item().map_or(whole, Ty::go_type),
        }
    }
}

impl Ty {
    pub(crate) const STR: Ty = Ty(0);
    pub(crate) const BOOL: Ty = Ty(1);
    pub(crate) const INT32: Ty = Ty(2);

    /// An object of a type.
    pub const fn of(t: TypeRef) -> Ty {
        Ty(t.0 + OBJECT)
    }
    /// What it is.
    pub fn kind(self) -> Kind {
        if self.0 & MAP != 0 {
            Kind::Map(Ty(self.0 & !MAP))
        } else if self.0 & LIST != 0 {
            Kind::List(Ty(self.0 & !LIST))
        } else if self.0 < OBJECT {
            Kind::Scalar(SCALARS[usize::from(self.0)].0)
        } else {
            Kind::Object(TypeRef(self.0 - OBJECT))
        }
    }
    /// The type's fields, if it has some.
    pub fn object(self) -> Option<TypeRef> {
        if let Kind::Object(t) = self.kind() { Some(t) } else { None }
    }
    /// What a list or map holds.
    pub fn item(self) -> Option<Ty> {
        if let Kind::List(t) | Kind::Map(t) = self.kind() { Some(t) } else { None }
    }
    /// What is left when all lists and maps are entered.
    pub fn innermost(self) -> Ty {
        Ty(self.0 & !(LIST | MAP))
    }
    /// As `kubectl explain` writes it: `[]Container`, `map[string]Quantity`, `integer`.
    pub fn explain_name(self) -> String {
        match self.kind() {
            Kind::Scalar(_) => SCALARS[usize::from(self.0)].1.to_string(),
            Kind::Object(t) => t.name().to_string(),
            Kind::List(t) => ["[]", &t.explain_name()].concat(),
            Kind::Map(t) => ["map[string]", &t.explain_name()].concat(),
        }
    }
    /// As Go's messages write it, where the type has no name of its own.
    pub fn go_type(self) -> String {
        let name = match self.kind() {
            Kind::Object(t) => return t.go_name(),
            Kind::List(t) => return ["[]", &t.go_type()].concat(),
            Kind::Map(t) => return ["map[string]", &t.go_type()].concat(),
            Kind::Scalar(s) => match s {
                Scalar::Str => "string",
                Scalar::Bool => "bool",
                Scalar::Int32 => "int32",
                Scalar::Int64 => "int64",
                Scalar::Float => "float64",
                Scalar::Bytes => "[]uint8",
                Scalar::Quantity => "resource.Quantity",
                Scalar::IntOrString => "intstr.IntOrString",
                Scalar::Time => "v1.Time",
                Scalar::MicroTime => "v1.MicroTime",
                Scalar::Raw => "runtime.RawExtension",
                Scalar::FieldsV1 => "v1.FieldsV1",
                Scalar::Json => "v1.JSON",
                Scalar::SchemaOrArray => "v1.JSONSchemaPropsOrArray",
                Scalar::SchemaOrBool => "v1.JSONSchemaPropsOrBool",
                Scalar::SchemaOrStrings => "v1.JSONSchemaPropsOrStringArray",
            },
        };
        name.to_string()
    }
}

impl std::fmt::Debug for Ty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain_name())
    }
}

#[cfg(test)]
mod tests;
