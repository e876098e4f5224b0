//! The course, proved: no step is solved when it begins, each is solved by its own answer, every manifest is valid and
//! every console block of the prose is true.

use std::path::Path;

use lessons::author::{Lesson, read_all};
use playground::prove::{self, Untrue, answers, prose};

fn course() -> Vec<Lesson> {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons/content");
    read_all(&content).unwrap_or_else(|e| panic!("{e:#?}"))
}

fn proof(lesson: &Lesson) -> prove::Lesson {
    let step = |s: &lessons::author::Step| prove::Step {
        line: s.line,
        goals: s.goals_text(),
        answer: s.answer.clone(),
        consoles: s.consoles.clone(),
        files: s.files.clone(),
    };
    let front = |field: &str| lesson.front.str(field).to_string();
    prove::Lesson { scenario: front("scenario"), setup: front("setup"), steps: lesson.steps.iter().map(step).collect() }
}

fn all(prove: impl Fn(&prove::Lesson) -> Vec<Untrue>) {
    let mut told = Vec::new();
    for lesson in course() {
        for (line, what) in prove(&proof(&lesson)) {
            told.push(format!("{}/lesson.md:{line}: {what}", lesson.id));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn steps_are_unsolved_at_first_and_solved_by_their_answers() {
    all(answers);
}

#[test]
fn manifests_are_valid_and_what_the_prose_says_is_true() {
    all(|lesson| prose(lesson, 12));
}
