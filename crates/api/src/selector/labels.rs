//! Label selectors: the text form of `-l`, and the `matchLabels`/`matchExpressions` form of objects.

use crate::names;
use crate::value::{Map, Text, Value};
use sorted::InOrder;
use std::fmt;

/// How a label is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `in`
    In,
    /// `notin`
    NotIn,
    /// `=`
    Equals,
    /// `==`
    DoubleEquals,
    /// `!=`
    NotEquals,
    /// The key alone.
    Exists,
    /// `!key`
    DoesNotExist,
    /// `>`
    GreaterThan,
    /// `<`
    LessThan,
}

/// One comparison; an object must satisfy all of a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Key of the label.
    pub key: Text,
    /// Comparison.
    pub operator: Operator,
    /// Values, sorted and without doubles.
    pub values: Vec<Text>,
}

/// What is wrong with a selector, in the API server's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorError(pub String);

impl fmt::Display for SelectorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A selector of labels.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LabelSelector {
    /// In the order of their keys.
    pub requirements: Vec<Requirement>,
    /// A selector that is absent where one must be selects nothing at all.
    pub nothing: bool,
}

impl LabelSelector {
    /// Selects everything.
    pub fn everything() -> LabelSelector {
        LabelSelector::default()
    }
    /// Selects nothing.
    pub fn nothing() -> LabelSelector {
        LabelSelector { requirements: Vec::new(), nothing: true }
    }
    /// From the text of `-l`: `app=web,tier in (a, b),!old`.
    pub fn parse(text: &str) -> Result<LabelSelector, SelectorError> {
        let mut requirements = Parser { tokens: lex(text), at: 0 }.run()?;
        requirements.order_by(|a, b| a.key.cmp(&b.key));
        Ok(LabelSelector { requirements, nothing: false })
    }
    /// From a plain map, as services and replication controllers have it.
    pub fn from_map(map: &Map) -> LabelSelector {
        let requirements = map.iter().map(|(key, value)| Requirement {
            key: key.clone(),
            operator: Operator::Equals,
            values: vec![value.as_text().cloned().unwrap_or_default()],
        });
        LabelSelector { requirements: requirements.collect(), nothing: false }
    }
    /// From a `LabelSelector` object; null selects nothing, an empty one everything.
    pub fn from_value(v: &Value) -> Result<LabelSelector, SelectorError> {
        if v.is_null() {
            return Ok(LabelSelector::nothing());
        }
        let mut selector = LabelSelector::from_map(v.map("matchLabels"));
        for e in v.list("matchExpressions") {
            let operator = match e.str("operator") {
                "In" => Operator::In,
                "NotIn" => Operator::NotIn,
                "Exists" => Operator::Exists,
                "DoesNotExist" => Operator::DoesNotExist,
                other => return Err(SelectorError(format!("{other:?} is not a valid label selector operator"))),
            };
            let values = e.list("values").iter().filter_map(Value::as_text).cloned().collect();
            selector.requirements.push(requirement(e.text("key"), operator, values, "key")?);
        }
        selector.requirements.order_by(|a, b| a.key.cmp(&b.key));
        Ok(selector)
    }
    /// Whether these labels are meant.
    pub fn matches(&self, labels: &Map) -> bool {
        !self.nothing && self.requirements.iter().all(|r| r.matches(labels))
    }
    /// Whether it selects everything.
    pub fn is_empty(&self) -> bool {
        !self.nothing && self.requirements.is_empty()
    }
}

impl Requirement {
    /// Whether these labels satisfy it.
    pub fn matches(&self, labels: &Map) -> bool {
        let value = labels.get(&self.key);
        let text = value.and_then(Value::as_str).unwrap_or("");
        let listed = || self.values.iter().any(|v| v == text);
        match self.operator {
            Operator::In | Operator::Equals | Operator::DoubleEquals => value.is_some() && listed(),
            Operator::NotIn | Operator::NotEquals => value.is_none() || !listed(),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::GreaterThan | Operator::LessThan => {
                let wanted = self.values.first().and_then(|v| v.parse::<i64>().ok());
                match (value.and(text.parse::<i64>().ok()), wanted) {
                    (Some(has), Some(wanted)) if self.operator == Operator::GreaterThan => has > wanted,
                    (Some(has), Some(wanted)) => has < wanted,
                    _ => false,
                }
            }
        }
    }
}

impl fmt::Display for LabelSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, r) in self.requirements.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            write!(f, "{r}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = || self.values.iter().map(Text::as_str).collect::<Vec<_>>().join(",");
        match self.operator {
            Operator::Exists => f.write_str(&self.key),
            Operator::DoesNotExist => write!(f, "!{}", self.key),
            Operator::In => write!(f, "{} in ({})", self.key, values()),
            Operator::NotIn => write!(f, "{} notin ({})", self.key, values()),
            Operator::Equals => write!(f, "{}={}", self.key, values()),
            Operator::DoubleEquals => write!(f, "{}=={}", self.key, values()),
            Operator::NotEquals => write!(f, "{}!={}", self.key, values()),
            Operator::GreaterThan => write!(f, "{}>{}", self.key, values()),
            Operator::LessThan => write!(f, "{}<{}", self.key, values()),
        }
    }
}

