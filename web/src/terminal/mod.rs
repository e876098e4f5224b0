//! The terminal: output as text that can be selected, one native input line, safe for Korean input methods.

mod hangul;
mod paste;

use std::rc::Rc;

use protocol::{ChunkKind, Input};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::effects;
use crate::state::{Completions, TerminalState};
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct TerminalProps {
    pub lang: Lang,
    pub number: u32,
    pub terminal: Rc<TerminalState>,
    pub completions: Rc<Completions>,
}

/// What is being typed, and what was typed before.
#[derive(Default)]
struct Typing {
    history: Vec<String>,
    at: usize,
    ticket: u32,
    queue: Vec<String>,
}

#[component]
pub fn TerminalPane(props: &TerminalProps) -> Html {
    let (lang, number) = (props.lang, props.number);
    let input = use_node_ref();
    let scroll = use_node_ref();
    let typing = use_mut_ref(Typing::default);
    let suggestion = use_state(|| Option::<String>::None);
    {
        let scroll = scroll.clone();
        use_effect_with(props.terminal.clone(), move |_| {
            if let Some(element) = scroll.cast::<web_sys::Element>() {
                effects::scroll_to_end(&element);
            }
        });
    }
    {
        let (typing, busy) = (typing.clone(), props.terminal.busy);
        use_effect_with((busy, props.terminal.chunks.len()), move |(busy, _)| {
            if !busy {
                let next = typing.borrow_mut().queue.pop();
                if let Some(text) = next {
                    effects::send(&Input::Line { terminal: number, text });
                }
            }
        });
    }
    {
        let (input, typing) = (input.clone(), typing.clone());
        use_effect_with(props.completions.clone(), move |found| complete(&input, &typing, found));
    }
    let onkeydown = {
        let (input, typing, suggestion) = (input.clone(), typing.clone(), suggestion.clone());
        Callback::from(move |e: KeyboardEvent| key(&e, number, &input, &typing, &suggestion))
    };
    let onpaste = {
        let (input, typing) = (input.clone(), typing.clone());
        Callback::from(move |e: Event| pasted(&e, number, &input, &typing))
    };
    let focus = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            let selecting =
                web_sys::window().and_then(|w| w.get_selection().ok().flatten()).is_some_and(|s| !s.is_collapsed());
            if let Some(element) = input.cast::<web_sys::Element>().filter(|_| !selecting) {
                effects::focus(&element);
            }
        })
    };
    let terminal = &props.terminal;
    html! {
        <section class="pane terminal" data-pane="terminal" aria-label={lang.t(Key::Terminal)} onclick={focus}>
            <div class="screen" ref={scroll}>
                <div class="output" role="log" aria-live="polite">
                    { for terminal.chunks.iter().enumerate().map(|(i, chunk)| {
                        let class = match chunk.kind {
                            ChunkKind::Echo => "echo",
                            ChunkKind::Out => "out",
                            ChunkKind::Err => "err",
                        };
                        html! { <span key={terminal.first + i} {class}>{ chunk.text.clone() }</span> }
                    }) }
                </div>
                <div class="line">
                    <span class="prompt">{ terminal.prompt.clone() }</span>
                    <input ref={input} class="command" type="text" autocapitalize="off" autocorrect="off" autocomplete="off"
                        spellcheck="false" aria-label={lang.t(Key::CommandHere)} {onkeydown} {onpaste} />
                </div>
                <HangulOffer {lang} command={(*suggestion).clone()} {number} />
            </div>
        </section>
    }
}

/// Takes the typed line, or does what the key means in a terminal.
fn key(
    e: &KeyboardEvent,
    number: u32,
    input: &NodeRef,
    typing: &std::cell::RefCell<Typing>,
    suggestion: &UseStateHandle<Option<String>>,
) {
    // Enter that ends a composition is not Enter; some browsers only say so by the key code.
    if e.is_composing() || e.key_code() == 229 {
        return;
    }
    let Some(field) = input.cast::<HtmlInputElement>() else { return };
    match (e.key().as_str(), e.ctrl_key()) {
        ("Enter", false) => {
            e.prevent_default();
            let text = field.value();
            field.set_value("");
            suggestion.set(hangul::command(&text));
            let mut typing = typing.borrow_mut();
            if !text.trim().is_empty() && typing.history.last() != Some(&text) {
                typing.history.push(text.clone());
            }
            typing.at = typing.history.len();
            effects::send(&Input::Line { terminal: number, text });
        }
        ("ArrowUp" | "ArrowDown", _) => {
            e.prevent_default();
            let mut typing = typing.borrow_mut();
            let up = e.key() == "ArrowUp";
            typing.at = if up { typing.at.saturating_sub(1) } else { (typing.at + 1).min(typing.history.len()) };
            field.set_value(typing.history.get(typing.at).map_or("", String::as_str));
        }
        ("Tab", false) if !e.shift_key() && !field.value().is_empty() => {
            e.prevent_default();
            let mut typing = typing.borrow_mut();
            typing.ticket += 1;
            let cursor = field.selection_start().ok().flatten().unwrap_or(0) as usize;
            let (line, ticket) = (field.value(), typing.ticket);
            let cursor = line.char_indices().nth(cursor).map_or(line.len(), |(i, _)| i);
            effects::send(&Input::Complete { terminal: number, line, cursor, ticket });
        }
        ("c", true) if field.selection_start() == field.selection_end() => {
            e.prevent_default();
            field.set_value("");
            typing.borrow_mut().queue.clear();
            effects::send(&Input::Interrupt { terminal: number });
        }
        ("d", true) if field.value().is_empty() => {
            e.prevent_default();
            effects::send(&Input::EndOfInput { terminal: number });
        }
        ("l", true) => {
            e.prevent_default();
            effects::send(&Input::Line { terminal: number, text: "clear".into() });
        }
        ("u", true) => {
            e.prevent_default();
            field.set_value("");
        }
        _ => {}
    }
}

/// Puts the one thing, or what all have in common, where the cursor is.
fn complete(input: &NodeRef, typing: &std::cell::RefCell<Typing>, found: &Completions) {
    let Some(field) = input.cast::<HtmlInputElement>() else { return };
    if found.items.is_empty() || found.ticket != typing.borrow().ticket {
        return;
    }
    let line = field.value();
    let Some(typed) = line.get(found.from..) else { return };
    let mut common = found.items[0].text.clone();
    for item in &found.items[1..] {
        let same = common.chars().zip(item.text.chars()).take_while(|(a, b)| a == b).count();
        common = common.chars().take(same).collect();
    }
    if common.len() > typed.len() || found.items.len() == 1 {
        let space = if found.items.len() == 1 && !common.ends_with(['/', '=']) { " " } else { "" };
        field.set_value(&format!("{}{common}{space}", &line[..found.from]));
    }
}

/// Several lines at once: prompts are taken off, and each waits for the one before.
fn pasted(e: &Event, number: u32, input: &NodeRef, typing: &std::cell::RefCell<Typing>) {
    use wasm_bindgen::JsCast;
    let Some(event) = e.dyn_ref::<web_sys::ClipboardEvent>() else { return };
    let Some(text) = event.clipboard_data().and_then(|d| d.get_data("text").ok()) else { return };
    let mut lines = paste::commands(&text);
    if lines.len() < 2 {
        return;
    }
    e.prevent_default();
    if let Some(field) = input.cast::<HtmlInputElement>() {
        field.set_value("");
    }
    let first = lines.remove(0);
    lines.reverse();
    typing.borrow_mut().queue = lines;
    effects::send(&Input::Line { terminal: number, text: first });
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
