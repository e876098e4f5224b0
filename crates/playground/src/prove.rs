//! Proofs of lessons: no step is solved when it begins, each is solved by its own answer, its manifests are valid, and
//! what its text says of commands is true.

use std::time::Duration;

use protocol::{GoalView, Input, Output};

use crate::Session;
use crate::replay::Replay;
use crate::scenario::{SCENARIOS, Scenario};
use crate::transcript::compare::{Comparer, Nearness};
use crate::transcript::{Piece, Step as Command, parse};

/// A step, as far as it can be proved.
#[derive(Clone, Debug)]
pub struct Step {
    /// The line of its heading.
    pub line: usize,
    /// Its goals, as the session takes them.
    pub goals: String,
    /// Commands that reach them.
    pub answer: String,
    /// Console blocks of the text, each with the line of its fence.
    pub consoles: Vec<(usize, String)>,
    /// Files of the text: name and contents.
    pub files: Vec<(String, String)>,
}

/// What is not true, and on which line.
pub type Untrue = (usize, String);

/// The longest that an answer may need, in seconds of virtual time.
const PATIENCE: usize = 240;
/// A reader lets so much time go by between two commands.
const PAUSE: Duration = Duration::from_secs(8);
/// A command of the text that runs without end (`-w`) is stopped after this.
const WATCHED: Duration = Duration::from_secs(90);

/// A lesson, as far as it can be proved.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// The cluster that it begins with.
    pub scenario: String,
    /// Commands that are run before the first step.
    pub setup: String,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// Plays a lesson by its answers.
pub fn answers(lesson: &Lesson) -> Vec<Untrue> {
    let Lesson { scenario, setup, steps } = lesson;
    let mut class = Class { session: Session::new(scenario, 1), goals: Vec::new(), solved: false };
    class.tell(Input::Start { scenario: scenario.clone(), seed: 1, journal: None });
    class.answer(setup);
    let mut untrue = Vec::new();
    for (i, step) in steps.iter().enumerate() {
        class.solved = false;
        class.tell(Input::Lesson { id: Some("proof".into()), step: i, goals: step.goals.clone() });
        if class.solved {
            untrue.push((step.line, "the step is solved before anything was done".to_string()));
        }
        class.answer(&step.answer);
        for goal in class.goals.iter().filter(|g| !g.done) {
            untrue.push((step.line, format!("the answer does not reach {:?}: {}", goal.text, goal.missing)));
        }
    }
    untrue
}

struct Class {
    session: Session,
    goals: Vec<GoalView>,
    solved: bool,
}

impl Class {
    fn tell(&mut self, input: Input) {
        for output in self.session.receive(input, &mut || false) {
            if let Output::Goals { goals, solved, .. } = output {
                (self.goals, self.solved) = (goals, solved);
            }
        }
    }
    /// Types the lines, and lets time go by until the prompt is back and the goals are reached.
    fn answer(&mut self, text: &str) {
        let second = || Input::Tick { elapsed: 1000.0 };
        for line in text.lines() {
            self.tell(Input::Line { terminal: 0, text: line.into() });
            for _ in 0..PATIENCE {
                if !self.session.machine().busy() {
                    break;
                }
                self.tell(second());
            }
        }
        for _ in 0..90 {
            if self.solved || self.goals.is_empty() {
                break;
            }
            self.tell(second());
        }
    }
}

/// Plays a lesson as its text is read: every manifest is valid, every command works, every output is as the text says.
/// `limit` is how many lines of a difference are told.
pub fn prose(lesson: &Lesson, limit: usize) -> Vec<Untrue> {
    let Lesson { scenario, setup, steps } = lesson;
    let comparer = Comparer::new();
    let mut replay = Replay::new(Scenario::named(scenario).unwrap_or(&SCENARIOS[0]), 1);
    setup.lines().for_each(|line| drop(replay.run_within(line, WATCHED)));
    let mut untrue = Vec::new();
    for step in steps {
        for (name, text) in &step.files {
            replay.machine().desk.write_file(name, text.as_bytes());
            let tried = replay.run(&format!("kubectl create --dry-run=server -f {name}"));
            if tried.code != 0 && !tried.output.contains("already exists") {
                untrue.push((step.line, format!("{name}: {}", tried.output)));
            }
        }
        for (line, console) in &step.consoles {
            for piece in parse(&format!("```console\n{console}```\n")) {
                let Piece::Step(want) = piece else { continue };
                let got = replay.run_within(&want.command, WATCHED);
                untrue.extend(differs(&comparer, &want, &got, limit).map(|what| (line + want.line - 1, what)));
                let until = replay.machine().now() + PAUSE;
                replay.machine().advance_to(until, &mut |_| false);
            }
        }
    }
    untrue
}

/// What a text says that is not so. A command without an output there is to be tried, and must only work.
fn differs(comparer: &Comparer, want: &Command, got: &Command, limit: usize) -> Option<String> {
    /// The exit code of a command that was stopped by Ctrl-C.
    const INTERRUPTED: i32 = 130;
    if want.output.is_empty() && want.code == 0 {
        let fails = got.code != 0 && got.code != INTERRUPTED;
        return fails.then(|| format!("$ {} fails: {}", want.command, got.output));
    }
    let true_ = comparer.nearness(want, got) > Nearness::Different;
    (!true_).then(|| format!("$ {}\n{}", want.command, comparer.diff(want, got, limit).join("\n")))
}
