//! Programs that start others: `env`, `nohup`, `xargs`, `timeout`, `watch`, `time`.

use std::rc::Rc;

use super::{Call, Flags};
use crate::kernel::{Child, DEFAULT_PATH, Environment, Found, Group, Input, Io, Pid, SpawnError, find_program};
use crate::program::{Poll, Program, Reaction, Signal, Wait};
use crate::system::System;
use crate::text::{date, duration};

pub(super) fn find(call: &mut Call<'_, '_>, argv: &[String]) -> Result<Found, SpawnError> {
    let search = call.io.env("PATH").unwrap_or_else(|| DEFAULT_PATH.into());
    find_program(call.sys, &call.io.cwd(), &search, argv)
}

/// What is wrong with a program that was to be started, and the exit code.
pub(super) fn complain(call: &mut Call<'_, '_>, name: &str, error: SpawnError) -> i32 {
    let (text, code) = match error {
        SpawnError::NotFound | SpawnError::NoEntry | SpawnError::NoInterpreter => ("No such file or directory", 127),
        SpawnError::NotDirectory => ("Not a directory", 126),
        SpawnError::IsDirectory | SpawnError::Denied => ("Permission denied", 126),
        SpawnError::Format => ("Exec format error", 126),
        SpawnError::TooLong => ("Argument list too long", 126),
        SpawnError::TooMany => ("Resource temporarily unavailable", 125),
    };
    let text = match (call.busybox(), call.name) {
        (true, "env") | (true, "xargs") => format!("can't execute '{name}': {text}"),
        (true, _) => format!("can't execute '{name}': {text}"),
        (false, "timeout" | "nohup") => format!("failed to run command ‘{name}’: {text}"),
        (false, "env" | "find") => format!("‘{name}’: {text}"),
        (false, _) => format!("{name}: {text}"),
    };
    call.fail(text);
    code
}

pub(super) fn spawn(call: &mut Call<'_, '_>, found: Found) -> Pid {
    let env = call.io.environment();
    let child = Child { argv: found.argv, program: found.program, env, fds: Vec::new(), group: Group::Inherit };
    call.io.spawn(call.sys, child)
}

/// `env`, `printenv`, `nohup`, `sudo`: print, or become another program.
#[derive(Clone)]
pub(super) struct Prefix {
    pub argv: Vec<String>,
}

impl Program for Prefix {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let name = crate::files::path::base_name(&self.argv[0]).to_string();
        let mut call = Call { name: &name, args: &self.argv[1..], io, sys, failed: None };
        match name.as_str() {
            "printenv" => printenv(&mut call),
            "nohup" => nohup(&mut call),
            "sudo" => sudo(&mut call),
            _ => env(&mut call),
        }
    }
}

fn become_program(call: &mut Call<'_, '_>, argv: &[String]) -> Poll {
    match find(call, argv) {
        Ok(found) => Poll::Become { argv: found.argv, program: found.program },
        Err(error) => Poll::Exit(complain(call, &argv[0], error)),
    }
}

fn env(call: &mut Call<'_, '_>) -> Poll {
    let flags = match Flags::parse_prefix(call.args, "iu:0S:v", &[("ignore-environment", 'i'), ("unset", 'u')]) {
        Ok(flags) => flags,
        Err(error) => return Poll::Exit(call.usage(&error)),
    };
    let mut env = if flags.has('i') { Default::default() } else { (*call.io.environment()).clone() };
    for name in flags.values('u') {
        env.remove(name);
    }
    let mut rest = flags.rest.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let Some((name, value)) = first.split_once('=') else { break };
        env.set(name, value);
        rest = others;
    }
    if rest.is_empty() {
        return shown(call, &env);
    }
    call.io.set_environment(Rc::new(env));
    let argv = rest.to_vec();
    become_program(call, &argv)
}

fn shown(call: &mut Call<'_, '_>, env: &Environment) -> Poll {
    let text: String = env.list().iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    call.out(&text);
    Poll::Exit(0)
}

