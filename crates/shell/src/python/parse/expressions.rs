//! Expressions, by how tightly their operators bind.

use super::super::lex::{self, Part, Token};
use super::super::not_simulated;
use super::super::value::Val;
use super::{Clause, DEEPEST, Expr, KEYWORDS, MOST_JOINED, Made, Parser, SYNTAX};

impl Parser {
    /// One expression, or several as a tuple.
    pub(super) fn exprs(&mut self) -> Made<Expr> {
        let first = self.starred()?;
        if !self.is(",") {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.take(",") {
            let ends =
                matches!(self.peek(), Token::Newline | Token::End | Token::Sign("=" | ")" | "]" | "}" | ":" | ";"));
            if ends {
                break;
            }
            all.push(self.starred()?);
        }
        Ok(Expr::Tuple(all))
    }
    fn starred(&mut self) -> Made<Expr> {
        if self.take("*") { Ok(Expr::Star(Box::new(self.binary(0)?))) } else { self.expr() }
    }

    /// One part more of a chain of operators, which is a deep tree.
    pub(super) fn join(&mut self) -> Made<()> {
        self.joined += 1;
        if self.joined > MOST_JOINED { self.fail(not_simulated("a statement of so many parts")) } else { Ok(()) }
    }

    pub(super) fn expr(&mut self) -> Made<Expr> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fail("too many nested parentheses");
        }
        let made = self.conditional();
        self.depth -= 1;
        made
    }
    fn conditional(&mut self) -> Made<Expr> {
        if self.take("lambda") {
            let parameters = self.parameters(":")?;
            self.expect(":")?;
            return Ok(Expr::Lambda(parameters, Box::new(self.expr()?)));
        }
        let value = self.or()?;
        if !self.take("if") {
            if self.is(":=") {
                return self.fail(not_simulated("the operator :="));
            }
            return Ok(value);
        }
        let condition = self.or()?;
        self.expect("else")?;
        Ok(Expr::If(Box::new(condition), Box::new(value), Box::new(self.expr()?)))
    }
    fn or(&mut self) -> Made<Expr> {
        let mut left = self.and()?;
        while self.take("or") {
            self.join()?;
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }
    fn and(&mut self) -> Made<Expr> {
        let mut left = self.not()?;
        while self.take("and") {
            self.join()?;
            left = Expr::And(Box::new(left), Box::new(self.not()?));
        }
        Ok(left)
    }
    fn not(&mut self) -> Made<Expr> {
        if self.take("not") {
            self.join()?;
            return Ok(Expr::Unary("not", Box::new(self.not()?)));
        }
        let first = self.binary(0)?;
        let mut rest = Vec::new();
        loop {
            let operator = match self.peek() {
                Token::Sign(s @ ("==" | "!=" | "<" | ">" | "<=" | ">=")) => s,
                Token::Name(n) if &**n == "in" => "in",
                Token::Name(n) if &**n == "is" => "is",
                Token::Name(n) if &**n == "not" => "not in",
                _ => break,
            };
            self.at += 1;
            let operator = match operator {
                "not in" => {
                    self.expect("in")?;
                    "not in"
                }
                "is" if self.take("not") => "is not",
                other => other,
            };
            rest.push((operator, self.binary(0)?));
        }
        Ok(if rest.is_empty() { first } else { Expr::Compare(Box::new(first), rest) })
    }

    /// Operators of at least this level.
    fn binary(&mut self, least: usize) -> Made<Expr> {
        const LEVELS: [&[&str]; 4] = [&["|", "^"], &["&"], &["+", "-"], &["*", "/", "//", "%"]];
        let mut left = self.unary()?;
        while let Token::Sign(sign) = self.peek().clone()
            && let Some(level) = LEVELS.iter().position(|level| level.contains(&sign))
            && level >= least
        {
            self.at += 1;
            self.join()?;
            left = Expr::Binary(sign, Box::new(left), Box::new(self.binary(level + 1)?));
        }
        Ok(left)
    }
    fn unary(&mut self) -> Made<Expr> {
        for sign in ["-", "+", "~"] {
            if self.take(sign) {
                self.join()?;
                return Ok(Expr::Unary(sign, Box::new(self.unary()?)));
            }
        }
        let base = self.postfix()?;
        if self.take("**") {
            self.join()?;
            return Ok(Expr::Binary("**", Box::new(base), Box::new(self.unary()?)));
        }
        Ok(base)
    }

    pub(super) fn postfix(&mut self) -> Made<Expr> {
        let mut e = self.atom()?;
        loop {
            if self.take(".") {
                e = Expr::Attr(Box::new(e), self.name()?);
            } else if self.take("(") {
                e = self.call(e)?;
            } else if self.take("[") {
                let index = self.index()?;
                self.expect("]")?;
                e = Expr::Index(Box::new(e), Box::new(index));
            } else {
                return Ok(e);
            }
            self.join()?;
        }
    }
    fn call(&mut self, function: Expr) -> Made<Expr> {
        let (mut args, mut named) = (Vec::new(), Vec::new());
        while !self.is(")") {
            if self.is("**") {
                return self.fail(not_simulated("arguments with two stars"));
            }
            let is_named =
                matches!((self.peek(), self.tokens.get(self.at + 1)), (Token::Name(_), Some((_, Token::Sign("=")))));
            if is_named {
                let name = self.name()?;
                self.at += 1;
                named.push((name, self.expr()?));
            } else {
                let arg = self.starred()?;
                args.push(if self.is("for") { self.comprehension('[', arg, None)? } else { arg });
            }
            if !self.take(",") {
                break;
            }
        }
        if !self.take(")") {
            return self.fail(if self.peek() == &Token::End { "'(' was never closed" } else { SYNTAX });
        }
        Ok(Expr::Call(Box::new(function), args, named))
    }
    fn index(&mut self) -> Made<Expr> {
        let mut bounds = Vec::new();
        let mut colons = 0;
        loop {
            if self.take(":") {
                colons += 1;
                if bounds.len() < colons {
                    bounds.push(Expr::Const(Val::None));
                }
            } else if self.is("]") {
                break;
            } else {
                let e = self.exprs()?;
                if colons == 0 && !self.is(":") {
                    return Ok(e);
                }
                bounds.push(e);
            }
        }
        if colons == 0 {
            return self.fail(SYNTAX);
        }
        bounds.resize(3, Expr::Const(Val::None));
        Ok(Expr::Slice(bounds))
    }

    fn comprehension(&mut self, kind: char, item: Expr, value: Option<Expr>) -> Made<Expr> {
        let mut clauses = Vec::new();
        while self.take("for") {
            let target = self.targets()?;
            self.expect("in")?;
            let over = self.or()?;
            let mut conditions = Vec::new();
            while self.take("if") {
                conditions.push(self.or()?);
            }
            clauses.push(Clause { target, over, conditions });
        }
        Ok(Expr::Comp(kind, Box::new(item), value.map(Box::new), clauses))
    }

    fn atom(&mut self) -> Made<Expr> {
        let line = self.line();
        Ok(match self.next() {
            Token::Int(i) => Expr::Const(Val::Int(i)),
            Token::Float(f) => Expr::Const(Val::Float(f)),
            Token::Str(s) => match self.peek() {
                Token::Format(_) => {
                    let Expr::Format(mut parts) = self.atom()? else { return self.fail(SYNTAX) };
                    parts.insert(0, Ok(s.to_string()));
                    Expr::Format(parts)
                }
                _ => Expr::Const(Val::Str(s)),
            },
            Token::Format(parts) => {
                let mut all = self.format(parts)?;
                while let Token::Format(_) | Token::Str(_) = self.peek() {
                    match self.next() {
                        Token::Format(parts) => all.extend(self.format(parts)?),
                        Token::Str(s) => all.push(Ok(s.to_string())),
                        _ => {}
                    }
                }
                Expr::Format(all)
            }
            Token::Name(n) => match &*n {
                "None" => Expr::Const(Val::None),
                "True" => Expr::Const(Val::Bool(true)),
                "False" => Expr::Const(Val::Bool(false)),
                "yield" | "await" => {
                    self.at -= 1;
                    return self.fail(not_simulated(&n));
                }
                word if KEYWORDS.contains(&word) => {
                    self.at -= 1;
                    return self.fail(SYNTAX);
                }
                _ => Expr::Name(n),
            },
            Token::Sign("(") => {
                if self.take(")") {
                    return Ok(Expr::Tuple(Vec::new()));
                }
                let e = self.exprs()?;
                let e = if self.is("for") { self.comprehension('[', e, None)? } else { e };
                if !self.take(")") {
                    return Err((
                        line,
                        if self.peek() == &Token::End { "'(' was never closed" } else { SYNTAX }.into(),
                    ));
                }
                e
            }
            Token::Sign("[") => {
                let mut items = Vec::new();
                while !self.is("]") {
                    let item = self.starred()?;
                    if self.is("for") {
                        let made = self.comprehension('[', item, None)?;
                        self.expect("]")?;
                        return Ok(made);
                    }
                    items.push(item);
                    if !self.take(",") {
                        break;
                    }
                }
                if !self.take("]") {
                    return Err((line, "'[' was never closed".into()));
                }
                Expr::List(items)
            }
            Token::Sign("{") => self.braces(line)?,
            _ => {
                self.at -= 1;
                return self.fail(SYNTAX);
            }
        })
    }
    fn braces(&mut self, line: u32) -> Made<Expr> {
        let (mut pairs, mut items) = (Vec::new(), Vec::new());
        while !self.is("}") {
            if self.is("**") {
                return self.fail(not_simulated("dictionaries with two stars"));
            }
            let key = self.starred()?;
            let value = if self.take(":") { Some(self.expr()?) } else { None };
            if self.is("for") {
                let kind = if value.is_some() { ':' } else { '{' };
                let made = self.comprehension(kind, key, value)?;
                self.expect("}")?;
                return Ok(made);
            }
            match value {
                Some(value) => pairs.push((key, value)),
                None => items.push(key),
            }
            if !self.take(",") {
                break;
            }
        }
        if !self.take("}") {
            return Err((line, "'{' was never closed".into()));
        }
        match (pairs.is_empty(), items.is_empty()) {
            (_, true) => Ok(Expr::Dict(pairs)),
            (true, false) => Ok(Expr::Set(items)),
            _ => self.fail(SYNTAX),
        }
    }

    pub(super) fn format(&mut self, parts: Vec<Part>) -> Made<Vec<Result<String, (Expr, bool, Vec<Expr>)>>> {
        let mut out = Vec::new();
        for part in parts {
            match part {
                Part::Text(text) if text.is_empty() => {}
                Part::Text(text) => out.push(Ok(text)),
                Part::Hole { source, repr, format, named } => {
                    if named {
                        out.push(Ok(format!("{source}=")));
                    }
                    let line = self.line();
                    let tokens = lex::lex(&format!("({source})")).map_err(|(_, e)| (line, format!("f-string: {e}")))?;
                    let mut inner = Parser { tokens, at: 0, depth: self.depth + 1, joined: self.joined };
                    let value = inner.exprs().map_err(|(_, e)| (line, format!("f-string: {e}")))?;
                    let format = self.format(format)?;
                    let format = if format.is_empty() { Vec::new() } else { vec![Expr::Format(format)] };
                    out.push(Err((value, repr, format)));
                }
            }
        }
        Ok(out)
    }
}
