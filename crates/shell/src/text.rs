//! Escapes and other small text work that several programs share.

/// The result of [`unescape`].
pub struct Unescaped {
    pub text: String,
    /// `\c` was seen: the output ends here.
    pub stop: bool,
}

/// Backslash escapes as `echo -e`, `printf %b` and `$'...'` know them.
pub fn unescape(raw: &str) -> Unescaped {
    let done = unescape_bytes(raw);
    Unescaped { text: joined(&done.text), stop: done.stop }
}

/// Where a byte that an escape has made stands in a text until all of them are together: a character that nobody types.
const BYTE: u32 = 0x10_ff00;

fn byte_of(c: char) -> Option<u8> {
    u32::from(c).checked_sub(BYTE).and_then(|byte| u8::try_from(byte).ok()).filter(|byte| *byte >= 0x80)
}

fn put_byte(text: &mut String, value: u32) {
    let value = value & 0xff;
    text.extend(char::from_u32(if value < 0x80 { value } else { BYTE + value }));
}

/// A text in which bytes of escapes may stand, as it is written.
pub fn bytes(text: &str) -> Vec<u8> {
    let mut all = Vec::with_capacity(text.len());
    for c in text.chars() {
        match byte_of(c) {
            Some(byte) => all.push(byte),
            None => all.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    all
}

/// The same as a value: bytes that make characters together are those, any other is the character of its number.
pub fn joined(text: &str) -> String {
    if !text.chars().any(|c| byte_of(c).is_some()) {
        return text.to_string();
    }
    String::from_utf8(bytes(text)).unwrap_or_else(|_| text.chars().map(|c| byte_of(c).map_or(c, char::from)).collect())
}

/// The same with single bytes in it, see [`bytes`] and [`joined`].
pub fn unescape_bytes(raw: &str) -> Unescaped {
    let mut text = String::new();
    let mut chars = raw.chars().peekable();
    let digits = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>, radix: u32, max: u32| {
        let mut value = 0;
        let mut count = 0;
        while count < max
            && let Some(digit) = chars.peek().and_then(|next| next.to_digit(radix))
        {
            value = value * radix + digit;
            count += 1;
            chars.next();
        }
        (count > 0).then_some(value)
    };
    while let Some(next) = chars.next() {
        if next != '\\' {
            text.push(next);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('a') => text.push('\x07'),
            Some('b') => text.push('\x08'),
            Some('f') => text.push('\x0c'),
            Some('v') => text.push('\x0b'),
            Some('e' | 'E') => text.push('\x1b'),
            Some('\\') => text.push('\\'),
            Some(quote @ ('\'' | '"')) => text.push(quote),
            Some('c') => return Unescaped { text, stop: true },
            Some('x') => match digits(&mut chars, 16, 2) {
                Some(value) => put_byte(&mut text, value),
                None => text.push_str("\\x"),
            },
            Some('u') => match digits(&mut chars, 16, 4) {
                Some(value) => text.extend(char::from_u32(value)),
                None => text.push_str("\\u"),
            },
            Some('U') => match digits(&mut chars, 16, 8) {
                Some(value) => text.extend(char::from_u32(value)),
                None => text.push_str("\\U"),
            },
            Some('0') => put_byte(&mut text, digits(&mut chars, 8, 3).unwrap_or(0)),
            Some(first @ '1'..='7') => {
                let mut value = first.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    let Some(digit) = digits(&mut chars, 8, 1) else { break };
                    value = value * 8 + digit;
                }
                put_byte(&mut text, value);
            }
            Some(other) => text.extend(['\\', other]),
            None => text.push('\\'),
        }
    }
    Unescaped { text, stop: false }
}

/// A number as C's `%.6g` writes it (awk's output).
pub fn general(value: f64, precision: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value.is_nan() {
            "nan".into()
        } else if value.is_infinite() {
            if value > 0.0 { "inf".into() } else { "-inf".into() }
        } else {
            "0".into()
        };
    }
    let scientific = format!("{value:.*e}", precision.saturating_sub(1));
    let exponent: i32 = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    let trim = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text.to_string(),
    };
    if exponent < -4 || exponent >= precision as i32 {
        let mantissa = scientific.split_once('e').map_or("", |(mantissa, _)| mantissa);
        return format!("{}e{}{:02}", trim(mantissa), if exponent < 0 { '-' } else { '+' }, exponent.abs());
    }
    let decimals = (precision as i32 - 1 - exponent).max(0) as usize;
    trim(&format!("{value:.decimals$}"))
}

/// Seconds as `sleep` and `timeout` read them: `1.5`, `2m`, `1h`, `1d`. Microseconds.
pub fn duration(text: &str) -> Option<i64> {
    let (number, factor) = match text.char_indices().last()? {
        (at, 's') => (&text[..at], 1.0),
        (at, 'm') => (&text[..at], 60.0),
        (at, 'h') => (&text[..at], 3600.0),
        (at, 'd') => (&text[..at], 86400.0),
        _ => (text, 1.0),
    };
    let seconds: f64 = if number == "inf" || number == "infinity" { 1e12 } else { number.parse().ok()? };
    if seconds < 0.0 || seconds.is_nan() || !number.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == 'i') {
        return None;
    }
    Some((seconds.min(1e12) * factor * 1e6) as i64)
}

