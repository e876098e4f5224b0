//! Words of a program: names, numbers, texts, signs, and how far lines are indented.

use std::rc::Rc;

/// A piece of an f-string: text, or an expression with its conversion and format.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Text(String),
    /// Source of the expression, `!r`, `:>8`; the last is true for `{x=}`.
    Hole {
        source: String,
        repr: bool,
        format: Vec<Part>,
        named: bool,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Name(Rc<str>),
    Int(i64),
    Float(f64),
    Str(Rc<str>),
    Format(Vec<Part>),
    /// An operator or a bracket.
    Sign(&'static str),
    Newline,
    Indent,
    Dedent,
    End,
}

const SIGNS: &[&str] = &[
    "**=", "//=", "...", "==", "!=", "<=", ">=", "->", "+=", "-=", "*=", "/=", "%=", "//", "**", ":=", "(", ")", "[",
    "]", "{", "}", ",", ":", ".", "=", "+", "-", "*", "/", "%", "<", ">", ";", "|", "&", "^", "~", "@",
];

/// What is wrong, and in which line.
pub type Failed = (u32, String);

/// All words with the lines they stand in.
pub fn lex(source: &str) -> Result<Vec<(u32, Token)>, Failed> {
    let mut lexer = Lexer { chars: source.chars().collect(), at: 0, line: 1, out: Vec::new(), depth: 0 };
    lexer.run()?;
    Ok(lexer.out)
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: u32,
    out: Vec<(u32, Token)>,
    /// Open brackets: lines within them are one.
    depth: usize,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }
    fn fail<T>(&self, text: impl Into<String>) -> Result<T, Failed> {
        Err((self.line, text.into()))
    }
    fn push(&mut self, token: Token) {
        self.out.push((self.line, token));
    }

    fn run(&mut self) -> Result<(), Failed> {
        let mut indents = vec![0];
        let mut fresh = true;
        while self.at < self.chars.len() {
            if fresh && self.depth == 0 {
                let mut width = 0;
                while matches!(self.peek(0), ' ' | '\t') {
                    width = if self.peek(0) == '\t' { (width / 8 + 1) * 8 } else { width + 1 };
                    self.at += 1;
                }
                if matches!(self.peek(0), '\n' | '#' | '\r' | '\0') {
                    self.skip_line();
                    continue;
                }
                if width > indents.last().copied().unwrap_or(0) {
                    indents.push(width);
                    self.push(Token::Indent);
                }
                while width < indents.last().copied().unwrap_or(0) {
                    indents.pop();
                    self.push(Token::Dedent);
                }
                if indents.last() != Some(&width) {
                    return self.fail("unindent does not match any outer indentation level");
                }
            }
            fresh = self.word()?;
        }
        if !fresh && self.depth == 0 {
            self.push(Token::Newline);
        }
        for _ in 1..indents.len() {
            self.push(Token::Dedent);
        }
        self.push(Token::End);
        Ok(())
    }

    fn skip_line(&mut self) {
        while self.at < self.chars.len() && self.peek(0) != '\n' {
            self.at += 1;
        }
        self.at += 1;
        self.line += 1;
    }

    /// One word; whether a new line begins behind it.
    fn word(&mut self) -> Result<bool, Failed> {
        let c = self.peek(0);
        match c {
            ' ' | '\t' | '\r' => self.at += 1,
            '#' => {
                while self.at < self.chars.len() && self.peek(0) != '\n' {
                    self.at += 1;
                }
            }
            '\\' if self.peek(1) == '\n' => {
                self.at += 2;
                self.line += 1;
            }
            '\n' => {
                if self.depth == 0 {
                    self.push(Token::Newline);
                }
                self.at += 1;
                self.line += 1;
                return Ok(self.depth == 0);
            }
            '0'..='9' => self.number()?,
            '.' if self.peek(1).is_ascii_digit() => self.number()?,
            '"' | '\'' => self.text("")?,
            c if c.is_alphabetic() || c == '_' => {
                let start = self.at;
                while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
                    self.at += 1;
                }
                let name: String = self.chars[start..self.at].iter().collect();
                let prefix = name.to_lowercase();
                if matches!(self.peek(0), '"' | '\'')
                    && ["f", "r", "b", "u", "rb", "br", "fr", "rf"].contains(&&*prefix)
                {
                    return self.text(&prefix).map(|()| false);
                }
                self.push(Token::Name(name.into()));
            }
            _ => {
                let rest: String = self.chars[self.at..self.chars.len().min(self.at + 3)].iter().collect();
                let Some(sign) = SIGNS.iter().find(|s| rest.starts_with(**s)) else {
                    return self.fail("invalid syntax");
                };
                match *sign {
                    "(" | "[" | "{" => self.depth += 1,
                    ")" | "]" | "}" => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                self.push(Token::Sign(sign));
                self.at += sign.len();
            }
        }
        Ok(false)
    }

    fn number(&mut self) -> Result<(), Failed> {
        let start = self.at;
        let radix = match (self.peek(0), self.peek(1).to_ascii_lowercase()) {
            ('0', 'x') => 16,
            ('0', 'o') => 8,
            ('0', 'b') => 2,
            _ => 10,
        };
        if radix != 10 {
            self.at += 2;
        }
        let mut is_float = false;
        while let c = self.peek(0)
            && (c.is_ascii_alphanumeric() || matches!(c, '.' | '_') || matches!(c, '+' | '-') && self.exponent(radix))
        {
            is_float |= radix == 10 && matches!(c, '.' | 'e' | 'E');
            self.at += 1;
        }
        let text: String = self.chars[start..self.at].iter().filter(|c| **c != '_').collect();
        let token = if is_float {
            text.parse().ok().map(Token::Float)
        } else if radix == 10 {
            text.parse().ok().map(Token::Int)
        } else {
            i64::from_str_radix(&text[2..], radix).ok().map(Token::Int)
        };
        match token {
            Some(token) => self.push(token),
            None if text.bytes().all(|b| b.is_ascii_digit()) => return self.fail(super::value::BIG),
            None => return self.fail("invalid decimal literal"),
        }
        Ok(())
    }

    fn exponent(&self, radix: u32) -> bool {
        radix == 10 && self.at > 0 && matches!(self.chars[self.at - 1], 'e' | 'E')
    }

    fn text(&mut self, prefix: &str) -> Result<(), Failed> {
        let (raw, format) = (prefix.contains('r'), prefix.contains('f'));
        if prefix.contains('b') {
            return self.fail(super::not_simulated("bytes"));
        }
        let quote = self.peek(0);
        let triple = self.peek(1) == quote && self.peek(2) == quote;
        self.at += if triple { 3 } else { 1 };
        let mut body = String::new();
        loop {
            let c = self.peek(0);
            if self.at >= self.chars.len() || c == '\n' && !triple {
                return self.fail("unterminated string literal");
            }
            if c == quote && (!triple || self.peek(1) == quote && self.peek(2) == quote) {
                self.at += if triple { 3 } else { 1 };
                break;
            }
            self.line += u32::from(c == '\n');
            self.at += 1;
            body.push(c);
            if c == '\\' && self.at < self.chars.len() {
                self.line += u32::from(self.peek(0) == '\n');
                body.push(self.peek(0));
                self.at += 1;
            }
        }
        let unescape = |text: &str| if raw { text.to_string() } else { unescape(text) };
        if format {
            let parts = parts(&body, &unescape).map_err(|e| (self.line, format!("f-string: {e}")))?;
            self.push(Token::Format(parts));
        } else if let Some((_, Token::Str(before))) = self.out.last_mut() {
            // Texts beside each other are one.
            *before = format!("{before}{}", unescape(&body)).into();
        } else {
            self.push(Token::Str(unescape(&body).into()));
        }
        Ok(())
    }
}

