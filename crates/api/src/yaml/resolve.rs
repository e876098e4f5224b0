//! What a plain scalar means: the resolver of Go's yaml.v2, which speaks YAML 1.1.

/// A scalar's meaning.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Resolved {
    Null,
    Bool(bool),
    Int(i64),
    /// Whole, but beyond 64 bits.
    Big(String),
    Float(f64),
    /// Kept as the text it is, but not a plain string: it must be quoted to stay one.
    Timestamp,
    Str,
}

impl Resolved {
    /// The short tag, as error messages name it.
    pub fn tag(&self) -> &'static str {
        match self {
            Resolved::Null => "!!null",
            Resolved::Bool(_) => "!!bool",
            Resolved::Int(_) | Resolved::Big(_) => "!!int",
            Resolved::Float(_) => "!!float",
            Resolved::Timestamp => "!!timestamp",
            Resolved::Str => "!!str",
        }
    }
}

/// What `text` is when it stands there unquoted and without a tag.
pub(super) fn resolve(text: &str) -> Resolved {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Resolved::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Resolved::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Resolved::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Resolved::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Resolved::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Resolved::Float(f64::NEG_INFINITY),
        _ => {}
    }
    match text.as_bytes()[0] {
        b'.' => parse_float(text).map_or(Resolved::Str, Resolved::Float),
        b'+' | b'-' | b'0'..=b'9' => {
            if is_timestamp(text) {
                return Resolved::Timestamp;
            }
            number(&text.replace('_', ""))
        }
        _ => Resolved::Str,
    }
}

fn number(plain: &str) -> Resolved {
    if let Some(whole) = parse_whole(plain) {
        return whole;
    }
    if is_yaml_float(plain)
        && let Some(f) = parse_float(plain)
    {
        return Resolved::Float(f);
    }
    Resolved::Str
}

/// A whole number with Go's prefixes: `0x`, `0o`, `0b`, and a leading 0 for octal.
fn parse_whole(plain: &str) -> Option<Resolved> {
    let (negative, digits) = match plain.as_bytes().first()? {
        b'-' => (true, &plain[1..]),
        b'+' => (false, &plain[1..]),
        _ => (false, plain),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, &lower[..]),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let signed = if negative { format!("-{digits}") } else { digits.to_string() };
    if let Ok(i) = i64::from_str_radix(&signed, radix) {
        return Some(Resolved::Int(i));
    }
    let mut value = 0f64;
    for c in digits.chars() {
        value = value * f64::from(radix) + f64::from(c.to_digit(radix)?);
    }
    if radix == 10 {
        let digits = digits.trim_start_matches('0');
        return Some(Resolved::Big(if negative { format!("-{digits}") } else { digits.to_string() }));
    }
    Some(Resolved::Float(if negative { -value } else { value }))
}

/// `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`
fn is_yaml_float(s: &str) -> bool {
    let s = s.strip_prefix(['-', '+']).unwrap_or(s);
    let (mantissa, exponent) = match s.find(['e', 'E']) {
        Some(i) => (&s[..i], Some(&s[i + 1..])),
        None => (s, None),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let mantissa_ok = match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && digits(fraction),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => !mantissa.is_empty() && digits(mantissa),
    };
    let exponent_ok = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && digits(e)
    });
    mantissa_ok && exponent_ok
}

/// A decimal number; none where it is out of range, as Go has it.
fn parse_float(s: &str) -> Option<f64> {
    if !s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) {
        return None;
    }
    s.parse::<f64>().ok().filter(|f| f.is_finite())
}

/// The four forms of a time that Go's yaml knows; month and day may have one digit.
fn is_timestamp(s: &str) -> bool {
    let b = s.as_bytes();
    if b.len() < 8 || !b[..4].iter().all(u8::is_ascii_digit) || b[4] != b'-' {
        return false;
    }
    let year: i64 = s[..4].parse().unwrap_or(0);
    let mut at = 5;
    let number = |at: &mut usize| -> Option<u32> {
        let start = *at;
        while *at < b.len() && *at < start + 2 && b[*at].is_ascii_digit() {
            *at += 1;
        }
        s.get(start..*at)?.parse().ok()
    };
    let Some(month) = number(&mut at).filter(|m| (1..=12).contains(m)) else { return false };
    if b.get(at) != Some(&b'-') {
        return false;
    }
    at += 1;
    let Some(day) = number(&mut at) else { return false };
    if day == 0 || day > days_of_month(year, month) {
        return false;
    }
    let zoned = match b.get(at) {
        None => return true,
        Some(b'T' | b't') => true,
        Some(b' ') => false,
        Some(_) => return false,
    };
    at += 1;
    for (limit, separator) in [(24, b':'), (60, b':'), (60, 0)] {
        if number(&mut at).is_none_or(|n| n >= limit) {
            return false;
        }
        if separator != 0 {
            if b.get(at) != Some(&separator) {
                return false;
            }
            at += 1;
        }
    }
    if matches!(b.get(at), Some(b'.' | b',')) && b.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at += 1;
        while b.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
    }
    if zoned { is_zone(&s[at..]) } else { at == b.len() }
}

fn is_zone(s: &str) -> bool {
    let b = s.as_bytes();
    match b {
        b"Z" => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            [h1, h2, m1, m2].iter().all(|d| d.is_ascii_digit()) && s[1..3] <= *"24" && s[4..6] < *"60"
        }
        _ => false,
    }
}

fn days_of_month(year: i64, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Whether a text is a number in base 60 (`1:30`), which older readers take for a number and so is written quoted.
pub(super) fn is_base60(s: &str) -> bool {
    let s = s.strip_prefix(['-', '+']).unwrap_or(s);
    let mut parts = s.split(':');
    let first = parts.next().unwrap_or("");
    if !first.starts_with(|c: char| c.is_ascii_digit()) || !first.bytes().all(|b| b.is_ascii_digit() || b == b'_') {
        return false;
    }
    let mut rest: Vec<&str> = parts.collect();
    let Some(last) = rest.pop() else { return false };
    let last = match last.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b.is_ascii_digit() || b == b'_') => whole,
        Some(_) => return false,
        None => last,
    };
    rest.push(last);
    rest.iter().all(|p| match p.as_bytes() {
        [a] => a.is_ascii_digit(),
        [a, b] => matches!(a, b'0'..=b'5') && b.is_ascii_digit(),
        _ => false,
    })
}
