//! The port of the API server: what programs in pods send to it over HTTP, and what they get.
//!
//! What it is not: a second API server. It reads who asks and for what, and hands the call on. Watches and streams are not
//! simulated for programs; the answer says so.

use api::request::{Body, User};
use api::{Response, Status, Text, go_order, rest};
use shell::system::HttpResponse;

use super::images::web::date;
use crate::component::Ctx;
use crate::net::http::{Parsed, TLS, parse_request, response_bytes};

/// The port on which the server listens.
pub(super) const PORT: u16 = 6443;

/// The answer to what came to the port.
pub(super) fn answer(data: &[u8], ctx: &mut Ctx<'_>) -> Vec<u8> {
    let text = |status, text: &str| http(status, "text/plain; charset=utf-8", text.to_string(), ctx.now);
    let Some(inside) = data.strip_prefix(TLS) else {
        return text(400, "Client sent an HTTP request to an HTTPS server.\n");
    };
    let Some(asked) = parse_request(inside) else {
        return [TLS, &text(400, "400 Bad Request")].concat();
    };
    let answer = call(&asked, ctx).unwrap_or_else(Response::from);
    let mut code = answer.code;
    let (kind, body) = match answer.body {
        Body::Object(object) => ("application/json", written(&object, &asked)),
        Body::Table(table) => ("application/json", written(&table.to_value(), &asked)),
        Body::Status(status) => ("application/json", written(&status.to_value(), &asked)),
        Body::Text(text) if text.starts_with('{') => ("application/json", text),
        Body::Text(text) => ("text/plain; charset=utf-8", text),
        Body::Watch(id) => {
            ctx.api.close_watch(id);
            code = 501;
            ("text/plain; charset=utf-8", "watches are not simulated for programs in pods\n".to_string())
        }
        Body::Stream(_) => {
            code = 501;
            ("text/plain; charset=utf-8", "streams are not simulated for programs in pods\n".to_string())
        }
    };
    [TLS, &http(code, kind, body, ctx.now)].concat()
}

fn call(asked: &Parsed, ctx: &mut Ctx<'_>) -> Result<Response, Status> {
    let user = user(asked, ctx).ok_or_else(|| Status::new(401, "Unauthorized", "Unauthorized"))?;
    let content_type = asked.header("content-type").unwrap_or("");
    let mut request = rest::call(&asked.method, &asked.path, content_type, &asked.body)?;
    request.user = user;
    if request.options.field_manager.is_empty() {
        let agent = asked.header("user-agent").unwrap_or("");
        request.options.field_manager = Text::new(agent.split('/').next().unwrap_or(""));
    }
    Ok(ctx.serve(request))
}

/// Who asks; nobody where the token does not count.
fn user(asked: &Parsed, ctx: &Ctx<'_>) -> Option<User> {
    let Some(said) = asked.header("authorization") else {
        return Some(User::new("system:anonymous", vec!["system:unauthenticated".into()]));
    };
    let (scheme, token) = said.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") { ctx.api.bearer(token.trim(), ctx.now) } else { None }
}

/// Who reads with their own eyes gets lines.
fn written(object: &api::Value, asked: &Parsed) -> String {
    let agent = asked.header("user-agent").unwrap_or("");
    let pretty = asked.path.split(['?', '&']).skip(1).find_map(|part| part.strip_prefix("pretty="));
    let lines = match pretty {
        Some(said) => !matches!(said, "0" | "false"),
        None => ["curl", "Wget", "Mozilla/5.0"].iter().any(|name| agent.starts_with(name)),
    };
    if lines { go_order::indented(object) } else { go_order::compact(object) + "\n" }
}

fn http(status: u16, kind: &str, body: String, now: api::time::Time) -> Vec<u8> {
    let headers = [
        ("Cache-Control", "no-cache, private".to_string()),
        ("Content-Type", kind.to_string()),
        ("Date", date(now)),
        ("Content-Length", body.len().to_string()),
    ];
    let headers = headers.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
    let (version, reason) = ("HTTP/1.1".into(), rest::reason(status).into());
    response_bytes(&HttpResponse { version, status, reason, headers, body: body.into_bytes() })
}
