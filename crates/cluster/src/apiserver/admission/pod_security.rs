//! PodSecurity: what a namespace's labels say its pods may do.

mod checks;

use api::{Value, meta};
use sorted::{InOrder, SortedMap};

use super::{Attempt, Operation, Outcome};
use crate::apiserver::invalid;
use crate::kinds;

const PREFIX: &str = "pod-security.kubernetes.io/";

/// How much a namespace forbids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Privileged,
    Baseline,
    Restricted,
}

const LEVELS: [(&str, Level); 3] =
    [("privileged", Level::Privileged), ("baseline", Level::Baseline), ("restricted", Level::Restricted)];

/// A level, and the minor version of Kubernetes whose rules it means.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Policy {
    level: Level,
    /// The greatest number for the latest version.
    minor: u32,
}

const LATEST: u32 = u32::MAX;

impl Policy {
    /// As messages name it: `restricted:latest`.
    fn text(self) -> String {
        let (level, _) = LEVELS[self.level as usize];
        if self.minor == LATEST { format!("{level}:latest") } else { format!("{level}:v1.{}", self.minor) }
    }
}

/// The policies of a namespace, and what is wrong with its labels. Where a label is wrong, what is enforced is the
/// strictest, and what is only said is nothing.
fn policies(namespace: &Value) -> ([Policy; 3], Vec<(String, String)>) {
    let labels = meta::labels(namespace);
    let mut wrong = Vec::new();
    let all = ["enforce", "audit", "warn"].map(|mode| {
        let mut policy = Policy { level: Level::Privileged, minor: LATEST };
        let mut value = |key: String, why: &str, is_good: &mut dyn FnMut(&str) -> bool| {
            if let Some(text) = labels.get(&key).and_then(Value::as_str)
                && !is_good(text)
            {
                wrong.push((format!("metadata.labels[{key}]"), format!("Invalid value: {text:?}: {why}")));
            }
        };
        value(format!("{PREFIX}{mode}"), "must be one of privileged, baseline, restricted", &mut |text| {
            let found = LEVELS.iter().find(|(name, _)| *name == text);
            let strictest = if mode == "enforce" { Level::Restricted } else { Level::Privileged };
            policy.level = found.map_or(strictest, |(_, level)| *level);
            found.is_some()
        });
        value(format!("{PREFIX}{mode}-version"), "must be \"latest\" or \"v1.x\"", &mut |text| {
            let number = text.strip_prefix("v1.").filter(|n| *n == "0" || !n.starts_with(['0', '+']));
            let minor = if text == "latest" { Some(LATEST) } else { number.and_then(|n| n.parse().ok()) };
            policy.minor = minor.unwrap_or(LATEST);
            minor.is_some()
        });
        policy
    });
    (all, wrong)
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
    if a.operation == Operation::Delete {
        return Ok(());
    }
    if a.is_on("", "namespaces") {
        return of_namespace(a, object);
    }
    if !matches!(a.call.request.subresource.as_str(), "" | "ephemeralcontainers" | "resize") {
        return Ok(());
    }
    let Some(namespace) = a.server.read(kinds::NAMESPACE, "", &a.call.request.namespace) else { return Ok(()) };
    if meta::labels(&namespace).keys().all(|k| !k.starts_with(PREFIX)) {
        return Ok(());
    }
    let Some((pod, is_pod)) = template(a, object) else { return Ok(()) };
    if a.operation == Operation::Update && is_pod && !matters(pod.get("spec"), a.old.get("spec")) {
        return Ok(());
    }
    let ([enforce, _, warn], _) = policies(&namespace);
    if is_pod {
        let wrong = checks::violations(&pod, enforce);
        if !wrong.is_empty() {
            let why = format!("violates PodSecurity {:?}: {}", enforce.text(), wrong.join(", "));
            return Err(a.forbidden(object, &why));
        }
    }
    let wrong = checks::violations(&pod, warn);
    if !wrong.is_empty() {
        a.call.warnings.push(format!("would violate PodSecurity {:?}: {}", warn.text(), wrong.join(", ")));
    }
    Ok(())
}

/// Whether an update of a pod changes what the checks look at: which containers there are, and their images.
fn matters(spec: &Value, old: &Value) -> bool {
    let images = |spec: &Value| -> Vec<(String, String)> {
        let lists = ["initContainers", "containers", "ephemeralContainers"].into_iter().flat_map(|l| spec.list(l));
        lists.map(|c| (c.str("name").to_string(), c.str("image").to_string())).collect()
    };
    images(spec) != images(old)
}

/// The labels of a namespace have to be right, and who makes them stricter hears which pods would not be let in.
fn of_namespace(a: &mut Attempt<'_, '_, '_>, namespace: &Value) -> Outcome {
    let ([enforce, ..], wrong) = policies(namespace);
    let ([before, ..], wrong_before) = policies(a.old);
    if !wrong.is_empty() && wrong != wrong_before {
        let errors: Vec<(&'static str, &str, &str)> =
            wrong.iter().map(|(field, text)| ("FieldValueInvalid", field.as_str(), text.as_str())).collect();
        return Err(invalid(a.call.resource, meta::name(namespace), &errors));
    }
    let relaxed = enforce.minor == before.minor && enforce.level <= before.level;
    if a.operation == Operation::Create || relaxed || enforce.level == Level::Privileged {
        return Ok(());
    }
    // What is wrong without its details, and the pods of which that is true: the first one's name, and how many.
    let mut found: SortedMap<String, (String, usize)> = SortedMap::new();
    for pod in a.server.read_all(kinds::POD, meta::name(namespace)) {
        let wrong = checks::violations(pod, enforce);
        if wrong.is_empty() {
            continue;
        }
        let reasons: Vec<&str> = wrong.iter().map(|w| w.split(" (").next().unwrap_or(w)).collect();
        let reasons = reasons.join(", ");
        match found.get_mut(&reasons) {
            Some((_, count)) => *count += 1,
            None => {
                found.insert(reasons, (meta::name(pod).to_string(), 1));
            }
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    let (name, policy) = (meta::name(namespace), enforce.text());
    a.call
        .warnings
        .push(format!("existing pods in namespace {name:?} violate the new PodSecurity enforce level {policy:?}"));
    let mut lines: Vec<String> = found
        .iter()
        .map(|(reasons, (first, count))| match count {
            1 => format!("{first}: {reasons}"),
            2 => format!("{first} (and 1 other pod): {reasons}"),
            n => format!("{first} (and {} other pods): {reasons}", n - 1),
        })
        .collect();
    lines.order();
    a.call.warnings.extend(lines);
    Ok(())
}
