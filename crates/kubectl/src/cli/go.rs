//! How Go's standard library reads and writes small values, with its own error texts.

use std::time::Duration;

/// `strconv.ParseBool`.
pub(crate) fn parse_bool(s: &str) -> Result<bool, String> {
    match s {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(format!("strconv.ParseBool: parsing {}: invalid syntax", quote(s))),
    }
}

/// `strconv.ParseInt(s, 0, 64)`.
pub(crate) fn parse_int(s: &str) -> Result<i64, String> {
    let digits = s.strip_prefix(['+', '-']).unwrap_or(s);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("strconv.ParseInt: parsing {}: invalid syntax", quote(s)));
    }
    s.parse().map_err(|_| format!("strconv.ParseInt: parsing {}: value out of range", quote(s)))
}

/// `time.ParseDuration`.
pub(crate) fn parse_duration(s: &str) -> Result<Duration, String> {
    let negative = s.starts_with('-');
    let mut rest = s.strip_prefix(['+', '-']).unwrap_or(s);
    if rest == "0" {
        return Ok(Duration::ZERO);
    }
    if rest.is_empty() {
        return Err(format!("time: invalid duration {}", quote(s)));
    }
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let value = rest[..number].parse::<f64>().map_err(|_| format!("time: invalid duration {}", quote(s)))?;
        rest = &rest[number..];
        let unit = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        let factor = match &rest[..unit] {
            "" => return Err(format!("time: missing unit in duration {}", quote(s))),
            "ns" => 1e-9,
            "us" | "µs" | "μs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            other => return Err(format!("time: unknown unit {} in duration {}", quote(other), quote(s))),
        };
        seconds += value * factor;
        rest = &rest[unit..];
    }
    // Hardly anything in kubectl tells a negative duration from none: see `is_negative`.
    Ok(if negative { Duration::ZERO } else { Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX) })
}

/// Whether the text of a duration or number is below nothing.
pub(crate) fn is_negative(s: &str) -> bool {
    s.starts_with('-') && s.contains(|c: char| ('1'..='9').contains(&c))
}

/// A duration as Go prints it: `1m0s`, `500ms`, `8s`.
pub(crate) fn duration(d: Duration) -> String {
    let nanos = d.as_nanos();
    if nanos == 0 {
        return "0s".into();
    }
    let fraction = |whole: u128, unit: u128| {
        let digits = format!("{:0width$}", whole % unit, width = unit.to_string().len() - 1);
        let digits = digits.trim_end_matches('0');
        if digits.is_empty() { String::new() } else { format!(".{digits}") }
    };
    if nanos < 1_000 {
        return format!("{nanos}ns");
    }
    if nanos < 1_000_000 {
        return format!("{}{}µs", nanos / 1_000, fraction(nanos, 1_000));
    }
    if nanos < 1_000_000_000 {
        return format!("{}{}ms", nanos / 1_000_000, fraction(nanos, 1_000_000));
    }
    let seconds = nanos / 1_000_000_000;
    let mut text = String::new();
    if seconds >= 3600 {
        text += &format!("{}h", seconds / 3600);
    }
    if seconds >= 60 {
        text += &format!("{}m", seconds / 60 % 60);
    }
    text + &format!("{}{}s", seconds % 60, fraction(nanos, 1_000_000_000))
}

/// `%q`: a string in double quotes, printable characters as they are.
pub(crate) fn quote(s: &str) -> String {
    let mut out = String::from("\"");
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if (c as u32) < 0x20 || c as u32 == 0x7f => out.push_str(&format!("\\x{:02x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A list as `%v` prints it: `[a b]`.
pub(crate) fn list<S: AsRef<str>>(items: &[S]) -> String {
    format!("[{}]", items.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for text in ["1m0s", "8s", "1h0m0s", "500ms", "1.5s", "0s"] {
            assert_eq!(duration(parse_duration(text).unwrap()), text);
        }
        assert_eq!(parse_duration("5").unwrap_err(), "time: missing unit in duration \"5\"");
        assert_eq!(parse_duration("abc").unwrap_err(), "time: invalid duration \"abc\"");
        assert_eq!(parse_duration("1x").unwrap_err(), "time: unknown unit \"x\" in duration \"1x\"");
    }

    #[test]
    fn numbers() {
        assert_eq!(parse_int("-3"), Ok(-3));
        assert_eq!(parse_int("abc").unwrap_err(), "strconv.ParseInt: parsing \"abc\": invalid syntax");
        assert_eq!(parse_bool("x").unwrap_err(), "strconv.ParseBool: parsing \"x\": invalid syntax");
    }
}
