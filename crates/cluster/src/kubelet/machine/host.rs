//! The world of the programs in a pod: their files, their network, their clock.

use sorted::SortedMap;
use std::collections::VecDeque;
use std::rc::Rc;

use api::Text;
use api::time::Time;
use shell::kernel::Io;
use shell::system::{
    Handle, HttpRequest, Incoming, Interface, NET_BIND_SERVICE, NetError, NetReply, NetRequest, System, Uname, User,
};
use shell::{Files, Flavour, Mounts, Poll, Program, Volumes};

use crate::kubelet::clock::fnv;
use crate::kubelet::images::Resolved;
use crate::net::{CallId, Net, Resolver, Source, http};
use crate::rng::Rng;

/// Ports below this one are root's: containerd 1.6 does not open them to everybody.
const FIRST_FREE_PORT: u16 = 1024;

/// Who a pod is on the network and on its node.
#[derive(Clone, Debug, Default)]
pub(in crate::kubelet) struct Identity {
    pub namespace: Text,
    pub name: Text,
    pub uid: Text,
    pub node: Text,
    pub ip: Text,
    pub hostname: Text,
    /// Whether the pod uses its node's network.
    pub host_network: bool,
}

/// What one container sees.
#[derive(Clone)]
pub(super) struct View {
    pub mounts: Mounts,
    pub image: Resolved,
    pub user: User,
    pub low_ports: bool,
}

/// The open ports of a pod, and what has come to them.
#[derive(Clone, Debug, Default)]
pub(super) struct Ports {
    /// Port -> place of the container that listens.
    pub open: SortedMap<u16, u32>,
    waiting: SortedMap<u16, VecDeque<Incoming>>,
    /// Requests that a container has taken and not yet answered.
    accepted: SortedMap<CallId, u32>,
    /// Answers to what came from inside the pod (or from its kubelet).
    pub inside: SortedMap<CallId, Option<Result<Vec<u8>, NetError>>>,
    /// Calls inside the pod, by the number that their sender knows.
    local_calls: SortedMap<CallId, NetRequest>,
}

impl Ports {
    /// A request for a port. The error is what a sender gets at once.
    pub fn arrive(&mut self, id: CallId, port: u16, from: &str, data: Vec<u8>) -> Result<(), NetError> {
        if !self.open.contains_key(&port) {
            return Err(NetError::Refused);
        }
        let incoming = Incoming { handle: id, from: from.into(), data };
        self.waiting.entry(port).or_default().push_back(incoming);
        Ok(())
    }
    /// What nobody will answer any more, because its container has ended or closed the port.
    pub fn abandon(&mut self, place: u32, closed: &[u16]) -> Vec<CallId> {
        let mut lost: Vec<CallId> = self.accepted.iter().filter(|(_, p)| **p == place).map(|(id, _)| *id).collect();
        for port in closed {
            lost.extend(self.waiting.remove(port).unwrap_or_default().into_iter().map(|i| i.handle));
        }
        for id in &lost {
            self.accepted.remove(id);
        }
        lost
    }
}

/// What a pod's programs reach while they run.
pub(super) struct Host<'a> {
    pub now: Time,
    pub rng: &'a mut Rng,
    pub net: &'a mut Net,
    pub identity: &'a Identity,
    pub volumes: &'a mut Volumes,
    pub views: &'a SortedMap<u32, Rc<View>>,
    /// The mounts of what is no container.
    pub nowhere: &'a Mounts,
    pub ports: &'a mut Ports,
    /// Ports of the node, with the pod that has each: for pods on its network.
    pub node_ports: &'a mut SortedMap<u16, Text>,
    /// The container whose program runs.
    pub place: u32,
    /// Something has come for another process of the pod.
    pub stirred: bool,
}

