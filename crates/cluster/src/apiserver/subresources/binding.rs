//! pods/binding: the scheduler's decision.

use api::request::Response;
use api::{Gvr, Status, Value, meta, obj};

use super::super::verbs::Call;
use super::super::{ApiServer, Env};
use super::done;

impl ApiServer {
    pub(super) fn bind(&mut self, call: &mut Call<'_>, body: &Value, env: &mut Env<'_>) -> Result<Response, Status> {
        let old = self.target(call)?;
        let name = meta::name(&old);
        let node = body.get("target").text("name");
        let pods = Gvr::new("", "v1", "pods/binding");
        let refuse = |why: String| Err(Status::conflict(&pods, name, &why));
        let uid = meta::uid(body);
        if !uid.is_empty() && uid != meta::uid(&old) {
            let why =
                format!("Precondition failed: UID in precondition: {uid}, UID in object meta: {}", meta::uid(&old));
            return refuse(why);
        }
        if node.is_empty() {
            return Err(Status::bad_request("target.name: Required value"));
        }
        if !meta::deletion_timestamp(&old).is_empty() {
            return refuse(format!("pod {name} is being deleted, cannot be assigned to a host"));
        }
        let assigned = old.get("spec").str("nodeName");
        if !assigned.is_empty() {
            return refuse(format!("pod {name} is already assigned to node {assigned:?}"));
        }
        if !old.get("spec").list("schedulingGates").is_empty() {
            return refuse(format!("pod {name} has non-empty .spec.schedulingGates"));
        }
        let mut pod = old.clone();
        pod.field_mut("spec").set("nodeName", node);
        for (key, value) in meta::annotations(body).iter() {
            pod.field_mut("metadata").field_mut("annotations").set(key, value.clone());
        }
        if matches!(body.get("target").str("kind"), "Node") {
            self.label_by_node(&mut pod);
        }
        scheduled(&mut pod, &old, env);
        // A pod that has its node waits for room on none.
        pod.remove_at(&["status", "nominatedNodeName"]);
        self.commit(call, pod, old, env);
        Ok(done())
    }
}

/// Notes that the pod has its node.
fn scheduled(pod: &mut Value, old: &Value, env: &Env<'_>) {
    let generation = old.get("metadata").get("generation").clone();
    let condition = obj!({
        "type": "PodScheduled",
        "status": "True",
        "observedGeneration": generation,
        "lastProbeTime": (Value::Null),
        "lastTransitionTime": (env.now.rfc3339()),
    });
    let conditions = pod.field_mut("status").field_mut("conditions").list_mut();
    match conditions.iter_mut().find(|c| c.str("type") == "PodScheduled") {
        Some(before) => *before = condition,
        None => conditions.push(condition),
    }
}
