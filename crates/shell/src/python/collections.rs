//! Methods of lists, tuples, dictionaries and sets.

use super::builtins::{builtin, sort, update};
use super::files;
use super::methods::{Named, wrong};
use super::operators::{self, whole};
use super::run::{Files, Machine};
use super::value::{Halt, Obj, Res, Val};

/// Calls a method of an object that is in the heap.
pub fn call(m: &mut Machine, object: &Val, name: &str, args: Vec<Val>, named: Named, disk: &mut dyn Files) -> Res<Val> {
    let kind = m.heap.type_name(object);
    let first = args.first().cloned().unwrap_or(Val::None);
    Ok(match (&*kind, name, args.len()) {
        ("_io.TextIOWrapper", ..) => return files::call(m, object, name, &args, disk),
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
        ("list" | "tuple", ..) => return sequence(m, object, name, args, &named, disk),
        ("dict", ..) => return dictionary(m, object, name, args, named),
        ("set", ..) => return set(m, object, name, args, disk),
        _ => return Err(wrong(m, name)),
    })
}

fn sequence(
    m: &mut Machine,
    object: &Val,
    name: &str,
    args: Vec<Val>,
    named: &Named,
    disk: &mut dyn Files,
) -> Res<Val> {
    let kind = m.heap.type_name(object);
    let first = args.first().cloned().unwrap_or(Val::None);
    Ok(match (&*kind, name, args.len()) {
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
            sort(m, &mut items, named, disk)?;
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
        _ => return Err(wrong(m, name)),
    })
}

fn dictionary(m: &mut Machine, object: &Val, name: &str, args: Vec<Val>, named: Named) -> Res<Val> {
    let first = args.first().cloned().unwrap_or(Val::None);
    Ok(match (name, args.len()) {
        ("get", 1 | 2) => match m.heap.find(object, &first) {
            Some(_) => operators::index(&mut m.heap, object, &first)?,
            None => args.get(1).cloned().unwrap_or(Val::None),
        },
        ("keys" | "values" | "items", 0) => {
            let Some(Obj::Dict(pairs)) = m.heap.get(object).cloned() else { return Ok(Val::None) };
            let one = |(k, v): (Val, Val)| match name {
                "keys" => k,
                "values" => v,
                _ => m.heap.tuple(vec![k, v]),
            };
            let items: Vec<Val> = pairs.into_iter().map(one).collect();
            m.heap.list(items)
        }
        ("pop", 1 | 2) => match m.heap.find(object, &first) {
            None if args.len() == 2 => args[1].clone(),
            _ => {
                let v = operators::index(&mut m.heap, object, &first)?;
                operators::delete_index(&mut m.heap, object, &first)?;
                v
            }
        },
        ("setdefault", 1 | 2) => {
            if m.heap.find(object, &first).is_none() {
                m.heap.set_item(object, first.clone(), args.get(1).cloned().unwrap_or(Val::None))?;
            }
            operators::index(&mut m.heap, object, &first)?
        }
        ("update", 0 | 1) => {
            if !args.is_empty() {
                update(m, object, &first)?;
            }
            for (key, v) in named {
                m.heap.set_item(object, Val::Str(key), v)?;
            }
            Val::None
        }
        _ => return Err(wrong(m, name)),
    })
}

fn set(m: &mut Machine, object: &Val, name: &str, args: Vec<Val>, disk: &mut dyn Files) -> Res<Val> {
    let first = args.first().cloned().unwrap_or(Val::None);
    Ok(match (name, args.len()) {
        ("add", 1) => {
            m.heap.add_item(object, first)?;
            Val::None
        }
        ("update", 1) => {
            m.items(&first)?.into_iter().try_for_each(|v| m.heap.add_item(object, v))?;
            Val::None
        }
        ("union" | "intersection" | "difference" | "issubset" | "issuperset", 1) => {
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
