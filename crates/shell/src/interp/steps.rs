//! One step of the interpreter: what each frame does when it is on top.

use std::rc::Rc;

use super::Shell;
use super::expand::{Stop, Substituted};
use super::frame::{Frame, SourceKind, Step};
use super::vars::Value;
use crate::kernel::{Child, Group, Input, Io, Pid};
use crate::program::{Exit, Wait};
use crate::syntax::Dialect;
use crate::syntax::ast::{AndOr, Command, Compound, Link, List};
use crate::system::System;

impl Shell {
    pub(super) fn step(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Step {
        if std::mem::take(&mut self.interrupted) {
            self.abandon_line(io, sys);
        }
        if self.vars.weight() > super::memory::LIMIT {
            return self.out_of_memory(io, sys, self.vars.weight());
        }
        let waiting = matches!(self.frames.last(), Some(Frame::Wait { .. } | Frame::Substitution { .. }));
        if !self.pending.is_empty() && !waiting {
            self.run_trap();
        }
        let Some(frame) = self.frames.pop() else {
            let status = self.status;
            return self.exit(io, sys, status);
        };
        match frame {
            Frame::Source { parser, kind, file } => {
                let step = self.step_source(io, sys, parser, kind, file);
                if kind == SourceKind::Trap && self.frames.is_empty() {
                    return Step::Continue;
                }
                step
            }
            Frame::Stdin { buffer } => self.step_stdin(io, sys, buffer),
            Frame::List { list, next } => self.step_list(io, sys, list, next),
            Frame::AndOr { node, next, ran } => self.step_and_or(io, sys, node, next, ran),
            Frame::After { negated, timed, since } => self.step_after(io, sys, negated, timed, since),
            Frame::Wait { pids, statuses, group, text } => self.step_wait(io, sys, pids, statuses, group, text),
            Frame::Command(command) => self.step_command(io, sys, command),
            Frame::Expanding { command, results } => self.step_expanding(io, sys, command, results),
            Frame::Compound { command, results } => self.step_compound(io, sys, command, results),
            Frame::Substitution { pid, fd, data, ended } => self.step_substitution(io, sys, pid, fd, data, ended),
            Frame::If { command, arm } => self.step_if(command, arm),
            Frame::While { command, testing, last } => self.step_while(command, testing, last),
            Frame::For { command, values, next } => self.step_for(io, sys, command, values, next),
            Frame::ForArith { command, results, phase, last } => {
                self.step_for_arith(io, sys, command, results, phase, last)
            }
            frame @ (Frame::Restore(_) | Frame::RestoreVars(_) | Frame::Call { .. }) => {
                self.leave(frame, io);
                Step::Continue
            }
            Frame::WaitJobs { pids, all } => self.step_wait_jobs(io, sys, pids, all),
            Frame::Read(read) => self.step_read(io, sys, read),
            Frame::Status(status) => {
                self.status = status;
                Step::Continue
            }
            Frame::Exit(code) => Step::Exit(code),
            Frame::Failed(code) => self.exit(io, sys, code),
        }
    }

    fn step_list(&mut self, io: &mut Io<'_>, sys: &mut dyn System, list: Rc<List>, next: usize) -> Step {
        let Some(node) = list.items.get(next).cloned() else { return Step::Continue };
        self.frames.push(Frame::List { list, next: next + 1 });
        if node.background {
            self.start_background(io, sys, &node);
        } else {
            self.frames.push(Frame::AndOr { node, next: 0, ran: 0 });
        }
        Step::Continue
    }

    fn step_and_or(&mut self, io: &mut Io<'_>, sys: &mut dyn System, node: Rc<AndOr>, next: usize, ran: usize) -> Step {
        if next > 0 && node.pipelines[ran].1.commands.len() == 1 {
            self.pipe_status = vec![self.status];
        }
        let Some((link, pipeline)) = node.pipelines.get(next).cloned() else {
            // `set -e` looks at the last pipeline of the line, if that is what failed.
            let last = ran + 1 == node.pipelines.len() && !node.pipelines[ran].1.negated;
            if self.status != 0 && last && !self.is_lenient() {
                self.failed(&node.text);
            }
            return Step::Continue;
        };
        let skipped = match link {
            Link::First => false,
            Link::And => self.status != 0,
            Link::Or => self.status == 0,
        };
        let ran = if skipped { ran } else { next };
        let text = node.text.clone();
        self.frames.push(Frame::AndOr { node, next: next + 1, ran });
        if !skipped {
            self.start_pipeline(io, sys, &pipeline, text);
        }
        Step::Continue
    }

    fn step_command(&mut self, io: &mut Io<'_>, sys: &mut dyn System, command: Rc<Command>) -> Step {
        if self.frames.len() > super::MAX_FRAMES {
            self.complain(io, sys, "maximum function nesting level exceeded");
            return self.exit(io, sys, 1);
        }
        match &*command {
            Command::Simple(simple) => {
                self.line = simple.line;
                self.frames.push(Frame::Expanding { command, results: Vec::new() });
            }
            Command::Compound { body: Compound::Subshell(list), redirects } => {
                let list = list.clone();
                let body = if redirects.is_empty() {
                    Frame::List { list, next: 0 }
                } else {
                    let group = Compound::Group(list);
                    Frame::Command(Rc::new(Command::Compound { body: group, redirects: redirects.clone() }))
                };
                if self.subshell && self.traps.is_empty() && self.frames.iter().all(Frame::is_finished) {
                    // A subshell that ends with a subshell need not make another process.
                    self.frames.push(body);
                    return Step::Continue;
                }
                if self.crowded(io, sys) {
                    return Step::Continue;
                }
                let child = self.fork(vec![body]);
                let pid = self.spawn_fork(io, sys, child, Vec::new(), None);
                let group = self.options.interactive.then_some(pid);
                if group.is_some() {
                    io.set_foreground(group);
                }
                self.frames.push(Frame::Wait { pids: vec![pid], statuses: vec![None], group, text: "( ... )".into() });
            }
            Command::Compound { redirects, .. } if redirects.is_empty() => {
                self.frames.push(Frame::Compound { command, results: Vec::new() });
            }
            Command::Compound { .. } => self.frames.push(Frame::Expanding { command, results: Vec::new() }),
            Command::Function { name, body } => {
                Rc::make_mut(&mut self.functions).insert(name.clone(), body.clone());
                self.status = 0;
            }
        }
        Step::Continue
    }

    /// Takes over what an expansion has assigned.
    pub(super) fn commit(&mut self, assigned: Vec<(String, Value)>) -> Result<(), String> {
        for (name, value) in assigned {
            self.set_var(&name, value)?;
        }
        Ok(())
    }

    /// An expansion has stopped: run the command that it needs, or say what is wrong.
    pub(super) fn stopped(&mut self, io: &mut Io<'_>, sys: &mut dyn System, stop: Stop, again: Option<Frame>) -> Step {
        match stop {
            Stop::Need(_) if self.crowded(io, sys) => Step::Continue,
            Stop::Need(list) => {
                self.frames.extend(again);
                let (read, write) = io.pipe();
                let mut child = self.fork(vec![Frame::List { list, next: 0 }]);
                child.substituted += 1;
                // bash lets failures pass in there, the other shells do not.
                child.options.errexit &= self.options.dialect != Dialect::Bash;
                let env = self.child_environment();
                let program = Box::new(child);
                let pid = io
                    .spawn(sys, Child { argv: io.argv(), program, env, fds: vec![(1, write)], group: Group::Inherit });
                io.close(write);
                self.frames.push(Frame::Substitution { pid, fd: read, data: Vec::new(), ended: false });
                Step::Continue
            }
            Stop::Memory(bytes) => self.out_of_memory(io, sys, bytes),
            Stop::Error(ref message) | Stop::Unset(ref message) => {
                let command = self.options.started_with == "c" && !self.options.interactive;
                match (self.options.dialect, &stop) {
                    (Dialect::Bash, Stop::Unset(_)) if command => io.err(sys, &format!("{}: {message}\n", self.name)),
                    _ => self.complain(io, sys, message),
                }
                self.status = 1;
                if self.options.interactive {
                    self.abandon(io);
                    return Step::Continue;
                }
                let status = match (self.options.dialect, stop) {
                    (Dialect::Bash, Stop::Unset(_)) if command => 127,
                    (Dialect::Bash, _) => 1,
                    _ => 2,
                };
                self.exit(io, sys, status)
            }
        }
    }

    fn step_substitution(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        pid: Pid,
        fd: u32,
        mut data: Vec<u8>,
        mut ended: bool,
    ) -> Step {
        while !ended {
            match io.read(sys, fd, 65536) {
                Ok(Input::Data(more)) => data.extend(more),
                Ok(Input::Wait) => break,
                Ok(Input::End) | Err(_) => {
                    ended = true;
                    io.close(fd);
                }
            }
            if data.len() > super::memory::LIMIT {
                return self.out_of_memory(io, sys, data.len());
            }
        }
        self.reap_jobs(io);
        let exit = if ended { io.reap(pid).or((!io.is_child(pid)).then_some(Exit::code(127))) } else { None };
        let Some(exit) = exit else {
            self.frames.push(Frame::Substitution { pid, fd, data, ended });
            let readable = (!ended).then_some(fd);
            return Step::Wait(Wait { readable, child: ended, ..Wait::default() });
        };
        self.status = exit.code;
        data.retain(|byte| *byte != 0);
        let text = [String::from_utf8_lossy(&data).into_owned()];
        if let Some(bytes) = self.overflows(&text) {
            return self.out_of_memory(io, sys, bytes);
        }
        let [text] = text;
        if let Some(results) = self.frames.last_mut().and_then(Frame::results) {
            results.push(Substituted { text, status: exit.code });
        }
        Step::Continue
    }
}
