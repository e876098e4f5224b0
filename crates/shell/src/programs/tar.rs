//! `tar`: packs files into an archive (ustar), lists one, unpacks it. Compression is not simulated.

use super::call::Once;
use super::flags::FlagError;
use super::reader::gather;
use super::{Call, Filter, Flags, Flow, Reader};
use crate::files::{Errno, Stat, path};
use crate::program::Program;
use crate::system::System;

const BLOCK: usize = 512;
const LONG: &[(&str, char)] = &[
    ("create", 'c'),
    ("extract", 'x'),
    ("get", 'x'),
    ("list", 't'),
    ("file", 'f'),
    ("directory", 'C'),
    ("verbose", 'v'),
    ("touch", 'm'),
    ("gzip", 'z'),
    ("bzip2", 'j'),
    ("xz", 'J'),
    ("preserve-permissions", 'p'),
    ("no-same-permissions", 'k'),
    ("no-same-owner", 'o'),
    ("version", 'V'),
];
const SHORT: &str = "cxtf:C:vmzjJpkohV";

fn parse(argv: &[String]) -> Result<Flags, FlagError> {
    let mut args: Vec<String> = argv.iter().skip(1).cloned().collect();
    // The old way: the first word holds the letters, and what they take comes after it.
    if let Some(first) = args.first_mut().filter(|a| !a.starts_with('-')) {
        let letters = std::mem::take(first);
        let takers: Vec<char> = letters.chars().filter(|c| matches!(c, 'f' | 'C')).collect();
        let plain: String = letters.chars().filter(|c| !matches!(c, 'f' | 'C')).collect();
        let mut rest = args.split_off(1).into_iter();
        let mut words = Vec::new();
        if !plain.is_empty() {
            words.push(format!("-{plain}"));
        }
        for taker in takers {
            words.push(format!("-{taker}"));
            words.extend(rest.next());
        }
        words.extend(rest);
        args = words;
    }
    Flags::parse(&args, SHORT, LONG)
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let flags = match parse(argv) {
        Ok(flags) => flags,
        Err(error) => return super::refuse("tar", error),
    };
    let unpacks = flags.last_of("cxt").is_some_and(|mode| mode != 'c') && flags.last_of("zjJ").is_none();
    if !unpacks {
        return Box::new(Once { argv: argv.to_vec(), run: pack });
    }
    let file = flags.value('f').unwrap_or("-").to_string();
    Box::new(Reader::new("tar", Box::new(Unpack { flags, data: Vec::new() }), &[file]))
}

/// Says why nothing more is done.
fn failed(call: &mut Call<'_, '_>, why: &str) -> i32 {
    call.fail(why);
    if call.busybox() {
        return 1;
    }
    call.fail("Error is not recoverable: exiting now");
    2
}

/// The directory to work in; where it is none, the exit code.
fn home(call: &mut Call<'_, '_>, flags: &Flags) -> Result<String, i32> {
    let named = flags.value('C').unwrap_or(".");
    let home = call.path(named);
    let why = match call.sys.files().stat(&home) {
        Ok(stat) if stat.is_directory() => return Ok(home),
        Ok(_) => Errno::NotDirectory,
        Err(error) => error,
    };
    let why = match call.busybox() {
        true => format!("can't change directory to '{named}': {why}"),
        false => format!("{named}: Cannot open: {why}"),
    };
    Err(failed(call, &why))
}

/// The last line and exit code of a tar that had trouble with some files.
fn troubled(call: &mut Call<'_, '_>) -> i32 {
    if call.busybox() {
        call.fail("error exit delayed from previous errors");
        1
    } else {
        call.fail("Exiting with failure status due to previous errors");
        2
    }
}

