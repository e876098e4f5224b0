//! The functions of templates: Go's own, and kubectl's `exists` and `base64decode`.

use std::cmp::Ordering;

use api::Value;

pub(super) const NAMES: &[&str] = &[
    "and",
    "or",
    "call",
    "not",
    "len",
    "index",
    "slice",
    "print",
    "printf",
    "println",
    "html",
    "js",
    "urlquery",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "exists",
    "base64decode",
];

/// What a template prints for a value.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".into(),
        other => crate::printers::plain_text(other),
    }
}

/// Whether a value counts as true: not empty, not zero.
pub(super) fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(b) => *b,
        Value::Int(i) => *i != 0,
        Value::Float(f) => *f != 0.0,
        Value::Str(s) => !s.is_empty(),
        Value::List(l) => !l.is_empty(),
        Value::Map(m) => !m.is_empty(),
    }
}

/// Refuses a count of operands that a function does not take.
pub(super) fn count(name: &str, got: usize) -> Result<(), String> {
    let (least, most) = match name {
        "not" | "len" | "base64decode" => (1, 1),
        "ne" | "lt" | "le" | "gt" | "ge" => (2, 2),
        "and" | "or" | "call" | "eq" | "index" | "slice" | "printf" | "exists" => (1, usize::MAX),
        _ => (0, usize::MAX),
    };
    let want = if least == most { least.to_string() } else { format!("at least {least}") };
    if (least..=most).contains(&got) {
        return Ok(());
    }
    Err(format!("wrong number of args for {name}: want {want} got {got}"))
}

/// What a function makes of its operands. `literal` says of which operands Go has an `int` from the template, where it
/// has an `int64` from an object.
pub(super) fn call(name: &str, args: &[Value], literal: &dyn Fn(usize) -> bool) -> Result<Value, String> {
    let kind = |at: usize| match args.get(at) {
        Some(Value::Int(_)) if literal(at) => "int",
        Some(value) => go_type(value),
        None => "string",
    };
    // An error about the types of two operands names them.
    let typed = |other: usize| {
        move |why: String| {
            let pair = why == INCOMPATIBLE;
            if pair { format!("{why}: {} and {}", kind(0), kind(other)) } else { why }
        }
    };
    let first = args.first().cloned().unwrap_or_default();
    let joined = |between: &str| args.iter().map(text).collect::<Vec<_>>().join(between);
    Ok(match name {
        "and" | "or" => args.last().cloned().unwrap_or_default(),
        "not" => (!truth(&first)).into(),
        "len" => match &first {
            Value::Str(s) => s.len().into(),
            Value::List(l) => l.len().into(),
            Value::Map(m) => m.len().into(),
            Value::Null => return Err("reflect: call of reflect.Value.Type on zero Value".into()),
            _ => return Err(format!("len of type {}", kind(0))),
        },
        "index" => {
            let mut found = first;
            for (at, key) in args.iter().enumerate().skip(1) {
                found = index(&found, key, kind(at))?;
            }
            found
        }
        "slice" => slice(&first, &args[1.min(args.len())..])?,
        "print" => print(args).into(),
        "println" => (args.iter().map(handed).collect::<Vec<_>>().join(" ") + "\n").into(),
        "printf" => printf(first.as_str().unwrap_or(""), &args[1.min(args.len())..]).into(),
        "html" => escape_html(&joined("")).into(),
        "js" => joined("").replace('\\', "\\\\").replace('\'', "\\'").replace('"', "\\\"").into(),
        "urlquery" => escape_query(&joined("")).into(),
        "eq" => {
            if args.len() < 2 {
                return Err("missing argument for comparison".into());
            }
            for (at, other) in args.iter().enumerate().skip(1) {
                if equal(&first, other).map_err(typed(at))? {
                    return Ok(true.into());
                }
            }
            false.into()
        }
        "ne" => (!equal(&first, args.get(1).unwrap_or(Value::NULL)).map_err(typed(1))?).into(),
        "lt" => order(args).map_err(typed(1))?.is_lt().into(),
        "le" => order(args).map_err(typed(1))?.is_le().into(),
        "gt" => order(args).map_err(typed(1))?.is_gt().into(),
        "ge" => order(args).map_err(typed(1))?.is_ge().into(),
        "exists" => args.iter().skip(1).try_fold(first, |v, key| index(&v, key, "")).is_ok_and(|v| !v.is_null()).into(),
        "base64decode" => {
            let text = first.as_str().unwrap_or("");
            let bytes = api::base64::decode_or_offset(text)
                .map_err(|at| format!("base64 decode failed: illegal base64 data at input byte {at}"))?;
            String::from_utf8_lossy(&bytes).into_owned().into()
        }
        other => return Err(format!("{other:?} is not a defined function")),
    })
}

