//! A pod's worker: it hears of the pod, of the runtime and of probes, and runs one sync at a time.

use sorted::SortedMap;
use std::time::Duration;

use api::quantity::Quantity;
use api::time::Time;
use api::{Text, Value, meta};
use shell::Signal;
use shell::kernel::Stream;

use super::admit::{self, Room, Verdict};
use super::api_port;
use super::backoff::Backoffs;
use super::clock::{self, Relist};
use super::container::{Instance, Runtime};
use super::hooks::Hook;
use super::kill::Killing;
use super::machine::{ExecId, Executed, Happening, Machine};
use super::node::Node;
use super::orders::Order;
use super::probe::Probe;
use super::resize::Given;
use super::site::Site;
use super::static_pods;
use super::status;
use super::streams::Session;
use super::sync::Run;
use super::volumes::{Failed, Mounted};
use crate::component::Ctx;
use crate::net::CallId;
use crate::usage::Reading;

/// Without news a pod that waits for something is looked at again after this.
const RESYNC: Duration = Duration::from_secs(60);
/// A pod to which nothing happens is looked at once in 60 to 90 seconds.
const ROUND: Duration = Duration::from_secs(75);
/// So often the kubelet looks whether others have changed its statuses, in microseconds.
const AMENDS: i64 = 10_000_000;
/// After an error that says nothing of when to retry.
const ERROR_BACKOFF: Duration = Duration::from_secs(10);

/// Where a pod's worker is in the life of its pod.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Containers are kept as the spec wants them.
    #[default]
    Syncing,
    /// Everything is being stopped.
    Terminating,
    /// Everything has stopped; what the pod used is given back.
    Terminated,
    /// Nothing is left to do, but to delete the object if that is wanted.
    Finished,
}

/// How a sync went.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcome {
    /// Whether anything was started or stopped.
    pub acted: bool,
    /// Whether anything failed.
    pub failed: bool,
    /// When the soonest back-off of a failed start ends.
    pub backoff_until: Option<Time>,
}

/// When a worker must be woken.
pub(super) enum Next {
    At(Time),
    /// Only when something is heard.
    Heard,
    /// Never: the pod is gone.
    Gone,
}

/// Output and exit code of a command that somebody here waits for.
#[derive(Clone, Debug, Default)]
struct Collected {
    output: Vec<u8>,
    errors: Vec<u8>,
    exit: Option<i32>,
}

