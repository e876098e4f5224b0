//! From an HTTP request to a call, and from its answer back.

use api::request::{FieldValidation, PatchType, Propagation, User};
use api::{Body, Gvr, Request, Response, Status, Text, Value, Verb, json};

use super::http::{Answer, Asked};
use super::openapi;

/// Answers one request.
pub fn answer(asked: &Asked, handle: &mut dyn FnMut(Request) -> Response) -> Answer {
    let path = asked.target.split('?').next().unwrap_or("");
    if let Some(rest) = path.strip_prefix("/openapi/v3") {
        let rest = rest.trim_matches('/');
        let document = if rest.is_empty() { openapi::index() } else { openapi::document(rest) };
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
    let (path, query) = asked.target.split_once('?').unwrap_or((&asked.target, ""));
    let query: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(k, v)| (unescape(k), unescape(v)))
        .collect();
    let parts: Vec<String> = path.split('/').filter(|p| !p.is_empty()).map(unescape).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let (group, version, rest) = match parts[..] {
        ["api", version, ref rest @ ..] if !rest.is_empty() => ("", version, rest),
        ["apis", group, version, ref rest @ ..] if !rest.is_empty() => (group, version, rest),
        _ if asked.method == "GET" => return Ok(as_user(Request::raw(asked.target.clone()), asked)),
        _ => return Err(Status::method_not_allowed("the server does not allow this method on the requested resource")),
    };
    let (namespace, rest) = match rest {
        ["namespaces", ns, rest @ ..] if !rest.is_empty() && !matches!(rest[0], "status" | "finalize") => (*ns, rest),
        rest => ("", rest),
    };
    let (resource, name, sub) = (rest[0], rest.get(1).unwrap_or(&""), rest.get(2).unwrap_or(&""));
    if matches!(*sub, "exec" | "attach" | "portforward") {
        let why = "this server speaks plain HTTP only: exec, attach, cp and port-forward work in the playground's own kubectl";
        return Err(Status::new(501, "NotImplemented", why));
    }
    let given = |key: &str| query.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v.as_str());
    let truth = |key: &str| matches!(given(key), "true" | "1");
    let verb = match (asked.method.as_str(), name.is_empty()) {
        ("GET", _) if truth("watch") => Verb::Watch,
        ("GET", true) => Verb::List,
        ("GET", false) => Verb::Get,
        ("POST", _) => Verb::Create,
        ("PUT", _) => Verb::Update,
        ("PATCH", _) => Verb::Patch(patch_type(asked.header("content-type"))?),
        ("DELETE", true) => Verb::DeleteCollection,
        ("DELETE", false) => Verb::Delete,
        _ => return Err(Status::method_not_allowed("the server does not allow this method on the requested resource")),
    };
    let gvr = Gvr::new(Text::new(group), Text::new(version), Text::new(resource));
    let mut request = Request::new(verb, gvr, Text::new(namespace), Text::new(name)).on(Text::new(sub));
    let o = &mut request.options;
    o.label_selector = Text::new(given("labelSelector"));
    o.field_selector = Text::new(given("fieldSelector"));
    o.resource_version = Text::new(given("resourceVersion"));
    o.limit = given("limit").parse().unwrap_or(0);
    o.continue_token = Text::new(given("continue"));
    o.dry_run = given("dryRun") == "All";
    o.force = truth("force");
    o.field_validation = match given("fieldValidation") {
        "Strict" => FieldValidation::Strict,
        "Ignore" => FieldValidation::Ignore,
        _ => FieldValidation::Warn,
    };
    // Who names no manager is known by the start of its user agent.
    let agent = asked.header("user-agent").split('/').next().unwrap_or("");
    o.field_manager = Text::new(if given("fieldManager").is_empty() { agent } else { given("fieldManager") });
    o.as_table = asked.header("accept").contains("as=Table");
    o.sub.container = Text::new(given("container"));
    o.sub.follow = truth("follow");
    o.sub.previous = truth("previous");
    o.sub.timestamps = truth("timestamps");
    o.sub.tail_lines = given("tailLines").parse().ok();
    o.sub.since_seconds = given("sinceSeconds").parse().ok();
    o.sub.since_time = Text::new(given("sinceTime"));
    o.sub.limit_bytes = given("limitBytes").parse().ok();
    let body = body(asked)?;
    if matches!(verb, Verb::Delete | Verb::DeleteCollection) {
        delete_options(&mut request, &body);
    } else {
        request.body = body;
    }
    Ok(as_user(request, asked))
}

