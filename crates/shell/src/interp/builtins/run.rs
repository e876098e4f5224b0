//! `eval`, `.`, `exec`, `command`, `builtin`, `type`, `hash`

use super::After;
use crate::files::Errno;
use crate::interp::Shell;
use crate::interp::frame::SourceKind;
use crate::kernel::{Io, find_file};
use crate::syntax::Dialect;
use crate::system::System;

const KEYWORDS: &[&str] = &[
    "!", "[[", "]]", "case", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "then", "time",
    "until", "while", "{", "}",
];

pub(super) fn eval(_shell: &mut Shell, _io: &mut Io<'_>, _sys: &mut dyn System, argv: &[String]) -> After {
    After::Source { text: argv[1..].join(" "), kind: SourceKind::Eval, file: None }
}

pub(super) fn source(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let Some(name) = argv.get(1) else {
        let text = "filename argument required";
        shell.complain_as(io, sys, &argv[0], text);
        return After::Fatal(2);
    };
    let mut file = io.path(name);
    if !name.contains('/') {
        let search = shell.vars.text("PATH").unwrap_or("").to_string();
        let in_path = search.split(':').map(|dir| format!("{dir}/{name}")).find(|path| sys.files().exists(path));
        file = in_path.unwrap_or(file);
    }
    let text = match sys.files().read_text(&file) {
        Ok(text) => text,
        Err(error) => {
            let message = match (shell.options.dialect, error) {
                (Dialect::Bash, Errno::IsDirectory) => format!("{name}: is a directory"),
                (Dialect::Bash, _) => format!("{name}: {error}"),
                (Dialect::Dash, _) => format!("cannot open {name}: {}", crate::interp::input::short(error.text())),
                (Dialect::Ash, _) => format!("can't open '{name}': {error}"),
            };
            match shell.options.dialect {
                Dialect::Bash => shell.complain(io, sys, &message),
                _ => shell.complain_as(io, sys, &argv[0], &message),
            }
            return if shell.options.dialect == Dialect::Bash { After::Status(1) } else { After::Fatal(2) };
        }
    };
    if argv.len() > 2 {
        shell.params = std::rc::Rc::new(argv[2..].to_vec());
    }
    After::Source { text, kind: SourceKind::File, file: Some(name.clone()) }
}

pub(super) fn exec(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    if argv.len() == 1 {
        return After::KeepRedirects;
    }
    match shell.find(io, sys, &argv[1..]) {
        Ok(found) => After::Become(found),
        Err(error) => {
            match (shell.options.dialect, error) {
                (Dialect::Bash | Dialect::Dash, crate::kernel::SpawnError::NotFound) => {
                    shell.complain_as(io, sys, "exec", &format!("{}: not found", argv[1]));
                    shell.status = 127;
                }
                _ => shell.spawn_error(io, sys, &argv[1], error),
            }
            After::Fatal(shell.status)
        }
    }
}

/// What a name means, in the order in which a shell looks.
enum Meaning {
    Alias(String),
    Keyword,
    Function,
    Builtin,
    File(String),
}

fn meaning(shell: &Shell, io: &Io<'_>, sys: &mut dyn System, name: &str) -> Option<Meaning> {
    if let Some(value) = shell.aliases.get(name) {
        return Some(Meaning::Alias(value.clone()));
    }
    if KEYWORDS.contains(&name) {
        return Some(Meaning::Keyword);
    }
    if shell.functions.contains_key(name) {
        return Some(Meaning::Function);
    }
    if super::find(name, shell.options.dialect).is_some() {
        return Some(Meaning::Builtin);
    }
    let search = shell.vars.text("PATH").unwrap_or("");
    find_file(sys, &io.cwd(), search, name).ok().map(Meaning::File)
}

