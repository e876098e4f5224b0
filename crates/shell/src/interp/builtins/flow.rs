//! `:`, `true`, `false`, `break`, `continue`, `return`, `exit`

use super::After;
use crate::interp::Shell;
use crate::kernel::Io;
use crate::syntax::Dialect;
use crate::system::System;

pub(super) fn nothing(_shell: &mut Shell, _io: &mut Io<'_>, _sys: &mut dyn System, _argv: &[String]) -> After {
    After::Status(0)
}

pub(super) fn no(_shell: &mut Shell, _io: &mut Io<'_>, _sys: &mut dyn System, _argv: &[String]) -> After {
    After::Status(1)
}

/// A number as argument, else the default; a message when it is none.
fn number(shell: &Shell, argv: &[String], default: i32) -> Result<i32, String> {
    let Some(arg) = argv.get(1) else { return Ok(default) };
    arg.trim().parse::<i64>().map(|value| value as i32).map_err(|_| match shell.options.dialect {
        Dialect::Bash => format!("{arg}: numeric argument required"),
        Dialect::Dash => format!("Illegal number: {arg}"),
        Dialect::Ash => format!("Illegal number: {arg}"),
    })
}

fn loops(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String], again: bool) -> After {
    match number(shell, argv, 1) {
        Ok(count) if count < 1 => {
            shell.complain_as(io, sys, &argv[0], &format!("{count}: loop count out of range"));
            After::Status(1)
        }
        Ok(_) if !shell.in_loop() => {
            if shell.options.dialect == Dialect::Bash {
                let text = "only meaningful in a `for', `while', or `until' loop";
                shell.complain_as(io, sys, &argv[0], text);
            }
            After::Status(0)
        }
        Ok(count) => After::Break { count: count as u32, again },
        Err(message) => {
            shell.complain_as(io, sys, &argv[0], &message);
            After::Fatal(if shell.options.dialect == Dialect::Bash { 128 } else { 2 })
        }
    }
}

pub(super) fn leave(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    loops(shell, io, sys, argv, false)
}

pub(super) fn again(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    loops(shell, io, sys, argv, true)
}

pub(super) fn give_back(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    match number(shell, argv, shell.status) {
        Ok(status) => After::Return(status & 0xff),
        Err(message) => {
            shell.complain_as(io, sys, "return", &message);
            After::Return(2)
        }
    }
}

pub(super) fn exit(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    if shell.options.interactive && shell.options.dialect == Dialect::Bash {
        io.err(sys, "exit\n");
    }
    match number(shell, argv, shell.status) {
        Ok(status) => After::Exit(status),
        Err(message) => {
            shell.complain_as(io, sys, "exit", &message);
            After::Exit(2)
        }
    }
}
