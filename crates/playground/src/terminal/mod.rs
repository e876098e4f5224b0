//! A terminal: takes lines, runs them, keeps what they print.

mod host;
mod line;

use std::collections::VecDeque;
use std::time::Duration;

use api::time::Time;
use cluster::Cluster;
use cluster::facts::{FactId, What};
use kubectl::{Kubectl, Progress};
use protocol::{Chunk, ChunkKind};
use rpds::Vector;

use crate::desk::Desk;
use crate::session::Wake;
use host::{ClusterHost, Sink};
use line::{Command, Joint};

/// What runs at the moment.
enum Running {
    Kubectl(Box<Kubectl>),
    Sleep(Time),
}

/// A command under way: what is left of its pipeline, and what has gone through the pipe so far.
struct Job {
    running: Option<Running>,
    command: Command,
    input: Vec<u8>,
    sink: Sink,
    code: i32,
}

/// A terminal.
#[derive(Default)]
pub struct Terminal {
    chunks: Vector<Chunk>,
    clears: u32,
    queue: VecDeque<(Joint, Vec<Command>)>,
    front: Option<Job>,
    rest: VecDeque<Command>,
    back: Vec<Job>,
    heredoc: Option<(String, String, String)>,
    code: i32,
    cause: Option<FactId>,
}

impl Clone for Terminal {
    fn clone(&self) -> Self {
        Terminal {
            chunks: self.chunks.clone(),
            clears: self.clears,
            heredoc: self.heredoc.clone(),
            code: self.code,
            ..Terminal::default()
        }
    }
}

impl Terminal {
    /// An empty one.
    pub fn new(_desk: &mut Desk) -> Terminal {
        Terminal::default()
    }
    /// A running kubectl cannot be copied.
    pub fn can_snapshot(&self) -> bool {
        !self.busy() && self.back.is_empty()
    }
    /// Whether a command runs in the foreground.
    pub fn busy(&self) -> bool {
        self.front.is_some() || !self.queue.is_empty() || !self.rest.is_empty()
    }
    /// Whether keys go to the program one by one.
    pub fn raw(&self) -> bool {
        false
    }
    /// How often the screen was cleared.
    pub fn clears(&self) -> u32 {
        self.clears
    }
    /// The prompt.
    pub fn prompt(&self) -> String {
        if self.heredoc.is_some() { "> ".into() } else { "$ ".into() }
    }
    /// Exit code of the last command.
    pub fn last_exit(&self) -> i32 {
        self.code
    }
    /// How many pieces were printed.
    pub fn len(&self) -> usize {
        self.chunks.len()
    }
    /// The pieces from the one numbered `from`.
    pub fn chunks_from(&self, from: usize) -> Vec<Chunk> {
        (from..self.chunks.len()).filter_map(|i| self.chunks.get(i).cloned()).collect()
    }
    fn put(&mut self, kind: ChunkKind, text: String) {
        if !text.is_empty() {
            self.chunks.push_back_mut(Chunk { kind, text });
        }
    }

    /// A typed line.
    pub fn line(&mut self, desk: &mut Desk, cluster: &mut Cluster, text: &str) {
        let prompt = self.prompt();
        self.put(ChunkKind::Echo, format!("{prompt}{text}\n"));
        if let Some((command, end, body)) = &mut self.heredoc {
            if text == end {
                let (command, body) = (command.clone(), body.clone());
                self.heredoc = None;
                self.begin(cluster, &command, Some(body));
            } else {
                body.push_str(text);
                body.push('\n');
            }
            return;
        }
        if let Some((_, marker)) = text.split_once("<<") {
            let end = marker.split_whitespace().next().unwrap_or("").trim_matches(['"', '\'', '-']).to_string();
            let command = text.replacen(&format!("<<{}", marker.split_whitespace().next().unwrap_or("")), "", 1);
            self.heredoc = Some((command.replacen("<<", "", 1), end, String::new()));
            return;
        }
        let _ = desk;
        self.begin(cluster, text, None);
    }

    fn begin(&mut self, cluster: &mut Cluster, text: &str, input: Option<String>) {
        self.cause = Some(cluster.note(What::Command { terminal: 0, text: text.to_string().into() }));
        let mut input = input;
        for (joint, mut commands) in line::parse(text) {
            if let Some(first) = commands.first_mut() {
                first.input = input.take();
            }
            self.queue.push_back((joint, commands));
        }
    }

