//! Words: quotes, parameters, substitutions.

use std::rc::Rc;

use super::MAX_DEPTH;
use super::ast::{List, Param, ParamOp, Part, ReplaceMode, Word};
use super::error::SyntaxError;
use super::lexer::Lexer;
use super::parser::Parser;

/// Where text with the rules of double quotes ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WordEnd {
    /// At the closing `"`.
    Quote,
    /// At the end of the text; `"` is plain.
    HereDoc,
    /// `))`; quotes are dropped.
    Arith,
}

impl Lexer {
    /// A word up to a blank or an operator.
    pub fn word(&mut self) -> Result<Word, SyntaxError> {
        let mut word = Word::new();
        while let Some(next) = self.peek_char() {
            match next {
                '<' if self.is_process() => {
                    self.skip(2);
                    word.push(Part::File(Rc::new(self.command_until_paren()?)));
                }
                ' ' | '\t' | '\r' | '\n' | '|' | '&' | ';' | '<' | '>' | '(' | ')' => break,
                _ => self.part(&mut word)?,
            }
        }
        Ok(word)
    }

    /// Whether commands follow whose output is read as a file. Writing into commands (`>(...)`) is not simulated.
    pub fn is_process(&self) -> bool {
        self.extended && self.looking_at("<(")
    }

    /// A word inside `${...}`, up to one of these characters.
    fn word_until(&mut self, stops: &[char], quoted: bool) -> Result<Word, SyntaxError> {
        let mut word = Word::new();
        let start = self.line;
        loop {
            let Some(next) = self.peek_char() else {
                return Err(SyntaxError::Quote { open: '}', line: self.line, start });
            };
            if stops.contains(&next) {
                return Ok(word);
            }
            match next {
                '\'' if quoted => {
                    self.bump();
                    push_text(&mut word, next);
                }
                _ => self.part(&mut word)?,
            }
        }
    }

    /// One part of an unquoted word.
    fn part(&mut self, word: &mut Word) -> Result<(), SyntaxError> {
        let start = self.line;
        if self.looking_at("\\\n") {
            self.join_lines();
            return Ok(());
        }
        match self.bump() {
            Some('\\') => match self.bump() {
                Some(next) => push_quoted(word, next),
                None => return Err(SyntaxError::End { expecting: None, line: self.line }),
            },
            Some('\'') => {
                let mut text = String::new();
                loop {
                    match self.bump() {
                        Some('\'') => break,
                        Some(next) => text.push(next),
                        None => return Err(SyntaxError::Quote { open: '\'', line: self.line, start }),
                    }
                }
                word.push(Part::Quoted(text));
            }
            Some('"') => {
                let parts = self.double_parts(WordEnd::Quote)?;
                word.push(Part::Double(parts));
            }
            Some('$') if self.extended && self.peek_char() == Some('\'') => {
                self.bump();
                let text = self.ansi_quoted(start)?;
                word.push(Part::Quoted(text));
            }
            Some('$') => match self.dollar()? {
                Some(part) => word.push(part),
                None => push_text(word, '$'),
            },
            Some('`') => {
                let part = self.backquoted(false)?;
                word.push(part);
            }
            Some(next) => push_text(word, next),
            None => {}
        }
        Ok(())
    }

    /// Text with the rules of double quotes.
    pub fn double_parts(&mut self, end: WordEnd) -> Result<Word, SyntaxError> {
        let start = self.line;
        let mut parts = Word::new();
        let mut parens = 0;
        loop {
            let Some(next) = self.bump() else {
                return match end {
                    WordEnd::HereDoc => Ok(parts),
                    WordEnd::Quote => Err(SyntaxError::Quote { open: '"', line: self.line, start }),
                    WordEnd::Arith => Err(SyntaxError::Quote { open: ')', line: self.line, start }),
                };
            };
            match next {
                '"' if end == WordEnd::Quote => return Ok(parts),
                '"' if end == WordEnd::Arith => {}
                '(' if end == WordEnd::Arith => {
                    parens += 1;
                    push_quoted(&mut parts, next);
                }
                ')' if end == WordEnd::Arith && parens == 0 => {
                    if self.peek_char() == Some(')') {
                        self.bump();
                        return Ok(parts);
                    }
                    return Err(SyntaxError::Quote { open: ')', line: self.line, start });
                }
                ')' if end == WordEnd::Arith => {
                    parens -= 1;
                    push_quoted(&mut parts, next);
                }
                '\\' => match self.peek_char() {
                    Some('\n') => self.skip(1),
                    Some(next @ ('$' | '`' | '\\')) => {
                        self.bump();
                        push_quoted(&mut parts, next);
                    }
                    Some('"') if end == WordEnd::Quote => {
                        self.bump();
                        push_quoted(&mut parts, '"');
                    }
                    _ => push_quoted(&mut parts, '\\'),
                },
                '$' => match self.dollar_in(true)? {
                    Some(part) => parts.push(part),
                    None => push_quoted(&mut parts, '$'),
                },
                '`' => {
                    let part = self.backquoted(true)?;
                    parts.push(part);
                }
                _ => push_quoted(&mut parts, next),
            }
        }
    }

