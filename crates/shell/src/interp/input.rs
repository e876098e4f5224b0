//! Where commands come from: a text, a file, or lines of standard input.

use std::rc::Rc;

use super::frame::{Frame, SourceKind, Step};
use super::{Shell, Start};
use crate::files::path;
use crate::kernel::{Input, Io, Prompt};
use crate::program::Wait;
use crate::syntax::{Dialect, Parser};
use crate::system::System;

/// A line that is longer than this is not read on.
const MAX_LINE: usize = 1 << 20;

impl Shell {
    pub(super) fn push_start(&mut self, io: &mut Io<'_>, sys: &mut dyn System, start: Start) {
        match start {
            Start::Command(text) => self.push_source(&text, SourceKind::Command),
            Start::File(file) => match sys.files().read(&io.path(&file)) {
                Ok(data) if data.starts_with(b"\x7fELF") => {
                    self.complain_start(io, sys, &format!("{file}: cannot execute binary file"));
                    self.frames.push(Frame::Exit(126));
                }
                Ok(data) => {
                    self.from_file = true;
                    self.push_source(&String::from_utf8_lossy(&data), SourceKind::Script);
                }
                Err(error) => {
                    let own = io.argv().first().cloned().unwrap_or_default();
                    let text = match self.options.dialect {
                        Dialect::Bash => format!("{own}: {file}: {error}\n"),
                        Dialect::Dash => format!("{own}: 0: cannot open {file}: {}\n", short(error.text())),
                        Dialect::Ash => format!("{own}: can't open '{file}': {error}\n"),
                    };
                    io.err(sys, &text);
                    self.frames.push(Frame::Exit(if self.options.dialect == Dialect::Bash { 127 } else { 2 }));
                }
            },
            Start::Stdin => {
                if io.is_terminal(0) && !self.options.interactive && !self.subshell {
                    self.options.interactive = true;
                    self.options.prompts = true;
                }
                self.frames.push(Frame::Stdin { buffer: String::new() });
            }
            Start::Message { text, code } => {
                if code == 0 {
                    io.out(sys, &text);
                } else {
                    io.err(sys, &text);
                }
                self.frames.push(Frame::Exit(code));
            }
        }
    }

    fn complain_start(&self, io: &mut Io<'_>, sys: &mut dyn System, message: &str) {
        let own = io.argv().first().cloned().unwrap_or_default();
        io.err(sys, &format!("{own}: {message}\n"));
    }

    pub(super) fn push_source(&mut self, text: &str, kind: SourceKind) {
        let name = self.name.clone();
        self.push_file(text, kind, &name, 1);
    }

    /// The same, of a file that has a name, or of a piece that stands at some line.
    pub(super) fn push_file(&mut self, text: &str, kind: SourceKind, name: &str, line: u32) {
        // bash counts the lines that it has read; the newline at the end begins no further one.
        let bash = self.options.dialect == Dialect::Bash;
        let text = text.strip_suffix('\n').filter(|_| bash).unwrap_or(text);
        let parser = Box::new(Parser::new(text, self.options.dialect).at_line(line));
        self.frames.push(Frame::Source { parser, kind, file: name.into() });
    }

    /// The next line of a text.
    pub(super) fn step_source(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        mut parser: Box<Parser>,
        kind: SourceKind,
        file: Rc<str>,
    ) -> Step {
        let next = parser.next_line(&self.aliases);
        for warning in parser.take_warnings() {
            if self.options.dialect == Dialect::Bash {
                let (text, _) = warning.message(self.options.dialect);
                let line = parser.line();
                io.err(sys, &format!("{}: line {line}: {text}\n", self.name));
            }
        }
        match next {
            Ok(Some(list)) => {
                self.frames.push(Frame::Source { parser, kind, file });
                self.frames.push(Frame::List { list, next: 0 });
                Step::Continue
            }
            Ok(None) => Step::Continue,
            Err(error) => {
                let (_, line) = error.message(self.options.dialect);
                let source = parser.source_line(line).to_string();
                let origin = match kind {
                    SourceKind::Command => Some("-c"),
                    SourceKind::Eval => Some("eval"),
                    _ => None,
                };
                self.syntax_error(io, sys, &error, &source, origin);
                self.status = 2;
                match (kind, self.options.dialect) {
                    (SourceKind::Eval | SourceKind::File | SourceKind::Trap, Dialect::Bash) => Step::Continue,
                    _ if self.options.interactive => Step::Continue,
                    _ => self.exit(io, sys, 2),
                }
            }
        }
    }

