//! The outermost component: owns the state and connects it with the engine.

use std::rc::Rc;

use protocol::Input;
use yew::prelude::*;

use crate::diagram::Diagram;
use crate::editor::EditorPane;
use crate::effects::{self, Held};
use crate::embed;
use crate::header::header;
use crate::lesson::{self, lesson_pane};
use crate::notes::Note;
use crate::script::Player;
use crate::share::ShareSheet;
use crate::state::{Action, EngineState, Pane, State, Tab, Ui};
use crate::terminal::TerminalPane;
use crate::text::{Key, Lang};
use crate::wire;

/// What every part of the page may do.
#[derive(Clone, PartialEq)]
pub struct Page {
    pub dispatch: UseReducerDispatcher<State>,
}

impl Page {
    /// Changes the page's own state.
    pub fn act(&self, action: Action) {
        self.dispatch.dispatch(action);
    }
    /// A callback that changes it.
    pub fn on(&self, action: Action) -> Callback<MouseEvent> {
        let page = self.clone();
        Callback::from(move |_| page.act(action.clone()))
    }
    /// A callback that tells the session.
    pub fn tells(input: Input) -> Callback<MouseEvent> {
        Callback::from(move |_| effects::send(&input))
    }
}

#[component]
pub fn App() -> Html {
    let state = use_reducer(State::default);
    let page = Page { dispatch: state.dispatcher() };
    {
        let page = page.clone();
        use_effect_with((), move |()| start(&page));
    }
    let (lang, dark) = (state.ui.lang, state.ui.dark);
    use_effect_with((lang, dark), move |(lang, dark)| effects::set_document(lang.code(), *dark));
    {
        let (page, ui, lesson) = (page.clone(), state.ui.clone(), state.lesson.clone());
        use_effect_with(state.journal.clone(), move |journal| {
            if let Some(journal) = journal {
                keep(&page, &ui, lesson.as_ref().map(|l| l.id.as_str()), &journal.0);
            }
        });
    }
    let root = use_node_ref();
    {
        let root = root.clone();
        let ready = matches!(state.engine, EngineState::Ready { .. });
        use_effect_with((ready, state.ui.embed), move |(ready, embed)| {
            if let Some(element) = root.cast::<web_sys::Element>().filter(|_| *ready && *embed) {
                effects::frame_ready();
                effects::frame_measure(&element);
            }
        });
    }
    let pane = match state.ui.pane {
        Pane::Lesson => "lesson",
        Pane::Diagram => "diagram",
        Pane::Editor => "editor",
        Pane::Terminal => "terminal",
    };
    let lesson_open = state.ui.lesson.is_some();
    let ready = matches!(state.engine, EngineState::Ready { .. });
    {
        let (page, there) = (page.clone(), !state.notes.is_empty());
        use_effect_with(ready, move |ready| {
            if *ready && !there {
                effects::load("notes.json", move |notes: Option<Vec<Note>>| {
                    let notes = notes.unwrap_or_default().into_iter().map(Rc::new).collect();
                    page.act(Action::NotesLoaded(Rc::new(notes)));
                });
            }
        });
    }
    html! {
        <ContextProvider<Page> context={page.clone()}>
            <div ref={root} class={classes!("page", lesson_open.then_some("with-lesson"), state.ui.embed.then_some("embedded"), effects::parameter("speed").map(|_| "speed-fixed"))} data-pane={pane}
                data-panes={(!state.ui.panes.is_empty()).then(|| state.ui.panes.clone())} data-engine={engine_word(&state.engine)}>
                { header(&page, &state) }
                { pane_tabs(&page, &state) }
                <main class="panes">
                    { lesson_pane(&page, &state) }
                    <Diagram state={(*state).clone()} />
                    <EditorPane
                        {lang}
                        files={state.files.clone()}
                        open={state.ui.file.clone()}
                        edit={state.edit.clone()}
                        diagnostics={state.diagnostics.clone()}
                        terminal={state.idle_terminal()}
                        untouched={state.terminal(0).is_untouched()}
                        begun={state.terminal(0).is_begun()}
                        there={state.ui.panes.is_empty() || state.ui.panes.split(' ').any(|pane| pane == "editor")}
                        notes={state.notes.clone()}
                    />
                    <TerminalPane {lang} terminals={state.terminals.clone()} front={state.ui.terminal} more={state.ui.more_terminals.clone()}
                        completions={state.completions.clone()} typed={state.typed.clone()} view={state.view.clone()} editing={state.edit.is_some()} />
                    { splits(lang) }
                </main>
                <div class="notices">
                    { problem_note(&page, state.problem.as_ref(), lang) }
                    { crash(&page, &state.engine, lang) }
                </div>
                <Toast toast={state.ui.toast} {lang} />
                <Player script={state.script.clone()} terminal={state.terminal(0)} />
                <ShareSheet state={(*state).clone()} />
                { update_note(state.ui.update, lang) }
            </div>
        </ContextProvider<Page>>
    }
}

