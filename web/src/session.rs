//! The session that the page shows: begun by what the address asks for, kept, and found again.

use protocol::Input;

use crate::app::Page;
use crate::effects::{self, Held};
use crate::lesson;
use crate::state::{Action, Ui};
use crate::wire;

/// Begins what the page's address asks for; `kept` is what was kept of it, to go on with.
pub fn open_address(page: &Page, kept: Option<String>) {
    let page = page.clone();
    effects::held(move |held| {
        let session = match &held {
            Held::Session(journal) => Some(journal.clone()),
            _ => None,
        };
        if let Some(id) = effects::parameter("lesson") {
            // Steps are counted from 1 in addresses.
            let step = effects::parameter("step").and_then(|s| s.parse::<usize>().ok()).unwrap_or(1).saturating_sub(1);
            lesson::open(&page, &id, step, session.or(kept));
        } else {
            begin(&page, kept.or(session));
        }
        let plain = |speed: &String| !speed.is_empty() && speed.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if let Some(speed) = effects::parameter("speed").filter(plain) {
            effects::send(&Input::Speed { factor: wire::read(&speed) });
        }
        match held {
            Held::Begin(beginning) => {
                for (name, text) in beginning.files {
                    effects::send(&Input::WriteFile { path: format!("/root/{name}"), text });
                }
                page.act(Action::Script(beginning.lines));
            }
            Held::Broken => page.act(Action::Noticed("link-broken".into(), String::new())),
            Held::Nothing | Held::Session(_) => {}
        }
    });
}

/// What was kept of the session that the address names.
pub fn kept_session() -> Option<String> {
    if let Some(id) = effects::parameter("lesson") {
        return effects::stored(&lesson_key(&id));
    }
    let Some(link) = linked() else { return own_session() };
    both("linked").find_map(|kept| Some(kept.strip_prefix(&link)?.strip_prefix('\n')?.to_string()))
}

/// What was kept of the plain playground.
pub fn own_session() -> Option<String> {
    both("journal").next()
}

/// What this tab has kept, before what another one has.
fn both(key: &str) -> impl Iterator<Item = String> {
    [effects::stored_here(key), effects::stored(key)].into_iter().flatten()
}

/// Begins anew what the page was opened with; the plain playground with an empty cluster.
pub fn reset(page: &Page) {
    match effects::parameter("lesson") {
        Some(id) => effects::forget(&lesson_key(&id)),
        None => effects::forget(if linked().is_some() { "linked" } else { "journal" }),
    }
    open_address(page, None);
}

/// Where the session is kept that gave way to a file.
pub const BEFORE: &str = "before";

/// Begins the session of a file. What was there (else what was kept of it) is kept until another one begins: the file may
/// turn out to be broken.
pub fn replace(page: &Page, journal: String, before: Option<String>) {
    let before = before.or_else(kept_session);
    begin(page, Some(journal));
    if let Some(before) = before {
        effects::store_here(BEFORE, &before);
    }
}

/// Begins a session: that of a journal, or a fresh one.
pub fn begin(page: &Page, journal: Option<String>) {
    effects::forget(BEFORE);
    page.act(Action::Fresh);
    page.act(Action::Script(Vec::new()));
    let scenario = effects::parameter("scenario").unwrap_or_else(|| "four-nodes".into());
    let seed = effects::parameter("seed").and_then(|s| s.parse().ok()).unwrap_or(1);
    effects::send(&Input::Start { scenario, seed, journal });
}

/// Keeps the session where it is found again, or hands it on where somebody has asked for it.
pub fn keep(page: &Page, ui: &Ui, lesson: Option<&str>, journal: &str) {
    if ui.leaving {
        page.act(Action::Leave(false));
        crate::share::open_in_window(page, journal, ui.lesson.as_deref(), ui.step);
    }
    // An embedded session belongs to its host, and must not take the place of the reader's own.
    if ui.embed {
        return;
    }
    if let Some(id) = &ui.lesson {
        // Until the lesson is there, what is told is still of what was before it.
        if lesson == Some(id) {
            effects::store(&lesson_key(id), journal);
        }
        return;
    }
    let (key, value) = match linked() {
        Some(link) => ("linked", format!("{link}\n{journal}")),
        None => ("journal", journal.to_string()),
    };
    effects::store_here(key, &value);
    let kept = effects::store(key, &value);
    if !kept && effects::first_refusal() {
        page.act(Action::Noticed("storage-refused".into(), String::new()));
    }
}

/// Under what the session of a lesson is kept.
pub fn lesson_key(id: &str) -> String {
    ["lesson:", id].concat()
}

/// The link that the session came by, if it did not begin in the plain playground.
fn linked() -> Option<String> {
    let asked = ["scenario", "seed"].into_iter().any(|name| effects::parameter(name).is_some());
    let link = effects::link();
    (asked || link.contains('#')).then_some(link)
}
