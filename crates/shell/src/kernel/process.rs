//! One process.

use sorted::SortedMap;
use std::rc::Rc;

use super::environment::Environment;
use super::handles::Handle;
use crate::program::{Exit, Program, Signal, Wait};

/// Number of a process.
pub type Pid = u32;

/// The environment of a process.
pub type Env = Rc<Environment>;

/// What an interactive shell waits for. `None` in its place: a command is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// A new command. `status` is the exit code of the last one.
    Ready { status: i32 },
    /// The rest of a command (an open quote, a here-document): `> `.
    More,
}

#[derive(Clone)]
pub(super) struct Process {
    pub parent: Pid,
    pub group: Pid,
    pub place: u32,
    pub argv: Vec<String>,
    pub env: Env,
    pub cwd: String,
    pub started: i64,
    pub fds: SortedMap<u32, Handle>,
    /// Out while it is being polled.
    pub program: Option<Box<dyn Program>>,
    pub wait: Wait,
    pub signals: Vec<Signal>,
    /// Signals ignored since before the program began (`nohup`).
    pub ignored: Vec<Signal>,
    pub stopped: bool,
    /// Ended, but not yet asked for by its parent.
    pub exit: Option<Exit>,
    /// The parent has ended; nobody will ask for the exit code.
    pub orphan: bool,
    pub memory: u64,
    pub ports: Vec<u16>,
    pub prompt: Option<Prompt>,
    /// The process group which Ctrl-C reaches, for an interactive shell.
    pub foreground: Option<Pid>,
    /// A write failed: the reader is gone.
    pub broken_pipe: bool,
    pub event_due: bool,
}

/// A line of `ps`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessInfo {
    pub pid: Pid,
    pub parent: Pid,
    pub group: Pid,
    pub place: u32,
    pub argv: Vec<String>,
    /// Microseconds since the epoch.
    pub started: i64,
    pub memory: u64,
    /// `R` for the one that asks, `S`, `T` or `Z`.
    pub state: char,
    pub terminal: bool,
}
