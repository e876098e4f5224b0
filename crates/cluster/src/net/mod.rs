//! What network, kubelets and clients share: the mailbox of everything that travels, and which addresses belong where.
//!
//! What it is not: it moves nothing; that is the network's part.
//!
//! A sender calls [`Net::ask`] on `world.net` and looks with [`Net::take`] whether the reply has come. The network works
//! out where the call goes and hands it over with the poke `deliver/ID/POD-UID` (or `deliver/ID/node/NAME/PORT`); the kubelet
//! there puts the answer in with [`Net::answer`], and the poke `reply/ID/TOKEN` tells the sender, who chose the token. A
//! terminal session needs no poke: it looks with `take` whenever it runs. All of it is plain data, so a snapshot of the
//! cluster holds what is on its way.
//!
//! ```text
//! let id = world.net.ask(Source::Client, "", Resolver::host(), NetRequest::Http(request));
//! // ... time goes by ...
//! if let Some(reply) = world.net.take(id) { /* Result<NetReply, NetError> */ }
//! ```

pub mod addresses;
pub mod http;

use sorted::SortedMap;

use api::Text;
use shell::system::{NetError, NetReply, NetRequest};

/// What the runtime says of a port of a sandbox that nobody listens on, or of a sandbox that is gone (it has no pod).
pub fn forward_failed(port: u16, sandbox: &str, uid: &str) -> String {
    let why = match uid {
        "" => format!("failed to find sandbox {sandbox:?} in store: not found"),
        _ => format!(
            "failed to execute portforward in network namespace \"/var/run/netns/cni-{uid}\": failed to connect to \
             localhost:{port} inside namespace \"{sandbox}\", IPv4: dial tcp4 127.0.0.1:{port}: connect: connection refused \
             IPv6 dial tcp6 [::1]:{port}: connect: connection refused "
        ),
    };
    format!("error forwarding port {port} to pod {sandbox}, uid : {why}")
}

/// Number of a call on its way.
pub type CallId = u64;

/// Who sends a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A pod: namespace and name.
    Pod(Text, Text),
    /// A node: its kubelet, or a pod on its network.
    Node(Text),
    /// A node's kubelet from inside of a pod, to which a port is forwarded.
    Forward(Text),
    /// The terminal, on the control-plane node.
    Client,
}

/// How a sender finds names: its `/etc/resolv.conf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolver {
    /// Name servers; the first one is asked.
    pub servers: Vec<String>,
    /// Domains that are tried behind a name.
    pub search: Vec<String>,
    /// With so many dots a name is tried as it is first.
    pub ndots: usize,
}

impl Resolver {
    /// That of the nodes: no search domains, and a name server that knows nothing of the cluster.
    pub fn host() -> Resolver {
        Resolver { servers: vec!["192.168.10.1".into()], search: Vec::new(), ndots: 1 }
    }
}

/// What reaches a pod or a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Port at the target.
    pub port: u16,
    /// Address of the sender.
    pub from: Text,
    /// Address of the target.
    pub to: Text,
    /// What was sent.
    pub data: Vec<u8>,
}

/// A call on its way.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who sent it.
    pub source: Source,
    /// The end of the poke that tells the sender of the reply.
    pub token: Text,
    /// How the sender finds names.
    pub resolver: Resolver,
    /// What it wants.
    pub request: NetRequest,
    /// The address that its name stands for, or that of the host itself; empty until the network has looked.
    pub aimed: Text,
    /// Where it was handed over.
    pub delivery: Option<Delivery>,
    /// What the target sent back; the network has not carried it home yet.
    pub answer: Option<Result<Vec<u8>, NetError>>,
    /// What the sender gets.
    pub reply: Option<Result<NetReply, NetError>>,
}

/// All calls on their way.
#[derive(Clone, Debug, Default)]
pub struct Net {
    next: CallId,
    calls: SortedMap<CallId, Call>,
    /// Asked since the network last looked.
    fresh: Vec<CallId>,
    /// Answered since the network last looked.
    answered: Vec<CallId>,
    /// There is news that the network has not been told of.
    untold: bool,
}

impl Net {
    /// Sends a call.
    pub fn ask(&mut self, source: Source, token: impl Into<Text>, resolver: Resolver, request: NetRequest) -> CallId {
        let id = self.number();
        let token = token.into();
        self.calls.insert(
            id,
            Call { source, token, resolver, request, aimed: Text::EMPTY, delivery: None, answer: None, reply: None },
        );
        self.fresh.push(id);
        self.untold = true;
        id
    }
    /// A number for something that travels inside one pod only.
    pub fn number(&mut self) -> CallId {
        self.next += 1;
        self.next
    }
    /// The reply, once; the call is over then.
    pub fn take(&mut self, id: CallId) -> Option<Result<NetReply, NetError>> {
        let reply = self.calls.get_mut(&id)?.reply.take()?;
        self.calls.remove(&id);
        Some(reply)
    }
    /// Whether a call waits for its reply to be taken.
    pub fn has_reply(&self, id: CallId) -> bool {
        self.calls.get(&id).is_some_and(|c| c.reply.is_some())
    }
    /// The address at which a call is aimed, once it is known.
    pub fn aimed_at(&self, id: CallId) -> Option<String> {
        self.calls.get(&id).map(|c| c.aimed.to_string()).filter(|a| !a.is_empty())
    }
    pub(crate) fn aim(&mut self, id: CallId, at: Text) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.aimed = at;
        }
    }
    /// The sender has lost interest.
    pub fn cancel(&mut self, id: CallId) {
        self.calls.remove(&id);
    }
    /// A call on its way.
    pub fn call(&self, id: CallId) -> Option<&Call> {
        self.calls.get(&id)
    }
    /// What the target answers: bytes, or why there are none.
    pub fn answer(&mut self, id: CallId, answer: Result<Vec<u8>, NetError>) {
        if let Some(call) = self.calls.get_mut(&id).filter(|c| c.answer.is_none()) {
            call.answer = Some(answer);
            self.answered.push(id);
            self.untold = true;
        }
    }
    pub(crate) fn deliver(&mut self, id: CallId, delivery: Delivery) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.delivery = Some(delivery);
        }
    }
    pub(crate) fn finish(&mut self, id: CallId, reply: Result<NetReply, NetError>) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.reply = Some(reply);
        }
    }
    /// What was asked and answered since the last time.
    pub(crate) fn news(&mut self) -> (Vec<CallId>, Vec<CallId>) {
        (std::mem::take(&mut self.fresh), std::mem::take(&mut self.answered))
    }
    /// Whether there is news, once.
    pub(crate) fn tell(&mut self) -> bool {
        std::mem::take(&mut self.untold)
    }
}
