//! What keys mean in the line that is being typed.

use protocol::{Completion, Input};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::hangul;
use crate::effects;
use crate::state::Completions;

/// What is being typed, and what was typed before.
#[derive(Default)]
pub struct Typing {
    pub history: Vec<String>,
    pub at: usize,
    pub ticket: u32,
    /// Lines that wait for the one before to end, last first.
    pub queue: Vec<String>,
    /// Lines of an answer that stand in the box one after the other, last first.
    pub fill: Vec<String>,
    /// What is searched for in the history.
    search: Option<String>,
}

/// What could stand at the cursor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Menu {
    /// The line up to where the words begin.
    pub before: String,
    pub items: Vec<Completion>,
    pub at: Option<usize>,
}

/// The parts of the terminal that keys act on.
#[derive(Clone)]
pub struct Desk {
    pub number: u32,
    pub input: NodeRef,
    pub typing: std::rc::Rc<std::cell::RefCell<Typing>>,
    pub suggestion: UseStateHandle<Option<String>>,
    pub menu: UseStateHandle<Menu>,
}

impl Desk {
    fn field(&self) -> Option<HtmlInputElement> {
        self.input.cast::<HtmlInputElement>()
    }

    /// Takes the typed line, or does what the key means in a terminal.
    pub fn key(&self, e: &KeyboardEvent) {
        // Enter that ends a composition is not Enter; some browsers only say so by the key code.
        if e.is_composing() || e.key_code() == 229 {
            return;
        }
        let Some(field) = self.field() else { return };
        let key = e.key();
        if !matches!(key.as_str(), "Tab" | "Shift" | "Control") && !self.menu.items.is_empty() {
            self.menu.set(Menu::default());
        }
        if !(e.ctrl_key() && key == "r") && key != "Control" {
            self.typing.borrow_mut().search = None;
        }
        let done = if e.ctrl_key() { self.control(&key, &field) } else { self.plain(&key, e.shift_key(), &field) };
        if done {
            e.prevent_default();
        }
    }

    fn plain(&self, key: &str, shift: bool, field: &HtmlInputElement) -> bool {
        match key {
            "Enter" => self.enter(field),
            "ArrowUp" | "ArrowDown" => {
                let mut typing = self.typing.borrow_mut();
                let last = typing.history.len();
                typing.at = if key == "ArrowUp" { typing.at.saturating_sub(1) } else { (typing.at + 1).min(last) };
                field.set_value(typing.history.get(typing.at).map_or("", String::as_str));
            }
            "Tab" if !shift && !self.menu.items.is_empty() => self.next_of_menu(field),
            "Tab" if !shift && !field.value().is_empty() => self.ask(field),
            _ => return false,
        }
        true
    }

    fn control(&self, key: &str, field: &HtmlInputElement) -> bool {
        let end = field.value().encode_utf16().count() as u32;
        let cursor = field.selection_start().ok().flatten().unwrap_or(end);
        match key {
            "c" if field.selection_start() == field.selection_end() => {
                field.set_value("");
                let mut typing = self.typing.borrow_mut();
                typing.queue.clear();
                typing.fill.clear();
                effects::send(&Input::Interrupt { terminal: self.number });
            }
            "d" if field.value().is_empty() => effects::send(&Input::EndOfInput { terminal: self.number }),
            "l" => effects::send(&Input::Line { terminal: self.number, text: "clear".into() }),
            "u" => field.set_value(""),
            "a" => {
                let _ = field.set_selection_range(0, 0);
            }
            "e" => {
                let _ = field.set_selection_range(end, end);
            }
            "w" => {
                let units: Vec<u16> = field.value().encode_utf16().collect();
                let (left, right) = units.split_at((cursor as usize).min(units.len()));
                let left = String::from_utf16_lossy(left);
                let kept = left.trim_end();
                let kept = &kept[..kept.rfind(' ').map_or(0, |i| i + 1)];
                let at = kept.encode_utf16().count() as u32;
                field.set_value(&format!("{kept}{}", String::from_utf16_lossy(right)));
                let _ = field.set_selection_range(at, at);
            }
            "r" => self.search_back(field),
            _ => return false,
        }
        true
    }

