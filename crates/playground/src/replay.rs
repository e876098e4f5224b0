//! Replays the commands of a transcript on a fresh cluster, as the recorder did: one after the other, in virtual time.

use std::time::Duration;

use protocol::Input;

use crate::scenario::{Plan, Scenario};
use crate::session::Machine;
use crate::transcript::{Piece, Step};

/// How much virtual time a line takes by itself that runs no kubectl.
const LINE: Duration = Duration::from_millis(3);
/// The longest a command may wait in virtual time; then it is interrupted, as a reader would do.
const PATIENCE: Duration = Duration::from_secs(3600);
/// The most happenings that one command may see.
const HAPPENINGS: usize = 40_000;
/// How much of a processor a command may use. Nothing that ends by itself comes near it.
const PROCESSOR: Duration = Duration::from_secs(10);

/// Where the recorder's commands ran. Its transcripts show this folder as nothing.
const FOLDER: &str = "/k8s";

/// A replay under way.
pub struct Replay {
    machine: Machine,
    /// Whether outputs are shown as the recorder shows them.
    recorded: bool,
}

impl Replay {
    /// On a fresh cluster.
    pub fn new(scenario: &Scenario, seed: u64) -> Replay {
        Replay::planned(&scenario.plan(), seed)
    }

    /// On the cluster of a plan.
    pub fn planned(plan: &Plan, seed: u64) -> Replay {
        Replay { machine: Machine::new(plan, seed), recorded: false }
    }

    /// On a fresh cluster, in the recorder's folder.
    pub fn as_recorded(scenario: &Scenario, seed: u64) -> Replay {
        let mut replay = Replay::new(scenario, seed);
        let text = format!("mkdir -p {FOLDER} && cd {FOLDER}");
        replay.machine.input(&Input::Line { terminal: 0, text });
        replay.machine.run_terminals();
        Replay { recorded: true, ..replay }
    }

    /// The machine, to look into.
    pub fn machine(&mut self) -> &mut Machine {
        &mut self.machine
    }

    /// Runs a command to its end.
    pub fn run(&mut self, command: &str) -> Step {
        self.run_within(command, PATIENCE)
    }

    /// Runs a command to its end, or so long; then it is interrupted.
    pub fn run_within(&mut self, command: &str, patience: Duration) -> Step {
        let start = self.machine.now();
        let from = self.machine.terminal(0).len();
        for line in command.split('\n') {
            self.machine.input(&Input::Line { terminal: 0, text: line.to_string() });
        }
        let (mut happenings, mut endless) = (0, false);
        let used = self.machine.terminal(0).processor();
        loop {
            self.machine.run_terminals();
            if !self.machine.terminal(0).busy() {
                break;
            }
            endless = self.machine.terminal(0).processor() > used + PROCESSOR;
            let late = endless || self.machine.now().since(start) > patience || happenings > HAPPENINGS;
            match self.machine.next_deadline() {
                Some(next) if !late => self.machine.advance_to(next, &mut |_| true),
                _ => {
                    self.machine.input(&Input::Interrupt { terminal: 0 });
                    break;
                }
            }
            happenings += 1;
        }
        let terminal = self.machine.terminal(0);
        let code = terminal.last_exit();
        let chunks = terminal.chunks_from(from);
        let printed = chunks.iter().filter(|c| c.kind != protocol::ChunkKind::Echo).map(|c| c.text.as_str());
        let mut output = printed.collect::<String>();
        if endless {
            output += &format!(
                "(interrupted: this computes without end; {} s of a processor were used)\n",
                PROCESSOR.as_secs()
            );
        }
        let now = self.machine.now();
        let until = now + self.machine.terminal(0).kubectl_took(now).unwrap_or(LINE);
        self.machine.advance_to(until, &mut |_| false);
        let mut output = output.strip_suffix('\n').unwrap_or(&output).to_string();
        if self.recorded {
            output = output.replace(&format!("{FOLDER}/"), "");
        }
        Step { command: command.to_string(), output, code, line: 0 }
    }

    /// Runs all commands of a transcript, each with its own output put in place of the recorded one.
    pub fn transcript(&mut self, pieces: &[Piece]) -> Vec<Piece> {
        let run = |piece: &Piece| match piece {
            Piece::Text(text) => Piece::Text(text.clone()),
            Piece::Step(step) => Piece::Step(Step { line: step.line, ..self.run(&step.command) }),
        };
        pieces.iter().map(run).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Replay;
    use crate::scenario::SCENARIOS;

    #[test]
    fn what_computes_without_end_is_interrupted_and_says_so() {
        let mut replay = Replay::new(&SCENARIOS[0], 1);
        let step = replay.run("while true; do :; done");
        assert_eq!(
            (step.code, step.output.as_str()),
            (130, "(interrupted: this computes without end; 10 s of a processor were used)")
        );
        assert_eq!(replay.run("echo on").output, "on");
    }
}
