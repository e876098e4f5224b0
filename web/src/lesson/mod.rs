//! The lesson beside the picture: its steps, goals, hints and answers. Lessons are files that are loaded when opened.

use std::rc::Rc;

use protocol::{GoalView, Input, ObjectKey};
use wasm_bindgen::prelude::*;
use yew::prelude::*;

use crate::app::{Page, tab_named};
use crate::effects;
use crate::header::entries;
use crate::state::{Action, Pane, State};
use crate::text::{Key, Lang};

/// A lesson in the list of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LessonEntry {
    pub id: String,
    pub title: String,
    pub title_en: String,
    pub summary: String,
    pub minutes: u32,
    pub steps: usize,
}

/// A lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    pub id: String,
    pub title: String,
    pub scenario: Option<String>,
    /// Commands that are run before the first step.
    pub setup: String,
    /// Stands before the first step.
    pub intro: String,
    pub steps: Vec<Step>,
}

/// A step of a lesson. Its texts are HTML of our own, made when the page was built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub title: String,
    pub html: String,
    /// Their list as JSON, for the engine, which checks them.
    pub goals: String,
    pub hints: Vec<String>,
    pub answer: String,
    /// The view of the picture that belongs to it.
    pub view: String,
    /// The object that it is about: `Pod/default/web`.
    pub focus: String,
    pub question: Option<Question>,
}

/// A closing question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    pub text: String,
    pub choices: Vec<String>,
    /// The right choice, from 0.
    pub answer: usize,
    pub explain: String,
}

crate::reads! {
    LessonEntry { id, title, title_en, summary, minutes, steps }
    Lesson { id, title, scenario, setup, intro, steps }
    Step { title, html, goals, hints, answer, view, focus, question }
    Question { text, choices, answer, explain }
}

/// Opens a lesson at a step, in a cluster of its own: a fresh one, or that of a journal. Where there is no such lesson,
/// the playground opens.
pub fn open(page: &Page, id: &str, step: usize, journal: Option<String>) {
    page.act(Action::Lesson(Some(id.to_string()), step));
    page.act(Action::Script(Vec::new()));
    list(page);
    let (page, id) = (page.clone(), id.to_string());
    // An id is the name of a folder of the course: anything else would be a path to some other file.
    let named = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let file = if named { format!("lessons/{id}.json") } else { "lessons/-.json".into() };
    effects::load(&file, move |lesson: Option<Lesson>| {
        let Some(lesson) = lesson.filter(|lesson| !lesson.steps.is_empty()) else {
            page.act(Action::Lesson(None, 0));
            crate::session::begin(&page, journal);
            page.act(Action::Noticed("lesson-unknown".into(), id));
            return;
        };
        let scenario = lesson.scenario.clone().unwrap_or_else(|| "four-nodes".into());
        page.act(Action::Fresh);
        let fresh = journal.is_none();
        if fresh {
            effects::forget(&made_key(&id));
        }
        effects::send(&Input::Start { scenario, seed: 1, journal });
        if !lesson.setup.is_empty() && fresh {
            page.act(Action::Type(lesson.setup.clone(), true));
        }
        page.act(Action::Pane(Pane::Lesson));
        // An address may name a step that there is not (any more).
        go(&page, Some(&lesson), &id, step.min(lesson.steps.len() - 1));
        page.act(Action::LessonLoaded(Rc::new(lesson)));
    });
}

/// Loads the list of all lessons.
pub fn list(page: &Page) {
    let page = page.clone();
    effects::load("lessons/lessons.json", move |found: Option<Vec<LessonEntry>>| {
        page.act(Action::Lessons(Rc::new(found.unwrap_or_default())));
    });
}

/// Steps of a lesson that were solved, as this browser remembers.
pub fn solved(id: &str) -> Vec<usize> {
    effects::stored(&format!("done:{id}"))
        .map_or_else(Vec::new, |s| s.split(',').filter_map(|n| n.parse().ok()).collect())
}

