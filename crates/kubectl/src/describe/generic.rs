//! Objects of kinds that have no description of their own: their fields in words.

use api::{Map, Value, meta};

use super::Ctx;
use super::common::{annotations, events, labels};
use super::out::Out;
use crate::printers::plain_text;

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
                for item in l.iter() {
                    match item {
                        Value::Map(m) => fields(out, level + 1, m),
                        other => out.put(level + 1, format!("{}\n", plain_text(other))),
                    }
                }
            }
            scalar => out.row(level, &title, plain_text(scalar)),
        }
    }
}

/// `cronSpec` as `Cron Spec`: a word where the case changes, with a capital in front; a few are all capitals.
/// A name with anything but letters and dashes is left as it is.
fn title(key: &str) -> String {
    const CAPITALS: &[&str] = &["API", "URL", "UID", "OSB", "GUID"];
    if key.chars().any(|c| !c.is_alphabetic() && c != '-') {
        return key.to_string();
    }
    let class = |c: char| (c.is_lowercase(), c.is_uppercase());
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for c in key.chars() {
        match words.last_mut() {
            Some(word) if last == Some(class(c)) => word.push(c),
            _ => words.push(c.to_string()),
        }
        last = Some(class(c));
    }
    // The last of one or two capitals begins the word of the small letters behind it; a longer run keeps them.
    for i in 1..words.len() {
        if !words[i].starts_with(char::is_lowercase) || !words[i - 1].ends_with(char::is_uppercase) {
            continue;
        }
        let begin = match words[i - 1].chars().count() {
            ..3 => words[i - 1].pop().map(String::from).unwrap_or_default(),
            _ => std::mem::take(&mut words[i - 1]),
        };
        words[i].insert_str(0, &begin);
    }
    let shown = words.iter().filter(|w| !w.is_empty()).map(|w| {
        let upper = w.to_uppercase();
        if CAPITALS.contains(&upper.as_str()) {
            return upper;
        }
        let mut letters = w.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect()
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
            ("podCIDRs", "Pod CIDRs"),
            ("podIPs", "Pod I Ps"),
            ("nonResourceURLs", "Non Resource URLs"),
            ("PDFLoader", "PDFLoader"),
            ("ABc", "A Bc"),
            ("v1alpha", "v1alpha"),
            ("a-b", "A - B"),
        ] {
            assert_eq!(super::title(key), title);
        }
    }
}
