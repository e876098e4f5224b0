//! The language of awk: tokens and a tree.
//! long file: one language, whose pieces call each other; to be taken apart by statements and expressions.

use sorted::SortedMap;
use std::rc::Rc;

use regex_lite::Regex;

use crate::regex::{Style, Syntax, compile};

const MAX_DEPTH: u32 = 60;
/// Binary operators of one expression.
const MAX_JOINED: u32 = 400;

#[derive(Debug, Default)]
pub(super) struct Script {
    pub rules: Vec<Rule>,
    pub functions: SortedMap<String, Function>,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub pattern: Pattern,
    /// Without a body: print the line.
    pub body: Option<Vec<Statement>>,
}

#[derive(Debug)]
pub(super) enum Pattern {
    Begin,
    End,
    Always,
    When(Expr),
    Range(Expr, Expr),
}

#[derive(Debug)]
pub(super) struct Function {
    pub params: Vec<String>,
    pub body: Vec<Statement>,
}

#[derive(Debug)]
pub(super) enum Statement {
    Expr(Expr),
    Print { args: Vec<Expr>, format: bool, to: Option<(bool, Expr)> },
    If(Expr, Vec<Statement>, Vec<Statement>),
    While(Expr, Vec<Statement>),
    Do(Vec<Statement>, Expr),
    For(Option<Box<Statement>>, Option<Expr>, Option<Box<Statement>>, Vec<Statement>),
    ForIn(String, String, Vec<Statement>),
    Delete(String, Vec<Expr>),
    Next,
    NextFile,
    Exit(Option<Expr>),
    Return(Option<Expr>),
    Break,
    Continue,
}

