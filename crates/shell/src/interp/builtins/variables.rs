//! `export`, `readonly`, `local`, `declare`, `unset`, `set`, `shift`

use std::rc::Rc;

use super::After;
use crate::interp::Shell;
use crate::interp::frame::Frame;
use crate::interp::simple::quote;
use crate::interp::vars::{Map, Value, Var};
use crate::kernel::Io;
use crate::syntax::{Dialect, is_name};
use crate::system::System;

/// `name=value` taken apart; says so when the name is none.
fn parts<'a>(
    shell: &Shell,
    io: &mut Io<'_>,
    sys: &mut dyn System,
    own: &str,
    arg: &'a str,
) -> Option<(&'a str, Option<&'a str>)> {
    let (name, value) = match arg.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (arg, None),
    };
    if is_name(name) {
        return Some((name, value));
    }
    let text = match shell.options.dialect {
        Dialect::Bash => format!("`{arg}': not a valid identifier"),
        _ => format!("{name}: bad variable name"),
    };
    shell.complain_as(io, sys, own, &text);
    None
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().enumerate().map(|(at, item)| format!("[{at}]=\"{item}\"")).collect();
            format!("({})", items.join(" "))
        }
        Value::Map(map) => {
            let plain = |c: char| c.is_alphanumeric() || "_-./:,+@%".contains(c);
            let key = |key: &str| if key.chars().all(plain) { key.to_string() } else { format!("\"{key}\"") };
            let pairs = map.pairs().map(|(of, value)| format!("[{}]=\"{value}\" ", key(of)));
            format!("({})", pairs.collect::<String>())
        }
    }
}

pub(super) fn export(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let mut status = 0;
    let mut remove = false;
    let args: Vec<&String> = argv[1..].iter().filter(|arg| *arg != "--" && *arg != "-p").collect();
    if args.is_empty() {
        let head = if shell.options.dialect == Dialect::Bash { "declare -x" } else { "export" };
        let text: String = shell
            .vars
            .iter()
            .filter(|(_, var)| var.exported)
            .map(|(name, var)| format!("{head} {name}={}\n", shown(&var.value)))
            .collect();
        io.out(sys, &text);
    }
    for arg in args {
        if arg == "-n" {
            remove = true;
            continue;
        }
        let Some((name, value)) = parts(shell, io, sys, "export", arg) else {
            if shell.options.dialect != Dialect::Bash {
                return After::Fatal(2);
            }
            status = 1;
            continue;
        };
        if !assign(shell, io, sys, name, value) {
            status = 1;
            continue;
        }
        shell.vars.export(name, !remove);
        shell.environment = None;
    }
    After::Status(status)
}

/// Gives a variable its value, where one is told; whether that went well.
fn assign(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, name: &str, value: Option<&str>) -> bool {
    let Some(value) = value else { return true };
    let set = shell.set_var(name, Value::Text(value.to_string()));
    set.map_err(|message| shell.complain(io, sys, &message)).is_ok()
}

pub(super) fn read_only(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let mut status = 0;
    for arg in argv[1..].iter().filter(|arg| !arg.starts_with('-')) {
        let Some((name, value)) = parts(shell, io, sys, "readonly", arg) else {
            status = 1;
            continue;
        };
        if !assign(shell, io, sys, name, value) {
            status = 1;
            continue;
        }
        shell.vars.set_read_only(name);
    }
    After::Status(status)
}

/// Hides a variable until the function ends.
fn hide(shell: &mut Shell, name: &str) {
    let old = shell.vars.get(name).cloned();
    let call = shell.frames.iter_mut().rev().find_map(|frame| match frame {
        Frame::Call { locals, .. } => Some(locals),
        _ => None,
    });
    if let Some(locals) = call.filter(|locals| !locals.iter().any(|(hidden, _)| hidden == name)) {
        locals.push((name.to_string(), old));
    }
}

pub(super) fn local(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    if !shell.frames.iter().any(|frame| matches!(frame, Frame::Call { .. })) {
        let bash = shell.options.dialect == Dialect::Bash;
        let text = if bash { "can only be used in a function" } else { "not in a function" };
        shell.complain_as(io, sys, "local", text);
        return if bash { After::Status(1) } else { After::Fatal(2) };
    }
    declare(shell, io, sys, argv)
}

