//! The engine as a package for npm, in `target/npm`: the very module of the page with the glue of an ES module, and
//! beside it what lies in `crates/wasm/npm`.

use super::sizes;
use crate::{Outcome, build, process, repo, setup};
use std::path::PathBuf;
use std::process::Command;

/// `cargo xtask package`
pub fn run(args: &[String]) -> Outcome {
    if !args.is_empty() {
        return Err("usage: cargo xtask package".into());
    }
    println!("package: {}", repo::shown(&ensure()?));
    Ok(())
}

/// Writes the package; answers where it is.
pub fn ensure() -> Result<PathBuf, String> {
    build::ensure()?;
    let out = repo::target().join("npm");
    let stamp = repo::artifacts().join("npm.stamp");
    let sources = sources()?;
    if std::fs::read_to_string(&stamp).ok().as_ref() == Some(&sources) && out.join("package.json").is_file() {
        return Ok(out);
    }
    let _ = std::fs::remove_dir_all(&out);
    let module = build::linked("engine");
    let mut bindgen = Command::new(setup::wasm_bindgen()?.join("wasm-bindgen"));
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", "engine", "--out-dir"]).arg(&out).arg(&module);
    process::quietly(&mut bindgen)?;
    // The glue is another one than the page's, the module is the same: it has been made small already.
    let module = out.join("engine_bg.wasm");
    std::fs::copy(build::whole(), &module).map_err(|error| format!("cannot write {}: {error}", module.display()))?;
    let megabytes = sizes::brotli(&module)? as f64 / 1e6;
    let from = repo::root().join("crates/wasm/npm");
    for file in repo::files(&from) {
        let text = repo::read(&file)?;
        let text = text.replace("{{SIZE}}", &format!("{megabytes:.2} MB"));
        let text = text.replace("\"version\": \"0.0.0\"", &format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION")));
        repo::write(&out.join(file.file_name().unwrap_or_default()), text)?;
    }
    for name in ["LICENSE", "NOTICE"] {
        repo::write(&out.join(name), repo::read(&repo::root().join(name))?)?;
    }
    repo::write(&stamp, sources)?;
    Ok(out)
}

/// What the package is made from: the sources of the page's build, and its own files.
fn sources() -> Result<String, String> {
    let mut sources = repo::read(&repo::artifacts().join("dist.stamp"))?;
    for file in repo::files(&repo::root().join("crates/wasm/npm")) {
        sources.push_str(&repo::read(&file)?);
    }
    Ok(sources)
}
