//! What jq brings along.

use std::rc::Rc;

use sorted::InOrder;

use super::eval::{Done, Env, Halt, Machine, Out, Path, error, told};
use super::parse::Ast;
use super::texts;
use super::value::{J, read};
use super::ways::{at, put, whole, without};

/// Those that are written in jq themselves.
pub const PRELUDE: &str = include_str!("prelude.jq");

/// A value in an error, cut short.
pub fn short(value: &J) -> String {
    let text = value.text();
    if text.len() <= 30 {
        return text;
    }
    let end = (0..=26).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}...", &text[..end])
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

/// Items that are sorted by the same, together.
fn groups(m: &Machine, by: &Ast, env: &Env, input: &J) -> Result<Vec<Vec<J>>, Halt> {
    let mut groups: Vec<(J, Vec<J>)> = Vec::new();
    for (key, item) in keyed(m, by, env, input)? {
        match groups.last_mut().filter(|(last, _)| *last == key) {
            Some((_, group)) => group.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    Ok(groups.into_iter().map(|(_, group)| group).collect())
}

/// What stands before each match of a text, and what stands behind the last one.
fn around<'a>(input: &'a J, found: &[texts::Hit]) -> Result<(Vec<&'a str>, &'a str), Halt> {
    let J::Str(text) = input else {
        return Err(error(format!("{} cannot be matched, as it is not a string", told(input))));
    };
    let mut last = 0;
    let mut before = |hit: &texts::Hit| &text[std::mem::replace(&mut last, hit.end)..hit.start];
    let between = found.iter().map(&mut before).collect();
    Ok((between, &text[last..]))
}

fn num(value: J) -> Result<f64, Halt> {
    match value {
        J::Num(n) => Ok(n),
        other => Err(error(format!("{} is not a number", told(&other)))),
    }
}

fn range(m: &Machine, (from, to, by): (&Ast, &Ast, Option<&Rc<Ast>>), env: &Env, input: &J, out: Out<'_>) -> Done {
    m.run(from, env, input, &None, &mut |from, _| {
        m.run(to, env, input, &None, &mut |to, _| {
            let by = match by {
                Some(by) => num(m.all(by, env, input)?.pop().unwrap_or(J::Null))?,
                None => 1.0,
            };
            let (mut n, to) = (num(from.clone())?, num(to)?);
            while by > 0.0 && n < to || by < 0.0 && n > to {
                // Each number is a step, so that endless ones end.
                m.run(&Ast::Identity, env, &J::Num(n), &None, out)?;
                n += by;
            }
            Ok(())
        })
    })
}

pub fn call(m: &Machine, name: &str, args: &[Rc<Ast>], env: &Env, input: &J, path: &Path, out: Out<'_>) -> Done {
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
        ("range", [from, to]) => range(m, (from, to, None), env, input, out),
        ("range", [from, to, by]) => range(m, (from, to, Some(by)), env, input, out),
        ("sort_by", [by]) => out(J::arr(keyed(m, by, env, input)?.into_iter().map(|(_, item)| item).collect()), None),
        ("group_by", [by]) => out(J::arr(groups(m, by, env, input)?.into_iter().map(J::arr).collect()), None),
        ("unique_by", [by]) => {
            let groups = groups(m, by, env, input)?.into_iter();
            out(J::arr(groups.filter_map(|group| group.into_iter().next()).collect()), None)
        }
        ("min_by" | "max_by", [by]) => {
            let keyed = keyed(m, by, env, input)?;
            let found = if name == "min_by" { keyed.first() } else { keyed.last() };
            out(found.map_or(J::Null, |(_, item)| item.clone()), None)
        }
        ("sub", [pattern, by, flags]) => {
            let (pattern, flags) = (m.all(pattern, env, input)?, m.all(flags, env, input)?);
            let found = texts::matches(input, pattern.first(), flags.first())?;
            let (between, rest) = around(input, &found)?;
            let mut made = String::new();
            for (before, hit) in between.iter().zip(&found) {
                let new = m.all(by, env, &hit.named())?.pop().unwrap_or(J::Null);
                let J::Str(new) = new else { return Err(error(format!("{} cannot be added to a string", told(&new)))) };
                made.push_str(before);
                made.push_str(&new);
            }
            out(J::str(made + rest), None)
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
                    let found = texts::matches(input, Some(&first), Some(&flags))?;
                    let (mut parts, rest) = around(input, &found)?;
                    parts.push(rest);
                    out(J::arr(parts.into_iter().map(J::str).collect()), None)
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
