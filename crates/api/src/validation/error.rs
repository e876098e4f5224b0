//! Field errors: where, what kind of wrong, the value, and why. In the words of the API server.

use crate::json;
use crate::names::Messages;
use crate::status::{Cause, Status};
use crate::value::{Text, Value};
use std::fmt;

/// In which way a field is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// What is referred to is not there.
    NotFound,
    /// Missing.
    Required,
    /// A second time the same.
    Duplicate,
    /// Of a form or size that cannot be.
    Invalid,
    /// None of the known values.
    NotSupported,
    /// May not be set, or not now.
    Forbidden,
    /// Longer than allowed.
    TooLong,
    /// More items than allowed.
    TooMany,
    /// The server's own fault.
    Internal,
    /// Of the wrong type.
    TypeInvalid,
}

impl ErrorKind {
    /// As messages begin.
    pub fn text(self) -> &'static str {
        match self {
            ErrorKind::NotFound => "Not found",
            ErrorKind::Required => "Required value",
            ErrorKind::Duplicate => "Duplicate value",
            ErrorKind::Invalid | ErrorKind::TypeInvalid => "Invalid value",
            ErrorKind::NotSupported => "Unsupported value",
            ErrorKind::Forbidden => "Forbidden",
            ErrorKind::TooLong => "Too long",
            ErrorKind::TooMany => "Too many",
            ErrorKind::Internal => "Internal error",
        }
    }
    /// As a cause's reason.
    pub fn reason(self) -> &'static str {
        match self {
            ErrorKind::NotFound => "FieldValueNotFound",
            ErrorKind::Required => "FieldValueRequired",
            ErrorKind::Duplicate => "FieldValueDuplicate",
            ErrorKind::Invalid => "FieldValueInvalid",
            ErrorKind::NotSupported => "FieldValueNotSupported",
            ErrorKind::Forbidden => "FieldValueForbidden",
            ErrorKind::TooLong => "FieldValueTooLong",
            ErrorKind::TooMany => "FieldValueTooMany",
            ErrorKind::Internal => "InternalError",
            ErrorKind::TypeInvalid => "FieldValueTypeInvalid",
        }
    }
    fn shows_value(self) -> bool {
        matches!(
            self,
            ErrorKind::NotFound
                | ErrorKind::Duplicate
                | ErrorKind::Invalid
                | ErrorKind::NotSupported
                | ErrorKind::TooMany
                | ErrorKind::TypeInvalid
        )
    }
}

/// A wrong value.
#[derive(Clone, Debug, PartialEq)]
pub enum BadValue {
    /// As it is in the object.
    Value(Value),
    /// JSON as the API server has it inside.
    Raw(String),
    /// One that messages do not show.
    Omitted,
}

/// One thing that is wrong with an object.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// In which way.
    pub kind: ErrorKind,
    /// Path of the field.
    pub field: String,
    /// The wrong value.
    pub value: BadValue,
    /// Why.
    pub detail: String,
}

impl FieldError {
    /// What is wrong, without the field.
    pub fn body(&self) -> String {
        let mut out = self.kind.text().to_string();
        if self.kind.shows_value() && self.value != BadValue::Omitted {
            out.push_str(": ");
            match &self.value {
                BadValue::Value(Value::Str(s)) => out.push_str(&go_quote(s)),
                BadValue::Value(v) => out.push_str(&json_in_go(&json::to_string(v))),
                BadValue::Raw(raw) => out.push_str(&json_in_go(raw)),
                BadValue::Omitted => {}
            }
        }
        if !self.detail.is_empty() {
            out.push_str(": ");
            out.push_str(&self.detail);
        }
        out
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.body())
    }
}

/// All that is wrong with an object, in the order in which the API server finds it.
pub type ErrorList = Vec<FieldError>;

/// All messages as one: doubles only once, several in brackets.
pub fn aggregate(errors: &[FieldError]) -> String {
    let mut texts: Messages = Vec::new();
    for e in errors {
        let text = e.to_string();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    if texts.len() == 1 { texts.remove(0) } else { format!("[{}]", texts.join(", ")) }
}

impl Status {
    /// 422: `Deployment.apps "web" is invalid: ...` with a cause for each error.
    pub fn invalid(group: &str, kind: &str, name: &str, errors: &[FieldError]) -> Status {
        let qualified = if group.is_empty() { kind.to_string() } else { format!("{kind}.{group}") };
        let message = match errors {
            [] => format!("{qualified} {} is invalid", go_quote(name)),
            _ => format!("{qualified} {} is invalid: {}", go_quote(name), aggregate(errors)),
        };
        let mut status = Status::new(422, "Invalid", message);
        (status.group, status.kind, status.name) = (Text::new(group), Text::new(kind), Text::new(name));
        status.causes = errors
            .iter()
            .map(|e| Cause { reason: e.kind.reason().into(), message: e.body(), field: e.field.clone() })
            .collect();
        status
    }
}

/// JSON as Go writes it by default, safe inside of HTML.
fn json_in_go(text: &str) -> String {
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// A string as Go's `%q` prints it.
pub fn go_quote(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    out.push('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0b' => out.push_str("\\v"),
            '\x0c' => out.push_str("\\f"),
            c if (c as u32) < 0x20 || c == '\x7f' => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if (c as u32) < 0x7f || !is_hidden(c) => out.push(c),
            c if (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push_str(&format!("\\U{:08x}", c as u32)),
        }
    }
    out.push('"');
    out
}

/// Whether Go's `unicode.IsPrint` takes a character for one that can be seen.
pub fn is_print(c: char) -> bool {
    c == ' ' || !is_hidden(c)
}

/// Controls, spaces other than the usual one, and what has no shape of its own.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..)
}
