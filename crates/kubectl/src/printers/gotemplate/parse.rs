//! Tokens to nodes, in the order in which Go reads them: the first thing that is wrong is what is told.

use api::Value;
use sorted::SortedMap;

use super::functions;
use super::lex::{Kind, Token, lex};
use super::{Command, Node, Operand, Pipe, Spot};
use crate::cli::go;

type Failure = (usize, String);
type Parsed<T> = Result<T, Failure>;
type Defined = SortedMap<String, Vec<Node>>;

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    /// What is wrong with the last token, where it is none.
    broken: String,
    at: usize,
    defined: Defined,
    /// How many ranges are open.
    ranges: usize,
    /// The variables that are declared here; the one without a name is `$`.
    variables: Vec<String>,
    /// Parentheses and blocks around what is being read.
    deep: usize,
}

/// Go reads ten thousand parentheses within one another, and any number of blocks; the stack here is smaller.
const DEEPEST: usize = 100;

/// How a list of nodes ended.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    End,
    /// `{{else}}`; of `{{else if}}` and `{{else with}}` the second word has not been read.
    Else,
}

pub(super) fn parse(text: &str) -> Parsed<(Vec<Node>, Defined)> {
    let (tokens, broken) = lex(text);
    let variables = vec![String::new()];
    let mut p = Parser { text, tokens, broken, at: 0, defined: SortedMap::new(), ranges: 0, variables, deep: 0 };
    let mut body = Vec::new();
    while p.peek().kind != Kind::End {
        let begin = p.at;
        if p.next().kind == Kind::Open && p.next_solid().text == "define" {
            p.define()?;
            continue;
        }
        p.at = begin;
        match p.node()? {
            Ok(node) => body.push(node),
            Err(ending) => return p.fail(format!("unexpected {}", ending.text())),
        }
    }
    Ok((body, p.defined))
}

impl Ending {
    fn text(self) -> &'static str {
        if self == Ending::End { "{{end}}" } else { "{{else}}" }
    }
}

