//! The script of `sed`.

use regex_lite::Regex;

use crate::regex::{Style, Syntax, compile};

#[derive(Clone)]
pub(super) struct Command {
    pub from: Option<Address>,
    pub to: Option<Address>,
    pub negated: bool,
    pub action: Action,
}

#[derive(Clone)]
pub(super) enum Address {
    Line(u64),
    Last,
    /// `first~step`
    Step(u64, u64),
    /// `addr,+n`
    Plus(u64),
    /// `None`: the last regular expression again.
    Regex(Option<Regex>),
}

#[derive(Clone)]
pub(super) enum Action {
    Substitute(Box<Substitute>),
    Print,
    PrintFirst,
    Number,
    Delete,
    DeleteFirst,
    Append(String),
    Insert(String),
    Change(String),
    Translate(Vec<char>, Vec<char>),
    Next,
    AppendNext,
    Hold,
    HoldAppend,
    Get,
    GetAppend,
    Exchange,
    /// `b`, `t`, `T`
    Jump(String, char),
    Label(String),
    /// Where the block ends.
    Block(usize),
    EndBlock,
    Quit(i32),
    QuitSilently(i32),
}

#[derive(Clone)]
pub(super) struct Substitute {
    pub regex: Option<Regex>,
    pub parts: Vec<Part>,
    pub global: bool,
    pub print: bool,
    pub nth: usize,
    pub file: Option<String>,
}

/// A piece of the replacement.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Text(String),
    Group(usize),
    /// `\U`, `\L`, `\E`, `\u`, `\l`
    Case(char),
}

pub(super) struct ScriptError {
    pub at: usize,
    pub text: String,
}

struct Script {
    chars: Vec<char>,
    pos: usize,
    extended: bool,
}

type Parsed<T> = Result<T, ScriptError>;

pub(super) fn parse(text: &str, extended: bool) -> Parsed<Vec<Command>> {
    let mut script = Script { chars: text.chars().collect(), pos: 0, extended };
    let mut commands: Vec<Command> = Vec::new();
    let mut blocks = Vec::new();
    loop {
        script.skip(|c| c.is_whitespace() || c == ';');
        if script.peek().is_none() {
            break;
        }
        if script.peek() == Some('#') {
            script.skip(|c| c != '\n');
            continue;
        }
        let from = script.address()?;
        let mut to = None;
        script.skip(|c| c == ' ');
        if from.is_some() && script.peek() == Some(',') {
            script.pos += 1;
            script.skip(|c| c == ' ');
            if script.peek() == Some('+') {
                script.pos += 1;
                to = Some(Address::Plus(script.number().unwrap_or(0)));
            } else {
                to = script.address()?;
            }
            if to.is_none() {
                return Err(script.error("unexpected `,'"));
            }
        }
        script.skip(|c| c == ' ');
        let mut negated = false;
        while script.peek() == Some('!') {
            negated = true;
            script.pos += 1;
            script.skip(|c| c == ' ');
        }
        let Some(letter) = script.next() else { return Err(script.error("missing command")) };
        let action = script.action(letter, commands.len(), &mut blocks)?;
        if let Action::EndBlock = action {
            let Some(begin) = blocks.pop() else { return Err(script.error("unexpected `}'")) };
            let end = commands.len();
            if let Some(Command { action: Action::Block(target), .. }) = commands.get_mut(begin) {
                *target = end;
            }
        }
        commands.push(Command { from, to, negated, action });
    }
    if blocks.is_empty() { Ok(commands) } else { Err(ScriptError { at: 0, text: "unmatched `{'".into() }) }
}

