//! `cut`

use super::{Call, Filter, Flags, Flow, Lines, Reader, Refusal};
use crate::program::Program;
use crate::system::System;

#[derive(Clone)]
struct Cut {
    fields: bool,
    delimiter: char,
    output: Option<String>,
    only_delimited: bool,
    complement: bool,
    ranges: Vec<(usize, usize)>,
    lines: Lines,
}

/// `1,3-5,7-`
fn ranges(text: &str) -> Option<Vec<(usize, usize)>> {
    text.split(',')
        .map(|part| {
            let (from, to) = match part.split_once('-') {
                Some(("", "")) => return None,
                Some((from, to)) => (
                    if from.is_empty() { 1 } else { from.parse().ok()? },
                    if to.is_empty() { usize::MAX } else { to.parse().ok()? },
                ),
                None => (part.parse().ok()?, part.parse().ok()?),
            };
            (from > 0 && to >= from).then_some((from, to))
        })
        .collect()
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let long = [
        ("fields", 'f'),
        ("delimiter", 'd'),
        ("characters", 'c'),
        ("bytes", 'b'),
        ("only-delimited", 's'),
        ("output-delimiter", 'O'),
        ("complement", 'C'),
    ];
    let flags = match Flags::parse(&argv[1..], "f:d:c:b:sO:Cn", &long) {
        Ok(flags) => flags,
        Err(error) => return super::refuse("cut", error),
    };
    let help = "Try 'cut --help' for more information.";
    let refuse =
        |text: String| -> Box<dyn Program> { Box::new(Refusal { text: format!("cut: {text}\n{help}\n"), code: 1 }) };
    let Some(kind) = flags.last_of("fcb") else {
        return refuse("you must specify a list of bytes, characters, or fields".into());
    };
    let list = flags.value(kind).unwrap_or("");
    let Some(ranges) = ranges(list) else {
        let what = if kind == 'f' { "field" } else { "byte/character" };
        return refuse(match list.starts_with('0') {
            true if kind == 'f' => "fields are numbered from 1".into(),
            true => "byte/character positions are numbered from 1".into(),
            false => format!("invalid {what} value '{list}'"),
        });
    };
    let delimiter = flags.value('d').unwrap_or("\t");
    if delimiter.chars().count() > 1 {
        return refuse("the delimiter must be a single character".into());
    }
    let cut = Cut {
        fields: kind == 'f',
        delimiter: delimiter.chars().next().unwrap_or('\0'),
        output: flags.value('O').map(str::to_string),
        only_delimited: flags.has('s'),
        complement: flags.has('C'),
        ranges,
        lines: Lines::default(),
    };
    Box::new(Reader::new("cut", Box::new(cut), &flags.rest))
}

impl Cut {
    fn wanted(&self, at: usize) -> bool {
        self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&(at + 1))) != self.complement
    }

    fn line(&self, line: &str, call: &mut Call<'_, '_>) {
        if !self.fields {
            let kept: String = line.chars().enumerate().filter(|(at, _)| self.wanted(*at)).map(|(_, c)| c).collect();
            return call.out(&format!("{kept}\n"));
        }
        if !line.contains(self.delimiter) {
            if !self.only_delimited {
                call.out(&format!("{line}\n"));
            }
            return;
        }
        let kept: Vec<&str> =
            line.split(self.delimiter).enumerate().filter(|(at, _)| self.wanted(*at)).map(|(_, field)| field).collect();
        let separator = self.output.clone().unwrap_or_else(|| self.delimiter.to_string());
        call.out(&format!("{}\n", kept.join(&separator)));
    }
}

impl Filter for Cut {
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
