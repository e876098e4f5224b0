//! The interpreter: a shell as a program.
//!
//! Execution keeps an explicit stack of frames, so a shell in the middle of a loop is plain data: it can be cloned into a
//! snapshot, and no user input makes the interpreter recurse. Subshells, pipelines and substitutions are processes of their
//! own, made by cloning the shell (as `fork` does).

mod builtins;
mod compound;
mod control;
mod expand;
mod frame;
mod input;
mod jobs;
mod memory;
mod messages;
mod options;
mod pipelines;
mod redirect;
mod simple;
mod steps;
mod vars;

use sorted::SortedMap;
use std::rc::Rc;

pub use builtins::{is_builtin, names as builtin_names};
pub use options::{Options, Start};
pub(crate) use simple::escape;

use crate::kernel::{Env, Io, Pid};
use crate::program::{Poll, Program, Reaction, Signal};
use crate::syntax::ast::Command;
use crate::syntax::{Aliases, Dialect};
use crate::system::System;
use frame::{Frame, Step};
use jobs::Job;
use vars::{Value, Vars};

/// Frames of functions that call themselves.
const MAX_FRAMES: usize = 3_000;
/// So many bytes of expansions and values cost a step.
const BYTES_A_STEP: usize = 64;
const BYTES_A_SLICE: usize = BYTES_A_STEP * 1_000;

/// A shell, running.
#[derive(Clone)]
pub struct Shell {
    pub(crate) options: Options,
    /// `$0`, and the name in messages.
    pub(crate) name: String,
    vars: Vars,
    functions: Rc<SortedMap<String, Rc<Command>>>,
    aliases: Rc<Aliases>,
    params: Rc<Vec<String>>,
    /// `$?`
    status: i32,
    /// `${PIPESTATUS[@]}`
    pipe_status: Vec<i32>,
    /// `$!`
    background: Option<Pid>,
    /// `$$`: the shell's own, also in its subshells.
    pid: Pid,
    jobs: Vec<Job>,
    traps: Rc<SortedMap<Trap, String>>,
    /// Signals with a trap that have come.
    pending: Vec<Signal>,
    /// Ctrl-C came to an interactive shell.
    interrupted: bool,
    frames: Vec<Frame>,
    /// Where the commands come from, taken when the shell is first polled.
    start: Option<Start>,
    /// The commands come from a file.
    from_file: bool,
    /// A subshell: its traps are gone, `exit` ends only it.
    subshell: bool,
    /// How many command substitutions are around this shell.
    substituted: u32,
    /// The functions and files that a subshell was made in, the innermost first.
    callers: Rc<Vec<(String, String)>>,
    /// What `pushd` has put away, the newest first.
    directories: Vec<String>,
    /// The context in which a subshell was made lets `set -e` pass.
    lenient: bool,
    line: u32,
    started: i64,
    environment: Option<Env>,
    /// When `kill` was last used: what it ended is told at the prompt after the next one.
    killed_at: Option<i64>,
    /// The line of standard input that comes next.
    input_line: u32,
    /// A line of standard input that has not come whole.
    partial: Vec<u8>,
    /// The prompt stands on the screen already.
    prompt_shown: bool,
    /// Offset of `getopts` inside a cluster of options.
    getopts_at: usize,
    /// Bytes that have been moved and not been paid for.
    moved: usize,
}

/// What a trap is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trap {
    Exit,
    /// A command that fails, where `set -e` would end the shell.
    Failure,
    Signal(Signal),
}

impl Shell {
    /// A shell started like `sh` with these arguments; `argv[0]` is its name.
    pub fn from_argv(argv: &[String], dialect: Dialect) -> Shell {
        let (options, start, name, params) = options::from_argv(argv, dialect);
        Shell::with(options, start, name, params)
    }

    /// The shell of a terminal: reads commands from its standard input.
    pub fn terminal(options: Options) -> Shell {
        Shell::with(options, Start::Stdin, "bash".into(), Vec::new())
    }

