//! The part of JSONPath that definitions of custom resources use: fields, indexes, `[*]`, `['key']` and
//! `[?(@.a=="b")]`.

use api::Value;

/// The values that a path leads to.
pub(super) fn find<'a>(object: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![object];
    let mut rest = path.trim();
    while !rest.is_empty() && !found.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let Some(end) = closing(inner) else { return Vec::new() };
            found = select(&found, inner[..end].trim());
            rest = &inner[end + 1..];
            continue;
        }
        rest = rest.trim_start_matches('.');
        let end = field_end(rest);
        let key = rest[..end].replace("\\.", ".");
        found = match key.as_str() {
            "" => found,
            "*" => children(&found),
            key => found.iter().map(|v| v.get(key)).filter(|v| !v.is_null()).collect(),
        };
        rest = &rest[end..];
    }
    found
}

/// Where a field name ends: at a dot that is not escaped, or at a bracket.
fn field_end(text: &str) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices() {
        match c {
            '.' | '[' if !escaped => return i,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

/// Where the bracket closes, quotes and inner brackets passed over.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0, None);
    for (i, c) in text.char_indices() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(q)) if c == q => quote = None,
            ('[', None) => depth += 1,
            (']', None) if depth == 0 => return Some(i),
            (']', None) => depth -= 1,
            _ => {}
        }
    }
    None
}

fn children<'a>(values: &[&'a Value]) -> Vec<&'a Value> {
    let of = |v: &&'a Value| -> Vec<&'a Value> {
        match v {
            Value::List(l) => l.iter().collect(),
            Value::Map(m) => m.iter().map(|(_, v)| v).collect(),
            _ => Vec::new(),
        }
    };
    values.iter().flat_map(of).collect()
}

fn select<'a>(values: &[&'a Value], inside: &str) -> Vec<&'a Value> {
    if inside == "*" {
        return children(values);
    }
    if let Some(key) = inside.strip_prefix(['\'', '"']).and_then(|s| s.strip_suffix(['\'', '"'])) {
        return values.iter().map(|v| v.get(key)).filter(|v| !v.is_null()).collect();
    }
    if let Some(condition) = inside.strip_prefix("?(").and_then(|s| s.strip_suffix(')')) {
        return children(values).into_iter().filter(|v| holds(v, condition)).collect();
    }
    let Ok(index) = inside.parse::<i64>() else { return Vec::new() };
    let pick = |v: &&'a Value| {
        let list = v.as_list()?;
        let i = if index < 0 { list.len() as i64 + index } else { index };
        usize::try_from(i).ok().and_then(|i| list.get(i))
    };
    values.iter().filter_map(pick).collect()
}

/// `@.type=="Ready"`, `@.weight>1`, or `@.field` for whether it is there.
fn holds(value: &Value, condition: &str) -> bool {
    for op in ["==", "!=", ">=", "<=", ">", "<"] {
        let Some((left, right)) = condition.split_once(op) else { continue };
        let left = find(value, left.trim().trim_start_matches('@'));
        let Some(left) = left.first() else { return false };
        let right = right.trim();
        let wanted = match right.strip_prefix(['\'', '"']).and_then(|s| s.strip_suffix(['\'', '"'])) {
            Some(text) => Value::from(text.to_string()),
            None => api::json::parse(right).unwrap_or_default(),
        };
        let order = match (left, &wanted) {
            (Value::Str(a), Value::Str(b)) => a.partial_cmp(b),
            (a, b) => number(a).partial_cmp(&number(b)),
        };
        return match op {
            "==" => **left == wanted,
            "!=" => **left != wanted,
            ">=" => order.is_some_and(|o| o.is_ge()),
            "<=" => order.is_some_and(|o| o.is_le()),
            ">" => order.is_some_and(|o| o.is_gt()),
            _ => order.is_some_and(|o| o.is_lt()),
        };
    }
    !find(value, condition.trim().trim_start_matches('@')).is_empty()
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(i) => Some(*i as f64),
        Value::Float(f) => Some(*f),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    #[test]
    fn paths_of_printer_columns() {
        let o = obj!({
            "spec": {"list": [{"name": "a", "n": 1}, {"name": "b", "n": 2}], "dotted.key": "x"},
            "status": {"conditions": [{"type": "Ready", "status": "True"}]},
        });
        let text =
            |path: &str| api::json::to_string(&Value::from(find(&o, path).into_iter().cloned().collect::<Vec<_>>()));
        assert_eq!(text(".spec.list[1].name"), r#"["b"]"#);
        assert_eq!(text(".spec.list[-1].n"), "[2]");
        assert_eq!(text(".spec.list[*].name"), r#"["a","b"]"#);
        assert_eq!(text(".status.conditions[?(@.type==\"Ready\")].status"), r#"["True"]"#);
        assert_eq!(text(".spec.list[?(@.n>1)].name"), r#"["b"]"#);
        assert_eq!(text(".spec.dotted\\.key"), r#"["x"]"#);
        assert_eq!(text(".spec['dotted.key']"), r#"["x"]"#);
        assert_eq!(text(".spec.nothing"), "[]");
    }
}
