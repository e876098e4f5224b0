//! `sort`, `uniq`

use sorted::InOrder;
use std::cmp::Ordering;

use super::{Call, Filter, Flags, Flow, Lines, Reader};
use crate::program::Program;
use crate::system::System;

#[derive(Clone, Default)]
struct Order {
    numeric: bool,
    human: bool,
    version: bool,
    fold: bool,
    blanks: bool,
    reverse: bool,
}

/// `-k 2,3n`
#[derive(Clone)]
struct Key {
    /// Field and character, from 1.
    start: (usize, usize),
    end: Option<(usize, usize)>,
    order: Option<Order>,
}

#[derive(Clone)]
struct Sort {
    order: Order,
    keys: Vec<Key>,
    separator: Option<char>,
    unique: bool,
    stable: bool,
    check: bool,
    output: Option<String>,
    lines: Lines,
    all: Vec<String>,
}

fn order(letters: &str) -> Order {
    Order {
        numeric: letters.contains(['n', 'g']),
        human: letters.contains('h'),
        version: letters.contains('V'),
        fold: letters.contains('f'),
        blanks: letters.contains('b'),
        reverse: letters.contains('r'),
    }
}

fn key(spec: &str) -> Option<Key> {
    let place = |text: &str| -> Option<((usize, usize), String)> {
        let letters = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let numbers = &text[..text.len() - letters.len()];
        let (field, char) = numbers.split_once('.').unwrap_or((numbers, "0"));
        Some(((field.parse().ok()?, char.parse().ok()?), letters.to_string()))
    };
    let (start, end) = match spec.split_once(',') {
        Some((start, end)) => (place(start)?, Some(place(end)?)),
        None => (place(spec)?, None),
    };
    let letters = format!("{}{}", start.1, end.as_ref().map_or("", |end| &end.1));
    let order = (!letters.is_empty()).then(|| order(&letters));
    (start.0.0 > 0).then_some(Key { start: start.0, end: end.map(|end| end.0), order })
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let long = [
        ("numeric-sort", 'n'),
        ("reverse", 'r'),
        ("unique", 'u'),
        ("key", 'k'),
        ("field-separator", 't'),
        ("stable", 's'),
        ("ignore-case", 'f'),
        ("human-numeric-sort", 'h'),
        ("version-sort", 'V'),
        ("output", 'o'),
        ("check", 'c'),
        ("ignore-leading-blanks", 'b'),
        ("general-numeric-sort", 'g'),
    ];
    let flags = match Flags::parse(&argv[1..], "nruk:t:sfhVo:cbgdiM", &long) {
        Ok(flags) => flags,
        Err(error) => return super::refuse("sort", error),
    };
    let mut keys = Vec::new();
    for spec in flags.values('k') {
        match key(spec) {
            Some(key) => keys.push(key),
            None => {
                let text = format!("sort: invalid number at field start: invalid count at start of '{spec}'\n");
                return Box::new(super::Refusal { text, code: 2 });
            }
        }
    }
    let letters: String = "nghVfbr".chars().filter(|letter| flags.has(*letter)).collect();
    let sort = Sort {
        order: order(&letters),
        keys,
        separator: flags.value('t').map(|text| if text == "\\t" { '\t' } else { text.chars().next().unwrap_or('\0') }),
        unique: flags.has('u'),
        stable: flags.has('s'),
        check: flags.has('c'),
        output: flags.value('o').map(str::to_string),
        lines: Lines::default(),
        all: Vec::new(),
    };
    Box::new(Reader::new("sort", Box::new(sort), &flags.rest))
}

impl Sort {
    /// The part of a line that a key means.
    fn part<'a>(&self, line: &'a str, key: &Key) -> &'a str {
        let starts = self.fields(line);
        let at = |(field, char): (usize, usize), end: bool| -> usize {
            let Some((from, to)) = starts.get(field - 1).copied() else { return line.len() };
            match (char, end) {
                (0, true) => to,
                (0, false) => from,
                (char, end) => {
                    let skip = if end { char } else { char - 1 };
                    let offset = line[from..].char_indices().nth(skip).map_or(line.len() - from, |(offset, _)| offset);
                    from + offset
                }
            }
        };
        let start = at(key.start, false);
        let end = key.end.filter(|end| end.0 > 0).map_or(line.len(), |end| at(end, true));
        &line[start..end.max(start)]
    }

    /// Where each field begins and ends. Without a separator, blanks belong to the field behind them.
    fn fields(&self, line: &str) -> Vec<(usize, usize)> {
        let mut fields = Vec::new();
        let mut start = 0;
        let mut inside = false;
        for (at, c) in line.char_indices() {
            match self.separator {
                Some(separator) if c == separator => {
                    fields.push((start, at));
                    start = at + c.len_utf8();
                }
                Some(_) => {}
                None if c == ' ' || c == '\t' => {
                    if inside {
                        fields.push((start, at));
                        start = at;
                    }
                    inside = false;
                }
                None => inside = true,
            }
        }
        fields.push((start, line.len()));
        fields
    }

    fn compare(&self, a: &str, b: &str) -> Ordering {
        for key in &self.keys {
            let order = key.order.as_ref().unwrap_or(&self.order);
            let result = compare(self.part(a, key), self.part(b, key), order);
            if result != Ordering::Equal {
                return result;
            }
        }
        if self.keys.is_empty() {
            let result = compare(a, b, &self.order);
            if result != Ordering::Equal {
                return result;
            }
        }
        if self.stable || self.unique {
            return Ordering::Equal;
        }
        let last = a.cmp(b);
        if self.order.reverse { last.reverse() } else { last }
    }
}

