//! The processes of a pod: one kernel a container (or one for all, where they share their processes), their files, ports
//! and logs.
//!
//! What it is not: it decides nothing about restarts and states. It tells its worker what has ended.

mod exec;
mod host;
mod log;

use sorted::SortedMap;
use std::rc::Rc;
use std::time::Duration;

use api::Text;
use api::time::Time;
use shell::files::VolumeId;
use shell::kernel::{Chunk, Environment, InputId, SinkId, Stream};
use shell::system::{NetError, User};
use shell::{Exit, Kernel, Mounts, Pid, Progress, Signal, Spawn, SpawnError, Tree, Volumes};

use super::eviction::ROOM;
use super::images::Resolved;
use crate::net::{CallId, Net};
use crate::rng::Rng;
use host::{Host, Ports, View};

pub(super) use exec::{ExecId, Executed};
pub(super) use host::Identity;
pub(super) use log::{Line, Log};

/// What a machine meets outside of its pod while it runs.
pub(super) struct Outside<'a> {
    pub now: Time,
    pub rng: &'a mut Rng,
    pub net: &'a mut Net,
    /// Ports of the node, with the pod that has each.
    pub node_ports: &'a mut SortedMap<u16, Text>,
    /// Bytes of memory that the pods of the node use, as they last told.
    pub node_memory: u64,
}

/// A container to be started.
pub(super) struct Launch {
    pub argv: Vec<String>,
    pub env: Environment,
    pub cwd: String,
    pub mounts: Mounts,
    pub image: Resolved,
    pub user: User,
    /// Whether it may open ports below 1024 without being root.
    pub low_ports: bool,
    pub stdin: bool,
    pub tty: bool,
    /// In bytes.
    pub memory_limit: Option<u64>,
    /// Whose processes it shares.
    pub share: Share,
}

/// Whose processes a container shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    /// Nobody's.
    Own,
    /// Those of the whole pod.
    Pod,
    /// Those of the container in this place.
    With(u32),
}

/// What has happened in a machine.
#[derive(Clone, Debug)]
pub(super) enum Happening {
    /// The main process of a container has ended.
    Ended { place: u32, exit: Exit, oom: bool },
    /// A command that was started in a container has ended or written something.
    Exec(Executed),
    /// A container has written something.
    Wrote { place: u32, chunks: Vec<Chunk> },
    /// The pods of the node use more memory than there is for them.
    Starving,
}

#[derive(Clone)]
struct Slot {
    kernel: Kernel,
    progress: Progress,
    /// Something has come for its processes.
    dirty: bool,
    /// How often in a row it has computed without end, and when it goes on with that.
    busy: usize,
    resume: Option<Time>,
}

#[derive(Clone)]
struct Place {
    slot: u32,
    main: Pid,
    sink: SinkId,
    stdin: Option<InputId>,
    tty: bool,
    env: Rc<Environment>,
    cwd: String,
    memory_limit: Option<u64>,
    /// Bytes of its image.
    base: u64,
    log: Log,
    /// Since when it asks for memory without end.
    hungry: Option<Time>,
    /// It was ended because it used too much memory.
    oom: bool,
    /// It has ended; the runtime takes note of it then.
    ending: Option<(Time, Exit)>,
    ended: bool,
}

/// The machine of one pod. Cheap to make.
#[derive(Clone, Default)]
pub(super) struct Machine {
    pub identity: Identity,
    pub volumes: Volumes,
    next_volume: VolumeId,
    /// What all containers see at `/dev/shm`.
    shared_memory: Option<VolumeId>,
    slots: SortedMap<u32, Slot>,
    places: SortedMap<u32, Place>,
    views: SortedMap<u32, Rc<View>>,
    next_place: u32,
    ports: Ports,
    execs: SortedMap<ExecId, exec::Exec>,
    next_exec: ExecId,
    /// Bytes of memory that the node knows of.
    told: u64,
    /// When those that ask for memory without end are looked at.
    bite: Option<Time>,
}

/// The slot of the processes that a whole pod shares.
const POD_SLOT: u32 = 0;
/// A container that asks for memory without end gets so many bytes in a millisecond.
const HUNGER_PER_MILLISECOND: u64 = 512 << 10;
/// It is looked at so often.
const BITE: Duration = Duration::from_millis(250);

/// The runtime notices so late that a container has ended.
const NOTICE: Duration = Duration::from_millis(45);
/// A container's first process begins so long after the runtime has said that it runs.
const START: Duration = Duration::from_millis(8);

