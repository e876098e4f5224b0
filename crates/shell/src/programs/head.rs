//! `head`

use std::collections::VecDeque;

use super::{Call, Filter, Flags, Flow, Reader, Refusal};
use crate::program::Program;
use crate::system::System;

#[derive(Clone)]
struct Head {
    /// Lines or bytes; `all_but` counts from the end.
    bytes: bool,
    count: usize,
    all_but: bool,
    left: usize,
    titles: bool,
    files: usize,
    /// For `all_but`: what might be among the last.
    held: VecDeque<Vec<u8>>,
    rest: Vec<u8>,
}

/// `10`, `-3`, `2k`, `1M`
pub(super) fn number(text: &str) -> Option<(bool, usize)> {
    let (minus, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, factor) = match digits.char_indices().last()? {
        (at, 'k' | 'K') => (&digits[..at], 1024),
        (at, 'm' | 'M') => (&digits[..at], 1024 * 1024),
        (at, 'b') => (&digits[..at], 512),
        _ => (digits, 1),
    };
    Some((minus, digits.parse::<usize>().ok()?.saturating_mul(factor)))
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    // `-5` is `-n 5`.
    let args: Vec<String> = argv[1..]
        .iter()
        .enumerate()
        .map(|(at, arg)| match arg.strip_prefix('-') {
            Some(digits) if at == 0 && digits.starts_with(|c: char| c.is_ascii_digit()) => format!("-n{digits}"),
            _ => arg.clone(),
        })
        .collect();
    let flags = match Flags::parse(&args, "n:c:qv", &[("lines", 'n'), ("bytes", 'c'), ("quiet", 'q'), ("verbose", 'v')])
    {
        Ok(flags) => flags,
        Err(error) => return super::refuse("head", error),
    };
    let bytes = flags.last_of("nc") == Some('c');
    let value = flags.value(if bytes { 'c' } else { 'n' }).unwrap_or("10");
    let Some((all_but, count)) = number(value) else {
        let what = if bytes { "bytes" } else { "lines" };
        return Box::new(Refusal { text: format!("head: invalid number of {what}: '{value}'\n"), code: 1 });
    };
    let titles = (flags.rest.len() > 1 && !flags.has('q')) || flags.has('v');
    let head = Head { bytes, count, all_but, left: count, titles, files: 0, held: VecDeque::new(), rest: Vec::new() };
    Box::new(Reader::new("head", Box::new(head), &flags.rest))
}

impl Filter for Head {
    fn open(&mut self, name: &str, call: &mut Call<'_, '_>) -> Flow {
        self.left = self.count;
        self.held.clear();
        self.rest.clear();
        title(self.titles, &mut self.files, name, call);
        if self.left == 0 && !self.all_but { Flow::NextFile } else { Flow::Continue }
    }

    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        if self.left == 0 && !self.all_but {
            return Flow::NextFile;
        }
        if self.all_but {
            self.rest.extend_from_slice(data);
            if self.bytes {
                let ready = self.rest.len().saturating_sub(self.count);
                let out: Vec<u8> = self.rest.drain(..ready).collect();
                call.out_bytes(&out);
                return Flow::Continue;
            }
            let end = self.rest.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let lines: Vec<u8> = self.rest.drain(..end).collect();
            self.held.extend(lines.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec));
            while self.held.len() > self.count {
                let line = self.held.pop_front().unwrap_or_default();
                call.out_bytes(&line);
            }
            return Flow::Continue;
        }
        let mut end = data.len();
        if self.bytes {
            end = end.min(self.left);
            self.left -= end;
        } else {
            for (at, byte) in data.iter().enumerate() {
                if *byte == b'\n' {
                    self.left -= 1;
                    if self.left == 0 {
                        end = at + 1;
                        break;
                    }
                }
            }
        }
        call.out_bytes(&data[..end]);
        if self.left == 0 { Flow::NextFile } else { Flow::Continue }
    }

    fn close(&mut self, call: &mut Call<'_, '_>) -> Flow {
        // The last line without a newline counts as one of those left out.
        if self.all_but && !self.bytes && !self.rest.is_empty() && self.held.len() == self.count {
            let line = self.held.pop_front().unwrap_or_else(|| self.rest.clone());
            if self.count > 0 || self.rest.is_empty() {
                call.out_bytes(&line);
            }
        }
        Flow::Continue
    }
}

/// `==> name <==` before a file, with an empty line between files.
pub(super) fn title(titles: bool, files: &mut usize, name: &str, call: &mut Call<'_, '_>) {
    if titles {
        let gap = if *files > 0 { "\n" } else { "" };
        let name = if name == "-" { "standard input" } else { name };
        call.out(&format!("{gap}==> {name} <==\n"));
    }
    *files += 1;
}
