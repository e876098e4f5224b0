//! The outermost component: owns the state and connects it with the engine.

use std::rc::Rc;

use protocol::Input;
use yew::prelude::*;

use crate::diagram::Diagram;
use crate::editor::EditorPane;
use crate::effects;
use crate::embed;
use crate::header::header;
use crate::lesson::{self, lesson_pane};
use crate::notes::Note;
use crate::notices::{Toast, crash, problem_note, update_note};
use crate::script::Player;
use crate::session;
use crate::share::ShareSheet;
use crate::state::{Action, EngineState, Pane, State, Tab};
use crate::terminal::TerminalPane;
use crate::text::{Key, Lang};

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
                session::keep(&page, &ui, lesson.as_ref().map(|l| l.id.as_str()), &journal.0);
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
            <div ref={root} class={classes!("page", lesson_open.then_some("with-lesson"), state.ui.embed.then_some("embedded"), effects::parameter("speed").map(|_| "speed-fixed"))} data-pane={state.ui.pane.name()}
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
                        there={state.ui.shows(Pane::Editor)}
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
    session::open_address(page, if embed { None } else { session::kept_session() });
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
    let there = |name: &&str| Pane::ALL.iter().any(|pane| pane.name() == *name);
    list.split([',', ' ']).filter(there).collect::<Vec<_>>().join(" ")
}

/// How often a changed session is kept, in milliseconds.
const KEEP_MS: u32 = 700;
/// After so many rounds it is kept even if only time has gone by.
const KEEP_ANYWAY: u32 = 30;

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
