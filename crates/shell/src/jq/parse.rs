//! The grammar of jq: words, and how they bind.

use std::rc::Rc;

use super::lex::{Token, tokens, wrong};
use super::value::J;

pub enum Ast {
    Identity,
    Recurse,
    Const(J),
    /// `$name`
    Var(String),
    /// A text with values in it, each made into text by a format.
    Text(String, Vec<Piece>),
    Format(String),
    Index(Box<Ast>, Box<Ast>),
    Slice(Box<Ast>, Option<Box<Ast>>, Option<Box<Ast>>),
    Each(Box<Ast>),
    Try(Box<Ast>, Option<Box<Ast>>),
    Array(Option<Box<Ast>>),
    Object(Vec<(Ast, Ast)>),
    Negative(Box<Ast>),
    Pipe(Box<Ast>, Box<Ast>),
    Comma(Box<Ast>, Box<Ast>),
    Binary(&'static str, Box<Ast>, Box<Ast>),
    If(Box<Ast>, Box<Ast>, Option<Box<Ast>>),
    Reduce(Box<Ast>, Pattern, Box<Ast>, Box<Ast>),
    Foreach(Box<Ast>, Pattern, Box<Ast>, Box<Ast>, Option<Box<Ast>>),
    As(Box<Ast>, Pattern, Box<Ast>),
    Def(Rc<Function>, Box<Ast>),
    Label(String, Box<Ast>),
    Break(String),
    Call(String, Vec<Rc<Ast>>),
}

pub enum Piece {
    Text(String),
    Value(Ast),
}

pub enum Pattern {
    Var(String),
    Array(Vec<Pattern>),
    Object(Vec<(Ast, Pattern)>),
}

pub struct Function {
    pub name: String,
    pub params: Vec<String>,
    pub body: Rc<Ast>,
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

/// How deep terms may be nested.
const DEEPEST: usize = 400;

pub fn parse(text: &str) -> Result<Ast, String> {
    parse_at(text, 0)
}

/// The same of a program in a text of another one.
fn parse_at(text: &str, depth: usize) -> Result<Ast, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth };
    if parser.tokens.is_empty() {
        return Ok(Ast::Identity);
    }
    let ast = parser.pipe()?;
    if parser.at < parser.tokens.len() { Err(parser.unexpected()) } else { Ok(ast) }
}

/// Definitions alone.
pub fn definitions(text: &str) -> Vec<Rc<Function>> {
    let mut parser = Parser { tokens: tokens(text).unwrap_or_default(), at: 0, depth: 0 };
    let mut all = Vec::new();
    while parser.word("def") {
        match parser.definition() {
            Ok(function) => all.push(Rc::new(function)),
            Err(_) => break,
        }
    }
    all
}

const BINARY: &[(&[&str], bool)] = &[
    (&["//"], true),
    (&["=", "|=", "+=", "-=", "*=", "/=", "%=", "//="], false),
    (&["or"], false),
    (&["and"], false),
    (&["==", "!=", "<", "<=", ">", ">="], false),
    (&["+", "-"], false),
    (&["*", "/", "%"], false),
];

