//! Warnings about files of a volume that take each other's place.

use std::fmt;

use api::Value;

/// A file of a volume, and which of several sources it comes from.
struct File<'a> {
    path: &'a str,
    source: &'a str,
}

impl fmt::Display for File<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.path)?;
        if self.source.is_empty() { Ok(()) } else { write!(f, " ({})", self.source) }
    }
}

/// The sources that have files of their own: the field, how messages name it, and where its name is.
const SOURCES: [(&str, &str, &str); 3] =
    [("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"), ("downwardAPI", "DownwardAPI", "")];

fn named(kind: &str, name: &str) -> String {
    if kind == "DownwardAPI" { kind.to_string() } else { format!("{kind} {name:?}") }
}

pub(super) fn overlapping(spec: &Value, all: &mut Vec<String>) {
    for volume in spec.list("volumes") {
        let name = volume.str("name");
        for (field, kind, owner) in SOURCES {
            let source = volume.get(field);
            let mut seen = Vec::new();
            for item in source.list("items") {
                let what = named(kind, source.str(owner));
                clashes(item.str("path"), "", &mut seen, &format!("volume {name:?} ({what})"), all);
            }
        }
        projected(volume, all);
    }
}

fn projected(volume: &Value, all: &mut Vec<String>) {
    let name = volume.str("name");
    let sources = volume.get("projected").list("sources");
    let origins: Vec<String> = sources
        .iter()
        .map(|s| {
            let found = SOURCES.iter().find(|(field, ..)| s.get(field).has("items"));
            found.map_or("ServiceAccountToken".into(), |(field, kind, _)| named(kind, s.get(field).str("name")))
        })
        .collect();
    let mut seen = Vec::new();
    let title = format!("volume {name:?} (Projected)");
    for (source, origin) in sources.iter().zip(&origins) {
        if source.as_map().is_none_or(|m| m.is_empty()) {
            all.push(format!("{title} has no sources provided"));
        }
        match SOURCES.iter().find(|(field, ..)| source.get(field).has("items")) {
            Some((field, ..)) => {
                for item in source.get(field).list("items") {
                    clashes(item.str("path"), origin, &mut seen, &title, all);
                }
            }
            None => clashes(source.get("serviceAccountToken").str("path"), origin, &mut seen, &title, all),
        }
    }
}

/// Notes a file, and tells of those before it that it would lie under, over or in the place of.
fn clashes<'a>(path: &'a str, source: &'a str, seen: &mut Vec<File<'a>>, title: &str, all: &mut Vec<String>) {
    let file = File { path: path.trim_end_matches('/'), source };
    if file.path.is_empty() {
        return;
    }
    let within =
        |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|r| r.is_empty() || r.starts_with('/'));
    for other in seen.iter().filter(|o| within(o.path, file.path) || within(file.path, o.path)) {
        all.push(format!("{title}: overlapping paths: {file} with {other}"));
    }
    seen.push(file);
}
