//! What exceptions are of what kind; attributes, calls, and the methods of lists, dictionaries and sets.

use std::rc::Rc;

use super::builtins::builtin;
use super::parse::Name;
use super::run::{Files, Machine};
use super::value::{Halt, Heap, Obj, Res, Val, is_exception};
use super::{collections, files, modules, not_simulated, strings};

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

pub type Named = Vec<(Name, Val)>;

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
                object => collections::call(m, object, name, args, named, disk),
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
