//! In which order the objects of a kustomization come.

use api::{Value, meta};
use sorted::InOrder;

use super::group_version;
use crate::error::{Result, plain};

/// Refuses orders that there are not.
pub(super) fn check_order(sort: &Value) -> Result<()> {
    match sort.str("order") {
        _ if sort.is_null() => Ok(()),
        "fifo" if !sort.get("legacySortOptions").is_null() => Err(plain(
            "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
        )),
        "fifo" | "legacy" => Ok(()),
        _ => Err(plain("the field 'sortOptions.order' must be one of [fifo, legacy]")),
    }
}

/// By kind: some first, some last, which the options may say; those between by group, version and kind.
pub(super) fn in_order(objects: &mut [Value], options: &Value) {
    const FIRST: &[&str] = &[
        "Namespace",
        "ResourceQuota",
        "StorageClass",
        "CustomResourceDefinition",
        "ServiceAccount",
        "PodSecurityPolicy",
        "Role",
        "ClusterRole",
        "RoleBinding",
        "ClusterRoleBinding",
        "ConfigMap",
        "Secret",
        "Endpoints",
        "Service",
        "LimitRange",
        "PriorityClass",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "Deployment",
        "StatefulSet",
        "CronJob",
        "PodDisruptionBudget",
    ];
    const LAST: [&str; 2] = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
    let told = |field: &str, own: &[&'static str]| -> Vec<String> {
        match options {
            Value::Null => own.iter().map(|k| k.to_string()).collect(),
            options => options.list(field).iter().filter_map(Value::as_str).map(str::to_string).collect(),
        }
    };
    let (first, last) = (told("orderFirst", FIRST), told("orderLast", &LAST));
    let rank = |object: &Value| {
        let kind = object.str("kind");
        let at = |list: &[String]| list.iter().position(|k| k == kind);
        at(&first).or(at(&last).map(|n| first.len() + 1 + n)).unwrap_or(first.len())
    };
    let key = |object: &Value| {
        let (group, version) = group_version(object.str("apiVersion"));
        // What has no group or namespace comes behind all that have.
        let or = |text: &str, none: &str| if text.is_empty() { none.to_string() } else { text.to_string() };
        let (group, namespace) = (or(group, "~G"), or(meta::namespace(object), "~X"));
        let text = format!("{group}_{version}_{}\0{namespace}|{}", object.str("kind"), meta::name(object));
        (rank(object), text)
    };
    objects.order_by_key(key);
}
