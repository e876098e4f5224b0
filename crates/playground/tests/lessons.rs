//! The course, proved: no step is solved when it begins, each is solved by its own answer, and every console block of
//! the prose is true.

use std::path::Path;

use lessons::author::{Lesson, read_all};
use playground::Session;
use playground::check::{Descriptions, check};
use playground::transcript::compare::{Comparer, Nearness};
use protocol::{GoalView, Input, Output};

fn course() -> Vec<Lesson> {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons/content");
    read_all(&content).unwrap_or_else(|e| panic!("{e}"))
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
    /// Types the lines, and lets time go by until the prompt is back.
    fn answer(&mut self, text: &str) {
        for line in text.lines() {
            self.tell(Input::Line { terminal: 0, text: line.into() });
            for _ in 0..120 {
                if !self.session.machine().busy() {
                    break;
                }
                self.tell(Input::Tick { elapsed: 1000.0 });
            }
        }
        for _ in 0..90 {
            if self.solved {
                break;
            }
            self.tell(Input::Tick { elapsed: 1000.0 });
        }
    }
}

#[test]
fn steps_are_unsolved_at_first_and_solved_by_their_answers() {
    for lesson in course() {
        let scenario = lesson.front.str("scenario");
        let mut class = Class { session: Session::new(scenario, 1), goals: Vec::new(), solved: false };
        class.tell(Input::Start { scenario: scenario.into(), seed: 1, journal: None });
        for (i, step) in lesson.steps.iter().enumerate() {
            class.solved = false;
            let goals: Vec<_> = step.goals.iter().map(lessons::Goal::to_value).collect();
            let goals = api::json::to_string(&goals.into());
            class.tell(Input::Lesson { id: Some(lesson.id.clone()), step: i, goals });
            assert!(!class.solved, "{} {:?}: solved before anything was done", lesson.id, step.title);
            class.answer(&step.answer);
            assert!(class.solved, "{} {:?}: its answer leaves {:#?}", lesson.id, step.title, class.goals);
        }
    }
}

#[test]
fn outputs_in_the_prose_are_true() {
    let comparer = Comparer::new();
    for lesson in course() {
        for step in &lesson.steps {
            for console in step.consoles.iter().filter(|c| has_output(c)) {
                let outputs: Vec<_> =
                    check(&format!("```console\n{console}```\n"), &comparer, 1, &Descriptions::default()).outcomes;
                for outcome in outputs {
                    // A command without an output in the prose is there to be tried, not to be believed.
                    let told = told_output(console, &outcome.command);
                    assert!(
                        !told || outcome.nearness > Nearness::Different,
                        "{} {:?}: $ {}\n{}",
                        lesson.id,
                        step.title,
                        outcome.command,
                        outcome.diff.join("\n")
                    );
                }
            }
        }
    }
}

fn has_output(console: &str) -> bool {
    console.lines().any(|l| !l.starts_with("$ ") && !l.starts_with("> "))
}

fn told_output(console: &str, command: &str) -> bool {
    let first = format!("$ {}", command.lines().next().unwrap_or(""));
    let mut lines = console.lines().skip_while(|l| *l != first).skip(1);
    lines.find(|l| !l.starts_with("> ")).is_some_and(|l| !l.starts_with("$ "))
}
