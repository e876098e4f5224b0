//! The stack of a running shell.

use std::rc::Rc;

use super::expand::Substituted;
use super::vars::Var;
use crate::kernel::Pid;
use crate::program::{Program, Wait};
use crate::syntax::Parser;
use crate::syntax::ast::{AndOr, Command, Compound, List, Timed};

/// What one step of the interpreter leads to.
pub(super) enum Step {
    Continue,
    Wait(Wait),
    Exit(i32),
    Become(Vec<String>, Box<dyn Program>),
}

/// Descriptors that are redirected, each with a copy of what it was before, or nothing if it was closed.
pub(super) type Saved = Vec<(u32, Option<u32>)>;

/// Variables with what they were before, if they were there.
pub(super) type Hidden = Vec<(String, Option<Var>)>;

/// One entry of the stack. The top one is taken off, does a step, and puts itself back if it is not done.
#[derive(Clone)]
pub(super) enum Frame {
    /// Commands of a text, line by line.
    Source {
        parser: Box<Parser>,
        kind: SourceKind,
        /// The file of `.`, for `BASH_SOURCE`.
        file: Rc<str>,
    },
    /// Commands from standard input, as they come.
    Stdin {
        buffer: String,
    },
    List {
        list: Rc<List>,
        next: usize,
    },
    /// `next`: which pipeline comes now. `ran`: the one that ran last.
    AndOr {
        node: Rc<AndOr>,
        next: usize,
        ran: usize,
    },
    /// A pipeline of one command has been run: negate its status, tell its time.
    After {
        negated: bool,
        timed: Timed,
        since: i64,
    },
    /// Processes in the foreground. The status is the last one's.
    Wait {
        pids: Vec<Pid>,
        statuses: Vec<Option<i32>>,
        group: Option<Pid>,
        text: String,
    },
    Command(Rc<Command>),
    /// A command whose expansions need the output of other commands; see `expand`.
    Expanding {
        command: Rc<Command>,
        results: Vec<Substituted>,
    },
    /// A compound command whose redirections are in place.
    Compound {
        command: Rc<Command>,
        results: Vec<Substituted>,
    },
    /// Reads the output of a command substitution; the result goes to the frame below.
    Substitution {
        pid: Pid,
        fd: u32,
        data: Vec<u8>,
        ended: bool,
    },
    If {
        command: Rc<Command>,
        arm: usize,
    },
    While {
        command: Rc<Command>,
        testing: bool,
        last: i32,
    },
    For {
        command: Rc<Command>,
        values: Rc<Vec<String>>,
        next: usize,
    },
    ForArith {
        command: Rc<Command>,
        results: Vec<Substituted>,
        phase: ForPhase,
        last: i32,
    },
    /// Puts descriptors back.
    Restore(Saved),
    /// Puts variables back (`A=b builtin`).
    RestoreVars(Hidden),
    /// A function: its caller's parameters and what `local` has hidden.
    Call {
        name: String,
        params: Rc<Vec<String>>,
        locals: Vec<(String, Option<Var>)>,
    },
    /// `wait`: for these, or for all.
    WaitJobs {
        pids: Vec<Pid>,
        all: bool,
    },
    /// `read`
    Read(Box<super::builtins::Read>),
    /// Sets `$?` again after a trap.
    Status(i32),
    /// The end, after the EXIT trap.
    Exit(i32),
    /// `set -e`: the end, by way of that trap.
    Failed(i32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SourceKind {
    /// The script of the shell itself.
    Script,
    /// `-c`
    Command,
    /// `. file`
    File,
    Eval,
    Trap,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ForPhase {
    Start,
    Test,
    Step,
}

impl Frame {
    /// Where the result of a substitution goes.
    pub fn results(&mut self) -> Option<&mut Vec<Substituted>> {
        match self {
            Frame::Expanding { results, .. } | Frame::Compound { results, .. } | Frame::ForArith { results, .. } => {
                Some(results)
            }
            _ => None,
        }
    }

    pub fn is_loop(&self) -> bool {
        matches!(self, Frame::While { .. } | Frame::For { .. } | Frame::ForArith { .. })
    }

    /// Whether nothing is left to do when the frames above are done: then the last command may replace the shell.
    pub fn is_finished(&self) -> bool {
        match self {
            Frame::List { list, next } => *next >= list.items.len(),
            Frame::AndOr { node, next, .. } => *next >= node.pipelines.len(),
            Frame::After { negated, timed, .. } => !negated && *timed == Timed::No,
            Frame::Source { parser, kind: SourceKind::Command, .. } => parser.is_at_end(),
            Frame::Restore(_) | Frame::RestoreVars(_) => true,
            _ => false,
        }
    }

    /// The body of a compound frame's command.
    pub fn body(command: &Command) -> Option<&Compound> {
        match command {
            Command::Compound { body, .. } => Some(body),
            _ => None,
        }
    }
}
