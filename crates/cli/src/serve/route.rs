//! From an HTTP request to a call, and from its answer back.

use api::request::{PatchType, User};
use api::{Body, Map, Request, Response, Status, Text, Value, Verb, json, rest};

use super::http::{Answer, Asked};
use super::openapi;

/// Answers one request.
pub fn answer(asked: &Asked, handle: &mut dyn FnMut(Request) -> Response) -> Answer {
    let path = asked.target.split('?').next().unwrap_or("");
    if let Some(rest) = path.strip_prefix("/openapi/v3") {
        let rest = rest.trim_matches('/');
        let document =
            if rest.is_empty() { openapi::index() } else { openapi::document(rest, &crate::check::descriptions()) };
        return whole(200, Vec::new(), &document);
    }
    let Response { code, body, warnings } = match call(asked) {
        Ok(request) => handle(request),
        Err(status) => status.into(),
    };
    match body {
        Body::Object(v) => whole(code, warnings, &v),
        Body::Table(t) => whole(code, warnings, &t.to_value()),
        Body::Status(s) => whole(code, warnings, &s.to_value()),
        Body::Text(t) => Answer::Whole { code, kind: "text/plain", warnings, body: t.into_bytes() },
        Body::Watch(id) => Answer::Watch(id),
        Body::Stream(id) => Answer::Stream(id),
    }
}

fn whole(code: u16, warnings: Vec<String>, value: &Value) -> Answer {
    Answer::Whole { code, kind: "application/json", warnings, body: json::to_string(value).into_bytes() }
}

/// A request as a call.
fn call(asked: &Asked) -> Result<Request, Status> {
    let mut request = rest::call(&asked.method, &asked.target, asked.header("content-type"), &asked.body)?;
    if matches!(&*request.subresource, "exec" | "attach" | "portforward") {
        let why = "this server speaks plain HTTP only: exec, attach, cp and port-forward work in the playground's own kubectl";
        return Err(Status::new(501, "NotImplemented", why));
    }
    let options = &mut request.options;
    // Who names no manager is known by the start of its user agent; an apply has to name one.
    if options.field_manager.is_empty() && request.verb != Verb::Patch(PatchType::Apply) {
        options.field_manager = Text::new(asked.header("user-agent").split('/').next().unwrap_or(""));
    }
    options.as_table = asked.header("accept").contains("as=Table");
    Ok(as_user(request, asked))
}

/// The user that the headers of impersonation name; the administrator where there are none.
fn as_user(mut request: Request, asked: &Asked) -> Request {
    let name = asked.header("impersonate-user");
    if !name.is_empty() {
        let user = User::impersonated(name, asked.all("impersonate-group").map(Text::new).collect());
        let mut extra = Map::new();
        for (header, value) in &asked.headers {
            if let Some(key) = header.strip_prefix("impersonate-extra-") {
                extra.entry(Text::new(key)).list_mut().push(Text::new(value).into());
            }
        }
        request.user = User { uid: Text::new(asked.header("impersonate-uid")), extra, ..user };
    }
    request
}
