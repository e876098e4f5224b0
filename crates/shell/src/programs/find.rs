//! `find`

use super::Call;
use super::launch::{complain, find as program, spawn};
use crate::files::{Kind, Stat, path};
use crate::kernel::{Io, Pid};
use crate::pattern;
use crate::program::{Poll, Program, Wait};
use crate::system::System;

#[derive(Clone, Debug)]
enum Test {
    Name(String),
    InsensitiveName(String),
    Path(String),
    Type(char),
    Empty,
    /// Bytes, compared by sign.
    Size(char, u64, u64),
    /// Minutes since the last change, compared by sign.
    Age(char, i64),
    Newer(i64),
    Mode(u16),
    Print,
    Print0,
    Delete,
    Prune,
    /// Runs a command with the name in the place of `{}`.
    Exec(Vec<String>),
    /// The same with all names at once, in the end: which of the commands.
    ExecAll(usize),
    True,
    Not(Box<Test>),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
}

struct Parser<'a> {
    args: &'a [String],
    at: usize,
    acts: bool,
    depth: u32,
    together: Vec<Together>,
}

/// `find`, which waits for the commands that it runs.
#[derive(Clone, Default)]
pub(super) struct Find {
    args: Vec<String>,
    walk: Option<Walk>,
    child: Option<Pid>,
    code: i32,
}

/// The way through the directories.
#[derive(Clone)]
struct Walk {
    test: Test,
    max: usize,
    min: usize,
    /// Names still to be looked at, with their depth; the next one is the last.
    todo: Vec<(String, usize)>,
    /// What came of the actions on the first of them so far: it is looked at again after each command.
    deeds: Vec<bool>,
    /// Commands that get all names at once, with these.
    together: Vec<Together>,
}

/// A command line, and how many words it has without names.
type Together = (usize, Vec<String>);

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    Box::new(Find { args: argv[1..].to_vec(), ..Find::default() })
}

impl Program for Find {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let args = std::mem::take(&mut self.args);
        let mut call = Call { name: "find", args: &args, io, sys, failed: None };
        if self.walk.is_none() {
            match plan(&mut call) {
                Ok(walk) => self.walk = Some(walk),
                Err(text) => return Poll::Exit(call.fail(text)),
            }
        }
        let poll = self.go(&mut call);
        let poll = if let Poll::Exit(code) = poll { Poll::Exit(call.finish(code)) } else { poll };
        self.args = args;
        poll
    }
}

impl Find {
    fn go(&mut self, call: &mut Call<'_, '_>) -> Poll {
        let Some(walk) = &mut self.walk else { return Poll::Exit(1) };
        loop {
            if let Some(pid) = self.child {
                match call.io.reap(pid) {
                    None if call.io.is_child(pid) => return Wait::child(),
                    exit => walk.deeds.push(exit.is_some_and(|exit| exit.code == 0)),
                }
                self.child = None;
            }
            if !call.io.spend(5) {
                return Wait::again();
            }
            let Some((name, depth)) = walk.todo.last().cloned() else {
                // Whether it went well is seen in the exit code only.
                self.code |= i32::from(walk.deeds.drain(..).any(|well| !well));
                match walk.together.pop().filter(|(words, argv)| argv.len() > *words) {
                    Some((_, argv)) => self.child = run(call, &argv, &mut walk.deeds),
                    None if walk.together.is_empty() => return Poll::Exit(self.code),
                    None => {}
                }
                continue;
            };
            match walk.step(call, &name, depth) {
                Ok(None) => {}
                Ok(Some(argv)) => self.child = run(call, &argv, &mut walk.deeds),
                Err(text) => self.code = call.fail(text),
            }
        }
    }
}

/// Starts a command; one that cannot be started has failed.
fn run(call: &mut Call<'_, '_>, argv: &[String], deeds: &mut Vec<bool>) -> Option<Pid> {
    match program(call, argv) {
        Ok(found) => Some(spawn(call, found)),
        Err(error) => {
            complain(call, &argv[0], error);
            deeds.push(false);
            None
        }
    }
}

fn plan(call: &mut Call<'_, '_>) -> Result<Walk, String> {
    let start = call.args.iter().position(|arg| arg.starts_with(['-', '(', '!'])).unwrap_or(call.args.len());
    let mut roots = call.args[..start].to_vec();
    if roots.is_empty() {
        roots.push(".".into());
    }
    let mut rest = call.args[start..].to_vec();
    let mut limit = |name: &str| -> Result<Option<usize>, String> {
        let Some(at) = rest.iter().position(|arg| arg == name) else { return Ok(None) };
        let value = rest.get(at + 1).cloned().ok_or_else(|| format!("missing argument to `{name}'"))?;
        rest.drain(at..at + 2);
        value
            .parse()
            .map(Some)
            .map_err(|_| format!("Expected a positive decimal integer argument to {name}, but got ‘{value}’"))
    };
    let (max, min) = (limit("-maxdepth")?.unwrap_or(usize::MAX), limit("-mindepth")?.unwrap_or(0));
    let mut parser = Parser { args: &rest, at: 0, acts: false, depth: 0, together: Vec::new() };
    let test = if rest.is_empty() { Test::True } else { parser.or(call)? };
    if parser.at < rest.len() {
        return Err(format!("paths must precede expression: `{}'", rest[parser.at]));
    }
    let test = if parser.acts { test } else { Test::And(Box::new(test), Box::new(Test::Print)) };
    let together = parser.together;
    let todo = roots.into_iter().rev().map(|root| (root, 0)).collect();
    Ok(Walk { test, max, min, todo, deeds: Vec::new(), together })
}

