//! The commands and manifests of the seed documents, typed in one session as they are printed there, slips and all:
//! `seeds.md` has what a cluster answers. Where the documents lie beside the project, none of their commands is missing.

#![expect(clippy::disallowed_methods, reason = "the tests read the course and the documents")]
#![expect(clippy::disallowed_types, reason = "a test is not downloaded")]

use std::collections::BTreeSet;
use std::path::Path;

use playground::check::{Descriptions, check};
use playground::transcript::compare::{Comparer, Nearness};
use playground::transcript::{Piece, parse};

const TYPED: &str = include_str!("seeds.md");

#[test]
fn every_command_answers_as_a_cluster_does() {
    let report = check(TYPED, &Comparer::new(), 1, &Descriptions::default());
    assert!(report.outcomes.len() > 100);
    let wrong: Vec<String> = report
        .outcomes
        .iter()
        .filter(|o| o.nearness == Nearness::Different)
        .map(|o| format!("seeds.md:{}: $ {}\n{}", o.line, o.command, o.diff.join("\n")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A command without its comment, its prompt and spaces that say nothing.
fn bare(command: &str) -> String {
    let command = command.split(" #").next().unwrap_or(command);
    command.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is named in a document's prose, with dots for what the reader fills in.
const NAMED_ONLY: &[&str] = &["kubectl run", "kubectl"];

#[test]
fn no_command_of_the_documents_is_missing() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let Ok(entries) = std::fs::read_dir(seeds) else { return };
    let typed: BTreeSet<String> = parse(TYPED)
        .iter()
        .filter_map(|p| if let Piece::Step(s) = p { Some(bare(&s.command)) } else { None })
        .collect();
    let mut missing = BTreeSet::new();
    for entry in entries.flatten() {
        let text = std::fs::read_to_string(entry.path()).expect("a document");
        for line in text.lines() {
            let Some(at) = line.find("kubectl ") else { continue };
            // In prose a command stands between backquotes.
            let command = bare(line[at..].split(['`', '<']).next().unwrap_or(""));
            let command = command.trim_end_matches(|c: char| !c.is_ascii_graphic()).to_string();
            let has =
                |t: &String| *t == command || t.starts_with(&format!("{command} ")) || t == &format!("#{command}");
            if command.is_ascii() && !NAMED_ONLY.contains(&command.as_str()) && !typed.iter().any(has) {
                missing.insert(command);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