/// The edges between the panes, which can be moved (see `js/panes.js`): name, whether they lie flat, label.
const SPLITS: &[(&str, &str, Key)] = &[
    ("lesson", "vertical", Key::SplitLesson),
    ("rows", "horizontal", Key::SplitRows),
    ("columns", "vertical", Key::SplitColumns),
];

fn splits(lang: Lang) -> Html {
    html! {
        { for SPLITS.iter().map(|(name, lies, label)| html! {
            <div key={*name} class="split" data-split={*name} role="separator" tabindex="0" aria-orientation={*lies} aria-valuenow="50"
                aria-label={lang.t(*label)} title={lang.t(Key::SplitHow)} />
        }) }
    }
}

fn engine_word(engine: &EngineState) -> &'static str {
    match engine {
        EngineState::Starting => "starting",
        EngineState::Ready { .. } => "ready",
        EngineState::Crashed { .. } => "crashed",
    }
}

/// Keeps the session where it is found again, or hands it on where somebody has asked for it.
fn keep(page: &Page, ui: &Ui, lesson: Option<&str>, journal: &str) {
    if ui.leaving {
        page.act(Action::Leave(false));
        crate::share::open_in_window(page, journal, ui.lesson.as_deref(), ui.step);
    }
    // An embedded session belongs to its host, and must not take the place of the reader's own.
    if ui.embed {
        return;
    }
    if let Some(id) = &ui.lesson {
        // Until the lesson is there, what is told is still of what was before it.
        if lesson == Some(id) {
            effects::store(&lesson_key(id), journal);
        }
        return;
    }
    let (key, value) = match linked() {
        Some(link) => ("linked", format!("{link}\n{journal}")),
        None => ("journal", journal.to_string()),
    };
    effects::store_here(key, &value);
    let kept = effects::store(key, &value);
    if !kept && effects::first_refusal() {
        page.act(Action::Noticed("storage-refused".into(), String::new()));
    }
}

/// Under what the session of a lesson is kept.
pub fn lesson_key(id: &str) -> String {
    ["lesson:", id].concat()
}

/// The link that the session came by, if it did not begin in the plain playground.
fn linked() -> Option<String> {
    let asked = ["scenario", "seed"].into_iter().any(|name| effects::parameter(name).is_some());
    let link = effects::link();
    (asked || link.contains('#')).then_some(link)
}

fn start(page: &Page) {
    let heard = page.clone();
    effects::listen(Callback::from(move |action| heard.act(action)));
    let embed = effects::parameter("embed").as_deref() == Some("1");
    // What the reader chose for the playground itself does not count in somebody else's page.
    let chosen = |name: &str| effects::parameter(name).or_else(|| effects::stored(name).filter(|_| !embed));
    if chosen("lang").as_deref() == Some("en") {
        page.act(Action::Lang(Lang::En));
    }
    page.act(Action::Dark(chosen("theme").map_or_else(effects::prefers_dark, |t| t == "dark")));
    if let Some(tab) = effects::parameter("view").and_then(|v| tab_named(&v)) {
        page.act(Action::Tab(tab));
    }
    page.act(Action::Embed(embed, known_panes(&effects::parameter("panes").unwrap_or_default())));
    embed::obey(page);
    open_address(page, if embed { None } else { kept_session() });
    let told = page.clone();
    effects::on_update(move || told.act(Action::UpdateReady));
    effects::start_clock();
    let mut rounds = 0_u32;
    effects::every(KEEP_MS, move || {
        rounds += 1;
        if effects::take_changed() || rounds.is_multiple_of(KEEP_ANYWAY) {
            effects::send(&Input::Export);
        }
    });
}

/// The panes of a list that there are; a page without any would be empty, so it has all then.
fn known_panes(list: &str) -> String {
    let there = |name: &&str| matches!(*name, "lesson" | "diagram" | "editor" | "terminal");
    list.split([',', ' ']).filter(there).collect::<Vec<_>>().join(" ")
}

/// How often a changed session is kept, in milliseconds.
const KEEP_MS: u32 = 700;
/// After so many rounds it is kept even if only time has gone by.
const KEEP_ANYWAY: u32 = 30;