fn printenv(call: &mut Call<'_, '_>) -> Poll {
    let env = call.io.environment();
    if call.args.is_empty() {
        return shown(call, &env);
    }
    let mut code = 0;
    for name in call.args {
        match env.get(name) {
            Some(value) => call.out(&format!("{value}\n")),
            None => code = 1,
        }
    }
    Poll::Exit(code)
}

/// Runs what stands behind it: who types here is root already. Without a command, or as `su`, it is a shell.
fn sudo(call: &mut Call<'_, '_>) -> Poll {
    let flags = match Flags::parse_prefix(call.args, "EHnSikbsu:g:", &[("preserve-env", 'E'), ("user", 'u')]) {
        Ok(flags) => flags,
        Err(error) => return Poll::Exit(call.usage(&error)),
    };
    if let Some(user) = flags.value('u').filter(|user| *user != "root") {
        call.err(&format!("sudo: unknown user {user}\nsudo: error initializing audit plugin sudoers_audit\n"));
        return Poll::Exit(1);
    }
    let mut argv: Vec<String> = flags.rest.clone();
    let login = flags.has('i') || argv.iter().take(2).eq(["su", "-"]);
    if argv.is_empty() || argv[0] == "su" {
        argv = vec!["bash".into()];
    }
    if login {
        let home = call.io.env("HOME").unwrap_or_else(|| "/".into());
        call.io.set_cwd(&home);
    }
    match find(call, &argv) {
        Ok(found) => Poll::Become { argv: found.argv, program: found.program },
        Err(SpawnError::NotFound | SpawnError::NoEntry) => {
            call.fail(format!("{}: command not found", argv[0]));
            Poll::Exit(1)
        }
        Err(error) => Poll::Exit(complain(call, &argv[0], error)),
    }
}

fn nohup(call: &mut Call<'_, '_>) -> Poll {
    if call.args.is_empty() {
        return Poll::Exit(call.missing_operand() + 124);
    }
    call.io.ignore(&[Signal::Hup]);
    if call.io.is_terminal(1) {
        call.err("nohup: ignoring input and appending output to 'nohup.out'\n");
        if let Ok(fd) = call.io.open(call.sys, "nohup.out", crate::kernel::Open::Append) {
            call.io.dup(fd, 1);
            call.io.dup(fd, 2);
            call.io.close(fd);
        }
    }
    let argv = call.args.to_vec();
    become_program(call, &argv)
}

#[derive(Clone)]
pub(super) struct Xargs {
    args: Vec<String>,
    flags: Option<Flags>,
    data: Vec<u8>,
    /// Command lines still to be run, the first one last.
    todo: Option<Vec<Vec<String>>>,
    child: Option<Pid>,
    status: i32,
}

pub(super) fn xargs(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    Box::new(Xargs { args: argv[1..].to_vec(), flags: None, data: Vec::new(), todo: None, child: None, status: 0 })
}

/// Arguments in a text: blanks part them, quotes and backslashes keep them together.
fn split(text: &str) -> Result<Vec<String>, char> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(next) = chars.next() {
        match next {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\\' => word.get_or_insert_default().extend(chars.next()),
            quote @ ('\'' | '"') => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some(end) if end == quote => break,
                        Some('\n') | None => return Err(quote),
                        Some(inner) => word.push(inner),
                    }
                }
            }
            next => word.get_or_insert_default().push(next),
        }
    }
    words.extend(word);
    Ok(words)
}

