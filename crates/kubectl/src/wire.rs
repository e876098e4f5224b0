//! Calls as HTTP: their URLs, and the lines of `-v=6` and above.

use std::time::Duration;

use api::request::{FieldValidation, PatchType, Propagation};
use api::time::Time;
use api::{Body, Request, Response, Value, Verb};

/// The method of a call.
pub(crate) fn method(verb: Verb) -> &'static str {
    match verb {
        Verb::Get | Verb::List | Verb::Watch => "GET",
        Verb::Create => "POST",
        Verb::Update => "PUT",
        Verb::Patch(_) => "PATCH",
        Verb::Delete | Verb::DeleteCollection => "DELETE",
    }
}

/// Path and query of a call.
pub(crate) fn path(r: &Request) -> String {
    if !r.path.is_empty() {
        return r.path.to_string();
    }
    let mut path = if r.resource.group.is_empty() {
        format!("/api/{}", r.resource.version)
    } else {
        format!("/apis/{}/{}", r.resource.group, r.resource.version)
    };
    if !r.namespace.is_empty() {
        path += &format!("/namespaces/{}", r.namespace);
    }
    for part in [&r.resource.resource, &r.name, &r.subresource] {
        if !part.is_empty() {
            path += &format!("/{part}");
        }
    }
    let query = query(r);
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

fn query(r: &Request) -> String {
    let (o, sub) = (&r.options, &r.options.sub);
    let mut q: Vec<(&str, String)> = Vec::new();
    let mut text = |key, value: &str| {
        if !value.is_empty() {
            q.push((key, value.to_string()));
        }
    };
    text("container", &sub.container);
    text("continue", &o.continue_token);
    text("dryRun", if o.dry_run { "All" } else { "" });
    text("fieldManager", &o.field_manager);
    text("fieldSelector", &o.field_selector);
    let writes = matches!(r.verb, Verb::Create | Verb::Update | Verb::Patch(_)) && r.subresource.is_empty();
    let validation = match o.field_validation {
        FieldValidation::Strict => "Strict",
        FieldValidation::Warn => "Warn",
        FieldValidation::Ignore => "Ignore",
    };
    text("fieldValidation", if writes { validation } else { "" });
    text("follow", if sub.follow { "true" } else { "" });
    text("force", if o.force { "true" } else { "" });
    text("labelSelector", &o.label_selector);
    text("limit", &if o.limit > 0 { o.limit.to_string() } else { String::new() });
    text("previous", if sub.previous { "true" } else { "" });
    text("resourceVersion", &o.resource_version);
    text("sinceSeconds", &sub.since_seconds.map(|n| n.to_string()).unwrap_or_default());
    text("tailLines", &sub.tail_lines.map(|n| n.to_string()).unwrap_or_default());
    text("timestamps", if sub.timestamps { "true" } else { "" });
    text("watch", if r.verb == Verb::Watch { "true" } else { "" });
    q.iter().map(|(k, v)| format!("{k}={}", escape(v))).collect::<Vec<_>>().join("&")
}

fn escape(s: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    s.bytes().map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

/// The body that a delete call has.
fn body(r: &Request) -> Value {
    if r.verb != Verb::Delete {
        return r.body.clone();
    }
    let policy = r.options.propagation.map(|p| match p {
        Propagation::Orphan => "Orphan",
        Propagation::Background => "Background",
        Propagation::Foreground => "Foreground",
    });
    let mut v = Value::object();
    if let Some(policy) = policy {
        v.set("propagationPolicy", policy);
    }
    if let Some(grace) = r.options.grace_period_seconds {
        v.set("gracePeriodSeconds", grace);
    }
    v
}

/// The lines that `-v` prints about a call.
pub(crate) fn log(server: &str, r: &Request, answer: &Response, verbosity: i64, now: Time, took: Duration) -> String {
    let c = now.civil();
    let stamp = format!(
        "I{:02}{:02} {:02}:{:02}:{:02}.{:06}   12345",
        c.month,
        c.day,
        c.hour,
        c.minute,
        c.second,
        now.0.rem_euclid(1_000_000)
    );
    let (verb, url, body) = (method(r.verb), format!("{server}{}", path(r)), body(r));
    let mut text = String::new();
    if verbosity >= 8 {
        let shown = if body.is_null() { "\"\"".to_string() } else { quoted_json(&body) };
        text += &format!("{stamp} helper.go:105] \"Request Body\" body={shown}\n");
    }
    if verbosity >= 7 {
        let accept = if r.options.as_table {
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"
        } else {
            "application/json"
        };
        let content = match r.verb {
            Verb::Patch(PatchType::Json) => "\n\tContent-Type: application/json-patch+json",
            Verb::Patch(PatchType::Merge) => "\n\tContent-Type: application/merge-patch+json",
            Verb::Patch(PatchType::Strategic) => "\n\tContent-Type: application/strategic-merge-patch+json",
            Verb::Patch(PatchType::Apply) => "\n\tContent-Type: application/apply-patch+yaml",
            Verb::Create | Verb::Update | Verb::Delete => "\n\tContent-Type: application/json",
            _ => "",
        };
        text += &format!(
            "{stamp} round_trippers.go:527] \"Request\" verb=\"{verb}\" url=\"{url}\" headers=<\n\tAccept: {accept}{content}\n\tUser-Agent: kubectl/v1.36.2 (linux/amd64) kubernetes/98b3519\n >\n"
        );
        text += &format!(
            "{stamp} round_trippers.go:632] \"Response\" status=\"{}\" milliseconds={}\n",
            status_line(answer.code),
            took.as_millis()
        );
    } else {
        text += &format!(
            "{stamp} round_trippers.go:632] \"Response\" verb=\"{verb}\" url=\"{url}\" status=\"{}\" milliseconds={}\n",
            status_line(answer.code),
            took.as_millis()
        );
    }
    if verbosity >= 8 {
        let shown = match &answer.body {
            Body::Object(v) => quoted_json(v),
            Body::Status(s) => quoted_json(&s.to_value()),
            Body::Text(t) => crate::cli::go::quote(t),
            _ => return text,
        };
        text += &format!("{stamp} helper.go:105] \"Response Body\" body={shown}\n");
    }
    text
}

fn quoted_json(v: &Value) -> String {
    crate::cli::go::quote(&api::json::to_string(v))
}

fn status_line(code: u16) -> String {
    let text = match code {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        _ => "",
    };
    format!("{code} {text}").trim_end().to_string()
}
