//! Subresources that are calls of their own rather than a part of the object.

mod binding;
mod eviction;
mod scale;
mod streams;
mod token;

use api::request::{Response, Verb};
use api::{Body, Status, Value};

use super::verbs::Call;
use super::{ApiServer, Env};

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
        Some(match (request.verb, request.subresource.as_str()) {
            (Verb::Create, "binding") if pods => self.bind(call, body, env),
            (Verb::Create, "eviction") if pods => self.evict(call, body, env),
            (Verb::Get | Verb::Create, "exec" | "attach" | "portforward") if pods => self.open_stream(call, env),
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

/// 201 without an object.
fn done() -> Response {
    Response { code: 201, body: Body::Status(Status::new(201, "", "")), warnings: Vec::new() }
}
