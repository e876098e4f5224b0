//! A call of HTTP as a [`Request`]: method, path, query and body, as the server reads them; and its words where it cannot.
//!
//! What it is not: it answers nothing, and knows nothing of who asks. A `GET` that leads to no resource (`/version`,
//! `/apis/apps`) becomes a raw request.
//!
//! ```
//! let call = api::rest::call("GET", "/api/v1/namespaces/a/pods?limit=5", "", b"").unwrap();
//! assert_eq!((call.verb, &*call.namespace, call.options.limit), (api::Verb::List, "a", 5));
//! ```

use crate::request::{FieldValidation, Gvr, Options, PatchType, Propagation, Request, Verb};
use crate::validation::{BadValue, ErrorKind, FieldError};
use crate::value::{Text, Value};
use crate::{Status, json, kinds, schema, yaml};

const NO_METHOD: &str = "the server does not allow this method on the requested resource";
const UNKNOWN_FORMAT: &str = "the body of the request was in an unknown format - accepted media types include: ";

/// A call as a request of the administrator. `target` is the path with its query, still escaped.
pub fn call(method: &str, target: &str, content_type: &str, body: &[u8]) -> Result<Request, Status> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let reads = matches!(method, "GET" | "HEAD");
    let parts: Vec<String> = path.split('/').filter(|p| !p.is_empty()).map(unescape).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let (group, version, rest) = match parts[..] {
        ["api", version, ref rest @ ..] if !rest.is_empty() => ("", version, rest),
        ["apis", group, version, ref rest @ ..] if !rest.is_empty() => (group, version, rest),
        _ if reads => return Ok(Request::raw(target.to_string())),
        [] | ["api" | "apis" | "version", ..] => return Err(Status::method_not_allowed(NO_METHOD)),
        _ => return Err(missing()),
    };
    // The older way to ask for a watch.
    let (watched, rest) = match rest {
        ["watch", rest @ ..] if reads && !rest.is_empty() => (true, rest),
        rest => (false, rest),
    };
    let (namespace, rest) = match rest {
        ["namespaces", ns, rest @ ..] if !rest.is_empty() && !matches!(rest[0], "status" | "finalize") => (*ns, rest),
        rest => ("", rest),
    };
    let (resource, name, sub) = match rest {
        [resource] => (*resource, "", ""),
        [resource, name] => (*resource, *name, ""),
        // Whatever is behind it is for somebody else.
        [resource, name, sub] | [resource, name, sub @ "proxy", ..] => (*resource, *name, *sub),
        _ => return Err(missing()),
    };
    // Of several values of one parameter the first counts: it is read last.
    let mut query: Vec<(String, String)> = query.split('&').filter(|p| !p.is_empty()).map(pair).collect();
    query.reverse();
    let verb = match method {
        _ if reads && (watched || query.iter().any(|(k, v)| k == "watch" && truth(v))) => Verb::Watch,
        "GET" | "HEAD" if name.is_empty() => Verb::List,
        "GET" | "HEAD" => Verb::Get,
        "POST" if name.is_empty() || !sub.is_empty() => Verb::Create,
        "PUT" => Verb::Update,
        "PATCH" => Verb::Patch(patch_type(content_type)?),
        "DELETE" if name.is_empty() => Verb::DeleteCollection,
        "DELETE" => Verb::Delete,
        _ => return Err(Status::method_not_allowed(NO_METHOD)),
    };
    let gvr = Gvr::new(Text::new(group), Text::new(version), Text::new(resource));
    let mut request = Request::new(verb, gvr, Text::new(namespace), Text::new(name)).on(Text::new(sub));
    request.path = Text::new(target);
    // Who says nothing of unknown fields is warned of them.
    request.options.field_validation = FieldValidation::Warn;
    let deletes = matches!(verb, Verb::Delete | Verb::DeleteCollection);
    for (key, value) in &query {
        read_parameter(&mut request, key, value)?;
    }
    request.options.unsupported.reverse();
    let wants_body = matches!(verb, Verb::Create | Verb::Update) && !is_connection(sub);
    if !body.is_empty() || wants_body {
        let body = read_body(&request, content_type, body)?;
        match deletes {
            true => delete_options(&mut request.options, &body)?,
            false => request.body = body,
        }
    }
    Ok(request)
}

/// 404 for a path that leads nowhere.
fn missing() -> Status {
    Status::new(404, "NotFound", "the server could not find the requested resource")
}

