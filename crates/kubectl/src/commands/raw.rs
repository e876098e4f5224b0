//! `--raw PATH`: calls written as URLs.

use api::{Body, Gvr, Request, Text, Value, Verb, obj};

use crate::client::Client;
use crate::error::{Result, plain};
use crate::resources::files;

/// `get --raw`.
pub(crate) async fn get(client: &Client, path: &str) -> Result<()> {
    let settings = client.settings().await?;
    client.reach(&settings.server).await?;
    let bare = path.split('?').next().unwrap_or(path).trim_end_matches('/');
    let text = match bare {
        "/healthz" | "/livez" | "/readyz" => "ok".to_string(),
        "/version" => api::json::to_string_pretty(&super::version::server_info()).replace("    ", "  "),
        "/api" => {
            let versions = vec![Value::from("v1")];
            api::json::to_string(&obj!({"kind": "APIVersions", "versions": versions}))
        }
        _ => {
            let request = parse(path, Verb::Get)?;
            body_text(client.call(request).await?.body)
        }
    };
    client.io.print(text + "\n");
    Ok(())
}

/// `delete --raw`.
pub(crate) async fn delete(client: &Client, path: &str) -> Result<()> {
    let answer = client.call(parse(path, Verb::Delete)?).await?;
    client.io.print(body_text(answer.body) + "\n");
    Ok(())
}

/// `create --raw` and `replace --raw`: the body is one file.
pub(crate) async fn send(client: &Client, path: &str, verb: Verb, files: &files::FileOptions) -> Result<()> {
    let [source] = &files::sources(client, files).await?[..] else {
        return Err(plain("--raw can only use a single local file or stdin"));
    };
    let body = api::yaml::parse(&source.text).map_err(|e| plain(e.message))?;
    let answer = client.call(parse(path, verb)?.with_body(body)).await?;
    client.io.print(body_text(answer.body) + "\n");
    Ok(())
}

fn body_text(body: Body) -> String {
    match body {
        Body::Object(v) => api::json::to_string(&v),
        Body::Status(s) => api::json::to_string(&s.to_value()),
        Body::Text(t) => t,
        _ => String::new(),
    }
}

/// A path as a call: `/api/v1/namespaces/x/pods/y/log?...`.
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
    let verb = if verb == Verb::Get && name.is_empty() { Verb::List } else { verb };
    let mut request = Request::new(verb, gvr, Text::new(namespace), Text::new(name)).on(Text::new(sub));
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        match key {
            "labelSelector" => request.options.label_selector = unescape(value),
            "fieldSelector" => request.options.field_selector = unescape(value),
            "limit" => request.options.limit = value.parse().unwrap_or(0),
            "container" => request.options.sub.container = unescape(value),
            _ => {}
        }
    }
    Ok(request)
}

fn unescape(text: &str) -> Text {
    let bytes = text.as_bytes();
    let (mut out, mut i) = (Vec::new(), 0);
    while i < bytes.len() {
        let hex = text.get(i + 1..i + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (bytes[i], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                i += 2;
            }
            (byte, _) => out.push(byte),
        }
        i += 1;
    }
    Text::new(&String::from_utf8_lossy(&out))
}

fn not_there() -> crate::error::Error {
    api::Status::new(404, "NotFound", "the server could not find the requested resource").into()
}
