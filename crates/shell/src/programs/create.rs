//! `mkdir`, `touch`, `mktemp`, `ln`, `chmod`: they make files or change what is known about them.

use super::{Call, Flags};
use crate::files::{Errno, path};

pub(super) fn mkdir(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "pm:v", &[("parents", 'p'), ("mode", 'm'), ("verbose", 'v')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    if flags.rest.is_empty() {
        return call.missing_operand();
    }
    let mut code = 0;
    for name in &flags.rest {
        let full = call.path(name);
        let made = {
            let mut files = call.sys.files();
            if flags.has('p') { files.make_directories(&full) } else { files.make_directory(&full) }
        };
        match made {
            Ok(()) if flags.has('v') => call.out(&format!("mkdir: created directory '{name}'\n")),
            Ok(()) => {}
            Err(error) => {
                code = call.fail_as(
                    format_args!("can't create directory '{name}': {error}"),
                    format_args!("cannot create directory ‘{name}’: {error}"),
                );
            }
        }
        if let Some(mode) = flags.value('m').and_then(|mode| u16::from_str_radix(mode, 8).ok()) {
            let _unchanged = call.sys.files().set_mode(&full, mode);
        }
    }
    code
}

pub(super) fn touch(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "cad:mr:t:h", &[("no-create", 'c'), ("date", 'd'), ("reference", 'r')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    if flags.rest.is_empty() {
        call.fail("missing file operand");
        call.err("Try 'touch --help' for more information.\n");
        return 1;
    }
    let mut time = call.sys.now();
    if let Some(text) = flags.value('d') {
        match super::date::read(text, time) {
            Some(parsed) => time = parsed,
            None => return call.fail(format!("invalid date format ‘{text}’")),
        }
    }
    let mut code = 0;
    for name in &flags.rest {
        let full = call.path(name);
        let mut files = call.sys.files();
        let result = match files.exists(&full) {
            true => files.set_modified(&full, time),
            false if flags.has('c') => Ok(()),
            false => files.write(&full, Vec::new()).and_then(|()| files.set_modified(&full, time)),
        };
        if let Err(error) = result {
            code = call.fail_as(format_args!("{name}: {error}"), format_args!("cannot touch '{name}': {error}"));
        }
    }
    code
}

/// A name with so many random letters behind it.
pub(super) fn unique(call: &mut Call<'_, '_>, name: &str, letters: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let letter = |_| char::from(LETTERS[(call.sys.random() % LETTERS.len() as u64) as usize]);
    name.chars().chain((0..letters).map(letter).collect::<Vec<_>>()).collect()
}

pub(super) fn mktemp(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "dp:tuq", &[("directory", 'd'), ("tmpdir", 't')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let template = flags.rest.first().cloned().unwrap_or_else(|| "/tmp/tmp.XXXXXXXXXX".into());
    let marks = template.len() - template.trim_end_matches('X').len();
    if marks < 3 {
        return call.fail(format!("too few X's in template ‘{template}’"));
    }
    let name = unique(call, &template[..template.len() - marks], marks);
    let base = flags.value('p').map(str::to_string).unwrap_or_default();
    let name = if base.is_empty() { name } else { path::join(&base, &name) };
    let full = call.path(&name);
    let made = {
        let mut files = call.sys.files();
        if flags.has('d') { files.make_directory(&full) } else { files.write(&full, Vec::new()) }
    };
    match made {
        Ok(()) => {
            call.out(&format!("{name}\n"));
            0
        }
        Err(error) => call.fail(format!("failed to create file via template ‘{template}’: {error}")),
    }
}

pub(super) fn ln(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "sfnvT", &[("symbolic", 's'), ("force", 'f'), ("no-dereference", 'n')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let (targets, mut place) = match flags.rest.as_slice() {
        [] => return call.missing_operand(),
        [target] => (vec![target.clone()], path::base_name(target).to_string()),
        [targets @ .., place] => (targets.to_vec(), place.clone()),
    };
    let into = call.sys.files().is_directory(&call.io.path(&place)) && !flags.has('n') && !flags.has('T');
    if targets.len() > 1 && !into {
        return call.fail(format!("target '{place}' is not a directory"));
    }
    for target in &targets {
        if into {
            place = path::join(flags.rest.last().map_or("", String::as_str), path::base_name(target));
        }
        let full = call.path(&place);
        if flags.has('f') {
            let _missing = call.sys.files().remove_file(&full);
        }
        // Two names of one file are not simulated: a hard link becomes a copy, which is said.
        let result = if flags.has('s') {
            call.sys.files().link(target, &full)
        } else {
            return call.fail("hard links are not simulated here; use ln -s");
        };
        if let Err(error) = result {
            return call.fail(format!("failed to create symbolic link '{place}': {error}"));
        }
    }
    0
}

pub(super) fn chmod(call: &mut Call<'_, '_>) -> i32 {
    // `-x` and `-w` are modes and no options.
    let mut args: Vec<&String> = call.args.iter().filter(|arg| !matches!(arg.as_str(), "-R" | "-v" | "-f")).collect();
    let recursive = call.args.iter().any(|arg| arg == "-R");
    if args.is_empty() {
        return call.missing_operand();
    }
    let spec = args.remove(0).clone();
    if args.is_empty() {
        return call.fail(format!("missing operand after ‘{spec}’"));
    }
    let mut code = 0;
    let mut todo: Vec<String> = args.into_iter().rev().cloned().collect();
    while let Some(name) = todo.pop() {
        let full = call.path(&name);
        let stat = match call.sys.files().stat(&full) {
            Ok(stat) => stat,
            Err(error) => {
                code = call.fail_as(format_args!("{name}: {error}"), format_args!("cannot access '{name}': {error}"));
                continue;
            }
        };
        let Some(mode) = new_mode(&spec, stat.mode, stat.is_directory()) else {
            return call.fail(format!("invalid mode: ‘{spec}’"));
        };
        if let Err(error) = call.sys.files().set_mode(&full, mode) {
            let busybox = call.busybox();
            let text =
                if busybox { format!("{name}: {error}") } else { format!("changing permissions of '{name}': {error}") };
            code = call.fail(text);
        }
        if recursive && stat.is_directory() {
            let entries = call.sys.files().list(&full).unwrap_or_default();
            todo.extend(entries.into_iter().map(|(entry, _)| path::join(&name, &entry)));
        }
    }
    code
}

/// What `s` means to user and group.
fn set_bits(who: &str) -> u16 {
    let all = who.is_empty() || who.contains('a');
    u16::from(all || who.contains('u')) * 0o4000 + u16::from(all || who.contains('g')) * 0o2000
}

/// `755`, `u+x`, `go-rwx,a=r`
fn new_mode(spec: &str, old: u16, directory: bool) -> Option<u16> {
    if spec.chars().all(|c| c.is_digit(8)) {
        return u16::from_str_radix(spec, 8).ok().filter(|mode| *mode <= 0o7777);
    }
    let mut mode = old;
    for clause in spec.split(',') {
        let at = clause.find(['+', '-', '='])?;
        let (who, rest) = clause.split_at(at);
        let mut mask = 0;
        for letter in who.chars() {
            mask |= match letter {
                'u' => 0o700,
                'g' => 0o070,
                'o' => 0o007,
                'a' => 0o777,
                _ => return None,
            };
        }
        if who.is_empty() {
            mask = 0o777;
        }
        let mut bits = 0;
        for letter in rest[1..].chars() {
            bits |= match letter {
                'r' => 0o444,
                'w' => 0o222,
                'x' => 0o111,
                'X' => {
                    if directory || old & 0o111 != 0 {
                        0o111
                    } else {
                        0
                    }
                }
                't' => 0o1000,
                's' => set_bits(who),
                _ => return None,
            };
        }
        let bits = bits & (mask | 0o7000);
        mode = match &rest[..1] {
            "+" => mode | bits,
            "-" => mode & !bits,
            _ => (mode & !mask) | bits,
        };
    }
    Some(mode)
}

pub(super) fn rmdir(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "pv", &[("parents", 'p')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    if flags.rest.is_empty() {
        return call.missing_operand();
    }
    let mut code = 0;
    for name in &flags.rest {
        let mut name = name.trim_end_matches('/');
        loop {
            let full = call.path(name);
            if flags.has('v') {
                call.out(&format!("rmdir: removing directory, '{name}'\n"));
            }
            let removed = call.sys.files().remove_directory(&full);
            if let Err(error) = removed {
                code =
                    call.fail_as(format_args!("'{name}': {error}"), format_args!("failed to remove '{name}': {error}"));
                break;
            }
            let parent = path::dir_name(name);
            if !flags.has('p') || parent == "." || parent == "/" {
                break;
            }
            name = parent;
        }
    }
    code
}

pub(super) fn rm(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(
        call.args,
        "rRfivd",
        &[("recursive", 'r'), ("force", 'f'), ("verbose", 'v'), ("dir", 'd')],
    ) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    if flags.rest.is_empty() {
        return if flags.has('f') { 0 } else { call.missing_operand() };
    }
    let recursive = flags.has('r') || flags.has('R');
    let mut code = 0;
    for name in &flags.rest {
        if path::normal(&call.io.cwd(), name) == "/" && recursive {
            call.fail("it is dangerous to operate recursively on '/'");
            call.err("rm: use --no-preserve-root to override this failsafe\n");
            code = 1;
            continue;
        }
        let base = path::base_name(name);
        if base == "." || base == ".." {
            code = call.fail(format!("refusing to remove '.' or '..' directory: skipping '{name}'"));
            continue;
        }
        code = remove(call, &flags, name).max(code);
    }
    code
}

/// Removes one thing, and says why where it cannot.
fn remove(call: &mut Call<'_, '_>, flags: &Flags, name: &str) -> i32 {
    let full = call.path(name);
    let full = full.trim_end_matches('/');
    let mut files = call.sys.files();
    let directory = files.lstat(full).map(|stat| stat.is_directory());
    let result = match directory {
        Ok(true) if flags.has('r') || flags.has('R') => files.remove_all(full),
        Ok(true) if flags.has('d') => files.remove_directory(full),
        Ok(_) => files.remove_file(full),
        Err(error) => Err(error),
    };
    let error = match result {
        Ok(()) if flags.has('v') => {
            call.out(&format!("removed '{name}'\n"));
            return 0;
        }
        Ok(()) => return 0,
        Err(Errno::NoEntry) if flags.has('f') => return 0,
        Err(error) => error,
    };
    if directory == Ok(true) && matches!(error, Errno::Busy | Errno::ReadOnly) {
        // What something is mounted on, or in, stays; all else goes.
        let inner = files.list(full).unwrap_or_default();
        let left = inner.iter().fold(0, |code, (inner, _)| remove(call, flags, &path::join(name, inner)).max(code));
        // Of a directory in which something stays nothing more is said.
        if left != 0 {
            return left;
        }
    }
    call.fail(match (call.busybox(), error) {
        (true, Errno::IsDirectory) => format!("'{name}' is a directory"),
        (true, error) => format!("can't remove '{name}': {error}"),
        (false, error) => format!("cannot remove '{name}': {error}"),
    })
}
