//! OpenAPI documents, as kubectl looks things up in them: that writes understand `fieldValidation` and strategic patches, and
//! what `explain` tells of types. The prose is there where set-up has made it.

use std::collections::BTreeSet;

use api::descriptions::Descriptions;
use api::kinds::KINDS;
use api::schema::{self, Field, Kind, ListType, Scalar, Ty, TypeRef};
use api::{Text, Value, obj};

/// Where the documents of the groups are.
pub fn index() -> Value {
    let mut paths = Value::object();
    for kind in KINDS {
        let path = path_of(kind.group, kind.version);
        paths.set(path.clone(), obj!({"serverRelativeURL": (format!("/openapi/v3/{path}"))}));
    }
    obj!({"paths": paths})
}

/// The document of a group; empty for one that is not built in.
pub fn document(path: &str, texts: &Descriptions) -> Value {
    let (mut paths, mut schemas) = (Value::object(), Schemas { texts, all: Value::object(), seen: BTreeSet::new() });
    for kind in KINDS.iter().filter(|k| path_of(k.group, k.version) == path) {
        let gvk = obj!({"group": (kind.group), "version": (kind.version), "kind": (kind.kind)});
        let parameter = obj!({"name": "fieldValidation", "in": "query", "schema": {"type": "string"}});
        let body = obj!({"content": {"application/strategic-merge-patch+json": {}}});
        let patch = obj!({
            "parameters": [parameter], "requestBody": body, "x-kubernetes-group-version-kind": (gvk.clone()),
        });
        let place = if kind.namespaced { "namespaces/{namespace}/" } else { "" };
        let get = obj!({"x-kubernetes-group-version-kind": (gvk.clone())});
        paths.set(format!("/{path}/{place}{}/{{name}}", kind.plural), obj!({"get": get, "patch": patch}));
        if let Some(shape) = schema::of(kind.group, kind.version, kind.kind) {
            schemas.add(shape);
            schemas.all.field_mut(Text::from(shape.full_name())).set("x-kubernetes-group-version-kind", vec![gvk]);
        }
    }
    obj!({
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": "v1.36.2"},
        "paths": paths,
        "components": {"schemas": (schemas.all)},
    })
}

fn path_of(group: &str, version: &str) -> String {
    if group.is_empty() { format!("api/{version}") } else { format!("apis/{group}/{version}") }
}

/// The types of a document with all that they are made of.
struct Schemas<'a> {
    texts: &'a Descriptions,
    all: Value,
    seen: BTreeSet<String>,
}

