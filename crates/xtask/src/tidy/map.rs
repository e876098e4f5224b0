//! `crates/README.md` against the folders, and what may lie on top of the repository.

use super::assert_none;
use crate::{process, repo};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// All that is seen on top, beside dotfiles.
const TOP: &[&str] = &[
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "NOTICE",
    "README.md",
    "Trunk.toml",
    "crates",
    "index.html",
    "web",
];

/// The rows of the map: crate, and what it may import.
pub fn rows() -> BTreeMap<String, BTreeSet<String>> {
    let map = repo::read(&repo::root().join("crates/README.md")).expect("the map is there");
    let table =
        map.lines().skip_while(|line| !line.starts_with("| crate")).skip(2).take_while(|line| line.starts_with('|'));
    table
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
            let [name, _, imports] = cells[..] else { panic!("a row of the map has three cells: {row}") };
            (words(name).next().expect("a row names its crate"), words(imports).collect())
        })
        .collect()
}

fn words(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split_whitespace().map(|word| word.trim_matches('`').to_owned())
}

#[test]
fn the_map_lists_the_crates_that_exist() {
    let mapped: BTreeSet<String> = rows().into_keys().collect();
    let entries = std::fs::read_dir(repo::root().join("crates")).expect("crates/ is there").flatten();
    let folders = entries.filter(|entry| entry.path().join("Cargo.toml").is_file());
    let mut found: BTreeSet<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    found.insert("web".into());
    assert_eq!(mapped, found);
}

#[test]
fn the_top_of_the_repository_is_small() {
    // What git does not track (notes, outputs) is nobody's business.
    let mut git = Command::new("git");
    git.args(["ls-files", "-z"]).current_dir(repo::root());
    let Some(tracked) = process::output(&mut git) else { return };
    let top: BTreeSet<&str> = tracked.split('\0').filter_map(|path| path.split('/').next()).collect();
    let strays = top.into_iter().filter(|name| !name.is_empty() && !name.starts_with('.') && !TOP.contains(name));
    assert_none(&strays.map(|name| format!("{name} has no place on top of the repository")).collect::<Vec<_>>());
}
