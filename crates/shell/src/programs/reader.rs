//! Programs that read files or standard input and write as they go.

use super::Call;
use crate::files::Errno;
use crate::kernel::{Input, Io, Open};
use crate::program::{Poll, Program, Wait};
use crate::system::System;

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    Continue,
    /// Done with this exit code, whatever is still to be read.
    Stop(i32),
    /// Done with this file.
    NextFile,
    /// Others have their turn before the rest of this chunk; asked again with an empty one.
    Busy,
}

/// Steps that a language's program runs before others have their turn, and what they cost.
pub(crate) const STEPS_AT_ONCE: u32 = 20_000;
pub(crate) const STEPS_A_FUEL: u32 = 20;

/// What a program does with its input.
pub(crate) trait Filter: CloneFilter {
    /// A file begins. The name is `-` for standard input.
    fn open(&mut self, _name: &str, _call: &mut Call<'_, '_>) -> Flow {
        Flow::Continue
    }

    /// An operand that is no file, which the program takes for itself (awk's `name=value`).
    fn operand(&mut self, _text: &str) -> bool {
        false
    }

    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow;

    /// A file has ended.
    fn close(&mut self, _call: &mut Call<'_, '_>) -> Flow {
        Flow::Continue
    }

    /// All input has ended; the exit code.
    fn end(&mut self, _call: &mut Call<'_, '_>) -> i32 {
        0
    }
}

/// Copies a filter behind its box: what can be cloned has it.
pub(crate) trait CloneFilter {
    fn clone_box(&self) -> Box<dyn Filter>;
}

impl<F: Filter + Clone + 'static> CloneFilter for F {
    fn clone_box(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Filter> {
    fn clone(&self) -> Self {
        (**self).clone_box()
    }
}

/// A filter with its input files, as a program.
#[derive(Clone)]
pub(crate) struct Reader {
    name: String,
    filter: Box<dyn Filter>,
    inputs: Vec<String>,
    next: usize,
    fd: Option<u32>,
    status: i32,
    /// Directories are read file by file.
    recursive: bool,
    /// Says nothing about files that cannot be read.
    silent: bool,
    /// The filter has not done with its last chunk.
    busy: bool,
}

impl Reader {
    /// Reads these files; standard input if there are none.
    pub fn new(name: &str, filter: Box<dyn Filter>, files: &[String]) -> Reader {
        let inputs = if files.is_empty() { vec!["-".to_string()] } else { files.to_vec() };
        Reader {
            name: name.to_string(),
            filter,
            inputs,
            next: 0,
            fd: None,
            status: 0,
            recursive: false,
            silent: false,
            busy: false,
        }
    }

    pub fn recursive(mut self, recursive: bool) -> Reader {
        self.recursive = recursive;
        self
    }

    pub fn silent(mut self, silent: bool) -> Reader {
        self.silent = silent;
        self
    }

    /// Puts the files of a directory in its place.
    fn descend(&mut self, call: &mut Call<'_, '_>, name: &str) {
        let entries = call.sys.files().list(&call.io.path(name)).unwrap_or_default();
        let below = entries.into_iter().map(|(entry, _)| crate::files::path::join(name, &entry));
        self.inputs.splice(self.next..self.next, below);
    }

    /// Opens the next input; true when there is one to read.
    fn open(&mut self, call: &mut Call<'_, '_>) -> Option<Flow> {
        let name = self.inputs.get(self.next)?.clone();
        self.next += 1;
        if self.filter.operand(&name) {
            return Some(Flow::Continue);
        }
        if name == "-" {
            self.fd = Some(0);
        } else {
            match call.io.open(call.sys, &name, Open::Read) {
                Ok(fd) => self.fd = Some(fd),
                Err(Errno::IsDirectory) if self.recursive => {
                    self.descend(call, &name);
                    return Some(Flow::NextFile);
                }
                Err(error) => {
                    let busybox = call.busybox();
                    if !self.silent {
                        call.err(&open_error(&self.name, &name, error, busybox));
                    }
                    self.status = if matches!(self.name.as_str(), "grep" | "sed" | "sort" | "awk" | "jq")
                        && !(busybox && self.name != "grep")
                    {
                        2
                    } else {
                        1
                    };
                    return Some(Flow::NextFile);
                }
            }
        }
        Some(self.filter.open(&name, call))
    }

    fn close(&mut self, call: &mut Call<'_, '_>) -> Flow {
        if let Some(fd) = self.fd.take()
            && fd != 0
        {
            call.io.close(fd);
        }
        self.filter.close(call)
    }
}

impl Program for Reader {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let name = self.name.clone();
        let mut call = Call { name: &name, args: &[], io, sys, failed: None };
        loop {
            if call.failed.is_some() {
                return Poll::Exit(call.finish(self.status));
            }
            if call.io.full(1) {
                return Wait::writable(1);
            }
            if !call.io.spend(2) {
                return Wait::again();
            }
            let Some(fd) = self.fd else {
                match self.open(&mut call) {
                    None => {
                        let code = self.filter.end(&mut call).max(self.status);
                        return Poll::Exit(call.finish(code));
                    }
                    Some(Flow::Stop(code)) => return Poll::Exit(call.finish(code)),
                    Some(_) => continue,
                }
            };
            let data = if self.busy { Ok(Input::Data(Vec::new())) } else { call.io.read(call.sys, fd, 16384) };
            let flow = match data {
                Ok(Input::Wait) => return Wait::readable(fd),
                Ok(Input::Data(data)) => {
                    call.io.spend(data.len() as u32 / 512);
                    self.filter.chunk(&data, &mut call)
                }
                Ok(Input::End) | Err(_) => Flow::NextFile,
            };
            self.busy = flow == Flow::Busy;
            let flow = if flow == Flow::NextFile { self.close(&mut call) } else { flow };
            if let Flow::Stop(code) = flow {
                return Poll::Exit(call.finish(code));
            }
        }
    }
}

