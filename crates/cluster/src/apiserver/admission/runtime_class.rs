//! RuntimeClass: a pod takes over the overhead and the node selector of its class.

use api::Value;

use super::{Attempt, Operation, Outcome};
use crate::{amounts, kinds};

pub(super) fn admit(a: &mut Attempt<'_, '_, '_>, pod: &mut Value) -> Outcome {
    if a.operation != Operation::Create || !a.is_on("", "pods") {
        return Ok(());
    }
    let spec = pod.get("spec");
    if spec.str("runtimeClassName").is_empty() && spec.get("overhead").is_null() {
        return Ok(());
    }
    of_class(a, pod)
}

/// Of its own, as the start of a cluster does not get here and need not wait for it.
#[inline(never)]
fn of_class(a: &mut Attempt<'_, '_, '_>, pod: &mut Value) -> Outcome {
    let name = pod.get("spec").text("runtimeClassName");
    let class = match a.server.read(kinds::RUNTIME_CLASS, "", &name) {
        None if !name.is_empty() => {
            return Err(a.forbidden(pod, &format!("pod rejected: RuntimeClass {:?} not found", name.as_str())));
        }
        class => class.unwrap_or_default(),
    };
    let overhead = class.get("overhead").get("podFixed");
    let said = pod.get("spec").map("overhead");
    if !said.is_empty() && amounts::of(pod.get("spec").get("overhead")) != amounts::of(overhead) {
        let why = match overhead {
            Value::Null => "Pod Overhead set without corresponding RuntimeClass defined Overhead",
            _ => "Pod's Overhead doesn't match RuntimeClass's defined Overhead",
        };
        return Err(a.forbidden(pod, &["pod rejected: ", why].concat()));
    }
    if !overhead.is_null() {
        pod.field_mut("spec").set("overhead", overhead.clone());
    }
    let scheduling = class.get("scheduling");
    for (key, value) in scheduling.map("nodeSelector").iter() {
        if let Some(has) = pod.get("spec").map("nodeSelector").get(key).filter(|has| *has != value) {
            let (of_class, of_pod) = (value.as_str().unwrap_or(""), has.as_str().unwrap_or(""));
            let why = format!(
                "conflict: runtimeClass.scheduling.nodeSelector[{key}] = {of_class}; pod.spec.nodeSelector[{key}] = {of_pod}"
            );
            return Err(a.forbidden(pod, &why));
        }
        pod.field_mut("spec").field_mut("nodeSelector").set(key, value.clone());
    }
    for toleration in scheduling.list("tolerations") {
        if !pod.get("spec").list("tolerations").contains(toleration) {
            pod.field_mut("spec").field_mut("tolerations").list_mut().push(toleration.clone());
        }
    }
    Ok(())
}