/// As Go's Sprint: a blank between two operands where neither is a text.
fn print(args: &[Value]) -> String {
    let mut out = String::new();
    for (i, arg) in args.iter().enumerate() {
        let texts = i == 0 || matches!(arg, Value::Str(_)) || matches!(args[i - 1], Value::Str(_));
        if !texts {
            out.push(' ');
        }
        out += &handed(arg);
    }
    out
}

/// What is handed to Go's own printing: nothing at all is nil there.
fn handed(value: &Value) -> String {
    if value.is_null() { "<nil>".into() } else { text(value) }
}

/// The type that Go has for a value of an object.
pub(super) fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Int(_) => "int64",
        Value::Float(_) => "float64",
        Value::Bool(_) => "bool",
        Value::Map(_) => "map[string]interface {}",
        Value::List(_) => "[]interface {}",
        _ => "string",
    }
}

/// `kind` is the Go type of the key.
fn index(value: &Value, key: &Value, kind: &str) -> Result<Value, String> {
    match (value, key) {
        (Value::Map(m), Value::Str(key)) => Ok(m.get(key).cloned().unwrap_or_default()),
        (Value::Map(_), Value::Null) => Err("value is nil; should be string".into()),
        (Value::Map(_), _) => Err(format!("value has type {kind}; should be string")),
        (Value::List(l), key) => {
            let i = key.as_i64().ok_or_else(|| match key {
                Value::Null => "cannot index slice/array with nil".to_string(),
                other => format!("cannot index slice/array with type {}", go_type(other)),
            })?;
            let at = usize::try_from(i).ok().filter(|i| *i < l.len());
            at.map(|i| l[i].clone()).ok_or_else(|| format!("index out of range: {i}"))
        }
        (Value::Str(_), Value::Str(_)) => Err("cannot index slice/array with type string".into()),
        (Value::Null, _) => Err("index of untyped nil".into()),
        (other, _) => Err(format!("can't index item of type {}", text(other))),
    }
}

fn slice(value: &Value, bounds: &[Value]) -> Result<Value, String> {
    let length = match value {
        Value::Str(s) => s.len(),
        Value::List(l) => l.len(),
        other => return Err(format!("can't slice item of type {}", text(other))),
    };
    let bound =
        |i: usize, otherwise: usize| bounds.get(i).and_then(Value::as_i64).map_or(otherwise, |n| n.max(0) as usize);
    let (from, to) = (bound(0, 0), bound(1, length));
    if let Some(far) = [from, to].into_iter().find(|at| *at > length) {
        return Err(format!("index out of range: {far}"));
    }
    if from > to {
        return Err(format!("invalid slice index: {from} > {to}"));
    }
    match value {
        Value::Str(s) => s.get(from..to).map(|t| t.to_string().into()).ok_or_else(|| "index out of range".into()),
        Value::List(l) => Ok(l[from..to].to_vec().into()),
        _ => Ok(Value::Null),
    }
}

/// Numbers of any kind compare with each other only where both are whole, or both are not.
fn equal(a: &Value, b: &Value) -> Result<bool, String> {
    match (a, b) {
        (Value::List(_), Value::List(_)) | (Value::Map(_), Value::Map(_)) => {
            Err(format!("non-comparable type {}", text(a)))
        }
        (Value::Null, b) => Ok(b.is_null()),
        (a, Value::Null) => Ok(a.is_null()),
        (a, b) if std::mem::discriminant(a) == std::mem::discriminant(b) => Ok(a == b),
        _ => Err(INCOMPATIBLE.into()),
    }
}

const INCOMPATIBLE: &str = "incompatible types for comparison";

fn order(args: &[Value]) -> Result<Ordering, String> {
    match args {
        [Value::Str(a), Value::Str(b), ..] => Ok(a.as_str().cmp(b.as_str())),
        [Value::Int(a), Value::Int(b), ..] => Ok(a.cmp(b)),
        [Value::Float(a), Value::Float(b), ..] => Ok(a.total_cmp(b)),
        // What has no order at all is told of before what does not go together.
        [Value::Str(_) | Value::Int(_) | Value::Float(_), Value::Str(_) | Value::Int(_) | Value::Float(_), ..] => {
            Err(INCOMPATIBLE.into())
        }
        [_, _, ..] => Err("invalid type for comparison".into()),
        _ => Err("missing argument for comparison".into()),
    }
}

