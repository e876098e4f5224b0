//! Collections and what goes through them.

use super::{Call, Named, sort, update};
use crate::python::operators::{self, whole};
use crate::python::value::{Halt, Obj, Res, Val};

pub(super) fn len(call: &mut Call<'_>) -> Res<Val> {
    match call.m.heap.len(&call.args[0]) {
        Some(n) => Ok(Val::Int(n as i64)),
        None => {
            let text = format!("object of type '{}' has no len()", call.m.heap.type_name(&call.args[0]));
            Err(call.error("TypeError", &text))
        }
    }
}

pub(super) fn range(call: &mut Call<'_>) -> Res<Val> {
    if let Some(odd) = call.args.iter().find(|v| whole(v).is_none()) {
        let text = format!("'{}' object cannot be interpreted as an integer", call.m.heap.type_name(odd));
        return Err(call.error("TypeError", &text));
    }
    let bounds: Vec<i64> = call.args.iter().filter_map(whole).collect();
    let (a, b, step) = match bounds[..] {
        [b] => (0, b, 1),
        [a, b] => (a, b, 1),
        [a, b, step] if step != 0 => (a, b, step),
        _ => return Err(call.error("ValueError", "range() arg 3 must not be zero")),
    };
    Ok(call.m.heap.add(Obj::Range(a, b, step)))
}

/// `list`, `tuple` and `set`.
pub(super) fn collection(call: &mut Call<'_>) -> Res<Val> {
    let items = call.items()?;
    let heap = &mut call.m.heap;
    match call.name {
        "list" => Ok(heap.list(items)),
        "tuple" => Ok(heap.tuple(items)),
        _ => {
            let set = heap.add(Obj::Set(Vec::new()));
            items.into_iter().try_for_each(|v| heap.add_item(&set, v))?;
            Ok(set)
        }
    }
}

pub(super) fn dict(call: &mut Call<'_>) -> Res<Val> {
    let made = call.m.heap.add(Obj::Dict(Vec::new()));
    if let Some(from) = call.args.first() {
        update(call.m, &made, from)?;
    }
    for (key, v) in &call.named {
        call.m.heap.set_item(&made, Val::Str(key.clone()), v.clone())?;
    }
    Ok(made)
}

pub(super) fn iter(call: &mut Call<'_>) -> Res<Val> {
    call.m.iter(call.args[0].clone())
}

pub(super) fn next(call: &mut Call<'_>) -> Res<Val> {
    if let Some(v) = call.m.next(&call.args[0])? {
        return Ok(v);
    }
    call.args.get(1).cloned().ok_or_else(|| {
        let stop = Obj::Exc { kind: "StopIteration".into(), args: Vec::new() };
        Halt::Raise(call.m.heap.add(stop))
    })
}

pub(super) fn in_order(call: &mut Call<'_>) -> Res<Val> {
    let mut items = call.items()?;
    sort(call.m, &mut items, &call.named, call.disk)?;
    Ok(call.m.heap.list(items))
}

pub(super) fn reversed(call: &mut Call<'_>) -> Res<Val> {
    let mut items = call.items()?;
    items.reverse();
    call.once(items)
}

pub(super) fn enumerate(call: &mut Call<'_>) -> Res<Val> {
    let start = call.args.get(1).or(call.option("start")).and_then(whole).unwrap_or(0);
    let items = call.items()?;
    let pairs = (start..).zip(items).map(|(i, v)| call.m.heap.tuple(vec![Val::Int(i), v])).collect();
    call.once(pairs)
}

pub(super) fn zip(call: &mut Call<'_>) -> Res<Val> {
    let lists: Vec<Vec<Val>> = call.args.iter().map(|l| call.m.items(l)).collect::<Res<_>>()?;
    let shortest = lists.iter().map(Vec::len).min().unwrap_or(0);
    let row = |i: usize| lists.iter().map(|l| l[i].clone()).collect();
    let rows = (0..shortest).map(|i| call.m.heap.tuple(row(i))).collect();
    call.once(rows)
}

pub(super) fn map_or_filter(call: &mut Call<'_>) -> Res<Val> {
    let mut made = Vec::new();
    for item in call.m.items(&call.args[1])? {
        let v = match &call.args[0] {
            Val::None => item.clone(),
            function => call.m.call_within(function, vec![item.clone()], call.disk)?,
        };
        if call.name == "map" {
            made.push(v);
        } else if call.m.heap.truth(&v) {
            made.push(item);
        }
    }
    call.once(made)
}

pub(super) fn sum(call: &mut Call<'_>) -> Res<Val> {
    let mut total = call.args.get(1).cloned().unwrap_or(Val::Int(0));
    for item in call.items()? {
        total = operators::binary(&mut call.m.heap, "+", &total, &item)?;
    }
    Ok(total)
}

pub(super) fn min_or_max(call: &mut Call<'_>) -> Res<Val> {
    let mut items = if call.args.len() == 1 { call.items()? } else { std::mem::take(&mut call.args) };
    if items.is_empty() {
        let text = format!("{}() iterable argument is empty", call.name);
        return call.option("default").cloned().ok_or_else(|| call.error("ValueError", &text));
    }
    let key: Named = call.named.iter().filter(|(n, _)| &**n == "key").cloned().collect();
    let largest = call.name == "max";
    if largest {
        // Of equal ones the first.
        items.reverse();
    }
    sort(call.m, &mut items, &key, call.disk)?;
    Ok(items.swap_remove(if largest { items.len() - 1 } else { 0 }))
}

pub(super) fn any_or_all(call: &mut Call<'_>) -> Res<Val> {
    // What decides is the first that is true, or that is not.
    let any = call.name == "any";
    let decides = call.items()?.iter().any(|v| call.m.heap.truth(v) == any);
    Ok(Val::Bool(decides == any))
}
