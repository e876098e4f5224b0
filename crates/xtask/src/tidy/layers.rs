//! The arrows between the crates, and what the engine must never link.

use super::{assert_none, list, map, metadata, workspace};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The crates that run the same everywhere: no browser, no clock, no randomness that they were not given.
const ENGINE: &[&str] = &["sorted", "api", "shell", "cluster", "kubectl", "lessons", "protocol", "playground"];

/// What only the outer crates may link, directly or through others.
const OUTSIDE: &[&str] = &[
    "chrono",
    "getrandom",
    "gloo",
    "js-sys",
    "rand",
    "time",
    "tokio",
    "uuid",
    "wasm-bindgen",
    "web-sys",
    "web-time",
    "yew",
];

#[test]
fn arrows_go_down_as_the_map_says() {
    let metadata = metadata();
    let map = map::rows();
    let mut findings = Vec::new();
    for (name, package) in workspace(&metadata) {
        let ours =
            list(package, "dependencies").filter_map(|import| import["name"].as_str()?.strip_prefix("kubenori-"));
        let allowed = map.get(name).unwrap_or_else(|| panic!("the map does not know {name}"));
        findings.extend(
            ours.filter(|import| !allowed.contains(*import)).map(|import| format!("{name} must not import {import}")),
        );
    }
    assert_none(&findings);
}

#[test]
fn the_engine_links_nothing_of_the_outside() {
    let metadata = metadata();
    let links = links(&metadata);
    let id_of = |package: &Value| package["id"].as_str().unwrap_or_default().to_owned();
    let names: BTreeMap<String, &str> = list(&metadata, "packages")
        .map(|package| (id_of(package), package["name"].as_str().unwrap_or_default()))
        .collect();
    let mut findings = Vec::new();
    for (name, package) in workspace(&metadata).filter(|(name, _)| ENGINE.contains(name)) {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![id_of(package)];
        while let Some(id) = waiting.pop() {
            if seen.insert(id.clone()) {
                waiting.extend(links.get(&id).into_iter().flatten().cloned());
            }
        }
        let outside = seen.iter().filter_map(|id| names.get(id)).filter(|linked| OUTSIDE.contains(linked));
        findings.extend(outside.map(|linked| format!("{name} links {linked}")));
    }
    assert_none(&findings);
}

/// Package -> the packages that are linked into it; those for tests and build scripts do not count.
fn links(metadata: &Value) -> BTreeMap<String, Vec<String>> {
    let linked = |dependency: &&Value| list(dependency, "dep_kinds").any(|kind| kind["kind"].is_null());
    let id = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list(&metadata["resolve"], "nodes")
        .map(|node| {
            (id(&node["id"]), list(node, "deps").filter(linked).map(|dependency| id(&dependency["pkg"])).collect())
        })
        .collect()
}
