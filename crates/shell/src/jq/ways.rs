//! What stands at the end of a way into a value, and how it is changed.

use std::rc::Rc;

use sorted::InOrder;

use super::builtins::short;
use super::eval::{Halt, error};
use super::texts;
use super::value::J;

pub fn whole(n: f64) -> i64 {
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