    fn enter(&self, field: &HtmlInputElement) {
        let text = field.value();
        field.set_value("");
        self.suggestion.set(hangul::command(&text));
        let mut typing = self.typing.borrow_mut();
        if !text.trim().is_empty() && typing.history.last() != Some(&text) {
            typing.history.push(text.clone());
        }
        typing.at = typing.history.len();
        if let Some(next) = typing.fill.pop() {
            field.set_value(&next);
        }
        effects::send(&Input::Line { terminal: self.number, text });
    }

    /// The newest line of the history that has the typed text in it; again for the one before.
    fn search_back(&self, field: &HtmlInputElement) {
        let mut typing = self.typing.borrow_mut();
        let text = typing.search.clone().unwrap_or_else(|| field.value());
        let end = if typing.search.is_some() { typing.at } else { typing.history.len() };
        if let Some(found) = typing.history[..end].iter().rposition(|line| line.contains(&text)) {
            typing.at = found;
            field.set_value(&typing.history[found]);
        }
        typing.search = Some(text);
    }

    /// Asks what could stand at the cursor.
    fn ask(&self, field: &HtmlInputElement) {
        let mut typing = self.typing.borrow_mut();
        typing.ticket += 1;
        let line = field.value();
        let cursor = field.selection_start().ok().flatten().unwrap_or(0) as usize;
        let cursor = line.char_indices().nth(cursor).map_or(line.len(), |(i, _)| i);
        effects::send(&Input::Complete { terminal: self.number, line, cursor, ticket: typing.ticket });
    }

    fn next_of_menu(&self, field: &HtmlInputElement) {
        let mut menu = (*self.menu).clone();
        let at = menu.at.map_or(0, |at| (at + 1) % menu.items.len());
        menu.at = Some(at);
        field.set_value(&format!("{}{}", menu.before, menu.items[at].text));
        self.menu.set(menu);
    }

    /// Takes one of the suggestions.
    pub fn choose(&self, at: usize) {
        let (Some(field), Some(item)) = (self.field(), self.menu.items.get(at)) else { return };
        field.set_value(&format!("{}{}", self.menu.before, item.text));
        effects::focus(&field);
        self.menu.set(Menu::default());
    }

    /// Puts the one thing, or what all have in common, where the cursor is; shows the rest.
    pub fn complete(&self, found: &Completions) {
        let Some(field) = self.field() else { return };
        if found.items.is_empty() || found.ticket != self.typing.borrow().ticket {
            return;
        }
        let line = field.value();
        let (Some(before), Some(typed)) = (line.get(..found.from), line.get(found.from..)) else { return };
        let mut common = found.items[0].text.clone();
        for item in &found.items[1..] {
            let same = common.chars().zip(item.text.chars()).take_while(|(a, b)| a == b).count();
            common = common.chars().take(same).collect();
        }
        let only = found.items.len() == 1;
        if common.len() > typed.len() || only {
            let space = if only && !common.ends_with(['/', '=']) { " " } else { "" };
            field.set_value(&format!("{before}{common}{space}"));
        }
        if !only {
            self.menu.set(Menu { before: before.to_string(), items: found.items.clone(), at: None });
        }
    }

    /// Runs lines one after the other.
    pub fn run(&self, mut lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        let first = lines.remove(0);
        lines.reverse();
        self.typing.borrow_mut().queue = lines;
        effects::send(&Input::Line { terminal: self.number, text: first });
    }

    /// Puts lines into the box, one after the other, without running them.
    pub fn fill(&self, mut lines: Vec<String>) {
        let Some(field) = self.field().filter(|_| !lines.is_empty()) else { return };
        field.set_value(&lines.remove(0));
        lines.reverse();
        self.typing.borrow_mut().fill = lines;
        effects::focus(&field);
    }
}