    fn with(options: Options, start: Start, name: String, params: Vec<String>) -> Shell {
        Shell {
            options,
            name,
            vars: Vars::default(),
            functions: Rc::default(),
            aliases: Rc::default(),
            params: Rc::new(params),
            status: 0,
            pipe_status: Vec::new(),
            background: None,
            pid: 0,
            jobs: Vec::new(),
            traps: Rc::default(),
            pending: Vec::new(),
            interrupted: false,
            frames: Vec::new(),
            start: Some(start),
            from_file: false,
            subshell: false,
            substituted: 0,
            callers: Rc::default(),
            directories: Vec::new(),
            lenient: false,
            line: 1,
            started: 0,
            environment: None,
            killed_at: None,
            input_line: 1,
            partial: Vec::new(),
            prompt_shown: false,
            getopts_at: 1,
            moved: 0,
        }
    }

    /// A copy that runs these frames and ends.
    fn fork(&self, frames: Vec<Frame>) -> Shell {
        let mut child = self.clone();
        child.callers = Rc::new(self.callers());
        child.frames = frames;
        child.lenient = self.is_lenient();
        child.subshell = true;
        child.options.interactive = false;
        child.jobs = Vec::new();
        child.pending = Vec::new();
        let ignored = child.traps.iter().filter(|(trap, action)| match trap {
            Trap::Exit => false,
            Trap::Failure => self.options.errtrace,
            Trap::Signal(_) => action.is_empty(),
        });
        child.traps = Rc::new(ignored.map(|(trap, action)| (*trap, action.clone())).collect());
        child
    }

