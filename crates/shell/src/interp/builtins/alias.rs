//! `alias`, `unalias`

use std::rc::Rc;

use super::After;
use crate::interp::Shell;
use crate::kernel::Io;
use crate::syntax::Dialect;
use crate::system::System;

pub(super) fn alias(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let head = if shell.options.dialect == Dialect::Bash { "alias " } else { "" };
    let line = |name: &str, value: &str| format!("{head}{name}='{}'\n", value.replace('\'', "'\\''"));
    let args: Vec<&String> = argv[1..].iter().filter(|arg| *arg != "-p").collect();
    if args.is_empty() {
        let text: String = shell.aliases.iter().map(|(name, value)| line(name, value)).collect();
        io.out(sys, &text);
    }
    let mut status = 0;
    for arg in args {
        match arg.split_once('=') {
            Some((name, value)) => {
                Rc::make_mut(&mut shell.aliases).insert(name.to_string(), value.to_string());
            }
            None => match shell.aliases.get(arg) {
                Some(value) => io.out(sys, &line(arg, value)),
                None => {
                    shell.complain_as(io, sys, "alias", &format!("{arg}: not found"));
                    status = 1;
                }
            },
        }
    }
    After::Status(status)
}

pub(super) fn unalias(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let mut status = 0;
    for arg in &argv[1..] {
        if arg == "-a" {
            shell.aliases = Rc::default();
        } else if Rc::make_mut(&mut shell.aliases).remove(arg).is_none() {
            shell.complain_as(io, sys, "unalias", &format!("{arg}: not found"));
            status = 1;
        }
    }
    After::Status(status)
}
