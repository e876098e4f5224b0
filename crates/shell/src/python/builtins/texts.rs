//! Texts and types, and what comes in and goes out.

use super::{Call, leave, text};
use crate::python::methods::is_kind;
use crate::python::value::{Obj, Res, Val};
use crate::python::{files, format};

pub(super) fn print(call: &mut Call<'_>) -> Res<Val> {
    let between = call.option("sep").and_then(text).unwrap_or(" ");
    let end = call.option("end").and_then(text).unwrap_or("\n");
    let line = call.args.iter().map(|v| call.m.heap.str(v)).collect::<Vec<_>>().join(between) + end;
    if call.option("flush").is_some_and(|v| call.m.heap.truth(v)) {
        call.m.world.flush = true;
    }
    match call.option("file").cloned() {
        Some(Val::None) | None => call.m.world.output.push((false, line)),
        Some(file) => {
            files::write(call.m, &file, &line)?;
        }
    }
    Ok(Val::None)
}

pub(super) fn input(call: &mut Call<'_>) -> Res<Val> {
    let world = &mut call.m.world;
    if let Some(prompt) = call.args.first().filter(|_| world.input.is_empty() && !world.ended) {
        world.output.push((false, call.m.heap.str(prompt)));
        world.flush = true;
    }
    let line = files::input_line(call.m)?;
    if line.is_empty() {
        return Err(call.error("EOFError", "EOF when reading a line"));
    }
    call.m.heap.text(line.trim_end_matches('\n'))
}

pub(super) fn open(call: &mut Call<'_>) -> Res<Val> {
    let mode = call.args.get(1).or(call.option("mode")).and_then(text).unwrap_or("r").to_string();
    match text(&call.args[0]) {
        Some(path) => files::open(call.m, path, &mode, call.disk),
        None => call.wrong(),
    }
}

pub(super) fn exit(call: &mut Call<'_>) -> Res<Val> {
    Err(leave(call.m, &call.args))
}

pub(super) fn str(call: &mut Call<'_>) -> Res<Val> {
    let s = call.args.first().map(|v| call.m.heap.str(v)).unwrap_or_default();
    call.m.heap.text(s)
}

pub(super) fn repr(call: &mut Call<'_>) -> Res<Val> {
    let s = call.m.heap.repr(&call.args[0]);
    call.m.heap.text(s)
}

pub(super) fn formatted(call: &mut Call<'_>) -> Res<Val> {
    let heap = &mut call.m.heap;
    let s = format::spec(heap, &call.args[0], call.args.get(1).unwrap_or(&Val::Str("".into())))?;
    heap.text(s)
}

pub(super) fn ord(call: &mut Call<'_>) -> Res<Val> {
    let mut chars = text(&call.args[0]).unwrap_or("").chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(Val::Int(i64::from(u32::from(c)))),
        _ => call.wrong(),
    }
}

pub(super) fn chr(call: &mut Call<'_>) -> Res<Val> {
    match u32::try_from(call.whole()?).ok().and_then(char::from_u32) {
        Some(c) => Ok(Val::Str(c.to_string().into())),
        None => Err(call.error("ValueError", "chr() arg not in range(0x110000)")),
    }
}

pub(super) fn type_of(call: &mut Call<'_>) -> Res<Val> {
    let kind = call.m.heap.type_name(&call.args[0]);
    Ok(match super::named(&kind) {
        Some(name) => Val::Native(name),
        None => Val::Str(format!("<class '{kind}'>").into()),
    })
}

pub(super) fn isinstance(call: &mut Call<'_>) -> Res<Val> {
    let (v, kinds) = (&call.args[0], &call.args[1]);
    let list = match call.m.heap.get(kinds) {
        Some(Obj::Tuple(list)) => &list[..],
        _ => std::slice::from_ref(kinds),
    };
    let kind = call.m.heap.type_name(v);
    let is = |k: &Val| matches!(k, Val::Native(n) if *n == kind || *n == "int" && kind == "bool");
    Ok(Val::Bool(list.iter().any(|k| is(k) || is_kind(&call.m.heap, v, k))))
}
