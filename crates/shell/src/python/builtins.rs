//! Built-in functions.

use sorted::InOrder;

use super::files;
use super::methods::{is_kind, wrong};
use super::operators::{compare, whole};
use super::parse::Name;
use super::run::{Files, Machine};
use super::value::{Halt, Obj, Res, Val, number};
use super::{format, operators};

pub const BUILTINS: &[&str] = &[
    "abs",
    "all",
    "any",
    "bin",
    "bool",
    "chr",
    "dict",
    "divmod",
    "enumerate",
    "exit",
    "filter",
    "float",
    "format",
    "hex",
    "input",
    "int",
    "isinstance",
    "iter",
    "len",
    "list",
    "map",
    "max",
    "min",
    "next",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "sorted",
    "str",
    "sum",
    "tuple",
    "type",
    "zip",
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "ConnectionError",
    "EOFError",
    "Exception",
    "FileExistsError",
    "FileNotFoundError",
    "ImportError",
    "IndexError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotImplementedError",
    "OSError",
    "PermissionError",
    "RecursionError",
    "RuntimeError",
    "StopIteration",
    "SystemExit",
    "TypeError",
    "ValueError",
    "ZeroDivisionError",
];

/// What Python has besides, and this has not.
pub const KNOWN: &[&str] = &[
    "ascii",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "classmethod",
    "compile",
    "complex",
    "delattr",
    "dir",
    "eval",
    "exec",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "id",
    "issubclass",
    "locals",
    "memoryview",
    "object",
    "property",
    "setattr",
    "slice",
    "staticmethod",
    "super",
    "vars",
    "TimeoutError",
    "UnicodeDecodeError",
    "IOError",
    "Warning",
    "__import__",
];

type Named = Vec<(Name, Val)>;

fn option<'a>(named: &'a Named, name: &str) -> Option<&'a Val> {
    named.iter().find(|(n, _)| &**n == name).map(|(_, v)| v)
}
fn text(v: &Val) -> Option<&str> {
    if let Val::Str(s) = v { Some(s) } else { None }
}

