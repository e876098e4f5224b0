//! "왜?": what led to a happening, from the first cause to itself.

use std::rc::Rc;

use protocol::{FactView, Input, View};
use yew::prelude::*;

use super::{control_plane, words};
use crate::app::Page;
use crate::state::Action;
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct WhyProps {
    pub view: Rc<View>,
    pub facts: Rc<Vec<FactView>>,
    pub fact: u64,
    pub lang: Lang,
}

#[component]
pub fn Why(props: &WhyProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let lang = props.lang;
    let steps = words::chain(&props.facts, props.fact, &props.view.pods);
    let root = words::root(&props.facts, props.fact);
    let at = steps.last().map(|s| s.at);
    let look = Page::tells(move || Input::Scrub { to: at.map_or(i64::MAX / 2000, |at| at + 1) });
    // A step of the explanation shows the moment at which it was.
    let go = |i: usize| {
        let at = steps[i].at;
        Page::tells(move || Input::Scrub { to: at + 1 })
    };
    html! {
        <aside class="details why-card" aria-label={lang.t(Key::Why)}>
            <header>
                <b>{ lang.t(Key::Why) }</b>
                <button type="button" class="close" onclick={page.on(|| Action::Why(None))} aria-label={lang.t(Key::Close)}>{ "✕" }</button>
            </header>
            <div class="sheets">
                <button type="button" class="pill" disabled={at.is_none()} onclick={look}>{ lang.t(Key::ThatMoment) }</button>
                <button type="button" class="pill" disabled={at.is_none()} onclick={page.on(move || Action::Trace(Some(root)))}>{ lang.t(Key::FollowOn) }</button>
            </div>
            <div class="sheet">
                <p class="none" hidden={!steps.is_empty()}>{ lang.t(Key::TooLongAgo) }</p>
                { control_plane::list(&steps, steps.len().checked_sub(1), lang, &go) }
            </div>
        </aside>
    }
}
