//! From characters to tokens.

use super::{MAX_JOINED, OPERATORS, Parsed, Parser, Token};

impl Parser {
    pub(super) fn advance(&mut self) -> Parsed<()> {
        self.previous_ends_value = matches!(
            self.token,
            Token::Number(_)
                | Token::Text(_)
                | Token::Name(_)
                | Token::Regex(_)
                | Token::Op(")" | "]" | "$" | "++" | "--")
        );
        loop {
            match self.chars.get(self.pos) {
                Some(' ' | '\t' | '\r') => self.pos += 1,
                Some('\\') if self.chars.get(self.pos + 1) == Some(&'\n') => {
                    self.pos += 2;
                    self.line += 1;
                }
                Some('#') => {
                    while self.chars.get(self.pos).is_some_and(|c| *c != '\n') {
                        self.pos += 1;
                    }
                }
                _ => break,
            }
        }
        let Some(next) = self.chars.get(self.pos).copied() else {
            self.token = Token::End;
            return Ok(());
        };
        self.token = match next {
            '\n' => {
                self.pos += 1;
                self.line += 1;
                Token::Newline
            }
            '"' => self.string()?,
            '/' if !self.previous_ends_value => self.regex()?,
            c if c.is_ascii_digit() || (c == '.' && self.chars.get(self.pos + 1).is_some_and(char::is_ascii_digit)) => {
                self.number()
            }
            c if c.is_ascii_alphabetic() || c == '_' => {
                let start = self.pos;
                while self.chars.get(self.pos).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    self.pos += 1;
                }
                let name: String = self.chars[start..self.pos].iter().collect();
                let keyword = matches!(
                    name.as_str(),
                    "if" | "while" | "for" | "in" | "print" | "printf" | "return" | "exit" | "delete" | "getline"
                );
                if self.chars.get(self.pos) == Some(&'(') && !keyword {
                    Token::Function(name)
                } else {
                    Token::Name(name)
                }
            }
            _ => {
                let found = OPERATORS
                    .iter()
                    .find(|op| op.chars().enumerate().all(|(at, c)| self.chars.get(self.pos + at) == Some(&c)));
                match found {
                    Some(op) => {
                        self.pos += op.len();
                        Token::Op(op)
                    }
                    None => return Err(format!("line {}: unexpected character '{next}'", self.line)),
                }
            }
        };
        Ok(())
    }

    pub(super) fn string(&mut self) -> Parsed<Token> {
        self.pos += 1;
        let mut raw = String::new();
        loop {
            match self.chars.get(self.pos) {
                Some('"') => break,
                Some('\\') => {
                    raw.push('\\');
                    self.pos += 1;
                    match self.chars.get(self.pos) {
                        Some('/') => {
                            raw.pop();
                            raw.push('/');
                        }
                        Some(next) => raw.push(*next),
                        None => {}
                    }
                }
                Some('\n') | None => return Err(format!("line {}: runaway string constant \"{raw} ...", self.line)),
                Some(next) => raw.push(*next),
            }
            self.pos += 1;
        }
        self.pos += 1;
        Ok(Token::Text(crate::text::unescape(&raw).text))
    }

    pub(super) fn regex(&mut self) -> Parsed<Token> {
        self.pos += 1;
        let mut raw = String::new();
        let mut bracket = false;
        loop {
            match self.chars.get(self.pos).copied() {
                Some('/') if !bracket => break,
                Some('\\') => {
                    self.pos += 1;
                    match self.chars.get(self.pos) {
                        Some('/') => raw.push('/'),
                        Some(next) => raw.extend(['\\', *next]),
                        None => {}
                    }
                }
                Some('\n') | None => return Err(format!("line {}: regular expression too long: /{raw}", self.line)),
                Some(next) => {
                    bracket = match next {
                        '[' => true,
                        ']' => false,
                        _ => bracket,
                    };
                    raw.push(next);
                }
            }
            self.pos += 1;
        }
        self.pos += 1;
        Ok(Token::Regex(raw))
    }

    pub(super) fn number(&mut self) -> Token {
        let start = self.pos;
        let digits = |parser: &mut Self| {
            while parser.chars.get(parser.pos).is_some_and(char::is_ascii_digit) {
                parser.pos += 1;
            }
        };
        digits(self);
        if self.chars.get(self.pos) == Some(&'.') {
            self.pos += 1;
            digits(self);
        }
        if matches!(self.chars.get(self.pos), Some('e' | 'E')) {
            let before = self.pos;
            self.pos += 1;
            if matches!(self.chars.get(self.pos), Some('+' | '-')) {
                self.pos += 1;
            }
            let from = self.pos;
            digits(self);
            if self.pos == from {
                self.pos = before;
            }
        }
        let text: String = self.chars[start..self.pos].iter().collect();
        Token::Number(text.parse().unwrap_or(0.0))
    }

    pub(super) fn at(&self, op: &str) -> bool {
        matches!(&self.token, Token::Op(found) if *found == op)
    }

    pub(super) fn at_name(&self, name: &str) -> bool {
        matches!(&self.token, Token::Name(found) if found == name)
    }

    pub(super) fn eat(&mut self, op: &str) -> Parsed<bool> {
        let found = self.at(op);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    /// One more operator in a chain.
    pub(super) fn join(&mut self) -> Parsed<()> {
        self.joined += 1;
        if self.joined > MAX_JOINED { Err("the program is too long for this simulation".into()) } else { Ok(()) }
    }

    pub(super) fn expect(&mut self, op: &str) -> Parsed<()> {
        if self.eat(op)? { Ok(()) } else { Err(self.error()) }
    }

    pub(super) fn skip_newlines(&mut self) -> Parsed<()> {
        while self.token == Token::Newline {
            self.advance()?;
        }
        Ok(())
    }

    pub(super) fn skip_ends(&mut self) -> Parsed<()> {
        while self.token == Token::Newline || self.at(";") {
            self.advance()?;
        }
        Ok(())
    }
}
