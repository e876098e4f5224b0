//! Template text to pieces: text outside of braces, tokens inside.

use api::Value;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Text(String),
    /// `{{`.
    Open,
    /// `}}`.
    Close,
    /// A word: keyword or function.
    Word(String),
    /// `.name`.
    Field(String),
    Dot,
    /// `$name`.
    Variable(String),
    Literal(Value),
    /// `|`, `(`, `)`, `,`.
    Char(char),
    Declare,
    Assign,
    /// Blanks, which tell `.a .b` from `.a.b`.
    Space,
}

/// Where in the text, and what.
type Failure = (usize, String);

/// All tokens, each with its place in the text, as far as they are some.
pub(super) fn lex(text: &str, tokens: &mut Vec<(usize, Token)>) -> Result<(), Failure> {
    let (mut rest, mut trim) = (text, false);
    let place = |rest: &str| text.len() - rest.len();
    loop {
        let at = rest.find("{{").unwrap_or(rest.len());
        let after = rest.get(at + 2..).unwrap_or("");
        let trims_before = after.starts_with("- ") || after.starts_with("-\n") || after.starts_with("-\t");
        let mut piece = &rest[..at];
        if trim {
            piece = piece.trim_start();
        }
        if trims_before {
            piece = piece.trim_end();
        }
        if !piece.is_empty() {
            tokens.push((place(rest), Token::Text(piece.to_string())));
        }
        if at == rest.len() {
            return Ok(());
        }
        let open = place(&rest[at..]);
        rest = if trims_before { &after[1..] } else { after };
        let comment = rest.trim_start();
        if comment.starts_with("/*") {
            let end = comment.find("*/").ok_or((open, "unclosed comment".to_string()))?;
            let tail = comment[end + 2..].trim_start();
            trim = tail.starts_with("-}}");
            rest = tail
                .strip_prefix("-}}")
                .or_else(|| tail.strip_prefix("}}"))
                .ok_or((place(tail), "comment ends before closing delimiter".to_string()))?;
            continue;
        }
        tokens.push((open, Token::Open));
        (rest, trim) = inside(text, rest, tokens)?;
    }
}

/// The tokens of one action; answers what stands behind it, and whether its blanks go.
fn inside<'a>(whole: &str, text: &'a str, tokens: &mut Vec<(usize, Token)>) -> Result<(&'a str, bool), Failure> {
    let mut rest = text;
    loop {
        let place = whole.len() - rest.len();
        let Some(c) = rest.chars().next() else { return Err((place, "unclosed action".into())) };
        if let Some(tail) = rest.strip_prefix("}}") {
            tokens.push((place, Token::Close));
            return Ok((tail, false));
        }
        if c.is_whitespace() {
            let tail = rest.trim_start();
            if let Some(tail) = tail.strip_prefix("-}}") {
                tokens.push((place, Token::Close));
                return Ok((tail, true));
            }
            tokens.push((place, Token::Space));
            rest = tail;
            continue;
        }
        let (token, used) = token(rest, c).map_err(|e| (place, e))?;
        tokens.push((place, token));
        rest = &rest[used..];
    }
}

fn name_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}

fn token(rest: &str, c: char) -> Result<(Token, usize), String> {
    if let Some(tail) = rest.strip_prefix(":=") {
        return Ok((Token::Declare, rest.len() - tail.len()));
    }
    Ok(match c {
        '=' => (Token::Assign, 1),
        '|' | '(' | ')' | ',' => (Token::Char(c), 1),
        '$' => {
            let n = name_length(&rest[1..]);
            (Token::Variable(rest[1..1 + n].to_string()), 1 + n)
        }
        '.' => match name_length(&rest[1..]) {
            0 => (Token::Dot, 1),
            _ if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => number(rest)?,
            n => (Token::Field(rest[1..1 + n].to_string()), 1 + n),
        },
        '"' => quoted(rest)?,
        '`' => {
            let end = rest[1..].find('`').ok_or("unterminated raw quoted string")?;
            (Token::Literal(rest[1..1 + end].to_string().into()), end + 2)
        }
        '\'' => {
            let ch = rest[1..].chars().next().ok_or("unterminated character constant")?;
            (Token::Literal(Value::Int(i64::from(ch as u32))), 2 + ch.len_utf8())
        }
        '+' | '-' | '0'..='9' => number(rest)?,
        c if c.is_alphabetic() || c == '_' => {
            let n = name_length(rest);
            let word = &rest[..n];
            let token = match word {
                "true" => Token::Literal(Value::Bool(true)),
                "false" => Token::Literal(Value::Bool(false)),
                word => Token::Word(word.to_string()),
            };
            (token, n)
        }
        c => return Err(format!("unexpected {c:?} in command")),
    })
}

fn number(rest: &str) -> Result<(Token, usize), String> {
    let n = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-._".contains(c)).unwrap_or(rest.len());
    let text = &rest[..n];
    let integer = crate::cli::go::parse_flag(text).ok().map(Value::Int);
    let value = integer.or_else(|| text.parse::<f64>().ok().map(Value::Float));
    value.map(|v| (Token::Literal(v), n)).ok_or_else(|| format!("bad number syntax: {text:?}"))
}

fn quoted(rest: &str) -> Result<(Token, usize), String> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((Token::Literal(text.into()), at + 1)),
            '\n' => break,
            '\\' => match chars.next().map(|(_, c)| c) {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('r') => text.push('\r'),
                Some(kind @ ('x' | 'u' | 'U')) => {
                    let length = match kind {
                        'x' => 2,
                        'u' => 4,
                        _ => 8,
                    };
                    let digits: String = chars.by_ref().take(length).map(|(_, c)| c).collect();
                    let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                    text.push(code.ok_or("malformed character constant")?);
                }
                Some(c) => text.push(c),
                None => break,
            },
            c => text.push(c),
        }
    }
    Err("unterminated quoted string".into())
}
