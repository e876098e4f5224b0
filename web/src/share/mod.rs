//! Giving a session to others: its address, a code to photograph, a file, and the way to a real cluster.

mod link;
mod moving;

use protocol::Input;
use wasm_bindgen::prelude::*;
use yew::prelude::*;

use crate::app::Page;
use crate::effects;
use crate::state::{Action, State};
use crate::text::{Key, Lang};

use link::LinkPart;
use moving::moving_part;

/// The end of the name of a saved session.
const FILE: &str = "kubenori-session.txt";

#[derive(Properties, PartialEq)]
pub struct ShareProps {
    pub state: State,
}

/// The dialog behind the share button.
#[component]
pub fn ShareSheet(props: &ShareProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let (state, ui) = (&props.state, &props.state.ui);
    let lang = ui.lang;
    let dialog = use_node_ref();
    {
        let (dialog, page) = (dialog.clone(), page.clone());
        use_effect_with(ui.sharing, move |open| {
            let Some(element) = dialog.cast::<web_sys::Element>() else { return };
            if *open {
                let closed = Closure::once_into_js(move || page.act(Action::ShareClosed));
                effects::share_modal(&element, &closed);
            } else {
                effects::close_dialog(&element);
            }
        });
    }
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(element) = dialog.cast::<web_sys::Element>() {
                effects::close_dialog(&element);
            }
        })
    };
    let body = match &state.journal {
        Some(journal) if ui.sharing => html! {
            <div key="open" class="sheet-body" data-state-hash={journal.1.clone()}>
                <LinkPart journal={journal.0.clone()} lesson={ui.lesson.clone()} step={ui.step} {lang} />
                { file_part(&page, &journal.0, lang) }
                { moving_part(state.moving.as_deref(), lang) }
            </div>
        },
        _ => html! { <p key="wait" class="none">{ lang.t(Key::Starting) }</p> },
    };
    html! {
        <dialog ref={dialog} class="sheet" aria-label={lang.t(Key::Share)}>
            <header class="sheet-head">
                <h2>{ lang.t(Key::Share) }</h2>
                <button type="button" class="pill" onclick={close}>{ lang.t(Key::Close) }</button>
            </header>
            { body }
        </dialog>
    }
}

/// The session as a file: where a link would be too long, or is not to leave the machine.
fn file_part(page: &Page, journal: &str, lang: Lang) -> Html {
    let page = page.clone();
    let save = {
        let journal = journal.to_string();
        Callback::from(move |_: MouseEvent| effects::save_file(FILE, &journal))
    };
    let before = journal.to_string();
    let open = Callback::from(move |_: MouseEvent| {
        let (page, before) = (page.clone(), before.clone());
        effects::choose_file(move |text| {
            page.act(Action::ShareClosed);
            if !is_session(&text) {
                // What is being done is not given up for some other file.
                page.act(Action::Noticed("file-foreign".into(), String::new()));
                return;
            }
            page.act(Action::Lesson(None, 0));
            crate::session::replace(&page, text, Some(before.clone()));
        });
    });
    html! {
        <section class="sheet-part">
            <h3>{ lang.t(Key::AsFile) }</h3>
            <div class="row">
                <button type="button" class="pill" onclick={save}>{ lang.t(Key::SaveSession) }</button>
                <button type="button" class="pill" onclick={open}>{ lang.t(Key::OpenSession) }</button>
            </div>
        </section>
    }
}

/// Whether a text may be a session: the journal of one, or a dump of a cluster.
fn is_session(text: &str) -> bool {
    text.starts_with("kubenori ") || text.contains("items:") || text.contains("\"items\":")
}

/// Opens this very session in a window of its own, from inside somebody else's page.
pub fn open_in_window(page: &Page, journal: &str, lesson: Option<&str>, step: usize) {
    let query = link::query(&link::Choice { lesson: true, ..link::Choice::default() }, lesson, step);
    let page = page.clone();
    effects::share_address(journal, &query, move |address| {
        if !effects::open_window(&address) {
            page.act(Action::Noticed("window-refused".into(), address));
        }
    });
}

/// Asks for the journal, and shows the dialog.
pub fn ask(page: &Page) -> Callback<MouseEvent> {
    let page = page.clone();
    Callback::from(move |_| {
        page.act(Action::Share);
        effects::send(&Input::Export);
        effects::send(&Input::MoveOn);
    })
}

#[cfg(test)]
mod tests {
    use super::is_session;

    #[test]
    fn a_file_of_something_else_is_no_session() {
        assert!(is_session("kubenori 1\nfour-nodes") && is_session("apiVersion: v1\nitems:\n- kind: Pod"));
        assert!(is_session("{\n    \"apiVersion\": \"v1\",\n    \"items\": []\n}"));
        assert!(!is_session("garbage") && !is_session(""));
    }
}