impl Xargs {
    fn plan(&mut self, call: &mut Call<'_, '_>, flags: &Flags) -> Result<Vec<Vec<String>>, i32> {
        let text = String::from_utf8_lossy(&self.data).into_owned();
        let mut command = flags.rest.clone();
        if command.is_empty() {
            command.push("echo".into());
        }
        let replace = flags.value('I').or(flags.has('i').then_some("{}")).map(str::to_string);
        let separator = if flags.has('0') {
            Some('\0')
        } else {
            flags.value('d').map(|d| crate::text::unescape(d).text.chars().next().unwrap_or('\n'))
        };
        let broken = |call: &mut Call<'_, '_>, quote: char| {
            let kind = if quote == '"' { "double" } else { "single" };
            call.fail(format!(
                "unmatched {kind} quote; by default quotes are special to xargs unless you use the -0 option"
            ))
        };
        let with = |chunk: &[String]| command.iter().cloned().chain(chunk.iter().cloned()).collect::<Vec<String>>();
        let number = |letter| flags.value(letter).and_then(|value| value.parse::<usize>().ok()).filter(|n| *n > 0);
        // So many lines at a time, however many words are in them.
        if let (None, None, Some(count)) = (separator, &replace, number('L')) {
            let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
            let mut all = Vec::new();
            for some in lines.chunks(count) {
                match split(&some.join("\n")) {
                    Ok(words) => all.push(with(&words)),
                    Err(quote) => return Err(broken(call, quote)),
                }
            }
            return Ok(all);
        }
        let words = match (separator, &replace) {
            (Some(separator), _) => {
                text.trim_end_matches(separator).split(separator).filter(|w| !w.is_empty()).map(String::from).collect()
            }
            (None, Some(_)) => {
                text.lines().map(|line| line.trim_start().to_string()).filter(|line| !line.is_empty()).collect()
            }
            (None, None) => match split(&text) {
                Ok(words) => words,
                Err(quote) => return Err(broken(call, quote)),
            },
        };
        if let Some(mark) = replace {
            return Ok(words.iter().map(|word| command.iter().map(|arg| arg.replace(&mark, word)).collect()).collect());
        }
        if words.is_empty() && flags.has('r') {
            return Ok(Vec::new());
        }
        let count = number('n').unwrap_or(words.len().max(1));
        if words.is_empty() {
            return Ok(vec![command]);
        }
        Ok(words.chunks(count).map(with).collect())
    }
}

impl Program for Xargs {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let mut call = Call { name: "xargs", args: &[], io, sys, failed: None };
        if self.flags.is_none() {
            let long = [
                ("null", '0'),
                ("max-args", 'n'),
                ("replace", 'I'),
                ("no-run-if-empty", 'r'),
                ("verbose", 't'),
                ("max-procs", 'P'),
                ("delimiter", 'd'),
            ];
            match Flags::parse_prefix(&self.args, "0n:I:irtP:d:L:px", &long) {
                Ok(flags) => self.flags = Some(flags),
                Err(error) => return Poll::Exit(call.usage(&error)),
            }
        }
        let flags = self.flags.clone().unwrap_or_default();
        while self.todo.is_none() {
            match call.io.read(call.sys, 0, 65536) {
                Ok(Input::Wait) => return Wait::readable(0),
                Ok(Input::Data(data)) if self.data.len() < 4 << 20 => self.data.extend(data),
                _ => match self.plan(&mut call, &flags) {
                    Ok(mut commands) => {
                        commands.reverse();
                        self.todo = Some(commands);
                    }
                    Err(code) => return Poll::Exit(code),
                },
            }
        }
        loop {
            if let Some(pid) = self.child {
                match call.io.reap(pid) {
                    None if call.io.is_child(pid) => return Wait::child(),
                    Some(exit) if exit.code == 255 => {
                        return Poll::Exit(call.fail("exited with status 255; aborting") + 123);
                    }
                    Some(exit) if exit.signal.is_some() => self.status = 125,
                    Some(exit) if exit.code != 0 => self.status = 123,
                    _ => {}
                }
                self.child = None;
            }
            let Some(argv) = self.todo.as_mut().and_then(Vec::pop) else { return Poll::Exit(self.status) };
            if !call.io.spend(5) {
                if let Some(todo) = &mut self.todo {
                    todo.push(argv);
                }
                return Wait::again();
            }
            if flags.has('t') {
                call.err(&format!("{}\n", argv.join(" ")));
            }
            match find(&mut call, &argv) {
                Ok(found) => self.child = Some(spawn(&mut call, found)),
                Err(error) => return Poll::Exit(complain(&mut call, &argv[0], error)),
            }
        }
    }
}

