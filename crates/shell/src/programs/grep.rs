//! `grep`

use std::collections::VecDeque;

use regex_lite::Regex;

use super::{Call, Filter, Flags, Flow, Lines, Reader, Refusal};
use crate::program::Program;
use crate::regex::{KEPT, Style, Syntax, compile};
use crate::system::System;

#[derive(Clone)]
struct Grep {
    patterns: Vec<Regex>,
    invert: bool,
    number: bool,
    count: bool,
    only: bool,
    quiet: bool,
    /// `-l` (true) or `-L`.
    names: Option<bool>,
    /// File names before lines.
    prefix: bool,
    before: usize,
    after: usize,
    max: Option<u64>,
    name: String,
    lines: Lines,
    line: u64,
    found: u64,
    any: bool,
    /// Lines that may be shown as context before a match.
    held: VecDeque<(u64, String)>,
    /// Context lines still to be shown.
    follow: usize,
    /// The line shown last.
    shown: u64,
}

const SHORT: &str = "ivnclLEFGPwxoqshHrRe:f:m:A:B:C:az";

fn long() -> Vec<(&'static str, char)> {
    vec![
        ("ignore-case", 'i'),
        ("invert-match", 'v'),
        ("line-number", 'n'),
        ("count", 'c'),
        ("files-with-matches", 'l'),
        ("files-without-match", 'L'),
        ("extended-regexp", 'E'),
        ("fixed-strings", 'F'),
        ("basic-regexp", 'G'),
        ("perl-regexp", 'P'),
        ("word-regexp", 'w'),
        ("line-regexp", 'x'),
        ("only-matching", 'o'),
        ("quiet", 'q'),
        ("silent", 'q'),
        ("no-messages", 's'),
        ("no-filename", 'h'),
        ("with-filename", 'H'),
        ("recursive", 'r'),
        ("regexp", 'e'),
        ("file", 'f'),
        ("max-count", 'm'),
        ("after-context", 'A'),
        ("before-context", 'B'),
        ("context", 'C'),
        ("text", 'a'),
        ("color", 'a'),
        ("colour", 'a'),
    ]
}

pub(super) fn start(argv: &[String], sys: &mut dyn System) -> Box<dyn Program> {
    let name = crate::files::path::base_name(&argv[0]).to_string();
    // `-3` is `-C 3`.
    let args: Vec<String> = argv[1..]
        .iter()
        .map(|arg| match arg.strip_prefix('-') {
            Some(digits) if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) => format!("-C{digits}"),
            _ => arg.clone(),
        })
        .collect();
    let mut flags = match Flags::parse(&args, SHORT, &long()) {
        Ok(flags) => flags,
        Err(error) => return super::refuse(&name, error),
    };
    let mut patterns: Vec<String> = flags.values('e').map(str::to_string).collect();
    for file in flags.values('f') {
        match sys.files().read_text(&crate::files::path::join("/", file)) {
            Ok(text) => patterns.extend(text.lines().map(str::to_string)),
            Err(error) => return Box::new(Refusal { text: format!("{name}: {file}: {error}\n"), code: 2 }),
        }
    }
    if patterns.is_empty() && flags.value('f').is_none() {
        if flags.rest.is_empty() {
            let text =
                format!("Usage: {name} [OPTION]... PATTERNS [FILE]...\nTry '{name} --help' for more information.\n");
            return Box::new(Refusal { text, code: 2 });
        }
        patterns.push(flags.rest.remove(0));
    }
    let syntax = match (flags.last_of("EFGP"), name.as_str()) {
        (Some('F'), _) | (None, "fgrep") => Syntax::Fixed,
        (Some('P'), _) => Syntax::Perl,
        (Some('E'), _) | (None, "egrep") => Syntax::Extended,
        _ => Syntax::Basic,
    };
    let style = Style { ignore_case: flags.has('i'), word: flags.has('w'), line: flags.has('x') };
    let mut compiled = Vec::new();
    for pattern in patterns.iter().flat_map(|pattern| pattern.split('\n')) {
        match compile(pattern, syntax, style) {
            Ok(regex) => compiled.push(regex),
            Err(error) => return Box::new(Refusal { text: format!("{name}: {error}\n"), code: 2 }),
        }
    }
    let recursive = flags.has('r') || flags.has('R');
    if recursive && flags.rest.is_empty() {
        flags.rest.push(".".into());
    }
    let number = |letter: char| flags.value(letter).and_then(|value| value.parse::<usize>().ok());
    let context = number('C').unwrap_or(0);
    let grep = Grep {
        patterns: compiled,
        invert: flags.has('v'),
        number: flags.has('n'),
        count: flags.has('c'),
        only: flags.has('o') && !flags.has('v'),
        quiet: flags.has('q'),
        names: flags.last_of("lL").map(|letter| letter == 'l'),
        prefix: (flags.rest.len() > 1 || recursive || flags.has('H')) && !flags.has('h'),
        before: number('B').unwrap_or(context),
        after: number('A').unwrap_or(context),
        max: number('m').map(|max| max as u64),
        name: String::new(),
        lines: Lines::default(),
        line: 0,
        found: 0,
        any: false,
        held: VecDeque::new(),
        follow: 0,
        shown: 0,
    };
    let reader = Reader::new("grep", Box::new(grep), &flags.rest);
    Box::new(reader.recursive(recursive).silent(flags.has('s')))
}

