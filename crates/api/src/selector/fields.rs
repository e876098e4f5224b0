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
        let mut parts: Vec<&str> = text.split(',').filter(|p| !p.is_empty()).collect();
        parts.order();
        let mut terms = Vec::new();
        for part in parts {
            let found = ["!=", "==", "="].iter().find_map(|op| {
                let mut pieces = part.split(op);
                match (pieces.next(), pieces.next(), pieces.next()) {
                    (Some(field), Some(value), None) => Some((field, value, *op == "!=")),
                    _ => None,
                }
            });
            let Some((field, value, negated)) = found else {
                return Err(SelectorError(format!("invalid selector: '{text}'; can't understand '{part}'")));
            };
            terms.push(FieldTerm { field: Text::new(field), value: Text::new(value), negated });
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
            write!(f, "{comma}{}{}{}", t.field, if t.negated { "!=" } else { "=" }, t.value)?;
        }
        Ok(())
    }
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
    }
}
