//! Arithmetic, comparisons, and what stands in square brackets.

use super::format;
use super::value::{BIG, Halt, Heap, Obj, Res, Val, number, range_len};

/// Longer than this nothing is repeated.
const LONGEST: usize = 16 << 20;

fn big() -> Halt {
    Halt::Plain(format!("{BIG} here"))
}

pub fn binary(heap: &mut Heap, operator: &str, a: &Val, b: &Val) -> Res<Val> {
    if let (Some(x), Some(y)) = (whole(a), whole(b)) {
        return integers(heap, operator, x, y);
    }
    if let (Some(x), Some(y)) = (number(a), number(b)) {
        return floats(heap, operator, x, y);
    }
    match (operator, a, b) {
        ("+" | "+=", Val::Str(x), Val::Str(y)) => return heap.text(format!("{x}{y}")),
        ("%", Val::Str(text), _) => return format::percent(heap, &text.clone(), b),
        ("*", Val::Str(s), n) | ("*", n, Val::Str(s)) if whole(n).is_some() => {
            let n = whole(n).unwrap_or(0).max(0) as usize;
            if s.len().saturating_mul(n) > LONGEST {
                return Err(heap.error("MemoryError", ""));
            }
            return heap.text(s.repeat(n));
        }
        ("+=", _, _) if matches!(heap.get(a), Some(Obj::List(_))) => {
            // The list itself grows.
            if let Some(Obj::List(more) | Obj::Tuple(more)) = heap.get(b).cloned()
                && let Some(Obj::List(list)) = heap.get_mut(a)
            {
                list.extend(more);
                return Ok(a.clone());
            }
        }
        _ => {}
    }
    let operator = if operator == "+=" { "+" } else { operator };
    match (operator, heap.get(a).cloned(), heap.get(b).cloned()) {
        ("+", Some(Obj::List(mut x)), Some(Obj::List(y))) => {
            x.extend(y);
            Ok(heap.list(x))
        }
        ("+", Some(Obj::Tuple(mut x)), Some(Obj::Tuple(y))) => {
            x.extend(y);
            Ok(heap.tuple(x))
        }
        ("*", Some(Obj::List(x)), _) if whole(b).is_some() => {
            let n = whole(b).unwrap_or(0).max(0) as usize;
            if x.len().saturating_mul(n) > LONGEST / 16 {
                return Err(heap.error("MemoryError", ""));
            }
            Ok(heap.list((0..n).flat_map(|_| x.iter().cloned()).collect()))
        }
        ("|" | "&" | "-", Some(Obj::Set(x)), Some(Obj::Set(y))) => {
            let has = |list: &[Val], v: &Val| list.iter().any(|w| heap.equal(w, v));
            let mut made: Vec<Val> = match operator {
                "|" => x.clone(),
                "&" => x.iter().filter(|v| has(&y, v)).cloned().collect(),
                _ => x.iter().filter(|v| !has(&y, v)).cloned().collect(),
            };
            if operator == "|" {
                made.extend(y.iter().filter(|v| !has(&x, v)).cloned());
            }
            Ok(heap.add(Obj::Set(made)))
        }
        ("|", Some(Obj::Dict(x)), Some(Obj::Dict(y))) => {
            let made = heap.add(Obj::Dict(x));
            y.into_iter().try_for_each(|(k, v)| heap.set_item(&made, k, v))?;
            Ok(made)
        }
        _ => {
            let (x, y) = (heap.type_name(a), heap.type_name(b));
            let text = match (operator, a) {
                ("+", Val::Str(_)) => format!("can only concatenate str (not \"{y}\") to str"),
                _ => format!("unsupported operand type(s) for {operator}: '{x}' and '{y}'"),
            };
            Err(heap.error("TypeError", text))
        }
    }
}

/// Whole numbers; True and False count.
pub fn whole(v: &Val) -> Option<i64> {
    match v {
        Val::Int(i) => Some(*i),
        Val::Bool(b) => Some(i64::from(*b)),
        _ => None,
    }
}

