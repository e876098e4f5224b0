//! wasm-opt over each module, with exactly the features that rustc uses and browsers have had for years.
//! `--all-features` would let it write modules that Chromium refuses.

use crate::setup;
use crate::{Outcome, process, repo};
use std::path::Path;
use std::process::Command;

const FLAGS: &[&str] = &[
    "-Oz",
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

pub fn one(module: &Path) -> Outcome {
    let program = setup::npm_packages().join("binaryen/bin/wasm-opt");
    let small = module.with_extension("small");
    process::quietly(Command::new("node").arg(program).args(FLAGS).arg(module).arg("-o").arg(&small))?;
    std::fs::rename(&small, module).map_err(|error| format!("cannot replace {}: {error}", module.display()))
}
