//! The prose of the API for `kubectl explain`, written from upstream's packages: it is theirs, so it is made here and
//! never committed.

use crate::{process, repo, schema_command};
use std::path::PathBuf;

/// The file: the native program reads it here, and the page gets a copy.
pub fn file() -> PathBuf {
    repo::target().join("descriptions.txt")
}

pub fn ensure() -> Result<String, String> {
    let version = repo::locked_version("k8s-openapi")?;
    let models = super::npm_packages().join("kubernetes-models");
    // What it is made from, so that it is made again when that changes.
    let mut sources = vec![version.clone(), repo::read(&repo::root().join("crates/xtask/schema/overlay.yaml"))?];
    sources.push(repo::read(&models.join("package.json"))?);
    sources.push(repo::read(&repo::root().join("crates/xtask/src/schema/descriptions.rs"))?);
    let sources = sources.concat();
    let stamp = repo::artifacts().join("descriptions.stamp");
    if std::fs::read_to_string(&stamp).ok().as_ref() != Some(&sources) || !file().is_file() {
        println!("setup: the texts of kubectl explain, from k8s-openapi (about a minute)");
        process::quietly(schema_command::generator().arg("descriptions").arg(file()).arg(models))?;
        repo::write(&stamp, sources)?;
    }
    Ok(format!("from k8s-openapi {version}"))
}
