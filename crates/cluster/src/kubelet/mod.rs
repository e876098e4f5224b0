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
mod api_port;
mod backoff;
mod capabilities;
mod cgroup;
mod clock;
mod config;
mod container;
mod events;
mod eviction;
mod hooks;
mod images;
mod kill;
mod look;
mod machine;
mod namespaces;
mod node;
mod orders;
mod power;
mod preempt;
mod probe;
mod profiles;
mod pull;
mod resize;
mod restart;
mod root;
mod site;
mod start;
mod static_pods;
mod status;
mod streams;
mod sub_path;
mod sync;
mod terminate;
mod volumes;
mod worker;

#[cfg(test)]
mod tests;

use sorted::{SortedMap, TextMap};
use std::rc::Rc;
use std::time::Duration;

use api::request::{StreamId, WatchKind};
use api::{Text, Value, meta};
use shell::system::NetError;

use crate::component::{Change, Component, Ctx, Event, Queue};
use crate::kinds::{CONFIG_MAP, POD, SECRET};
use crate::net::CallId;
use crate::{Config, NodeConfig};
use node::Node;
use orders::Order;
use site::{Shared, Site};
use streams::Session;
use worker::Worker;

/// The components of this part, for the cluster's table.
pub fn all(config: &Config) -> Vec<Box<dyn Component>> {
    let alone = config.nodes.len() == 1;
    let node = |(i, n): (usize, &NodeConfig)| (Text::new(&n.name), Rc::new(Node::new(i, n, alone)));
    let nodes = config.nodes.iter().enumerate().map(node).collect();
    let shared = Shared { registries: config.registries.clone().into(), ..Shared::default() };
    vec![Box::new(Kubelets { nodes, pods: TextMap::new(), shared })]
}

/// All nodes and the pods that run on them.
#[derive(Clone)]
struct Kubelets {
    nodes: SortedMap<Text, Rc<Node>>,
    /// By uid.
    pods: TextMap<Text, Rc<Worker>>,
    shared: Shared,
}

/// A node joins so long after the control plane came up.
const JOIN_DELAY: Duration = Duration::from_secs(3);

/// Keys begin with what they are about: `n/worker01`, `p/<uid>`.
const NODE_KEY: &str = "n/";
const POD_KEY: &str = "p/";
/// A stream that was opened, written to or closed.
const STREAM: &str = "s/";
/// A call for a port that nobody has.
const REFUSE: &str = "r/";

fn number(key: &str, prefix: &str) -> Option<u64> {
    key.strip_prefix(prefix)?.parse().ok()
}

fn node_key(name: &str) -> Text {
    Text::from(format!("{NODE_KEY}{name}"))
}
fn pod_key(uid: &str) -> Text {
    Text::from([POD_KEY, uid].concat())
}

impl Component for Kubelets {
    fn name(&self) -> &'static str {
        "kubelet"
    }
    fn start(&mut self, queue: &mut Queue<'_>) {
        // The control plane is there first; the others join it one after the other.
        for (name, node) in &self.nodes {
            queue.add_after(node_key(name), JOIN_DELAY * u32::from(!node.control_plane) + node.joins_after());
        }
    }
    fn on_event(&mut self, event: &Event<'_>, queue: &mut Queue<'_>) {
        match event {
            Event::Changed(change) if change.is(POD) => {
                self.pod_changed(change, queue);
            }
            Event::Changed(change) if change.is(CONFIG_MAP) => self.source_changed("configMap", change, queue),
            Event::Changed(change) if change.is(SECRET) => self.source_changed("secret", change, queue),
            Event::World(what) => self.world_changed(what, queue),
            Event::Stream(id) => queue.add_after(Text::from(format!("{STREAM}{}", id.0)), Duration::ZERO),
            _ => {}
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        if let Some(name) = key.strip_prefix(NODE_KEY) {
            self.work_node(name, ctx);
        } else if let Some(uid) = key.strip_prefix(POD_KEY) {
            self.work_pod(key, uid, ctx);
        } else if let Some(id) = number(key, STREAM) {
            self.work_stream(StreamId(id), ctx);
        } else if let Some(id) = number(key, REFUSE) {
            ctx.world.net.answer(id, Err(NetError::Refused));
        }
    }
}

impl Kubelets {
    /// A pod was stored: the worker of its node takes the news.
    fn pod_changed(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let pod = &change.new;
        let node = pod.get("spec").str("nodeName");
        // A node that is cut off hears nothing; it catches up when it is back.
        if node.is_empty() || self.nodes.get(node).is_none_or(|n| n.cut) {
            return;
        }
        let uid = pod.get("metadata").text("uid");
        let gone = change.change == WatchKind::Deleted;
        match self.pods.get_mut(&uid) {
            Some(worker) => {
                if Rc::make_mut(worker).hear(pod, gone) {
                    queue.hear(pod_key(&uid));
                }
                if gone && worker.is_mirror() {
                    queue.hear(node_key(node));
                }
            }
            None if gone => {}
            None => {
                if self.adopted(pod) {
                    return queue.hear(pod_key(&uid));
                }
                self.pods.insert(uid.clone(), Rc::new(Worker::new(pod)));
                queue.hear(pod_key(&uid));
            }
        }
    }