/// So long a process that computes without end lets others go on, in virtual time.
const BREATH: [Duration; 4] =
    [Duration::from_millis(5), Duration::from_millis(50), Duration::from_millis(250), Duration::from_secs(1)];

/// Runs `$body` with a host named `$host` over the parts of the machine that programs may touch.
macro_rules! with_host {
    ($machine:ident, $out:ident, |$host:ident, $slots:ident| $body:expr) => {{
        let nowhere = Mounts::default();
        let Machine { identity, volumes, views, ports, slots: $slots, .. } = $machine;
        let mut $host = Host {
            now: $out.now,
            rng: $out.rng,
            net: $out.net,
            identity,
            volumes,
            views,
            nowhere: &nowhere,
            ports,
            node_ports: $out.node_ports,
            place: 0,
            stirred: false,
        };
        $body
    }};
}
use with_host;

impl Machine {
    /// A new volume of the pod.
    pub fn add_volume(&mut self, tree: Tree) -> VolumeId {
        self.next_volume += 1;
        self.volumes.insert(self.next_volume, tree);
        self.next_volume
    }

    /// The volume that all containers see at `/dev/shm`.
    pub fn shared_memory(&mut self) -> VolumeId {
        if let Some(id) = self.shared_memory {
            return id;
        }
        let mut tree = Tree::with_capacity(0, 64 << 20);
        // An empty tree always has its root.
        let _there = tree.touch("", Some(0o1777), None);
        let id = self.add_volume(tree);
        self.shared_memory = Some(id);
        id
    }

    /// Starts a container; the error is what runc says.
    pub fn start(&mut self, launch: Launch, out: &mut Outside<'_>) -> Result<u32, SpawnError> {
        self.next_place += 1;
        let place = self.next_place;
        let view = View { mounts: launch.mounts, image: launch.image, user: launch.user, low_ports: launch.low_ports };
        let base = self.layer(&view);
        self.views.insert(place, Rc::new(view));
        let slot = self.slot_for(launch.share, place, out);
        let env = Rc::new(launch.env);
        let started = with_host!(self, out, |host, slots| {
            let slot = slots.get_mut(&slot).expect("made above");
            let sink = slot.kernel.open_sink(launch.tty);
            let stdin = launch.stdin.then(|| slot.kernel.open_input(launch.tty));
            let mut spawn = Spawn::new(launch.argv).env(env.clone()).cwd(&launch.cwd).place(place).output(sink);
            spawn.stdin = stdin;
            slot.resume = Some(host.now + START);
            exec::start(&mut slot.kernel, &mut host, spawn).map(|pid| (pid, sink, stdin))
        });
        let (main, sink, stdin) = match started {
            Ok(started) => started,
            Err(error) => {
                self.views.remove(&place);
                if slot == place {
                    self.slots.remove(&slot);
                }
                return Err(error);
            }
        };
        let place_of = Place {
            slot,
            main,
            sink,
            stdin,
            tty: launch.tty,
            env,
            cwd: launch.cwd,
            memory_limit: launch.memory_limit,
            base,
            log: Log::default(),
            hungry: None,
            oom: false,
            ending: None,
            ended: false,
        };
        self.places.insert(place, place_of);
        Ok(place)
    }

    fn slot_for(&mut self, share: Share, place: u32, out: &mut Outside<'_>) -> u32 {
        let new = |kernel| Slot { kernel, progress: Progress::default(), dirty: false, busy: 0, resume: None };
        match share {
            Share::Own => {
                self.slots.insert(place, new(Kernel::new()));
                place
            }
            Share::With(other) => {
                let slot = self.places.get(&other).map_or(place, |p| p.slot);
                // The runtime uses process numbers while it starts a container beside others.
                self.slots.entry(slot).or_insert_with(|| new(Kernel::new())).kernel.skip_pids(11);
                slot
            }
            Share::Pod if self.slots.contains_key(&POD_SLOT) => {
                if let Some(slot) = self.slots.get_mut(&POD_SLOT) {
                    slot.kernel.skip_pids(10);
                }
                POD_SLOT
            }
            Share::Pod => {
                let mut slot = new(Kernel::new());
                with_host!(self, out, |host, _slots| {
                    let pause = super::images::pause_program();
                    slot.kernel.spawn_program(&mut host, Spawn::new(["/pause"]), pause);
                });
                slot.kernel.skip_pids(5);
                self.slots.insert(POD_SLOT, slot);
                POD_SLOT
            }
        }
    }