    /// A line of standard input.
    pub(super) fn step_stdin(&mut self, io: &mut Io<'_>, sys: &mut dyn System, mut buffer: String) -> Step {
        if self.options.interactive {
            self.tell_jobs(io, sys);
            io.set_foreground(None);
        }
        let line = match self.read_line(io, sys) {
            Line::Text(line) => line,
            Line::Wait => {
                if self.options.interactive {
                    self.show_prompt(io, sys, !buffer.is_empty());
                }
                self.frames.push(Frame::Stdin { buffer });
                return Step::Wait(Wait { readable: Some(0), ..Wait::default() });
            }
            Line::End => return self.end_of_input(io, sys, &buffer),
        };
        io.set_prompt(None);
        self.prompted(false);
        buffer.push_str(&line);
        if buffer.len() > MAX_LINE {
            self.complain(io, sys, "the line is too long for this shell");
            self.status = 2;
            self.frames.push(Frame::Stdin { buffer: String::new() });
            return Step::Continue;
        }
        let first = self.input_line;
        let mut parser = Parser::new(&buffer, self.options.dialect).interactive().at_line(first);
        let mut lists = Vec::new();
        let error = loop {
            match parser.next_line(&self.aliases) {
                Ok(Some(list)) => lists.push(list),
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        match error {
            Some(error) if error.is_incomplete() => self.frames.push(Frame::Stdin { buffer }),
            Some(error) => {
                let (_, line) = error.message(self.options.dialect);
                let source = parser.source_line(line.saturating_sub(first) + 1).to_string();
                self.syntax_error(io, sys, &error, &source, None);
                self.status = 2;
                self.input_line += buffer.lines().count() as u32;
                if !self.options.interactive {
                    return self.exit(io, sys, 2);
                }
                self.frames.push(Frame::Stdin { buffer: String::new() });
            }
            None => {
                self.input_line += buffer.lines().count() as u32;
                self.frames.push(Frame::Stdin { buffer: String::new() });
                self.frames.extend(lists.into_iter().rev().map(|list| Frame::List { list, next: 0 }));
            }
        }
        Step::Continue
    }

    fn end_of_input(&mut self, io: &mut Io<'_>, sys: &mut dyn System, buffer: &str) -> Step {
        if !buffer.trim().is_empty() {
            // What has come is read once more, now as a whole.
            self.push_source(buffer, SourceKind::Script);
            self.options.interactive = false;
            return Step::Continue;
        }
        if self.options.interactive && self.options.prompts && self.options.dialect == Dialect::Bash {
            io.err(sys, "exit\n");
        }
        let status = self.status;
        self.exit(io, sys, status)
    }

    /// One line with its newline from standard input.
    fn read_line(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Line {
        let mut line = std::mem::take(&mut self.partial);
        loop {
            match io.read(sys, 0, 4096) {
                Ok(Input::Data(data)) => {
                    let Some(end) = data.iter().position(|byte| *byte == b'\n') else {
                        line.extend(data);
                        continue;
                    };
                    io.unread(0, &data[end + 1..]);
                    line.extend(&data[..=end]);
                    return Line::Text(String::from_utf8_lossy(&line).into_owned());
                }
                Ok(Input::Wait) => {
                    self.partial = line;
                    return Line::Wait;
                }
                Ok(Input::End) | Err(_) if line.is_empty() => return Line::End,
                Ok(Input::End) | Err(_) => return Line::Text(String::from_utf8_lossy(&line).into_owned()),
            }
        }
    }

    fn show_prompt(&mut self, io: &mut Io<'_>, sys: &mut dyn System, more: bool) {
        let status = self.status;
        io.set_prompt(Some(if more { Prompt::More } else { Prompt::Ready { status } }));
        if self.options.prompts && !self.prompted(true) {
            let text = if more { self.prompt_text(io, sys, "PS2") } else { self.prompt_text(io, sys, "PS1") };
            io.err(sys, &text);
        }
    }

    /// The text of a prompt, with bash's escapes.
    fn prompt_text(&mut self, io: &Io<'_>, sys: &mut dyn System, name: &str) -> String {
        let root = sys.user().uid == 0;
        let default = match (name, self.options.dialect) {
            ("PS2", _) => "> ",
            (_, Dialect::Bash) => "\\u@\\h:\\w\\$ ",
            (_, Dialect::Dash) => "\\$ ",
            (_, Dialect::Ash) => "\\w \\$ ",
        };
        let format = self.vars.text(name).unwrap_or(default).to_string();
        let cwd = io.cwd();
        let home = self.vars.text("HOME").unwrap_or("");
        let short_cwd = match cwd.strip_prefix(home) {
            Some(rest) if !home.is_empty() && (rest.is_empty() || rest.starts_with('/')) => format!("~{rest}"),
            _ => cwd.clone(),
        };
        let mut text = String::new();
        let mut chars = format.chars();
        while let Some(next) = chars.next() {
            if next != '\\' {
                text.push(next);
                continue;
            }
            match chars.next() {
                Some('u') => text.push_str(match &*sys.user().name {
                    "" => "I have no name!",
                    name => name,
                }),
                Some('h') => text.push_str(sys.hostname().split('.').next().unwrap_or("")),
                Some('H') => text.push_str(&sys.hostname()),
                Some('w') => text.push_str(&short_cwd),
                Some('W') => text.push_str(if short_cwd == "~" { "~" } else { path::base_name(&cwd) }),
                Some('$') => text.push(if root { '#' } else { '$' }),
                Some('n') => text.push('\n'),
                Some('s') => text.push_str(path::base_name(&self.name)),
                Some('e') => text.push('\x1b'),
                Some('[' | ']') | None => {}
                Some(other) => text.push(other),
            }
        }
        text
    }

    /// Remembers whether the prompt stands on the screen; returns what was before.
    fn prompted(&mut self, shown: bool) -> bool {
        std::mem::replace(&mut self.prompt_shown, shown)
    }
}

enum Line {
    Text(String),
    Wait,
    End,
}

/// dash's shorter words for a missing file.
pub(super) fn short(text: &str) -> &str {
    if text == "No such file or directory" { "No such file" } else { text }
}
