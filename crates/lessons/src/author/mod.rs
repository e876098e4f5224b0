//! Lesson folders: reading them, and writing what the page loads. The format is described in `content/FORMAT.md`.

#![expect(
    clippy::disallowed_methods,
    reason = "the author's side is a native tool: it reads and writes lesson folders"
)]

mod build;
mod parse;
mod time;

use std::fmt;
use std::path::{Path, PathBuf};

use api::Value;

use crate::goal::Goal;

pub use build::build;
pub use parse::{commands, parse};

/// What is wrong with a lesson, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonError {
    /// The file.
    pub file: PathBuf,
    /// From 1; 0 is the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for LessonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file.display(), self.what),
            line => write!(f, "{}:{line}: {}", self.file.display(), self.what),
        }
    }
}

/// A slip in a lesson's text: its line, and what is wrong.
pub type Slip = (usize, String);

/// A lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// The folder's name: `03-first-pod`.
    pub id: String,
    /// Title, summary, minutes, documents, scenario.
    pub front: Value,
    /// Introduction before the first step, as HTML.
    pub intro: String,
    /// Steps in order.
    pub steps: Vec<Step>,
    /// Where its links lead, with their lines.
    pub links: Vec<(usize, String)>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Step {
    /// The line of its heading.
    pub line: usize,
    /// Its heading.
    pub title: String,
    /// Its text as HTML.
    pub html: String,
    /// What is to be reached.
    pub goals: Vec<Goal>,
    /// Hints, from the vague to the plain.
    pub hints: Vec<String>,
    /// Commands that reach the goals.
    pub answer: String,
    /// `view: pod`, `focus: Pod/default/web`.
    pub show: Value,
    /// Closing question.
    pub question: Value,
    /// Console blocks of the text, to be proved, with the lines that they begin on.
    pub consoles: Vec<(usize, String)>,
    /// Files of the text: name and contents.
    pub files: Vec<(String, String)>,
    /// Characters to be read.
    pub characters: usize,
}

/// The folders below one, in the order of their names.
fn folders(content: &Path) -> Result<Vec<PathBuf>, LessonError> {
    let error = |e: std::io::Error| LessonError { file: content.to_path_buf(), line: 0, what: e.to_string() };
    let entries = std::fs::read_dir(content).map_err(error)?;
    let mut dirs: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    dirs.sort();
    Ok(dirs)
}

/// All lessons below a folder, in the order of their names.
///
/// # Errors
/// All that is wrong with them.
pub fn read_all(content: &Path) -> Result<Vec<Lesson>, Vec<LessonError>> {
    let (mut lessons, mut errors) = (Vec::new(), Vec::new());
    for dir in folders(content).map_err(|e| vec![e])? {
        match read(&dir) {
            Ok(lesson) => lessons.push(lesson),
            Err(wrong) => errors.extend(wrong),
        }
    }
    for lesson in &lessons {
        let file = content.join(&lesson.id).join("lesson.md");
        let lost = lesson.links.iter().filter_map(|(line, link)| Some((*line, dead(link, &lessons)?)));
        errors.extend(lost.map(|(line, what)| LessonError { file: file.clone(), line, what }));
    }
    if errors.is_empty() { Ok(lessons) } else { Err(errors) }
}

/// Why a link leads nowhere: those into the course must be there, others must at least be whole.
fn dead(link: &str, lessons: &[Lesson]) -> Option<String> {
    if link.starts_with("https://") {
        return (link.len() < 12 || link.contains(' ')).then(|| format!("{link:?} is no whole address"));
    }
    let Some(query) = link.strip_prefix("?lesson=") else {
        return Some(format!("{link:?}: a link begins with https:// or ?lesson="));
    };
    let (id, step) = query.split_once("&step=").unwrap_or((query, "1"));
    match lessons.iter().find(|l| l.id == id) {
        None => Some(format!("there is no lesson {id:?}")),
        Some(lesson) if step.parse().is_ok_and(|n: usize| (1..=lesson.steps.len()).contains(&n)) => None,
        Some(_) => Some(format!("lesson {id:?} has no step {step:?}")),
    }
}

/// Reads the lesson of a folder.
///
/// # Errors
/// All that is wrong with it.
pub fn read(dir: &Path) -> Result<Lesson, Vec<LessonError>> {
    let file = dir.join("lesson.md");
    let error = |(line, what): Slip| LessonError { file: file.clone(), line, what };
    let text = std::fs::read_to_string(&file).map_err(|e| vec![error((0, e.to_string()))])?;
    let id = dir.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    parse(&id, &text).map_err(|slips| slips.into_iter().map(error).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lessons_of_the_course_are_whole() {
        let lessons = read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"));
        let lessons = lessons.unwrap_or_else(|errors| {
            panic!("{}", errors.iter().map(LessonError::to_string).collect::<Vec<_>>().join("\n"))
        });
        assert!(lessons.len() >= 15);
        let mut wrong = Vec::new();
        for lesson in &lessons {
            assert!((4..=10).contains(&lesson.steps.len()), "{}: {} steps", lesson.id, lesson.steps.len());
            let said = lesson.front.int("minutes").unwrap_or(0);
            let needed = lesson.minutes_needed();
            if !(needed..=needed * 2).contains(&said) {
                wrong.push(format!("{}: takes about {needed} minutes and says {said}", lesson.id));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn links_that_lead_nowhere_are_told() {
        let text = parse::tests::LESSON.replace("Hello", "[a](?lesson=01-x) [b](?lesson=01-x&step=9) [c](http://x)");
        let lesson = parse("01-x", &text).unwrap();
        let told: Vec<_> =
            lesson.links.iter().map(|(line, l)| (*line, dead(l, std::slice::from_ref(&lesson)).is_some())).collect();
        assert_eq!(told, [(8, false), (8, true), (8, true)]);
    }
}
