//! Values without fields: what they are called in refusals, what is empty, and their canonical forms.

use super::gotime;
use crate::json;
use crate::quantity::Quantity;
use crate::schema::{Kind, Scalar, Ty};
use crate::value::{Text, Value};

/// The value that Go gives to what was never set.
pub(super) fn zero(s: Scalar) -> Value {
    match s {
        Scalar::Str => Value::Str(Text::EMPTY),
        Scalar::Bool => Value::Bool(false),
        Scalar::Int32 | Scalar::Int64 | Scalar::Float | Scalar::IntOrString => Value::Int(0),
        Scalar::Quantity => "0".into(),
        _ => Value::Null,
    }
}

/// Whether the server leaves the value out of a field that need not be written.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) | Value::Int(0) => true,
        Value::Float(f) => *f == 0.0,
        Value::Str(s) => s.is_empty(),
        Value::List(l) => l.is_empty(),
        Value::Map(m) => m.is_empty(),
        Value::Bool(true) | Value::Int(_) => false,
    }
}

/// What Go calls the value in "cannot unmarshal ... into"; numbers are quoted where a number was wanted.
pub(super) fn kind_name(value: &Value, wanted: Ty) -> String {
    let number = matches!(wanted.kind(), Kind::Scalar(Scalar::Int32 | Scalar::Int64 | Scalar::Float));
    match value {
        Value::Int(i) if number => format!("number {i}"),
        Value::Float(f) if number => ["number ", &json::float(*f)].concat(),
        other => other.json_type().to_string(),
    }
}

/// The whole number that the value is when it is written as JSON.
pub(super) fn whole(value: &Value, narrow: bool) -> Option<i64> {
    let n = match value {
        Value::Int(i) => *i,
        Value::Float(f) => json::float(*f).parse().ok()?,
        _ => return None,
    };
    (!narrow || i32::try_from(n).is_ok()).then_some(n)
}

/// A quantity as the server writes it.
pub(super) fn quantity(value: &Value) -> Result<Value, &'static str> {
    let text = Quantity::of(value)?.text();
    Ok(if value.as_str() == Some(&text) { value.clone() } else { Value::Str(text) })
}

/// A time as the server writes it.
pub(super) fn time(text: &Text, micro: bool) -> Result<Value, String> {
    if is_canonical(text.as_bytes(), micro) {
        return Ok(Value::Str(text.clone()));
    }
    let time = gotime::parse(text, micro)?;
    let written = if micro { time.rfc3339_micro() } else { time.rfc3339() };
    Ok(Value::Str(if written == text.as_str() { text.clone() } else { Text::new(&written) }))
}

/// Whether a time is written as the server does; the 29th of February is looked at more closely.
fn is_canonical(text: &[u8], micro: bool) -> bool {
    let shape: &[u8] = if micro { b"0000-00-00T00:00:00.000000Z" } else { b"0000-00-00T00:00:00Z" };
    let fits = |(c, wanted): (&u8, &u8)| if *wanted == b'0' { c.is_ascii_digit() } else { c == wanted };
    if text.len() != shape.len() || !text.iter().zip(shape).all(fits) {
        return false;
    }
    let two = |at: usize| (text[at] - b'0') * 10 + (text[at + 1] - b'0');
    let days = match two(5) {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&two(8)) && two(11) < 24 && two(14) < 60 && two(17) < 60
}

/// Base64 as the server writes it, or where it is broken, as Go's decoder counts.
pub(super) fn bytes(text: &Text) -> Result<Text, usize> {
    let src = text.as_bytes();
    let newline = |b: u8| b == b'\n' || b == b'\r';
    let (mut at, mut digits) = (0, 0);
    while at < src.len() {
        let b = src[at];
        at += 1;
        if newline(b) {
            continue;
        }
        if b.is_ascii_alphanumeric() || b == b'+' || b == b'/' {
            digits = (digits + 1) % 4;
            continue;
        }
        if b != b'=' || digits < 2 {
            return Err(at - 1);
        }
        if digits == 2 {
            while at < src.len() && newline(src[at]) {
                at += 1;
            }
            match src.get(at) {
                None => return Err(src.len()),
                Some(b'=') => at += 1,
                Some(_) => return Err(at - 1),
            }
        }
        while at < src.len() && newline(src[at]) {
            at += 1;
        }
        return if at < src.len() { Err(at) } else { Ok(without_newlines(text)) };
    }
    if digits > 0 { Err(src.len() - digits) } else { Ok(without_newlines(text)) }
}

fn without_newlines(text: &Text) -> Text {
    if text.contains(['\n', '\r']) { text.replace(['\n', '\r'], "").into() } else { text.clone() }
}