/// The verbs of Go's Printf that templates use.
fn printf(format: &str, args: &[Value]) -> String {
    let mut out = String::new();
    let mut args = args.iter();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let (mut left, mut zero, mut width, mut precision) = (false, false, String::new(), None::<String>);
        while let Some(f) = chars.peek().copied().filter(|f| "-+# 0".contains(*f)) {
            left |= f == '-';
            zero |= f == '0';
            chars.next();
        }
        while let Some(d) = chars.peek().copied().filter(|d| d.is_ascii_digit() || *d == '.') {
            match (&mut precision, d) {
                (_, '.') => precision = Some(String::new()),
                (Some(p), d) => p.push(d),
                (None, d) => width.push(d),
            }
            chars.next();
        }
        let Some(verb) = chars.next() else {
            out.push_str("%!(NOVERB)");
            break;
        };
        if verb == '%' {
            out.push('%');
            continue;
        }
        let Some(value) = args.next() else {
            out.push_str(&format!("%!{verb}(MISSING)"));
            continue;
        };
        let shown = one(verb, value, precision.and_then(|p| p.parse().ok()));
        let width: usize = width.parse().unwrap_or(0);
        let missing = width.saturating_sub(shown.chars().count());
        match (left, zero) {
            (true, _) => out.push_str(&(shown + &" ".repeat(missing))),
            (false, true) => out.push_str(&("0".repeat(missing) + &shown)),
            (false, false) => out.push_str(&(" ".repeat(missing) + &shown)),
        }
    }
    let extra: Vec<String> = args.map(|v| format!("{}={}", type_name(v), text(v))).collect();
    if !extra.is_empty() {
        out.push_str(&format!("%!(EXTRA {})", extra.join(", ")));
    }
    out
}

fn one(verb: char, value: &Value, precision: Option<usize>) -> String {
    let cut = |shown: String| precision.map_or(shown.clone(), |p| shown.chars().take(p).collect());
    match (verb, value) {
        ('T', value) => type_name(value).into(),
        ('v', Value::Null) => "<nil>".into(),
        ('v', value) => text(value),
        (_, Value::Null) => format!("%!{verb}(<nil>)"),
        // What holds other values shows each of them with the verb.
        (_, Value::List(l)) => {
            format!("[{}]", l.iter().map(|v| one(verb, v, precision)).collect::<Vec<_>>().join(" "))
        }
        (_, Value::Map(m)) => {
            let pair = |(k, v): (&api::Text, &Value)| {
                format!("{}:{}", one(verb, &k.clone().into(), precision), one(verb, v, precision))
            };
            format!("map[{}]", m.iter().map(pair).collect::<Vec<_>>().join(" "))
        }
        ('s', Value::Str(s)) => cut(s.to_string()),
        ('q', Value::Str(s)) => crate::cli::go::quote(&cut(s.to_string())),
        ('x', Value::Str(s)) => s.bytes().map(|b| format!("{b:02x}")).collect(),
        ('X', Value::Str(s)) => s.bytes().map(|b| format!("{b:02X}")).collect(),
        ('t', Value::Bool(b)) => b.to_string(),
        ('d', Value::Int(i)) => i.to_string(),
        ('x', Value::Int(i)) => format!("{i:x}"),
        ('X', Value::Int(i)) => format!("{i:X}"),
        ('o', Value::Int(i)) => format!("{i:o}"),
        ('b', Value::Int(i)) => format!("{i:b}"),
        ('c', Value::Int(i)) => u32::try_from(*i).ok().and_then(char::from_u32).unwrap_or('\u{fffd}').to_string(),
        ('f' | 'F', Value::Float(f)) => format!("{f:.*}", precision.unwrap_or(6)),
        ('g', Value::Float(f)) if precision.is_none() => crate::printers::go_float(*f),
        (verb, value) => format!("%!{verb}({}={})", type_name(value), text(value)),
    }
}

/// The Go type that a value of an object has.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int64",
        Value::Float(_) => "float64",
        Value::Str(_) => "string",
        Value::List(_) => "[]interface {}",
        Value::Map(_) => "map[string]interface {}",
    }
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&#34;").replace('\'', "&#39;")
}

fn escape_query(text: &str) -> String {
    let one = |b: u8| match b {
        b' ' => "+".to_string(),
        b if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) => (b as char).to_string(),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(one).collect()
}
