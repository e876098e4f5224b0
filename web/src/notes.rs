//! Notes under known mistakes: what a message means and what to try. They come in a file of their own once the page can
//! be used (`notes/notes.json`); that each still happens is tested where there is a cluster, in the engine.

use std::rc::Rc;

use protocol::ChunkKind;
use yew::prelude::*;

use crate::app::Page;
use crate::code;
use crate::state::Action;
use crate::text::Lang;

/// What is looked for, and what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its name.
    pub key: String,
    /// All of these stand in one line of the output; `^` is its beginning.
    words: Vec<String>,
    /// It explains events of this reason instead, and in output those that are warnings.
    event: Option<String>,
    /// This stands anywhere in the same piece of output: the head of a table.
    near: Option<String>,
    /// It says little: only where nothing else does.
    alone: bool,
    ko: String,
    en: String,
}

crate::reads! { Note { key, words, event, near, alone, ko, en } }

/// A note, and what it was found at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub note: Rc<Note>,
    /// In a table: whose row it is, as a command names it (`web -n demo`).
    pub about: String,
    /// And the word of the row that is explained; of several under one output each says what it is about.
    pub word: String,
}

/// All notes; the more exact ones come first.
pub type Notes = Rc<Vec<Rc<Note>>>;

/// The most notes under one piece of output.
const MOST: usize = 3;

/// How many lines of a piece are looked at, the last ones: nobody reads a flood, and it must not hold the page up.
const LINES: usize = 1_000;

impl Note {
    /// The explanation. What stands between backquotes is a command.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }

    /// The words that it is known by, as they can be shown.
    fn told_by(&self) -> String {
        let words = self.event.as_ref().or(self.words.first()).map_or("", |words| words);
        words.trim_matches(|c: char| !c.is_alphanumeric()).to_string()
    }

    fn fits(&self, line: &str, piece: &str) -> bool {
        if let Some(reason) = &self.event {
            let after = line.split_once("Warning ").map_or("", |(_, rest)| rest);
            return after.split_whitespace().next() == Some(reason);
        }
        let stands = |w: &String| w.strip_prefix('^').map_or_else(|| line.contains(w), |w| line.starts_with(w));
        self.words.iter().all(stands) && self.near.as_ref().is_none_or(|near| piece.contains(near))
    }
}

/// How commands of notes call the object that they are about.
const NAMES: &[&str] = &["이름", "파드", "NAME", "POD"];

/// A command of a note about an object, where it is known.
fn filled(command: &str, about: &str) -> String {
    let known = |word| if NAMES.contains(&word) && !about.is_empty() { about } else { word };
    command.split(' ').map(known).collect::<Vec<_>>().join(" ")
}

/// How a command names an object.
pub fn named(namespace: &str, name: &str) -> String {
    if matches!(namespace, "" | "default") { name.to_string() } else { [name, " -n ", namespace].concat() }
}

/// Whose row a line is in a table of this head: its name without the kind.
fn row(head: &str, line: &str) -> String {
    let mut words = line.split_whitespace();
    let namespace = match head.split_whitespace().next() {
        Some("NAMESPACE") => words.next().unwrap_or(""),
        Some("NAME") => "",
        _ => return String::new(),
    };
    let name = words.next().unwrap_or("");
    named(namespace, name.split_once('/').map_or(name, |(_, name)| name))
}

/// The explanation, with its commands as buttons that type them; they name what it is about, if that is known.
pub fn explained(page: &Page, note: &Note, about: &str, lang: Lang) -> Html {
    html! {
        { for note.text(lang).split('`').enumerate().map(|(i, part)| {
            if i % 2 == 0 {
                return html! { <span key={i}>{ code::unbroken(part) }</span> };
            }
            let command = filled(part, about);
            html! { <button key={i} type="button" onclick={page.on(Action::Type(command.clone(), false))}>{ code::line(&command) }</button> }
        }) }
    }
}

/// The note on events of a reason.
pub fn of_event<'a>(notes: &'a [Rc<Note>], reason: &str) -> Option<&'a Note> {
    notes.iter().find(|n| n.event.as_deref() == Some(reason)).map(|n| &**n)
}

