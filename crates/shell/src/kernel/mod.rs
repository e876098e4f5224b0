//! Processes, pipes and descriptors of one process-id namespace: a terminal, a container, or a pod whose containers share
//! their processes. The kernel polls programs in virtual time; it owns no clock, no files and no network.

mod environment;
mod handles;
mod io;
mod proc;
mod process;
mod spawn;

use sorted::SortedMap;

pub use environment::Environment;
pub use handles::{Chunk, Input, InputId, Open, SinkId, Stream, WriteError};
pub use io::{Child, Group, Io, PRIVATE_FD};
pub use process::{Env, Pid, ProcessInfo, Prompt};
pub use spawn::{DEFAULT_PATH, Found, Spawn, SpawnError, find_file, find_program};

use crate::program::{Exit, Poll, Program, Reaction, Signal, Wait};
use crate::system::System;
use handles::{Handle, Handles};
use process::Process;

/// Steps of one poll, and of one run of the kernel.
const SLICE: u32 = 1_000;
const RUN_FUEL: u32 = 40_000;
/// What a poll costs in itself, so that idle back-and-forth ends too.
const POLL_COST: u32 = 5;
/// A step takes so many microseconds of a processor.
const STEP_MICROS: u64 = 10;
/// More processes than this are refused (a fork bomb).
const MAX_PROCESSES: usize = 512;

#[derive(Clone)]
pub struct Kernel {
    processes: SortedMap<Pid, Process>,
    handles: Handles,
    next_pid: Pid,
    /// Microseconds of processor time that the processes of each place have used.
    processor: SortedMap<u32, u64>,
}

/// How far a run has come and what the next one waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The slice is used up: a process computes without end. Come back a little later (some milliseconds of virtual time).
    pub again: bool,
    /// Come back at this instant, in microseconds since the epoch.
    pub next: Option<i64>,
    /// Come back when something has happened in the host.
    pub event: bool,
    /// Come back when the host has emptied the sinks.
    pub full: bool,
}

struct NewProcess {
    parent: Pid,
    group: Option<Pid>,
    place: u32,
    argv: Vec<String>,
    env: Env,
    cwd: String,
    ignored: Vec<Signal>,
    fds: Vec<(u32, Handle)>,
    program: Box<dyn Program>,
}

impl Default for Kernel {
    fn default() -> Self {
        Kernel::new()
    }
}

impl Kernel {
    /// A kernel whose first process is number 1, as in a container: it does not notice signals that it has no handler for, and
    /// all others end with it.
    pub fn new() -> Kernel {
        Kernel::with_first_pid(1)
    }

    /// A kernel whose first process has this number.
    pub fn with_first_pid(pid: Pid) -> Kernel {
        Kernel { processes: SortedMap::new(), handles: Handles::default(), next_pid: pid, processor: SortedMap::new() }
    }

    /// Leaves out some process numbers, as those that a container runtime uses while it starts.
    pub fn skip_pids(&mut self, count: u32) {
        self.next_pid += count;
    }

    /// A pipe for input from the host; `terminal`: it is somebody's keyboard.
    pub fn open_input(&mut self, terminal: bool) -> InputId {
        let id = self.handles.add_pipe();
        self.handles.retain(Handle::PipeWrite(id));
        if let Some(pipe) = self.handles.pipes.get_mut(&id) {
            pipe.terminal = terminal;
        }
        InputId(id)
    }

    /// Input for the process that reads it next.
    pub fn feed(&mut self, input: InputId, data: &[u8]) {
        if let Some(pipe) = self.handles.pipes.get_mut(&input.0) {
            pipe.data.extend(data);
        }
    }

    /// How much of the input nobody has read yet.
    pub fn unread(&self, input: InputId) -> usize {
        self.handles.pipes.get(&input.0).map_or(0, |pipe| pipe.data.len())
    }

    /// Ctrl-D: the reader sees the end once.
    pub fn feed_end(&mut self, input: InputId) {
        if let Some(pipe) = self.handles.pipes.get_mut(&input.0) {
            pipe.end_once = true;
        }
    }

    /// Ends the input for good.
    pub fn close_input(&mut self, input: InputId) {
        self.handles.release(Handle::PipeWrite(input.0));
    }

    /// A place for output; `terminal`: somebody looks at it.
    pub fn open_sink(&mut self, terminal: bool) -> SinkId {
        self.handles.add_sink(terminal)
    }