impl Host<'_> {
    fn view(&self) -> Option<&Rc<View>> {
        self.views.get(&self.place)
    }

    /// The address that the container's hosts file has for a name.
    fn hosts_file(&mut self, name: &str) -> Option<String> {
        let text = self.files().read_text("/etc/hosts").ok()?;
        text.lines().filter(|l| !l.starts_with('#')).find_map(|line| {
            let mut words = line.split_whitespace();
            let address = words.next().filter(|a| !a.contains(':'))?;
            words.any(|w| w == name).then(|| address.to_string())
        })
    }

    fn resolver(&mut self) -> Resolver {
        let text = self.files().read_text("/etc/resolv.conf").unwrap_or_default();
        let mut resolver = Resolver { ndots: 1, ..Resolver::default() };
        for line in text.lines() {
            let mut words = line.split_whitespace();
            match words.next() {
                Some("nameserver") => resolver.servers.extend(words.next().map(str::to_string)),
                Some("search") => resolver.search = words.map(str::to_string).collect(),
                Some("options") => {
                    let ndots = words.find_map(|w| w.strip_prefix("ndots:")).and_then(|n| n.parse().ok());
                    resolver.ndots = ndots.unwrap_or(resolver.ndots);
                }
                _ => {}
            }
        }
        resolver
    }

    fn is_here(&self, address: &str) -> bool {
        address.starts_with("127.") || address == &*self.identity.ip
    }

    /// A call that does not leave the pod.
    fn call_inside(&mut self, request: NetRequest) -> Handle {
        let id = self.net.number();
        let (port, data) = match &request {
            NetRequest::Tcp { port, data, .. } => (*port, data.clone()),
            NetRequest::Http(r) => (r.port, http::request_bytes(r)),
            _ => (0, Vec::new()),
        };
        let from = self.identity.ip.clone();
        let from = if host_of(&request).starts_with("127.") { "127.0.0.1" } else { &from };
        let answer = match &request {
            NetRequest::Ping { .. } => Some(Ok(Vec::new())),
            _ => self.ports.arrive(id, port, from, data).err().map(Err),
        };
        self.ports.inside.insert(id, answer);
        self.ports.local_calls.insert(id, request);
        self.stirred = true;
        id
    }
}

fn host_of(request: &NetRequest) -> &str {
    match request {
        NetRequest::Tcp { host, .. } | NetRequest::Ping { host } => host,
        NetRequest::Http(HttpRequest { host, .. }) => host,
        NetRequest::Lookup { name, .. } => name,
    }
}

fn with_host(request: NetRequest, address: &str) -> NetRequest {
    match request {
        NetRequest::Tcp { port, data, .. } => NetRequest::Tcp { host: address.into(), port, data },
        NetRequest::Ping { .. } => NetRequest::Ping { host: address.into() },
        NetRequest::Http(r) => NetRequest::Http(HttpRequest { host: address.into(), ..r }),
        lookup => lookup,
    }
}

