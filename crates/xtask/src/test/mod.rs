//! `cargo xtask test`: every suite of the repository, one after the other, and one line at the end that counts them all.

mod count;
mod steps;

use crate::setup::{self, Purpose};
use crate::{Outcome, build};
use count::Count;
use std::time::Instant;

use steps::BESIDE_BUILD;
pub use steps::{STEPS, on_the_page};

/// One suite.
pub struct Step {
    name: &'static str,
    about: &'static str,
    /// What must be installed; native suites need nothing but cargo.
    needs: Option<Purpose>,
    run: fn() -> Result<Count, String>,
}

/// `cargo xtask test [--list] [--only NAME]...`
pub fn run(args: &[String]) -> Outcome {
    if args == ["--list"] {
        for step in STEPS {
            println!("{:<12} {}", step.name, step.about);
        }
        return Ok(());
    }
    let steps = chosen(args)?;
    match (steps.iter().any(|step| step.needs == Some(Purpose::Tests)), steps.iter().any(|step| step.needs.is_some())) {
        (true, _) => setup::ensure(Purpose::Tests)?,
        (false, true) => setup::ensure(Purpose::Build)?,
        (false, false) => {}
    }
    let paged = steps.iter().any(|step| step.needs.is_some());
    let results: Vec<(&Step, Count, f32)> = std::thread::scope(|scope| {
        let run = |step: &'static Step| {
            // What comes of the build is told by the suite that asks for the page.
            if paged && step.name == BESIDE_BUILD {
                scope.spawn(|| build::ensure().ok());
            }
            measured(step)
        };
        steps.into_iter().map(run).collect()
    });
    println!();
    for (step, count, seconds) in &results {
        println!("{:<12} {:>5} passed {:>3} failed {seconds:>7.1} s", step.name, count.passed, count.failed);
    }
    let total = results.iter().fold(Count::default(), |sum, (_, count, _)| sum + *count);
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 { Ok(()) } else { std::process::exit(1) }
}

fn chosen(args: &[String]) -> Result<Vec<&'static Step>, String> {
    let mut chosen = Vec::new();
    for pair in args.chunks(2) {
        let [flag, name] = pair else { return Err(usage()) };
        if flag != "--only" {
            return Err(usage());
        }
        chosen.push(STEPS.iter().find(|step| step.name == name).ok_or_else(usage)?);
    }
    Ok(if chosen.is_empty() { STEPS.iter().collect() } else { chosen })
}

fn usage() -> String {
    let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
    format!("usage: cargo xtask test [--list] [--only NAME]..., where NAME is one of {}", names.join(", "))
}

/// Runs a step. One that could not even run has failed once.
fn measured(step: &'static Step) -> (&'static Step, Count, f32) {
    println!("\n== {}: {}", step.name, step.about);
    let start = Instant::now();
    let count = (step.run)().unwrap_or_else(|why| {
        println!("{why}");
        Count { passed: 0, failed: 1 }
    });
    (step, count, start.elapsed().as_secs_f32())
}