fn pair(text: &str) -> (String, String) {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    (unescape(key), unescape(value))
}

/// Only the words for no are no.
fn truth(value: &str) -> bool {
    !(value == "0" || value.eq_ignore_ascii_case("false"))
}

fn number(value: &str) -> Result<i64, Status> {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    value.parse().map_err(|_| {
        let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let why = if whole { "value out of range" } else { "invalid syntax" };
        Status::bad_request(format!("strconv.ParseInt: parsing {value:?}: {why}"))
    })
}

fn read_parameter(request: &mut Request, key: &str, value: &str) -> Result<(), Status> {
    let verb = request.verb;
    let text = || Text::new(value);
    let o = &mut request.options;
    if matches!(verb, Verb::List | Verb::Watch | Verb::DeleteCollection) {
        match key {
            "labelSelector" => o.label_selector = text(),
            "fieldSelector" => o.field_selector = text(),
            "resourceVersion" => o.resource_version = text(),
            "resourceVersionMatch" => o.resource_version_match = text(),
            "continue" => o.continue_token = text(),
            // A limit below zero is none.
            "limit" => o.limit = number(value)?.clamp(0, i64::from(u32::MAX)) as u32,
            "timeoutSeconds" => o.timeout_seconds = Some(number(value)?),
            "sendInitialEvents" => o.send_initial_events = Some(truth(value)),
            "allowWatchBookmarks" => o.allow_watch_bookmarks = truth(value),
            _ => {}
        }
    }
    match (verb, key) {
        (Verb::Create | Verb::Update | Verb::Patch(_), "fieldManager") => o.field_manager = text(),
        (Verb::Create | Verb::Update | Verb::Patch(_), "fieldValidation") => match value {
            "" | "Warn" => o.field_validation = FieldValidation::Warn,
            "Strict" => o.field_validation = FieldValidation::Strict,
            "Ignore" => o.field_validation = FieldValidation::Ignore,
            _ => unsupported(o, key, Text::new(value).into(), &["", "Ignore", "Strict", "Warn"]),
        },
        (Verb::Patch(_), "force") => o.force = truth(value),
        (Verb::Get | Verb::List | Verb::Watch, "dryRun") => {}
        (_, "dryRun") => dry_run(o, &[Text::new(value).into()]),
        (Verb::Get, "resourceVersion") => o.resource_version = text(),
        (Verb::Delete | Verb::DeleteCollection, "gracePeriodSeconds") => o.grace_period_seconds = Some(number(value)?),
        (Verb::Delete | Verb::DeleteCollection, "propagationPolicy") => propagation(o, value),
        (Verb::Delete | Verb::DeleteCollection, "orphanDependents") => o.orphan_dependents = Some(truth(value)),
        _ => {}
    }
    match key {
        "container" => o.sub.container = text(),
        "follow" => o.sub.follow = truth(value),
        "previous" => o.sub.previous = truth(value),
        "timestamps" => o.sub.timestamps = truth(value),
        "sinceTime" => o.sub.since_time = text(),
        "tailLines" => o.sub.tail_lines = Some(number(value)?),
        "sinceSeconds" => o.sub.since_seconds = Some(number(value)?),
        // They are read from the last to the first.
        "command" => o.sub.command.insert(0, text()),
        "stdin" => o.sub.stdin = truth(value),
        "tty" => o.sub.tty = truth(value),
        "limitBytes" => o.sub.limit_bytes = Some(number(value)?),
        _ => {}
    }
    Ok(())
}

fn unsupported(o: &mut Options, field: &str, value: Value, words: &[&str]) {
    let words: Vec<String> = words.iter().map(|w| format!("{w:?}")).collect();
    let detail = format!("supported values: {}", words.join(", "));
    let (kind, value) = (ErrorKind::NotSupported, BadValue::Value(value));
    o.unsupported.push(FieldError { kind, field: field.to_string(), value, detail });
}

fn dry_run(o: &mut Options, words: &[Value]) {
    if words.iter().any(|w| w.as_str() != Some("All")) {
        unsupported(o, "dryRun", words.to_vec().into(), &["All"]);
    }
    o.dry_run |= !words.is_empty();
}