impl Parser {
    fn unexpected(&self) -> String {
        match self.tokens.get(self.at) {
            None => wrong("$end (Unix shell quoting issues?)"),
            Some(Token::Op(op)) => wrong(&format!("'{op}'")),
            Some(Token::Word(word)) => wrong(word),
            Some(Token::Field(_)) => wrong("FIELD"),
            Some(_) => wrong("literal"),
        }
    }
    fn op(&mut self, op: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Op(o)) if *o == op);
        self.at += usize::from(found);
        found
    }
    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Word(w)) if w == word);
        self.at += usize::from(found);
        found
    }
    fn need(&mut self, op: &str) -> Result<(), String> {
        if self.op(op) || self.word(op) { Ok(()) } else { Err(self.unexpected()) }
    }
    fn name(&mut self) -> Result<String, String> {
        match self.tokens.get(self.at) {
            Some(Token::Word(name)) => {
                self.at += 1;
                Ok(name.clone())
            }
            _ => Err(self.unexpected()),
        }
    }

    /// One level deeper.
    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Parser) -> Result<T, String>) -> Result<T, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("this program is nested too deeply for this simulation".into());
        }
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }
    fn pipe(&mut self) -> Result<Ast, String> {
        self.deeper(Parser::piped)
    }
    fn piped(&mut self) -> Result<Ast, String> {
        if self.word("def") {
            let function = Rc::new(self.definition()?);
            return Ok(Ast::Def(function, Box::new(self.pipe()?)));
        }
        if self.word("label") {
            let name = self.label()?;
            self.need("|")?;
            return Ok(Ast::Label(name, Box::new(self.pipe()?)));
        }
        let left = self.comma()?;
        if self.word("as") {
            let pattern = self.pattern()?;
            self.need("|")?;
            return Ok(Ast::As(Box::new(left), pattern, Box::new(self.pipe()?)));
        }
        if self.op("|") {
            return Ok(Ast::Pipe(Box::new(left), Box::new(self.pipe()?)));
        }
        Ok(left)
    }
    fn definition(&mut self) -> Result<Function, String> {
        let name = self.name()?;
        let mut params = Vec::new();
        if self.op("(") {
            loop {
                match self.tokens.get(self.at).cloned() {
                    Some(Token::Var(name)) => params.push(format!("${name}")),
                    Some(Token::Word(name)) => params.push(name),
                    _ => return Err(self.unexpected()),
                }
                self.at += 1;
                if self.op(")") {
                    break;
                }
                self.need(";")?;
            }
        }
        self.need(":")?;
        let body = Rc::new(self.pipe()?);
        self.need(";")?;
        Ok(Function { name, params, body })
    }
    fn label(&mut self) -> Result<String, String> {
        match self.tokens.get(self.at).cloned() {
            Some(Token::Var(name)) => {
                self.at += 1;
                Ok(name)
            }
            _ => Err(self.unexpected()),
        }
    }
    fn pattern(&mut self) -> Result<Pattern, String> {
        self.deeper(Parser::destructured)
    }
    fn destructured(&mut self) -> Result<Pattern, String> {
        if let Some(Token::Var(name)) = self.tokens.get(self.at).cloned() {
            self.at += 1;
            return Ok(Pattern::Var(name));
        }
        if self.op("[") {
            let mut items = vec![self.pattern()?];
            while self.op(",") {
                items.push(self.pattern()?);
            }
            self.need("]")?;
            return Ok(Pattern::Array(items));
        }
        self.need("{")?;
        let mut pairs = Vec::new();
        loop {
            match self.tokens.get(self.at).cloned() {
                Some(Token::Var(name)) => {
                    self.at += 1;
                    let key = Ast::Const(J::str(&name));
                    let inner = if self.op(":") { self.pattern()? } else { Pattern::Var(name) };
                    pairs.push((key, inner));
                }
                _ => {
                    let key = self.key()?;
                    self.need(":")?;
                    pairs.push((key, self.pattern()?));
                }
            }
            if self.op("}") {
                return Ok(Pattern::Object(pairs));
            }
            self.need(",")?;
        }
    }
    fn comma(&mut self) -> Result<Ast, String> {
        let mut left = self.level(0)?;
        while self.op(",") {
            left = Ast::Comma(Box::new(left), Box::new(self.level(0)?));
        }
        Ok(left)
    }
    fn level(&mut self, level: usize) -> Result<Ast, String> {
        let Some((operators, right)) = BINARY.get(level) else { return self.unary() };
        let mut left = self.level(level + 1)?;
        while let Some(op) = operators.iter().find(|op| self.op(op) || self.word(op)) {
            let other = if *right { self.deeper(|p| p.level(level))? } else { self.level(level + 1)? };
            left = Ast::Binary(op, Box::new(left), Box::new(other));
        }
        Ok(left)
    }
    fn unary(&mut self) -> Result<Ast, String> {
        if self.op("-") {
            return Ok(Ast::Negative(Box::new(self.postfix()?)));
        }
        self.postfix()
    }
    fn postfix(&mut self) -> Result<Ast, String> {
        let mut term = self.term()?;
        loop {
            match self.tokens.get(self.at).cloned() {
                Some(Token::Field(name)) => {
                    self.at += 1;
                    term = Ast::Index(Box::new(term), Box::new(Ast::Const(J::str(name))));
                }
                Some(Token::Op("?")) => {
                    self.at += 1;
                    term = Ast::Try(Box::new(term), None);
                }
                Some(Token::Op("[")) => {
                    self.at += 1;
                    term = self.bracket(term)?;
                }
                Some(Token::Op(".")) => match self.tokens.get(self.at + 1) {
                    Some(Token::Text(_)) => {
                        self.at += 1;
                        let key = self.term()?;
                        term = Ast::Index(Box::new(term), Box::new(key));
                    }
                    Some(Token::Op("[")) => {
                        self.at += 2;
                        term = self.bracket(term)?;
                    }
                    _ => return Err(self.unexpected()),
                },
                _ => return Ok(term),
            }
        }
    }
    fn bracket(&mut self, term: Ast) -> Result<Ast, String> {
        let term = Box::new(term);
        if self.op("]") {
            return Ok(Ast::Each(term));
        }
        if self.op(":") {
            let end = self.pipe()?;
            self.need("]")?;
            return Ok(Ast::Slice(term, None, Some(Box::new(end))));
        }
        let first = Box::new(self.pipe()?);
        if self.op(":") {
            let end = if self.op("]") { None } else { Some(Box::new(self.pipe()?)) };
            if end.is_some() {
                self.need("]")?;
            }
            return Ok(Ast::Slice(term, Some(first), end));
        }
        self.need("]")?;
        Ok(Ast::Index(term, first))
    }
    fn term(&mut self) -> Result<Ast, String> {
        self.deeper(Parser::bare_term)
    }
    fn bare_term(&mut self) -> Result<Ast, String> {
        let Some(token) = self.tokens.get(self.at).cloned() else { return Err(self.unexpected()) };
        self.at += 1;
        Ok(match token {
            Token::Num(n) => Ast::Const(J::Num(n)),
            Token::Text(text) => Ast::Text("text".into(), pieces(&text, self.depth)?),
            Token::Format(name) => match self.tokens.get(self.at).cloned() {
                Some(Token::Text(text)) => {
                    self.at += 1;
                    Ast::Text(name, pieces(&text, self.depth)?)
                }
                _ => Ast::Format(name),
            },
            Token::Field(name) => Ast::Index(Box::new(Ast::Identity), Box::new(Ast::Const(J::str(name)))),
            Token::Var(name) => Ast::Var(name),
            Token::Op("..") => Ast::Recurse,
            Token::Op(".") => match self.tokens.get(self.at) {
                Some(Token::Text(_)) => {
                    let key = self.term()?;
                    Ast::Index(Box::new(Ast::Identity), Box::new(key))
                }
                _ => Ast::Identity,
            },
            Token::Op("(") => {
                let inner = self.pipe()?;
                self.need(")")?;
                inner
            }
            Token::Op("[") if self.op("]") => Ast::Array(None),
            Token::Op("[") => {
                let inner = self.pipe()?;
                self.need("]")?;
                Ast::Array(Some(Box::new(inner)))
            }
            Token::Op("{") => self.object()?,
            Token::Word(word) => match word.as_str() {
                "null" => Ast::Const(J::Null),
                "true" => Ast::Const(J::Bool(true)),
                "false" => Ast::Const(J::Bool(false)),
                "if" => self.conditional()?,
                "break" => Ast::Break(self.label()?),
                "try" => {
                    let body = Box::new(self.postfix()?);
                    let caught = if self.word("catch") { Some(Box::new(self.postfix()?)) } else { None };
                    Ast::Try(body, caught)
                }
                "reduce" | "foreach" => {
                    let source = Box::new(self.postfix()?);
                    self.need("as")?;
                    let pattern = self.pattern()?;
                    self.need("(")?;
                    let first = Box::new(self.pipe()?);
                    self.need(";")?;
                    let step = Box::new(self.pipe()?);
                    let shown = if self.op(";") { Some(Box::new(self.pipe()?)) } else { None };
                    self.need(")")?;
                    match word.as_str() {
                        "reduce" => Ast::Reduce(source, pattern, first, step),
                        _ => Ast::Foreach(source, pattern, first, step, shown),
                    }
                }
                "then" | "else" | "elif" | "end" | "as" | "and" | "or" | "catch" => {
                    self.at -= 1;
                    return Err(self.unexpected());
                }
                _ => {
                    let mut args = Vec::new();
                    if self.op("(") {
                        loop {
                            args.push(Rc::new(self.pipe()?));
                            if self.op(")") {
                                break;
                            }
                            self.need(";")?;
                        }
                    }
                    Ast::Call(word, args)
                }
            },
            Token::Op(_) => {
                self.at -= 1;
                return Err(self.unexpected());
            }
        })
    }
    fn conditional(&mut self) -> Result<Ast, String> {
        let test = Box::new(self.pipe()?);
        self.need("then")?;
        let yes = Box::new(self.pipe()?);
        if self.word("elif") {
            return Ok(Ast::If(test, yes, Some(Box::new(self.deeper(Parser::conditional)?))));
        }
        let no = if self.word("else") { Some(Box::new(self.pipe()?)) } else { None };
        self.need("end")?;
        Ok(Ast::If(test, yes, no))
    }
    fn key(&mut self) -> Result<Ast, String> {
        match self.tokens.get(self.at).cloned() {
            Some(Token::Word(word)) => {
                self.at += 1;
                Ok(Ast::Const(J::str(word)))
            }
            Some(Token::Text(_) | Token::Format(_) | Token::Num(_)) => self.term(),
            Some(Token::Op("(")) => self.term(),
            _ => Err(self.unexpected()),
        }
    }
    fn object(&mut self) -> Result<Ast, String> {
        let mut pairs = Vec::new();
        if self.op("}") {
            return Ok(Ast::Object(pairs));
        }
        loop {
            if let Some(Token::Var(name)) = self.tokens.get(self.at).cloned() {
                self.at += 1;
                pairs.push((Ast::Const(J::str(&name)), Ast::Var(name)));
            } else {
                let start = self.at;
                let key = self.key()?;
                if self.op(":") {
                    pairs.push((key, self.value()?));
                } else {
                    self.at = start;
                    let again = self.key()?;
                    pairs.push((key, Ast::Index(Box::new(Ast::Identity), Box::new(again))));
                }
            }
            if self.op("}") {
                return Ok(Ast::Object(pairs));
            }
            self.need(",")?;
        }
    }
    /// A value in an object: no comma belongs to it, but pipes do.
    fn value(&mut self) -> Result<Ast, String> {
        let left = self.level(0)?;
        if self.op("|") { Ok(Ast::Pipe(Box::new(left), Box::new(self.deeper(Parser::value)?))) } else { Ok(left) }
    }
}

