//! Tokens to nodes.

use sorted::SortedMap;

use super::functions;
use super::lex::{Token, lex};
use super::{Command, Node, Operand, Pipe, Spot};

type Failure = (usize, String);
type Parsed<T> = Result<T, Failure>;
type Defined = SortedMap<String, Vec<Node>>;

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(usize, Token)>,
    at: usize,
    /// Whether one more token was asked for than there are.
    ended: bool,
    defined: Defined,
    /// How many ranges are open.
    ranges: usize,
    /// The variables that are declared here; the one without a name is `$`.
    variables: Vec<String>,
}

/// How a list of nodes ended.
#[derive(PartialEq)]
enum Ending {
    Eof,
    End,
    /// `{{else}}`, or `{{else if}}` and `{{else with}}`, whose word has been read.
    Else(Option<String>),
}

pub(super) fn parse(text: &str) -> Parsed<(Vec<Node>, Defined)> {
    let mut tokens = Vec::new();
    let broken = lex(text, &mut tokens).err();
    let mut p = Parser {
        text,
        tokens,
        at: 0,
        ended: false,
        defined: SortedMap::new(),
        ranges: 0,
        variables: vec![String::new()],
    };
    let read = p.list();
    // What is no token is told of where the reading comes to it.
    if let Some(broken) = broken
        && (p.ended || read.is_ok())
    {
        return Err(broken);
    }
    let (body, ending) = read?;
    match ending {
        Ending::Eof => Ok((body, p.defined)),
        Ending::End => Err((p.place(), "unexpected {{end}}".into())),
        Ending::Else(_) => Err((p.place(), "unexpected {{else}}".into())),
    }
}

