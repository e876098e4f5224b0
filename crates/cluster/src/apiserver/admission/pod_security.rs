//! PodSecurity: what a namespace's labels say its pods may do.

mod checks;

use api::{Value, meta};

use super::{Attempt, Operation, Outcome};
use crate::kinds;

const ENFORCE: &str = "pod-security.kubernetes.io/enforce";
const WARN: &str = "pod-security.kubernetes.io/warn";

/// How much a namespace forbids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Privileged,
    Baseline,
    Restricted,
}

/// A level with the version that messages name.
struct Policy {
    level: Level,
    text: String,
}

fn policy(namespace: &Value, label: &str) -> Policy {
    let labels = meta::labels(namespace);
    let text = |key: &str| labels.get(key).and_then(Value::as_str).unwrap_or("");
    let name = text(label);
    let level = match name {
        "restricted" => Level::Restricted,
        "baseline" => Level::Baseline,
        _ => Level::Privileged,
    };
    let version = match text(&format!("{label}-version")) {
        "" => "latest",
        version => version,
    };
    Policy { level, text: format!("{name}:{version}") }
}

/// Where the pod's spec and metadata are in an object that makes pods.
fn template(a: &Attempt<'_, '_, '_>, object: &Value) -> Option<(Value, bool)> {
    let gvr = &a.call.resource.gvr;
    let path: &[&str] = match (gvr.group.as_str(), gvr.resource.as_str()) {
        ("", "pods") => return Some((object.clone(), true)),
        ("", "podtemplates") => &["template"],
        ("", "replicationcontrollers") | ("apps", "deployments" | "replicasets" | "statefulsets" | "daemonsets") => {
            &["spec", "template"]
        }
        ("batch", "jobs") => &["spec", "template"],
        ("batch", "cronjobs") => &["spec", "jobTemplate", "spec", "template"],
        _ => return None,
    };
    Some((object.at(path).clone(), false))
}

pub(super) fn validate(a: &mut Attempt<'_, '_, '_>, object: &Value) -> Outcome {
    if a.operation == Operation::Delete || !matches!(a.call.request.subresource.as_str(), "" | "ephemeralcontainers") {
        return Ok(());
    }
    let Some(namespace) = a.server.read(kinds::NAMESPACE, "", &a.call.request.namespace) else { return Ok(()) };
    if meta::labels(&namespace).keys().all(|k| !k.starts_with("pod-security.")) {
        return Ok(());
    }
    let Some((pod, is_pod)) = template(a, object) else { return Ok(()) };
    if a.operation == Operation::Update && is_pod && pod.get("spec") == a.old.get("spec") {
        return Ok(());
    }
    let (enforce, warn) = (policy(&namespace, ENFORCE), policy(&namespace, WARN));
    if is_pod {
        let wrong = checks::violations(&pod, enforce.level);
        if !wrong.is_empty() {
            let why = format!("violates PodSecurity {:?}: {}", enforce.text, wrong.join(", "));
            return Err(a.forbidden(object, &why));
        }
    }
    let wrong = checks::violations(&pod, warn.level);
    if !wrong.is_empty() {
        a.call.warnings.push(format!("would violate PodSecurity {:?}: {}", warn.text, wrong.join(", ")));
    }
    Ok(())
}
