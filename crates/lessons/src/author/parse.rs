//! A lesson's text: front matter, headings, prose and the blocks that are data.

use api::Value;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, html};

use super::{Lesson, Slip, Step};
use crate::goal::Goal;

/// Views a step may show.
const VIEWS: &[&str] = &["nodes", "namespaces", "control-plane", "pod", "labels", "scheduling"];
/// What the front matter must have.
const FRONT: &[&str] = &["title", "title_en", "summary", "minutes", "documents"];

/// A part of the text and the line before its first.
struct Piece<'a> {
    line: usize,
    title: &'a str,
    text: String,
}

/// Reads a lesson's text.
///
/// # Errors
/// All that is wrong with it, with lines.
pub fn parse(id: &str, text: &str) -> Result<Lesson, Vec<Slip>> {
    let one = |line, what: &str| vec![(line, what.to_string())];
    let rest = text
        .strip_prefix("---\n")
        .ok_or_else(|| one(1, "the front matter is missing: a line ---, fields, a line ---"))?;
    let (front_text, body) = rest.split_once("\n---\n").ok_or_else(|| one(1, "the front matter does not end"))?;
    let front = yaml(front_text, 1).map_err(|slip| vec![slip])?;
    let mut slips: Vec<Slip> = Vec::new();
    for key in FRONT.iter().filter(|key| front.get(key).is_null()) {
        slips.push((1, format!("the front matter lacks {key}")));
    }
    if !front.get("minutes").is_null() && front.get("minutes").as_i64().is_none_or(|m| m < 1) {
        slips.push((1, "minutes is a number of minutes".to_string()));
    }
    let mut lesson = Lesson { id: id.to_string(), front, intro: String::new(), steps: Vec::new(), links: Vec::new() };
    let before = front_text.lines().count() + 2;
    for (i, piece) in pieces(body, before).into_iter().enumerate() {
        let mut step = Step { line: piece.line, title: piece.title.to_string(), ..Step::default() };
        let mut reading = Reading { step: &mut step, links: &mut lesson.links, slips: Vec::new() };
        let html = reading.render(&piece.text, piece.line);
        slips.append(&mut reading.slips);
        if i == 0 {
            lesson.intro = html;
            continue;
        }
        step.html = html;
        let title = step.title.clone();
        slips.extend(lacks(&step).into_iter().map(|what| (step.line, format!("step {title:?}: {what}"))));
        lesson.steps.push(step);
    }
    if lesson.steps.is_empty() {
        slips.push((before, "a lesson has steps: ## headings".into()));
    }
    slips.sort();
    if slips.is_empty() { Ok(lesson) } else { Err(slips) }
}

/// The text before the first heading, and one piece for each heading.
fn pieces(body: &str, before: usize) -> Vec<Piece<'_>> {
    let mut pieces = vec![Piece { line: before, title: "", text: String::new() }];
    let mut fenced = false;
    for (i, line) in body.lines().enumerate() {
        fenced ^= line.starts_with("```");
        match (line.strip_prefix("## ").filter(|_| !fenced), pieces.last_mut()) {
            (Some(title), _) => {
                pieces.push(Piece { line: before + i + 1, title: title.trim(), text: String::new() });
            }
            (None, Some(piece)) => {
                piece.text.push_str(line);
                piece.text.push('\n');
            }
            (None, None) => {}
        }
    }
    pieces
}

