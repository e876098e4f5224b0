//! Amounts of resources: `500m`, `1.5Gi`, `2e3`. Exact, in units of a billionth, and written the canonical way.
//!
//! ```
//! use api::quantity::Quantity;
//! let mut q = Quantity::parse("0.5").unwrap();
//! q.add(&Quantity::parse("250m").unwrap());
//! assert_eq!((q.to_string().as_str(), q.milli_value(), q.value()), ("750m", 750, 1));
//! assert_eq!(Quantity::parse("2048Mi").unwrap().to_string(), "2Gi");
//! ```

use crate::json;
use crate::value::{Text, Value};
use std::cmp::Ordering;
use std::fmt;

/// The three ways a text can fail to be a quantity, in the API server's words.
pub mod errors {
    /// Not of the form at all.
    pub const FORMAT: &str =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    /// The number before the suffix.
    pub const NUMERIC: &str = "unable to parse numeric part of quantity";
    /// The letters behind the number.
    pub const SUFFIX: &str = "unable to parse quantity's suffix";
}

/// Which suffixes an amount is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Format {
    /// `m`, `k`, `M`: powers of 1000.
    #[default]
    DecimalSI,
    /// `Ki`, `Mi`: powers of 1024.
    BinarySI,
    /// `e3`.
    DecimalExponent,
}

const NANO: i128 = 1_000_000_000;
const DECIMAL: [(&str, i32); 10] =
    [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];
const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// An amount. Equality and order are those of the amount, however it was written.
#[derive(Clone, Debug, Default)]
pub struct Quantity {
    nanos: i128,
    format: Format,
    /// What was read, where the API server keeps it although it may not be canonical (`1.500`, `+5`).
    text: Text,
}

impl Quantity {
    /// Nothing of anything.
    pub const ZERO: Quantity = Quantity { nanos: 0, format: Format::DecimalSI, text: Text::EMPTY };

    /// A whole amount.
    pub fn new(value: i64, format: Format) -> Quantity {
        Quantity { nanos: i128::from(value) * NANO, format, text: Text::EMPTY }
    }
    /// Thousandths, as processors are counted.
    pub fn from_milli(value: i64) -> Quantity {
        Quantity { nanos: i128::from(value) * 1_000_000, format: Format::DecimalSI, text: Text::EMPTY }
    }
    /// From its text. The error is one of [`errors`].
    pub fn parse(s: &str) -> Result<Quantity, &'static str> {
        parse(s)
    }
    /// From a field, which may hold a text or a number; zero where there is none.
    pub fn of(v: &Value) -> Result<Quantity, &'static str> {
        match v {
            Value::Null => Ok(Quantity::ZERO),
            Value::Str(s) => parse(s.trim()),
            Value::Int(i) => parse(&i.to_string()),
            Value::Float(f) => parse(&json::float(*f)),
            _ => Err(errors::FORMAT),
        }
    }
    /// From a field that was validated; zero where it is none.
    pub fn of_valid(v: &Value) -> Quantity {
        Quantity::of(v).unwrap_or_default()
    }
    /// In whole units, rounded away from zero.
    pub fn value(&self) -> i64 {
        clamp(div_away(self.nanos, NANO))
    }
    /// In thousandths, rounded away from zero.
    pub fn milli_value(&self) -> i64 {
        clamp(div_away(self.nanos, NANO / 1000))
    }
    /// In billionths.
    pub fn nanos(&self) -> i128 {
        self.nanos
    }
    /// Approximately.
    pub fn as_f64(&self) -> f64 {
        self.nanos as f64 / NANO as f64
    }
    /// How it is written.
    pub fn format(&self) -> Format {
        self.format
    }
    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.nanos == 0
    }
    /// Whether it is below nothing.
    pub fn is_negative(&self) -> bool {
        self.nanos < 0
    }
    /// Adds another amount, and takes over its format if this is nothing.
    pub fn add(&mut self, other: &Quantity) {
        self.change(other, self.nanos.saturating_add(other.nanos));
    }
    /// Takes another amount off.
    pub fn sub(&mut self, other: &Quantity) {
        self.change(other, self.nanos.saturating_sub(other.nanos));
    }
    fn change(&mut self, other: &Quantity, nanos: i128) {
        if self.nanos == 0 {
            self.format = other.format;
        }
        self.nanos = nanos;
        self.text = Text::EMPTY;
    }
    /// Rounds away from zero to thousandths, as the API server does with what containers ask for.
    pub fn round_up_to_milli(&mut self) {
        let rounded = div_away(self.nanos, NANO / 1000) * (NANO / 1000);
        if rounded != self.nanos {
            self.nanos = rounded;
            self.text = Text::EMPTY;
        }
    }
    /// The canonical text, or the text it was read from where the API server keeps that.
    pub fn text(&self) -> Text {
        if self.text.is_empty() { self.canonical().into() } else { self.text.clone() }
    }
    fn canonical(&self) -> String {
        if self.nanos == 0 {
            return "0".into();
        }
        let whole = self.nanos % NANO == 0;
        let large = self.nanos <= -1024 * NANO || self.nanos >= 1024 * NANO;
        if self.format == Format::BinarySI && whole && large {
            let mut value = self.nanos / NANO;
            let mut steps = 0;
            while value % 1024 == 0 && steps < BINARY.len() {
                value /= 1024;
                steps += 1;
            }
            return format!("{value}{}", if steps == 0 { "" } else { BINARY[steps - 1] });
        }
        let (mut value, mut exponent) = (self.nanos, -9);
        while value % 1000 == 0 && (exponent < 18 || self.format == Format::DecimalExponent) {
            value /= 1000;
            exponent += 3;
        }
        if self.format == Format::DecimalExponent {
            return if exponent == 0 { value.to_string() } else { format!("{value}e{exponent}") };
        }
        let suffix = DECIMAL.iter().find(|(_, e)| *e == exponent).map_or("", |(s, _)| s);
        format!("{value}{suffix}")
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}
impl Eq for Quantity {}
impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text())
    }
}
impl From<&Quantity> for Value {
    fn from(q: &Quantity) -> Value {
        Value::Str(q.text())
    }
}

