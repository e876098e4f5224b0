//! Tokens: words, operators, newlines. Words are read by `word.rs`, here-documents by `heredoc.rs`.

use super::ast::Word;
use super::error::SyntaxError;
use super::parser::Aliases;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A word and its source text.
    Word(Word, String),
    Operator(&'static str),
    /// A number right before `<` or `>`.
    Number(u32),
    Newline,
    End,
}

/// Longest first.
const OPERATORS: &[&str] = &[
    "<<<", "<<-", "&>>", ";;&", "&&", "||", ";;", ";&", "<<", ">>", "<&", ">&", "<>", ">|", "&>", "|&", "|", "&", ";",
    "<", ">", "(", ")",
];

#[derive(Clone, Debug, Default)]
pub(super) struct Lexer {
    pub chars: Vec<char>,
    pub pos: usize,
    pub line: u32,
    /// Where the token read last begins.
    pub start: usize,
    pub depth: u32,
    /// Lines of here-documents that have been cut out behind the current line.
    pub cut_lines: u32,
    /// The extensions that busybox has of bash.
    pub extended: bool,
    /// And those that only bash has: arrays, `(( ))`, `<<<`.
    pub bash: bool,
    /// The text ends here for good: a here-document may end with it.
    pub at_end: bool,
    /// A backslash has joined the last line to one that has not come.
    pub open_line: bool,
    /// Warnings about here-documents that the end of the text ended.
    pub warnings: Vec<SyntaxError>,
    /// What commands may begin with, in substitutions as well.
    pub aliases: Aliases,
}

impl Lexer {
    /// Of a text that stands inside of this one.
    pub fn within(&self, text: &str, line: u32) -> Lexer {
        Lexer {
            chars: text.chars().collect(),
            line,
            depth: self.depth + 1,
            extended: self.extended,
            bash: self.bash,
            at_end: true,
            aliases: self.aliases.clone(),
            ..Lexer::default()
        }
    }

    pub fn peek_char(&self) -> Option<char> {
        self.chars.get(self.pos).copied()
    }

    pub fn char_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.pos + ahead).copied()
    }

    pub fn bump(&mut self) -> Option<char> {
        let next = self.peek_char()?;
        self.pos += 1;
        if next == '\n' {
            self.line += 1 + std::mem::take(&mut self.cut_lines);
        }
        Some(next)
    }

    pub fn looking_at(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(at, want)| self.char_at(at) == Some(want))
    }

    pub fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.bump();
        }
    }

    pub fn text(&self, from: usize, to: usize) -> String {
        self.chars[from.min(to)..to.min(self.chars.len())].iter().collect()
    }

    /// Behind a backslash at the end of a line: the next line belongs to it.
    pub fn join_lines(&mut self) {
        self.skip(2);
        self.open_line |= self.pos >= self.chars.len() && !self.at_end;
    }

    pub fn skip_blanks(&mut self) {
        loop {
            match self.peek_char() {
                Some(' ' | '\t' | '\r') => self.pos += 1,
                Some('\\') if self.char_at(1) == Some('\n') => self.join_lines(),
                Some('#') => {
                    while self.peek_char().is_some_and(|next| next != '\n') {
                        self.pos += 1;
                    }
                }
                _ => return,
            }
        }
    }

    pub fn next_token(&mut self) -> Result<Token, SyntaxError> {
        self.skip_blanks();
        self.start = self.pos;
        let Some(next) = self.peek_char() else {
            let open = SyntaxError::End { expecting: None, line: self.line };
            return if self.open_line { Err(open) } else { Ok(Token::End) };
        };
        if next == '\n' {
            self.bump();
            return Ok(Token::Newline);
        }
        if let Some(operator) = self.operator() {
            self.skip(operator.len());
            return Ok(Token::Operator(operator));
        }
        let digits = self.chars[self.pos..].iter().take_while(|c| c.is_ascii_digit()).count();
        if (1..=2).contains(&digits) && matches!(self.char_at(digits), Some('<' | '>')) {
            let number = self.text(self.pos, self.pos + digits).parse().unwrap_or(0);
            self.pos += digits;
            return Ok(Token::Number(number));
        }
        let word = self.word()?;
        Ok(Token::Word(word, self.text(self.start, self.pos)))
    }

    fn operator(&self) -> Option<&'static str> {
        if self.is_process() {
            return None;
        }
        let known = |op: &&&str| {
            self.looking_at(op)
                && (self.extended || !matches!(**op, "&>>" | "&>"))
                && (self.bash || !matches!(**op, "<<<" | "|&" | ";&" | ";;&"))
        };
        OPERATORS.iter().find(known).copied()
    }
}
