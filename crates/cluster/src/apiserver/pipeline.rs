//! What every written object passes on its way to the store: decoding, defaults, validation.

use api::request::FieldValidation;
use api::validation::{self, ErrorList, FieldError};
use api::{Status, Value, defaults, meta, schema, structural};

use super::crd::Custom;
use super::verbs::Call;
use super::{ApiServer, Env, Resource};

/// Where the server's own types are registered, as its messages name it.
const SCHEME: &str = "pkg/api/legacyscheme/scheme.go:30";

impl ApiServer {
    /// The object that a call sends, as the server writes it: with every field's right type, and nothing unknown.
    pub(super) fn decode(&self, call: &mut Call<'_>, body: Value, env: &Env<'_>) -> Result<Value, Status> {
        let request = call.request;
        let resource = call.resource;
        let named = !request.name.is_empty();
        let stored = named.then(|| self.store.get(resource.table, &request.namespace, &request.name)).flatten();
        let stored = stored.map_or(Value::NULL, |e| &e.object);
        let mut body = typed(resource, body)?;
        if let Some(custom) = &resource.custom {
            return decode_custom(call, custom, body, env);
        }
        let Some(shape) = resource.shape else { return Ok(body) };
        let refused = |why: String| Status::bad_request(handled(resource, why));
        let stored = call.shown(stored);
        if env.internal {
            // Components write whole objects, of which little has changed: nothing else needs a look.
            body.share(&stored);
        }
        // What a component says of its parts is believed; tests look whether it is true.
        debug_assert!(!env.of_kept_parts || has_kept_parts(&body, shape, &stored), "not as it is kept: {body:?}");
        let known = if env.of_kept_parts { body.clone() } else { stored };
        let decoded = schema::decode_onto(&body, shape, &known).map_err(refused)?;
        // What is shared is copied when it is changed.
        drop(body);
        let strictness = if env.internal { FieldValidation::Ignore } else { request.options.field_validation };
        let (mut object, warnings) = decoded.admit(strictness).map_err(refused)?;
        call.warnings.extend(warnings);
        defaults::apply_onto(&mut object, shape, &known);
        Ok(object)
    }

    /// What is wrong with a new object, in its stored version; components' objects too, which are made from templates.
    pub(super) fn validate_create(&self, call: &mut Call<'_>, object: &Value) -> Result<(), Status> {
        let mut errors = match call.resource.builtin {
            Some(kind) => validation::create(kind, object),
            None => validation::create_any(call.resource.namespaced, object),
        };
        errors.extend(against_schema(call, object, None));
        sound(call.resource, object, &errors)
    }

    /// What is wrong with an update, in its stored version. Components change what they know, so theirs is not looked at.
    pub(super) fn validate_update(
        &self,
        call: &mut Call<'_>,
        object: &Value,
        old: &Value,
        env: &Env<'_>,
    ) -> Result<(), Status> {
        if env.internal {
            return Ok(());
        }
        let mut errors = match (call.resource.builtin, call.request.subresource.as_str()) {
            (None, _) => validation::update_any(object, old),
            (Some(kind), "status") => validation::update_status(kind, object, old),
            (Some(_), "ephemeralcontainers") => validation::update_ephemeral_containers(object, old),
            (Some(_), "resize") => validation::update_resize(object, old),
            (Some(_), "finalize") => validation::update_finalize(object, old),
            (Some(kind), _) => validation::update(kind, object, old),
        };
        errors.extend(against_schema(call, object, Some(old)));
        sound(call.resource, object, &errors)
    }
}

/// Whether an object is decoded to the same where none of its parts is looked at.
fn has_kept_parts(object: &Value, shape: schema::TypeRef, stored: &Value) -> bool {
    let read = |known: &Value| {
        let mut decoded = schema::decode_onto(object, shape, known).ok()?;
        defaults::apply_onto(&mut decoded.object, shape, known);
        Some(decoded)
    };
    read(object) == read(stored)
}

fn sound(resource: &Resource, object: &Value, errors: &[FieldError]) -> Result<(), Status> {
    match errors {
        [] => Ok(()),
        _ => Err(Status::invalid(&resource.gvr.group, &resource.kind, meta::name(object), errors)),
    }
}

