//! `--raw PATH`: calls written as URLs.

use api::{Body, Gvr, Request, Text, Verb};

use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::files;

const NOT_THERE: &str = "the server could not find the requested resource";

/// `get --raw`: the server answers any path.
pub(crate) async fn get(client: &Client, path: &str) -> Result<()> {
    if !path.starts_with('/') && !path.contains("://") {
        let path = crate::cli::go::quote(path);
        return Err(plain(format!("--raw must be a valid URL path: parse {path}: invalid URI for request")));
    }
    let answer = call(client, Request::raw(path.to_string())).await?;
    client.io.print(body_text(answer.body) + "\n");
    Ok(())
}

/// `delete --raw`.
pub(crate) async fn delete(client: &Client, path: &str) -> Result<()> {
    let answer = call(client, parse(path, Verb::Delete)?).await?;
    client.io.print(body_text(answer.body) + "\n");
    Ok(())
}

/// `create --raw` and `replace --raw`: the body is one file.
pub(crate) async fn send(client: &Client, path: &str, verb: Verb, files: &files::FileOptions) -> Result<()> {
    let [source] = &files::sources(client, files).await?[..] else {
        return Err(plain("--raw can only use a single local file or stdin"));
    };
    // The file is sent as it is, and called JSON.
    let body = api::json::parse(&source.text).map_err(|e| api::Status::bad_request(e.message))?;
    let answer = call(client, parse(path, verb)?.with_body(body)).await?;
    client.io.print(body_text(answer.body) + "\n");
    Ok(())
}

/// Makes a call of which kubectl does not know what it is about: what is not there has no name in the error.
async fn call(client: &Client, request: Request) -> Result<api::request::Response> {
    client.call(request).await.map_err(|e| match e {
        Error::Status(s) if s.code == 404 && s.message.starts_with(NOT_THERE) => missing().into(),
        other => other,
    })
}

fn body_text(body: Body) -> String {
    match body {
        Body::Object(v) => crate::printers::go_order::compact(&v),
        Body::Status(s) => api::json::to_string(&s.to_value()),
        Body::Text(t) => t,
        _ => String::new(),
    }
}

/// A call of HTTP as one of the API: what `kubectl proxy` passes on. The error is the server's refusal.
pub fn call_of_http(method: &str, path: &str, body: &[u8]) -> std::result::Result<Request, api::Status> {
    let verb = match method {
        "GET" | "HEAD" => return Ok(Request::raw(path.to_string())),
        "POST" => Verb::Create,
        "PUT" => Verb::Update,
        "DELETE" => Verb::Delete,
        _ => {
            let why = "the server does not allow this method on the requested resource";
            return Err(api::Status::new(405, "MethodNotAllowed", why));
        }
    };
    let call = parse(path, verb).map_err(|_| missing())?;
    let text = String::from_utf8_lossy(body);
    if text.trim().is_empty() {
        return Ok(call);
    }
    let parsed = api::yaml::parse(&text).map_err(|e| api::Status::bad_request(e.message))?;
    Ok(if verb == Verb::Delete { call } else { call.with_body(parsed) })
}

/// A path as a call: `/api/v1/namespaces/x/pods/y`.
fn parse(path: &str, verb: Verb) -> Result<Request> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    let (group, version, rest) = match &parts[..] {
        ["api", version, rest @ ..] => ("", *version, rest),
        ["apis", group, version, rest @ ..] => (*group, *version, rest),
        _ => return Err(not_there()),
    };
    let (namespace, rest) = match rest {
        ["namespaces", ns, rest @ ..] if !rest.is_empty() && !["status", "finalize"].contains(&rest[0]) => (*ns, rest),
        rest => ("", rest),
    };
    let (resource, name, sub) = match rest {
        [resource] => (*resource, "", ""),
        [resource, name] => (*resource, *name, ""),
        [resource, name, sub, ..] => (*resource, *name, *sub),
        [] => return Err(not_there()),
    };
    let gvr = Gvr::new(Text::new(group), Text::new(version), Text::new(resource));
    let mut request: Request = Request::new(verb, gvr, Text::new(namespace), Text::new(name)).on(Text::new(sub));
    request.options.dry_run = query.split('&').any(|pair| pair == "dryRun=All");
    Ok(request)
}

fn missing() -> api::Status {
    api::Status::new(404, "NotFound", NOT_THERE)
}

fn not_there() -> crate::error::Error {
    missing().into()
}
