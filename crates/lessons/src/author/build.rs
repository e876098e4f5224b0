//! What the page loads: a list of all lessons, and a file for each.

use std::path::Path;

use api::{Value, json, obj};

use super::{Lesson, LessonError, Step, read_all};
use crate::goal::Goal;

impl Lesson {
    /// What the page loads.
    pub fn to_value(&self) -> Value {
        let steps: Vec<Value> = self.steps.iter().map(Step::to_value).collect();
        let mut v = self.front.clone();
        v.set("id", self.id.clone());
        v.set("intro", self.intro.clone());
        v.set("steps", steps);
        v
    }
}

impl Step {
    /// The goals as the session takes them.
    pub fn goals_text(&self) -> String {
        let goals: Vec<Value> = self.goals.iter().map(Goal::to_value).collect();
        json::to_string(&goals.into())
    }
    fn to_value(&self) -> Value {
        let hints: Vec<Value> = self.hints.iter().map(|h| h.clone().into()).collect();
        obj!({
            "title": (self.title.clone()), "html": (self.html.clone()), "goals": (self.goals_text()), "hints": hints,
            "answer": (self.answer.clone()), "view": (self.show.text("view")), "focus": (self.show.text("focus")),
            "question": (self.question.clone())
        })
    }
}

/// Writes `lessons.json` and a file for each lesson.
///
/// # Errors
/// What is wrong with the lessons, or with the folder.
pub fn build(content: &Path, out: &Path) -> Result<usize, Vec<LessonError>> {
    let lessons = read_all(content)?;
    let error = |file: &Path, e: std::io::Error| {
        vec![LessonError { file: file.to_path_buf(), line: 0, what: e.to_string() }]
    };
    let write = |name: &str, v: &Value| {
        let file = out.join(name);
        std::fs::write(&file, json::to_string(v)).map_err(|e| error(&file, e))
    };
    std::fs::create_dir_all(out).map_err(|e| error(out, e))?;
    let mut index = Vec::new();
    for lesson in &lessons {
        write(&format!("{}.json", lesson.id), &lesson.to_value())?;
        let f = &lesson.front;
        index.push(obj!({
            "id": (lesson.id.clone()), "title": (f.text("title")), "titleEn": (f.text("title_en")),
            "summary": (f.text("summary")), "minutes": (f.get("minutes")), "steps": (lesson.steps.len())
        }));
    }
    write("lessons.json", &Value::from(index))?;
    Ok(lessons.len())
}
