//! The grammar: lists, pipelines, simple commands.

mod compound;

use sorted::SortedMap;
use std::rc::Rc;

use super::MAX_DEPTH;
use super::ast::*;
use super::error::{Dialect, SyntaxError};
use super::lexer::{Lexer, Token};

/// Short names for beginnings of commands.
pub type Aliases = SortedMap<String, String>;

type Parsed<T> = Result<T, SyntaxError>;

/// Words that end a list when they stand where a command could.
const CLOSERS: &[&str] = &["then", "else", "elif", "fi", "do", "done", "esac", "}"];
const MAX_ALIASES: u32 = 16;

/// Reads a text command by command.
#[derive(Clone, Debug, Default)]
pub struct Parser {
    lexer: Lexer,
    peeked: Option<Token>,
    source: Rc<str>,
}

/// Parses a whole text as a terminal would: an unfinished one is an error that [`SyntaxError::is_incomplete`] knows.
pub fn parse(text: &str, dialect: Dialect) -> Parsed<Vec<Rc<List>>> {
    let mut parser = Parser::new(text, dialect);
    parser.lexer.at_end = false;
    let mut lists = Vec::new();
    while let Some(list) = parser.next_line(&Aliases::new())? {
        lists.push(list);
    }
    Ok(lists)
}

impl Parser {
    /// A parser of a whole script: here-documents may end with the text.
    pub fn new(text: &str, dialect: Dialect) -> Parser {
        let lexer = Lexer {
            chars: text.chars().collect(),
            line: 1,
            extended: dialect != Dialect::Dash,
            bash: dialect == Dialect::Bash,
            at_end: true,
            ..Lexer::default()
        };
        Parser { lexer, source: text.into(), ..Parser::default() }
    }

    /// The text begins at this line of something larger.
    pub fn at_line(mut self, line: u32) -> Parser {
        self.lexer.line = line;
        self
    }

    /// More text may come (a terminal): a here-document without end is unfinished and not just short.
    pub fn interactive(mut self) -> Parser {
        self.lexer.at_end = false;
        self
    }

    /// Whether only blanks and comments are left.
    pub fn is_at_end(&self) -> bool {
        if !matches!(self.peeked, None | Some(Token::Newline | Token::End)) {
            return false;
        }
        let mut rest = self.lexer.chars[self.lexer.pos.min(self.lexer.chars.len())..].iter();
        rest.all(|c| c.is_whitespace())
    }

    /// A line of the source, for messages.
    pub fn source_line(&self, line: u32) -> &str {
        self.source.lines().nth(line.saturating_sub(1) as usize).unwrap_or("")
    }

    /// Here-documents that the end of the text has ended, since the last call.
    pub fn take_warnings(&mut self) -> Vec<SyntaxError> {
        std::mem::take(&mut self.lexer.warnings)
    }

    /// The commands of the next line (with all lines that belong to them); `None` at the end.
    pub fn next_line(&mut self, aliases: &Aliases) -> Parsed<Option<Rc<List>>> {
        if self.lexer.aliases != *aliases {
            self.lexer.aliases = aliases.clone();
        }
        loop {
            match self.peek()? {
                Token::Newline => {
                    self.next()?;
                }
                Token::End => return Ok(None),
                _ => break,
            }
        }
        let list = self.list(false)?;
        match self.peek()? {
            Token::Newline => {
                self.next()?;
            }
            Token::End => {}
            _ => return Err(self.unexpected(None)),
        }
        Ok(Some(Rc::new(list)))
    }

    // For the lexer, which meets commands inside words.

    pub(super) fn inside(mut lexer: Lexer) -> Parser {
        lexer.depth += 1;
        Parser { lexer, ..Parser::default() }
    }

    pub(super) fn into_lexer(mut self) -> Lexer {
        self.lexer.depth -= 1;
        self.lexer
    }

    pub(super) fn list_until_paren(&mut self) -> Parsed<List> {
        let list = self.list(true)?;
        self.expect_operator(")")?;
        Ok(list)
    }

