//! `printf`

use super::Call;
use crate::text::{bytes, joined, unescape_bytes};

pub(super) fn run(call: &mut Call<'_, '_>) -> i32 {
    if call.args.is_empty() {
        return call.fail("missing operand");
    }
    let args = if call.args[0] == "--" { &call.args[1..] } else { call.args };
    let printed = format(args, None);
    call.out_bytes(&bytes(&printed.text));
    for message in &printed.errors {
        call.fail(message);
    }
    i32::from(!printed.errors.is_empty())
}

pub(crate) struct Printed {
    pub text: String,
    pub errors: Vec<String>,
    /// The time that bash's `%(...)T` tells; other programs do not know that.
    now: Option<i64>,
}

/// The longest output, and the widest field.
const LIMIT: usize = 1 << 20;
const TOO_LONG: &str = "the output is too long for this simulation";

/// The text has bytes in it. The format is used again until all arguments are used up.
pub(crate) fn format(args: &[String], now: Option<i64>) -> Printed {
    let mut printed = Printed { text: String::new(), errors: Vec::new(), now };
    let Some((format, rest)) = args.split_first() else { return printed };
    let mut rest = rest.iter();
    loop {
        let before = rest.len();
        let stop = once(format, &mut rest, &mut printed);
        if printed.text.len() > LIMIT {
            printed.errors.push(TOO_LONG.into());
            return printed;
        }
        if stop || rest.len() == 0 || rest.len() == before {
            return printed;
        }
    }
}

/// The format is used once, whatever arguments are left (awk).
pub(crate) fn once_only(args: &[String]) -> Printed {
    let mut printed = Printed { text: String::new(), errors: Vec::new(), now: None };
    if let Some((format, rest)) = args.split_first() {
        once(format, &mut rest.iter(), &mut printed);
    }
    printed.text = joined(&printed.text);
    printed
}

/// One pass over the format; true when `\c` ends the output.
fn once(format: &str, args: &mut std::slice::Iter<'_, String>, printed: &mut Printed) -> bool {
    let mut chars = format.chars().peekable();
    while let Some(next) = chars.next() {
        match next {
            '\\' => {
                let mut escape = String::from('\\');
                escape.extend(chars.next());
                // `\0123`, `\x41`: digits belong to it.
                while chars.peek().is_some_and(|c| c.is_ascii_hexdigit()) && wants_more(&escape) {
                    escape.extend(chars.next());
                }
                let done = unescape_bytes(&escape);
                printed.text.push_str(&done.text);
                if done.stop {
                    return true;
                }
            }
            '%' => {
                let mut spec = Spec::default();
                while let Some(flag) = chars.peek().copied().filter(|c| "-+ 0#".contains(*c)) {
                    spec.flags.push(flag);
                    chars.next();
                }
                spec.width = number(&mut chars, args);
                if chars.peek() == Some(&'.') {
                    chars.next();
                    spec.precision = Some(number(&mut chars, args).unwrap_or(0));
                }
                if [spec.width, spec.precision].iter().flatten().any(|n| n.unsigned_abs() as usize > LIMIT) {
                    printed.errors.push(TOO_LONG.into());
                    return true;
                }
                match chars.next() {
                    Some('%') => printed.text.push('%'),
                    Some('(') if printed.now.is_some() => {
                        let format: String = chars.by_ref().take_while(|c| *c != ')').collect();
                        chars.next();
                        // Without a number, and with -1, the time is now.
                        let given = args.next().and_then(|arg| arg.parse::<i64>().ok()).filter(|seconds| *seconds >= 0);
                        let time = given.map(|seconds| seconds * 1_000_000).or(printed.now).unwrap_or(0);
                        printed.text.push_str(&crate::text::date(time, &format));
                    }
                    Some(kind) => {
                        if convert(kind, &spec, args, printed) {
                            return true;
                        }
                    }
                    None => printed.errors.push("`%': missing format character".into()),
                }
            }
            next => printed.text.push(next),
        }
    }
    false
}

fn wants_more(escape: &str) -> bool {
    let second = escape.chars().nth(1).unwrap_or(' ');
    let most = match second {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        second if second.is_digit(8) => 5,
        _ => 0,
    };
    escape.len() < most
}

#[derive(Default)]
struct Spec {
    flags: String,
    width: Option<i64>,
    precision: Option<i64>,
}

