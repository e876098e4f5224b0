//! What a program holds while it is polled: its own process, and through it files, pipes and children.

use super::handles::{Handle, Input, Open, OpenFile, WriteError};
use super::process::{Env, Pid, Process, ProcessInfo, Prompt};
use super::{Kernel, NewProcess};
use crate::files::{Device, Errno, path};
use crate::program::{Exit, Program, Signal};
use crate::system::{NetError, System};

/// Descriptors from here on are a program's own; children do not inherit them.
pub const PRIVATE_FD: u32 = 10;

/// What a new process costs its parent.
const SPAWN_COST: u32 = 20;

/// The kernel's face to the process that is being polled.
pub struct Io<'a> {
    pub(super) kernel: &'a mut Kernel,
    pub(super) pid: Pid,
    pub(super) fuel: u32,
}

/// A child to be started.
pub struct Child {
    pub argv: Vec<String>,
    pub program: Box<dyn Program>,
    pub env: Env,
    /// (descriptor of the child, own descriptor). All others below [`PRIVATE_FD`] are inherited.
    pub fds: Vec<(u32, u32)>,
    pub group: Group,
}

/// The process group of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The parent's: Ctrl-C reaches both.
    Inherit,
    /// Its own.
    New,
    Join(Pid),
}

impl Io<'_> {
    fn me(&mut self) -> &mut Process {
        self.kernel.processes.get_mut(&self.pid).expect("the polled process is in the table")
    }

    fn process(&self) -> &Process {
        &self.kernel.processes[&self.pid]
    }

    fn handle(&self, fd: u32) -> Option<Handle> {
        self.process().fds.get(&fd).copied()
    }

    /// Takes fuel for some work; false when the slice is used up and the program should return [`crate::Wait::again`].
    pub fn spend(&mut self, steps: u32) -> bool {
        self.fuel = self.fuel.saturating_sub(steps);
        self.fuel > 0
    }

    /// Counts processor time that a program is taken to use, beside that of its steps.
    pub fn compute(&mut self, micros: u64) {
        let place = self.process().place;
        self.kernel.count(place, micros);
    }

    pub fn pid(&self) -> Pid {
        self.pid
    }

    pub fn parent(&self) -> Pid {
        self.process().parent
    }

    pub fn argv(&self) -> Vec<String> {
        self.process().argv.clone()
    }

    pub fn env(&self, name: &str) -> Option<String> {
        self.process().env.get(name).map(str::to_string)
    }

    pub fn environment(&self) -> Env {
        self.process().env.clone()
    }

    pub fn cwd(&self) -> String {
        self.process().cwd.clone()
    }

    pub fn set_cwd(&mut self, cwd: &str) {
        self.me().cwd = cwd.to_string();
    }

    /// A path of the user made absolute.
    pub fn path(&self, text: &str) -> String {
        path::join(&self.process().cwd, text)
    }

    // Descriptors.

    pub fn is_open(&self, fd: u32) -> bool {
        self.handle(fd).is_some()
    }

    pub fn is_terminal(&self, fd: u32) -> bool {
        self.handle(fd).is_some_and(|handle| self.kernel.handles.is_terminal(handle))
    }

    /// Whether reading this descriptor never comes to an end.
    pub fn is_endless(&self, fd: u32) -> bool {
        matches!(self.handle(fd), Some(Handle::Device(Device::Zero | Device::Full | Device::Random | Device::Urandom)))
    }

    /// Whether the reader of this descriptor should be waited for before more is written.
    pub fn full(&self, fd: u32) -> bool {
        self.handle(fd).is_some_and(|handle| self.kernel.handles.is_full(handle))
    }

    /// Reads at most `max` bytes.
    pub fn read(&mut self, sys: &mut dyn System, fd: u32, max: usize) -> Result<Input, Errno> {
        let Some(handle) = self.handle(fd) else { return Ok(Input::End) };
        match handle {
            Handle::Device(Device::Zero | Device::Full) => Ok(Input::Data(vec![0; max.min(65536)])),
            Handle::Device(Device::Random | Device::Urandom) => {
                let count = max.min(256);
                let mut data = Vec::with_capacity(count + 8);
                while data.len() < count {
                    data.extend_from_slice(&sys.random().to_le_bytes());
                }
                data.truncate(count);
                Ok(Input::Data(data))
            }
            Handle::Device(_) | Handle::PipeWrite(_) | Handle::Sink(..) => Ok(Input::End),
            Handle::PipeRead(id) => {
                let Some(pipe) = self.kernel.handles.pipes.get_mut(&id) else { return Ok(Input::End) };
                if !pipe.data.is_empty() {
                    let count = pipe.data.len().min(max);
                    return Ok(Input::Data(pipe.data.drain(..count).collect()));
                }
                if std::mem::take(&mut pipe.end_once) || pipe.writers == 0 {
                    return Ok(Input::End);
                }
                Ok(Input::Wait)
            }
            Handle::File(id) => {
                let Some(file) = self.kernel.handles.files.get_mut(&id) else { return Ok(Input::End) };
                if !file.read {
                    return Ok(Input::End);
                }
                let data = sys.files().read_at(&file.path, file.offset, max).or_else(|error| match error {
                    Errno::NoEntry => Ok(Default::default()),
                    error => Err(error),
                })?;
                file.offset += data.len();
                if data.is_empty() { Ok(Input::End) } else { Ok(Input::Data(data)) }
            }
        }
    }

    /// Gives back bytes that were read too far (`read` takes one line).
    pub fn unread(&mut self, fd: u32, data: &[u8]) {
        match self.handle(fd) {
            Some(Handle::PipeRead(id)) => {
                if let Some(pipe) = self.kernel.handles.pipes.get_mut(&id) {
                    for byte in data.iter().rev() {
                        pipe.data.push_front(*byte);
                    }
                }
            }
            Some(Handle::File(id)) => {
                if let Some(file) = self.kernel.handles.files.get_mut(&id) {
                    file.offset = file.offset.saturating_sub(data.len());
                }
            }
            _ => {}
        }
    }

    pub fn write(&mut self, sys: &mut dyn System, fd: u32, data: &[u8]) -> Result<(), WriteError> {
        let handle = self.handle(fd).ok_or(WriteError::BadDescriptor)?;
        if data.is_empty() {
            return Ok(());
        }
        match handle {
            Handle::Device(Device::Full) => Err(WriteError::File(Errno::NoSpace)),
            Handle::Device(_) => Ok(()),
            Handle::PipeRead(_) => Err(WriteError::BadDescriptor),
            Handle::PipeWrite(id) => match self.kernel.handles.pipes.get_mut(&id) {
                Some(pipe) if pipe.readers > 0 => {
                    pipe.data.extend(data);
                    Ok(())
                }
                _ => {
                    self.me().broken_pipe = true;
                    Err(WriteError::Broken)
                }
            },
            Handle::Sink(id, stream) => {
                if let Some(sink) = self.kernel.handles.sinks.get_mut(&id) {
                    sink.push(stream, data);
                }
                Ok(())
            }
            Handle::File(id) => {
                let Some(file) = self.kernel.handles.files.get_mut(&id) else { return Ok(()) };
                if !file.write {
                    return Err(WriteError::BadDescriptor);
                }
                let offset = if file.append { None } else { Some(file.offset) };
                match sys.files().write_at(&file.path, offset, data) {
                    Ok(end) => file.offset = end,
                    // The file has been removed since: the data goes where no name leads.
                    Err(Errno::NoEntry) => {}
                    Err(error) => return Err(WriteError::File(error)),
                }
                Ok(())
            }
        }
    }

    /// Writes text to standard output. A failure is remembered by the process (a broken pipe ends it).
    pub fn out(&mut self, sys: &mut dyn System, text: &str) {
        let _broken = self.write(sys, 1, text.as_bytes());
    }

    /// Writes text to standard error.
    pub fn err(&mut self, sys: &mut dyn System, text: &str) {
        let _broken = self.write(sys, 2, text.as_bytes());
    }

    /// Opens a file on the lowest free private descriptor.
    pub fn open(&mut self, sys: &mut dyn System, name: &str, how: Open) -> Result<u32, Errno> {
        let path = self.path(name);
        let handle = match self.special(&path) {
            Some(handle) => handle,
            None => match self.open_file(sys, path.clone(), how) {
                Err(Errno::NoEntry) => match self.kernel_file(sys, &path) {
                    Some(text) => self.full_pipe(text),
                    None => return Err(Errno::NoEntry),
                },
                other => other?,
            },
        };
        Ok(self.install(handle))
    }

    /// `/dev/stdout`, `/proc/1/fd/1` and their like name descriptors.
    fn special(&self, path: &str) -> Option<Handle> {
        let (pid, fd) = match path {
            "/dev/stdin" => (self.pid, 0),
            "/dev/stdout" => (self.pid, 1),
            "/dev/stderr" => (self.pid, 2),
            "/dev/tty" => (self.pid, 1),
            _ => {
                let rest = path.strip_prefix("/proc/").or_else(|| path.strip_prefix("/dev/"))?;
                let (who, fd) = match rest.split_once("fd/")? {
                    ("", fd) => ("self", fd),
                    (who, fd) => (who.trim_end_matches('/'), fd),
                };
                let pid = if who == "self" { self.pid } else { who.parse().ok()? };
                (pid, fd.parse().ok()?)
            }
        };
        self.kernel.processes.get(&pid)?.fds.get(&fd).copied()
    }

    /// The reading end of a pipe that nobody writes to any more.
    fn full_pipe(&mut self, text: String) -> Handle {
        let pipe = self.kernel.handles.add_pipe();
        self.kernel.handles.pipes.entry(pipe).or_default().data.extend(text.into_bytes());
        Handle::PipeRead(pipe)
    }

    fn open_file(&mut self, sys: &mut dyn System, path: String, how: Open) -> Result<Handle, Errno> {
        let mut files = sys.files();
        match files.stat(&path) {
            Ok(stat) if stat.is_directory() => return Err(Errno::IsDirectory),
            Ok(stat) if stat.device.is_some() => {
                let device = stat.device.unwrap_or(Device::Null);
                return Ok(Handle::Device(device));
            }
            Ok(_) if how == Open::Write => files.write(&path, Vec::new())?,
            Ok(_) if how != Open::Read => {
                files.write_at(&path, None, &[])?;
            }
            Ok(_) => {}
            Err(Errno::NoEntry) if how != Open::Read => files.write(&path, Vec::new())?,
            Err(error) => return Err(error),
        }
        let file = OpenFile {
            path: files.canonical(&path)?,
            offset: 0,
            append: how == Open::Append,
            read: matches!(how, Open::Read | Open::ReadWrite),
            write: how != Open::Read,
            count: 0,
        };
        Ok(self.kernel.handles.add_file(file))
    }

    fn install(&mut self, handle: Handle) -> u32 {
        let fd = (PRIVATE_FD..).find(|fd| !self.is_open(*fd)).unwrap_or(PRIVATE_FD);
        self.kernel.handles.retain(handle);
        self.me().fds.insert(fd, handle);
        fd
    }

    pub fn close(&mut self, fd: u32) {
        if let Some(handle) = self.me().fds.remove(&fd) {
            self.kernel.handles.release(handle);
        }
    }

    /// Makes `to` the same as `from`. False: `from` is not open.
    pub fn dup(&mut self, from: u32, to: u32) -> bool {
        let Some(handle) = self.handle(from) else { return false };
        if from != to {
            self.kernel.handles.retain(handle);
            self.close(to);
            self.me().fds.insert(to, handle);
        }
        true
    }

    /// A copy on a private descriptor, to be put back later.
    pub fn save(&mut self, fd: u32) -> Option<u32> {
        let handle = self.handle(fd)?;
        Some(self.install(handle))
    }

    /// A new pipe: (read end, write end), both private.
    pub fn pipe(&mut self) -> (u32, u32) {
        let id = self.kernel.handles.add_pipe();
        (self.install(Handle::PipeRead(id)), self.install(Handle::PipeWrite(id)))
    }

    /// A read end that holds this text (a here-document).
    pub fn text_input(&mut self, text: &str) -> u32 {
        let (read, write) = self.pipe();
        if let Some(Handle::PipeRead(id)) = self.handle(read)
            && let Some(pipe) = self.kernel.handles.pipes.get_mut(&id)
        {
            pipe.data.extend(text.as_bytes());
        }
        self.close(write);
        read
    }

    // Processes.

    /// Whether the table of processes is full: a fork bomb.
    pub fn is_crowded(&self) -> bool {
        self.kernel.processes.len() >= super::MAX_PROCESSES
    }

    /// Starts a child. 0 when the table of processes is full (see [`Io::is_crowded`]).
    pub fn spawn(&mut self, sys: &mut dyn System, child: Child) -> Pid {
        if self.is_crowded() {
            return 0;
        }
        self.spend(SPAWN_COST);
        let me = self.process();
        let mut fds: Vec<(u32, Handle)> =
            me.fds.iter().filter(|(fd, _)| **fd < PRIVATE_FD).map(|(fd, handle)| (*fd, *handle)).collect();
        for (fd, own) in &child.fds {
            fds.retain(|entry| entry.0 != *fd);
            if let Some(handle) = me.fds.get(own) {
                fds.push((*fd, *handle));
            }
        }
        let new = NewProcess {
            parent: self.pid,
            group: match child.group {
                Group::Inherit => Some(me.group),
                Group::New => None,
                Group::Join(group) => Some(group),
            },
            place: me.place,
            argv: child.argv,
            env: child.env,
            cwd: me.cwd.clone(),
            ignored: me.ignored.clone(),
            fds,
            program: child.program,
        };
        self.kernel.add(sys.now(), new)
    }

    /// The exit of a child that has ended, once: the child is gone afterwards.
    pub fn reap(&mut self, pid: Pid) -> Option<Exit> {
        let child = self.kernel.processes.get(&pid)?;
        let exit = if child.parent == self.pid { child.exit } else { None };
        if exit.is_some() {
            self.kernel.processes.remove(&pid);
        }
        exit
    }

    /// Whether there is such a child that has not been reaped.
    pub fn is_child(&self, pid: Pid) -> bool {
        self.kernel.processes.get(&pid).is_some_and(|process| process.parent == self.pid)
    }

    /// Sends a signal; false when there is no such process.
    pub fn kill(&mut self, pid: Pid, signal: Signal) -> bool {
        self.kernel.signal(pid, signal)
    }

    /// Sends a signal to all processes of a group.
    pub fn kill_group(&mut self, group: Pid, signal: Signal) -> bool {
        self.kernel.signal_group(group, signal)
    }

    /// Whether a process of this number is alive.
    pub fn is_alive(&self, pid: Pid) -> bool {
        self.kernel.processes.get(&pid).is_some_and(|process| process.exit.is_none())
    }

    pub fn processes(&self) -> Vec<ProcessInfo> {
        self.kernel.list(Some(self.pid))
    }

    /// Signals that this process and its children ignore from now on.
    pub fn ignore(&mut self, signals: &[Signal]) {
        self.me().ignored = signals.to_vec();
    }

    /// The environment that children and later `exec` see.
    pub fn set_environment(&mut self, env: Env) {
        self.me().env = env;
    }

    /// How much memory the process now uses. The host may end it for that.
    pub fn set_memory(&mut self, bytes: u64) {
        self.me().memory = bytes;
    }

    /// Opens a port, closed again when the process ends.
    pub fn listen(&mut self, sys: &mut dyn System, port: u16) -> Result<(), NetError> {
        sys.listen(port)?;
        self.me().ports.push(port);
        Ok(())
    }

    pub fn unlisten(&mut self, sys: &mut dyn System, port: u16) {
        let ports = &mut self.me().ports;
        if let Some(at) = ports.iter().position(|open| *open == port) {
            ports.remove(at);
            sys.unlisten(port);
        }
    }

    /// What an interactive shell tells its terminal.
    pub fn set_prompt(&mut self, prompt: Option<Prompt>) {
        self.me().prompt = prompt;
    }

    /// Whether it belongs to a job that its shell does not wait for.
    pub fn in_background(&self) -> bool {
        let group = self.process().group;
        let mut parent = self.kernel.processes.get(&self.process().parent);
        while let Some(process) = parent.filter(|p| p.group == group) {
            parent = self.kernel.processes.get(&process.parent);
        }
        parent.is_some_and(|shell| shell.foreground != Some(group))
    }

    /// The process group that Ctrl-C reaches; `None`: the shell itself.
    pub fn set_foreground(&mut self, group: Option<Pid>) {
        self.me().foreground = group;
    }
}
