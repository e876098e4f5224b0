//! What jq does with texts: patterns, parts, dates.

use regex_lite::RegexBuilder;

use super::eval::{Halt, error, told};
use super::value::J;
use crate::programs::lines;

pub fn split(text: &str, by: &str) -> Vec<J> {
    match (text, by) {
        ("", _) => Vec::new(),
        (text, "") => text.chars().map(|c| J::str(c.to_string())).collect(),
        (text, by) => text.split(by).map(J::str).collect(),
    }
}

/// Where a part of a list begins in it.
pub fn places(items: &[J], part: &[J]) -> Vec<J> {
    if part.is_empty() {
        return Vec::new();
    }
    let starts = (0..items.len()).filter(|at| items[*at..].starts_with(part));
    starts.map(|at| J::Num(at as f64)).collect()
}

/// A value as `@csv`, `@sh` and the like write it.
pub fn format(name: &str, value: &J) -> Result<String, Halt> {
    let plain = |value: &J| match value {
        J::Str(text) => text.to_string(),
        other => other.text(),
    };
    let cells = || match value {
        J::Arr(items) => Ok(items.clone()),
        other => Err(error(format!("{} cannot be {name}-formatted, only an array can be", told(other)))),
    };
    let text = plain(value);
    Ok(match name {
        "text" => text,
        "json" => value.text(),
        "base64" => base64(text.as_bytes()),
        "base64d" => {
            let bytes = base64_decoded(&text);
            String::from_utf8_lossy(&bytes.ok_or_else(|| error(format!("{} is not valid base64 data", told(value))))?)
                .into()
        }
        "uri" => text
            .bytes()
            .map(|b| match b {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(b).to_string(),
                b => format!("%{b:02X}"),
            })
            .collect(),
        "html" => text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('\'', "&#39;")
            .replace('"', "&quot;"),
        "sh" => {
            let quoted = |value: &J| match value {
                J::Str(text) => format!("'{}'", text.replace('\'', "'\\''")),
                other => other.text(),
            };
            match value {
                J::Arr(items) => items.iter().map(quoted).collect::<Vec<_>>().join(" "),
                other => quoted(other),
            }
        }
        "csv" | "tsv" => {
            let csv = name == "csv";
            let cell = |value: &J| match value {
                J::Null => String::new(),
                J::Str(text) if csv => format!("\"{}\"", text.replace('"', "\"\"")),
                J::Str(text) => {
                    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
                }
                other => other.text(),
            };
            cells()?.iter().map(cell).collect::<Vec<_>>().join(if csv { "," } else { "\t" })
        }
        "base32" | "base32d" => return Err(Halt::Exit(format!("@{name} is not simulated here"))),
        _ => return Err(Halt::Exit(format!("error: {name} is not a valid format"))),
    })
}

pub fn base64(data: &[u8]) -> String {
    lines::encode(data)
}

pub fn base64_decoded(text: &str) -> Option<Vec<u8>> {
    lines::decode(text.as_bytes())
}

/// A place that a pattern found.
pub struct Hit {
    pub start: usize,
    pub end: usize,
    offset: usize,
    text: String,
    /// Name, offset in letters, text.
    groups: Vec<(Option<String>, f64, Option<String>)>,
}

fn maybe(text: Option<&str>) -> J {
    text.map_or(J::Null, J::str)
}

impl Hit {
    fn piece(offset: f64, text: Option<&str>) -> Vec<(std::rc::Rc<str>, J)> {
        let length = text.map_or(0, |text| text.chars().count());
        vec![
            ("offset".into(), J::Num(offset)),
            ("length".into(), J::Num(length as f64)),
            ("string".into(), maybe(text)),
        ]
    }
    /// As `match` tells it.
    pub fn told(&self) -> J {
        let captures = self.groups.iter().map(|(name, offset, text)| {
            let mut piece = Hit::piece(*offset, text.as_deref());
            piece.push(("name".into(), maybe(name.as_deref())));
            J::obj(piece)
        });
        let captures = J::arr(captures.collect());
        let mut piece = Hit::piece(self.offset as f64, Some(&self.text));
        piece.push(("captures".into(), captures));
        J::obj(piece)
    }
    /// What its named groups found.
    pub fn named(&self) -> J {
        let pairs =
            self.groups.iter().filter_map(|(name, _, text)| Some((name.as_deref()?.into(), maybe(text.as_deref()))));
        J::obj(pairs.collect())
    }
}

pub fn matches(input: &J, pattern: Option<&J>, flags: Option<&J>) -> Result<Vec<Hit>, Halt> {
    let J::Str(text) = input else {
        return Err(error(format!("{} cannot be matched, as it is not a string", told(input))));
    };
    let (pattern, more) = match pattern {
        Some(J::Str(pattern)) => (pattern.clone(), None),
        Some(J::Arr(both)) => match &both[..] {
            [J::Str(pattern), more] => (pattern.clone(), Some(more)),
            _ => return Err(error("array cannot be matched, as it is not a string")),
        },
        _ => return Err(error("null (null) cannot be matched, as it is not a string")),
    };
    let flags = match more.or(flags) {
        Some(J::Str(flags)) => flags.to_string(),
        _ => String::new(),
    };
    let built = RegexBuilder::new(&pattern)
        .case_insensitive(flags.contains('i'))
        .ignore_whitespace(flags.contains('x'))
        .dot_matches_new_line(flags.contains('s'))
        .size_limit(2 << 20)
        .build();
    let fits = built.map_err(|_| error(format!("{pattern} (at offset 0) is not a valid regex")))?;
    let letters = |at: usize| text[..at].chars().count();
    let names: Vec<Option<String>> = fits.capture_names().skip(1).map(|name| name.map(str::to_string)).collect();
    let found = fits.captures_iter(text).take(if flags.contains('g') { 10_000 } else { 1 });
    Ok(found
        .filter_map(|captures| {
            let whole = captures.get(0)?;
            let groups = names.iter().enumerate().map(|(at, name)| match captures.get(at + 1) {
                Some(group) => (name.clone(), letters(group.start()) as f64, Some(group.as_str().to_string())),
                None => (name.clone(), -1.0, None),
            });
            Some(Hit {
                start: whole.start(),
                end: whole.end(),
                offset: letters(whole.start()),
                text: whole.as_str().to_string(),
                groups: groups.collect(),
            })
        })
        .collect())
}

/// The seconds of `2026-01-02T03:04:05Z`.
pub fn seconds(text: &str) -> Option<f64> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let numbers =
        |text: &str, by: char| text.split(by).map(|part| part.parse::<i64>().ok()).collect::<Option<Vec<_>>>();
    let (day, time) = (numbers(day, '-')?, numbers(time, ':')?);
    let (&[year, month, day], &[hour, minute, second]) = (&day[..], &time[..]) else { return None };
    let days = crate::text::days_of(year, month, day);
    Some((days * 86_400 + hour * 3_600 + minute * 60 + second) as f64)
}

pub fn date(seconds: f64, format: &str) -> String {
    crate::text::date((seconds.floor() as i64) * 1_000_000, format)
}
