//! `getopts`

use super::After;
use crate::interp::Shell;
use crate::interp::vars::Value;
use crate::kernel::Io;
use crate::syntax::Dialect;
use crate::system::System;

pub(super) fn getopts(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let (Some(spec), Some(variable)) = (argv.get(1), argv.get(2)) else {
        io.err(sys, "getopts: usage: getopts optstring name [arg ...]\n");
        return After::Status(2);
    };
    let args = if argv.len() > 3 { argv[3..].to_vec() } else { shell.params.to_vec() };
    let index: usize = shell.vars.text("OPTIND").and_then(|text| text.parse().ok()).unwrap_or(1);
    let silent = spec.starts_with(':');
    let word = args.get(index.wrapping_sub(1)).cloned().unwrap_or_default();
    let letters: Vec<char> = word.chars().collect();
    if !word.starts_with('-') || word == "-" || word == "--" {
        if word == "--" {
            shell.vars.put("OPTIND", (index + 1).to_string());
        }
        shell.vars.put(variable, "?");
        shell.getopts_at = 1;
        return After::Status(1);
    }
    let at = shell.getopts_at.clamp(1, letters.len().max(2) - 1);
    let letter = letters[at];
    let known = letter != ':' && spec.contains(letter);
    let wants = known && spec[spec.find(letter).unwrap_or(0) + letter.len_utf8()..].starts_with(':');
    let (mut next, mut value, mut argument) = (index, letter.to_string(), None);
    let rest: String = letters[at + 1..].iter().collect();
    if !known {
        value = "?".into();
        argument = silent.then(|| letter.to_string());
        if !silent {
            complain(shell, io, sys, letter, "illegal option");
        }
    } else if wants && !rest.is_empty() {
        argument = Some(rest.clone());
    } else if wants {
        match args.get(index) {
            Some(arg) => argument = Some(arg.clone()),
            None => {
                value = if silent { ":".into() } else { "?".into() };
                argument = silent.then(|| letter.to_string());
                if !silent {
                    complain(shell, io, sys, letter, "option requires an argument");
                }
            }
        }
        next += 1;
    }
    if wants || rest.is_empty() {
        next += 1;
        shell.getopts_at = 1;
    } else {
        shell.getopts_at = at + 1;
    }
    shell.vars.put("OPTIND", next.to_string());
    match argument {
        Some(text) => shell.vars.put("OPTARG", text),
        None => {
            let _read_only = shell.vars.unset("OPTARG");
        }
    }
    match shell.set_var(variable, Value::Text(value)) {
        Ok(()) => After::Status(0),
        Err(message) => {
            shell.complain_as(io, sys, "getopts", &message);
            After::Status(1)
        }
    }
}

fn complain(shell: &Shell, io: &mut Io<'_>, sys: &mut dyn System, letter: char, what: &str) {
    let text = match (shell.options.dialect, what) {
        (Dialect::Bash, _) => format!("{}: {what} -- {letter}\n", shell.name),
        (_, "illegal option") => format!("Illegal option -{letter}\n"),
        _ => format!("No arg for -{letter} option\n"),
    };
    io.err(sys, &text);
}
