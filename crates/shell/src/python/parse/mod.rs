//! From words to a tree.

mod expressions;

use std::rc::Rc;

use super::lex::{self, Failed, Token};
use super::not_simulated;
use super::value::Val;

pub type Name = Rc<str>;

#[derive(Clone, Debug)]
pub enum Expr {
    Const(Val),
    Name(Name),
    Tuple(Vec<Expr>),
    List(Vec<Expr>),
    Set(Vec<Expr>),
    Dict(Vec<(Expr, Expr)>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    Unary(&'static str, Box<Expr>),
    /// The first, and what each next one is compared with.
    Compare(Box<Expr>, Vec<(&'static str, Expr)>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    /// Condition, then, otherwise.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    Call(Box<Expr>, Vec<Expr>, Vec<(Name, Expr)>),
    Attr(Box<Expr>, Name),
    Index(Box<Expr>, Box<Expr>),
    Slice(Vec<Expr>),
    Lambda(Vec<(Name, Option<Expr>)>, Box<Expr>),
    /// What is made (`[`, `{`, `:` for a dictionary), of what, over what.
    Comp(char, Box<Expr>, Option<Box<Expr>>, Vec<Clause>),
    /// Text, or a value with its conversion and format.
    Format(Vec<Result<String, (Expr, bool, Vec<Expr>)>>),
    Star(Box<Expr>),
}

/// `for TARGET in LIST if CONDITION...`
#[derive(Clone, Debug)]
pub struct Clause {
    pub target: Expr,
    pub over: Expr,
    pub conditions: Vec<Expr>,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Expr(Expr),
    Assign(Vec<Expr>, Expr),
    Augment(&'static str, Expr, Expr),
    If(Expr, Block, Block),
    While(Expr, Block, Block),
    For(Expr, Expr, Block, Block),
    Def(Name, Vec<(Name, Option<Expr>)>, Block),
    Return(Option<Expr>),
    Break,
    Continue,
    Pass,
    Import(Name, Name),
    From(Name, Vec<(Name, Name)>),
    Try(Block, Vec<Handler>, Block, Block),
    Raise(Option<Expr>),
    With(Expr, Option<Expr>, Block),
    Delete(Vec<Expr>),
    Assert(Expr, Option<Expr>),
    Global(Vec<Name>),
}

/// `except KINDS as NAME`
pub type Handler = (u32, Option<Expr>, Option<Name>, Block);
pub type Block = Vec<(u32, Kind)>;
type Made<T> = Result<T, Failed>;

/// How deep a program may be nested.
const DEEPEST: u32 = 100;
/// Operators, calls and the like in one statement.
const MOST_JOINED: u32 = 400;
const SYNTAX: &str = "invalid syntax";
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// A whole program.
pub fn program(source: &str) -> Made<Block> {
    let mut p = Parser { tokens: lex::lex(source)?, at: 0, depth: 0, joined: 0 };
    let mut block = Vec::new();
    while p.peek() != &Token::End {
        p.statement(&mut block)?;
    }
    Ok(block)
}

struct Parser {
    tokens: Vec<(u32, Token)>,
    at: usize,
    depth: u32,
    joined: u32,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |t| &t.1)
    }
    fn line(&self) -> u32 {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(1, |t| t.0)
    }
    fn fail<T>(&self, text: impl Into<String>) -> Made<T> {
        Err((self.line(), text.into()))
    }
    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }
    fn is(&self, sign: &str) -> bool {
        match self.peek() {
            Token::Sign(s) => *s == sign,
            Token::Name(n) => &**n == sign && KEYWORDS.contains(&sign),
            _ => false,
        }
    }
    fn take(&mut self, sign: &str) -> bool {
        let is = self.is(sign);
        self.at += usize::from(is);
        is
    }
    fn expect(&mut self, sign: &str) -> Made<()> {
        if self.take(sign) { Ok(()) } else { self.fail(if sign == ":" { "expected ':'" } else { SYNTAX }) }
    }
    fn name(&mut self) -> Made<Name> {
        match self.peek().clone() {
            Token::Name(n) if !KEYWORDS.contains(&&*n) => {
                self.at += 1;
                Ok(n)
            }
            _ => self.fail(SYNTAX),
        }
    }
    fn dotted(&mut self) -> Made<Name> {
        let mut name = self.name()?.to_string();
        while self.take(".") {
            name = format!("{name}.{}", self.name()?);
        }
        Ok(name.into())
    }
    /// Something between commas, until `end` does not follow.
    fn many<T>(&mut self, mut one: impl FnMut(&mut Parser) -> Made<T>) -> Made<Vec<T>> {
        let mut all = vec![one(self)?];
        while self.take(",") {
            all.push(one(self)?);
        }
        Ok(all)
    }

    fn block(&mut self) -> Made<Block> {
        self.expect(":")?;
        let mut block = Vec::new();
        if self.peek() != &Token::Newline {
            self.simple_line(&mut block)?;
            return Ok(block);
        }
        self.at += 1;
        if self.next() != Token::Indent {
            self.at -= 1;
            return self.fail("expected an indented block");
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fail("too many statically nested blocks");
        }
        while self.peek() != &Token::Dedent {
            if self.peek() == &Token::End {
                return self.fail(SYNTAX);
            }
            self.statement(&mut block)?;
        }
        self.at += 1;
        self.depth -= 1;
        Ok(block)
    }

    fn statement(&mut self, into: &mut Block) -> Made<()> {
        let outer = std::mem::take(&mut self.joined);
        let made = self.compound_or_simple(into);
        self.joined = outer;
        made
    }
    fn compound_or_simple(&mut self, into: &mut Block) -> Made<()> {
        let line = self.line();
        let Token::Name(word) = self.peek().clone() else {
            return match self.peek() {
                Token::Indent => self.fail("unexpected indent"),
                Token::Sign("@") => self.fail(not_simulated("decorators")),
                _ => self.simple_line(into),
            };
        };
        let kind = match &*word {
            "if" => {
                self.at += 1;
                self.rest_of_if()?
            }
            "while" => {
                self.at += 1;
                let condition = self.expr()?;
                let body = self.block()?;
                Kind::While(condition, body, self.otherwise()?)
            }
            "for" => {
                self.at += 1;
                let target = self.targets()?;
                self.expect("in")?;
                let over = self.exprs()?;
                let body = self.block()?;
                Kind::For(target, over, body, self.otherwise()?)
            }
            "def" => {
                self.at += 1;
                let name = self.name()?;
                self.expect("(")?;
                let parameters = self.parameters(")")?;
                self.expect(")")?;
                if self.take("->") {
                    self.expr()?;
                }
                Kind::Def(name, parameters, self.block()?)
            }
            "try" => {
                self.at += 1;
                self.rest_of_try()?
            }
            "with" => {
                self.at += 1;
                let what = self.expr()?;
                let target = if self.take("as") { Some(self.targets()?) } else { None };
                Kind::With(what, target, self.block()?)
            }
            "class" => return self.fail(not_simulated("classes")),
            "async" => return self.fail(not_simulated("async")),
            _ => return self.simple_line(into),
        };
        into.push((line, kind));
        Ok(())
    }

    fn rest_of_if(&mut self) -> Made<Kind> {
        self.join()?;
        let condition = self.expr()?;
        let body = self.block()?;
        let line = self.line();
        let other = if self.take("elif") { vec![(line, self.rest_of_if()?)] } else { self.otherwise()? };
        Ok(Kind::If(condition, body, other))
    }
    fn otherwise(&mut self) -> Made<Block> {
        if self.take("else") { self.block() } else { Ok(Vec::new()) }
    }
    fn rest_of_try(&mut self) -> Made<Kind> {
        let body = self.block()?;
        let mut handlers = Vec::new();
        while self.is("except") {
            let line = self.line();
            self.at += 1;
            let kinds = if self.is(":") { None } else { Some(self.exprs()?) };
            let name = if self.take("as") { Some(self.name()?) } else { None };
            handlers.push((line, kinds, name, self.block()?));
        }
        let other = self.otherwise()?;
        let last = if self.take("finally") { self.block()? } else { Vec::new() };
        if handlers.is_empty() && last.is_empty() {
            return self.fail("expected 'except' or 'finally' block");
        }
        Ok(Kind::Try(body, handlers, other, last))
    }
    fn parameters(&mut self, end: &str) -> Made<Vec<(Name, Option<Expr>)>> {
        let mut all = Vec::new();
        while !self.is(end) {
            if self.is("*") || self.is("**") {
                return self.fail(not_simulated("parameters with a star"));
            }
            let name = self.name()?;
            if end == ")" && self.take(":") {
                self.expr()?;
            }
            let default = if self.take("=") { Some(self.expr()?) } else { None };
            all.push((name, default));
            if !self.take(",") {
                break;
            }
        }
        Ok(all)
    }

    fn simple_line(&mut self, into: &mut Block) -> Made<()> {
        loop {
            let line = self.line();
            let kind = self.simple()?;
            into.push((line, kind));
            if self.take(";") && self.peek() != &Token::Newline {
                continue;
            }
            return match self.next() {
                Token::Newline | Token::End => Ok(()),
                _ => {
                    self.at -= 1;
                    self.fail(SYNTAX)
                }
            };
        }
    }

    fn simple(&mut self) -> Made<Kind> {
        let word = if let Token::Name(word) = self.peek() { word.clone() } else { "".into() };
        if KEYWORDS.contains(&&*word) {
            self.at += 1;
        }
        Ok(match &*word {
            "pass" => Kind::Pass,
            "break" => Kind::Break,
            "continue" => Kind::Continue,
            "return" => {
                let ends = matches!(self.peek(), Token::Newline | Token::End | Token::Sign(";"));
                Kind::Return(if ends { None } else { Some(self.exprs()?) })
            }
            "global" => Kind::Global(self.many(Parser::name)?),
            "del" => Kind::Delete(self.many(Parser::postfix)?),
            "assert" => {
                let condition = self.expr()?;
                Kind::Assert(condition, if self.take(",") { Some(self.expr()?) } else { None })
            }
            "raise" => {
                let ends = matches!(self.peek(), Token::Newline | Token::End | Token::Sign(";"));
                let what = if ends { None } else { Some(self.expr()?) };
                if self.take("from") {
                    self.expr()?;
                }
                Kind::Raise(what)
            }
            "import" => {
                let module = self.dotted()?;
                let alias = if self.take("as") { self.name()? } else { module.clone() };
                if self.is(",") {
                    // The rest is an import of its own.
                    let at = self.at;
                    let line = self.line();
                    self.tokens[at] = (line, Token::Sign(";"));
                    self.tokens.insert(at + 1, (line, Token::Name("import".into())));
                }
                Kind::Import(module, alias)
            }
            "from" => {
                let module = self.dotted()?;
                self.expect("import")?;
                let bracket = self.take("(");
                let names = self.many(|p| {
                    let name = p.name()?;
                    let alias = if p.take("as") { p.name()? } else { name.clone() };
                    Ok((name, alias))
                })?;
                if bracket {
                    self.expect(")")?;
                }
                Kind::From(module, names)
            }
            "nonlocal" | "yield" | "await" => {
                self.at -= 1;
                return self.fail(not_simulated(&word));
            }
            "not" | "lambda" | "None" | "True" | "False" => {
                self.at -= 1;
                Kind::Expr(self.exprs()?)
            }
            word if KEYWORDS.contains(&word) => {
                self.at -= 1;
                return self.fail(SYNTAX);
            }
            _ => self.assignment()?,
        })
    }

    fn assignment(&mut self) -> Made<Kind> {
        let first = self.exprs()?;
        if let Token::Sign(sign) = self.peek().clone() {
            const OPERATORS: &[(&str, &str)] =
                &[("+=", "+"), ("-=", "-"), ("*=", "*"), ("/=", "/"), ("%=", "%"), ("//=", "//"), ("**=", "**")];
            if let Some((_, operator)) = OPERATORS.iter().find(|(s, _)| *s == sign) {
                self.at += 1;
                self.assignable(&first)?;
                return Ok(Kind::Augment(operator, first, self.exprs()?));
            }
            if sign == ":" && matches!(first, Expr::Name(_)) {
                self.at += 1;
                self.expr()?;
                if !self.is("=") {
                    return Ok(Kind::Pass);
                }
            }
        }
        let mut targets = Vec::new();
        let mut last = first;
        while self.take("=") {
            self.assignable(&last)?;
            targets.push(last);
            last = self.exprs()?;
        }
        Ok(if targets.is_empty() { Kind::Expr(last) } else { Kind::Assign(targets, last) })
    }
    fn assignable(&self, e: &Expr) -> Made<()> {
        match e {
            Expr::Name(_) | Expr::Index(..) => Ok(()),
            Expr::Tuple(l) | Expr::List(l) => l.iter().try_for_each(|e| self.assignable(e)),
            Expr::Attr(..) => self.fail(not_simulated("assigning to attributes")),
            Expr::Star(_) => self.fail(not_simulated("unpacking with a star")),
            Expr::Call(..) => self.fail("cannot assign to function call"),
            _ => self.fail("cannot assign to expression"),
        }
    }
    /// What `for` assigns to.
    fn targets(&mut self) -> Made<Expr> {
        let first = self.postfix()?;
        if !self.is(",") {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.take(",") && !self.is("in") {
            all.push(self.postfix()?);
        }
        Ok(Expr::Tuple(all))
    }
}