pub fn builtin(m: &mut Machine, name: &str, args: Vec<Val>, named: Named, disk: &mut dyn Files) -> Res<Val> {
    Ok(match (name, &args[..]) {
        ("print", args) => {
            let between = option(&named, "sep").and_then(text).unwrap_or(" ");
            let end = option(&named, "end").and_then(text).unwrap_or("\n");
            let line = args.iter().map(|v| m.heap.str(v)).collect::<Vec<_>>().join(between) + end;
            if option(&named, "flush").is_some_and(|v| m.heap.truth(v)) {
                m.world.flush = true;
            }
            match option(&named, "file").cloned() {
                Some(Val::None) | None => m.world.output.push((false, line)),
                Some(file) => {
                    files::write(m, &file, &line)?;
                }
            }
            Val::None
        }
        ("len", [v]) => match m.heap.len(v) {
            Some(n) => Val::Int(n as i64),
            None => {
                let text = format!("object of type '{}' has no len()", m.heap.type_name(v));
                return Err(m.heap.error("TypeError", text));
            }
        },
        ("range", bounds) => {
            let numbers: Option<Vec<i64>> = bounds.iter().map(whole).collect();
            let (a, b, step) = match numbers.as_deref() {
                Some([b]) => (0, *b, 1),
                Some([a, b]) => (*a, *b, 1),
                Some([a, b, step]) if *step != 0 => (*a, *b, *step),
                Some([_, _, _]) => return Err(m.heap.error("ValueError", "range() arg 3 must not be zero")),
                _ => {
                    let other = bounds.iter().find(|v| whole(v).is_none()).map(|v| m.heap.type_name(v));
                    let text = format!("'{}' object cannot be interpreted as an integer", other.unwrap_or_default());
                    return Err(m.heap.error("TypeError", text));
                }
            };
            m.heap.add(Obj::Range(a, b, step))
        }
        ("str", []) => Val::Str("".into()),
        ("str", [v]) => {
            let s = m.heap.str(v);
            m.heap.text(s)?
        }
        ("repr", [v]) => {
            let s = m.heap.repr(v);
            m.heap.text(s)?
        }
        ("format", [v, rest @ ..]) => {
            let s = format::spec(&mut m.heap, v, rest.first().unwrap_or(&Val::Str("".into())))?;
            m.heap.text(s)?
        }
        ("int", [Val::Str(s), base @ ..]) => {
            let base = base.first().and_then(whole).unwrap_or(10);
            let clean = s.trim().replace('_', "");
            let bare = match base {
                16 => clean.trim_start_matches("0x"),
                8 => clean.trim_start_matches("0o"),
                2 => clean.trim_start_matches("0b"),
                _ => &clean,
            };
            match i64::from_str_radix(bare, base.clamp(2, 36) as u32) {
                Ok(i) => Val::Int(i),
                Err(_) => {
                    let text = format!("invalid literal for int() with base {base}: {}", m.heap.repr(&args[0]));
                    return Err(m.heap.error("ValueError", text));
                }
            }
        }
        ("int", []) => Val::Int(0),
        ("int", [v]) if number(v).is_some() => match v {
            Val::Float(f) if !f.is_finite() => {
                return Err(m.heap.error("OverflowError", "cannot convert float infinity to integer"));
            }
            v => Val::Int(whole(v).unwrap_or_else(|| number(v).unwrap_or(0.0) as i64)),
        },
        ("float", [Val::Str(s)]) => match s.trim().parse() {
            Ok(f) => Val::Float(f),
            Err(_) => {
                let text = format!("could not convert string to float: {}", m.heap.repr(&args[0]));
                return Err(m.heap.error("ValueError", text));
            }
        },
        ("float", []) => Val::Float(0.0),
        ("float", [v]) if number(v).is_some() => Val::Float(number(v).unwrap_or(0.0)),
        ("int" | "float", [v]) => {
            let kind = m.heap.type_name(v);
            let what = if name == "int" {
                "a string, a bytes-like object or a real number"
            } else {
                "a string or a real number"
            };
            return Err(m.heap.error("TypeError", format!("{name}() argument must be {what}, not '{kind}'")));
        }
        ("bool", list) => Val::Bool(list.first().is_some_and(|v| m.heap.truth(v))),
        ("list" | "tuple" | "set" | "sorted" | "reversed" | "enumerate" | "iter", [] | [_]) | ("enumerate", [_, _]) => {
            let mut items = match args.first() {
                Some(v) => m.items(v)?,
                None => Vec::new(),
            };
            match name {
                "tuple" => m.heap.tuple(items),
                "set" => {
                    let set = m.heap.add(Obj::Set(Vec::new()));
                    items.into_iter().try_for_each(|v| m.heap.add_item(&set, v))?;
                    set
                }
                "list" => m.heap.list(items),
                "iter" => m.iter(args[0].clone())?,
                "sorted" => {
                    sort(m, &mut items, &named, disk)?;
                    m.heap.list(items)
                }
                "reversed" => {
                    items.reverse();
                    let list = m.heap.list(items);
                    m.iter(list)?
                }
                _ => {
                    let start = args.get(1).or(option(&named, "start")).and_then(whole).unwrap_or(0);
                    let pairs: Vec<Val> = items
                        .into_iter()
                        .enumerate()
                        .map(|(i, v)| m.heap.tuple(vec![Val::Int(start + i as i64), v]))
                        .collect();
                    let list = m.heap.list(pairs);
                    m.iter(list)?
                }
            }
        }
        ("next", [it, rest @ ..]) => match (m.next(it)?, rest.first()) {
            (Some(v), _) => v,
            (None, Some(v)) => v.clone(),
            (None, None) => {
                let stop = Obj::Exc { kind: "StopIteration".into(), args: Vec::new() };
                return Err(Halt::Raise(m.heap.add(stop)));
            }
        },
        ("dict", list) => {
            let made = m.heap.add(Obj::Dict(Vec::new()));
            if let Some(v) = list.first() {
                update(m, &made, v)?;
            }
            for (key, v) in &named {
                m.heap.set_item(&made, Val::Str(key.clone()), v.clone())?;
            }
            made
        }
        ("zip", lists) => {
            let lists: Vec<Vec<Val>> = lists.iter().map(|l| m.items(l)).collect::<Res<_>>()?;
            let shortest = lists.iter().map(Vec::len).min().unwrap_or(0);
            let rows: Vec<Val> =
                (0..shortest).map(|i| m.heap.tuple(lists.iter().map(|l| l[i].clone()).collect())).collect();
            let list = m.heap.list(rows);
            m.iter(list)?
        }
        ("map" | "filter", [function, over]) => {
            let mut made = Vec::new();
            for item in m.items(over)? {
                let v = if matches!(function, Val::None) {
                    item.clone()
                } else {
                    m.call_within(function, vec![item.clone()], disk)?
                };
                if name == "map" {
                    made.push(v);
                } else if m.heap.truth(&v) {
                    made.push(item);
                }
            }
            let list = m.heap.list(made);
            m.iter(list)?
        }
        ("sum", [list, start @ ..]) => {
            let mut total = start.first().cloned().unwrap_or(Val::Int(0));
            for item in m.items(list)? {
                total = operators::binary(&mut m.heap, "+", &total, &item)?;
            }
            total
        }
        ("min" | "max", list) if !list.is_empty() => {
            let mut items = if let [only] = list { m.items(only)? } else { list.to_vec() };
            if items.is_empty() {
                return match option(&named, "default") {
                    Some(v) => Ok(v.clone()),
                    None => Err(m.heap.error("ValueError", format!("{name}() iterable argument is empty"))),
                };
            }
            let keys: Named = named.into_iter().filter(|(n, _)| &**n == "key").collect();
            if name == "max" {
                // Of equal ones the first.
                items.reverse();
            }
            sort(m, &mut items, &keys, disk)?;
            if name == "max" { items.pop() } else { items.into_iter().next() }.unwrap_or(Val::None)
        }
        ("any" | "all", [list]) => {
            let items = m.items(list)?;
            Val::Bool(if name == "any" {
                items.iter().any(|v| m.heap.truth(v))
            } else {
                items.iter().all(|v| m.heap.truth(v))
            })
        }
        ("abs", [Val::Float(f)]) => Val::Float(f.abs()),
        ("abs", [v]) if whole(v).is_some() => Val::Int(whole(v).unwrap_or(0).saturating_abs()),
        ("round", [v]) if number(v).is_some() => {
            Val::Int(whole(v).unwrap_or_else(|| number(v).unwrap_or(0.0).round_ties_even() as i64))
        }
        ("round", [v, n]) if number(v).is_some() => match (whole(v), whole(n)) {
            (Some(i), _) => Val::Int(i),
            (None, n) => {
                let n = n.unwrap_or(0).clamp(0, 15) as usize;
                Val::Float(format!("{:.n$}", number(v).unwrap_or(0.0)).parse().unwrap_or(0.0))
            }
        },
        ("divmod", [a, b]) => {
            let quotient = operators::binary(&mut m.heap, "//", a, b)?;
            let rest = operators::binary(&mut m.heap, "%", a, b)?;
            m.heap.tuple(vec![quotient, rest])
        }
        ("pow", [a, b]) => operators::binary(&mut m.heap, "**", a, b)?,
        ("ord", [Val::Str(s)]) if s.chars().count() == 1 => Val::Int(i64::from(s.chars().next().map_or(0, u32::from))),
        ("chr", [v]) if whole(v).is_some() => {
            let c = whole(v).and_then(|i| u32::try_from(i).ok()).and_then(char::from_u32);
            match c {
                Some(c) => Val::Str(c.to_string().into()),
                None => return Err(m.heap.error("ValueError", "chr() arg not in range(0x110000)")),
            }
        }
        ("hex" | "oct" | "bin", [v]) if whole(v).is_some() => {
            let i = whole(v).unwrap_or(0);
            let (sign, i) = (if i < 0 { "-" } else { "" }, i.unsigned_abs());
            Val::Str(
                match name {
                    "hex" => format!("{sign}0x{i:x}"),
                    "oct" => format!("{sign}0o{i:o}"),
                    _ => format!("{sign}0b{i:b}"),
                }
                .into(),
            )
        }
        ("type", [v]) => {
            let kind = m.heap.type_name(v);
            match BUILTINS.iter().find(|b| **b == kind) {
                Some(name) => Val::Native(name),
                None => Val::Str(format!("<class '{kind}'>").into()),
            }
        }
        ("isinstance", [v, kinds]) => {
            let list = match m.heap.get(kinds) {
                Some(Obj::Tuple(l)) => l.clone(),
                _ => vec![kinds.clone()],
            };
            let kind = m.heap.type_name(v);
            let is = |k: &Val| matches!(k, Val::Native(n) if *n == kind || *n == "int" && kind == "bool");
            Val::Bool(list.iter().any(|k| is(k) || is_kind(&m.heap, v, k)))
        }
        ("input", prompt) => {
            if let Some(prompt) = prompt.first()
                && m.world.input.is_empty()
                && !m.world.ended
            {
                let prompt = m.heap.str(prompt);
                m.world.output.push((false, prompt));
                m.world.flush = true;
            }
            let line = files::input_line(m)?;
            if line.is_empty() {
                return Err(m.heap.error("EOFError", "EOF when reading a line"));
            }
            m.heap.text(line.trim_end_matches('\n'))?
        }
        ("exit" | "quit", args) => return Err(leave(m, args)),
        ("open", [Val::Str(path), rest @ ..]) => {
            let mode = rest.first().or(option(&named, "mode")).and_then(text).unwrap_or("r").to_string();
            files::open(m, path, &mode, disk)?
        }
        _ => return Err(wrong(m, name)),
    })
}