fn body(asked: &Asked) -> Result<Value, Status> {
    if asked.body.is_empty() {
        return Ok(Value::Null);
    }
    if asked.header("content-type").contains("protobuf") {
        let why = "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml";
        return Err(Status::new(415, "UnsupportedMediaType", why));
    }
    let text = String::from_utf8_lossy(&asked.body);
    match asked.header("content-type").contains("yaml") {
        true => api::yaml::parse(&text).map_err(|e| Status::bad_request(e.message)),
        false => json::parse(&text).map_err(|e| Status::bad_request(e.message)),
    }
}

fn patch_type(kind: &str) -> Result<PatchType, Status> {
    match kind.split(';').next().unwrap_or("") {
        "application/json-patch+json" => Ok(PatchType::Json),
        "application/merge-patch+json" => Ok(PatchType::Merge),
        "application/strategic-merge-patch+json" => Ok(PatchType::Strategic),
        "application/apply-patch+yaml" => Ok(PatchType::Apply),
        _ => Err(Status::new(
            415,
            "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml",
        )),
    }
}

fn delete_options(request: &mut Request, body: &Value) {
    let o = &mut request.options;
    o.grace_period_seconds = body.int("gracePeriodSeconds");
    o.propagation = match body.str("propagationPolicy") {
        "Orphan" => Some(Propagation::Orphan),
        "Background" => Some(Propagation::Background),
        "Foreground" => Some(Propagation::Foreground),
        _ => None,
    };
    o.dry_run |= !body.list("dryRun").is_empty();
    o.precondition_uid = body.get("preconditions").text("uid");
    o.precondition_resource_version = body.get("preconditions").text("resourceVersion");
}

/// The user that the headers of impersonation name; the administrator where there are none.
fn as_user(mut request: Request, asked: &Asked) -> Request {
    let name = asked.header("impersonate-user");
    if !name.is_empty() {
        let groups = asked.all("impersonate-group").map(Text::new).collect();
        request.user = User { name: Text::new(name), groups };
    }
    request
}

/// `%3D` back to `=`, `+` to a blank.
fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut i) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&b) = bytes.get(i) {
        let hex = text.get(i + 1..i + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (b, hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                i += 2;
            }
            (b'+', _) => out.push(b' '),
            _ => out.push(b),
        }
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: &str, target: &str, kind: &str) -> Request {
        let headers = vec![("content-type".to_string(), kind.to_string())];
        call(&Asked { method: method.into(), target: target.into(), headers, body: Vec::new() }).unwrap()
    }

    #[test]
    fn paths_are_calls() {
        let r = of("GET", "/api/v1/namespaces/a/pods?labelSelector=x%3Dy&limit=5", "");
        assert_eq!((r.verb, &*r.namespace, &*r.name), (Verb::List, "a", ""));
        assert_eq!((&*r.options.label_selector, r.options.limit), ("x=y", 5));
        let r = of("GET", "/api/v1/namespaces/a", "");
        assert_eq!((r.verb, &*r.resource.resource, &*r.name), (Verb::Get, "namespaces", "a"));
        let r = of("PATCH", "/apis/apps/v1/namespaces/a/deployments/b/scale", "application/merge-patch+json");
        assert_eq!((r.verb, &*r.name, &*r.subresource), (Verb::Patch(PatchType::Merge), "b", "scale"));
        assert_eq!(of("GET", "/version", "").path, "/version");
    }
}
