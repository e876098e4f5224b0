//! What the server hands on to a kubelet: `/api/v1/nodes/NAME/proxy/PATH`. Of what a kubelet serves there are its health
//! and its pods. To the programs in pods and behind services `kubectl proxy` leads, not this.

use api::request::Response;
use api::{Body, Status, Value, meta, obj};

use super::super::verbs::Call;
use super::super::{ApiServer, Env, unknown_resource};
use super::streams;
use crate::kinds::POD;

/// Where a real kubelet serves more.
const MORE: &[&str] =
    &["checkpoint", "configz", "debug", "flagz", "logs", "metrics", "runningpods", "stats", "statusz"];

impl ApiServer {
    pub(super) fn hand_on(&self, call: &Call<'_>, env: &Env<'_>) -> Result<Response, Status> {
        let node = self.target(call)?;
        let unserved = |why: &str| Err(Status::new(501, "NotImplemented", why));
        if !call.resource.is("", "nodes") {
            return unserved(
                "this simulated API server leads to no pods and services here; ask them through kubectl proxy",
            );
        }
        let name = meta::name(&node);
        let mut addresses = node.get("status").list("addresses").iter();
        let address = addresses.find(|a| a.str("type") == "InternalIP").map_or("", |a| a.str("address"));
        if let Some(why) = streams::silence(name, address, env) {
            let why = format!("error trying to reach service: {why}");
            return Err(Status::new(503, "ServiceUnavailable", why));
        }
        let path = call.request.path.split('?').next().unwrap_or("");
        let path = path.split_once("/proxy").map_or("", |(_, rest)| rest);
        let mut parts = path.split('/').filter(|p| !p.is_empty());
        match (parts.next(), parts.next()) {
            (Some("healthz"), _) => Ok(Response { code: 200, body: Body::Text("ok".into()), warnings: Vec::new() }),
            (Some("pods"), None) => Ok(Response::ok(self.pods_of(name))),
            (Some(part), _) if MORE.contains(&part) => {
                unserved("this simulated kubelet serves /healthz and /pods and nothing else")
            }
            _ => Err(unknown_resource()),
        }
    }

    /// The pods of a node as its kubelet lists them: it notes where it has each from.
    fn pods_of(&self, node: &str) -> Value {
        let mut pods: Vec<Value> =
            self.read_all(POD, "").filter(|p| p.get("spec").str("nodeName") == node).cloned().collect();
        for pod in &mut pods {
            let seen = pod.get("status").text("startTime");
            pod.remove("kind");
            pod.remove("apiVersion");
            let annotations = pod.field_mut("metadata").field_mut("annotations");
            if !annotations.has("kubernetes.io/config.source") {
                annotations.set("kubernetes.io/config.seen", seen);
                annotations.set("kubernetes.io/config.source", "api");
            }
        }
        obj!({"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": pods})
    }
}
