//! Set-up: each tool is one module and one row. Versions are looked at first; only what is missing is installed, with
//! one line that says what happens and how long it may take. What cannot be had ends in one line that says how to get it.

pub mod apt;
pub mod browser;
mod cargo_tool;
mod debian_wasm;
pub mod descriptions;
mod npm;
pub mod sites;
pub mod wasm_target;

use crate::{Outcome, repo};
use std::fs::File;

pub use cargo_tool::{trunk, wasm_bindgen};
pub use npm::packages as npm_packages;

/// A thing that set-up makes sure of.
struct Tool {
    name: &'static str,
    for_tests_only: bool,
    /// Installs it when it is missing; answers what is used, for the summary.
    ensure: fn() -> Result<String, String>,
}

const TOOLS: &[Tool] = &[
    Tool { name: "wasm32 target", for_tests_only: false, ensure: wasm_target::ensure },
    Tool { name: "wasm-bindgen", for_tests_only: false, ensure: cargo_tool::ensure_wasm_bindgen },
    Tool { name: "trunk", for_tests_only: false, ensure: cargo_tool::ensure_trunk },
    Tool { name: "npm packages", for_tests_only: false, ensure: npm::ensure },
    Tool { name: "explain's texts", for_tests_only: false, ensure: descriptions::ensure },
    Tool { name: "chromium", for_tests_only: true, ensure: browser::ensure_chromium },
    Tool { name: "chromedriver", for_tests_only: true, ensure: browser::ensure_driver },
    Tool { name: "MkDocs Material", for_tests_only: true, ensure: sites::ensure_mkdocs },
    Tool { name: "VitePress", for_tests_only: true, ensure: sites::ensure_vitepress },
    Tool { name: "Korean fonts", for_tests_only: true, ensure: browser::ensure_fonts },
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Build,
    Tests,
}

/// `cargo xtask setup [--tests]`
pub fn run(args: &[String]) -> Outcome {
    let purpose = match args {
        [] => Purpose::Build,
        [flag] if flag == "--tests" => Purpose::Tests,
        _ => return Err("usage: cargo xtask setup [--tests]".into()),
    };
    let _lock = lock()?;
    for tool in wanted(purpose) {
        println!("{:<14} {}", tool.name, (tool.ensure)()?);
    }
    Ok(())
}

/// Makes sure of everything that `purpose` needs and is silent about what is there already. All that is missing is
/// said at once, so that nobody installs one thing to hear about the next.
pub fn ensure(purpose: Purpose) -> Outcome {
    let _lock = lock()?;
    let missing: Vec<String> =
        wanted(purpose).filter_map(|tool| (tool.ensure)().err().map(|why| format!("{}: {why}", tool.name))).collect();
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\nerror: ")) }
}

fn wanted(purpose: Purpose) -> impl Iterator<Item = &'static Tool> {
    TOOLS.iter().filter(move |tool| purpose == Purpose::Tests || !tool.for_tests_only)
}

/// Two clones that set up at the same time do it one after the other; the lock ends with the file's handle.
fn lock() -> Result<File, String> {
    let path = repo::tools().join("lock");
    repo::write(&path, "")?;
    let file = File::open(&path).map_err(|error| format!("cannot open {}: {error}", path.display()))?;
    if file.try_lock().is_err() {
        println!("setup: waiting for another set-up on this machine to end");
        file.lock().map_err(|error| format!("cannot lock {}: {error}", path.display()))?;
    }
    Ok(file)
}