/// What a step must have and has not.
fn lacks(step: &Step) -> Vec<String> {
    let mut lacks = Vec::new();
    let mut need = |there: bool, what: &str| {
        if !there {
            lacks.push(what.to_string());
        }
    };
    need(!step.goals.is_empty(), "a goal block is missing");
    need(!step.hints.is_empty() && step.hints.iter().all(|h| !h.is_empty()), "a hint is missing or empty");
    need(!step.answer.trim().is_empty(), "an answer block is missing");
    need(!step.files.is_empty() || !step.consoles.is_empty(), "there is nothing to try: a console or yaml block");
    need(!step.show.is_null(), "a show block is missing");
    if !step.show.is_null() {
        let view = VIEWS.contains(&step.show.str("view"));
        need(view, &format!("a show block needs view: one of {}", VIEWS.join(", ")));
        let focus = step.show.str("focus");
        need(focus.split('/').count() == 3, "a show block needs focus: Kind/namespace/name");
    }
    let q = &step.question;
    need(!q.is_null(), "a question block is missing");
    if !q.is_null() {
        let right = q.get("answer").as_i64().is_some_and(|a| (0..q.list("choices").len() as i64).contains(&a));
        need(!q.str("text").is_empty() && !q.str("explain").is_empty(), "a question needs text and explain");
        need(right && q.list("choices").len() > 1, "a question needs choices, and answer: the number of one, from 0");
    }
    lacks
}

/// Reads YAML that begins behind a line.
fn yaml(text: &str, before: usize) -> Result<Value, Slip> {
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
    serde_yaml::from_str::<serde_yaml::Value>(text).map(|v| convert(&v)).map_err(|e| {
        let line = e.location().map_or(1, |l| l.line());
        (before + line, format!("this is no YAML: {e}"))
    })
}

/// A piece being read.
struct Reading<'a> {
    step: &'a mut Step,
    links: &'a mut Vec<(usize, String)>,
    slips: Vec<Slip>,
}

impl Reading<'_> {
    /// Markdown to HTML; the blocks that are data go into the step. `before` is the line above the text.
    fn render(&mut self, markdown: &str, before: usize) -> String {
        let mut events = Vec::new();
        let mut block: Option<(usize, String, String)> = None;
        for (event, range) in Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter() {
            let line = before + 1 + markdown[..range.start].matches('\n').count();
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    block = Some((line, info.to_string(), String::new()));
                }
                Event::Text(text) if block.is_some() => {
                    if let Some((_, _, body)) = &mut block {
                        body.push_str(&text);
                    }
                }
                Event::End(TagEnd::CodeBlock) => {
                    let Some((line, info, body)) = block.take() else { continue };
                    match self.fenced(line, &info, &body) {
                        Ok(Some(html)) => events.push(Event::Html(html.into())),
                        Ok(None) => {}
                        Err(slip) => self.slips.push(slip),
                    }
                }
                Event::Html(_) | Event::InlineHtml(_) => {
                    self.slips.push((line, "HTML is not allowed in a lesson; Markdown is".into()));
                }
                other => {
                    if let Event::Start(Tag::Link { dest_url, .. }) = &other {
                        self.links.push((line, dest_url.to_string()));
                    }
                    if let Event::Text(text) | Event::Code(text) = &other {
                        self.step.characters += text.chars().filter(|c| !c.is_whitespace()).count();
                    }
                    events.push(other);
                }
            }
        }
        let mut out = String::new();
        html::push_html(&mut out, events.into_iter());
        out
    }

    /// One block; what it shows in the text, if anything. `line` is that of its fence.
    fn fenced(&mut self, line: usize, info: &str, body: &str) -> Result<Option<String>, Slip> {
        let step = &mut *self.step;
        let mut words = info.split_whitespace();
        let kind = words.next().unwrap_or("");
        let file = words.find_map(|w| w.strip_prefix("file="));
        match (kind, file) {
            ("goal", _) => {
                let list = yaml(body, line)?;
                for goal in list.as_list().ok_or((line, "a goal block is a list: - text: ...".to_string()))? {
                    step.goals.push(Goal::from_value(goal).map_err(|what| (line, what))?);
                }
            }
            ("hint", _) => step.hints.push(body.trim().to_string()),
            ("answer", _) => step.answer = body.to_string(),
            ("show", _) => step.show = yaml(body, line)?,
            ("question", _) => step.question = yaml(body, line)?,
            ("console", _) => {
                step.consoles.push((line, body.to_string()));
                // Exit codes are for the proof, not for the reader.
                let shown: Vec<&str> = body.lines().filter(|l| !l.starts_with("? ")).collect();
                // What is typed is marked.
                let shown = shown.into_iter().map(|l| match l.starts_with("$ ") || l.starts_with("> ") {
                    true => format!("<kbd>{}</kbd>", l.split(' ').map(word).collect::<Vec<String>>().join(" ")),
                    false => escape(l),
                });
                let (run, shown) = (escape(&commands(body)), shown.collect::<Vec<String>>().join("\n"));
                return Ok(Some(format!("<pre class=\"console\" data-run=\"{run}\"><code>{shown}</code></pre>\n")));
            }
            ("yaml", Some(name)) => {
                step.files.push((name.to_string(), body.to_string()));
                let (name, body) = (escape(name), escape(body));
                return Ok(Some(format!("<pre class=\"manifest\" data-file=\"{name}\"><code>{body}</code></pre>\n")));
            }
            ("yaml" | "text" | "bash" | "", _) => {
                return Ok(Some(format!("<pre><code>{}</code></pre>\n", escape(body))));
            }
            (other, _) => {
                let known = "console, yaml file=NAME, goal, hint, answer, show, question";
                return Err((line, format!("there is no block {other:?}; there are {known}")));
            }
        }
        Ok(None)
    }
}