/// Begins what the page's address asks for; `kept` is what was kept of it, to go on with.
fn open_address(page: &Page, kept: Option<String>) {
    let page = page.clone();
    effects::held(move |held| {
        let session = match &held {
            Held::Session(journal) => Some(journal.clone()),
            _ => None,
        };
        if let Some(id) = effects::parameter("lesson") {
            // Steps are counted from 1 in addresses.
            let step = effects::parameter("step").and_then(|s| s.parse::<usize>().ok()).unwrap_or(1).saturating_sub(1);
            lesson::open(&page, &id, step, session.or(kept));
        } else {
            begin(&page, kept.or(session));
        }
        let plain = |speed: &String| !speed.is_empty() && speed.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if let Some(speed) = effects::parameter("speed").filter(plain) {
            effects::send(&Input::Speed { factor: wire::read(&speed) });
        }
        match held {
            Held::Begin(beginning) => {
                for (name, text) in beginning.files {
                    effects::send(&Input::WriteFile { path: format!("/root/{name}"), text });
                }
                page.act(Action::Script(beginning.lines));
            }
            Held::Broken => page.act(Action::Noticed("link-broken".into(), String::new())),
            Held::Nothing | Held::Session(_) => {}
        }
    });
}

/// What was kept of the session that the address names.
fn kept_session() -> Option<String> {
    if let Some(id) = effects::parameter("lesson") {
        return effects::stored(&lesson_key(&id));
    }
    let Some(link) = linked() else { return own_session() };
    both("linked").find_map(|kept| Some(kept.strip_prefix(&link)?.strip_prefix('\n')?.to_string()))
}

/// What was kept of the plain playground.
pub fn own_session() -> Option<String> {
    both("journal").next()
}

/// What this tab has kept, before what another one has.
fn both(key: &str) -> impl Iterator<Item = String> {
    [effects::stored_here(key), effects::stored(key)].into_iter().flatten()
}

/// Begins anew what the page was opened with; the plain playground with an empty cluster.
pub fn reset(page: &Page) {
    match effects::parameter("lesson") {
        Some(id) => effects::forget(&lesson_key(&id)),
        None => effects::forget(if linked().is_some() { "linked" } else { "journal" }),
    }
    open_address(page, None);
}

/// Where the session is kept that gave way to a file.
const BEFORE: &str = "before";

/// Begins the session of a file. What was there (else what was kept of it) is kept until another one begins: the file may
/// turn out to be broken.
pub fn replace(page: &Page, journal: String, before: Option<String>) {
    let before = before.or_else(kept_session);
    begin(page, Some(journal));
    if let Some(before) = before {
        effects::store_here(BEFORE, &before);
    }
}

/// Begins a session: that of a journal, or a fresh one.
pub fn begin(page: &Page, journal: Option<String>) {
    effects::forget(BEFORE);
    page.act(Action::Fresh);
    page.act(Action::Script(Vec::new()));
    let scenario = effects::parameter("scenario").unwrap_or_else(|| "four-nodes".into());
    let seed = effects::parameter("seed").and_then(|s| s.parse().ok()).unwrap_or(1);
    effects::send(&Input::Start { scenario, seed, journal });
}

/// The view of a name in links and lessons.
pub fn tab_named(name: &str) -> Option<Tab> {
    Some(match name {
        "nodes" => Tab::Nodes,
        "namespaces" => Tab::Namespaces,
        "control-plane" => Tab::ControlPlane,
        "pod" => Tab::Pod,
        "labels" => Tab::Labels,
        "scheduling" => Tab::Scheduling,
        _ => return None,
    })
}

/// One pane at a time on narrow pages.
fn pane_tabs(page: &Page, state: &State) -> Html {
    let (shown, lang) = (state.ui.pane, state.ui.lang);
    let show = |pane: Pane| {
        let (page, unlisted) = (page.clone(), pane == Pane::Lesson && state.lessons.is_empty());
        Callback::from(move |_: MouseEvent| {
            if unlisted {
                lesson::list(&page);
            }
            page.act(Action::Pane(pane));
        })
    };
    let tabs = [
        (Pane::Lesson, Key::Lesson),
        (Pane::Diagram, Key::Diagram),
        (Pane::Editor, Key::Editor),
        (Pane::Terminal, Key::Terminal),
    ];
    html! {
        <nav class="pane-tabs">
            { for tabs.into_iter().map(|(pane, key)| html! {
                <button key={key as usize} type="button" aria-pressed={(shown == pane).to_string()}
                    onclick={show(pane)}>{ lang.t(key) }{ if pane == Pane::Lesson && state.solved { " ✔" } else { "" } }</button>
            }) }
        </nav>
    }
}

/// What the engine's port says of an engine that does not come back (see `js/engine-port.js`).
const STUCK: &str = "stuck";

