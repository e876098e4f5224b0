//! What makes a pod of a stateful set that pod: its ordinal, its name, its claims.

use api::{Text, Value, meta};

use super::super::support::history::HASH_LABEL;
use super::super::support::pod_control;

const NAME_LABEL: &str = "statefulset.kubernetes.io/pod-name";
const INDEX_LABEL: &str = "apps.kubernetes.io/pod-index";

/// The ordinal at the end of a pod's name, if the rest is the set's name.
pub fn ordinal(set: &Value, pod: &str) -> Option<i64> {
    let digits = pod.strip_prefix(meta::name(set))?.strip_prefix('-')?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// The first ordinal.
pub fn start(set: &Value) -> i64 {
    set.get("spec").get("ordinals").int("start").unwrap_or(0)
}

/// The pod of an ordinal as `template` makes it, with its identity and the label of its revision.
pub fn pod(set: &Value, template: &Value, revision: &str, ordinal: i64) -> Value {
    let name = format!("{}-{ordinal}", meta::name(set));
    let mut pod = pod_control::from_template(template, set);
    let metadata = pod.field_mut("metadata");
    metadata.set("name", name.clone());
    metadata.set("labels", template.get("metadata").get("labels").clone());
    let labels = metadata.field_mut("labels");
    labels.set(NAME_LABEL, name.clone());
    labels.set(INDEX_LABEL, ordinal.to_string());
    labels.set(HASH_LABEL, revision.to_string());
    let spec = pod.field_mut("spec");
    spec.set("hostname", name);
    spec.set("subdomain", set.get("spec").text("serviceName"));
    let claims = set.get("spec").list("volumeClaimTemplates");
    if !claims.is_empty() {
        let volume = |claim: &Value| {
            let mut source = Value::object();
            source.set("claimName", claim_name(set, claim, ordinal));
            let mut volume = Value::object();
            volume.set("name", Text::new(meta::name(claim)));
            volume.set("persistentVolumeClaim", source);
            volume
        };
        let mut volumes: Vec<Value> = claims.iter().map(volume).collect();
        let own = |v: &&Value| !claims.iter().any(|c| meta::name(c) == v.str("name"));
        volumes.extend(spec.list("volumes").iter().filter(own).cloned());
        spec.set("volumes", volumes);
    }
    pod
}

/// The name of a claim of the pod of an ordinal.
pub fn claim_name(set: &Value, claim: &Value, ordinal: i64) -> String {
    format!("{}-{}-{ordinal}", meta::name(claim), meta::name(set))
}

/// Whether a pod has its identity still: its labels and its volumes.
pub fn matches(set: &Value, pod: &Value) -> bool {
    let labels = meta::labels(pod);
    let named = labels.get(NAME_LABEL).and_then(Value::as_str) == Some(meta::name(pod));
    named && ordinal(set, meta::name(pod)).is_some()
}

/// The pod with its identity given back.
pub fn restored(set: &Value, pod: &Value) -> Value {
    let mut pod = pod.clone();
    let name = Text::new(meta::name(&pod));
    let ordinal = ordinal(set, &name).unwrap_or(0);
    let labels = pod.field_mut("metadata").field_mut("labels");
    labels.set(NAME_LABEL, name);
    labels.set(INDEX_LABEL, ordinal.to_string());
    pod
}
