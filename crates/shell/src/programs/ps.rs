//! `ps`, `kill`, `pidof`, `pgrep`, `pkill`, `killall`, `top`

use super::{Call, Flags};
use crate::files::path;
use crate::kernel::ProcessInfo;
use crate::program::Signal;
use crate::text::date;
use sorted::InOrder;

fn user(call: &Call<'_, '_>) -> String {
    let user = call.sys.user();
    if user.name.is_empty() { user.uid.to_string() } else { user.name }
}

/// The user of a process: those of the pause container are not the current one's.
fn owner(process: &ProcessInfo, own: &str) -> String {
    match process.argv.first() {
        Some(first) if first == "/pause" => "65535".into(),
        // A name that does not fit is cut.
        _ if own.len() > 8 => format!("{}+", own.get(..7).unwrap_or(own)),
        _ => own.to_string(),
    }
}

pub(super) fn ps(call: &mut Call<'_, '_>) -> i32 {
    let own = user(call);
    let processes = call.io.processes();
    let now = call.sys.now();
    let mut text = String::new();
    let letters: String = call.args.iter().flat_map(|arg| arg.trim_start_matches('-').chars()).collect();
    if call.busybox() {
        text.push_str("PID   USER     TIME  COMMAND\n");
        for process in &processes {
            let shown = process.argv.join(" ");
            text.push_str(&format!("{:>5} {:<8} {:>5} {shown}\n", process.pid, owner(process, &own), "0:00"));
        }
        call.out(&text);
        return 0;
    }
    let tty = |process: &ProcessInfo| if process.terminal { "pts/0" } else { "?" };
    let memory = call.sys.memory().0.max(1);
    let today = |time: i64| if now - time < 86_400_000_000 { date(time, "%H:%M") } else { date(time, "%b%d") };
    if letters.contains('u') && !letters.contains('e') {
        text.push_str("USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n");
        for process in &processes {
            let resident = process.memory / 1024;
            let share = process.memory as f64 * 100.0 / memory as f64;
            let stat = format!("{}{}", process.state, if process.pid == process.group { "s" } else { "" });
            text.push_str(&format!(
                "{:<8} {:>7}  0.0 {share:>4.1} {:>6} {resident:>5} {:<8} {stat:<4} {:>5}   0:00 {}\n",
                owner(process, &own),
                process.pid,
                resident * 2,
                tty(process),
                today(process.started),
                process.argv.join(" ")
            ));
        }
    } else if letters.contains('f') {
        // The long form says more of each.
        let (long, more) = if letters.contains('l') { ("F S ", " PRI  NI ADDR SZ WCHAN ") } else { ("", "") };
        text.push_str(&format!("{long}UID          PID    PPID  C{more} STIME TTY          TIME CMD\n"));
        for process in &processes {
            let (long, more) = match long {
                "" => Default::default(),
                _ => (format!("4 {} ", process.state), format!("  80   0 - {:>5} -     ", process.memory / 4096)),
            };
            text.push_str(&format!(
                "{long}{:<8} {:>7} {:>7}  0{more} {:>5} {:<8} 00:00:00 {}\n",
                owner(process, &own),
                process.pid,
                process.parent,
                today(process.started),
                tty(process),
                process.argv.join(" ")
            ));
        }
    } else if letters.contains('o') {
        return columns(call, &processes, &own);
    } else {
        let all = letters.contains(['e', 'A', 'x', 'a']);
        text.push_str("    PID TTY          TIME CMD\n");
        for process in processes.iter().filter(|process| all || process.terminal) {
            let name = process.argv.first().map_or("", |first| path::base_name(first));
            text.push_str(&format!("{:>7} {:<8} 00:00:00 {name}\n", process.pid, tty(process)));
        }
    }
    call.out(&text);
    0
}

