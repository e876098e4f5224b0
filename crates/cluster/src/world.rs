//! What is outside the API: the mailbox through which API server, kubelets and network hand each other streams and
//! packets, and the switches with which a scenario or a learner breaks things. Plain data, no behaviour.

use sorted::{SortedMap, SortedSet};

use api::Text;
use api::request::{Request, StreamId};
use api::time::Time;

use crate::events::Recorders;
use crate::net::Net;
use crate::usage::Usage;

/// A log follow, exec, attach or port-forward between a client and a kubelet.
#[derive(Clone, Debug)]
pub struct Stream {
    /// The call that opened it.
    pub request: Request,
    /// Bytes from the client that the kubelet has not read yet.
    pub input: Vec<u8>,
    /// Whether the client will send no more.
    pub input_closed: bool,
    /// Bytes for the client: (is it stderr?, bytes).
    pub output: Vec<(bool, Vec<u8>)>,
    /// Set by the kubelet at the end: exit code and message (empty if fine).
    pub ended: Option<(i32, String)>,
    /// Set by the client when it goes away.
    pub closed: bool,
}

/// Things outside the API that components share.
#[derive(Clone, Default, Debug)]
pub struct World {
    /// Open streams.
    pub streams: SortedMap<StreamId, Stream>,
    next_stream: u64,
    /// Processes that are stopped, by name (`kube-scheduler`, `kube-controller-manager`): they hear and do nothing.
    pub stopped: SortedSet<Text>,
    /// Nodes of the control plane.
    masters: Vec<Text>,
    frozen: SortedSet<Text>,
    /// Nodes without power, and how often each has started again.
    off: SortedSet<Text>,
    boots: SortedMap<Text, u32>,
    /// Nodes whose kubelet is stopped while their containers go on.
    headless: SortedSet<Text>,
    cut: SortedSet<Text>,
    failing_images: SortedSet<Text>,
    hungry: SortedSet<(Text, Text, Text)>,
    /// Service accounts of controllers that were deleted, and when.
    pub(crate) lost_accounts: SortedMap<Text, Time>,
    version: u64,
    pokes: Vec<Poke>,
    pub(crate) recorders: Recorders,
    /// What travels between pods, nodes and clients.
    pub net: Net,
    /// What containers use, as kubelets tell of it.
    pub usage: Usage,
}

/// Something that components must be told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Poke {
    Stream(StreamId),
    World(Text),
}

