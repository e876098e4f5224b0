//! What source files may say, and how long they may be.

use super::assert_none;
use crate::repo;
use std::path::{Path, PathBuf};

const LONGEST: usize = 800;

/// A longer file says one of these in its first lines; the second goes on with the reason.
const EXCUSES: &[&str] = &["@generated", "long file:"];

fn sources(endings: &[&str]) -> Vec<(PathBuf, String)> {
    let root = repo::root();
    let files =
        [root.join("crates"), root.join("web")].iter().flat_map(|folder| repo::files(folder)).collect::<Vec<_>>();
    let wanted = files
        .into_iter()
        .filter(|file| file.extension().and_then(|end| end.to_str()).is_some_and(|end| endings.contains(&end)));
    wanted.map(|file| (file.clone(), repo::read(&file).expect("sources are UTF-8"))).collect()
}

#[test]
fn files_are_short_or_say_why() {
    let sources = sources(&["rs", "js", "mjs", "css"]);
    let long = sources.iter().filter(|(_, text)| {
        let excused = text.lines().take(12).any(|line| EXCUSES.iter().any(|excuse| line.contains(excuse)));
        !excused && text.lines().count() > LONGEST
    });
    assert_none(
        &long
            .map(|(file, text)| format!("{} has {} lines", repo::shown(file), text.lines().count()))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn nothing_is_left_for_later() {
    // Written in two halves, or this file would find itself.
    let unfinished = [concat!("tod", "o!("), concat!("unimple", "mented!("), concat!("#[ign", "ore")];
    let sources = sources(&["rs"]);
    let findings = sources.iter().flat_map(|(file, text)| {
        let found = unfinished.iter().filter(|word| text.contains(**word));
        found.map(|word| format!("{}: {word}", repo::shown(file))).collect::<Vec<_>>()
    });
    assert_none(&findings.collect::<Vec<_>>());
}

#[test]
fn korean_is_only_for_learners() {
    let root = repo::root();
    let for_learners = [root.join("crates/lessons"), root.join("web")];
    let sources = sources(&["rs"]);
    let elsewhere = sources.iter().filter(|(file, _)| !for_learners.iter().any(|folder| file.starts_with(folder)));
    let korean = elsewhere.filter(|(file, text)| !is_test(file) && product_lines(text).any(has_hangul));
    assert_none(&korean.map(|(file, _)| format!("{} has Korean in it", repo::shown(file))).collect::<Vec<_>>());
}

/// The lines of a file that end up in the product: no comments, and nothing after the start of its tests.
fn product_lines(text: &str) -> impl Iterator<Item = &str> {
    let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    product.lines().filter(|line| !line.trim_start().starts_with("//"))
}

fn is_test(file: &Path) -> bool {
    file.ends_with("tests.rs") || file.components().any(|part| part.as_os_str() == "tests")
}

fn has_hangul(line: &str) -> bool {
    line.chars().any(|c| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}'))
}

#[test]
fn libraries_say_what_they_are() {
    let silent = sources(&["rs"]).into_iter().filter(|(file, text)| {
        matches!(file.file_name().and_then(|name| name.to_str()), Some("lib.rs" | "mod.rs")) && !text.starts_with("//!")
    });
    assert_none(
        &silent.map(|(file, _)| format!("{} does not open with what it is", repo::shown(&file))).collect::<Vec<_>>(),
    );
}

#[test]
fn every_crate_obeys_the_lints_of_the_workspace() {
    let root = repo::root();
    let manifests = sources(&["toml"]).into_iter().filter(|(file, _)| file.ends_with("Cargo.toml"));
    let free = manifests.filter(|(_, text)| !text.contains("[lints]\nworkspace = true"));
    assert_none(&free.map(|(file, _)| format!("{} has lints of its own", repo::shown(&file))).collect::<Vec<_>>());
    assert!(root.join("crates/clippy.toml").is_file(), "the fence is gone");
}
