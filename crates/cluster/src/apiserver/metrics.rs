//! `metrics.k8s.io`: the group that the server does not answer itself, but hands on to the service that an APIService
//! names. The metrics server behind it tells what [`crate::usage`] knows.
//!
//! What it is not: other extension servers are not simulated; their groups are never available.

use api::quantity::{Format, Quantity};
use api::request::{Request, Response, Verb};
use api::selector::LabelSelector;
use api::{Status, Text, Value, meta, obj};

use super::{ApiServer, Env, unserved};
use crate::kinds;
use crate::usage::{self, Used};

/// The group and its only version.
pub(super) const GROUP: &str = "metrics.k8s.io";
pub(super) const VERSION: &str = "v1beta1";
const API_VERSION: &str = "metrics.k8s.io/v1beta1";
const API_SERVICE: &str = "v1beta1.metrics.k8s.io";
/// What the metrics server says of the time between two looks: they take a moment.
const WINDOWS: [&str; 4] = ["15.032s", "15.061s", "14.988s", "15.017s"];

impl ApiServer {
    /// The APIService of the group; none where nobody asked for it.
    fn metrics_service(&self) -> Option<&Value> {
        let service = self.peek(kinds::API_SERVICE, "", API_SERVICE)?;
        (!service.get("spec").get("service").is_null()).then_some(service)
    }
    /// Whether clients are told that the group exists.
    pub(super) fn knows_metrics(&self) -> bool {
        self.metrics_service().is_some()
    }
    /// Whether a call is for the group.
    pub(super) fn is_for_metrics(&self, group: &str, version: &str) -> bool {
        group == GROUP && matches!(version, VERSION | "") && self.knows_metrics()
    }

    /// Versions of groups that services outside of this server should answer for, and do not: `group/version`.
    pub(crate) fn unanswered_versions(&self) -> Vec<Text> {
        let services = self.read_all(kinds::API_SERVICE, "").filter(|s| !s.get("spec").get("service").is_null());
        let silent = services.filter(|s| !is_available(s)).map(|s| {
            let spec = s.get("spec");
            Text::from(format!("{}/{}", spec.str("group"), spec.str("version")))
        });
        silent.collect()
    }

    /// The group, as `/apis` lists it.
    pub(super) fn metrics_group(&self) -> Value {
        let version = obj!({"groupVersion": API_VERSION, "version": VERSION});
        obj!({"name": GROUP, "versions": [(version.clone())], "preferredVersion": version})
    }

    /// The resources of the group, as its discovery document lists them.
    pub(super) fn metrics_resources(&self) -> Result<Response, Status> {
        self.metrics_available(|| Status::new(503, "ServiceUnavailable", UNABLE))?;
        let one = |name: &'static str, kind: &'static str, namespaced: bool| obj!({"name": name, "singularName": "", "namespaced": namespaced, "kind": kind, "verbs": ["get", "list"]});
        let resources = vec![one("nodes", "NodeMetrics", false), one("pods", "PodMetrics", true)];
        Ok(Response::ok(obj!({
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": API_VERSION, "resources": resources,
        })))
    }

    fn metrics_available(&self, refusal: impl FnOnce() -> Status) -> Result<(), Status> {
        if self.metrics_service().is_some_and(is_available) { Ok(()) } else { Err(refusal()) }
    }

