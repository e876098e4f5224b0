//! `read`, `mapfile`, and what `select` asks

use super::After;
use crate::interp::Shell;
use crate::interp::frame::{Frame, Step};
use crate::interp::vars::Value;
use crate::kernel::{Input, Io};
use crate::program::Wait;
use crate::syntax::{Dialect, is_name};
use crate::system::System;

/// Bytes that are read before others have their turn.
const READ_AT_ONCE: usize = 4096;

/// A `read` that waits for its line.
#[derive(Clone, Debug)]
pub struct Read {
    names: Vec<String>,
    raw: bool,
    array: bool,
    delimiter: u8,
    count: Option<usize>,
    fd: u32,
    deadline: Option<i64>,
    line: Vec<u8>,
    /// The last byte was a backslash.
    escaped: bool,
    /// `select`: the words that the answer chooses from.
    menu: Option<Vec<String>>,
    /// All lines are read, and how they are kept.
    all: Option<Lines>,
}

/// What `mapfile` makes of its lines.
#[derive(Clone, Debug, Default)]
struct Lines {
    /// Without what ends them.
    trimmed: bool,
    skipped: usize,
    /// No more than these, where there is a limit.
    most: usize,
}

impl Read {
    fn new() -> Read {
        Read {
            names: Vec::new(),
            raw: false,
            array: false,
            delimiter: b'\n',
            count: None,
            fd: 0,
            deadline: None,
            line: Vec::new(),
            escaped: false,
            menu: None,
            all: None,
        }
    }
}

/// `mapfile`, which is also `readarray`: an array of all lines.
pub(super) fn mapfile(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let (mut read, mut lines) = (Read { raw: true, array: true, ..Read::new() }, Lines::default());
    let mut args = argv[1..].iter();
    while let Some(arg) = args.next() {
        let Some(letters) = arg.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            read.names.push(arg.clone());
            continue;
        };
        let (letter, rest) = letters.split_at(letters.chars().next().map_or(0, char::len_utf8));
        if letter == "t" {
            lines.trimmed = true;
            continue;
        }
        let value = if rest.is_empty() { args.next().cloned().unwrap_or_default() } else { rest.to_string() };
        match letter {
            "d" => read.delimiter = value.bytes().next().unwrap_or(0),
            "u" => read.fd = value.parse().unwrap_or(0),
            "n" => lines.most = value.parse().unwrap_or(0),
            "s" => lines.skipped = value.parse().unwrap_or(0),
            _ => {
                shell.complain_as(io, sys, &argv[0], &format!("-{letter}: invalid option"));
                return After::Status(2);
            }
        }
    }
    read.names.truncate(1);
    if let Some(bad) = read.names.iter().find(|name| !is_name(name)) {
        shell.complain_as(io, sys, &argv[0], &format!("`{bad}': not a valid identifier"));
        return After::Status(1);
    }
    if read.names.is_empty() {
        read.names.push("MAPFILE".into());
    }
    read.all = Some(lines);
    After::Frame(Box::new(Frame::Read(Box::new(read))))
}

pub(super) fn read(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let mut read = Read::new();
    let mut prompt = None;
    let mut args = argv[1..].iter();
    while let Some(arg) = args.next() {
        let Some(letters) = arg.strip_prefix('-').filter(|letters| !letters.is_empty() && read.names.is_empty()) else {
            read.names.push(arg.clone());
            continue;
        };
        for (at, letter) in letters.char_indices() {
            let known = shell.options.dialect != Dialect::Dash || matches!(letter, 'r' | 'p');
            match letter {
                _ if !known => {
                    shell.complain_as(io, sys, "read", &format!("Illegal option -{letter}"));
                    return After::Status(2);
                }
                'r' => read.raw = true,
                's' | 'e' => {}
                'a' if shell.options.dialect == Dialect::Bash => read.array = true,
                'p' | 't' | 'n' | 'N' | 'd' | 'u' => {
                    let rest = &letters[at + 1..];
                    let value =
                        if rest.is_empty() { args.next().cloned().unwrap_or_default() } else { rest.to_string() };
                    match letter {
                        'p' => prompt = Some(value),
                        't' => {
                            let seconds: f64 = value.parse().unwrap_or(0.0);
                            read.deadline = Some(sys.now() + (seconds.max(0.0) * 1e6) as i64);
                        }
                        'd' => read.delimiter = value.bytes().next().unwrap_or(0),
                        'u' => read.fd = value.parse().unwrap_or(0),
                        _ => read.count = value.parse().ok(),
                    }
                    break;
                }
                '-' => {}
                _ => {
                    let text = match shell.options.dialect {
                        Dialect::Dash => format!("Illegal option -{letter}"),
                        Dialect::Ash => format!("illegal option -{letter}"),
                        Dialect::Bash => format!("-{letter}: invalid option"),
                    };
                    shell.complain_as(io, sys, "read", &text);
                    return After::Status(2);
                }
            }
        }
    }
    if let Some(bad) = read.names.iter().find(|name| !is_name(name)) {
        shell.complain_as(io, sys, "read", &format!("`{bad}': not a valid identifier"));
        return After::Status(1);
    }
    if read.names.is_empty() {
        read.names.push("REPLY".into());
    }
    if let Some(prompt) = prompt.filter(|_| io.is_terminal(read.fd)) {
        io.err(sys, &prompt);
    }
    After::Frame(Box::new(Frame::Read(Box::new(read))))
}