    /// Empties a sink: what has been written since the last time, in order.
    pub fn take_output(&mut self, sink: SinkId) -> Vec<Chunk> {
        self.handles
            .sinks
            .get_mut(&sink)
            .map(|sink| {
                sink.size = 0;
                std::mem::take(&mut sink.chunks)
            })
            .unwrap_or_default()
    }

    /// Empties a sink as text, both streams together.
    pub fn take_text(&mut self, sink: SinkId) -> String {
        let bytes: Vec<u8> = self.take_output(sink).into_iter().flat_map(|chunk| chunk.data).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub fn close_sink(&mut self, sink: SinkId) {
        self.handles.sinks.remove(&sink);
    }

    fn add(&mut self, now: i64, new: NewProcess) -> Pid {
        let pid = self.next_pid;
        self.next_pid += 1;
        for (_, handle) in &new.fds {
            self.handles.retain(*handle);
        }
        let process = Process {
            parent: new.parent,
            group: new.group.unwrap_or(pid),
            place: new.place,
            argv: new.argv,
            env: new.env,
            cwd: new.cwd,
            started: now,
            fds: new.fds.into_iter().collect(),
            program: Some(new.program),
            wait: Wait { again: true, ..Wait::default() },
            signals: Vec::new(),
            ignored: new.ignored,
            stopped: false,
            exit: None,
            orphan: false,
            memory: 1 << 20,
            ports: Vec::new(),
            prompt: None,
            foreground: None,
            broken_pipe: false,
            event_due: false,
        };
        self.processes.insert(pid, process);
        pid
    }

    /// Polls processes until all wait or the fuel of this run is used up.
    pub fn run(&mut self, sys: &mut dyn System) -> Progress {
        let mut fuel = RUN_FUEL;
        for process in self.processes.values_mut() {
            process.event_due = process.wait.event;
        }
        loop {
            let mut polled = false;
            let pids: Vec<Pid> = self.processes.keys().copied().collect();
            for pid in pids {
                polled |= self.deliver(sys, pid);
                if fuel > 0 && self.is_ready(sys.now(), pid) {
                    polled = true;
                    fuel = fuel.saturating_sub(self.poll(sys, pid));
                }
            }
            if !polled || fuel == 0 {
                break;
            }
        }
        self.progress(sys.now())
    }

    fn progress(&self, now: i64) -> Progress {
        let mut progress = Progress::default();
        for (pid, process) in self.processes.iter().filter(|(_, process)| process.exit.is_none() && !process.stopped) {
            progress.again |= self.is_ready(now, *pid);
            progress.event |= process.wait.event;
            let handle = process.wait.writable.and_then(|fd| process.fds.get(&fd));
            progress.full |= handle.is_some_and(|handle| self.handles.is_full(*handle));
            progress.next = match (progress.next, process.wait.until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        progress
    }

    fn is_ready(&self, now: i64, pid: Pid) -> bool {
        let Some(process) = self.processes.get(&pid) else { return false };
        if process.exit.is_some() || process.stopped {
            return false;
        }
        let wait = &process.wait;
        let handle = |fd: Option<u32>| fd.map(|fd| process.fds.get(&fd).copied());
        wait.again
            || process.event_due
            || wait.until.is_some_and(|instant| instant <= now)
            || handle(wait.readable).is_some_and(|handle| handle.is_none_or(|handle| self.handles.is_readable(handle)))
            || handle(wait.writable).is_some_and(|handle| handle.is_none_or(|handle| !self.handles.is_full(handle)))
            || (wait.child && self.processes.values().any(|other| other.parent == pid && other.exit.is_some()))
    }

    /// Polls one process and returns the fuel used.
    fn poll(&mut self, sys: &mut dyn System, pid: Pid) -> u32 {
        let Some(process) = self.processes.get_mut(&pid) else { return 0 };
        let Some(mut program) = process.program.take() else { return 0 };
        process.event_due = false;
        let place = process.place;
        sys.enter(place);
        let mut io = Io { kernel: self, pid, fuel: SLICE };
        let poll = program.poll(&mut io, sys);
        let used = SLICE - io.fuel + POLL_COST;
        self.count(place, u64::from(used) * STEP_MICROS);
        let Some(process) = self.processes.get_mut(&pid) else { return used };
        process.program = Some(program);
        match poll {
            Poll::Wait(_) if process.broken_pipe => self.finish(sys, pid, Exit::signal(Signal::Pipe)),
            Poll::Wait(wait) => process.wait = wait,
            Poll::Exit(_) if process.broken_pipe => self.finish(sys, pid, Exit::signal(Signal::Pipe)),
            Poll::Exit(code) => self.finish(sys, pid, Exit::code(code)),
            Poll::Killed(signal) => self.finish(sys, pid, Exit::signal(signal)),
            Poll::Become { argv, program } => {
                process.argv = argv;
                process.program = Some(program);
                process.wait = Wait { again: true, ..Wait::default() };
                let private: Vec<u32> = process.fds.keys().copied().filter(|fd| *fd >= PRIVATE_FD).collect();
                for fd in private {
                    if let Some(handle) = self.processes.get_mut(&pid).and_then(|process| process.fds.remove(&fd)) {
                        self.handles.release(handle);
                    }
                }
            }
        }
        used
    }

    /// Delivers the signals that have come for a process; true when there were any.
    fn deliver(&mut self, sys: &mut dyn System, pid: Pid) -> bool {
        let mut any = false;
        loop {
            let Some(process) = self.processes.get_mut(&pid) else { return any };
            if process.signals.is_empty() || process.exit.is_some() {
                return any;
            }
            any = true;
            let signal = process.signals.remove(0);
            // The first process of a namespace notices only what it has a handler for.
            let shielded = pid == 1;
            let deadly = match signal {
                Signal::Kill | Signal::Stop if shielded => false,
                Signal::Kill => true,
                Signal::Stop => {
                    process.stopped = true;
                    false
                }
                Signal::Cont => {
                    process.stopped = false;
                    false
                }
                _ if process.ignored.contains(&signal) => false,
                _ => match process.program.as_mut().map_or(Reaction::Ignored, |program| program.signal(signal)) {
                    Reaction::Handled => {
                        process.wait.again = true;
                        false
                    }
                    Reaction::Ignored => false,
                    Reaction::Default if signal == Signal::Tstp && !shielded => {
                        process.stopped = true;
                        false
                    }
                    Reaction::Default => signal != Signal::Chld && !shielded,
                },
            };
            if deadly {
                self.finish(sys, pid, Exit::signal(signal));
                return true;
            }
        }
    }

    /// Ends a process: closes what it holds and tells its parent.
    fn finish(&mut self, sys: &mut dyn System, pid: Pid, exit: Exit) {
        let Some(process) = self.processes.get_mut(&pid) else { return };
        process.exit = Some(exit);
        process.program = None;
        process.prompt = None;
        let place = process.place;
        let ports = std::mem::take(&mut process.ports);
        let fds = std::mem::take(&mut process.fds);
        let gone = process.orphan;
        for handle in fds.into_values() {
            self.handles.release(handle);
        }
        sys.enter(place);
        for port in ports {
            sys.unlisten(port);
        }
        if gone {
            self.processes.remove(&pid);
        }
        let dead: Vec<Pid> = self
            .processes
            .iter()
            .filter(|(_, child)| child.parent == pid && child.exit.is_some())
            .map(|(child, _)| *child)
            .collect();
        for child in dead {
            self.processes.remove(&child);
        }
        for child in self.processes.values_mut().filter(|child| child.parent == pid) {
            child.parent = 1;
            child.orphan = true;
        }
        if pid == 1 {
            self.kill_others(sys);
        }
    }

    fn kill_others(&mut self, sys: &mut dyn System) {
        let others: Vec<Pid> =
            self.processes.iter().filter(|(pid, p)| **pid != 1 && p.exit.is_none()).map(|(pid, _)| *pid).collect();
        for pid in others {
            self.finish(sys, pid, Exit::signal(Signal::Kill));
        }
    }

    /// Sends a signal to a process, delivered in the next run; false when there is no such process.
    pub fn signal(&mut self, pid: Pid, signal: Signal) -> bool {
        match self.processes.get_mut(&pid) {
            Some(process) if process.exit.is_none() => {
                process.signals.push(signal);
                true
            }
            other => other.is_some(),
        }
    }

    /// Sends a signal to every process of a group; false when there is none.
    pub fn signal_group(&mut self, group: Pid, signal: Signal) -> bool {
        let mut any = false;
        for process in self.processes.values_mut().filter(|process| process.group == group && process.exit.is_none()) {
            process.signals.push(signal);
            any = true;
        }
        any
    }

    /// Ctrl-C (or Ctrl-\, Ctrl-Z) at the terminal of an interactive shell: reaches the job in the foreground.
    pub fn interrupt(&mut self, shell: Pid, signal: Signal) {
        let mut leader = shell;
        for _ in 0..MAX_PROCESSES {
            match self.processes.get(&leader).and_then(|process| process.foreground) {
                Some(group) if self.processes.values().any(|p| p.group == group && p.exit.is_none()) => {
                    if self.processes.get(&group).is_some_and(|process| process.foreground.is_some()) {
                        leader = group;
                    } else {
                        self.signal_group(group, signal);
                        return;
                    }
                }
                _ => break,
            }
        }
        self.signal(leader, signal);
    }

    /// Ends every process at once, the first one too (the kubelet's SIGKILL, the OOM killer, a removed pod).
    pub fn kill_all(&mut self, sys: &mut dyn System) {
        let all: Vec<Pid> = self.processes.iter().filter(|(_, p)| p.exit.is_none()).map(|(pid, _)| *pid).collect();
        for pid in all {
            self.finish(sys, pid, Exit::signal(Signal::Kill));
        }
    }

    /// Ends the processes of one container of a pod which shares its processes.
    pub fn kill_place(&mut self, sys: &mut dyn System, place: u32) {
        let all: Vec<Pid> =
            self.processes.iter().filter(|(_, p)| p.exit.is_none() && p.place == place).map(|(pid, _)| *pid).collect();
        for pid in all {
            self.finish(sys, pid, Exit::signal(Signal::Kill));
        }
    }

    /// How a process has ended; `None` while it runs.
    pub fn exited(&self, pid: Pid) -> Option<Exit> {
        self.processes.get(&pid).and_then(|process| process.exit)
    }

    /// Forgets a process of the host's that has ended.
    pub fn reap(&mut self, pid: Pid) -> Option<Exit> {
        let exit = self.exited(pid);
        if exit.is_some() {
            self.processes.remove(&pid);
        }
        exit
    }

    /// What an interactive shell waits for; `None` while a command runs.
    pub fn prompt(&self, pid: Pid) -> Option<Prompt> {
        self.processes.get(&pid).and_then(|process| process.prompt)
    }

    /// The working directory of a process.
    pub fn cwd(&self, pid: Pid) -> Option<&str> {
        self.processes.get(&pid).map(|process| process.cwd.as_str())
    }

    /// The environment of a process; of a shell, its exported variables.
    pub fn environment(&self, pid: Pid) -> Option<Env> {
        self.processes.get(&pid).map(|process| process.env.clone())
    }

    /// The living processes, in order of their numbers.
    pub fn processes(&self) -> Vec<ProcessInfo> {
        self.list(None)
    }

    /// Microseconds of processor time that the processes of a place (a container) have used.
    pub fn processor(&self, place: u32) -> u64 {
        self.processor.get(&place).copied().unwrap_or(0)
    }

    /// The same of all places together.
    pub fn processor_of_all(&self) -> u64 {
        self.processor.values().sum()
    }

    /// Adds to the processor time of a place.
    pub fn count(&mut self, place: u32, micros: u64) {
        *self.processor.entry(place).or_insert(0) += micros;
    }

    /// The place of a process that computes without end, after a run that said so.
    pub fn busy_place(&self, now: i64) -> Option<u32> {
        self.processes.iter().find(|(pid, _)| self.is_ready(now, **pid)).map(|(_, process)| process.place)
    }

    /// The name of the executable that a process runs, without its folders.
    pub fn name_of(&self, pid: Pid) -> Option<String> {
        self.processes.get(&pid)?.argv.first()?.rsplit('/').next().map(str::to_string)
    }

    /// Bytes of memory used by the processes of a place (a container).
    pub fn memory(&self, place: u32) -> u64 {
        self.processes.values().filter(|p| p.place == place && p.exit.is_none()).map(|p| p.memory).sum()
    }

    fn list(&self, asking: Option<Pid>) -> Vec<ProcessInfo> {
        let info = |(pid, process): (&Pid, &Process)| ProcessInfo {
            pid: *pid,
            parent: process.parent,
            group: process.group,
            place: process.place,
            argv: process.argv.clone(),
            started: process.started,
            memory: process.memory,
            state: match process {
                _ if Some(*pid) == asking => 'R',
                Process { exit: Some(_), .. } => 'Z',
                Process { stopped: true, .. } => 'T',
                _ => 'S',
            },
            terminal: process.fds.get(&0).is_some_and(|handle| self.handles.is_terminal(*handle)),
        };
        self.processes.iter().map(info).collect()
    }
}
