//! `cd`, `pwd`, `pushd`, `popd`, `dirs`

use super::After;
use crate::files::{Errno, path};
use crate::interp::Shell;
use crate::interp::vars::Value;
use crate::kernel::Io;
use crate::syntax::Dialect;
use crate::system::System;

pub(super) fn change(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let args: Vec<&str> =
        argv[1..].iter().map(String::as_str).filter(|arg| !matches!(*arg, "-L" | "-P" | "--")).collect();
    let bash = shell.options.dialect == Dialect::Bash;
    if bash && args.len() > 1 {
        shell.complain_as(io, sys, "cd", "too many arguments");
        return After::Status(1);
    }
    let (target, shown) = match args.first() {
        None => match shell.vars.text("HOME") {
            Some(home) => (home.to_string(), false),
            None if bash => {
                shell.complain_as(io, sys, "cd", "HOME not set");
                return After::Status(1);
            }
            None => return After::Status(0),
        },
        Some(&"-") => match shell.vars.text("OLDPWD") {
            Some(old) => (old.to_string(), true),
            None => {
                shell.complain_as(io, sys, "cd", "OLDPWD not set");
                return After::Status(1);
            }
        },
        Some(target) => (target.to_string(), false),
    };
    match enter(shell, io, sys, "cd", &target) {
        None => After::Status(if bash { 1 } else { 2 }),
        Some(new) => {
            if shown {
                io.out(sys, &format!("{new}\n"));
            }
            After::Status(0)
        }
    }
}

/// Makes a directory the current one, and returns its path; says so when there is none.
fn enter(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, own: &str, target: &str) -> Option<String> {
    let old = io.cwd();
    let new = path::normal(&old, target);
    let result = match sys.files().stat(&new) {
        Ok(stat) if stat.is_directory() => Ok(()),
        Ok(_) => Err(Errno::NotDirectory),
        Err(error) => Err(error),
    };
    if let Err(error) = result {
        let message = match shell.options.dialect {
            Dialect::Bash => format!("{target}: {error}"),
            Dialect::Dash => format!("can't cd to {target}"),
            Dialect::Ash => format!("can't cd to {target}: {error}"),
        };
        shell.complain_as(io, sys, own, &message);
        return None;
    }
    io.set_cwd(&new);
    for (name, value) in [("OLDPWD", old), ("PWD", new.clone())] {
        if shell.set_var(name, Value::Text(value)).is_ok() {
            shell.vars.export(name, true);
        }
    }
    Some(new)
}

/// `pushd`, `popd`, `dirs`: the current directory and those that were put away behind it.
pub(super) fn stack(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let own = argv[0].as_str();
    let mut all = vec![io.cwd()];
    all.append(&mut shell.directories.clone());
    let mut stays = false;
    let mut target = None;
    let (mut lines, mut numbered) = (false, false);
    for arg in &argv[1..] {
        match arg.as_str() {
            "-n" => stays = true,
            "-c" if own == "dirs" => {
                shell.directories.clear();
                return After::Status(0);
            }
            "-v" if own == "dirs" => numbered = true,
            "-p" if own == "dirs" => lines = true,
            "-l" | "--" => {}
            _ => target = Some(arg.as_str()),
        }
    }
    // `+N` counts from the left, `-N` from the right.
    let place = target.and_then(|target| match (target.strip_prefix('+'), target.strip_prefix('-')) {
        (Some(at), _) => at.parse::<usize>().ok(),
        (_, Some(at)) => at.parse::<usize>().ok().map(|at| (all.len() - 1).wrapping_sub(at)),
        _ => None,
    });
    if own != "dirs" && all.len() == 1 && (place.is_some() || target.is_none()) {
        let text = if own == "pushd" { "no other directory" } else { "directory stack empty" };
        shell.complain_as(io, sys, own, text);
        return After::Status(1);
    }
    if place.is_some_and(|at| at >= all.len()) {
        shell.complain_as(io, sys, own, &format!("{}: directory stack index out of range", target.unwrap_or("")));
        return After::Status(1);
    }
    match (own, place) {
        ("dirs", _) => {}
        ("pushd", Some(at)) => all.rotate_left(at),
        ("pushd", None) => match target {
            None => all.swap(0, 1),
            Some(target) if stays => all.insert(1, target.to_string()),
            Some(target) => all.insert(0, target.to_string()),
        },
        (_, at) => {
            all.remove(at.unwrap_or(usize::from(stays)));
        }
    }
    if own != "dirs" {
        if all[0] != io.cwd() {
            let Some(new) = enter(shell, io, sys, own, &all[0].clone()) else { return After::Status(1) };
            all[0] = new;
        }
        shell.directories = all[1..].to_vec();
    }
    let home = shell.vars.text("HOME").unwrap_or("/").to_string();
    let short = |path: &String| match path.strip_prefix(&home) {
        Some(rest) if home != "/" && (rest.is_empty() || rest.starts_with('/')) => format!("~{rest}"),
        _ => path.clone(),
    };
    let shown: Vec<String> = all.iter().map(short).collect();
    let text = match (numbered, lines) {
        (true, _) => shown.iter().enumerate().map(|(at, path)| format!("{at:>2}  {path}\n")).collect(),
        (_, true) => shown.iter().map(|path| format!("{path}\n")).collect(),
        _ => format!("{}\n", shown.join(" ")),
    };
    io.out(sys, &text);
    After::Status(0)
}

pub(super) fn print(_shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let cwd = io.cwd();
    let shown = if argv.iter().any(|arg| arg == "-P") { sys.files().canonical(&cwd).unwrap_or(cwd) } else { cwd };
    io.out(sys, &format!("{shown}\n"));
    After::Status(0)
}