    /// What volumes are made from was stored: pods that mount it look at it in the next of their regular rounds.
    fn source_changed(&mut self, field: &str, change: &Change, queue: &mut Queue<'_>) {
        let (namespace, name, now) = (meta::namespace(&change.new), meta::name(&change.new), queue.now());
        for (uid, worker) in self.pods.iter_mut() {
            let cut = || self.nodes.get(&worker.node).is_none_or(|n| n.cut);
            if meta::namespace(&worker.pod) == namespace && worker.mounts(field, name) && !cut() {
                let at = Rc::make_mut(worker).look_again(now);
                queue.add_after(pod_key(uid), at.since(now));
            }
        }
    }

    /// Whether a new object is the mirror of a static pod whose old mirror is gone: its worker goes on with it.
    fn adopted(&mut self, pod: &Value) -> bool {
        if !meta::annotations(pod).contains_key("kubernetes.io/config.mirror") {
            return false;
        }
        let key = meta::key(pod);
        let old = self
            .pods
            .iter()
            .find(|(_, w)| w.gone && !w.withdrawn && meta::key(&w.pod) == key)
            .map(|(uid, _)| uid.clone());
        let Some(mut worker) = old.and_then(|uid| self.pods.remove(&uid)) else { return false };
        Rc::make_mut(&mut worker).adopt(pod);
        self.pods.insert(worker.uid.clone(), worker);
        true
    }

    /// Something changed outside the API: see `World` for what is poked.
    fn world_changed(&mut self, what: &str, queue: &mut Queue<'_>) {
        let mut parts = what.splitn(3, '/');
        match (parts.next(), parts.next(), parts.next()) {
            // With the API server every kubelet loses, or finds, whom it speaks to.
            (Some("process"), Some("kube-apiserver" | "etcd"), None) => self.all_thawed(queue),
            // What else runs as a static pod is started and stopped by the kubelet of its node.
            (Some("process"), Some(_), None) => {
                let masters = self.nodes.iter().filter(|(_, n)| n.control_plane);
                masters.for_each(|(name, _)| self.thawed(name, queue));
            }
            (Some("node"), Some(name), None) if self.nodes.get(name).is_some_and(|n| n.control_plane) => {
                self.all_thawed(queue);
            }
            (Some("node"), Some(name), None) => self.thawed(name, queue),
            (Some("kill"), Some(namespace), Some(rest)) => self.order(namespace, rest, Order::Kill, queue),
            (Some("memory"), Some(namespace), Some(rest)) => self.order(namespace, rest, Order::Hunger, queue),
            (Some("deliver"), Some(id), Some(target)) => {
                let Ok(id) = id.parse() else { return };
                self.delivered(id, target, queue);
            }
            (Some("reply"), Some(_), Some(uid)) => {
                if let Some(worker) = self.pods.get_mut(uid) {
                    Rc::make_mut(worker).machine.stir();
                    queue.add_after(pod_key(uid), Duration::ZERO);
                }
            }
            _ => {}
        }
    }

    /// Something is to be done with a container: `POD/CONTAINER` of a namespace.
    fn order(&mut self, namespace: &str, rest: &str, order: fn(Text) -> Order, queue: &mut Queue<'_>) {
        let Some((pod, container)) = rest.split_once('/') else { return };
        let is_it = |w: &&mut Rc<Worker>| meta::namespace(&w.pod) == namespace && meta::name(&w.pod) == pod && !w.gone;
        if let Some(worker) = self.pods.values_mut().find(is_it) {
            Rc::make_mut(worker).orders.push(order(Text::new(container)));
            queue.hear(pod_key(&worker.uid));
        }
    }

    /// A call has reached a pod; or `node/NAME/PORT`, where the pod that has the port takes it.
    fn delivered(&mut self, id: CallId, target: &str, queue: &mut Queue<'_>) {
        let on_node = target.strip_prefix("node/").and_then(|t| t.split_once('/'));
        let uid = match on_node {
            Some((name, port)) => port.parse().ok().and_then(|p| self.nodes.get(name)?.ports.get(&p).cloned()),
            None => Some(Text::new(target)),
        };
        match uid.and_then(|uid| self.pods.get_mut(&uid).map(|worker| (uid, worker))) {
            Some((uid, worker)) => {
                Rc::make_mut(worker).arrived.push(id);
                queue.add_after(pod_key(&uid), Duration::ZERO);
            }
            None => queue.add_after(Text::from(format!("{REFUSE}{id}")), Duration::ZERO),
        }
    }

    /// A node was stopped or started: what waited while it was frozen is looked at again.
    fn thawed(&self, name: &str, queue: &mut Queue<'_>) {
        if !self.nodes.contains_key(name) {
            return;
        }
        queue.hear(node_key(name));
        for (uid, worker) in self.pods.iter() {
            if worker.node == *name {
                queue.hear(pod_key(uid));
            }
        }
    }