fn check_key(key: &str, path: &str) -> Result<(), String> {
    let wrong = names::qualified_name(key);
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{path}: Invalid value: {key:?}: {}", wrong.join("; ")))
}

/// One requirement from its parts; the error holds all that is wrong.
fn requirement(key: Text, op: Operator, mut values: Vec<Text>, path: &str) -> Result<Requirement, SelectorError> {
    let mut wrong = Vec::new();
    wrong.extend(check_key(&key, path).err());
    let listed = || format!("[{}]", values.iter().map(|v| format!("{:?}", v.as_str())).collect::<Vec<_>>().join(","));
    let count = match op {
        Operator::In | Operator::NotIn if values.is_empty() => {
            Some("for 'in', 'notin' operators, values set can't be empty")
        }
        Operator::Exists | Operator::DoesNotExist if !values.is_empty() => {
            Some("values set must be empty for exists and does not exist")
        }
        _ => None,
    };
    if let Some(message) = count {
        wrong.push(format!("values: Invalid value: {}: {message}", listed()));
    }
    if matches!(op, Operator::GreaterThan | Operator::LessThan) {
        for (i, v) in values.iter().enumerate().filter(|(_, v)| v.parse::<i64>().is_err()) {
            wrong.push(format!(
                "values[{i}]: Invalid value: {:?}: for 'Gt', 'Lt' operators, the value must be an integer",
                v.as_str()
            ));
        }
    }
    for (i, v) in values.iter().enumerate() {
        let bad = names::label_value(v);
        if !bad.is_empty() {
            wrong.push(format!("values[{i}][{key}]: Invalid value: {:?}: {}", v.as_str(), bad.join("; ")));
        }
    }
    match wrong.len() {
        0 => {
            values.order();
            values.dedup();
            Ok(Requirement { key, operator: op, values })
        }
        1 => Err(SelectorError(wrong.remove(0))),
        _ => Err(SelectorError(format!("[{}]", wrong.join(", ")))),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Symbol(&'static str),
    Word(&'a str),
    /// Symbols that mean nothing.
    Error(&'a str),
    End,
}

const SYMBOLS: [&str; 9] = ["==", "!=", ")", ",", "!", "=", ">", "<", "("];

fn lex(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        if rest.is_empty() {
            tokens.push(Token::End);
            return tokens;
        }
        if let Some(symbol) = SYMBOLS.iter().find(|s| rest.starts_with(**s)) {
            tokens.push(Token::Symbol(symbol));
            rest = &rest[symbol.len()..];
            continue;
        }
        let end = rest.find([' ', '\t', '\r', '\n', '=', '!', '(', ')', ',', '>', '<']).unwrap_or(rest.len());
        if end == 0 {
            tokens.push(Token::Error(rest));
            return tokens;
        }
        tokens.push(Token::Word(&rest[..end]));
        rest = &rest[end..];
    }
}

impl<'a> Token<'a> {
    fn literal(self) -> &'a str {
        match self {
            Token::Symbol(s) => s,
            Token::Word(s) | Token::Error(s) => s,
            Token::End => "",
        }
    }
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
}

fn fail<T>(found: Token<'_>, expected: &str) -> Result<T, SelectorError> {
    Err(SelectorError(format!("found '{}', expected: {expected}", found.literal())))
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Token<'a> {
        self.tokens.get(self.at).copied().unwrap_or(Token::End)
    }
    fn next(&mut self) -> Token<'a> {
        let token = self.peek();
        self.at += 1;
        token
    }
    fn run(&mut self) -> Result<Vec<Requirement>, SelectorError> {
        let mut out = Vec::new();
        loop {
            match self.peek() {
                Token::Word(_) | Token::Symbol("!") => {
                    let parsed = self.requirement();
                    out.push(parsed.map_err(|e| SelectorError(format!("unable to parse requirement: {}", e.0)))?);
                    match self.next() {
                        Token::End => return Ok(out),
                        Token::Symbol(",") => {
                            if !matches!(self.peek(), Token::Word(_) | Token::Symbol("!")) {
                                return fail(self.peek(), "identifier after ','");
                            }
                        }
                        other => return fail(other, "',' or 'end of string'"),
                    }
                }
                Token::End => return Ok(out),
                other => return fail(other, "!, identifier, or 'end of string'"),
            }
        }
    }
    fn requirement(&mut self) -> Result<Requirement, SelectorError> {
        let mut token = self.next();
        let negated = token == Token::Symbol("!");
        if negated {
            token = self.next();
        }
        let Token::Word(key) = token else { return fail(token, "identifier") };
        check_key(key, "<nil>").map_err(SelectorError)?;
        let key = Text::new(key);
        if negated {
            return requirement(key, Operator::DoesNotExist, Vec::new(), "key");
        }
        if matches!(self.peek(), Token::End | Token::Symbol(",")) {
            return requirement(key, Operator::Exists, Vec::new(), "key");
        }
        let operator = match self.next() {
            Token::Word("in") => Operator::In,
            Token::Word("notin") => Operator::NotIn,
            Token::Symbol("=") => Operator::Equals,
            Token::Symbol("==") => Operator::DoubleEquals,
            Token::Symbol("!=") => Operator::NotEquals,
            Token::Symbol(">") => Operator::GreaterThan,
            Token::Symbol("<") => Operator::LessThan,
            other => return fail(other, "in, notin, =, ==, !=, gt, lt"),
        };
        let mut values = match operator {
            Operator::In | Operator::NotIn => self.values()?,
            _ => vec![self.exact()?],
        };
        values.order();
        values.dedup();
        requirement(key, operator, values, "key")
    }
    fn exact(&mut self) -> Result<Text, SelectorError> {
        match self.peek() {
            Token::End | Token::Symbol(",") => Ok(Text::EMPTY),
            Token::Word(w) => {
                self.at += 1;
                Ok(Text::new(w))
            }
            other => fail(other, "identifier"),
        }
    }
    /// `(a, b)`; a comma without a word beside it stands for the empty value.
    fn values(&mut self) -> Result<Vec<Text>, SelectorError> {
        let open = self.next();
        if open != Token::Symbol("(") {
            return Err(SelectorError(format!("found '{}' expected: '('", open.literal())));
        }
        match self.peek() {
            Token::Symbol(")") => {
                self.at += 1;
                return Ok(vec![Text::EMPTY]);
            }
            Token::Word(_) | Token::Symbol(",") => {}
            other => return fail(other, "',', ')' or identifier"),
        }
        let mut out = Vec::new();
        loop {
            match self.next() {
                Token::Word(w) => {
                    out.push(Text::new(w));
                    match self.peek() {
                        Token::Symbol(",") => {}
                        Token::Symbol(")") => break,
                        other => return fail(other, "',' or ')'"),
                    }
                }
                Token::Symbol(",") => {
                    if out.is_empty() {
                        out.push(Text::EMPTY);
                    }
                    match self.peek() {
                        Token::Symbol(")") => {
                            out.push(Text::EMPTY);
                            break;
                        }
                        Token::Symbol(",") => {
                            self.at += 1;
                            out.push(Text::EMPTY);
                        }
                        _ => {}
                    }
                }
                other => return fail(other, "',', or identifier"),
            }
        }
        self.at += 1;
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::obj;

    fn text(s: &str) -> String {
        LabelSelector::parse(s).map_or_else(|e| e.0, |s| s.to_string())
    }

    #[test]
    fn texts() {
        for (input, expected) in [
            ("", ""),
            ("app=web", "app=web"),
            (" app == web , tier!=db ", "app==web,tier!=db"),
            ("b in (y, x,x),a", "a,b in (x,y)"),
            ("!a,b notin (c)", "!a,b notin (c)"),
            ("a=", "a="),
            ("a in ()", "a in ()"),
            ("a in (,)", "a in ()"),
            ("in in (in)", "in in (in)"),
            ("a>1,b<2", "a>1,b<2"),
            ("bad key=x", "unable to parse requirement: found 'key', expected: in, notin, =, ==, !=, gt, lt"),
            ("=web", "found '=', expected: !, identifier, or 'end of string'"),
            ("app=a,,b", "found ',', expected: identifier after ','"),
            ("a=b c", "found 'c', expected: ',' or 'end of string'"),
            ("a in b", "unable to parse requirement: found 'b' expected: '('"),
            ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
            ("a==!", "unable to parse requirement: found '!', expected: identifier"),
            (
                "a>b",
                "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
            ),
        ] {
            assert_eq!(text(input), expected, "{input}");
        }
        assert!(text("-a=b").starts_with("unable to parse requirement: <nil>: Invalid value: \"-a\": name part must"));
        assert!(text("a=-b").starts_with("unable to parse requirement: values[0][a]: Invalid value: \"-b\": a valid"));
    }

    #[test]
    fn matching() {
        let labels = obj!({"app": "web", "n": "5"});
        let labels = labels.as_map().unwrap();
        for (selector, expected) in [
            ("", true),
            ("app", true),
            ("!app", false),
            ("app=web", true),
            ("app!=web", false),
            ("x!=y", true),
            ("app in (a,web)", true),
            ("app notin (a)", true),
            ("x notin (a)", true),
            ("x in (a)", false),
            ("n>4,n<6", true),
            ("app>4", false),
            ("app=", false),
        ] {
            assert_eq!(LabelSelector::parse(selector).unwrap().matches(labels), expected, "{selector}");
        }
        let v = obj!({"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "n", "operator": "Exists"}]});
        let s = LabelSelector::from_value(&v).unwrap();
        assert!(s.matches(labels) && s.to_string() == "app=web,n");
        assert!(!LabelSelector::from_value(Value::NULL).unwrap().matches(labels));
        assert!(LabelSelector::from_value(&Value::object()).unwrap().matches(labels));
        let bad = obj!({"matchExpressions": [{"key": "n", "operator": "Like"}]});
        assert_eq!(LabelSelector::from_value(&bad).unwrap_err().0, "\"Like\" is not a valid label selector operator");
    }
}
