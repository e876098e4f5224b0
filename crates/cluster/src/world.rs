//! What is outside the API: the mailbox through which API server, kubelets and network hand each other streams and
//! packets, and the switches with which a scenario or a learner breaks things. Plain data, no behaviour.

use std::collections::BTreeMap;

use api::Text;
use api::request::{Request, StreamId};

use crate::events::Recorders;

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
    pub streams: BTreeMap<StreamId, Stream>,
    next_stream: u64,
    /// Components that are stopped, by name (`kube-scheduler`, `kube-controller-manager`): they hear and do nothing.
    pub stopped: Vec<Text>,
    pokes: Vec<Poke>,
    pub(crate) recorders: Recorders,
}

/// Something that components must be told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Poke {
    Stream(StreamId),
    World(Text),
}

impl World {
    /// Opens a stream for a call; kubelets hear of it.
    pub fn open_stream(&mut self, request: Request) -> StreamId {
        self.next_stream += 1;
        let id = StreamId(self.next_stream);
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
    pub(crate) fn take_pokes(&mut self) -> Vec<Poke> {
        std::mem::take(&mut self.pokes)
    }
}
