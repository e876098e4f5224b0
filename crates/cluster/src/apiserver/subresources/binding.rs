//! pods/binding: the scheduler's decision.

use api::request::Response;
use api::{Gvr, Status, Value, meta, obj};

use super::super::verbs::{Call, create};
use super::super::{ApiServer, Env};
use super::done;

impl ApiServer {
    /// A binding that is created by itself: it is about the pod of its name.
    pub(super) fn bind_by_body(
        &mut self,
        call: &mut Call<'_>,
        body: &Value,
        env: &mut Env<'_>,
    ) -> Result<Response, Status> {
        let resources = self.resources.clone();
        let Some(pods) = resources.find("", "", "pods") else { return Err(super::super::unknown_resource()) };
        let mut request = call.request.clone();
        request.resource = pods.gvr.clone();
        request.subresource = "binding".into();
        request.name = body.get("metadata").text("name");
        self.bind(&mut Call::new(pods, &request), body, env)
    }

    pub(super) fn bind(&mut self, call: &mut Call<'_>, body: &Value, env: &mut Env<'_>) -> Result<Response, Status> {
        let mut body = super::decode(call, body, ("", "v1", "Binding"), env)?;
        create::set_namespace(call, &mut body)?;
        let body = &body;
        if meta::name(body) != call.request.name.as_str() {
            return Err(Status::bad_request("name in URL does not match name in Binding object"));
        }
        sound(body.get("target"))?;
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

/// A binding is to a node, which it names. What is wrong is no refusal of its own kind, but an error without a reason.
fn sound(target: &Value) -> Result<(), Status> {
    let mut wrong = Vec::new();
    let kind = target.str("kind");
    if !matches!(kind, "" | "Node") {
        wrong.push(format!("target.kind: Unsupported value: {kind:?}: supported values: \"Node\", \"<empty>\""));
    }
    if target.str("name").is_empty() {
        wrong.push("target.name: Required value".to_string());
    }
    match &wrong[..] {
        [] => Ok(()),
        [one] => Err(Status::new(500, "", one.clone())),
        all => Err(Status::new(500, "", format!("[{}]", all.join(", ")))),
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
