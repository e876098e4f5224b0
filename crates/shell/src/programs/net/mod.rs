//! Programs that speak to the network, by way of the host.

pub(super) mod curl;
pub(super) mod httpd;
pub(super) mod lookup;
pub(super) mod nc;
mod nslookup;
pub(super) mod ping;
pub(super) mod show;
mod url;
pub(super) mod wget;

use crate::kernel::Io;
use crate::program::{Poll, Wait};
use crate::system::{Handle, NetError, NetReply, NetRequest, System};

/// An operation under way, given up at a deadline.
#[derive(Clone, Debug)]
struct Pending {
    handle: Handle,
    started: i64,
    deadline: Option<i64>,
}

enum Outcome {
    Waiting(Poll),
    /// The deadline has passed.
    TimedOut,
    Done(Result<NetReply, NetError>),
}

impl Pending {
    fn start(sys: &mut dyn System, request: NetRequest, timeout: Option<i64>) -> Pending {
        let started = sys.now();
        Pending {
            handle: sys.net_start(request),
            started,
            deadline: timeout.map(|timeout| started.saturating_add(timeout)),
        }
    }

    /// Notes at which address it is aimed, for messages: to be called before [`Pending::poll`].
    fn note_address(&self, sys: &mut dyn System, into: &mut String) {
        if let Some(address) = sys.net_address(self.handle).filter(|a| !a.is_empty()) {
            *into = address;
        }
    }

    fn poll(&self, _io: &mut Io<'_>, sys: &mut dyn System) -> Outcome {
        if let Some(result) = sys.net_poll(self.handle) {
            return Outcome::Done(result);
        }
        match self.deadline {
            Some(deadline) if sys.now() >= deadline => {
                sys.net_cancel(self.handle);
                Outcome::TimedOut
            }
            until => Outcome::Waiting(Poll::Wait(Wait { event: true, until, ..Wait::default() })),
        }
    }

    /// Whether the deadline has come while the name was still being looked up.
    fn is_stuck(&self, sys: &mut dyn System, host: &str) -> bool {
        let due = self.deadline.is_some_and(|deadline| sys.now() >= deadline);
        let named = host.parse::<std::net::Ipv4Addr>().is_err();
        due && named && sys.net_address(self.handle).is_none_or(|address| address.is_empty())
    }

    /// Waits on without a deadline.
    fn patient(self) -> Pending {
        Pending { deadline: None, ..self }
    }

    /// Milliseconds since the start.
    fn millis(&self, sys: &dyn System) -> i64 {
        (sys.now() - self.started) / 1000
    }
}
