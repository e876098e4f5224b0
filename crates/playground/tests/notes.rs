//! The page's notes under mistakes: each row has commands that lead to a message or state which that row explains, and
//! here they are run. A row that no longer occurs, or that an earlier one hides, fails. Rows of another kind explain the
//! reasons of events; every reason that the engine tells of has one.

#![expect(clippy::disallowed_methods, reason = "the notes are a file, and one of them can be asked for")]
#![expect(clippy::disallowed_types, reason = "what is not shipped may be large")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use playground::Session;
use protocol::{Chaos, Chunk, ChunkKind, Input, Output};
use serde_json::Value;

/// Rows must be at least this many.
const LEAST: usize = 60;

struct Desk {
    session: Session,
    chunks: Vec<Chunk>,
}

impl Desk {
    fn tell(&mut self, input: Input) {
        for output in self.session.receive(input, &mut || false) {
            if let Output::Terminal { chunks, .. } = output {
                self.chunks.extend(chunks);
            }
        }
    }

    /// A line of a script: `@N` lets N seconds go by, `!stop NAME` and `!fill NAMESPACE POD CONTAINER` break something,
    /// all others are typed.
    fn step(&mut self, step: &str) {
        let words: Vec<String> = step.split(' ').map(str::to_string).collect();
        if let Some(seconds) = step.strip_prefix('@') {
            for _ in 0..seconds.parse::<u32>().expect("seconds") {
                self.tell(Input::Tick { elapsed: 1000.0 });
            }
            return;
        }
        let what = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["!stop", name] => Chaos::Component { name: name.into(), stop: true },
            ["!fill", namespace, pod, container] => {
                Chaos::FillMemory { namespace: namespace.into(), pod: pod.into(), container: container.into() }
            }
            _ => return self.tell(Input::Line { terminal: 0, text: step.to_string() }),
        };
        self.tell(Input::Chaos { what });
    }
}

fn rows() -> Vec<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/notes/notes.json");
    let text = std::fs::read_to_string(file).expect("the page's notes");
    serde_json::from_str::<Vec<Value>>(&text).expect("a list of notes")
}

/// What the page does: the first row whose words all stand in the line (`^` is its beginning), and whose `near` stands
/// anywhere in the piece; or whose event is told of as a warning.
fn find<'a>(rows: &'a [Value], line: &str, piece: &str) -> Option<&'a str> {
    let stands = |w: &str| match w.strip_prefix('^') {
        Some(w) => line.starts_with(w),
        None => line.contains(w),
    };
    let fits = |row: &&Value| match row["event"].as_str() {
        Some(reason) => {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.windows(2).any(|pair| pair == ["Warning", reason])
        }
        None => {
            let words = row["words"].as_array().expect("words");
            words.iter().all(|w| stands(w.as_str().expect("a word")))
                && row["near"].as_str().is_none_or(|near| piece.contains(near))
        }
    };
    rows.iter().find(fits).and_then(|row| row["key"].as_str())
}

/// What was printed, and the reasons of the events that there are then.
fn played(script: &Value) -> (Vec<Chunk>, BTreeSet<String>) {
    let mut desk = Desk { session: Session::new("four-nodes", 1), chunks: Vec::new() };
    desk.tell(Input::Start { scenario: "four-nodes".into(), seed: 1, journal: None });
    script.as_array().expect("a script").iter().for_each(|s| desk.step(s.as_str().expect("a line")));
    let kind = api::kinds::KINDS.iter().find(|k| k.kind == "Event").expect("events");
    let events = desk.session.machine().cluster.api().read_all(kind, "");
    (desk.chunks, events.map(|e| e.str("reason").to_string()).collect())
}