fn propagation(o: &mut Options, word: &str) {
    o.propagation = match word {
        "Orphan" => Some(Propagation::Orphan),
        "Background" => Some(Propagation::Background),
        "Foreground" => Some(Propagation::Foreground),
        _ => {
            let words = ["Foreground", "Background", "Orphan", "nil"];
            unsupported(o, "propagationPolicy", Text::new(word).into(), &words);
            None
        }
    };
}

/// Whether a subresource opens a way to a pod: its options are not those of a write, and it has no body.
pub fn is_connection(subresource: &str) -> bool {
    matches!(subresource, "exec" | "attach" | "portforward" | "log" | "proxy")
}

/// What a delete says in its body goes for what its query says.
pub fn delete_options(o: &mut Options, body: &Value) -> Result<(), Status> {
    let body = match schema::of("", "v1", "DeleteOptions").or(schema::named(DELETE_OPTIONS)) {
        Some(shape) => schema::decode(body, shape).map_err(|why| Status::new(500, "", why))?.object,
        None => body.clone(),
    };
    (o.propagation, o.dry_run) = (None, false);
    o.unsupported.clear();
    if body.has("propagationPolicy") {
        propagation(o, body.str("propagationPolicy"));
    }
    dry_run(o, body.list("dryRun"));
    o.grace_period_seconds = body.int("gracePeriodSeconds");
    o.orphan_dependents = body.has("orphanDependents").then(|| body.bool("orphanDependents"));
    o.precondition_uid = body.get("preconditions").text("uid");
    o.precondition_resource_version = body.get("preconditions").text("resourceVersion");
    Ok(())
}

const DELETE_OPTIONS: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";

fn patch_type(kind: &str) -> Result<PatchType, Status> {
    match kind.split(';').next().unwrap_or("") {
        "application/json-patch+json" => Ok(PatchType::Json),
        "application/merge-patch+json" => Ok(PatchType::Merge),
        "application/strategic-merge-patch+json" => Ok(PatchType::Strategic),
        "application/apply-patch+yaml" => Ok(PatchType::Apply),
        _ => Err(unknown_format(
            "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, \
             application/strategic-merge-patch+json",
        )),
    }
}

fn unknown_format(known: &str) -> Status {
    Status::new(415, "UnsupportedMediaType", format!("{UNKNOWN_FORMAT}{known}"))
}

fn read_body(request: &Request, content_type: &str, bytes: &[u8]) -> Result<Value, Status> {
    let kind = content_type.split(';').next().unwrap_or("").trim();
    let text = String::from_utf8_lossy(bytes);
    match (request.verb, kind) {
        (Verb::Patch(PatchType::Apply), _) | (_, "application/yaml") => {
            yaml::parse(&text).map_err(|e| Status::bad_request(e.message))
        }
        // The text itself: who reads it strictly has to see what is in it twice.
        (Verb::Patch(_), _) => Ok(Value::Str(text.into_owned().into())),
        (Verb::Delete | Verb::DeleteCollection, "" | "application/json" | "*/*") => json::parse(&text).map_err(|e| {
            let why = format!("couldn't get version/kind; json parse error: {}", e.message);
            Status::new(500, "", why)
        }),
        (_, "" | "application/json" | "*/*") => json::parse(&text).map_err(|e| unreadable(request, &e.message, &text)),
        // What is not read here is not named among what is.
        _ if kind.contains("protobuf") => Err(unknown_format("application/json, application/yaml")),
        _ => Err(unknown_format("application/json, application/yaml, application/vnd.kubernetes.protobuf")),
    }
}

/// The refusal of a body that is no JSON.
fn unreadable(request: &Request, why: &str, text: &str) -> Status {
    const SHOWN: usize = 30;
    let gvr = &request.resource;
    let kind = match request.subresource.as_str() {
        "eviction" => "Eviction",
        "binding" => "Binding",
        "token" => "TokenRequest",
        "scale" => "Scale",
        _ => kinds::by_plural(&gvr.group, &gvr.resource).map_or("Unstructured", |k| k.kind),
    };
    let bytes = text.as_bytes();
    let start = &bytes[..bytes.len().min(SHOWN)];
    let mut shown: String = match start.first() {
        None => "<empty>".to_string(),
        Some(b'{') => String::from_utf8_lossy(start).into_owned(),
        _ => start.iter().map(|b| format!("{b:02x}")).collect(),
    };
    if bytes.len() > SHOWN {
        shown.push_str(" ...");
    }
    Status::bad_request(format!(
        "the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: {why} \
         ({shown})"
    ))
}