#[derive(Clone)]
pub(super) struct Timeout {
    args: Vec<String>,
    child: Option<Pid>,
    until: i64,
    kill_after: Option<i64>,
    signal: Signal,
    fired: bool,
    pass_on: Vec<Signal>,
}

pub(super) fn timeout(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    Box::new(Timeout {
        args: argv[1..].to_vec(),
        child: None,
        until: 0,
        kill_after: None,
        signal: Signal::Term,
        fired: false,
        pass_on: Vec::new(),
    })
}

impl Timeout {
    fn begin(&mut self, call: &mut Call<'_, '_>) -> Result<(), i32> {
        let long =
            [("signal", 's'), ("kill-after", 'k'), ("foreground", 'f'), ("preserve-status", 'p'), ("verbose", 'v')];
        let flags = Flags::parse_prefix(&self.args, "s:k:fpvt:", &long).map_err(|error| call.usage(&error) + 124)?;
        let mut rest = flags.rest.clone();
        let limit = match flags.value('t') {
            Some(limit) => limit.to_string(),
            None if rest.is_empty() => return Err(call.missing_operand() + 124),
            None => rest.remove(0),
        };
        if rest.is_empty() {
            let name = "Try 'timeout --help' for more information.\n";
            call.err(name);
            return Err(125);
        }
        let Some(micros) = duration(&limit) else {
            call.fail(format!("invalid time interval ‘{limit}’"));
            return Err(125);
        };
        if let Some(name) = flags.value('s') {
            self.signal = Signal::parse(name).ok_or_else(|| call.fail(format!("‘{name}’: invalid signal")) + 124)?;
        }
        self.kill_after = flags.value('k').and_then(duration);
        let found = find(call, &rest).map_err(|error| complain(call, &rest[0], error))?;
        self.child = Some(spawn(call, found));
        self.until = if micros == 0 { i64::MAX } else { call.sys.now().saturating_add(micros) };
        Ok(())
    }
}

impl Program for Timeout {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let mut call = Call { name: "timeout", args: &[], io, sys, failed: None };
        if self.child.is_none()
            && let Err(code) = self.begin(&mut call)
        {
            return Poll::Exit(code);
        }
        let pid = self.child.unwrap_or(0);
        for signal in std::mem::take(&mut self.pass_on) {
            call.io.kill(pid, signal);
        }
        if let Some(exit) = call.io.reap(pid) {
            let code = match (self.fired, call.busybox()) {
                (false, _) => exit.code,
                (true, true) => 143,
                (true, false) if exit.signal == Some(Signal::Kill) => 137,
                (true, false) => 124,
            };
            return Poll::Exit(code);
        }
        if call.sys.now() >= self.until {
            let signal = if self.fired { Signal::Kill } else { self.signal };
            call.io.kill(pid, signal);
            self.until = match self.kill_after.filter(|_| !self.fired) {
                Some(after) => call.sys.now().saturating_add(after),
                None => i64::MAX,
            };
            self.fired = true;
        }
        let until = (self.until < i64::MAX).then_some(self.until);
        Poll::Wait(Wait { child: true, until, ..Wait::default() })
    }

    fn signal(&mut self, signal: Signal) -> Reaction {
        match self.child {
            Some(_) if matches!(signal, Signal::Term | Signal::Hup) => {
                self.pass_on.push(signal);
                Reaction::Handled
            }
            _ => Reaction::Default,
        }
    }
}