    /// Sends a signal to the main process of a container.
    pub fn signal(&mut self, place: u32, signal: Signal) {
        let Some(p) = self.places.get(&place).filter(|p| !p.ended) else { return };
        if let Some(slot) = self.slots.get_mut(&p.slot) {
            slot.kernel.signal(p.main, signal);
            slot.dirty = true;
        }
    }

    /// Ends all processes of a container at once.
    pub fn kill(&mut self, place: u32, out: &mut Outside<'_>) {
        let Some(p) = self.places.get(&place).filter(|p| !p.ended) else { return };
        let (slot, shared) = (p.slot, p.slot != place || self.others_in(p.slot, place));
        with_host!(self, out, |host, slots| {
            if let Some(slot) = slots.get_mut(&slot) {
                slot.dirty = true;
                if shared {
                    slot.kernel.kill_place(&mut host, place);
                } else {
                    slot.kernel.kill_all(&mut host);
                }
            }
        });
    }

    fn others_in(&self, slot: u32, place: u32) -> bool {
        self.places.iter().any(|(other, p)| *other != place && p.slot == slot && !p.ended)
    }

    /// Forgets a container that has ended: its log and files.
    pub fn forget(&mut self, place: u32) {
        self.places.remove(&place);
        self.views.remove(&place);
    }

    /// Something has come from outside for the pod's programs.
    pub fn stir(&mut self) {
        for slot in self.slots.values_mut() {
            slot.dirty = true;
        }
    }

    /// A call has reached a port of the pod.
    pub fn arrive(&mut self, id: CallId, port: u16, from: &str, data: Vec<u8>) -> Result<(), NetError> {
        self.ports.arrive(id, port, from, data)?;
        self.stir();
        Ok(())
    }

    /// Sends data to a port of the pod from its kubelet (a probe, a forwarded port).
    pub fn call(&mut self, port: u16, from: &str, data: Vec<u8>, net: &mut Net) -> CallId {
        let id = net.number();
        let answer = self.ports.arrive(id, port, from, data).err().map(Err);
        self.ports.inside.insert(id, answer);
        self.stir();
        id
    }
    /// The answer to [`Machine::call`], once.
    pub fn answer(&mut self, id: CallId) -> Option<Result<Vec<u8>, NetError>> {
        let answer = self.ports.inside.get_mut(&id)?.take()?;
        self.ports.inside.remove(&id);
        Some(answer)
    }
    /// Nobody waits for the answer any more.
    pub fn give_up(&mut self, id: CallId) {
        self.ports.inside.remove(&id);
    }
    /// Whether somebody listens on a port.
    pub fn listens(&self, port: u16) -> bool {
        self.ports.open.contains_key(&port)
    }

    /// Whether the main process of a container has ended, noticed or not.
    pub fn is_over(&self, place: u32) -> bool {
        self.places.get(&place).is_none_or(|p| p.ended || p.ending.is_some())
    }

    pub fn log(&self, place: u32) -> Option<&Log> {
        self.places.get(&place).map(|p| &p.log)
    }

    /// Reads a file as a container sees it.
    pub fn read_file(&mut self, place: u32, path: &str) -> Option<String> {
        let view = self.views.get(&place)?;
        let files = shell::Files::new(&view.mounts, &mut self.volumes, 0);
        files.read_text(path).ok()
    }

    /// What a container sees of its image and of what it has written over it.
    pub fn root_of(&mut self, place: u32) -> Option<&mut Tree> {
        let root = self.views.get(&place)?.mounts.iter().next()?.volume;
        self.volumes.get_mut(root)
    }

    /// Bytes of memory that a container uses.
    pub fn memory(&self, place: u32, now: Time) -> u64 {
        let Some(p) = self.places.get(&place).filter(|p| !p.ended) else { return 0 };
        let eaten = p.hungry.map_or(0, |since| now.since(since).as_millis() as u64 * HUNGER_PER_MILLISECOND);
        self.slots.get(&p.slot).map_or(0, |s| s.kernel.memory(place)) + eaten + self.files_in_memory(place)
    }

    fn layer(&self, view: &View) -> u64 {
        view.mounts.iter().next().and_then(|root| self.volumes.get(root.volume)).map_or(0, |tree| tree.used())
    }

    /// Bytes on the node's disk that a container has written beside its volumes: into its own layer, and its log.
    pub fn written(&self, place: u32) -> u64 {
        let (Some(p), Some(view)) = (self.places.get(&place), self.views.get(&place)) else { return 0 };
        self.layer(view).saturating_sub(p.base) + p.log.bytes()
    }

