//! Long-running programs of images: what they say when they start, which ports they open, what they answer, and how they
//! end. One state machine for all of them; an image gives a [`Behaviour`].

use sorted::{InOrder, SortedMap};
use std::collections::VecDeque;

use shell::kernel::Io;
use shell::system::{Handle, Incoming, NetError, NetReply, NetRequest, System};
use shell::{Poll, Program, Reaction, Signal, Wait};

/// What a server does. All of it is in functions without state, so that a running server is plain data.
pub(super) struct Behaviour {
    /// Looks at arguments and environment. An error is the exit code of a server that does not start.
    pub begin: fn(&mut Begin<'_, '_>) -> Result<(), i32>,
    /// Answers what has come to a port.
    pub answer: fn(&mut Serving<'_, '_>, &Incoming) -> Vec<u8>,
    /// A port is taken: says so and gives the exit code.
    pub taken: fn(&mut Begin<'_, '_>, u16) -> i32,
    /// What a signal does.
    pub signal: fn(Signal) -> Stop,
    /// The last words before the exit.
    pub goodbye: fn(&mut Serving<'_, '_>),
    /// Bytes of memory that it uses.
    pub memory: u64,
}

/// What a server does with a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Has no handler for it.
    Default,
    /// Goes on.
    Ignore,
    /// Ends with an exit code after some milliseconds.
    Exit(i32, u32),
}

/// The usual signals: TERM, INT and QUIT end a server properly.
pub(super) fn graceful(signal: Signal) -> Stop {
    match signal {
        Signal::Term | Signal::Int | Signal::Quit => Stop::Exit(0, 20),
        Signal::Hup => Stop::Ignore,
        _ => Stop::Default,
    }
}

/// No handlers at all, as a program has that was not written to be process 1.
pub(super) fn helpless(_signal: Signal) -> Stop {
    Stop::Default
}

/// Has nothing to say at its end.
pub(super) fn silent(_serving: &mut Serving<'_, '_>) {}

/// Ends with 1 where a port is taken, in the words of Go's net package.
pub(super) fn taken_go(begin: &mut Begin<'_, '_>, port: u16) -> i32 {
    let why = begin.why().1.to_lowercase();
    begin.error(format!("listen tcp :{port}: bind: {why}"));
    1
}

/// A server that runs.
#[derive(Clone)]
pub(super) struct Server {
    behaviour: &'static Behaviour,
    argv: Vec<String>,
    version: &'static str,
    stage: Stage,
    /// Lines still to be written, with the time of each.
    script: VecDeque<(i64, bool, String)>,
    ports: Vec<u16>,
    ready_at: i64,
    /// What it keeps in memory.
    data: SortedMap<String, String>,
    stop: Option<(i32, u32)>,
    /// Answers that are still being worked out: when each is ready, for which call.
    later: VecDeque<(i64, u64, Vec<u8>)>,
    /// What others were asked for the sake of a call: the question, the call, what is done with the answer, its note.
    asked: Vec<(Handle, u64, Then, String)>,
}

/// Makes the answer to a call out of what another server answered; the text is what [`Serving::ask`] was given.
pub(super) type Then = fn(&mut Serving<'_, '_>, &str, Result<NetReply, NetError>) -> Vec<u8>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    New,
    Starting,
    Serving,
    Stopping { at: i64, code: i32 },
}

/// What a behaviour has while its server starts.
pub(super) struct Begin<'a, 'io> {
    pub io: &'a mut Io<'io>,
    pub sys: &'a mut dyn System,
    pub argv: &'a [String],
    pub version: &'static str,
    /// What the server will keep in memory.
    pub data: &'a mut SortedMap<String, String>,
    script: Vec<(u32, bool, String)>,
    ports: Vec<u16>,
    ready_ms: u32,
    denied: bool,
}

