//! `sed`: the script is parsed by `script.rs`; here it runs over the lines.

mod script;

use std::collections::VecDeque;

use regex_lite::{Captures, Regex};

use crate::files::Errno;

use super::reader::{STEPS_A_FUEL, STEPS_AT_ONCE};
use super::{Call, Filter, Flags, Flow, Lines, Reader, Refusal};
use crate::kernel::Io;
use crate::program::{Poll, Program};
use crate::system::System;
use script::{Action, Address, Command, Part, Substitute};

/// Jumps of one cycle; more is an endless loop.
const MAX_STEPS: usize = 100_000;
/// Bytes of the pattern and the hold space, and of the output for one line.
const MAX_TEXT: usize = 4 << 20;
/// So many bytes of the pattern space cost a step.
const BYTES_A_STEP: usize = 256;

#[derive(Clone)]
struct Sed {
    commands: Vec<Command>,
    quiet: bool,
    /// The last line must be known, so each line waits for the next one.
    wants_last: bool,
    /// `-s`: each file has a line 1 and a last line.
    separate: bool,
    lines: Lines,
    /// Lines that have come and whose turn it is not yet.
    ready: VecDeque<String>,
    /// Steps of the lines since others had their turn.
    steps: usize,
    waiting: Option<String>,
    line: u64,
    hold: String,
    /// For each command with a range: the line at which it ends, if it is on.
    ranges: Vec<Range>,
    appended: String,
    last_regex: Option<Regex>,
    /// A line that `n` or `N` wants: (pattern space so far, command to go on with).
    paused: Option<(String, usize, bool)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Range {
    Off,
    On,
    /// Until this line.
    Until(u64),
}

/// Where the script is with a line.
struct Cycle {
    /// The pattern space.
    space: String,
    /// The next command.
    at: usize,
    /// Whether something was replaced since `t` last asked.
    changed: bool,
    /// Whether no line comes behind this one.
    last: bool,
}

/// How a cycle ends.
enum End {
    Next,
    /// `d`, `D`: no output.
    Delete,
    /// It goes on with the next line.
    Pause,
    Quit(i32),
    QuitSilently(i32),
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    // `-i.bak` has its argument attached; `-i` alone has none.
    let mut suffix = None;
    let args: Vec<String> = argv[1..]
        .iter()
        .map(|arg| match arg.strip_prefix("-i").or_else(|| arg.strip_prefix("--in-place=")) {
            Some(rest) if !rest.is_empty() && !arg.starts_with("-in") => {
                suffix = Some(rest.to_string());
                "-i".to_string()
            }
            _ => arg.clone(),
        })
        .collect();
    let long = [
        ("quiet", 'n'),
        ("silent", 'n'),
        ("expression", 'e'),
        ("file", 'f'),
        ("in-place", 'i'),
        ("regexp-extended", 'E'),
        ("separate", 's'),
        ("unbuffered", 'u'),
    ];
    let mut flags = match Flags::parse(&args, "ne:f:iErsuz", &long) {
        Ok(flags) => flags,
        Err(error) => return super::refuse("sed", error),
    };
    let mut text: Vec<String> = flags.values('e').map(str::to_string).collect();
    if text.is_empty() && flags.value('f').is_none() {
        if flags.rest.is_empty() {
            let text = "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n";
            return Box::new(Refusal { text: text.into(), code: 1 });
        }
        text.push(flags.rest.remove(0));
    }
    let file = flags.value('f').map(str::to_string);
    let options = Options {
        text: text.join("\n"),
        file,
        extended: flags.has('E') || flags.has('r'),
        quiet: flags.has('n'),
        separate: flags.has('s'),
    };
    if flags.has('i') {
        return Box::new(InPlace { options, suffix, files: flags.rest });
    }
    Box::new(Streaming { options, files: flags.rest })
}

#[derive(Clone)]
struct Options {
    text: String,
    file: Option<String>,
    extended: bool,
    quiet: bool,
    separate: bool,
}

impl Options {
    fn compile(&self, call: &mut Call<'_, '_>) -> Result<Sed, i32> {
        let mut text = self.text.clone();
        if let Some(file) = &self.file {
            let path = call.path(file);
            match call.sys.files().read_text(&path) {
                Ok(script) => text.push_str(&script),
                Err(error) => return Err(call.fail(format!("couldn't open file {file}: {error}"))),
            }
        }
        let commands = match script::parse(&text, self.extended) {
            Ok(commands) => commands,
            Err(error) => {
                let text = if call.busybox() {
                    error.text
                } else {
                    format!("-e expression #1, char {}: {}", error.at, error.text)
                };
                return Err(call.fail(text));
            }
        };
        let has_last = |address: &Option<Address>| matches!(address, Some(Address::Last));
        Ok(Sed {
            quiet: self.quiet || text.starts_with("#n\n"),
            separate: self.separate,
            wants_last: commands
                .iter()
                .any(|c| has_last(&c.from) || has_last(&c.to) || matches!(c.action, Action::AppendNext)),
            ranges: vec![Range::Off; commands.len()],
            commands,
            lines: Lines::default(),
            ready: VecDeque::new(),
            steps: 0,
            waiting: None,
            line: 0,
            hold: String::new(),
            appended: String::new(),
            last_regex: None,
            paused: None,
        })
    }
}

/// `sed` as a filter: the script may be in a file, so it is compiled when the process runs.
#[derive(Clone)]
struct Streaming {
    options: Options,
    files: Vec<String>,
}

impl Program for Streaming {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let argv = io.argv();
        let mut call = Call { name: "sed", args: &[], io, sys, failed: None };
        match self.options.compile(&mut call) {
            Ok(sed) => Poll::Become { argv, program: Box::new(Reader::new("sed", Box::new(sed), &self.files)) },
            Err(code) => Poll::Exit(code),
        }
    }
}

