//! Types and fields as the table and the views want them: k8s-openapi's schemas with the overlay laid on top.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// The packages of the table, in its order: prefix of the schema name, module of the views, API group, version.
pub const PACKAGES: &[(&str, &str, &str, &str)] = &[
    ("io.k8s.api.core.v1", "core", "", "v1"),
    ("io.k8s.apimachinery.pkg.apis.meta.v1", "meta", "meta.k8s.io", "v1"),
    ("io.k8s.api.admissionregistration.v1", "admissionregistration", "admissionregistration.k8s.io", "v1"),
    ("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", "apiextensions", "apiextensions.k8s.io", "v1"),
    ("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1", "apiregistration", "apiregistration.k8s.io", "v1"),
    ("io.k8s.api.apps.v1", "apps", "apps", "v1"),
    ("io.k8s.api.authentication.v1", "authentication", "authentication.k8s.io", "v1"),
    ("io.k8s.api.authorization.v1", "authorization", "authorization.k8s.io", "v1"),
    ("io.k8s.api.autoscaling.v1", "autoscaling_v1", "autoscaling", "v1"),
    ("io.k8s.api.autoscaling.v2", "autoscaling", "autoscaling", "v2"),
    ("io.k8s.api.batch.v1", "batch", "batch", "v1"),
    ("io.k8s.api.certificates.v1", "certificates", "certificates.k8s.io", "v1"),
    ("io.k8s.api.coordination.v1", "coordination", "coordination.k8s.io", "v1"),
    ("io.k8s.api.discovery.v1", "discovery", "discovery.k8s.io", "v1"),
    ("io.k8s.api.events.v1", "events", "events.k8s.io", "v1"),
    ("io.k8s.api.flowcontrol.v1", "flowcontrol", "flowcontrol.apiserver.k8s.io", "v1"),
    ("io.k8s.api.networking.v1", "networking", "networking.k8s.io", "v1"),
    ("io.k8s.api.node.v1", "node", "node.k8s.io", "v1"),
    ("io.k8s.api.policy.v1", "policy", "policy", "v1"),
    ("io.k8s.api.rbac.v1", "rbac", "rbac.authorization.k8s.io", "v1"),
    ("io.k8s.api.resource.v1", "resource", "resource.k8s.io", "v1"),
    ("io.k8s.api.scheduling.v1", "scheduling", "scheduling.k8s.io", "v1"),
    ("io.k8s.api.storage.v1", "storage", "storage.k8s.io", "v1"),
];

/// Value types without fields, in the order of `schema::Scalar`; names as `kubectl explain` prints them.
pub const SCALARS: &[&str] = &[
    "string",
    "boolean",
    "int32",
    "int64",
    "number",
    "bytes",
    "Quantity",
    "IntOrString",
    "Time",
    "MicroTime",
    "RawExtension",
    "FieldsV1",
    "JSON",
    "JSONSchemaPropsOrArray",
    "JSONSchemaPropsOrBool",
    "JSONSchemaPropsOrStringArray",
];

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    Scalar(usize),
    /// Index of the type.
    Object(usize),
    List(Box<Ty>),
    Map(Box<Ty>),
}

/// One type with fields.
#[derive(Debug)]
pub struct Type {
    pub package: usize,
    pub name: String,
    pub atomic: bool,
    pub fields: Vec<Field>,
}

/// One field.
#[derive(Debug)]
pub struct Field {
    pub name: String,
    pub ty: Ty,
    pub required: bool,
    pub pointer: bool,
    pub keep: bool,
    pub facts: Facts,
}

/// What few fields have.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facts {
    pub go: String,
    pub values: Vec<String>,
    pub list: String,
    pub map_keys: Vec<String>,
    pub merge_key: String,
    pub patch: String,
    pub default: String,
    pub within: String,
}

#[derive(Deserialize)]
struct Overlay {
    enums: BTreeMap<String, Vec<String>>,
    types: BTreeMap<String, BTreeMap<String, String>>,
}

/// Types sorted by package and name, fields by name.
pub fn build(definitions: &Map<String, Value>, overlay: &str) -> Result<Vec<Type>, String> {
    let overlay: Overlay = serde_yaml::from_str(overlay).map_err(|e| format!("overlay: {e}"))?;
    let mut names: Vec<(usize, String)> = Vec::new();
    for (name, schema) in definitions {
        let Some((package, short)) = name.rsplit_once('.') else { continue };
        if schema.get("properties").is_none() && !is_empty_object(schema, short) {
            continue;
        }
        let package = PACKAGES.iter().position(|p| p.0 == package).ok_or(format!("no package for {name}"))?;
        names.push((package, short.to_string()));
    }
    names.sort();
    for known in overlay.types.keys() {
        if !names.iter().any(|(p, n)| *known == overlay_name(*p, n)) {
            return Err(format!("overlay: no type {known}"));
        }
    }
    let mut types = Vec::new();
    for (package, name) in &names {
        let schema = &definitions[&format!("{}.{name}", PACKAGES[*package].0)];
        let rows = overlay.types.get(&overlay_name(*package, name));
        types.push(build_type(*package, name, schema, rows, &names, &overlay.enums)?);
    }
    Ok(types)
}

