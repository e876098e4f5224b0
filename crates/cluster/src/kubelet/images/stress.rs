//! stress: it takes memory and processors, so that limits and a full node can be watched.
//!
//! What it is not: workers are no processes of their own here, and input and output are not slowed down.

use shell::kernel::Io;
use shell::system::System;
use shell::{Poll, Program, Wait};

use super::server::flag;
use super::{BARE, Base, Image, Variant};

/// What the memory lesson of the documentation runs.
pub(super) const IMAGE: Image = Image {
    names: &["docker.io/polinux/stress"],
    versions: &["1.0.4"],
    aliases: &[("latest", "1.0.4")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 40 }],
    cmd: &["/usr/local/bin/stress", "--help"],
    programs: &[("usr/local/bin/stress", make)],
    ..BARE
};

/// Another one, in Go, which the processor lesson runs.
pub(super) const VISH: Image = Image {
    names: &["docker.io/vish/stress"],
    versions: &["latest"],
    aliases: &[("latest", "latest")],
    variants: &[Variant { name: "", base: Base::Scratch, size: 17 }],
    entrypoint: &["/stress", "-logtostderr"],
    cmd: &[],
    programs: &[("stress", make_vish)],
    ..BARE
};

/// Memory comes at this rate, in bytes a second.
const RATE: u64 = 1 << 30;
/// How often a growing process asks for more, in microseconds.
const STEP: i64 = 100_000;
const SECOND: i64 = 1_000_000;
/// How often processor time is counted.
const COUNT: i64 = SECOND;

/// Kinds of work, in the order in which they are told: long flag, short flag.
const HOGS: [(&str, &str); 4] = [("--cpu", "-c"), ("--io", "-i"), ("--vm", "-m"), ("--hdd", "-d")];

/// What a running one does.
#[derive(Clone, Copy)]
struct Begun {
    since: i64,
    /// Bytes that it wants in the end.
    memory: u64,
    /// When it is over.
    until: Option<i64>,
    /// Processors that it keeps busy, and up to when that was counted.
    processors: u64,
    counted: i64,
}

#[derive(Clone, Default)]
struct Stress {
    argv: Vec<String>,
    /// Whether it is the one in Go.
    vish: bool,
    begun: Option<Begun>,
}

fn make(argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(Stress { argv: argv.to_vec(), ..Stress::default() })
}

fn make_vish(argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(Stress { argv: argv.to_vec(), vish: true, begun: None })
}

/// What the one in Go says, and how much memory it wants.
fn begin_vish(argv: &[String], now: api::time::Time) -> (String, u64, u64) {
    let c = now.civil();
    let micros = now.0.rem_euclid(1_000_000);
    let head = format!(
        "I{:02}{:02} {:02}:{:02}:{:02}.{micros:06}       1 main.go",
        c.month, c.day, c.hour, c.minute, c.second
    );
    let cpus = flag(argv, &["-cpus", "--cpus"]).and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    let total = flag(argv, &["-mem-total", "--mem-total"]).unwrap_or_else(|| "0".into());
    let chunk = flag(argv, &["-mem-alloc-size", "--mem-alloc-size"]).unwrap_or_else(|| "4Ki".into());
    let sleep = flag(argv, &["-mem-alloc-sleep", "--mem-alloc-sleep"]).unwrap_or_else(|| "1ms".into());
    let mut text = format!(
        "{head}:26] Allocating \"{total}\" memory, in \"{chunk}\" chunks, with a {sleep} sleep between allocations\n"
    );
    for _ in 0..cpus {
        text.push_str(&format!("{head}:39] Spawning a thread to consume CPU\n"));
    }
    text.push_str(&format!("{head}:29] Allocated \"{total}\" memory\n"));
    let bytes = api::quantity::Quantity::parse(&total).map_or(0, |q| q.value().max(0) as u64);
    (text, bytes, cpus as u64)
}

