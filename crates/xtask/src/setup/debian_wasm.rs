//! The way round on a machine that reaches Debian's packages but not rustup's server: Debian's Rust, and a standard
//! library for wasm32 that is built once from Debian's sources.
//!
//! Debian's compiler looks for the library under /usr, which is not ours to fill. So the tool folder gets a sysroot of
//! its own: Debian's host libraries as links, our wasm32 libraries beside them, and a `rustc` that points there.

use super::apt;
use crate::{Outcome, process, repo};
use std::path::{Path, PathBuf};
use std::process::Command;

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const HOST_LIBRARIES: &str = "/usr/lib/rustlib";
const TARGET: &str = "wasm32-unknown-unknown";

pub struct DebianRust {
    root: PathBuf,
}

/// For trying this way on a machine that would not need it.
pub fn forced() -> bool {
    std::env::var_os("KUBENORI_DEBIAN_RUST").is_some()
}

/// Debian's Rust with a finished wasm32 library for its very version.
pub fn find() -> Option<DebianRust> {
    let rust = DebianRust { root: root()? };
    rust.libraries().join("done").is_file().then_some(rust)
}

pub fn install() -> Outcome {
    if !apt::exists() {
        return Err("and this system has no apt".into());
    }
    apt::install(&["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "gcc", "libc6-dev"])?;
    if let Some(linker) = missing_linker() {
        apt::install(&[&linker])?;
    }
    let rust = DebianRust { root: root().ok_or("Debian's rustc does not run")? };
    let _ = std::fs::remove_dir_all(&rust.root);
    build_std(&rust)?;
    rust.lay_out()
}

impl DebianRust {
    pub fn sysroot(&self) -> &Path {
        &self.root
    }

    /// Makes `command` use Debian's cargo and our rustc, and nothing of the rustup that may run us.
    pub fn prepare(&self, command: &mut Command) {
        for name in ["RUSTUP_TOOLCHAIN", "RUSTUP_HOME", "LD_LIBRARY_PATH", "RUSTC_WRAPPER", "RUSTDOC"] {
            command.env_remove(name);
        }
        process::prepend_path(command, &[self.root.join("bin")]);
        command.env("CARGO", CARGO).env("RUSTC", self.root.join("bin/rustc"));
    }

    fn libraries(&self) -> PathBuf {
        self.root.join("lib/rustlib").join(TARGET).join("lib")
    }

    fn lay_out(&self) -> Outcome {
        let wrapper = format!("#!/bin/sh\nexec {RUSTC} --sysroot '{}' \"$@\"\n", self.root.display());
        let rustc = self.root.join("bin/rustc");
        repo::write(&rustc, wrapper)?;
        process::quietly(Command::new("chmod").arg("+x").arg(rustc))?;
        process::quietly(Command::new("ln").args(["-sfn", CARGO]).arg(self.root.join("bin/cargo")))?;
        let entries =
            std::fs::read_dir(HOST_LIBRARIES).map_err(|error| format!("cannot read {HOST_LIBRARIES}: {error}"))?;
        for entry in entries.flatten().filter(|entry| entry.file_name() != TARGET) {
            process::quietly(Command::new("ln").arg("-sfn").arg(entry.path()).arg(self.root.join("lib/rustlib")))?;
        }
        repo::write(&self.libraries().join("done"), "")
    }
}

/// A folder that carries Debian's exact version, so that an update of it starts anew.
fn root() -> Option<PathBuf> {
    let version = process::output(Command::new(RUSTC).arg("--version"))?;
    let name: String = version.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    Some(repo::tools().join(format!("debian-{}", name.trim_matches('-'))))
}

/// `rust-lld` is a link to the lld of one LLVM version, which apt does not pull in by itself.
fn missing_linker() -> Option<String> {
    let linked = std::fs::read_link("/usr/bin/rust-lld").ok()?;
    let name = linked.file_name()?.to_string_lossy().into_owned();
    (!Path::new("/usr/bin").join(&linked).exists()).then_some(name)
}

/// Builds std with an empty crate that asks cargo for it. `embed-bitcode` is what link-time optimisation needs, and the
/// `test` crate is what wasm-bindgen's tests need.
fn build_std(rust: &DebianRust) -> Outcome {
    let project = rust.root.join("build");
    repo::write(&project.join("Cargo.toml"), "[package]\nname = \"empty\"\nedition = \"2024\"\n[workspace]\n")?;
    repo::write(&project.join("src/lib.rs"), "")?;
    let mut cargo = Command::new(CARGO);
    for name in ["RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH", "CARGO_TARGET_DIR", "RUSTC_WRAPPER"] {
        cargo.env_remove(name);
    }
    cargo.envs([("RUSTC_BOOTSTRAP", "1"), ("RUSTC", RUSTC), ("RUSTFLAGS", "-Cembed-bitcode=yes")]);
    cargo.args(["build", "--release", "-Zbuild-std=std,panic_abort,proc_macro,test", "--target", TARGET]);
    process::quietly(cargo.current_dir(&project))?;
    let libraries = rust.libraries();
    std::fs::create_dir_all(&libraries).map_err(|error| format!("cannot make {}: {error}", libraries.display()))?;
    let built = project.join("target").join(TARGET).join("release/deps");
    for file in repo::files(&built).iter().filter(|file| file.extension().is_some_and(|end| end == "rlib")) {
        let name = file.file_name().unwrap_or_default();
        if !name.to_string_lossy().starts_with("libempty") {
            std::fs::copy(file, libraries.join(name))
                .map_err(|error| format!("cannot copy {}: {error}", file.display()))?;
        }
    }
    let _ = std::fs::remove_dir_all(project);
    Ok(())
}
