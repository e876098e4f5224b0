//! `kubenori lesson check`: what is wrong with a lesson folder, line by line, for its author.

use std::path::Path;

use lessons::author::{Lesson, LessonError, Step, read, read_all};
use playground::prove;
use playground::scenario::Plan;

/// Checks a folder with a `lesson.md`, or one with several such folders; true if nothing is wrong.
pub fn lesson(args: &[&str]) -> Result<bool, String> {
    let ["check", dir] = args else { return Err("lesson check DIR: which folder?".into()) };
    let dir = Path::new(dir);
    let single = dir.join("lesson.md").is_file();
    let found = if single { read(dir).map(|lesson| vec![lesson]) } else { read_all(dir) };
    let lessons = match found {
        Ok(lessons) if lessons.is_empty() => return Err(format!("{}: there is no lesson here", dir.display())),
        Ok(lessons) => lessons,
        Err(errors) => {
            errors.iter().for_each(|e| println!("{e}"));
            return Ok(tell(0, errors.len()));
        }
    };
    let mut wrong = 0;
    for lesson in &lessons {
        let file = if single { dir.join("lesson.md") } else { dir.join(&lesson.id).join("lesson.md") };
        for (line, what) in untrue(lesson) {
            println!("{}", LessonError { file: file.clone(), line, what });
            wrong += 1;
        }
    }
    Ok(tell(lessons.len(), wrong))
}

fn tell(lessons: usize, wrong: usize) -> bool {
    match wrong {
        0 => println!(
            "{lessons} of {lessons} lessons: each step is unsolved at first and solved by its answer; the texts are true"
        ),
        1 => println!("1 thing to mend"),
        n => println!("{n} things to mend"),
    }
    wrong == 0
}

fn untrue(lesson: &Lesson) -> Vec<(usize, String)> {
    let scenario = lesson.front.str("scenario");
    if !scenario.is_empty() && Plan::named(scenario).is_none() {
        let known: Vec<&str> = playground::scenario::SCENARIOS.iter().map(|s| s.name).collect();
        return vec![(1, format!("there is no scenario {scenario:?}; there are {}", known.join(", ")))];
    }
    let mut wrong = Vec::new();
    let (said, needed) = (lesson.front.int("minutes").unwrap_or(0), lesson.minutes_needed());
    if said < needed {
        wrong.push((1, format!("the lesson takes about {needed} minutes and says {said}")));
    }
    let step = |s: &Step| prove::Step {
        line: s.line,
        goals: s.goals_text(),
        answer: s.answer.clone(),
        consoles: s.consoles.clone(),
        files: s.files.clone(),
    };
    let proof = prove::Lesson {
        scenario: scenario.to_string(),
        setup: lesson.front.str("setup").to_string(),
        steps: lesson.steps.iter().map(step).collect(),
    };
    wrong.extend(prove::answers(&proof));
    wrong.extend(prove::prose(&proof, 12));
    wrong.sort();
    wrong
}
