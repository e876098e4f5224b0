//! What the page loads: a list of all lessons, and a file for each. Beside each lies the lesson as plain HTML, to be
//! printed, and read where there is no JavaScript.

use std::path::Path;

use api::{Value, json, obj};

use super::parse::escape;
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

/// A whole page around some HTML.
fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"ko\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"text.css\">\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

impl Lesson {
    /// The lesson to be read without the playground. Questions come with their answers, hints and answers stay hidden.
    fn to_html(&self) -> String {
        let title = escape(self.front.str("title"));
        let mut body = format!("<p><a href=\"index.html\">수업</a></p>\n<h1>{title}</h1>\n{}", self.intro);
        for (i, step) in self.steps.iter().enumerate() {
            let (id, n, heading) = (&self.id, i + 1, escape(&step.title));
            body.push_str(&format!("<h2 id=\"step-{n}\">{n}. {heading}</h2>\n{}", step.html));
            body.push_str(&format!("<p><a href=\"../?lesson={id}&amp;step={n}\">놀이터에서 해 보기</a></p>\n"));
            let q = &step.question;
            let right = q.get("answer").as_i64().and_then(|a| q.list("choices").get(a as usize)?.as_str());
            let (asked, explain) = (escape(q.str("text")), escape(q.str("explain")));
            let right = escape(right.unwrap_or(""));
            body.push_str(&format!("<details><summary>{asked}</summary><p>{right} {explain}</p></details>\n"));
        }
        page(&title, &body)
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

/// How the plain pages look.
const TEXT_CSS: &str = include_str!("text.css");

/// Writes `lessons.json` and a file for each lesson.
///
/// # Errors
/// What is wrong with the lessons, or with the folder.
pub fn build(content: &Path, out: &Path) -> Result<usize, Vec<LessonError>> {
    let lessons = read_all(content)?;
    let error =
        |file: &Path, e: std::io::Error| vec![LessonError { file: file.to_path_buf(), line: 0, what: e.to_string() }];
    let write = |name: &str, text: String| {
        let file = out.join(name);
        std::fs::write(&file, text).map_err(|e| error(&file, e))
    };
    std::fs::create_dir_all(out).map_err(|e| error(out, e))?;
    write("text.css", TEXT_CSS.to_string())?;
    let mut index = Vec::new();
    for lesson in &lessons {
        write(&format!("{}.json", lesson.id), json::to_string(&lesson.to_value()))?;
        write(&format!("{}.html", lesson.id), lesson.to_html())?;
        let f = &lesson.front;
        index.push(obj!({
            "id": (lesson.id.clone()), "title": (f.text("title")), "titleEn": (f.text("title_en")),
            "summary": (f.text("summary")), "minutes": (f.get("minutes")), "steps": (lesson.steps.len())
        }));
    }
    write("lessons.json", json::to_string(&Value::from(index)))?;
    let entry = |l: &Lesson| {
        let (title, summary) = (escape(l.front.str("title")), escape(l.front.str("summary")));
        format!("<li><a href=\"{}.html\">{title}</a> — {summary}</li>\n", l.id)
    };
    let entries: String = lessons.iter().map(entry).collect();
    write("index.html", page("수업", &format!("<h1>수업</h1>\n<ol>\n{entries}</ol>\n")))?;
    Ok(lessons.len())
}
