//! From the text of a template to its parts.

use api::Value;

use super::{Part, Step};

/// A place in a template.
struct Reader<'a> {
    rest: &'a str,
}

/// What an action holds.
enum Action {
    Steps(Vec<Step>),
    Range(Vec<Step>),
    End,
}

pub(super) fn template(text: &str) -> Result<Vec<Part>, String> {
    // Ranges that are open, innermost last, each with what it has so far.
    let mut open: Vec<(Vec<Step>, Vec<Part>)> = Vec::new();
    let mut parts = Vec::new();
    let mut r = Reader { rest: text };
    loop {
        let at = r.rest.find('{').unwrap_or(r.rest.len());
        if at > 0 {
            parts.push(Part::Text(r.rest[..at].to_string()));
        }
        if at == r.rest.len() {
            break;
        }
        r.rest = &r.rest[at + 1..];
        match r.action()? {
            Action::Steps(steps) => parts.push(Part::Path(steps)),
            Action::Range(steps) => open.push((steps, std::mem::take(&mut parts))),
            Action::End => {
                let Some((steps, before)) = open.pop() else {
                    parts.push(Part::StrayEnd);
                    continue;
                };
                let body = std::mem::replace(&mut parts, before);
                parts.push(Part::Range(steps, body));
            }
        }
    }
    // A range that is never closed goes to the end of the text, which then counts once more by itself.
    while let Some((steps, before)) = open.pop() {
        let body = std::mem::replace(&mut parts, before);
        let again = if body.iter().any(|part| matches!(part, Part::Range(..))) { Vec::new() } else { body.clone() };
        parts.push(Part::Range(steps, body));
        parts.extend(again);
    }
    Ok(parts)
}

/// A path without braces, as filters and unions have it.
fn path(text: &str) -> Result<Vec<Step>, String> {
    let braced = format!("{text}}}");
    match (Reader { rest: &braced }).action()? {
        Action::Steps(steps) => Ok(steps),
        _ => Err(format!("unexpected range in {text}")),
    }
}