/// A number with a unit, each unit being `step` of the one before (or what the table says).
fn number(text: &str, units: &[(char, u64)]) -> Option<u64> {
    let (digits, factor) = match text.chars().last().filter(|c| !c.is_ascii_digit()) {
        Some(unit) => {
            let (_, factor) = units.iter().find(|(u, _)| u.eq_ignore_ascii_case(&unit))?;
            (&text[..text.len() - unit.len_utf8()], *factor)
        }
        None => (text, 1),
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

const BYTES: [(char, u64); 4] = [('b', 1), ('k', 1 << 10), ('m', 1 << 20), ('g', 1 << 30)];
const SECONDS: [(char, u64); 5] = [('s', 1), ('m', 60), ('h', 3600), ('d', 86_400), ('y', 31_557_600)];

/// What the command line asks for.
struct Asked {
    hogs: [u64; 4],
    bytes: u64,
    /// Whether workers with memory sleep with it.
    hangs: bool,
    timeout: Option<u64>,
}

fn parse(argv: &[String]) -> Result<Asked, String> {
    let mut asked = Asked { hogs: [0; 4], bytes: 256 << 20, hangs: false, timeout: None };
    let mut words = argv.iter().skip(1);
    while let Some(word) = words.next() {
        let (flag, own) = word.split_once('=').map_or((word.as_str(), None), |(flag, value)| (flag, Some(value)));
        let mut value = || {
            let value = own.map(str::to_string).or_else(|| words.next().cloned());
            value.ok_or_else(|| format!("missing argument to option '{flag}'"))
        };
        let bad = |value: &str| format!("incorrect integer value for option '{flag}': {value}");
        if let Some(hog) = HOGS.iter().position(|(long, short)| flag == *long || flag == *short) {
            let value = value()?;
            asked.hogs[hog] = value.parse().map_err(|_| bad(&value))?;
            continue;
        }
        match flag {
            "--vm-bytes" => {
                let value = value()?;
                asked.bytes = number(&value, &BYTES).ok_or_else(|| bad(&value))?;
            }
            "-t" | "--timeout" => {
                let value = value()?;
                asked.timeout = Some(number(&value, &SECONDS).ok_or_else(|| bad(&value))?);
            }
            "--vm-hang" => {
                value()?;
                asked.hangs = true;
            }
            "--vm-stride" | "--hdd-bytes" | "--backoff" => drop(value()?),
            "--vm-keep" | "-v" | "--verbose" | "-q" | "--quiet" | "-n" | "--dry-run" => {}
            other => return Err(format!("unrecognized option: {other}")),
        }
    }
    Ok(asked)
}

impl Program for Stress {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let now = sys.now();
        let pid = io.pid();
        let begun = match self.begun {
            Some(begun) => begun,
            None if self.vish => {
                let (text, memory, processors) = begin_vish(&self.argv, api::time::Time(now));
                io.err(sys, &text);
                *self.begun.insert(Begun { since: now, memory, until: None, processors, counted: now })
            }
            None => {
                let asked = match parse(&self.argv) {
                    Ok(asked) if asked.hogs.iter().any(|n| *n > 0) => asked,
                    Ok(_) => {
                        io.out(sys, USAGE);
                        return Poll::Exit(0);
                    }
                    Err(why) => {
                        io.err(sys, &format!("stress: FAIL: [{pid}] (244) {why}\n"));
                        return Poll::Exit(1);
                    }
                };
                let [cpu, disk, vm, hdd] = asked.hogs;
                let text =
                    format!("stress: info: [{pid}] dispatching hogs: {cpu} cpu, {disk} io, {vm} vm, {hdd} hdd\n");
                io.out(sys, &text);
                let until = asked.timeout.map(|s| now + s as i64 * SECOND);
                // Those that take memory rest between their turns where they are told to.
                let processors = cpu + if asked.hangs { 0 } else { vm };
                let memory = asked.bytes.saturating_mul(vm);
                *self.begun.insert(Begun { since: now, memory, until, processors, counted: now })
            }
        };
        let Begun { since, memory: wanted, until, processors, counted } = begun;
        if processors > 0 {
            io.compute(processors * (now - counted).max(0) as u64);
            self.begun = Some(Begun { counted: now, ..begun });
        }
        if until.is_some_and(|t| t <= now) {
            let seconds = (now - since) / SECOND;
            io.out(sys, &format!("stress: info: [{pid}] successful run completed in {seconds}s\n"));
            return Poll::Exit(0);
        }
        let could = RATE / 1000 * ((now - since + STEP) / 1000) as u64;
        io.set_memory(wanted.min(could));
        match until {
            _ if could < wanted => Wait::until(until.map_or(now + STEP, |t| t.min(now + STEP))),
            until if processors > 0 => Wait::until(until.map_or(now + COUNT, |t| t.min(now + COUNT))),
            Some(until) => Wait::until(until),
            None => Wait::forever(),
        }
    }
}

const USAGE: &str = "`stress' imposes certain types of compute stress on your system

Usage: stress [OPTION [ARG]] ...
 -c, --cpu N        -i, --io N         -m, --vm N         -d, --hdd N
 -t, --timeout N    --vm-bytes B       --vm-hang N        --vm-keep
";

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Result<([u64; 4], u64, Option<u64>), String> {
        let argv: Vec<String> = line.split(' ').map(str::to_string).collect();
        parse(&argv).map(|a| (a.hogs, a.bytes, a.timeout))
    }

    #[test]
    fn the_command_line() {
        assert_eq!(asked("stress --vm 1 --vm-bytes 150M --vm-hang 1"), Ok(([0, 0, 1, 0], 150 << 20, None)));
        assert_eq!(asked("stress -c 2 --vm=1 -t 1m"), Ok(([2, 0, 1, 0], 256 << 20, Some(60))));
        assert!(asked("stress --vm").unwrap_err().contains("missing argument"));
        assert!(asked("stress --vm-bytes 3X").unwrap_err().contains("3X"));
    }
}