impl Walk {
    /// Looks at the next name; a command that has to be run first, or what is wrong.
    fn step(&mut self, call: &mut Call<'_, '_>, name: &str, depth: usize) -> Result<Option<Vec<String>>, String> {
        let full = call.path(name);
        let stat = call.sys.files().lstat(&full).map_err(|error| {
            self.todo.pop();
            if call.busybox() { format!("{name}: {error}") } else { format!("‘{name}’: {error}") }
        })?;
        let directory = stat.is_directory() && depth < self.max;
        let entries = if directory { call.sys.files().list(&full).unwrap_or_default() } else { Vec::new() };
        let mut look = Look { name, full: &full, stat: &stat, empty: entries.is_empty(), pruned: false, next: 0 };
        if depth >= self.min {
            let (deeds, together) = (&mut self.deeds, &mut self.together);
            if let Err(argv) = look.check(call, &self.test, deeds, together) {
                return Ok(Some(argv));
            }
        }
        let pruned = look.pruned;
        self.deeds.clear();
        self.todo.pop();
        if !pruned {
            // Children are pushed in reverse, so that they come out in order.
            self.todo.extend(entries.into_iter().rev().map(|(entry, _)| (path::join(name, &entry), depth + 1)));
        }
        Ok(None)
    }
}

/// A name that is looked at.
struct Look<'a> {
    name: &'a str,
    full: &'a str,
    stat: &'a Stat,
    empty: bool,
    pruned: bool,
    /// The next action.
    next: usize,
}

impl Look<'_> {
    /// Whether a test holds; or the command that tells.
    fn check(
        &mut self,
        call: &mut Call<'_, '_>,
        test: &Test,
        deeds: &mut Vec<bool>,
        together: &mut [Together],
    ) -> Result<bool, Vec<String>> {
        let (name, stat) = (self.name, self.stat);
        let base = path::base_name(name);
        if let Test::Print | Test::Print0 | Test::Delete | Test::Exec(_) | Test::ExecAll(_) = test {
            self.next += 1;
            self.pruned |= matches!(test, Test::Delete);
            if let Some(done) = deeds.get(self.next - 1) {
                return Ok(*done);
            }
            match test {
                Test::Print => call.out(&format!("{name}\n")),
                Test::Print0 => call.out(&format!("{name}\0")),
                Test::Exec(argv) => return Err(argv.iter().map(|arg| arg.replace("{}", name)).collect()),
                Test::ExecAll(which) => together[*which].1.push(name.to_string()),
                _ => {
                    if let Err(error) = call.sys.files().remove_all(self.full) {
                        call.fail(format!("cannot delete ‘{name}’: {error}"));
                    }
                }
            }
            deeds.push(true);
            return Ok(true);
        }
        Ok(match test {
            Test::Name(pattern) => pattern::matches(pattern, base),
            Test::InsensitiveName(pattern) => pattern::matches(&pattern.to_lowercase(), &base.to_lowercase()),
            Test::Path(pattern) => pattern::matches(pattern, name),
            Test::Type(letter) => matches!(
                (letter, stat.kind),
                ('f', Kind::File) | ('d', Kind::Directory) | ('l', Kind::Link) | ('c', Kind::Device)
            ),
            Test::Empty => {
                if stat.is_directory() {
                    self.empty
                } else {
                    stat.size == 0
                }
            }
            Test::Size(sign, number, unit) => {
                let size = stat.size.div_ceil(*unit);
                match sign {
                    '+' => size > *number,
                    '-' => size < *number,
                    _ => size == *number,
                }
            }
            Test::Age(sign, minutes) => {
                let age = (call.sys.now() - stat.modified) / 60_000_000;
                match sign {
                    '+' => age > *minutes,
                    '-' => age < *minutes,
                    _ => age == *minutes,
                }
            }
            Test::Newer(time) => stat.modified > *time,
            Test::Mode(mode) => stat.mode & 0o777 == *mode,
            Test::Prune => {
                self.pruned = true;
                true
            }
            Test::True => true,
            Test::Not(inner) => !self.check(call, inner, deeds, together)?,
            Test::And(a, b) => self.check(call, a, deeds, together)? && self.check(call, b, deeds, together)?,
            Test::Or(a, b) => self.check(call, a, deeds, together)? || self.check(call, b, deeds, together)?,
            // Actions are above.
            _ => true,
        })
    }
}

