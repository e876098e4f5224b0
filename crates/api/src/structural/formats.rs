//! Formats of strings, as far as they are looked at.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::time::Time;
use crate::{base64, names};

/// Whether a format means something for values of a type.
pub(super) fn is_known(kind: &str, format: &str) -> bool {
    match kind {
        "integer" => matches!(format, "int32" | "int64"),
        "number" => matches!(format, "float" | "double"),
        "" | "string" => check(format, "").is_some() || format == "quantity",
        _ => false,
    }
}

/// Whether a text has the format; none where the format means nothing.
pub(super) fn check(format: &str, text: &str) -> Option<bool> {
    Some(match format.replace('-', "").as_str() {
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "cidr" => text.split_once('/').is_some_and(|(address, bits)| {
            let most = if address.parse::<Ipv4Addr>().is_ok() { 32 } else { 128 };
            (most == 32 || address.parse::<Ipv6Addr>().is_ok()) && bits.parse::<u8>().is_ok_and(|b| b <= most)
        }),
        "datetime" => is_time(text),
        "date" => text.len() == 10 && Time::parse(&[text, "T00:00:00Z"].concat()).is_some(),
        "uuid" => is_uuid(text, None),
        "uuid3" => is_uuid(text, Some('3')),
        "uuid4" => is_uuid(text, Some('4')),
        "uuid5" => is_uuid(text, Some('5')),
        "byte" => !text.is_empty() && base64::decode(text).is_some(),
        "email" => text.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty() && !host.is_empty() && !text.contains(char::is_whitespace) && !host.contains('@')
        }),
        "hostname" => is_hostname(text),
        "uri" => text.starts_with('/') || text.find(':').is_some_and(|i| i > 0 && is_scheme(&text[..i])),
        "mac" => [':', '-'].iter().any(|c| {
            let parts: Vec<&str> = text.split(*c).collect();
            matches!(parts.len(), 6 | 8 | 20) && parts.iter().all(|p| p.len() == 2 && is_hex(p))
        }),
        "hexcolor" => {
            let digits = text.strip_prefix('#').unwrap_or(text);
            matches!(digits.len(), 3 | 6) && is_hex(digits)
        }
        "duration" => is_duration(text),
        "k8sshortname" => names::dns1123_label(text).is_empty(),
        "k8slongname" => names::dns1123_subdomain(text).is_empty(),
        "password" | "bsonobjectid" | "creditcard" | "isbn" | "isbn10" | "isbn13" | "ssn" | "rgbcolor" => true,
        _ => return None,
    })
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

fn is_uuid(text: &str, version: Option<char>) -> bool {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    let at = digits.chars().nth(12);
    digits.len() == 32 && is_hex(&digits) && (version.is_none() || at == version)
}

/// One label, or several that end in a word of letters. A label alone may have a dash only behind its first character.
fn is_hostname(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "$+<=>^`|~".contains(c);
    let label = |l: &str| {
        l.len() <= 63 && l.starts_with(plain) && l.ends_with(plain) && l.chars().all(|c| plain(c) || c == '-')
    };
    match text.rsplit_once('.') {
        Some((labels, last)) => {
            let word = (2..=63).contains(&last.chars().count()) && last.chars().all(char::is_alphabetic);
            text.len() <= 255 && word && labels.split('.').all(label)
        }
        None => {
            let mut chars = text.chars();
            let first = chars.next().is_some_and(plain);
            let rest = chars.as_str();
            first && rest.strip_prefix('-').unwrap_or(rest).chars().all(plain) && rest.len() <= 63
        }
    }
}

fn is_time(text: &str) -> bool {
    let zone = text.rfind(['+', '-']).filter(|i| *i > 10 && text.len() == i + 6);
    match zone {
        Some(i) => Time::parse(&[&text[..i], "Z"].concat()).is_some(),
        None => Time::parse(text).is_some(),
    }
}

/// `1h30m`, `2 days`: Go's durations and those of Scala.
fn is_duration(text: &str) -> bool {
    const UNITS: [&str; 26] = [
        "ns",
        "nano",
        "nanosecond",
        "nanoseconds",
        "us",
        "µs",
        "micro",
        "micros",
        "microsecond",
        "microseconds",
        "ms",
        "milli",
        "millis",
        "millisecond",
        "milliseconds",
        "s",
        "sec",
        "second",
        "seconds",
        "m",
        "min",
        "minute",
        "minutes",
        "h",
        "hour",
        "hours",
    ];
    const DAYS: [&str; 6] = ["d", "day", "days", "w", "week", "weeks"];
    let mut rest = text.trim().trim_start_matches(['+', '-']);
    if rest == "0" {
        return true;
    }
    let mut some = false;
    while !rest.is_empty() {
        let number = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let unit = rest[number..].trim_start();
        let letters = unit.chars().take_while(|c| c.is_alphabetic() || *c == 'µ').map(char::len_utf8).sum();
        let known = UNITS.contains(&&unit[..letters]) || DAYS.contains(&&unit[..letters]);
        if number == 0 || !known {
            return false;
        }
        some = true;
        rest = unit[letters..].trim_start();
    }
    some
}
