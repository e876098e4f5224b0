//! The outermost component: owns the state and connects it with the engine.

use protocol::Input;
use yew::prelude::*;

use crate::diagram::Diagram;
use crate::editor::EditorPane;
use crate::effects;
use crate::header::Header;
use crate::lesson::LessonPane;
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
    pub fn on<E>(&self, action: impl Fn() -> Action + 'static) -> Callback<E> {
        let page = self.clone();
        Callback::from(move |_| page.act(action()))
    }
    /// A callback that tells the session.
    pub fn tells<E>(input: impl Fn() -> Input + 'static) -> Callback<E> {
        Callback::from(move |_| effects::send(&input()))
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
        let (page, sharing, in_lesson) = (page.clone(), state.ui.sharing, state.ui.lesson.is_some());
        use_effect_with(state.journal.clone(), move |journal| {
            let Some(journal) = journal else { return };
            if sharing {
                effects::share(&journal.0, move |copied| {
                    page.act(Action::Toast(Some(if copied { Key::Shared } else { Key::ShareFailed })));
                });
            } else if !in_lesson {
                effects::store("journal", &journal.0);
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
    html! {
        <ContextProvider<Page> context={page}>
            <div class={classes!("page", lesson_open.then_some("with-lesson"), state.ui.embed.then_some("embedded"))} data-pane={pane}
                data-panes={(!state.ui.panes.is_empty()).then(|| state.ui.panes.clone())} data-engine={engine_word(&state.engine)}>
                <Header state={(*state).clone()} />
                <PaneTabs pane={state.ui.pane} {lang} />
                <main class="panes">
                    <LessonPane state={(*state).clone()} />
                    <Diagram state={(*state).clone()} />
                    <EditorPane
                        {lang}
                        files={state.files.clone()}
                        open={state.ui.file.clone()}
                        edit={state.edit.clone()}
                        diagnostics={state.diagnostics.clone()}
                    />
                    <TerminalPane {lang} number={0} terminal={state.terminal(0)} completions={state.completions.clone()}
                        typed={state.typed.clone()} view={state.view.clone()} />
                </main>
                <Crash engine={state.engine.clone()} {lang} />
                <Toast toast={state.ui.toast} {lang} />
                <ProblemNote problem={state.problem.clone()} {lang} />
            </div>
        </ContextProvider<Page>>
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
    let lang = effects::parameter("lang").or_else(|| effects::stored("lang"));
    if lang.as_deref() == Some("en") {
        page.act(Action::Lang(Lang::En));
    }
    let theme = effects::parameter("theme").or_else(|| effects::stored("theme"));
    page.act(Action::Dark(theme.map_or_else(effects::prefers_dark, |t| t == "dark")));
    if let Some(tab) = effects::parameter("view").and_then(|v| tab_named(&v)) {
        page.act(Action::Tab(tab));
    }
    let embed = effects::parameter("embed").as_deref() == Some("1");
    page.act(Action::Embed(embed, effects::parameter("panes").unwrap_or_default().replace(',', " ")));
    if let Some(id) = effects::parameter("lesson") {
        // Steps are counted from 1 in addresses.
        let step = effects::parameter("step").and_then(|s| s.parse::<usize>().ok()).unwrap_or(1).saturating_sub(1);
        crate::lesson::open(page, &id, step);
    } else {
        let asked = ["scenario", "seed", "embed"].into_iter().any(|name| effects::parameter(name).is_some());
        let page = page.clone();
        effects::shared_journal(move |shared| match shared {
            Some(journal) if journal.is_empty() => {
                begin(&page, None);
                page.act(Action::Toast(Some(Key::LinkBroken)));
            }
            Some(journal) => begin(&page, Some(journal)),
            None if asked => begin(&page, None),
            None => begin(&page, effects::stored("journal")),
        });
    }
    effects::start_clock();
    effects::every(KEEP_MS, || {
        if effects::take_changed() {
            effects::send(&Input::Export);
        }
    });
}

/// How often a changed session is kept, in milliseconds.
const KEEP_MS: u32 = 2_000;

/// Begins a session: that of a journal, or a fresh one.
pub fn begin(page: &Page, journal: Option<String>) {
    page.act(Action::Fresh);
    if journal.is_none() {
        effects::forget("journal");
    }
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

#[derive(Properties, PartialEq)]
struct PaneTabsProps {
    pane: Pane,
    lang: Lang,
}

/// One pane at a time on narrow pages.
#[component]
fn PaneTabs(props: &PaneTabsProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let tabs = [
        (Pane::Lesson, Key::Lesson),
        (Pane::Diagram, Key::Diagram),
        (Pane::Editor, Key::Editor),
        (Pane::Terminal, Key::Terminal),
    ];
    html! {
        <nav class="pane-tabs">
            { for tabs.into_iter().map(|(pane, key)| html! {
                <button key={key as usize} type="button" aria-pressed={(props.pane == pane).to_string()}
                    onclick={page.on(move || Action::Pane(pane))}>{ props.lang.t(key) }</button>
            }) }
        </nav>
    }
}

#[derive(Properties, PartialEq)]
pub struct CrashProps {
    pub engine: EngineState,
    pub lang: Lang,
}

/// Says that the engine stopped, and offers to go on.
#[component]
pub fn Crash(props: &CrashProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let again = |from_journal: bool| {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| {
            effects::engine_restart();
            begin(&page, if from_journal { effects::stored("journal") } else { None });
        })
    };
    let body = match &props.engine {
        EngineState::Crashed { reason } => html! {
            <div class="crash" role="alert">
                <strong>{ props.lang.t(Key::Crashed) }</strong>
                <code>{ reason.clone() }</code>
                <button type="button" onclick={again(true)}>{ props.lang.t(Key::Restart) }</button>
                <button type="button" onclick={again(false)}>{ props.lang.t(Key::Reset) }</button>
            </div>
        },
        EngineState::Starting => html! { <p class="starting" role="status">{ props.lang.t(Key::Starting) }</p> },
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

#[derive(Properties, PartialEq)]
struct ProblemProps {
    problem: Option<(String, String)>,
    lang: Lang,
}

#[component]
fn ProblemNote(props: &ProblemProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let body = match &props.problem {
        Some((key, detail)) => html! {
            <div class="problem" role="alert">
                <strong>{ props.lang.t(Key::Problem) }</strong>
                <code>{ format!("{key}: {detail}") }</code>
                <button type="button" onclick={page.on(|| Action::ProblemSeen)}>{ props.lang.t(Key::Close) }</button>
            </div>
        },
        None => html! { <span hidden=true /> },
    };
    html! { <div class="problem-state">{ body }</div> }
}
