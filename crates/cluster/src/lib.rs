//! The machine: an API server with its store, a scheduler, controllers, kubelets and a network, in virtual time.
//!
//! What it is not: it has no clock, no randomness, no I/O and no threads. Time and seed are passed in; the same seed
//! and calls give the same bytes.
//!
//! ```
//! use api::time::Time;
//! use cluster::{Cluster, Config};
//! let mut c = Cluster::new(Config { seed: 1, epoch: Time::from_seconds(1_795_228_142), ..Config::default() });
//! c.advance_to(c.now() + std::time::Duration::from_secs(5));
//! ```

pub mod accounts;
mod agenda;
pub mod amounts;
pub mod apiserver;
mod bootstrap;
pub mod component;
mod conditions;
pub mod controllers;
pub mod events;
pub mod facts;
pub mod kinds;
pub mod kubelet;
mod leases;
mod matching;
pub mod net;
pub mod network;
pub mod quota;
pub mod rng;
pub mod scheduler;
mod storage;
pub mod usage;
pub mod world;

use std::time::Duration;

use agenda::{Agenda, Due};
use api::request::{Request, Response, StreamId, User, WatchEvent};
use api::time::Time;
use api::{Status, Text};
use apiserver::{ApiServer, Env};
use component::{Component, Ctx, Event, Queue, WRITE_TIME};
use facts::{Fact, FactId, Facts, What};
use rng::Rng;
use world::{Poke, World};

/// How a cluster begins.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Seed of all chance.
    pub seed: u64,
    /// Virtual time at the start.
    pub epoch: Time,
    /// Nodes.
    pub nodes: Vec<NodeConfig>,
    /// Private registries that answer: host, and its repositories.
    pub registries: Vec<(String, Vec<String>)>,
}

/// A node of the scenario.
#[derive(Clone, Debug)]
pub struct NodeConfig {
    /// `worker01`.
    pub name: String,
    /// InternalIP.
    pub address: String,
    /// Whether it carries the control plane (label, taint and static pods).
    pub control_plane: bool,
}

/// A whole cluster. Cheap to clone: a clone is a snapshot.
#[derive(Clone)]
pub struct Cluster {
    now: Time,
    rng: Rng,
    api: ApiServer,
    world: World,
    facts: Facts,
    agenda: Agenda,
    parts: Vec<Part>,
    /// What came due while its component's process was stopped.
    held: Vec<Due>,
}

/// A component in its process.
#[derive(Clone)]
struct Part {
    /// What can be stopped: `kube-controller-manager`, `kube-scheduler`, `kubelet`.
    process: &'static str,
    /// Who it is to the API server.
    user: User,
    /// Away only while it reconciles.
    component: Option<Box<dyn Component>>,
}

