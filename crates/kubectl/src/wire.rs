//! Calls as HTTP: their URLs, and the lines of `-v=6` and above.

use std::time::Duration;

use api::request::{FieldValidation, PatchType, Table};
use api::time::Time;
use api::{Body, Request, Response, Value, Verb};

use api::go_order::compact;

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

/// A call as it is told of.
pub(crate) struct Call<'a> {
    pub server: &'a str,
    pub request: &'a Request,
    pub answer: &'a Response,
    /// How long it may take; zero is for ever.
    pub timeout: Duration,
    /// Whether it is the first one on its way.
    pub connects: bool,
    /// Whether it says how the server is to check the fields.
    pub validates: bool,
}

/// The address of a call that says how its fields are to be checked.
pub(crate) fn address(server: &str, request: &Request) -> String {
    let answer = &Response { code: 0, body: Body::Text(String::new()), warnings: Vec::new() };
    let call = Call { server, request, answer, timeout: Duration::ZERO, connects: false, validates: true };
    format!("{server}{}", path(&call))
}

/// Path and query of a call.
fn path(call: &Call) -> String {
    let r = call.request;
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
    let query = query(call);
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

fn query(call: &Call) -> String {
    let r = call.request;
    let (o, sub) = (&r.options, &r.options.sub);
    let mut q: Vec<(&str, String)> = Vec::new();
    let mut text = |key, value: &str| {
        if !value.is_empty() {
            q.push((key, value.to_string()));
        }
    };
    text("container", &sub.container);
    text("continue", &o.continue_token);
    // A delete has its options in its body.
    text("dryRun", if o.dry_run && r.verb != Verb::Delete { "All" } else { "" });
    text("fieldManager", &o.field_manager);
    text("fieldSelector", &o.field_selector);
    let writes = matches!(r.verb, Verb::Create | Verb::Update | Verb::Patch(_)) && r.subresource.is_empty();
    let writes = writes && call.validates;
    let validation = match o.field_validation {
        FieldValidation::Strict => "Strict",
        FieldValidation::Warn => "Warn",
        FieldValidation::Ignore => "Ignore",
    };
    text("fieldValidation", if writes { validation } else { "" });
    text("follow", if sub.follow { "true" } else { "" });
    // Who applies tells either way, but for the one that only keeps an annotation.
    let applies = r.verb == Verb::Patch(PatchType::Apply) && o.field_manager != "kubectl-last-applied";
    text("force", if o.force { "true" } else { ["", "false"][usize::from(applies)] });
    text("labelSelector", &o.label_selector);
    text("limit", &if o.limit > 0 { o.limit.to_string() } else { String::new() });
    text("previous", if sub.previous { "true" } else { "" });
    text("resourceVersion", &o.resource_version);
    text("sinceSeconds", &sub.since_seconds.map(|n| n.to_string()).unwrap_or_default());
    text("tailLines", &sub.tail_lines.map(|n| n.to_string()).unwrap_or_default());
    text("timeout", &if call.timeout.is_zero() { String::new() } else { api::duration::go(call.timeout) });
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
    let mut v = Value::object();
    if let Some(policy) = r.options.propagation {
        v.set("propagationPolicy", policy.as_str());
    }
    if let Some(grace) = r.options.grace_period_seconds {
        v.set("gracePeriodSeconds", grace);
    }
    if r.options.dry_run {
        v.set("dryRun", vec![Value::from("All")]);
    }
    v
}

/// The lines that `-v` prints about a call: 6 its address, 7 what was asked, 8 also headers and bodies, 9 the command of
/// curl that does the same.
pub(crate) fn log(call: &Call, verbosity: i64, now: Time, took: Duration) -> String {
    let Call { server, request: r, answer, connects, .. } = *call;
    let c = now.civil();
    let micros = now.0.rem_euclid(1_000_000);
    let clock = format!("{:02}{:02} {:02}:{:02}:{:02}.{micros:06}", c.month, c.day, c.hour, c.minute, c.second);
    let line = |from: &str, text: String| format!("I{clock}   12345 {from}] {text}\n");
    let (verb, url) = (method(r.verb), format!("{server}{}", path(call)));
    let call = format!("verb=\"{verb}\" url=\"{url}\"");
    let status = format!("status=\"{}\"", status_line(answer.code));
    let took = format!("milliseconds={}", took.as_millis());
    let sender = sender(r);
    let mut text = String::new();
    if verbosity >= 8 {
        let body = body(r);
        let shown = match body {
            Value::Null => String::new(),
            Value::Str(text) => text.to_string(),
            body if matches!(r.verb, Verb::Patch(how) if how != PatchType::Apply) => api::json::to_string(&body),
            body => api::json::to_string(&body) + "\n",
        };
        text += &line(sender, format!("\"Request Body\" body{}", shown_body(&shown, verbosity)));
    }
    let asked = asked_headers(r);
    match verbosity {
        ..=6 => {}
        7 | 8 => {
            let headers = multi_line(&listed(&asked));
            text += &line("round_trippers.go:527", format!("\"Request\" {call} headers{headers}"));
        }
        _ => {
            let headers: String = asked.iter().map(|(k, v)| format!(" -H {:?}", format!("{k}: {v}"))).collect();
            let curl = multi_line(&format!("curl -v -X{verb} {headers} '{url}'\n"));
            text += &line("round_trippers.go:527", format!("\"Request\" curlCommand{curl}"));
            if connects {
                let host = server.split("://").last().unwrap_or("");
                let dial = format!("\"HTTP Trace: Dial succeed\" network=\"tcp\" address=\"{host}\"");
                text += &line("round_trippers.go:562", dial);
            }
        }
    }
    let told = told(r, &answer.body);
    let headers = || multi_line(&listed(&told_headers(answer, told.as_deref(), now)));
    let parts = match verbosity {
        ..=6 => format!("{call} {status} {took}"),
        7 => format!("{status} {took}"),
        8 => format!("{status} headers{} {took}", headers()),
        _ => format!(
            "{call} {status} headers{} {took} {}serverProcessingMilliseconds=0",
            headers(),
            match connects {
                true => "dnsLookupMilliseconds=0 dialMilliseconds=0 tlsHandshakeMilliseconds=0 ",
                false => "getConnectionMilliseconds=0 ",
            }
        ),
    };
    text += &line("round_trippers.go:632", format!("\"Response\" {parts}"));
    if let Some(told) = told.filter(|_| verbosity >= 8) {
        text += &line(sender, format!("\"Response Body\" body{}", shown_body(&told, verbosity)));
    }
    text
}

/// The place in kubectl's code that sends calls of this sort.
fn sender(r: &Request) -> &'static str {
    match r.verb {
        _ if r.path == "/apis" => "discovery_client.go:318",
        _ if r.path.starts_with("/openapi/v3?") => "client.go:46",
        _ if r.path.starts_with("/openapi/v3/") => "groupversion.go:75",
        _ if r.path.starts_with("/openapi/v2") => "discovery_client.go:681",
        _ if !r.path.is_empty() => "raw.go:84",
        Verb::Get => "helper.go:105",
        Verb::List | Verb::Watch => "helper.go:113",
        Verb::Delete | Verb::DeleteCollection => "helper.go:202",
        Verb::Create => "helper.go:246",
        Verb::Patch(_) => "helper.go:269",
        Verb::Update => "helper.go:319",
    }
}

