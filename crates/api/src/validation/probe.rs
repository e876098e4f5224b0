//! Probes, hooks and what they do.

use super::at::At;
use super::podspec::Pod;
use crate::names;
use crate::value::Value;

/// Liveness and startup probes: one success is enough.
pub(super) fn liveness(at: At<'_>) {
    if !at.is_set() {
        return;
    }
    common(at);
    if at.v.int("successThreshold").unwrap_or(0) != 1 {
        at.at("successThreshold").invalid_as(at.v.int("successThreshold").unwrap_or(0), "must be 1");
    }
}

pub(super) fn readiness(at: At<'_>) {
    if !at.is_set() {
        return;
    }
    common(at);
    if at.has("terminationGracePeriodSeconds") {
        at.at("terminationGracePeriodSeconds").invalid("must not be set for readinessProbes");
    }
}

fn common(at: At<'_>) {
    handler(at, &["exec", "httpGet", "tcpSocket", "grpc"], None);
    for field in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
        at.at(field).non_negative();
    }
    let grace = at.at("terminationGracePeriodSeconds");
    if grace.is_set() && grace.int() <= 0 {
        grace.invalid("must be greater than 0");
    }
}

pub(super) fn lifecycle(at: At<'_>, pod: &Pod<'_>) {
    for hook in ["postStart", "preStop"] {
        if at.has(hook) {
            handler(at.at(hook), &["exec", "httpGet", "tcpSocket", "sleep"], pod.grace_period);
        }
    }
}

fn handler(at: At<'_>, kinds: &[&'static str], grace_period: Option<i64>) {
    let mut found = false;
    for kind in kinds.iter().filter(|k| at.has(k)) {
        let action = at.at(kind);
        if found {
            action.forbidden("may not specify more than 1 handler type");
            continue;
        }
        found = true;
        match *kind {
            "exec" => {
                if action.at("command").is_empty() {
                    action.at("command").required("");
                }
            }
            "httpGet" => http_get(action),
            "sleep" => sleep(action, grace_period),
            _ => port(action.at("port")),
        }
    }
    if !found {
        at.required("must specify a handler type");
    }
}

fn http_get(at: At<'_>) {
    if at.v.str("path").is_empty() {
        at.at("path").required("");
    }
    port(at.at("port"));
    let scheme = at.at("scheme");
    if !["HTTP", "HTTPS"].contains(&scheme.str()) {
        scheme.not_supported(&["HTTP", "HTTPS"]);
    }
    let headers = at.at("httpHeaders");
    for header in headers.list() {
        headers.messages_as(header.str("name"), names::http_header_name(header.str("name")));
    }
}

/// The number or the name of a port; nothing is the number 0.
pub(super) fn port(at: At<'_>) {
    match at.v {
        Value::Str(name) => at.messages(names::port_name(name)),
        _ => {
            for m in names::port_number(at.int()) {
                at.invalid_as(at.int(), m);
            }
        }
    }
}

fn sleep(at: At<'_>, grace_period: Option<i64>) {
    let seconds = at.v.int("seconds").unwrap_or(0);
    let Some(grace) = grace_period else { return };
    if seconds < 0 || seconds > grace {
        at.invalid_as(seconds, format!("must be non-negative and less than terminationGracePeriodSeconds ({grace})"));
    }
}
