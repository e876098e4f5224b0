//! Schedules of five fields (`*/5 9-17 * * mon-fri`) and `@hourly` and the like, in the words of Go's cron library where
//! they are refused.
//!
//! ```
//! use api::{cron::Schedule, time::Time, zone};
//! let s = Schedule::parse("30 9 * * 1").unwrap();
//! let next = s.next(Time::parse("2026-11-21T02:00:00Z").unwrap(), &zone::UTC).unwrap();
//! assert_eq!(next.rfc3339(), "2026-11-23T09:30:00Z");
//! assert_eq!(Schedule::parse("* * * *").unwrap_err(), "expected exactly 5 fields, found 4: [* * * *]");
//! ```

use std::time::Duration;

use crate::duration;
use crate::time::{Time, days_from_civil};
use crate::zone::Zone;

/// A parsed schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// By the clock: minutes, hours, days of the month, months, days of the week, each a set of bits.
    Fields {
        /// In the order above.
        bits: [u64; 5],
        /// Whether days of the month and of the week are not restricted.
        any_day: (bool, bool),
    },
    /// `@every 1h30m`.
    Every(Duration),
}

struct Bounds {
    min: u64,
    max: u64,
    names: &'static [&'static str],
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const BOUNDS: [Bounds; 5] = [
    Bounds { min: 0, max: 59, names: &[] },
    Bounds { min: 0, max: 23, names: &[] },
    Bounds { min: 1, max: 31, names: &[] },
    Bounds { min: 1, max: 12, names: MONTHS },
    Bounds { min: 0, max: 6, names: DAYS },
];

impl Schedule {
    /// From its text. The error says what is wrong.
    pub fn parse(text: &str) -> Result<Schedule, String> {
        if text.is_empty() {
            return Err("empty spec string".into());
        }
        let mut text = text;
        if text.starts_with("TZ=") || text.starts_with("CRON_TZ=") {
            let (zone, rest) = text.split_once(' ').unwrap_or((text, ""));
            let name = zone.split_once('=').map_or("", |(_, name)| name);
            if Zone::find(name).is_none() && !name.is_empty() {
                return Err(format!("provided bad location {name}: unknown time zone {name}"));
            }
            text = rest.trim();
        }
        if text.starts_with('@') {
            return descriptor(text);
        }
        let fields: Vec<&str> = text.split_whitespace().collect();
        if fields.len() != 5 {
            return Err(format!("expected exactly 5 fields, found {}: [{}]", fields.len(), fields.join(" ")));
        }
        let (mut bits, mut any) = ([0; 5], [false; 5]);
        for (i, field) in fields.iter().enumerate() {
            for part in field.split(',').filter(|p| !p.is_empty()) {
                let (set, star) = range(part, &BOUNDS[i])?;
                bits[i] |= set;
                any[i] |= star;
            }
        }
        Ok(Schedule::Fields { bits, any_day: (any[2], any[4]) })
    }

    /// The first time after `after`, by the clocks of `zone`; nothing if there is none within five years.
    pub fn next(&self, after: Time, zone: &Zone) -> Option<Time> {
        let (bits, any_day) = match self {
            Schedule::Every(pause) => return Some(Time::from_seconds(after.seconds()) + *pause),
            Schedule::Fields { bits, any_day } => (bits, any_day),
        };
        let first = (after.seconds() + zone.offset_seconds(after)).div_euclid(86_400);
        // A day more on both sides for clocks that are changed in between.
        (first - 1..first + 5 * 366).filter(|day| matches_day(*day, bits, *any_day)).find_map(|day| {
            let minutes = (0..24 * 60i64).filter(|m| has(bits[1], m / 60) && has(bits[0], m % 60));
            minutes.map(|m| zone.from_local(day * 86_400 + m * 60)).find(|t| *t > after)
        })
    }
}

fn has(bits: u64, i: i64) -> bool {
    bits >> i & 1 == 1
}

fn matches_day(day: i64, bits: &[u64; 5], (any_date, any_weekday): (bool, bool)) -> bool {
    let c = Time::from_seconds(day * 86_400).civil();
    debug_assert_eq!(days_from_civil(c.year, c.month.into(), c.day.into()), day);
    if !has(bits[3], c.month.into()) {
        return false;
    }
    let (date, weekday) = (has(bits[2], c.day.into()), has(bits[4], c.weekday.into()));
    // Where both are restricted, one of them is enough.
    if any_date || any_weekday { date && weekday } else { date || weekday }
}

