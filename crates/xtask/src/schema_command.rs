//! `cargo xtask schema`: hands over to the generator, a program of its own, so that k8s-openapi is compiled only when
//! somebody asks for it.

use crate::{Outcome, process, repo};
use std::process::Command;

pub fn run(args: &[String]) -> Outcome {
    println!("schema: compiling the generator with k8s-openapi (about a minute the first time)");
    process::openly(generator().args(args))
}

/// The generator, with the arguments still to come.
pub fn generator() -> Command {
    let mut cargo = process::cargo();
    cargo.args(["run", "--quiet", "-p", "kubenori-xtask", "--features", "schema", "--bin", "schema", "--"]);
    cargo.current_dir(repo::root());
    cargo
}
