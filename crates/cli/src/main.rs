//! The native face of the playground: `kubenori run | check | lesson | journal | serve | bench`.

mod bench;
mod check;
mod journal;
mod lesson;
mod run;
mod serve;

use std::process::ExitCode;

const USAGE: &str = "\
kubenori: a Kubernetes cluster in one process

  kubenori run FILE.md                 replays the commands of a transcript on a fresh four-node cluster and prints
                                       the transcript with its own output
  kubenori check PATH... [--json]      compares transcripts (files or folders) with what the cluster prints
  kubenori lesson check DIR            tells what is wrong with a lesson folder (or a folder of them), line by line
  kubenori journal FILE                replays a shared session (- reads it from standard input), prints what its
                                       terminals show and the hash of its state
  kubenori serve [ADDRESS]             serves the API of a fresh cluster (127.0.0.1:8001), for a kubectl of one's own
  kubenori bench [NAME...] [--json]    measures rates, the 1,000-replica figure, the boot and the slider of time
                                       (boot, rates, watch, replicas, scrub; replicas=N workers=N objects=N)
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let json = args.iter().any(|a| a == "--json");
    let paths: Vec<&str> = args.iter().skip(1).map(String::as_str).filter(|a| !a.starts_with("--")).collect();
    let result = match args.first().map(String::as_str) {
        Some("run") => run::run(&paths),
        Some("check") => check::check(&paths, json),
        Some("lesson") => lesson::lesson(&paths),
        Some("journal") => journal::journal(&paths),
        Some("serve") => serve::serve(paths.first().copied().unwrap_or("127.0.0.1:8001")),
        Some("bench") => bench::bench(&paths, json),
        Some("help" | "--help" | "-h") | None => {
            print!("{USAGE}");
            Ok(true)
        }
        Some(other) => Err(format!("unknown command {other:?}\n\n{USAGE}")),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("kubenori: {message}");
            ExitCode::from(2)
        }
    }
}

/// A file's text, or what is wrong with it.
fn read(path: &std::path::Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}
