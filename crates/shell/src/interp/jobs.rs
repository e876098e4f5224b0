//! Jobs in the background.

use super::Shell;
use crate::kernel::{Io, Pid};
use crate::program::Exit;
use crate::system::System;

#[derive(Clone, Debug)]
pub(super) struct Job {
    /// `%1`
    pub number: u32,
    /// Its processes; the last one's status is the job's.
    pub pids: Vec<Pid>,
    pub group: Option<Pid>,
    pub text: String,
    pub exits: Vec<Option<Exit>>,
    /// Told to the user already.
    pub told: bool,
}

impl Job {
    pub fn is_done(&self) -> bool {
        self.exits.iter().all(Option::is_some)
    }

    pub fn status(&self) -> i32 {
        self.exits.last().copied().flatten().map_or(0, |exit| exit.code)
    }

    /// `Running`, `Done`, `Exit 1`, `Terminated`
    pub fn state(&self) -> String {
        match self.exits.last().copied().flatten() {
            _ if !self.is_done() => "Running".into(),
            None => "Running".into(),
            Some(Exit { signal: Some(signal), .. }) => crate::interp::jobs::signal_text(signal).into(),
            Some(Exit { code: 0, .. }) => "Done".into(),
            Some(Exit { code, .. }) => format!("Exit {code}"),
        }
    }
}

/// What a shell says when a signal has ended a process.
pub(super) fn signal_text(signal: crate::program::Signal) -> &'static str {
    use crate::program::Signal;
    match signal {
        Signal::Hup => "Hangup",
        Signal::Int => "Interrupt",
        Signal::Quit => "Quit",
        Signal::Abrt => "Aborted",
        Signal::Kill => "Killed",
        Signal::Usr1 => "User defined signal 1",
        Signal::Segv => "Segmentation fault",
        Signal::Usr2 => "User defined signal 2",
        Signal::Pipe => "Broken pipe",
        Signal::Alrm => "Alarm clock",
        Signal::Term => "Terminated",
        Signal::Chld => "Child exited",
        Signal::Cont => "Continued",
        Signal::Stop | Signal::Tstp => "Stopped",
    }
}

impl Shell {
    pub(super) fn add_job(&mut self, pids: Vec<Pid>, group: Option<Pid>, text: &str) -> u32 {
        let number = self.jobs.iter().map(|job| job.number).max().unwrap_or(0) + 1;
        self.background = pids.last().copied();
        let exits = vec![None; pids.len()];
        self.jobs.push(Job { number, pids, group, text: text.to_string(), exits, told: false });
        number
    }

    /// Takes note of the children that have ended.
    pub(super) fn reap_jobs(&mut self, io: &mut Io<'_>) {
        for job in &mut self.jobs {
            for (pid, exit) in job.pids.iter().zip(&mut job.exits) {
                if exit.is_none() {
                    *exit = io.reap(*pid);
                    // A child that has vanished has been ended by the system.
                    if exit.is_none() && !io.is_child(*pid) {
                        *exit = Some(Exit::code(127));
                    }
                }
            }
        }
    }

    /// Says which jobs have ended, before a prompt, and forgets them.
    pub(super) fn tell_jobs(&mut self, io: &mut Io<'_>, sys: &mut dyn System) {
        self.reap_jobs(io);
        if self.killed_at == Some(sys.now()) && self.options.job_messages {
            return;
        }
        if self.options.job_messages {
            let last = self.jobs.last().map(|job| job.number);
            let done: Vec<String> =
                self.jobs.iter().filter(|job| job.is_done() && !job.told).map(|job| job_line(job, last)).collect();
            for line in done {
                io.err(sys, &line);
            }
        }
        // A terminal forgets a job that it has told of; a script may still wait for it.
        if self.options.interactive {
            self.jobs.retain(|job| !job.is_done());
        }
    }

    /// The job that `%1`, `%%`, `%+`, `%-`, `%name` or `%?text` means.
    pub(super) fn find_job(&self, spec: &str) -> Option<usize> {
        let spec = spec.strip_prefix('%')?;
        match spec {
            "" | "%" | "+" => self.jobs.len().checked_sub(1),
            "-" => self.jobs.len().checked_sub(2),
            _ if spec.chars().all(|c| c.is_ascii_digit()) => {
                self.jobs.iter().position(|job| job.number.to_string() == spec)
            }
            _ => match spec.strip_prefix('?') {
                Some(part) => self.jobs.iter().rposition(|job| job.text.contains(part)),
                None => self.jobs.iter().rposition(|job| job.text.starts_with(spec)),
            },
        }
    }
}

/// A line of `jobs`.
pub(super) fn job_line(job: &Job, last: Option<u32>) -> String {
    let mark = if Some(job.number) == last { '+' } else { ' ' };
    let end = if job.is_done() { "" } else { " &" };
    format!("[{}]{mark}  {:<23} {}{end}\n", job.number, job.state(), job.text)
}
