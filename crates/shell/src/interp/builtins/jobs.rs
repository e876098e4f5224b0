//! `jobs`, `wait`, `kill`, `fg`, `bg`, `disown`

use super::After;
use crate::interp::Shell;
use crate::interp::frame::Frame;
use crate::interp::jobs::job_line;
use crate::kernel::{Io, Pid};
use crate::program::Signal;
use crate::syntax::Dialect;
use crate::system::System;

pub(super) fn list(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    shell.reap_jobs(io);
    let last = shell.jobs.last().map(|job| job.number);
    let only_pids = argv.iter().any(|arg| arg == "-p");
    let long = argv.iter().any(|arg| arg == "-l");
    let mut text = String::new();
    for job in &mut shell.jobs {
        job.told = true;
        let pid = job.pids.first().copied().unwrap_or(0);
        if only_pids {
            text.push_str(&format!("{pid}\n"));
            continue;
        }
        let line = job_line(job, last);
        text.push_str(&if long { line.replacen("  ", &format!("  {pid} "), 1) } else { line });
    }
    io.out(sys, &text);
    shell.jobs.retain(|job| !job.is_done());
    After::Status(0)
}

pub(super) fn wait(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    shell.reap_jobs(io);
    let mut pids = Vec::new();
    for arg in argv[1..].iter().filter(|arg| !arg.starts_with('-')) {
        let found = match arg.starts_with('%') {
            true => shell.find_job(arg).and_then(|at| shell.jobs[at].pids.last().copied()),
            false => match arg.parse::<Pid>() {
                Ok(pid) => {
                    shell.jobs.iter().find(|job| job.pids.contains(&pid)).and_then(|job| job.pids.last().copied())
                }
                Err(_) => {
                    shell.complain_as(io, sys, "wait", &format!("`{arg}': not a pid or valid job spec"));
                    return After::Status(2);
                }
            },
        };
        match found {
            Some(pid) => pids.push(pid),
            None if arg.starts_with('%') => {
                shell.complain_as(io, sys, "wait", &format!("{arg}: no such job"));
                return After::Status(127);
            }
            None => {
                if shell.options.dialect == Dialect::Bash {
                    shell.complain_as(io, sys, "wait", &format!("pid {arg} is not a child of this shell"));
                }
                return After::Status(127);
            }
        }
    }
    let all = pids.is_empty();
    After::Frame(Box::new(Frame::WaitJobs { pids, all }))
}

pub(super) fn kill(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let mut signal = Some(Signal::Term);
    let mut targets = Vec::new();
    let mut args = argv[1..].iter().peekable();
    while let Some(arg) = args.next() {
        match arg.strip_prefix('-') {
            Some("l" | "L") => {
                io.out(sys, &signal_list(args.next().map(String::as_str)));
                return After::Status(0);
            }
            Some("-") => {}
            Some("0") if targets.is_empty() => signal = None,
            Some(name) if targets.is_empty() => {
                let name = if matches!(name, "s" | "n") { args.next().map_or("", String::as_str) } else { name };
                if name == "0" {
                    signal = None;
                    continue;
                }
                let Some(parsed) = Signal::parse(name) else {
                    let text = match shell.options.dialect {
                        Dialect::Bash => format!("{name}: invalid signal specification"),
                        Dialect::Dash => format!("invalid signal number or name: {name}"),
                        Dialect::Ash => format!("bad signal name '{name}'"),
                    };
                    complain(shell, io, sys, &text);
                    return After::Status(1);
                };
                signal = Some(parsed);
            }
            _ => targets.push(arg.clone()),
        }
    }
    if targets.is_empty() {
        match shell.options.dialect {
            Dialect::Bash => {
                let usage = "kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]";
                io.err(sys, &format!("kill: usage: {usage}\n"));
            }
            Dialect::Dash => {
                let usage = "Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]";
                complain(shell, io, sys, usage);
            }
            Dialect::Ash => complain(shell, io, sys, "you need to specify whom to kill"),
        }
        return After::Status(if shell.options.dialect == Dialect::Ash { 1 } else { 2 });
    }
    let mut status = 0;
    for target in &targets {
        if let Err(message) = kill_one(shell, io, target, signal) {
            complain(shell, io, sys, &message);
            status = 1;
        }
    }
    After::Yield(status)
}

