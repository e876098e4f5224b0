//! `test`, `[` and `[[`

use super::After;
use crate::interp::Shell;
use crate::interp::expand::{Expanded, Expander, Stop};
use crate::interp::vars::Value;
use crate::kernel::Io;
use crate::programs::test::{Facts, TestError, binary, evaluate, unary};
use crate::syntax::Dialect;
use crate::syntax::ast::Cond;
use crate::system::System;

fn run(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, name: &str, args: &[String]) -> After {
    let terminals = [0, 1, 2].map(|fd| io.is_terminal(fd));
    let cwd = io.cwd();
    match evaluate(&mut Facts { sys, cwd: &cwd, terminals }, args) {
        Ok(value) => After::Status(i32::from(!value)),
        Err(error) => {
            let message = match shell.options.dialect {
                Dialect::Bash => error.gnu(),
                Dialect::Dash => error.dash(),
                Dialect::Ash => {
                    io.err(sys, &format!("sh: {}\n", error.busybox()));
                    return After::Status(2);
                }
            };
            shell.complain_as(io, sys, name, &message);
            After::Status(2)
        }
    }
}

pub(super) fn test(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    run(shell, io, sys, "test", &argv[1..])
}

pub(super) fn bracket(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    match argv.split_last() {
        Some((last, rest)) if last == "]" && !rest.is_empty() => run(shell, io, sys, "[", &rest[1..]),
        _ => {
            match shell.options.dialect {
                Dialect::Bash => shell.complain_as(io, sys, "[", "missing `]'"),
                Dialect::Dash => shell.complain_as(io, sys, "[", "missing ]"),
                Dialect::Ash => io.err(sys, "sh: missing ]\n"),
            }
            After::Status(2)
        }
    }
}

/// `[[ ]]`
pub(in crate::interp) fn condition(expander: &mut Expander<'_>, cond: &Cond) -> Expanded<bool> {
    match cond {
        Cond::And(a, b) => Ok(condition(expander, a)? && condition(expander, b)?),
        Cond::Or(a, b) => Ok(condition(expander, a)? || condition(expander, b)?),
        Cond::Not(inner) => Ok(!condition(expander, inner)?),
        Cond::Unary(operator, word) => {
            let text = expander.string(word)?;
            let shown = if text.is_empty() { "''" } else { &text };
            expander.traced.push(format!("{operator} {shown}"));
            if operator == "-v" {
                let place = text.strip_suffix(']').and_then(|text| text.split_once('['));
                let (name, key) = place.unwrap_or((&text, ""));
                return Ok(match expander.shell.vars.get(name).map(|var| &var.value) {
                    Some(Value::Map(map)) if place.is_some() => map.get(key).is_some(),
                    Some(value) if place.is_some() => key.parse().is_ok_and(|at: usize| at < value.items().len()),
                    value => value.is_some(),
                });
            }
            let cwd = expander.cwd;
            let mut facts = Facts { sys: expander.sys, cwd, terminals: [false; 3] };
            unary(&mut facts, operator, &text)
                .ok_or_else(|| Stop::Error(format!("{operator}: conditional unary operator expected")))
        }
        Cond::Binary(left, operator, right) => {
            let left = expander.string(left)?;
            let shown = |text: &str| if text.is_empty() { "''".to_string() } else { text.to_string() };
            if expander.shell.options.xtrace {
                let right = expander.pattern(right)?;
                expander.traced.push(format!("{} {operator} {}", shown(&left), shown(&right)));
            }
            match operator.as_str() {
                "=" | "==" => expander.fits(right, &left),
                "!=" => Ok(!expander.fits(right, &left)?),
                "=~" => {
                    let regex = expander.string(right)?;
                    regex_match(expander, &regex, &left)
                }
                "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => {
                    let right = expander.string(right)?;
                    let (a, b) = (expander.arith_text(&left)?, expander.arith_text(&right)?);
                    let cwd = expander.cwd;
                    let mut facts = Facts { sys: expander.sys, cwd, terminals: [false; 3] };
                    Ok(binary(&mut facts, &a.to_string(), operator, &b.to_string())
                        .unwrap_or(Ok(false))
                        .unwrap_or(false))
                }
                _ => {
                    let right = expander.string(right)?;
                    let cwd = expander.cwd;
                    let mut facts = Facts { sys: expander.sys, cwd, terminals: [false; 3] };
                    match binary(&mut facts, &left, operator, &right) {
                        Some(Ok(value)) => Ok(value),
                        Some(Err(TestError::Number(text))) => {
                            Err(Stop::Error(format!("{text}: integer expression expected")))
                        }
                        _ => Err(Stop::Error(format!("{operator}: conditional binary operator expected"))),
                    }
                }
            }
        }
    }
}

fn regex_match(expander: &mut Expander<'_>, regex: &str, text: &str) -> Expanded<bool> {
    let Ok(compiled) = regex_lite::Regex::new(regex) else {
        return Err(Stop::Error(format!("{regex}: not a regular expression that this shell understands")));
    };
    let Some(found) = compiled.captures(text) else { return Ok(false) };
    let groups = found.iter().map(|group| group.map_or(String::new(), |group| group.as_str().to_string())).collect();
    expander.assigned.push(("BASH_REMATCH".into(), Value::Array(groups)));
    Ok(true)
}
