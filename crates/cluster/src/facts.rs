//! Facts for the eye: what happened, when, and because of what. The page draws them; the engine knows no animation.

use api::time::Time;
use api::{Text, Value};

/// Number of a fact; grows.
pub type FactId = u64;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its number.
    pub id: FactId,
    /// When.
    pub at: Time,
    /// The fact that led to it.
    pub cause: Option<FactId>,
    /// What.
    pub what: What,
}

/// The kinds of facts.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A command was typed.
    Command {
        /// Where.
        terminal: u32,
        /// The line.
        text: Text,
    },
    /// The API server answered a call that changes something, or one by a user.
    Request {
        /// `create`, `get`, ...
        verb: &'static str,
        /// `pods`, `deployments.apps`, with `/status` and so on behind.
        resource: Text,
        /// Namespace; empty for cluster-scoped.
        namespace: Text,
        /// Object name; may be empty.
        name: Text,
        /// Who asked.
        user: Text,
        /// HTTP status code.
        code: u16,
    },
    /// The store took a change.
    Stored {
        /// `Pod`.
        kind: Text,
        /// Namespace.
        namespace: Text,
        /// Name.
        name: Text,
        /// `ADDED`, `MODIFIED`, `DELETED`.
        change: &'static str,
        /// New resourceVersion.
        resource_version: u64,
    },
    /// A component looked at a key and acted (made at least one call).
    Reconciled {
        /// `deployment-controller`.
        component: &'static str,
        /// Its key.
        key: Text,
    },
    /// The scheduler decided on a pod: see `scheduler` for the shape of the decision.
    Scheduled {
        /// Namespace of the pod.
        namespace: Text,
        /// Name of the pod.
        name: Text,
        /// Where it goes; empty if nowhere.
        node: Text,
        /// For each node the filters' verdicts and the scores: `[{node, filters: [{plugin, ok, reason}], scores: [{plugin, score, weight}], total}]`.
        nodes: Value,
        /// Message of the FailedScheduling event; empty if scheduled.
        message: Text,
    },
    /// An image is being pulled.
    ImagePull {
        /// Node.
        node: Text,
        /// Pod uid.
        pod: Text,
        /// Container.
        container: Text,
        /// Image.
        image: Text,
        /// When it will be there (or fail).
        until: Time,
        /// Whether it will fail.
        fails: bool,
    },
    /// A container changed its state.
    Container {
        /// Node.
        node: Text,
        /// Pod uid.
        pod: Text,
        /// Container.
        container: Text,
        /// `Waiting`, `Running`, `Terminated`.
        state: &'static str,
        /// Reason, as in the status.
        reason: Text,
        /// Exit code, where terminated.
        exit_code: Option<i64>,
        /// When it will be tried again, where it waits for a back-off.
        until: Option<Time>,
    },
    /// A probe looked at a container.
    Probe {
        /// Pod uid.
        pod: Text,
        /// Container.
        container: Text,
        /// `liveness`, `readiness`, `startup`.
        probe: &'static str,
        /// Whether it succeeded.
        ok: bool,
    },
    /// A request travelled the network.
    Packet {
        /// Pod uid, node name or `client`.
        from: Text,
        /// The service it was sent to; empty for none.
        service: Text,
        /// Pod uid or node name; empty where nothing was reached.
        to: Text,
        /// Port at the target.
        port: u16,
        /// Whether it was answered.
        ok: bool,
        /// Why not.
        reason: Text,
    },
    /// A node was stopped, started or changed readiness.
    Node {
        /// Node.
        node: Text,
        /// `stopped`, `started`, `Ready`, `NotReady`, ...
        state: Text,
    },
}

/// Facts since they were last taken.
#[derive(Clone, Default, Debug)]
pub struct Facts {
    next: FactId,
    /// What led to what is happening now.
    pub cause: Option<FactId>,
    recent: Vec<Fact>,
}

/// How many facts wait to be taken, at most; the oldest half goes when nobody takes them.
const LIMIT: usize = 20_000;

impl Facts {
    /// Notes a fact, caused by what is happening now.
    pub fn note(&mut self, at: Time, what: What) -> FactId {
        self.next += 1;
        if self.recent.len() >= LIMIT {
            self.recent.drain(..LIMIT / 2);
        }
        self.recent.push(Fact { id: self.next, at, cause: self.cause, what });
        self.next
    }
    /// Opens a fact that leads to all that is noted until [`Facts::end`]; returns it with the cause before it.
    pub(crate) fn begin(&mut self, at: Time, what: What) -> (FactId, Option<FactId>) {
        let before = self.cause;
        let id = self.note(at, what);
        self.cause = Some(id);
        (id, before)
    }
    /// Closes a request that `begin` opened, with the answer's code.
    pub(crate) fn answered(&mut self, (id, before): (FactId, Option<FactId>), answer: u16) {
        self.cause = before;
        let asked = self.recent.iter_mut().rev().take_while(|f| f.id >= id).last();
        if let Some(Fact { what: What::Request { code, .. }, .. }) = asked {
            *code = answer;
        }
    }
    /// Closes what `begin` opened. Where nothing came of it, the fact is dropped.
    pub(crate) fn end(&mut self, (id, before): (FactId, Option<FactId>), acted: bool) {
        self.cause = before;
        if !acted && self.recent.last().is_some_and(|f| f.id == id) {
            self.recent.pop();
        }
    }
    /// The facts since the last call.
    pub fn take(&mut self) -> Vec<Fact> {
        std::mem::take(&mut self.recent)
    }
}
