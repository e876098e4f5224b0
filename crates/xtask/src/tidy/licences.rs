//! Everything that is linked or used to build may be given on under one of these licences.

use super::{assert_none, list, metadata};
use crate::repo;
use serde_json::Value;
use std::path::Path;

const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

#[test]
fn cargo_packages_have_allowed_licences() {
    let metadata = metadata();
    let refused = list(&metadata, "packages").filter_map(|package| {
        let licence = package["license"].as_str().map_or_else(|| licence_of_file(package), str::to_owned);
        (!allowed(&licence)).then(|| format!("{} {}: {licence}", package["name"], package["version"]))
    });
    assert_none(&refused.collect::<Vec<_>>());
}

/// A package may name a file instead of a licence; MIT is known by its words.
fn licence_of_file(package: &Value) -> String {
    let manifest = package["manifest_path"].as_str().map(Path::new).and_then(Path::parent);
    let file = manifest.zip(package["license_file"].as_str()).map(|(folder, file)| folder.join(file));
    let text = file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mit = ["Permission is hereby granted, free of charge,", "to deal in the Software without restriction"];
    if mit.iter().all(|phrase| words.contains(phrase)) { "MIT".into() } else { "no licence".into() }
}

#[test]
fn npm_packages_have_allowed_licences() {
    for lock in ["web/package-lock.json", "web/e2e/sites/vitepress/package-lock.json"] {
        npm_lock_is_clean(lock);
    }
}

fn npm_lock_is_clean(lock: &str) {
    let lock = repo::read(&repo::root().join(lock)).expect("the lock file is there");
    let lock: serde_json::Value = serde_json::from_str(&lock).expect("the lock file is JSON");
    let packages = lock["packages"].as_object().expect("the lock file has packages");
    // The first entry is the folder itself.
    let refused = packages.iter().filter(|(name, _)| !name.is_empty()).filter_map(|(name, package)| {
        let licence = package["license"].as_str().unwrap_or("no licence");
        (!allowed(licence)).then(|| format!("{name}: {licence}"))
    });
    assert_none(&refused.collect::<Vec<_>>());
    // A lock file that names the registry of one machine does not work on another.
    let bound = packages.iter().filter(|(_, package)| !package["resolved"].is_null());
    assert_none(&bound.map(|(name, _)| format!("{name} is bound to a registry")).collect::<Vec<_>>());
}

/// Whether one of the alternatives of a licence expression consists of allowed licences only. Parentheses only ever
/// group alternatives that are to be had together with another licence, so each side is looked at by itself.
fn allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    if expression.contains('(') {
        let plain = expression.replace(['(', ')'], "");
        return plain.split(" AND ").all(any_of);
    }
    expression.split(" OR ").any(|choice| choice.split(" AND ").all(|licence| ALLOWED.contains(&licence.trim())))
}

fn any_of(choices: &str) -> bool {
    choices.split(" OR ").any(|licence| ALLOWED.contains(&licence.trim()))
}

#[test]
fn expressions_are_read_as_choices_and_sums() {
    assert!(allowed("MIT OR GPL-3.0"));
    assert!(allowed("MIT/Apache-2.0"));
    assert!(allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(!allowed("MIT AND GPL-3.0"));
    assert!(!allowed("(MIT OR Apache-2.0) AND GPL-3.0"));
    assert!(!allowed("no licence"));
}