impl Cluster {
    /// A cluster that came up a while before its epoch and has settled since: it begins aged, as recordings do.
    pub fn new(config: Config) -> Cluster {
        let mut rng = Rng::new(config.seed);
        let mut cluster = Cluster {
            now: config.epoch - bootstrap::AGE,
            api: ApiServer::new(&mut rng),
            rng,
            world: World::new(config.nodes.iter().filter(|n| n.control_plane).map(|n| Text::new(&n.name))),
            facts: Facts::default(),
            agenda: Agenda::default(),
            parts: parts(&config),
            held: Vec::new(),
        };
        cluster.begin(|_| true);
        bootstrap::create(&mut cluster, &config);
        cluster.advance_to(config.epoch);
        bootstrap::forget_events(&mut cluster);
        // Its scheduler has been started again since the last node joined: it does not go on from there.
        cluster.begin(|name| name == scheduler::NAME);
        cluster.facts.take();
        cluster
    }
    /// Starts some of the parts.
    fn begin(&mut self, which: impl Fn(&str) -> bool) {
        for (id, part) in self.parts.iter_mut().enumerate() {
            let Some(component) = part.component.as_mut().filter(|c| which(c.name())) else { continue };
            component.start(&mut Queue { agenda: &mut self.agenda, component: id, now: self.now, cause: None });
        }
    }
    /// Virtual now.
    pub fn now(&self) -> Time {
        self.now
    }
    /// The API server, to read from.
    pub fn api(&self) -> &ApiServer {
        &self.api
    }
    /// What is outside the API.
    pub fn world(&mut self) -> &mut World {
        &mut self.world
    }
    /// Lets a hand reach into what is outside the API; `cause` is the command that it came from, if it did. Who it
    /// concerns hears of it at once: what happens next, a command of somebody else, has nothing to do with it.
    pub fn by_hand(&mut self, cause: Option<FactId>, act: impl FnOnce(&mut World)) {
        act(&mut self.world);
        self.facts.cause = cause;
        self.spread();
        self.facts.cause = None;
    }
    /// What is outside of the API, to look at.
    pub fn outside(&self) -> &World {
        &self.world
    }
    /// What has happened, to look at.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }
    /// Facts since the last call.
    pub fn take_facts(&mut self) -> Vec<Fact> {
        self.facts.take()
    }
    /// Answers a call at this moment. Its consequences happen as time advances.
    pub fn handle(&mut self, request: Request) -> Response {
        self.handle_because(request, None)
    }
    /// Answers a call that another fact led to (a command: see [`Cluster::note`]).
    pub fn handle_because(&mut self, request: Request, cause: Option<FactId>) -> Response {
        self.facts.cause = cause;
        let mut env = Env {
            now: self.now,
            rng: &mut self.rng,
            facts: &mut self.facts,
            world: &mut self.world,
            internal: false,
            of_kept_parts: false,
        };
        let response = self.api.handle(request, &mut env);
        self.spread();
        self.facts.cause = None;
        response
    }
    /// A request that waits in vain for the store: it is answered late, and is a fact like every other.
    pub fn unanswered(&mut self, request: &Request, cause: Option<FactId>) -> Status {
        self.facts.cause = cause;
        let status = Status::new(500, "", "etcdserver: request timed out");
        let asked = self.facts.begin(self.now, apiserver::asked(request));
        self.facts.answered(asked, status.code, &status.message);
        self.facts.cause = None;
        status
    }
    /// Notes a fact from outside the cluster.
    pub fn note(&mut self, what: What) -> FactId {
        self.facts.cause = None;
        self.facts.note(self.now, what)
    }
    /// A number of the seeded generator, for what is outside the cluster but in the same session.
    pub fn random(&mut self) -> u64 {
        self.rng.below(u64::MAX)
    }
    /// What is due, soonest first: time, component, key.
    pub fn deadlines(&self) -> Vec<(Time, &'static str, Text)> {
        let name = |part: usize| self.parts.get(part).and_then(|p| p.component.as_ref()).map_or("", |c| c.name());
        self.agenda.iter().map(|(at, due)| (at, name(due.component), due.key.clone())).collect()
    }
    /// A hash of all stored objects and the moment (FNV-1a): equal for equal runs.
    pub fn state_hash(&self) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut eat = |bytes: &[u8]| {
            for b in bytes {
                hash = (hash ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        eat(&self.now.0.to_le_bytes());
        for object in self.api.objects() {
            eat(api::json::to_string(object).as_bytes());
        }
        hash
    }
    /// New events of an open watch.
    pub fn watch_events(&mut self, watch: StreamId) -> Vec<WatchEvent> {
        self.api.watch_events(watch)
    }
    /// Sends a call over the network; `world().net` has the reply later.
    pub fn ask(&mut self, source: net::Source, request: shell::system::NetRequest) -> net::CallId {
        let id = self.world.net.ask(source, Text::EMPTY, net::Resolver::host(), request);
        self.spread();
        id
    }
    /// Whether a watch has told everything and is over.
    pub fn watch_ended(&self, watch: StreamId) -> bool {
        self.api.watch_ended(watch, self.now())
    }
    /// Closes a watch.
    pub fn close_watch(&mut self, watch: StreamId) {
        self.api.close_watch(watch);
    }
    /// What has come out of an open stream since the last call: (is it stderr?, bytes) in order, and how it ended. A
    /// stream that has ended and was read is gone.
    pub fn stream_output(&mut self, id: StreamId) -> (Vec<(bool, Vec<u8>)>, Option<(i32, String)>) {
        let Some(stream) = self.world.streams.get_mut(&id) else { return (Vec::new(), Some((0, String::new()))) };
        let output = std::mem::take(&mut stream.output);
        let ended = stream.ended.clone();
        if ended.is_some() {
            self.world.streams.remove(&id);
        }
        (output, ended)
    }
    /// Input for an open stream; `last`: there will be no more.
    pub fn stream_input(&mut self, id: StreamId, data: &[u8], last: bool) {
        let Some(stream) = self.world.streams.get_mut(&id) else { return };
        stream.input.extend_from_slice(data);
        stream.input_closed |= last;
        self.world.poke_stream(id);
        self.spread();
    }
    /// The client of a stream goes away.
    pub fn close_stream(&mut self, id: StreamId) {
        let Some(stream) = self.world.streams.get_mut(&id) else { return };
        stream.closed = true;
        self.world.poke_stream(id);
        self.spread();
    }
    /// When something will next happen by itself.
    pub fn next_deadline(&self) -> Option<Time> {
        self.agenda.next()
    }
    /// Lets everything happen that is due by `until`, and makes that the new now.
    pub fn advance_to(&mut self, until: Time) {
        self.spread();
        while self.step(until) {}
        self.now = self.now.max(until);
    }
    /// Advances until nothing more is due within `quiet`, at most for `limit`.
    pub fn settle(&mut self, quiet: Duration, limit: Duration) {
        self.spread();
        let end = self.now + limit;
        while let Some(at) = self.next_deadline().filter(|at| *at <= (self.now + quiet).min(end)) {
            self.step(at);
        }
    }
    /// Lets the next happening happen, if it is due by `until`.
    pub fn step(&mut self, until: Time) -> bool {
        let Some((at, due)) = self.agenda.pop(until) else { return false };
        self.now = self.now.max(at);
        let Some(part) = self.parts.get_mut(due.component) else { return true };
        let process = part.process;
        if self.world.holds(process) {
            self.held.push(due);
            return true;
        }
        let Some(mut component) = part.component.take() else { return true };
        let what = What::Reconciled { component: component.name(), key: due.key.clone() };
        let before = self.facts.open(self.now, what, due.cause);
        let mut ctx = Ctx {
            now: self.now,
            rng: &mut self.rng,
            api: &mut self.api,
            world: &mut self.world,
            facts: &mut self.facts,
            agenda: &mut self.agenda,
            component: due.component,
            user: &part.user,
            manager: process,
            calls: 0,
        };
        component.reconcile(&due.key, &mut ctx);
        let calls = ctx.calls;
        if calls > 0 && process == controllers::PROCESS {
            self.agenda.keep_busy(due.component, &due.key, self.now + WRITE_TIME * calls);
        }
        part.component = Some(component);
        self.spread();
        self.facts.close(before);
        true
    }
    /// Gives back what waited for a process that runs again.
    fn release_held(&mut self) {
        for due in std::mem::take(&mut self.held) {
            if self.world.holds(self.parts[due.component].process) {
                self.held.push(due);
            } else {
                self.agenda.add(due.component, due.key, self.now, due.cause);
            }
        }
    }
    /// Tells the components what was stored or poked.
    fn spread(&mut self) {
        if !self.held.is_empty() {
            self.release_held();
        }
        loop {
            let (changes, pokes) = (self.api.take_changes(), self.world.take_pokes());
            if changes.is_empty() && pokes.is_empty() {
                return;
            }
            let before = self.facts.cause;
            for change in &changes {
                self.facts.cause = Some(change.fact);
                self.tell(&Event::Changed(change));
            }
            self.facts.cause = before;
            for poke in &pokes {
                match poke {
                    Poke::Stream(id) => self.tell(&Event::Stream(*id)),
                    Poke::World(what) => {
                        let before = self.facts.cause;
                        if let Some(state) = self.world.state_of(what) {
                            let switched = What::Switch { what: what.clone(), state };
                            self.facts.cause = Some(self.facts.note(self.now, switched));
                        }
                        self.tell(&Event::World(what));
                        self.facts.cause = before;
                    }
                }
            }
        }
    }
    fn tell(&mut self, event: &Event<'_>) {
        let cause = self.facts.cause;
        for (id, part) in self.parts.iter_mut().enumerate() {
            let Some(component) = &mut part.component else { continue };
            let mut queue = Queue { agenda: &mut self.agenda, component: id, now: self.now, cause };
            component.on_event(event, &mut queue);
        }
    }
}

/// All parts of the machine; the order is the order in which they hear of changes.
fn parts(config: &Config) -> Vec<Part> {
    let processes = [
        ("kube-apiserver", apiserver::controllers::all(config)),
        ("kube-scheduler", scheduler::all(config)),
        (controllers::PROCESS, controllers::all(config)),
        ("network", network::all(config)),
        ("kubelet", kubelet::all(config)),
    ];
    let part = |process, component: Box<dyn Component>| {
        let user = User::component(component.name());
        Part { process, user, component: Some(component) }
    };
    let own = processes.into_iter().flat_map(|(process, all)| all.into_iter().map(move |one| part(process, one)));
    // Who holds a lease is called as its process is.
    own.chain(leases::all(config).into_iter().map(|holder| part(holder.name(), holder))).collect()
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
