//! Texts with holes: `format`, f-strings and `%`.

use super::operators::whole;
use super::value::{Heap, Obj, Res, Val, float, number};

/// A value as a format like `>8.2f` wants it.
pub fn spec(heap: &mut Heap, v: &Val, spec: &Val) -> Res<String> {
    let spec = heap.str(spec);
    if spec.is_empty() {
        return Ok(heap.str(v));
    }
    let mut chars: Vec<char> = spec.chars().collect();
    let (mut fill, mut align) = (' ', None);
    if let Some(c @ ('<' | '>' | '^')) = chars.get(1).copied() {
        (fill, align) = (chars[0], Some(c));
        chars.drain(..2);
    } else if let Some(c @ ('<' | '>' | '^')) = chars.first().copied() {
        align = Some(c);
        chars.remove(0);
    }
    let mut sign = None;
    if let Some(c @ ('+' | '-' | ' ')) = chars.first().copied() {
        sign = Some(c);
        chars.remove(0);
    }
    let zero = chars.first() == Some(&'0');
    let digits = |chars: &mut Vec<char>| {
        let n = chars.iter().take_while(|c| c.is_ascii_digit()).count();
        chars.drain(..n).collect::<String>().parse::<usize>().ok()
    };
    let width = digits(&mut chars).unwrap_or(0).min(10_000);
    let comma = chars.first() == Some(&',');
    if comma {
        chars.remove(0);
    }
    let mut precision = None;
    if chars.first() == Some(&'.') {
        chars.remove(0);
        precision = digits(&mut chars).map(|n| n.min(400));
    }
    let kind = chars.first().copied();
    let number_like = number(v).is_some() && !matches!(v, Val::Bool(_)) || kind.is_some_and(|k| k != 's');
    let wrong = |heap: &mut Heap| {
        let text = format!("Unknown format code '{}' for object of type '{}'", kind.unwrap_or(' '), heap.type_name(v));
        heap.error("ValueError", text)
    };
    let body = match (kind, whole(v), number(v)) {
        (Some('d') | None, Some(i), _) if precision.is_none() => grouped(&i.abs().to_string(), comma),
        (Some('x'), Some(i), _) => format!("{:x}", i.abs()),
        (Some('X'), Some(i), _) => format!("{:X}", i.abs()),
        (Some('o'), Some(i), _) => format!("{:o}", i.abs()),
        (Some('b'), Some(i), _) => format!("{:b}", i.abs()),
        (Some('f' | 'F'), _, Some(f)) => grouped(&format!("{:.*}", precision.unwrap_or(6), f.abs()), comma),
        (Some('%'), _, Some(f)) => format!("{:.*}%", precision.unwrap_or(6), f.abs() * 100.0),
        (Some('e'), _, Some(f)) => exponent(f.abs(), precision.unwrap_or(6)),
        (Some('g') | None, _, Some(f)) if !matches!(v, Val::Bool(_)) => match precision {
            Some(p) => general(f.abs(), p.max(1)),
            None => grouped(&float(f.abs()), comma),
        },
        (Some('s') | None, _, _) => {
            let text = heap.str(v);
            precision.map_or(text.clone(), |p| text.chars().take(p).collect())
        }
        _ => return Err(wrong(heap)),
    };
    let negative = number_like && number(v).is_some_and(|f| f < 0.0);
    let lead = match (negative, sign) {
        (true, _) => "-",
        (false, Some('+')) if number_like => "+",
        (false, Some(' ')) if number_like => " ",
        _ => "",
    };
    let missing = width.saturating_sub(body.chars().count() + lead.len());
    if zero && align.is_none() && number_like {
        return Ok(format!("{lead}{}{body}", "0".repeat(missing)));
    }
    let pad = |n: usize| fill.to_string().repeat(n);
    Ok(match align.unwrap_or(if number_like { '>' } else { '<' }) {
        '>' => format!("{}{lead}{body}", pad(missing)),
        '^' => format!("{}{lead}{body}{}", pad(missing / 2), pad(missing - missing / 2)),
        _ => format!("{lead}{body}{}", pad(missing)),
    })
}