/// What `select` is made of (see the parser): with an empty name it writes the menu, with a name it asks.
pub(super) fn select(shell: &mut Shell, io: &mut Io<'_>, sys: &mut dyn System, argv: &[String]) -> After {
    let (name, words) = (argv[1].clone(), argv[2..].to_vec());
    if words.is_empty() {
        return After::Status(1);
    }
    if name.is_empty() {
        io.err(sys, &menu(&words));
        return After::Status(0);
    }
    let prompt = shell.vars.text("PS3").unwrap_or("#? ").to_string();
    io.err(sys, &prompt);
    let read = Read { names: vec![name], menu: Some(words), ..Read::new() };
    After::Frame(Box::new(Frame::Read(Box::new(read))))
}

/// Numbered words in columns, as many as fit into 80 characters; a single row becomes a column.
fn menu(words: &[String]) -> String {
    let digits = words.len().to_string().len();
    let longest = words.iter().map(|word| word.chars().count()).max().unwrap_or(0) + digits + 2;
    let columns = (80 / (longest + 2)).max(1);
    let mut rows = words.len().div_ceil(columns);
    if rows == 1 {
        rows = words.len();
    }
    let mut text = String::new();
    for row in 0..rows {
        let mut width = 0;
        for at in (row..words.len()).step_by(rows) {
            // bash fills up with tabs.
            let column = (at / rows) * (longest + 2);
            while width < column {
                let next = (width / 8 + 1) * 8;
                let tab = next <= column;
                text.push(if tab { '\t' } else { ' ' });
                width = if tab { next } else { width + 1 };
            }
            // The first column is as narrow as its own numbers.
            let digits = if at < rows { rows.to_string().len() } else { digits };
            let item = format!("{:>digits$}) {}", at + 1, words[at]);
            width += item.chars().count();
            text.push_str(&item);
        }
        text.push('\n');
    }
    text
}

impl Shell {
    /// The answer to `select`: an empty one shows the menu again, the end of the input ends the loop.
    fn finish_select(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        read: &Read,
        words: &[String],
        ended: bool,
    ) -> Step {
        let text = String::from_utf8_lossy(&read.line).trim().to_string();
        if ended {
            io.out(sys, "\n");
            self.status = 1;
        } else if text.is_empty() {
            let prompt = self.vars.text("PS3").unwrap_or("#? ").to_string();
            io.err(sys, &[menu(words), prompt].concat());
            let again = Read { names: read.names.clone(), menu: read.menu.clone(), ..Read::new() };
            self.frames.push(Frame::Read(Box::new(again)));
        } else {
            let chosen = text.parse::<usize>().ok().and_then(|at| words.get(at.checked_sub(1)?).cloned());
            self.status = 0;
            for (name, value) in [(read.names[0].as_str(), chosen.unwrap_or_default()), ("REPLY", text)] {
                if let Err(message) = self.set_var(name, Value::Text(value)) {
                    self.complain(io, sys, &message);
                    self.status = 1;
                }
            }
        }
        Step::Continue
    }

