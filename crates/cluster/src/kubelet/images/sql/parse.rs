//! Words of SQL, and expressions.

use super::run::Session;
use super::words::{self, Fault, Words};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Word,
    /// A name in quotes.
    Name,
    Text,
    Number,
    Symbol,
    /// A text or name that does not end.
    Open,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub at: usize,
}

/// Reads words; of the dialects only MySQL has names in backticks and texts in double quotes.
pub(super) fn lex(text: &str, mysql: bool) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    let run = |from: usize, fits: fn(u8) -> bool| {
        from + bytes[from..].iter().position(|b| !fits(*b)).unwrap_or(bytes.len() - from)
    };
    while let Some(&byte) = bytes.get(at) {
        let rest = &text[at..];
        let (kind, end) = match byte {
            _ if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            _ if rest.starts_with("--") || mysql && byte == b'#' => {
                at = run(at, |b| b != b'\n');
                continue;
            }
            _ if rest.starts_with("/*") => {
                at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                continue;
            }
            b'\'' | b'"' | b'`' => {
                let mut end = at + 1;
                loop {
                    match bytes.get(end) {
                        None => break,
                        Some(b'\\') if mysql => end += 2,
                        Some(b) if *b != byte => end += 1,
                        Some(_) if bytes.get(end + 1) == Some(&byte) => end += 2,
                        Some(_) => break,
                    }
                }
                let kind = if byte == b'\'' || mysql && byte == b'"' { Kind::Text } else { Kind::Name };
                if end >= bytes.len() { (Kind::Open, bytes.len()) } else { (kind, end + 1) }
            }
            b'0'..=b'9' => (Kind::Number, run(at, |b| b.is_ascii_digit() || b == b'.')),
            b'@' | b'_' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => {
                let word: fn(u8) -> bool = |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'@' | 0x80..);
                (Kind::Word, run(at, word))
            }
            _ => {
                let two = rest.get(..2).filter(|two| ["<=", ">=", "<>", "!=", "||", "::"].contains(two));
                (Kind::Symbol, at + two.map_or(1, str::len))
            }
        };
        tokens.push(Token { kind, text: &text[at..end], at });
        at = end;
    }
    tokens
}

/// Where the first statement of a text ends, and where the next one begins; and whether `\G` has ended it.
pub(super) fn end(text: &str, mysql: bool) -> Option<(usize, usize, bool)> {
    let tokens = lex(text, mysql);
    tokens.iter().enumerate().find_map(|(at, token)| {
        let next = tokens.get(at + 1).map_or("", |next| next.text);
        match (token.kind, token.text) {
            (Kind::Symbol, ";") => Some((token.at, token.at + 1, false)),
            (Kind::Symbol, "\\") if next.starts_with(['g', 'G']) => {
                Some((token.at, token.at + 2, next.starts_with('G')))
            }
            _ => None,
        }
    })
}

/// A value; nothing is NULL.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Val {
    pub text: Option<String>,
    pub number: bool,
}

impl Val {
    pub fn null() -> Val {
        Val { text: None, number: false }
    }
    pub fn text(text: impl Into<String>) -> Val {
        Val { text: Some(text.into()), number: false }
    }
    pub fn number(number: f64) -> Val {
        Val { text: Some(number.to_string()), number: true }
    }
    pub fn as_number(&self) -> Option<f64> {
        self.text.as_deref()?.trim().parse().ok()
    }
}

#[derive(Clone, Debug)]
pub(super) enum Expr {
    Value(Val),
    /// A column, and where it stands.
    Column(String, usize),
    /// `*`, and where it stands.
    All(usize),
    Call(String, Vec<Expr>),
    /// Left, operator, right.
    Two(Box<Expr>, String, Box<Expr>),
    Not(Box<Expr>),
    IsNull(Box<Expr>),
    In(Box<Expr>, Vec<Expr>),
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
}

impl Expr {
    pub fn parts(&self) -> Vec<&Expr> {
        match self {
            Expr::Value(_) | Expr::Column(..) | Expr::All(_) => Vec::new(),
            Expr::Call(_, inner) => inner.iter().collect(),
            Expr::Two(left, _, right) => vec![left, right],
            Expr::Not(inner) | Expr::IsNull(inner) => vec![inner],
            Expr::In(left, list) => std::iter::once(&**left).chain(list).collect(),
            Expr::Between(left, low, high) => vec![left, low, high],
        }
    }

    /// Whether two say the same, wherever they stand.
    pub fn same(&self, other: &Expr) -> bool {
        let own = match (self, other) {
            (Expr::Value(a), Expr::Value(b)) => a == b,
            (Expr::Column(a, _), Expr::Column(b, _)) => a.eq_ignore_ascii_case(b),
            (Expr::Call(a, _), Expr::Call(b, _)) | (Expr::Two(_, a, _), Expr::Two(_, b, _)) => a == b,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        };
        let (parts, others) = (self.parts(), other.parts());
        own && parts.len() == others.len() && parts.iter().zip(others).all(|(a, b)| a.same(b))
    }
}