/// Remembers that a step was solved.
fn remember(id: &str, step: usize) {
    let mut done = solved(id);
    if !done.contains(&step) {
        done.push(step);
        let text: Vec<String> = done.iter().map(usize::to_string).collect();
        effects::store(&format!("done:{id}"), &text.join(","));
    }
}

/// An answer in two parts: its files, which go into the editor, and its commands, which go into the terminal.
fn parts(answer: &str) -> (Vec<(String, String)>, String) {
    let (mut files, mut commands) = (Vec::new(), String::new());
    let mut lines = answer.lines();
    while let Some(line) = lines.next() {
        match line.strip_prefix("cat <<EOF > ") {
            Some(name) => {
                let text = lines.by_ref().take_while(|l| *l != "EOF").flat_map(|l| [l, "\n"]).collect();
                files.push((format!("/root/{name}"), text));
            }
            None => commands.extend([line, "\n"]),
        }
    }
    (files, commands)
}

/// Up to which step everything was made for the learner, in this tab.
fn made_key(id: &str) -> String {
    ["made:", id].concat()
}

fn made_up_to(id: &str) -> usize {
    effects::stored_here(&made_key(id)).and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Runs the answers of steps, as if the learner had.
fn make(page: &Page, steps: &[Step]) {
    let mut all = String::new();
    for step in steps {
        let (files, commands) = parts(&step.answer);
        for (path, text) in files {
            effects::send(&Input::WriteFile { path, text });
        }
        all += &commands;
    }
    page.act(Action::Type(all, true));
}

/// Goes to a step of the lesson that is open.
fn go(page: &Page, lesson: Option<&Lesson>, id: &str, step: usize) {
    let shown = lesson.and_then(|l| l.steps.get(step));
    let goals = shown.map_or(String::new(), |s| s.goals.clone());
    effects::send(&Input::Lesson { id: Some(id.to_string()), step, goals });
    effects::store(&format!("step:{id}"), &step.to_string());
    effects::lesson_address(id, step + 1);
    page.act(Action::Lesson(Some(id.to_string()), step));
    if let Some(tab) = shown.and_then(|s| tab_named(&s.view)) {
        page.act(Action::Tab(tab));
    }
    let focus: Vec<&str> = shown.map_or("", |s| s.focus.as_str()).split('/').collect();
    if let [kind, namespace, name] = focus[..] {
        let key = ObjectKey { kind: kind.into(), namespace: namespace.into(), name: name.into() };
        page.act(Action::Focus(key.clone()));
        effects::send(&Input::Select { key: Some(key) });
    }
}

/// The lesson that is open. Where a narrow page shows this pane alone and none is open, there are lessons to choose from.
pub fn lesson_pane(page: &Page, state: &State) -> Html {
    let ui = &state.ui;
    let lang = ui.lang;
    let step = state.lesson.as_ref().and_then(|l| l.steps.get(ui.step).cloned());
    let body = match (&state.lesson, step) {
        (Some(lesson), Some(step)) => html! {
            <StepView key={format!("{}:{}", lesson.id, ui.step)} lesson={lesson.clone()} {step} number={ui.step}
                goals={state.goals.clone()} solved={state.solved} next={next(&state.lessons, &lesson.id)} {lang} />
        },
        (None, _) if ui.lesson.is_some() => html! { <p key="none" class="none">{ lang.t(Key::NoLessons) }</p> },
        _ if ui.pane == Pane::Lesson => html! {
            <div key="choose" class="step-body">
                <h2>{ lang.t(Key::ChooseLesson) }</h2>
                { entries(page, &state.lessons, None, lang, &Callback::noop()) }
            </div>
        },
        _ => html! { <span key="-" hidden=true /> },
    };
    let none = ui.lesson.is_none();
    html! {
        <aside class={classes!("pane", "lesson", none.then_some("choose"))} data-pane="lesson" aria-label={lang.t(Key::Lesson)} hidden={none && ui.pane != Pane::Lesson}>
            <div class="step">{ body }</div>
        </aside>
    }
}

/// The lesson behind this one.
fn next(all: &[LessonEntry], id: &str) -> Option<LessonEntry> {
    all.iter().skip_while(|l| l.id != id).nth(1).cloned()
}

#[derive(Properties, PartialEq, Eq)]
struct StepProps {
    lesson: Rc<Lesson>,
    step: Step,
    number: usize,
    goals: Rc<Vec<GoalView>>,
    solved: bool,
    next: Option<LessonEntry>,
    lang: Lang,
}

#[component]
fn StepView(props: &StepProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let (lesson, step, lang) = (&props.lesson, &props.step, props.lang);
    let hints = use_state(|| 0_usize);
    let text = use_node_ref();
    {
        let (text, page) = (text.clone(), page.clone());
        use_effect_with((step.clone(), lang), move |(_, lang)| decorate(&text, &page, *lang));
    }
    let more = {
        let hints = hints.clone();
        Callback::from(move |_: MouseEvent| hints.set(*hints + 1))
    };
    let answer = {
        let (page, answer) = (page.clone(), step.answer.clone());
        Callback::from(move |_: MouseEvent| {
            let (files, commands) = parts(&answer);
            for (path, text) in files {
                effects::send(&Input::WriteFile { path: path.clone(), text });
                page.act(Action::File(Some(path)));
            }
            page.act(Action::Type(commands, false));
        })
    };
    let to = |number: usize| {
        let (page, lesson) = (page.clone(), lesson.clone());
        Callback::from(move |e: MouseEvent| {
            e.prevent_default();
            go(&page, Some(&lesson), &lesson.id, number);
        })
    };
    {
        let (id, number) = (lesson.id.clone(), props.number);
        use_effect_with(props.solved, move |now| {
            if *now {
                remember(&id, number);
            }
        });
    }
    let last = props.number + 1 >= lesson.steps.len();
    let onward = match &props.next {
        Some(next) if last => {
            let (page, id) = (page.clone(), next.id.clone());
            Callback::from(move |_: MouseEvent| open(&page, &id, 0, None))
        }
        _ => to(props.number + 1),
    };
    let over = last && props.next.is_none();
    let (title, word) = match &props.next {
        Some(next) if last => (next.title.clone(), lang.t(Key::NextLesson)),
        _ => (lesson.steps.get(props.number + 1).map_or(String::new(), |s| s.title.clone()), lang.t(Key::Next)),
    };
    let done = solved(&lesson.id);
    // Steps build on what was made in those before: who comes by an address can have it made.
    let helped = use_state_eq(|| made_up_to(&lesson.id));
    let skipped = (*helped..props.number).any(|i| !done.contains(&i));
    let help = {
        let (page, lesson, number) = (page.clone(), lesson.clone(), props.number);
        Callback::from(move |_: MouseEvent| {
            effects::store_here(&made_key(&lesson.id), &number.to_string());
            helped.set(number);
            make(&page, &lesson.steps[..number]);
        })
    };
    let intro = if props.number == 0 { lesson.intro.as_str() } else { "" };
    let prose = format!("<div class=\"prose\">{intro}{}</div>", step.html);
    html! {
        <div class="step-body">
            <p class="where">{ lesson.title.clone() }</p>
            <ol class="step-list" aria-label={lang.t(Key::Step)}>
                { for lesson.steps.iter().enumerate().map(|(i, s)| html! {
                    <li key={i} class={classes!((done.contains(&i) || props.solved && i == props.number).then_some("done"))}>
                        <a href={format!("?lesson={}&step={}", lesson.id, i + 1)} title={s.title.clone()} onclick={to(i)}
                            aria-current={(i == props.number).then_some("step")}>{ i + 1 }</a>
                    </li>
                }) }
            </ol>
            <h2>{ step.title.clone() }</h2>
            <div class="text" ref={text}>
                <div class="prose">{ Html::from_html_unchecked(AttrValue::from(prose)) }</div>
            </div>
            <p class="skipped" hidden={!skipped || props.solved}>{ lang.t(Key::Skipped) }<button type="button" onclick={help}>{ lang.t(Key::MakeSkipped) }</button></p>
            { aims(&props.goals) }
            <div class="lead" hidden={!props.solved}>
                <p>{ lang.t(if last { Key::LessonDone } else { Key::Done }) }</p>
                <button type="button" class="primary" hidden={over} onclick={onward.clone()}>{ format!("{word}: {title} →") }</button>
            </div>
            <div class="hints" aria-live="polite">
                { for step.hints.iter().take(*hints).enumerate().map(|(i, hint)| html! {
                    <div key={i} class="hint">{ hint.clone() }</div>
                }) }
            </div>
            <div class="asked">{ step.question.clone().map(|question| html! { <Asked {question} /> }).unwrap_or_else(|| html! { <span hidden=true /> }) }</div>
            <div class="steps">
                <button type="button" onclick={more} disabled={*hints >= step.hints.len()}>{ format!("{} {}/{}", lang.t(Key::Hint), (*hints).min(step.hints.len()), step.hints.len()) }</button>
                <button type="button" onclick={answer} disabled={step.answer.is_empty()}>{ lang.t(Key::Answer) }</button>
                <span class="gap" />
                <button type="button" data-go="previous" title="Alt+PageUp" onclick={to(props.number.saturating_sub(1))} disabled={props.number == 0}>{ format!("← {}", lang.t(Key::Previous)) }</button>
                <button type="button" data-go="next" title="Alt+PageDown" onclick={onward} disabled={over}>{ format!("{word} →") }</button>
            </div>
        </div>
    }
}

/// Puts buttons on the blocks of a step.
fn decorate(text: &NodeRef, page: &Page, lang: Lang) {
    let Some(root) = text.cast::<web_sys::Element>() else { return };
    let (runner, opener) = (page.clone(), page.clone());
    let run = Closure::<dyn Fn(String)>::new(move |text: String| runner.act(Action::Type(text, true)));
    let open = Closure::<dyn Fn(String, String)>::new(move |file: String, text: String| {
        let path = format!("/root/{file}");
        effects::send(&Input::WriteFile { path: path.clone(), text });
        opener.act(Action::File(Some(path)));
    });
    let (run, open) = (run.into_js_value(), open.into_js_value());
    effects::lesson_decorate(&root, lang.t(Key::Run), lang.t(Key::OpenFile), &run, &open);
}

#[derive(Properties, PartialEq, Eq)]
struct AskedProps {
    question: Question,
}

/// The closing question: an answer is told at once, with the reason.
#[component]
fn Asked(props: &AskedProps) -> Html {
    let chosen = use_state(|| Option::<usize>::None);
    let question = &props.question;
    html! {
        <fieldset class="question">
            <legend>{ question.text.clone() }</legend>
            { for question.choices.iter().enumerate().map(|(i, choice)| {
                let set = chosen.clone();
                let word = (*chosen == Some(i)).then_some(if i == question.answer { "right" } else { "wrong" });
                html! { <button key={i} type="button" class={classes!(word)} aria-pressed={(*chosen == Some(i)).to_string()}
                    onclick={Callback::from(move |_: MouseEvent| set.set(Some(i)))}>{ choice.clone() }</button> }
            }) }
            <p key="explain" class="explain" aria-live="polite">{ if chosen.is_some() { question.explain.clone() } else { String::new() } }</p>
        </fieldset>
    }
}

fn aims(goals: &[GoalView]) -> Html {
    html! {
        <div class="aims" aria-live="polite">
            <ul class="goals">
                { for goals.iter().enumerate().map(|(i, goal)| html! {
                    <li key={i} class={classes!(goal.done.then_some("done"))}>
                        { goal.text.clone() }
                        <small>{ goal.missing.clone() }</small>
                    </li>
                }) }
            </ul>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_files_and_commands() {
        let (files, commands) = parts("cat <<EOF > a.yaml\nkind: Pod\nEOF\nkubectl create -f a.yaml\nsleep 2\n");
        assert_eq!(files, [("/root/a.yaml".to_string(), "kind: Pod\n".to_string())]);
        assert_eq!(commands, "kubectl create -f a.yaml\nsleep 2\n");
    }
}
