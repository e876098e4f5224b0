//! wasm-opt over each module, with exactly the features that rustc uses and browsers have had for years.
//! `--all-features` would let it write modules that Chromium refuses.

use crate::setup;
use crate::{Outcome, module, process, repo};
use std::path::Path;
use std::process::Command;

const FLAGS: &[&str] = &[
    "-Oz",
    // Large functions stay functions of their own, though only one place calls them: the engine's module is split by
    // functions, and brotli likes it better.
    "--one-caller-inline-max-function-size=50",
    "--strip-producers",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

pub fn all(folder: &Path) -> Outcome {
    for module in repo::files(folder).iter().filter(|file| file.extension().is_some_and(|end| end == "wasm")) {
        one(module)?;
    }
    Ok(())
}

pub fn one(file: &Path) -> Outcome {
    let bytes = std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let bytes = module::without_linking(&bytes).ok_or_else(|| format!("{} is no module", file.display()))?;
    repo::write(file, bytes)?;
    let program = setup::npm_packages().join("binaryen/bin/wasm-opt");
    let small = file.with_extension("small");
    process::quietly(Command::new("node").arg(program).args(FLAGS).arg(file).arg("-o").arg(&small))?;
    std::fs::rename(&small, file).map_err(|error| format!("cannot replace {}: {error}", file.display()))
}