/// `sed -i`
#[derive(Clone)]
struct InPlace {
    options: Options,
    suffix: Option<String>,
    files: Vec<String>,
}

impl Program for InPlace {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let mut call = Call { name: "sed", args: &[], io, sys, failed: None };
        if self.files.is_empty() {
            return Poll::Exit(call.fail("no input files"));
        }
        let mut code = 0;
        for file in &self.files {
            let mut sed = match self.options.compile(&mut call) {
                Ok(sed) => sed,
                Err(code) => return Poll::Exit(code),
            };
            let path = call.path(file);
            let data = match call.sys.files().read(&path) {
                Ok(data) => data,
                Err(Errno::IsDirectory) => {
                    code = call.fail(format!("couldn't edit {file}: not a regular file")) + 3;
                    continue;
                }
                Err(error) => {
                    let busybox = call.busybox();
                    call.err(&super::reader::open_error("sed", file, error, busybox));
                    code = 2;
                    continue;
                }
            };
            let mut out = String::new();
            let text = String::from_utf8_lossy(&data).into_owned();
            let mut quit = false;
            let lines: Vec<&str> = text.lines().collect();
            for (at, line) in lines.iter().enumerate() {
                if quit {
                    out.push_str(line);
                    out.push('\n');
                    continue;
                }
                match sed.cycle(line.to_string(), at + 1 == lines.len(), &mut out) {
                    Ok(Some(_)) => quit = true,
                    Ok(None) => {}
                    Err(message) => return Poll::Exit(call.fail(message)),
                }
            }
            sed.finish(&mut out);
            if !text.ends_with('\n') && out.ends_with('\n') {
                out.pop();
            }
            let mut files = call.sys.files();
            let backup = match &self.suffix {
                Some(suffix) => files.copy(&path, &format!("{path}{suffix}")),
                None => Ok(()),
            };
            // It writes another file and gives it the name of this one.
            if files.replaceable(&path) == Err(Errno::Busy) {
                let error = Errno::Busy;
                code = if call.busybox() {
                    let other = super::create::unique(&mut call, file, 6);
                    call.fail(format!("can't move '{other}' to '{file}': {error}"))
                } else {
                    let directory = if file.contains('/') { crate::files::path::dir_name(file) } else { "." };
                    let other = super::create::unique(&mut call, &format!("{directory}/sed"), 6);
                    call.fail(format!("cannot rename {other}: {error}")) + 3
                };
                continue;
            }
            if let Err(error) = backup.and_then(|()| files.write(&path, out)) {
                code = call.fail(format!("couldn't open temporary file {file}: {error}")) + 3;
            }
        }
        Poll::Exit(code)
    }
}

