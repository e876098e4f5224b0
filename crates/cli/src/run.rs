//! `kubenori run`: a transcript with our own output in place of the recorded one, unmasked, in the same format.

use std::io::Write;
use std::path::Path;

use playground::replay::Replay;
use playground::scenario::SCENARIOS;
use playground::transcript::{Piece, parse, render};

/// Runs each file on a cluster of its own and prints it.
pub fn run(paths: &[&str]) -> Result<bool, String> {
    if paths.is_empty() {
        return Err("run: which file?".into());
    }
    for path in paths {
        let text = crate::read(Path::new(path))?;
        let mut replay = Replay::as_recorded(&SCENARIOS[0], 1);
        replay.machine().desk.descriptions = crate::check::descriptions();
        let mut out = String::new();
        for piece in replay.transcript(&parse(&text)) {
            match piece {
                Piece::Text(line) => out.push_str(&(line + "\n")),
                Piece::Step(step) => render(&step, &mut out),
            }
        }
        // A reader that has seen enough (head) is no error of ours.
        let _ = std::io::stdout().write_all(out.as_bytes());
    }
    Ok(true)
}