/// Each program has its own words for a file that cannot be read.
pub(crate) fn open_error(program: &str, file: &str, error: Errno, busybox: bool) -> String {
    let dir = error == Errno::IsDirectory;
    let text = match program {
        "cat" | "tac" | "tail" | "nl" if busybox && !dir => format!("can't open '{file}': {error}"),
        "cat" | "head" | "tail" if busybox => format!("read error: {error}"),
        "head" | "tail" if dir => format!("error reading '{file}': {error}"),
        "head" | "tail" => format!("cannot open '{file}' for reading: {error}"),
        "sed" if !busybox && dir => format!("couldn't read {file}: {error}"),
        "sed" if !busybox => format!("can't read {file}: {error}"),
        "sort" if !busybox && dir => format!("read failed: {file}: {error}"),
        "sort" if !busybox => format!("cannot read: {file}: {error}"),
        "jq" => format!("error: Could not open {file}: {error}"),
        "awk" if !busybox => format!("cannot open {file} ({error})"),
        _ => format!("{file}: {error}"),
    };
    format!("{program}: {text}\n")
}

/// Keeps a chunk for a program that needs all of its input, until there is too much of it.
pub(crate) fn gather(all: &mut Vec<u8>, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
    all.extend_from_slice(data);
    if all.len() > crate::files::MAX_FILE { Flow::Stop(call.fail("memory exhausted")) } else { Flow::Continue }
}

/// Cuts chunks into lines; the newline is not part of a line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    rest: Vec<u8>,
}

/// Lines longer than this are cut.
const MAX_LINE: usize = 4 << 20;

impl Lines {
    /// Adds a chunk and gives the lines that are complete.
    pub fn push(&mut self, data: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        for piece in data.split_inclusive(|byte| *byte == b'\n') {
            self.rest.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.rest.pop();
                lines.push(take(&mut self.rest));
            } else if self.rest.len() > MAX_LINE {
                lines.push(take(&mut self.rest));
            }
        }
        lines
    }

    /// The last line, if it has no newline.
    pub fn last(&mut self) -> Option<String> {
        (!self.rest.is_empty()).then(|| take(&mut self.rest))
    }
}

fn take(bytes: &mut Vec<u8>) -> String {
    let bytes = std::mem::take(bytes);
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