impl Begin<'_, '_> {
    pub fn env(&self, name: &str) -> Option<String> {
        self.io.env(name).filter(|v| !v.is_empty())
    }
    /// A line on standard output, `after` milliseconds from now.
    pub fn say(&mut self, after: u32, line: impl Into<String>) {
        self.script.push((after, false, line.into()));
    }
    /// A line on standard error, `after` milliseconds from now.
    pub fn log(&mut self, after: u32, line: impl Into<String>) {
        self.script.push((after, true, line.into()));
    }
    /// A line on standard error at once.
    pub fn error(&mut self, line: impl AsRef<str>) {
        self.io.err(self.sys, &format!("{}\n", line.as_ref()));
    }
    /// Opens a port once it is ready.
    pub fn listen(&mut self, port: u16) {
        self.ports.push(port);
    }
    /// Ready so many milliseconds from now.
    pub fn ready_after(&mut self, ms: u32) {
        self.ready_ms = ms;
    }
    pub fn now(&self) -> api::time::Time {
        api::time::Time(self.sys.now())
    }
    /// Why a port could not be opened: the number of the error and its words.
    pub fn why(&self) -> (u32, &'static str) {
        if self.denied { (13, "Permission denied") } else { (98, "Address already in use") }
    }
}

/// The value behind a flag of a command line: `-p 80` or `--port=80`.
pub(super) fn flag(argv: &[String], names: &[&str]) -> Option<String> {
    let mut words = argv.iter();
    while let Some(word) = words.next() {
        for name in names {
            if word == name {
                return words.next().cloned();
            }
            if let Some(value) = word.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
                return Some(value.to_string());
            }
        }
    }
    None
}

/// What a behaviour has while its server runs.
pub(super) struct Serving<'a, 'io> {
    pub io: &'a mut Io<'io>,
    pub sys: &'a mut dyn System,
    pub argv: &'a [String],
    pub version: &'static str,
    pub data: &'a mut SortedMap<String, String>,
    /// The port that was asked.
    pub port: u16,
    /// Microseconds of processor time that the answer takes.
    cost: u32,
    asked: Option<(Handle, Then, String)>,
}

impl Serving<'_, '_> {
    pub fn say(&mut self, line: impl AsRef<str>) {
        self.io.out(self.sys, &format!("{}\n", line.as_ref()));
    }
    pub fn log(&mut self, line: impl AsRef<str>) {
        self.io.err(self.sys, &format!("{}\n", line.as_ref()));
    }
    pub fn env(&self, name: &str) -> Option<String> {
        self.io.env(name).filter(|v| !v.is_empty())
    }
    pub fn now(&self) -> api::time::Time {
        api::time::Time(self.sys.now())
    }
    /// Asks another server first: what `then` makes of its answer is sent in place of what is returned now.
    pub fn ask(&mut self, request: NetRequest, note: String, then: Then) {
        self.asked = Some((self.sys.net_start(request), then, note));
    }
    /// The answer takes so many microseconds of a processor; others wait for it meanwhile.
    pub fn compute(&mut self, micros: u32) {
        self.cost += micros;
    }
}

impl Server {
    pub fn boxed(behaviour: &'static Behaviour, argv: &[String], version: &'static str) -> Box<dyn Program> {
        Box::new(Server {
            behaviour,
            argv: argv.to_vec(),
            version,
            stage: Stage::New,
            script: VecDeque::new(),
            ports: Vec::new(),
            ready_at: 0,
            data: SortedMap::new(),
            stop: None,
            later: VecDeque::new(),
            asked: Vec::new(),
        })
    }

    fn beginning<'a, 'io>(&'a mut self, io: &'a mut Io<'io>, sys: &'a mut dyn System) -> Begin<'a, 'io> {
        Begin {
            io,
            sys,
            argv: &self.argv,
            version: self.version,
            data: &mut self.data,
            script: Vec::new(),
            ports: Vec::new(),
            ready_ms: 0,
            denied: false,
        }
    }

