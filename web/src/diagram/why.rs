//! "왜?": what led to a happening, from the first cause to itself.

use std::rc::Rc;

use protocol::{FactView, Input, View};
use yew::prelude::*;

use super::{control_plane, words};
use crate::app::Page;
use crate::state::Action;
use crate::text::{Key, Lang};

pub fn why(page: &Page, view: &View, facts: &[Rc<FactView>], fact: u64, lang: Lang) -> Html {
    let steps = words::chain(facts, fact, &view.pods);
    let root = words::root(facts, fact);
    let at = steps.last().map(|s| s.at);
    let look = Page::tells(Input::Scrub { to: at.map_or(i64::MAX / 2000, |at| at + 1) });
    // A step of the explanation shows the moment at which it was.
    let go = |i: usize| {
        let at = steps[i].at;
        Page::tells(Input::Scrub { to: at + 1 })
    };
    html! {
        <aside class="details why-card" aria-label={lang.t(Key::Why)}>
            <header>
                <b>{ lang.t(Key::Why) }</b>
                <button type="button" class="close" onclick={page.on(Action::Why(None))} aria-label={lang.t(Key::Close)}>{ "✕" }</button>
            </header>
            <div class="sheets">
                <button type="button" class="pill" disabled={at.is_none()} onclick={look}>{ lang.t(Key::ThatMoment) }</button>
                <button type="button" class="pill" disabled={at.is_none()} onclick={page.on(Action::Trace(Some(root)))}>{ lang.t(Key::FollowOn) }</button>
            </div>
            <div class="leaf" tabindex="0">
                <p class="none" hidden={!steps.is_empty()}>{ lang.t(Key::TooLongAgo) }</p>
                { control_plane::list(&steps, steps.len().checked_sub(1), lang, &go) }
            </div>
        </aside>
    }
}