impl<'a> Parser<'a> {
    /// The next token; the last one is read again and again.
    fn peek(&self) -> Token<'a> {
        self.tokens[self.at.min(self.tokens.len() - 1)]
    }
    fn next(&mut self) -> Token<'a> {
        let token = self.peek();
        self.at += 1;
        token
    }
    /// The next one that is no blank.
    fn peek_solid(&mut self) -> Token<'a> {
        self.at += usize::from(self.peek().kind == Kind::Space);
        self.peek()
    }
    fn next_solid(&mut self) -> Token<'a> {
        self.peek_solid();
        self.next()
    }
    /// An error where the last token that was read stands.
    fn fail<T>(&self, why: impl Into<String>) -> Parsed<T> {
        let last = self.tokens[self.at.saturating_sub(1).min(self.tokens.len() - 1)];
        Err((last.at, why.into()))
    }
    fn unexpected<T>(&self, token: Token<'_>, context: &str) -> Parsed<T> {
        let what = match token.kind {
            Kind::Broken => return Err((token.at, self.broken.clone())),
            Kind::End => "EOF".into(),
            Kind::Keyword => format!("<{}>", token.text),
            _ => match token.text.char_indices().nth(10) {
                Some((cut, _)) => go::quote(&token.text[..cut]) + "...",
                None => go::quote(token.text),
            },
        };
        Err((token.at, format!("unexpected {what} in {context}")))
    }
    fn close(&mut self, context: &str) -> Parsed<()> {
        match self.next_solid() {
            token if token.kind == Kind::Close => Ok(()),
            token => self.unexpected(token, context),
        }
    }

    /// The nodes up to an end.
    fn list(&mut self) -> Parsed<(Vec<Node>, Ending)> {
        let mut nodes = Vec::new();
        while self.peek_solid().kind != Kind::End {
            match self.node()? {
                Ok(node) => nodes.push(node),
                Err(ending) => return Ok((nodes, ending)),
            }
        }
        self.fail("unexpected EOF")
    }

    /// A text, an action, or the end of what holds it.
    fn node(&mut self) -> Parsed<Result<Node, Ending>> {
        let token = self.next_solid();
        match token.kind {
            Kind::Text => return Ok(Ok(Node::Text(token.text.to_string()))),
            Kind::Open => {}
            _ => return self.unexpected(token, "input"),
        }
        let begin = self.at;
        let word = self.next_solid();
        Ok(Ok(match (word.kind, word.text) {
            (Kind::Keyword, "end") => {
                self.close("end")?;
                return Ok(Err(Ending::End));
            }
            (Kind::Keyword, "else") => {
                if !matches!(self.peek_solid().text, "if" | "with") {
                    self.close("else")?;
                }
                return Ok(Err(Ending::Else));
            }
            (Kind::Keyword, "if" | "range" | "with") => self.within(|p| p.control(word.text))?,
            (Kind::Keyword, "break" | "continue") => {
                self.close(&format!("{{{{{}}}}}", word.text))?;
                if self.ranges == 0 {
                    return self.fail(format!("{{{{{}}}}} outside {{{{range}}}}", word.text));
                }
                if word.text == "break" { Node::Break } else { Node::Continue }
            }
            (Kind::Keyword, "block") => {
                let name = self.name("block clause")?;
                let pipe = self.pipe("block clause", Kind::Close)?;
                self.within(|p| p.body(name.clone(), "block clause"))?;
                Node::Template(name, Some(pipe))
            }
            (Kind::Keyword, "template") => {
                let name = self.name("template clause")?;
                let closed = self.peek_solid().kind == Kind::Close;
                let pipe = match closed {
                    true => None,
                    false => Some(self.pipe("template clause", Kind::Close)?),
                };
                self.at += usize::from(closed);
                Node::Template(name, pipe)
            }
            _ => {
                self.at = begin;
                Node::Action(self.pipe("command", Kind::Close)?)
            }
        }))
    }

    fn name(&mut self, context: &str) -> Parsed<String> {
        let token = self.next_solid();
        match token.kind {
            Kind::Quoted | Kind::Raw => self.unquoted(token),
            _ => self.unexpected(token, context),
        }
    }
    fn unquoted(&self, token: Token<'_>) -> Parsed<String> {
        let inner = &token.text[1..token.text.len() - 1];
        match token.kind {
            Kind::Raw => Ok(inner.replace('\r', "")),
            _ => unescaped(inner, '"').map_or_else(|| self.fail("invalid syntax"), Ok),
        }
    }

    fn define(&mut self) -> Parsed<()> {
        let name = self.name("define clause")?;
        self.close("define clause")?;
        self.body(name, "define clause")
    }
    /// The nodes of a template of its own, which knows no variables of the others.
    fn body(&mut self, name: String, context: &str) -> Parsed<()> {
        let outside = std::mem::replace(&mut self.variables, vec![String::new()]);
        let (body, ending) = self.list()?;
        self.variables = outside;
        if ending != Ending::End {
            return self.fail(format!("unexpected {} in {context}", ending.text()));
        }
        self.defined.insert(name, body);
        Ok(())
    }

    /// What stands in parentheses or in a block.
    fn within<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.deep >= DEEPEST {
            return self.fail("max expression depth exceeded");
        }
        self.deep += 1;
        let made = read(self);
        self.deep -= 1;
        made
    }

    fn control(&mut self, word: &str) -> Parsed<Node> {
        let known = self.variables.len();
        let pipe = self.pipe(word, Kind::Close)?;
        self.ranges += usize::from(word == "range");
        let (body, mut ending) = self.list()?;
        self.ranges -= usize::from(word == "range");
        let mut otherwise = Vec::new();
        if ending == Ending::Else {
            let next = self.peek();
            if word != "range" && next.kind == Kind::Keyword && next.text == word {
                // `else if` is an `if` of its own, which shares the `end`.
                self.at += 1;
                otherwise.push(self.within(|p| p.control(word))?);
            } else {
                (otherwise, ending) = self.list()?;
                if ending != Ending::End {
                    return self.fail(format!("expected end; found {}", ending.text()));
                }
            }
        }
        self.variables.truncate(known);
        Ok(match word {
            "if" => Node::If(pipe, body, otherwise),
            "range" => Node::Range(pipe, body, otherwise),
            _ => Node::With(pipe, body, otherwise),
        })
    }

    /// The pipeline of an action up to its end; `context` says of which.
    fn pipe(&mut self, context: &str, end: Kind) -> Parsed<Pipe> {
        let (variables, assigns) = self.declaration(context)?;
        let mut commands: Vec<Command> = Vec::new();
        loop {
            let token = self.peek_solid();
            match token.kind {
                kind if kind == end => break,
                Kind::Keyword if !matches!(token.text, "." | "nil") => return self.unexpected(token, context),
                Kind::Keyword
                | Kind::Bool
                | Kind::Character
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Raw
                | Kind::Quoted
                | Kind::Variable
                | Kind::Left => commands.push(self.command()?),
                _ => return self.unexpected(token, context),
            }
        }
        self.at += 1;
        if commands.is_empty() {
            return self.fail(format!("missing value for {context}"));
        }
        let fixed = |c: &Command| matches!(c.operands[0], Operand::Dot | Operand::Nil | Operand::Literal(_));
        if let Some(stage) = commands.iter().skip(1).position(fixed) {
            return self.fail(format!("non executable command in pipeline stage {}", stage + 2));
        }
        Ok(Pipe { variables, assigns, commands })
    }

    /// `$a := ` or `$a, $b := `, if that is what stands here.
    fn declaration(&mut self, context: &str) -> Parsed<(Vec<String>, bool)> {
        let mut names = Vec::new();
        loop {
            let variable = self.peek_solid();
            let begin = self.at;
            if variable.kind != Kind::Variable {
                return Ok((names, false));
            }
            self.at += 1;
            let sign = self.peek_solid();
            let declares = matches!(sign.kind, Kind::Declare | Kind::Assign);
            if !declares && sign.text != "," {
                self.at = begin;
                return Ok((names, false));
            }
            self.at += 1;
            let name = variable.text[1..].to_string();
            self.variables.push(name.clone());
            names.push(name);
            if declares {
                return Ok((names, sign.kind == Kind::Assign));
            }
            if context != "range" || names.len() > 1 {
                return self.fail(format!("too many declarations in {context}"));
            }
            if !matches!(self.peek_solid().kind, Kind::Variable | Kind::Close | Kind::Right) {
                return self.fail("range can only initialize variables");
            }
        }
    }

    fn command(&mut self) -> Parsed<Command> {
        let from = self.peek_solid().at;
        let mut operands = Vec::new();
        let end = loop {
            self.peek_solid();
            operands.extend(self.operand()?);
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::Close | Kind::Right => self.at -= 1,
                Kind::Pipe => {}
                _ => return self.unexpected(token, "operand"),
            }
            break token.at;
        };
        if operands.is_empty() {
            return self.fail("empty command");
        }
        Ok(Command { text: self.text[from..end].trim_end().to_string(), operands })
    }

    fn operand(&mut self) -> Parsed<Option<Operand>> {
        let start = self.at;
        let token = self.next_solid();
        let from = token.at;
        let operand = match (token.kind, token.text) {
            (Kind::Keyword, ".") => Operand::Dot,
            (Kind::Keyword, "nil") => Operand::Nil,
            (Kind::Bool, word) => Operand::Literal(Value::Bool(word == "true")),
            (Kind::Number | Kind::Character, text) => match number(text) {
                Ok(value) => Operand::Literal(value),
                Err(why) => return self.fail(why),
            },
            (Kind::Quoted | Kind::Raw, _) => Operand::Literal(self.unquoted(token)?.into()),
            (Kind::Field, name) => {
                let mut names = vec![name[1..].to_string()];
                names.extend(self.fields());
                Operand::Field(names, self.spot(from, start))
            }
            (Kind::Variable, text) => {
                let name = text[1..].to_string();
                if !self.variables.contains(&name) {
                    return self.fail(format!("undefined variable {text:?}"));
                }
                let names = self.fields();
                Operand::Variable(name, names, self.spot(from, start))
            }
            (Kind::Identifier, name) => {
                if !functions::NAMES.contains(&name) {
                    return self.fail(format!("function {name:?} not defined"));
                }
                Operand::Function(name.to_string(), self.spot(from, start))
            }
            (Kind::Left, _) => {
                let pipe = self.within(|p| p.pipe("parenthesized pipeline", Kind::Right))?;
                let close = self.at - 1;
                let names = self.fields();
                Operand::Pipe(pipe, names, self.spot(from, close))
            }
            _ => {
                self.at -= 1;
                return Ok(None);
            }
        };
        let fixed = matches!(operand, Operand::Dot | Operand::Nil | Operand::Literal(_));
        if fixed && self.peek().kind == Kind::Field {
            self.fields();
            return self.fail(format!("unexpected . after term {}", go::quote(token.text)));
        }
        Ok(Some(operand))
    }

    /// The operand that began at `from` and has just been read. Go counts a chain from the first field behind its
    /// first token, which is number `start`.
    fn spot(&self, from: usize, start: usize) -> Spot {
        let second = (self.at > start + 1).then(|| self.tokens.get(start + 1)).flatten();
        Spot { at: second.map_or(from, |t| t.at), text: self.text[from..self.peek().at].to_string() }
    }

    /// Fields that follow without a blank.
    fn fields(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        while self.peek().kind == Kind::Field {
            names.push(self.next().text[1..].to_string());
        }
        names
    }
}

