//! The ends of a connection: pods, nodes, and what is outside.

use sorted::{SharedMap, SortedMap};

use api::{Text, Value, meta};

use crate::apiserver::ApiServer;
use crate::component::Change;
use crate::kinds::{NODE, POD};
use crate::net::Source;

/// Whose each address is, kept up with what is stored.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    /// Address -> namespace and name of the pod that has it.
    pods: SharedMap<Text, (Text, Text)>,
    /// Address -> name of the node.
    nodes: SortedMap<Text, Text>,
}

impl Book {
    /// Hears of a stored pod. Pods on their node's network have no address of their own; those that have ended have none
    /// any more.
    pub fn pod(&mut self, change: &Change) {
        let address = |p: &Value| {
            let status = p.get("status");
            let lives = !matches!(status.str("phase"), "Succeeded" | "Failed") && !p.get("spec").bool("hostNetwork");
            if lives { status.text("podIP") } else { Text::EMPTY }
        };
        let owner = (change.new.get("metadata").text("namespace"), change.new.get("metadata").text("name"));
        let (old, new) = (address(&change.old), if change.deleted() { Text::EMPTY } else { address(&change.new) });
        let stale = if change.deleted() { address(&change.new) } else { old };
        if stale == new {
            return;
        }
        if self.pods.get(&stale).is_some_and(|o| *o == owner) {
            self.pods.remove(&stale);
        }
        if !new.is_empty() {
            self.pods.insert(new, owner);
        }
    }
    /// Hears of a stored node.
    pub fn node(&mut self, change: &Change) {
        let name = change.new.get("metadata").text("name");
        let (old, new) = (internal_ip(&change.old), internal_ip(&change.new));
        let stale = if change.deleted() { &new } else { &old };
        if self.nodes.get(stale).is_some_and(|owner| *owner == name) {
            self.nodes.remove(stale);
        }
        if !change.deleted() && !new.is_empty() {
            self.nodes.insert(new, name);
        }
    }
}

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
            // The connection is made inside of the pod.
            Source::Forward(name) => Peer::Node { name: name.clone(), ip: "127.0.0.1".into() },
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

    /// Who has an address.
    pub fn of_ip(api: &ApiServer, book: &Book, ip: &str) -> Peer {
        if let Some(name) = book.nodes.get(ip) {
            return Peer::Node { name: name.clone(), ip: Text::new(ip) };
        }
        let pod = book.pods.get(ip).and_then(|(namespace, name)| api.read(POD, namespace, name));
        pod.map_or_else(|| Peer::Nobody { ip: Text::new(ip) }, Peer::of_pod)
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