pub(super) fn declare(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let mut status = 0;
    let (mut exported, mut read_only, mut array, mut map, mut print) = (false, false, false, false, false);
    let in_function = shell.frames.iter().any(|frame| matches!(frame, Frame::Call { .. }));
    // Whether there is such a function; how it was written is not kept.
    if let Some(flag @ ("-f" | "-F")) = argv.get(1).map(String::as_str) {
        for name in &argv[2..] {
            match shell.functions.contains_key(name) {
                true if flag == "-F" => io.out(sys, &format!("{name}\n")),
                true => {}
                false => status = 1,
            }
        }
        return After::Status(status);
    }
    for arg in &argv[1..] {
        if let Some(letters) = arg.strip_prefix(['-', '+']) {
            map |= letters.contains('A');
            exported |= letters.contains('x');
            read_only |= letters.contains('r');
            array |= letters.contains('a');
            print |= letters.contains('p');
            continue;
        }
        let Some((name, value)) = parts(shell, io, sys, &argv[0], arg) else {
            status = 1;
            continue;
        };
        if print {
            match shell.vars.get(name) {
                Some(var) => io.out(sys, &declaration(name, var)),
                None => {
                    shell.complain_as(io, sys, &argv[0], &format!("{name}: not found"));
                    status = 1;
                }
            }
            continue;
        }
        if in_function {
            hide(shell, name);
        }
        let value = match value {
            Some(text) => Value::Text(text.to_string()),
            None if map => match shell.vars.get(name).map(|var| &var.value) {
                Some(Value::Map(_)) if !in_function => continue,
                Some(Value::Array(_)) => {
                    let text = format!("{name}: cannot convert indexed to associative array");
                    shell.complain_as(io, sys, &argv[0], &text);
                    status = 1;
                    continue;
                }
                _ => Value::Map(Map::default()),
            },
            None if array => Value::Array(Vec::new()),
            None => {
                // In bash it has no value, in the other shells it keeps the one from outside.
                if in_function && shell.options.dialect == Dialect::Bash {
                    let _read_only = shell.vars.unset(name);
                }
                if exported {
                    shell.vars.export(name, true);
                }
                continue;
            }
        };
        if let Err(message) = shell.set_var(name, value) {
            shell.complain(io, sys, &message);
            status = 1;
            continue;
        }
        if exported {
            shell.vars.export(name, true);
        }
        if read_only {
            shell.vars.set_read_only(name);
        }
    }
    After::Status(status)
}

/// How a variable could be made again, as `declare -p` shows it.
fn declaration(name: &str, var: &Var) -> String {
    let mut kind = String::from(match var.value {
        Value::Text(_) => "",
        Value::Array(_) => "a",
        Value::Map(_) => "A",
    });
    kind.extend(var.read_only.then_some('r'));
    kind.extend(var.exported.then_some('x'));
    let kind = if kind.is_empty() { "-" } else { &kind };
    format!("declare -{kind} {name}={}\n", shown(&var.value))
}

pub(super) fn unset(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let mut status = 0;
    let only_functions = argv.get(1).is_some_and(|arg| arg == "-f");
    for name in argv[1..].iter().filter(|arg| !arg.starts_with('-')) {
        if only_functions || (shell.vars.get(name).is_none() && shell.functions.contains_key(name)) {
            Rc::make_mut(&mut shell.functions).remove(name);
            continue;
        }
        shell.environment = None;
        if let Some((of, key)) = name.strip_suffix(']').and_then(|name| name.split_once('['))
            && let Some(value @ (Value::Map(_) | Value::Array(_))) = shell.vars.get(of).map(|var| var.value.clone())
        {
            let left = match value {
                Value::Map(mut map) => {
                    map.remove(key.trim_matches(['"', '\'']));
                    Value::Map(map)
                }
                value => {
                    let mut items = value.items();
                    let at = key.parse::<i64>().unwrap_or(i64::MAX);
                    let at = if at < 0 { at + items.len() as i64 } else { at };
                    match usize::try_from(at) {
                        Ok(at) if at + 1 == items.len() => drop(items.pop()),
                        Ok(at) if at >= items.len() => {}
                        _ => {
                            shell.complain_as(io, sys, "unset", &format!("{name}: lists with holes are not simulated"));
                            status = 1;
                            continue;
                        }
                    }
                    Value::Array(items)
                }
            };
            if let Err(message) = shell.set_var(of, left) {
                shell.complain(io, sys, &message);
                status = 1;
            }
            continue;
        }
        if !is_name(name) && shell.options.dialect != Dialect::Bash {
            shell.complain_as(io, sys, "unset", &format!("{name}: bad variable name"));
            return After::Fatal(2);
        }
        if !shell.vars.unset(name) {
            let text = match shell.options.dialect {
                Dialect::Bash => format!("{name}: cannot unset: readonly variable"),
                _ => format!("{name}: is read only"),
            };
            shell.complain_as(io, sys, "unset", &text);
            status = 1;
        }
    }
    After::Status(status)
}

