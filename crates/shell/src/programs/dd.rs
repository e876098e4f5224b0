//! `dd` and `fallocate`: what people fill disks and memory with.

use super::{Call, Flags};
use crate::files::Errno;
use crate::kernel::{Input, Io, Open, WriteError};
use crate::program::{Poll, Program, Wait};
use crate::system::System;

/// So much is read at once, and so much is written in a millisecond.
const PIECE: u64 = 1 << 20;
/// It lets others go on after so much.
const STRIDE: u64 = 64 << 20;

#[derive(Clone)]
struct Dd {
    argv: Vec<String>,
    input: u32,
    output: u32,
    to: String,
    block: u64,
    count: u64,
    skip: u64,
    quiet: bool,
    brief: bool,
    started: Option<i64>,
    /// Bytes that were copied, and up to where it goes before the next pause.
    done: u64,
    pause: u64,
    wake: i64,
}

/// `1M`, `4k`, `2x512` is not known.
fn size(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let factor = match &text[digits.len()..] {
        "" | "c" => 1,
        "w" => 2,
        "b" => 512,
        "k" | "K" | "KiB" => 1 << 10,
        "kB" | "KB" => 1000,
        "m" | "M" | "MiB" => 1 << 20,
        "MB" => 1_000_000,
        "g" | "G" | "GiB" => 1 << 30,
        "GB" => 1_000_000_000,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    Box::new(Dd {
        argv: argv[1..].to_vec(),
        input: 0,
        output: 1,
        to: "standard output".into(),
        block: 512,
        count: u64::MAX,
        skip: 0,
        quiet: false,
        brief: false,
        started: None,
        done: 0,
        pause: STRIDE,
        wake: 0,
    })
}

impl Dd {
    /// Reads the operands and opens the files.
    fn begin(&mut self, call: &mut Call<'_, '_>) -> Result<(), String> {
        let (mut from, mut to, mut how) = (None, None, Open::Write);
        for operand in self.argv.clone() {
            let (name, value) = operand.split_once('=').unwrap_or((&operand, ""));
            let number = || size(value).ok_or_else(|| format!("invalid number '{value}'"));
            match name {
                "if" => from = Some(value.to_string()),
                "of" => to = Some(value.to_string()),
                "bs" | "ibs" | "obs" => self.block = number()?.max(1),
                "count" => self.count = number()?,
                "skip" => self.skip = number()?,
                "status" => (self.quiet, self.brief) = (value == "none", value == "noxfer"),
                "oflag" if value == "append" => how = Open::Append,
                "conv" | "iflag" | "oflag" => {}
                "seek" => return Err("not available here: seek is not simulated".into()),
                _ => return Err(format!("unrecognized operand '{operand}'")),
            }
        }
        let words = if call.busybox() { "can't open" } else { "failed to open" };
        let failed = |name: &str, error: Errno| format!("{words} '{name}': {error}");
        if let Some(name) = from {
            self.input = call.io.open(call.sys, &name, Open::Read).map_err(|error| failed(&name, error))?;
        }
        if let Some(name) = to {
            self.output = call.io.open(call.sys, &name, how).map_err(|error| failed(&name, error))?;
            self.to = name;
        }
        Ok(())
    }

    fn finish(&self, call: &mut Call<'_, '_>, code: i32) -> Poll {
        let done = self.done.saturating_sub(self.skip.saturating_mul(self.block));
        let records = format!("{}+{} records", done / self.block, u8::from(!done.is_multiple_of(self.block)));
        let micros = (call.sys.now() - self.started.unwrap_or(0)).max(0) as u64 + 20 + done / 1000;
        let seconds = micros as f64 / 1e6;
        let speed = (done as f64 / seconds) as u64;
        let rate = if call.busybox() {
            format!("{done} bytes ({}) copied, {seconds:.6} seconds, {}/s", short(done), short(speed))
        } else {
            let sizes = match done {
                0..1000 => String::new(),
                1000..1024 => format!(" ({})", long(done, 1000)),
                _ => format!(" ({}, {})", long(done, 1000), long(done, 1024)),
            };
            format!("{done} bytes{sizes} copied, {seconds} s, {}/s", long(speed, 1000))
        };
        if !self.quiet {
            // The block that could not be written has been read.
            let read = if code == 0 { records.clone() } else { format!("{}+0 records", done / self.block + 1) };
            call.err(&format!("{read} in\n{records} out\n"));
            if !self.brief {
                call.err(&format!("{rate}\n"));
            }
        }
        Poll::Exit(code)
    }
}

/// A size as busybox shows it: `50.0MB`.
fn short(bytes: u64) -> String {
    let power = bytes.checked_ilog2().unwrap_or(0) / 10;
    match power {
        0 => format!("{bytes}B"),
        n => format!("{:.1}{}B", bytes as f64 / (1_u64 << (10 * n)) as f64, &"KMGTPE"[n as usize - 1..n as usize]),
    }
}

/// A size as GNU shows it: `52 MB`, `50 MiB`.
fn long(bytes: u64, base: u64) -> String {
    let power = bytes.checked_ilog(base).unwrap_or(0) as usize;
    let value = bytes as f64 / (base as f64).powi(power as i32);
    let unit = match (power, base) {
        (0, _) => return format!("{bytes} B"),
        (1, 1000) => "kB".to_string(),
        (n, 1000) => format!("{}B", &"kMGTPE"[n - 1..n]),
        (n, _) => format!("{}iB", &"KMGTPE"[n - 1..n]),
    };
    if value < 10.0 { format!("{value:.1} {unit}") } else { format!("{value:.0} {unit}") }
}

impl Program for Dd {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let mut call = Call { name: "dd", args: &[], io, sys, failed: None };
        if self.started.is_none() {
            if let Err(message) = self.begin(&mut call) {
                return Poll::Exit(call.fail(message));
            }
            self.started = Some(call.sys.now());
            // The whole block is in memory.
            call.io.set_memory((1 << 20) + self.block);
            self.wake = call.sys.now() + 1000;
        }
        let skipped = self.skip.saturating_mul(self.block);
        let end = self.count.saturating_mul(self.block).saturating_add(skipped);
        loop {
            if call.sys.now() < self.wake {
                return Wait::until(self.wake);
            }
            if call.io.full(self.output) {
                return Wait::writable(self.output);
            }
            if !call.io.spend(20) {
                return Wait::again();
            }
            let left = if self.done < skipped { skipped - self.done } else { end - self.done };
            let data = match call.io.read(call.sys, self.input, left.min(PIECE) as usize) {
                Ok(Input::Wait) => return Wait::readable(self.input),
                Ok(Input::Data(data)) if left > 0 => data,
                _ => return self.finish(&mut call, 0),
            };
            if self.done >= skipped {
                match call.io.write(call.sys, self.output, &data) {
                    Ok(()) => {}
                    Err(WriteError::Broken) => return Poll::Exit(0),
                    Err(error) => {
                        call.fail(format!("error writing '{}': {}", self.to, error.text()));
                        return self.finish(&mut call, 1);
                    }
                }
            }
            self.done += data.len() as u64;
            call.io.compute(data.len() as u64 >> 10);
            if self.done >= self.pause {
                self.pause = self.done + STRIDE;
                self.wake = call.sys.now() + (STRIDE / PIECE) as i64 * 1000;
            }
        }
    }
}

