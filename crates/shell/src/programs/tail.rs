//! `tail`, with `-f`. Reading without end (`tail /dev/zero`) takes more and more memory, as the real one does.

use super::{Call, Flags, Refusal, head};
use crate::kernel::{Input, Io, Open};
use crate::program::{Poll, Program, Wait};
use crate::system::System;

/// How much an endless input gives in a tenth of a second.
const FLOOD_STEP: u64 = 32 << 20;

#[derive(Clone)]
struct Tail {
    bytes: bool,
    count: usize,
    /// `+3`: from there on, instead of the last ones.
    from_start: bool,
    follow: bool,
    /// Waits for files that are not there.
    retry: bool,
    files: Vec<String>,
    titles: bool,
    next: usize,
    shown: usize,
    fd: Option<u32>,
    data: Vec<u8>,
    /// Bytes that were read and are not in `data`: of an endless device, or of a line without end.
    flood: u64,
    wake: i64,
    /// Files that are followed: name, descriptor.
    following: Vec<(String, u32)>,
    /// Files that are waited for.
    missing: Vec<String>,
    last_title: usize,
    status: i32,
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let args: Vec<String> = argv[1..]
        .iter()
        .enumerate()
        .map(|(at, arg)| match arg.strip_prefix(['-', '+']) {
            Some(digits) if at == 0 && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) => {
                if arg.starts_with('+') { format!("-n+{digits}") } else { format!("-n{digits}") }
            }
            _ => arg.clone(),
        })
        .collect();
    let long = [("lines", 'n'), ("bytes", 'c'), ("follow", 'f'), ("quiet", 'q'), ("verbose", 'v'), ("retry", 'F')];
    let flags = match Flags::parse(&args, "n:c:fFqvs:", &long) {
        Ok(flags) => flags,
        Err(error) => return super::refuse("tail", error),
    };
    let bytes = flags.last_of("nc") == Some('c');
    let value = flags.value(if bytes { 'c' } else { 'n' }).unwrap_or("10");
    let Some((_, count)) = head::number(value) else {
        let what = if bytes { "bytes" } else { "lines" };
        return Box::new(Refusal { text: format!("tail: invalid number of {what}: '{value}'\n"), code: 1 });
    };
    let files = if flags.rest.is_empty() { vec!["-".to_string()] } else { flags.rest.clone() };
    Box::new(Tail {
        bytes,
        count,
        from_start: value.starts_with('+'),
        follow: flags.has('f') || flags.has('F'),
        retry: flags.has('F'),
        titles: (files.len() > 1 && !flags.has('q')) || flags.has('v'),
        files,
        next: 0,
        shown: 0,
        fd: None,
        data: Vec::new(),
        flood: 0,
        wake: 0,
        following: Vec::new(),
        missing: Vec::new(),
        last_title: 0,
        status: 0,
    })
}

impl Tail {
    /// What of the data is to be shown.
    fn part(&self) -> &[u8] {
        let data = &self.data;
        if self.bytes {
            let skip =
                if self.from_start { self.count.saturating_sub(1) } else { data.len().saturating_sub(self.count) };
            return &data[skip.min(data.len())..];
        }
        let lines: Vec<&[u8]> = data.split_inclusive(|byte| *byte == b'\n').collect();
        let skip = if self.from_start { self.count.saturating_sub(1) } else { lines.len().saturating_sub(self.count) };
        let start: usize = lines[..skip.min(lines.len())].iter().map(|line| line.len()).sum();
        &data[start..]
    }

    fn open(&mut self, call: &mut Call<'_, '_>) {
        let name = self.files[self.next].clone();
        self.next += 1;
        self.data.clear();
        self.flood = 0;
        if name == "-" {
            self.fd = Some(0);
            return;
        }
        match call.io.open(call.sys, &name, Open::Read) {
            Ok(fd) => self.fd = Some(fd),
            Err(error) => {
                let busybox = call.busybox();
                call.err(&super::reader::open_error("tail", &name, error, busybox));
                self.status = 1;
                if self.retry {
                    self.missing.push(name);
                }
            }
        }
    }

