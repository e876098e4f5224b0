//! Lesson folders: reading them, and writing what the page loads. The format is described in `content/FORMAT.md`.

#![expect(
    clippy::disallowed_methods,
    reason = "the author's side is a native tool: it reads and writes lesson folders"
)]

use std::fmt;
use std::path::{Path, PathBuf};

use api::{Value, json, obj};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, html};

use crate::goal::Goal;

/// What is wrong with a lesson folder, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for LessonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.what)
    }
}

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
}

/// A step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Step {
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
    /// Console blocks of the text, to be proved.
    pub consoles: Vec<String>,
    /// Files of the text: name and contents.
    pub files: Vec<(String, String)>,
}

/// Views a step may show.
const VIEWS: &[&str] = &["nodes", "namespaces", "control-plane", "pod", "labels", "scheduling"];

/// All lessons below a folder, in the order of their names.
///
/// # Errors
/// The first lesson that is wrong.
pub fn read_all(content: &Path) -> Result<Vec<Lesson>, LessonError> {
    let error = |what: String| LessonError { file: content.to_path_buf(), what };
    let entries = std::fs::read_dir(content).map_err(|e| error(e.to_string()))?;
    let mut dirs: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    #[expect(clippy::disallowed_methods, reason = "what authors run is not downloaded")]
    dirs.sort();
    dirs.iter().map(|d| read(d)).collect()
}

/// Reads the lesson of a folder.
///
/// # Errors
/// What is wrong with it.
pub fn read(dir: &Path) -> Result<Lesson, LessonError> {
    let file = dir.join("lesson.md");
    let error = |what: String| LessonError { file: file.clone(), what };
    let text = std::fs::read_to_string(&file).map_err(|e| error(e.to_string()))?;
    let id = dir.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    parse(&id, &text).map_err(error)
}

/// Reads a lesson's text.
///
/// # Errors
/// What is wrong with it.
pub fn parse(id: &str, text: &str) -> Result<Lesson, String> {
    let rest = text.strip_prefix("---\n").ok_or("the front matter is missing: a line ---, fields, a line ---")?;
    let (front, body) = rest.split_once("\n---\n").ok_or("the front matter does not end")?;
    let front = yaml(front)?;
    for key in ["title", "title_en", "summary", "minutes", "documents"] {
        if front.get(key).is_null() {
            return Err(format!("the front matter lacks {key}"));
        }
    }
    let mut lesson = Lesson { id: id.to_string(), front, intro: String::new(), steps: Vec::new() };
    let mut pieces = vec![(String::new(), String::new())];
    let mut fenced = false;
    for line in body.lines() {
        fenced ^= line.starts_with("```");
        match line.strip_prefix("## ").filter(|_| !fenced) {
            Some(title) => pieces.push((title.trim().to_string(), String::new())),
            None => pieces.last_mut().expect("begins with one").1.push_str(&format!("{line}\n")),
        }
    }
    let mut pieces = pieces.into_iter();
    lesson.intro = render(&pieces.next().unwrap_or_default().1, &mut Step::default())?;
    for (title, text) in pieces {
        let mut step = Step { title: title.clone(), ..Step::default() };
        step.html = render(&text, &mut step).map_err(|e| format!("step {title:?}: {e}"))?;
        whole(&step).map_err(|e| format!("step {title:?}: {e}"))?;
        lesson.steps.push(step);
    }
    if lesson.steps.is_empty() {
        return Err("a lesson has steps: ## headings".into());
    }
    Ok(lesson)
}

fn whole(step: &Step) -> Result<(), String> {
    if step.goals.is_empty() || step.hints.iter().all(|h| h.trim().is_empty()) || step.answer.trim().is_empty() {
        return Err("goals, a hint and an answer, please".into());
    }
    if !VIEWS.contains(&step.show.str("view")) {
        return Err(format!("a show block with view: one of {}", VIEWS.join(", ")));
    }
    Ok(())
}

fn yaml(text: &str) -> Result<Value, String> {
    fn convert(v: &serde_yaml::Value) -> Value {
        match v {
            serde_yaml::Value::Null => Value::Null,
            serde_yaml::Value::Bool(b) => (*b).into(),
            serde_yaml::Value::Number(n) => n.as_i64().map_or_else(|| n.as_f64().unwrap_or(0.0).into(), Value::from),
            serde_yaml::Value::String(s) => s.clone().into(),
            serde_yaml::Value::Sequence(l) => l.iter().map(convert).collect::<Vec<_>>().into(),
            serde_yaml::Value::Mapping(m) => {
                let pairs = m.iter().map(|(k, v)| (k.as_str().unwrap_or("").to_string(), convert(v)));
                pairs.collect::<api::Map>().into()
            }
            serde_yaml::Value::Tagged(t) => convert(&t.value),
        }
    }
    serde_yaml::from_str::<serde_yaml::Value>(text).map(|v| convert(&v)).map_err(|e| e.to_string())
}

