//! The page inside somebody else's page: its small bar, and what its host says. See `js/frame.js`.

use protocol::Input;
use yew::prelude::*;

use crate::app::Page;
use crate::effects;
use crate::state::Action;
use crate::text::{Key, Lang};

/// Where a manifest of the host is put.
const FILE: &str = "manifest.yaml";

/// Does what the host asks, as long as the page lives.
pub fn obey(page: &Page) {
    let page = page.clone();
    effects::frame_listen(move |kind, value| match kind.as_str() {
        "theme" => page.act(Action::Dark(value == "true")),
        "lang" => page.act(Action::Lang(if value == "en" { Lang::En } else { Lang::Ko })),
        "run" => page.act(Action::Script(vec![value])),
        "apply" => {
            effects::send(&Input::WriteFile { path: format!("/root/{FILE}"), text: value });
            page.act(Action::Script(vec![format!("kubectl apply -f {FILE}")]));
        }
        // Browsers' extensions talk in all pages; only what calls itself ours gets here.
        "foreign" => page.act(Action::Noticed("message-foreign".into(), value)),
        _ => {}
    });
}

/// What an embedded page offers above its panes.
pub fn embed_bar(page: &Page, lang: Lang, can_undo: bool) -> Html {
    let reset = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| crate::session::reset(&page))
    };
    let leave = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| {
            page.act(Action::Leave(true));
            effects::send(&Input::Export);
        })
    };
    html! {
        <div class="embed-bar">
            <h1 class="brand">{ lang.t(Key::BrandKube) }<i>{ lang.t(Key::BrandNori) }</i></h1>
            <span class="gap" />
            <button type="button" class="pill" disabled={!can_undo} onclick={Page::tells(Input::Undo)}>{ lang.t(Key::Undo) }</button>
            <button type="button" class="pill" onclick={reset}>{ lang.t(Key::Reset) }</button>
            <button type="button" class="pill leave" onclick={leave}>{ format!("{} ↗", lang.t(Key::NewWindow)) }</button>
        </div>
    }
}
