//! `od`, `hexdump`, `xxd`: bytes in figures.

use super::{Call, Filter, Flags, Flow, Reader, Refusal, refuse};
use crate::program::Program;
use crate::system::System;

/// How `od` shows a line: a letter of `-t`, and how many bytes one figure is made of.
type Look = (char, usize);

#[derive(Clone)]
enum Form {
    /// Base and width of addresses, and the looks of a line.
    Od { address: Option<(char, usize)>, looks: Vec<Look>, letters: bool, width: usize },
    /// `hexdump -C`
    Canonical,
    /// Bytes a line and a group; `plain`: without addresses and letters.
    Xxd { line: usize, group: usize, plain: bool, upper: bool },
    /// `xxd -r`
    Back { plain: bool },
}

#[derive(Clone)]
struct Dump {
    form: Form,
    /// Shows all lines, those too that are as the one before.
    every: bool,
    skip: usize,
    most: usize,
    data: Vec<u8>,
}

/// `16`, `0x10`
fn number(text: &str) -> Option<usize> {
    text.strip_prefix("0x").map_or_else(|| text.parse().ok(), |digits| usize::from_str_radix(digits, 16).ok())
}

fn reader(name: &str, flags: &Flags, form: Form, [skip, most]: [char; 2], every: bool) -> Box<dyn Program> {
    let value = |letter| flags.value(letter).map_or(Some(None), |text| number(text).map(Some));
    let (Some(skip), Some(most)) = (value(skip), value(most)) else {
        return Box::new(Refusal { text: format!("{name}: invalid number\n"), code: 1 });
    };
    let most = most.unwrap_or(usize::MAX);
    let dump = Dump { form, every, skip: skip.unwrap_or(0), most, data: Vec::new() };
    Box::new(Reader::new(name, Box::new(dump), &flags.rest))
}

pub(super) fn od(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let long = [("address-radix", 'A'), ("format", 't'), ("read-bytes", 'N'), ("skip-bytes", 'j'), ("width", 'w')];
    let flags = match Flags::parse(&argv[1..], "A:t:N:j:w:vabcdhioxsX", &long) {
        Ok(flags) => flags,
        Err(error) => return refuse("od", error),
    };
    let address = match flags.value('A').unwrap_or("o") {
        "n" => None,
        "x" => Some(('x', 6)),
        "d" => Some(('u', 7)),
        _ => Some(('o', 7)),
    };
    const OLD: [(char, Look); 9] = [
        ('b', ('o', 1)),
        ('c', ('c', 1)),
        ('d', ('u', 2)),
        ('h', ('x', 2)),
        ('i', ('d', 4)),
        ('o', ('o', 2)),
        ('s', ('d', 2)),
        ('x', ('x', 2)),
        ('X', ('x', 4)),
    ];
    let mut looks: Vec<Look> = OLD.iter().filter(|row| flags.has(row.0)).map(|row| row.1).collect();
    let (mut text, mut letters) = (flags.value('t').unwrap_or(""), false);
    while let Some(kind) = text.chars().next() {
        let end = 1 + text[1..].find(|c: char| !c.is_ascii_digit() && !"CSIL".contains(c)).unwrap_or(text.len() - 1);
        let size = match &text[1..end] {
            "" if kind == 'c' => 1,
            "" | "I" => 4,
            "C" => 1,
            "S" => 2,
            "L" => 8,
            digits => digits.parse().unwrap_or(0),
        };
        if !"cdoux".contains(kind) || !matches!(size, 1 | 2 | 4 | 8) {
            return Box::new(Refusal { text: format!("od: invalid type string '{text}'\n"), code: 1 });
        }
        looks.push((kind, size));
        text = &text[end..];
        if let Some(rest) = text.strip_prefix('z') {
            (text, letters) = (rest, true);
        }
    }
    if looks.is_empty() {
        looks.push(('o', 2));
    }
    let width = flags.value('w').and_then(number).filter(|w| *w > 0).unwrap_or(16);
    reader("od", &flags, Form::Od { address, looks, letters, width }, ['j', 'N'], flags.has('v'))
}

pub(super) fn hexdump(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let flags = match Flags::parse(&argv[1..], "Cvn:s:bcdox", &[("canonical", 'C'), ("length", 'n'), ("skip", 's')]) {
        Ok(flags) => flags,
        Err(error) => return refuse("hexdump", error),
    };
    let looks = vec![match flags.last_of("bcdox") {
        Some('b') => ('o', 1),
        Some('c') => ('c', 1),
        Some('d') => ('u', 2),
        Some('o') => ('o', 2),
        _ => ('x', 2),
    }];
    let plain = Form::Od { address: Some(('x', 7)), looks, letters: false, width: 16 };
    let form = if flags.has('C') { Form::Canonical } else { plain };
    reader("hexdump", &flags, form, ['s', 'n'], flags.has('v'))
}

pub(super) fn xxd(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let long = [("plain", 'p'), ("revert", 'r'), ("len", 'l'), ("cols", 'c')];
    // Long words with one dash are its own way: `-ps`.
    let args: Vec<String> = argv[1..].iter().map(|arg| if arg == "-ps" { "-p".into() } else { arg.clone() }).collect();
    let flags = match Flags::parse(&args, "prul:c:g:s:", &long) {
        Ok(flags) => flags,
        Err(error) => return refuse("xxd", error),
    };
    let plain = flags.has('p');
    let value = |letter, other| flags.value(letter).and_then(number).filter(|n| *n > 0).unwrap_or(other);
    let form = match flags.has('r') {
        true => Form::Back { plain },
        false => Form::Xxd {
            line: value('c', if plain { 30 } else { 16 }),
            group: value('g', 2),
            plain,
            upper: flags.has('u'),
        },
    };
    reader("xxd", &flags, form, ['s', 'l'], true)
}

