//! `kubenori journal FILE`: replays a shared session and prints what its terminals show, then the hash of its state.

use std::io::Read;
use std::path::Path;

use playground::Session;

/// `-` reads the journal from standard input.
pub fn journal(paths: &[&str]) -> Result<bool, String> {
    let [path] = paths else { return Err("kubenori journal FILE, or - for standard input".into()) };
    let text = match *path {
        "-" => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(|e| format!("standard input: {e}"))?;
            text
        }
        path => crate::read(Path::new(path))?,
    };
    let session = Session::restore(&text).map_err(|line| format!("{path}: line {line} is no line of a journal"))?;
    print!("{}", session.screen());
    println!("state {}", session.state_hash());
    Ok(true)
}
