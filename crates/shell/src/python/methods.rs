//! What exceptions are of what kind; attributes, calls, and the methods of lists, dictionaries and sets.

use std::rc::Rc;

use super::builtins::{builtin, sort, update};
use super::parse::Name;
use super::run::{Files, Machine};
use super::value::{Halt, Heap, Obj, Res, Val, is_exception};
use super::{files, modules, not_simulated, operators, strings};
use operators::whole;

/// Kinds of exceptions and what they are a kind of.
const PARENTS: &[(&str, &str)] = &[
    ("ZeroDivisionError", "ArithmeticError"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("FileNotFoundError", "OSError"),
    ("FileExistsError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("ConnectionError", "OSError"),
    ("ModuleNotFoundError", "ImportError"),
    ("RecursionError", "RuntimeError"),
    ("NotImplementedError", "RuntimeError"),
    ("json.decoder.JSONDecodeError", "ValueError"),
    ("SystemExit", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("Exception", "BaseException"),
];

/// Whether an exception is of one of these kinds.
pub fn is_kind(heap: &Heap, exception: &Val, kinds: &Val) -> bool {
    if let Some(Obj::Tuple(list)) = heap.get(kinds) {
        return list.iter().any(|kind| is_kind(heap, exception, kind));
    }
    let (Some(Obj::Exc { kind, .. }), Val::Native(wanted)) = (heap.get(exception), kinds) else { return false };
    let mut kind: &str = kind;
    loop {
        if kind == *wanted || kind.rsplit('.').next() == Some(*wanted) {
            return true;
        }
        kind = match PARENTS.iter().find(|(k, _)| *k == kind) {
            Some((_, parent)) => parent,
            None if kind == "BaseException" => return false,
            None => "Exception",
        };
    }
}

/// What `raise` raises.
pub fn raise(heap: &mut Heap, v: Val) -> Halt {
    match v {
        Val::Native(kind) if is_exception(kind) => {
            let exception = Obj::Exc { kind: kind.into(), args: Vec::new() };
            Halt::Raise(heap.add(exception))
        }
        v if matches!(heap.get(&v), Some(Obj::Exc { .. })) => Halt::Raise(v),
        _ => heap.error("TypeError", "exceptions must derive from BaseException"),
    }
}

pub fn module(m: &mut Machine, name: &str) -> Res<Val> {
    modules::module(&mut m.heap, name)
}

/// `object.name`.
pub fn attribute(m: &mut Machine, object: &Val, name: &Name) -> Res<Val> {
    if let Val::Module(module) = object {
        return modules::attribute(m, module, name);
    }
    if let (Some(Obj::Exc { args, .. }), "args") = (m.heap.get(object), &**name) {
        let args = args.clone();
        return Ok(m.heap.tuple(args));
    }
    if let (Some(Obj::File { path, .. }), "name") = (m.heap.get(object), &**name) {
        return Ok(Val::Str(path.as_str().into()));
    }
    if &**name == "__name__" {
        match object {
            Val::Native(n) => return Ok(Val::Str((*n).into())),
            v => {
                let name = m.heap.type_name(v);
                return Ok(Val::Str(name.into()));
            }
        }
    }
    let (simulated, known): (&[&str], &[&str]) = match (object, m.heap.get(object)) {
        (Val::Str(_) | Val::Native("str"), _) => (strings::METHODS, strings::KNOWN),
        (_, Some(Obj::List(_))) => (LIST, &[]),
        (_, Some(Obj::Tuple(_))) => (&["count", "index"], &[]),
        (_, Some(Obj::Dict(_))) => (DICT, &["fromkeys"]),
        (_, Some(Obj::Set(_))) => (SET, &["intersection_update", "symmetric_difference", "pop"]),
        (_, Some(Obj::File { .. } | Obj::Stream(_))) => {
            (files::METHODS, &["seek", "tell", "fileno", "buffer", "truncate"])
        }
        (Val::Int(_), _) => (&[], &["bit_length", "to_bytes", "real", "imag"]),
        (Val::Float(_), _) => (&["is_integer"], &["hex", "real", "imag"]),
        (Val::Native("dict"), _) => (&[], &["fromkeys"]),
        _ => (&[], &[]),
    };
    if simulated.contains(&&**name) {
        return Ok(Val::Method(Rc::new((object.clone(), name.clone()))));
    }
    let type_name = m.heap.type_name(object);
    if known.contains(&&**name) || name.starts_with("__") {
        return Err(Halt::Plain(not_simulated(&format!("{type_name}.{name}"))));
    }
    Err(m.heap.error("AttributeError", format!("'{type_name}' object has no attribute '{name}'")))
}

const LIST: &[&str] =
    &["append", "extend", "insert", "pop", "remove", "index", "count", "sort", "reverse", "copy", "clear"];
const DICT: &[&str] = &["get", "keys", "values", "items", "pop", "update", "setdefault", "copy", "clear"];
const SET: &[&str] = &[
    "add",
    "remove",
    "discard",
    "update",
    "union",
    "intersection",
    "difference",
    "issubset",
    "issuperset",
    "copy",
    "clear",
];

type Named = Vec<(Name, Val)>;

/// Calls what is built in.
pub fn call(m: &mut Machine, function: &Val, args: Vec<Val>, named: Named, disk: &mut dyn Files) -> Res<Val> {
    match function {
        Val::Native(name) if is_exception(name) => Ok(m.heap.add(Obj::Exc { kind: (*name).into(), args })),
        Val::Native(name) if name.contains('.') => modules::call(m, name, args, named, disk),
        Val::Native(name) => builtin(m, name, args, named, disk),
        Val::Method(method) => {
            let (object, name) = (&method.0, &*method.1);
            match object {
                Val::Str(s) => strings::call(m, s, name, args, named),
                Val::Native("str") => match args.split_first() {
                    Some((Val::Str(s), rest)) => strings::call(m, &s.clone(), name, rest.to_vec(), named),
                    _ => Err(m.heap.error("TypeError", format!("unbound method str.{name}() needs an argument"))),
                },
                Val::Float(f) => Ok(Val::Bool(f.fract() == 0.0)),
                object => of_object(m, object, name, args, named, disk),
            }
        }
        other => {
            let text = format!("'{}' object is not callable", m.heap.type_name(other));
            Err(m.heap.error("TypeError", text))
        }
    }
}

pub fn wrong(m: &mut Machine, name: &str) -> Halt {
    m.heap.error("TypeError", format!("{name}() got arguments that it does not take"))
}

fn of_object(
    m: &mut Machine,
    object: &Val,
    name: &str,
    args: Vec<Val>,
    named: Named,
    disk: &mut dyn Files,
) -> Res<Val> {
    let kind = m.heap.type_name(object);
    let first = args.first().cloned().unwrap_or(Val::None);
    Ok(match (&*kind, name, args.len()) {
        ("_io.TextIOWrapper", ..) => return files::call(m, object, name, &args, disk),
        ("list", "append", 1) => {
            if let Some(Obj::List(l)) = m.heap.get_mut(object) {
                l.push(first);
            }
            m.heap.bytes += 16;
            m.heap.check()?;
            Val::None
        }
        ("list", "extend", 1) => {
            let items = m.items(&first)?;
            if let Some(Obj::List(l)) = m.heap.get_mut(object) {
                l.extend(items);
            }
            Val::None
        }
        ("list", "insert", 2) => {
            if let Some(Obj::List(l)) = m.heap.get_mut(object) {
                let at = whole(&first).unwrap_or(0);
                let at = if at < 0 { at + l.len() as i64 } else { at };
                l.insert(at.clamp(0, l.len() as i64) as usize, args[1].clone());
            }
            Val::None
        }
        ("list", "pop", 0 | 1) => {
            let index = if args.is_empty() { Val::Int(-1) } else { first };
            if m.heap.len(object) == Some(0) {
                return Err(m.heap.error("IndexError", "pop from empty list"));
            }
            let item = operators::index(&mut m.heap, object, &index)?;
            operators::delete_index(&mut m.heap, object, &index)?;
            item
        }
        ("list", "sort", 0) => {
            let mut items = m.items(object)?;
            sort(m, &mut items, &named, disk)?;
            if let Some(Obj::List(l)) = m.heap.get_mut(object) {
                *l = items;
            }
            Val::None
        }
        ("list", "reverse", 0) => {
            if let Some(Obj::List(l)) = m.heap.get_mut(object) {
                l.reverse();
            }
            Val::None
        }
        ("list" | "tuple", "index", 1) => match m.heap.find(object, &first) {
            Some(at) => Val::Int(at as i64),
            None => {
                let text = format!("{} is not in {kind}", m.heap.repr(&first));
                return Err(m.heap.error("ValueError", text));
            }
        },
        ("list" | "tuple", "count", 1) => {
            let items = m.items(object)?;
            Val::Int(items.iter().filter(|v| m.heap.equal(v, &first)).count() as i64)
        }
        ("list" | "set", "remove", 1) | ("set", "discard", 1) => {
            match (m.heap.find(object, &first), m.heap.get_mut(object)) {
                (Some(at), Some(Obj::List(l) | Obj::Set(l))) => {
                    l.remove(at);
                    Val::None
                }
                _ if name == "discard" => Val::None,
                _ if kind == "list" => return Err(m.heap.error("ValueError", "list.remove(x): x not in list")),
                _ => {
                    let missing = Obj::Exc { kind: "KeyError".into(), args: vec![first] };
                    return Err(Halt::Raise(m.heap.add(missing)));
                }
            }
        }
        (_, "clear", 0) => {
            match m.heap.get_mut(object) {
                Some(Obj::List(l) | Obj::Set(l)) => l.clear(),
                Some(Obj::Dict(d)) => d.clear(),
                _ => {}
            }
            Val::None
        }
        (_, "copy", 0) => match m.heap.get(object).cloned() {
            Some(obj) => m.heap.add(obj),
            None => Val::None,
        },
        ("dict", "get", 1 | 2) => match m.heap.find(object, &first) {
            Some(_) => operators::index(&mut m.heap, object, &first)?,
            None => args.get(1).cloned().unwrap_or(Val::None),
        },
        ("dict", "keys" | "values" | "items", 0) => {
            let Some(Obj::Dict(pairs)) = m.heap.get(object).cloned() else { return Ok(Val::None) };
            let one = |(k, v): (Val, Val)| match name {
                "keys" => k,
                "values" => v,
                _ => m.heap.tuple(vec![k, v]),
            };
            let items: Vec<Val> = pairs.into_iter().map(one).collect();
            m.heap.list(items)
        }
        ("dict", "pop", 1 | 2) => match m.heap.find(object, &first) {
            None if args.len() == 2 => args[1].clone(),
            _ => {
                let v = operators::index(&mut m.heap, object, &first)?;
                operators::delete_index(&mut m.heap, object, &first)?;
                v
            }
        },
        ("dict", "setdefault", 1 | 2) => {
            if m.heap.find(object, &first).is_none() {
                m.heap.set_item(object, first.clone(), args.get(1).cloned().unwrap_or(Val::None))?;
            }
            operators::index(&mut m.heap, object, &first)?
        }
        ("dict", "update", 0 | 1) => {
            if !args.is_empty() {
                update(m, object, &first)?;
            }
            for (key, v) in named {
                m.heap.set_item(object, Val::Str(key), v)?;
            }
            Val::None
        }
        ("set", "add", 1) => {
            m.heap.add_item(object, first)?;
            Val::None
        }
        ("set", "update", 1) => {
            m.items(&first)?.into_iter().try_for_each(|v| m.heap.add_item(object, v))?;
            Val::None
        }
        ("set", "union" | "intersection" | "difference" | "issubset" | "issuperset", 1) => {
            let other = builtin(m, "set", args, Vec::new(), disk)?;
            let (operator, a, b) = match name {
                "union" => ("|", object, &other),
                "intersection" => ("&", object, &other),
                "issuperset" => ("-", &other, object),
                _ => ("-", object, &other),
            };
            let made = operators::binary(&mut m.heap, operator, a, b)?;
            if name.starts_with("is") { Val::Bool(!m.heap.truth(&made)) } else { made }
        }
        _ => return Err(wrong(m, name)),
    })
}