/// Width of a text in a terminal: Hangul and other wide characters take two cells.
pub fn width(text: &str) -> usize {
    let wide = |c: char| matches!(c as u32, 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0x1f300..=0x1faff);
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A moment taken apart, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    /// From 1.
    pub month: i64,
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
    /// 0 is Sunday.
    pub weekday: i64,
    /// From 1.
    pub yearday: i64,
}

/// Days since 1970-01-01 of a date (Howard Hinnant's formula).
pub fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Takes microseconds since the epoch apart.
pub fn civil(micros: i64) -> Civil {
    let seconds = micros.div_euclid(1_000_000);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Civil {
        year,
        month,
        day: of_year - (153 * shifted_month + 2) / 5 + 1,
        hour: rest / 3600,
        minute: rest / 60 % 60,
        second: rest % 60,
        weekday: (days + 4).rem_euclid(7),
        yearday: days - days_of(year, 1, 1) + 1,
    }
}

/// A moment in a `date` format, in UTC.
pub fn date(micros: i64, format: &str) -> String {
    let at = civil(micros);
    let day = DAYS[at.weekday as usize];
    let month = MONTHS[at.month as usize - 1];
    let hour12 = if at.hour % 12 == 0 { 12 } else { at.hour % 12 };
    let mut text = String::new();
    let mut chars = format.chars();
    while let Some(next) = chars.next() {
        if next != '%' {
            text.push(next);
            continue;
        }
        let mut letter = chars.next();
        // `%-d` has no filling.
        let bare = letter == Some('-');
        let mut digits = None;
        if bare {
            letter = chars.next();
        }
        if let Some(count) = letter.and_then(|c| c.to_digit(10)) {
            digits = Some(count as usize);
            letter = chars.next();
        }
        let two = |value: i64| if bare { value.to_string() } else { format!("{value:02}") };
        let blank = |value: i64| if bare { value.to_string() } else { format!("{value:>2}") };
        match letter {
            Some('Y') => text.push_str(&at.year.to_string()),
            Some('C') => text.push_str(&two(at.year / 100)),
            Some('y') => text.push_str(&two(at.year % 100)),
            Some('m') => text.push_str(&two(at.month)),
            Some('d') => text.push_str(&two(at.day)),
            Some('e') => text.push_str(&blank(at.day)),
            Some('H') => text.push_str(&two(at.hour)),
            Some('k') => text.push_str(&blank(at.hour)),
            Some('I') => text.push_str(&two(hour12)),
            Some('l') => text.push_str(&blank(hour12)),
            Some('M') => text.push_str(&two(at.minute)),
            Some('S') => text.push_str(&two(at.second)),
            Some('N') => {
                let nanos = format!("{:09}", micros.rem_euclid(1_000_000) * 1000);
                text.push_str(&nanos[..digits.unwrap_or(9).clamp(1, 9)]);
            }
            Some('s') => text.push_str(&micros.div_euclid(1_000_000).to_string()),
            Some('j') => text.push_str(&if bare { at.yearday.to_string() } else { format!("{:03}", at.yearday) }),
            Some('a') => text.push_str(&day[..3]),
            Some('A') => text.push_str(day),
            Some('b' | 'h') => text.push_str(&month[..3]),
            Some('B') => text.push_str(month),
            Some('p') => text.push_str(if at.hour < 12 { "AM" } else { "PM" }),
            Some('P') => text.push_str(if at.hour < 12 { "am" } else { "pm" }),
            Some('u') => text.push_str(&(if at.weekday == 0 { 7 } else { at.weekday }).to_string()),
            Some('w') => text.push_str(&at.weekday.to_string()),
            Some('Z') => text.push_str("UTC"),
            Some('z') => text.push_str("+0000"),
            Some(':') => {
                chars.next();
                text.push_str("+00:00");
            }
            Some('F') => text.push_str(&date(micros, "%Y-%m-%d")),
            Some('T') | Some('X') => text.push_str(&date(micros, "%H:%M:%S")),
            Some('R') => text.push_str(&date(micros, "%H:%M")),
            Some('r') => text.push_str(&date(micros, "%I:%M:%S %p")),
            Some('D') | Some('x') => text.push_str(&date(micros, "%m/%d/%y")),
            Some('c') => text.push_str(&date(micros, "%a %b %e %H:%M:%S %Y")),
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('%') => text.push('%'),
            Some(other) => text.extend(['%', other]),
            None => text.push('%'),
        }
    }
    text
}

/// A text as JSON has it, with its quotes. Besides what must be escaped, the characters are that `odd` picks out.
pub fn json_quote(text: &str, odd: &dyn Fn(char) -> bool, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' || odd(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
