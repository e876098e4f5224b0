//! A session: a scenario, a seed and a journal of inputs, and what can be seen of it. Wires kubectl into the shell and
//! both onto a cluster.

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