impl Sed {
    /// Runs the script on a line. `Some`: `q`, with the exit code.
    fn cycle(&mut self, text: String, last: bool, out: &mut String) -> Result<Option<i32>, String> {
        self.line += 1;
        let (space, at) = match self.paused.take() {
            Some((space, at, true)) => (format!("{space}\n{text}"), at),
            Some((_, at, false)) => (text, at),
            None => (text, 0),
        };
        let mut here = Cycle { space, at, changed: false, last };
        let mut steps = 0;
        let before = out.len();
        let end = loop {
            let cost = 1 + here.space.len() / BYTES_A_STEP;
            steps += cost;
            if here.space.len() + self.hold.len() > MAX_TEXT || out.len() - before > MAX_TEXT {
                return Err("memory exhausted".into());
            }
            if steps > MAX_STEPS {
                return Err("the script loops without end on one line".into());
            }
            self.steps += cost;
            let Some(command) = self.commands.get(here.at).cloned() else { break End::Next };
            here.at += 1;
            let chosen = self.chosen(here.at - 1, &command, &here.space, last)?;
            if chosen == command.negated {
                if let Action::Block(end) = command.action {
                    here.at = end;
                }
                continue;
            }
            if let Some(end) = self.act(&command, &mut here, out)? {
                break end;
            }
        };
        if !self.quiet && matches!(end, End::Next | End::Quit(_)) {
            push_line(out, &here.space);
        }
        self.flush(out);
        Ok(if let End::Quit(code) | End::QuitSilently(code) = end { Some(code) } else { None })
    }

    /// Does what a command says. `Some`: the cycle ends.
    fn act(&mut self, command: &Command, here: &mut Cycle, out: &mut String) -> Result<Option<End>, String> {
        match &command.action {
            Action::Block(_) | Action::EndBlock | Action::Label(_) => {}
            Action::Substitute(substitute) => self.substitute(substitute, here, out)?,
            Action::Print => push_line(out, &here.space),
            Action::PrintFirst => push_line(out, here.space.split('\n').next().unwrap_or("")),
            Action::Number => push_line(out, &self.line.to_string()),
            Action::Delete => return Ok(Some(End::Delete)),
            Action::DeleteFirst => match here.space.split_once('\n') {
                Some((_, rest)) => {
                    // The cycle begins again without a new line.
                    here.space = rest.to_string();
                    here.at = 0;
                    self.flush(out);
                }
                None => return Ok(Some(End::Delete)),
            },
            Action::Append(text) => {
                self.appended.push_str(text);
                self.appended.push('\n');
            }
            Action::Insert(text) => push_line(out, text),
            Action::Change(text) => {
                let in_range = command.to.is_some() && !command.negated && self.ranges[here.at - 1] != Range::Off;
                if !in_range {
                    push_line(out, text);
                }
                return Ok(Some(End::Delete));
            }
            Action::Translate(from, to) => {
                let swap = |c: char| from.iter().position(|f| *f == c).map_or(c, |at| to[at]);
                here.space = here.space.chars().map(swap).collect();
            }
            // There is no next line: GNU sed prints what it has and ends.
            Action::Next | Action::AppendNext if here.last => return Ok(Some(End::Next)),
            Action::Next | Action::AppendNext => {
                let join = matches!(command.action, Action::AppendNext);
                if !join && !self.quiet {
                    push_line(out, &here.space);
                }
                self.paused = Some((std::mem::take(&mut here.space), here.at, join));
                return Ok(Some(End::Pause));
            }
            Action::Hold => self.hold = here.space.clone(),
            Action::HoldAppend => {
                self.hold.push('\n');
                self.hold.push_str(&here.space);
            }
            Action::Get => here.space = self.hold.clone(),
            Action::GetAppend => {
                here.space.push('\n');
                here.space.push_str(&self.hold);
            }
            Action::Exchange => std::mem::swap(&mut here.space, &mut self.hold),
            Action::Jump(label, kind) => {
                let jumps = match kind {
                    'b' => true,
                    't' => std::mem::take(&mut here.changed),
                    _ => !std::mem::take(&mut here.changed),
                };
                if jumps {
                    here.at = self.target(label)?;
                }
            }
            Action::Quit(code) => return Ok(Some(End::Quit(*code))),
            Action::QuitSilently(code) => return Ok(Some(End::QuitSilently(*code))),
        }
        Ok(None)
    }