impl Script {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.pos).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.pos += 1;
        Some(next)
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.pos += 1;
        }
    }

    fn error(&self, text: &str) -> ScriptError {
        ScriptError { at: self.pos, text: text.into() }
    }

    fn number(&mut self) -> Option<u64> {
        let start = self.pos;
        self.skip(|c| c.is_ascii_digit());
        self.chars[start..self.pos].iter().collect::<String>().parse().ok()
    }

    fn address(&mut self) -> Parsed<Option<Address>> {
        Ok(Some(match self.peek() {
            Some(c) if c.is_ascii_digit() => {
                let line = self.number().unwrap_or(0);
                if self.peek() == Some('~') {
                    self.pos += 1;
                    Address::Step(line, self.number().unwrap_or(0))
                } else {
                    Address::Line(line)
                }
            }
            Some('$') => {
                self.pos += 1;
                Address::Last
            }
            Some('/') => {
                self.pos += 1;
                self.regex_address('/')?
            }
            Some('\\') => {
                self.pos += 1;
                let Some(delimiter) = self.next() else { return Err(self.error("unterminated address regex")) };
                self.regex_address(delimiter)?
            }
            _ => return Ok(None),
        }))
    }

    fn regex_address(&mut self, delimiter: char) -> Parsed<Address> {
        let Some(text) = self.until(delimiter, true) else { return Err(self.error("unterminated address regex")) };
        let ignore_case = self.peek() == Some('I');
        if ignore_case {
            self.pos += 1;
        }
        Ok(Address::Regex(self.regex(&text, ignore_case)?))
    }

    fn regex(&self, text: &str, ignore_case: bool) -> Parsed<Option<Regex>> {
        if text.is_empty() {
            return Ok(None);
        }
        let syntax = if self.extended { Syntax::Extended } else { Syntax::Basic };
        compile(text, syntax, Style { ignore_case, ..Style::default() }).map(Some).map_err(|text| self.error(&text))
    }

    /// Text up to the delimiter, which is taken. In a regular expression, brackets hide it.
    fn until(&mut self, delimiter: char, regex: bool) -> Option<String> {
        let mut text = String::new();
        let mut bracket = false;
        while let Some(next) = self.next() {
            match next {
                '\\' if !bracket => {
                    let escaped = self.next()?;
                    if escaped == delimiter {
                        // `s,a\,b,`: the delimiter itself.
                        if regex && delimiter.is_ascii_punctuation() && "|+?(){}".contains(delimiter) {
                            text.push('\\');
                        }
                        text.push(escaped);
                    } else if escaped == '\n' {
                        text.push_str("\\n");
                    } else {
                        text.extend(['\\', escaped]);
                    }
                }
                '[' if regex && !bracket => {
                    bracket = true;
                    text.push(next);
                    if self.peek() == Some('^') {
                        text.extend(self.next());
                    }
                    if self.peek() == Some(']') {
                        text.extend(self.next());
                    }
                }
                '[' if bracket && self.peek() == Some(':') => {
                    text.push('[');
                    while let Some(inner) = self.next() {
                        text.push(inner);
                        if inner == ']' {
                            break;
                        }
                    }
                }
                ']' if bracket => {
                    bracket = false;
                    text.push(next);
                }
                next if next == delimiter && !bracket => return Some(text),
                '\n' if regex => return None,
                next => text.push(next),
            }
        }
        None
    }

    fn action(&mut self, letter: char, at: usize, blocks: &mut Vec<usize>) -> Parsed<Action> {
        let action = match letter {
            '{' => {
                blocks.push(at);
                return Ok(Action::Block(at));
            }
            '}' => Action::EndBlock,
            's' => Action::Substitute(Box::new(self.substitute()?)),
            'y' => {
                let Some(delimiter) = self.next() else { return Err(self.error("unterminated `y' command")) };
                let (Some(from), Some(to)) = (self.until(delimiter, false), self.until(delimiter, false)) else {
                    return Err(self.error("unterminated `y' command"));
                };
                let plain = |text: String| crate::text::unescape(&text).text.chars().collect::<Vec<_>>();
                let (from, to) = (plain(from), plain(to));
                if from.len() != to.len() {
                    return Err(self.error("strings for `y' command are different lengths"));
                }
                Action::Translate(from, to)
            }
            'p' => Action::Print,
            'P' => Action::PrintFirst,
            '=' => Action::Number,
            'd' => Action::Delete,
            'D' => Action::DeleteFirst,
            'n' => Action::Next,
            'N' => Action::AppendNext,
            'h' => Action::Hold,
            'H' => Action::HoldAppend,
            'g' => Action::Get,
            'G' => Action::GetAppend,
            'x' => Action::Exchange,
            'q' | 'Q' => {
                self.skip(|c| c == ' ');
                let code = self.number().unwrap_or(0) as i32;
                if letter == 'q' { Action::Quit(code) } else { Action::QuitSilently(code) }
            }
            'b' | 't' | 'T' => Action::Jump(self.label(), letter),
            ':' => return Ok(Action::Label(self.label())),
            'a' | 'i' | 'c' => {
                let text = self.text()?;
                return Ok(match letter {
                    'a' => Action::Append(text),
                    'i' => Action::Insert(text),
                    _ => Action::Change(text),
                });
            }
            'r' | 'w' | 'e' | 'l' | 'F' | 'z' | 'R' | 'W' => {
                return Err(self.error(&format!("command `{letter}' is not simulated")));
            }
            other => return Err(self.error(&format!("unknown command: `{other}'"))),
        };
        self.skip(|c| c == ' ' || c == '\t');
        match self.peek() {
            None | Some(';' | '\n' | '}' | '#') => Ok(action),
            _ if matches!(action, Action::Jump(..)) => Ok(action),
            _ => {
                self.pos += 1;
                Err(self.error("extra characters after command"))
            }
        }
    }

    fn label(&mut self) -> String {
        self.skip(|c| c == ' ');
        let start = self.pos;
        self.skip(|c| !c.is_whitespace() && c != ';' && c != '}');
        self.chars[start..self.pos].iter().collect()
    }

    /// The text of `a`, `i`, `c`: up to the end of the line; a backslash joins lines.
    fn text(&mut self) -> Parsed<String> {
        self.skip(|c| c == ' ' || c == '\t');
        if self.peek() == Some('\\') {
            self.pos += 1;
            self.skip(|c| c == ' ');
            if self.peek() == Some('\n') {
                self.pos += 1;
            }
        }
        if self.peek().is_none() {
            return Err(self.error("expected \\ after `a', `c' or `i'"));
        }
        let mut text = String::new();
        while let Some(next) = self.next() {
            match next {
                '\n' => break,
                '\\' => match self.next() {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some(other) => text.push(other),
                    None => {}
                },
                next => text.push(next),
            }
        }
        Ok(text)
    }

    fn substitute(&mut self) -> Parsed<Substitute> {
        let unterminated = "unterminated `s' command";
        let Some(delimiter) = self.next().filter(|c| *c != '\n' && *c != '\\') else {
            return Err(self.error(unterminated));
        };
        let (Some(pattern), Some(with)) = (self.until(delimiter, true), self.until(delimiter, false)) else {
            self.pos = self.chars.len();
            return Err(self.error(unterminated));
        };
        let mut substitute =
            Substitute { regex: None, parts: parts(&with), global: false, print: false, nth: 1, file: None };
        let mut ignore_case = false;
        loop {
            match self.peek() {
                Some('g') => substitute.global = true,
                Some('p') => substitute.print = true,
                Some('i' | 'I') => ignore_case = true,
                Some('m' | 'M' | 'e') => return Err(self.error("this flag of the `s' command is not simulated")),
                Some('w') => {
                    self.pos += 1;
                    substitute.file = Some(self.label());
                    break;
                }
                Some(c) if c.is_ascii_digit() => {
                    substitute.nth = self.number().unwrap_or(1) as usize;
                    continue;
                }
                Some(' ' | ';' | '\n' | '}' | '#') | None => break,
                Some(_) => {
                    self.pos += 1;
                    return Err(self.error("unknown option to `s'"));
                }
            }
            self.pos += 1;
        }
        substitute.regex = self.regex(&pattern, ignore_case)?;
        if let Some(regex) = &substitute.regex {
            let groups = regex.captures_len();
            let highest = substitute
                .parts
                .iter()
                .filter_map(|part| if let Part::Group(n) = part { Some(*n) } else { None })
                .max();
            if let Some(highest) = highest.filter(|highest| *highest >= groups) {
                return Err(self.error(&format!("invalid reference \\{highest} on `s' command's RHS")));
            }
        }
        Ok(substitute)
    }
}

fn parts(with: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut chars = with.chars();
    while let Some(next) = chars.next() {
        let special = match next {
            '&' => Part::Group(0),
            '\\' => match chars.next() {
                Some('n' | '\n') => {
                    text.push('\n');
                    continue;
                }
                Some('t') => {
                    text.push('\t');
                    continue;
                }
                Some(digit @ '0'..='9') => Part::Group(digit as usize - '0' as usize),
                Some(letter @ ('U' | 'L' | 'E' | 'u' | 'l')) => Part::Case(letter),
                Some(other) => {
                    text.push(other);
                    continue;
                }
                None => continue,
            },
            next => {
                text.push(next);
                continue;
            }
        };
        if !text.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut text)));
        }
        parts.push(special);
    }
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    parts
}
