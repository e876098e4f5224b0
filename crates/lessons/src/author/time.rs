//! How long a lesson takes: what is read, typed, waited for and answered.

use super::{Lesson, Step, commands};

/// Korean prose with new words in it is read at about this many characters a minute.
const CHARACTERS_A_MINUTE: usize = 350;
/// A command is typed and its output looked at in so many seconds.
const COMMAND_SECONDS: usize = 30;
/// A closing question.
const QUESTION_SECONDS: usize = 20;
/// A goal is thought about.
const GOAL_SECONDS: usize = 20;

impl Lesson {
    /// About how many minutes a beginner needs.
    pub fn minutes_needed(&self) -> i64 {
        let seconds: usize = self.steps.iter().map(Step::seconds).sum();
        seconds.div_ceil(60) as i64
    }
}

impl Step {
    fn seconds(&self) -> usize {
        let typed: String = self.consoles.iter().map(|(_, console)| commands(console)).collect();
        let is_command = |line: &&str| line.starts_with("kubectl") || line.starts_with("cat ");
        let typed = typed.lines().filter(is_command).count();
        // What an answer sleeps is what its reader waits.
        let waits = self.answer.lines().filter_map(|l| l.strip_prefix("sleep ")?.trim().parse::<usize>().ok());
        self.characters * 60 / CHARACTERS_A_MINUTE
            + typed * COMMAND_SECONDS
            + waits.sum::<usize>()
            + self.goals.len() * GOAL_SECONDS
            + if self.question.is_null() { 0 } else { QUESTION_SECONDS }
    }
}
