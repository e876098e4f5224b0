//! A terminal: an interactive shell on the master node, and what it has printed.

mod events;
mod host;
mod network;
mod system;

use sorted::SortedMap;
use std::time::Duration;

use api::time::Time;
use cluster::Cluster;
use cluster::facts::{FactId, What};
use protocol::{Chunk, ChunkKind};
use rpds::Vector;
use shell::kernel::{Environment, InputId, SinkId, Stream};
use shell::{Kernel, Pid, Prompt, Signal, Spawn};

use crate::desk::{Desk, HOME};
use crate::session::Wake;
use system::{HostProgram, TerminalSystem};

/// The most pieces of output that are kept.
const SCROLLBACK: usize = 5_000;
/// And about the most text, in bytes; up to twice as much before it is cut again.
const SCROLLBACK_BYTES: usize = 512 << 10;
/// How soon a program that computes without end is looked at again.
const SLICE: Duration = Duration::from_millis(50);

/// How long it takes to start kubectl and to ask the server: the ages in recordings grow by so much with each command.
const ASKING: Duration = Duration::from_millis(170);
/// How long kubectl takes where it asks nobody.
const STARTING: Duration = Duration::from_millis(80);

/// What a terminal's programs share besides cluster and desk.
#[derive(Clone, Default)]
struct Local {
    programs: SortedMap<u64, HostProgram>,
    next_program: u64,
    history: Vec<String>,
    /// Calls that went through a forwarded port: the port, and the reply where it is known at once.
    forwarded: SortedMap<u64, network::Forwarded>,
    raw: bool,
    cleared: bool,
    cause: Option<FactId>,
    /// When a kubectl in the foreground ended last.
    kubectl_ended: Option<Time>,
    /// Whether anything was asked of the API server since the last line was typed.
    asked: bool,
}

impl Local {
    /// How much virtual time kubectl takes by itself.
    fn kubectl_takes(&self) -> Duration {
        if self.asked { ASKING } else { STARTING }
    }
}

/// A terminal. A clone is a snapshot, also of the kubectl that runs in it.
#[derive(Clone)]
pub struct Terminal {
    kernel: Kernel,
    shell: Pid,
    input: InputId,
    sink: SinkId,
    chunks: Vector<Chunk>,
    dropped: usize,
    /// Length of all pieces together.
    bytes: usize,
    clears: u32,
    local: Local,
}

impl Terminal {
    /// A terminal with a fresh shell.
    pub fn new(desk: &mut Desk, cluster: &mut Cluster) -> Terminal {
        let mut kernel = Kernel::with_first_pid(1000);
        let (input, sink) = (kernel.open_input(true), kernel.open_sink(true));
        let mut terminal = Terminal {
            kernel,
            shell: 0,
            input,
            sink,
            chunks: Vector::new(),
            dropped: 0,
            bytes: 0,
            clears: 0,
            local: Local::default(),
        };
        terminal.start_shell(desk, cluster);
        terminal.run(desk, cluster);
        terminal
    }

    fn start_shell(&mut self, desk: &mut Desk, cluster: &mut Cluster) {
        let env =
            [("HOME", HOME), ("USER", "root"), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("SHELL", "/bin/bash")];
        let mut env: Environment = env.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        env.set("PATH", shell::kernel::DEFAULT_PATH);
        env.set("HOSTNAME", desk.hostname.clone());
        let spawn = Spawn::new(["bash", "-i"]).env(env).cwd(HOME).input(self.input).output(self.sink);
        let mut system = TerminalSystem { cluster, desk, local: &mut self.local };
        match self.kernel.spawn(&mut system, spawn) {
            Ok(pid) => self.shell = pid,
            Err(error) => unreachable!("bash is in the table of programs: {error:?}"),
        }
    }

