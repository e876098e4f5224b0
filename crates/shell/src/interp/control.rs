//! Leaving things: `break`, `return`, `exit`, traps, Ctrl-C, `set -e`.

use std::rc::Rc;

use super::frame::{Frame, SourceKind, Step};
use super::{Shell, Trap};
use crate::kernel::Io;
use crate::program::Signal;
use crate::system::System;

impl Shell {
    /// Undoes what a frame has set up.
    pub(super) fn leave(&mut self, frame: Frame, io: &mut Io<'_>) {
        match frame {
            Frame::Restore(saved) => self.restore(io, saved),
            Frame::RestoreVars(saved) => self.restore_vars(saved),
            Frame::Call { params, locals, .. } => {
                self.params = params;
                self.restore_vars(locals);
            }
            Frame::Substitution { fd, .. } => io.close(fd),
            _ => {}
        }
    }

    fn restore_vars(&mut self, saved: super::frame::Hidden) {
        self.environment = None;
        for (name, var) in saved.into_iter().rev() {
            self.vars.restore(&name, var);
        }
    }

    /// Takes frames off until one answers the question, which stays.
    fn unwind(&mut self, io: &mut Io<'_>, stop: impl Fn(&Frame) -> bool) {
        while let Some(frame) = self.frames.pop() {
            if stop(&frame) {
                self.frames.push(frame);
                return;
            }
            self.leave(frame, io);
        }
    }

    /// Whether a loop of this function is running.
    pub(super) fn in_loop(&self) -> bool {
        self.frames.iter().rev().take_while(|frame| !matches!(frame, Frame::Call { .. })).any(Frame::is_loop)
    }

    /// `break n` and `continue n`.
    pub(super) fn leave_loops(&mut self, io: &mut Io<'_>, count: u32, again: bool) {
        self.status = 0;
        for left in (1..=count).rev() {
            if !self.in_loop() {
                return;
            }
            self.unwind(io, Frame::is_loop);
            if left == 1 && again {
                self.status = 0;
                return;
            }
            self.frames.pop();
        }
    }

    /// `return`: out of the function or the sourced file; false when there is none.
    pub(super) fn leave_function(&mut self, io: &mut Io<'_>, status: i32) -> bool {
        let is_call =
            |frame: &Frame| matches!(frame, Frame::Call { .. } | Frame::Source { kind: SourceKind::File, .. });
        if !self.frames.iter().any(is_call) {
            return false;
        }
        self.unwind(io, is_call);
        if let Some(frame) = self.frames.pop() {
            self.leave(frame, io);
        }
        self.status = status;
        true
    }

    /// A command has failed where nobody asks: the trap on that, then `set -e`.
    pub(super) fn failed(&mut self, text: &str) {
        let status = self.status;
        if self.options.errexit {
            self.frames.push(Frame::Failed(status));
        }
        let in_function = self.frames.iter().any(|frame| matches!(frame, Frame::Call { .. }));
        let in_trap = self.frames.iter().any(|frame| matches!(frame, Frame::Source { kind: SourceKind::Trap, .. }));
        let Some(action) = self.traps.get(&Trap::Failure).cloned() else { return };
        if in_trap || action.is_empty() || in_function && !self.options.errtrace {
            return;
        }
        self.vars.put("BASH_COMMAND", text);
        self.frames.push(Frame::Status(status));
        let (name, line) = (self.name.clone(), self.line);
        self.push_file(&action, SourceKind::Trap, &name, line);
    }

    /// Ends the shell, by way of its EXIT trap.
    pub(super) fn exit(&mut self, io: &mut Io<'_>, _sys: &mut dyn System, status: i32) -> Step {
        self.unwind(io, |_| false);
        self.status = status & 0xff;
        match Rc::make_mut(&mut self.traps).remove(&Trap::Exit) {
            Some(action) if !action.is_empty() => {
                self.frames.push(Frame::Exit(self.status));
                self.push_source(&action, SourceKind::Trap);
                Step::Continue
            }
            _ => Step::Exit(self.status),
        }
    }

    /// Runs the trap of the first signal that is waiting.
    pub(super) fn run_trap(&mut self) {
        let signal = self.pending.remove(0);
        let Some(action) = self.traps.get(&Trap::Signal(signal)).cloned() else { return };
        let status = match self.frames.last() {
            // A `wait` is over when a trapped signal comes.
            Some(Frame::WaitJobs { .. }) => {
                self.frames.pop();
                128 + signal.number()
            }
            _ => self.status,
        };
        self.frames.push(Frame::Status(status));
        self.push_source(&action, SourceKind::Trap);
    }

    /// Ctrl-C at a terminal: gives up the line that is being typed or run.
    pub(super) fn abandon_line(&mut self, io: &mut Io<'_>, _sys: &mut dyn System) {
        self.abandon(io);
        self.partial.clear();
        self.prompt_shown = false;
        self.status = 128 + Signal::Int.number();
        if let Some(Frame::Stdin { buffer }) = self.frames.last_mut() {
            buffer.clear();
        }
    }

    /// Gives up everything down to the reader of commands.
    pub(super) fn abandon(&mut self, io: &mut Io<'_>) {
        self.unwind(io, |frame| matches!(frame, Frame::Stdin { .. }));
        io.set_foreground(None);
    }

    /// Whether a failure here is part of a test, so that `set -e` lets it pass.
    pub(super) fn is_lenient(&self) -> bool {
        self.lenient
            || self.frames.iter().any(|frame| match frame {
                Frame::If { .. } => true,
                Frame::While { testing, .. } => *testing,
                Frame::AndOr { node, next, .. } => *next < node.pipelines.len(),
                Frame::After { negated, .. } => *negated,
                _ => false,
            })
    }
}
