//! One step of the interpreter: what each frame does when it is on top.

use std::rc::Rc;

use super::Shell;
use super::expand::{Expander, Stop, Substituted};
use super::frame::{ForPhase, Frame, SourceKind, Step};
use super::vars::Value;
use crate::kernel::{Child, Group, Input, Io, Pid};
use crate::program::{Exit, Signal, Wait};
use crate::syntax::Dialect;
use crate::syntax::ast::{AndOr, Command, Compound, Link, List, Pipeline, Timed};
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

    /// Says that no process can be made, if that is so.
    fn crowded(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> bool {
        let crowded = io.is_crowded();
        if crowded {
            let own = self.name.clone();
            self.spawn_error(io, sys, &own, crate::kernel::SpawnError::TooMany);
        }
        crowded
    }

    fn start_pipeline(&mut self, io: &mut Io<'_>, sys: &mut dyn System, pipeline: &Pipeline, text: String) {
        if pipeline.negated || pipeline.timed != Timed::No {
            self.frames.push(Frame::After { negated: pipeline.negated, timed: pipeline.timed, since: sys.now() });
        }
        if let [command] = pipeline.commands.as_slice() {
            self.frames.push(Frame::Command(command.clone()));
            return;
        }
        if pipeline.commands.is_empty() || self.crowded(io, sys) {
            return;
        }
        let (pids, group) = self.spawn_pipeline(io, sys, &pipeline.commands, false);
        if self.options.interactive {
            io.set_foreground(group);
        }
        let statuses = vec![None; pids.len()];
        self.frames.push(Frame::Wait { pids, statuses, group, text });
    }

    /// Starts the processes of a pipeline, connected.
    fn spawn_pipeline(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        commands: &[Rc<Command>],
        background: bool,
    ) -> (Vec<Pid>, Option<Pid>) {
        let mut pids: Vec<Pid> = Vec::new();
        let mut group = None;
        let mut input: Option<u32> = None;
        for (at, command) in commands.iter().enumerate() {
            let output = (at + 1 < commands.len()).then(|| io.pipe());
            let mut fds: Vec<(u32, u32)> = input.iter().map(|fd| (0, *fd)).collect();
            fds.extend(output.iter().map(|(_, write)| (1, *write)));
            let null = if at == 0 && background && !self.options.interactive {
                io.open(sys, "/dev/null", crate::kernel::Open::Read).ok()
            } else {
                None
            };
            fds.extend(null.iter().map(|fd| (0, *fd)));
            let child = self.fork(vec![Frame::Command(command.clone())]);
            let pid = self.spawn_fork(io, sys, child, fds, group);
            group = group.or(self.options.interactive.then_some(pid));
            pids.push(pid);
            for fd in input.into_iter().chain(output.map(|(_, write)| write)).chain(null) {
                io.close(fd);
            }
            input = output.map(|(read, _)| read);
        }
        (pids, group)
    }

    fn spawn_fork(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        child: Shell,
        fds: Vec<(u32, u32)>,
        group: Option<Pid>,
    ) -> Pid {
        let group = match group {
            Some(group) => Group::Join(group),
            None if self.options.interactive => Group::New,
            None => Group::Inherit,
        };
        let env = self.child_environment();
        io.spawn(sys, Child { argv: io.argv(), program: Box::new(child), env, fds, group })
    }

    fn start_background(&mut self, io: &mut Io<'_>, sys: &mut dyn System, node: &Rc<AndOr>) {
        if self.crowded(io, sys) {
            return;
        }
        let (pids, group) = match node.pipelines.as_slice() {
            [(_, pipeline)] if !pipeline.negated && pipeline.timed == Timed::No => {
                self.spawn_pipeline(io, sys, &pipeline.commands, true)
            }
            _ => {
                let mut plain = (**node).clone();
                plain.background = false;
                let child = self.fork(vec![Frame::AndOr { node: Rc::new(plain), next: 0, ran: 0 }]);
                let pid = self.spawn_fork(io, sys, child, Vec::new(), None);
                (vec![pid], self.options.interactive.then_some(pid))
            }
        };
        let pid = pids.last().copied().unwrap_or(0);
        let number = self.add_job(pids, group, &node.text);
        if self.options.job_messages {
            io.err(sys, &format!("[{number}] {pid}\n"));
        }
        self.status = 0;
    }

    fn step_after(&mut self, io: &mut Io<'_>, sys: &mut dyn System, negated: bool, timed: Timed, since: i64) -> Step {
        if negated {
            self.status = i32::from(self.status == 0);
        }
        let micros = sys.now() - since;
        let (whole, part) = (micros / 1_000_000, micros % 1_000_000);
        match timed {
            Timed::No => {}
            Timed::Posix => {
                io.err(sys, &format!("real {whole}.{:02}\nuser 0.00\nsys 0.00\n", part / 10_000));
            }
            Timed::Bash if self.options.dialect == Dialect::Ash => {
                let (minutes, seconds) = (whole / 60, whole % 60);
                let nothing = "0m 0.00s";
                let text =
                    format!("real\t{minutes}m {seconds}.{:02}s\nuser\t{nothing}\nsys\t{nothing}\n", part / 10_000);
                io.err(sys, &text);
            }
            Timed::Bash => {
                let (minutes, seconds) = (whole / 60, whole % 60);
                let text = format!("\nreal\t{minutes}m{seconds}.{:03}s\nuser\t0m0.000s\nsys\t0m0.000s\n", part / 1000);
                io.err(sys, &text);
            }
        }
        Step::Continue
    }

    fn step_wait(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        pids: Vec<Pid>,
        mut statuses: Vec<Option<i32>>,
        group: Option<Pid>,
        text: String,
    ) -> Step {
        self.reap_jobs(io);
        let mut last = None;
        for (pid, status) in pids.iter().zip(&mut statuses) {
            if status.is_some() {
                continue;
            }
            match io.reap(*pid) {
                Some(exit) => {
                    *status = Some(exit.code);
                    last = Some((*pid, exit));
                }
                None if !io.is_child(*pid) => *status = Some(127),
                None => {}
            }
        }
        if statuses.iter().any(Option::is_none) {
            self.frames.push(Frame::Wait { pids, statuses, group, text });
            return Step::Wait(Wait { child: true, ..Wait::default() });
        }
        self.pipe_status = statuses.iter().map(|status| status.unwrap_or(0)).collect();
        self.status = statuses.last().copied().flatten().unwrap_or(0);
        if self.options.pipefail
            && let Some(failed) = statuses.iter().rev().copied().flatten().find(|status| *status != 0)
        {
            self.status = failed;
        }
        if self.options.interactive {
            io.set_foreground(None);
        }
        if let Some((pid, Exit { signal: Some(signal), .. })) = last {
            self.tell_signal(io, sys, pid, signal, &text);
        }
        Step::Continue
    }

    /// A command in the foreground was ended by a signal.
    fn tell_signal(&mut self, io: &mut Io<'_>, sys: &mut dyn System, pid: Pid, signal: Signal, text: &str) {
        let what = super::jobs::signal_text(signal);
        match (signal, self.options.dialect) {
            (Signal::Pipe, _) => {}
            (Signal::Int, _) => {
                if self.options.interactive {
                    self.interrupted = true;
                }
            }
            (_, Dialect::Bash) if self.options.interactive => io.err(sys, &format!("{what}\n")),
            (_, Dialect::Bash) => {
                let line = self.line;
                io.err(sys, &format!("{}: line {line}: {pid:>5} {what:<23} {text}\n", self.name));
            }
            _ => io.err(sys, &format!("{what}\n")),
        }
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

    /// The body of a compound command, behind its redirections.
    fn step_compound(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        command: Rc<Command>,
        results: Vec<Substituted>,
    ) -> Step {
        let Some(body) = Frame::body(&command).cloned() else { return Step::Continue };
        let cwd = io.cwd();
        let mut expander = Expander::new(self, sys, &cwd, &results);
        match body {
            Compound::Group(list) | Compound::Subshell(list) => self.frames.push(Frame::List { list, next: 0 }),
            Compound::If { arms, .. } => {
                self.frames.push(Frame::If { command, arm: 0 });
                self.frames.push(Frame::List { list: arms[0].0.clone(), next: 0 });
            }
            Compound::While { condition, .. } => {
                self.frames.push(Frame::While { command, testing: true, last: 0 });
                self.frames.push(Frame::List { list: condition, next: 0 });
            }
            Compound::For { words, .. } => {
                let values = match &words {
                    Some(words) => expander.fields(words),
                    None => Ok(self.params.to_vec()),
                };
                match values {
                    Ok(values) => {
                        self.moved += super::vars::weight(&values);
                        if let Some(bytes) = self.overflows(&values) {
                            return self.out_of_memory(io, sys, bytes);
                        }
                        self.status = 0;
                        self.frames.push(Frame::For { command, values: Rc::new(values), next: 0 });
                    }
                    Err(stop) => return self.stopped(io, sys, stop, Some(Frame::Compound { command, results })),
                }
            }
            Compound::ForArith { .. } => {
                let phase = ForPhase::Start;
                self.frames.push(Frame::ForArith { command, results: Vec::new(), phase, last: 0 });
            }
            Compound::Case { word, source, arms } => {
                let chosen = expander.string(&word).and_then(|text| {
                    let (mut chosen, mut falls) = (Vec::new(), false);
                    for arm in arms.iter() {
                        let mut fits = falls;
                        for word in arm.patterns.iter().filter(|_| !falls) {
                            fits = fits || expander.fits(word, &text)?;
                        }
                        if fits {
                            chosen.push(arm.body.clone());
                            falls = arm.falls;
                            if !falls && !arm.tests {
                                break;
                            }
                        }
                    }
                    Ok(chosen)
                });
                match chosen {
                    Ok(chosen) => {
                        self.trace_head(io, sys, || format!("case {source} in"));
                        self.status = 0;
                        for list in chosen.into_iter().rev() {
                            self.frames.push(Frame::List { list, next: 0 });
                        }
                    }
                    Err(stop) => return self.stopped(io, sys, stop, Some(Frame::Compound { command, results })),
                }
            }
            Compound::Cond(cond) => match super::builtins::condition(&mut expander, &cond) {
                Ok(value) => {
                    let (assigned, traced) =
                        (std::mem::take(&mut expander.assigned), std::mem::take(&mut expander.traced));
                    for text in traced {
                        self.trace_head(io, sys, || format!("[[ {text} ]]"));
                    }
                    self.status = i32::from(!value);
                    return self.committed(io, sys, assigned);
                }
                Err(stop) => return self.stopped(io, sys, stop, Some(Frame::Compound { command, results })),
            },
            Compound::Arith(word) => {
                match expander.string(&word).and_then(|text| Ok((expander.arith_text(&text)?, text))) {
                    Ok((value, text)) => {
                        let assigned = std::mem::take(&mut expander.assigned);
                        self.trace_head(io, sys, || format!("(( {text} ))"));
                        self.status = i32::from(value == 0);
                        return self.committed(io, sys, assigned);
                    }
                    Err(Stop::Error(message)) => {
                        self.complain(io, sys, &format!("((: {message}"));
                        self.status = 1;
                    }
                    Err(stop) => return self.stopped(io, sys, stop, Some(Frame::Compound { command, results })),
                }
            }
        }
        Step::Continue
    }

    fn committed(&mut self, io: &mut Io<'_>, sys: &mut dyn System, assigned: Vec<(String, Value)>) -> Step {
        if let Err(message) = self.commit(assigned) {
            self.complain(io, sys, &message);
            self.status = 1;
        }
        Step::Continue
    }

    fn step_if(&mut self, command: Rc<Command>, arm: usize) -> Step {
        let Some(Compound::If { arms, otherwise }) = Frame::body(&command) else { return Step::Continue };
        if self.status == 0 {
            self.frames.push(Frame::List { list: arms[arm].1.clone(), next: 0 });
        } else if let Some(next) = arms.get(arm + 1) {
            let list = next.0.clone();
            self.frames.push(Frame::If { command, arm: arm + 1 });
            self.frames.push(Frame::List { list, next: 0 });
        } else {
            self.status = 0;
            if let Some(list) = otherwise.clone() {
                self.frames.push(Frame::List { list, next: 0 });
            }
        }
        Step::Continue
    }

    fn step_while(&mut self, command: Rc<Command>, testing: bool, last: i32) -> Step {
        let Some(Compound::While { until, condition, body }) = Frame::body(&command) else { return Step::Continue };
        if !testing {
            let (last, list) = (self.status, condition.clone());
            self.frames.push(Frame::While { command, testing: true, last });
            self.frames.push(Frame::List { list, next: 0 });
        } else if (self.status == 0) != *until {
            let list = body.clone();
            self.frames.push(Frame::While { command, testing: false, last });
            self.frames.push(Frame::List { list, next: 0 });
        } else {
            self.status = last;
        }
        Step::Continue
    }

    fn step_for(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        command: Rc<Command>,
        values: Rc<Vec<String>>,
        next: usize,
    ) -> Step {
        let Some(Compound::For { name, source, body, .. }) = Frame::body(&command) else { return Step::Continue };
        let Some(value) = values.get(next) else { return Step::Continue };
        self.trace_head(io, sys, || format!("for {name} in{source}"));
        let (name, list) = (name.clone(), body.clone());
        if let Err(message) = self.set_var(&name, Value::Text(value.clone())) {
            self.complain(io, sys, &message);
            self.status = 1;
            return Step::Continue;
        }
        self.frames.push(Frame::For { command, values, next: next + 1 });
        self.frames.push(Frame::List { list, next: 0 });
        Step::Continue
    }

    /// bash's `set -x` shows what a compound command begins with, too.
    fn trace_head(&self, io: &mut Io<'_>, sys: &mut dyn System, text: impl Fn() -> String) {
        if self.options.xtrace && self.options.dialect == Dialect::Bash {
            self.traced(io, sys, &text());
        }
    }

    fn step_for_arith(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        command: Rc<Command>,
        results: Vec<Substituted>,
        phase: ForPhase,
        last: i32,
    ) -> Step {
        let Some(Compound::ForArith { start, test, step, body }) = Frame::body(&command) else { return Step::Continue };
        let word = match phase {
            ForPhase::Start => start,
            ForPhase::Test => test,
            ForPhase::Step => step,
        };
        let cwd = io.cwd();
        let mut expander = Expander::new(self, sys, &cwd, &results);
        let value = if word.is_empty() && phase == ForPhase::Test { Ok(1) } else { expander.arith(word) };
        let assigned = std::mem::take(&mut expander.assigned);
        match value {
            Ok(value) => {
                if let Err(message) = self.commit(assigned) {
                    self.complain(io, sys, &message);
                    return Step::Continue;
                }
                if phase == ForPhase::Test && value == 0 {
                    self.status = last;
                    return Step::Continue;
                }
                let list = body.clone();
                let next = if phase == ForPhase::Test { ForPhase::Step } else { ForPhase::Test };
                self.frames.push(Frame::ForArith { command, results: Vec::new(), phase: next, last: self.status });
                if phase == ForPhase::Test {
                    self.frames.push(Frame::List { list, next: 0 });
                }
                Step::Continue
            }
            Err(Stop::Error(message)) => {
                self.complain(io, sys, &format!("((: {message}"));
                self.status = 1;
                Step::Continue
            }
            Err(stop) => self.stopped(io, sys, stop, Some(Frame::ForArith { command, results, phase, last })),
        }
    }

    fn step_wait_jobs(&mut self, io: &mut Io<'_>, sys: &mut dyn System, pids: Vec<Pid>, all: bool) -> Step {
        self.reap_jobs(io);
        let wanted = |job: &super::jobs::Job| all || job.pids.last().is_some_and(|pid| pids.contains(pid));
        if self.jobs.iter().any(|job| wanted(job) && !job.is_done()) {
            self.frames.push(Frame::WaitJobs { pids, all });
            return Step::Wait(Wait { child: true, ..Wait::default() });
        }
        self.status = 0;
        if self.options.dialect != Dialect::Bash {
            let ended =
                self.jobs.iter().filter(|job| wanted(job)).filter_map(|job| job.exits.last().copied().flatten());
            for signal in ended.filter_map(|exit| exit.signal).filter(|s| !matches!(s, Signal::Int | Signal::Pipe)) {
                io.err(sys, &format!("{}\n", super::jobs::signal_text(signal)));
            }
        }
        if let Some(pid) = pids.last() {
            self.status = self.jobs.iter().find(|job| job.pids.last() == Some(pid)).map_or(127, |job| job.status());
        }
        self.jobs.retain(|job| !(all || job.pids.last().is_some_and(|pid| pids.contains(pid))) || !job.is_done());
        Step::Continue
    }
}
