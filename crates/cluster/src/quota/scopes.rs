//! Which pods and claims a quota with scopes counts.

use api::{Gvr, Value};

/// Whether a quota counts an object at all.
pub fn matches(quota: &Value, resource: &Gvr, object: &Value) -> bool {
    let spec = quota.get("spec");
    let hard = spec.map("hard");
    if !hard.keys().any(|name| super::concerns(resource, name)) {
        return false;
    }
    let plain = spec.list("scopes").iter().filter_map(Value::as_str);
    let terms = spec.get("scopeSelector").list("matchExpressions");
    plain.into_iter().all(|scope| in_scope(resource, object, scope, "Exists", &[]))
        && terms.iter().all(|t| in_scope(resource, object, t.str("scopeName"), t.str("operator"), t.list("values")))
}

fn in_scope(resource: &Gvr, object: &Value, scope: &str, operator: &str, values: &[Value]) -> bool {
    if !resource.group.is_empty() {
        return false;
    }
    let spec = object.get("spec");
    match (resource.resource.as_str(), scope) {
        ("pods", "Terminating") => spec.int("activeDeadlineSeconds").is_some(),
        ("pods", "NotTerminating") => spec.int("activeDeadlineSeconds").is_none(),
        ("pods", "BestEffort") => best_effort(spec),
        ("pods", "NotBestEffort") => !best_effort(spec),
        ("pods", "CrossNamespacePodAffinity") => crosses_namespaces(spec),
        ("pods", "PriorityClass") => selected(spec.str("priorityClassName"), operator, values),
        ("persistentvolumeclaims", "VolumeAttributesClass") => {
            selected(spec.str("volumeAttributesClassName"), operator, values)
        }
        _ => false,
    }
}

fn selected(class: &str, operator: &str, values: &[Value]) -> bool {
    let listed = values.iter().any(|v| v.as_str() == Some(class));
    match operator {
        "In" => !class.is_empty() && listed,
        "NotIn" => class.is_empty() || !listed,
        "DoesNotExist" => class.is_empty(),
        _ => !class.is_empty(),
    }
}

fn best_effort(spec: &Value) -> bool {
    let silent = |of: &Value| {
        ["requests", "limits"].iter().all(|k| {
            let amounts = of.get("resources").map(k);
            !amounts.contains_key("cpu") && !amounts.contains_key("memory")
        })
    };
    silent(spec) && spec.list("containers").iter().chain(spec.list("initContainers")).all(silent)
}

fn crosses_namespaces(spec: &Value) -> bool {
    let crosses = |term: &Value| !term.list("namespaces").is_empty() || term.has("namespaceSelector");
    ["podAffinity", "podAntiAffinity"].iter().any(|kind| {
        let rules = spec.get("affinity").get(kind);
        let required = rules.list("requiredDuringSchedulingIgnoredDuringExecution").iter();
        let preferred = rules.list("preferredDuringSchedulingIgnoredDuringExecution").iter();
        required.chain(preferred.map(|p| p.get("podAffinityTerm"))).any(crosses)
    })
}