/// `%3D` back to `=`, `+` to a blank.
pub fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
                continue;
            }
            (b'+', _) => bytes.push(b' '),
            (b, _) => bytes.push(*b),
        }
        rest = tail;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What a client says that does not learn what some versions of groups have.
pub fn incomplete(versions: &[Text]) -> String {
    let each = |version: &Text| format!("{version}: stale GroupVersion discovery: {version}");
    let all = versions.iter().map(each).collect::<Vec<_>>().join(", ");
    format!("unable to retrieve the complete list of server APIs: {all}")
}

/// The words that Go has for a status code.
pub fn reason(code: u16) -> &'static str {
    match code {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        410 => "Gone",
        413 => "Request Entity Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(method: &str, target: &str, body: &str) -> String {
        call(method, target, "application/json", body.as_bytes()).expect_err("a refusal").message.clone()
    }

    #[test]
    fn paths_are_calls() {
        let r = call("GET", "/api/v1/namespaces/a", "", b"").unwrap();
        assert_eq!((r.verb, &*r.resource.resource, &*r.name), (Verb::Get, "namespaces", "a"));
        let merge = "application/merge-patch+json";
        let r = call("PATCH", "/apis/apps/v1/namespaces/a/deployments/b/scale", merge, b"{}").unwrap();
        assert_eq!((r.verb, &*r.name, &*r.subresource), (Verb::Patch(PatchType::Merge), "b", "scale"));
        let r = call("GET", "/api/v1/watch/namespaces/a/pods/b", "", b"").unwrap();
        assert_eq!((r.verb, &*r.namespace, &*r.name), (Verb::Watch, "a", "b"));
        assert_eq!(call("GET", "/version", "", b"").unwrap().path, "/version");
        assert_eq!(call("POST", "/version", "", b"").unwrap_err().code, 405);
        assert_eq!(call("POST", "/nowhere", "", b"").unwrap_err().code, 404);
        assert_eq!(call("PATCH", "/api/v1/nodes/a", "text/plain", b"{}").unwrap_err().code, 415);
    }

    #[test]
    fn parameters_are_read_as_go_reads_them() {
        let r = call("GET", "/api/v1/pods?watch=&labelSelector=x%3Dy&timeoutSeconds=5", "", b"").unwrap();
        assert_eq!((r.verb, &*r.options.label_selector, r.options.timeout_seconds), (Verb::Watch, "x=y", Some(5)));
        let r = call("GET", "/api/v1/pods?watch=0&limit=-3&limit=4", "", b"").unwrap();
        assert_eq!((r.verb, r.options.limit), (Verb::List, 0));
        assert_eq!(refusal("GET", "/api/v1/pods?limit=x", ""), "strconv.ParseInt: parsing \"x\": invalid syntax");
        assert_eq!(
            refusal("GET", "/api/v1/pods?timeoutSeconds=99999999999999999999", ""),
            "strconv.ParseInt: parsing \"99999999999999999999\": value out of range"
        );
    }

    #[test]
    fn deletes_have_their_options_in_the_body_or_in_the_query() {
        let pod = "/api/v1/namespaces/a/pods/b?propagationPolicy=Orphan&gracePeriodSeconds=7";
        let o = call("DELETE", pod, "", b"").unwrap().options;
        assert_eq!((o.propagation, o.grace_period_seconds), (Some(Propagation::Orphan), Some(7)));
        let body = br#"{"dryRun":["All"],"preconditions":{"uid":"u"}}"#;
        let o = call("DELETE", pod, "application/json", body).unwrap().options;
        assert_eq!((o.propagation, o.grace_period_seconds, o.dry_run, &*o.precondition_uid), (None, None, true, "u"));
        let o = call("DELETE", pod, "", br#"{"propagationPolicy":"Foo","dryRun":["x"]}"#).unwrap().options;
        let all: Vec<String> = o.unsupported.iter().map(ToString::to_string).collect();
        assert_eq!(
            all,
            [
                "propagationPolicy: Unsupported value: \"Foo\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"",
                "dryRun: Unsupported value: [\"x\"]: supported values: \"All\"",
            ]
        );
    }

    #[test]
    fn a_body_that_is_no_json_is_shown() {
        assert_eq!(
            refusal("POST", "/api/v1/namespaces/a/pods", "apiVersion: v1\n"),
            "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: \
             invalid character 'a' looking for beginning of value (61706956657273696f6e3a2076310a)"
        );
    }
}