/// Markdown to HTML; the blocks that are data go into the step.
fn render(markdown: &str, step: &mut Step) -> Result<String, String> {
    let mut events = Vec::new();
    let mut block: Option<(String, String)> = None;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                block = Some((info.to_string(), String::new()))
            }
            Event::Text(text) if block.is_some() => {
                if let Some((_, body)) = &mut block {
                    body.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let (info, body) = block.take().unwrap_or_default();
                if let Some(html) = fenced(&info, &body, step)? {
                    events.push(Event::Html(html.into()));
                }
            }
            other => events.push(other),
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    Ok(out)
}

fn escape(s: &str) -> String {
    s.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn fenced(info: &str, body: &str, step: &mut Step) -> Result<Option<String>, String> {
    let kind = info.split_whitespace().next().unwrap_or("");
    let file = info.split_whitespace().find_map(|w| w.strip_prefix("file="));
    match (kind, file) {
        ("goal", _) => {
            let list = yaml(body)?;
            for goal in list.as_list().ok_or("a goal block is a list")? {
                step.goals.push(Goal::from_value(goal)?);
            }
        }
        ("hint", _) => step.hints.push(body.trim().to_string()),
        ("answer", _) => step.answer = body.to_string(),
        ("show", _) => step.show = yaml(body)?,
        ("question", _) => step.question = yaml(body)?,
        ("console", _) => {
            step.consoles.push(body.to_string());
            let run = commands(body);
            return Ok(Some(format!(
                "<pre class=\"console\" data-run=\"{}\"><code>{}</code></pre>",
                escape(&run),
                escape(body)
            )));
        }
        ("yaml", Some(name)) => {
            step.files.push((name.to_string(), body.to_string()));
            let (name, body) = (escape(name), escape(body));
            return Ok(Some(format!("<pre class=\"manifest\" data-file=\"{name}\"><code>{body}</code></pre>")));
        }
        _ => return Ok(Some(format!("<pre><code>{}</code></pre>", escape(body)))),
    }
    Ok(None)
}

/// The commands of a console block, without prompts and outputs.
pub fn commands(console: &str) -> String {
    let mut out = String::new();
    for line in console.lines() {
        if let Some(command) = line.strip_prefix("$ ").or_else(|| line.strip_prefix("> ")) {
            out.push_str(command);
            out.push('\n');
        }
    }
    out
}

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
    /// Goals are text, which the page hands to the session as it is.
    fn to_value(&self) -> Value {
        let goals: Vec<Value> = self.goals.iter().map(Goal::to_value).collect();
        let hints: Vec<Value> = self.hints.iter().map(|h| h.clone().into()).collect();
        let files: Vec<Value> =
            self.files.iter().map(|(name, text)| obj!({"name": (name.clone()), "text": (text.clone())})).collect();
        obj!({
            "title": (self.title.clone()), "html": (self.html.clone()), "goals": (json::to_string(&Value::from(goals))), "hints": hints,
            "answer": (self.answer.clone()), "view": (self.show.text("view")), "focus": (self.show.text("focus")),
            "question": (self.question.clone()), "files": files
        })
    }
}

/// Writes `lessons.json` and a file for each lesson.
///
/// # Errors
/// What is wrong with a lesson, or with the folder.
pub fn build(content: &Path, out: &Path) -> Result<usize, LessonError> {
    let lessons = read_all(content)?;
    let write = |name: &str, v: &Value| {
        let file = out.join(name);
        std::fs::write(&file, json::to_string(v)).map_err(|e| LessonError { file, what: e.to_string() })
    };
    std::fs::create_dir_all(out).map_err(|e| LessonError { file: out.to_path_buf(), what: e.to_string() })?;
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

#[cfg(test)]
mod tests {
    use super::*;

    const LESSON: &str = "---\ntitle: t\ntitle_en: t\nsummary: s\nminutes: 5\ndocuments: [1]\n---\nHello\n\n## One\nText `a<b`\n\n```console\n$ kubectl get pods\nNo resources found in default namespace.\n```\n```goal\n- text: x\n  kind: Pod\n```\n```hint\nh\n```\n```answer\nkubectl run a --image=nginx\n```\n```show\nview: nodes\n```\n";

    #[test]
    fn a_lesson_is_read() {
        let lesson = parse("01-x", LESSON).unwrap();
        let step = &lesson.steps[0];
        assert_eq!((step.title.as_str(), step.goals.len(), step.hints.len()), ("One", 1, 1));
        assert!(step.html.contains("data-run=\"kubectl get pods\n\""), "{}", step.html);
        assert!(!step.html.contains("kubectl run"));
    }

    #[test]
    fn slips_name_their_step() {
        let wrong = LESSON.replace("view: nodes", "view: moon");
        assert!(parse("x", &wrong).unwrap_err().starts_with("step \"One\": a show block"));
        assert!(parse("x", "no front").unwrap_err().starts_with("the front matter is missing"));
    }

    #[test]
    fn all_lessons_of_the_course_are_whole() {
        let lessons =
            read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap_or_else(|e| panic!("{e}"));
        assert!(!lessons.is_empty());
        for lesson in &lessons {
            assert!((3..=10).contains(&lesson.steps.len()), "{}: {} steps", lesson.id, lesson.steps.len());
        }
    }
}
