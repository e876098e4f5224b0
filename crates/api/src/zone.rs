//! Time zones, as far as a small table knows them: those without summer time in use today, and those that follow the
//! rules of the European Union or of the United States.
//!
//! What it is not: the IANA database. Zones that are not in the table are not known, and history is not either.

use crate::time::{Time, days_from_civil};

/// When clocks are put forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Summer {
    /// Never.
    No,
    /// Last Sunday of March to last Sunday of October, at 01:00 UTC.
    Eu,
    /// Second Sunday of March to first Sunday of November, at 02:00 local time.
    Us,
}

/// A time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// `Asia/Seoul`.
    pub name: &'static str,
    offset_minutes: i64,
    summer: Summer,
}

const fn z(name: &'static str, offset_minutes: i64, summer: Summer) -> Zone {
    Zone { name, offset_minutes, summer }
}

/// Coordinated universal time.
pub const UTC: Zone = z("UTC", 0, Summer::No);

#[rustfmt::skip]
const ZONES: &[Zone] = &[
    UTC, z("Etc/UTC", 0, Summer::No), z("Etc/GMT", 0, Summer::No), z("GMT", 0, Summer::No), z("Zulu", 0, Summer::No),
    z("Asia/Seoul", 540, Summer::No), z("Asia/Pyongyang", 540, Summer::No), z("ROK", 540, Summer::No),
    z("Asia/Tokyo", 540, Summer::No), z("Japan", 540, Summer::No), z("Asia/Shanghai", 480, Summer::No),
    z("PRC", 480, Summer::No), z("Asia/Hong_Kong", 480, Summer::No), z("Asia/Taipei", 480, Summer::No),
    z("Asia/Singapore", 480, Summer::No), z("Asia/Manila", 480, Summer::No), z("Asia/Kuala_Lumpur", 480, Summer::No),
    z("Australia/Perth", 480, Summer::No), z("Asia/Jakarta", 420, Summer::No), z("Asia/Bangkok", 420, Summer::No),
    z("Asia/Ho_Chi_Minh", 420, Summer::No), z("Asia/Dhaka", 360, Summer::No), z("Asia/Kolkata", 330, Summer::No),
    z("Asia/Calcutta", 330, Summer::No), z("Asia/Kathmandu", 345, Summer::No), z("Asia/Karachi", 300, Summer::No),
    z("Asia/Tashkent", 300, Summer::No), z("Asia/Dubai", 240, Summer::No), z("Asia/Riyadh", 180, Summer::No),
    z("Europe/Moscow", 180, Summer::No), z("Europe/Istanbul", 180, Summer::No), z("Africa/Nairobi", 180, Summer::No),
    z("Africa/Johannesburg", 120, Summer::No), z("Africa/Lagos", 60, Summer::No), z("Australia/Brisbane", 600, Summer::No),
    z("Pacific/Honolulu", -600, Summer::No), z("America/Phoenix", -420, Summer::No), z("America/Bogota", -300, Summer::No),
    z("America/Lima", -300, Summer::No), z("America/Sao_Paulo", -180, Summer::No),
    z("America/Argentina/Buenos_Aires", -180, Summer::No), z("America/Mexico_City", -360, Summer::No),
    z("Europe/London", 0, Summer::Eu), z("Europe/Dublin", 0, Summer::Eu), z("Europe/Lisbon", 0, Summer::Eu),
    z("Europe/Berlin", 60, Summer::Eu), z("Europe/Paris", 60, Summer::Eu), z("Europe/Madrid", 60, Summer::Eu),
    z("Europe/Rome", 60, Summer::Eu), z("Europe/Amsterdam", 60, Summer::Eu), z("Europe/Brussels", 60, Summer::Eu),
    z("Europe/Vienna", 60, Summer::Eu), z("Europe/Zurich", 60, Summer::Eu), z("Europe/Stockholm", 60, Summer::Eu),
    z("Europe/Oslo", 60, Summer::Eu), z("Europe/Copenhagen", 60, Summer::Eu), z("Europe/Prague", 60, Summer::Eu),
    z("Europe/Warsaw", 60, Summer::Eu), z("Europe/Budapest", 60, Summer::Eu), z("Europe/Athens", 120, Summer::Eu),
    z("Europe/Helsinki", 120, Summer::Eu), z("Europe/Bucharest", 120, Summer::Eu), z("Europe/Kyiv", 120, Summer::Eu),
    z("America/New_York", -300, Summer::Us), z("US/Eastern", -300, Summer::Us), z("America/Toronto", -300, Summer::Us),
    z("America/Chicago", -360, Summer::Us), z("US/Central", -360, Summer::Us), z("America/Denver", -420, Summer::Us),
    z("US/Mountain", -420, Summer::Us), z("America/Los_Angeles", -480, Summer::Us), z("US/Pacific", -480, Summer::Us),
    z("America/Vancouver", -480, Summer::Us), z("America/Anchorage", -540, Summer::Us),
];

impl Zone {
    /// The zone of a name, if the table knows it.
    pub fn find(name: &str) -> Option<Zone> {
        ZONES.iter().find(|z| z.name == name).copied()
    }
    /// How many seconds local time is ahead of UTC at a moment.
    pub fn offset_seconds(&self, at: Time) -> i64 {
        self.offset_minutes * 60 + if self.is_summer(at) { 3600 } else { 0 }
    }
    fn is_summer(&self, at: Time) -> bool {
        let year = at.civil().year;
        let (from, to) = match self.summer {
            Summer::No => return false,
            Summer::Eu => (last_sunday(year, 3, 31) + 3600, last_sunday(year, 10, 31) + 3600),
            Summer::Us => {
                let local = 2 * 3600 - self.offset_minutes * 60;
                (sunday(year, 3, 8) + local, sunday(year, 11, 1) + local - 3600)
            }
        };
        (from..to).contains(&at.seconds())
    }
    /// The moment of a local time (seconds since 1970 as if it were UTC).
    pub fn from_local(&self, local: i64) -> Time {
        let guess = Time::from_seconds(local - self.offset_minutes * 60);
        let summer = Time::from_seconds(local - self.offset_minutes * 60 - 3600);
        if self.is_summer(summer) { summer } else { guess }
    }
}

/// Midnight of the first Sunday from a day on.
fn sunday(year: i64, month: i64, day: i64) -> i64 {
    let days = days_from_civil(year, month, day);
    (days + (3 - days).rem_euclid(7)) * 86_400
}

/// Midnight of the last Sunday up to a day.
fn last_sunday(year: i64, month: i64, day: i64) -> i64 {
    let days = days_from_civil(year, month, day);
    (days - (days - 3).rem_euclid(7)) * 86_400
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_begins_and_ends() {
        let offset = |zone: &str, at: &str| Zone::find(zone).unwrap().offset_seconds(Time::parse(at).unwrap()) / 3600;
        assert_eq!(offset("Asia/Seoul", "2026-07-01T00:00:00Z"), 9);
        assert_eq!(offset("Europe/Berlin", "2026-03-29T00:59:59Z"), 1);
        assert_eq!(offset("Europe/Berlin", "2026-03-29T01:00:00Z"), 2);
        assert_eq!(offset("Europe/Berlin", "2026-10-25T01:00:00Z"), 1);
        assert_eq!(offset("America/New_York", "2026-03-08T06:59:59Z"), -5);
        assert_eq!(offset("America/New_York", "2026-03-08T07:00:00Z"), -4);
        assert_eq!(offset("America/New_York", "2026-11-01T06:00:00Z"), -5);
    }
}