fn pack(call: &mut Call<'_, '_>) -> i32 {
    let argv: Vec<String> = std::iter::once("tar".to_string()).chain(call.args.iter().cloned()).collect();
    let Ok(flags) = parse(&argv) else { return 2 };
    if flags.has('V') {
        call.out(if call.busybox() { "tar (busybox) 1.36.1\n" } else { "tar (GNU tar) 1.34\n" });
        return 0;
    }
    if flags.last_of("zjJ").is_some() {
        return failed(call, "compression is not simulated here: leave out the z, j or J");
    }
    if flags.last_of("c").is_none() {
        call.fail_as(
            format_args!("must specify one of -c, -x, -t"),
            format_args!("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options"),
        );
        return if call.busybox() { 1 } else { 2 };
    }
    if flags.rest.is_empty() {
        return failed(
            call,
            if call.busybox() { "empty archive" } else { "Cowardly refusing to create an empty archive" },
        );
    }
    let home = match home(call, &flags) {
        Ok(home) => home,
        Err(code) => return code,
    };
    let (mut out, mut bad, mut told) = (Vec::new(), false, Vec::new());
    for name in &flags.rest {
        let busybox = call.busybox();
        // That of busybox tells of it only where there is such a file.
        let packed = !busybox || call.sys.files().lstat(&path::normal(&home, name)).is_ok();
        let removed = &name[..unsafe_start(name)];
        if !removed.is_empty() && packed && !told.contains(&removed) {
            call.fail(if busybox {
                format!("removing leading '{removed}' from member names")
            } else {
                format!("Removing leading `{removed}' from member names")
            });
            told.push(removed);
        }
        bad |= !add(call, &home, name, &flags, &mut out);
    }
    out.resize(out.len() + 2 * BLOCK, 0);
    match flags.value('f').unwrap_or("-") {
        "-" => call.out_bytes(&out),
        file => {
            let at = call.path(file);
            if let Err(error) = call.sys.files().write(&at, out) {
                return failed(call, &format!("{file}: Cannot open: {error}"));
            }
        }
    }
    if bad { troubled(call) } else { 0 }
}

/// How much of a name no member begins with: all up to its last way upwards, and slashes.
fn unsafe_start(name: &str) -> usize {
    let up = name.rfind("/../").map(|at| at + 4).or(name.starts_with("../").then_some(3)).unwrap_or(0);
    name.len() - name[up..].trim_start_matches('/').len()
}

/// Adds a file, or a directory with all that is in it; false where something was missing.
fn add(call: &mut Call<'_, '_>, home: &str, name: &str, flags: &Flags, out: &mut Vec<u8>) -> bool {
    let mut todo = vec![name.to_string()];
    let mut good = true;
    while let Some(name) = todo.pop() {
        let full = path::normal(home, &name);
        let stat = match call.sys.files().lstat(&full) {
            Ok(stat) => stat,
            Err(error) => {
                call.fail_as(format_args!("{name}: {error}"), format_args!("{name}: Cannot stat: {error}"));
                good = false;
                continue;
            }
        };
        let mut member = name[unsafe_start(&name)..].to_string();
        if stat.is_directory() && !member.ends_with('/') {
            member.push('/');
        }
        if flags.has('v') {
            let text = format!("{member}\n");
            // The archive itself may go to the output.
            if flags.value('f').unwrap_or("-") == "-" { call.err(&text) } else { call.out(&text) }
        }
        if stat.is_directory() {
            out.extend(header(&member, b'5', 0, "", &stat));
            let entries = call.sys.files().list(&full).unwrap_or_default();
            let inside = entries.into_iter().map(|(entry, _)| entry).filter(|e| e != "." && e != "..");
            let inside: Vec<String> = inside.map(|entry| path::join(&name, &entry)).collect();
            todo.extend(inside.into_iter().rev());
        } else if let Some(target) = &stat.target {
            out.extend(header(&member, b'2', 0, target, &stat));
        } else {
            let data = call.sys.files().read(&full).unwrap_or_default();
            out.extend(header(&member, b'0', data.len(), "", &stat));
            out.extend_from_slice(&data);
            out.resize(out.len().next_multiple_of(BLOCK), 0);
        }
    }
    good
}

