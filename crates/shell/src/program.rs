//! What a program is: a small state machine which the kernel polls in virtual time.
//!
//! A program never blocks. When it cannot go on it returns [`Poll::Wait`] and says what it waits for; it is polled again when
//! that has come, and possibly earlier, so each poll looks again at what it waits for.

use crate::kernel::Io;
use crate::system::System;

/// A running program. All of its state is in the value, so that a clone is a snapshot.
pub trait Program: CloneProgram {
    /// Goes on for at most a slice: a loop calls [`Io::spend`] and returns [`Wait::again`] when the fuel is used up.
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll;

    /// A signal other than KILL has come. The default is what a program without a handler does.
    fn signal(&mut self, _signal: Signal) -> Reaction {
        Reaction::Default
    }
}

/// Copies a program behind its box: what can be cloned has it.
pub trait CloneProgram {
    fn clone_box(&self) -> Box<dyn Program>;
}

impl<P: Program + Clone + 'static> CloneProgram for P {
    fn clone_box(&self) -> Box<dyn Program> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Program> {
    fn clone(&self) -> Self {
        (**self).clone_box()
    }
}

/// How a poll ended.
pub enum Poll {
    /// The program is over, with this exit code.
    Exit(i32),
    /// The program is over because a signal came (exit code 128 + number).
    Killed(Signal),
    /// The program goes on when one of the things it waits for has come.
    Wait(Wait),
    /// The process goes on as another program (`exec`): same pid, same open files.
    Become { argv: Vec<String>, program: Box<dyn Program> },
}

/// What a program waits for: whichever of these comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wait {
    /// Poll at once: the program has used up its slice.
    pub again: bool,
    /// Until this instant, in microseconds since the epoch.
    pub until: Option<i64>,
    /// Until this file descriptor can be read (data or end of file).
    pub readable: Option<u32>,
    /// Until this file descriptor's reader has caught up (see [`Io::full`]).
    pub writable: Option<u32>,
    /// Until a child process has ended.
    pub child: bool,
    /// Until something has happened in the host: a network reply, a closed editor, a watch event.
    /// The program is polled once in each run of the kernel.
    pub event: bool,
}

impl Wait {
    pub fn again() -> Poll {
        Poll::Wait(Wait { again: true, ..Wait::default() })
    }

    pub fn until(instant: i64) -> Poll {
        Poll::Wait(Wait { until: Some(instant), ..Wait::default() })
    }

    pub fn readable(fd: u32) -> Poll {
        Poll::Wait(Wait { readable: Some(fd), ..Wait::default() })
    }

    pub fn writable(fd: u32) -> Poll {
        Poll::Wait(Wait { writable: Some(fd), ..Wait::default() })
    }

    pub fn child() -> Poll {
        Poll::Wait(Wait { child: true, ..Wait::default() })
    }

    pub fn event() -> Poll {
        Poll::Wait(Wait { event: true, ..Wait::default() })
    }

    /// For ever, or until a signal.
    pub fn forever() -> Poll {
        Poll::Wait(Wait::default())
    }
}

/// The signals that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    Hup,
    Int,
    Quit,
    Abrt,
    Kill,
    Usr1,
    Segv,
    Usr2,
    Pipe,
    Alrm,
    Term,
    Chld,
    Cont,
    Stop,
    Tstp,
}

/// Number and name of each signal.
const SIGNALS: &[(Signal, i32, &str)] = &[
    (Signal::Hup, 1, "HUP"),
    (Signal::Int, 2, "INT"),
    (Signal::Quit, 3, "QUIT"),
    (Signal::Abrt, 6, "ABRT"),
    (Signal::Kill, 9, "KILL"),
    (Signal::Usr1, 10, "USR1"),
    (Signal::Segv, 11, "SEGV"),
    (Signal::Usr2, 12, "USR2"),
    (Signal::Pipe, 13, "PIPE"),
    (Signal::Alrm, 14, "ALRM"),
    (Signal::Term, 15, "TERM"),
    (Signal::Chld, 17, "CHLD"),
    (Signal::Cont, 18, "CONT"),
    (Signal::Stop, 19, "STOP"),
    (Signal::Tstp, 20, "TSTP"),
];

impl Signal {
    pub fn number(self) -> i32 {
        SIGNALS.iter().find(|row| row.0 == self).map_or(0, |row| row.1)
    }

    /// The name without `SIG`.
    pub fn name(self) -> &'static str {
        SIGNALS.iter().find(|row| row.0 == self).map_or("", |row| row.2)
    }

    /// Reads `TERM`, `SIGTERM`, `term` or `15`.
    pub fn parse(text: &str) -> Option<Signal> {
        let upper = text.to_ascii_uppercase();
        let bare = upper.strip_prefix("SIG").unwrap_or(&upper);
        SIGNALS.iter().find(|row| row.2 == bare || row.1.to_string() == bare).map(|row| row.0)
    }

    pub fn all() -> impl Iterator<Item = Signal> {
        SIGNALS.iter().map(|row| row.0)
    }
}

/// What a program does with a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// No handler: the process ends (or, as process 1 of a container, does not notice).
    Default,
    /// The signal is ignored.
    Ignored,
    /// The program has taken note of the signal and is polled again at once.
    Handled,
}

/// How a process has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The exit code; 128 + number when a signal ended the process.
    pub code: i32,
    pub signal: Option<Signal>,
}

impl Exit {
    pub fn code(code: i32) -> Exit {
        Exit { code: code & 0xff, signal: None }
    }

    pub fn signal(signal: Signal) -> Exit {
        Exit { code: 128 + signal.number(), signal: Some(signal) }
    }
}