    fn begin(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Result<(), i32> {
        io.set_memory(self.behaviour.memory);
        let now = sys.now();
        let behaviour = self.behaviour;
        let mut begin = self.beginning(io, sys);
        let begun = (behaviour.begin)(&mut begin);
        let Begin { script, ports, ready_ms, .. } = begin;
        let mut script: Vec<_> = script.into_iter().map(|(ms, e, l)| (now + i64::from(ms) * 1000, e, l)).collect();
        script.order_by_key(|(at, ..)| *at);
        self.script = script.into();
        self.ports = ports;
        self.ready_at = now + i64::from(ready_ms) * 1000;
        self.stage = Stage::Starting;
        begun
    }

    /// Writes the lines whose time has come.
    fn write(&mut self, io: &mut Io<'_>, sys: &mut dyn System) {
        while self.script.front().is_some_and(|(at, ..)| *at <= sys.now()) {
            let Some((_, stderr, mut line)) = self.script.pop_front() else { return };
            line.push('\n');
            if stderr { io.err(sys, &line) } else { io.out(sys, &line) }
        }
    }

    /// Opens the ports. The error is the exit code where one is taken.
    fn open(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Result<(), i32> {
        for port in self.ports.clone() {
            if let Err(error) = io.listen(sys, port) {
                let behaviour = self.behaviour;
                let mut begin = Begin { denied: error == NetError::Denied, ..self.beginning(io, sys) };
                return Err((behaviour.taken)(&mut begin, port));
            }
        }
        self.stage = Stage::Serving;
        Ok(())
    }

    /// Hands over the answers that are worked out.
    fn hand_over(&mut self, sys: &mut dyn System) {
        while self.later.front().is_some_and(|(at, ..)| *at <= sys.now()) {
            if let Some((_, handle, data)) = self.later.pop_front() {
                sys.respond(handle, data);
            }
        }
    }

    /// Answers the calls for which others were asked.
    fn pass_on(&mut self, io: &mut Io<'_>, sys: &mut dyn System) {
        for (question, call, then, note) in std::mem::take(&mut self.asked) {
            let Some(reply) = sys.net_poll(question) else {
                self.asked.push((question, call, then, note));
                continue;
            };
            let (argv, version, data) = (&self.argv[..], self.version, &mut self.data);
            let mut serving = Serving { io, sys, argv, version, data, port: 0, cost: 0, asked: None };
            let data = then(&mut serving, &note, reply);
            sys.respond(call, data);
        }
    }

    fn serve(&mut self, io: &mut Io<'_>, sys: &mut dyn System) {
        for port in self.ports.clone() {
            while let Some(incoming) = sys.accept(port) {
                let (argv, version, data) = (&self.argv[..], self.version, &mut self.data);
                let mut serving = Serving { io, sys, argv, version, data, port, cost: 0, asked: None };
                let data = (self.behaviour.answer)(&mut serving, &incoming);
                let (cost, asked) = (serving.cost, serving.asked);
                if let Some((question, then, note)) = asked {
                    self.asked.push((question, incoming.handle, then, note));
                } else if cost == 0 {
                    sys.respond(incoming.handle, data);
                } else {
                    io.compute(u64::from(cost));
                    let free = self.later.back().map_or(0, |(at, ..)| *at).max(sys.now());
                    self.later.push_back((free + i64::from(cost), incoming.handle, data));
                }
                if !io.spend(50) {
                    return;
                }
            }
        }
    }
}

impl Program for Server {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        if self.stage == Stage::New
            && let Err(code) = self.begin(io, sys)
        {
            self.write(io, sys);
            return Poll::Exit(code);
        }
        self.write(io, sys);
        if let Some((code, ms)) = self.stop.take() {
            self.stage = Stage::Stopping { at: sys.now() + i64::from(ms) * 1000, code };
        }
        match self.stage {
            Stage::Stopping { at, code } if at <= sys.now() => {
                let mut serving = Serving {
                    io,
                    sys,
                    argv: &self.argv,
                    version: self.version,
                    data: &mut self.data,
                    port: 0,
                    cost: 0,
                    asked: None,
                };
                (self.behaviour.goodbye)(&mut serving);
                return Poll::Exit(code);
            }
            Stage::Stopping { at, .. } => return Wait::until(at),
            Stage::Starting if self.ready_at <= sys.now() => {
                if let Err(code) = self.open(io, sys) {
                    return Poll::Exit(code);
                }
            }
            _ => {}
        }
        self.hand_over(sys);
        self.pass_on(io, sys);
        if self.stage == Stage::Serving {
            self.serve(io, sys);
        }
        let next = self.script.front().map(|(at, ..)| *at);
        let ready = (self.stage == Stage::Starting).then_some(self.ready_at);
        let answer = self.later.front().map(|(at, ..)| *at);
        let until = next.into_iter().chain(ready).chain(answer).min();
        Poll::Wait(Wait { until, event: self.stage == Stage::Serving, ..Wait::default() })
    }

    fn signal(&mut self, signal: Signal) -> Reaction {
        match (self.behaviour.signal)(signal) {
            Stop::Default => Reaction::Default,
            Stop::Ignore => Reaction::Ignored,
            Stop::Exit(code, ms) => {
                if !matches!(self.stage, Stage::Stopping { .. }) {
                    self.stop = Some((code, ms));
                }
                Reaction::Handled
            }
        }
    }
}