/// The Rust files of the engine, but for its tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the engine") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("tests") {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn each_note_explains_something_that_still_happens() {
    let rows = rows();
    assert!(rows.len() >= LEAST, "only {} notes", rows.len());
    let only = std::env::var("NOTE").ok();
    let wanted = |row: &&Value| !row["script"].is_null() && only.as_deref().is_none_or(|only| row["key"] == only);
    let all: Vec<&Value> = rows.iter().filter(wanted).collect();
    let part = |some: &[&Value]| {
        let (mut missing, mut seen) = (String::new(), BTreeSet::new());
        for row in some {
            let key = row["key"].as_str().expect("a key");
            let (chunks, reasons) = played(&row["script"]);
            let printed = || chunks.iter().filter(|c| c.kind != ChunkKind::Echo);
            let found = match row["event"].as_str() {
                Some(reason) => reasons.contains(reason),
                None => printed().any(|c| c.text.lines().any(|line| find(&rows, line, &c.text) == Some(key))),
            };
            if !found {
                let screen: String = chunks.iter().map(|c| c.text.as_str()).collect();
                missing += &format!("== {key}\n{screen}\n{reasons:?}\n");
            }
            seen.extend(reasons);
        }
        (missing, seen)
    };
    // Some minutes of clusters: on several threads they take less of ours.
    let parts: Vec<(String, BTreeSet<String>)> = std::thread::scope(|scope| {
        let running: Vec<_> = all.chunks(all.len().div_ceil(4).max(1)).map(|some| scope.spawn(|| part(some))).collect();
        running.into_iter().map(|r| r.join().expect("a part of the notes")).collect()
    });
    let missing: String = parts.iter().map(|p| p.0.as_str()).collect();
    let seen: BTreeSet<String> = parts.into_iter().flat_map(|p| p.1).collect();
    assert!(missing.is_empty(), "notes that nothing leads to:\n{missing}");
    if only.is_some() {
        return;
    }
    let explained: BTreeSet<String> = rows.iter().filter_map(|r| r["event"].as_str()).map(str::to_string).collect();
    let untold: Vec<_> = seen.difference(&explained).collect();
    assert!(untold.is_empty(), "events that nothing explains: {untold:?}");
    // What no command of these leads to is at least told of by the engine.
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../cluster/src"), &mut files);
    let engine: String = files.iter().map(|f| std::fs::read_to_string(f).expect("a source")).collect();
    let invented: Vec<_> =
        explained.difference(&seen).filter(|reason| !engine.contains(&format!("{reason:?}"))).collect();
    assert!(invented.is_empty(), "events that never happen: {invented:?}");
    // And what the engine names in so many words has an explanation.
    let named = engine.split("NORMAL, \"").chain(engine.split("WARNING, \"")).skip(1);
    let named: BTreeSet<String> = named.filter_map(|rest| Some(rest.split_once('"')?.0.to_string())).collect();
    let is_reason = |r: &&String| r.chars().all(|c| c.is_ascii_alphanumeric()) && r.starts_with(char::is_uppercase);
    let bare: Vec<_> = named.iter().filter(is_reason).filter(|r| !explained.contains(*r)).collect();
    assert!(bare.is_empty(), "reasons without an explanation: {bare:?}");
}

#[test]
fn notes_are_complete_and_told_apart() {
    let rows = rows();
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().trim().to_string();
    for (i, row) in rows.iter().enumerate() {
        let key = text(row, "key");
        assert!(!key.is_empty() && !text(row, "ko").is_empty() && !text(row, "en").is_empty(), "{row}");
        assert!(!rows[..i].iter().any(|other| text(other, "key") == key), "{key} twice");
        for language in ["ko", "en"] {
            assert_eq!(text(row, language).matches('`').count() % 2, 0, "{key}: an open backquote");
        }
    }
}

#[test]
fn ordinary_output_has_no_note() {
    let rows = rows();
    let script = serde_json::json!([
        "kubectl run web --image=nginx",
        "@15",
        "kubectl get pods -A -o wide",
        "kubectl get all",
        "kubectl get nodes",
        "kubectl get events",
        "kubectl describe pod web",
        "kubectl delete pod web"
    ]);
    for chunk in played(&script).0.iter().filter(|c| c.kind != ChunkKind::Echo) {
        for line in chunk.text.lines() {
            assert_eq!(find(&rows, line, &chunk.text), None, "{line}");
        }
    }
}
