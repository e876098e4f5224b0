//! What operators make of two values.

use super::eval::{Halt, error, told};
use super::texts;
use super::value::J;
use super::ways::whole;

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
