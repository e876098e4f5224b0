//! `echo`, `printf`, `history`, `help` and small ones that only print.

use super::After;
use crate::interp::Shell;
use crate::interp::expand::{Expander, Stop};
use crate::kernel::{Io, WriteError};
use crate::programs;
use crate::syntax::Dialect;
use crate::system::System;
use sorted::InOrder;

/// Writes a builtin's output; a failed write is told and is the builtin's failure.
fn write(shell: &Shell, io: &mut Io<'_>, sys: &mut dyn System, name: &str, text: &str, status: i32) -> After {
    match io.write(sys, 1, &crate::text::bytes(text)) {
        Ok(()) => After::Status(status),
        Err(WriteError::Broken) => After::Status(141),
        Err(error) => {
            shell.complain_as(io, sys, name, &format!("write error: {}", error.text()));
            After::Status(1)
        }
    }
}

pub(super) fn echo(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    // dash's echo takes `-n` only and always reads escapes.
    let text = programs::echo::text(&argv[1..], shell.options.dialect == Dialect::Dash);
    write(shell, io, sys, "echo", &text, 0)
}

pub(super) fn printf(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let mut args = &argv[1..];
    let mut variable = None;
    if let [flag, name, rest @ ..] = args
        && flag == "-v"
        && shell.options.dialect == Dialect::Bash
    {
        variable = Some(name.clone());
        args = rest;
    }
    if args.first().is_some_and(|a| a == "--") {
        args = &args[1..];
    }
    let now = (shell.options.dialect == Dialect::Bash).then(|| sys.now());
    let printed = programs::printf::format(args, now);
    let mut status = 0;
    for message in &printed.errors {
        status = 1;
        let (what, wrong) = message.rsplit_once(": ").unwrap_or(("", message));
        let directive = what.trim_start_matches('`').trim_end_matches('\'');
        let text = match (shell.options.dialect, wrong) {
            (Dialect::Ash, "invalid number") => format!("invalid number '{what}'"),
            (Dialect::Ash, "invalid format character") => format!("{directive}: invalid format"),
            (Dialect::Dash, "invalid number") if what.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("{what}: not completely converted")
            }
            (Dialect::Dash, "invalid number") => format!("{what}: expected numeric value"),
            (Dialect::Dash, "invalid format character") => format!("{directive}: invalid directive"),
            _ => message.clone(),
        };
        if shell.options.dialect == Dialect::Ash {
            io.err(sys, &format!("sh: {text}\n"));
            continue;
        }
        shell.complain_as(io, sys, "printf", &text);
    }
    if args.is_empty() {
        io.err(sys, "printf: usage: printf [-v var] format [arguments]\n");
        return After::Status(2);
    }
    match variable {
        Some(name) => {
            if let Err(message) =
                shell.set_var(&name, crate::interp::vars::Value::Text(crate::text::joined(&printed.text)))
            {
                shell.complain_as(io, sys, "printf", &message);
                status = 1;
            }
            After::Status(status)
        }
        None => write(shell, io, sys, "printf", &printed.text, status),
    }
}

pub(super) fn let_(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let mut value = 0;
    for arg in &argv[1..] {
        let cwd = io.cwd();
        let mut expander = Expander::new(shell, sys, &cwd, &[]);
        let result = expander.arith_text(arg);
        let assigned = std::mem::take(&mut expander.assigned);
        match result {
            Ok(result) => value = result,
            Err(Stop::Error(message) | Stop::Unset(message)) => {
                shell.complain_as(io, sys, "let", &message);
                return After::Status(1);
            }
            // What is too long for a shell is no number either.
            Err(Stop::Need(_) | Stop::Memory(_)) => {}
        }
        if let Err(message) = shell.commit(assigned) {
            shell.complain_as(io, sys, "let", &message);
            return After::Status(1);
        }
    }
    After::Status(i32::from(value == 0))
}

pub(super) fn history(_shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let lines = sys.history();
    let count = argv.get(1).and_then(|arg| arg.parse::<usize>().ok()).unwrap_or(lines.len());
    let skipped = lines.len().saturating_sub(count);
    let text: String =
        lines.iter().enumerate().skip(skipped).map(|(at, line)| format!("{:>5}  {line}\n", at + 1)).collect();
    io.out(sys, &text);
    After::Status(0)
}

pub(super) fn help(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    if let Some(name) = argv.get(1) {
        let own = sys.host_programs().iter().find(|(own, _)| own == name).map(|(_, about)| *about);
        return match own.or_else(|| programs::about(name)) {
            Some(about) => {
                io.out(sys, &format!("{name}: {about}\n"));
                After::Status(0)
            }
            None => {
                shell.complain_as(io, sys, "help", &format!("no help topics match `{name}'."));
                After::Status(1)
            }
        };
    }
    let mut text = String::from("This is a small simulated shell. ");
    if !sys.host_programs().is_empty() {
        text.push_str("What it is here for:\n\n");
        for (name, about) in sys.host_programs() {
            text.push_str(&format!(" {name:<17} {about}\n"));
        }
        text.push('\n');
    }
    text.push_str("These commands are built in:\n\n");
    let mut words: Vec<&str> = super::names().collect();
    words.order();
    text.push_str(&wrapped(&words));
    text.push_str("\nand these programs are there:\n\n");
    text.push_str(&wrapped(&programs::names().collect::<Vec<_>>()));
    text.push_str("\n`help NAME' says in a line what a program does.\n");
    io.out(sys, &text);
    After::Status(0)
}

/// Words in lines of at most 76 characters.
fn wrapped(words: &[&str]) -> String {
    let mut text = String::new();
    let mut width = 0;
    for word in words {
        if width + word.len() + 1 > 76 {
            text.push('\n');
            width = 0;
        }
        text.push_str(if width == 0 { " " } else { "  " });
        text.push_str(word);
        width += word.len() + 2;
    }
    text.push('\n');
    text
}

pub(super) fn times(_shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, _argv: &[String]) -> After {
    io.out(sys, "0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n");
    After::Status(0)
}

pub(super) fn umask(_shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    if argv.len() == 1 {
        io.out(sys, "0022\n");
    }
    After::Status(0)
}

pub(super) fn ulimit(_shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let value = if argv.get(1).is_some_and(|arg| arg == "-n") { "1048576\n" } else { "unlimited\n" };
    io.out(sys, value);
    After::Status(0)
}
