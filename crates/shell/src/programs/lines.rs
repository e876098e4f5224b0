//! Filters of a few lines each: `tee`, `tac`, `rev`, `nl`, `paste`, `column`, `fold`, `base64`, and the generators `seq`, `yes`.

use super::reader::gather;
use super::{Call, Filter, Flags, Flow, Lines, Reader, Refusal};
use crate::kernel::{Io, Open, WriteError};
use crate::program::{Poll, Program, Wait};
use crate::system::System;

#[derive(Clone)]
struct Tee {
    append: bool,
    files: Vec<String>,
    fds: Vec<u32>,
    status: i32,
}

pub(super) fn tee(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    match Flags::parse(&argv[1..], "aip", &[("append", 'a'), ("ignore-interrupts", 'i')]) {
        Ok(flags) => {
            let tee = Tee { append: flags.has('a'), files: flags.rest, fds: Vec::new(), status: 0 };
            Box::new(Reader::new("tee", Box::new(tee), &[]))
        }
        Err(error) => super::refuse("tee", error),
    }
}

impl Filter for Tee {
    fn open(&mut self, _name: &str, call: &mut Call<'_, '_>) -> Flow {
        for file in &self.files {
            match call.io.open(call.sys, file, if self.append { Open::Append } else { Open::Write }) {
                Ok(fd) => self.fds.push(fd),
                Err(error) => self.status = call.fail(format!("{file}: {error}")),
            }
        }
        Flow::Continue
    }

    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        call.out_bytes(data);
        for fd in &self.fds {
            if let Err(error) = call.io.write(call.sys, *fd, data) {
                self.status = call.fail(error.text());
            }
        }
        Flow::Continue
    }

    fn end(&mut self, _call: &mut Call<'_, '_>) -> i32 {
        self.status
    }
}

/// What is done with each line.
#[derive(Clone)]
enum Work {
    Reverse,
    Number { all: bool, count: u64 },
    Fold(usize),
}

#[derive(Clone)]
struct ByLine {
    work: Work,
    lines: Lines,
}

impl ByLine {
    fn line(&mut self, line: &str, call: &mut Call<'_, '_>) {
        match &mut self.work {
            Work::Reverse => call.out(&format!("{}\n", line.chars().rev().collect::<String>())),
            Work::Number { all, count } => {
                if *all || !line.is_empty() {
                    *count += 1;
                    call.out(&format!("{count:>6}\t{line}\n"));
                } else {
                    call.out("       \n");
                }
            }
            Work::Fold(width) => {
                let chars: Vec<char> = line.chars().collect();
                if chars.is_empty() {
                    call.out("\n");
                }
                for piece in chars.chunks(*width) {
                    call.out(&format!("{}\n", piece.iter().collect::<String>()));
                }
            }
        }
    }
}

impl Filter for ByLine {
    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        for line in self.lines.push(data) {
            self.line(&line, call);
        }
        Flow::Continue
    }

    fn close(&mut self, call: &mut Call<'_, '_>) -> Flow {
        if let Some(line) = self.lines.last() {
            self.line(&line, call);
        }
        Flow::Continue
    }
}

fn by_line(name: &str, work: Work, files: &[String]) -> Box<dyn Program> {
    Box::new(Reader::new(name, Box::new(ByLine { work, lines: Lines::default() }), files))
}

pub(super) fn rev(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    by_line("rev", Work::Reverse, &argv[1..])
}

pub(super) fn nl(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    match Flags::parse(&argv[1..], "b:w:s:", &[("body-numbering", 'b')]) {
        Ok(flags) => by_line("nl", Work::Number { all: flags.value('b') == Some("a"), count: 0 }, &flags.rest),
        Err(error) => super::refuse("nl", error),
    }
}

pub(super) fn fold(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    match Flags::parse(&argv[1..], "w:sb", &[("width", 'w')]) {
        Ok(flags) => {
            let width = flags.value('w').and_then(|value| value.parse().ok()).filter(|width| *width > 0).unwrap_or(80);
            by_line("fold", Work::Fold(width), &flags.rest)
        }
        Err(error) => super::refuse("fold", error),
    }
}

