//! A node that is not heard of: what its conditions and those of its pods become.

use api::{Status, Text, Value};

use super::source;
use crate::component::Ctx;
use crate::events::{self, WARNING};
use crate::facts::What;
use crate::kinds;

const CONDITIONS: [&str; 4] = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

/// Turns the conditions of a silent node Unknown.
pub fn mark_unknown(node: Value, ctx: &mut Ctx<'_>) -> Result<Value, Status> {
    let name = Text::new(api::meta::name(&node));
    let mut changed = node.clone();
    let now = ctx.now.rfc3339();
    let list = changed.field_mut("status").field_mut("conditions").list_mut();
    for kind in CONDITIONS {
        match list.iter_mut().find(|c| c.str("type") == kind) {
            Some(c) if c.str("status") == "Unknown" => {}
            Some(c) => {
                c.set("status", "Unknown");
                c.set("reason", "NodeStatusUnknown");
                c.set("message", "Kubelet stopped posting node status.");
                c.set("lastTransitionTime", now.clone());
            }
            None => {
                let mut c = Value::object();
                c.set("type", kind);
                c.set("status", "Unknown");
                c.set("reason", "NodeStatusNeverUpdated");
                c.set("message", "Kubelet never posted node status.");
                c.set("lastHeartbeatTime", node.get("metadata").text("creationTimestamp"));
                c.set("lastTransitionTime", now.clone());
                list.push(c);
            }
        }
    }
    if changed == node {
        return Ok(node);
    }
    ctx.facts.because_of_switch(&format!("node/{name}"));
    ctx.note(What::Node { node: name, state: "NotReady".into() });
    ctx.update_status(kinds::NODE, changed)
}

/// Pods of a node that is not ready are not ready either.
pub fn mark_pods_not_ready(node: &Text, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let pods: Vec<Value> = ctx.api.pods_on(node).filter(|p| is_ready(p)).cloned().collect();
    for mut pod in pods {
        let now = ctx.now.rfc3339();
        let list = pod.field_mut("status").field_mut("conditions").list_mut();
        for c in list.iter_mut().filter(|c| c.str("type") == "Ready") {
            c.set("status", "False");
            c.set("lastTransitionTime", now.clone());
        }
        let about = events::reference(&pod);
        match ctx.update_status(kinds::POD, pod) {
            Err(s) if s.code != 404 => return Err(s),
            Err(_) => continue,
            Ok(_) => events::record(ctx, &about, WARNING, "NodeNotReady", "Node is not ready", &source()),
        }
    }
    Ok(())
}

fn is_ready(pod: &Value) -> bool {
    let list = pod.get("status").list("conditions");
    list.iter().any(|c| c.str("type") == "Ready" && c.str("status") == "True")
}