    /// Follows what was waited for and is there now.
    fn look_again(&mut self, call: &mut Call<'_, '_>) {
        for name in std::mem::take(&mut self.missing) {
            let Ok(fd) = call.io.open(call.sys, &name, Open::Read) else {
                self.missing.push(name);
                continue;
            };
            let text = match call.busybox() {
                true => format!("tail: {name} has appeared; following end of new file\n"),
                false => format!("tail: '{name}' has appeared;  following new file\n"),
            };
            call.err(&text);
            self.following.push((name, fd));
        }
    }

    /// A file has been read to its end.
    fn show(&mut self, call: &mut Call<'_, '_>, fd: u32) {
        let name = self.files[self.next - 1].clone();
        head::title(self.titles, &mut self.shown, &name, call);
        self.last_title = self.following.len();
        let part = self.part().to_vec();
        call.out_bytes(&part);
        self.data.clear();
        self.fd = None;
        if self.follow && fd != 0 {
            self.following.push((name, fd));
        } else if fd != 0 {
            call.io.close(fd);
        }
    }

    /// Shows what has been appended to followed files.
    fn follow(&mut self, call: &mut Call<'_, '_>) -> Poll {
        self.look_again(call);
        if self.following.is_empty() && self.missing.is_empty() {
            if self.status == 1 && call.busybox() && self.shown == 0 {
                call.fail("no files");
            } else if self.follow && self.status == 1 {
                call.fail("no files remaining");
            }
            let status = self.status;
            return Poll::Exit(call.finish(status));
        }
        for (at, (name, fd)) in self.following.clone().into_iter().enumerate() {
            while let Ok(Input::Data(data)) = call.io.read(call.sys, fd, 65536) {
                if self.last_title != at {
                    self.last_title = at;
                    head::title(self.titles, &mut self.shown, &name, call);
                }
                call.out_bytes(&data);
            }
        }
        Wait::until(call.sys.now() + 1_000_000)
    }
}

impl Program for Tail {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let mut call = Call { name: "tail", args: &[], io, sys, failed: None };
        loop {
            if !call.io.spend(2) {
                return Wait::again();
            }
            let Some(fd) = self.fd else {
                if self.next == self.files.len() {
                    return self.follow(&mut call);
                }
                self.open(&mut call);
                continue;
            };
            if self.flood > 0 && call.sys.now() < self.wake {
                return Wait::until(self.wake);
            }
            match call.io.read(call.sys, fd, 65536) {
                Ok(Input::Wait) => return Wait::readable(fd),
                Ok(Input::End) | Err(_) => self.show(&mut call, fd),
                Ok(Input::Data(data)) if call.io.is_endless(fd) => {
                    // Nothing ever ends a line here: all of it is kept.
                    self.data.truncate(data.len());
                    self.flood += FLOOD_STEP;
                    call.io.set_memory(self.flood);
                    self.wake = call.sys.now() + 100_000;
                    if self.flood > 64 << 30 {
                        return Poll::Exit(call.fail("memory exhausted"));
                    }
                    return Wait::until(self.wake);
                }
                Ok(Input::Data(data)) => {
                    let ends_lines = data.contains(&b'\n');
                    // Of a line without end only the beginning is kept; all of it takes memory.
                    if self.data.len() < crate::files::MAX_FILE {
                        self.data.extend(data);
                    } else {
                        self.flood += data.len() as u64;
                    }
                    if self.data.len() > 8 << 20 && !self.from_start && ends_lines {
                        let keep = self.part().to_vec();
                        self.data = keep;
                    }
                    call.io.set_memory((1 << 20) + self.data.len() as u64 + self.flood);
                }
            }
        }
    }
}