impl Parser<'_> {
    fn peek(&self) -> Option<&str> {
        self.args.get(self.at).map(String::as_str)
    }

    fn or(&mut self, call: &mut Call<'_, '_>) -> Result<Test, String> {
        let mut left = self.and(call)?;
        while matches!(self.peek(), Some("-o" | "-or")) {
            self.at += 1;
            left = Test::Or(Box::new(left), Box::new(self.and(call)?));
        }
        Ok(left)
    }

    fn and(&mut self, call: &mut Call<'_, '_>) -> Result<Test, String> {
        let mut left = self.primary(call)?;
        loop {
            match self.peek() {
                None | Some("-o" | "-or" | ")") => return Ok(left),
                Some("-a" | "-and") => self.at += 1,
                Some(_) => {}
            }
            left = Test::And(Box::new(left), Box::new(self.primary(call)?));
        }
    }

    fn argument(&mut self, name: &str) -> Result<String, String> {
        let argument = self.peek().map(String::from).ok_or_else(|| format!("missing argument to `{name}'"))?;
        self.at += 1;
        Ok(argument)
    }

    fn primary(&mut self, call: &mut Call<'_, '_>) -> Result<Test, String> {
        self.depth += 1;
        if self.depth > 200 {
            return Err("the expression is too long for this simulation".into());
        }
        let Some(name) = self.peek().map(String::from) else { return Err("expected an expression".into()) };
        self.at += 1;
        Ok(match name.as_str() {
            "!" | "-not" => Test::Not(Box::new(self.primary(call)?)),
            "(" => {
                let inner = self.or(call)?;
                if self.peek() != Some(")") {
                    return Err(
                        "invalid expression; I was expecting to find a ')' somewhere but did not see one.".into()
                    );
                }
                self.at += 1;
                inner
            }
            "-name" => Test::Name(self.argument(&name)?),
            "-iname" => Test::InsensitiveName(self.argument(&name)?),
            "-path" | "-wholename" => Test::Path(self.argument(&name)?),
            "-type" => {
                let letter = self.argument(&name)?;
                match letter.chars().next().filter(|c| "fdlcbps".contains(*c)) {
                    Some(letter) => Test::Type(letter),
                    None => return Err(format!("Unknown argument to -type: {letter}")),
                }
            }
            "-empty" => Test::Empty,
            "-size" => {
                let text = self.argument(&name)?;
                let (sign, digits) = sign(&text);
                let (digits, unit) = match digits.char_indices().last() {
                    Some((at, 'c')) => (&digits[..at], 1),
                    Some((at, 'k')) => (&digits[..at], 1024),
                    Some((at, 'M')) => (&digits[..at], 1 << 20),
                    Some((at, 'G')) => (&digits[..at], 1 << 30),
                    _ => (digits, 512),
                };
                Test::Size(sign, digits.parse().map_err(|_| format!("invalid argument `{text}' to `-size'"))?, unit)
            }
            "-mmin" | "-mtime" => {
                let text = self.argument(&name)?;
                let (sign, digits) = sign(&text);
                let number: i64 = digits.parse().map_err(|_| format!("invalid argument `{text}' to `{name}'"))?;
                Test::Age(sign, if name == "-mtime" { number * 1440 } else { number })
            }
            "-newer" => {
                let file = self.argument(&name)?;
                let full = call.path(&file);
                let stat = call.sys.files().stat(&full).map_err(|error| format!("‘{file}’: {error}"))?;
                Test::Newer(stat.modified)
            }
            "-perm" => {
                let mode = self.argument(&name)?;
                Test::Mode(u16::from_str_radix(&mode, 8).map_err(|_| format!("invalid mode ‘{mode}’"))?)
            }
            "-print" | "-print0" | "-delete" => {
                self.acts = true;
                match name.as_str() {
                    "-print" => Test::Print,
                    "-print0" => Test::Print0,
                    _ => Test::Delete,
                }
            }
            "-prune" => Test::Prune,
            "-true" | "-follow" | "-xdev" | "-mount" | "-depth" => Test::True,
            "-exec" => {
                self.acts = true;
                let rest = &self.args[self.at..];
                let end =
                    rest.iter().enumerate().position(|(i, a)| a == ";" || (a == "+" && i > 0 && rest[i - 1] == "{}"));
                let end = end.filter(|end| *end > 0).ok_or("missing argument to `-exec'")?;
                self.at += end + 1;
                if rest[end] == ";" {
                    Test::Exec(rest[..end].to_vec())
                } else {
                    self.together.push((end - 1, rest[..end - 1].to_vec()));
                    Test::ExecAll(self.together.len() - 1)
                }
            }
            "-execdir" | "-ok" => {
                return Err(format!("`{name}' is not simulated here; -exec is"));
            }
            other if other.starts_with('-') => return Err(format!("unknown predicate `{other}'")),
            other => return Err(format!("paths must precede expression: `{other}'")),
        })
    }
}

fn sign(text: &str) -> (char, &str) {
    match text.chars().next() {
        Some(sign @ ('+' | '-')) => (sign, &text[1..]),
        _ => ('=', text),
    }
}