#[derive(Debug)]
pub(super) enum Expr {
    Number(f64),
    Text(String),
    /// Alone it is matched against the line.
    Regex(Rc<Regex>),
    Variable(String),
    Field(Box<Expr>),
    Element(String, Vec<Expr>),
    Unary(char, Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Choose(Box<Expr>, Box<Expr>, Box<Expr>),
    /// (negated, text, pattern)
    Match(bool, Box<Expr>, Box<Expr>),
    In(Vec<Expr>, String),
    /// The operator is empty for `=`.
    Assign(&'static str, Box<Expr>, Box<Expr>),
    /// (before the name, step, target)
    Step(bool, f64, Box<Expr>),
    Call(String, Vec<Expr>),
    Group(Box<Expr>),
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(f64),
    Text(String),
    Name(String),
    /// A name right before `(`.
    Function(String),
    Regex(String),
    Op(&'static str),
    Newline,
    End,
}

const OPERATORS: &[&str] = &[
    "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "^=", "++", "--", "!~", ">>", "**", "{", "}",
    "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!", "<", ">", "=", "?", ":", "~", "$", "|",
];

pub(super) const BUILTINS: &[&str] = &[
    "length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "toupper", "tolower", "int", "sqrt",
    "exp", "log", "sin", "cos", "atan2", "rand", "srand", "systime", "strftime", "system", "close", "fflush",
];

struct Parser {
    chars: Vec<char>,
    pos: usize,
    token: Token,
    line: u32,
    depth: u32,
    /// Operators joined so far: a chain of them is a deep tree.
    joined: u32,
    /// `in` belongs to the `for` around, and `>` to the print around.
    no_in: bool,
    no_greater: bool,
    previous_ends_value: bool,
}

type Parsed<T> = Result<T, String>;

pub(super) fn parse(text: &str) -> Parsed<Script> {
    let mut parser = Parser {
        chars: text.chars().collect(),
        pos: 0,
        token: Token::Newline,
        line: 1,
        depth: 0,
        joined: 0,
        no_in: false,
        no_greater: false,
        previous_ends_value: false,
    };
    parser.advance()?;
    let mut script = Script::default();
    loop {
        parser.skip_ends()?;
        if parser.token == Token::End {
            return Ok(script);
        }
        if parser.token == Token::Name("function".into()) || parser.token == Token::Name("func".into()) {
            let (name, function) = parser.function()?;
            script.functions.insert(name, function);
            continue;
        }
        let pattern = match &parser.token {
            Token::Name(name) if name == "BEGIN" => {
                parser.advance()?;
                Pattern::Begin
            }
            Token::Name(name) if name == "END" => {
                parser.advance()?;
                Pattern::End
            }
            Token::Op("{") => Pattern::Always,
            _ => {
                let first = parser.expr()?;
                if parser.eat(",")? {
                    parser.skip_newlines()?;
                    Pattern::Range(first, parser.expr()?)
                } else {
                    Pattern::When(first)
                }
            }
        };
        let body = if parser.token == Token::Op("{") { Some(parser.block()?) } else { None };
        if body.is_none() && matches!(pattern, Pattern::Begin | Pattern::End) {
            return Err(parser.error());
        }
        script.rules.push(Rule { pattern, body });
    }
}

impl Parser {
    fn error(&self) -> String {
        let near = match &self.token {
            Token::End => "end of file".to_string(),
            Token::Newline => "newline".to_string(),
            Token::Op(op) => op.to_string(),
            Token::Name(text) | Token::Function(text) | Token::Text(text) | Token::Regex(text) => text.clone(),
            Token::Number(number) => number.to_string(),
        };
        format!("line {}: syntax error at or near {near}", self.line)
    }

    // Tokens.

    fn advance(&mut self) -> Parsed<()> {
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

    fn string(&mut self) -> Parsed<Token> {
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

    fn regex(&mut self) -> Parsed<Token> {
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

    fn number(&mut self) -> Token {
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

    fn at(&self, op: &str) -> bool {
        matches!(&self.token, Token::Op(found) if *found == op)
    }

    fn at_name(&self, name: &str) -> bool {
        matches!(&self.token, Token::Name(found) if found == name)
    }

    fn eat(&mut self, op: &str) -> Parsed<bool> {
        let found = self.at(op);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    /// One more operator in a chain.
    fn join(&mut self) -> Parsed<()> {
        self.joined += 1;
        if self.joined > MAX_JOINED { Err("the program is too long for this simulation".into()) } else { Ok(()) }
    }

    fn expect(&mut self, op: &str) -> Parsed<()> {
        if self.eat(op)? { Ok(()) } else { Err(self.error()) }
    }

    fn skip_newlines(&mut self) -> Parsed<()> {
        while self.token == Token::Newline {
            self.advance()?;
        }
        Ok(())
    }

    fn skip_ends(&mut self) -> Parsed<()> {
        while self.token == Token::Newline || self.at(";") {
            self.advance()?;
        }
        Ok(())
    }

    // Statements.

    fn function(&mut self) -> Parsed<(String, Function)> {
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

    fn block(&mut self) -> Parsed<Vec<Statement>> {
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
    fn body(&mut self) -> Parsed<Vec<Statement>> {
        self.skip_newlines()?;
        if self.at("{") {
            return self.block();
        }
        if self.eat(";")? {
            return Ok(Vec::new());
        }
        Ok(vec![self.statement()?])
    }

    fn statement(&mut self) -> Parsed<Statement> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("the program is nested too deeply for this simulation".into());
        }
        let statement = self.statement_inside();
        self.depth -= 1;
        statement
    }

    fn statement_inside(&mut self) -> Parsed<Statement> {
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

    fn end_statement(&mut self) -> Parsed<()> {
        if self.at("}") || self.token == Token::End {
            return Ok(());
        }
        if self.token == Token::Newline || self.at(";") {
            return self.advance();
        }
        Err(self.error())
    }

    fn optional_expr(&mut self) -> Parsed<Option<Expr>> {
        if self.at("}") || self.at(";") || matches!(self.token, Token::Newline | Token::End) {
            return Ok(None);
        }
        self.expr().map(Some)
    }

    fn simple_statement(&mut self) -> Parsed<Statement> {
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

    fn for_statement(&mut self) -> Parsed<Statement> {
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

    // Expressions, from the weakest operator to the strongest.

    fn expr(&mut self) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("the program is nested too deeply for this simulation".into());
        }
        let expr = self.ternary();
        self.depth -= 1;
        expr
    }

    fn ternary(&mut self) -> Parsed<Expr> {
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

    fn or(&mut self) -> Parsed<Expr> {
        let mut left = self.and()?;
        while self.eat("||")? {
            self.skip_newlines()?;
            self.join()?;
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Expr> {
        let mut left = self.member()?;
        while self.eat("&&")? {
            self.skip_newlines()?;
            self.join()?;
            left = Expr::And(Box::new(left), Box::new(self.member()?));
        }
        Ok(left)
    }

    fn member(&mut self) -> Parsed<Expr> {
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

    fn matching(&mut self) -> Parsed<Expr> {
        let mut left = self.comparison()?;
        while self.at("~") || self.at("!~") {
            let negated = self.at("!~");
            self.advance()?;
            self.join()?;
            left = Expr::Match(negated, Box::new(left), Box::new(self.comparison()?));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Parsed<Expr> {
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

    fn concat(&mut self) -> Parsed<Expr> {
        let mut left = self.additive()?;
        while self.begins_operand() {
            self.join()?;
            left = Expr::Binary("", Box::new(left), Box::new(self.additive()?));
        }
        Ok(left)
    }

    fn concat_operand(&mut self) -> Parsed<Expr> {
        self.additive()
    }

    fn begins_operand(&self) -> bool {
        match &self.token {
            Token::Number(_) | Token::Text(_) | Token::Function(_) => true,
            Token::Name(name) => !matches!(name.as_str(), "in" | "else"),
            Token::Op(op) => {
                matches!(*op, "$" | "(" | "!" | "-" | "+" | "++" | "--") && !matches!(*op, "+" | "-" | "!")
            }
            _ => false,
        }
    }

    fn additive(&mut self) -> Parsed<Expr> {
        let mut left = self.multiplicative()?;
        while let Some(op) = ["+", "-"].into_iter().find(|op| self.at(op)) {
            self.advance()?;
            self.join()?;
            left = Expr::Binary(op, Box::new(left), Box::new(self.multiplicative()?));
        }
        Ok(left)
    }

    fn multiplicative(&mut self) -> Parsed<Expr> {
        let mut left = self.unary()?;
        while let Some(op) = ["*", "/", "%"].into_iter().find(|op| self.at(op)) {
            self.advance()?;
            self.join()?;
            left = Expr::Binary(op, Box::new(left), Box::new(self.unary()?));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expr> {
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

    fn power(&mut self) -> Parsed<Expr> {
        let base = self.postfix()?;
        if self.at("^") || self.at("**") {
            self.advance()?;
            return Ok(Expr::Binary("^", Box::new(base), Box::new(self.unary()?)));
        }
        Ok(base)
    }

    fn postfix(&mut self) -> Parsed<Expr> {
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

    fn list(&mut self, end: &str) -> Parsed<Vec<Expr>> {
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

    fn primary(&mut self) -> Parsed<Expr> {
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
