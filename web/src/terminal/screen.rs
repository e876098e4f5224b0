//! One terminal: output as text that can be selected, one native input line, safe for Korean input methods.

use std::rc::Rc;

use protocol::{Chunk, ChunkKind, Input};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::keyrow::key_row;
use super::keys::{Desk, Search, Typing};
use super::menu::{Menu, Suggestions};
use super::output::{Names, Piece};
use super::paste;
use crate::app::Page;
use crate::effects;
use crate::state::{Action, Completions, TerminalState, Typed};
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct ScreenProps {
    pub lang: Lang,
    pub number: u32,
    pub shown: bool,
    pub terminal: Rc<TerminalState>,
    pub completions: Rc<Completions>,
    pub typed: Option<Rc<Typed>>,
    pub names: Names,
    pub editing: bool,
}

/// The newest pieces of output whose names can be pointed at.
const NAMED: usize = 40;
/// A last line longer than this is output, and no question that waits for an answer.
const LONGEST_QUESTION: usize = 200;

#[component]
pub fn Screen(props: &ScreenProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let (lang, number) = (props.lang, props.number);
    let scroll = use_node_ref();
    let terminal = &props.terminal;
    let desk = Desk {
        number,
        input: use_node_ref(),
        typing: use_mut_ref(Typing::default),
        suggestion: use_state(|| Option::<String>::None),
        menu: use_state(Menu::default),
        search: use_state(|| Option::<Search>::None),
        filled: use_state_eq(|| false),
        terminal: terminal.clone(),
        editing: props.editing,
    };
    {
        let scroll = scroll.clone();
        use_effect_with((terminal.clone(), (*desk.menu).clone(), props.shown, *desk.filled), move |_| {
            if let Some(element) = scroll.cast::<web_sys::Element>() {
                effects::scroll_to_end(&element);
            }
        });
    }
    {
        let scroll = scroll.clone();
        // Who was reading the right side of a table sees what is typed next from its beginning.
        let echoed = terminal.chunks.iter().rposition(|c| c.kind == ChunkKind::Echo).map(|at| terminal.first + at);
        use_effect_with(echoed, move |_| {
            if let Some(element) = scroll.cast::<web_sys::Element>() {
                element.set_scroll_left(0);
            }
        });
    }
    {
        let desk = desk.clone();
        use_effect_with((terminal.busy, terminal.first + terminal.chunks.len()), move |(busy, _)| {
            if !busy {
                desk.next_of_queue();
            }
        });
    }
    {
        let desk = desk.clone();
        use_effect_with(props.completions.clone(), move |found| desk.complete(found));
    }
    {
        let (desk, seen) = (desk.clone(), use_mut_ref(|| 0_u32));
        use_effect_with(props.typed.clone(), move |typed| {
            // A terminal that comes to the front does not type again what another one has.
            let Some(typed) = typed.as_ref().filter(|t| *seen.borrow() < t.serial) else { return };
            *seen.borrow_mut() = typed.serial;
            let lines = paste::commands(&typed.text);
            if typed.run { desk.run(lines) } else { desk.fill(lines) }
        });
    }
    {
        let desk = desk.clone();
        // Who opens a terminal, or is sent back to it from the editor, wants to type.
        use_effect_with((props.shown, props.editing), move |(shown, editing)| {
            if *shown && !editing && (number != 0 || desk.typing.borrow().edited) {
                desk.focus();
            }
            desk.typing.borrow_mut().edited = *editing;
        });
    }
    let onkeydown = {
        let desk = desk.clone();
        Callback::from(move |e: KeyboardEvent| desk.key(&e))
    };
    let oninput = {
        let desk = desk.clone();
        Callback::from(move |_: InputEvent| desk.typed())
    };
    let onpaste = {
        let desk = desk.clone();
        Callback::from(move |e: Event| pasted(&e, &desk))
    };
    let focus = {
        let desk = desk.clone();
        Callback::from(move |_: MouseEvent| {
            let selecting =
                web_sys::window().and_then(|w| w.get_selection().ok().flatten()).is_some_and(|s| !s.is_collapsed());
            if !selecting {
                desk.focus();
            }
        })
    };
    let (question, last) = question(terminal);
    let prompt = match (&*desk.search, props.editing && terminal.busy) {
        (Some(search), _) => format!("({}) `{}': ", lang.t(Key::HistorySearch), search.query),
        (None, true) => lang.t(Key::Editing).to_string(),
        // Nothing was heard of it yet: it stands as it will.
        (None, false) if **terminal == TerminalState::default() => "$ ".into(),
        (None, false) if terminal.prompt.is_empty() => question,
        (None, false) => terminal.prompt.clone(),
    };
    let plain = Names::default();
    let newest = terminal.chunks.len().saturating_sub(NAMED);
    let list = format!("suggestions-{number}");
    html! {
        <div class="screen-frame" hidden={!props.shown}>
            <div class="screen" ref={scroll} onclick={focus}>
                <div class="output" role="log" aria-live="polite">
                    { for terminal.chunks.iter().enumerate().map(|(i, chunk)| {
                        let number = terminal.first + i;
                        let notes: Vec<_> = terminal.notes.iter().filter(|(at, _)| *at == number).map(|(_, n)| n.clone()).collect();
                        let names = if i >= newest { names_of(chunk, &props.names, &plain) } else { plain.clone() };
                        let chunk = last.clone().filter(|_| i + 1 == terminal.chunks.len()).unwrap_or_else(|| chunk.clone());
                        html! { <Piece key={number} {chunk} {notes} {names} {lang} /> }
                    }) }
                </div>
                <div class="line">
                    <span class="prompt">{ prompt }</span>
                    <input ref={desk.input.clone()} class="command" type="text" autocapitalize="off" autocorrect="off" autocomplete="off"
                        spellcheck="false" aria-label={lang.t(Key::CommandHere)} {onkeydown} {onpaste} {oninput}
                        role="combobox" aria-autocomplete="list" aria-controls={list.clone()} aria-expanded={(!desk.menu.items.is_empty()).to_string()}
                        aria-activedescendant={desk.menu.at.map(|at| format!("{list}-{at}"))} />
                </div>
                <p class="fills late" hidden={terminal.prompt != "> "}>{ lang.t(Key::Unfinished) }</p>
                <p class="fills" role="status" hidden={!*desk.filled}>{ if *desk.filled { lang.t(Key::EnterRuns) } else { "" } }</p>
                <p class="found" role="status" hidden={desk.search.is_none()}>{ desk.search.as_ref().map_or(String::new(), |s| s.found.clone()) }</p>
                <Suggestions id={list} menu={(*desk.menu).clone()} choose={Callback::from({ let desk = desk.clone(); move |at| desk.choose(at) })} {lang} />
                { welcome(&page, number == 0 && terminal.is_untouched(), lang) }
                { hangul_offer((*desk.suggestion).clone(), number, lang) }
            </div>
            { key_row(&desk, lang) }
        </div>
    }
}