    /// The functions and sourced files that are running, with the file that each belongs to, the innermost first.
    fn callers(&self) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = Vec::new();
        let file_below = |at: usize| {
            let found = self.frames[..at].iter().rev().find_map(|frame| match frame {
                Frame::Source { kind: frame::SourceKind::File, file, .. } => Some(file.to_string()),
                _ => None,
            });
            found.or_else(|| self.callers.first().map(|(_, file)| file.clone())).unwrap_or_else(|| self.name.clone())
        };
        for (at, frame) in self.frames.iter().enumerate().rev() {
            match frame {
                Frame::Call { name, .. } => all.push((name.clone(), file_below(at))),
                Frame::Source { kind: frame::SourceKind::File, file, .. } => {
                    all.push(("source".into(), file.to_string()));
                }
                _ => {}
            }
        }
        all.extend(self.callers.iter().cloned());
        all
    }

    /// `${FUNCNAME[@]}`
    fn call_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.callers().into_iter().map(|(name, _)| name).collect();
        if !names.is_empty() && self.is_script() {
            names.push("main".into());
        }
        names
    }

    /// `${BASH_SOURCE[@]}`
    fn call_sources(&self) -> Vec<String> {
        let mut files: Vec<String> = self.callers().into_iter().map(|(_, file)| file).collect();
        if self.is_script() {
            files.push(self.name.clone());
        }
        files
    }

    fn is_script(&self) -> bool {
        self.options.dialect == Dialect::Bash && self.from_file
    }

    /// Variables whose value is made up when it is asked for.
    fn dynamic(&self, sys: &mut dyn System, name: &str) -> Option<String> {
        let bash = self.options.dialect == Dialect::Bash;
        match name {
            "RANDOM" if self.options.dialect != Dialect::Dash => Some((sys.random() % 32768).to_string()),
            "SECONDS" if bash => Some(((sys.now() - self.started) / 1_000_000).to_string()),
            "EPOCHSECONDS" if self.options.dialect != Dialect::Dash => Some((sys.now() / 1_000_000).to_string()),
            "LINENO" if self.options.dialect != Dialect::Dash => Some(self.line.to_string()),
            "UID" | "EUID" if bash => Some(sys.user().uid.to_string()),
            "HOSTNAME" if bash => Some(sys.hostname()),
            "FUNCNAME" if bash => self.call_names().into_iter().next(),
            "BASH_SOURCE" if bash => self.call_sources().into_iter().next(),
            "BASHPID" if bash => Some(self.pid.to_string()),
            _ => None,
        }
    }

    /// The exported variables, for a child.
    fn child_environment(&mut self) -> Env {
        let (vars, dialect) = (&self.vars, self.options.dialect);
        self.environment.get_or_insert_with(|| Rc::new(vars.environment(dialect))).clone()
    }

    /// Sets a variable; the message if it is read-only.
    fn set_var(&mut self, name: &str, value: Value) -> Result<(), String> {
        self.environment = None;
        self.moved += value.weight();
        if !self.vars.set(name, value) {
            return Err(match self.options.dialect {
                Dialect::Bash => format!("{name}: readonly variable"),
                _ => format!("{name}: is read only"),
            });
        }
        if self.options.all_export {
            self.vars.export(name, true);
        }
        Ok(())
    }

    fn begin(&mut self, io: &mut Io<'_>, sys: &mut dyn System, start: Start) {
        self.pid = io.pid();
        self.started = sys.now();
        for (name, value) in io.environment().list() {
            if crate::syntax::is_name(name) {
                self.vars.put(name, value.clone());
                self.vars.export(name, true);
            }
        }
        let cwd = io.cwd();
        self.vars.put("PWD", cwd);
        self.vars.export("PWD", true);
        self.vars.put("IFS", " \t\n");
        self.vars.put("PPID", io.parent().to_string());
        self.vars.put("OPTIND", "1");
        if self.vars.text("PATH").is_none() {
            self.vars.put("PATH", crate::kernel::DEFAULT_PATH);
        }
        if self.options.dialect != Dialect::Dash {
            let level = self.vars.text("SHLVL").and_then(|level| level.parse::<i32>().ok()).unwrap_or(0);
            self.vars.put("SHLVL", (level + 1).to_string());
            self.vars.export("SHLVL", true);
        }
        if self.options.dialect == Dialect::Bash {
            self.vars.put("BASH_VERSION", "5.2.37(1)-release");
            self.vars.put("BASH", "/bin/bash");
            self.vars.put("OSTYPE", "linux-gnu");
            let version = ["5", "2", "37", "1", "release", "x86_64-pc-linux-gnu"].map(String::from);
            let _read_only = self.vars.set("BASH_VERSINFO", Value::Array(version.to_vec()));
            self.vars.put("MACHTYPE", "x86_64-pc-linux-gnu");
        }
        self.push_start(io, sys, start);
    }
}

impl Program for Shell {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        if let Some(start) = self.start.take() {
            self.begin(io, sys, start);
        }
        loop {
            // A slice at a time, until all of it is paid for.
            let moved = self.moved.min(BYTES_A_SLICE);
            self.moved -= moved;
            if !io.spend(1 + (moved / BYTES_A_STEP) as u32) {
                return crate::program::Wait::again();
            }
            match self.step(io, sys) {
                Step::Continue => {}
                Step::Wait(wait) => return Poll::Wait(wait),
                Step::Exit(code) => return Poll::Exit(code),
                Step::Become(argv, program) => return Poll::Become { argv, program },
            }
        }
    }

    fn signal(&mut self, signal: Signal) -> Reaction {
        match self.traps.get(&Trap::Signal(signal)) {
            Some(action) if action.is_empty() => Reaction::Ignored,
            Some(_) => {
                self.pending.push(signal);
                Reaction::Handled
            }
            None if self.options.interactive => match signal {
                Signal::Int => {
                    self.interrupted = true;
                    Reaction::Handled
                }
                Signal::Term | Signal::Quit | Signal::Tstp => Reaction::Ignored,
                _ => Reaction::Default,
            },
            None => Reaction::Default,
        }
    }
}
