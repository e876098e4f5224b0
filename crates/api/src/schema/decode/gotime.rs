//! Times as Go's `time.Parse` reads them with the layouts of RFC 3339, and its words when it cannot.

use crate::time::{Time, days_from_civil};

const SECONDS: &str = "2006-01-02T15:04:05Z07:00";
const MICROS: &str = "2006-01-02T15:04:05.000000Z07:00";

/// Reads a time; with `micro` exactly six digits of a second must be there.
pub(super) fn parse(text: &str, micro: bool) -> Result<Time, String> {
    let mut p = Parser { text, rest: text, layout: if micro { MICROS } else { SECONDS } };
    let year = p.digits(4, 4, "2006", 0, 9999, "")?;
    p.literal("-")?;
    let month = p.digits(2, 2, "01", 1, 12, "month")?;
    p.literal("-")?;
    let day = p.digits(2, 2, "02", 0, 99, "")?;
    p.literal("T")?;
    let hour = p.digits(1, 2, "15", 0, 23, "hour")?;
    p.literal(":")?;
    let minute = p.digits(2, 2, "04", 0, 59, "minute")?;
    p.literal(":")?;
    let second = p.digits(2, 2, "05", 0, 59, "second")?;
    let micros = p.fraction(micro)?;
    let offset = p.zone()?;
    if !p.rest.is_empty() {
        return Err(format!("parsing time {text:?}: extra text: {:?}", p.rest));
    }
    if day < 1 || day > days_of(year, month) {
        return Err(format!("parsing time {text:?}: day out of range"));
    }
    let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    Ok(Time(seconds * 1_000_000 + micros))
}

fn days_of(year: i64, month: i64) -> i64 {
    let (y, m) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days_from_civil(y, m, 1) - days_from_civil(year, month, 1)
}

struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
    layout: &'static str,
}

impl Parser<'_> {
    fn bad(&self, part: &str) -> String {
        format!("parsing time {:?} as {:?}: cannot parse {:?} as {part:?}", self.text, self.layout, self.rest)
    }
    fn literal(&mut self, part: &str) -> Result<(), String> {
        self.rest = self.rest.strip_prefix(part).ok_or_else(|| self.bad(part))?;
        Ok(())
    }
    fn digits(
        &mut self,
        least: usize,
        most: usize,
        part: &str,
        low: i64,
        high: i64,
        name: &str,
    ) -> Result<i64, String> {
        let found = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if found < least {
            return Err(self.bad(part));
        }
        let (number, rest) = self.rest.split_at(found);
        self.rest = rest;
        let number = number.parse().unwrap_or(0);
        if number < low || number > high {
            return Err(format!("parsing time {:?}: {name} out of range", self.text));
        }
        Ok(number)
    }
    /// Microseconds.
    fn fraction(&mut self, required: bool) -> Result<i64, String> {
        let digits = self.rest.strip_prefix(['.', ',']).map_or("", |after| {
            let n = after.bytes().take_while(u8::is_ascii_digit).count();
            &after[..if required { n.min(6) } else { n }]
        });
        if required && digits.len() < 6 {
            return Err(self.bad(".000000"));
        }
        if digits.is_empty() {
            return Ok(0);
        }
        let micros = format!("{digits:0<6}")[..6].parse().unwrap_or(0);
        self.rest = &self.rest[1 + digits.len()..];
        Ok(micros)
    }
    /// Seconds east of Greenwich.
    fn zone(&mut self) -> Result<i64, String> {
        if let Some(rest) = self.rest.strip_prefix('Z') {
            self.rest = rest;
            return Ok(0);
        }
        let bytes = self.rest.as_bytes();
        let shaped = bytes.len() >= 6 && matches!(bytes[0], b'+' | b'-') && bytes[3] == b':';
        let numbers = shaped && [1, 2, 4, 5].iter().all(|i| bytes[*i].is_ascii_digit());
        if !numbers {
            return Err(self.bad("Z07:00"));
        }
        let two = |i: usize| i64::from(bytes[i] - b'0') * 10 + i64::from(bytes[i + 1] - b'0');
        let (hours, minutes) = (two(1), two(4));
        for (value, most, name) in [(hours, 24, "hour"), (minutes, 60, "minute")] {
            if value > most {
                return Err(format!("parsing time {:?}: time zone offset {name} out of range", self.text));
            }
        }
        let sign = if bytes[0] == b'-' { -1 } else { 1 };
        self.rest = &self.rest[6..];
        Ok(sign * (hours * 3600 + minutes * 60))
    }
}
