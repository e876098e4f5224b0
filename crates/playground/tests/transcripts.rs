//! The recordings of a real cluster, replayed. Known failures are a strict list: each has a reason, and one that passes
//! fails the run. The scores stand in `SCORES.md`; `UPDATE_EXPECT=1` rewrites them.

#![expect(clippy::disallowed_methods, reason = "the recordings are files")]
#![expect(clippy::disallowed_types, reason = "a test is not downloaded")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use playground::check::{Descriptions, check};
use playground::transcript::compare::{Comparer, Nearness};

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The project's own copy, and the recordings that print upstream's prose at length where they lie beside the project.
fn cases() -> Vec<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
    for dir in [beside, here("conformance")] {
        for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().to_string();
            if name.ends_with(".md") && name.starts_with(|c: char| c.is_ascii_digit()) {
                found.insert(name, entry.path());
            }
        }
    }
    found.into_values().collect()
}

/// `CASE: COMMAND ## REASON`, one a line; blank lines and lines with `#` are left out.
fn known_failures() -> BTreeSet<(String, String)> {
    let text = std::fs::read_to_string(here("known-failures.txt")).unwrap();
    let lines = text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with("# "));
    lines
        .map(|line| {
            let (what, reason) = line.split_once(" ## ").unwrap_or_else(|| panic!("no reason given: {line}"));
            assert!(reason.len() > 10, "a reason in words, please: {line}");
            let (case, command) = what.split_once(": ").unwrap_or_else(|| panic!("CASE: COMMAND, please: {line}"));
            (case.to_string(), command.to_string())
        })
        .collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().map_or(String::new(), |s| s.to_string_lossy().into_owned())
}

#[test]
fn recordings_of_a_real_cluster() {
    let texts = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/descriptions.txt"));
    let descriptions = Descriptions::new(&texts.unwrap_or_default());
    let (comparer, mut known) = (Comparer::new(), known_failures());
    let all_known = known.clone();
    let mut groups: BTreeMap<char, [usize; 3]> = BTreeMap::new();
    let mut wrong = String::new();
    let cases = cases();
    // What is recorded only beside the project cannot fail where it is not.
    let present: BTreeSet<String> = cases.iter().map(|p| stem(p)).collect();
    known.retain(|k| present.contains(&k.0));
    for path in cases {
        let name = stem(&path);
        if name.contains("explain") && descriptions.is_empty() {
            known.retain(|k| k.0 != name);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let own = here("conformance").join(format!("{name}.md")).exists();
        for outcome in check(&text, &comparer, 1, &descriptions).outcomes {
            let first = outcome.command.lines().next().unwrap_or("").trim().to_string();
            let listed = all_known.contains(&(name.clone(), first.clone()));
            let equal = outcome.nearness > Nearness::Different;
            if own {
                let score = groups.entry(name.chars().next().unwrap()).or_default();
                score[0] += 1;
                score[1] += usize::from(equal);
                score[2] += usize::from(outcome.nearness == Nearness::ToTheByte);
            }
            if !equal {
                known.retain(|k| k.0 != name || k.1 != first);
                if !listed {
                    let _ = writeln!(wrong, "{name}:{}: $ {first}\n    {}", outcome.line, outcome.diff.join("\n    "));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "differs from the recording:\n{wrong}");
    assert!(known.is_empty(), "listed as known failures, but they pass now: take them out\n{known:#?}");
    expect_test::expect_file!["SCORES.md"].assert_eq(&scores(&groups));
}

fn scores(groups: &BTreeMap<char, [usize; 3]>) -> String {
    let names = ["", "tutorials", "pod states", "error messages", "kubectl", "scheduler", "controllers"];
    let mut out = String::from(
        "# Commands equal to the recordings\n\n| group | equal | to the byte | commands |\n|---|---|---|---|\n",
    );
    for (group, [all, equal, exact]) in groups {
        let name = group.to_digit(10).and_then(|d| names.get(d as usize)).copied().unwrap_or("");
        let percent = |n: usize| 100.0 * n as f64 / (*all).max(1) as f64;
        let _ = writeln!(out, "| {group} {name} | {:.1}% | {:.1}% | {all} |", percent(*equal), percent(*exact));
    }
    out
}