fn integers(heap: &mut Heap, operator: &str, x: i64, y: i64) -> Res<Val> {
    if y == 0 && matches!(operator, "/" | "//" | "%") {
        let text = match operator {
            "/" => "division by zero",
            "//" => "integer division or modulo by zero",
            _ => "integer modulo by zero",
        };
        return Err(heap.error("ZeroDivisionError", text));
    }
    let made = match operator {
        "+" | "+=" => x.checked_add(y),
        "-" => x.checked_sub(y),
        "*" => x.checked_mul(y),
        "//" => x.checked_div_euclid(y).map(|q| if y < 0 && x.rem_euclid(y) != 0 { q - 1 } else { q }),
        "%" => x.checked_rem(y).map(|r| if r != 0 && (r < 0) != (y < 0) { r + y } else { r }),
        "/" => return Ok(Val::Float(x as f64 / y as f64)),
        "**" if y < 0 => return floats(heap, operator, x as f64, y as f64),
        "**" => u32::try_from(y).ok().and_then(|y| x.checked_pow(y)),
        "|" => Some(x | y),
        "&" => Some(x & y),
        "^" => Some(x ^ y),
        _ => None,
    };
    made.map(Val::Int).ok_or_else(big)
}

fn floats(heap: &mut Heap, operator: &str, x: f64, y: f64) -> Res<Val> {
    if y == 0.0 && matches!(operator, "/" | "//" | "%") {
        let text = if operator == "/" { "float division by zero" } else { "float floor division by zero" };
        return Err(heap.error("ZeroDivisionError", text));
    }
    Ok(Val::Float(match operator {
        "+" | "+=" => x + y,
        "-" => x - y,
        "*" => x * y,
        "/" => x / y,
        "//" => (x / y).floor(),
        "%" => x - y * (x / y).floor(),
        "**" => x.powf(y),
        _ => {
            let text = format!("unsupported operand type(s) for {operator}: 'float' and 'float'");
            return Err(heap.error("TypeError", text));
        }
    }))
}

pub fn unary(heap: &mut Heap, operator: &str, a: &Val) -> Res<Val> {
    Ok(match (operator, a) {
        ("not", a) => Val::Bool(!heap.truth(a)),
        ("-", Val::Float(f)) => Val::Float(-f),
        ("+", Val::Float(f)) => Val::Float(*f),
        (_, a) => match (operator, whole(a)) {
            ("-", Some(i)) => Val::Int(i.checked_neg().ok_or_else(big)?),
            ("+", Some(i)) => Val::Int(i),
            ("~", Some(i)) => Val::Int(!i),
            _ => {
                let text = format!("bad operand type for unary {operator}: '{}'", heap.type_name(a));
                return Err(heap.error("TypeError", text));
            }
        },
    })
}

pub fn compare(heap: &mut Heap, operator: &str, a: &Val, b: &Val) -> Res<bool> {
    Ok(match operator {
        "==" => heap.equal(a, b),
        "!=" => !heap.equal(a, b),
        "is" | "is not" => {
            let same = match (a, b) {
                (Val::Ref(x), Val::Ref(y)) => x == y,
                _ => heap.type_name(a) == heap.type_name(b) && heap.equal(a, b),
            };
            same == (operator == "is")
        }
        "in" => contains(heap, b, a)?,
        "not in" => !contains(heap, b, a)?,
        _ => {
            let Some(order) = heap.order(a, b) else {
                let (x, y) = (heap.type_name(a), heap.type_name(b));
                let text = format!("'{operator}' not supported between instances of '{x}' and '{y}'");
                return Err(heap.error("TypeError", text));
            };
            match operator {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                _ => order.is_ge(),
            }
        }
    })
}

fn contains(heap: &mut Heap, whole_: &Val, part: &Val) -> Res<bool> {
    match (whole_, part) {
        (Val::Str(text), Val::Str(part)) => return Ok(text.contains(&**part)),
        (Val::Str(_), other) => {
            let text = format!("'in <string>' requires string as left operand, not {}", heap.type_name(other));
            return Err(heap.error("TypeError", text));
        }
        _ => {}
    }
    match heap.get(whole_) {
        Some(Obj::Range(a, b, step)) => Ok(whole(part).is_some_and(|i| {
            let within = if *step > 0 { (*a..*b).contains(&i) } else { i <= *a && i > *b };
            within && (i - a) % step == 0
        })),
        Some(Obj::List(_) | Obj::Tuple(_) | Obj::Set(_) | Obj::Dict(_)) => Ok(heap.find(whole_, part).is_some()),
        _ => {
            let text = format!("argument of type '{}' is not iterable", heap.type_name(whole_));
            Err(heap.error("TypeError", text))
        }
    }
}