impl Grep {
    fn show(&mut self, call: &mut Call<'_, '_>, number: u64, text: &str, mark: char) {
        let mut line = String::new();
        if self.prefix {
            line.push_str(&self.name);
            line.push(mark);
        }
        if self.number {
            line.push_str(&number.to_string());
            line.push(mark);
        }
        line.push_str(text);
        line.push('\n');
        call.out(&line);
        self.shown = number;
    }

    fn line(&mut self, text: String, call: &mut Call<'_, '_>) -> Flow {
        self.line += 1;
        let matched = self.patterns.iter().any(|regex| regex.is_match(&text)) != self.invert;
        if !matched {
            if self.follow > 0 {
                self.follow -= 1;
                self.show(call, self.line, &text, '-');
            } else if self.before > 0 {
                self.held.push_back((self.line, text));
                if self.held.len() > self.before {
                    self.held.pop_front();
                }
            }
            return Flow::Continue;
        }
        self.found += 1;
        self.any = true;
        if self.quiet {
            return Flow::Stop(0);
        }
        if self.names.is_some() {
            return Flow::NextFile;
        }
        if !self.count {
            self.show_match(&text, call);
        }
        match self.max {
            Some(max) if self.found >= max => Flow::NextFile,
            _ => Flow::Continue,
        }
    }

    fn show_match(&mut self, text: &str, call: &mut Call<'_, '_>) {
        if self.before + self.after > 0 {
            let first = self.held.front().map_or(self.line, |(number, _)| *number);
            if self.shown > 0 && first > self.shown + 1 {
                call.out("--\n");
            }
            for (number, held) in std::mem::take(&mut self.held) {
                self.show(call, number, &held, '-');
            }
            self.follow = self.after;
        }
        if !self.only {
            return self.show(call, self.line, text, ':');
        }
        let mut at = 0;
        while at <= text.len() {
            let kept = |groups: regex_lite::Captures<'_>| {
                groups.name(KEPT).or_else(|| groups.get(0)).map(|found| found.range())
            };
            let found = self.patterns.iter().filter_map(|regex| regex.captures_at(text, at)).filter_map(kept);
            let Some(found) = found.min_by_key(|found| (found.start, usize::MAX - found.end)) else { break };
            let (start, end) = (found.start, found.end);
            if end > start {
                self.show(call, self.line, &text[start..end], ':');
            }
            at = if end > start { end } else { next_char(text, end) };
        }
    }
}

fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

impl Filter for Grep {
    fn open(&mut self, name: &str, _call: &mut Call<'_, '_>) -> Flow {
        self.name = if name == "-" { "(standard input)".into() } else { name.to_string() };
        (self.line, self.found, self.follow, self.shown) = (0, 0, 0, 0);
        self.held.clear();
        Flow::Continue
    }

    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        for line in self.lines.push(data) {
            let flow = self.line(line, call);
            if flow != Flow::Continue {
                return flow;
            }
        }
        Flow::Continue
    }

    fn close(&mut self, call: &mut Call<'_, '_>) -> Flow {
        if let Some(line) = self.lines.last()
            && let Flow::Stop(code) = self.line(line, call)
        {
            return Flow::Stop(code);
        }
        let prefix = if self.prefix { format!("{}:", self.name) } else { String::new() };
        match self.names {
            Some(with) if with == (self.found > 0) => call.out(&format!("{}\n", self.name)),
            None if self.count && !self.quiet => call.out(&format!("{prefix}{}\n", self.found)),
            _ => {}
        }
        Flow::Continue
    }

    fn end(&mut self, _call: &mut Call<'_, '_>) -> i32 {
        i32::from(!self.any)
    }
}
