//! Escapes and other small text work that several programs share.

/// The result of [`unescape`].
pub struct Unescaped {
    pub text: String,
    /// `\c` was seen: the output ends here.
    pub stop: bool,
}

/// Backslash escapes as `echo -e`, `printf %b` and `$'...'` know them.
pub fn unescape(raw: &str) -> Unescaped {
    let mut text = String::new();
    let mut chars = raw.chars().peekable();
    let digits = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>, radix: u32, max: u32| {
        let mut value = 0;
        let mut count = 0;
        while count < max
            && let Some(digit) = chars.peek().and_then(|next| next.to_digit(radix))
        {
            value = value * radix + digit;
            count += 1;
            chars.next();
        }
        (count > 0).then_some(value)
    };
    while let Some(next) = chars.next() {
        if next != '\\' {
            text.push(next);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('a') => text.push('\x07'),
            Some('b') => text.push('\x08'),
            Some('f') => text.push('\x0c'),
            Some('v') => text.push('\x0b'),
            Some('e' | 'E') => text.push('\x1b'),
            Some('\\') => text.push('\\'),
            Some(quote @ ('\'' | '"')) => text.push(quote),
            Some('c') => return Unescaped { text, stop: true },
            Some('x') => match digits(&mut chars, 16, 2) {
                Some(value) => text.extend(char::from_u32(value)),
                None => text.push_str("\\x"),
            },
            Some('u') => match digits(&mut chars, 16, 4) {
                Some(value) => text.extend(char::from_u32(value)),
                None => text.push_str("\\u"),
            },
            Some('0') => text.extend(char::from_u32(digits(&mut chars, 8, 3).unwrap_or(0))),
            Some(first @ '1'..='7') => {
                let rest = digits(&mut chars, 8, 2);
                let first = first.to_digit(8).unwrap_or(0);
                let value = match rest {
                    Some(rest) if rest >= 8 => first * 64 + rest,
                    Some(rest) => first * 8 + rest,
                    None => first,
                };
                text.extend(char::from_u32(value));
            }
            Some(other) => text.extend(['\\', other]),
            None => text.push('\\'),
        }
    }
    Unescaped { text, stop: false }
}

/// A number as C's `%.6g` writes it (awk's output).
pub fn general(value: f64, precision: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value.is_nan() {
            "nan".into()
        } else if value.is_infinite() {
            if value > 0.0 { "inf".into() } else { "-inf".into() }
        } else {
            "0".into()
        };
    }
    let scientific = format!("{value:.*e}", precision.saturating_sub(1));
    let exponent: i32 = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    let trim = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text.to_string(),
    };
    if exponent < -4 || exponent >= precision as i32 {
        let mantissa = scientific.split_once('e').map_or("", |(mantissa, _)| mantissa);
        return format!("{}e{}{:02}", trim(mantissa), if exponent < 0 { '-' } else { '+' }, exponent.abs());
    }
    let decimals = (precision as i32 - 1 - exponent).max(0) as usize;
    trim(&format!("{value:.decimals$}"))
}

/// Seconds as `sleep` and `timeout` read them: `1.5`, `2m`, `1h`, `1d`. Microseconds.
pub fn duration(text: &str) -> Option<i64> {
    let (number, factor) = match text.char_indices().last()? {
        (at, 's') => (&text[..at], 1.0),
        (at, 'm') => (&text[..at], 60.0),
        (at, 'h') => (&text[..at], 3600.0),
        (at, 'd') => (&text[..at], 86400.0),
        _ => (text, 1.0),
    };
    let seconds: f64 = if number == "inf" || number == "infinity" { 1e12 } else { number.parse().ok()? };
    if seconds < 0.0 || seconds.is_nan() || !number.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == 'i') {
        return None;
    }
    Some((seconds.min(1e12) * factor * 1e6) as i64)
}