impl Filter for Dump {
    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        let all = self.skip.saturating_add(self.most);
        self.data.extend_from_slice(&data[..data.len().min(all - self.data.len())]);
        if self.data.len() < all { Flow::Continue } else { Flow::Stop(self.end(call)) }
    }

    fn end(&mut self, call: &mut Call<'_, '_>) -> i32 {
        let data = self.data.get(self.skip..).unwrap_or_default();
        if let Form::Back { plain } = self.form {
            call.out_bytes(&back(data, plain));
            return 0;
        }
        let width = match self.form {
            Form::Od { width, .. } => width,
            Form::Xxd { line, .. } => line,
            _ => 16,
        };
        let (mut text, mut before, mut starred) = (String::new(), None, false);
        for (at, line) in data.chunks(width).enumerate() {
            if !self.every && before == Some(line) && line.len() == width {
                text += if starred { "" } else { "*\n" };
                starred = true;
                continue;
            }
            (before, starred) = (Some(line), false);
            text += &self.line(self.skip + at * width, line);
        }
        text += &match &self.form {
            Form::Od { address: Some(address), .. } => self::address(*address, self.skip + data.len()) + "\n",
            Form::Canonical if !data.is_empty() => format!("{:08x}\n", self.skip + data.len()),
            _ => String::new(),
        };
        call.out(&text);
        0
    }
}

impl Dump {
    fn line(&self, at: usize, bytes: &[u8]) -> String {
        match &self.form {
            Form::Od { address, looks, letters, width } => {
                let mut text = String::new();
                for (row, look) in looks.iter().enumerate() {
                    let start = address.map_or(String::new(), |address| self::address(address, at));
                    text += &if row == 0 { start } else { " ".repeat(start.len()) };
                    for unit in bytes.chunks(look.1) {
                        text += &figure(*look, unit);
                    }
                    if *letters && row + 1 == looks.len() {
                        let missing = width.saturating_sub(bytes.len()) / look.1;
                        text += &" ".repeat(missing * figure(*look, &[0]).len());
                        text += &format!("  >{}<", shown(bytes));
                    }
                    text.push('\n');
                }
                text
            }
            Form::Xxd { line, group, plain, upper } => {
                let figures = |byte: &u8| if *upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
                if *plain {
                    return bytes.iter().map(figures).collect::<String>() + "\n";
                }
                let groups: Vec<String> = bytes.chunks(*group).map(|g| g.iter().map(figures).collect()).collect();
                let room = line * 2 + line.div_ceil(*group);
                format!("{at:08x}: {:<room$} {}\n", groups.join(" "), shown(bytes))
            }
            _ => {
                let halves: Vec<String> = bytes
                    .chunks(8)
                    .map(|half| half.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "))
                    .collect();
                format!("{at:08x}  {:<48}  |{}|\n", halves.join("  "), shown(bytes))
            }
        }
    }
}

fn address((base, width): (char, usize), at: usize) -> String {
    match base {
        'x' => format!("{at:0width$x}"),
        'u' => format!("{at:0width$}"),
        _ => format!("{at:0width$o}"),
    }
}

/// Bytes as letters, where they are some.
fn shown(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if (b' '..=b'~').contains(byte) { char::from(*byte) } else { '.' }).collect()
}

/// One figure of `od`, with the blank before it.
fn figure((kind, size): Look, unit: &[u8]) -> String {
    let value = unit.iter().rev().fold(0u64, |value, byte| value << 8 | u64::from(*byte));
    let bits = 8 * size;
    match kind {
        'c' => {
            let escape = b"\0\x07\x08\x0c\n\r\t\x0b".iter().position(|c| u64::from(*c) == value);
            match escape {
                Some(at) => format!("  \\{}", char::from(b"0abfnrtv"[at])),
                None if (0x20..0x7f).contains(&value) => format!("   {}", char::from(value as u8)),
                None => format!(" {value:03o}"),
            }
        }
        'x' => format!(" {value:0w$x}", w = 2 * size),
        'o' => format!(" {value:0w$o}", w = bits.div_ceil(3)),
        'u' => format!(" {value:w$}", w = [3, 5, 10, 20][size.ilog2() as usize]),
        _ => format!(" {:w$}", (value << (64 - bits)) as i64 >> (64 - bits), w = [4, 6, 11, 20][size.ilog2() as usize]),
    }
}

/// The bytes of what `xxd` has written.
fn back(data: &[u8], plain: bool) -> Vec<u8> {
    let text = String::from_utf8_lossy(data);
    let of_line = |line: &str| -> String {
        let figures = if plain { line } else { line.split_once(": ").map_or("", |(_, rest)| rest) };
        let end = figures.find("  ").filter(|_| !plain).unwrap_or(figures.len());
        figures[..end].chars().filter(char::is_ascii_hexdigit).collect()
    };
    let digits: String = text.lines().map(of_line).collect();
    digits
        .as_bytes()
        .chunks_exact(2)
        .filter_map(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok())
        .collect()
}