fn descriptor(text: &str) -> Result<Schedule, String> {
    let fields = match text {
        "@yearly" | "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" | "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => {
            let Some(pause) = text.strip_prefix("@every ") else {
                return Err(format!("unrecognized descriptor: {text}"));
            };
            let nanos = duration::parse_go(pause).map_err(|e| format!("failed to parse duration {text}: {e}"))?;
            let seconds = u64::try_from(nanos / 1_000_000_000).unwrap_or(0).max(1);
            return Ok(Schedule::Every(Duration::from_secs(seconds)));
        }
    };
    Schedule::parse(fields)
}

/// The bits of one part of a field, and whether it is the star.
fn range(expr: &str, bounds: &Bounds) -> Result<(u64, bool), String> {
    let steps: Vec<&str> = expr.split('/').collect();
    let ends: Vec<&str> = steps[0].split('-').collect();
    let mut star = false;
    let (start, mut end) = if ends[0] == "*" || ends[0] == "?" {
        star = true;
        (bounds.min, bounds.max)
    } else {
        let start = number_or_name(ends[0], bounds.names)?;
        match ends.len() {
            1 => (start, start),
            2 => (start, number_or_name(ends[1], bounds.names)?),
            _ => return Err(format!("too many hyphens: {expr}")),
        }
    };
    let step = match steps.len() {
        1 => 1,
        2 => {
            let step = number(steps[1])?;
            if ends.len() == 1 {
                // `5/10` goes on to the end.
                end = bounds.max;
            }
            star &= step <= 1;
            step
        }
        _ => return Err(format!("too many slashes: {expr}")),
    };
    if start < bounds.min {
        return Err(format!("beginning of range ({start}) below minimum ({}): {expr}", bounds.min));
    }
    if end > bounds.max {
        return Err(format!("end of range ({end}) above maximum ({}): {expr}", bounds.max));
    }
    if start > end {
        return Err(format!("beginning of range ({start}) beyond end of range ({end}): {expr}"));
    }
    if step == 0 {
        return Err(format!("step of range should be a positive number: {expr}"));
    }
    Ok(((start..=end).step_by(step as usize).fold(0, |bits, i| bits | 1 << i), star))
}

fn number_or_name(expr: &str, names: &[&str]) -> Result<u64, String> {
    let lower = expr.to_lowercase();
    match names.iter().position(|n| *n == lower) {
        // Months count from 1.
        Some(i) => Ok(i as u64 + u64::from(names.len() == 12)),
        None => number(expr),
    }
}

fn number(expr: &str) -> Result<u64, String> {
    match expr.parse::<i64>() {
        Ok(n) if n < 0 => Err(format!("negative number ({n}) not allowed: {expr}")),
        Ok(n) => Ok(n as u64),
        Err(_) => Err(format!("failed to parse int from {expr}: strconv.Atoi: parsing {expr:?}: invalid syntax")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zone;

    #[test]
    fn next_times() {
        let cases = [
            ("* * * * *", "2026-11-21T02:29:02Z", "2026-11-21T02:30:00Z"),
            ("*/15 * * * *", "2026-11-21T02:45:00Z", "2026-11-21T03:00:00Z"),
            ("5/20 2 * * *", "2026-11-21T02:25:00Z", "2026-11-21T02:45:00Z"),
            ("0 0 29 2 *", "2026-11-21T00:00:00Z", "2028-02-29T00:00:00Z"),
            ("0 12 1,15 * fri", "2026-11-21T00:00:00Z", "2026-11-27T12:00:00Z"),
            ("0 9 * dec-jan mon-fri", "2026-11-21T00:00:00Z", ""),
            ("@daily", "2026-11-21T02:00:00Z", "2026-11-22T00:00:00Z"),
            ("@every 90s", "2026-11-21T02:00:00Z", "2026-11-21T02:01:30Z"),
        ];
        for (text, after, expected) in cases {
            let got = Schedule::parse(text).ok().and_then(|s| s.next(Time::parse(after).unwrap(), &zone::UTC));
            assert_eq!(got.map(Time::rfc3339).unwrap_or_default(), expected, "{text}");
        }
        let seoul = Zone::find("Asia/Seoul").unwrap();
        let next = Schedule::parse("0 9 * * *").unwrap().next(Time::parse("2026-11-21T02:00:00Z").unwrap(), &seoul);
        assert_eq!(next.unwrap().rfc3339(), "2026-11-22T00:00:00Z");
    }

    #[test]
    fn refusals() {
        for (text, expected) in [
            ("", "empty spec string"),
            ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
            ("60 * * * *", "end of range (60) above maximum (59): 60"),
            ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
            ("* * * * 7", "end of range (7) above maximum (6): 7"),
            ("a * * * *", "failed to parse int from a: strconv.Atoi: parsing \"a\": invalid syntax"),
            ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
            ("*/0 * * * *", "step of range should be a positive number: */0"),
            ("@often", "unrecognized descriptor: @often"),
        ] {
            assert_eq!(Schedule::parse(text).unwrap_err(), expected);
        }
    }
}
