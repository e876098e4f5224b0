//! `cd`, `pwd`

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
    let old = io.cwd();
    let new = path::normal(&old, &target);
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
        shell.complain_as(io, sys, "cd", &message);
        return After::Status(if bash { 1 } else { 2 });
    }
    io.set_cwd(&new);
    if shown {
        io.out(sys, &format!("{new}\n"));
    }
    for (name, value) in [("OLDPWD", old), ("PWD", new)] {
        if shell.set_var(name, Value::Text(value)).is_ok() {
            shell.vars.export(name, true);
        }
    }
    After::Status(0)
}

pub(super) fn print(_shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let cwd = io.cwd();
    let shown = if argv.iter().any(|arg| arg == "-P") { sys.files().canonical(&cwd).unwrap_or(cwd) } else { cwd };
    io.out(sys, &format!("{shown}\n"));
    After::Status(0)
}
