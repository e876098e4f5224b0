//! A program that its host keeps: the process here only hands polls and signals on.

use crate::kernel::Io;
use crate::program::{Poll, Program, Reaction, Signal};
use crate::system::{Handle, System};

/// Stands in the process table for a program of the host's, such as kubectl, whose state lives where the cluster is.
#[derive(Clone, Debug)]
pub struct Remote {
    handle: Handle,
    signals: Vec<Signal>,
}

impl Remote {
    pub fn new(handle: Handle) -> Remote {
        Remote { handle, signals: Vec::new() }
    }
}

impl Program for Remote {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        for signal in std::mem::take(&mut self.signals) {
            if sys.signal_host(self.handle, signal) == Reaction::Default {
                return Poll::Killed(signal);
            }
        }
        sys.poll_host(self.handle, io)
    }

    fn signal(&mut self, signal: Signal) -> Reaction {
        self.signals.push(signal);
        Reaction::Handled
    }
}
