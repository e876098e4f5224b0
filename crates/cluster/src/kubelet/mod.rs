//! The kubelets of all nodes, as one component: nodes register and renew their leases, assigned pods become containers,
//! and what happens to them is written into their status.
//!
//! What it is not: it assigns no pod to a node and routes no packet. It reads and writes objects through the API server
//! only, and meets the network in the [`World`](crate::world::World)'s mailbox.
//!
//! A pod's life is as in the real kubelet: a worker a pod runs one sync at a time; a relist once a second tells it what the
//! runtime has; what a failed start leaves behind is shown at the next sync. So the order and times of what a watch sees
//! come from the same causes.

mod actions;
mod admit;
mod backoff;
mod clock;
mod container;
mod events;
mod images;
mod kill;
mod node;
mod pull;
mod start;
mod static_pods;
mod status;
mod sync;
mod terminate;
mod worker;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

use api::request::WatchKind;
use api::{Text, Value, meta};

use crate::Config;
use crate::component::{Change, Component, Ctx, Event, Queue};
use crate::kinds::POD;
use node::Node;
use worker::Worker;

/// The components of this part, for the cluster's table.
pub fn all(config: &Config) -> Vec<Box<dyn Component>> {
    let nodes = config.nodes.iter().enumerate().map(|(i, n)| (Text::new(&n.name), Rc::new(Node::new(i, n)))).collect();
    vec![Box::new(Kubelets { nodes, pods: BTreeMap::new() })]
}

/// All nodes and the pods that run on them.
#[derive(Clone)]
struct Kubelets {
    nodes: BTreeMap<Text, Rc<Node>>,
    /// By uid.
    pods: BTreeMap<Text, Rc<Worker>>,
}

/// Keys begin with what they are about: `n/worker01`, `p/<uid>`.
const NODE_KEY: &str = "n/";
const POD_KEY: &str = "p/";

fn node_key(name: &str) -> Text {
    Text::from(format!("{NODE_KEY}{name}"))
}
fn pod_key(uid: &str) -> Text {
    Text::from(format!("{POD_KEY}{uid}"))
}

impl Component for Kubelets {
    fn name(&self) -> &'static str {
        "kubelet"
    }
    fn start(&mut self, queue: &mut Queue<'_>) {
        for name in self.nodes.keys() {
            queue.add(node_key(name));
        }
    }
    fn on_event(&mut self, event: &Event<'_>, queue: &mut Queue<'_>) {
        match event {
            Event::Changed(change) if change.is(POD) => {
                self.pod_changed(change, queue);
            }
            Event::World(what) => {
                if let Some(name) = what.strip_prefix("node/") {
                    self.thawed(name, queue);
                }
            }
            _ => {}
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        if let Some(name) = key.strip_prefix(NODE_KEY) {
            self.work_node(name, ctx);
        } else if let Some(uid) = key.strip_prefix(POD_KEY) {
            self.work_pod(uid, ctx);
        }
    }
    fn clone_box(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

impl Kubelets {
    /// A pod was stored: the worker of its node takes the news.
    fn pod_changed(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let pod = &change.new;
        let node = pod.get("spec").str("nodeName");
        if node.is_empty() || !self.nodes.contains_key(node) {
            return;
        }
        let uid = Text::new(meta::uid(pod));
        let gone = change.change == WatchKind::Deleted;
        match self.pods.get_mut(&uid) {
            Some(worker) => {
                if Rc::make_mut(worker).hear(pod, gone) {
                    queue.add(pod_key(&uid));
                }
            }
            None if gone => {}
            None => {
                self.pods.insert(uid.clone(), Rc::new(Worker::new(pod)));
                queue.add(pod_key(&uid));
            }
        }
    }

    /// A node was stopped or started: what waited while it was frozen is looked at again.
    fn thawed(&mut self, name: &str, queue: &mut Queue<'_>) {
        if !self.nodes.contains_key(name) {
            return;
        }
        queue.add(node_key(name));
        for (uid, worker) in &self.pods {
            if worker.node == *name {
                queue.add(pod_key(uid));
            }
        }
    }

    fn work_node(&mut self, name: &str, ctx: &mut Ctx<'_>) {
        let Some(node) = self.nodes.get_mut(name) else { return };
        let node = Rc::make_mut(node);
        if let Some(at) = node.work(ctx) {
            ctx.requeue_at(node_key(name), at);
        }
    }

    fn work_pod(&mut self, uid: &str, ctx: &mut Ctx<'_>) {
        let Some(worker) = self.pods.get_mut(uid) else { return };
        let worker = Rc::make_mut(worker);
        let Some(node) = self.nodes.get_mut(&worker.node) else { return };
        if ctx.world.is_frozen(&worker.node) {
            return;
        }
        let node = Rc::make_mut(node);
        match worker.work(node, ctx) {
            worker::Next::At(at) => ctx.requeue_at(pod_key(uid), at),
            worker::Next::Heard => {}
            worker::Next::Gone => {
                node.forget(uid);
                self.pods.remove(uid);
            }
        }
    }
}

/// The container specs of a pod with the role of each, init containers first.
fn containers(pod: &Value) -> impl Iterator<Item = (container::Role, &Value)> {
    let spec = pod.get("spec");
    let init = spec.list("initContainers").iter().map(|c| {
        let role = if c.str("restartPolicy") == "Always" { container::Role::Sidecar } else { container::Role::Init };
        (role, c)
    });
    let main = spec.list("containers").iter().map(|c| (container::Role::Main, c));
    let ephemeral = spec.list("ephemeralContainers").iter().map(|c| (container::Role::Ephemeral, c));
    init.chain(main).chain(ephemeral)
}
