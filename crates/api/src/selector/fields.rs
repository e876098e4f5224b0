//! Field selectors: `status.phase=Running,spec.nodeName!=worker01`. Which fields a kind has is the server's business.

use super::SelectorError;
use crate::value::Text;
use sorted::InOrder;
use std::fmt;

/// One comparison of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTerm {
    /// Path of the field, `metadata.name`.
    pub field: Text,
    /// What it is compared with.
    pub value: Text,
    /// Whether it must differ.
    pub negated: bool,
}

/// A selector of fields; an object must satisfy all terms.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FieldSelector {
    /// In the order of their texts.
    pub terms: Vec<FieldTerm>,
}

impl FieldSelector {
    /// From the text of `--field-selector`.
    pub fn parse(text: &str) -> Result<FieldSelector, SelectorError> {
        let mut parts = split(text);
        parts.order();
        let mut terms = Vec::new();
        for part in parts.into_iter().filter(|p| !p.is_empty()) {
            let operator = part.char_indices().find_map(|(at, _)| {
                let op = ["!=", "==", "="].into_iter().find(|op| part[at..].starts_with(op))?;
                Some((&part[..at], op, &part[at + op.len()..]))
            });
            let Some((field, op, value)) = operator else {
                return Err(SelectorError(format!("invalid selector: '{text}'; can't understand '{part}'")));
            };
            terms.push(FieldTerm { field: Text::new(field), value: Text::from(unescape(value)?), negated: op == "!=" });
        }
        Ok(FieldSelector { terms })
    }
    /// Whether an object is meant; `get` gives the text of a field.
    pub fn matches<'a>(&self, get: impl Fn(&str) -> &'a str) -> bool {
        self.terms.iter().all(|t| (get(&t.field) == t.value.as_str()) != t.negated)
    }
    /// The value that a field must have, if the selector fixes one.
    pub fn exact(&self, field: &str) -> Option<&Text> {
        self.terms.iter().find(|t| t.field == *field && !t.negated).map(|t| &t.value)
    }
    /// Whether it selects everything.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

impl fmt::Display for FieldSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, t) in self.terms.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            write!(f, "{comma}{}{}", t.field, if t.negated { "!=" } else { "=" })?;
            for c in t.value.chars() {
                write!(f, "{}{c}", if matches!(c, '\\' | ',' | '=') { "\\" } else { "" })?;
            }
        }
        Ok(())
    }
}

/// The terms between commas; behind a backslash a comma is part of its term.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut escaped) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        if c == ',' && !escaped {
            parts.push(&text[from..at]);
            from = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(&text[from..]);
    parts
}

/// A value without its backslashes.
fn unescape(text: &str) -> Result<String, SelectorError> {
    let wrong = |what: String| Err(SelectorError(format!("invalid field selector: {what}")));
    let (mut value, mut chars) = (String::new(), text.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(c @ ('\\' | ',' | '=')) => value.push(c),
                other => {
                    return wrong(format!("invalid escape sequence: \\{}", other.map_or(String::new(), String::from)));
                }
            },
            // Go tells the number of the character.
            ',' | '=' => return wrong(format!("unescaped character in value: {}", u32::from(c))),
            c => value.push(c),
        }
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_matching() {
        let s = FieldSelector::parse("status.phase!=Running,metadata.name==web,").unwrap();
        assert_eq!(s.to_string(), "metadata.name=web,status.phase!=Running");
        assert!(s.matches(|f| if f == "metadata.name" { "web" } else { "Pending" }));
        assert!(!s.matches(|_| "web2"));
        assert_eq!(s.exact("metadata.name").map(Text::as_str), Some("web"));
        assert_eq!(s.exact("status.phase"), None);
        assert_eq!(FieldSelector::parse("x").unwrap_err().0, "invalid selector: 'x'; can't understand 'x'");
        assert!(FieldSelector::parse("").unwrap().is_empty());
        let odd = FieldSelector::parse(r"a=x\,y\=z\\,b!=").unwrap();
        assert_eq!(odd.exact("a").map(Text::as_str), Some(r"x,y=z\"));
        assert_eq!(odd.to_string(), r"a=x\,y\=z\\,b!=");
        let wrong = |text: &str| FieldSelector::parse(text).unwrap_err().0;
        assert_eq!(wrong(r"a=\b"), r"invalid field selector: invalid escape sequence: \b");
        assert_eq!(wrong(r"a=b\"), r"invalid field selector: invalid escape sequence: \");
        assert_eq!(wrong("a=b=c"), "invalid field selector: unescaped character in value: 61");
    }
}