    pub(super) fn list_to_end(&mut self) -> Parsed<List> {
        let list = self.list(true)?;
        match self.peek()? {
            Token::End => Ok(list),
            _ => Err(self.unexpected(None)),
        }
    }

    // Tokens.

    pub(super) fn peek(&mut self) -> Parsed<&Token> {
        if self.peeked.is_none() {
            self.peeked = Some(self.lexer.next_token()?);
        }
        Ok(self.peeked.as_ref().unwrap_or(&Token::End))
    }

    pub(super) fn next(&mut self) -> Parsed<Token> {
        match self.peeked.take() {
            Some(token) => Ok(token),
            None => self.lexer.next_token(),
        }
    }

    pub(super) fn lexer_mut(&mut self) -> &mut Lexer {
        &mut self.lexer
    }

    pub fn line(&self) -> u32 {
        self.lexer.line
    }

    /// The error for the token that comes next.
    pub(super) fn unexpected(&mut self, expecting: Option<&'static str>) -> SyntaxError {
        let token = match self.peek() {
            Ok(token) => token.clone(),
            Err(error) => return error,
        };
        let line = self.line();
        let (token, operator) = match token {
            Token::End => return SyntaxError::End { expecting, line },
            Token::Newline => {
                return SyntaxError::Unexpected { token: "\n".into(), operator: true, expecting, line: line - 1 };
            }
            Token::Operator(operator) => (operator.to_string(), true),
            Token::Number(number) => (number.to_string(), false),
            Token::Word(_, text) => {
                let reserved = CLOSERS.contains(&text.as_str());
                (text, reserved)
            }
        };
        SyntaxError::Unexpected { token, operator, expecting, line }
    }

    fn expect_operator(&mut self, operator: &'static str) -> Parsed<()> {
        match self.peek()? {
            Token::Operator(found) if *found == operator => {
                self.next()?;
                Ok(())
            }
            _ => Err(self.unexpected(Some(operator))),
        }
    }

    fn at_operator(&mut self, operator: &str) -> Parsed<bool> {
        Ok(matches!(self.peek()?, Token::Operator(found) if *found == operator))
    }

    /// Whether the next token is this reserved word.
    pub(super) fn at_word(&mut self, word: &str) -> Parsed<bool> {
        Ok(matches!(self.peek()?, Token::Word(_, text) if text == word))
    }

    fn expect_word(&mut self, word: &'static str) -> Parsed<()> {
        if self.at_word(word)? {
            self.next()?;
            return Ok(());
        }
        Err(self.unexpected(Some(word)))
    }

    fn skip_newlines(&mut self) -> Parsed<()> {
        while matches!(self.peek()?, Token::Newline) {
            self.next()?;
        }
        Ok(())
    }

    // Lists.

    /// Commands up to something that cannot begin one. One line only, unless `many_lines`.
    fn list(&mut self, many_lines: bool) -> Parsed<List> {
        let mut list = List::default();
        loop {
            if many_lines {
                self.skip_newlines()?;
            }
            match self.peek()? {
                Token::End | Token::Newline | Token::Operator(")" | ";;" | ";&" | ";;&") => break,
                Token::Word(_, text) if CLOSERS.contains(&text.as_str()) => break,
                _ => {}
            }
            let mut and_or = self.and_or()?;
            let mut more = true;
            match self.peek()? {
                Token::Operator(";") => {
                    self.next()?;
                }
                Token::Operator("&") => {
                    self.next()?;
                    and_or.background = true;
                }
                Token::Newline if many_lines => {}
                _ => more = false,
            }
            list.items.push(Rc::new(and_or));
            if !more {
                break;
            }
        }
        Ok(list)
    }

    /// A list that must hold something, as the body of a loop.
    fn body(&mut self, closer: &'static str) -> Parsed<Rc<List>> {
        let list = self.list(true)?;
        if list.items.is_empty() {
            let end = matches!(self.peek()?, Token::End);
            return Err(self.unexpected(end.then_some(closer)));
        }
        Ok(Rc::new(list))
    }

