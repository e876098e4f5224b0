//! Expressions, from the weakest operator to the strongest.

use std::rc::Rc;

use super::{Expr, MAX_DEPTH, Parsed, Parser, Token};
use crate::regex::{Style, Syntax, compile};

impl Parser {
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("the program is nested too deeply for this simulation".into());
        }
        let expr = self.ternary();
        self.depth -= 1;
        expr
    }

    pub(super) fn ternary(&mut self) -> Parsed<Expr> {
        let condition = self.or()?;
        if self.eat("?")? {
            self.skip_newlines()?;
            let yes = self.expr()?;
            self.skip_newlines()?;
            self.expect(":")?;
            self.skip_newlines()?;
            let no = self.expr()?;
            return Ok(Expr::Choose(Box::new(condition), Box::new(yes), Box::new(no)));
        }
        let assign = ["=", "+=", "-=", "*=", "/=", "%=", "^="].into_iter().find(|op| self.at(op));
        if let Some(op) = assign
            && matches!(condition, Expr::Variable(_) | Expr::Field(_) | Expr::Element(..))
        {
            self.advance()?;
            self.skip_newlines()?;
            let value = self.expr()?;
            let op: &'static str = match op {
                "+=" => "+",
                "-=" => "-",
                "*=" => "*",
                "/=" => "/",
                "%=" => "%",
                "^=" => "^",
                _ => "",
            };
            return Ok(Expr::Assign(op, Box::new(condition), Box::new(value)));
        }
        Ok(condition)
    }

    pub(super) fn or(&mut self) -> Parsed<Expr> {
        let mut left = self.and()?;
        while self.eat("||")? {
            self.skip_newlines()?;
            self.join()?;
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    pub(super) fn and(&mut self) -> Parsed<Expr> {
        let mut left = self.member()?;
        while self.eat("&&")? {
            self.skip_newlines()?;
            self.join()?;
            left = Expr::And(Box::new(left), Box::new(self.member()?));
        }
        Ok(left)
    }

    pub(super) fn member(&mut self) -> Parsed<Expr> {
        let mut left = self.matching()?;
        while self.at_name("in") && !self.no_in {
            self.advance()?;
            let Token::Name(array) = self.token.clone() else { return Err(self.error()) };
            self.advance()?;
            let index = match left {
                Expr::Call(name, args) if name.is_empty() => args,
                other => vec![other],
            };
            left = Expr::In(index, array);
        }
        Ok(left)
    }

    pub(super) fn matching(&mut self) -> Parsed<Expr> {
        let mut left = self.comparison()?;
        while self.at("~") || self.at("!~") {
            let negated = self.at("!~");
            self.advance()?;
            self.join()?;
            left = Expr::Match(negated, Box::new(left), Box::new(self.comparison()?));
        }
        Ok(left)
    }

    pub(super) fn comparison(&mut self) -> Parsed<Expr> {
        let left = self.concat()?;
        let op = ["==", "!=", "<=", ">=", "<", ">"].into_iter().find(|op| self.at(op));
        match op {
            Some(">") if self.no_greater => Ok(left),
            Some(op) => {
                self.advance()?;
                Ok(Expr::Binary(op, Box::new(left), Box::new(self.concat()?)))
            }
            None => Ok(left),
        }
    }

    pub(super) fn concat(&mut self) -> Parsed<Expr> {
        let mut left = self.additive()?;
        while self.begins_operand() {
            self.join()?;
            left = Expr::Binary("", Box::new(left), Box::new(self.additive()?));
        }
        Ok(left)
    }

    pub(super) fn concat_operand(&mut self) -> Parsed<Expr> {
        self.additive()
    }

    pub(super) fn begins_operand(&self) -> bool {
        match &self.token {
            Token::Number(_) | Token::Text(_) | Token::Function(_) => true,
            Token::Name(name) => !matches!(name.as_str(), "in" | "else"),
            Token::Op(op) => {
                matches!(*op, "$" | "(" | "!" | "-" | "+" | "++" | "--") && !matches!(*op, "+" | "-" | "!")
            }
            _ => false,
        }
    }

    pub(super) fn additive(&mut self) -> Parsed<Expr> {
        let mut left = self.multiplicative()?;
        while let Some(op) = ["+", "-"].into_iter().find(|op| self.at(op)) {
            self.advance()?;
            self.join()?;
            left = Expr::Binary(op, Box::new(left), Box::new(self.multiplicative()?));
        }
        Ok(left)
    }

    pub(super) fn multiplicative(&mut self) -> Parsed<Expr> {
        let mut left = self.unary()?;
        while let Some(op) = ["*", "/", "%"].into_iter().find(|op| self.at(op)) {
            self.advance()?;
            self.join()?;
            left = Expr::Binary(op, Box::new(left), Box::new(self.unary()?));
        }
        Ok(left)
    }

    pub(super) fn unary(&mut self) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("the program is nested too deeply for this simulation".into());
        }
        let expr = match &self.token {
            Token::Op(op @ ("!" | "-" | "+")) => {
                let op = op.chars().next().unwrap_or('+');
                self.advance()?;
                self.unary().map(|inner| Expr::Unary(op, Box::new(inner)))
            }
            _ => self.power(),
        };
        self.depth -= 1;
        expr
    }

    pub(super) fn power(&mut self) -> Parsed<Expr> {
        let base = self.postfix()?;
        if self.at("^") || self.at("**") {
            self.advance()?;
            return Ok(Expr::Binary("^", Box::new(base), Box::new(self.unary()?)));
        }
        Ok(base)
    }

    pub(super) fn postfix(&mut self) -> Parsed<Expr> {
        for (op, step) in [("++", 1.0), ("--", -1.0)] {
            if self.eat(op)? {
                let target = self.primary()?;
                return Ok(Expr::Step(true, step, Box::new(target)));
            }
        }
        let value = self.primary()?;
        if matches!(value, Expr::Variable(_) | Expr::Field(_) | Expr::Element(..)) {
            for (op, step) in [("++", 1.0), ("--", -1.0)] {
                if self.eat(op)? {
                    return Ok(Expr::Step(false, step, Box::new(value)));
                }
            }
        }
        Ok(value)
    }

    pub(super) fn list(&mut self, end: &str) -> Parsed<Vec<Expr>> {
        let before = (std::mem::take(&mut self.no_in), std::mem::take(&mut self.no_greater));
        let mut list = Vec::new();
        self.skip_newlines()?;
        while !self.at(end) {
            list.push(self.expr()?);
            self.skip_newlines()?;
            if !self.eat(",")? {
                break;
            }
            self.skip_newlines()?;
        }
        (self.no_in, self.no_greater) = before;
        self.expect(end)?;
        Ok(list)
    }

    pub(super) fn primary(&mut self) -> Parsed<Expr> {
        let token = self.token.clone();
        match token {
            Token::Number(number) => {
                self.advance()?;
                Ok(Expr::Number(number))
            }
            Token::Text(text) => {
                self.advance()?;
                Ok(Expr::Text(text))
            }
            Token::Regex(raw) => {
                self.advance()?;
                let regex =
                    compile(&raw, Syntax::Extended, Style::default()).map_err(|error| format!("{error}: /{raw}/"))?;
                Ok(Expr::Regex(Rc::new(regex)))
            }
            Token::Op("$") => {
                self.advance()?;
                // `$NF-1` is `($NF)-1`, `$++i` is `$(++i)`.
                let inner = if self.at("++") || self.at("--") {
                    self.postfix()?
                } else if self.at("-") {
                    self.unary()?
                } else {
                    self.primary()?
                };
                Ok(Expr::Field(Box::new(inner)))
            }
            Token::Op("(") => {
                self.advance()?;
                let mut list = self.list(")")?;
                if list.len() == 1 {
                    return Ok(Expr::Group(Box::new(list.remove(0))));
                }
                // A list in parentheses: for `print` and `in`.
                Ok(Expr::Call(String::new(), list))
            }
            Token::Function(name) => {
                self.advance()?;
                self.expect("(")?;
                let args = self.list(")")?;
                Ok(Expr::Call(name, args))
            }
            Token::Name(name) if name == "getline" => Err("getline is not simulated".into()),
            Token::Name(name) => {
                self.advance()?;
                if self.at("[") {
                    self.advance()?;
                    return Ok(Expr::Element(name, self.list("]")?));
                }
                if name == "length" {
                    return Ok(Expr::Call(name, Vec::new()));
                }
                Ok(Expr::Variable(name))
            }
            _ => Err(self.error()),
        }
    }
}