/// Only output has names that can be pointed at; a typed line has them, too, but not while a table is compared.
fn names_of(chunk: &Chunk, names: &Names, plain: &Names) -> Names {
    if chunk.text.len() > 64 << 10 { plain.clone() } else { names.clone() }
}

/// What a program that waits for input has written last without ending its line (a prompt of its own), and the last
/// piece of output without it.
fn question(terminal: &TerminalState) -> (String, Option<Rc<Chunk>>) {
    let Some(last) = terminal.chunks.last().filter(|c| terminal.busy && c.kind != ChunkKind::Echo) else {
        return (String::new(), None);
    };
    let at = last.text.rfind('\n').map_or(0, |i| i + 1);
    let question = &last.text[at..];
    if question.is_empty() || question.len() > LONGEST_QUESTION {
        return (String::new(), None);
    }
    (question.to_string(), Some(Rc::new(Chunk { kind: last.kind, text: last.text[..at].to_string() })))
}

/// Several lines at once: prompts are taken off, and each waits for the one before. A line that is alone only loses
/// its prompt.
fn pasted(e: &Event, desk: &Desk) {
    let Some(event) = e.dyn_ref::<web_sys::ClipboardEvent>() else { return };
    let Some(text) = event.clipboard_data().and_then(|d| d.get_data("text").ok()) else { return };
    let text = paste::printable(&text);
    let lines = paste::commands(&text);
    match &lines[..] {
        [] => {}
        [line] => desk.insert(line),
        _ => {
            desk.clear();
            desk.run(lines);
        }
    }
    e.prevent_default();
}

/// What somebody can begin with who has typed nothing yet; not where the host or a lesson says what to do.
pub fn welcome(page: &Page, empty: bool, lang: Lang) -> Html {
    let lessons = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| {
            crate::lesson::list(&page);
            crate::lesson::open(&page, FIRST_LESSON, 0, None);
        })
    };
    html! {
        <p class="welcome" hidden={!empty}><span>{ lang.t(Key::WhatThisIs) }</span><span>{ lang.t(Key::Welcome) }</span>
            <button key="-" type="button" class="first" onclick={lessons}>{ lang.t(Key::WelcomeLessons) }</button>
            { for BEGINNINGS.iter().map(|line| html! {
                <button key={*line} type="button" onclick={page.on(Action::Type((*line).to_string(), true))}>{ crate::code::line(line) }</button>
            }) }
        </p>
    }
}

const BEGINNINGS: &[&str] =
    &["kubectl get nodes", "kubectl run web --image=nginx", "kubectl create deployment hub --image=nginx --replicas=3"];
const FIRST_LESSON: &str = "01-why-pods";

/// Offers the command that was typed while the keyboard was in Korean mode.
fn hangul_offer(command: Option<String>, number: u32, lang: Lang) -> Html {
    let body = match command {
        Some(command) => {
            let run = Page::tells(Input::Line { terminal: number, text: command.clone() });
            html! {
                <p class="offer">{ lang.t(Key::HangulCommand) }{ " " }<button type="button" onclick={run}><code>{ command }</code></button></p>
            }
        }
        None => html! { <span hidden=true /> },
    };
    html! { <div class="offers" aria-live="polite">{ body }</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy(text: &str) -> TerminalState {
        let chunk = Rc::new(Chunk { kind: ChunkKind::Out, text: text.into() });
        TerminalState { chunks: vec![chunk], busy: true, ..TerminalState::default() }
    }

    #[test]
    fn a_question_stands_before_the_answer() {
        let (asked, rest) = question(&busy("hello\n/ # "));
        assert_eq!((asked.as_str(), rest.unwrap().text.as_str()), ("/ # ", "hello\n"));
        assert_eq!(question(&busy("hello\n")), (String::new(), None));
        assert_eq!(question(&TerminalState { busy: false, ..busy("/ # ") }).0, "");
    }
}