/// `exit(...)`: a number is the exit code, anything else is told.
pub fn leave(m: &Machine, args: &[Val]) -> Halt {
    match args {
        [] | [Val::None] => Halt::Exit(0, String::new()),
        [v] if whole(v).is_some() => Halt::Exit(whole(v).unwrap_or(0) as i32, String::new()),
        [v, ..] => Halt::Exit(1, m.heap.str(v) + "\n"),
    }
}

pub fn update(m: &mut Machine, dict: &Val, from: &Val) -> Res<()> {
    if let Some(Obj::Dict(pairs)) = m.heap.get(from).cloned() {
        return pairs.into_iter().try_for_each(|(k, v)| m.heap.set_item(dict, k, v));
    }
    for pair in m.items(from)? {
        let pair = m.items(&pair)?;
        let [key, value] = &pair[..] else {
            return Err(m.heap.error("ValueError", "dictionary update sequence element has not length 2"));
        };
        m.heap.set_item(dict, key.clone(), value.clone())?;
    }
    Ok(())
}

pub fn sort(m: &mut Machine, items: &mut Vec<Val>, named: &Named, disk: &mut dyn Files) -> Res<()> {
    let mut keyed = Vec::new();
    for item in std::mem::take(items) {
        let key = match option(named, "key").cloned() {
            Some(Val::None) | None => item.clone(),
            Some(function) => m.call_within(&function, vec![item.clone()], disk)?,
        };
        keyed.push((key, item));
    }
    for pair in keyed.windows(2) {
        // What cannot be compared is told as `<` tells it.
        compare(&mut m.heap, "<", &pair[1].0, &pair[0].0)?;
    }
    let reverse = option(named, "reverse").is_some_and(|v| m.heap.truth(v));
    keyed.order_by(|a, b| {
        let order = m.heap.order(&a.0, &b.0).unwrap_or(std::cmp::Ordering::Equal);
        if reverse { order.reverse() } else { order }
    });
    *items = keyed.into_iter().map(|(_, item)| item).collect();
    Ok(())
}
