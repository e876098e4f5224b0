//! The repository held to its own rules. Only tests: `cargo test -p kubenori-xtask`.

mod layers;
mod licences;
mod limits;
mod map;
mod texts;

use crate::{process, repo};
use serde_json::Value;

/// What cargo knows of the workspace and of everything that it links.
fn metadata() -> Value {
    let mut cargo = process::cargo();
    cargo.args(["metadata", "--format-version", "1", "--locked"]).current_dir(repo::root());
    let text = process::output(&mut cargo).expect("cargo metadata runs");
    serde_json::from_str(&text).expect("cargo metadata prints JSON")
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

/// The packages of the workspace, by their short names (`api`, not `kubenori-api`).
fn workspace(metadata: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let name = |package: &'_ Value| package["name"].as_str()?.strip_prefix("kubenori-").map(str::len);
    list(metadata, "packages").filter_map(move |package| {
        let length = name(package).filter(|_| package["source"].is_null())?;
        let full = package["name"].as_str()?;
        Some((&full[full.len() - length..], package))
    })
}

/// Fails with all findings at once.
pub fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}