pub(super) fn command(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let mut at = 1;
    let mut describe = None;
    while let Some(flag @ ("-v" | "-V" | "-p" | "--")) = argv.get(at).map(String::as_str) {
        if flag == "-v" || flag == "-V" {
            describe = Some(flag == "-V");
        }
        at += 1;
    }
    let names = &argv[at..];
    let Some(long) = describe else {
        return if names.is_empty() { After::Status(0) } else { After::Command(names.to_vec()) };
    };
    let mut status = if names.is_empty() { 0 } else { 1 };
    // dash looks at the first name only.
    let count = if shell.options.dialect == Dialect::Dash { 1 } else { names.len() };
    for name in names.iter().take(count) {
        if long {
            status = describe_one(shell, io, sys, name, "command");
            continue;
        }
        let text = match meaning(shell, io, sys, name) {
            Some(Meaning::Alias(value)) => format!("alias {name}='{value}'\n"),
            Some(Meaning::File(path)) => format!("{path}\n"),
            Some(_) => format!("{name}\n"),
            None => {
                status = if shell.options.dialect == Dialect::Bash { status } else { 127 };
                continue;
            }
        };
        status = 0;
        io.out(sys, &text);
    }
    After::Status(status)
}

fn describe_one(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, name: &str, own: &str) -> i32 {
    let bash = shell.options.dialect == Dialect::Bash;
    let text = match meaning(shell, io, sys, name) {
        Some(Meaning::Alias(value)) if bash => format!("{name} is aliased to `{value}'"),
        Some(Meaning::Alias(value)) => format!("{name} is an alias for {value}"),
        Some(Meaning::Keyword) => format!("{name} is a shell keyword"),
        Some(Meaning::Function) if shell.options.dialect != Dialect::Dash => format!("{name} is a function"),
        Some(Meaning::Function) => format!("{name} is a shell function"),
        Some(Meaning::Builtin) if bash || !super::is_special(name) => format!("{name} is a shell builtin"),
        Some(Meaning::Builtin) => format!("{name} is a special shell builtin"),
        Some(Meaning::File(path)) => format!("{name} is {path}"),
        None if bash => {
            shell.complain_as(io, sys, own, &format!("{name}: not found"));
            return 1;
        }
        None => {
            io.out(sys, &format!("{name}: not found\n"));
            return 127;
        }
    };
    io.out(sys, &format!("{text}\n"));
    0
}

pub(super) fn type_(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let mut status = 0;
    let flags: Vec<&String> = argv[1..].iter().filter(|arg| arg.starts_with('-')).collect();
    for name in argv[1..].iter().filter(|arg| !arg.starts_with('-')) {
        if flags.is_empty() || flags.iter().any(|flag| *flag == "-a") {
            status = status.max(describe_one(shell, io, sys, name, "type"));
            continue;
        }
        let word = match meaning(shell, io, sys, name) {
            Some(Meaning::File(path)) if flags.iter().any(|flag| *flag != "-t") => path,
            Some(Meaning::File(_)) => "file".into(),
            Some(Meaning::Alias(_)) => "alias".into(),
            Some(Meaning::Keyword) => "keyword".into(),
            Some(Meaning::Function) => "function".into(),
            Some(Meaning::Builtin) => "builtin".into(),
            None => {
                status = 1;
                continue;
            }
        };
        io.out(sys, &format!("{word}\n"));
    }
    After::Status(status)
}

pub(super) fn builtin(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let Some(name) = argv.get(1) else { return After::Status(0) };
    match super::find(name, shell.options.dialect) {
        Some(row) => (row.run)(shell, io, sys, &argv[1..]),
        None => {
            shell.complain_as(io, sys, "builtin", &format!("{name}: not a shell builtin"));
            After::Status(1)
        }
    }
}

pub(super) fn hash(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    if argv.len() == 1 {
        io.out(sys, "hash: hash table empty\n");
    }
    let mut status = 0;
    for name in argv[1..].iter().filter(|arg| !arg.starts_with('-')) {
        if meaning(shell, io, sys, name).is_none() {
            shell.complain_as(io, sys, "hash", &format!("{name}: not found"));
            status = 1;
        }
    }
    After::Status(status)
}
