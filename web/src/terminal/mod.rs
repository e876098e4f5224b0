//! The terminal: output as text that can be selected, one native input line, safe for Korean input methods.

mod hangul;
mod keys;
mod output;
mod paste;

use std::rc::Rc;

use protocol::{Input, View};
use yew::prelude::*;

use crate::effects;
use crate::state::{Completions, TerminalState, Typed};
use crate::text::{Key, Lang};
use keys::{Desk, Menu, Typing};
use output::{Names, Piece};
pub use paste::commands;

#[derive(Properties, PartialEq)]
pub struct TerminalProps {
    pub lang: Lang,
    pub number: u32,
    pub terminal: Rc<TerminalState>,
    pub completions: Rc<Completions>,
    pub typed: Option<Rc<Typed>>,
    pub view: Rc<View>,
}

/// The newest pieces of output whose names can be pointed at.
const NAMED: usize = 40;

#[component]
pub fn TerminalPane(props: &TerminalProps) -> Html {
    let (lang, number) = (props.lang, props.number);
    let scroll = use_node_ref();
    let desk = Desk {
        number,
        input: use_node_ref(),
        typing: use_mut_ref(Typing::default),
        suggestion: use_state(|| Option::<String>::None),
        menu: use_state(Menu::default),
    };
    let terminal = &props.terminal;
    {
        let scroll = scroll.clone();
        use_effect_with((terminal.clone(), (*desk.menu).clone()), move |_| {
            if let Some(element) = scroll.cast::<web_sys::Element>() {
                effects::scroll_to_end(&element);
            }
        });
    }
    {
        let desk = desk.clone();
        use_effect_with((terminal.busy, terminal.first + terminal.chunks.len()), move |(busy, _)| {
            let next = (!busy).then(|| desk.typing.borrow_mut().queue.pop()).flatten();
            if let Some(text) = next {
                effects::send(&Input::Line { terminal: number, text });
            }
        });
    }
    {
        let desk = desk.clone();
        use_effect_with(props.completions.clone(), move |found| desk.complete(found));
    }
    {
        let desk = desk.clone();
        use_effect_with(props.typed.clone(), move |typed| {
            if let Some(typed) = typed {
                let lines = paste::commands(&typed.text);
                if typed.run { desk.run(lines) } else { desk.fill(lines) }
            }
        });
    }
    let names: Names = {
        let now = output::names(&props.view);
        let kept = use_mut_ref(Names::default);
        if **kept.borrow() != now {
            *kept.borrow_mut() = Rc::new(now);
        }
        kept.borrow().clone()
    };
    let onkeydown = {
        let desk = desk.clone();
        Callback::from(move |e: KeyboardEvent| desk.key(&e))
    };
    let onpaste = {
        let desk = desk.clone();
        Callback::from(move |e: Event| pasted(&e, &desk))
    };
    let focus = {
        let input = desk.input.clone();
        Callback::from(move |_: MouseEvent| {
            let selecting =
                web_sys::window().and_then(|w| w.get_selection().ok().flatten()).is_some_and(|s| !s.is_collapsed());
            if let Some(element) = input.cast::<web_sys::Element>().filter(|_| !selecting) {
                effects::focus(&element);
            }
        })
    };
    let plain = Names::default();
    let newest = terminal.chunks.len().saturating_sub(NAMED);
    html! {
        <section class="pane terminal" data-pane="terminal" data-busy={terminal.busy.to_string()} aria-label={lang.t(Key::Terminal)}>
            <div class="screen" ref={scroll} onclick={focus}>
                <div class="output" role="log" aria-live="polite">
                    { for terminal.chunks.iter().enumerate().map(|(i, chunk)| {
                        let number = terminal.first + i;
                        let note = terminal.notes.iter().find(|(at, _)| *at == number).map(|(_, key)| *key);
                        let names = if i >= newest { names.clone() } else { plain.clone() };
                        html! { <Piece key={number} chunk={chunk.clone()} {note} {names} {lang} /> }
                    }) }
                </div>
                <div class="line">
                    <span class="prompt">{ terminal.prompt.clone() }</span>
                    <input ref={desk.input.clone()} class="command" type="text" autocapitalize="off" autocorrect="off" autocomplete="off"
                        spellcheck="false" aria-label={lang.t(Key::CommandHere)} {onkeydown} {onpaste} />
                </div>
                <Suggestions menu={(*desk.menu).clone()} choose={Callback::from({ let desk = desk.clone(); move |at| desk.choose(at) })} {lang} />
                <HangulOffer {lang} command={(*desk.suggestion).clone()} {number} />
            </div>
        </section>
    }
}

/// Several lines at once: prompts are taken off, and each waits for the one before.
fn pasted(e: &Event, desk: &Desk) {
    use wasm_bindgen::JsCast;
    let Some(event) = e.dyn_ref::<web_sys::ClipboardEvent>() else { return };
    let Some(text) = event.clipboard_data().and_then(|d| d.get_data("text").ok()) else { return };
    let lines = paste::commands(&text);
    if lines.len() < 2 {
        return;
    }
    e.prevent_default();
    if let Some(field) = desk.input.cast::<web_sys::HtmlInputElement>() {
        field.set_value("");
    }
    desk.run(lines);
}

#[derive(Properties, PartialEq)]
struct SuggestionsProps {
    menu: Menu,
    choose: Callback<usize>,
    lang: Lang,
}

/// What could stand at the cursor, where there is more than one thing.
#[component]
fn Suggestions(props: &SuggestionsProps) -> Html {
    html! {
        <div class="suggestions" role="group" aria-label={props.lang.t(Key::Suggestions)} hidden={props.menu.items.is_empty()}>
            { for props.menu.items.iter().enumerate().map(|(i, item)| {
                let choose = props.choose.clone();
                html! {
                    <button key={i} type="button" class={classes!((props.menu.at == Some(i)).then_some("on"))} onclick={Callback::from(move |_: MouseEvent| choose.emit(i))}>
                        <span>{ item.text.clone() }</span><small>{ item.detail.clone() }</small>
                    </button>
                }
            }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct HangulProps {
    lang: Lang,
    command: Option<String>,
    number: u32,
}

/// Offers the command that was typed while the keyboard was in Korean mode.
#[component]
fn HangulOffer(props: &HangulProps) -> Html {
    let body = match props.command.clone() {
        Some(command) => {
            let (text, number) = (command.clone(), props.number);
            let run = Callback::from(move |_: MouseEvent| {
                effects::send(&Input::Line { terminal: number, text: text.clone() });
            });
            html! {
                <p class="offer">{ props.lang.t(Key::HangulCommand) }{ " " }<button type="button" onclick={run}><code>{ command }</code></button></p>
            }
        }
        None => html! { <span hidden=true /> },
    };
    html! { <div class="offers" aria-live="polite">{ body }</div> }
}
