//! What keys mean in the line that is being typed.

use std::rc::Rc;

use protocol::Input;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::hangul;
use super::menu::Menu;
use crate::effects;
use crate::state::{Completions, TerminalState};

/// What is being typed.
#[derive(Default)]
pub struct Typing {
    /// How many commands of the history lie behind the one that is shown; 0 is what is being typed itself.
    back: usize,
    /// What was being typed before the history was looked at.
    draft: String,
    ticket: u32,
    /// Lines that wait for the one before to end, last first.
    queue: Vec<String>,
    /// Lines of an answer that stand in the box one after the other, last first.
    fill: Vec<String>,
    /// What Ctrl-K, Ctrl-U and Ctrl-W took away last.
    killed: String,
    /// A command waited for the editor when this was drawn last.
    pub edited: bool,
}

/// A search through the history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    /// What is searched for: what stands in the line.
    pub query: String,
    /// The command that was found.
    pub found: String,
    /// Its place in the history.
    at: usize,
    /// What stood in the line before.
    draft: String,
}

/// The parts of the terminal that keys act on.
#[derive(Clone)]
pub struct Desk {
    pub number: u32,
    pub input: NodeRef,
    pub typing: Rc<std::cell::RefCell<Typing>>,
    pub suggestion: UseStateHandle<Option<String>>,
    pub menu: UseStateHandle<Menu>,
    pub search: UseStateHandle<Option<Search>>,
    /// What stands in the line was put there, and waits for Enter.
    pub filled: UseStateHandle<bool>,
    pub terminal: Rc<TerminalState>,
    /// A command waits for the editor: Ctrl-C is the editor's, as in a real one.
    pub editing: bool,
}

/// The newest command before `end` with a text in it, and its place.
fn found_in(history: &[String], text: &str, end: usize) -> Option<(usize, String)> {
    let end = end.min(history.len());
    let at = history[..end].iter().rposition(|line| !text.is_empty() && line.contains(text))?;
    Some((at, history[at].clone()))
}

/// The byte at which the `units`th UTF-16 unit of a text begins: the browser counts in those.
fn byte_at(text: &str, units: usize) -> usize {
    let mut left = units;
    for (i, c) in text.char_indices() {
        if left == 0 {
            return i;
        }
        left = left.saturating_sub(c.len_utf16());
    }
    text.len()
}

impl Desk {
    fn field(&self) -> Option<HtmlInputElement> {
        self.input.cast::<HtmlInputElement>()
    }

    pub fn focus(&self) {
        if let Some(field) = self.field() {
            effects::focus(&field);
        }
    }

    /// The line up to the cursor, and behind it.
    fn split(field: &HtmlInputElement) -> (String, String) {
        let line = field.value();
        let units = field.selection_start().ok().flatten().unwrap_or(u32::MAX) as usize;
        let (before, after) = line.split_at(byte_at(&line, units));
        (before.to_string(), after.to_string())
    }

    fn put(field: &HtmlInputElement, before: &str, after: &str) {
        field.set_value(&format!("{before}{after}"));
        let at = before.encode_utf16().count() as u32;
        let _ = field.set_selection_range(at, at);
    }

    /// Takes the typed line, or does what the key means in a terminal.
    pub fn key(&self, e: &KeyboardEvent) {
        // Enter that ends a composition is not Enter; some browsers only say so by the key code.
        if e.is_composing() || e.key_code() == 229 {
            return;
        }
        let Some(field) = self.field() else { return };
        let key = e.key();
        if matches!(key.as_str(), "Shift" | "Control" | "Alt" | "Meta") || e.meta_key() || e.alt_key() {
            return;
        }
        let done = if self.search.is_some() {
            self.searching(&key, e.ctrl_key(), &field)
        } else if e.ctrl_key() {
            self.control(&key, &field)
        } else {
            self.plain(&key, e.shift_key(), &field)
        };
        if done {
            e.prevent_default();
        }
    }

    /// A key of the row below the screen.
    pub fn press(&self, key: &str) {
        let Some(field) = self.field() else { return };
        effects::focus(&field);
        match key {
            "Ctrl-C" => drop(self.control("c", &field)),
            "↑" => drop(self.plain("ArrowUp", false, &field)),
            "↓" => drop(self.plain("ArrowDown", false, &field)),
            "Tab" => drop(self.plain("Tab", false, &field)),
            text => self.insert(text),
        }
    }

    /// Puts text where the cursor is.
    pub fn insert(&self, text: &str) {
        let Some(field) = self.field() else { return };
        let (before, _) = Self::split(&field);
        let end = field.selection_end().ok().flatten().unwrap_or(u32::MAX) as usize;
        let line = field.value();
        Self::put(&field, &format!("{before}{text}"), &line[byte_at(&line, end)..]);
        self.typed();
    }

    pub fn clear(&self) {
        if let Some(field) = self.field() {
            field.set_value("");
        }
    }