fn compare(a: &str, b: &str, order: &Order) -> Ordering {
    let (a, b) = if order.blanks { (a.trim_start(), b.trim_start()) } else { (a, b) };
    let result = if order.numeric {
        number(a).total_cmp(&number(b))
    } else if order.human {
        human(a).total_cmp(&human(b))
    } else if order.version {
        version(a, b)
    } else if order.fold {
        a.to_uppercase().cmp(&b.to_uppercase())
    } else {
        a.cmp(b)
    };
    if order.reverse { result.reverse() } else { result }
}

/// The number at the beginning of a text, 0 if there is none.
pub(super) fn number(text: &str) -> f64 {
    let text = text.trim_start();
    let mut dot = false;
    let end = text
        .char_indices()
        .find(|(at, c)| match c {
            '-' | '+' => *at > 0,
            '.' => std::mem::replace(&mut dot, true),
            c => !c.is_ascii_digit(),
        })
        .map_or(text.len(), |(at, _)| at);
    text[..end].parse().unwrap_or(0.0)
}

fn human(text: &str) -> f64 {
    let trimmed = text.trim_start();
    let digits = trimmed.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    let power = digits.chars().next().and_then(|c| "KMGTPE".find(c.to_ascii_uppercase())).map_or(0, |at| at as i32 + 1);
    number(trimmed) * 1024_f64.powi(power)
}

/// Runs of digits compare as numbers.
fn version(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let text = |s: &str| s.find(|c: char| c.is_ascii_digit()).unwrap_or(s.len());
        let (ta, tb) = (text(a), text(b));
        match a[..ta].cmp(&b[..tb]) {
            Ordering::Equal => {}
            other => return other,
        }
        (a, b) = (&a[ta..], &b[tb..]);
        let digits = |s: &str| s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
        let (da, db) = (digits(a), digits(b));
        let value = |s: &str| s.parse::<u64>().unwrap_or(0);
        match value(&a[..da]).cmp(&value(&b[..db])) {
            Ordering::Equal if a.is_empty() && b.is_empty() => return Ordering::Equal,
            Ordering::Equal => (a, b) = (&a[da..], &b[db..]),
            other => return other,
        }
    }
}

impl Filter for Sort {
    fn chunk(&mut self, data: &[u8], _call: &mut Call<'_, '_>) -> Flow {
        self.all.extend(self.lines.push(data));
        if self.all.len() > 1_000_000 { Flow::Stop(2) } else { Flow::Continue }
    }

    fn close(&mut self, _call: &mut Call<'_, '_>) -> Flow {
        self.all.extend(self.lines.last());
        Flow::Continue
    }

    fn end(&mut self, call: &mut Call<'_, '_>) -> i32 {
        let mut all = std::mem::take(&mut self.all);
        if self.check {
            let wrong = all.windows(2).position(|pair| self.compare(&pair[0], &pair[1]) == Ordering::Greater);
            return match wrong {
                Some(at) => call.fail(format!("-:{}: disorder: {}", at + 2, all[at + 1])),
                None => 0,
            };
        }
        all.order_by(|a, b| self.compare(a, b));
        if self.unique {
            all.dedup_by(|a, b| self.compare(a, b) == Ordering::Equal);
        }
        let text: String = all.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        match &self.output {
            Some(file) => {
                let path = call.path(file);
                if let Err(error) = call.sys.files().write(&path, text) {
                    return call.fail(format!("open failed: {file}: {error}")) + 1;
                }
            }
            None => call.out(&text),
        }
        0
    }
}

#[derive(Clone, Default)]
struct Uniq {
    count: bool,
    repeated: bool,
    single: bool,
    fold: bool,
    fields: usize,
    lines: Lines,
    last: Option<(String, u64)>,
}

pub(super) fn uniq(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let long = [("count", 'c'), ("repeated", 'd'), ("unique", 'u'), ("ignore-case", 'i'), ("skip-fields", 'f')];
    match Flags::parse(&argv[1..], "cduif:s:w:", &long) {
        Ok(flags) => {
            let uniq = Uniq {
                count: flags.has('c'),
                repeated: flags.has('d'),
                single: flags.has('u'),
                fold: flags.has('i'),
                fields: flags.value('f').and_then(|value| value.parse().ok()).unwrap_or(0),
                ..Uniq::default()
            };
            Box::new(Reader::new("uniq", Box::new(uniq), flags.rest.get(..1).unwrap_or_default()))
        }
        Err(error) => super::refuse("uniq", error),
    }
}

impl Uniq {
    fn key(&self, line: &str) -> String {
        let key: String = if self.fields > 0 {
            line.split_whitespace().skip(self.fields).collect::<Vec<_>>().join(" ")
        } else {
            line.to_string()
        };
        if self.fold { key.to_lowercase() } else { key }
    }

    fn line(&mut self, line: String, call: &mut Call<'_, '_>) {
        let same = self.last.as_ref().is_some_and(|(last, _)| self.key(&line) == self.key(last));
        if same {
            if let Some((_, count)) = &mut self.last {
                *count += 1;
            }
        } else {
            self.flush(call);
            self.last = Some((line, 1));
        }
    }

    fn flush(&mut self, call: &mut Call<'_, '_>) {
        let Some((line, count)) = self.last.take() else { return };
        if (self.repeated && count < 2) || (self.single && count > 1) {
            return;
        }
        if self.count {
            call.out(&format!("{count:>7} {line}\n"));
        } else {
            call.out(&format!("{line}\n"));
        }
    }
}

impl Filter for Uniq {
    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        for line in self.lines.push(data) {
            self.line(line, call);
        }
        Flow::Continue
    }

    fn end(&mut self, call: &mut Call<'_, '_>) -> i32 {
        if let Some(line) = self.lines.last() {
            self.line(line, call);
        }
        self.flush(call);
        0
    }
}