fn header(name: &str, kind: u8, size: usize, target: &str, stat: &Stat) -> [u8; BLOCK] {
    let mut block = [0u8; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| {
        let end = (at + bytes.len()).min(BLOCK);
        block[at..end].copy_from_slice(&bytes[..end - at]);
    };
    // A long name has its first part in a field of its own.
    let cut = name.char_indices().find(|(i, c)| *c == '/' && name.len() - i <= 101).map(|(i, _)| i);
    let (prefix, short) = match cut.filter(|_| name.len() > 100) {
        Some(i) => (&name[..i], &name[i + 1..]),
        None => ("", name),
    };
    put(0, &short.as_bytes()[..short.len().min(100)]);
    put(100, format!("{:07o}\0", stat.mode & 0o7777).as_bytes());
    put(108, format!("{:07o}\0", stat.owner.uid).as_bytes());
    put(116, format!("{:07o}\0", stat.owner.gid).as_bytes());
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, format!("{:011o}\0", (stat.modified / 1_000_000).max(0)).as_bytes());
    put(148, b"        ");
    put(156, &[kind]);
    put(157, &target.as_bytes()[..target.len().min(100)]);
    put(257, b"ustar\x0000root");
    put(297, b"root");
    put(345, prefix.as_bytes());
    let sum: u32 = block.iter().map(|b| u32::from(*b)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// A member of an archive.
struct Member {
    name: String,
    kind: u8,
    mode: u16,
    target: String,
    data: Vec<u8>,
}

/// The members of an archive; none where this is no archive.
fn members(bytes: &[u8]) -> Option<Vec<Member>> {
    if bytes.len() < BLOCK {
        return None;
    }
    let mut members = Vec::new();
    let mut rest = bytes;
    while rest.len() >= BLOCK && rest[0] != 0 {
        let text = |from: usize, to: usize| {
            let field = &rest[from..to];
            let end = field.iter().position(|b| *b == 0).unwrap_or(field.len());
            String::from_utf8_lossy(&field[..end]).trim().to_string()
        };
        if &rest[257..262] != b"ustar" {
            return None;
        }
        let size = usize::from_str_radix(&text(124, 136), 8).ok()?;
        let (prefix, name) = (text(345, 500), text(0, 100));
        let data = rest.get(BLOCK..BLOCK.checked_add(size)?)?.to_vec();
        members.push(Member {
            name: if prefix.is_empty() { name } else { format!("{prefix}/{name}") },
            kind: rest[156],
            mode: u16::from_str_radix(&text(100, 108), 8).unwrap_or(0o644),
            target: text(157, 257),
            data,
        });
        rest = rest.get(BLOCK + size.next_multiple_of(BLOCK)..).unwrap_or(&[]);
    }
    Some(members)
}

/// Reads the whole archive, then lists or unpacks it.
#[derive(Clone)]
struct Unpack {
    flags: Flags,
    data: Vec<u8>,
}

impl Filter for Unpack {
    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        gather(&mut self.data, data, call)
    }

    fn end(&mut self, call: &mut Call<'_, '_>) -> i32 {
        let Some(members) = members(&self.data) else {
            let busybox = call.busybox();
            call.fail(if busybox { "invalid tar magic" } else { "This does not look like a tar archive" });
            return if busybox { 1 } else { troubled(call) };
        };
        let home = match home(call, &self.flags) {
            Ok(home) => home,
            Err(code) => return code,
        };
        let lists = self.flags.last_of("xt") == Some('t');
        let wanted = |name: &str| {
            let name = name.trim_end_matches('/');
            self.flags.rest.is_empty()
                || self.flags.rest.iter().any(|w| {
                    let w = w.trim_end_matches('/');
                    name == w || name.strip_prefix(w).is_some_and(|below| below.starts_with('/'))
                })
        };
        let mut bad = false;
        for member in members.iter().filter(|m| wanted(&m.name)) {
            if lists || self.flags.has('v') {
                call.out(&format!("{}\n", member.name));
            }
            if !lists && let Err(error) = unpack(call, &home, member) {
                let name = &member.name;
                call.fail_as(
                    format_args!("can't open '{name}': {error}"),
                    format_args!("{name}: Cannot open: {error}"),
                );
                bad = true;
            }
        }
        if bad { troubled(call) } else { 0 }
    }
}

fn unpack(call: &mut Call<'_, '_>, home: &str, member: &Member) -> Result<(), Errno> {
    // A name never leads out of the directory.
    let inside = path::normal("/", &member.name);
    let full = path::join(home, inside.trim_start_matches('/'));
    let mut files = call.sys.files();
    if member.kind == b'5' || member.name.ends_with('/') {
        return files.make_directories(&full);
    }
    files.make_directories(path::dir_name(&full))?;
    if member.kind == b'2' {
        let _replaced = files.remove_file(&full);
        return files.link(&member.target, &full);
    }
    files.write(&full, member.data.clone())?;
    files.set_mode(&full, member.mode)
}