    fn plain(&self, key: &str, shift: bool, field: &HtmlInputElement) -> bool {
        let walking = !self.menu.items.is_empty();
        match key {
            "Enter" if self.menu.at.is_some() => {
                let at = self.menu.at.unwrap_or(0);
                self.choose(at);
            }
            "Enter" => self.enter(field),
            "Escape" if walking => self.menu.set(Menu::default()),
            "ArrowDown" | "ArrowUp" if walking => self.walk(key == "ArrowDown", field),
            "Tab" if walking => self.walk(!shift, field),
            "ArrowUp" | "ArrowDown" => self.leaf(key == "ArrowUp", field),
            "Tab" if !shift && !field.value().trim().is_empty() => self.ask(field),
            _ => return false,
        }
        true
    }

    fn control(&self, key: &str, field: &HtmlInputElement) -> bool {
        let (before, after) = Self::split(field);
        let kill = |text: &str| self.typing.borrow_mut().killed = text.to_string();
        self.menu.set(Menu::default());
        match key {
            "c" if field.selection_start() == field.selection_end() => {
                field.set_value("");
                let mut typing = self.typing.borrow_mut();
                (typing.back, typing.queue, typing.fill) = (0, Vec::new(), Vec::new());
                self.filled.set(false);
                if !(self.editing && self.terminal.busy) {
                    effects::send(&Input::Interrupt { terminal: self.number });
                }
            }
            "d" if field.value().is_empty() => effects::send(&Input::EndOfInput { terminal: self.number }),
            "d" => {
                let mut rest = after.chars();
                rest.next();
                Self::put(field, &before, rest.as_str());
            }
            "l" => effects::send(&Input::Line { terminal: self.number, text: "clear".into() }),
            "u" => {
                kill(&before);
                Self::put(field, "", &after);
            }
            "k" => {
                kill(&after);
                Self::put(field, &before, "");
            }
            "w" => {
                let kept = before.trim_end();
                let kept = &kept[..kept.rfind(' ').map_or(0, |i| i + 1)];
                kill(&before[kept.len()..]);
                Self::put(field, kept, &after);
            }
            "y" => {
                let killed = self.typing.borrow().killed.clone();
                Self::put(field, &format!("{before}{killed}"), &after);
            }
            "a" => Self::put(field, "", &field.value()),
            "e" => Self::put(field, &field.value(), ""),
            "p" => self.leaf(true, field),
            "n" => self.leaf(false, field),
            "r" => self.begin_search(field),
            _ => return false,
        }
        true
    }

    fn enter(&self, field: &HtmlInputElement) {
        let text = field.value();
        field.set_value("");
        self.menu.set(Menu::default());
        self.suggestion.set(hangul::command(&text));
        let mut typing = self.typing.borrow_mut();
        typing.back = 0;
        let next = typing.fill.pop();
        self.filled.set(next.is_some());
        if let Some(next) = next {
            field.set_value(&next);
        }
        effects::send(&Input::Line { terminal: self.number, text });
    }

    /// Goes through the commands that were typed before.
    fn leaf(&self, earlier: bool, field: &HtmlInputElement) {
        let history = self.terminal.recalled();
        let mut typing = self.typing.borrow_mut();
        if typing.back == 0 {
            typing.draft = field.value();
        }
        typing.back = if earlier { (typing.back + 1).min(history.len()) } else { typing.back.saturating_sub(1) };
        let shown = match typing.back {
            0 => typing.draft.as_str(),
            back => history.get(history.len() - back).map_or("", String::as_str),
        };
        Self::put(field, shown, "");
    }

    fn begin_search(&self, field: &HtmlInputElement) {
        let draft = field.value();
        field.set_value("");
        self.search.set(Some(Search { at: self.terminal.recalled().len(), draft, ..Search::default() }));
    }

    /// Keys while the history is searched; what is typed is searched for (see [`Desk::typed`]).
    fn searching(&self, key: &str, ctrl: bool, field: &HtmlInputElement) -> bool {
        let search = (*self.search).clone().unwrap_or_default();
        let leave = |text: &str| {
            Self::put(field, text, "");
            self.search.set(None);
        };
        let best = if search.found.is_empty() { &search.draft } else { &search.found };
        match (key, ctrl) {
            ("r", true) | ("ArrowUp", false) => {
                if let Some((at, found)) = found_in(self.terminal.recalled(), &search.query, search.at) {
                    self.search.set(Some(Search { at, found, ..search }));
                }
            }
            ("Enter", false) => {
                leave(best);
                self.enter(field);
            }
            ("c" | "g", true) | ("Escape", false) => leave(&search.draft),
            ("Tab" | "ArrowRight" | "ArrowLeft" | "ArrowDown" | "End" | "Home", false) | ("a" | "e", true) => {
                leave(best)
            }
            _ => return false,
        }
        true
    }