/// `\n`, `\x41`, `\u00e9`, and a newline that is none.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let Some(kind) = chars.next() else { break };
        let mut code = |digits: usize| {
            let hex: String = chars.by_ref().take(digits).collect();
            u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
        };
        match kind {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            '0' => out.push('\0'),
            'a' => out.push('\u{7}'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'v' => out.push('\u{b}'),
            'x' => out.push(code(2)),
            'u' => out.push(code(4)),
            'U' => out.push(code(8)),
            '\n' => {}
            '\\' | '\'' | '"' => out.push(kind),
            other => out.extend(['\\', other]),
        }
    }
    out
}

/// The pieces of an f-string.
fn parts(body: &str, unescape: &dyn Fn(&str) -> String) -> Result<Vec<Part>, String> {
    let chars: Vec<char> = body.chars().collect();
    let (mut out, mut text, mut at) = (Vec::new(), String::new(), 0);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            (c @ ('{' | '}'), Some(next)) if *next == c => {
                text.push(c);
                at += 2;
            }
            ('{', _) => {
                out.push(Part::Text(unescape(&std::mem::take(&mut text))));
                let (hole, end) = hole(&chars, at + 1, unescape)?;
                out.push(hole);
                at = end;
            }
            ('}', _) => return Err("single '}' is not allowed".into()),
            (c, _) => {
                text.push(c);
                at += 1;
            }
        }
    }
    out.push(Part::Text(unescape(&text)));
    Ok(out)
}

fn hole(chars: &[char], from: usize, unescape: &dyn Fn(&str) -> String) -> Result<(Part, usize), String> {
    let (mut depth, mut at, mut quote) = (0, from, None);
    while let Some(c) = chars.get(at) {
        match (quote, c) {
            (Some(q), c) if q == *c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(*c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, '}' | ':') if depth == 0 => break,
            (None, '}') => depth -= 1,
            (None, '!') if depth == 0 && chars.get(at + 1) != Some(&'=') => break,
            _ => {}
        }
        at += 1;
    }
    let mut source: String = chars[from..at].iter().collect();
    let named = source.trim_end().ends_with('=') && !source.trim_end().ends_with("==");
    if named {
        source = source.trim_end().trim_end_matches('=').to_string();
    }
    let mut repr = named;
    if chars.get(at) == Some(&'!') {
        repr = chars.get(at + 1) == Some(&'r');
        at += 2;
    }
    let mut format = Vec::new();
    if chars.get(at) == Some(&':') {
        let (start, mut depth) = (at + 1, 0);
        at += 1;
        while let Some(c) = chars.get(at)
            && (*c != '}' || depth > 0)
        {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            at += 1;
        }
        let text: String = chars[start..at].iter().collect();
        format = parts(&text, unescape)?;
        repr &= !named;
    }
    match chars.get(at) {
        Some('}') => Ok((Part::Hole { source, repr, format, named }, at + 1)),
        _ => Err("expecting '}'".into()),
    }
}
