//! `trap`

use std::rc::Rc;

use super::After;
use crate::interp::simple::quote;
use crate::interp::{Shell, Trap};
use crate::kernel::Io;
use crate::program::Signal;
use crate::syntax::Dialect;
use crate::system::System;

fn parse(name: &str, dialect: Dialect) -> Option<Trap> {
    if dialect != Dialect::Dash && name.eq_ignore_ascii_case("ERR") {
        return Some(Trap::Failure);
    }
    if name == "0" || name.eq_ignore_ascii_case("EXIT") {
        return Some(Trap::Exit);
    }
    Signal::parse(name).map(Trap::Signal)
}

pub(super) fn trap(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let args: Vec<&String> = argv[1..].iter().filter(|arg| *arg != "--" && *arg != "-p").collect();
    let Some((first, names)) = args.split_first() else {
        let mut text = String::new();
        for (trap, action) in shell.traps.iter() {
            let name = match (trap, shell.options.dialect) {
                (Trap::Exit, _) => "EXIT".to_string(),
                (Trap::Failure, _) => "ERR".to_string(),
                (Trap::Signal(signal), Dialect::Bash) => format!("SIG{}", signal.name()),
                (Trap::Signal(signal), _) => signal.name().to_string(),
            };
            let action = if action.is_empty() { "''".to_string() } else { quote(action) };
            let action = if action.starts_with('\'') { action } else { format!("'{action}'") };
            text.push_str(&format!("trap -- {action} {name}\n"));
        }
        io.out(sys, &text);
        return After::Status(0);
    };
    if *first == "-l" {
        let names: Vec<String> =
            Signal::all().map(|signal| format!("{}) SIG{}", signal.number(), signal.name())).collect();
        io.out(sys, &format!("{}\n", names.join(" ")));
        return After::Status(0);
    }
    // `trap TERM` and `trap - TERM` reset; a number as the first word does too.
    let reset = names.is_empty() || *first == "-" || first.chars().all(|c| c.is_ascii_digit()) && !first.is_empty();
    let names: Vec<&String> = if *first == "-" || !reset { names.to_vec() } else { args.clone() };
    let mut status = 0;
    for name in names {
        let Some(trap) = parse(name, shell.options.dialect) else {
            match shell.options.dialect {
                Dialect::Dash => io.err(sys, &format!("trap: {name}: bad trap\n")),
                Dialect::Bash if matches!(name.as_str(), "DEBUG" | "RETURN") => {
                    shell.complain_as(io, sys, "trap", &format!("{name}: traps of this kind are not simulated"));
                }
                _ => shell.complain_as(io, sys, "trap", &format!("{name}: invalid signal specification")),
            }
            status = 1;
            continue;
        };
        let traps = Rc::make_mut(&mut shell.traps);
        if reset {
            traps.remove(&trap);
        } else {
            traps.insert(trap, first.to_string());
        }
    }
    let ignored = shell.traps.iter().filter_map(|(trap, action)| match trap {
        Trap::Signal(signal) if action.is_empty() => Some(*signal),
        _ => None,
    });
    // What is ignored stays ignored in children.
    let ignored: Vec<Signal> = ignored.collect();
    io.ignore(&ignored);
    After::Status(status)
}
