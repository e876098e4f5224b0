//! patch: a part of the object, in the three forms of a patch. Server-side apply is in `apply`.

use api::patch::{self, go_text};
use api::request::{FieldValidation, PatchType, Response};
use api::schema::{self, Kind as Shape, Scalar, Ty, TypeRef};
use api::status::Cause;
use api::{Status, Value, defaults, json};

use super::{ApiServer, Call, Env, update};
use crate::apiserver::{pipeline, strategy, versions};

impl ApiServer {
    pub(super) fn patch(
        &mut self,
        call: &mut Call<'_>,
        kind: PatchType,
        body: Value,
        env: &mut Env<'_>,
    ) -> Result<Response, Status> {
        let request = call.request;
        if request.name.is_empty() || !call.resource.verbs.contains(&"patch") {
            return Err(super::not_allowed());
        }
        if !strategy::of(call.resource).serves(&request.subresource) {
            return Err(crate::apiserver::unknown_resource());
        }
        if kind == PatchType::Apply {
            return self.apply(call, body, env);
        }
        let found = self.store.get(call.resource.table, &request.namespace, &request.name);
        let entry = found.cloned().ok_or_else(|| call.not_found())?;
        let old = entry.object.clone();
        let (body, told) = read(call, kind, body, env)?;
        let owners = kind == PatchType::Json || !body.get("metadata").get("managedFields").is_null();
        let shown = if owners && !env.internal { self.shown_entry(call, &entry) } else { call.shown(&old) };
        let merged = patched(call, kind, &shown, &body)?;
        let first = call.warnings.len();
        let object = match self.decode_patched(call, merged, kind, &body, &shown, env) {
            // A refusal shows the whole object, with its owners.
            Err(_) if kind == PatchType::Merge && !owners && !env.internal => {
                let shown = self.shown_entry(call, &entry);
                let merged = patched(call, kind, &shown, &body)?;
                self.decode_patched(call, merged, kind, &body, &shown, env)?
            }
            decoded => decoded?,
        };
        if call.request.options.field_validation == FieldValidation::Strict && !told.is_empty() {
            let shown = if kind == PatchType::Strategic { go_text(&body) } else { json::to_string(&object) };
            return Err(refuse(&shown, &["strict decoding error: ", &told.join(", ")].concat()));
        }
        call.warnings.splice(first..first, told);
        let mut object = versions::to_storage(call.resource, object);
        update::match_url(call, &mut object)?;
        let stored = self.replace(call, object, old, env)?;
        Ok(Response::ok(self.shown_stored(call, &stored, env)))
    }

    /// The typed object from a patched tree, with the refusals that patches have.
    pub(in crate::apiserver) fn decode_patched(
        &self,
        call: &mut Call<'_>,
        patched: Value,
        kind: PatchType,
        body: &Value,
        old: &Value,
        env: &Env<'_>,
    ) -> Result<Value, Status> {
        if let Some(custom) = &call.resource.custom {
            return pipeline::decode_custom(call, custom, patched, env);
        }
        let Some(shape) = call.resource.shape else { return Ok(patched) };
        let strategic = kind == PatchType::Strategic;
        let mut patched = patched;
        for key in ["apiVersion", "kind"] {
            // A strategic patch is put onto the typed object, which has a type already.
            if strategic && !old.is_null() {
                patched.set(key, old.get(key));
            }
        }
        let retyped = patched.get("kind") != old.get("kind") || patched.get("apiVersion") != old.get("apiVersion");
        if retyped && !old.is_null() {
            let (said, version) = (patched.str("kind"), patched.str("apiVersion"));
            let why = pipeline::unlike(call.resource, version, said);
            return Err(refuse(&json::to_string(&patched), &why));
        }
        let shown = || if strategic { go_text(body) } else { json::to_string(&patched) };
        if strategic && let Some(why) = misfit(&patched, shape, old) {
            return Err(refuse(&shown(), &why));
        }
        let decoded = schema::decode_onto(&patched, shape, old).map_err(|why| refuse(&shown(), &why))?;
        let mut object = decoded.object.clone();
        if !env.internal {
            let validation = call.request.options.field_validation;
            let (_, warnings) = decoded.admit(validation).map_err(|why| refuse(&shown(), &why))?;
            call.warnings.extend(warnings);
        }
        defaults::apply_onto(&mut object, shape, old);
        Ok(object)
    }
}