    fn substitute(&mut self, substitute: &Substitute, here: &mut Cycle, out: &mut String) -> Result<(), String> {
        let regex = match &substitute.regex {
            Some(regex) => regex.clone(),
            None => self.last_regex.clone().ok_or("no previous regular expression")?,
        };
        self.last_regex = Some(regex.clone());
        let new = replace(&regex, &here.space, &substitute.parts, substitute.global, substitute.nth);
        let Some(new) = new else { return Ok(()) };
        here.space = new;
        here.changed = true;
        if substitute.print {
            push_line(out, &here.space);
        }
        if substitute.file.is_some() {
            return Err("writing to files from a script is not simulated".into());
        }
        Ok(())
    }

    /// Where a jump leads: to its label, or behind the last command.
    fn target(&self, label: &str) -> Result<usize, String> {
        if label.is_empty() {
            return Ok(self.commands.len());
        }
        let meant = |c: &Command| matches!(&c.action, Action::Label(name) if name == label);
        self.commands.iter().position(meant).ok_or_else(|| format!("can't find label for jump to `{label}'"))
    }

    fn flush(&mut self, out: &mut String) {
        out.push_str(&std::mem::take(&mut self.appended));
    }

    /// After the last line: what `n` and `N` were waiting for never came.
    fn finish(&mut self, out: &mut String) {
        if let Some((space, _, true)) = self.paused.take()
            && !self.quiet
        {
            push_line(out, &space);
        }
    }

    fn chosen(&mut self, at: usize, command: &Command, space: &str, last: bool) -> Result<bool, String> {
        let Some(from) = &command.from else { return Ok(true) };
        let Some(to) = &command.to else { return self.fits(from, space, last) };
        match self.ranges[at] {
            Range::Off => {
                let begins = self.fits(from, space, last)? || matches!(from, Address::Line(0)) && self.line == 1;
                if !begins {
                    return Ok(false);
                }
                self.ranges[at] = match to {
                    Address::Line(end) if *end <= self.line => Range::Off,
                    Address::Line(end) => Range::Until(*end),
                    Address::Plus(count) if *count == 0 => Range::Off,
                    Address::Plus(count) => Range::Until(self.line + count),
                    // `0,/x/` may end on the first line.
                    Address::Regex(_) if matches!(from, Address::Line(0)) && self.fits(to, space, last)? => Range::Off,
                    Address::Last if last => Range::Off,
                    _ => Range::On,
                };
                Ok(true)
            }
            Range::Until(end) => {
                if self.line >= end {
                    self.ranges[at] = Range::Off;
                }
                Ok(self.line <= end)
            }
            Range::On => {
                if self.fits(to, space, last)? {
                    self.ranges[at] = Range::Off;
                }
                Ok(true)
            }
        }
    }