    fn and_or(&mut self) -> Parsed<AndOr> {
        self.peek()?;
        let start = self.lexer.start;
        let mut pipelines = vec![(Link::First, Rc::new(self.pipeline()?))];
        loop {
            let link = match self.peek()? {
                Token::Operator("&&") => Link::And,
                Token::Operator("||") => Link::Or,
                _ => break,
            };
            self.next()?;
            self.skip_newlines()?;
            pipelines.push((link, Rc::new(self.pipeline()?)));
        }
        // The token behind has been looked at: the text ends where it begins.
        let text = self.lexer.text(start, self.lexer.start).trim().to_string();
        Ok(AndOr { pipelines, background: false, text })
    }

    fn pipeline(&mut self) -> Parsed<Pipeline> {
        let mut pipeline = Pipeline { negated: false, timed: Timed::No, commands: Vec::new() };
        loop {
            if self.at_word("!")? {
                self.next()?;
                pipeline.negated = !pipeline.negated;
            } else if self.lexer.extended && self.at_word("time")? {
                self.next()?;
                pipeline.timed = Timed::Bash;
                if self.at_word("-p")? {
                    self.next()?;
                    pipeline.timed = Timed::Posix;
                }
                if matches!(self.peek()?, Token::Newline | Token::End | Token::Operator(";")) {
                    return Ok(pipeline);
                }
            } else {
                break;
            }
        }
        loop {
            let mut command = self.command()?;
            let both = self.at_operator("|&")?;
            if both {
                let target = vec![Part::Text("1".into())];
                let redirect = Redirect { fd: 2, kind: RedirectKind::Dup, target };
                match &mut command {
                    Command::Simple(simple) => simple.redirects.push(redirect),
                    Command::Compound { redirects, .. } => redirects.push(redirect),
                    Command::Function { .. } => {}
                }
            }
            pipeline.commands.push(Rc::new(command));
            if !both && !self.at_operator("|")? {
                return Ok(pipeline);
            }
            self.next()?;
            self.skip_newlines()?;
        }
    }

    fn command(&mut self) -> Parsed<Command> {
        if self.lexer.depth >= MAX_DEPTH {
            return Err(SyntaxError::Nested { line: self.line() });
        }
        self.lexer.depth += 1;
        let result = self.command_inside();
        self.lexer.depth -= 1;
        result
    }

    fn command_inside(&mut self) -> Parsed<Command> {
        self.expand_alias()?;
        let word = match self.peek()? {
            Token::Operator("(") => {
                let body = self.parenthesis()?;
                return self.compound(body);
            }
            Token::Word(_, text) => text.clone(),
            Token::Number(_) => return self.simple(),
            Token::Operator(op) if op.starts_with(['<', '>']) || op.starts_with("&>") => return self.simple(),
            _ => return Err(self.unexpected(None)),
        };
        let body = match word.as_str() {
            "{" => {
                self.next()?;
                let list = self.body("}")?;
                self.expect_word("}")?;
                Compound::Group(list)
            }
            "if" => {
                self.next()?;
                self.if_clause()?
            }
            "while" | "until" => {
                self.next()?;
                let condition = self.body("do")?;
                let body = self.do_group()?;
                Compound::While { until: word == "until", condition, body }
            }
            "for" => {
                self.next()?;
                self.for_clause()?
            }
            "select" if self.lexer.bash => {
                let line = self.line();
                self.next()?;
                match self.for_clause()? {
                    Compound::For { name, words, body, .. } => super::select::selected(name, words, body, line),
                    other => other,
                }
            }
            "case" => {
                self.next()?;
                self.case_clause()?
            }
            "[[" if self.lexer.extended => {
                self.next()?;
                Compound::Cond(Rc::new(self.condition()?))
            }
            "function" if self.lexer.extended => {
                self.next()?;
                return self.function_keyword();
            }
            closer if CLOSERS.contains(&closer) => return Err(self.unexpected(None)),
            _ => return self.simple(),
        };
        self.compound(body)
    }

    /// A compound command with the redirections behind it.
    fn compound(&mut self, body: Compound) -> Parsed<Command> {
        let mut redirects = Vec::new();
        while let Some(redirect) = self.redirect()? {
            redirects.push(redirect);
        }
        Ok(Command::Compound { body, redirects })
    }