pub(super) fn set(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    if argv.len() == 1 {
        let line = |(name, var): (&String, &crate::interp::vars::Var)| match &var.value {
            Value::Text(text) => format!("{name}={}\n", quote(text)),
            value => format!("{name}={}\n", shown(value)),
        };
        let text: String = shell.vars.iter().map(line).collect();
        io.out(sys, &text);
        return After::Status(0);
    }
    let dialect = shell.options.dialect;
    let mut at = 1;
    while let Some(arg) = argv.get(at) {
        if arg == "--" {
            shell.params = Rc::new(argv[at + 1..].to_vec());
            return After::Status(0);
        }
        let (on, letters) = match (arg.strip_prefix('-'), arg.strip_prefix('+')) {
            (Some(letters), _) if !letters.is_empty() => (true, letters),
            (_, Some(letters)) if !letters.is_empty() => (false, letters),
            _ => {
                shell.params = Rc::new(argv[at..].to_vec());
                return After::Status(0);
            }
        };
        at += 1;
        for letter in letters.chars() {
            let mut name = letter.to_string();
            if letter == 'o' {
                let Some(long) = argv.get(at) else {
                    print_options(shell, io, sys);
                    return After::Status(0);
                };
                name = long.clone();
                at += 1;
            }
            match shell.options.flag(&name) {
                Some(flag) if name != "pipefail" || dialect != Dialect::Dash => *flag = on,
                // Known, and without effect here.
                None if matches!(
                    name.as_str(),
                    "m" | "b"
                        | "h"
                        | "B"
                        | "H"
                        | "T"
                        | "P"
                        | "v"
                        | "n"
                        | "monitor"
                        | "posix"
                        | "emacs"
                        | "vi"
                        | "history"
                        | "functrace"
                ) => {}
                _ => {
                    let shown = if letter == 'o' { ["o ", &name].concat() } else { name.clone() };
                    let text = match (dialect, letter) {
                        (Dialect::Bash, 'o') => format!("{name}: invalid option name"),
                        (Dialect::Bash, _) => format!("-{name}: invalid option"),
                        (Dialect::Dash, _) => format!("Illegal option -{shown}"),
                        (Dialect::Ash, _) => format!("illegal option -{shown}"),
                    };
                    shell.complain_as(io, sys, "set", &text);
                    return After::Fatal(2);
                }
            }
        }
    }
    After::Status(0)
}

/// `shopt`: the options that change how names of files are found are real, the others are only taken.
pub(super) fn shopt(shell: &mut Shell, _io: &mut Io<'_>, _sys: &mut dyn System, argv: &[String]) -> After {
    let on = argv.get(1).map(String::as_str);
    for name in argv.iter().skip(2) {
        let flag = match name.as_str() {
            "globstar" => &mut shell.options.globstar,
            "dotglob" => &mut shell.options.dotglob,
            "nullglob" => &mut shell.options.nullglob,
            "nocasematch" => &mut shell.options.nocasematch,
            _ if on == Some("-q") => return After::Status(1),
            _ => continue,
        };
        match on {
            Some("-s") => *flag = true,
            Some("-u") => *flag = false,
            _ => return After::Status(i32::from(!*flag)),
        }
    }
    After::Status(0)
}

fn print_options(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System) {
    for name in ["allexport", "errexit", "noclobber", "noglob", "nounset", "pipefail", "xtrace"] {
        let on = shell.options.flag(name).is_some_and(|flag| *flag);
        io.out(sys, &format!("{name:<15}\t{}\n", if on { "on" } else { "off" }));
    }
}

pub(super) fn shift(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let count = match argv.get(1).map(|arg| arg.parse::<usize>()) {
        None => 1,
        Some(Ok(count)) => count,
        Some(Err(_)) => {
            let text = match shell.options.dialect {
                Dialect::Bash => format!("{}: numeric argument required", argv[1]),
                _ => format!("Illegal number: {}", argv[1]),
            };
            shell.complain_as(io, sys, "shift", &text);
            return After::Fatal(2);
        }
    };
    if count > shell.params.len() {
        if shell.options.dialect == Dialect::Dash {
            shell.complain_as(io, sys, "shift", "can't shift that many");
            return After::Fatal(2);
        }
        return After::Status(1);
    }
    Rc::make_mut(&mut shell.params).drain(..count);
    After::Status(0)
}