fn number(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    args: &mut std::slice::Iter<'_, String>,
) -> Option<i64> {
    if chars.peek() == Some(&'*') {
        chars.next();
        return args.next().and_then(|arg| arg.parse().ok());
    }
    let mut digits = String::new();
    while let Some(digit) = chars.peek().copied().filter(char::is_ascii_digit) {
        digits.push(digit);
        chars.next();
    }
    // More digits than a number has are too many anyway.
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(i64::MAX))
}

/// Writes one argument; true when its `\c` ends the output.
fn convert(kind: char, spec: &Spec, args: &mut std::slice::Iter<'_, String>, printed: &mut Printed) -> bool {
    let arg = args.next();
    let text = arg.map_or("", String::as_str);
    let precision = spec.precision.and_then(|precision| usize::try_from(precision).ok());
    let cut = |text: &str| match precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text.to_string(),
    };
    let mut stop = false;
    let body = match kind {
        's' => cut(text),
        'b' => {
            let done = unescape_bytes(text);
            stop = done.stop;
            cut(&done.text)
        }
        'q' => crate::interp::escape(text),
        'c' => text.chars().take(1).collect(),
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
            let value = integer(text, printed);
            let digits = match kind {
                'x' => format!("{value:x}"),
                'X' => format!("{value:X}"),
                'o' => format!("{value:o}"),
                _ => value.unsigned_abs().to_string(),
            };
            let width = precision.unwrap_or(1);
            let sign = match value {
                value if value < 0 && matches!(kind, 'd' | 'i') => "-",
                _ if spec.flags.contains('+') => "+",
                _ if spec.flags.contains(' ') => " ",
                _ => "",
            };
            let prefix = match kind {
                'x' if spec.flags.contains('#') => "0x",
                'o' if spec.flags.contains('#') => "0",
                _ => "",
            };
            let zeros = "0".repeat(width.saturating_sub(digits.len()));
            format!("{sign}{prefix}{zeros}{digits}")
        }
        'f' | 'F' | 'e' | 'E' | 'g' | 'G' => {
            let value = float(text, printed);
            // No number has more digits than this.
            let precision = precision.unwrap_or(6).min(1100);
            let sign = if value >= 0.0 && spec.flags.contains('+') { "+" } else { "" };
            let body = match kind {
                'f' | 'F' => format!("{value:.precision$}"),
                'e' | 'E' => exponent(value, precision),
                _ => crate::text::general(value, precision.max(1)),
            };
            format!("{sign}{body}")
        }
        other => {
            printed.errors.push(format!("`%{other}': invalid format character"));
            return true;
        }
    };
    let width = spec.width.unwrap_or(0);
    let left = spec.flags.contains('-') || width < 0;
    let fill = width.unsigned_abs() as usize;
    // Fields are counted in bytes.
    let missing = fill.saturating_sub(bytes(&body).len());
    let zero = spec.flags.contains('0')
        && !left
        && !matches!(kind, 's' | 'b' | 'c' | 'q')
        && precision.is_none_or(|_| matches!(kind, 'f' | 'e' | 'g'));
    if left {
        printed.text.push_str(&body);
        printed.text.push_str(&" ".repeat(missing));
    } else if zero {
        let digits = body.trim_start_matches(['-', '+', ' ']);
        printed.text.push_str(&body[..body.len() - digits.len()]);
        printed.text.push_str(&"0".repeat(missing));
        printed.text.push_str(digits);
    } else {
        printed.text.push_str(&" ".repeat(missing));
        printed.text.push_str(&body);
    }
    stop
}

fn integer(text: &str, printed: &mut Printed) -> i64 {
    let trimmed = text.trim_start();
    if let Some(quoted) = trimmed.strip_prefix(['\'', '"']) {
        return quoted.chars().next().map_or(0, |c| i64::from(c as u32));
    }
    let (sign, digits) = match trimmed.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let (radix, digits) = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => (16, hex),
        None if digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
        None => (10, digits),
    };
    let good = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    if good < digits.len() || (digits.is_empty() && !text.is_empty()) {
        printed.errors.push(format!("{text}: invalid number"));
    }
    sign * i64::from_str_radix(&digits[..good], radix).unwrap_or(0)
}

fn float(text: &str, printed: &mut Printed) -> f64 {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return 0.0;
    }
    trimmed.parse().unwrap_or_else(|_| {
        printed.errors.push(format!("{text}: invalid number"));
        0.0
    })
}

fn exponent(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}
