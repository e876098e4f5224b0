//! OpenAPI documents, as kubectl looks things up in them: that writes understand `fieldValidation` and strategic patches, and
//! what `explain` tells of types. The prose is there where set-up has made it.

use std::collections::BTreeSet;

use api::descriptions::Descriptions;
use api::kinds::{self, KINDS};
use api::schema::{self, Field, Kind, ListType, Scalar, Ty, TypeRef};
use api::{Gvr, Text, Value, obj};

/// A kind that a definition brings.
#[derive(Clone, Debug)]
pub struct Custom {
    pub gvr: Gvr,
    pub kind: Text,
    pub namespaced: bool,
    /// `openAPIV3Schema`; null for none.
    pub schema: Value,
}

/// Where the documents of the groups are.
pub fn index(customs: &[Custom]) -> Value {
    let mut paths = Value::object();
    let served = built_in().map(|(version, k)| path_of(k.group, version));
    for path in served.chain(customs.iter().map(|c| path_of(&c.gvr.group, &c.gvr.version))) {
        paths.set(path.clone(), obj!({"serverRelativeURL": (format!("/openapi/v3/{path}"))}));
    }
    obj!({"paths": paths})
}

/// The document of a group; without paths for one that there is not.
pub fn document(path: &str, customs: &[Custom], texts: &Descriptions) -> Value {
    let (mut paths, mut schemas) = (Value::object(), Schemas { texts, all: Value::object(), seen: BTreeSet::new() });
    for (version, kind) in built_in().filter(|(version, k)| path_of(k.group, version) == path) {
        let gvk = obj!({"group": (kind.group), "version": version, "kind": (kind.kind)});
        let calls = calls(&gvk, "application/strategic-merge-patch+json");
        paths.set(path_of_one(path, kind.plural, kind.namespaced), calls);
        if let Some(shape) = schema::of(kind.group, version, kind.kind) {
            schemas.add(shape);
            schemas.all.field_mut(Text::from(shape.full_name())).set("x-kubernetes-group-version-kind", vec![gvk]);
        }
    }
    for custom in customs.iter().filter(|c| path_of(&c.gvr.group, &c.gvr.version) == path) {
        let Gvr { group, version, resource } = &custom.gvr;
        let gvk = obj!({"group": (group), "version": (version), "kind": (&custom.kind)});
        paths.set(path_of_one(path, resource, custom.namespaced), calls(&gvk, "application/merge-patch+json"));
        let mut schema = schemas.of_custom(&custom.schema);
        schema.set("x-kubernetes-group-version-kind", vec![gvk]);
        let labels: Vec<&str> = group.split('.').rev().collect();
        schemas.all.set(Text::from(format!("{}.{version}.{}", labels.join("."), custom.kind)), schema);
    }
    obj!({
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": "v1.36.2"},
        "paths": paths,
        "components": {"schemas": (schemas.all)},
    })
}

/// The kinds that are built in, with each version that they are served in.
fn built_in() -> impl Iterator<Item = (&'static str, &'static kinds::Kind)> {
    // Of one there is an older version beside it.
    let older = kinds::by_kind("autoscaling", "HorizontalPodAutoscaler").map(|k| ("v1", k));
    KINDS.iter().map(|k| (k.version, k)).chain(older)
}

fn path_of(group: &str, version: &str) -> String {
    if group.is_empty() { format!("api/{version}") } else { format!("apis/{group}/{version}") }
}

/// The path of one object.
fn path_of_one(path: &str, plural: &str, namespaced: bool) -> String {
    let place = if namespaced { "namespaces/{namespace}/" } else { "" };
    format!("/{path}/{place}{plural}/{{name}}")
}

/// What can be called there, of which clients look for the ways to patch.
fn calls(gvk: &Value, patch: &'static str) -> Value {
    let parameter = obj!({"name": "fieldValidation", "in": "query", "schema": {"type": "string"}});
    let mut content = Value::object();
    content.set(patch, Value::object());
    let patch = obj!({
        "parameters": [parameter], "requestBody": {"content": content}, "x-kubernetes-group-version-kind": (gvk.clone()),
    });
    obj!({"get": {"x-kubernetes-group-version-kind": (gvk.clone())}, "patch": patch})
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

    /// The schema of a definition with the fields that all objects have; without one, anything goes.
    fn of_custom(&mut self, schema: &Value) -> Value {
        if schema.is_null() {
            return obj!({"type": "object"});
        }
        let mut schema = schema.clone();
        // Any built-in kind says of these fields what others say.
        let Some(any) = schema::of("", "v1", "Pod") else { return schema };
        for name in ["apiVersion", "kind", "metadata"] {
            let Some(field) = any.field(name) else { continue };
            let mut property = self.of(field.ty());
            if let Some(text) = self.texts.of_field(any, name) {
                property.set("description", text);
            }
            schema.field_mut("properties").set(name, property);
        }
        schema
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
                if let Some(text) = self.texts.of_name(&name) {
                    schema.set("description", text);
                }
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
        let whole = document("apis/apps/v1", &[], &Descriptions::new(""));
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
        // An older version has a document of its own, with a type of its own.
        let older = document("apis/autoscaling/v1", &[], &Descriptions::new(""));
        let name = "io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec";
        assert!(older.at(&["components", "schemas", name, "properties"]).has("targetCPUUtilizationPercentage"));
        assert!(index(&[]).get("paths").has("apis/autoscaling/v1"));
        // Types of plain values have words of their own.
        let quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";
        let told = document("apis/apps/v1", &[], &Descriptions::new(&format!("{quantity}\tA number.\n")));
        assert_eq!(told.at(&["components", "schemas", quantity]).str("description"), "A number.");
    }
    #[test]
    fn kinds_of_definitions_have_the_fields_of_their_schema_and_those_of_all() {
        let schema = obj!({"type": "object", "properties": {"spec": {"type": "object"}}});
        let gvr = Gvr::new("stable.example.com", "v1", "tabs");
        let customs = [Custom { gvr, kind: "Tab".into(), namespaced: true, schema }];
        let path = "apis/stable.example.com/v1";
        assert!(index(&customs).get("paths").has(path));
        let whole = document(path, &customs, &Descriptions::new(""));
        assert!(whole.get("paths").has("/apis/stable.example.com/v1/namespaces/{namespace}/tabs/{name}"));
        let schemas = whole.at(&["components", "schemas"]);
        let tab = schemas.get("com.example.stable.v1.Tab").get("properties");
        let names: Vec<&str> = tab.as_map().unwrap().keys().map(|k| &**k).collect();
        assert_eq!(names.iter().copied().collect::<BTreeSet<_>>(), ["apiVersion", "kind", "metadata", "spec"].into());
        assert!(schemas.has("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"));
    }
}
