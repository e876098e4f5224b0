//! Values: text, numbers, and text from input that looks like a number.

use std::cmp::Ordering;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Number(f64),
    Text(String),
    /// From input: compares as a number if it looks like one.
    Input(String),
    Unset,
}

impl Value {
    /// What its text takes.
    pub fn bytes(&self) -> usize {
        match self {
            Value::Text(text) | Value::Input(text) => text.len(),
            Value::Number(_) | Value::Unset => 0,
        }
    }

    pub fn number(&self) -> f64 {
        match self {
            Value::Number(number) => *number,
            Value::Text(text) | Value::Input(text) => leading(text),
            Value::Unset => 0.0,
        }
    }

    /// `format` is CONVFMT or OFMT.
    pub fn text(&self, format: &str) -> String {
        match self {
            Value::Number(number) => number_text(*number, format),
            Value::Text(text) | Value::Input(text) => text.clone(),
            Value::Unset => String::new(),
        }
    }

    pub fn truth(&self) -> bool {
        match self {
            Value::Number(number) => *number != 0.0,
            Value::Text(text) => !text.is_empty(),
            Value::Input(text) => match numeric(text) {
                Some(number) => number != 0.0,
                None => !text.is_empty(),
            },
            Value::Unset => false,
        }
    }

    fn as_number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Input(text) => numeric(text),
            Value::Unset => Some(0.0),
            Value::Text(_) => None,
        }
    }
}

pub(super) fn compare(a: &Value, b: &Value, format: &str) -> Ordering {
    match (a.as_number(), b.as_number()) {
        (Some(a), Some(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Less),
        _ => a.text(format).cmp(&b.text(format)),
    }
}

fn numeric(text: &str) -> Option<f64> {
    let trimmed = text.trim();
    let plain = trimmed.trim_start_matches(['+', '-']);
    if !plain.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    trimmed.parse().ok()
}

/// The number at the beginning of a text.
fn leading(text: &str) -> f64 {
    let text = text.trim_start();
    let bytes = text.as_bytes();
    let mut end = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    end = digits(end);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    text[..end].parse().unwrap_or(0.0)
}

pub(super) fn number_text(number: f64, format: &str) -> String {
    if number.fract() == 0.0 && number.abs() < 1e16 {
        return format!("{}", number as i64);
    }
    match format.strip_prefix("%.").and_then(|rest| rest.strip_suffix('g')).and_then(|digits| digits.parse().ok()) {
        Some(precision) => crate::text::general(number, precision),
        None => crate::programs::printf::format(&[format.to_string(), number.to_string()], None).text,
    }
}
