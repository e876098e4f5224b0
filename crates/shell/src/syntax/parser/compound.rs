//! The grammar of compound commands: what stands between `if` and `fi`, and of functions.

use std::rc::Rc;

use super::super::ast::*;
use super::super::error::SyntaxError;
use super::super::lexer::Token;
use super::super::word::WordEnd;
use super::{Parsed, Parser, is_name};

impl Parser {
    /// `( list )` or `(( expression ))`.
    pub(super) fn parenthesis(&mut self) -> Parsed<Compound> {
        self.next()?;
        if self.lexer.bash && self.lexer.peek_char() == Some('(') {
            let before = (self.lexer.pos, self.lexer.line);
            self.lexer.bump();
            match self.lexer.double_parts(WordEnd::Arith) {
                Ok(word) => return Ok(Compound::Arith(word)),
                Err(_) => (self.lexer.pos, self.lexer.line) = before,
            }
        }
        let list = self.body(")")?;
        self.expect_operator(")")?;
        Ok(Compound::Subshell(list))
    }

    pub(super) fn if_clause(&mut self) -> Parsed<Compound> {
        let mut arms = Vec::new();
        loop {
            let condition = self.body("then")?;
            self.expect_word("then")?;
            arms.push((condition, self.body("fi")?));
            if self.at_word("elif")? {
                self.next()?;
                continue;
            }
            let mut otherwise = None;
            if self.at_word("else")? {
                self.next()?;
                otherwise = Some(self.body("fi")?);
            }
            self.expect_word("fi")?;
            return Ok(Compound::If { arms, otherwise });
        }
    }

    pub(super) fn do_group(&mut self) -> Parsed<Rc<List>> {
        self.expect_word("do")?;
        let body = self.body("done")?;
        self.expect_word("done")?;
        Ok(body)
    }

    pub(super) fn for_clause(&mut self) -> Parsed<Compound> {
        if self.at_operator("(")? && self.lexer.peek_char() == Some('(') {
            if !self.lexer.bash {
                return Err(SyntaxError::BadName { name: "((".into(), line: self.line() });
            }
            self.next()?;
            return self.for_arith();
        }
        let name = match self.next()? {
            Token::Word(_, text) if is_name(&text) => text,
            Token::Word(_, name) => return Err(SyntaxError::BadName { name, line: self.line() }),
            token => {
                self.peeked = Some(token);
                return Err(self.unexpected(None));
            }
        };
        self.skip_newlines()?;
        let mut words = None;
        let mut source = " \"$@\"".to_string();
        if self.at_word("in")? {
            self.next()?;
            source.clear();
            let mut list = Vec::new();
            while let Token::Word(..) = self.peek()? {
                if let Token::Word(word, text) = self.next()? {
                    list.push(word);
                    source.push(' ');
                    source.push_str(&text);
                }
            }
            words = Some(list);
            if !self.at_operator(";")? && !matches!(self.peek()?, Token::Newline) {
                return Err(self.unexpected(None));
            }
        }
        if self.at_operator(";")? {
            self.next()?;
        }
        self.skip_newlines()?;
        let body = self.do_group()?;
        Ok(Compound::For { name, words, source, body })
    }

    /// Behind `for (`.
    fn for_arith(&mut self) -> Parsed<Compound> {
        self.lexer.bump();
        let start = self.lexer.pos;
        let from = self.line();
        let mut depth = 0;
        loop {
            match self.lexer.bump() {
                Some('(') => depth += 1,
                Some(')') if depth == 0 && self.lexer.peek_char() == Some(')') => break,
                Some(')') => depth -= 1,
                Some(_) => {}
                None => return Err(SyntaxError::Quote { open: ')', line: self.line(), start: from }),
            }
        }
        let text = self.lexer.text(start, self.lexer.pos - 1);
        self.lexer.bump();
        let mut parts = text.splitn(3, ';').map(|text| self.arith_word(text));
        let mut part = || parts.next().unwrap_or_else(|| Ok(Word::new()));
        let (start, test, step) = (part()?, part()?, part()?);
        if self.at_operator(";")? {
            self.next()?;
        }
        self.skip_newlines()?;
        let body = if self.at_word("{")? {
            self.next()?;
            let body = self.body("}")?;
            self.expect_word("}")?;
            body
        } else {
            self.do_group()?
        };
        Ok(Compound::ForArith { start, test, step, body })
    }

    fn arith_word(&self, text: &str) -> Parsed<Word> {
        self.lexer.within(text, self.lexer.line).double_parts(WordEnd::HereDoc)
    }

    pub(super) fn case_clause(&mut self) -> Parsed<Compound> {
        let (word, source) = match self.next()? {
            Token::Word(word, text) => (word, text),
            token => {
                self.peeked = Some(token);
                return Err(self.unexpected(None));
            }
        };
        self.skip_newlines()?;
        self.expect_word("in")?;
        let mut arms = Vec::new();
        loop {
            self.skip_newlines()?;
            if self.at_word("esac")? {
                self.next()?;
                return Ok(Compound::Case { word, source, arms });
            }
            if self.at_operator("(")? {
                self.next()?;
            }
            let mut patterns = Vec::new();
            loop {
                match self.peek()? {
                    Token::Word(word, _) => patterns.push(word.clone()),
                    _ => {
                        let end = matches!(self.peek()?, Token::End);
                        return Err(self.unexpected(Some(if end { ")" } else { "esac" })));
                    }
                }
                self.next()?;
                if !self.at_operator("|")? {
                    break;
                }
                self.next()?;
            }
            self.expect_operator(")")?;
            let body = Rc::new(self.list(true)?);
            let falls = self.at_operator(";&")?;
            let tests = self.at_operator(";;&")?;
            arms.push(CaseArm { patterns, body, falls, tests });
            if matches!(self.peek()?, Token::Operator(";;" | ";&" | ";;&")) {
                self.next()?;
            } else if !self.at_word("esac")? {
                return Err(self.unexpected(Some(";;")));
            }
        }
    }

    pub(super) fn function_keyword(&mut self) -> Parsed<Command> {
        let Token::Word(_, name) = self.peek()?.clone() else { return Err(self.unexpected(None)) };
        self.next()?;
        if self.at_operator("(")? {
            self.next()?;
            self.expect_operator(")")?;
        }
        self.function_body(name)
    }

    pub(super) fn function_body(&mut self, name: String) -> Parsed<Command> {
        self.skip_newlines()?;
        let body = self.command()?;
        match body {
            Command::Compound { .. } => Ok(Command::Function { name, body: Rc::new(body) }),
            _ => Err(self.unexpected(None)),
        }
    }
}
