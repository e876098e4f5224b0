//! What happened, for the animation and the causal trace.

use serde::{Deserialize, Serialize};

use crate::Millis;

/// A fact with its cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FactView {
    /// Number; grows.
    pub id: u64,
    /// When.
    pub at: Millis,
    /// The fact that led to it.
    pub cause: Option<u64>,
    /// What.
    pub what: FactKind,
}

/// The kinds of facts (the shapes of the engine's facts, with plain strings).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FactKind {
    /// A command was typed.
    Command { terminal: u32, text: String },
    /// The API server answered a call; where it refused, why.
    Request {
        verb: String,
        resource: String,
        namespace: String,
        name: String,
        user: String,
        code: u16,
        refusal: String,
    },
    /// The store took a change.
    Stored { kind: String, namespace: String, name: String, uid: String, change: String },
    /// A component looked at a key and acted.
    Reconciled { component: String, key: String },
    /// The scheduler decided.
    Scheduled { namespace: String, name: String, uid: String, node: String, verdicts: Vec<Verdict>, message: String },
    /// An image is being pulled.
    ImagePull { node: String, pod: String, container: String, image: String, until: Millis, fails: bool },
    /// A container changed its state.
    Container {
        node: String,
        pod: String,
        container: String,
        state: String,
        reason: String,
        exit_code: Option<i64>,
        until: Option<Millis>,
    },
    /// A probe looked at a container.
    Probe { pod: String, container: String, probe: String, ok: bool },
    /// A request travelled the network.
    Packet { from: String, service: String, to: String, port: u16, ok: bool, reason: String },
    /// A node changed its readiness.
    Node { node: String, state: String },
    /// Something was broken or mended by hand: `node/worker01`, `process/etcd`, `kill/NAMESPACE/POD/CONTAINER`.
    Switch { what: String, state: String },
}

/// The scheduler's word on one node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Verdict {
    /// Node.
    pub node: String,
    /// Filters: plugin, whether it let the node pass, why not.
    pub filters: Vec<(String, bool, String)>,
    /// Scores: plugin, score from 0 to 100, weight.
    pub scores: Vec<(String, i64, i64)>,
    /// Weighted sum.
    pub total: i64,
}