/// Programs that must have everything before they write anything.
#[derive(Clone)]
struct Whole {
    run: fn(&Flags, &[Vec<u8>], &mut Call<'_, '_>) -> i32,
    flags: Flags,
    inputs: Vec<Vec<u8>>,
}

impl Filter for Whole {
    fn open(&mut self, _name: &str, _call: &mut Call<'_, '_>) -> Flow {
        self.inputs.push(Vec::new());
        Flow::Continue
    }

    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        self.inputs.last_mut().map_or(Flow::Continue, |input| gather(input, data, call))
    }

    fn end(&mut self, call: &mut Call<'_, '_>) -> i32 {
        (self.run)(&self.flags, &self.inputs, call)
    }
}

fn whole(
    argv: &[String],
    short: &str,
    long: &[(&str, char)],
    run: fn(&Flags, &[Vec<u8>], &mut Call<'_, '_>) -> i32,
) -> Box<dyn Program> {
    let name = crate::files::path::base_name(&argv[0]);
    match Flags::parse(&argv[1..], short, long) {
        Ok(flags) => {
            let files = flags.rest.clone();
            Box::new(Reader::new(name, Box::new(Whole { run, flags, inputs: Vec::new() }), &files))
        }
        Err(error) => super::refuse(name, error),
    }
}

fn lines(data: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(data).lines().map(String::from).collect()
}

pub(super) fn tac(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    whole(argv, "", &[], |_, inputs, call| {
        for input in inputs {
            let text: String = lines(input).iter().rev().flat_map(|line| [line.as_str(), "\n"]).collect();
            call.out(&text);
        }
        0
    })
}

pub(super) fn shuf(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let long = [("head-count", 'n'), ("echo", 'e'), ("input-range", 'i')];
    let flags = match Flags::parse(&argv[1..], "n:ei:r", &long) {
        Ok(flags) => flags,
        Err(error) => return super::refuse("shuf", error),
    };
    let files = if flags.has('e') || flags.has('i') { vec!["/dev/null".to_string()] } else { flags.rest.clone() };
    let run = |flags: &Flags, inputs: &[Vec<u8>], call: &mut Call<'_, '_>| {
        let mut all: Vec<String> = inputs.iter().flat_map(|input| lines(input)).collect();
        if flags.has('e') {
            all = flags.rest.clone();
        }
        if let Some((low, high)) = flags.value('i').and_then(|range| range.split_once('-')) {
            let (low, high): (i64, i64) = (low.parse().unwrap_or(0), high.parse().unwrap_or(0));
            all = (low..=high).take(100_000).map(|value| value.to_string()).collect();
        }
        for at in (1..all.len()).rev() {
            let other = (call.sys.random() % (at as u64 + 1)) as usize;
            all.swap(at, other);
        }
        let count = flags.value('n').and_then(|value| value.parse().ok()).unwrap_or(all.len());
        let text: String = all.iter().take(count).flat_map(|line| [line.as_str(), "\n"]).collect();
        call.out(&text);
        0
    };
    Box::new(Reader::new("shuf", Box::new(Whole { run, flags, inputs: Vec::new() }), &files))
}

/// Lines of two sorted files: only in the first, only in the second, in both.
pub(super) fn comm(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    whole(argv, "123", &[], |flags, inputs, call| {
        let [first, second] = inputs else {
            call.err("comm: two files are compared\n");
            return 1;
        };
        let (a, b) = (lines(first), lines(second));
        let (mut i, mut j, mut text) = (0, 0, String::new());
        while i < a.len() || j < b.len() {
            let order = match (a.get(i), b.get(j)) {
                (Some(x), Some(y)) => x.cmp(y),
                (Some(_), None) => std::cmp::Ordering::Less,
                _ => std::cmp::Ordering::Greater,
            };
            let (column, line) = match order {
                std::cmp::Ordering::Less => ('1', &a[i]),
                std::cmp::Ordering::Greater => ('2', &b[j]),
                std::cmp::Ordering::Equal => ('3', &a[i]),
            };
            i += usize::from(order.is_le());
            j += usize::from(order.is_ge());
            if !flags.has(column) {
                // A column stands behind those before it that are shown.
                text.extend(('1'..column).filter(|c| !flags.has(*c)).map(|_| '\t'));
                text.extend([line.as_str(), "\n"]);
            }
        }
        call.out(&text);
        let unsorted = [&a, &b].map(|file| file.windows(2).any(|w| w[0] > w[1]));
        for at in (0..2).filter(|at| unsorted[*at]) {
            call.err(&format!("comm: file {} is not in sorted order\n", at + 1));
        }
        if unsorted.contains(&true) {
            call.err("comm: input is not in sorted order\n");
            return 1;
        }
        0
    })
}