    // Simple commands.

    /// Replaces an alias at the beginning of a command by its text, and again if that begins with another.
    fn expand_alias(&mut self) -> Parsed<()> {
        let mut seen: Vec<String> = Vec::new();
        while !self.lexer.aliases.is_empty() && (seen.len() as u32) < MAX_ALIASES {
            let Token::Word(_, text) = self.peek()?.clone() else { return Ok(()) };
            let Some(value) = self.lexer.aliases.get(&text).filter(|_| !seen.contains(&text)) else { return Ok(()) };
            let value: Vec<char> = value.chars().collect();
            let (start, end) = (self.lexer.start, self.lexer.pos);
            self.lexer.chars.splice(start..end, value);
            self.lexer.pos = start;
            self.peeked = None;
            seen.push(text);
        }
        Ok(())
    }

    fn simple(&mut self) -> Parsed<Command> {
        self.peek()?;
        let mut simple = Simple { line: self.line(), ..Simple::default() };
        let mut arrays = Vec::new();
        loop {
            if let Some(redirect) = self.redirect()? {
                simple.redirects.push(redirect);
                continue;
            }
            match self.peek()? {
                Token::Word(..) => {}
                Token::Operator("(") if simple.words.len() == 1 && simple.assigns.is_empty() => {
                    return self.function_parens(&simple);
                }
                Token::Operator("(") => return Err(self.unexpected(None)),
                _ if arrays.is_empty() => return Ok(Command::Simple(simple)),
                _ => return Ok(declared(simple, arrays)),
            }
            let Token::Word(word, text) = self.next()? else { continue };
            if simple.words.is_empty()
                && let Some(mut assign) = as_assign(&word, self.lexer.bash)
            {
                if self.lexer.bash && text.ends_with('=') && self.lexer.peek_char() == Some('(') {
                    assign.value = AssignValue::Array(self.array()?);
                }
                simple.assigns.push(assign);
            } else if self.lexer.bash
                && text.ends_with('=')
                && self.lexer.peek_char() == Some('(')
                && DECLARING.iter().any(|name| simple.words.first().is_some_and(|first| is_text(first, name)))
                && let Some(mut assign) = as_assign(&word, true)
            {
                assign.value = AssignValue::Array(self.array()?);
                simple.words.push(vec![Part::Text(assign.name.clone())]);
                arrays.push(assign);
            } else {
                simple.words.push(word);
            }
        }
    }

    /// `name()`: a function follows.
    fn function_parens(&mut self, simple: &Simple) -> Parsed<Command> {
        let name = match simple.words[0].as_slice() {
            [Part::Text(name)] => name.clone(),
            _ => return Err(self.unexpected(None)),
        };
        self.next()?;
        if !self.at_operator(")")? {
            return Err(self.unexpected(Some(")")));
        }
        self.next()?;
        self.function_body(name)
    }

    fn array(&mut self) -> Parsed<Vec<Word>> {
        self.lexer.bump();
        let mut words = Vec::new();
        loop {
            self.skip_newlines()?;
            match self.next()? {
                Token::Word(word, _) => words.push(word),
                Token::Operator(")") => return Ok(words),
                token => {
                    self.peeked = Some(token);
                    return Err(self.unexpected(Some(")")));
                }
            }
        }
    }