impl Reader<'_> {
    /// What stands between braces; the opening one has been read.
    fn action(&mut self) -> Result<Action, String> {
        let mut steps = Vec::new();
        let mut is_range = false;
        loop {
            if self.rest.starts_with("[?(") {
                steps.push(self.filter()?);
                continue;
            }
            if let Some(rest) = self.rest.strip_prefix("..") {
                if steps.last() == Some(&Step::Recursive) {
                    return Err("invalid multiple recursive descent".into());
                }
                // A name follows, with or without a bracket.
                self.rest = rest;
                steps.push(Step::Recursive);
                if self.rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
                    steps.push(self.field()?);
                }
                continue;
            }
            let Some(c) = self.rest.chars().next() else { return Err("unclosed action".into()) };
            let skip = |r: &mut Self| r.rest = &r.rest[c.len_utf8()..];
            match c {
                '\n' => return Err("unclosed action".into()),
                '}' => {
                    skip(self);
                    return Ok(if is_range { Action::Range(steps) } else { Action::Steps(steps) });
                }
                ' ' | '@' | '$' | '\t' => skip(self),
                '[' => steps.push(self.array()?),
                '"' | '\'' => steps.push(self.quote(c)?),
                '.' => {
                    skip(self);
                    steps.push(self.field()?);
                }
                '+' | '-' | '0'..='9' => steps.push(self.number()?),
                c if c.is_alphanumeric() || c == '_' => match self.word().as_str() {
                    "range" => is_range = true,
                    "end" => {
                        let close = self.rest.find('}').ok_or("unclosed action")?;
                        self.rest = &self.rest[close + 1..];
                        return Ok(Action::End);
                    }
                    "true" => steps.push(Step::Literal(Value::Bool(true))),
                    "false" => steps.push(Step::Literal(Value::Bool(false))),
                    other => steps.push(Step::Unknown(other.to_string())),
                },
                c => return Err(format!("unrecognized character in action: U+{:04X} '{c}'", c as u32)),
            }
        }
    }
    fn word(&mut self) -> String {
        let ends = |c: char| c.is_whitespace() || ".,[]$@{}".contains(c);
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let word = self.rest[..end].to_string();
        self.rest = &self.rest[end..];
        word
    }
    /// A field name up to what ends it; a backslash takes the next letter as it is.
    fn field(&mut self) -> Result<Step, String> {
        let mut name = String::new();
        let mut chars = self.rest.char_indices();
        let mut end = self.rest.len();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => name.extend(chars.next().map(|(_, c)| c)),
                ' ' | '\t' | '\r' | '\n' | '.' | ',' | '[' | ']' | '$' | '@' | '{' | '}' => {
                    end = at;
                    break;
                }
                c => name.push(c),
            }
        }
        self.rest = &self.rest[end..];
        Ok(if name == "*" { Step::Wildcard } else { Step::Field(name) })
    }
    fn number(&mut self) -> Result<Step, String> {
        let end = self.rest.find(|c: char| !"+-.0123456789".contains(c)).unwrap_or(self.rest.len());
        let text = &self.rest[..end];
        self.rest = &self.rest[end..];
        if let Ok(n) = text.parse::<i64>() {
            return Ok(Step::Literal(Value::Int(n)));
        }
        text.parse::<f64>().map(|f| Step::Literal(Value::Float(f))).map_err(|_| format!("cannot parse number {text}"))
    }
    /// A string in quotes, with Go's escapes.
    fn quote(&mut self, quote: char) -> Result<Step, String> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '\n' => break,
                '\\' => {
                    let Some((_, c)) = chars.next() else { break };
                    let mut digits = |count: usize, radix: u32, first: Option<char>| {
                        let more = first.is_some() as usize;
                        let rest = (more..count).map_while(|_| chars.next().map(|(_, c)| c));
                        let digits: String = first.into_iter().chain(rest).collect();
                        u32::from_str_radix(&digits, radix)
                            .ok()
                            .filter(|_| digits.len() == count)
                            .and_then(char::from_u32)
                    };
                    let found = match c {
                        'a' => Some('\u{7}'),
                        'b' => Some('\u{8}'),
                        'f' => Some('\u{c}'),
                        'n' => Some('\n'),
                        'r' => Some('\r'),
                        't' => Some('\t'),
                        'v' => Some('\u{b}'),
                        c if c == '\\' || c == quote => Some(c),
                        'x' => digits(2, 16, None),
                        'u' => digits(4, 16, None),
                        'U' => digits(8, 16, None),
                        '0'..='7' => digits(3, 8, Some(c)),
                        _ => None,
                    };
                    let quoted = |rest: &str| {
                        let end = rest[1..].find(quote).map_or(rest.len(), |at| at + 2);
                        format!("unquote string {} error invalid syntax", &rest[..end])
                    };
                    text.push(found.ok_or_else(|| quoted(self.rest))?);
                }
                c if c == quote => {
                    self.rest = &self.rest[at + c.len_utf8()..];
                    return Ok(Step::Literal(Value::from(text)));
                }
                c => text.push(c),
            }
        }
        Err("unterminated quoted string".into())
    }
    /// `[...]`: an index, a slice, a key, or several.
    fn array(&mut self) -> Result<Step, String> {
        let end = self.rest.find([']', '\n']).filter(|end| self.rest[*end..].starts_with(']'));
        let end = end.ok_or("unterminated array")?;
        let text = self.rest[1..end].to_string();
        self.rest = &self.rest[end + 1..];
        if text.contains(',') {
            let members = text.split(',').map(|t| path(&format!("[{}]", t.trim_matches(' '))));
            return Ok(Step::Union(members.collect::<Result<_, _>>()?));
        }
        if let Some(key) = text.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')).filter(|t| !t.contains('\'')) {
            // A key is a path of its own: its dots must be escaped to belong to a name.
            let mut steps = path(&format!(".{key}"))?;
            return Ok(if steps.len() == 1 { steps.remove(0) } else { Step::Union(vec![steps]) });
        }
        // Nothing at all is the first one.
        if text == "-" {
            return Err("array index - is not a number".into());
        }
        slice(match &*text {
            "*" => ":",
            "" => ":1",
            text => text,
        })
        .ok_or_else(|| format!("invalid array index {text}"))
    }
    fn filter(&mut self) -> Result<Step, String> {
        let mut quote = None;
        let mut end = None;
        for (at, c) in self.rest.char_indices().skip(3) {
            match (quote, c) {
                (Some(q), c) if c == q => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(c),
                (None, ')') if self.rest[at..].starts_with(")]") => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let end = end.ok_or("unterminated filter")?;
        let text = self.rest[3..end].to_string();
        self.rest = &self.rest[end + 2..];
        let is_operator = |c: char| "!<>=".contains(c);
        let Some(start) = text.find(is_operator).filter(|at| *at > 0) else {
            return Ok(Step::Filter { left: path(&text)?, operator: "exists".into(), right: Vec::new() });
        };
        let length = text[start..].find(|c| !is_operator(c)).unwrap_or(text.len() - start);
        let (left, operator, right) = (&text[..start], &text[start..start + length], &text[start + length..]);
        Ok(Step::Filter { left: path(left)?, operator: operator.into(), right: path(right)? })
    }
}

/// `1`, `-1`, `1:3`, `:`, `::2`.
fn slice(text: &str) -> Option<Step> {
    let numbers: Vec<Option<i64>> = text
        .split(':')
        .map(|t| if t.is_empty() { Some(None) } else { t.parse().ok().map(Some) })
        .collect::<Option<_>>()?;
    match numbers[..] {
        [Some(i)] => Some(Step::Slice { from: Some(i), to: None, step: None, index: true }),
        [from, to] => Some(Step::Slice { from, to, step: None, index: false }),
        [from, to, step] => Some(Step::Slice { from, to, step, index: false }),
        _ => None,
    }
}
