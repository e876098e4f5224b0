//! What the controller notes in annotations: the revision, and the size that a set was made for.

use api::{Map, Text, Value, meta};

use super::sets;

pub const REVISION: &str = "deployment.kubernetes.io/revision";
pub const REVISION_HISTORY: &str = "deployment.kubernetes.io/revision-history";
pub const DESIRED: &str = "deployment.kubernetes.io/desired-replicas";
pub const MAX: &str = "deployment.kubernetes.io/max-replicas";

/// Annotations of a deployment that its replica sets do not get.
const NOT_COPIED: &[&str] = &[
    "kubectl.kubernetes.io/last-applied-configuration",
    "deprecated.deployment.rollback.to",
    REVISION,
    REVISION_HISTORY,
    DESIRED,
    MAX,
];

/// A history longer than this loses its oldest revisions.
const MAX_HISTORY: usize = 2000;

fn get<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    meta::annotations(object).get(key).and_then(Value::as_str)
}

fn set(object: &mut Value, key: impl Into<Text>, value: impl Into<Value>) -> bool {
    let (key, value) = (key.into(), value.into());
    let annotations = object.field_mut("metadata").field_mut("annotations");
    if *annotations.get(&key) == value {
        return false;
    }
    annotations.set(key, value);
    true
}

/// The revision of a deployment or replica set; 0 where it has none.
pub fn revision(object: &Value) -> i64 {
    get(object, REVISION).and_then(|r| r.parse().ok()).unwrap_or(0)
}

/// The replicas that the deployment wanted when the set was scaled last.
pub fn desired(set: &Value) -> Option<i64> {
    get(set, DESIRED)?.parse().ok()
}

/// The replicas with surge that were allowed when the set was scaled last.
pub fn max(set: &Value) -> Option<i64> {
    get(set, MAX)?.parse().ok()
}

/// Notes what the deployment wants; whether that was news.
pub fn note_size(replica_set: &mut Value, spec: &Value) -> bool {
    let replicas = spec.int("replicas").unwrap_or(1);
    let news = set(replica_set, DESIRED, replicas.to_string());
    set(replica_set, MAX, (replicas + sets::fenceposts(spec).0).to_string()) || news
}

/// Notes the deployment's annotations and its revision in the newest set; whether anything changed.
pub fn note_revision(replica_set: &mut Value, deployment: &Value, new: i64) -> bool {
    let mut changed = copy(meta::annotations(deployment), replica_set);
    let old = get(replica_set, REVISION).map(str::to_string);
    let old_number = old.as_deref().and_then(|r| r.parse::<i64>().ok()).unwrap_or(0);
    if old_number < new {
        set(replica_set, REVISION, new.to_string());
        changed = true;
        if let Some(old) = old.filter(|o| !o.is_empty()) {
            let history = get(replica_set, REVISION_HISTORY).unwrap_or("");
            let mut history = if history.is_empty() { old } else { format!("{history},{old}") };
            while history.len() > MAX_HISTORY {
                history = history.split_once(',').map_or(String::new(), |(_, rest)| rest.to_string());
            }
            set(replica_set, REVISION_HISTORY, history);
        }
    }
    changed
}

fn copy(from: &Map, to: &mut Value) -> bool {
    let mut changed = false;
    for (key, value) in from.iter().filter(|(k, _)| !NOT_COPIED.contains(&k.as_str())) {
        changed |= set(to, key, value);
    }
    changed
}

/// Notes the revision in the deployment; whether that was news.
pub fn set_revision(deployment: &mut Value, revision: &str) -> bool {
    let history = meta::annotations(deployment).contains_key(REVISION_HISTORY);
    if history {
        deployment.field_mut("metadata").field_mut("annotations").remove(REVISION_HISTORY);
    }
    set(deployment, REVISION, revision.to_string()) || history
}
