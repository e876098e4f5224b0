//! Node packages of the page (editor, wasm-opt, Playwright), exactly as `web/package-lock.json` names them.

use crate::{process, repo};
use std::path::PathBuf;
use std::process::Command;

const OLDEST_NODE: u32 = 20;

/// The folder into which npm puts the packages.
pub fn packages() -> PathBuf {
    repo::root().join("web/node_modules")
}

pub fn ensure() -> Result<String, String> {
    let node = process::output(Command::new("node").arg("--version")).ok_or_else(|| {
        format!("Node.js {OLDEST_NODE} or newer is missing: https://nodejs.org, or your system's nodejs and npm")
    })?;
    let major = node.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        return Err(format!("Node.js {OLDEST_NODE} or newer is needed, here is {node}"));
    }
    let lock = repo::read(&repo::root().join("web/package-lock.json"))?;
    // npm empties the folder first, so the stamp says that an install of this very lock file has ended well.
    let stamp = packages().join(".kubenori-lock");
    if std::fs::read_to_string(&stamp).ok().as_ref() != Some(&lock) {
        println!("setup: npm ci in web/ (half a minute)");
        let mut npm = process::npm();
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(repo::root().join("web"));
        process::quietly(&mut npm)?;
        repo::write(&stamp, lock)?;
    }
    Ok(format!("as locked, node {node}"))
}