fn asked_headers(r: &Request) -> Vec<(&'static str, String)> {
    let accept = match r.options.as_table {
        true => {
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"
        }
        false if r.path.starts_with("/openapi/v3/") => "application/json",
        false if r.path.starts_with("/openapi/v2") => "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
        // What is no object of a kind can come in any form.
        false if !r.path.is_empty() || r.subresource == "log" => "application/json, */*",
        false => "application/json",
    };
    let content = match r.verb {
        Verb::Patch(PatchType::Json) => "application/json-patch+json",
        Verb::Patch(PatchType::Merge) => "application/merge-patch+json",
        Verb::Patch(PatchType::Strategic) => "application/strategic-merge-patch+json",
        Verb::Patch(PatchType::Apply) => "application/apply-patch+yaml",
        Verb::Create | Verb::Update | Verb::Delete => "application/json",
        _ => "",
    };
    let mut all = vec![("Accept", accept.to_string())];
    if !content.is_empty() {
        all.push(("Content-Type", content.to_string()));
    }
    all.push(("User-Agent", "kubectl/v1.36.2 (linux/amd64) kubernetes/98b3519".to_string()));
    all
}

/// What comes back with an answer; of a real server's headers those that mean something here.
fn told_headers(answer: &Response, told: Option<&str>, now: Time) -> Vec<(&'static str, String)> {
    let kind = if matches!(answer.body, Body::Text(_)) { "text/plain" } else { "application/json" };
    let mut all = vec![("Cache-Control", "no-cache, private".to_string())];
    all.extend(told.map(|told| ("Content-Length", told.len().to_string())));
    all.push(("Content-Type", kind.to_string()));
    all.push(("Date", http_date(now)));
    all.extend(answer.warnings.iter().map(|w| ("Warning", format!("299 - {}", crate::cli::go::quote(w)))));
    all
}

