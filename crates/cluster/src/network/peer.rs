//! The ends of a connection: pods, nodes, and what is outside.

use api::{Text, Value, meta};

use crate::apiserver::ApiServer;
use crate::kinds::{NODE, POD};
use crate::net::Source;

/// One end.
#[derive(Clone, Debug)]
pub(super) enum Peer {
    Pod {
        pod: Value,
        ip: Text,
    },
    Node {
        name: Text,
        ip: Text,
    },
    /// Neither a pod nor a node: an address that nobody here has.
    Nobody {
        ip: Text,
    },
}

impl Peer {
    /// Who asks.
    pub fn of_source(api: &ApiServer, source: &Source) -> Peer {
        match source {
            Source::Pod(namespace, name) => match api.read(POD, namespace, name) {
                Some(pod) => Peer::of_pod(pod),
                None => Peer::Nobody { ip: Text::EMPTY },
            },
            Source::Node(name) => Peer::of_node(api, name),
            Source::Client => {
                let mut nodes = api.read_all(NODE, "");
                let master = |n: &&Value| meta::labels(n).contains_key("node-role.kubernetes.io/control-plane");
                match nodes.find(master) {
                    Some(node) => Peer::Node { name: Text::new(meta::name(node)), ip: internal_ip(node) },
                    None => Peer::Nobody { ip: Text::EMPTY },
                }
            }
        }
    }

    fn of_pod(pod: Value) -> Peer {
        let ip = pod.get("status").text("podIP");
        Peer::Pod { pod, ip }
    }

    fn of_node(api: &ApiServer, name: &str) -> Peer {
        match api.read(NODE, "", name) {
            Some(node) => Peer::Node { name: Text::new(name), ip: internal_ip(&node) },
            None => Peer::Nobody { ip: Text::EMPTY },
        }
    }

    /// Who has an address. Pods on the host's network do not have one of their own.
    pub fn of_ip(api: &ApiServer, ip: &str) -> Peer {
        if let Some(node) = api.read_all(NODE, "").find(|n| *internal_ip(n) == *ip) {
            return Peer::Node { name: Text::new(meta::name(node)), ip: Text::new(ip) };
        }
        let live = |p: &&Value| {
            p.get("status").str("podIP") == ip
                && !p.get("spec").bool("hostNetwork")
                && !matches!(p.get("status").str("phase"), "Succeeded" | "Failed")
        };
        match api.read_all(POD, "").find(live) {
            Some(pod) => Peer::of_pod(pod.clone()),
            None => Peer::Nobody { ip: Text::new(ip) },
        }
    }

    pub fn ip(&self) -> &Text {
        match self {
            Peer::Pod { ip, .. } | Peer::Node { ip, .. } | Peer::Nobody { ip } => ip,
        }
    }

    /// The node that the end is on.
    pub fn node(&self) -> Option<&str> {
        match self {
            Peer::Pod { pod, .. } => Some(pod.get("spec").str("nodeName")),
            Peer::Node { name, .. } => Some(name),
            Peer::Nobody { .. } => None,
        }
    }

    /// The pod, where policies can apply to it.
    pub fn policed_pod(&self) -> Option<&Value> {
        match self {
            Peer::Pod { pod, .. } if !pod.get("spec").bool("hostNetwork") => Some(pod),
            _ => None,
        }
    }

    /// The number of a named container port.
    pub fn named_port(&self, name: &str) -> Option<u16> {
        let Peer::Pod { pod, .. } = self else { return None };
        named_port(pod, name)
    }

    /// How facts name it: pod uid, node name or nothing.
    pub fn label(&self) -> Text {
        match self {
            Peer::Pod { pod, .. } => Text::new(meta::uid(pod)),
            Peer::Node { name, .. } => name.clone(),
            Peer::Nobody { .. } => Text::EMPTY,
        }
    }
}

/// The number of a named container port of a pod.
pub(super) fn named_port(pod: &Value, name: &str) -> Option<u16> {
    let spec = pod.get("spec");
    let all = spec.list("containers").iter().chain(spec.list("initContainers"));
    let port = all.flat_map(|c| c.list("ports")).find(|p| p.str("name") == name)?;
    port.int("containerPort").and_then(|n| u16::try_from(n).ok())
}

pub(super) fn internal_ip(node: &Value) -> Text {
    let addresses = node.get("status").list("addresses");
    addresses.iter().find(|a| a.str("type") == "InternalIP").map(|a| a.text("address")).unwrap_or_default()
}
