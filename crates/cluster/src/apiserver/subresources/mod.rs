//! Subresources that are calls of their own rather than a part of the object.

mod binding;
mod eviction;
mod proxy;
mod scale;
mod streams;
mod token;

pub(crate) use token::{STORED_ISSUER, sealed};

use api::request::{FieldValidation, Response, Verb};
use api::{Body, Gvr, Status, Value, schema};

use super::verbs::Call;
use super::{ApiServer, Env, Resource, admission, pipeline};

impl ApiServer {
    /// Answers a call on such a subresource; nothing where it is none.
    pub(super) fn on_subresource(
        &mut self,
        call: &mut Call<'_>,
        body: &Value,
        env: &mut Env<'_>,
    ) -> Option<Result<Response, Status>> {
        let request = call.request;
        let pods = call.resource.is("", "pods");
        if request.verb == Verb::Create && ["binding", "eviction", "token"].contains(&request.subresource.as_str()) {
            // These are made like any object, though nothing of them is kept.
            let forbidden = |why: &str| Status::forbidden(&call.resource.gvr, &request.name, why);
            if let Err(closed) = admission::is_open(self, &request.namespace, forbidden) {
                return Some(Err(closed));
            }
        }
        Some(match (request.verb, request.subresource.as_str()) {
            (Verb::Create, "") if call.resource.is("", "bindings") => self.bind_by_body(call, body, env),
            (Verb::Create, "binding") if pods => self.bind(call, body, env),
            (Verb::Create, "eviction") if pods => self.evict(call, body, env),
            (Verb::Get | Verb::Create, "exec" | "attach" | "portforward") if pods => self.open_stream(call, env),
            (Verb::Get, "proxy") => self.hand_on(call, env),
            (Verb::Get, "log") if pods => self.open_stream(call, env),
            (Verb::Create, "token") if call.resource.is("", "serviceaccounts") => self.issue_token(call, body, env),
            (Verb::Get | Verb::Update | Verb::Patch(_), "scale") => self.scale(call, body, env),
            _ => return None,
        })
    }

    /// The object of the call.
    fn target(&self, call: &Call<'_>) -> Result<Value, Status> {
        let request = call.request;
        let found = self.store.get(call.resource.table, &request.namespace, &request.name);
        found.map(|e| e.object.clone()).ok_or_else(|| call.not_found())
    }
}

/// The body of a call as the kind that the call takes; what it does not know is told as in any object.
fn decode(
    call: &mut Call<'_>,
    body: &Value,
    (group, version, kind): (&'static str, &'static str, &'static str),
    env: &Env<'_>,
) -> Result<Value, Status> {
    let resource = taken(call, (group, version, kind));
    let body = pipeline::typed(&resource, body.clone())?;
    let Some(shape) = schema::of(group, version, kind) else { return Ok(body) };
    let refused = |why: String| Status::bad_request(pipeline::handled(&resource, why));
    let decoded = schema::decode(&body, shape).map_err(refused)?;
    let strictness = if env.internal { FieldValidation::Ignore } else { call.request.options.field_validation };
    let (object, warnings) = decoded.admit(strictness).map_err(refused)?;
    call.warnings.extend(warnings);
    Ok(object)
}

/// The resource of a call as if its objects were of the kind that the call takes.
fn taken(call: &Call<'_>, (group, version, kind): (&'static str, &'static str, &'static str)) -> Resource {
    let mut resource = call.resource.clone();
    resource.kind = kind.into();
    resource.custom = None;
    resource.shape = schema::of(group, version, kind);
    resource.gvr = Gvr::new(group, version, resource.gvr.resource);
    resource
}

/// 201 without an object.
fn done() -> Response {
    Response { code: 201, body: Body::Status(Status::new(201, "", "")), warnings: Vec::new() }
}