    /// A kubectl that has run for very long cannot be copied.
    pub fn can_snapshot(&self) -> bool {
        self.local.programs.values().all(HostProgram::can_be_copied)
    }
    /// Whether a command runs in the foreground.
    pub fn busy(&self) -> bool {
        self.kernel.prompt(self.shell).is_none()
    }
    /// Whether nothing runs but the shell, not even in the background.
    pub fn idle(&self) -> bool {
        self.kernel.processes().len() <= 1 && !self.busy()
    }
    /// Whether keys go to the program one by one.
    pub fn raw(&self) -> bool {
        self.local.raw
    }
    /// How often the screen was cleared.
    pub fn clears(&self) -> u32 {
        self.clears
    }
    /// The prompt; empty while a command runs.
    pub fn prompt(&self) -> &'static str {
        match self.kernel.prompt(self.shell) {
            Some(Prompt::Ready { .. }) => "$ ",
            Some(Prompt::More) => "> ",
            None => "",
        }
    }
    /// Exit code of the last command.
    pub fn last_exit(&self) -> i32 {
        match self.kernel.prompt(self.shell) {
            Some(Prompt::Ready { status }) => status,
            _ => 0,
        }
    }
    /// The lines typed so far.
    pub fn history(&self) -> &[String] {
        &self.local.history
    }
    /// The working directory.
    pub fn cwd(&self) -> &str {
        self.kernel.cwd(self.shell).unwrap_or(HOME)
    }
    /// How many pieces have been printed since the screen was last cleared.
    pub fn len(&self) -> usize {
        self.dropped + self.chunks.len()
    }
    /// The pieces from the one numbered `from`, as far as they are kept.
    pub fn chunks_from(&self, from: usize) -> Vec<Chunk> {
        let first = from.saturating_sub(self.dropped);
        (first..self.chunks.len()).filter_map(|i| self.chunks.get(i).cloned()).collect()
    }

    fn put(&mut self, kind: ChunkKind, mut text: String) {
        if text.is_empty() {
            return;
        }
        if text.len() > SCROLLBACK_BYTES {
            // What a screen has scrolled away is gone, here as anywhere.
            let from = (text.len() - SCROLLBACK_BYTES..text.len()).find(|i| text.is_char_boundary(*i));
            text.drain(..from.unwrap_or(0));
        }
        self.bytes += text.len();
        self.chunks.push_back_mut(Chunk { kind, text });
        if self.bytes > SCROLLBACK_BYTES * 2 {
            let mut left = self.bytes;
            let gone = |chunk: &&Chunk| {
                left -= chunk.text.len();
                left > SCROLLBACK_BYTES
            };
            let over = self.chunks.iter().take_while(gone).count();
            let keep: Vector<Chunk> = self.chunks.iter().skip(over).cloned().collect();
            self.bytes = keep.iter().map(|c| c.text.len()).sum();
            self.dropped += over;
            self.chunks = keep;
        }
        if self.chunks.len() > SCROLLBACK * 2 {
            let keep: Vector<Chunk> = self.chunks.iter().skip(SCROLLBACK).cloned().collect();
            self.dropped += self.chunks.len() - keep.len();
            self.bytes = keep.iter().map(|c| c.text.len()).sum();
            self.chunks = keep;
        }
    }

    /// A typed line: a command, or input for the program in the foreground.
    pub fn line(&mut self, desk: &mut Desk, cluster: &mut Cluster, text: &str) {
        let echo = format!("{}{text}\n", self.prompt());
        self.put(ChunkKind::Echo, echo);
        let mut meant = text.to_string();
        if self.prompt() == "$ " && text.contains('!') {
            match events::expand(text, &self.local.history) {
                Ok(other) => meant = other,
                Err(event) => return self.put(ChunkKind::Err, format!("bash: {event}: event not found\n")),
            }
            if meant != text {
                self.put(ChunkKind::Out, format!("{meant}\n"));
            }
        }
        let text = meant.as_str();
        if self.prompt() == "$ " && !text.trim().is_empty() {
            self.local.history.push(text.to_string());
            self.local.cause = Some(cluster.note(What::Command { terminal: 0, text: text.to_string().into() }));
        }
        // Whoever types takes time, too.
        self.local.kubectl_ended = None;
        self.local.asked = false;
        self.kernel.feed(self.input, text.as_bytes());
        self.kernel.feed(self.input, b"\n");
        self.run(desk, cluster);
    }

    /// Keys for the program in the foreground.
    pub fn keys(&mut self, desk: &mut Desk, cluster: &mut Cluster, text: &str) {
        self.kernel.feed(self.input, text.as_bytes());
        self.run(desk, cluster);
    }

    /// Ctrl-C.
    pub fn interrupt(&mut self, desk: &mut Desk, cluster: &mut Cluster) {
        let echo = format!("{}^C\n", self.prompt());
        self.put(ChunkKind::Echo, echo);
        if self.raw() {
            // The key belongs to the program at the other end, as on a real terminal in raw mode.
            self.kernel.feed(self.input, b"\x03");
        } else {
            self.kernel.interrupt(self.shell, Signal::Int);
        }
        self.run(desk, cluster);
    }

    /// Ctrl-D. The shell itself stays: there would be no way back.
    pub fn end_of_input(&mut self, desk: &mut Desk, cluster: &mut Cluster) {
        if self.raw() {
            self.kernel.feed(self.input, b"\x04");
        } else if self.busy() {
            self.kernel.feed_end(self.input);
        }
        self.run(desk, cluster);
    }

    /// Goes on until all wait; tells what for.
    pub fn run(&mut self, desk: &mut Desk, cluster: &mut Cluster) -> Wake {
        let progress = self.kernel.run(&mut TerminalSystem { cluster, desk, local: &mut self.local });
        self.collect();
        if self.kernel.exited(self.shell).is_some() {
            self.kernel.reap(self.shell);
            self.start_shell(desk, cluster);
            return self.run(desk, cluster);
        }
        if !self.local.programs.is_empty() {
            let alive: Vec<Pid> = self.kernel.processes().iter().map(|p| p.pid).collect();
            self.local.programs.retain(|_, p| p.pid.is_none_or(|pid| alive.contains(&pid)));
        }
        let now = cluster.now();
        let again = (progress.again || progress.full).then(|| now + SLICE);
        let until = [again, progress.next.map(Time)].into_iter().flatten().min();
        let request = self.local.programs.values().filter_map(|p| p.request).min();
        Wake { until, events: progress.event, request }
    }

    /// How long the kubectl takes that has ended just now; nothing where none has.
    pub(crate) fn kubectl_took(&self, now: Time) -> Option<Duration> {
        self.local.kubectl_ended.filter(|at| *at == now).map(|_| self.local.kubectl_takes())
    }

    /// How much of a processor its processes have used.
    pub fn processor(&self) -> Duration {
        Duration::from_micros(self.kernel.processor_of_all())
    }

    fn collect(&mut self) {
        let output = self.kernel.take_output(self.sink);
        if std::mem::take(&mut self.local.cleared) {
            self.clears += 1;
            (self.dropped, self.bytes) = (0, 0);
            self.chunks = Vector::new();
        }
        for chunk in output {
            let kind = if chunk.stream == Stream::Stderr { ChunkKind::Err } else { ChunkKind::Out };
            self.put(kind, String::from_utf8_lossy(&chunk.data).into_owned());
        }
    }
}
