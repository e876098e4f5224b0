//! The wasm32 target: from rustup where it can be had, else from Debian's own Rust.

use super::debian_wasm::{self, DebianRust};
use crate::process;
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

/// The compiler that builds for wasm32.
enum Toolchain {
    /// The one that also builds the native crates.
    Usual,
    Debian(DebianRust),
}

pub fn ensure() -> Result<String, String> {
    if let Some(found) = toolchain() {
        return Ok(found.to_string());
    }
    let usual = if process::find("rustup").is_some() && !debian_wasm::forced() {
        println!("setup: rustup target add {TARGET} (seconds)");
        process::quietly(Command::new("rustup").args(["target", "add", TARGET]))
    } else {
        Err("there is no rustup".into())
    };
    if let Err(why) = usual {
        println!("setup: {TARGET} is not to be had from rustup; trying Debian's Rust (about 3 minutes)");
        debian_wasm::install()
            .map_err(|second| format!("{why}\n    {second}\n    install by hand: rustup target add {TARGET}"))?;
    }
    toolchain().map(|found| found.to_string()).ok_or_else(|| format!("{TARGET} was installed but is not found"))
}

/// Makes `command`, and every cargo and rustc that it starts, able to build for wasm32.
pub fn prepare(command: &mut Command) -> Result<(), String> {
    match toolchain() {
        Some(Toolchain::Usual) => Ok(()),
        Some(Toolchain::Debian(rust)) => {
            rust.prepare(command);
            Ok(())
        }
        None => Err(format!("the {TARGET} target is not installed: cargo xtask setup")),
    }
}

fn toolchain() -> Option<Toolchain> {
    if !debian_wasm::forced() && usual_has_target() {
        return Some(Toolchain::Usual);
    }
    debian_wasm::find().map(Toolchain::Debian)
}

fn usual_has_target() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let libraries = process::output(Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]));
    libraries.is_some_and(|folder| std::fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()))
}

impl std::fmt::Display for Toolchain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usual => f.write_str("with the usual compiler"),
            Self::Debian(rust) => write!(f, "with Debian's compiler, std in {}", rust.sysroot().display()),
        }
    }
}