    /// `$'...'`
    fn ansi_quoted(&mut self, start: u32) -> Result<String, SyntaxError> {
        let mut raw = String::new();
        loop {
            match self.bump() {
                Some('\'') => break,
                Some('\\') => {
                    raw.push('\\');
                    raw.extend(self.bump());
                }
                Some(next) => raw.push(next),
                None => return Err(SyntaxError::Quote { open: '\'', line: self.line, start }),
            }
        }
        Ok(crate::text::unescape(&raw).text)
    }

    fn dollar(&mut self) -> Result<Option<Part>, SyntaxError> {
        self.dollar_in(false)
    }

    /// Behind a `$`. `None`: the dollar stands for itself.
    fn dollar_in(&mut self, quoted: bool) -> Result<Option<Part>, SyntaxError> {
        let Some(next) = self.peek_char() else { return Ok(None) };
        if next == '(' && self.char_at(1) == Some('(') {
            let (pos, line) = (self.pos, self.line);
            self.skip(2);
            match self.double_parts(WordEnd::Arith) {
                Ok(word) => return Ok(Some(Part::Arith(Rc::new(word)))),
                // `$((a); b)` is a command substitution that begins with a subshell.
                Err(error) if self.peek_char().is_none() => return Err(error),
                Err(_) => (self.pos, self.line) = (pos, line),
            }
        }
        match next {
            '(' => {
                self.bump();
                Ok(Some(Part::Command(Rc::new(self.command_until_paren()?))))
            }
            '{' => {
                self.bump();
                Ok(Some(Part::Param(Rc::new(self.braced(quoted)?))))
            }
            '?' | '$' | '!' | '#' | '@' | '*' | '-' | '0'..='9' => {
                self.bump();
                Ok(Some(plain(next.to_string())))
            }
            _ => {
                let name = self.name();
                Ok(if name.is_empty() { None } else { Some(plain(name)) })
            }
        }
    }

    fn name(&mut self) -> String {
        let start = self.pos;
        while let Some(next) = self.peek_char() {
            let fits = next.is_ascii_alphabetic() || next == '_' || (self.pos > start && next.is_ascii_digit());
            if !fits {
                break;
            }
            self.pos += 1;
        }
        self.text(start, self.pos)
    }

    /// Commands up to the `)` that closes a substitution.
    fn command_until_paren(&mut self) -> Result<List, SyntaxError> {
        if self.depth >= MAX_DEPTH {
            return Err(SyntaxError::Nested { line: self.line });
        }
        let mut inner = Parser::inside(std::mem::take(self));
        let result = inner.list_until_paren();
        *self = inner.into_lexer();
        result
    }

    fn backquoted(&mut self, quoted: bool) -> Result<Part, SyntaxError> {
        let start = self.line;
        let mut text = String::new();
        loop {
            match self.bump() {
                Some('`') => break,
                Some('\\') => match self.bump() {
                    Some(next @ ('$' | '`' | '\\')) => text.push(next),
                    Some('"') if quoted => text.push('"'),
                    Some(next) => text.extend(['\\', next]),
                    None => {}
                },
                Some(next) => text.push(next),
                None => return Err(SyntaxError::Quote { open: '`', line: self.line, start }),
            }
        }
        if self.depth >= MAX_DEPTH {
            return Err(SyntaxError::Nested { line: self.line });
        }
        let inner = self.within(&text, start);
        Ok(Part::Command(Rc::new(Parser::inside(inner).list_to_end()?)))
    }

    /// Behind `${`.
    fn braced(&mut self, quoted: bool) -> Result<Param, SyntaxError> {
        if self.depth >= MAX_DEPTH {
            return Err(SyntaxError::Nested { line: self.line });
        }
        self.depth += 1;
        let result = self.braced_inside(quoted);
        self.depth -= 1;
        result
    }

