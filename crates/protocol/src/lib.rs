//! The messages between the page and the engine: plain data that both wasm modules agree on. No behaviour lives here.

use serde::{Deserialize, Serialize};

/// What the page asks of the engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Input {
    /// The first message of a page: who is there?
    Hello,
}

/// What the engine tells the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Output {
    /// The answer to [`Input::Hello`].
    Ready { version: String },
    /// A message that the engine could not read, with the reason.
    Refused { reason: String },
}
