//! A schema as explain walks it: the table's types and fields, and the schemas of definitions, behind one face.

use crate::descriptions::Descriptions;
use crate::json;
use crate::schema::{self, Field, Kind, Scalar, Ty, TypeRef};
use crate::value::{Map, Value};
use sorted::InOrder;

/// A place in a schema.
#[derive(Clone, Debug)]
pub(super) enum Node<'a> {
    /// A type of the table.
    Type(TypeRef),
    /// A field of a type of the table.
    Field(TypeRef, Field),
    /// What a list or map of the table holds.
    Item(Ty),
    /// A kind with the schema of its definition.
    CustomResource(&'a Value),
    /// A part of that.
    Custom(&'a Value),
    /// A field that every object has, in a kind with the schema of its definition.
    Common(&'static str),
}

impl<'a> Node<'a> {
    /// The node itself, or what its lists and maps hold in the end.
    pub(super) fn innermost(&self) -> Node<'a> {
        match self {
            Node::Field(_, f) => Node::Item(f.ty()).innermost(),
            Node::Item(ty) => ty.innermost().object().map_or(Node::Item(ty.innermost()), Node::Type),
            Node::Common("metadata") => Node::Type(schema::object_meta()),
            Node::Custom(s) => match below(s) {
                Some(inner) => Node::Custom(inner).innermost(),
                None => self.clone(),
            },
            other => other.clone(),
        }
    }
    pub(super) fn field_names(&self) -> Vec<String> {
        let declared = |s: &Value| -> Vec<String> {
            s.get("properties").as_map().into_iter().flat_map(Map::keys).map(ToString::to_string).collect()
        };
        match self {
            Node::Type(t) => t.fields().map(|f| f.name().to_string()).collect(),
            Node::CustomResource(s) => {
                let mut names = declared(s);
                names.extend(COMMON.map(String::from));
                names.order();
                names.dedup();
                names
            }
            Node::Custom(s) => declared(s),
            _ => Vec::new(),
        }
    }
    pub(super) fn field(&self, name: &str) -> Option<Node<'a>> {
        match self {
            Node::Type(t) => t.field(name).map(|f| Node::Field(*t, f)),
            Node::CustomResource(s) => match COMMON.iter().find(|c| **c == name) {
                Some(common) => Some(Node::Common(common)),
                None => Node::Custom(s).field(name),
            },
            Node::Custom(s) => Some(s.get("properties").get(name)).filter(|v| !v.is_null()).map(Node::Custom),
            _ => None,
        }
    }
    /// Whether the schema requires a field.
    pub(super) fn requires(&self, name: &str) -> bool {
        match self {
            Node::Type(t) => t.field(name).is_some_and(Field::required),
            Node::CustomResource(s) | Node::Custom(s) => s.list("required").iter().any(|r| r.as_str() == Some(name)),
            _ => false,
        }
    }
    /// `[]Container`, `map[string]string`, `integer`.
    pub(super) fn type_name(&self) -> String {
        match self {
            Node::Type(t) => t.name().to_string(),
            Node::Field(_, f) => f.ty().explain_name(),
            Node::Item(ty) => ty.explain_name(),
            Node::Common("metadata") => "ObjectMeta".to_string(),
            Node::Common(_) => "string".to_string(),
            Node::CustomResource(_) => "Object".to_string(),
            Node::Custom(s) => match (s.get("items"), s.get("additionalProperties"), s.str("type")) {
                (items @ Value::Map(_), ..) => ["[]", &Node::Custom(items).type_name()].concat(),
                (_, values @ Value::Map(_), _) => ["map[string]", &Node::Custom(values).type_name()].concat(),
                (.., "" | "object") => "Object".to_string(),
                (.., other) => other.to_string(),
            },
        }
    }
    /// The values of an enumeration.
    pub(super) fn values(&self) -> Vec<String> {
        match self {
            Node::Field(_, f) if f.ty().item().is_none() => f.enum_values().iter().map(ToString::to_string).collect(),
            Node::Custom(s) => {
                let text = |v: &Value| v.as_str().map_or_else(|| json::to_string(v), str::to_string);
                s.list("enum").iter().map(text).collect()
            }
            _ => Vec::new(),
        }
    }
    /// The text of the node itself.
    pub(super) fn description(&self, texts: &Descriptions) -> Option<String> {
        let text = match self {
            Node::Type(t) => texts.of_type(*t),
            Node::Field(t, f) => texts.of_field(*t, f.name()),
            Node::Item(_) => None,
            // Any built-in kind says of them what custom ones say.
            Node::Common(name) => schema::of("", "v1", "Pod").and_then(|pod| texts.of_field(pod, name)),
            Node::CustomResource(s) | Node::Custom(s) => s.get("description").as_str().map(String::from),
        };
        text.filter(|t| !t.is_empty())
    }
    /// The text of the node and of the types that it leads to, each with a line's end.
    pub(super) fn whole_description(&self, texts: &Descriptions) -> String {
        let mut out = String::new();
        if let Some(text) = self.description(texts) {
            out.push_str(&text);
            out.push('\n');
        }
        match self {
            Node::Field(_, f) => out.push_str(&of_value(f.ty(), texts)),
            Node::Item(ty) => out.push_str(&of_value(*ty, texts)),
            Node::Common("metadata") => out.push_str(&Node::Type(schema::object_meta()).whole_description(texts)),
            Node::Custom(s) => {
                if let Some(inner) = below(s) {
                    out.push_str(&Node::Custom(inner).whole_description(texts));
                }
            }
            _ => {}
        }
        out
    }
}

const COMMON: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// What a list or map of a definition's schema holds.
fn below(schema: &Value) -> Option<&Value> {
    ["items", "additionalProperties"].iter().map(|key| schema.get(key)).find(|v| v.as_map().is_some())
}

/// The text of the type of a value.
fn of_value(ty: Ty, texts: &Descriptions) -> String {
    match ty.kind() {
        Kind::List(item) | Kind::Map(item) => of_value(item, texts),
        Kind::Object(t) => Node::Type(t).whole_description(texts),
        Kind::Scalar(s) => texts.of_name(scalar_type(s)).filter(|t| !t.is_empty()).map_or(String::new(), |t| t + "\n"),
    }
}

/// The schema names of scalars that have types of their own.
fn scalar_type(s: Scalar) -> &'static str {
    match s {
        Scalar::Quantity => "io.k8s.apimachinery.pkg.api.resource.Quantity",
        Scalar::IntOrString => "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
        Scalar::Time => "io.k8s.apimachinery.pkg.apis.meta.v1.Time",
        Scalar::MicroTime => "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
        Scalar::Raw => "io.k8s.apimachinery.pkg.runtime.RawExtension",
        Scalar::FieldsV1 => "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
        Scalar::Json => "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON",
        Scalar::SchemaOrArray => "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray",
        Scalar::SchemaOrBool => "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool",
        Scalar::SchemaOrStrings => {
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray"
        }
        Scalar::Str | Scalar::Bool | Scalar::Int32 | Scalar::Int64 | Scalar::Float | Scalar::Bytes => "",
    }
}
