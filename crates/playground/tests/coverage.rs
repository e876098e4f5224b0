//! The table of what the seed documents say (`crates/lessons/coverage.tsv`): every row leads to a step that has its word,
//! and, where the documents lie beside the project, every line of theirs has a row.

#![expect(clippy::disallowed_methods, reason = "the tests read the course and the documents")]
#![expect(clippy::disallowed_types, reason = "a test is not downloaded")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

struct Row {
    document: usize,
    lines: BTreeSet<usize>,
    /// Lesson's number and step; 0 is the introduction. None: not taught, with a reason.
    place: Option<(String, usize)>,
    word: String,
    what: String,
}

fn lessons() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons")
}

fn lines(text: &str) -> BTreeSet<usize> {
    let number = |s: &str| s.parse::<usize>().unwrap_or_else(|_| panic!("{text:?} has no line {s:?}"));
    let ranges = text.split(',').map(|part| part.split_once('-').unwrap_or((part, part)));
    ranges.flat_map(|(from, to)| number(from)..=number(to)).collect()
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(lessons().join("coverage.tsv")).expect("the table");
    let row = |line: &str| {
        let [document, at, lesson, step, word, what] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("six columns: {line:?}");
        };
        Row {
            document: document.parse().expect("a number"),
            lines: lines(at),
            place: (lesson != "-").then(|| (lesson.to_string(), step.parse().expect("a step"))),
            word: word.to_string(),
            what: what.to_string(),
        }
    };
    text.lines().skip(1).map(row).collect()
}

/// The texts of a lesson: before its first heading, and of each step.
fn texts(number: &str) -> Vec<String> {
    let content = lessons().join("content");
    let mut folders = std::fs::read_dir(content).expect("lessons").flatten().map(|e| e.path());
    let is_it = |p: &PathBuf| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(&format!("{number}-")));
    let folder = folders.find(is_it).unwrap_or_else(|| panic!("there is no lesson {number}"));
    let text = std::fs::read_to_string(folder.join("lesson.md")).expect("a lesson");
    let (mut pieces, mut fenced) = (vec![String::new()], false);
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        if line.starts_with("## ") && !fenced {
            pieces.push(String::new());
        }
        pieces.last_mut().expect("one").extend([line, "\n"]);
    }
    pieces
}

#[test]
fn every_row_leads_to_its_word_or_gives_a_reason() {
    let mut lost = Vec::new();
    for row in rows() {
        assert!(!row.what.trim().is_empty(), "a row of document {} says nothing", row.document);
        let Some((lesson, step)) = &row.place else { continue };
        assert!(row.word.chars().count() > 1, "{}: a row needs a word", row.what);
        if !texts(lesson).get(*step).is_some_and(|text| text.contains(&row.word)) {
            lost.push(format!("{} {}: lesson {lesson} step {step} lacks {:?}", row.document, row.what, row.word));
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn every_lesson_is_led_to() {
    let led: BTreeSet<String> = rows().into_iter().filter_map(|r| Some(r.place?.0)).collect();
    assert_eq!(led, (1..=15).map(|n| format!("{n:02}")).collect());
}

/// The documents are not part of the project; where they lie beside it, all of their lines have rows.
#[test]
fn every_line_of_the_documents_has_a_row() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let Ok(entries) = std::fs::read_dir(seeds) else { return };
    let mut files: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    files.sort();
    let rows = rows();
    let mut open = Vec::new();
    for (document, file) in files.iter().enumerate() {
        let text = std::fs::read_to_string(file).expect("a document");
        let said = |line: &&str| line.chars().filter(|c| c.is_alphanumeric()).count() > 1 && !line.starts_with("```");
        for (n, line) in (1..).zip(text.lines()).filter(|(_, line)| said(line)) {
            if !rows.iter().any(|row| row.document == document && row.lines.contains(&n)) {
                open.push(format!("{document}:{n}: {line}"));
            }
        }
    }
    assert!(open.is_empty(), "{}", open.join("\n"));
}