/// Says that the engine stopped, and offers to go on.
pub fn crash(page: &Page, engine: &EngineState, lang: Lang) -> Html {
    let revive = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| {
            page.act(Action::Fresh);
            effects::engine_revive();
        })
    };
    let reset = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| {
            effects::engine_restart();
            begin(&page, None);
        })
    };
    let report = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| {
            let page = page.clone();
            effects::report(move |done| {
                page.act(Action::Toast(Some(if done { Key::Copied } else { Key::CopyFailed })))
            });
        })
    };
    let body = match engine {
        EngineState::Crashed { reason } => {
            let stuck = reason == STUCK;
            html! {
                <div class="crash" role="alert" data-stuck={stuck.to_string()}>
                    <strong>{ lang.t(if stuck { Key::Stuck } else { Key::Crashed }) }</strong>
                    <code hidden={stuck}>{ reason.clone() }</code>
                    <button type="button" class="primary" onclick={revive}>{ lang.t(Key::Restart) }</button>
                    <button type="button" onclick={reset}>{ lang.t(Key::Reset) }</button>
                    <button type="button" onclick={report}>{ lang.t(Key::Report) }</button>
                </div>
            }
        }
        EngineState::Starting => html! { <p class="starting" role="status">{ lang.t(Key::Starting) }</p> },
        EngineState::Ready { .. } => html! { <span hidden=true /> },
    };
    html! { <div class="engine-state">{ body }</div> }
}

#[derive(Properties, PartialEq)]
struct ToastProps {
    toast: Option<Key>,
    lang: Lang,
}

/// Says shortly what was done.
#[component]
fn Toast(props: &ToastProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    {
        let page = page.clone();
        use_effect_with(props.toast, move |toast| {
            let timer =
                toast.map(|_| gloo::timers::callback::Timeout::new(3_000, move || page.act(Action::Toast(None))));
            move || drop(timer)
        });
    }
    html! { <div class="toast" role="status" hidden={props.toast.is_none()}>{ props.toast.map_or("", |key| props.lang.t(key)) }</div> }
}

/// What is said of a known problem, and whether its detail helps the reader.
fn sentence(key: &str) -> Option<(Key, bool)> {
    Some(match key {
        "journal-broken" => (Key::JournalBroken, false),
        "link-broken" => (Key::LinkBroken, false),
        "lesson-unknown" => (Key::LessonUnknown, true),
        "scenario-unknown" => (Key::ScenarioUnknown, true),
        "lesson-goals" => (Key::LessonBroken, false),
        "file-foreign" => (Key::FileForeign, false),
        "message-foreign" => (Key::MessageForeign, true),
        "storage-refused" => (Key::StorageRefused, false),
        "window-refused" => (Key::WindowRefused, true),
        _ => return None,
    })
}

/// Says what went wrong: in a plain sentence where it is known what it means.
fn problem_note(page: &Page, problem: Option<&(String, String)>, lang: Lang) -> Html {
    let body = match problem {
        Some((key, detail)) => {
            let known = sentence(key);
            let text = known.map_or(Key::Problem, |(text, _)| text);
            let code = match known {
                Some((_, true)) => detail.clone(),
                Some((_, false)) => String::new(),
                None => format!("{key}: {detail}"),
            };
            let bare = code.is_empty();
            let before = if key == "journal-broken" { effects::stored_here(BEFORE) } else { None };
            let gone = before.is_none();
            let back = {
                let page = page.clone();
                Callback::from(move |_: MouseEvent| begin(&page, before.clone()))
            };
            html! {
                <div class="problem" role="alert" data-problem={key.clone()}>
                    <strong>{ lang.t(text) }</strong>
                    <code hidden={bare}>{ code }</code>
                    <button type="button" class="primary" hidden={gone} onclick={back}>{ lang.t(Key::BackToBefore) }</button>
                    <button type="button" onclick={page.on(Action::ProblemSeen)}>{ lang.t(Key::Close) }</button>
                </div>
            }
        }
        None => html! { <span hidden=true /> },
    };
    html! { <div class="problem-state">{ body }</div> }
}

/// Offers the newer version of the page.
fn update_note(ready: bool, lang: Lang) -> Html {
    html! {
        <div class="update" role="status" hidden={!ready}>
            { lang.t(Key::UpdateReady) }
            <button type="button" class="pill" onclick={Callback::from(|_: MouseEvent| effects::update_now())}>{ lang.t(Key::UpdateNow) }</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::known_panes;

    #[test]
    fn panes_that_there_are_not_are_left_out() {
        assert_eq!(known_panes("diagram,terminal"), "diagram terminal");
        assert_eq!(known_panes("picture,editor"), "editor");
        assert_eq!(known_panes("picture"), "");
    }
}
