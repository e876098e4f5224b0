//! What the page says besides: an engine that stopped, problems, a newer version, a short word on what was done.

use yew::prelude::*;

use crate::app::Page;
use crate::effects;
use crate::session;
use crate::state::{Action, EngineState};
use crate::text::{Key, Lang};

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
            session::begin(&page, None);
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
pub struct ToastProps {
    pub toast: Option<Key>,
    pub lang: Lang,
}

/// Says shortly what was done.
#[component]
pub fn Toast(props: &ToastProps) -> Html {
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
pub fn problem_note(page: &Page, problem: Option<&(String, String)>, lang: Lang) -> Html {
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
            let before = if key == "journal-broken" { effects::stored_here(session::BEFORE) } else { None };
            let gone = before.is_none();
            let back = {
                let page = page.clone();
                Callback::from(move |_: MouseEvent| session::begin(&page, before.clone()))
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
pub fn update_note(ready: bool, lang: Lang) -> Html {
    html! {
        <div class="update" role="status" hidden={!ready}>
            { lang.t(Key::UpdateReady) }
            <button type="button" class="pill" onclick={Callback::from(|_: MouseEvent| effects::update_now())}>{ lang.t(Key::UpdateNow) }</button>
        </div>
    }
}
