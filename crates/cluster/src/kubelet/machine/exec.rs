//! Commands that are run in a running container: `kubectl exec`, probes, hooks.

use std::rc::Rc;

use shell::kernel::{Chunk, DEFAULT_PATH, InputId, Io, SinkId, find_file};
use shell::system::System;
use shell::{Exit, Kernel, Pid, Poll, Program, Signal, Spawn, SpawnError};

use super::host::Host;
use super::{Happening, Machine, Outside, Slot, with_host};
use shell::Mounts;

pub(in crate::kubelet) type ExecId = u64;

/// A command under way.
#[derive(Clone)]
pub(super) struct Exec {
    place: u32,
    slot: u32,
    pid: Pid,
    sink: SinkId,
    stdin: Option<InputId>,
}

/// News of a command.
#[derive(Clone, Debug)]
pub(in crate::kubelet) struct Executed {
    pub id: ExecId,
    pub output: Vec<Chunk>,
    /// Set when it has ended.
    pub exit: Option<Exit>,
}

/// Starts a process in a container.
///
/// What a runtime does not look at before it becomes the command, the process has to say itself.
pub(super) fn start(kernel: &mut Kernel, host: &mut dyn System, spawn: Spawn) -> Result<Pid, SpawnError> {
    let error = match kernel.spawn(host, spawn.clone()) {
        Ok(pid) => return Ok(pid),
        Err(error) => error,
    };
    let why = match error {
        SpawnError::Format => "exec format error",
        SpawnError::NoInterpreter => "no such file or directory",
        _ => return Err(error),
    };
    let name = spawn.argv.first().map_or("", String::as_str);
    let search = spawn.env.get("PATH").unwrap_or(DEFAULT_PATH);
    let path = if name.contains('/') { name.to_string() } else { find_file(host, &spawn.cwd, search, name)? };
    Ok(kernel.spawn_program(host, spawn, Box::new(Refused(format!("exec {path}: {why}\n")))))
}

/// A process that could not become the command it was started for.
#[derive(Clone)]
struct Refused(String);

impl Program for Refused {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        io.err(sys, &self.0);
        Poll::Exit(1)
    }
}

impl Machine {
    /// Starts a command in a container.
    pub fn exec(
        &mut self,
        place: u32,
        argv: Vec<String>,
        (stdin, tty): (bool, bool),
        out: &mut Outside<'_>,
    ) -> Result<ExecId, SpawnError> {
        let Some(p) = self.places.get(&place).filter(|p| !p.ended) else { return Err(SpawnError::NoEntry) };
        let (slot_id, env, cwd) = (p.slot, p.env.clone(), p.cwd.clone());
        let started = with_host!(self, out, |host, slots| {
            let Some(slot) = slots.get_mut(&slot_id) else { return Err(SpawnError::NoEntry) };
            // The runtime uses process numbers of the container while it starts the command.
            slot.kernel.skip_pids(6);
            let sink = slot.kernel.open_sink(tty);
            let stdin = stdin.then(|| slot.kernel.open_input(tty));
            let mut env = env;
            if tty {
                // The home directory, which the runtime adds by itself, comes last.
                let env = Rc::make_mut(&mut env);
                let home = env.remove("HOME");
                env.set("TERM", "xterm");
                env.set("HOME", home.unwrap_or_default());
            }
            let mut spawn = Spawn::new(argv).env(env).cwd(&cwd).place(place).output(sink);
            spawn.stdin = stdin;
            slot.dirty = true;
            start(&mut slot.kernel, &mut host, spawn).map(|pid| (pid, sink, stdin))
        });
        let (pid, sink, stdin) = started?;
        self.next_exec += 1;
        self.execs.insert(self.next_exec, Exec { place, slot: slot_id, pid, sink, stdin });
        Ok(self.next_exec)
    }

    /// Input for a command. On a terminal some bytes are keys: Ctrl-C, Ctrl-D.
    pub fn type_in(&mut self, id: ExecId, data: &[u8], closed: bool, tty: bool) {
        let Some(exec) = self.execs.get(&id).cloned() else { return };
        let (Some(slot), Some(input)) = (self.slots.get_mut(&exec.slot), exec.stdin) else { return };
        slot.dirty = true;
        type_keys(slot, exec.pid, input, data, tty);
        if closed {
            slot.kernel.close_input(input);
        }
    }

    /// Input for the main process of a container.
    pub fn type_into_main(&mut self, place: u32, data: &[u8], closed: bool) {
        let Some(p) = self.places.get(&place) else { return };
        let (Some(slot), Some(input)) = (self.slots.get_mut(&p.slot), p.stdin) else { return };
        slot.dirty = true;
        type_keys(slot, p.main, input, data, p.tty);
        if closed && !p.tty {
            slot.kernel.close_input(input);
        }
    }

    /// Ends a command whose caller has gone (or whose time is up).
    pub fn stop_exec(&mut self, id: ExecId, signal: Signal) {
        if let Some(exec) = self.execs.get(&id)
            && let Some(slot) = self.slots.get_mut(&exec.slot)
        {
            slot.kernel.signal(exec.pid, signal);
            slot.dirty = true;
        }
    }

    /// Takes the output of the commands in a slot, and notices their end.
    pub(super) fn look_at_execs(&mut self, slot: u32, _out: &mut Outside<'_>, happened: &mut Vec<Happening>) {
        let ids: Vec<ExecId> = self.execs.iter().filter(|(_, e)| e.slot == slot).map(|(id, _)| *id).collect();
        for id in ids {
            let Some(exec) = self.execs.get(&id).cloned() else { continue };
            // With the container its commands have ended.
            let Some(slot) = self.slots.get_mut(&slot) else {
                self.execs.remove(&id);
                let exit = Some(Exit::signal(Signal::Kill));
                happened.push(Happening::Exec(Executed { id, output: Vec::new(), exit }));
                continue;
            };
            let output = slot.kernel.take_output(exec.sink);
            let exit = slot.kernel.reap(exec.pid);
            let lost = exit.is_none() && self.places.get(&exec.place).is_none_or(|p| p.ended);
            let exit = exit.or(lost.then(|| Exit::signal(Signal::Kill)));
            if exit.is_some() {
                slot.kernel.close_sink(exec.sink);
                self.execs.remove(&id);
            }
            if exit.is_some() || !output.is_empty() {
                happened.push(Happening::Exec(Executed { id, output, exit }));
            }
        }
    }
}

fn type_keys(slot: &mut Slot, pid: Pid, input: InputId, data: &[u8], tty: bool) {
    if !tty {
        return slot.kernel.feed(input, data);
    }
    for byte in data {
        match byte {
            3 => slot.kernel.interrupt(pid, Signal::Int),
            4 => slot.kernel.feed_end(input),
            b'\r' => slot.kernel.feed(input, b"\n"),
            byte => slot.kernel.feed(input, &[*byte]),
        }
    }
}
