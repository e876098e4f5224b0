//! The language of awk: its tree, and the parser, which goes through tokens, statements and expressions.

mod expressions;
mod statements;
mod tokens;

use sorted::SortedMap;
use std::rc::Rc;

use regex_lite::Regex;

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
}
