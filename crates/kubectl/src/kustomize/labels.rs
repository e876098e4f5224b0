//! Labels, and all the places that select by them.

use api::{Map, Value};

use super::{Res, places};

/// Kinds whose pods come from a template and whose selector is made where there is none.
const WORKLOADS: [&str; 4] = ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"];

/// Selectors that only change where they are there already: whose they are, and where they stand.
const EXISTING: &[(&str, &str)] = &[
    ("Job PodDisruptionBudget", "spec/selector/matchLabels"),
    ("CronJob", "spec/jobTemplate/spec/selector/matchLabels"),
    ("NetworkPolicy", "spec/podSelector/matchLabels"),
    ("NetworkPolicy", "spec/ingress/from/podSelector/matchLabels"),
    ("NetworkPolicy", "spec/egress/to/podSelector/matchLabels"),
    (
        SPREAD,
        "spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    ),
    (
        SPREAD,
        "spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    ),
    (
        SPREAD,
        "spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    ),
    (
        SPREAD,
        "spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    ),
    (SPREAD, "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"),
];

/// Kinds whose affinity and spreading follow.
const SPREAD: &str = "Deployment StatefulSet";

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
    for (kinds, path) in EXISTING {
        if kinds.split(' ').any(|other| other == kind) {
            places::walk(object, &path.split('/').collect::<Vec<_>>(), false, &mut |value| put(value, labels));
        }
    }
}

pub(super) fn put(into: &mut Value, pairs: &Map) {
    for (key, value) in pairs.iter() {
        into.set(key, value.clone());
    }
}
