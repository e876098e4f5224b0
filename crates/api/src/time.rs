//! Points in virtual time. The engine never asks a clock: every "now" is passed in.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Time(pub i64);

/// Letters of a time with microseconds.
const MICRO: usize = 27;

impl Time {
    /// From whole seconds since 1970.
    pub const fn from_seconds(s: i64) -> Time {
        Time(s * 1_000_000)
    }
    /// Whole seconds since 1970.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
    /// From an RFC 3339 time in UTC, with or without a fraction.
    pub fn parse(s: &str) -> Option<Time> {
        let s = s.strip_suffix('Z')?;
        let (date, clock) = s.split_once('T')?;
        let mut d = date.splitn(3, '-').map(|p| p.parse::<i64>().ok());
        let (y, m, day) = (d.next()??, d.next()??, d.next()??);
        let (hms, fraction) = clock.split_once('.').unwrap_or((clock, ""));
        let mut c = hms.splitn(3, ':').map(|p| p.parse::<i64>().ok());
        let (h, min, sec) = (c.next()??, c.next()??, c.next()??);
        let micros: i64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
        Some(Time((days_from_civil(y, m, day) * 86_400 + h * 3600 + min * 60 + sec) * 1_000_000 + micros))
    }
    /// `2026-11-21T02:29:02Z`.
    pub fn rfc3339(self) -> String {
        let mut text = self.second();
        text.push('Z');
        text
    }
    /// `2026-11-21T02:29:02`. Objects are full of times, so these digits are written by hand.
    fn second(self) -> String {
        let c = self.civil();
        if !(0..10_000).contains(&c.year) {
            return format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second);
        }
        let year = c.year as u32;
        let mut text = *b"0000-00-00T00:00:00";
        let parts = [year / 100, year % 100, c.month, c.day, c.hour, c.minute, c.second];
        for (part, at) in parts.into_iter().zip([0, 2, 5, 8, 11, 14, 17]) {
            text[at] += (part / 10) as u8;
            text[at + 1] += (part % 10) as u8;
        }
        let mut written = String::with_capacity(MICRO);
        written.push_str(std::str::from_utf8(&text).unwrap_or_default());
        written
    }
    /// `2026-11-21T02:29:02.123456Z`, as leases and new events have it.
    pub fn rfc3339_micro(self) -> String {
        let mut text = self.second();
        let mut micros = *b".000000Z";
        let mut rest = self.0.rem_euclid(1_000_000);
        for digit in micros[1..7].iter_mut().rev() {
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
        text.extend(micros.map(char::from));
        text
    }
    /// Calendar date and time of day in UTC.
    pub fn civil(self) -> Civil {
        let s = self.seconds();
        let (days, rest) = (s.div_euclid(86_400), s.rem_euclid(86_400));
        let (year, month, day) = civil_from_days(days);
        Civil {
            year,
            month,
            day,
            hour: (rest / 3600) as u32,
            minute: (rest / 60 % 60) as u32,
            second: (rest % 60) as u32,
            weekday: (days + 4).rem_euclid(7) as u32,
        }
    }
    /// The time that has gone by since `earlier`; zero if that is later.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0).max(0) as u64)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}
impl Add<Duration> for Time {
    type Output = Time;
    fn add(self, d: Duration) -> Time {
        Time(self.0.saturating_add(d.as_micros() as i64))
    }
}
impl Sub<Duration> for Time {
    type Output = Time;
    fn sub(self, d: Duration) -> Time {
        Time(self.0.saturating_sub(d.as_micros() as i64))
    }
}

/// A calendar date and time of day in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// Year.
    pub year: i64,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
    /// 0 is Sunday.
    pub weekday: u32,
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
pub fn days_from_civil(y: i64, m: i64, d: i64) -> i64 {
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let yoe = y - era * 400;
    let doy = (153 * (m + if m > 2 { -3 } else { 9 }) + 2) / 5 + d - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z - era * 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
    let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
    (yoe + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for s in ["2026-11-21T02:29:02Z", "1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z"] {
            assert_eq!(Time::parse(s).unwrap().rfc3339(), s);
        }
        assert_eq!(Time::parse("2026-11-21T02:29:02.5Z").unwrap().rfc3339_micro(), "2026-11-21T02:29:02.500000Z");
        assert_eq!(Time::from_seconds(253_402_300_799).rfc3339(), "9999-12-31T23:59:59Z");
        assert_eq!(Time::from_seconds(253_402_300_800).rfc3339(), "10000-01-01T00:00:00Z");
        assert_eq!(Time::from_seconds(-62_135_596_800).rfc3339(), "0001-01-01T00:00:00Z");
        assert_eq!(Time::parse("2026-11-21T00:00:00Z").unwrap().civil().weekday, 6);
    }
}