pub(super) fn paste(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    whole(argv, "sd:", &[("serial", 's'), ("delimiters", 'd')], |flags, inputs, call| {
        let marks: Vec<char> = crate::text::unescape(flags.value('d').unwrap_or("\t")).text.chars().collect();
        let mark = |at: usize| marks.get(at % marks.len().max(1)).map(char::to_string).unwrap_or_default();
        let mut columns: Vec<Vec<String>> = inputs.iter().map(|input| lines(input)).collect();
        // Standard input named several times gives its lines to each in turn.
        let places: Vec<usize> =
            (0..columns.len()).filter(|at| flags.rest.get(*at).is_some_and(|name| name == "-")).collect();
        if places.len() > 1 {
            let all: Vec<String> = places.iter().flat_map(|at| std::mem::take(&mut columns[*at])).collect();
            for (at, line) in all.into_iter().enumerate() {
                columns[places[at % places.len()]].push(line);
            }
        }
        let mut text = String::new();
        let join = |cells: Vec<&str>| {
            let mut line = String::new();
            for (at, cell) in cells.iter().enumerate() {
                if at > 0 {
                    line.push_str(&mark(at - 1));
                }
                line.push_str(cell);
            }
            line
        };
        if flags.has('s') {
            for column in &columns {
                text.push_str(&join(column.iter().map(String::as_str).collect()));
                text.push('\n');
            }
        } else {
            let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
            for row in 0..rows {
                let cells = columns.iter().map(|column| column.get(row).map_or("", String::as_str)).collect();
                text.push_str(&join(cells));
                text.push('\n');
            }
        }
        call.out(&text);
        0
    })
}

pub(super) fn column(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    whole(argv, "ts:o:c:", &[("table", 't'), ("separator", 's'), ("output-separator", 'o')], |flags, inputs, call| {
        let all: Vec<String> =
            inputs.iter().flat_map(|input| lines(input)).filter(|line| !line.trim().is_empty()).collect();
        if !flags.has('t') {
            let width = call.sys.columns() as usize;
            let text = super::ls::columns(&all, width);
            call.out(&text);
            return 0;
        }
        let rows: Vec<Vec<&str>> = all
            .iter()
            .map(|line| match flags.value('s') {
                Some(marks) => line.split(|c| marks.contains(c)).collect(),
                None => line.split_whitespace().collect(),
            })
            .collect();
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..count)
            .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| crate::text::width(cell)).max().unwrap_or(0))
            .collect();
        let gap = flags.value('o').unwrap_or("  ");
        let mut text = String::new();
        for row in &rows {
            for (at, cell) in row.iter().enumerate() {
                text.push_str(cell);
                if at + 1 < row.len() {
                    text.push_str(&" ".repeat(widths[at] - crate::text::width(cell)));
                    text.push_str(gap);
                }
            }
            text.push('\n');
        }
        call.out(&text);
        0
    })
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn base64(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    whole(argv, "dDw:i", &[("decode", 'd'), ("wrap", 'w'), ("ignore-garbage", 'i')], |flags, inputs, call| {
        let data = inputs.concat();
        if flags.has('d') || flags.has('D') {
            let Some(decoded) = decode(&data) else {
                return call.fail_as(format_args!("truncated input"), format_args!("invalid input"));
            };
            call.out_bytes(&decoded);
            return 0;
        }
        let encoded = encode(&data);
        let width: usize = flags.value('w').and_then(|value| value.parse().ok()).unwrap_or(76);
        if width == 0 {
            call.out(&encoded);
        } else {
            for piece in encoded.as_bytes().chunks(width) {
                call.out_bytes(piece);
                call.out("\n");
            }
        }
        0
    })
}

pub(crate) fn encode(data: &[u8]) -> String {
    let mut text = String::new();
    for chunk in data.chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let value = bits >> (18 - 6 * at) & 63;
            text.push(if at <= chunk.len() { char::from(BASE64[value as usize]) } else { '=' });
        }
    }
    text
}