/// The place that an index means; a negative one counts from the end.
fn place(heap: &mut Heap, index: &Val, len: usize, what: &str) -> Res<usize> {
    let Some(i) = whole(index) else {
        let text = format!("{what} indices must be integers or slices, not {}", heap.type_name(index));
        return Err(heap.error("TypeError", text));
    };
    let at = if i < 0 { i + len as i64 } else { i };
    match usize::try_from(at).ok().filter(|at| *at < len) {
        Some(at) => Ok(at),
        None => Err(heap.error("IndexError", format!("{what} index out of range"))),
    }
}

/// The places that a slice means.
fn places(bounds: &[Val; 3], len: usize) -> Vec<usize> {
    let len = len as i64;
    let step = whole(&bounds[2]).filter(|s| *s != 0).unwrap_or(1);
    let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let bound = |v: &Val, otherwise: i64| match whole(v) {
        Some(i) => (if i < 0 { i + len } else { i }).clamp(low, high),
        None => otherwise,
    };
    let (from, to) = if step > 0 { (0, len) } else { (len - 1, -1) };
    let (from, to) = (bound(&bounds[0], from), bound(&bounds[1], to));
    (0..range_len(from, to, step)).map(|i| (from + step * i as i64) as usize).collect()
}

pub fn index(heap: &mut Heap, object: &Val, index: &Val) -> Res<Val> {
    let slice = match heap.get(index) {
        Some(Obj::Slice(bounds)) => Some(bounds.clone()),
        _ => None,
    };
    if let Val::Str(s) = object {
        let letters: Vec<char> = s.chars().collect();
        if let Some(bounds) = slice {
            let cut: String = places(&bounds, letters.len()).into_iter().map(|i| letters[i]).collect();
            return heap.text(cut);
        }
        let at = place(heap, index, letters.len(), "string")?;
        return Ok(Val::Str(letters[at].to_string().into()));
    }
    match heap.get(object).cloned() {
        Some(Obj::Dict(d)) => match heap.find(object, index) {
            Some(at) => Ok(d[at].1.clone()),
            None => {
                heap.hashable(index)?;
                let exception = Obj::Exc { kind: "KeyError".into(), args: vec![index.clone()] };
                Err(Halt::Raise(heap.add(exception)))
            }
        },
        Some(obj @ (Obj::List(_) | Obj::Tuple(_) | Obj::Range(..))) => {
            let is_tuple = matches!(obj, Obj::Tuple(_));
            let items = match obj {
                Obj::List(l) | Obj::Tuple(l) => l,
                Obj::Range(a, b, step) => (0..range_len(a, b, step)).map(|i| Val::Int(a + step * i as i64)).collect(),
                _ => Vec::new(),
            };
            match slice {
                Some(bounds) => {
                    let cut = places(&bounds, items.len()).into_iter().map(|i| items[i].clone()).collect();
                    Ok(if is_tuple { heap.tuple(cut) } else { heap.list(cut) })
                }
                None => {
                    let at = place(heap, index, items.len(), if is_tuple { "tuple" } else { "list" })?;
                    Ok(items[at].clone())
                }
            }
        }
        _ => {
            let text = format!("'{}' object is not subscriptable", heap.type_name(object));
            Err(heap.error("TypeError", text))
        }
    }
}

pub fn set_index(heap: &mut Heap, object: &Val, index: Val, value: Val) -> Res<()> {
    match heap.get(object) {
        Some(Obj::Dict(_)) => heap.set_item(object, index, value),
        Some(Obj::List(l)) if !matches!(heap.get(&index), Some(Obj::Slice(_))) => {
            let len = l.len();
            let at = place(heap, &index, len, "list assignment")?;
            if let Some(Obj::List(l)) = heap.get_mut(object) {
                l[at] = value;
            }
            Ok(())
        }
        Some(Obj::List(_)) => Err(Halt::Plain(super::not_simulated("assigning to a slice"))),
        _ => {
            let text = format!("'{}' object does not support item assignment", heap.type_name(object));
            Err(heap.error("TypeError", text))
        }
    }
}

pub fn delete_index(heap: &mut Heap, object: &Val, at: &Val) -> Res<()> {
    // What is not there is told as where it is looked at.
    index(heap, object, at)?;
    let found = heap.find(object, at);
    let place = match heap.get(object) {
        Some(Obj::List(l)) => {
            let len = l.len();
            Some(place(heap, at, len, "list assignment")?)
        }
        _ => None,
    };
    match (heap.get_mut(object), place, found) {
        (Some(Obj::Dict(d)), _, Some(at)) => drop(d.remove(at)),
        (Some(Obj::List(l)), Some(at), _) => drop(l.remove(at)),
        _ => {}
    }
    Ok(())
}