impl Parser<'_> {
    /// Where the next token is.
    fn place(&self) -> usize {
        self.tokens.get(self.at.min(self.tokens.len().saturating_sub(1))).map_or(0, |t| t.0)
    }
    fn fail<T>(&self, why: impl Into<String>) -> Parsed<T> {
        Err((self.place(), why.into()))
    }
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).map(|t| t.1.clone());
        self.at += 1;
        self.ended |= token.is_none();
        token
    }
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|t| &t.1)
    }
    fn skip_space(&mut self) {
        while self.peek() == Some(&Token::Space) {
            self.at += 1;
        }
    }

    fn list(&mut self) -> Parsed<(Vec<Node>, Ending)> {
        let mut nodes = Vec::new();
        loop {
            match self.next() {
                None => return Ok((nodes, Ending::Eof)),
                Some(Token::Text(text)) => nodes.push(Node::Text(text)),
                Some(_) => {
                    self.skip_space();
                    let word = match self.peek() {
                        Some(Token::Word(w)) => w.clone(),
                        _ => String::new(),
                    };
                    match word.as_str() {
                        "end" => {
                            self.at += 1;
                            self.close()?;
                            return Ok((nodes, Ending::End));
                        }
                        "else" => {
                            self.at += 1;
                            self.skip_space();
                            let next = match self.peek() {
                                Some(Token::Word(w)) if w == "if" || w == "with" => Some(w.clone()),
                                _ => None,
                            };
                            match next {
                                Some(_) => self.at += 1,
                                None => self.close()?,
                            }
                            return Ok((nodes, Ending::Else(next)));
                        }
                        _ => nodes.extend(self.action(&word)?),
                    }
                }
            }
        }
    }

    fn close(&mut self) -> Parsed<()> {
        self.skip_space();
        match self.next() {
            Some(Token::Close) => Ok(()),
            _ => self.fail("unexpected token in action"),
        }
    }

    fn action(&mut self, word: &str) -> Parsed<Option<Node>> {
        match word {
            "if" | "range" | "with" => {
                self.at += 1;
                self.control(word).map(Some)
            }
            "break" | "continue" => {
                if self.ranges == 0 {
                    return self.fail(format!("{{{{{word}}}}} outside {{{{range}}}}"));
                }
                self.at += 1;
                self.close()?;
                Ok(Some(if word == "break" { Node::Break } else { Node::Continue }))
            }
            "define" | "block" => {
                self.at += 1;
                self.define(word == "block")
            }
            "template" => {
                self.at += 1;
                let name = self.name()?;
                let pipe = if self.peek() == Some(&Token::Close) { None } else { Some(self.pipe("template")?) };
                self.close()?;
                Ok(Some(Node::Template(name, pipe)))
            }
            _ => {
                let pipe = self.pipe("command")?;
                self.close()?;
                Ok(Some(Node::Action(pipe)))
            }
        }
    }

    fn name(&mut self) -> Parsed<String> {
        self.skip_space();
        let name = match self.next() {
            Some(Token::Literal(v)) => v.as_str().map(str::to_string),
            _ => None,
        };
        self.skip_space();
        name.map_or_else(|| self.fail("unexpected token in template clause"), Ok)
    }

    fn define(&mut self, block: bool) -> Parsed<Option<Node>> {
        let name = self.name()?;
        let pipe = if block { Some(self.pipe("block clause")?) } else { None };
        self.close()?;
        // A template of its own knows no variables of the others.
        let outside = std::mem::replace(&mut self.variables, vec![String::new()]);
        let (body, ending) = self.list()?;
        self.variables = outside;
        if ending != Ending::End {
            return self.fail("unexpected EOF");
        }
        self.defined.insert(name.clone(), body);
        Ok(block.then_some(Node::Template(name, pipe)))
    }

    fn control(&mut self, word: &str) -> Parsed<Node> {
        let known = self.variables.len();
        let node = self.block(word);
        self.variables.truncate(known);
        node
    }

    fn block(&mut self, word: &str) -> Parsed<Node> {
        let pipe = self.pipe(word)?;
        self.close()?;
        self.ranges += usize::from(word == "range");
        let (body, ending) = self.list()?;
        self.ranges -= usize::from(word == "range");
        let otherwise = match ending {
            Ending::End => Vec::new(),
            Ending::Eof => return self.fail("unexpected EOF"),
            // `else if` is an `if` of its own, which shares the `end`.
            Ending::Else(Some(next)) => vec![self.control(&next)?],
            Ending::Else(None) => match self.list()? {
                (nodes, Ending::End) => nodes,
                (_, Ending::Eof) => return self.fail("unexpected EOF"),
                _ => return self.fail("expected end; found {{else}}"),
            },
        };
        Ok(match word {
            "if" => Node::If(pipe, body, otherwise),
            "range" => Node::Range(pipe, body, otherwise),
            _ => Node::With(pipe, body, otherwise),
        })
    }

    /// The pipeline of an action; `of` says which.
    fn pipe(&mut self, of: &str) -> Parsed<Pipe> {
        self.skip_space();
        let (variables, assigns) = self.declaration();
        let mut commands: Vec<Command> = Vec::new();
        loop {
            let command = self.command()?;
            match (command.operands.is_empty(), self.peek()) {
                (true, Some(Token::Char('|'))) => return self.fail("unexpected \"|\" in command"),
                (true, _) if commands.is_empty() => return self.fail(format!("missing value for {of}")),
                (true, _) => return Ok(Pipe { variables, assigns, commands }),
                (false, _)
                    if !commands.is_empty()
                        && matches!(command.operands[0], Operand::Dot | Operand::Nil | Operand::Literal(_)) =>
                {
                    return self.fail(format!("non executable command in pipeline stage {}", commands.len() + 1));
                }
                (false, _) => commands.push(command),
            }
            if self.peek() != Some(&Token::Char('|')) {
                return Ok(Pipe { variables, assigns, commands });
            }
            self.at += 1;
        }
    }

    /// `$a := ` or `$a, $b := `, if that is what stands here.
    fn declaration(&mut self) -> (Vec<String>, bool) {
        let begin = self.at;
        let mut names = Vec::new();
        while let Some(Token::Variable(name)) = self.peek().cloned() {
            names.push(name);
            self.at += 1;
            self.skip_space();
            match self.peek() {
                Some(Token::Char(',')) => {
                    self.at += 1;
                    self.skip_space();
                }
                Some(Token::Declare) => {
                    self.at += 1;
                    self.variables.extend(names.iter().cloned());
                    return (names, false);
                }
                Some(Token::Assign) => {
                    self.at += 1;
                    return (names, true);
                }
                _ => break,
            }
        }
        self.at = begin;
        (Vec::new(), false)
    }

    fn command(&mut self) -> Parsed<Command> {
        self.skip_space();
        let from = self.place();
        let operands = self.operands()?;
        let text = self.text.get(from..self.place()).unwrap_or("").trim_end().to_string();
        Ok(Command { text, operands })
    }

    fn operands(&mut self) -> Parsed<Vec<Operand>> {
        let mut operands = Vec::new();
        loop {
            self.skip_space();
            let (from, start) = (self.place(), self.at);
            let operand = match self.peek().cloned() {
                None | Some(Token::Close | Token::Char('|' | ')')) => return Ok(operands),
                Some(Token::Dot) => {
                    self.at += 1;
                    Operand::Dot
                }
                Some(Token::Field(_)) => {
                    let names = self.fields();
                    Operand::Field(names, self.spot(from, start))
                }
                Some(Token::Variable(name)) => {
                    if !self.variables.contains(&name) {
                        return self.fail(format!("undefined variable {:?}", format!("${name}")));
                    }
                    self.at += 1;
                    let names = self.fields();
                    Operand::Variable(name, names, self.spot(from, start))
                }
                Some(Token::Literal(v)) => {
                    self.at += 1;
                    Operand::Literal(v)
                }
                Some(Token::Word(w)) if w == "nil" => {
                    self.at += 1;
                    Operand::Nil
                }
                Some(Token::Word(w)) => {
                    if !functions::NAMES.contains(&w.as_str()) {
                        return self.fail(format!("function {w:?} not defined"));
                    }
                    self.at += 1;
                    Operand::Function(w, self.spot(from, start))
                }
                Some(Token::Char('(')) => {
                    self.at += 1;
                    let pipe = self.pipe("parenthesized pipeline")?;
                    self.skip_space();
                    if self.next() != Some(Token::Char(')')) {
                        return self.fail("unclosed left paren");
                    }
                    let close = self.at - 1;
                    let names = self.fields();
                    Operand::Pipe(pipe, names, self.spot(from, close))
                }
                Some(other) => return self.fail(format!("unexpected {other:?} in operand")),
            };
            operands.push(operand);
        }
    }

    /// The operand that began at `from` and has just been read. Go counts a chain from the first field behind its
    /// first token, which is number `start`.
    fn spot(&self, from: usize, start: usize) -> Spot {
        let second = (self.at > start + 1).then(|| self.tokens.get(start + 1)).flatten();
        Spot { at: second.map_or(from, |t| t.0), text: self.text.get(from..self.place()).unwrap_or("").to_string() }
    }

    /// Fields that follow without a blank.
    fn fields(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        while let Some(Token::Field(name)) = self.peek().cloned() {
            names.push(name);
            self.at += 1;
        }
        names
    }
}
