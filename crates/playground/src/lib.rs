//! A session: a scenario, a seed and a journal of inputs, and what can be seen of it. Wires kubectl into the shell and
//! both onto a cluster.
//!
//! What it is not: it has no rule of Kubernetes, no clock and no screen. The only door is [`Session::receive`]: an input
//! in, what has changed out. The same scenario, seed and inputs give the same bytes, so whatever goes back in time (undo,
//! sharing, a crash that is survived) is a journal that is replayed. Beside it stands what works on transcripts: [`replay`]
//! runs the commands of one, and [`check`] compares them with what was written down.
//!
//! ```
//! use playground::Session;
//! use protocol::Input;
//!
//! let mut session = Session::new("one-node", 1);
//! session.receive(Input::Line { terminal: 0, text: "kubectl get nodes".into() }, &mut || false);
//! session.receive(Input::Tick { elapsed: 2_000.0 }, &mut || false);
//! assert!(session.screen().contains("control-plane"));
//! let again = Session::restore(&session.journal()).expect("a journal that was just written");
//! assert_eq!(again.state_hash(), session.state_hash());
//! ```

mod assist;
pub mod bench;
pub mod check;
mod complete;
mod desk;
mod details;
mod diagnose;
mod dump;
mod internet;
mod moving;
mod openssl;
pub mod prove;
mod quiet;
pub mod replay;
pub mod scenario;
mod session;
mod terminal;
pub mod transcript;
mod view;

pub use session::{Machine, Session};

/// The row of a built-in kind.
pub(crate) fn kind(group: &str, kind: &str) -> &'static api::kinds::Kind {
    api::kinds::by_kind(group, kind).unwrap_or_else(|| unreachable!("{kind} is a built-in kind"))
}

/// A JSON string with its quotes, appended to `out`.
pub fn quote_json(s: &str, out: &mut String) {
    api::json::quote(s, out);
}
