//! Numbers.

use super::Call;
use crate::python::operators::{self, whole};
use crate::python::value::{Res, Val, number};

pub(super) fn abs(call: &mut Call<'_>) -> Res<Val> {
    match &call.args[0] {
        Val::Float(f) => Ok(Val::Float(f.abs())),
        _ => Ok(Val::Int(call.whole()?.saturating_abs())),
    }
}

pub(super) fn boolean(call: &mut Call<'_>) -> Res<Val> {
    Ok(Val::Bool(call.args.first().is_some_and(|v| call.m.heap.truth(v))))
}

pub(super) fn int(call: &mut Call<'_>) -> Res<Val> {
    match &call.args[..] {
        [] => Ok(Val::Int(0)),
        [Val::Str(s), base @ ..] => {
            let base = base.first().and_then(whole).unwrap_or(10);
            let clean = s.trim().replace('_', "");
            let bare = match base {
                16 => clean.trim_start_matches("0x"),
                8 => clean.trim_start_matches("0o"),
                2 => clean.trim_start_matches("0b"),
                _ => &clean,
            };
            i64::from_str_radix(bare, base.clamp(2, 36) as u32).map(Val::Int).map_err(|_| {
                let text = format!("invalid literal for int() with base {base}: {}", call.m.heap.repr(&call.args[0]));
                call.error("ValueError", &text)
            })
        }
        [Val::Float(f)] if !f.is_finite() => {
            Err(call.error("OverflowError", "cannot convert float infinity to integer"))
        }
        [v] => match whole(v).or(number(v).map(|f| f as i64)) {
            Some(n) => Ok(Val::Int(n)),
            None => not_a_number(call, "a string, a bytes-like object or a real number"),
        },
        _ => call.wrong(),
    }
}

pub(super) fn float(call: &mut Call<'_>) -> Res<Val> {
    let Some(v) = call.args.first() else { return Ok(Val::Float(0.0)) };
    match v {
        Val::Str(s) => s.trim().parse().map(Val::Float).map_err(|_| {
            let text = format!("could not convert string to float: {}", call.m.heap.repr(&call.args[0]));
            call.error("ValueError", &text)
        }),
        v => match number(v) {
            Some(f) => Ok(Val::Float(f)),
            None => not_a_number(call, "a string or a real number"),
        },
    }
}

fn not_a_number(call: &mut Call<'_>, wanted: &str) -> Res<Val> {
    let kind = call.m.heap.type_name(&call.args[0]);
    let text = format!("{}() argument must be {wanted}, not '{kind}'", call.name);
    Err(call.error("TypeError", &text))
}

pub(super) fn round(call: &mut Call<'_>) -> Res<Val> {
    let v = &call.args[0];
    let (Some(f), digits) = (number(v), call.args.get(1)) else { return call.wrong() };
    Ok(match (whole(v), digits) {
        (Some(i), _) => Val::Int(i),
        (None, None) => Val::Int(f.round_ties_even() as i64),
        (None, Some(n)) => {
            let n = whole(n).unwrap_or(0).clamp(0, 15) as usize;
            Val::Float(format!("{f:.n$}").parse().unwrap_or(0.0))
        }
    })
}

pub(super) fn divmod(call: &mut Call<'_>) -> Res<Val> {
    let heap = &mut call.m.heap;
    let quotient = operators::binary(heap, "//", &call.args[0], &call.args[1])?;
    let rest = operators::binary(heap, "%", &call.args[0], &call.args[1])?;
    Ok(heap.tuple(vec![quotient, rest]))
}

pub(super) fn pow(call: &mut Call<'_>) -> Res<Val> {
    operators::binary(&mut call.m.heap, "**", &call.args[0], &call.args[1])
}

/// `hex`, `oct` and `bin`.
pub(super) fn in_base(call: &mut Call<'_>) -> Res<Val> {
    let i = call.whole()?;
    let (sign, i) = (if i < 0 { "-" } else { "" }, i.unsigned_abs());
    let text = match call.name {
        "hex" => format!("{sign}{i:#x}"),
        "oct" => format!("{sign}{i:#o}"),
        _ => format!("{sign}{i:#b}"),
    };
    Ok(Val::Str(text.into()))
}
