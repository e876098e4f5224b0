//! Functions, blocks and statements.

use super::{Expr, Function, MAX_DEPTH, Parsed, Parser, Statement, Token};

impl Parser {
    pub(super) fn function(&mut self) -> Parsed<(String, Function)> {
        self.advance()?;
        let name = match &self.token {
            Token::Name(name) | Token::Function(name) => name.clone(),
            _ => return Err(self.error()),
        };
        self.advance()?;
        self.expect("(")?;
        let mut params = Vec::new();
        while let Token::Name(param) = self.token.clone() {
            params.push(param);
            self.advance()?;
            if !self.eat(",")? {
                break;
            }
            self.skip_newlines()?;
        }
        self.expect(")")?;
        self.skip_newlines()?;
        let body = self.block()?;
        Ok((name, Function { params, body }))
    }

    pub(super) fn block(&mut self) -> Parsed<Vec<Statement>> {
        self.expect("{")?;
        let mut statements = Vec::new();
        loop {
            self.skip_ends()?;
            if self.eat("}")? {
                return Ok(statements);
            }
            if self.token == Token::End {
                return Err(self.error());
            }
            statements.push(self.statement()?);
        }
    }

    /// A body of `if` or a loop: a block or one statement.
    pub(super) fn body(&mut self) -> Parsed<Vec<Statement>> {
        self.skip_newlines()?;
        if self.at("{") {
            return self.block();
        }
        if self.eat(";")? {
            return Ok(Vec::new());
        }
        Ok(vec![self.statement()?])
    }

    pub(super) fn statement(&mut self) -> Parsed<Statement> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("the program is nested too deeply for this simulation".into());
        }
        let statement = self.statement_inside();
        self.depth -= 1;
        statement
    }

    pub(super) fn statement_inside(&mut self) -> Parsed<Statement> {
        self.joined = 0;
        let name = match &self.token {
            Token::Name(name) => name.clone(),
            Token::Op("{") => {
                // A block alone is an `if` that is always true.
                return Ok(Statement::If(Expr::Number(1.0), self.block()?, Vec::new()));
            }
            _ => String::new(),
        };
        let statement = match name.as_str() {
            "if" => {
                self.advance()?;
                self.expect("(")?;
                let condition = self.expr()?;
                self.expect(")")?;
                let yes = self.body()?;
                let before = (self.pos, self.token.clone(), self.line);
                self.skip_ends()?;
                let mut no = Vec::new();
                if self.at_name("else") {
                    self.advance()?;
                    no = self.body()?;
                } else {
                    (self.pos, self.token, self.line) = before;
                }
                return Ok(Statement::If(condition, yes, no));
            }
            "while" => {
                self.advance()?;
                self.expect("(")?;
                let condition = self.expr()?;
                self.expect(")")?;
                return Ok(Statement::While(condition, self.body()?));
            }
            "do" => {
                self.advance()?;
                let body = self.body()?;
                self.skip_ends()?;
                if !self.at_name("while") {
                    return Err(self.error());
                }
                self.advance()?;
                self.expect("(")?;
                let condition = self.expr()?;
                self.expect(")")?;
                Statement::Do(body, condition)
            }
            "for" => {
                self.advance()?;
                return self.for_statement();
            }
            "next" => {
                self.advance()?;
                Statement::Next
            }
            "nextfile" => {
                self.advance()?;
                Statement::NextFile
            }
            "break" => {
                self.advance()?;
                Statement::Break
            }
            "continue" => {
                self.advance()?;
                Statement::Continue
            }
            "exit" => {
                self.advance()?;
                Statement::Exit(self.optional_expr()?)
            }
            "return" => {
                self.advance()?;
                Statement::Return(self.optional_expr()?)
            }
            _ => self.simple_statement()?,
        };
        self.end_statement()?;
        Ok(statement)
    }

    pub(super) fn end_statement(&mut self) -> Parsed<()> {
        if self.at("}") || self.token == Token::End {
            return Ok(());
        }
        if self.token == Token::Newline || self.at(";") {
            return self.advance();
        }
        Err(self.error())
    }

    pub(super) fn optional_expr(&mut self) -> Parsed<Option<Expr>> {
        if self.at("}") || self.at(";") || matches!(self.token, Token::Newline | Token::End) {
            return Ok(None);
        }
        self.expr().map(Some)
    }

    pub(super) fn simple_statement(&mut self) -> Parsed<Statement> {
        if self.at_name("delete") {
            self.advance()?;
            let Token::Name(name) = self.token.clone() else { return Err(self.error()) };
            self.advance()?;
            let mut index = Vec::new();
            if self.eat("[")? {
                index = self.list("]")?;
            }
            return Ok(Statement::Delete(name, index));
        }
        if self.at_name("print") || self.at_name("printf") {
            let format = self.at_name("printf");
            self.advance()?;
            let before = std::mem::replace(&mut self.no_greater, true);
            let mut args = Vec::new();
            let stops = |parser: &Self| {
                parser.at("}")
                    || parser.at(";")
                    || parser.at(">")
                    || parser.at(">>")
                    || parser.at("|")
                    || matches!(parser.token, Token::Newline | Token::End)
            };
            if !stops(self) {
                args.push(self.expr()?);
                while self.eat(",")? {
                    self.skip_newlines()?;
                    args.push(self.expr()?);
                }
            }
            self.no_greater = before;
            // `print (a, b)`: the parentheses belong to the statement.
            if let [Expr::Call(name, _)] = args.as_slice()
                && name.is_empty()
                && let Some(Expr::Call(_, inner)) = args.pop()
            {
                args = inner;
            }
            let mut to = None;
            if self.at(">") || self.at(">>") {
                let append = self.at(">>");
                self.advance()?;
                to = Some((append, self.concat_operand()?));
            } else if self.at("|") {
                return Err("output to a command is not simulated".into());
            }
            return Ok(Statement::Print { args, format, to });
        }
        Ok(Statement::Expr(self.expr()?))
    }

    pub(super) fn for_statement(&mut self) -> Parsed<Statement> {
        self.expect("(")?;
        let before = (self.pos, self.token.clone(), self.line);
        if let Token::Name(name) = self.token.clone() {
            self.advance()?;
            if self.at_name("in") {
                self.advance()?;
                if let Token::Name(array) = self.token.clone() {
                    self.advance()?;
                    if self.eat(")")? {
                        return Ok(Statement::ForIn(name, array, self.body()?));
                    }
                }
            }
            (self.pos, self.token, self.line) = before;
        }
        let start = if self.at(";") { None } else { Some(Box::new(self.simple_statement()?)) };
        self.expect(";")?;
        self.skip_newlines()?;
        let test = if self.at(";") { None } else { Some(self.expr()?) };
        self.expect(";")?;
        self.skip_newlines()?;
        let step = if self.at(")") { None } else { Some(Box::new(self.simple_statement()?)) };
        self.expect(")")?;
        Ok(Statement::For(start, test, step, self.body()?))
    }
}
