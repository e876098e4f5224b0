//! The version of a build: a hash of its files, written wherever they name each other (`?v=...`). And the hash of the
//! sources, which says whether a build is needed at all.

use crate::{Outcome, repo};
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

/// Stands in the sources where the version belongs.
const PLACEHOLDER: &str = "__VERSION__";

/// What ends up in the page. Tests, and the crates that only run natively, do not make a new page.
const SOURCES: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "index.html",
    "web",
    "crates/sorted",
    "crates/api",
    "crates/shell",
    "crates/cluster",
    "crates/kubectl",
    "crates/lessons",
    "crates/protocol",
    "crates/playground",
    "crates/wasm",
    "crates/xtask/src/build",
];

pub fn of_sources() -> Result<String, String> {
    let root = repo::root();
    let e2e = root.join("web/e2e");
    let files = SOURCES.iter().flat_map(|source| {
        let path = root.join(source);
        if path.is_dir() { repo::files(&path) } else { vec![path] }
    });
    hash(&root, files.filter(|file| !file.starts_with(&e2e)))
}

/// Stands in the service worker where the list of files belongs.
const FILES: &str = "__FILES__";

/// Tells the service worker which files to keep: all but itself.
pub fn list_files(folder: &Path) -> Outcome {
    let worker = folder.join("sw.js");
    let names = repo::files(folder).into_iter().filter(|file| *file != worker);
    let names = names.map(|file| file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace('\\', "/"));
    let text = repo::read(&worker)?;
    if !text.contains(FILES) {
        return Err("the service worker has no place for the list of files".into());
    }
    repo::write(&worker, text.replace(FILES, &names.collect::<Vec<_>>().join(" ")))
}

/// Writes the version into the text files of the build.
pub fn stamp(folder: &Path) -> Outcome {
    let version = hash(folder, repo::files(folder).into_iter())?;
    for file in repo::files(folder) {
        if file.extension().is_some_and(|end| end == "html" || end == "js") {
            let text = repo::read(&file)?;
            // A link that only told Trunk what to build tells a browser nothing.
            let kept: String = text.split_inclusive('\n').filter(|line| !line.contains("<link data-trunk ")).collect();
            if kept != text || kept.contains(PLACEHOLDER) {
                repo::write(&file, kept.replace(PLACEHOLDER, &version))?;
            }
        }
    }
    Ok(())
}

fn hash(root: &Path, files: impl Iterator<Item = PathBuf>) -> Result<String, String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        let bytes = std::fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        hasher.write(file.strip_prefix(root).unwrap_or(&file).to_string_lossy().as_bytes());
        hasher.write_usize(bytes.len());
        hasher.write(&bytes);
    }
    Ok(format!("{:016x}", hasher.finish()))
}
