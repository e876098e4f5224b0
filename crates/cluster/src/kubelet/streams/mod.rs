//! Streams between clients and containers: logs, exec, attach, port-forward.

mod log;

use api::request::{StreamId, SubOptions};
use api::time::Time;
use api::{Text, Value};
use shell::kernel::{Chunk, Stream};
use shell::{Signal, SpawnError};

use super::container::Instance;
use super::machine::{ExecId, Executed};
use super::site::Site;
use super::start::exec_error;
use super::worker::Worker;
use crate::component::Ctx;
use crate::facts::What;
use crate::net::CallId;

/// A stream that a worker serves.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub id: StreamId,
    options: SubOptions,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    /// Not looked at yet: `log`, `exec`, `attach`, `portforward`.
    New(Text),
    /// Follows the log of the instance in a place, from a line on.
    Log(log::Follow),
    Exec(ExecId),
    /// Output of the main process in a place.
    Attach {
        place: u32,
        waiting: Vec<Chunk>,
    },
    Forward {
        call: Option<CallId>,
    },
    Over,
}

impl Session {
    pub fn new(id: StreamId, subresource: Text, options: SubOptions) -> Session {
        Session { id, options, kind: Kind::New(subresource) }
    }
}

impl Worker {
    /// Serves what clients have open.
    pub fn work_sessions(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        if self.sessions.is_empty() {
            return;
        }
        for i in 0..self.sessions.len() {
            let session = self.sessions[i].clone();
            let Some(stream) = ctx.world.streams.get(&session.id) else {
                self.leave(&session);
                self.sessions[i].kind = Kind::Over;
                continue;
            };
            if stream.closed {
                self.leave(&session);
                ctx.world.streams.remove(&session.id);
                self.sessions[i].kind = Kind::Over;
                continue;
            }
            let kind = match session.kind {
                Kind::New(what) => self.open(&what, session.id, &session.options, site, ctx),
                Kind::Log(follow) => self.follow(follow, session.id, ctx),
                Kind::Exec(exec) => self.input(exec, session.id, session.options.tty, ctx),
                Kind::Attach { place, waiting } => self.attached(place, waiting, session.id, ctx),
                Kind::Forward { call } => self.forward(call, session.id, &session.options, ctx),
                Kind::Over => Kind::Over,
            };
            self.sessions[i].kind = kind;
        }
        self.sessions.retain(|s| !matches!(s.kind, Kind::Over));
    }

    fn leave(&mut self, session: &Session) {
        match session.kind {
            Kind::Exec(exec) => self.machine.stop_exec(exec, Signal::Hup),
            Kind::Forward { call: Some(call) } => self.machine.give_up(call),
            _ => {}
        }
    }

    fn open(&mut self, what: &str, id: StreamId, options: &SubOptions, site: &mut Site<'_>, ctx: &mut Ctx<'_>) -> Kind {
        let kind = match what {
            "log" => self.open_log(id, options, ctx),
            "exec" => self.open_exec(id, options, site, ctx),
            "attach" => self.open_attach(id, options, ctx),
            _ => self.forward(None, id, options, ctx),
        };
        let served = |s: &&crate::world::Stream| s.ended.as_ref().is_none_or(|(_, why)| why.is_empty());
        if let Some(stream) = ctx.world.streams.get(&id).filter(served) {
            let asked = &stream.request;
            let fact = What::Stream {
                resource: Text::from(["pods/", what].concat()),
                namespace: asked.namespace.clone(),
                name: asked.name.clone(),
                container: options.container.clone(),
                previous: options.previous,
                user: asked.user.name.clone(),
            };
            ctx.note(fact);
        }
        kind
    }

    fn open_exec(&mut self, id: StreamId, options: &SubOptions, site: &mut Site<'_>, ctx: &mut Ctx<'_>) -> Kind {
        let name = &options.container;
        let place = self.real.latest(name).filter(|i| i.running()).and_then(|i| i.place);
        let Some(place) = place else {
            return end(ctx, id, 1, format!("unable to upgrade connection: container not found ({:?})", &**name));
        };
        let argv: Vec<String> = options.command.iter().map(|w| w.to_string()).collect();
        let command = argv.first().cloned().unwrap_or_default();
        self.borrow_trees(site);
        let started = self.machine.exec(place, argv, (options.stdin, options.tty), &mut site.outside(ctx));
        match started {
            Ok(exec) => self.input(exec, id, options.tty, ctx),
            Err(error) => {
                let exec = ctx.rng.hex(64);
                end(ctx, id, 1, not_started(&command, error, exec))
            }
        }
    }

    /// Passes input on to a command.
    fn input(&mut self, exec: ExecId, id: StreamId, tty: bool, ctx: &mut Ctx<'_>) -> Kind {
        let Some(stream) = ctx.world.streams.get_mut(&id) else { return Kind::Over };
        let data = std::mem::take(&mut stream.input);
        let closed = stream.input_closed;
        if !data.is_empty() || closed {
            self.machine.type_in(exec, &data, closed, tty);
        }
        Kind::Exec(exec)
    }

