//! The makers of tutorial sites that the tests embed the page in: MkDocs Material in a Python environment of its own, and
//! VitePress, both as their pinned lists of packages say.

use super::apt;
use crate::{Outcome, process, repo};
use std::path::PathBuf;
use std::process::Command;

/// The `mkdocs` of our environment.
pub fn mkdocs() -> PathBuf {
    environment().join(if cfg!(windows) { "Scripts/mkdocs.exe" } else { "bin/mkdocs" })
}

fn environment() -> PathBuf {
    repo::artifacts().join("mkdocs")
}

fn samples() -> PathBuf {
    repo::root().join("web/e2e/sites")
}

pub fn ensure_mkdocs() -> Result<String, String> {
    let wanted = repo::read(&samples().join("mkdocs/requirements.txt"))?;
    let stamp = environment().join("kubenori-requirements");
    if std::fs::read_to_string(&stamp).ok().as_ref() != Some(&wanted) || !mkdocs().is_file() {
        println!("setup: MkDocs Material in a Python environment below target/ (half a minute)");
        make_environment()?;
        let python = mkdocs().with_file_name(if cfg!(windows) { "python.exe" } else { "python" });
        let mut pip = Command::new(python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
        process::quietly(pip.arg(samples().join("mkdocs/requirements.txt")))?;
        repo::write(&stamp, wanted)?;
    }
    Ok(format!("as pinned, in {}", repo::shown(&environment())))
}

/// Debian's Python comes without what makes environments.
fn make_environment() -> Outcome {
    let python = ["python3", "python"].into_iter().find(|name| process::find(name).is_some());
    let venv = |python: &str| {
        let _ = std::fs::remove_dir_all(environment());
        process::quietly(Command::new(python).args(["-m", "venv"]).arg(environment()))
    };
    if python.is_some_and(|python| venv(python).is_ok()) {
        return Ok(());
    }
    if apt::exists() {
        println!("setup: installing python3-venv (seconds)");
        apt::install(&["python3", "python3-venv"])?;
        return venv("python3");
    }
    Err("Python 3 with venv is missing: https://www.python.org, or your system's python3 and python3-venv".into())
}

pub fn ensure_vitepress() -> Result<String, String> {
    let folder = samples().join("vitepress");
    let lock = repo::read(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.kubenori-lock");
    if std::fs::read_to_string(&stamp).ok().as_ref() != Some(&lock) {
        println!("setup: npm ci for VitePress (half a minute)");
        let mut npm = process::npm();
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder);
        process::quietly(&mut npm)?;
        repo::write(&stamp, lock)?;
    }
    Ok("as locked".into())
}