/// `ps -o pid,comm`
fn columns(call: &mut Call<'_, '_>, processes: &[ProcessInfo], own: &str) -> i32 {
    let at = call.args.iter().position(|arg| arg.trim_start_matches('-').ends_with('o')).unwrap_or(0);
    let list = call.args.get(at + 1).cloned().unwrap_or_default();
    let mut rows: Vec<Vec<String>> = vec![
        list.split(',')
            .map(|name| match name {
                "args" | "command" => "COMMAND".to_string(),
                name => name.to_uppercase(),
            })
            .collect(),
    ];
    for process in processes {
        let cell = |name: &str| match name {
            "pid" => process.pid.to_string(),
            "ppid" => process.parent.to_string(),
            "user" => owner(process, own),
            "comm" => process.argv.first().map_or("", |first| path::base_name(first)).to_string(),
            "args" | "command" | "cmd" => process.argv.join(" "),
            "stat" | "state" => process.state.to_string(),
            "rss" => (process.memory / 1024).to_string(),
            _ => "-".to_string(),
        };
        rows.push(list.split(',').map(cell).collect());
    }
    let count = rows[0].len();
    let widths: Vec<usize> = (0..count).map(|at| rows.iter().map(|row| row[at].len()).max().unwrap_or(0)).collect();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(
                |(at, cell)| if at + 1 == count { cell.clone() } else { format!("{cell:>width$}", width = widths[at]) },
            )
            .collect();
        call.out(&format!("{}\n", cells.join(" ")));
    }
    0
}

pub(super) fn kill(call: &mut Call<'_, '_>) -> i32 {
    let mut signal = Some(Signal::Term);
    let mut code = 0;
    let mut targets = Vec::new();
    let mut args = call.args.iter();
    while let Some(arg) = args.next() {
        match arg.strip_prefix('-') {
            Some("l") => {
                let names: Vec<&str> = Signal::all().map(Signal::name).collect();
                call.out(&format!("{}\n", names.join(" ")));
                return 0;
            }
            Some("0") => signal = None,
            Some("s") => signal = args.next().and_then(|name| Signal::parse(name)),
            Some(name) if targets.is_empty() => match Signal::parse(name) {
                Some(parsed) => signal = Some(parsed),
                None => {
                    return call
                        .fail_as(format_args!("bad signal name '{name}'"), format_args!("unknown signal: {name}"));
                }
            },
            _ => targets.push(arg.clone()),
        }
    }
    if targets.is_empty() {
        return call.fail_as(format_args!("you need to specify whom to kill"), format_args!("not enough arguments"));
    }
    for target in targets {
        let Ok(pid) = target.parse::<i64>() else {
            code = call.fail_as(
                format_args!("invalid number '{target}'"),
                format_args!("failed to parse argument: '{target}'"),
            );
            continue;
        };
        let number = pid.unsigned_abs() as u32;
        let reached = match signal {
            None => call.io.is_alive(number),
            Some(signal) if pid < 0 => call.io.kill_group(number, signal),
            Some(signal) => call.io.kill(number, signal),
        };
        if !reached {
            code = call.fail_as(
                format_args!("can't kill pid {pid}: No such process"),
                format_args!("({pid}): No such process"),
            );
        }
    }
    code
}

/// The processes of a name, others than the one that asks.
fn named(call: &Call<'_, '_>, name: &str, whole_line: bool) -> Vec<u32> {
    let own = call.io.pid();
    let fits = |process: &ProcessInfo| {
        let first = process.argv.first().map_or("", |first| path::base_name(first));
        if whole_line { process.argv.join(" ").contains(name) } else { first == name }
    };
    call.io
        .processes()
        .iter()
        .filter(|process| process.pid != own && process.state != 'Z' && fits(process))
        .map(|p| p.pid)
        .collect()
}

pub(super) fn pidof(call: &mut Call<'_, '_>) -> i32 {
    let mut pids: Vec<u32> =
        call.args.iter().filter(|arg| !arg.starts_with('-')).flat_map(|name| named(call, name, false)).collect();
    if pids.is_empty() {
        return 1;
    }
    pids.order_by(|a, b| b.cmp(a));
    let text: Vec<String> = pids.iter().map(u32::to_string).collect();
    call.out(&format!("{}\n", text.join(" ")));
    0
}