/// The patch, and what is to be said about it.
pub(in crate::apiserver) fn read(
    call: &Call<'_>,
    kind: PatchType,
    body: Value,
    env: &Env<'_>,
) -> Result<(Value, Vec<String>), Status> {
    let strict = !env.internal && call.request.options.field_validation != FieldValidation::Ignore;
    patch::read(kind, body, strict).map_err(Status::bad_request)
}

fn patched(call: &Call<'_>, kind: PatchType, old: &Value, body: &Value) -> Result<Value, Status> {
    match (kind, call.resource.shape) {
        (PatchType::Json, _) => Ok(patch::json_patch(old, body)?),
        (PatchType::Strategic, Some(shape)) => Ok(patch::strategic(old, body, shape)?),
        (PatchType::Strategic, None) => Err(Status::new(
            415,
            "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: \
             application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
        )),
        _ => Ok(patch::merge_patch(old, body)),
    }
}

fn refuse(patch: &str, why: &str) -> Status {
    let text = format!("Invalid value: {patch:?}: {why}");
    let mut status = Status::new(422, "Invalid", format!(" \"\" is invalid: patch: {text}"));
    status.causes.push(Cause { reason: "FieldValueInvalid".into(), message: text, field: "patch".into() });
    status
}

/// Why a tree does not become an object of the type, in the words of Go's converter from untyped trees; what it shares
/// with the stored object fits.
fn misfit(value: &Value, shape: TypeRef, old: &Value) -> Option<String> {
    if value.same(old) || value.is_null() {
        return None;
    }
    let Some(map) = value.as_map() else {
        return Some(format!("cannot restore struct from: {}", go_kind(value)));
    };
    map.iter().find_map(|(key, v)| misfit_of(v, shape.field(key)?.ty(), old.get(key)))
}

fn misfit_of(value: &Value, ty: Ty, old: &Value) -> Option<String> {
    if value.same(old) || value.is_null() {
        return None;
    }
    match (ty.kind(), value) {
        (Shape::Object(shape), _) => misfit(value, shape, old),
        (Shape::List(item), Value::List(list)) => {
            let before = old.as_list().unwrap_or(&[]);
            list.iter().enumerate().find_map(|(i, v)| misfit_of(v, item, before.get(i).unwrap_or(Value::NULL)))
        }
        (Shape::List(_), _) => Some(format!("cannot restore slice from {}", go_kind(value))),
        (Shape::Map(item), Value::Map(map)) => map.iter().find_map(|(k, v)| misfit_of(v, item, old.get(k))),
        (Shape::Map(_), _) => Some(format!("cannot restore map from {}", go_kind(value))),
        (Shape::Scalar(scalar), _) => misfit_of_scalar(value, scalar),
    }
}

fn misfit_of_scalar(value: &Value, scalar: Scalar) -> Option<String> {
    let wanted = match scalar {
        Scalar::Str => "string",
        Scalar::Bool => "bool",
        Scalar::Int32 => "int32",
        Scalar::Int64 => "int64",
        Scalar::Float => "float64",
        // These read themselves from JSON.
        _ => return None,
    };
    match (value, wanted) {
        (Value::Str(_), "string") | (Value::Bool(_), "bool") => None,
        (Value::Int(_) | Value::Float(_), "int32" | "int64" | "float64") => None,
        // Go can turn any whole number into a text of one character, but the converter will not have it.
        (Value::Int(_), "string") => Some("cannot convert int64 to string".to_string()),
        _ => Some(format!("unrecognized type: {wanted}")),
    }
}

fn go_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "invalid",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int64",
        Value::Float(_) => "float64",
        Value::Str(_) => "string",
        Value::List(_) => "slice",
        Value::Map(_) => "map",
    }
}
