//! `cargo xtask schema`: writes the schema table and the typed views of `crates/api` from k8s-openapi and the overlay.
//!
//! A binary of its own behind the feature `schema`, so that k8s-openapi is compiled only when it is asked for.
//! With `descriptions FILE [MODELS]` it writes the prose of every type and field into FILE instead, which is never
//! committed.

mod descriptions;
mod model;
mod roots;
mod table;
mod views;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let result = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => write_all(&top),
        ["--check"] => check(&top),
        ["descriptions", file] => describe(&top, Path::new(file), None),
        ["descriptions", file, models] => describe(&top, Path::new(file), Some(Path::new(models))),
        _ => Err("usage: schema [--check | descriptions FILE [MODELS]]".to_string()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("schema: {why}");
            ExitCode::FAILURE
        }
    }
}

fn model(top: &Path, definitions: &serde_json::Map<String, serde_json::Value>) -> Result<Vec<model::Type>, String> {
    let overlay = top.join("crates/xtask/schema/overlay.yaml");
    let text = std::fs::read_to_string(&overlay).map_err(|e| format!("{}: {e}", overlay.display()))?;
    model::build(definitions, &text)
}

fn describe(top: &Path, file: &Path, models: Option<&Path>) -> Result<(), String> {
    let definitions = roots::definitions();
    descriptions::write(&definitions, &model(top, &definitions)?, models, file)
}

/// The generated files with their contents.
fn files(top: &Path) -> Result<Vec<(std::path::PathBuf, String)>, String> {
    let model = model(top, &roots::definitions())?;
    let mut out = vec![(top.join("crates/api/src/schema/table.rs"), table::render(&model))];
    for (name, text) in views::render(&model) {
        out.push((top.join("crates/api/src/views").join(name), text));
    }
    Ok(out)
}

fn write_all(top: &Path) -> Result<(), String> {
    for (path, text) in files(top)? {
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

fn check(top: &Path) -> Result<(), String> {
    for (path, text) in files(top)? {
        if std::fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
            return Err(format!("{} is not what `cargo xtask schema` writes", path.display()));
        }
    }
    Ok(())
}
