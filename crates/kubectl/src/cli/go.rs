//! How Go's standard library reads and writes small values, with its own error texts.

use std::time::Duration;

pub(crate) use api::duration::go as duration;
pub(crate) use api::validation::go_quote as quote;

/// `strconv.ParseBool`.
pub(crate) fn parse_bool(s: &str) -> Result<bool, String> {
    match s {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(format!("strconv.ParseBool: parsing {}: invalid syntax", quote(s))),
    }
}

/// The number of a flag: `strconv.ParseInt(s, 0, 64)`, which knows other bases by how a number begins.
pub(crate) fn parse_flag(s: &str) -> Result<i64, String> {
    let (sign, digits) = match s.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", s.strip_prefix('+').unwrap_or(s)),
    };
    let lower = digits.to_ascii_lowercase();
    let bases = [("0x", 16), ("0b", 2), ("0o", 8), ("0", 8)];
    match bases.into_iter().find(|(start, _)| lower.len() > 1 && lower.starts_with(start)) {
        Some((start, base)) => {
            i64::from_str_radix(&format!("{sign}{}", lower[start.len()..].trim_start_matches('_')), base)
                .map_err(|_| format!("strconv.ParseInt: parsing {}: invalid syntax", quote(s)))
        }
        None => parse_int(s),
    }
}

/// `strconv.ParseInt(s, 10, 64)`.
pub(crate) fn parse_int(s: &str) -> Result<i64, String> {
    let digits = s.strip_prefix(['+', '-']).unwrap_or(s);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("strconv.ParseInt: parsing {}: invalid syntax", quote(s)));
    }
    s.parse().map_err(|_| format!("strconv.ParseInt: parsing {}: value out of range", quote(s)))
}

/// `time.ParseDuration`. Hardly anything in kubectl tells a negative duration from none: see [`is_negative`].
pub(crate) fn parse_duration(s: &str) -> Result<Duration, String> {
    api::duration::parse_go(s).map(|nanos| Duration::from_nanos(nanos.try_into().unwrap_or(0)))
}

/// Whether the text of a duration or number is below nothing.
pub(crate) fn is_negative(s: &str) -> bool {
    s.starts_with('-') && s.contains(|c: char| ('1'..='9').contains(&c))
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
