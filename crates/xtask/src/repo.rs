//! Where things are: the repository, and the folder of tools that outlives a clone.

use std::path::{Path, PathBuf};

/// The root of the repository, from the place of this crate in it.
pub fn root() -> PathBuf {
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.ancestors().nth(2).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Our own part of cargo's target folder: stamps, logs, pictures.
pub fn artifacts() -> PathBuf {
    target().join("kubenori")
}

pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The cargo target folder of everything that is built for wasm32. Its own one, because those builds may run under
/// another compiler than the native ones, and the two would wait for each other's lock.
pub fn wasm_target() -> PathBuf {
    target().join("wasm")
}

/// The folder of the tools that set-up installs. It lies outside of the clone, so that a second clone on the same
/// machine is ready at once; each tool's folder carries its version, so that two clones never quarrel.
pub fn tools() -> PathBuf {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("KUBENORI_TOOLS")
        .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("kubenori")))
        .or_else(|| set("HOME").map(|home| home.join(".cache/kubenori")))
        .unwrap_or_else(|| target().join("tools"))
}

/// The version of a package in Cargo.lock: the one place that says which wasm-bindgen is used.
pub fn locked_version(package: &str) -> Result<String, String> {
    let lock = read(&root().join("Cargo.lock"))?;
    let wanted = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != wanted);
    let version = lines.nth(1).and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.map(str::to_owned).ok_or_else(|| format!("Cargo.lock names no {package}"))
}

pub fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

pub fn write(path: &Path, text: impl AsRef<[u8]>) -> Result<(), String> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|error| format!("cannot make {}: {error}", parent.display()))?;
    }
    std::fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// All files below `folder`, sorted, without those of dot folders, `target`, `dist` and `node_modules`.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let skipped = name.starts_with('.') || matches!(&*name, "target" | "dist" | "node_modules");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !skipped => waiting.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

/// A path inside the repository as it is written in messages, with forward slashes.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
