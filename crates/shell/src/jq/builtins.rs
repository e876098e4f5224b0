//! What jq brings along.

use std::rc::Rc;

use sorted::InOrder;

use super::eval::{Done, Env, Halt, Machine, Out, Path, error, told};
use super::parse::Ast;
use super::texts;
use super::value::{J, read};

/// Those that are written in jq themselves.
pub const PRELUDE: &str = r#"
def map(f): [.[] | f]; def select(f): if f then . else empty end; def map_values(f): .[] |= f;
def recurse: ..; def recurse(f): def r: ., (f | r); r; def recurse(f; c): def r: ., (f | select(c) | r); r;
def values: select(. != null); def nulls: select(. == null); def scalars: select(type | . != "array" and . != "object");
def strings: select(type == "string"); def numbers: select(type == "number"); def booleans: select(type == "boolean");
def arrays: select(type == "array"); def objects: select(type == "object");
def iterables: select(type | . == "array" or . == "object");
def to_entries: [keys_unsorted[] as $k | {key: $k, value: .[$k]}];
def from_entries: reduce .[] as $x ({}; . + {($x | if type == "object" then (if has("key") then .key elif has("k") then .k elif has("name") then .name elif has("Name") then .Name else .Key end) else . end | if type == "string" then . else tojson end): ($x | if has("value") then .value elif has("v") then .v else .Value end)});
def with_entries(f): to_entries | map(f) | from_entries;
def add: reduce .[] as $x (null; . + $x); def add(f): reduce f as $x (null; . + $x);
def any: any(.[]; .); def any(f): any(.[]; f); def any(g; f): isempty(first(g | f | select(.))) | not;
def all: all(.[]; .); def all(f): all(.[]; f); def all(g; f): isempty(first(g | f | select(. | not)));
def isempty(g): [limit(1; g)] | length == 0;
def in($o): . as $k | $o | has($k); def inside($o): . as $x | $o | contains($x);
def first: .[0]; def last: .[-1]; def last(f): reduce f as $x (null; $x); def nth($n): .[$n];
def nth($n; f): [limit($n + 1; f)] | .[$n]; def first(f): limit(1; f);
def until(c; f): def u: if c then . else (f | u) end; u; def while(c; f): def w: if c then ., (f | w) else empty end; w;
def repeat(f): def r: ., (f | r); r; def range($n): range(0; $n); def del(f): delpaths([path(f)]);
def paths: path(..) | select(length > 0); def paths(f): path(.. | select(f)) | select(length > 0);
def leaf_paths: paths(scalars); def join($s): reduce .[] as $x (null; (if . == null then "" else . + $s end) + ($x | if . == null then "" elif type == "string" then . else tojson end)) // "";
def todate: strftime("%Y-%m-%dT%H:%M:%SZ"); def fromdateiso8601: fromdate;
def todateiso8601: todate; def finites: select(. < 1e308); def abs: if . < 0 then -. else . end;
def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w;
def pick(f): . as $in | reduce path(f) as $p (null; setpath($p; $in | getpath($p)));
def min: min_by(.); def max: max_by(.);
def sort: sort_by(.); def unique: unique_by(.); def flatten: flatten(1e9);
def splits($r): split($r; null)[]; def test($r): test($r; null); def match($r): match($r; null);
def capture($r): capture($r; null); def scan($r): scan($r; null); def sub($r; f): sub($r; f; ""); def gsub($r; f): sub($r; f; "g");
def gsub($r; f; $o): sub($r; f; $o + "g"); def capture($r; $o): match($r; $o) | [.captures[] | select(.name != null) | {key: .name, value: .string}] | from_entries;
def scan($r; $o): match($r; "g" + ($o // "")) | if (.captures | length) > 0 then [.captures[].string] else .string end;
def index($x): indices($x) | .[0]; def rindex($x): indices($x) | .[-1]; def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;
def error: error(.);
def transpose: (map(length) | max // 0) as $n | [range($n) as $i | [.[][$i]]]; def env: $ENV; def IN(f): . as $x | any(f; . == $x); def inputs: if has_input then input, inputs else empty end;
def have_literal_numbers: true; def splits($r; $o): split($r; $o)[];
"#;

/// A value in an error, cut short.
pub fn short(value: &J) -> String {
    let text = value.text();
    if text.len() <= 30 {
        return text;
    }
    let end = (0..=26).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}...", &text[..end])
}

fn whole(n: f64) -> i64 {
    n.floor() as i64
}

/// A place in a list, counted from its end where it is negative.
fn place(n: f64, length: usize) -> Option<usize> {
    let at = whole(n);
    let at = if at < 0 { at + length as i64 } else { at };
    usize::try_from(at).ok()
}

fn bounds(key: &J, length: usize) -> (usize, usize) {
    let bound = |field: &str, none: usize| match key.get(field) {
        Some(J::Num(n)) => {
            let n = if field == "end" { n.ceil() } else { n.floor() };
            let n = if n < 0.0 { n + length as f64 } else { n };
            n.clamp(0.0, length as f64) as usize
        }
        _ => none,
    };
    let (from, to) = (bound("start", 0), bound("end", length));
    (from, to.max(from))
}

pub fn index(value: &J, key: &J) -> Result<J, Halt> {
    Ok(match (value, key) {
        (J::Obj(_), J::Str(key)) => value.get(key).cloned().unwrap_or(J::Null),
        (J::Arr(items), J::Num(n)) => place(*n, items.len()).and_then(|at| items.get(at)).cloned().unwrap_or(J::Null),
        (J::Null, J::Str(_) | J::Num(_) | J::Obj(_)) => J::Null,
        (J::Arr(items), J::Obj(_)) => {
            let (from, to) = bounds(key, items.len());
            J::arr(items[from..to].to_vec())
        }
        (J::Str(text), J::Obj(_)) => {
            let letters: Vec<char> = text.chars().collect();
            let (from, to) = bounds(key, letters.len());
            J::str(letters[from..to].iter().collect::<String>())
        }
        (J::Arr(items), J::Arr(part)) => J::arr(texts::places(items, part)),
        (value, J::Str(key)) => {
            return Err(error(format!("Cannot index {} with string \"{key}\"", value.kind())));
        }
        (value, key) => return Err(error(format!("Cannot index {} with {}", value.kind(), key.kind()))),
    })
}

pub fn at(value: &J, path: &[J]) -> Result<J, Halt> {
    path.iter().try_fold(value.clone(), |value, key| index(&value, key))
}

pub fn put(value: &J, path: &[J], new: J) -> Result<J, Halt> {
    let Some((first, rest)) = path.split_first() else { return Ok(new) };
    let inner = put(&index(value, first)?, rest, new)?;
    Ok(match (value, first) {
        (J::Obj(_) | J::Null, J::Str(key)) => value.with(key, inner),
        (J::Arr(_) | J::Null, J::Num(n)) => {
            let mut items = if let J::Arr(items) = value { items.to_vec() } else { Vec::new() };
            let Some(at) = place(*n, items.len()) else {
                return Err(error("Out of bounds negative array index"));
            };
            if at > 100_000 {
                return Err(error("Array index too large"));
            }
            if at >= items.len() {
                items.resize(at + 1, J::Null);
            }
            items[at] = inner;
            J::arr(items)
        }
        (J::Arr(items), J::Obj(_)) => {
            let J::Arr(new) = inner else {
                return Err(error("A slice of an array can only be assigned another array"));
            };
            let (from, to) = bounds(first, items.len());
            J::arr([&items[..from], &new, &items[to..]].concat())
        }
        (value, key) => return Err(error(format!("Cannot index {} with {}", value.kind(), short(key)))),
    })
}

/// Takes away what stands at the ends of ways, the last first.
pub fn without(value: J, mut ways: Vec<Rc<Vec<J>>>) -> Result<J, Halt> {
    ways.order_by(|a, b| J::Arr(b.clone()).order(&J::Arr(a.clone())));
    ways.iter().try_fold(value, |value, way| remove(&value, way))
}

fn remove(value: &J, way: &[J]) -> Result<J, Halt> {
    match (value, way) {
        (J::Null, _) | (_, []) => Ok(J::Null),
        (J::Obj(pairs), [J::Str(key)]) => Ok(J::obj(pairs.iter().filter(|(k, _)| k != key).cloned().collect())),
        (J::Arr(items), [J::Num(n)]) => {
            let gone = place(*n, items.len());
            let left = items.iter().enumerate().filter(|(at, _)| Some(*at) != gone);
            Ok(J::arr(left.map(|(_, item)| item.clone()).collect()))
        }
        (J::Arr(items), [key @ J::Obj(_)]) => {
            let (from, to) = bounds(key, items.len());
            Ok(J::arr([&items[..from], &items[to..]].concat()))
        }
        (_, [first, rest @ ..]) if !rest.is_empty() => {
            let inner = index(value, first)?;
            if inner.kind() == "null" {
                Ok(value.clone())
            } else {
                put(value, std::slice::from_ref(first), remove(&inner, rest)?)
            }
        }
        (value, _) => Err(error(format!("Cannot delete field at object index of {}", value.kind()))),
    }
}

pub fn compute(op: &str, l: &J, r: &J) -> Result<J, Halt> {
    let order = l.order(r);
    let failed = |what: &str| Err(error(format!("{} and {} cannot be {what}", told(l), told(r))));
    Ok(match (op, l, r) {
        ("==", ..) => J::Bool(order.is_eq()),
        ("!=", ..) => J::Bool(order.is_ne()),
        ("<", ..) => J::Bool(order.is_lt()),
        ("<=", ..) => J::Bool(order.is_le()),
        (">", ..) => J::Bool(order.is_gt()),
        (">=", ..) => J::Bool(order.is_ge()),
        ("+", J::Null, other) | ("+", other, J::Null) => other.clone(),
        ("+", J::Num(a), J::Num(b)) => J::Num(a + b),
        ("+", J::Str(a), J::Str(b)) => J::str(format!("{a}{b}")),
        ("+", J::Arr(a), J::Arr(b)) => J::arr([&a[..], &b[..]].concat()),
        ("+", J::Obj(_), J::Obj(b)) => b.iter().fold(l.clone(), |all, (key, value)| all.with(key, value.clone())),
        ("+", ..) => return failed("added"),
        ("-", J::Num(a), J::Num(b)) => J::Num(a - b),
        ("-", J::Arr(a), J::Arr(b)) => J::arr(a.iter().filter(|item| !b.contains(item)).cloned().collect()),
        ("-", ..) => return failed("subtracted"),
        ("*", J::Num(a), J::Num(b)) => J::Num(a * b),
        ("*", J::Str(text), J::Num(n)) | ("*", J::Num(n), J::Str(text)) => match *n {
            n if n <= 0.0 => J::Null,
            n if n * text.len() as f64 > 1e6 => return Err(error("Repeat string result too long")),
            n => J::str(text.repeat((n as usize).max(1))),
        },
        ("*", J::Obj(_), J::Obj(b)) => b.iter().try_fold(l.clone(), |all, (key, value)| {
            let merged = match (all.get(key), value) {
                (Some(old @ J::Obj(_)), J::Obj(_)) => compute("*", old, value)?,
                _ => value.clone(),
            };
            Ok(all.with(key, merged))
        })?,
        ("*", ..) => return failed("multiplied"),
        ("/" | "%", J::Num(_), J::Num(b)) if *b == 0.0 || op == "%" && whole(b.abs()) == 0 => {
            return failed("divided because the divisor is zero");
        }
        ("/", J::Num(a), J::Num(b)) => J::Num(a / b),
        ("/", J::Str(a), J::Str(b)) => J::arr(texts::split(a, b)),
        ("%", J::Num(a), J::Num(b)) => J::Num((a.trunc() as i64 % (b.trunc() as i64).abs()) as f64),
        _ => return failed("divided"),
    })
}

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
        "base64" => texts::base64(text.as_bytes()),
        "base64d" => {
            let bytes = texts::base64_decoded(&text);
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

fn length(value: &J) -> Result<J, Halt> {
    Ok(J::Num(match value {
        J::Null => 0.0,
        J::Bool(_) => return Err(error(format!("{} has no length", told(value)))),
        J::Num(n) => n.abs(),
        J::Str(text) => text.chars().count() as f64,
        J::Arr(items) => items.len() as f64,
        J::Obj(pairs) => pairs.len() as f64,
    }))
}

fn contains(a: &J, b: &J) -> Result<bool, Halt> {
    Ok(match (a, b) {
        (J::Obj(_), J::Obj(pairs)) => {
            let mut all = pairs.iter().map(|(key, b)| a.get(key).map_or(Ok(false), |a| contains(a, b)));
            all.try_fold(true, |yes, one| Ok(yes && one?))?
        }
        (J::Arr(items), J::Arr(wanted)) => {
            wanted.iter().all(|b| items.iter().any(|a| a.kind() == b.kind() && contains(a, b).unwrap_or(false)))
        }
        (J::Str(a), J::Str(b)) => a.contains(&**b),
        (a, b) if a.kind() == b.kind() => a == b,
        (a, b) => {
            return Err(error(format!("{} and {} cannot have their containment checked", told(a), told(b))));
        }
    })
}

fn flat(items: &[J], depth: f64, out: &mut Vec<J>) {
    for item in items {
        match item {
            J::Arr(inner) if depth > 0.0 => flat(inner, depth - 1.0, out),
            other => out.push(other.clone()),
        }
    }
}

/// Items with what they are sorted by, in order.
fn keyed(m: &Machine, by: &Ast, env: &Env, input: &J) -> Result<Vec<(J, J)>, Halt> {
    let J::Arr(items) = input else {
        return Err(error(format!("{} cannot be sorted, as it is not an array", told(input))));
    };
    let mut keyed = Vec::new();
    for item in items.iter() {
        keyed.push((J::arr(m.all(by, env, item)?), item.clone()));
    }
    keyed.order_by(|(a, _), (b, _)| a.order(b));
    Ok(keyed)
}

pub fn call(m: &Machine, name: &str, args: &[Rc<Ast>], env: &Env, input: &J, path: &Path, out: Out<'_>) -> Done {
    let num = |value: J| match value {
        J::Num(n) => Ok(n),
        other => Err(error(format!("{} is not a number", told(&other)))),
    };
    match (name, args) {
        ("empty", []) => Ok(()),
        ("error", [why]) => m.run(why, env, input, &None, &mut |why, _| Err(Halt::Error(why))),
        ("path", [of]) => m.paths(of, env, input)?.into_iter().try_for_each(|way| out(J::Arr(way), None)),
        ("getpath", [way]) => m.run(way, env, input, &None, &mut |way, _| {
            let J::Arr(keys) = way else { return Err(error("Path must be specified as an array")) };
            let found = at(input, &keys).unwrap_or(J::Null);
            let path = path.as_ref().map(|path| Rc::new(path.iter().chain(keys.iter()).cloned().collect()));
            out(found, path)
        }),
        ("limit", [count, of]) => m.run(count, env, input, &None, &mut |count, _| {
            let mut left = num(count)?;
            if left <= 0.0 {
                return Ok(());
            }
            m.until(of, env, input, path, &mut |value, way| {
                left -= 1.0;
                out(value, way)?;
                Ok(left > 0.0)
            })
        }),
        ("range", [from, to]) | ("range", [from, to, _]) => m.run(from, env, input, &None, &mut |from, _| {
            m.run(to, env, input, &None, &mut |to, _| {
                let by = match args.get(2) {
                    Some(by) => num(m.all(by, env, input)?.pop().unwrap_or(J::Null))?,
                    None => 1.0,
                };
                let (mut n, to) = (num(from.clone())?, num(to)?);
                while by > 0.0 && n < to || by < 0.0 && n > to {
                    m.run(&Ast::Identity, env, &J::Num(n), &None, out)?;
                    n += by;
                }
                Ok(())
            })
        }),
        ("sort_by", [by]) => out(J::arr(keyed(m, by, env, input)?.into_iter().map(|(_, item)| item).collect()), None),
        ("group_by" | "unique_by", [by]) => {
            let mut groups: Vec<(J, Vec<J>)> = Vec::new();
            for (key, item) in keyed(m, by, env, input)? {
                match groups.last_mut().filter(|(last, _)| *last == key) {
                    Some((_, group)) => group.push(item),
                    None => groups.push((key, vec![item])),
                }
            }
            let groups = groups.into_iter().map(|(_, group)| match name {
                "group_by" => J::arr(group),
                _ => group.into_iter().next().unwrap_or(J::Null),
            });
            out(J::arr(groups.collect()), None)
        }
        ("min_by" | "max_by", [by]) => {
            let keyed = keyed(m, by, env, input)?;
            let found = if name == "min_by" { keyed.first() } else { keyed.last() };
            out(found.map_or(J::Null, |(_, item)| item.clone()), None)
        }
        ("sub", [pattern, by, flags]) => {
            let (pattern, flags) = (m.all(pattern, env, input)?, m.all(flags, env, input)?);
            let found = texts::matches(input, pattern.first(), flags.first())?;
            let J::Str(text) = input else {
                return Err(error(format!("{} cannot be matched, as it is not a string", told(input))));
            };
            let (mut made, mut last) = (String::new(), 0);
            for hit in found {
                made.push_str(&text[last..hit.start]);
                let new = m.all(by, env, &hit.named())?.pop().unwrap_or(J::Null);
                let J::Str(new) = new else { return Err(error(format!("{} cannot be added to a string", told(&new)))) };
                made.push_str(&new);
                last = hit.end;
            }
            out(J::str(made + &text[last..]), None)
        }
        (_, []) => out(plain(m, name, input)?, None),
        (_, [first]) => m.run(first, env, input, &None, &mut |arg, _| out(with_one(name, input, &arg)?, None)),
        (_, [first, second]) => m.run(first, env, input, &None, &mut |first, _| {
            m.run(second, env, input, &None, &mut |second, _| match (name, &first) {
                ("setpath", J::Arr(way)) => out(put(input, way, second)?, None),
                ("test", _) => out(J::Bool(!texts::matches(input, Some(&first), Some(&second))?.is_empty()), None),
                ("match", _) => {
                    let hits = texts::matches(input, Some(&first), Some(&second))?;
                    hits.iter().try_for_each(|hit| out(hit.told(), None))
                }
                ("split", _) => {
                    let flags = J::str(format!("g{}", if let J::Str(f) = &second { f } else { "" }));
                    let J::Str(text) = input else {
                        return Err(error(format!("{} cannot be matched, as it is not a string", told(input))));
                    };
                    let (mut parts, mut last) = (Vec::new(), 0);
                    for hit in texts::matches(input, Some(&first), Some(&flags))? {
                        parts.push(J::str(&text[last..hit.start]));
                        last = hit.end;
                    }
                    parts.push(J::str(&text[last..]));
                    out(J::arr(parts), None)
                }
                ("pow", J::Num(base)) => out(J::Num(base.powf(num(second)?)), None),
                _ => Err(undefined(name, 2)),
            })
        }),
        _ => Err(undefined(name, args.len())),
    }
}

/// What jq has too.
const UNKNOWN: &[&str] = &[
    "debug",
    "stderr",
    "input_filename",
    "input_line_number",
    "tostream",
    "fromstream",
    "truncate_stream",
    "strptime",
    "mktime",
    "gmtime",
    "localtime",
    "strflocaltime",
    "halt",
    "halt_error",
    "ascii",
    "INDEX",
    "GROUP_BY",
    "UNIQUE_BY",
    "log",
    "log2",
    "log10",
    "exp",
    "exp2",
    "exp10",
    "sin",
    "cos",
    "tan",
    "significand",
    "modulemeta",
    "builtins",
    "dateadd",
    "datesub",
    "get_search_list",
    "bsearch",
];

fn undefined(name: &str, count: usize) -> Halt {
    if UNKNOWN.contains(&name) {
        return Halt::Exit(format!("{name}/{count} is not simulated here"));
    }
    Halt::Exit(format!("error: {name}/{count} is not defined"))
}

fn plain(m: &Machine, name: &str, input: &J) -> Result<J, Halt> {
    let wrong = |what: &str| Err(error(format!("{} {what}", told(input))));
    Ok(match (name, input) {
        ("not", _) => J::Bool(!input.truth()),
        ("length", _) => length(input)?,
        ("utf8bytelength", J::Str(text)) => J::Num(text.len() as f64),
        ("keys", J::Obj(_)) => J::arr(input.keys().into_iter().map(J::Str).collect()),
        ("keys_unsorted", J::Obj(pairs)) => J::arr(pairs.iter().map(|(key, _)| J::Str(key.clone())).collect()),
        ("keys" | "keys_unsorted", J::Arr(items)) => J::arr((0..items.len()).map(|at| J::Num(at as f64)).collect()),
        ("keys" | "keys_unsorted", _) => return wrong("has no keys"),
        ("type", _) => J::str(input.kind()),
        ("tostring", J::Str(_)) => input.clone(),
        ("tostring" | "tojson", _) => J::str(input.text()),
        ("fromjson", J::Str(text)) => match read(text) {
            (mut all, None) if all.len() == 1 => all.remove(0),
            (_, why) => {
                let why = why.unwrap_or_else(|| "Unexpected extra JSON values".into());
                return Err(error(format!("{why} (while parsing '{text}')")));
            }
        },
        ("tonumber", J::Num(_)) => input.clone(),
        ("tonumber", J::Str(text)) => match text.trim().parse() {
            Ok(n) => J::Num(n),
            Err(_) => return wrong("cannot be parsed as a number"),
        },
        ("tonumber", _) => return wrong("cannot be parsed as a number"),
        ("floor", J::Num(n)) => J::Num(n.floor()),
        ("ceil", J::Num(n)) => J::Num(n.ceil()),
        ("round", J::Num(n)) => J::Num(n.round()),
        ("sqrt", J::Num(n)) => J::Num(n.sqrt()),
        ("floor" | "ceil" | "round" | "sqrt", _) => return wrong("number required"),
        ("reverse", J::Arr(items)) => J::arr(items.iter().rev().cloned().collect()),
        ("reverse", J::Str(text)) => J::str(text.chars().rev().collect::<String>()),
        ("reverse", J::Null) => J::arr(Vec::new()),
        ("ascii_downcase", J::Str(text)) => J::str(text.to_ascii_lowercase()),
        ("ascii_upcase", J::Str(text)) => J::str(text.to_ascii_uppercase()),
        ("trim", J::Str(text)) => J::str(text.trim()),
        ("ltrim", J::Str(text)) => J::str(text.trim_start()),
        ("rtrim", J::Str(text)) => J::str(text.trim_end()),
        ("explode", J::Str(text)) => J::arr(text.chars().map(|c| J::Num(f64::from(u32::from(c)))).collect()),
        ("implode", J::Arr(items)) => {
            let letter = |item: &J| match item {
                J::Num(n) => char::from_u32(*n as u32),
                _ => None,
            };
            J::str(items.iter().filter_map(letter).collect::<String>())
        }
        ("now", _) => J::Num(m.now),
        ("fromdate", J::Str(text)) => match texts::seconds(text) {
            Some(seconds) => J::Num(seconds),
            None => {
                return Err(error(format!("date \"{text}\" does not match format \"%Y-%m-%dT%H:%M:%SZ\"")));
            }
        },
        ("infinite", _) => J::Num(f64::INFINITY),
        ("nan", _) => J::Num(f64::NAN),
        ("has_input", _) => J::Bool(!m.inputs.borrow().is_empty()),
        ("input", _) => {
            let mut inputs = m.inputs.borrow_mut();
            if inputs.is_empty() {
                return Err(error("break"));
            }
            inputs.remove(0)
        }
        (name, _) if ON_TEXTS.contains(&name) => return Err(error(format!("{name} input must be a string"))),
        ("reverse" | "implode" | "fromdate", _) => return wrong(&format!("cannot be used with {name}")),
        _ => return Err(undefined(name, 0)),
    })
}

const ON_TEXTS: [&str; 8] =
    ["ascii_downcase", "ascii_upcase", "trim", "ltrim", "rtrim", "explode", "fromjson", "utf8bytelength"];

fn with_one(name: &str, input: &J, arg: &J) -> Result<J, Halt> {
    Ok(match (name, input, arg) {
        ("has", J::Obj(_), J::Str(key)) => J::Bool(input.get(key).is_some()),
        ("has", J::Arr(items), J::Num(n)) => J::Bool(*n >= 0.0 && whole(*n) < items.len() as i64),
        ("has", ..) => {
            return Err(error(format!("Cannot check whether {} has a {} key", input.kind(), arg.kind())));
        }
        ("contains", ..) => J::Bool(contains(input, arg)?),
        ("split", J::Str(text), J::Str(by)) => J::arr(texts::split(text, by)),
        ("split", ..) => return Err(error("split input and separator must be strings")),
        ("startswith", J::Str(text), J::Str(part)) => J::Bool(text.starts_with(&**part)),
        ("endswith", J::Str(text), J::Str(part)) => J::Bool(text.ends_with(&**part)),
        ("startswith" | "endswith", ..) => return Err(error(format!("{name}() requires string inputs"))),
        ("ltrimstr", J::Str(text), J::Str(part)) => J::str(text.strip_prefix(&**part).unwrap_or(text)),
        ("rtrimstr", J::Str(text), J::Str(part)) => J::str(text.strip_suffix(&**part).unwrap_or(text)),
        ("ltrimstr" | "rtrimstr", ..) => input.clone(),
        ("flatten", J::Arr(items), J::Num(depth)) => {
            let mut flattened = Vec::new();
            flat(items, *depth, &mut flattened);
            J::arr(flattened)
        }
        ("flatten", ..) => return Err(error(format!("Cannot iterate over {}", told(input)))),
        ("delpaths", _, J::Arr(ways)) => {
            let ways = ways.iter().filter_map(|way| if let J::Arr(way) = way { Some(way.clone()) } else { None });
            without(input.clone(), ways.collect())?
        }
        ("indices", J::Str(text), J::Str(part)) if !part.is_empty() => {
            let places = text.match_indices(&**part).map(|(at, _)| J::Num(text[..at].chars().count() as f64));
            J::arr(places.collect())
        }
        ("indices", J::Arr(items), J::Arr(part)) => J::arr(texts::places(items, part)),
        ("indices", J::Arr(items), one) => J::arr(texts::places(items, std::slice::from_ref(one))),
        ("indices", ..) => J::Null,
        ("strftime", J::Num(seconds), J::Str(format)) => J::str(texts::date(*seconds, format)),
        _ => return Err(undefined(name, 1)),
    })
}