    fn all_thawed(&self, queue: &mut Queue<'_>) {
        self.nodes.keys().for_each(|name| self.thawed(name, queue));
    }

    fn work_node(&mut self, name: &str, ctx: &mut Ctx<'_>) {
        let Some(node) = self.nodes.get_mut(name) else { return };
        let node = Rc::make_mut(node);
        let was_cut = node.cut;
        if let Some(at) = node.work(ctx) {
            ctx.requeue_at(node_key(name), at);
        }
        let (back, booted) = (was_cut && !node.cut, std::mem::take(&mut node.booted));
        if booted {
            self.boot(name, ctx);
        }
        if back {
            self.catch_up(name, ctx);
        }
    }

    /// The machine has started again, and its pods with it.
    fn boot(&mut self, name: &str, ctx: &mut Ctx<'_>) {
        let Some(node) = self.nodes.get_mut(name) else { return };
        let mut site = Site { node: Rc::make_mut(node), shared: &mut self.shared };
        for (uid, worker) in self.pods.iter_mut().filter(|(_, w)| w.node == *name) {
            Rc::make_mut(worker).boot(&mut site, ctx);
            ctx.requeue(pod_key(uid), Duration::ZERO);
        }
    }

    /// The node is back on the network: it hears of all that was stored in between, and tells what has happened on it.
    fn catch_up(&mut self, name: &str, ctx: &mut Ctx<'_>) {
        let stored: SortedMap<Text, Value> = ctx
            .api
            .read_all(POD, "")
            .filter(|p| p.get("spec").str("nodeName") == name)
            .map(|p| (Text::new(meta::uid(p)), p.clone()))
            .collect();
        for (uid, worker) in self.pods.iter_mut().filter(|(_, w)| w.node == *name) {
            let worker = Rc::make_mut(worker);
            match stored.get(uid) {
                Some(pod) => worker.hear(pod, false),
                None => worker.hear(&worker.pod.clone(), true),
            };
            worker.pending |= worker.unposted;
            ctx.requeue(pod_key(uid), Duration::ZERO);
        }
        for (uid, pod) in stored {
            if !self.pods.contains_key(&uid) {
                self.pods.insert(uid.clone(), Rc::new(Worker::new(&pod)));
                ctx.requeue(pod_key(&uid), Duration::ZERO);
            }
        }
    }

    /// Hands a stream to the worker of its pod.
    fn work_stream(&mut self, id: StreamId, ctx: &mut Ctx<'_>) {
        let Some(stream) = ctx.world.streams.get(&id) else { return };
        let request = &stream.request;
        let (namespace, name) = (request.namespace.clone(), request.name.clone());
        let session = Session::new(id, request.subresource.clone(), request.options.sub.clone());
        let uid = ctx.get(POD, &namespace, &name).map(|p| Text::new(meta::uid(&p)));
        let worker = uid.and_then(|uid| self.pods.get_mut(&uid));
        let Some(worker) = worker else {
            if let Some(stream) = ctx.world.streams.get_mut(&id) {
                stream.ended = Some((1, format!("pod {name:?} is not on a node")));
            }
            return;
        };
        let worker = Rc::make_mut(worker);
        if !worker.sessions.iter().any(|s| s.id == id) && !stream.closed && stream.ended.is_none() {
            worker.sessions.push(session);
        }
        ctx.requeue(pod_key(&worker.uid.clone()), Duration::ZERO);
    }

    fn work_pod(&mut self, key: &Text, uid: &str, ctx: &mut Ctx<'_>) {
        let Some(worker) = self.pods.get_mut(uid) else { return };
        let worker = Rc::make_mut(worker);
        let name = worker.node.clone();
        let Some(node) = self.nodes.get_mut(&name) else { return };
        if ctx.world.is_frozen(&worker.node) {
            return;
        }
        let mut site = Site { node: Rc::make_mut(node), shared: &mut self.shared };
        match worker.work(&mut site, ctx) {
            worker::Next::At(at) => ctx.requeue_at(key, at),
            worker::Next::Heard => {}
            worker::Next::Gone => {
                site.node.release(uid);
                self.pods.remove(uid);
            }
        }
        if self.nodes.get(&name).is_some_and(|n| n.starving) {
            self.evict_one(&name, ctx);
        }
        if self.nodes.get(&name).is_some_and(|n| n.crowded) {
            self.make_room(&name, ctx);
        }
        let Some(node) = self.nodes.get_mut(&name).filter(|n| n.deferred && n.admitted.freed) else { return };
        let node = Rc::make_mut(node);
        (node.deferred, node.admitted.freed) = (false, false);
        self.retry_resizes(&name, ctx);
    }

    /// The node has got room: the pods that wait for more of it are looked at again.
    fn retry_resizes(&mut self, node: &str, ctx: &mut Ctx<'_>) {
        let waits = |w: &Worker| w.node == *node && (resize::waits(w) || w.room.is_some());
        for (uid, worker) in self.pods.iter_mut().filter(|(_, w)| waits(w)) {
            Rc::make_mut(worker).pending = true;
            ctx.requeue(pod_key(uid), Duration::ZERO);
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
