//! `[[ ]]`: words are neither split nor globbed, `&&`, `||`, `!` and parentheses join tests.

use std::rc::Rc;

use super::ast::{Cond, Part, Word};
use super::error::SyntaxError;
use super::lexer::Token;
use super::parser::Parser;

const BINARY: &[&str] =
    &["=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "<", ">"];

impl Parser {
    /// Behind `[[`, up to and with `]]`.
    pub(super) fn condition(&mut self) -> Result<Cond, SyntaxError> {
        let cond = self.cond_or(0)?;
        if !self.at_word("]]")? {
            return Err(self.unexpected(Some("]]")));
        }
        self.next()?;
        Ok(cond)
    }

    fn cond_or(&mut self, depth: u32) -> Result<Cond, SyntaxError> {
        let mut left = self.cond_and(depth)?;
        let mut joined = 0;
        while self.cond_operator("||")? {
            joined += 1;
            check(joined)?;
            left = Cond::Or(Rc::new(left), Rc::new(self.cond_and(depth)?));
        }
        Ok(left)
    }

    fn cond_and(&mut self, depth: u32) -> Result<Cond, SyntaxError> {
        let mut left = self.cond_not(depth)?;
        let mut joined = 0;
        while self.cond_operator("&&")? {
            joined += 1;
            check(joined)?;
            left = Cond::And(Rc::new(left), Rc::new(self.cond_not(depth)?));
        }
        Ok(left)
    }

    fn cond_operator(&mut self, operator: &str) -> Result<bool, SyntaxError> {
        while matches!(self.peek()?, Token::Newline) {
            self.next()?;
        }
        let found = matches!(self.peek()?, Token::Operator(op) if *op == operator);
        if found {
            self.next()?;
        }
        Ok(found)
    }

    fn cond_not(&mut self, depth: u32) -> Result<Cond, SyntaxError> {
        if depth > super::MAX_DEPTH {
            return Err(SyntaxError::Nested { line: 1 });
        }
        if self.at_word("!")? {
            self.next()?;
            return Ok(Cond::Not(Rc::new(self.cond_not(depth + 1)?)));
        }
        if self.cond_operator("(")? {
            let inner = self.cond_or(depth + 1)?;
            if !self.cond_operator(")")? {
                return Err(self.unexpected(Some(")")));
            }
            return Ok(inner);
        }
        let (word, text) = self.cond_word()?;
        let unary =
            text.len() == 2 && text.starts_with('-') && text.chars().all(|c| c == '-' || c.is_ascii_alphabetic());
        if unary
            && let Token::Word(_, next) = self.peek()?.clone()
            && next != "]]"
            && !BINARY.contains(&next.as_str())
        {
            let (operand, _) = self.cond_word()?;
            return Ok(Cond::Unary(text, operand));
        }
        let operator = match self.peek()? {
            Token::Word(_, text) if BINARY.contains(&text.as_str()) => text.clone(),
            Token::Operator(op @ ("<" | ">")) => op.to_string(),
            _ => return Ok(Cond::Unary("-n".into(), word)),
        };
        self.next()?;
        let right = if operator == "=~" { self.cond_regex()? } else { self.cond_word()?.0 };
        Ok(Cond::Binary(word, operator, right))
    }

    fn cond_word(&mut self) -> Result<(Word, String), SyntaxError> {
        match self.peek()? {
            Token::Word(_, text) if text == "]]" => Err(self.unexpected(None)),
            Token::Word(word, text) => {
                let found = (word.clone(), text.clone());
                self.next()?;
                Ok(found)
            }
            _ => Err(self.unexpected(None)),
        }
    }

    /// A pattern behind `=~`: operators and parentheses in it are plain.
    fn cond_regex(&mut self) -> Result<Word, SyntaxError> {
        let lexer = self.lexer_mut();
        lexer.skip_blanks();
        let mut word = Word::new();
        loop {
            match lexer.peek_char() {
                None | Some(' ' | '\t' | '\n') => return Ok(word),
                Some(next @ ('(' | ')' | '|' | '<' | '>' | '&' | ';')) => {
                    lexer.bump();
                    match word.last_mut() {
                        Some(Part::Text(text)) => text.push(next),
                        _ => word.push(Part::Text(next.to_string())),
                    }
                }
                Some(_) => {
                    let mut more = lexer.word()?;
                    word.append(&mut more);
                }
            }
        }
    }
}

/// A long chain of tests is a deep tree.
fn check(joined: u32) -> Result<(), SyntaxError> {
    if joined > super::MAX_DEPTH * 4 { Err(SyntaxError::Nested { line: 1 }) } else { Ok(()) }
}
