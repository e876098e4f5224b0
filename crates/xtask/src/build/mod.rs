//! Writes the page to `dist/`: Trunk compiles both wasm modules, then the modules are made small, and every reference
//! gets the version of the build, so that a browser never mixes the files of two builds.

mod docs;
mod optimize;
pub mod package;
pub mod single;
pub mod sizes;
mod version;

use crate::setup::{self, Purpose, wasm_target};
use crate::{Outcome, process, repo};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Instant;

/// `cargo xtask build [--single-file]`
pub fn run(args: &[String]) -> Outcome {
    match args {
        [] => ensure()?,
        [flag] if flag == "--single-file" => println!("build: {}", repo::shown(&single::ensure()?)),
        _ => return Err("usage: cargo xtask build [--single-file]".into()),
    }
    println!("{}", sizes::measure()?);
    Ok(())
}

/// Sets up and builds, unless `dist/` already is what today's sources give. Once in a run: who asks while it is being
/// built waits for it.
pub fn ensure() -> Outcome {
    static BUILT: OnceLock<Outcome> = OnceLock::new();
    BUILT.get_or_init(build).clone()
}

fn build() -> Outcome {
    if std::env::var_os("KUBENORI_DIST").is_some_and(|value| value == "as-is") {
        println!("build: dist/ is taken as it is");
        return Ok(());
    }
    setup::ensure(Purpose::Build)?;
    let stamp = repo::artifacts().join("dist.stamp");
    let sources = version::of_sources()? + if quick() { " quick" } else { "" };
    let there = repo::dist().join("index.html").is_file() && whole().is_file();
    if there && std::fs::read_to_string(&stamp).ok().as_ref() == Some(&sources) {
        println!("build: dist/ is up to date");
        return Ok(());
    }
    println!("build: compiling the page and the engine for release (about 3 minutes the first time, then 1)");
    let start = Instant::now();
    let staging = repo::artifacts().join("staging");
    trunk(&staging)?;
    explain_texts(&staging)?;
    lessons(&staging)?;
    if !quick() {
        optimize::all(&staging)?;
    }
    keep_whole(&staging)?;
    if !quick() {
        split(&staging)?;
        process::quietly(Command::new("node").arg("web/glue.mjs").arg(&staging).current_dir(repo::root()))?;
    }
    copy(&repo::root().join("web/static"), &staging)?;
    docs::write(&repo::root().join("web/docs"), &staging.join("docs"))?;
    version::list_files(&staging)?;
    version::stamp(&staging)?;
    replace(&staging, &repo::dist())?;
    repo::write(&stamp, sources)?;
    println!("build: dist/ written in {:.0} s", start.elapsed().as_secs_f32());
    Ok(())
}

/// While one works on the page: modules that compile soon and run slower, and weigh far more than what is published.
fn quick() -> bool {
    std::env::var_os("KUBENORI_QUICK").is_some_and(|value| value == "1")
}

/// The profile of the modules, for `quick` builds.
const QUICK: &[(&str, &str)] = &[
    ("CARGO_PROFILE_WASM_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_WASM_LTO", "off"),
    ("CARGO_PROFILE_WASM_CODEGEN_UNITS", "64"),
    ("CARGO_PROFILE_WASM_INCREMENTAL", "true"),
];

/// How the published modules are compiled.
const FLAGS: &[&str] = &[
    // LLVM should neither hand over the fields of a value instead of a pointer to it, which makes each of ten thousand
    // calls longer, nor give loops a variable for every address.
    "-Cllvm-args=-opt-disable=argpromotion",
    "-Cllvm-args=-disable-lsr",
    // A function with one caller becomes a part of it only while it is twenty times smaller than LLVM would have it:
    // what is left out of the first half are whole functions.
    "-Cllvm-args=-inline-instr-cost=100",
    "-Cllvm-args=-inline-call-penalty=500",
    // Where the constants lie and which point to which: the split goes by it.
    "-Clink-arg=--emit-relocs",
];

fn trunk(staging: &Path) -> Outcome {
    let mut trunk = Command::new(setup::trunk()?.join("trunk"));
    trunk.args(["build", "--release", "--offline", "--dist"]).arg(staging).current_dir(repo::root());
    process::prepend_path(&mut trunk, &[setup::wasm_bindgen()?]);
    wasm_target::prepare(&mut trunk)?;
    trunk.env("CARGO_TARGET_DIR", repo::wasm_target());
    if quick() {
        trunk.envs(QUICK.iter().copied());
    } else {
        trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS.join(" "));
    }
    // Trunk 0.21 takes this variable for a flag of its own and refuses the usual value 1.
    trunk.env_remove("NO_COLOR");
    // Its errors say what is wrong; where in Trunk that is found helps nobody.
    trunk.env_remove("RUST_BACKTRACE");
    process::quietly(&mut trunk)
}

/// Each module in two halves: what the first picture needs, and what may come behind it. What has no caller left in the
/// first half makes it a little smaller once more.
fn split(staging: &Path) -> Outcome {
    let mut node = Command::new("node");
    node.arg("web/split.mjs").arg(staging).arg(linked_modules()).current_dir(repo::root());
    process::quietly(&mut node)?;
    optimize::one(&staging.join("engine_bg.wasm"))?;
    optimize::one(&staging.join("page_bg.wasm"))
}

/// The engine before it is split, for the package.
fn keep_whole(staging: &Path) -> Outcome {
    std::fs::copy(staging.join("engine_bg.wasm"), whole())
        .map(drop)
        .map_err(|error| format!("cannot keep the engine's module: {error}"))
}

/// Where the engine's module is as a whole, as small as the page's.
fn whole() -> PathBuf {
    repo::artifacts().join("engine.wasm")
}

/// Where the modules are as the linker wrote them.
fn linked_modules() -> PathBuf {
    repo::wasm_target().join("wasm32-unknown-unknown/wasm")
}

/// A module as the linker wrote it.
pub fn linked(name: &str) -> PathBuf {
    linked_modules().join(name).with_extension("wasm")
}

/// The course, as the page loads it.
fn lessons(staging: &Path) -> Outcome {
    let mut cargo = process::cargo();
    cargo.args(["run", "--quiet", "--package", "kubenori-lessons", "--features", "author", "--bin", "lessons", "--"]);
    cargo.arg(repo::root().join("crates/lessons/content")).arg(staging.join("lessons")).current_dir(repo::root());
    process::quietly(&mut cargo)
}

/// The texts of `kubectl explain`, packed: they are fetched when somebody asks for the first.
fn explain_texts(staging: &Path) -> Outcome {
    let mut node = Command::new("node");
    node.arg("web/prose.mjs").arg(setup::descriptions::file()).arg(staging.join("descriptions.txt"));
    process::quietly(node.current_dir(repo::root()))
}

/// Files that go into the page as they are: its icons, and what an installed page is called.
fn copy(from: &Path, to: &Path) -> Outcome {
    for file in repo::files(from) {
        let name = file.strip_prefix(from).unwrap_or(&file);
        let bytes = std::fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        repo::write(&to.join(name), bytes)?;
    }
    Ok(())
}

/// The finished folder takes the place of the old one in one step: a server that runs meanwhile never sees half of it.
fn replace(from: &Path, to: &Path) -> Outcome {
    if to.exists() {
        std::fs::remove_dir_all(to).map_err(|error| format!("cannot empty {}: {error}", to.display()))?;
    }
    std::fs::rename(from, to).map_err(|error| format!("cannot write {}: {error}", to.display()))
}