    fn fits(&mut self, address: &Address, space: &str, last: bool) -> Result<bool, String> {
        Ok(match address {
            Address::Line(line) => *line == self.line,
            Address::Last => last,
            Address::Step(first, step) if *step == 0 => self.line == *first,
            Address::Step(first, step) => self.line >= *first && (self.line - first).is_multiple_of(*step),
            Address::Plus(_) => false,
            Address::Regex(Some(regex)) => {
                self.last_regex = Some(regex.clone());
                regex.is_match(space)
            }
            Address::Regex(None) => self.last_regex.as_ref().ok_or("no previous regular expression")?.is_match(space),
        })
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

/// Replaces the matches from the `nth` on; `None` if nothing matched.
fn replace(regex: &Regex, text: &str, parts: &[Part], global: bool, nth: usize) -> Option<String> {
    let mut out = String::new();
    let mut end = 0;
    let mut done = false;
    for (at, captures) in regex.captures_iter(text).enumerate() {
        if at + 1 < nth {
            continue;
        }
        let whole = captures.get(0)?;
        out.push_str(&text[end..whole.start()]);
        expand(parts, &captures, &mut out);
        end = whole.end();
        done = true;
        // What is too long is refused at the next step.
        if !global || out.len() > MAX_TEXT {
            break;
        }
    }
    out.push_str(&text[end..]);
    done.then_some(out)
}

fn expand(parts: &[Part], captures: &Captures<'_>, out: &mut String) {
    // `\U`, `\L` hold until `\E`; `\u`, `\l` for one character.
    let (mut case, mut once) = (None, None);
    for part in parts {
        let text = match part {
            Part::Text(text) => text.as_str(),
            Part::Group(group) => captures.get(*group).map_or("", |group| group.as_str()),
            Part::Case(letter) => {
                match letter {
                    'U' | 'L' => case = Some(*letter),
                    'E' => case = None,
                    letter => once = Some(*letter),
                }
                continue;
            }
        };
        for c in text.chars() {
            match (once.take(), case) {
                (Some('u'), _) | (None, Some('U')) => out.extend(c.to_uppercase()),
                (Some(_), _) | (None, Some(_)) => out.extend(c.to_lowercase()),
                (None, None) => out.push(c),
            }
        }
    }
}

impl Filter for Sed {
    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        let mut out = String::new();
        self.ready.extend(self.lines.push(data));
        while let Some(line) = self.ready.pop_front() {
            let line = if self.wants_last { self.waiting.replace(line) } else { Some(line) };
            let Some(line) = line else { continue };
            match self.cycle(line, false, &mut out) {
                Ok(None) => {}
                Ok(Some(code)) => {
                    call.out(&out);
                    return Flow::Stop(code);
                }
                Err(message) => return Flow::Stop(call.fail(message)),
            }
            if self.steps as u32 > STEPS_AT_ONCE {
                break;
            }
        }
        call.out(&out);
        call.io.spend(std::mem::take(&mut self.steps) as u32 / STEPS_A_FUEL);
        if self.ready.is_empty() { Flow::Continue } else { Flow::Busy }
    }

    fn close(&mut self, call: &mut Call<'_, '_>) -> Flow {
        if self.separate {
            let code = self.end(call);
            self.line = 0;
            if code != 0 {
                return Flow::Stop(code);
            }
        }
        Flow::Continue
    }

    fn end(&mut self, call: &mut Call<'_, '_>) -> i32 {
        let mut out = String::new();
        let rest = self.lines.last();
        let cut = rest.is_some();
        let mut code = 0;
        let lines: Vec<String> = self.waiting.take().into_iter().chain(rest).collect();
        let count = lines.len();
        for (at, line) in lines.into_iter().enumerate() {
            match self.cycle(line, at + 1 == count, &mut out) {
                Ok(Some(quit)) => {
                    code = quit;
                    break;
                }
                Ok(None) => {}
                Err(message) => return call.fail(message),
            }
        }
        self.finish(&mut out);
        // A last line without a newline stays one.
        if cut && out.ends_with('\n') {
            out.pop();
        }
        call.out(&out);
        code
    }
}