impl System for Host<'_> {
    fn now(&self) -> i64 {
        self.now.0
    }
    fn files(&mut self) -> Files<'_> {
        match self.views.get(&self.place) {
            Some(view) => Files::new(&view.mounts, self.volumes, self.now.0).of(&view.user),
            None => Files::new(self.nowhere, self.volumes, self.now.0),
        }
    }
    fn enter(&mut self, place: u32) {
        self.place = place;
    }
    fn busybox_release(&self) -> String {
        self.view().filter(|v| v.image.is_busybox()).map_or(String::new(), |v| v.image.version.to_string())
    }
    fn flavour(&self) -> Flavour {
        self.view().map_or(Flavour::Busybox, |v| v.image.flavour())
    }
    fn overcommits(&self) -> bool {
        true
    }
    fn hostname(&self) -> String {
        self.identity.hostname.to_string()
    }
    fn user(&self) -> User {
        self.view().map_or_else(User::root, |v| v.user.clone())
    }
    fn uname(&self) -> Uname {
        Uname { release: "6.18.44-fc-v595".into(), version: "#1 SMP PREEMPT_DYNAMIC".into(), ..Uname::default() }
    }
    fn random(&mut self) -> u64 {
        self.rng.below(u64::MAX)
    }
    fn spawn_host(&mut self, argv: &[String]) -> Option<Box<dyn Program>> {
        self.view()?.image.program(argv)
    }
    fn poll_host(&mut self, _handle: Handle, _io: &mut Io<'_>) -> Poll {
        Poll::Exit(127)
    }

    fn net_start(&mut self, request: NetRequest) -> Handle {
        let mut request = request;
        let is_lookup = matches!(request, NetRequest::Lookup { .. });
        if !is_lookup && let Some(address) = self.hosts_file(host_of(&request)) {
            request = with_host(request, &address);
        }
        if !is_lookup && self.is_here(host_of(&request)) {
            return self.call_inside(request);
        }
        let source = if self.identity.host_network {
            Source::Node(self.identity.node.clone())
        } else {
            Source::Pod(self.identity.namespace.clone(), self.identity.name.clone())
        };
        let resolver = self.resolver();
        self.net.ask(source, self.identity.uid.clone(), resolver, request)
    }
    fn net_poll(&mut self, handle: Handle) -> Option<Result<NetReply, NetError>> {
        if !self.ports.local_calls.contains_key(&handle) {
            return self.net.take(handle);
        }
        let answer = self.ports.inside.get_mut(&handle)?.take()?;
        self.ports.inside.remove(&handle);
        let request = self.ports.local_calls.remove(&handle)?;
        Some(answer.and_then(|bytes| inside_reply(&request, bytes)))
    }
    fn net_address(&mut self, handle: Handle) -> Option<String> {
        match self.ports.local_calls.get(&handle) {
            Some(request) => Some(host_of(request).to_string()),
            None => self.net.aimed_at(handle),
        }
    }
    fn net_cancel(&mut self, handle: Handle) {
        self.ports.inside.remove(&handle);
        self.ports.local_calls.remove(&handle);
        self.net.cancel(handle);
    }
    fn listen(&mut self, port: u16) -> Result<(), NetError> {
        if port < FIRST_FREE_PORT && self.view().is_some_and(|v| !v.user.can(NET_BIND_SERVICE) && !v.low_ports) {
            return Err(NetError::Denied);
        }
        let taken = self.identity.host_network && self.node_ports.contains_key(&port);
        if taken || self.ports.open.contains_key(&port) {
            return Err(NetError::InUse);
        }
        self.ports.open.insert(port, self.place);
        if self.identity.host_network {
            self.node_ports.insert(port, self.identity.uid.clone());
        }
        Ok(())
    }
    fn unlisten(&mut self, port: u16) {
        self.ports.open.remove(&port);
        if self.identity.host_network {
            self.node_ports.remove(&port);
        }
        for incoming in self.ports.waiting.remove(&port).unwrap_or_default() {
            self.answer(incoming.handle, Err(NetError::Reset));
        }
    }
    fn accept(&mut self, port: u16) -> Option<Incoming> {
        if self.ports.open.get(&port) != Some(&self.place) {
            return None;
        }
        let incoming = self.ports.waiting.get_mut(&port)?.pop_front()?;
        self.ports.accepted.insert(incoming.handle, self.place);
        Some(incoming)
    }
    fn respond(&mut self, handle: Handle, data: Vec<u8>) {
        self.answer(handle, Ok(data));
    }
    fn interfaces(&self) -> Vec<Interface> {
        let lo = Interface {
            name: "lo".into(),
            address: "127.0.0.1".into(),
            prefix: 8,
            mac: "00:00:00:00:00:00".into(),
            mtu: 65536,
        };
        let octets: Vec<u8> = self.identity.ip.split('.').filter_map(|p| p.parse().ok()).collect();
        let mac = octets.iter().fold("0a:58".to_string(), |mac, o| format!("{mac}:{o:02x}"));
        let eth = Interface {
            name: "eth0".into(),
            address: self.identity.ip.to_string(),
            prefix: 24,
            mac,
            mtu: if self.identity.host_network { 1500 } else { 1450 },
        };
        vec![lo, eth]
    }
    fn gateway(&self) -> Option<String> {
        let (network, _) = self.identity.ip.rsplit_once('.')?;
        Some(format!("{network}.1"))
    }
    fn boot_time(&self) -> i64 {
        // The node has been up for some weeks.
        let day = 86_400_000_000;
        self.now.0 - 20 * day - (fnv(&self.identity.node) % day as u64) as i64
    }
}

impl Host<'_> {
    /// Sends an answer to where its request came from.
    pub fn answer(&mut self, id: CallId, answer: Result<Vec<u8>, NetError>) {
        self.ports.accepted.remove(&id);
        self.stirred = true;
        match self.ports.inside.get_mut(&id) {
            Some(slot) => *slot = Some(answer),
            None => self.net.answer(id, answer),
        }
    }
}

/// The reply to a call inside the pod.
fn inside_reply(request: &NetRequest, bytes: Vec<u8>) -> Result<NetReply, NetError> {
    let address = host_of(request).to_string();
    Ok(match request {
        NetRequest::Ping { .. } => NetReply::Ping { address, micros: 40, hops: 0 },
        NetRequest::Http(r) => match http::parse_response(http::without_tls(r, &bytes)?) {
            Some(response) => NetReply::Http { address, response },
            None => NetReply::Tcp { address, data: bytes },
        },
        _ => NetReply::Tcp { address, data: bytes },
    })
}
