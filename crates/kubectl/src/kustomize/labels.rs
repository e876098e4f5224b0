//! Labels, and all the places that select by them.

use api::{Map, Value};

use super::Res;

/// Kinds whose pods come from a template and whose selector is made where there is none.
const WORKLOADS: [&str; 4] = ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"];

/// `commonLabels`, or a row of `labels`.
pub(super) fn add(res: &mut Res, labels: &Map, selectors: bool, templates: bool) {
    let kind = res.kind().to_string();
    let object = &mut res.object;
    put(object.field_mut("metadata").field_mut("labels"), labels);
    if selectors || templates {
        super::transform::templates(object, &kind, &mut |template| {
            put(template.field_mut("metadata").field_mut("labels"), labels);
        });
        if kind == "StatefulSet" && object.at(&["spec", "volumeClaimTemplates"]).as_list().is_some() {
            for claim in object.at_mut(&["spec", "volumeClaimTemplates"]).list_mut() {
                put(claim.field_mut("metadata").field_mut("labels"), labels);
            }
        }
    }
    if !selectors {
        return;
    }
    if WORKLOADS.contains(&kind.as_str()) {
        put(object.at_mut(&["spec", "selector", "matchLabels"]), labels);
    } else if ["Service", "ReplicationController"].contains(&kind.as_str()) {
        put(object.at_mut(&["spec", "selector"]), labels);
    }
    if kind == "NetworkPolicy" || kind == "PodDisruptionBudget" || kind == "Job" || WORKLOADS.contains(&kind.as_str()) {
        existing(object.field_mut("spec"), labels);
    }
}

/// Selectors that are there already: those of affinity, spreading, policies and budgets.
fn existing(value: &mut Value, labels: &Map) {
    match value {
        Value::Map(_) => {
            for (key, value) in value.map_mut().iter_mut() {
                let selects = ["podSelector", "labelSelector", "selector"].contains(&key.as_str());
                if selects && value.get("matchLabels").as_map().is_some() {
                    put(value.field_mut("matchLabels"), labels);
                } else if key.as_str() != "volumeClaimTemplates" {
                    existing(value, labels);
                }
            }
        }
        Value::List(_) => value.list_mut().iter_mut().for_each(|value| existing(value, labels)),
        _ => {}
    }
}

pub(super) fn put(into: &mut Value, pairs: &Map) {
    for (key, value) in pairs.iter() {
        into.set(key, value.clone());
    }
}