    /// Answers a get or list of the group.
    pub(super) fn metrics(&self, request: &Request, env: &Env<'_>) -> Result<Response, Status> {
        self.metrics_available(|| {
            let of = request.resource.group_resource();
            let name = if request.name.is_empty() { String::new() } else { format!(" {}", request.name) };
            Status::new(503, "ServiceUnavailable", format!("{UNABLE} (get {of}{name})"))
        })?;
        let selector =
            LabelSelector::parse(&request.options.label_selector).map_err(|e| Status::bad_request(e.to_string()))?;
        let namespace = request.namespace.as_str();
        let (kind, items): (_, Vec<Value>) = match (request.resource.resource.as_str(), request.verb) {
            ("nodes", Verb::Get | Verb::List) => {
                ("NodeMetrics", self.read_all(kinds::NODE, "").filter_map(|n| node_metrics(n, env)).collect())
            }
            ("pods", Verb::Get | Verb::List) => {
                ("PodMetrics", self.read_all(kinds::POD, namespace).filter_map(|p| pod_metrics(p, env)).collect())
            }
            ("nodes" | "pods", _) => return Err(super::verbs::not_allowed()),
            _ => return Err(unserved(request)),
        };
        if request.verb == Verb::Get {
            let found = items.into_iter().find(|i| meta::name(i) == request.name.as_str());
            let of = if request.resource.resource == "pods" && !namespace.is_empty() {
                format!("{namespace}/{}", request.name)
            } else {
                request.name.to_string()
            };
            return found.map(Response::ok).ok_or_else(|| Status::not_found(&request.resource, &of));
        }
        let items: Vec<Value> = items.into_iter().filter(|i| selector.matches(meta::labels(i))).collect();
        Ok(Response::ok(obj!({
            "kind": (format!("{kind}List")), "apiVersion": API_VERSION, "metadata": {}, "items": items,
        })))
    }
}

fn is_available(service: &Value) -> bool {
    let mut conditions = service.get("status").list("conditions").iter();
    conditions.any(|c| c.str("type") == "Available" && c.str("status") == "True")
}

const UNABLE: &str = "the server is currently unable to handle the request";

fn amounts(used: Used) -> Value {
    let memory = Quantity::new((used.memory / 1024 * 1024) as i64, Format::BinarySI).text();
    let processor = if used.nanocores == 0 { "0".to_string() } else { format!("{}n", used.nanocores) };
    obj!({"cpu": processor, "memory": memory})
}

/// The head of an object of the group, about a pod or node.
fn head(kind: &'static str, of: &Value, env: &Env<'_>) -> Value {
    let at = usage::looked(env.now);
    let mut metadata = obj!({"name": (of.get("metadata").text("name")), "creationTimestamp": (env.now.rfc3339())});
    let namespace = of.get("metadata").text("namespace");
    if !namespace.is_empty() {
        metadata.set("namespace", namespace);
    }
    if of.get("metadata").has("labels") {
        metadata.set("labels", of.get("metadata").get("labels").clone());
    }
    let window = WINDOWS[(at.seconds() / 15).rem_euclid(WINDOWS.len() as i64) as usize];
    obj!({
        "kind": kind, "apiVersion": API_VERSION, "metadata": metadata,
        "timestamp": (at.rfc3339()), "window": window,
    })
}

fn node_metrics(node: &Value, env: &Env<'_>) -> Option<Value> {
    let name = meta::name(node);
    if env.world.is_frozen(name) || env.world.is_cut(name) {
        return None;
    }
    let mut m = head("NodeMetrics", node, env);
    m.set("usage", amounts(env.world.usage.of_node(name, env.now)));
    Some(m)
}

fn pod_metrics(pod: &Value, env: &Env<'_>) -> Option<Value> {
    let node = pod.get("spec").str("nodeName");
    if pod.get("status").str("phase") != "Running" || env.world.is_frozen(node) || env.world.is_cut(node) {
        return None;
    }
    let used = env.world.usage.of_pod(&meta::key(pod), env.now);
    // A pod is told of once all its running containers have been looked at twice.
    let running = pod.get("status").list("containerStatuses").iter().filter(|c| c.get("state").has("running")).count();
    if used.is_empty() || used.len() < running {
        return None;
    }
    let containers: Vec<Value> =
        used.into_iter().map(|(name, used)| obj!({"name": name, "usage": (amounts(used))})).collect();
    let mut m = head("PodMetrics", pod, env);
    m.set("containers", containers);
    Some(m)
}
