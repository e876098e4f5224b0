//! The pods behind a service, with the ports that its ports come to there.

use api::selector::LabelSelector;
use api::views::IntOrString;
use api::views::core::Pod;
use api::{Text, Value, meta};

use crate::component::Ctx;
use crate::kinds;

/// A port of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port {
    /// Name of the service's port; may be empty.
    pub name: Text,
    /// `TCP`, `UDP`, `SCTP`.
    pub protocol: Text,
    /// Port of the pod; a headless service without ports has none.
    pub port: i64,
    /// What is spoken there, if the service says.
    pub app_protocol: Option<Text>,
}

/// A pod behind a service.
#[derive(Clone, Debug)]
pub struct Target {
    /// The pod.
    pub pod: Value,
    /// Its ports.
    pub ports: Vec<Port>,
    /// Whether it is ready.
    pub ready: bool,
    /// Whether it is being deleted.
    pub terminating: bool,
    /// Since when it is (not) ready.
    pub since: Text,
}

impl Target {
    /// Its address.
    pub fn ip(&self) -> Text {
        self.pod.get("status").text("podIP")
    }
    /// `targetRef` of its endpoint.
    pub fn reference(&self) -> Value {
        let m = self.pod.get("metadata");
        let mut r = Value::object();
        r.set("kind", "Pod");
        for key in ["namespace", "name", "uid"] {
            r.set(key, m.text(key));
        }
        r
    }
    /// Its host name, if it has one in the service's subdomain.
    pub fn hostname(&self, service: &Value) -> Option<Text> {
        let spec = self.pod.get("spec");
        let named = !spec.str("hostname").is_empty() && spec.str("subdomain") == meta::name(service);
        named.then(|| spec.text("hostname"))
    }
}

/// The pods behind a service that have an address and have not ended, and how many were looked at.
pub fn of(service: &Value, ctx: &Ctx<'_>) -> (Vec<Target>, usize) {
    let selector = LabelSelector::from_map(service.get("spec").map("selector"));
    // Pods of one owner often share their labels: what was asked a moment ago is not asked again.
    let mut last = (Value::NULL, false);
    let mut targets = Vec::new();
    let mut looked = 0;
    for pod in ctx.api.read_all(kinds::POD, meta::namespace(service)) {
        looked += 1;
        let labels = pod.get("metadata").get("labels");
        if !labels.same(last.0) {
            last = (labels, selector.matches(meta::labels(pod)));
        }
        let status = pod.get("status");
        if !last.1 || status.str("podIP").is_empty() || matches!(status.str("phase"), "Succeeded" | "Failed") {
            continue;
        }
        let ready = status.list("conditions").iter().find(|c| c.str("type") == "Ready").unwrap_or(Value::NULL);
        targets.push(Target {
            ports: ports(service, Pod::of(pod)),
            ready: ready.str("status") == "True",
            terminating: !meta::deletion_timestamp(pod).is_empty(),
            since: ready.text("lastTransitionTime"),
            pod: pod.clone(),
        });
    }
    (targets, looked)
}

fn ports(service: &Value, pod: Pod<'_>) -> Vec<Port> {
    let mut ports = Vec::new();
    for p in service.get("spec").list("ports") {
        let protocol = if p.str("protocol").is_empty() { Text::from("TCP") } else { p.text("protocol") };
        let port = match IntOrString::of(p.get("targetPort")) {
            Some(IntOrString::Int(n)) if n > 0 => Some(n),
            Some(IntOrString::Str(name)) if !name.is_empty() => named(pod, name, &protocol),
            _ => p.int("port"),
        };
        if let Some(port) = port {
            let app_protocol = p.get("appProtocol").as_text().cloned();
            ports.push(Port { name: p.text("name"), protocol, port, app_protocol });
        }
    }
    ports
}

/// The container port of a name.
fn named(pod: Pod<'_>, name: &str, protocol: &str) -> Option<i64> {
    let spec = pod.spec();
    let sidecars = spec.init_containers().filter(|c| c.restart_policy() == Some("Always"));
    let mut ports = spec.containers().chain(sidecars).flat_map(|c| c.ports());
    let same = |p: &str| p == protocol || (p.is_empty() && protocol == "TCP");
    ports.find(|p| p.name() == name && same(p.protocol())).map(|p| p.container_port())
}
