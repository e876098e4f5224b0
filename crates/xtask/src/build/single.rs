//! The whole page as one HTML file that works by a double click: `web/single.mjs` puts the files of `dist/` into it.

use crate::{build, process, repo};
use std::path::PathBuf;
use std::process::Command;

/// Builds what is not up to date; answers where the file is.
pub fn ensure() -> Result<PathBuf, String> {
    build::ensure()?;
    let file = repo::dist().join("kubenori.html");
    if !file.is_file() {
        let mut node = Command::new("node");
        node.arg(repo::root().join("web/single.mjs")).arg(repo::dist()).arg(&file).current_dir(repo::root());
        process::quietly(&mut node)?;
    }
    Ok(file)
}