fn http_date(now: Time) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let c = now.civil();
    let day = DAYS[now.seconds().div_euclid(86_400).rem_euclid(7) as usize];
    let month = MONTHS[c.month as usize - 1];
    format!("{day}, {:02} {month} {} {:02}:{:02}:{:02} GMT", c.day, c.year, c.hour, c.minute, c.second)
}

fn listed(headers: &[(&'static str, String)]) -> String {
    headers.iter().map(|(key, value)| format!("{key}: {value}\n")).collect()
}

/// The body of an answer as it was sent; none of what goes on.
fn told(r: &Request, body: &Body) -> Option<String> {
    let own = api::kinds::by_plural(&r.resource.group, &r.resource.resource).is_some();
    Some(match body {
        Body::Object(v) if r.verb == Verb::List && own => compact(&as_written(v.clone())) + "\n",
        Body::Object(v) => compact(v) + "\n",
        Body::Status(s) => compact(&s.to_value()) + "\n",
        Body::Table(t) => table(t) + "\n",
        Body::Text(t) => t.clone(),
        Body::Watch(_) | Body::Stream(_) => return None,
    })
}

/// A list as it was sent: its items leave out what it says of all of them.
fn as_written(mut list: Value) -> Value {
    for item in list.field_mut("items").list_mut() {
        item.remove("kind");
        item.remove("apiVersion");
    }
    list
}

/// A table as it was sent: of its objects only the metadata.
fn table(t: &Table) -> String {
    let columns = t.columns.iter().map(|c| {
        let format = if c.name == "Name" { "name" } else { "" };
        let name = crate::cli::go::quote(&c.name);
        let (priority, rest) = (c.priority, "\"description\":\"\"");
        format!("{{\"name\":{name},\"type\":\"string\",\"format\":\"{format}\",{rest},\"priority\":{priority}}}")
    });
    let rows = t.rows.iter().map(|row| {
        let mut object = api::obj!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"});
        object.set("metadata", row.object.get("metadata").clone());
        format!("{{\"cells\":{},\"object\":{}}}", api::json::to_string(&row.cells.clone().into()), compact(&object))
    });
    let mut metadata = api::obj!({"resourceVersion": (t.resource_version.clone())});
    if !t.continue_token.is_empty() {
        metadata.set("continue", &t.continue_token);
    }
    format!(
        "{{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":{},\"columnDefinitions\":[{}],\"rows\":[{}]}}",
        compact(&metadata),
        columns.collect::<Vec<_>>().join(","),
        rows.collect::<Vec<_>>().join(",")
    )
}

/// A body as the log shows it: long ones are cut.
fn shown_body(body: &str, verbosity: i64) -> String {
    let most = match verbosity {
        8 => 1024,
        9 => 10_240,
        _ => usize::MAX,
    };
    if body.len() <= most {
        return multi_line(body);
    }
    let cut = (0..=most).rev().find(|i| body.is_char_boundary(*i)).unwrap_or(0);
    multi_line(&format!("{} [truncated {} chars]", &body[..cut], body.len() - cut))
}

/// A value of the log: one line is quoted, several are shown as they are.
fn multi_line(text: &str) -> String {
    if !text.contains('\n') {
        return format!("={}", crate::cli::go::quote(text));
    }
    let lines: String = text.lines().map(|line| format!("\t{line}\n")).collect();
    format!("=<\n{lines} >")
}

fn status_line(code: u16) -> String {
    format!("{code} {}", api::rest::reason(code)).trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Gvr;

    fn logged(verbosity: i64, verb: Verb, answer: Response) -> String {
        let mut r = Request::new(verb, Gvr::new("", "v1", "pods"), "default", "");
        r.options.dry_run = true;
        let call = Call {
            server: "https://a:6443",
            request: &r,
            answer: &answer,
            timeout: Duration::ZERO,
            connects: false,
            validates: false,
        };
        log(&call, verbosity, Time::from_seconds(1_795_228_142), Duration::ZERO)
    }

    fn pods(n: usize) -> Response {
        let pod = |i: usize| api::obj!({"kind": "Pod", "apiVersion": "v1", "metadata": {"name": (format!("pod-{i}"))}});
        let items: Vec<Value> = (0..n).map(pod).collect();
        Response::ok(api::obj!({"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": items}))
    }

    #[test]
    fn each_level_tells_more() {
        let six = logged(6, Verb::List, pods(1));
        assert_eq!(
            six,
            "I1121 02:29:02.000000   12345 round_trippers.go:632] \"Response\" verb=\"GET\" url=\"https://a:6443/api/v1/namespaces/default/pods?dryRun=All\" status=\"200 OK\" milliseconds=0\n"
        );
        let seven = logged(7, Verb::List, pods(1));
        assert!(seven.contains("headers=<\n\tAccept: application/json\n\tUser-Agent: kubectl/v1.36.2"), "{seven}");
        assert!(seven.contains("\"Response\" status=\"200 OK\" milliseconds=0\n"), "{seven}");
        let eight = logged(8, Verb::List, pods(1));
        assert!(eight.contains("\"Request Body\" body=\"\"\n"), "{eight}");
        let sent = "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[{\"metadata\":{\"name\":\"pod-0\"}}]}";
        assert!(eight.contains(&format!("\"Response Body\" body=<\n\t{sent}\n >\n")), "{eight}");
        assert!(eight.contains(&format!("Content-Length: {}", sent.len() + 1)), "{eight}");
        let nine = logged(9, Verb::List, pods(1));
        assert!(nine.contains("curlCommand=<\n\tcurl -v -XGET  -H \"Accept: application/json\" -H"), "{nine}");
    }

    #[test]
    fn long_bodies_are_cut_and_deletes_have_their_options_in_the_body() {
        let many = logged(8, Verb::List, pods(60));
        let whole = "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}\n".len()
            + (0..60).map(|i| format!("{{\"metadata\":{{\"name\":\"pod-{i}\"}}}},").len()).sum::<usize>()
            - 1;
        assert!(many.contains(&format!(" [truncated {} chars]\"\n", whole - 1024)), "{many}");
        let gone = logged(8, Verb::Delete, Response::ok(Value::object()));
        assert!(gone.contains("body=<\n\t{\"dryRun\":[\"All\"]}\n >"), "{gone}");
        assert!(!gone.contains("dryRun=All"), "{gone}");
    }
}