/// The value of a number, or of a character between quotes.
fn number(text: &str) -> Result<Value, String> {
    if let Some(inner) = text.strip_prefix('\'') {
        let inner = &inner[..inner.len() - 1];
        let mut chars = unescaped(inner, '\'').ok_or("invalid syntax")?.chars().collect::<Vec<_>>().into_iter();
        return match (chars.next(), chars.next()) {
            (Some(one), None) => Ok(Value::Int(i64::from(u32::from(one)))),
            (None, _) => Err("invalid syntax".into()),
            _ => Err(format!("malformed character constant: {text}")),
        };
    }
    let plain = text.replace('_', "");
    if let Ok(whole) = go::parse_flag(&plain) {
        return Ok(Value::Int(whole));
    }
    match plain.parse() {
        Ok(_) if !text.contains(['.', 'e', 'E']) => Err(format!("integer overflow: {}", go::quote(text))),
        Ok(number) => Ok(Value::Float(number)),
        Err(_) => Err(format!("illegal number syntax: {}", go::quote(text))),
    }
}

/// What stands between Go's quotes, with its escapes; nothing where one is unknown.
fn unescaped(text: &str, quote: char) -> Option<String> {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let (radix, length, first) = match chars.next()? {
            'x' => (16, 2, None),
            'u' => (16, 4, None),
            'U' => (16, 8, None),
            c @ '0'..='7' => (8, 3, Some(c)),
            c if c == quote => {
                out.push(c);
                continue;
            }
            c => {
                let at = "abfnrtv\\".find(c)?;
                out.push(char::from(b"\x07\x08\x0c\n\r\t\x0b\\"[at]));
                continue;
            }
        };
        let more = length - usize::from(first.is_some());
        let digits: String = first.into_iter().chain(chars.by_ref().take(more)).collect();
        let code = u32::from_str_radix(&digits, radix).ok().filter(|_| digits.len() == length)?;
        out.push(char::from_u32(code)?);
    }
    Some(out)
}