/// The notes for a piece of output: of each of its last lines the first that fits. What was typed is no mistake yet.
pub fn find(notes: &[Rc<Note>], kind: ChunkKind, text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    if kind == ChunkKind::Echo {
        return found;
    }
    let mut lines: Vec<&str> = text.lines().rev().take(LINES).collect();
    lines.reverse();
    lines.dedup();
    for line in lines {
        let note = notes.iter().find(|note| note.fits(line, text));
        if let Some(note) = note.filter(|note| !found.iter().any(|f| f.note.key == note.key)) {
            let about = row(text.lines().next().unwrap_or(""), line);
            let word = note.words.first().filter(|_| !about.is_empty()).map_or("", |word| word.trim()).to_string();
            found.push(Found { note: note.clone(), about, word });
        }
    }
    let exact = found.iter().any(|f| !f.note.alone);
    found.retain(|f| !(exact && f.note.alone));
    found.truncate(if exact { MOST } else { 1 });
    // Several under one output are told apart.
    if found.len() > 1 {
        for one in found.iter_mut().filter(|one| one.word.is_empty()) {
            one.word = one.note.told_by();
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
        let (near, event) = (near.map(Into::into), None);
        Rc::new(Note { key: key.into(), words, event, near, alone: false, ko: "뜻".into(), en: "meaning".into() })
    }

    #[test]
    fn each_line_finds_its_first_note() {
        let notes = [
            note("namespace", &["namespaces \"", "not found"], None),
            note("not-found", &["(NotFound)"], None),
            note("pending", &[" Pending "], Some("RESTARTS")),
        ];
        let keys = |text: &str| -> Vec<String> {
            find(&notes, ChunkKind::Err, text).iter().map(|f| f.note.key.clone()).collect()
        };
        assert_eq!(keys("Error from server (NotFound): pods \"web\" not found\n"), ["not-found"]);
        assert_eq!(keys("Error from server (NotFound): namespaces \"x\" not found\n"), ["namespace"]);
        assert_eq!(keys("NAME READY STATUS RESTARTS AGE\na 0/1 Pending 0 1s\nb 0/1 Pending 0 1s\n"), ["pending"]);
        assert!(keys("data   Pending   standard\n").is_empty());
        assert!(find(&notes, ChunkKind::Echo, "$ echo '(NotFound)'").is_empty());
        assert_eq!(notes[0].text(Lang::Ko), "뜻");
    }

    #[test]
    fn in_a_table_a_note_knows_whose_row_it_explains() {
        let notes = [note("error", &[" Error "], None)];
        let about = |text: &str| find(&notes, ChunkKind::Out, text).remove(0).about;
        assert_eq!(about("NAME READY STATUS\nweb 1/1 Running\ndb 0/1 Error 3\n"), "db");
        assert_eq!(about("NAMESPACE NAME READY\ndemo db 0/1 Error 3\n"), "db -n demo");
        assert_eq!(about("NAME READY\npod/db 0/1 Error 3\n"), "db");
        assert_eq!(about("State: Error \n"), "");
        assert_eq!(filled("kubectl logs 이름 -p", "db -n demo"), "kubectl logs db -n demo -p");
        assert_eq!(
            (filled("kubectl logs job/NAME", "db"), filled("cat NAME", "")),
            ("kubectl logs job/NAME".into(), "cat NAME".into())
        );
    }

    #[test]
    fn of_a_flood_only_the_end_is_looked_at() {
        let notes = [note("early", &["early"], None), note("late", &["late"], None)];
        let text = |lines: usize| format!("early\n{}late\n", "y\n".repeat(lines));
        let keys =
            |lines| find(&notes, ChunkKind::Out, &text(lines)).iter().map(|f| f.note.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(LINES - 2), ["early", "late"]);
        let words = |text: &str| find(&notes, ChunkKind::Out, text).into_iter().map(|f| f.word).collect::<Vec<_>>();
        assert_eq!(
            (words("early\nlate\n"), words("late\n")),
            (vec!["early".into(), "late".into()], vec![String::new()])
        );
        assert_eq!(keys(LINES), ["late"]);
    }

    #[test]
    fn events_are_explained_by_their_reason_and_in_output_only_as_warnings() {
        let event = Note { event: Some("BackOff".into()), ..(*note("back-off", &[], None)).clone() };
        let notes = [Rc::new(event), note("said", &["^error: "], None)];
        let found = |text: &str| find(&notes, ChunkKind::Out, text).len();
        assert_eq!(found("2s  Normal   BackOff  pod/a  Back-off pulling image\n"), 0);
        assert_eq!(found("  Warning  BackOff  2s  kubelet  Back-off restarting\n"), 1);
        assert_eq!(found("  Warning  BackOffLimitExceeded  2s  job-controller  x\n"), 0);
        assert_eq!((found("error: no\n"), found("an error: no\n")), (1, 0));
        assert_eq!(of_event(&notes, "BackOff").map(|n| n.key.as_str()), Some("back-off"));
        assert!(of_event(&notes, "Started").is_none());
    }

    #[test]
    fn what_says_little_is_said_where_nothing_else_is() {
        let vague = |key| Rc::new(Note { alone: true, ..(*note(key, &[key], None)).clone() });
        let notes = [note("exact", &["exact"], None), vague("error"), vague("usage")];
        let keys = |text: &str| -> Vec<String> {
            find(&notes, ChunkKind::Err, text).iter().map(|f| f.note.key.clone()).collect()
        };
        assert_eq!(keys("exact\nusage\n"), ["exact"]);
        assert_eq!(keys("error\nusage\n"), ["error"]);
    }

    #[test]
    fn texts_of_others_are_told_apart() {
        assert!(is_prose("kubectl explain pod.status") && is_prose("kubectl get --help") && is_prose("cat log"));
        assert!(!is_prose("kubectl get pods"));
    }
}
