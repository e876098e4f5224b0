//! Priority: a pod's priority is that of its class.

use api::{Value, meta};

use super::{Attempt, Operation, Outcome};
use crate::kinds;

const PREEMPT: &str = "PreemptLowerPriority";

pub(super) fn admit(a: &mut Attempt<'_, '_, '_>, pod: &mut Value) -> Outcome {
    if a.operation == Operation::Delete || !a.is_on("", "pods") {
        return Ok(());
    }
    if a.operation == Operation::Update {
        for key in ["priority", "preemptionPolicy"] {
            let before = a.old.get("spec").get(key);
            if pod.get("spec").get(key).is_null() && !before.is_null() {
                pod.field_mut("spec").set(key, before.clone());
            }
        }
        return Ok(());
    }
    let name = pod.get("spec").text("priorityClassName");
    let class = if name.is_empty() { default_class(a) } else { a.server.read(kinds::PRIORITY_CLASS, "", &name) };
    if class.is_none() && !name.is_empty() {
        return Err(a.forbidden(pod, &format!("no PriorityClass with name {name} was found")));
    }
    let (priority, policy) = match &class {
        Some(class) => {
            if name.is_empty() {
                pod.field_mut("spec").set("priorityClassName", class.get("metadata").text("name"));
            }
            (class.int("value").unwrap_or(0), class.text("preemptionPolicy"))
        }
        None => (0, PREEMPT.into()),
    };
    let policy = if policy.is_empty() { PREEMPT.into() } else { policy };
    let said = pod.get("spec").int("priority");
    if let Some(said) = said.filter(|said| *said != priority) {
        let why = format!(
            "the integer value of priority ({said}) must not be provided in pod spec; priority admission controller \
             computed {priority} from the given PriorityClass name"
        );
        return Err(a.forbidden(pod, &why));
    }
    let said = pod.get("spec").text("preemptionPolicy");
    if !said.is_empty() && said != policy {
        let why = format!(
            "the string value of PreemptionPolicy ({said}) must not be provided in pod spec; priority admission \
             controller computed {policy} from the given PriorityClass name"
        );
        return Err(a.forbidden(pod, &why));
    }
    let spec = pod.field_mut("spec");
    spec.set("priority", priority);
    spec.set("preemptionPolicy", policy);
    Ok(())
}

/// The class for pods that name none: of several, the one with the lowest value.
fn default_class(a: &Attempt<'_, '_, '_>) -> Option<Value> {
    let defaults = a.server.read_all(kinds::PRIORITY_CLASS, "").filter(|c| c.bool("globalDefault"));
    defaults.min_by_key(|c| c.int("value").unwrap_or(0)).cloned()
}

pub(super) fn validate(a: &mut Attempt<'_, '_, '_>, class: &Value) -> Outcome {
    if !a.is_on("scheduling.k8s.io", "priorityclasses") {
        return Ok(());
    }
    if a.operation == Operation::Delete {
        // Pods of the system need these; who deletes all classes names none and is not asked.
        return match &*a.call.request.name {
            "system-node-critical" | "system-cluster-critical" => {
                Err(a.forbidden(a.old, "this is a system priority class and cannot be deleted"))
            }
            _ => Ok(()),
        };
    }
    if !class.bool("globalDefault") {
        return Ok(());
    }
    match default_class(a).filter(|other| meta::name(other) != meta::name(class)) {
        Some(other) => {
            let name = meta::name(&other);
            let why = format!("PriorityClass {name} is already marked as default. Only one default can exist");
            Err(a.forbidden(class, &why))
        }
        None => Ok(()),
    }
}