fn clamp(v: i128) -> i64 {
    v.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

fn div_away(value: i128, unit: i128) -> i128 {
    let rest = i128::from(value % unit != 0) * value.signum();
    value / unit + rest
}

/// The pieces of a text before anything is computed.
struct Pieces<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    suffix: &'a str,
}

fn pieces(s: &str) -> Result<Pieces<'_>, &'static str> {
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let (negative, rest) = match s.as_bytes().first() {
        Some(b'-') => (true, &s[1..]),
        Some(b'+') => (false, &s[1..]),
        _ => (false, s),
    };
    let rest = rest.trim_start_matches('0');
    let (whole, rest) = rest.split_at(digits(rest));
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(after) => after.split_at(digits(after)),
        None => ("", rest),
    };
    let letters = suffix.bytes().take_while(|b| b"eEinumkKMGTP".contains(b)).count();
    let tail = &suffix[letters..];
    let exponent = tail.strip_prefix(['-', '+']).unwrap_or(tail);
    if !exponent.bytes().all(|b| b.is_ascii_digit()) {
        return Err(errors::FORMAT);
    }
    Ok(Pieces { negative, whole: if whole.is_empty() { "0" } else { whole }, fraction, suffix })
}

/// Base (10 or 2) and exponent of a suffix.
fn interpret(suffix: &str) -> Option<(Format, i32)> {
    if let Some((_, e)) = DECIMAL.iter().find(|(s, _)| *s == suffix) {
        return Some((Format::DecimalSI, *e));
    }
    if let Some(i) = BINARY.iter().position(|s| *s == suffix) {
        return Some((Format::BinarySI, 10 * (i as i32 + 1)));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?;
    Some((Format::DecimalExponent, exponent.parse().ok()?))
}

fn parse(s: &str) -> Result<Quantity, &'static str> {
    if s.is_empty() {
        return Err(errors::FORMAT);
    }
    let p = pieces(s)?;
    let (mut format, exponent) = interpret(p.suffix).ok_or(errors::SUFFIX)?;
    let shifted = format!("{}{}", p.whole, p.fraction);
    let amount = digits_value(&shifted);
    let (nanos, exact) = match format {
        Format::BinarySI => scale(amount.saturating_mul(1 << exponent), 9 - p.fraction.len() as i32),
        _ => scale(amount, exponent.saturating_add(9).saturating_sub(p.fraction.len() as i32)),
    };
    let mut nanos = nanos;
    if format == Format::BinarySI {
        nanos = nanos.min(i128::from(i64::MAX) * NANO);
        if nanos > 0 && nanos < NANO {
            format = Format::DecimalSI;
        }
    }
    let text = if exact && is_kept(&p, &shifted, format, exponent, amount) { Text::new(s) } else { Text::EMPTY };
    Ok(Quantity { nanos: if p.negative { -nanos } else { nanos }, format, text })
}