    pub(in crate::interp) fn step_read(&mut self, io: &mut Io<'_>, sys: &mut dyn System, mut read: Box<Read>) -> Step {
        loop {
            if self.moved > READ_AT_ONCE {
                self.frames.push(Frame::Read(read));
                return Step::Continue;
            }
            match io.read(sys, read.fd, 1) {
                Ok(Input::Data(data)) => {
                    self.moved += 1;
                    let byte = data[0];
                    if !read.raw && read.escaped {
                        read.escaped = false;
                        // A backslash keeps the next character from being special, and joins lines.
                        if byte == b'\n' {
                            read.line.pop();
                            continue;
                        }
                    } else if !read.raw && byte == b'\\' {
                        read.escaped = true;
                    } else if byte == read.delimiter && read.all.is_none() {
                        return self.finish_read(io, sys, &read, 0);
                    }
                    read.line.push(byte);
                    if read.count.is_some_and(|count| read.line.len() >= count) {
                        return self.finish_read(io, sys, &read, 0);
                    }
                    if read.line.len() > crate::interp::memory::LIMIT {
                        return self.out_of_memory(io, sys, read.line.len());
                    }
                }
                Ok(Input::Wait) if read.deadline.is_some_and(|deadline| deadline <= sys.now()) => {
                    return self.finish_read(io, sys, &read, 142);
                }
                Ok(Input::Wait) => {
                    let wait = Wait { readable: Some(read.fd), until: read.deadline, ..Wait::default() };
                    self.frames.push(Frame::Read(read));
                    return Step::Wait(wait);
                }
                Ok(Input::End) | Err(_) => return self.finish_read(io, sys, &read, 1),
            }
        }
    }

    fn finish_read(&mut self, io: &mut Io<'_>, sys: &mut dyn System, read: &Read, status: i32) -> Step {
        if let Some(words) = &read.menu {
            return self.finish_select(io, sys, read, words, status != 0);
        }
        self.status = status;
        let text = String::from_utf8_lossy(&read.line).into_owned();
        let ifs = self.vars.text("IFS").unwrap_or(" \t\n").to_string();
        let values: Vec<Value> = if let Some(lines) = &read.all {
            self.status = 0;
            vec![Value::Array(lines.of(&text, char::from(read.delimiter)))]
        } else if read.array {
            vec![Value::Array(split(&text, &ifs, usize::MAX, read.raw))]
        } else if read.names == ["REPLY"] {
            vec![Value::Text(if read.raw { text } else { without_backslashes(&text) })]
        } else {
            let mut fields = split(&text, &ifs, read.names.len(), read.raw);
            fields.resize(read.names.len(), String::new());
            fields.into_iter().map(Value::Text).collect()
        };
        for (name, value) in read.names.iter().zip(values) {
            if let Err(message) = self.set_var(name, value) {
                self.complain_as(io, sys, "read", &message);
                self.status = 1;
            }
        }
        Step::Continue
    }
}

impl Lines {
    fn of(&self, text: &str, end: char) -> Vec<String> {
        let kept = text.split_inclusive(end).skip(self.skipped);
        let kept = kept.take(if self.most == 0 { usize::MAX } else { self.most });
        kept.map(|line| if self.trimmed { line.strip_suffix(end).unwrap_or(line) } else { line }.to_string()).collect()
    }
}

fn without_backslashes(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(next) = chars.next() {
        if next == '\\' {
            plain.extend(chars.next());
        } else {
            plain.push(next);
        }
    }
    plain
}

/// At most `limit` fields; the last holds the rest of the line.
fn split(text: &str, ifs: &str, limit: usize, raw: bool) -> Vec<String> {
    let blank = |c: char| ifs.contains(c) && c.is_ascii_whitespace();
    let mut rest = text.trim_matches(blank);
    let mut fields = Vec::new();
    while !rest.is_empty() {
        if fields.len() + 1 == limit {
            fields.push(if raw { rest.to_string() } else { without_backslashes(rest) });
            break;
        }
        let mut end = rest.len();
        let mut escaped = false;
        for (at, c) in rest.char_indices() {
            if escaped {
                escaped = false;
            } else if c == '\\' && !raw {
                escaped = true;
            } else if ifs.contains(c) {
                end = at;
                break;
            }
        }
        fields.push(if raw { rest[..end].to_string() } else { without_backslashes(&rest[..end]) });
        rest = rest[end..].trim_start_matches(blank);
        if let Some(after) = rest.strip_prefix(|c: char| ifs.contains(c) && !c.is_ascii_whitespace()) {
            rest = after.trim_start_matches(blank);
        }
    }
    fields
}
