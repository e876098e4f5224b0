//! From an object to results.

use std::cmp::Ordering;

use api::Value;

use super::{Part, Step, text};

type Found = Result<Vec<Value>, String>;

const STRAY_END: &str = "not in range, nothing to end";

/// Prints the parts: results of one path with blanks between them.
pub(super) fn print(parts: &[Part], here: &Value, allow_missing: bool, out: &mut String) -> Result<(), String> {
    for part in parts {
        match part {
            Part::Text(t) => out.push_str(t),
            Part::StrayEnd => return Err(STRAY_END.into()),
            Part::Path(steps) => {
                let found = follow(steps, vec![here.clone()], allow_missing)?;
                out.push_str(&found.iter().map(text).collect::<Vec<_>>().join(" "));
            }
            Part::Range(steps, body) => {
                for item in follow(steps, vec![here.clone()], allow_missing)? {
                    print(body, &item, allow_missing, out)?;
                }
            }
        }
    }
    Ok(())
}

/// The results, those of each part together.
pub(super) fn collect(
    parts: &[Part],
    here: &Value,
    allow_missing: bool,
    all: &mut Vec<Vec<Value>>,
) -> Result<(), String> {
    for part in parts {
        match part {
            Part::Text(t) => all.push(vec![t.clone().into()]),
            Part::StrayEnd => return Err(STRAY_END.into()),
            Part::Path(steps) => all.push(follow(steps, vec![here.clone()], allow_missing)?),
            Part::Range(steps, body) => {
                for item in follow(steps, vec![here.clone()], allow_missing)? {
                    collect(body, &item, allow_missing, all)?;
                }
            }
        }
    }
    Ok(())
}

fn follow(steps: &[Step], from: Vec<Value>, allow_missing: bool) -> Found {
    let mut now = from;
    for step in steps {
        now = one(step, &now, allow_missing)?;
    }
    Ok(now)
}

fn one(step: &Step, input: &[Value], allow_missing: bool) -> Found {
    match step {
        Step::Literal(v) => Ok(vec![v.clone()]),
        Step::Unknown(word) => Err(format!("unrecognized identifier {word}")),
        Step::Field(_) if input.is_empty() => Ok(Vec::new()),
        Step::Field(name) => {
            let found: Vec<Value> = input.iter().filter_map(|v| v.as_map()?.get(name)).cloned().collect();
            if found.is_empty() && !allow_missing {
                return Err(format!("{name} is not found"));
            }
            Ok(found)
        }
        Step::Wildcard => Ok(input.iter().flat_map(children).collect()),
        Step::Recursive => Ok(input.iter().flat_map(descend).collect()),
        Step::Slice { from, to, step, index } => {
            let mut all = Vec::new();
            for v in input {
                all.extend(slice(v, (*from, *to, *step), *index)?);
            }
            Ok(all)
        }
        Step::Union(members) => {
            let mut all = Vec::new();
            for steps in members {
                all.extend(follow(steps, input.to_vec(), allow_missing)?);
            }
            Ok(all)
        }
        Step::Filter { left, operator, right } => filter(input, (left, operator, right), allow_missing),
    }
}

fn children(v: &Value) -> Vec<Value> {
    match v {
        Value::List(l) => l.to_vec(),
        Value::Map(m) => m.iter().map(|(_, v)| v.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Everything below that has something below itself, and the start, too.
fn descend(v: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let mut pending = vec![v.clone()];
    while let Some(v) = pending.pop() {
        let below = children(&v);
        if below.is_empty() {
            continue;
        }
        all.push(v);
        pending.extend(below.into_iter().rev());
    }
    all
}

fn slice(v: &Value, (from, to, step): (Option<i64>, Option<i64>, Option<i64>), index: bool) -> Found {
    let items = match v {
        Value::List(l) => l,
        Value::Null => return Ok(Vec::new()),
        other => return Err(format!("{} is not array or slice", go_type(other))),
    };
    let length = items.len() as i64;
    let absolute = |n: i64| if n < 0 { n + length } else { n };
    let (start, end) = (absolute(from.unwrap_or(0)), absolute(to.unwrap_or(length)));
    if index {
        if start < 0 || start >= length {
            return Err(format!("array index out of bounds: index {start}, length {length}"));
        }
        return Ok(vec![items[start as usize].clone()]);
    }
    if start != end {
        if start < 0 || start >= length {
            return Err(format!("array index out of bounds: index {start}, length {length}"));
        }
        if end < 0 || end > length {
            return Err(format!("array index out of bounds: index {}, length {length}", end - 1));
        }
        if start > end {
            return Err(format!("starting index {start} is greater than ending index {end}"));
        }
    }
    let by = step.unwrap_or(1);
    if by <= 0 {
        return Err("step must be > 0".into());
    }
    Ok((start..end).step_by(by as usize).map(|i| items[i as usize].clone()).collect())
}

/// The type that Go has for a value.
fn go_type(v: &Value) -> &'static str {
    match v {
        Value::Map(_) => "map[string]interface {}",
        Value::List(_) => "[]interface {}",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int64",
        Value::Float(_) => "float64",
        _ => "string",
    }
}

fn filter(input: &[Value], (left, operator, right): (&[Step], &str, &[Step]), allow_missing: bool) -> Found {
    let mut kept = Vec::new();
    for v in input {
        if v.is_null() {
            continue;
        }
        if v.as_list().is_none() {
            let shown = crate::printers::plain_text(v);
            return Err(format!("{shown} is not array or slice and cannot be filtered"));
        }
        for item in children(v) {
            if operator == "exists" {
                if !follow(left, vec![item.clone()], true)?.is_empty() {
                    kept.push(item);
                }
                continue;
            }
            let l = follow(left, vec![item.clone()], allow_missing)?;
            let r = follow(right, vec![item.clone()], allow_missing)?;
            if l.len() > 1 || r.len() > 1 {
                return Err("can only compare one element at a time".into());
            }
            if let (Some(a), Some(b)) = (l.first(), r.first())
                && compare(a, operator, b)?
            {
                kept.push(item);
            }
        }
    }
    Ok(kept)
}

fn compare(a: &Value, operator: &str, b: &Value) -> Result<bool, String> {
    let order: Option<Ordering> = match (a, b) {
        (Value::Str(a), Value::Str(b)) => Some(a.as_str().cmp(b.as_str())),
        (Value::Bool(a), Value::Bool(b)) => match operator {
            "==" | "!=" => Some(a.cmp(b)),
            _ => return Err("invalid type for comparison".into()),
        },
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        _ => return Err("incompatible types for comparison".into()),
    };
    let Some(order) = order else { return Ok(false) };
    match operator {
        "==" => Ok(order.is_eq()),
        "!=" => Ok(order.is_ne()),
        "<" => Ok(order.is_lt()),
        ">" => Ok(order.is_gt()),
        "<=" => Ok(order.is_le()),
        ">=" => Ok(order.is_ge()),
        other => Err(format!("unrecognized filter operator {other}")),
    }
}