fn grouped(text: &str, comma: bool) -> String {
    if !comma {
        return text.to_string();
    }
    let (head, tail) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    for (i, c) in head.chars().enumerate() {
        if i > 0 && (head.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out + tail
}

fn exponent(f: f64, precision: usize) -> String {
    let text = format!("{f:.precision$e}");
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    format!("{mantissa}e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs())
}

fn general(f: f64, precision: usize) -> String {
    let text = exponent(f, precision - 1);
    let power: i32 = text.split_once('e').and_then(|(_, p)| p.parse().ok()).unwrap_or(0);
    let trim =
        |s: &str| if s.contains('.') { s.trim_end_matches('0').trim_end_matches('.').to_string() } else { s.into() };
    if (-4..precision as i32).contains(&power) {
        return trim(&format!("{f:.*}", (precision as i32 - 1 - power).max(0) as usize));
    }
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, ""));
    format!("{}e{power}", trim(mantissa))
}

/// `'%s %d' % values`.
pub fn percent(heap: &mut Heap, text: &str, values: &Val) -> Res<Val> {
    let list = match heap.get(values) {
        Some(Obj::Tuple(l)) => l.clone(),
        _ => vec![values.clone()],
    };
    let mut list = list.into_iter();
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut key = None;
        if chars.peek() == Some(&'(') {
            chars.next();
            key = Some(chars.by_ref().take_while(|c| *c != ')').collect::<String>());
        }
        let mut flags = String::new();
        while let Some(f) = chars.next_if(|c| "-+ 0#".contains(*c)) {
            flags.push(f);
        }
        let mut size = String::new();
        while let Some(d) = chars.next_if(|c| c.is_ascii_digit() || *c == '.') {
            size.push(d);
        }
        let Some(kind) = chars.next() else { return Err(heap.error("ValueError", "incomplete format")) };
        if kind == '%' {
            out.push('%');
            continue;
        }
        let value = match key {
            Some(key) => super::operators::index(heap, values, &Val::Str(key.into()))?,
            None => match list.next() {
                Some(v) => v,
                None => return Err(heap.error("TypeError", "not enough arguments for format string")),
            },
        };
        let value = match kind {
            'r' => Val::Str(heap.repr(&value).into()),
            's' => Val::Str(heap.str(&value).into()),
            'd' | 'i' if number(&value).is_none() => {
                let text = format!("%{kind} format: a real number is required, not {}", heap.type_name(&value));
                return Err(heap.error("TypeError", text));
            }
            'd' | 'i' => Val::Int(number(&value).unwrap_or(0.0) as i64),
            _ => value,
        };
        let align = if flags.contains('-') { "<" } else { ">" };
        let sign = if flags.contains('+') { "+" } else { "" };
        let zero = if flags.contains('0') && align == ">" { "0" } else { "" };
        let align = if zero.is_empty() { align } else { "" };
        let kind = match kind {
            'r' | 's' => 's',
            'i' => 'd',
            other => other,
        };
        let format = Val::Str(format!("{align}{sign}{zero}{size}{kind}").into());
        out.push_str(&spec(heap, &value, &format)?);
    }
    if list.next().is_some() && !matches!(heap.get(values), Some(Obj::Dict(_))) {
        return Err(heap.error("TypeError", "not all arguments converted during string formatting"));
    }
    heap.text(out)
}

/// `'{} {name:>8}'.format(...)`.
pub fn method(heap: &mut Heap, text: &str, args: &[Val], named: &[(std::rc::Rc<str>, Val)]) -> Res<Val> {
    let (mut out, mut next) = (String::new(), 0);
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            (c @ ('{' | '}'), Some(d)) if c == *d => {
                out.push(c);
                at += 2;
            }
            ('{', _) => {
                let end = chars[at..].iter().position(|c| *c == '}').map(|n| at + n);
                let Some(end) = end else {
                    return Err(heap.error("ValueError", "expected '}' before end of string"));
                };
                let hole: String = chars[at + 1..end].iter().collect();
                let (name, format) = hole.split_once(':').unwrap_or((&hole, ""));
                let (name, repr) = name.strip_suffix("!r").map_or((name, false), |name| (name, true));
                let value = match (name, name.parse::<usize>()) {
                    ("", _) => {
                        next += 1;
                        args.get(next - 1)
                    }
                    (_, Ok(i)) => args.get(i),
                    (name, _) => named.iter().find(|(n, _)| &**n == name).map(|(_, v)| v),
                };
                let Some(value) = value.cloned() else {
                    let text = "Replacement index out of range for positional args tuple";
                    return Err(heap.error("IndexError", text));
                };
                let value = if repr { Val::Str(heap.repr(&value).into()) } else { value };
                out.push_str(&spec(heap, &value, &Val::Str(format.into()))?);
                at = end + 1;
            }
            (c, _) => {
                out.push(c);
                at += 1;
            }
        }
    }
    heap.text(out)
}