/// A custom resource: the schema of its definition says which fields there are.
pub(super) fn decode_custom(call: &mut Call<'_>, custom: &Custom, body: Value, env: &Env<'_>) -> Result<Value, Status> {
    let resource = call.resource;
    let refused = |why: String| Status::bad_request(handled(resource, why));
    if custom.schema.is_null() {
        return Ok(body);
    }
    let decoded = structural::decode(&body, &custom.schema).map_err(refused)?;
    let strictness = if env.internal { FieldValidation::Ignore } else { call.request.options.field_validation };
    let (mut object, warnings) = decoded.admit(strictness).map_err(refused)?;
    call.warnings.extend(warnings);
    structural::default(&mut object, &custom.schema);
    Ok(object)
}

/// What the schema of its definition finds wrong with a custom resource; what was wrong before may stay so.
fn against_schema(call: &Call<'_>, object: &Value, old: Option<&Value>) -> ErrorList {
    match &call.resource.custom {
        Some(custom) if !custom.schema.is_null() => structural::validate(object, &custom.schema, old),
        _ => ErrorList::new(),
    }
}

/// The body with its kind and version, which have to be those of the resource.
pub(super) fn typed(resource: &Resource, mut body: Value) -> Result<Value, Status> {
    let (version, kind) = (body.str("apiVersion"), body.str("kind"));
    let (is_kind, is_version) = (*kind == *resource.kind, resource.gvr.has_api_version(version));
    if is_kind && is_version {
        return Ok(body);
    }
    let (version, kind) = (body.text("apiVersion"), body.text("kind"));
    let wanted = resource.api_version();
    if kind.is_empty() {
        body.set("kind", &resource.kind);
    } else if !is_kind || !version.is_empty() && resource.custom.is_none() && registered(&version, &kind).is_none() {
        let short = version.rsplit('/').next().unwrap_or_default();
        let why = unlike(resource, &version, &kind);
        let text = format!("{kind} in version {short:?} cannot be handled as a {}: {why}", resource.kind);
        return Err(Status::bad_request(text));
    }
    if version.is_empty() {
        body.set("apiVersion", wanted);
    } else if !is_version {
        return Err(Status::bad_request(format!(
            "the API version in the data ({version}) does not match the expected API version ({wanted})"
        )));
    }
    Ok(body)
}

/// The type of an API version and kind, where the server has one of its own.
fn registered(version: &str, kind: &str) -> Option<schema::TypeRef> {
    let (group, version) = version.split_once('/').unwrap_or(("", version));
    schema::of(group, version, kind).filter(|t| t.field("metadata").is_some() && t.field("kind").is_some())
}

/// Why an object that says it is of another kind does not become one of this resource.
pub(super) fn unlike(resource: &Resource, version: &str, kind: &str) -> String {
    match registered(version, kind) {
        Some(_) if resource.custom.is_none() => {
            let short = version.rsplit('/').next().unwrap_or_default();
            let package = match resource.gvr.group.split('.').next() {
                None | Some("" | "events") => "core",
                Some(group) => group,
            };
            format!("converting ({short}.{kind}) to ({package}.{}): unknown conversion", resource.kind)
        }
        _ => format!("no kind {kind:?} is registered for version {version:?} in scheme {SCHEME:?}"),
    }
}

pub(super) fn handled(resource: &Resource, why: String) -> String {
    let (kind, version) = (&resource.kind, &resource.gvr.version);
    format!("{kind} in version {version:?} cannot be handled as a {kind}: {why}")
}

/// 422: what is wrong with an object, as `(reason, field, text)` each.
pub(super) fn invalid(resource: &Resource, name: &str, errors: &[(&'static str, &str, &str)]) -> Status {
    let kind = match resource.gvr.group.as_str() {
        "" => resource.kind.to_string(),
        group => format!("{}.{group}", resource.kind),
    };
    let texts: Vec<String> = errors.iter().map(|(_, field, text)| format!("{field}: {text}")).collect();
    let all = if texts.len() == 1 { texts.concat() } else { format!("[{}]", texts.join(", ")) };
    let mut status = Status::new(422, "Invalid", format!("{kind} {name:?} is invalid: {all}"));
    (status.name, status.group, status.kind) =
        (name.to_string().into(), resource.gvr.group.clone(), resource.kind.clone());
    status.causes = errors
        .iter()
        .map(|(reason, field, text)| api::status::Cause {
            reason: (*reason).into(),
            message: (*text).to_string(),
            field: (*field).to_string(),
        })
        .collect();
    status
}