pub(super) struct Parser<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token<'a>>,
    pub at: usize,
    pub mysql: bool,
    pub version: &'a str,
    /// Operators of the expression that is being read.
    pieces: usize,
    /// Parentheses around what is being read.
    deep: usize,
}

/// An expression is a tree, which is not walked any deeper than this.
const MOST_PIECES: usize = 300;
/// Reading what stands in parentheses takes more room than an operator does.
const DEEPEST: usize = 40;
const TOO_LONG: &str = "so long an expression";

/// Operators, those that bind least first.
const LEVELS: &[&[&str]] = &[
    &["or"],
    &["and"],
    &[],
    &["=", "<>", "!=", "<", ">", "<=", ">=", "like", "ilike"],
    &["+", "-", "||"],
    &["*", "/", "%"],
];
/// Where `NOT` stands among them.
const NOT: usize = 2;
/// And what compares.
const COMPARES: usize = 3;

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, tokens: Vec<Token<'a>>, session: &Session<'a>) -> Parser<'a> {
        Parser { text, tokens, at: 0, mysql: session.mysql, version: session.version, pieces: 0, deep: 0 }
    }

    pub fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    pub fn is(&self, word: &str) -> bool {
        let fits = |t: Token<'_>| matches!(t.kind, Kind::Word | Kind::Symbol) && t.text.eq_ignore_ascii_case(word);
        self.peek().is_some_and(fits)
    }

    /// Takes these words if they come next.
    pub fn eat(&mut self, words: &str) -> bool {
        let start = self.at;
        for word in words.split(' ') {
            if !self.is(word) {
                self.at = start;
                return false;
            }
            self.at += 1;
        }
        true
    }

    pub fn need(&mut self, word: &str) -> Result<(), Fault> {
        if self.eat(word) { Ok(()) } else { Err(self.syntax()) }
    }

    /// One of these words, with its place among them.
    pub fn one_of(&mut self, words: &[&str]) -> Option<usize> {
        words.iter().position(|word| self.eat(word))
    }

    pub fn fault(&self, words: &Words, of: &[&str], at: Option<usize>) -> Fault {
        words::fault(words, self.mysql, of, at)
    }

    /// What comes next cannot stand there.
    pub fn syntax(&self) -> Fault {
        match (self.peek(), self.mysql) {
            (None, true) => self.near(""),
            (None, false) => self.fault(&words::AT_END, &[], Some(self.text.len())),
            (Some(token), true) => self.near(&self.text[token.at..]),
            (Some(Token { kind: Kind::Open, text, at }), false) => {
                self.fault(&words::OPEN, &[text.trim_end()], Some(at))
            }
            (Some(token), false) => self.fault(&words::NEAR, &[token.text], Some(token.at)),
        }
    }

    fn near(&self, rest: &str) -> Fault {
        let product = if self.version.contains("Maria") { "MariaDB" } else { "MySQL" };
        let line = 1 + self.text[..self.text.len() - rest.len()].matches('\n').count();
        self.fault(&words::NEAR, &[rest, product, &line.to_string()], None)
    }

    /// Something that is right, and nobody simulates.
    pub fn unknown(&self, what: &str) -> Fault {
        self.fault(&words::NOT_SIMULATED, &[what], None)
    }

    pub fn name(&mut self) -> Result<String, Fault> {
        let token = self.peek().ok_or_else(|| self.syntax())?;
        let name = match token.kind {
            Kind::Word if self.mysql => token.text.to_string(),
            Kind::Word => token.text.to_ascii_lowercase(),
            Kind::Name => unquoted(token.text),
            _ => return Err(self.syntax()),
        };
        self.at += 1;
        Ok(name)
    }

    /// Things between parentheses, with commas.
    pub fn list<T>(&mut self, one: impl Fn(&mut Parser<'a>) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        self.need("(")?;
        let mut items = Vec::new();
        loop {
            items.push(one(self)?);
            if !self.eat(",") {
                break;
            }
        }
        self.need(")")?;
        Ok(items)
    }

    pub fn expression(&mut self) -> Result<Expr, Fault> {
        (self.pieces, self.deep) = (0, 0);
        self.level(0)
    }

    /// An expression in parentheses.
    fn inner(&mut self) -> Result<Expr, Fault> {
        self.deep += 1;
        if self.deep > DEEPEST {
            return Err(self.unknown(TOO_LONG));
        }
        let inner = self.level(0);
        self.deep -= 1;
        inner
    }

    fn piece(&mut self) -> Result<(), Fault> {
        self.pieces += 1;
        if self.pieces > MOST_PIECES { Err(self.unknown(TOO_LONG)) } else { Ok(()) }
    }

    fn level(&mut self, level: usize) -> Result<Expr, Fault> {
        let Some(operators) = LEVELS.get(level) else { return self.primary() };
        if level == NOT && self.eat("not") {
            self.piece()?;
            return Ok(Expr::Not(Box::new(self.level(level)?)));
        }
        let mut left = self.level(level + 1)?;
        loop {
            if let Some(which) = self.one_of(operators) {
                let right = self.level(level + 1)?;
                left = Expr::Two(Box::new(left), operators[which].into(), Box::new(right));
            } else if level == COMPARES && self.is("is") {
                self.at += 1;
                let not = self.eat("not");
                self.need("null")?;
                left = Expr::IsNull(Box::new(left));
                left = if not { Expr::Not(Box::new(left)) } else { left };
            } else if level == COMPARES && (self.is("in") || self.is("not") || self.is("between")) {
                let not = self.eat("not");
                left = if self.eat("in") {
                    Expr::In(Box::new(left), self.list(Parser::inner)?)
                } else if self.eat("between") {
                    let low = self.level(level + 1)?;
                    self.need("and")?;
                    let high = self.level(level + 1)?;
                    Expr::Between(Box::new(left), Box::new(low), Box::new(high))
                } else {
                    self.need("like")?;
                    let right = self.level(level + 1)?;
                    Expr::Two(Box::new(left), "like".into(), Box::new(right))
                };
                left = if not { Expr::Not(Box::new(left)) } else { left };
            } else if level == COMPARES + 1 && self.eat("::") {
                self.name()?;
            } else {
                return Ok(left);
            }
            self.piece()?;
        }
    }

    fn primary(&mut self) -> Result<Expr, Fault> {
        let token = self.peek().ok_or_else(|| self.syntax())?;
        self.at += 1;
        match (token.kind, token.text) {
            (Kind::Number, text) => Ok(Expr::Value(Val { text: Some(text.into()), number: true })),
            (Kind::Text, text) => Ok(Expr::Value(Val::text(unquoted(text)))),
            (Kind::Symbol, "*") => Ok(Expr::All(token.at)),
            (Kind::Symbol, "-") => {
                self.piece()?;
                Ok(Expr::Two(Box::new(Expr::Value(Val::number(0.0))), "-".into(), Box::new(self.primary()?)))
            }
            (Kind::Symbol, "(") => {
                if self.is("select") {
                    return Err(self.unknown(super::run::INNER));
                }
                let inner = self.inner()?;
                self.need(")")?;
                Ok(inner)
            }
            (Kind::Word, word) if word.eq_ignore_ascii_case("null") => Ok(Expr::Value(Val::null())),
            (Kind::Word, word) if ["true", "false"].iter().any(|known| word.eq_ignore_ascii_case(known)) => {
                Ok(Expr::Value(words::truth(word.eq_ignore_ascii_case("true"), self.mysql)))
            }
            (Kind::Word, word) if words::RESERVED.iter().any(|known| word.eq_ignore_ascii_case(known)) => {
                self.at -= 1;
                Err(self.syntax())
            }
            (Kind::Word | Kind::Name, _) => {
                self.at -= 1;
                let mut name = self.name()?;
                if self.is("(") {
                    let name = name.to_ascii_lowercase();
                    if self.eat("( )") {
                        return Ok(Expr::Call(name, Vec::new()));
                    }
                    return Ok(Expr::Call(name, self.list(Parser::inner)?));
                }
                while self.eat(".") {
                    if self.eat("*") {
                        return Ok(Expr::All(token.at));
                    }
                    name = self.name()?;
                }
                let bare = ["current_user", "current_date", "current_timestamp", "localtimestamp", "session_user"];
                if name.starts_with("@@") || bare.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                    return Ok(Expr::Call(name.to_ascii_lowercase(), Vec::new()));
                }
                Ok(Expr::Column(name, token.at))
            }
            _ => {
                self.at -= 1;
                Err(self.syntax())
            }
        }
    }
}

/// What stands between quotes.
pub(super) fn unquoted(text: &str) -> String {
    let quote = &text[..1];
    text[1..text.len() - 1].replace(&quote.repeat(2), quote).replace(&format!("\\{quote}"), quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_without_end_is_refused() {
        let session = Session {
            mysql: false,
            version: "16",
            host: "",
            user: "",
            from: "",
            database: "",
            now: api::time::Time(0),
        };
        for (before, after) in [("(", ")"), ("not ", ""), ("- ", ""), ("1 in (", ")"), ("lower(", ")"), ("1 + ", "")] {
            let read = |count: usize| {
                let text = before.repeat(count) + "1" + &after.repeat(count);
                Parser::new(&text, lex(&text, false), &session).expression().map_err(|fault| fault.text)
            };
            assert!(read(30).is_ok(), "{before}");
            assert_eq!(read(100_000).unwrap_err(), "not simulated here: so long an expression", "{before}");
        }
    }
}