/// busybox says this in the shell's own name, without the builtin's.
fn complain(shell: &Shell, io: &mut Io<'_>, sys: &mut dyn System, message: &str) {
    if shell.options.dialect == Dialect::Ash {
        io.err(sys, &format!("{}: {message}\n", shell.name));
    } else {
        shell.complain_as(io, sys, "kill", message);
    }
}

fn kill_one(shell: &mut Shell, io: &mut Io<'_>, target: &str, signal: Option<Signal>) -> Result<(), String> {
    let dialect = shell.options.dialect;
    if target.starts_with('%') {
        shell.reap_jobs(io);
        let at = shell.find_job(target).ok_or_else(|| match dialect {
            Dialect::Bash => format!("{target}: no such job"),
            Dialect::Dash => format!("No such job: {target}"),
            Dialect::Ash => format!("kill: no such job: {target}"),
        })?;
        let (group, pids) = (shell.jobs[at].group, shell.jobs[at].pids.clone());
        if let Some(signal) = signal {
            match group {
                Some(group) => {
                    io.kill_group(group, signal);
                }
                None => {
                    for pid in pids {
                        io.kill(pid, signal);
                    }
                }
            }
        }
        return Ok(());
    }
    let number: i64 = target.parse().map_err(|_| match dialect {
        Dialect::Bash => format!("{target}: arguments must be process or job IDs"),
        Dialect::Dash => format!("Illegal number: {target}"),
        Dialect::Ash => format!("invalid number '{target}'"),
    })?;
    let group = number < 0;
    let pid = number.unsigned_abs() as Pid;
    let reached = match signal {
        None => io.is_alive(pid),
        Some(signal) if group => io.kill_group(pid, signal),
        Some(signal) => io.kill(pid, signal),
    };
    if reached {
        return Ok(());
    }
    Err(match dialect {
        Dialect::Bash => format!("({target}) - No such process"),
        Dialect::Dash => "No such process\n".into(),
        Dialect::Ash => format!("can't kill pid {target}: No such process"),
    })
}

fn signal_list(which: Option<&str>) -> String {
    match which {
        Some(which) => match Signal::parse(which) {
            Some(signal) if which.starts_with(|c: char| c.is_ascii_digit()) => format!("{}\n", signal.name()),
            Some(signal) => format!("{}\n", signal.number()),
            None => {
                let number = which.parse::<i32>().ok().filter(|number| *number > 128).map(|number| number - 128);
                let signal = Signal::all().find(|signal| Some(signal.number()) == number);
                signal.map(|signal| format!("{}\n", signal.name())).unwrap_or_default()
            }
        },
        None => Signal::all().map(|signal| format!("{:>2}) SIG{}\n", signal.number(), signal.name())).collect(),
    }
}

/// The job of an argument, else the last; says so when there is none.
fn job(shell: &Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> Option<usize> {
    let spec = argv.get(1).map_or("%%", String::as_str);
    let spec = if spec.starts_with('%') { spec.to_string() } else { format!("%{spec}") };
    let found = shell.find_job(&spec);
    if found.is_none() {
        let shown = argv.get(1).map_or("current", String::as_str);
        shell.complain_as(io, sys, &argv[0], &format!("{shown}: no such job"));
    }
    found
}

pub(super) fn foreground(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    shell.reap_jobs(io);
    let Some(at) = job(shell, io, sys, argv) else { return After::Status(1) };
    let job = shell.jobs.remove(at);
    io.out(sys, &format!("{}\n", job.text));
    if let Some(group) = job.group {
        io.kill_group(group, Signal::Cont);
        io.set_foreground(Some(group));
    }
    let statuses = job.exits.iter().map(|exit| exit.map(|exit| exit.code)).collect();
    After::Frame(Box::new(Frame::Wait { pids: job.pids, statuses, group: job.group, text: job.text }))
}

pub(super) fn background(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    shell.reap_jobs(io);
    let Some(at) = job(shell, io, sys, argv) else { return After::Status(1) };
    let job = &shell.jobs[at];
    io.out(sys, &format!("[{}]+ {} &\n", job.number, job.text));
    if let Some(group) = job.group {
        io.kill_group(group, Signal::Cont);
    }
    After::Status(0)
}

pub(super) fn disown(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let Some(at) = job(shell, io, sys, argv) else { return After::Status(1) };
    shell.jobs.remove(at);
    After::Status(0)
}