/// What stands between the quotes of a text.
fn pieces(text: &str, depth: usize) -> Result<Vec<Piece>, String> {
    let (mut out, mut plain, mut rest) = (Vec::new(), String::new(), text);
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if rest.starts_with('(') {
            // It ends where a text of the same inside would.
            let quoted = format!("\"\\{rest}\"");
            let mut open = 0usize;
            let mut end = None;
            let mut in_text = false;
            let mut escaped = false;
            for (at, c) in quoted[2..].char_indices() {
                match c {
                    _ if escaped => escaped = false,
                    '\\' if in_text => escaped = true,
                    '"' => in_text = !in_text,
                    '(' if !in_text => open += 1,
                    ')' if !in_text => {
                        open -= 1;
                        if open == 0 {
                            end = Some(at);
                            break;
                        }
                    }
                    _ => {}
                }
            }
            let end = end.ok_or_else(|| wrong("end of file"))?;
            out.push(Piece::Text(std::mem::take(&mut plain)));
            out.push(Piece::Value(parse_at(&rest[1..end], depth)?));
            rest = &rest[end + 1..];
            continue;
        }
        let letters = if rest.starts_with('u') { 5 } else { 1 };
        let length = rest.char_indices().nth(letters).map_or(rest.len(), |(at, _)| at);
        let (read, _) = super::value::read(&format!("\"\\{}\"", &rest[..length]));
        match read.first() {
            Some(J::Str(text)) => plain.push_str(text),
            _ => return Err(wrong("INVALID_CHARACTER")),
        }
        rest = &rest[length..];
    }
    plain.push_str(rest);
    out.push(Piece::Text(plain));
    Ok(out)
}
