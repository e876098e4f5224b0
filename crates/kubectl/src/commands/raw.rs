//! `--raw PATH`: calls written as URLs.

use std::time::Duration;

use api::request::{StreamId, WatchKind};
use api::{Body, Request, rest};

use crate::cli::Parsed;
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::host::FileKind;
use crate::resources::files;
use crate::streams::Stream;
use crate::watch::Watch;

const NOT_THERE: &str = "the server could not find the requested resource";

/// Refuses what cannot be sent as it is: how many files there may be, and the flags that do not go with `--raw`, in the
/// order in which kubectl looks for them.
fn check(p: &Parsed, files: std::ops::RangeInclusive<usize>, apart: &[(&str, &str)]) -> Result<()> {
    let set = |flag: &str| p.has(flag) && !matches!(p.str(flag), "" | "false");
    if set("edit") {
        return Err(plain("--raw and --edit are mutually exclusive"));
    }
    let given = if p.has("filename") { p.list("filename") } else { Vec::new() };
    if !files.contains(&given.len()) {
        return Err(plain("--raw can only use a single local file or stdin"));
    }
    if given.iter().any(|f| f.starts_with("http://") || f.starts_with("https://")) {
        return Err(plain("--raw cannot read from a url"));
    }
    if let Some((_, name)) = apart.iter().find(|(flag, _)| set(flag)) {
        return Err(plain(format!("--raw and {name} are mutually exclusive")));
    }
    let path = p.str("raw");
    match unfit(path) {
        Some(why) => {
            Err(plain(format!("--raw must be a valid URL path: parse {}: {why}", crate::cli::go::quote(path))))
        }
        None => Ok(()),
    }
}

/// Why Go takes a text for no URL.
fn unfit(url: &str) -> Option<String> {
    let path = url.split('?').next().unwrap_or("");
    let hex = |s: &str| s.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    if url.starts_with(':') {
        return Some("missing protocol scheme".into());
    }
    if !url.starts_with('/') && !url.contains("://") {
        return Some("invalid URI for request".into());
    }
    let bad = path.match_indices('%').map(|(at, _)| &path[at..]).find(|rest| !hex(&rest[1..]))?;
    let escape: String = bad.chars().take(3).collect();
    Some(format!("invalid URL escape {}", crate::cli::go::quote(&escape)))
}

/// `get --raw`: the server answers any path.
pub(crate) async fn get(client: &Client, p: &Parsed) -> Result<()> {
    if p.bool("watch") || p.bool("watch-only") || !p.str("selector").is_empty() {
        let why = "--raw may not be specified with other flags that filter the server request or alter the output";
        return Err(plain(why));
    }
    check(p, 0..=usize::MAX, &[("output", "--output")])?;
    let path = p.str("raw");
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
        let object = api::go_order::compact(&event.object);
        client.io.print(format!("{{\"type\":\"{}\",\"object\":{object}}}\n", event.kind.as_str()));
        if event.kind == WatchKind::Error {
            break;
        }
    }
    Ok(())
}

/// `delete --raw`: a file has the options.
pub(crate) async fn delete(client: &Client, p: &Parsed, files: &files::FileOptions) -> Result<()> {
    check(p, 0..=1, &[("recursive", "--recursive"), ("output", "--output")])?;
    write(client, p, "DELETE", files).await
}

/// `create --raw` and `replace --raw`: the body is one file.
pub(crate) async fn send(client: &Client, p: &Parsed, method: &str, files: &files::FileOptions) -> Result<()> {
    check(p, 1..=1, &[("recursive", "--recursive"), ("selector", "--selector (-l)"), ("output", "--output")])?;
    write(client, p, method, files).await
}

/// The file is sent as it is, and called JSON.
async fn write(client: &Client, p: &Parsed, method: &str, files: &files::FileOptions) -> Result<()> {
    let body = match &p.list("filename")[..] {
        [] => String::new(),
        [path, ..] if is_directory(client, path).await => {
            return Err(Error::Verbatim(format!("Unable to connect to the server: read {path}: is a directory")));
        }
        [path, ..] => match files::sources(client, files).await {
            Ok(sources) => sources.into_iter().next().map_or(String::new(), |source| source.text),
            // What opens the file here speaks as Go does.
            Err(e) if e.message() == format!("the path {} does not exist", crate::cli::go::quote(path)) => {
                return Err(plain(format!("open {path}: no such file or directory")));
            }
            Err(e) => return Err(e),
        },
    };
    let answer = call(client, rest::call(method, p.str("raw"), "application/json", body.as_bytes())?).await?;
    client.io.print(body_text(answer.body) + "\n");
    Ok(())
}

async fn is_directory(client: &Client, path: &str) -> bool {
    let path = path.to_string();
    client.io.ask(move |h| h.file_kind(&path)).await == Some(FileKind::Directory)
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
        Body::Object(v) => api::go_order::compact(&v),
        Body::Status(s) => api::go_order::compact(&s.to_value()),
        Body::Text(t) => t,
        _ => String::new(),
    }
}

fn missing() -> api::Status {
    api::Status::new(404, "NotFound", NOT_THERE)
}