    fn braced_inside(&mut self, quoted: bool) -> Result<Param, SyntaxError> {
        let start = (self.pos, self.line);
        let length = self.peek_char() == Some('#')
            && !matches!(self.char_at(1), Some('}' | ':' | '-' | '=' | '?' | '+' | '%' | '#'));
        let indirect = self.bash
            && self.peek_char() == Some('!')
            && self.char_at(1).is_some_and(|next| next.is_ascii_alphanumeric() || next == '_');
        if length || indirect {
            self.bump();
        }
        let mut name = self.name();
        if name.is_empty() {
            match self.peek_char() {
                Some(next) if next.is_ascii_digit() => {
                    while let Some(next) = self.peek_char().filter(char::is_ascii_digit) {
                        name.push(next);
                        self.bump();
                    }
                }
                Some(next @ ('?' | '$' | '!' | '#' | '@' | '*' | '-')) => {
                    name.push(next);
                    self.bump();
                }
                _ => {}
            }
        }
        let mut index = None;
        if self.bash && !name.is_empty() && self.peek_char() == Some('[') {
            self.bump();
            index = Some(self.word_until(&[']'], quoted)?);
            self.bump();
        }
        let op = match name.is_empty() {
            true => None,
            false if self.peek_char() == Some('}') && length => Some(ParamOp::Length),
            false if self.peek_char() == Some('}') && indirect => Some(ParamOp::Indirect),
            false if indirect && (self.looking_at("*}") || self.looking_at("@}")) => {
                self.bump();
                Some(ParamOp::Names)
            }
            false if length || indirect => None,
            false => self.param_op(quoted)?,
        };
        match (op, self.peek_char()) {
            (Some(op), Some('}')) => {
                self.bump();
                Ok(Param { name, index, op })
            }
            (_, None) => Err(SyntaxError::Quote { open: '}', line: self.line, start: start.1 }),
            _ => {
                self.word_until(&['}'], quoted)?;
                let text = self.text(start.0, self.pos);
                self.bump();
                Ok(Param { name, index, op: ParamOp::Bad(text) })
            }
        }
    }

    /// The operator behind the name; `None` if it is none of ours. Stops before `}`.
    fn param_op(&mut self, quoted: bool) -> Result<Option<ParamOp>, SyntaxError> {
        let end = &['}'];
        let colon = self.peek_char() == Some(':') && matches!(self.char_at(1), Some('-' | '=' | '?' | '+'));
        if colon {
            self.bump();
        }
        let Some(next) = self.peek_char() else { return Ok(None) };
        if next == '}' {
            return Ok(Some(ParamOp::Plain));
        }
        self.bump();
        let twice = self.peek_char() == Some(next) && matches!(next, '#' | '%' | '/' | '^' | ',');
        if twice {
            self.bump();
        }
        Ok(Some(match next {
            '-' => ParamOp::Default { colon, word: self.word_until(end, quoted)? },
            '=' => ParamOp::Assign { colon, word: self.word_until(end, quoted)? },
            '?' => ParamOp::Error { colon, word: self.word_until(end, quoted)? },
            '+' => ParamOp::Alternate { colon, word: self.word_until(end, quoted)? },
            '#' => ParamOp::RemovePrefix { longest: twice, pattern: self.word_until(end, false)? },
            '%' => ParamOp::RemoveSuffix { longest: twice, pattern: self.word_until(end, false)? },
            '/' if self.extended => {
                let mode = match self.peek_char() {
                    _ if twice => ReplaceMode::All,
                    Some('#') => ReplaceMode::Prefix,
                    Some('%') => ReplaceMode::Suffix,
                    _ => ReplaceMode::First,
                };
                if matches!(mode, ReplaceMode::Prefix | ReplaceMode::Suffix) {
                    self.bump();
                }
                let pattern = self.word_until(&['/', '}'], false)?;
                let with = if self.peek_char() == Some('/') {
                    self.bump();
                    self.word_until(end, quoted)?
                } else {
                    Word::new()
                };
                ParamOp::Replace { mode, pattern, with }
            }
            ':' if self.extended => {
                let offset = self.word_until(&[':', '}'], quoted)?;
                let length = if self.peek_char() == Some(':') {
                    self.bump();
                    Some(self.word_until(end, quoted)?)
                } else {
                    None
                };
                ParamOp::Substring { offset, length }
            }
            '@' if self.bash && self.char_at(1) == Some('}') => match self.bump() {
                Some(letter @ ('Q' | 'A' | 'U' | 'u' | 'L' | 'E')) => ParamOp::Transform(letter),
                _ => return Ok(None),
            },
            '^' if self.bash => ParamOp::Case { upper: true, all: twice },
            ',' if self.bash => ParamOp::Case { upper: false, all: twice },
            _ => return Ok(None),
        }))
    }
}

pub(super) fn plain(name: String) -> Part {
    Part::Param(Rc::new(Param { name, index: None, op: ParamOp::Plain }))
}

fn push_text(word: &mut Word, next: char) {
    match word.last_mut() {
        Some(Part::Text(text)) => text.push(next),
        _ => word.push(Part::Text(next.to_string())),
    }
}

fn push_quoted(word: &mut Word, next: char) {
    match word.last_mut() {
        Some(Part::Quoted(text)) => text.push(next),
        _ => word.push(Part::Quoted(next.to_string())),
    }
}