    /// Bytes of files in memory that count for a container: those of the volumes which no container before it has.
    fn files_in_memory(&self, place: u32) -> u64 {
        fn of(view: &View) -> impl Iterator<Item = VolumeId> {
            view.mounts.iter().filter(|m| m.kind == "tmpfs" && !m.read_only).map(|m| m.volume)
        }
        let before =
            |id| self.views.iter().take_while(|(p, _)| **p < place).any(|(_, v)| of(v).any(|other| other == id));
        let own = self.views.get(&place).into_iter().flat_map(|v| of(v)).filter(|id| !before(*id));
        own.filter_map(|id| self.volumes.get(id)).map(|tree| tree.used()).sum()
    }

    /// Tells the node how much memory the pod uses.
    pub fn tell_memory(&mut self, node_total: &mut u64, now: Time) {
        let used = self.all_memory(now);
        *node_total = node_total.saturating_sub(self.told) + used;
        self.told = used;
    }

    fn all_memory(&self, now: Time) -> u64 {
        self.places.keys().map(|place| self.memory(*place, now)).sum()
    }

    /// A container that runs gets another limit.
    pub fn limit_memory(&mut self, place: u32, limit: Option<u64>) {
        if let Some(p) = self.places.get_mut(&place) {
            p.memory_limit = limit;
        }
    }

    /// Microseconds of processor time that a container has used.
    pub fn processor(&self, place: u32) -> u64 {
        let slot = self.places.get(&place).and_then(|p| self.slots.get(&p.slot));
        slot.map_or(0, |s| s.kernel.processor(place))
    }

    /// Thousandths of a processor that a container takes although nobody asks anything of it: its image's own program
    /// does, another one does not.
    pub fn idle(&self, place: u32) -> u64 {
        let main = self.places.get(&place).and_then(|p| Some(self.slots.get(&p.slot)?.kernel.name_of(p.main)));
        let image = self.views.get(&place).map(|v| v.image);
        match (main.flatten(), image) {
            (Some(name), Some(image)) if image.runs(&name) => image.image.idle,
            _ => 0,
        }
    }
    /// The same of all containers together.
    pub fn processor_of_all(&self) -> u64 {
        self.slots.values().map(|s| s.kernel.processor_of_all()).sum()
    }
    /// Whether a container asks for memory without end.
    pub fn grows(&self) -> bool {
        self.bite.is_some()
    }

    /// From now on a container asks for memory without end.
    pub fn starve(&mut self, place: u32, now: Time) {
        if let Some(p) = self.places.get_mut(&place) {
            p.hungry.get_or_insert(now);
            self.bite = Some(now + BITE);
        }
    }

    /// When the programs must be run again, unless something comes for them before.
    pub fn next(&self, now: Time) -> Option<Time> {
        let of = |slot: &Slot| {
            if slot.dirty {
                return Some(now);
            }
            slot.resume.into_iter().chain(slot.progress.next.map(Time)).min()
        };
        let ending = self.places.values().filter(|p| !p.ended).filter_map(|p| p.ending.map(|(at, _)| at));
        self.slots.values().filter_map(of).chain(ending).chain(self.bite).min()
    }

    /// Runs what can go on, and says what has happened.
    pub fn run(&mut self, out: &mut Outside<'_>) -> Vec<Happening> {
        let mut happened = Vec::new();
        self.look_at_memory(out, &mut happened);
        let noticed: Vec<u32> = self
            .places
            .iter()
            .filter(|(_, p)| !p.ended && p.ending.is_some_and(|(at, _)| at <= out.now))
            .map(|(place, _)| *place)
            .collect();
        for place in noticed {
            self.look_at(place, out, &mut happened);
        }
        // What one process sends may be for another one: a few rounds, the rest a little later.
        for _ in 0..8 {
            let due: Vec<u32> = self.slots.iter().filter(|(_, s)| is_due(s, out.now)).map(|(id, _)| *id).collect();
            if due.is_empty() {
                break;
            }
            for id in due {
                self.run_slot(id, out, &mut happened);
            }
        }
        happened
    }