/// Objects of the API that have no fields at all, unlike those whose schema is open.
fn is_empty_object(schema: &Value, short: &str) -> bool {
    schema.get("type").is_some_and(|t| t == "object")
        && !SCALARS.contains(&short)
        && schema.get("additionalProperties").is_none()
}

fn overlay_name(package: usize, name: &str) -> String {
    let mut prefix = PACKAGES[package].0;
    for cut in [
        "io.k8s.api.",
        "io.k8s.apimachinery.pkg.apis.",
        "io.k8s.apiextensions-apiserver.pkg.apis.",
        "io.k8s.kube-aggregator.pkg.apis.",
    ] {
        prefix = prefix.strip_prefix(cut).unwrap_or(prefix);
    }
    format!("{prefix}.{name}")
}

fn build_type(
    package: usize,
    name: &str,
    schema: &Value,
    rows: Option<&BTreeMap<String, String>>,
    names: &[(usize, String)],
    enums: &BTreeMap<String, Vec<String>>,
) -> Result<Type, String> {
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let empty = BTreeMap::new();
    let rows = rows.unwrap_or(&empty);
    if let Some(row) = rows.keys().find(|r| *r != "." && !properties.contains_key(*r)) {
        return Err(format!("overlay: {name} has no field {row}"));
    }
    let mut fields = Vec::new();
    for (field, schema) in properties {
        let ty = type_of(schema, names).map_err(|e| format!("{name}.{field}: {e}"))?;
        // k8s-openapi requires what its structs always have; the API itself does not require metadata.
        let required = required.contains(&field.as_str()) && field != "metadata";
        let row = rows.get(field).map_or("", String::as_str);
        fields.push(build_field(field, ty, required, row, enums).map_err(|e| format!("{name}.{field}: {e}"))?);
    }
    fields.sort_by(|a, b| a.name.cmp(&b.name));
    let atomic = rows.get(".").is_some_and(|r| r == "atomic");
    Ok(Type { package, name: name.to_string(), atomic, fields })
}

fn build_field(
    name: &str,
    ty: Ty,
    mut required: bool,
    row: &str,
    enums: &BTreeMap<String, Vec<String>>,
) -> Result<Field, String> {
    let object = matches!(ty, Ty::Object(_));
    let words: Vec<&str> = row.split_whitespace().collect();
    required = required && !words.contains(&"optional") || words.contains(&"required");
    let (mut pointer, mut keep) = (object && !required, required);
    let mut facts = Facts::default();
    for word in words {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        match key {
            "optional" | "required" => {}
            "ptr" => pointer = true,
            "val" => {
                pointer = false;
                keep |= object;
            }
            "keep" => keep = true,
            "omit" => keep = false,
            "go" => facts.go = value.to_string(),
            "enum" => {
                facts.values = enums.get(value).ok_or(format!("no enum {value}"))?.clone();
                let go: Vec<&str> = value.rsplitn(3, '.').collect();
                facts.go = format!("{}.{}", go[1], go[0]);
            }
            "in" => facts.within = value.replace('+', "."),
            "default" => facts.default = value.to_string(),
            "atomic" | "set" | "granular" => facts.list = key.to_string(),
            "map" => {
                facts.list = "map".to_string();
                facts.map_keys = value.split('+').map(String::from).collect();
            }
            "patch" => facts.patch = value.to_string(),
            "merge" => facts.merge_key = value.to_string(),
            _ => return Err(format!("overlay: unknown word {word}")),
        }
    }
    Ok(Field { name: name.to_string(), ty, required, pointer, keep, facts })
}

fn type_of(schema: &Value, names: &[(usize, String)]) -> Result<Ty, String> {
    let reference =
        schema.get("$ref").or_else(|| schema.get("allOf").and_then(|a| a.get(0)).and_then(|a| a.get("$ref")));
    if let Some(reference) = reference.and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        let (package, short) = name.rsplit_once('.').unwrap_or(("", name));
        if let Some(i) = names.iter().position(|(p, n)| n == short && PACKAGES[*p].0 == package) {
            return Ok(Ty::Object(i));
        }
        return scalar(short);
    }
    let format = schema.get("format").and_then(Value::as_str).unwrap_or("");
    match (schema.get("type").and_then(Value::as_str).unwrap_or(""), format) {
        ("string", "byte") => scalar("bytes"),
        ("string", _) => scalar("string"),
        ("boolean", _) => scalar("boolean"),
        ("integer", "int64") => scalar("int64"),
        ("integer", _) => scalar("int32"),
        ("number", _) => scalar("number"),
        ("array", _) => Ok(Ty::List(Box::new(type_of(schema.get("items").unwrap_or(&Value::Null), names)?))),
        ("object", _) => {
            let values = schema.get("additionalProperties").unwrap_or(&Value::Null);
            Ok(Ty::Map(Box::new(type_of(values, names)?)))
        }
        (other, format) => Err(format!("no type for {other} {format}")),
    }
}

fn scalar(name: &str) -> Result<Ty, String> {
    SCALARS.iter().position(|s| *s == name).map(Ty::Scalar).ok_or(format!("no scalar {name}"))
}