/// `watch`, and `time` where it is no word of the shell: run a command, say something around it.
#[derive(Clone)]
pub(super) struct Watch {
    name: String,
    args: Vec<String>,
    child: Option<Pid>,
    since: i64,
    interval: i64,
    next: i64,
}

pub(super) fn watch(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let name = crate::files::path::base_name(&argv[0]).to_string();
    Box::new(Watch { name, args: argv[1..].to_vec(), child: None, since: 0, interval: 0, next: 0 })
}

impl Watch {
    fn watch(&mut self, call: &mut Call<'_, '_>) -> Poll {
        let long = [("interval", 'n'), ("no-title", 't'), ("differences", 'd'), ("exec", 'x')];
        let flags = match Flags::parse_prefix(&self.args, "n:tdxecbpg", &long) {
            Ok(flags) => flags,
            Err(error) => return Poll::Exit(call.usage(&error)),
        };
        if flags.rest.is_empty() {
            call.err("Usage:\n watch [options] command\n");
            return Poll::Exit(1);
        }
        if let Some(pid) = self.child {
            if call.io.reap(pid).is_none() && call.io.is_child(pid) {
                return Wait::child();
            }
            self.child = None;
        }
        let now = call.sys.now();
        if now < self.next {
            return Wait::until(self.next);
        }
        let seconds: f64 = flags.value('n').and_then(|value| value.parse().ok()).unwrap_or(2.0);
        self.interval = (seconds.max(0.1) * 1e6) as i64;
        self.next = now + self.interval;
        if !call.sys.clear_screen() {
            call.out("\x1b[H\x1b[2J");
        }
        let line = flags.rest.join(" ");
        if !flags.has('t') {
            let left = format!("Every {seconds:.1}s: {line}");
            let right = if call.busybox() {
                date(now, "%Y-%m-%d %H:%M:%S")
            } else {
                format!("{}: {}", call.sys.hostname(), date(now, "%a %b %e %H:%M:%S %Y"))
            };
            let gap = (call.sys.columns() as usize).saturating_sub(left.len() + right.len()).max(1);
            call.out(&format!("{left}{}{right}\n\n", " ".repeat(gap)));
        }
        let argv = if flags.has('x') { flags.rest.clone() } else { vec!["sh".into(), "-c".into(), line] };
        match find(call, &argv) {
            Ok(found) => self.child = Some(spawn(call, found)),
            Err(error) => return Poll::Exit(complain(call, &argv[0], error)),
        }
        Wait::child()
    }

    fn time(&mut self, call: &mut Call<'_, '_>) -> Poll {
        let posix = self.args.first().is_some_and(|arg| arg == "-p");
        let argv = self.args[usize::from(posix)..].to_vec();
        if argv.is_empty() {
            return Poll::Exit(call.missing_operand());
        }
        let Some(pid) = self.child else {
            self.since = call.sys.now();
            return match find(call, &argv) {
                Ok(found) => {
                    self.child = Some(spawn(call, found));
                    Wait::child()
                }
                Err(error) => Poll::Exit(complain(call, &argv[0], error)),
            };
        };
        let Some(exit) = call.io.reap(pid) else { return Wait::child() };
        let micros = call.sys.now() - self.since;
        let (seconds, hundredths) = (micros / 1_000_000, micros / 10_000 % 100);
        let text = if posix {
            format!("real {seconds}.{hundredths:02}\nuser 0.00\nsys 0.00\n")
        } else if call.busybox() {
            format!("real\t{}m {}.{hundredths:02}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n", seconds / 60, seconds % 60)
        } else {
            format!("0.00user 0.00system {}:{:02}.{hundredths:02}elapsed 0%CPU\n", seconds / 60, seconds % 60)
        };
        call.err(&text);
        Poll::Exit(exit.code)
    }
}

impl Program for Watch {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let name = self.name.clone();
        let mut call = Call { name: &name, args: &[], io, sys, failed: None };
        if name == "time" { self.time(&mut call) } else { self.watch(&mut call) }
    }
}
