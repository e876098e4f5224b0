//! `--raw PATH`: calls written as URLs.

use std::time::Duration;

use api::request::{StreamId, WatchKind};
use api::{Body, Request, rest};

use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::files;
use crate::streams::Stream;
use crate::watch::Watch;

const NOT_THERE: &str = "the server could not find the requested resource";

/// `get --raw`: the server answers any path.
pub(crate) async fn get(client: &Client, path: &str) -> Result<()> {
    if !path.starts_with('/') && !path.contains("://") {
        let path = crate::cli::go::quote(path);
        return Err(plain(format!("--raw must be a valid URL path: parse {path}: invalid URI for request")));
    }
    let request = rest::call("GET", path, "", b"")?;
    let timeout = request.options.timeout_seconds;
    match call(client, request).await?.body {
        Body::Watch(id) => watch(client, id, timeout).await,
        Body::Stream(id) => {
            Stream::of(client, id).copy(false, false).await;
            Ok(())
        }
        body => {
            client.io.print(body_text(body) + "\n");
            Ok(())
        }
    }
}

/// Each event of a watch as it comes over the wire, until the server ends it.
async fn watch(client: &Client, id: StreamId, timeout: Option<i64>) -> Result<()> {
    let mut watch = Watch::of(client, id).await?;
    let until = match timeout.filter(|s| *s > 0) {
        Some(seconds) => Some(client.io.now().await + Duration::from_secs(seconds as u64)),
        None => None,
    };
    while let Some(event) = watch.next_as_told(until).await? {
        let object = crate::printers::go_order::compact(&event.object);
        client.io.print(format!("{{\"type\":\"{}\",\"object\":{object}}}\n", event.kind.as_str()));
        if event.kind == WatchKind::Error {
            break;
        }
    }
    Ok(())
}

/// `delete --raw`.
pub(crate) async fn delete(client: &Client, path: &str) -> Result<()> {
    let answer = call(client, rest::call("DELETE", path, "", b"")?).await?;
    client.io.print(body_text(answer.body) + "\n");
    Ok(())
}

/// `create --raw` and `replace --raw`: the body is one file.
pub(crate) async fn send(client: &Client, path: &str, method: &str, files: &files::FileOptions) -> Result<()> {
    let [source] = &files::sources(client, files).await?[..] else {
        return Err(plain("--raw can only use a single local file or stdin"));
    };
    // The file is sent as it is, and called JSON.
    let request = rest::call(method, path, "application/json", source.text.as_bytes())?;
    let answer = call(client, request).await?;
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

fn missing() -> api::Status {
    api::Status::new(404, "NotFound", NOT_THERE)
}
