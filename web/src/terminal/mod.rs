//! The terminals: tabs, what can be done with the one in front, and its screen.

mod hangul;
mod keyrow;
mod keys;
mod menu;
mod output;
mod paste;
mod screen;
mod transcript;

use std::rc::Rc;

use protocol::{Input, View};
use sorted::SortedMap;
use yew::prelude::*;

use crate::app::Page;
use crate::effects;
use crate::state::{Action, Completions, TerminalState, Typed};
use crate::text::{Key, Lang};
pub use paste::commands;
use screen::Screen;
pub use screen::welcome;

#[derive(Properties, PartialEq)]
pub struct TerminalProps {
    pub lang: Lang,
    pub terminals: SortedMap<u32, Rc<TerminalState>>,
    /// The one in front.
    pub front: u32,
    /// Those that are open besides the first.
    pub more: Vec<u32>,
    pub completions: Rc<Completions>,
    pub typed: Option<Rc<Typed>>,
    pub view: Rc<View>,
    /// A command waits for the editor.
    pub editing: bool,
}

#[component]
pub fn TerminalPane(props: &TerminalProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let lang = props.lang;
    let of = |number: u32| props.terminals.get(&number).cloned().unwrap_or_default();
    let names = {
        let now = output::names(&props.view);
        let kept = use_mut_ref(output::Names::default);
        if **kept.borrow() != now {
            *kept.borrow_mut() = Rc::new(now);
        }
        kept.borrow().clone()
    };
    let front = of(props.front);
    html! {
        <section class="pane terminal" data-pane="terminal" data-busy={front.busy.to_string()} aria-label={lang.t(Key::Terminal)}>
            { tabs(&page, props, &front) }
            <div class="screens">
                { for std::iter::once(0).chain(props.more.iter().copied()).map(|number| {
                    let shown = number == props.front;
                    html! {
                        <Screen key={number} {lang} {number} {shown} terminal={of(number)} names={names.clone()} editing={props.editing}
                            completions={if shown { props.completions.clone() } else { Rc::default() }}
                            typed={props.typed.clone().filter(|_| shown)} />
                    }
                }) }
            </div>
        </section>
    }
}

/// The row above the screen.
fn tabs(page: &Page, props: &TerminalProps, terminal: &Rc<TerminalState>) -> Html {
    let lang = props.lang;
    let next = (1..).find(|n| !props.more.contains(n)).unwrap_or(1);
    let add = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| open(&page, next))
    };
    let copy = {
        let (page, terminal) = (page.clone(), terminal.clone());
        Callback::from(move |_: MouseEvent| {
            let page = page.clone();
            effects::copy(&transcript::markdown(&terminal), move |done| {
                page.act(Action::Toast(Some(if done { Key::Copied } else { Key::CopyFailed })));
            });
        })
    };
    let debug = Callback::from(|_: MouseEvent| effects::toggle_debug());
    html! {
        <div class="terminal-tabs">
            <div class="files" role="group" aria-label={lang.t(Key::Terminal)}>
                { for std::iter::once(0).chain(props.more.iter().copied()).map(|number| tab(page, number, number == props.front, lang)) }
                <button key="+" type="button" class="add" aria-label={lang.t(Key::NewTerminal)} title={lang.t(Key::NewTerminal)} onclick={add}>{ "+" }</button>
            </div>
            <button type="button" class="quiet" onclick={copy} title={lang.t(Key::CopyTranscript)}>{ lang.t(Key::Copy) }</button>
            <button type="button" class="quiet" onclick={debug}>{ lang.t(Key::Debug) }</button>
        </div>
    }
}

/// Opens a terminal; an empty input lets the session know of it.
pub fn open(page: &Page, number: u32) {
    effects::send(&Input::Keys { terminal: number, text: String::new() });
    page.act(Action::Terminal(number));
}

fn tab(page: &Page, number: u32, shown: bool, lang: Lang) -> Html {
    let close = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| {
            effects::send(&Input::Interrupt { terminal: number });
            page.act(Action::CloseTerminal(number));
        })
    };
    html! {
        <span class="tab" key={number}>
            <button type="button" aria-pressed={shown.to_string()} onclick={page.on(Action::Terminal(number))}>
                { format!("{} {}", lang.t(Key::Terminal), number + 1) }
            </button>
            <button type="button" class="close" hidden={number == 0 || !shown} aria-label={lang.t(Key::CloseTerminal)} onclick={close}>{ "×" }</button>
        </span>
    }
}
