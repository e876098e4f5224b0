//! Notes under known mistakes: what a message means and what to try. They come in a file of their own once the page can
//! be used (`notes/notes.json`); that each still happens is tested where there is a cluster, in the engine.

use std::rc::Rc;

use protocol::ChunkKind;
use yew::prelude::*;

use crate::app::Page;
use crate::state::Action;
use crate::text::Lang;

/// What is looked for, and what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its name.
    pub key: String,
    /// All of these stand in one line of the output.
    words: Vec<String>,
    /// This stands anywhere in the same piece of output: the head of a table.
    near: Option<String>,
    ko: String,
    en: String,
}

crate::reads! { Note { key, words, near, ko, en } }

/// All notes; the more exact ones come first.
pub type Notes = Rc<Vec<Rc<Note>>>;

/// The most notes under one piece of output.
const MOST: usize = 3;

impl Note {
    /// The explanation. What stands between backquotes is a command.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }

    fn fits(&self, line: &str, piece: &str) -> bool {
        self.words.iter().all(|w| line.contains(w.as_str()))
            && self.near.as_ref().is_none_or(|near| piece.contains(near))
    }
}

/// The explanation, with its commands as buttons that type them.
pub fn explained(page: &Page, note: &Note, lang: Lang) -> Html {
    html! {
        { for note.text(lang).split('`').enumerate().map(|(i, part)| {
            if i % 2 == 0 {
                return html! { <span key={i}>{ part.to_string() }</span> };
            }
            let fill = page.on(Action::Type(part.to_string(), false));
            html! { <button key={i} type="button" onclick={fill}><code>{ part.to_string() }</code></button> }
        }) }
    }
}

/// The notes for a piece of output: of each line the first that fits. What was typed is no mistake yet.
pub fn find(notes: &[Rc<Note>], kind: ChunkKind, text: &str) -> Vec<Rc<Note>> {
    let mut found: Vec<Rc<Note>> = Vec::new();
    if kind == ChunkKind::Echo {
        return found;
    }
    for line in text.lines() {
        let note = notes.iter().find(|note| note.fits(line, text));
        if let Some(note) = note.filter(|note| !found.iter().any(|f| f.key == note.key)) {
            found.push(note.clone());
            if found.len() == MOST {
                break;
            }
        }
    }
    found
}

/// Whether what a command prints is somebody's text rather than a state: examples in it are no mistakes.
pub fn is_prose(command: &str) -> bool {
    let words: Vec<&str> = command.split_whitespace().collect();
    words.iter().any(|w| ["explain", "--help", "-h", "help", "cat", "history", "man"].contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(key: &str, words: &[&str], near: Option<&str>) -> Rc<Note> {
        let words = words.iter().map(|w| (*w).to_string()).collect();
        Rc::new(Note { key: key.into(), words, near: near.map(Into::into), ko: "뜻".into(), en: "meaning".into() })
    }

    #[test]
    fn each_line_finds_its_first_note() {
        let notes = [
            note("namespace", &["namespaces \"", "not found"], None),
            note("not-found", &["(NotFound)"], None),
            note("pending", &[" Pending "], Some("RESTARTS")),
        ];
        let keys =
            |text: &str| -> Vec<String> { find(&notes, ChunkKind::Err, text).iter().map(|n| n.key.clone()).collect() };
        assert_eq!(keys("Error from server (NotFound): pods \"web\" not found\n"), ["not-found"]);
        assert_eq!(keys("Error from server (NotFound): namespaces \"x\" not found\n"), ["namespace"]);
        assert_eq!(keys("NAME READY STATUS RESTARTS AGE\na 0/1 Pending 0 1s\nb 0/1 Pending 0 1s\n"), ["pending"]);
        assert!(keys("data   Pending   standard\n").is_empty());
        assert!(find(&notes, ChunkKind::Echo, "$ echo '(NotFound)'").is_empty());
        assert_eq!(notes[0].text(Lang::Ko), "뜻");
    }

    #[test]
    fn texts_of_others_are_told_apart() {
        assert!(is_prose("kubectl explain pod.status") && is_prose("kubectl get --help") && is_prose("cat log"));
        assert!(!is_prose("kubectl get pods"));
    }
}
