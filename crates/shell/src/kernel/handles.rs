//! What a file descriptor stands for: pipes, open files, and the sinks in which a host collects output.
//! References are counted in the tables and not by `Rc`, because a clone of the kernel must be a world of its own.

use sorted::SortedMap;
use std::collections::VecDeque;

use crate::files::{Device, Errno};

/// A pipe whose reader has this much before it is "full".
pub(super) const PIPE_SIZE: usize = 64 << 10;
/// A sink which its host has not emptied for this much makes its writers wait.
pub(super) const SINK_SIZE: usize = 1 << 20;

/// A pipe into which the host writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputId(pub(super) u32);

/// A place where the host collects output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SinkId(pub(super) u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// A piece of output, in the order written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    pub stream: Stream,
    pub data: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handle {
    Device(Device),
    PipeRead(u32),
    PipeWrite(u32),
    File(u32),
    Sink(SinkId, Stream),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Pipe {
    pub data: VecDeque<u8>,
    pub readers: u32,
    pub writers: u32,
    pub terminal: bool,
    /// Ctrl-D: the next read of an empty pipe says end of file, once.
    pub end_once: bool,
}

#[derive(Clone, Debug)]
pub(super) struct OpenFile {
    pub path: String,
    pub offset: usize,
    pub append: bool,
    pub read: bool,
    pub write: bool,
    pub count: u32,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Sink {
    pub chunks: Vec<Chunk>,
    pub size: usize,
    pub terminal: bool,
}

impl Sink {
    pub fn push(&mut self, stream: Stream, data: &[u8]) {
        self.size += data.len();
        match self.chunks.last_mut() {
            Some(last) if last.stream == stream => last.data.extend_from_slice(data),
            _ => self.chunks.push(Chunk { stream, data: data.to_vec() }),
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Handles {
    pub pipes: SortedMap<u32, Pipe>,
    pub files: SortedMap<u32, OpenFile>,
    pub sinks: SortedMap<SinkId, Sink>,
    next: u32,
}

impl Handles {
    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// A pipe without readers and writers; the callers retain its ends.
    pub fn add_pipe(&mut self) -> u32 {
        let id = self.fresh();
        self.pipes.insert(id, Pipe::default());
        id
    }

    pub fn add_file(&mut self, file: OpenFile) -> Handle {
        let id = self.fresh();
        self.files.insert(id, file);
        Handle::File(id)
    }

    pub fn add_sink(&mut self, terminal: bool) -> SinkId {
        let id = SinkId(self.fresh());
        self.sinks.insert(id, Sink { terminal, ..Sink::default() });
        id
    }

    pub fn retain(&mut self, handle: Handle) {
        match handle {
            Handle::PipeRead(id) => self.pipes.entry(id).or_default().readers += 1,
            Handle::PipeWrite(id) => self.pipes.entry(id).or_default().writers += 1,
            Handle::File(id) => {
                if let Some(file) = self.files.get_mut(&id) {
                    file.count += 1;
                }
            }
            Handle::Device(_) | Handle::Sink(..) => {}
        }
    }

    pub fn release(&mut self, handle: Handle) {
        match handle {
            Handle::PipeRead(id) | Handle::PipeWrite(id) => {
                let Some(pipe) = self.pipes.get_mut(&id) else { return };
                let end = if matches!(handle, Handle::PipeRead(_)) { &mut pipe.readers } else { &mut pipe.writers };
                *end = end.saturating_sub(1);
                if pipe.readers == 0 && pipe.writers == 0 {
                    self.pipes.remove(&id);
                }
            }
            Handle::File(id) => {
                let Some(file) = self.files.get_mut(&id) else { return };
                file.count = file.count.saturating_sub(1);
                if file.count == 0 {
                    self.files.remove(&id);
                }
            }
            Handle::Device(_) | Handle::Sink(..) => {}
        }
    }

    pub fn is_terminal(&self, handle: Handle) -> bool {
        match handle {
            Handle::PipeRead(id) => self.pipes.get(&id).is_some_and(|pipe| pipe.terminal),
            Handle::Sink(id, _) => self.sinks.get(&id).is_some_and(|sink| sink.terminal),
            _ => false,
        }
    }

    /// Whether a read would answer at once.
    pub fn is_readable(&self, handle: Handle) -> bool {
        match handle {
            Handle::PipeRead(id) => {
                self.pipes.get(&id).is_none_or(|pipe| !pipe.data.is_empty() || pipe.writers == 0 || pipe.end_once)
            }
            _ => true,
        }
    }

    /// Whether the writer should wait for the reader.
    pub fn is_full(&self, handle: Handle) -> bool {
        match handle {
            Handle::PipeWrite(id) => {
                self.pipes.get(&id).is_some_and(|pipe| pipe.readers > 0 && pipe.data.len() >= PIPE_SIZE)
            }
            Handle::Sink(id, _) => self.sinks.get(&id).is_some_and(|sink| sink.size >= SINK_SIZE),
            _ => false,
        }
    }
}

/// What a read gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    Data(Vec<u8>),
    End,
    /// Nothing yet: wait until the descriptor is readable.
    Wait,
}

/// Why a write failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// Nobody reads. The kernel ends the process with PIPE after this poll.
    Broken,
    /// The descriptor is not open for writing.
    BadDescriptor,
    File(Errno),
}

impl WriteError {
    pub fn text(self) -> &'static str {
        match self {
            WriteError::Broken => "Broken pipe",
            WriteError::BadDescriptor => "Bad file descriptor",
            WriteError::File(errno) => errno.text(),
        }
    }
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    Read,
    /// Created, or emptied.
    Write,
    /// Created; writes go to its end.
    Append,
    ReadWrite,
}
