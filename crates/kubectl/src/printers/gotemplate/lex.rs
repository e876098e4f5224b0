//! Template text to tokens, as Go cuts it.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Text outside of braces.
    Text,
    /// `{{`.
    Open,
    /// `}}`.
    Close,
    /// Blanks, which tell `.a .b` from `.a.b`.
    Space,
    Keyword,
    /// `true` and `false`.
    Bool,
    /// The name of a function.
    Identifier,
    /// `.name`.
    Field,
    /// `$name`.
    Variable,
    Number,
    /// In single quotes.
    Character,
    /// In double quotes.
    Quoted,
    /// In backquotes.
    Raw,
    Pipe,
    Left,
    Right,
    /// `:=`.
    Declare,
    /// `=`.
    Assign,
    /// Any other character.
    Other,
    /// The end of the text.
    End,
    /// Where the text is none of these: what comes behind it is not read.
    Broken,
}

/// A token, as it was written, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub at: usize,
}

/// `.` and `nil` are keywords here: they are told of in the same way.
const KEYWORDS: [&str; 12] =
    [".", "block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with"];

struct Lexer<'a> {
    text: &'a str,
    /// How far the text has been read, and where the present token begins.
    at: usize,
    start: usize,
    /// How many parentheses are open.
    depth: usize,
    tokens: Vec<Token<'a>>,
}

