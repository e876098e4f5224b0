//! Objects of kinds that have no description of their own: their fields in words.

use api::{Map, Value, meta};

use super::Ctx;
use super::common::{annotations, events, labels, plain};
use super::out::Out;

pub fn describe(ctx: &Ctx<'_>, out: &mut Out) {
    let o = ctx.object;
    out.row(0, "Name", meta::name(o));
    out.row(0, "Namespace", meta::namespace(o));
    labels(out, "Labels", meta::labels(o));
    annotations(out, "Annotations", meta::annotations(o));
    let mut rest = o.clone();
    for key in ["name", "namespace", "labels", "annotations", "managedFields"] {
        rest.remove_at(&["metadata", key]);
    }
    if let Some(map) = rest.as_map() {
        fields(out, 0, map);
    }
    events(ctx, out);
}

fn fields(out: &mut Out, level: usize, map: &Map) {
    for (key, value) in map.iter() {
        let title = title(key);
        match value {
            Value::Map(m) => {
                out.put(level, format!("{title}:\n"));
                fields(out, level + 1, m);
            }
            Value::List(l) => {
                out.put(level, format!("{title}:\n"));
                items(out, level + 1, l);
            }
            // What is null is `<nil>` in Go's words.
            Value::Null => out.row(level, &title, "<nil>"),
            scalar => out.row(level, &title, plain(scalar)),
        }
    }
}

fn items(out: &mut Out, level: usize, list: &[Value]) {
    for item in list {
        match item {
            Value::Map(m) => fields(out, level, m),
            Value::List(l) => items(out, level + 1, l),
            scalar => out.put(level, format!("{}\n", plain(scalar))),
        }
    }
}

/// `cronSpec` as `Cron Spec`; runs of capitals stay together, and well-known words are all capitals.
fn title(key: &str) -> String {
    const CAPITALS: &[&str] = &["UID", "API", "URL", "IP"];
    let chars: Vec<char> = key.chars().collect();
    let mut words: Vec<String> = vec![String::new()];
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|j| chars[j]);
        let after = chars.get(i + 1);
        let starts = c.is_uppercase()
            && before.is_some_and(|b| b.is_lowercase() || b.is_uppercase() && after.is_some_and(|a| a.is_lowercase()));
        if starts || (matches!(c, '-' | '_' | '.') && i > 0) {
            words.push(String::new());
        }
        if !matches!(c, '-' | '_' | '.') {
            words.last_mut().expect("begins with one").push(*c);
        }
    }
    let shown = words.iter().filter(|w| !w.is_empty()).map(|w| {
        let upper = w.to_uppercase();
        if CAPITALS.contains(&upper.as_str()) {
            return upper;
        }
        let mut letters = w.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn titles() {
        for (key, title) in [
            ("cronSpec", "Cron Spec"),
            ("apiVersion", "API Version"),
            ("uid", "UID"),
            ("podCIDR", "Pod CIDR"),
            ("a-b", "A B"),
        ] {
            assert_eq!(super::title(key), title);
        }
    }
}
