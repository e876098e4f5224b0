//! `date`

use super::{Call, Flags};
use crate::text::{date, days_of, duration};

pub(super) fn run(call: &mut Call<'_, '_>) -> i32 {
    let long = [
        ("utc", 'u'),
        ("universal", 'u'),
        ("date", 'd'),
        ("iso-8601", 'I'),
        ("rfc-3339", 'F'),
        ("reference", 'r'),
        ("rfc-email", 'R'),
    ];
    // `-Iseconds` has its argument attached.
    let mut iso = None;
    let args: Vec<String> = call
        .args
        .iter()
        .filter(|arg| {
            let found = arg
                .strip_prefix("-I")
                .or_else(|| arg.strip_prefix("--iso-8601="))
                .or((*arg == "--iso-8601").then_some(""));
            if let Some(precision) = found {
                iso = Some(precision.to_string());
            }
            found.is_none()
        })
        .cloned()
        .collect();
    let flags = match Flags::parse(&args, "ud:F:r:Rs:", &long) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let mut time = call.sys.now();
    if flags.has('s') {
        return call.fail(match call.busybox() {
            true => "can't set date: Operation not permitted",
            false => "cannot set date: Operation not permitted",
        });
    }
    if let Some(text) = flags.value('d') {
        match read(text, time) {
            Some(parsed) => time = parsed,
            None => {
                return call.fail_as(format_args!("invalid date '{text}'"), format_args!("invalid date ‘{text}’"));
            }
        }
    }
    if let Some(file) = flags.value('r') {
        let full = call.path(file);
        let stat = call.sys.files().stat(&full);
        match stat {
            Ok(stat) => time = stat.modified,
            Err(error) => return call.fail(format!("{file}: {error}")),
        }
    }
    let format = match (flags.rest.first(), iso.as_deref()) {
        (Some(format), _) if format.starts_with('+') => format[1..].to_string(),
        (Some(other), _) => return call.fail(format!("invalid date '{other}'")),
        (None, Some("" | "date")) => "%Y-%m-%d".into(),
        (None, Some("ns")) => "%Y-%m-%dT%H:%M:%S,%N+00:00".into(),
        (None, Some("minutes")) => "%Y-%m-%dT%H:%M+00:00".into(),
        (None, Some(_)) => "%Y-%m-%dT%H:%M:%S+00:00".into(),
        (None, None) if flags.has('R') => "%a, %d %b %Y %H:%M:%S +0000".into(),
        (None, None) if flags.has('F') => "%Y-%m-%d %H:%M:%S+00:00".into(),
        (None, None) => "%a %b %e %H:%M:%S UTC %Y".into(),
    };
    call.out(&format!("{}\n", date(time, &format)));
    0
}

/// Reads `@1700000000`, `2026-11-21 02:48:25`, `2026-11-21T02:48:25Z`, `now`, `yesterday`, `-1 day`, `+2 hours`, `10 minutes ago`.
pub(super) fn read(text: &str, now: i64) -> Option<i64> {
    let text = text.trim();
    if let Some(seconds) = text.strip_prefix('@') {
        return seconds.parse::<f64>().ok().map(|seconds| (seconds * 1e6) as i64);
    }
    const DAY: i64 = 86_400_000_000;
    match text {
        "now" | "today" | "" => return Some(now),
        "yesterday" => return Some(now - DAY),
        "tomorrow" => return Some(now + DAY),
        _ => {}
    }
    if let Some(time) = absolute(text.strip_suffix(" UTC").unwrap_or(text)) {
        return Some(time);
    }
    // `2026-11-21 +1 day`: a day, and a step from there.
    for (at, _) in text.match_indices(' ') {
        if let Some(base) = absolute(&text[..at]) {
            return read(&text[at..], base);
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let (number, unit, ago) = match words.as_slice() {
        [number, unit, "ago"] => (*number, *unit, -1),
        [number, unit] => (*number, *unit, 1),
        _ => return None,
    };
    let amount: i64 = number.parse().ok()?;
    let step = match unit.trim_end_matches('s') {
        "second" | "sec" => duration("1")?,
        "minute" | "min" => 60_000_000,
        "hour" => 3_600_000_000,
        "day" => DAY,
        "week" => 7 * DAY,
        "month" => 30 * DAY,
        "year" => 365 * DAY,
        _ => return None,
    };
    Some(now + ago * amount * step)
}

fn absolute(text: &str) -> Option<i64> {
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let mut date = day.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let time = time.trim().trim_end_matches('Z').trim_end_matches("UTC").trim_end_matches("+00:00").trim();
    let mut clock = time.split(':');
    let hour: i64 = clock.next()?.parse().ok()?;
    let minute: i64 = clock.next().unwrap_or("0").parse().ok()?;
    let second: f64 = clock.next().unwrap_or("0").parse().ok()?;
    if hour > 24 || minute > 59 || second >= 61.0 {
        return None;
    }
    Some((days_of(year, month, day) * 86_400 + hour * 3600 + minute * 60) * 1_000_000 + (second * 1e6) as i64)
}