pub(crate) fn decode(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for byte in data.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        if *byte == b'=' {
            continue;
        }
        let value = BASE64.iter().position(|known| known == byte)? as u32;
        bits = bits << 6 | value;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}

/// `seq` and `yes`: they write until they are done or nobody reads.
#[derive(Clone)]
struct Generate {
    next: f64,
    step: f64,
    last: f64,
    decimals: usize,
    width: usize,
    separator: String,
    begun: bool,
    /// `yes`
    word: Option<String>,
}

pub(super) fn seq(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let mut separator = "\n".to_string();
    let mut equal = false;
    let mut numbers = Vec::new();
    let mut args = argv[1..].iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-w" | "--equal-width" => equal = true,
            "-s" => separator = args.next().map(|text| crate::text::unescape(text).text).unwrap_or_default(),
            text if text.starts_with("-s") => separator = text[2..].to_string(),
            text => match text.parse::<f64>() {
                Ok(_) => numbers.push(text.to_string()),
                Err(_) => {
                    let text = format!(
                        "seq: invalid floating point argument: ‘{text}’\nTry 'seq --help' for more information.\n"
                    );
                    return Box::new(Refusal { text, code: 1 });
                }
            },
        }
    }
    let value = |text: &String| text.parse::<f64>().unwrap_or(0.0);
    let (first, step, last) = match numbers.as_slice() {
        [last] => (1.0, 1.0, value(last)),
        [first, last] => (value(first), 1.0, value(last)),
        [first, step, last] => (value(first), value(step), value(last)),
        [] => {
            return Box::new(Refusal {
                text: "seq: missing operand\nTry 'seq --help' for more information.\n".into(),
                code: 1,
            });
        }
        _ => return Box::new(Refusal { text: format!("seq: extra operand ‘{}’\n", numbers[3]), code: 1 }),
    };
    if step == 0.0 {
        return Box::new(Refusal { text: "seq: invalid Zero increment value: ‘0’\n".into(), code: 1 });
    }
    let decimals = numbers.iter().map(|text| text.split_once('.').map_or(0, |(_, rest)| rest.len())).max().unwrap_or(0);
    let width = if equal { format!("{first:.decimals$}").len().max(format!("{last:.decimals$}").len()) } else { 0 };
    Box::new(Generate { next: first, step, last, decimals, width, separator, begun: false, word: None })
}

pub(super) fn yes(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let word = if argv.len() > 1 { argv[1..].join(" ") } else { "y".into() };
    Box::new(Generate {
        next: 0.0,
        step: 0.0,
        last: 0.0,
        decimals: 0,
        width: 0,
        separator: String::new(),
        begun: false,
        word: Some(format!("{word}\n")),
    })
}

impl Program for Generate {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let name = if self.word.is_some() { "yes" } else { "seq" };
        let mut call = Call { name, args: &[], io, sys, failed: None };
        loop {
            if let (Some(_), Some(error)) = (&self.word, call.failed.filter(|error| *error != WriteError::Broken)) {
                let place = if call.busybox() { "" } else { "standard output: " };
                return Poll::Exit(call.fail(format!("{place}{}", error.text())));
            }
            if call.failed.is_some() {
                return Poll::Exit(call.finish(1));
            }
            if call.io.full(1) {
                return Wait::writable(1);
            }
            if !call.io.spend(20) {
                return Wait::again();
            }
            let mut text = String::new();
            for _ in 0..200 {
                if let Some(word) = &self.word {
                    text.push_str(word);
                    continue;
                }
                let over = if self.step > 0.0 { self.next > self.last + 1e-9 } else { self.next < self.last - 1e-9 };
                if over {
                    if self.begun {
                        text.push('\n');
                    }
                    call.out(&text);
                    return Poll::Exit(call.finish(0));
                }
                if self.begun {
                    text.push_str(&self.separator);
                }
                self.begun = true;
                let (decimals, width) = (self.decimals, self.width);
                text.push_str(&format!("{:0>width$}", format!("{:.decimals$}", self.next)));
                self.next += self.step;
            }
            call.out(&text);
        }
    }
}