/// A word of a command. A browser would break a line behind the hyphens of a flag.
fn word(s: &str) -> String {
    if s.starts_with("--") { format!("<span>{}</span>", escape(s)) } else { escape(s) }
}

/// Text as HTML.
pub(super) fn escape(s: &str) -> String {
    s.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub const LESSON: &str = "---\ntitle: t\ntitle_en: t\nsummary: s\nminutes: 5\ndocuments: [1]\n---\nHello\n\n## One\nText `a<b`\n\n```console\n$ kubectl get pods\nNo resources found in default namespace.\n$ false\n? 1\n```\n```goal\n- text: x\n  kind: Pod\n```\n```hint\nh\n```\n```answer\nkubectl run a --image=nginx\n```\n```show\nview: nodes\nfocus: Pod/default/a\n```\n```question\ntext: q\nchoices: [a, b]\nanswer: 1\nexplain: e\n```\n";

    #[test]
    fn a_lesson_is_read() {
        let lesson = parse("01-x", LESSON).unwrap();
        let step = &lesson.steps[0];
        assert_eq!((step.title.as_str(), step.line, step.goals.len(), step.hints.len()), ("One", 10, 1, 1));
        assert!(step.html.contains("data-run=\"kubectl get pods\nfalse\n\""), "{}", step.html);
        assert!(!step.html.contains("kubectl run") && !step.html.contains("? 1"));
        assert_eq!(step.consoles[0].0, 13);
    }

    #[test]
    fn slips_name_their_line_and_step() {
        let slips = |from: &str, to: &str| parse("x", &LESSON.replace(from, to)).unwrap_err();
        assert_eq!(slips("view: nodes", "view: moon")[0].0, 10);
        assert!(slips("view: nodes", "view: moon")[0].1.starts_with("step \"One\": a show block needs view"));
        // A goal that cannot be read is missing, too: that is told first, at the step.
        assert_eq!(slips("kind: Pod", "kinds: Pod")[1].0, 19);
        assert_eq!(slips("  kind: Pod", " kind: Pod")[1].0, 21);
        assert!(slips("answer: 1", "answer: 2")[0].1.contains("a question needs choices"));
        assert!(slips("```hint", "```hnit")[1].1.contains("no block \"hnit\""));
        assert_eq!(slips("title: t\n", "").len(), 1);
        assert!(parse("x", "no front").unwrap_err()[0].1.starts_with("the front matter is missing"));
    }
}
