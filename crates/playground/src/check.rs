//! The checker that `kubenori check` gives to authors of tutorials, and that the project's own tests use.

pub use api::descriptions::Descriptions;

use crate::replay::Replay;
use crate::scenario::SCENARIOS;
use crate::transcript::compare::{Comparer, Nearness};
use crate::transcript::{Piece, parse};

/// How one command went.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The command.
    pub command: String,
    /// Its line in the file.
    pub line: usize,
    /// How near the output is.
    pub nearness: Nearness,
    /// Unified diff of the masked lines; empty where equal.
    pub diff: Vec<String>,
}

/// How a file went.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Its commands in order.
    pub outcomes: Vec<Outcome>,
}

impl Report {
    /// Commands that are equal.
    pub fn passed(&self) -> usize {
        self.outcomes.iter().filter(|o| o.nearness > Nearness::Different).count()
    }
    /// Commands that are not.
    pub fn failed(&self) -> usize {
        self.outcomes.len() - self.passed()
    }
    /// Commands that are equal to the byte, but for the masks.
    pub fn exact(&self) -> usize {
        self.outcomes.iter().filter(|o| o.nearness == Nearness::ToTheByte).count()
    }
}

/// Replays a transcript on a fresh four-node cluster and compares each command's output. `descriptions` are the API
/// fields' texts for `explain`, where the caller has them.
pub fn check(text: &str, comparer: &Comparer, seed: u64, descriptions: &Descriptions) -> Report {
    let pieces = parse(text);
    let mut replay = Replay::as_recorded(&SCENARIOS[0], seed);
    replay.machine().desk.descriptions = descriptions.clone();
    let mut report = Report::default();
    for want in pieces.iter().filter_map(|p| if let Piece::Step(s) = p { Some(s) } else { None }) {
        let got = replay.run(&want.command);
        let nearness = comparer.nearness(want, &got);
        let diff = if nearness == Nearness::Different { comparer.diff(want, &got, 40) } else { Vec::new() };
        report.outcomes.push(Outcome { command: want.command.clone(), line: want.line, nearness, diff });
    }
    report
}