pub(super) fn fallocate(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "l:o:nx", &[("length", 'l')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let (Some(name), Some(length)) = (flags.rest.first(), flags.value('l').and_then(size)) else {
        return call.fail("no length argument specified");
    };
    let path = call.path(name);
    let mut files = call.sys.files();
    let result = grow(&mut files, &path, length);
    match result {
        Ok(()) => 0,
        Err(error) if call.busybox() => call.fail(format!("fallocate '{name}': {error}")),
        Err(error) => call.fail(format!("fallocate failed: {error}")),
    }
}

/// Makes a file so long, with zeros at its end.
fn grow(files: &mut crate::files::Files<'_>, path: &str, length: u64) -> Result<(), crate::files::Errno> {
    if !files.exists(path) {
        files.write(path, Vec::new())?;
    }
    let mut at = files.stat(path).map_or(0, |stat| stat.size);
    let zeros = vec![0; PIECE as usize];
    while at < length {
        let more = (length - at).min(PIECE);
        files.write_at(path, Some(at as usize), &zeros[..more as usize])?;
        at += more;
    }
    Ok(())
}

/// `truncate -s 0 FILE`; with a sign the size is that much more or less.
pub(super) fn truncate(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "s:c", &[("size", 's'), ("no-create", 'c')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let wanted = flags.value('s').unwrap_or("");
    let Some(amount) = size(wanted.trim_start_matches(['+', '-'])) else {
        return call.fail("you must specify either '--size' or '--reference'");
    };
    if flags.rest.is_empty() {
        return call.missing_operand();
    }
    let mut code = 0;
    for name in &flags.rest {
        let path = call.path(name);
        let mut files = call.sys.files();
        let old = files.stat(&path).map(|stat| stat.size).ok();
        if old.is_none() && flags.has('c') {
            continue;
        }
        let length = match wanted.as_bytes().first() {
            Some(b'+') => old.unwrap_or(0) + amount,
            Some(b'-') => old.unwrap_or(0).saturating_sub(amount),
            _ => amount,
        };
        let done = match old {
            Some(old) if old > length => files.read(&path).and_then(|data| {
                let kept = data[..length as usize].to_vec();
                files.write(&path, kept)
            }),
            _ => grow(&mut files, &path, length),
        };
        if let Err(error) = done {
            code = call.fail(format!("cannot open '{name}' for writing: {error}"));
        }
    }
    code
}