    /// The line has changed: a search goes on, and an open list narrows.
    pub fn typed(&self) {
        let Some(field) = self.field() else { return };
        self.typing.borrow_mut().back = 0;
        if field.value().is_empty() {
            self.filled.set(false);
        }
        if let Some(search) = (*self.search).clone() {
            let query = field.value();
            let hit = found_in(self.terminal.recalled(), &query, self.terminal.recalled().len());
            let (at, found) = hit.unwrap_or((self.terminal.recalled().len(), String::new()));
            self.search.set(Some(Search { query, found, at, ..search }));
        } else if !self.menu.items.is_empty() {
            self.menu.set(Menu::default());
            if self.menu.at.is_none() {
                self.ask(&field);
            }
        }
    }

    /// Asks what could stand at the cursor.
    fn ask(&self, field: &HtmlInputElement) {
        let mut typing = self.typing.borrow_mut();
        // Tickets of different terminals are never the same.
        typing.ticket = (typing.ticket + 16) & 0xf_ffff | self.number & 15;
        let (before, after) = Self::split(field);
        let cursor = before.len();
        effects::send(&Input::Complete {
            terminal: self.number,
            line: format!("{before}{after}"),
            cursor,
            ticket: typing.ticket,
        });
    }

    fn walk(&self, forward: bool, field: &HtmlInputElement) {
        let mut menu = (*self.menu).clone();
        let at = menu.step(forward);
        menu.at = Some(at);
        Self::put(field, &format!("{}{}", menu.before, menu.items[at].text), &menu.after);
        self.menu.set(menu);
    }

    /// Takes one of the suggestions.
    pub fn choose(&self, at: usize) {
        let (Some(field), Some(item)) = (self.field(), self.menu.items.get(at)) else { return };
        Self::put(&field, &format!("{}{}{}", self.menu.before, item.text, space(&item.text)), &self.menu.after);
        effects::focus(&field);
        self.menu.set(Menu::default());
    }

    /// Puts the one thing, or what all have in common, where the cursor is; shows the rest.
    pub fn complete(&self, found: &Completions) {
        let Some(field) = self.field() else { return };
        if found.items.is_empty() || found.ticket != self.typing.borrow().ticket {
            return;
        }
        let (line, after) = Self::split(&field);
        let (Some(before), Some(typed)) = (line.get(..found.from), line.get(found.from..)) else { return };
        let common = common(found);
        let only = found.items.len() == 1;
        if common.len() > typed.len() || only {
            let space = if only { space(&common) } else { "" };
            Self::put(&field, &format!("{before}{common}{space}"), &after);
        }
        let items = if only { Vec::new() } else { found.items.clone() };
        self.menu.set(Menu { before: before.to_string(), after, items, at: None });
    }

    /// Runs lines one after the other, behind those that wait already.
    pub fn run(&self, mut lines: Vec<String>) {
        lines.reverse();
        let mut typing = self.typing.borrow_mut();
        lines.append(&mut typing.queue);
        typing.queue = lines;
        drop(typing);
        if !self.terminal.busy {
            self.next_of_queue();
        }
    }

    pub fn next_of_queue(&self) {
        let next = self.typing.borrow_mut().queue.pop();
        if let Some(text) = next {
            effects::send(&Input::Line { terminal: self.number, text });
        }
    }

    /// Puts lines into the box, one after the other, without running them.
    pub fn fill(&self, mut lines: Vec<String>) {
        let Some(field) = self.field().filter(|_| !lines.is_empty()) else { return };
        Self::put(&field, &lines.remove(0), "");
        lines.reverse();
        self.typing.borrow_mut().fill = lines;
        self.filled.set(true);
        effects::focus(&field);
    }
}

/// What all suggestions begin with.
fn common(found: &Completions) -> String {
    let mut common = found.items[0].text.clone();
    for item in &found.items[1..] {
        let same = common.chars().zip(item.text.chars()).take_while(|(a, b)| a == b).count();
        common = common.chars().take(same).collect();
    }
    common
}

/// What follows a whole word: a blank, but for folders and flags that want a value.
fn space(word: &str) -> &'static str {
    if word.ends_with(['/', '=']) { "" } else { " " }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_are_counted_as_browsers_do() {
        assert_eq!((byte_at("echo 안녕 x", 6), byte_at("a😀b", 3), byte_at("ab", 9)), (8, 5, 2));
    }

    #[test]
    fn the_newest_command_with_a_text_is_found_first() {
        let history: Vec<String> = ["kubectl get ns", "ls", "kubectl get pods"].map(String::from).into();
        assert_eq!(found_in(&history, "get", 9), Some((2, "kubectl get pods".to_string())));
        assert_eq!(found_in(&history, "get", 2), Some((0, "kubectl get ns".to_string())));
        assert_eq!(found_in(&history, "get", 0), None);
        assert_eq!(found_in(&history, "", 9), None);
    }

    #[test]
    fn what_suggestions_share_is_found() {
        let item = |t: &str| protocol::Completion { text: t.into(), kind: String::new(), detail: String::new() };
        let found = Completions { items: vec![item("deployments"), item("describe")], ..Completions::default() };
        assert_eq!(common(&found), "de");
        assert_eq!((space("dir/"), space("--image="), space("get")), ("", "", " "));
    }
}
