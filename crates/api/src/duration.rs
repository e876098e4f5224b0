//! Durations as kubectl writes ages (`5d3h`, `2m`), and as Go reads and writes them (`1m30s`).

use crate::time::Time;
use std::time::Duration;

/// The age of what happened at `then`; `<invalid>` where that is in the future.
pub fn age(now: Time, then: Time) -> String {
    match now.seconds() - then.seconds() {
        i64::MIN..=-2 => "<invalid>".into(),
        _ => human(now.since(then)),
    }
}

/// An age as `kubectl get` shows it: at most two units, and the coarser the older.
///
/// ```
/// use std::time::Duration;
/// let age = |s| api::duration::human(Duration::from_secs(s));
/// assert_eq!([age(0), age(119), age(600), age(28_800), age(176_400)], ["0s", "119s", "10m", "8h", "2d1h"]);
/// ```
pub fn human(d: Duration) -> String {
    let s = d.as_secs();
    let two = |large: u64, unit: &str, small: u64, small_unit: &str| {
        if small == 0 { format!("{large}{unit}") } else { format!("{large}{unit}{small}{small_unit}") }
    };
    let (minutes, hours, days) = (s / 60, s / 3600, s / 86_400);
    match s {
        0 => "0s".into(),
        1..120 => format!("{s}s"),
        120..600 => two(minutes, "m", s % 60, "s"),
        600..10_800 => format!("{minutes}m"),
        10_800..28_800 => two(hours, "h", minutes % 60, "m"),
        28_800..172_800 => format!("{hours}h"),
        172_800..691_200 => two(days, "d", hours % 24, "h"),
        691_200..63_072_000 => format!("{days}d"),
        63_072_000..252_288_000 => two(days / 365, "y", days % 365, "d"),
        _ => format!("{}y", days / 365),
    }
}

/// An age in one unit.
pub fn short_human(d: Duration) -> String {
    let s = d.as_secs();
    match s {
        0..60 => format!("{s}s"),
        60..3600 => format!("{}m", s / 60),
        3600..86_400 => format!("{}h", s / 3600),
        86_400..31_536_000 => format!("{}d", s / 86_400),
        _ => format!("{}y", s / 31_536_000),
    }
}

/// As Go's `Duration.String` writes it: `1m30s`, `1.5s`, `2h0m0s`, `100ms`.
pub fn go(d: Duration) -> String {
    let nanos = d.as_nanos();
    if nanos == 0 {
        return "0s".into();
    }
    let decimal = |value: u128, unit: u128, name: &str| {
        let fraction = format!("{:0width$}", value % unit, width = unit.ilog10() as usize);
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() || unit == 1 { String::new() } else { format!(".{fraction}") };
        format!("{}{point}{name}", value / unit)
    };
    if nanos < 1_000 {
        return format!("{nanos}ns");
    }
    if nanos < 1_000_000 {
        return decimal(nanos, 1_000, "µs");
    }
    if nanos < 1_000_000_000 {
        return decimal(nanos, 1_000_000, "ms");
    }
    let seconds = decimal(nanos % 60_000_000_000, 1_000_000_000, "s");
    let (minutes, hours) = (d.as_secs() / 60 % 60, d.as_secs() / 3600);
    match (hours, minutes) {
        (0, 0) => seconds,
        (0, m) => format!("{m}m{seconds}"),
        (h, m) => format!("{h}h{m}m{seconds}"),
    }
}

/// As Go's `time.ParseDuration` reads it; negative ones too, in nanoseconds. The error is Go's.
pub fn parse_go(text: &str) -> Result<i128, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let (negative, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total = 0i128;
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number = &rest[..number_end];
        let unit_end =
            rest[number_end..].find(|c: char| c.is_ascii_digit() || c == '.').map_or(rest.len(), |i| number_end + i);
        let unit = &rest[number_end..unit_end];
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
            return Err(invalid());
        }
        let scale: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            "" => return Err(format!("time: missing unit in duration {}", quote(text))),
            other => return Err(format!("time: unknown unit {} in duration {}", quote(other), quote(text))),
        };
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        let digits = &fraction[..fraction.len().min(18)];
        let part = digits.parse::<i128>().unwrap_or(0) * scale / 10i128.pow(digits.len() as u32);
        total = whole.checked_mul(scale).and_then(|w| total.checked_add(w + part)).ok_or_else(invalid)?;
        if total > i128::from(i64::MAX) {
            return Err(invalid());
        }
        rest = &rest[unit_end..];
    }
    Ok(if negative { -total } else { total })
}

/// As Go's `time` package quotes, which knows of no characters but those of ASCII.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..0x80 => out.push(char::from(byte)),
            _ => out += &format!("\\x{byte:02x}"),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages() {
        for (seconds, long, short) in [
            (0, "0s", "0s"),
            (59, "59s", "59s"),
            (120, "2m", "2m"),
            (125, "2m5s", "2m"),
            (599, "9m59s", "9m"),
            (10_799, "179m", "2h"),
            (10_800, "3h", "3h"),
            (12_000, "3h20m", "3h"),
            (172_799, "47h", "1d"),
            (172_800, "2d", "2d"),
            (180_000, "2d2h", "2d"),
            (691_200, "8d", "8d"),
            (63_071_999, "729d", "1y"),
            (63_072_000, "2y", "2y"),
            (70_000_000, "2y80d", "2y"),
            (252_288_000, "8y", "8y"),
        ] {
            let d = Duration::from_secs(seconds);
            assert_eq!((human(d).as_str(), short_human(d).as_str()), (long, short));
        }
    }

    #[test]
    fn ages_between_times() {
        let at = Time::from_seconds;
        assert_eq!([age(at(100), at(40)), age(at(1), at(2)), age(at(1), at(30))], ["60s", "0s", "<invalid>"]);
    }

    #[test]
    fn gos_durations() {
        for (text, nanos, back) in [
            ("0", 0, "0s"),
            ("90s", 90_000_000_000, "1m30s"),
            ("1.5s", 1_500_000_000, "1.5s"),
            ("2h", 7_200_000_000_000, "2h0m0s"),
            ("100ms", 100_000_000, "100ms"),
            ("1us", 1_000, "1µs"),
            ("1h1ns", 3_600_000_000_001, "1h0m0.000000001s"),
        ] {
            assert_eq!(parse_go(text), Ok(nanos));
            assert_eq!(go(Duration::from_nanos(nanos as u64)), back);
        }
        assert_eq!(parse_go("-1s"), Ok(-1_000_000_000));
        assert_eq!(parse_go("5").unwrap_err(), "time: missing unit in duration \"5\"");
        assert_eq!(parse_go("5x").unwrap_err(), "time: unknown unit \"x\" in duration \"5x\"");
        assert_eq!(parse_go("abc").unwrap_err(), "time: invalid duration \"abc\"");
        let beyond = "5초";
        let said = r#"time: unknown unit "\xec\xb4\x88" in duration "5\xec\xb4\x88""#;
        assert_eq!(parse_go(beyond).unwrap_err(), said);
        assert_eq!(parse_go("9999999999999999h").unwrap_err(), "time: invalid duration \"9999999999999999h\"");
    }
}