    fn redirect(&mut self) -> Parsed<Option<Redirect>> {
        let number = match self.peek()? {
            Token::Number(number) => Some(*number),
            Token::Operator(op) if op.starts_with(['<', '>']) || op.starts_with("&>") => None,
            _ => return Ok(None),
        };
        if number.is_some() {
            self.next()?;
        }
        let Token::Operator(operator) = self.next()? else { return Err(self.unexpected(None)) };
        let (kind, default) = match operator {
            "<" => (RedirectKind::Read, 0),
            ">" | ">|" => (RedirectKind::Write, 1),
            ">>" => (RedirectKind::Append, 1),
            "<>" => (RedirectKind::ReadWrite, 0),
            "<&" => (RedirectKind::Dup, 0),
            ">&" => (RedirectKind::Dup, 1),
            "&>" => (RedirectKind::Both, 1),
            "&>>" => (RedirectKind::BothAppend, 1),
            "<<<" => (RedirectKind::HereString, 0),
            _ => (RedirectKind::HereDoc, 0),
        };
        let (word, text) = match self.peek()? {
            Token::Word(word, text) => (word.clone(), text.clone()),
            Token::Number(number) => (vec![Part::Text(number.to_string())], number.to_string()),
            _ => return Err(self.unexpected(None)),
        };
        self.next()?;
        let fd = number.unwrap_or(default);
        let target = match operator {
            "<<" | "<<-" => self.lexer.here_document(&text, operator == "<<-")?,
            _ => word,
        };
        // `>&file` means both streams, `>&2` and `>&-` one descriptor.
        let number_like = text == "-" || text.chars().all(|c| c.is_ascii_digit()) || text.starts_with('$');
        let kind = if operator == ">&" && number.is_none() && !number_like { RedirectKind::Both } else { kind };
        Ok(Some(Redirect { fd, kind, target }))
    }
}

pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|next| next.is_ascii_alphanumeric() || next == '_')
}

/// Builtins whose arguments that look like assignments are expanded like them.
pub(crate) const DECLARING: &[&str] = &["export", "local", "readonly", "declare", "typeset"];

fn is_text(word: &Word, text: &str) -> bool {
    matches!(word.as_slice(), [Part::Text(word)] if word == text)
}

/// `declare -A a=(...)` is `declare -A a && a=(...)`; what is read-only from then on gets its value first.
fn declared(simple: Simple, arrays: Vec<Assign>) -> Command {
    let first = simple.words.first().is_some_and(|word| is_text(word, "readonly"));
    let assigns = Simple { assigns: arrays, line: simple.line, ..Simple::default() };
    let (a, b) = if first { (assigns, simple) } else { (simple, assigns) };
    let pipeline = |simple| {
        let commands = vec![Rc::new(Command::Simple(simple))];
        Rc::new(Pipeline { negated: false, timed: Timed::No, commands })
    };
    let pipelines = vec![(Link::First, pipeline(a)), (Link::And, pipeline(b))];
    let items = vec![Rc::new(AndOr { pipelines, background: false, text: String::new() })];
    Command::Compound { body: Compound::Group(Rc::new(List { items })), redirects: Vec::new() }
}

/// Reads `name=value`, `name+=value`, `name[index]=value`.
pub(crate) fn as_assign(word: &Word, extended: bool) -> Option<Assign> {
    let Some(Part::Text(first)) = word.first() else { return None };
    let end = first.find(['=', '+', '['])?;
    let name = &first[..end];
    if !is_name(name) {
        return None;
    }
    let mut rest: Word = word.clone();
    rest[0] = Part::Text(first[end..].to_string());
    let mut index = None;
    if first[end..].starts_with('[') {
        if !extended {
            return None;
        }
        let close = rest
            .iter()
            .position(|part| matches!(part, Part::Text(text) if text.contains("]=") || text.contains("]+=")))?;
        let Part::Text(text) = &rest[close] else { return None };
        let at = text.find("]=").or_else(|| text.find("]+="))?;
        let (inside, behind) = (text[..at].to_string(), text[at + 1..].to_string());
        let mut inner: Word = rest[..close].to_vec();
        inner.push(Part::Text(inside));
        if let Some(Part::Text(text)) = inner.first_mut() {
            text.remove(0);
        }
        index = Some(inner);
        rest.drain(..close);
        rest[0] = Part::Text(behind);
    }
    let Some(Part::Text(text)) = rest.first_mut() else { return None };
    let append = extended && text.starts_with("+=");
    let value = text.strip_prefix(if append { "+=" } else { "=" })?.to_string();
    if value.is_empty() {
        rest.remove(0);
    } else {
        *text = value;
    }
    Some(Assign { name: name.to_string(), index, append, value: AssignValue::Word(rest) })
}