impl Schemas<'_> {
    fn add(&mut self, shape: TypeRef) {
        let name = shape.full_name();
        if !self.seen.insert(name.clone()) {
            return;
        }
        let (mut properties, mut required) = (Value::object(), Vec::new());
        for field in shape.fields() {
            let mut property = self.of(field.ty());
            merging(&mut property, field);
            if let Some(text) = self.texts.of_field(shape, field.name()) {
                property.set("description", text);
            }
            let values: Vec<Value> = field.enum_values().iter().map(|v| Value::from(*v)).collect();
            if !values.is_empty() {
                // Of a list it is the items that have these values.
                let of = if property.has("items") { property.field_mut("items") } else { &mut property };
                of.set("enum", values);
            }
            properties.set(field.name(), property);
            required.extend(field.required().then(|| Value::from(field.name())));
        }
        let mut schema = obj!({"type": "object", "properties": properties});
        if !required.is_empty() {
            schema.set("required", required);
        }
        if let Some(text) = self.texts.of_type(shape) {
            schema.set("description", text);
        }
        self.all.set(Text::from(name), schema);
    }

    fn of(&mut self, ty: Ty) -> Value {
        match ty.kind() {
            Kind::Object(shape) => {
                self.add(shape);
                let name = format!("#/components/schemas/{}", shape.full_name());
                obj!({"allOf": [{"$ref": name}]})
            }
            Kind::List(item) => obj!({"type": "array", "items": (self.of(item))}),
            Kind::Map(item) => obj!({"type": "object", "additionalProperties": (self.of(item))}),
            Kind::Scalar(scalar) => {
                let named = match scalar {
                    Scalar::Quantity => "api.resource.Quantity",
                    Scalar::IntOrString => "util.intstr.IntOrString",
                    Scalar::Time => "apis.meta.v1.Time",
                    Scalar::MicroTime => "apis.meta.v1.MicroTime",
                    _ => "",
                };
                let (kind, format) = match scalar {
                    Scalar::Bool => ("boolean", ""),
                    Scalar::Int32 => ("integer", "int32"),
                    Scalar::Int64 => ("integer", "int64"),
                    Scalar::Float => ("number", "double"),
                    Scalar::Bytes => ("string", "byte"),
                    Scalar::IntOrString => ("string", "int-or-string"),
                    Scalar::Time | Scalar::MicroTime => ("string", "date-time"),
                    Scalar::Str | Scalar::Quantity => ("string", ""),
                    _ => ("object", ""),
                };
                // Two of them are neither text nor number, and have no type of their own.
                let either = |a: &'static str, b: &'static str| obj!({"oneOf": [{"type": a}, {"type": b}]});
                let mut schema = match scalar {
                    Scalar::IntOrString => either("integer", "string"),
                    Scalar::Quantity => either("string", "number"),
                    _ => obj!({"type": kind}),
                };
                if !format.is_empty() {
                    schema.set("format", format);
                }
                // Some of these have names that explain tells.
                if named.is_empty() {
                    return schema;
                }
                let name = format!("io.k8s.apimachinery.pkg.{named}");
                let reference = format!("#/components/schemas/{name}");
                self.all.set(Text::from(name), schema);
                obj!({"allOf": [{"$ref": reference}]})
            }
        }
    }
}

/// How lists and maps are merged, by the server and by patches.
fn merging(property: &mut Value, field: Field) {
    let (kind, keys) = match field.list_type() {
        ListType::Map => ("map", field.map_keys()),
        ListType::Set => ("set", &[][..]),
        ListType::Atomic => ("atomic", &[][..]),
        ListType::None | ListType::Granular => ("", &[][..]),
    };
    if property.has("items") && !kind.is_empty() {
        property.set("x-kubernetes-list-type", kind);
    }
    if !keys.is_empty() {
        property.set("x-kubernetes-list-map-keys", keys.iter().map(|k| Value::from(*k)).collect::<Vec<_>>());
    }
    let ways = [
        (field.patch_merges(), "merge"),
        (field.patch_replaces(), "replace"),
        (field.patch_retains_keys(), "retainKeys"),
    ];
    let ways: Vec<&str> = ways.into_iter().filter(|(is, _)| *is).map(|(_, way)| way).collect();
    if !ways.is_empty() {
        property.set("x-kubernetes-patch-strategy", ways.join(","));
    }
    if !field.merge_key().is_empty() {
        property.set("x-kubernetes-patch-merge-key", field.merge_key());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_hold_all_that_their_types_are_made_of() {
        let whole = document("apis/apps/v1", &Descriptions::new(""));
        let schemas = whole.get("components").get("schemas");
        let deployment = schemas.get("io.k8s.api.apps.v1.Deployment");
        assert_eq!(deployment.list("x-kubernetes-group-version-kind")[0].str("kind"), "Deployment");
        let text = api::json::to_string(schemas);
        let names = text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next());
        let names: BTreeSet<&str> = names.collect();
        assert!(names.contains("io.k8s.api.core.v1.PodSpec"));
        assert!(names.iter().all(|name| schemas.has(name)));
        let kinds = KINDS.iter().filter(|k| (k.group, k.version) == ("apps", "v1")).count();
        assert_eq!(whole.map("paths").len(), kinds);
    }
}
