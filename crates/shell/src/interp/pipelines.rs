//! Pipelines: their processes are started, and waited for.

use std::rc::Rc;

use super::Shell;
use super::frame::{Frame, Step};
use crate::kernel::{Child, Group, Io, Pid};
use crate::program::{Exit, Signal, Wait};
use crate::syntax::Dialect;
use crate::syntax::ast::{AndOr, Command, Pipeline, Timed};
use crate::system::System;

impl Shell {
    /// Says that no process can be made, if that is so.
    pub(super) fn crowded(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> bool {
        let crowded = io.is_crowded();
        if crowded {
            let own = self.name.clone();
            self.spawn_error(io, sys, &own, crate::kernel::SpawnError::TooMany);
        }
        crowded
    }

    pub(super) fn start_pipeline(&mut self, io: &mut Io<'_>, sys: &mut dyn System, pipeline: &Pipeline, text: String) {
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
    pub(super) fn spawn_pipeline(
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

    pub(super) fn spawn_fork(
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

    pub(super) fn start_background(&mut self, io: &mut Io<'_>, sys: &mut dyn System, node: &Rc<AndOr>) {
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

    pub(super) fn step_after(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        negated: bool,
        timed: Timed,
        since: i64,
    ) -> Step {
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

    pub(super) fn step_wait(
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

    /// `wait`: until the jobs that are meant have ended.
    pub(super) fn step_wait_jobs(&mut self, io: &mut Io<'_>, sys: &mut dyn System, pids: Vec<Pid>, all: bool) -> Step {
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
        self.jobs.retain(|job| !wanted(job) || !job.is_done());
        Step::Continue
    }
}