pub(super) fn pgrep(call: &mut Call<'_, '_>) -> i32 {
    let kills = call.name != "pgrep";
    let exact = call.name == "killall";
    let mut signal = Signal::Term;
    let mut whole = false;
    let mut list = false;
    let mut names = Vec::new();
    for arg in call.args {
        match arg.strip_prefix('-') {
            Some("f") => whole = true,
            Some("l" | "a") => list = true,
            Some(name) => signal = Signal::parse(name).unwrap_or(signal),
            None => names.push(arg.clone()),
        }
    }
    if names.is_empty() {
        return call.fail("no matching criteria specified") + 1;
    }
    let own = call.io.pid();
    let mut found = false;
    for name in &names {
        let pids: Vec<ProcessInfo> = call
            .io
            .processes()
            .into_iter()
            .filter(|process| {
                let first = process.argv.first().map_or("", |first| path::base_name(first));
                let fits = match (exact, whole) {
                    (true, _) => first == name,
                    (false, true) => process.argv.join(" ").contains(name.as_str()),
                    (false, false) => first.contains(name.as_str()),
                };
                fits && process.pid != own
            })
            .collect();
        if pids.is_empty() && exact {
            let text = if call.busybox() {
                format!("killall: {name}: no process killed\n")
            } else {
                format!("{name}: no process found\n")
            };
            call.err(&text);
        }
        for process in pids {
            found = true;
            if kills {
                call.io.kill(process.pid, signal);
            } else {
                let rest = if list { format!(" {}", process.argv.join(" ")) } else { String::new() };
                call.out(&format!("{}{rest}\n", process.pid));
            }
        }
    }
    i32::from(!found)
}

pub(super) fn top(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "bn:d:p:", &[]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    if !flags.has('b') {
        return call.fail("only one picture in batch mode is simulated: top -b -n 1");
    }
    let own = user(call);
    let (total, free) = call.sys.memory();
    let used = total.saturating_sub(free);
    let processes = call.io.processes();
    let now = call.sys.now();
    if call.busybox() {
        return busybox_top(call, &own, (used, free));
    }
    let mut text = format!(
        "top - {} up {} min,  1 user,  load average: 0.00, 0.00, 0.00\nTasks: {} total, {} running, {} sleeping\nMiB Mem : {:>8.1} total, {:>8.1} free, {:>8.1} used\n\n    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n",
        date(now, "%H:%M:%S"),
        (now - call.sys.boot_time()) / 60_000_000,
        processes.len(),
        processes.iter().filter(|process| process.state == 'R').count(),
        processes.iter().filter(|process| process.state != 'R').count(),
        total as f64 / 1048576.0,
        free as f64 / 1048576.0,
        used as f64 / 1048576.0,
    );
    for process in &processes {
        let share = process.memory as f64 * 100.0 / total.max(1) as f64;
        text.push_str(&format!(
            "{:>7} {:<8}  20   0 {:>7} {:>6} {:>6} {}   0.0 {share:>5.1}   0:00.00 {}\n",
            process.pid,
            owner(process, &own),
            process.memory / 512,
            process.memory / 1024,
            process.memory / 2048,
            process.state,
            process.argv.first().map_or("", |first| path::base_name(first)),
        ));
    }
    call.out(&text);
    0
}

fn busybox_top(call: &mut Call<'_, '_>, own: &str, (used, free): (u64, u64)) -> i32 {
    let processes = call.io.processes();
    let running = processes.iter().filter(|process| process.state == 'R').count();
    let last = processes.iter().map(|process| process.pid).max().unwrap_or(0);
    let mut text = format!(
        "Mem: {}K used, {}K free, 0K shrd, 0K buff, 0K cached\n\
         CPU:   0% usr   0% sys   0% nic 100% idle   0% io   0% irq   0% sirq\n\
         Load average: 0.00 0.00 0.00 {running}/{} {last}\n  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n",
        used >> 10,
        free >> 10,
        processes.len(),
    );
    for process in &processes {
        let share = process.memory * 100 / (used + free).max(1);
        text.push_str(&format!(
            "{:>5} {:>5} {:<8} {}    {:>5} {share:>3}%   0   0% {}\n",
            process.pid,
            process.parent,
            owner(process, own),
            process.state,
            process.memory / 512,
            process.argv.join(" "),
        ));
    }
    call.out(&text);
    0
}