    fn run_slot(&mut self, id: u32, out: &mut Outside<'_>, happened: &mut Vec<Happening>) {
        let stirred = with_host!(self, out, |host, slots| {
            let Some(slot) = slots.get_mut(&id) else { return };
            slot.dirty = false;
            slot.progress = slot.kernel.run(&mut host);
            let breath = BREATH[slot.busy.min(BREATH.len() - 1)];
            if let Some(place) = slot.progress.again.then(|| slot.kernel.busy_place(host.now.0)).flatten() {
                slot.kernel.count(place, breath.as_micros() as u64);
            }
            slot.resume = slot.progress.again.then(|| host.now + breath);
            slot.busy = if slot.progress.again { slot.busy + 1 } else { 0 };
            host.stirred
        });
        if stirred {
            self.stir();
        }
        let places: Vec<u32> = self.places.iter().filter(|(_, p)| p.slot == id && !p.ended).map(|(p, _)| *p).collect();
        for place in places {
            self.look_at(place, out, happened);
        }
        self.look_at_execs(id, out, happened);
    }

    /// Takes what a container has written, and notices its end.
    fn look_at(&mut self, place: u32, out: &mut Outside<'_>, happened: &mut Vec<Happening>) {
        self.keep_small(place, out, happened);
        let Some(p) = self.places.get_mut(&place) else { return };
        let Some(slot) = self.slots.get_mut(&p.slot) else { return };
        let chunks = slot.kernel.take_output(p.sink);
        for chunk in &chunks {
            p.log.write(out.now, chunk.stream == Stream::Stderr, &chunk.data);
        }
        if !chunks.is_empty() {
            happened.push(Happening::Wrote { place, chunks });
        }
        if p.ending.is_none() {
            p.ending = slot.kernel.exited(p.main).map(|exit| (out.now + NOTICE, exit));
        }
        let Some((_, exit)) = p.ending.filter(|(at, _)| *at <= out.now) else { return };
        p.ended = true;
        p.log.close(out.now);
        let oom = p.oom;
        self.clear(place, out);
        happened.push(Happening::Ended { place, exit, oom });
    }

    /// What a container that has ended leaves behind: its other processes, its open calls.
    fn clear(&mut self, place: u32, out: &mut Outside<'_>) {
        let Some((slot, main)) = self.places.get(&place).map(|p| (p.slot, p.main)) else { return };
        with_host!(self, out, |host, slots| {
            if let Some(slot) = slots.get_mut(&slot) {
                slot.kernel.kill_place(&mut host, place);
                // In a pod whose containers share their processes the others do not see it any longer.
                slot.kernel.reap(main);
            }
            let closed: Vec<u16> = host.ports.open.iter().filter(|(_, p)| **p == place).map(|(p, _)| *p).collect();
            for port in &closed {
                host.ports.open.remove(port);
                host.node_ports.remove(port);
            }
            for id in host.ports.abandon(place, &closed) {
                host.answer(id, Err(NetError::Reset));
            }
        });
        if !self.others_in(slot, place) && slot != POD_SLOT {
            self.slots.remove(&slot);
        }
    }

    /// Those that ask for memory without end.
    fn look_at_memory(&mut self, out: &mut Outside<'_>, happened: &mut Vec<Happening>) {
        if self.bite.is_none_or(|t| t > out.now) {
            return;
        }
        let hungry: Vec<(u32, u32)> =
            self.places.iter().filter(|(_, p)| p.hungry.is_some() && !p.ended).map(|(n, p)| (*n, p.slot)).collect();
        self.bite = (!hungry.is_empty()).then(|| out.now + BITE);
        for (place, slot) in hungry {
            self.keep_small(place, out, happened);
            if let Some(slot) = self.slots.get_mut(&slot) {
                slot.dirty |= self.places.get(&place).is_some_and(|p| p.oom);
            }
        }
    }

    /// A container beyond its limit is killed; where the node's pods use up its memory, that is told.
    fn keep_small(&mut self, place: u32, out: &mut Outside<'_>, happened: &mut Vec<Happening>) {
        let used = self.memory(place, out.now);
        let Some(p) = self.places.get(&place).filter(|p| !p.oom) else { return };
        match p.memory_limit {
            Some(limit) if used > limit => self.kill_for_memory(place, out),
            _ if self.all_memory(out.now) + out.node_memory.saturating_sub(self.told) > ROOM => {
                happened.push(Happening::Starving);
            }
            _ => {}
        }
    }

    /// The kernel's out-of-memory killer takes a container.
    fn kill_for_memory(&mut self, place: u32, out: &mut Outside<'_>) {
        if let Some(p) = self.places.get_mut(&place).filter(|p| !p.ended) {
            p.oom = true;
            self.kill(place, out);
        }
    }
}

fn is_due(slot: &Slot, now: Time) -> bool {
    slot.dirty || slot.resume.is_some_and(|t| t <= now) || slot.progress.next.is_some_and(|t| t <= now.0)
}
