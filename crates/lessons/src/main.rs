//! Writes the lessons into the folder that the page loads them from: `lessons CONTENT OUT`.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a native tool: it has arguments, and tells how it went"
)]

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [content, out] = &args[..] else {
        eprintln!("lessons CONTENT OUT");
        return ExitCode::from(2);
    };
    match lessons::author::build(Path::new(content), Path::new(out)) {
        Ok(count) => {
            println!("{count} lessons");
            ExitCode::SUCCESS
        }
        Err(errors) => {
            errors.iter().for_each(|error| eprintln!("{error}"));
            ExitCode::FAILURE
        }
    }
}