/// All tokens, and what is wrong behind them, if anything.
pub(super) fn lex(text: &str) -> (Vec<Token<'_>>, String) {
    let mut lexer = Lexer { text, at: 0, start: 0, depth: 0, tokens: Vec::new() };
    let wrong = lexer.outside().err();
    lexer.start = lexer.at;
    lexer.emit(if wrong.is_none() { Kind::End } else { Kind::Broken });
    (lexer.tokens, wrong.unwrap_or_default())
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }
    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }
    fn next(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += c.map_or(0, char::len_utf8);
        c
    }
    fn accept(&mut self, set: &str) -> bool {
        let found = self.peek().is_some_and(|c| set.contains(c));
        self.at += usize::from(found);
        found
    }
    fn run(&mut self, wanted: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !wanted(c)).unwrap_or(rest.len());
    }
    fn emit(&mut self, kind: Kind) {
        self.tokens.push(Token { kind, text: &self.text[self.start..self.at], at: self.start });
        self.start = self.at;
    }

    /// How long what ends an action is, if that stands here; four where it takes blanks along.
    fn closing(&self, rest: &str) -> Option<usize> {
        let trims = rest.starts_with(is_space) && rest.get(1..).is_some_and(|r| r.starts_with("-}}"));
        if trims { Some(4) } else { rest.starts_with("}}").then_some(2) }
    }
    /// Leaves an action by its end of that length.
    fn leave(&mut self, length: usize) {
        self.at += length;
        self.start = self.at;
        if length > 2 {
            self.run(is_space);
            self.start = self.at;
        }
    }

    fn outside(&mut self) -> Result<(), String> {
        loop {
            let rest = self.rest();
            let open = rest.find("{{").unwrap_or(rest.len());
            let after = rest.get(open + 2..).unwrap_or("");
            let trims = after.starts_with('-') && after[1..].starts_with(is_space);
            let piece = if trims { rest[..open].trim_end_matches(is_space) } else { &rest[..open] };
            if !piece.is_empty() {
                self.at += piece.len();
                self.emit(Kind::Text);
            }
            self.start = self.text.len() - rest.len() + open;
            self.at = self.start;
            if open == rest.len() {
                return Ok(());
            }
            self.at += 2;
            let marker = if trims { 2 } else { 0 };
            if after[marker..].starts_with("/*") {
                self.at += marker;
                let end = self.rest().find("*/").ok_or("unclosed comment")?;
                self.at += end + 2;
                let length = self.closing(self.rest()).ok_or("comment ends before closing delimiter")?;
                self.leave(length);
                continue;
            }
            self.emit(Kind::Open);
            self.at += marker;
            self.start = self.at;
            self.depth = 0;
            while !self.inside()? {}
        }
    }

    /// One token of an action; whether it was the last one.
    fn inside(&mut self) -> Result<bool, String> {
        if let Some(length) = self.closing(self.rest()) {
            if self.depth > 0 {
                return Err("unclosed left paren".into());
            }
            self.tokens.push(Token { kind: Kind::Close, text: "}}", at: self.at });
            self.leave(length);
            return Ok(true);
        }
        let c = self.next().ok_or("unclosed action")?;
        let kind = match c {
            c if is_space(c) => {
                // The last blank may belong to the end of the action.
                while self.peek().is_some_and(is_space) && self.closing(self.rest()).is_none() {
                    self.at += 1;
                }
                Kind::Space
            }
            '=' => Kind::Assign,
            ':' if self.next() == Some('=') => Kind::Declare,
            ':' => return Err("expected :=".into()),
            '|' => Kind::Pipe,
            '"' => self.quoted('"', "quoted string")?,
            '\'' => self.quoted('\'', "character constant")?,
            '`' => {
                let end = self.rest().find('`').ok_or("unterminated raw quoted string")?;
                self.at += end + 1;
                Kind::Raw
            }
            '$' => self.name(Kind::Variable)?,
            '.' if !self.peek().is_some_and(|c| c.is_ascii_digit()) => {
                let kind = self.name(Kind::Field)?;
                if self.at == self.start + 1 { Kind::Keyword } else { kind }
            }
            '.' | '+' | '-' | '0'..='9' => {
                self.at -= 1;
                self.number()?;
                Kind::Number
            }
            c if is_name(c) => {
                self.name(Kind::Identifier)?;
                match &self.text[self.start..self.at] {
                    word if KEYWORDS.contains(&word) => Kind::Keyword,
                    "true" | "false" => Kind::Bool,
                    _ => Kind::Identifier,
                }
            }
            '(' => {
                self.depth += 1;
                Kind::Left
            }
            ')' => {
                self.depth = self.depth.checked_sub(1).ok_or("unexpected right paren")?;
                Kind::Right
            }
            ' '..='~' => Kind::Other,
            c => return Err(format!("unrecognized character in action: {}", named(c))),
        };
        self.emit(kind);
        Ok(false)
    }

    fn name(&mut self, kind: Kind) -> Result<Kind, String> {
        self.run(is_name);
        match self.peek() {
            Some(c) if !is_space(c) && !".,|:()".contains(c) && !self.rest().starts_with("}}") => {
                Err(format!("bad character {}", named(c)))
            }
            _ => Ok(kind),
        }
    }

    fn quoted(&mut self, quote: char, what: &str) -> Result<Kind, String> {
        loop {
            match self.next() {
                Some(c) if c == quote => {
                    return Ok(if quote == '"' { Kind::Quoted } else { Kind::Character });
                }
                Some('\\') if self.next().is_some_and(|c| c != '\n') => {}
                Some('\\' | '\n') | None => return Err(format!("unterminated {what}")),
                Some(_) => {}
            }
        }
    }

    fn number(&mut self) -> Result<(), String> {
        let digits = |c: char| c.is_ascii_digit() || c == '_';
        self.accept("+-");
        let zero = self.accept("0");
        let hex = zero && self.accept("xX");
        let other = !hex && zero && (self.accept("oO") || self.accept("bB"));
        let all = move |c: char| if hex { c.is_ascii_hexdigit() || c == '_' } else { digits(c) };
        self.run(all);
        if self.accept(".") {
            self.run(all);
        }
        if !other && self.accept(if hex { "pP" } else { "eE" }) {
            self.accept("+-");
            self.run(digits);
        }
        self.accept("i");
        let more = self.peek().is_some_and(is_name);
        if more {
            self.next();
        }
        // A number of two parts ends in an `i` in Go; there are none of them here.
        if more || self.peek().is_some_and(|c| "+-".contains(c)) {
            return Err(format!("bad number syntax: {:?}", &self.text[self.start..self.at]));
        }
        Ok(())
    }
}

fn named(c: char) -> String {
    format!("U+{:04X} '{c}'", u32::from(c))
}
