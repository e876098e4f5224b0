//! Tools that come as cargo packages: trunk and wasm-bindgen (with its test runner).
//!
//! A tool of the right version on the PATH is used as it is. Otherwise it is built once into the tool folder, not into
//! the user's own `~/.cargo/bin`, whose tools may be wanted in other versions by other projects.

use crate::{process, repo};
use std::path::PathBuf;
use std::process::Command;

/// The newest Trunk that builds with the compilers we support; 0.22 wants a newer one.
const TRUNK: &str = "0.21.14";

struct CargoTool {
    package: &'static str,
    program: &'static str,
    version: String,
    /// What a 2-core machine needs.
    minutes: u32,
}

pub fn ensure_trunk() -> Result<String, String> {
    ensure(&trunk_tool())
}

pub fn ensure_wasm_bindgen() -> Result<String, String> {
    ensure(&wasm_bindgen_tool()?)
}

/// The folder that holds `trunk`.
pub fn trunk() -> Result<PathBuf, String> {
    folder(&trunk_tool()).ok_or_else(|| "trunk is not installed: cargo xtask setup".into())
}

/// The folder that holds `wasm-bindgen` and `wasm-bindgen-test-runner`.
pub fn wasm_bindgen() -> Result<PathBuf, String> {
    folder(&wasm_bindgen_tool()?).ok_or_else(|| "wasm-bindgen is not installed: cargo xtask setup".into())
}

fn trunk_tool() -> CargoTool {
    CargoTool { package: "trunk", program: "trunk", version: TRUNK.into(), minutes: 6 }
}

/// The command line must be of exactly the version of the library; Cargo.lock says which that is.
fn wasm_bindgen_tool() -> Result<CargoTool, String> {
    let version = repo::locked_version("wasm-bindgen")?;
    Ok(CargoTool { package: "wasm-bindgen-cli", program: "wasm-bindgen", version, minutes: 3 })
}

fn ensure(tool: &CargoTool) -> Result<String, String> {
    let CargoTool { package, version, minutes, .. } = tool;
    if folder(tool).is_none() {
        println!("setup: building {package} {version}, once on this machine (about {minutes} minutes on 2 cores)");
        // Some registries lag behind the lock file of the package, so the second try does without it.
        install(tool, &["--locked"])
            .or_else(|_| install(tool, &[]))
            .map_err(|why| format!("{why}\n    install by hand: cargo install {package}@{version}"))?;
    }
    let found = folder(tool).ok_or_else(|| format!("{package} {version} was installed but does not run"))?;
    Ok(format!("{version} in {}", found.display()))
}

/// The folder with the right version of the tool: on the PATH, or our own.
fn folder(tool: &CargoTool) -> Option<PathBuf> {
    let on_path = process::find(tool.program).and_then(|program| program.parent().map(PathBuf::from));
    on_path.into_iter().chain([own_root(tool).join("bin")]).find(|folder| {
        let said = process::output(Command::new(folder.join(tool.program)).arg("--version"));
        said.is_some_and(|said| said.split_whitespace().nth(1) == Some(tool.version.as_str()))
    })
}

fn own_root(tool: &CargoTool) -> PathBuf {
    repo::tools().join(format!("{}-{}", tool.package, tool.version))
}

fn install(tool: &CargoTool, flags: &[&str]) -> Result<(), String> {
    let build = repo::tools().join("build");
    let mut cargo = process::cargo();
    cargo.args(["install", &format!("{}@{}", tool.package, tool.version)]).args(flags);
    cargo.arg("--root").arg(own_root(tool)).arg("--target-dir").arg(&build);
    // These tools spend their time in other programs: quick to build is better than quick to run.
    cargo.envs([
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
        ("CARGO_PROFILE_RELEASE_LTO", "off"),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
        ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
        ("CARGO_PROFILE_RELEASE_PANIC", "unwind"),
    ]);
    cargo.current_dir(repo::tools());
    let outcome = process::quietly(&mut cargo);
    let _ = std::fs::remove_dir_all(build);
    outcome
}