    fn open_attach(&mut self, id: StreamId, options: &SubOptions, ctx: &mut Ctx<'_>) -> Kind {
        let instance = self.real.latest(&options.container);
        // Whose process has ended already is too late, though nobody has noticed yet.
        let running = instance.filter(|i| i.running()).and_then(|i| i.place).filter(|p| !self.machine.is_over(*p));
        match running {
            Some(place) => self.attached(place, Vec::new(), id, ctx),
            None if instance.is_some() => {
                let why = "error attaching to container: container is in CONTAINER_EXITED state";
                end(ctx, id, 1, why.to_string())
            }
            None => end(
                ctx,
                id,
                1,
                format!(
                    "unable to upgrade connection: container {} not found in pod {}",
                    options.container,
                    full(&self.pod)
                ),
            ),
        }
    }

    fn attached(&mut self, place: u32, waiting: Vec<Chunk>, id: StreamId, ctx: &mut Ctx<'_>) -> Kind {
        let Some(stream) = ctx.world.streams.get_mut(&id) else { return Kind::Over };
        put(stream, waiting);
        let data = std::mem::take(&mut stream.input);
        // The end is passed on once: each call wakes the container, which is looked at again.
        let closed = std::mem::take(&mut stream.input_closed);
        if !data.is_empty() || closed {
            self.machine.type_into_main(place, &data, closed);
        }
        let running = self.real.all().iter().any(|i| i.place == Some(place) && i.running());
        if running { Kind::Attach { place, waiting: Vec::new() } } else { end(ctx, id, 0, String::new()) }
    }

    /// A container has written: whoever is attached sees it.
    pub fn wrote(&mut self, at: u32, chunks: Vec<Chunk>) {
        for session in &mut self.sessions {
            if let Kind::Attach { place, waiting } = &mut session.kind
                && *place == at
            {
                waiting.extend(chunks.iter().cloned());
            }
        }
    }

    /// A command of a client has written or ended.
    pub fn session_output(&mut self, executed: Executed, ctx: &mut Ctx<'_>) {
        let hit = self.sessions.iter_mut().find(|s| matches!(s.kind, Kind::Exec(id) if id == executed.id));
        let Some(session) = hit else { return };
        let id = session.id;
        if executed.exit.is_some() {
            session.kind = Kind::Over;
        }
        if let Some(stream) = ctx.world.streams.get_mut(&id) {
            put(stream, executed.output);
            if let Some(exit) = executed.exit {
                stream.ended = Some((exit.code, String::new()));
            }
        }
    }

    /// A forwarded port: bytes go in, the answer comes out, one exchange a connection.
    fn forward(&mut self, call: Option<CallId>, id: StreamId, options: &SubOptions, ctx: &mut Ctx<'_>) -> Kind {
        let Some(stream) = ctx.world.streams.get_mut(&id) else { return Kind::Over };
        let data = std::mem::take(&mut stream.input);
        let call = match call {
            None if data.is_empty() => return Kind::Forward { call: None },
            None => self.machine.call(options.port, "127.0.0.1", data, &mut ctx.world.net),
            Some(call) => call,
        };
        match self.machine.answer(call) {
            None => Kind::Forward { call: Some(call) },
            Some(Ok(bytes)) => {
                if let Some(stream) = ctx.world.streams.get_mut(&id) {
                    stream.output.push((false, bytes));
                }
                end(ctx, id, 0, String::new())
            }
            Some(Err(_)) => {
                let sandbox = self.real.sandbox.as_ref().map(|s| s.id.clone()).unwrap_or_default();
                end(ctx, id, 1, crate::net::forward_failed(options.port, &sandbox, &self.uid))
            }
        }
    }
}

fn not_started(command: &str, error: SpawnError, exec: String) -> String {
    format!(
        "error executing command in container: failed to exec in container: failed to start exec \"{exec}\": OCI runtime \
         exec failed: exec failed: unable to start container process: {}: unknown",
        exec_error(command, error)
    )
}

/// `web_default`.
fn full(pod: &Value) -> String {
    format!("{}_{}", api::meta::name(pod), api::meta::namespace(pod))
}

fn put(stream: &mut crate::world::Stream, chunks: Vec<Chunk>) {
    for chunk in chunks {
        stream.output.push((chunk.stream == Stream::Stderr, chunk.data));
    }
}

/// Ends a stream with an exit code and what went wrong.
fn end(ctx: &mut Ctx<'_>, id: StreamId, code: i32, why: String) -> Kind {
    if let Some(stream) = ctx.world.streams.get_mut(&id) {
        stream.ended = Some((code, why));
    }
    Kind::Over
}

/// The time of a stream's options from which on lines are wanted.
fn since(options: &SubOptions, now: Time) -> Option<Time> {
    let seconds = options.since_seconds.map(|s| now - std::time::Duration::from_secs(s.max(0) as u64));
    seconds.or_else(|| Time::parse(&options.since_time))
}

/// The place of an instance, if it has one.
fn place_of(instance: Option<&Instance>) -> Option<u32> {
    instance.and_then(|i| i.place)
}