    /// Keys for the program in the foreground.
    pub fn keys(&mut self, _: &mut Desk, _: &mut Cluster, text: &str) {
        if let Some(job) = &mut self.front {
            job.input.extend_from_slice(text.as_bytes());
        }
    }
    /// Ctrl-C.
    pub fn interrupt(&mut self, _: &mut Desk, _: &mut Cluster) {
        self.queue.clear();
        self.rest.clear();
        self.heredoc = None;
        match self.front.as_mut().and_then(|j| j.running.as_mut()) {
            Some(Running::Kubectl(k)) => k.interrupt(),
            Some(Running::Sleep(_)) => (self.front, self.code) = (None, 130),
            None => {}
        }
        self.put(ChunkKind::Echo, "^C\n".into());
    }
    /// Ctrl-D.
    pub fn end_of_input(&mut self, _: &mut Desk, _: &mut Cluster) {}

    /// Goes on until all wait.
    pub fn run(&mut self, desk: &mut Desk, cluster: &mut Cluster) -> Wake {
        let mut wake = Wake::default();
        let mut back = std::mem::take(&mut self.back);
        back.retain_mut(|job| !self.poll(job, desk, cluster, &mut wake));
        self.back = back;
        loop {
            let Some(mut job) = self.front.take() else {
                if !self.next(desk, cluster) {
                    return wake;
                }
                continue;
            };
            if !self.poll(&mut job, desk, cluster, &mut wake) {
                self.front = Some(job);
                return wake;
            }
            self.code = job.code;
            if let Some(mut next) = self.rest.pop_front() {
                next.input = Some(String::from_utf8_lossy(&job.sink.piped).to_string());
                self.front = Some(self.start(next, desk, cluster));
            }
        }
    }

    fn next(&mut self, desk: &mut Desk, cluster: &mut Cluster) -> bool {
        let Some((joint, commands)) = self.queue.pop_front() else { return false };
        let skip = match joint {
            Joint::And => self.code != 0,
            Joint::Or => self.code == 0,
            Joint::Then => false,
        };
        if skip {
            return true;
        }
        let mut commands: VecDeque<Command> = commands.into();
        if let Some(first) = commands.pop_front() {
            let background = first.background;
            let job = self.start(first, desk, cluster);
            if background {
                self.back.push(job);
                self.code = 0;
            } else {
                self.front = Some(job);
                self.rest = commands;
            }
        }
        true
    }

    fn start(&mut self, command: Command, desk: &mut Desk, cluster: &mut Cluster) -> Job {
        let input = command.input.clone().unwrap_or_default().into_bytes();
        let sink = Sink::new(&command, desk);
        let mut job = Job { running: None, input, sink, code: 0, command };
        match job.command.words.first().map(String::as_str) {
            Some("kubectl" | "k") => job.running = Some(Running::Kubectl(Box::new(Kubectl::new(&job.command.words)))),
            Some("sleep") => {
                let seconds: f64 = job.command.words.get(1).and_then(|s| s.parse().ok()).unwrap_or(0.0);
                job.running = Some(Running::Sleep(cluster.now() + Duration::from_secs_f64(seconds)));
            }
            Some(_) => job.code = line::builtin(&job.command.words, &job.input, &mut job.sink, desk),
            None => {}
        }
        job
    }

    /// True when the job is over.
    fn poll(&mut self, job: &mut Job, desk: &mut Desk, cluster: &mut Cluster, wake: &mut Wake) -> bool {
        let mut earliest = |t: Option<Time>| wake.until = [wake.until, t].into_iter().flatten().min();
        let over = match &mut job.running {
            None => true,
            Some(Running::Sleep(until)) => {
                let over = cluster.now() >= *until;
                if !over {
                    earliest(Some(*until));
                }
                over
            }
            Some(Running::Kubectl(kubectl)) => {
                let mut host =
                    ClusterHost { cluster, desk, sink: &mut job.sink, input: &mut job.input, cause: self.cause };
                match kubectl.poll(&mut host) {
                    Progress::Exit(code) => {
                        job.code = code;
                        true
                    }
                    Progress::Waiting(wait) => {
                        earliest(wait.until);
                        wake.events |= wait.events;
                        false
                    }
                }
            }
        };
        job.sink.flush(desk);
        for (kind, text) in std::mem::take(&mut job.sink.screen) {
            self.put(kind, text);
        }
        over
    }
}
