//! The words of jq.

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Word(String),
    Field(String),
    Var(String),
    Format(String),
    Num(f64),
    /// The raw inside of a text.
    Text(String),
    Op(&'static str),
}

/// The longest program. A chain of operators is a deep tree.
const MOST: usize = 5_000;

/// The longest first.
const OPERATORS: &[&str] = &[
    "?//=", "//=", "..", "|=", "+=", "-=", "*=", "/=", "%=", "==", "!=", "<=", ">=", "//", "|", ",", "=", "<", ">",
    "+", "-", "*", "/", "%", "?", ".", "[", "]", "{", "}", "(", ")", ":", ";",
];

pub fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut out: Vec<Token> = Vec::new();
    let mut rest = text;
    loop {
        if out.len() > MOST {
            return Err("this program is too long for this simulation".into());
        }
        rest = rest.trim_start();
        if let Some(comment) = rest.strip_prefix('#') {
            rest = comment.split_once('\n').map_or("", |(_, behind)| behind);
            continue;
        }
        let Some(c) = rest.chars().next() else { return Ok(out) };
        let name_of = |text: &str| {
            let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
            text[..end].to_string()
        };
        let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let token = if c == '"' {
            let end = end_of_text(rest)?;
            let inside = rest[1..end].to_string();
            rest = &rest[end + 1..];
            out.push(Token::Text(inside));
            continue;
        } else if c == '.' && begins(&rest[1..]) {
            Token::Field(name_of(&rest[1..]))
        } else if c == '$' && begins(&rest[1..]) {
            Token::Var(name_of(&rest[1..]))
        } else if c == '@' && begins(&rest[1..]) {
            Token::Format(name_of(&rest[1..]))
        } else if begins(rest) {
            Token::Word(name_of(rest))
        } else if c.is_ascii_digit() || c == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            let end =
                rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != 'e' && c != 'E').unwrap_or(rest.len());
            out.push(Token::Num(rest[..end].parse().map_err(|_| wrong(&rest[..end]))?));
            rest = &rest[end..];
            continue;
        } else {
            let Some(op) = OPERATORS.iter().find(|op| rest.starts_with(**op)) else {
                return Err(wrong(&c.to_string()));
            };
            rest = &rest[op.len()..];
            out.push(Token::Op(op));
            continue;
        };
        rest = match &token {
            Token::Word(name) => &rest[name.len()..],
            Token::Field(name) | Token::Var(name) | Token::Format(name) => &rest[name.len() + 1..],
            _ => rest,
        };
        out.push(token);
    }
}

/// Where the text that begins here ends; a text may have programs in it, and those texts.
fn end_of_text(text: &str) -> Result<usize, String> {
    let bytes = text.as_bytes();
    let (mut at, mut open) = (1, Vec::new());
    while at < bytes.len() {
        match (bytes[at], open.last()) {
            (b'\\', Some(b'"') | None) => {
                at += 1;
                if bytes.get(at) == Some(&b'(') {
                    open.push(b'(');
                }
            }
            (b'"', None) => return Ok(at),
            (b'"', Some(b'"')) => drop(open.pop()),
            (b'"', _) => open.push(b'"'),
            (b'(', Some(b'(')) => open.push(b'('),
            (b')', Some(b'(')) => drop(open.pop()),
            _ => {}
        }
        at += 1;
    }
    Err(wrong("$end (Unix shell quoting issues?)"))
}

pub fn wrong(what: &str) -> String {
    format!("syntax error, unexpected {what}")
}