/// Whether the API server keeps the text as it was read, instead of writing the amount anew. It means to keep canonical
/// texts only, but a few others slip through.
fn is_kept(p: &Pieces<'_>, shifted: &str, format: Format, exponent: i32, amount: i128) -> bool {
    if shifted.len() > 18 {
        return false;
    }
    match format {
        Format::BinarySI => {
            let digits_left = 14 - p.whole.len() as i32 - exponent * 3 / 10;
            digits_left >= 0 && p.fraction.is_empty() && amount & 7 != 0
        }
        _ => {
            let scale = exponent.saturating_sub(p.fraction.len() as i32);
            scale >= -9 && scale % 3 == 0 && !shifted.ends_with("000") && !shifted.starts_with('0')
        }
    }
}

fn digits_value(digits: &str) -> i128 {
    digits.bytes().fold(0i128, |n, b| n.saturating_mul(10).saturating_add(i128::from(b - b'0')))
}

/// `amount * 10^power`, rounded up; and whether that is exact.
fn scale(amount: i128, power: i32) -> (i128, bool) {
    if amount == 0 {
        return (0, true);
    }
    if power >= 0 {
        let factor = 10i128.checked_pow(power as u32);
        return (factor.map_or(i128::MAX, |f| amount.saturating_mul(f)), true);
    }
    match 10i128.checked_pow(power.unsigned_abs()) {
        Some(unit) => (div_away(amount, unit), amount % unit == 0),
        None => (1, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_texts() {
        let cases = [
            ("0", "0"),
            ("0m", "0"),
            ("500m", "500m"),
            ("1000m", "1"),
            ("1500m", "1500m"),
            ("0.5", "500m"),
            ("1.5", "1500m"),
            (".5", "500m"),
            ("1.", "1."),
            ("100", "100"),
            ("1000", "1k"),
            ("1024", "1024"),
            ("1500000", "1500k"),
            ("2048Mi", "2Gi"),
            ("1025Mi", "1025Mi"),
            ("0.5Gi", "512Mi"),
            ("1.5Gi", "1536Mi"),
            ("1Ki", "1Ki"),
            ("512Ki", "512Ki"),
            ("0.5Ki", "512"),
            ("0.0001Ki", "102400u"),
            ("1e3", "1e3"),
            ("1E3", "1E3"),
            ("1000e3", "1e6"),
            ("1E", "1E"),
            ("-1", "-1"),
            ("+5", "+5"),
            ("1.500", "1.500"),
            ("128974848", "128974848"),
            ("129M", "129M"),
            ("123Mi", "123Mi"),
            ("0.1n", "1n"),
            ("100n", "100n"),
            ("9223372036854775807", "9223372036854775807"),
            ("99999Ei", "9223372036854775807"),
        ];
        for (text, expected) in cases {
            assert_eq!(Quantity::parse(text).unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn refusals() {
        for (text, expected) in [
            ("", errors::FORMAT),
            ("abc", errors::FORMAT),
            ("1 Gi", errors::FORMAT),
            ("1Gi ", errors::FORMAT),
            ("1,5", errors::FORMAT),
            ("100mm", errors::SUFFIX),
            ("64MB", errors::FORMAT),
            ("1ki", errors::SUFFIX),
            ("1K", errors::SUFFIX),
            ("1e", errors::SUFFIX),
            ("1.2.3", errors::FORMAT),
        ] {
            assert_eq!(Quantity::parse(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn values_round_up() {
        let q = |s: &str| Quantity::parse(s).unwrap();
        assert_eq!((q("1m").value(), q("1u").milli_value(), q("-1m").value()), (1, 1, -1));
        assert_eq!(q("1Gi").value(), 1 << 30);
        assert_eq!(q("0.1").milli_value(), 100);
        assert!(q("1Gi") > q("1G") && q("1") == q("1000m") && q("-1") < q("0"));
        let mut sum = Quantity::ZERO;
        sum.add(&q("512Mi"));
        sum.add(&q("512Mi"));
        assert_eq!(sum.to_string(), "1Gi");
        sum.sub(&q("1Gi"));
        assert_eq!(sum.to_string(), "0");
        let mut fine = q("1500u");
        fine.round_up_to_milli();
        assert_eq!(fine.to_string(), "2m");
        assert_eq!(Quantity::of(&Value::Float(0.5)).unwrap().to_string(), "500m");
        assert_eq!(Quantity::of(&Value::Int(-1)).unwrap().to_string(), "-1");
    }
}
