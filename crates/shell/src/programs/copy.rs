//! `cp`, `mv`

use super::{Call, Flags};
use crate::files::{Errno, path};

/// Sources and the place they go to; an error has been told.
fn operands(call: &mut Call<'_, '_>, rest: &[String], into: Option<&str>) -> Result<(Vec<String>, String), i32> {
    let (sources, target) = match (rest, into) {
        ([], _) => {
            call.fail("missing file operand");
            let name = call.name.to_string();
            call.err(&format!("Try '{name} --help' for more information.\n"));
            return Err(1);
        }
        (sources, Some(into)) => (sources.to_vec(), into.to_string()),
        ([only], None) => {
            call.fail(format!("missing destination file operand after '{only}'"));
            let name = call.name.to_string();
            call.err(&format!("Try '{name} --help' for more information.\n"));
            return Err(1);
        }
        ([sources @ .., target], None) => (sources.to_vec(), target.clone()),
    };
    if sources.len() > 1 && !call.sys.files().is_directory(&call.io.path(&target)) {
        return Err(call.fail(format!("target '{target}' is not a directory")));
    }
    Ok((sources, target))
}

/// Where one source goes.
fn destination(call: &mut Call<'_, '_>, source: &str, target: &str, plain: bool) -> String {
    if !plain && call.sys.files().is_directory(&call.io.path(target)) {
        path::join(target, path::base_name(source))
    } else {
        target.to_string()
    }
}

pub(super) fn cp(call: &mut Call<'_, '_>) -> i32 {
    let long = [
        ("recursive", 'r'),
        ("force", 'f'),
        ("verbose", 'v'),
        ("archive", 'a'),
        ("target-directory", 't'),
        ("no-clobber", 'n'),
        ("preserve", 'p'),
    ];
    let flags = match Flags::parse(call.args, "rRafivpPdLnt:Tu", &long) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let (sources, target) = match operands(call, &flags.rest, flags.value('t')) {
        Ok(both) => both,
        Err(code) => return code,
    };
    let recursive = flags.has('r') || flags.has('R') || flags.has('a');
    let mut code = 0;
    for source in &sources {
        let to = destination(call, source, &target, flags.has('T'));
        let (full, full_to) = (call.path(source), call.path(&to));
        let stat = match call.sys.files().stat(&full) {
            Ok(stat) => stat,
            Err(error) => {
                code = call.fail_as(
                    format_args!("can't stat '{source}': {error}"),
                    format_args!("cannot stat '{source}': {error}"),
                );
                continue;
            }
        };
        if stat.is_directory() && !recursive {
            code = call.fail_as(
                format_args!("omitting directory '{source}'"),
                format_args!("-r not specified; omitting directory '{source}'"),
            );
            continue;
        }
        if call.sys.files().canonical(&full).ok().is_some_and(|real| call.sys.files().canonical(&full_to) == Ok(real)) {
            code = call.fail(format!("'{source}' and '{to}' are the same file"));
            continue;
        }
        if flags.has('n') && call.sys.files().exists(&full_to) {
            continue;
        }
        if let Err((name, error)) = copy(call, source, &to) {
            let text = match (call.busybox(), error) {
                (true, error) => format!("can't create '{name}': {error}"),
                (false, Errno::Invalid) => format!("cannot copy a directory, '{source}', into itself, '{to}'"),
                (false, error) => format!("cannot create regular file '{name}': {error}"),
            };
            code = call.fail(text);
        } else if flags.has('v') {
            call.out(&format!("'{source}' -> '{to}'\n"));
        }
    }
    code
}

/// Copies a file or a whole directory; names what could not be made.
fn copy(call: &mut Call<'_, '_>, from: &str, to: &str) -> Result<(), (String, Errno)> {
    let mut todo = vec![(from.to_string(), to.to_string())];
    let root = call.path(from);
    while let Some((from, to)) = todo.pop() {
        let (full, full_to) = (call.path(&from), call.path(&to));
        let mut files = call.sys.files();
        let named = |error| (to.clone(), error);
        let stat = if full == root { files.stat(&full) } else { files.lstat(&full) }.map_err(named)?;
        if let Some(target) = &stat.target {
            let _replaced = files.remove_file(&full_to);
            files.link(target, &full_to).map_err(named)?;
        } else if stat.is_directory() {
            if path::is_under(&path::normal("/", &full_to), &path::normal("/", &full)) {
                return Err((to, Errno::Invalid));
            }
            if !files.is_directory(&full_to) {
                files.make_directory(&full_to).map_err(named)?;
            }
            let entries = files.list(&full).map_err(named)?;
            todo.extend(entries.into_iter().map(|(name, _)| (path::join(&from, &name), path::join(&to, &name))));
        } else {
            files.copy(&full, &full_to).map_err(named)?;
        }
    }
    Ok(())
}

pub(super) fn mv(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(
        call.args,
        "fivnt:Tu",
        &[("force", 'f'), ("verbose", 'v'), ("no-clobber", 'n'), ("target-directory", 't')],
    ) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let (sources, target) = match operands(call, &flags.rest, flags.value('t')) {
        Ok(both) => both,
        Err(code) => return code,
    };
    let mut code = 0;
    for source in &sources {
        let to = destination(call, source, &target, flags.has('T'));
        let (full, full_to) = (call.path(source), call.path(&to));
        if let Err(error) = call.sys.files().lstat(&full) {
            code = call.fail_as(
                format_args!("can't rename '{source}': {error}"),
                format_args!("cannot stat '{source}': {error}"),
            );
            continue;
        }
        if path::normal("/", &full) == path::normal("/", &full_to) {
            code = call.fail(format!("'{source}' and '{to}' are the same file"));
            continue;
        }
        if flags.has('n') && call.sys.files().exists(&full_to) {
            continue;
        }
        let moved = call.sys.files().rename(&full, &full_to);
        match moved {
            Ok(()) if flags.has('v') => call.out(&format!("renamed '{source}' -> '{to}'\n")),
            Ok(()) => {}
            Err(Errno::Invalid) => {
                code = call.fail(format!("cannot move '{source}' to a subdirectory of itself, '{to}'"));
            }
            Err(error) => {
                code = call.fail_as(
                    format_args!("can't rename '{source}': {error}"),
                    format_args!("cannot move '{source}' to '{to}': {error}"),
                );
            }
        }
    }
    code
}