impl World {
    /// A world in which all is well.
    pub fn new(masters: impl Iterator<Item = Text>) -> World {
        World { masters: masters.collect(), ..World::default() }
    }
    /// A number that no stream or watch had before.
    pub fn new_stream_id(&mut self) -> StreamId {
        self.next_stream += 1;
        StreamId(self.next_stream)
    }
    /// Opens a stream for a call; kubelets hear of it.
    pub fn open_stream(&mut self, request: Request) -> StreamId {
        let id = self.new_stream_id();
        let stream =
            Stream { request, input: Vec::new(), input_closed: false, output: Vec::new(), ended: None, closed: false };
        self.streams.insert(id, stream);
        self.pokes.push(Poke::Stream(id));
        id
    }
    /// Tells components that a stream has new input or was closed.
    pub fn poke_stream(&mut self, id: StreamId) {
        self.pokes.push(Poke::Stream(id));
    }
    /// Tells components that something here changed (`node/worker01`, `conn/17`).
    pub fn poke(&mut self, what: impl Into<Text>) {
        self.pokes.push(Poke::World(what.into()));
    }
    /// Grows with each switch below, so that a picture knows when to look again.
    pub fn version(&self) -> u64 {
        self.version
    }
    fn switch<T: Ord>(set: &mut SortedSet<T>, what: T, on: bool) {
        if on {
            set.insert(what);
        } else {
            set.remove(&what);
        }
    }
    fn switched(&mut self, what: String) {
        self.version += 1;
        self.poke(what);
    }
    /// Stops a process of the control plane (`kube-scheduler`, `kube-controller-manager`, `kube-apiserver`, `etcd`), or
    /// starts it again. Pokes `process/NAME`.
    pub fn stop(&mut self, process: &str, stop: bool) {
        Self::switch(&mut self.stopped, Text::new(process), stop);
        self.switched(format!("process/{process}"));
    }
    /// Whether the API server answers: its process and etcd run, and of the nodes that carry them more than half are
    /// there, as etcd's quorum wants it. A lone master that is cut off still answers on itself.
    pub fn api_answers(&self) -> bool {
        let up = self.masters_up();
        self.api_listens() && !self.stopped.contains("etcd") && (self.masters.is_empty() || up * 2 > self.masters.len())
    }
    /// Whether an API server takes connections, whatever it can say then.
    pub fn api_listens(&self) -> bool {
        !self.stopped.contains("kube-apiserver") && (self.masters.is_empty() || self.masters_up() > 0)
    }
    fn masters_up(&self) -> usize {
        self.masters.iter().filter(|m| self.is_up(m)).count()
    }
    /// Whether a node of the control plane is there for the others.
    fn is_up(&self, master: &str) -> bool {
        !self.is_frozen(master) && (self.masters.len() == 1 || !self.is_cut(master))
    }
    /// The node that does the work of `master`: itself, or another while it is not there.
    pub(crate) fn stands_in_for(&self, master: &Text) -> Option<Text> {
        let others = self.masters.iter().filter(|m| self.is_up(m));
        Some(master).filter(|m| self.is_up(m)).or(others.into_iter().next()).cloned()
    }
    /// Whether a process does nothing: it is stopped, or what it does needs an API server that does not answer.
    pub(crate) fn holds(&self, process: &str) -> bool {
        // Kubelets and the network go on with what they know.
        self.stopped.contains(process) || (!matches!(process, "kubelet" | "network") && !self.api_answers())
    }
    /// Whether the kubelet of a node reaches no API server.
    pub fn is_apart(&self, node: &str) -> bool {
        let lone = |m: &Text| self.masters.len() == 1 && *m == node;
        let at_master = self.masters.iter().any(lone);
        let lost = self.masters.len() == 1 && self.masters.iter().all(|m| self.is_cut(m));
        (!at_master && (self.is_cut(node) || lost)) || self.is_headless(node) || !self.api_answers()
    }
    /// The state of what was switched by hand, for the eye; `None` for what was not.
    pub(crate) fn state_of(&self, what: &str) -> Option<&'static str> {
        let (kind, name) = what.split_once('/')?;
        Some(match kind {
            "node" if self.is_frozen(name) => "stopped",
            "node" if self.is_cut(name) => "cut",
            "node" if self.is_headless(name) => "headless",
            "process" if self.stopped.contains(name) => "stopped",
            "image" if self.fails_image(name) => "failing",
            "node" | "process" | "image" => "started",
            "kill" => "killed",
            "memory" => "hungry",
            _ => return None,
        })
    }
    /// Stops the kubelet of a node, whose containers go on, or starts it again. Pokes `node/NAME`.
    pub fn stop_kubelet(&mut self, node: &str, stop: bool) {
        Self::switch(&mut self.headless, Text::new(node), stop);
        self.switched(format!("node/{node}"));
    }
    /// Whether the kubelet of a node is stopped while its containers go on.
    pub fn is_headless(&self, node: &str) -> bool {
        self.headless.contains(node)
    }
    /// Takes a node's power away. With [`freeze`](World::freeze) it starts again. Pokes `node/NAME`.
    pub fn power_off(&mut self, node: &str) {
        self.off.insert(Text::new(node));
        self.freeze(node, true);
    }
    /// Whether a node is without power.
    pub(crate) fn is_off(&self, node: &str) -> bool {
        self.off.contains(node)
    }
    /// How often a node has started again after it was without power.
    pub(crate) fn boots(&self, node: &str) -> u32 {
        self.boots.get(node).copied().unwrap_or(0)
    }
    /// Freezes a node's kubelet with its containers, or lets it go on. Pokes `node/NAME`.
    pub fn freeze(&mut self, node: &str, frozen: bool) {
        if !frozen && self.off.remove(node) {
            *self.boots.entry(Text::new(node)).or_insert(0) += 1;
        }
        Self::switch(&mut self.frozen, Text::new(node), frozen);
        self.switched(format!("node/{node}"));
    }
    /// Whether a node is frozen.
    pub fn is_frozen(&self, node: &str) -> bool {
        self.frozen.contains(node)
    }
    /// Cuts a node off the network (its kubelet reaches no API server, its pods nobody), or joins it again. Pokes `node/NAME`.
    pub fn cut(&mut self, node: &str, cut: bool) {
        Self::switch(&mut self.cut, Text::new(node), cut);
        self.switched(format!("node/{node}"));
    }
    /// Whether a node is cut off.
    pub fn is_cut(&self, node: &str) -> bool {
        self.cut.contains(node)
    }
    /// Kills the process of a container. Pokes `kill/NAMESPACE/POD/CONTAINER`.
    pub fn kill(&mut self, namespace: &str, pod: &str, container: &str) {
        self.switched(format!("kill/{namespace}/{pod}/{container}"));
    }
    /// Lets a container ask for memory without end, until it ends. Pokes `memory/NAMESPACE/POD/CONTAINER`.
    pub fn fill_memory(&mut self, namespace: &str, pod: &str, container: &str) {
        self.hungry.insert((Text::new(namespace), Text::new(pod), Text::new(container)));
        self.switched(format!("memory/{namespace}/{pod}/{container}"));
    }
    /// Whether a container asks for memory without end; the kubelet takes it back with `sated` when it has ended.
    pub fn is_hungry(&self, namespace: &str, pod: &str, container: &str) -> bool {
        self.hungry.iter().any(|h| h.0 == namespace && h.1 == pod && h.2 == container)
    }
    /// The hungry container has ended.
    pub fn sated(&mut self, namespace: &str, pod: &str, container: &str) {
        self.hungry.retain(|h| !(h.0 == namespace && h.1 == pod && h.2 == container));
    }
    /// Lets every pull of an image fail, or succeed again. Pokes `image/IMAGE`.
    pub fn fail_image(&mut self, image: &str, fail: bool) {
        Self::switch(&mut self.failing_images, Text::new(image), fail);
        self.switched(format!("image/{image}"));
    }
    /// Whether pulls of an image are made to fail.
    pub fn fails_image(&self, image: &str) -> bool {
        self.failing_images.contains(image)
    }
    pub(crate) fn take_pokes(&mut self) -> Vec<Poke> {
        if self.net.tell() {
            self.poke("net");
        }
        std::mem::take(&mut self.pokes)
    }
}