/// The worker of one pod.
#[derive(Clone, Default)]
pub(super) struct Worker {
    pub uid: Text,
    /// `namespace/name` of the pod.
    key: Text,
    pub node: Text,
    /// The pod as last heard of.
    pub pod: Value,
    /// How long the pod may be active.
    active_for: Option<Duration>,
    pub stage: Stage,
    /// A sync is wanted.
    pub pending: bool,
    /// A sync is wanted then: at one of the moments, a second apart, at which the kubelet looks for such pods.
    pub resync: Option<Time>,
    rounds: Relist,
    /// The sync under way.
    pub run: Option<Box<Run>>,
    /// When the last sync ended.
    pub synced: Option<Time>,
    /// What the runtime has.
    pub real: Runtime,
    /// What the last relist saw of it.
    pub seen: Runtime,
    /// What the status that was last worked out tells of it: probes go by that.
    pub told: Runtime,
    /// The relist that will see a change.
    pub tick: Option<Time>,
    /// When the runtime was last listed for this pod alone or with all others.
    listed: Time,
    /// Why a container could not be started: reason and message.
    pub reasons: SortedMap<Text, (&'static str, String)>,
    /// What its containers were given.
    pub given: Given,
    /// A rule wants all containers to start anew.
    pub resetting: bool,
    /// Containers whose instances were removed for that, with the number of restarts of the next one.
    pub removed: SortedMap<Text, i64>,
    pub restarts: Backoffs,
    pub pulls: Backoffs,
    /// Why the last pull of an image failed, for the message of its back-off.
    pub pull_errors: SortedMap<Text, String>,
    /// Containers being stopped.
    pub killing: Vec<Killing>,
    pub hooks: Vec<Hook>,
    pub probes: Vec<Probe>,
    pub mounted: Vec<Mounted>,
    pub failed_mounts: Vec<Failed>,
    /// Volumes that are images which did not come: reason and message.
    pub image_troubles: SortedMap<Text, (&'static str, String)>,
    /// The pod's processes, files and ports.
    pub machine: Machine,
    collected: SortedMap<ExecId, Collected>,
    /// Calls from the network that have arrived and were not handed to the machine yet.
    pub arrived: Vec<CallId>,
    /// Streams of clients.
    pub sessions: Vec<Session>,
    /// The object is gone from the API server.
    pub gone: bool,
    /// It is a static pod whose manifest was taken away.
    pub withdrawn: bool,
    /// Why the kubelet gives the pod up: reason and message of its status.
    pub evicted: Option<(Text, String)>,
    /// Who has given the pod up for its node's sake: the message of the condition that tells of it when it has ended.
    pub disruption: Option<String>,
    /// It is critical, and waits for others to make room.
    pub room: Option<Room>,
    /// When the kubelet sees that a volume of the pod has grown beyond its limit.
    pub overfull_at: Option<Time>,
    /// How long its containers have then, instead of the grace period of the spec.
    pub grace: Option<Duration>,
    /// What is to be done with its containers from outside.
    pub orders: Vec<Order>,
    /// A status could not be written, because the node was cut off.
    pub unposted: bool,
    /// The status as it was last written; null before.
    pub posted: Value,
    /// Somebody else has changed what only the kubelet may tell: when it looks after that.
    spoilt: Option<Option<Time>>,
    read: Told,
}

/// What was last told of the use of a pod's running containers.
#[derive(Clone, Debug, Default)]
struct Told {
    at: Time,
    runtime: Runtime,
    /// Processor time of the whole pod.
    total: u64,
    readings: Vec<Reading>,
    /// Processor time of each container, without regard to its limit.
    raw: Vec<u64>,
}

impl Worker {
    pub fn new(pod: &Value) -> Worker {
        Worker {
            uid: pod.get("metadata").text("uid"),
            key: meta::key(pod).into(),
            node: pod.get("spec").text("nodeName"),
            pod: pod.clone(),
            active_for: active_for(pod),
            pending: true,
            rounds: Relist::of(&format!("{}/rounds", pod.get("spec").str("nodeName"))),
            ..Worker::default()
        }
    }

    /// Takes a stored change of the pod; whether that is news.
    pub fn hear(&mut self, pod: &Value, gone: bool) -> bool {
        let (old, new) = (self.pod.get("metadata"), pod.get("metadata"));
        let same = ["labels", "annotations", "deletionTimestamp", "deletionGracePeriodSeconds"]
            .iter()
            .all(|field| old.get(field) == new.get(field));
        let gates = pod.get("spec").list("readinessGates");
        let opened = gates.iter().any(|gate| gate_of(&self.pod, gate) != gate_of(pod, gate));
        let news = !same || gone || opened || self.pod.get("spec") != pod.get("spec");
        self.pod = pod.clone();
        self.active_for = active_for(pod);
        self.gone |= gone;
        self.pending |= news;
        let spoilt = self.stage == Stage::Syncing && status::differs(&self.posted, pod.get("status"));
        self.spoilt = spoilt.then(|| self.spoilt.flatten());
        news || spoilt
    }

    /// Every ten seconds the kubelet looks whether its word still stands, and writes it again where it does not.
    fn amend(&mut self, now: Time) {
        match self.spoilt {
            Some(None) => self.spoilt = Some(Some(Time((now.0 / AMENDS + 1) * AMENDS))),
            Some(Some(at)) if at <= now && self.stage == Stage::Syncing => {
                self.spoilt = None;
                let status = status::amended(&self.posted, self.pod.get("status"));
                self.pod.set("status", status);
                self.unposted = true;
                self.pending = true;
            }
            _ => {}
        }
    }

    /// Whether the object mirrors a static pod of the node.
    pub fn is_mirror(&self) -> bool {
        meta::annotations(&self.pod).contains_key("kubernetes.io/config.mirror")
    }

    /// Whether it is a static pod whose manifest was taken away: its component was stopped.
    fn is_withdrawn(&self, ctx: &Ctx<'_>) -> bool {
        self.is_mirror() && static_pods::is_withdrawn(&self.pod, ctx.world)
    }

    /// The mirror was made anew: the worker goes on under its new uid.
    pub fn adopt(&mut self, pod: &Value) {
        let status = self.pod.get("status").clone();
        self.uid = Text::new(meta::uid(pod));
        self.pod = pod.clone();
        self.pod.set("status", status);
        self.gone = false;
        self.unposted = true;
        self.pending = true;
    }

    /// Something changed in the runtime: the next relist sees it.
    pub fn changed(&mut self, node: &Node, now: Time) {
        let tick = node.relist.after(now - Duration::from_micros(1));
        self.tick = Some(self.tick.map_or(tick, |t| t.min(tick)));
    }

    /// A sync in the next of the regular rounds, which only matter where something has changed: when that is.
    pub fn look_again(&mut self, now: Time) -> Time {
        let since = self.synced.unwrap_or(now);
        let rounds = now.since(since).as_micros() / ROUND.as_micros() + 1;
        let at = since + ROUND * rounds as u32;
        self.resync = Some(self.resync.map_or(at, |t| t.min(at)));
        at
    }

    /// Does all that is due, and says when to come back.
    pub fn work(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) -> Next {
        let now = ctx.now;
        if ctx.world.is_headless(&self.node) {
            // Without a kubelet nobody starts, probes or tells anything; what runs goes on.
            self.work_orders(site, ctx);
            self.run_machine(site, ctx);
            return self.machine.next(now).map_or(Next::Heard, Next::At);
        }
        if self.tick.is_some_and(|t| t <= now) {
            self.list(now);
        }
        if self.resync.is_some_and(|t| t <= now) {
            self.resync = None;
            self.pending = true;
        }
        if self.overdue(now) {
            self.pending = true;
        }
        if self.run.is_none() && self.stage == Stage::Syncing && self.renewal().is_some_and(|t| t <= now) {
            self.mount(site, ctx);
        }
        self.amend(now);
        self.withdrawn |= self.is_withdrawn(ctx);
        let unwanted = self.withdrawn || self.gone || !meta::deletion_timestamp(&self.pod).is_empty();
        if unwanted && self.is_mirror() && !self.withdrawn {
            // The static pod runs on; only its mirror is made anew.
            self.finish_object(ctx);
        } else if self.stage == Stage::Syncing && unwanted {
            // A pod that goes as soon as it has come is looked at nevertheless.
            let is_new = self.synced.is_none() && self.run.is_none();
            if is_new && admit::judge(self, site.node, ctx) == Verdict::Out {
                self.go(Stage::Finished, ctx);
            } else {
                self.begin_terminating(site, ctx);
            }
        }
        // What one part does may concern another one: a few turns, and what is left comes back at once.
        for _ in 0..16 {
            self.work_orders(site, ctx);
            self.work_storage(ctx);
            self.run_machine(site, ctx);
            self.work_hooks(site, ctx);
            self.work_killing(site, ctx);
            self.work_probes(site, ctx);
            self.work_sessions(site, ctx);
            if !self.step(site, ctx) && self.machine.next(now).is_none_or(|t| t > now) {
                break;
            }
        }
        self.tell_usage(ctx);
        if self.stage == Stage::Finished && self.gone && (self.withdrawn || !self.is_mirror()) {
            return Next::Gone;
        }
        self.deadline(site.node, now).map_or(Next::Heard, Next::At)
    }

    /// Writes down what the running containers use, where that has changed.
    fn tell_usage(&mut self, ctx: &mut Ctx<'_>) {
        let total = self.machine.processor_of_all();
        if total == self.read.total && self.real.same(&self.read.runtime) && !self.machine.grows() {
            return;
        }
        self.read.total = total;
        self.read.runtime = self.real.clone();
        let readings: Vec<Reading> = self.real.all().iter().filter_map(|i| self.reading(i, ctx.now)).collect();
        let places = self.real.all().iter().filter(|i| i.running()).filter_map(|i| i.place);
        let raw: Vec<u64> = places.map(|place| self.machine.processor(place)).collect();
        ctx.world.usage.read(&self.key, &self.node, &readings, ctx.now);
        (self.read.at, self.read.readings, self.read.raw) = (ctx.now, readings, raw);
    }

    /// What a running container uses: no more than its limit since the last reading.
    fn reading(&self, instance: &Instance, now: Time) -> Option<Reading> {
        let (place, since) = (instance.place.filter(|_| instance.running())?, instance.started?);
        let raw = self.machine.processor(place);
        let same = |r: &Reading| r.container == instance.name && r.since == since;
        let known = self.read.readings.iter().position(same);
        let (told, before) = known.map_or((0, 0), |i| (self.read.readings[i].processor, self.read.raw[i]));
        let limit = instance.spec.at(&["resources", "limits"]).get("cpu");
        let mut more = raw.saturating_sub(before);
        if !limit.is_null() {
            let from = if known.is_some() { self.read.at } else { since };
            let most = now.since(from).as_micros() as i64 * Quantity::of_valid(limit).milli_value() / 1000;
            more = more.min(most.max(0) as u64);
        }
        let memory = self.machine.memory(place, now);
        let idle = self.machine.idle(place);
        Some(Reading { container: instance.name.clone(), since, processor: told + more, memory, idle })
    }

    /// Hands over what has arrived, lets programs run, and takes note of what has happened.
    fn run_machine(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        for id in std::mem::take(&mut self.arrived) {
            let Some(delivery) = ctx.world.net.call(id).and_then(|c| c.delivery.clone()) else { continue };
            if delivery.port == api_port::PORT && self.machine.listens(api_port::PORT) && self.is_api_server() {
                let answer = api_port::answer(&delivery.data, ctx);
                ctx.world.net.answer(id, Ok(answer));
                continue;
            }
            if let Err(error) = self.machine.arrive(id, delivery.port, &delivery.from, delivery.data) {
                ctx.world.net.answer(id, Err(error));
            }
        }
        if self.machine.next(ctx.now).is_none_or(|t| t > ctx.now) {
            return;
        }
        self.borrow_trees(site);
        let happened = self.machine.run(&mut site.outside(ctx));
        self.return_trees(site);
        self.machine.tell_memory(&mut site.node.memory, ctx.now);
        self.look_at_storage(ctx.now);
        for happening in happened {
            match happening {
                Happening::Ended { place, exit, oom } => self.ended(place, exit, oom, site, ctx),
                Happening::Starving => site.node.starving = true,
                Happening::Exec(executed) => self.executed(executed, ctx),
                Happening::Wrote { place, chunks } => self.wrote(place, chunks),
            }
        }
    }

    /// Whether this is the server of the API, whose data no program of a container has.
    fn is_api_server(&self) -> bool {
        self.is_mirror() && meta::labels(&self.pod).get("component").and_then(Value::as_str) == Some("kube-apiserver")
    }

    /// Keeps what a command writes, for whoever looks for its result here.
    pub fn collect(&mut self, id: ExecId) {
        self.collected.insert(id, Collected::default());
    }

    fn executed(&mut self, executed: Executed, ctx: &mut Ctx<'_>) {
        let Some(c) = self.collected.get_mut(&executed.id) else { return self.session_output(executed, ctx) };
        for chunk in &executed.output {
            // A probe's output is only read up to a limit.
            let into = if chunk.stream == Stream::Stderr { &mut c.errors } else { &mut c.output };
            let room = (10usize << 10).saturating_sub(into.len());
            into.extend_from_slice(&chunk.data[..chunk.data.len().min(room)]);
        }
        c.exit = executed.exit.map(|e| e.code);
    }

    /// Output, errors and exit code of a collected command that has ended, once.
    pub fn exec_result(&mut self, id: ExecId) -> Option<(Vec<u8>, Vec<u8>, i32)> {
        let exit = self.collected.get(&id)?.exit?;
        self.collected.remove(&id).map(|c| (c.output, c.errors, exit))
    }

    /// Ends a collected command that nobody waits for any more.
    pub fn stop_exec(&mut self, id: ExecId) {
        self.collected.remove(&id);
        self.machine.stop_exec(id, Signal::Kill);
    }

    /// One step further in the sync, if anything can go on now.
    fn step(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) -> bool {
        if let Some(run) = self.run.take() {
            return if run.due.is_some_and(|t| t <= ctx.now) {
                self.advance(run, site, ctx);
                true
            } else {
                self.run = Some(run);
                false
            };
        }
        if !self.pending {
            return false;
        }
        if let Some(at) = self.fresh_at(site.node) {
            if at > ctx.now {
                return false;
            }
            self.list(ctx.now);
        }
        self.pending = false;
        self.resync = None;
        match self.stage {
            Stage::Syncing => self.begin_sync(site, ctx),
            Stage::Terminating => self.begin_kill(site, ctx),
            Stage::Terminated => self.begin_cleanup(site, ctx),
            Stage::Finished => self.finish_object(ctx),
        }
        true
    }

    /// A sync waits until the runtime has been listed after the sync before it: when that is, if it has not.
    fn fresh_at(&self, node: &Node) -> Option<Time> {
        let end = self.synced.filter(|end| *end >= self.listed)?;
        let next = node.relist.after(end);
        Some(self.tick.map_or(next, |t| t.min(next)))
    }

    /// The runtime is listed: what has changed is seen, and asks for a sync.
    fn list(&mut self, now: Time) {
        self.tick = None;
        self.listed = now;
        if !self.seen.same(&self.real) {
            self.seen = self.real.clone();
            self.pending = true;
        }
    }

    /// Ends a sync and says when the next one comes by itself.
    pub fn end_sync(&mut self, outcome: Outcome, ctx: &mut Ctx<'_>) {
        self.run = None;
        self.synced = Some(ctx.now);
        if outcome.acted && !outcome.failed {
            // What the sync has done is looked at without waiting for the next relist of all pods.
            self.tick = Some(ctx.now + clock::between(15, 35, ctx.rng));
        }
        if outcome.failed {
            let backoff = outcome.backoff_until.map_or(ERROR_BACKOFF, |t| t.since(ctx.now).min(RESYNC));
            self.resync = Some(self.rounds.after(ctx.now + clock::jitter(backoff, ctx.rng)));
        }
    }

    /// The next stage begins at once.
    pub fn go(&mut self, stage: Stage, ctx: &mut Ctx<'_>) {
        self.run = None;
        self.stage = stage;
        self.synced = Some(ctx.now);
        self.pending = true;
    }

    fn deadline(&self, node: &Node, now: Time) -> Option<Time> {
        let mut next: Option<Time> = None;
        let mut soonest = |at: Option<Time>| next = [next, at].into_iter().flatten().min();
        soonest(self.tick);
        soonest(self.killing_deadline());
        soonest(self.hook_deadline());
        soonest(self.probe_deadline());
        soonest(self.overfull_at);
        soonest(self.spoilt.flatten());
        soonest(self.machine.next(now));
        match &self.run {
            Some(run) => soonest(run.due),
            None if self.pending => soonest(self.fresh_at(node)),
            None => soonest(self.resync),
        }
        if self.run.is_none() && self.stage == Stage::Syncing {
            // One that has passed is acted on by the next sync, which may have to wait for a relist.
            soonest(self.active_deadline().filter(|t| *t > now && self.evicted.is_none()));
            soonest(self.renewal());
        }
        next
    }

    /// Whether the pod has been active for longer than it may, and nobody has acted on it yet.
    fn overdue(&self, now: Time) -> bool {
        self.stage == Stage::Syncing && self.evicted.is_none() && self.active_deadline().is_some_and(|t| t <= now)
    }

    /// When the pod has been active for as long as it may.
    pub fn active_deadline(&self) -> Option<Time> {
        let long = self.active_for?;
        Some(Time::parse(self.pod.get("status").str("startTime"))? + long)
    }
}

/// What the condition of a readiness gate says.
fn gate_of<'a>(pod: &'a Value, gate: &Value) -> &'a str {
    let mut all = pod.get("status").list("conditions").iter();
    all.find(|c| c.str("type") == gate.str("conditionType")).map_or("", |c| c.str("status"))
}

fn active_for(pod: &Value) -> Option<Duration> {
    let seconds = pod.get("spec").int("activeDeadlineSeconds")?;
    Some(Duration::from_secs(seconds.max(0) as u64))
}
