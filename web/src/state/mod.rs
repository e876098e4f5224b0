//! All that the page knows, and the one function that changes it.

mod terminal;

pub use terminal::TerminalState;

use sorted::SortedMap;
use std::rc::Rc;

use protocol::{Clock, Completion, Details, Diagnostic, FactView, FileView, GoalView, ObjectKey, Output, View};
use yew::Reducible;

use crate::lesson::{Lesson, LessonEntry};
use crate::notes::Notes;
use crate::script::Script;
use crate::text::{Key, Lang};

/// Facts that are kept for traces and explanations.
const FACTS: usize = 6_000;

/// The page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    pub engine: EngineState,
    pub view: Rc<View>,
    pub clock: Rc<Clock>,
    pub marks: Rc<Vec<protocol::Mark>>,
    pub terminals: SortedMap<u32, Rc<TerminalState>>,
    pub files: Rc<Vec<FileView>>,
    /// A file that a command wants edited.
    pub edit: Option<(String, String)>,
    pub selected: Option<ObjectKey>,
    pub details: Option<Rc<Details>>,
    pub facts: Rc<Vec<Rc<FactView>>>,
    pub branches: Rc<Vec<protocol::BranchView>>,
    pub matches: Rc<Matches>,
    pub completions: Rc<Completions>,
    pub diagnostics: Rc<(u32, Vec<Diagnostic>)>,
    pub goals: Rc<Vec<GoalView>>,
    pub solved: bool,
    pub problem: Option<(String, String)>,
    pub journal: Option<Rc<(String, String)>>,
    /// The session for a real cluster: manifests, and a configuration for kind.
    pub moving: Option<Rc<(String, String)>>,
    /// Commands that type themselves.
    pub script: Rc<Script>,
    /// Commands that something else than the keyboard types.
    pub typed: Option<Rc<Typed>>,
    pub lessons: Rc<Vec<LessonEntry>>,
    pub lesson: Option<Rc<Lesson>>,
    pub notes: Notes,
    pub ui: Ui,
}

/// What the reader of the page has chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ui {
    pub lang: Lang,
    pub dark: bool,
    pub tab: Tab,
    pub pane: Pane,
    pub table: bool,
    /// The rest of the bar is shown, where there is no room for it all the time.
    pub unfolded: bool,
    pub file: Option<String>,
    /// The terminal in front, and those that are open besides the first.
    pub terminal: u32,
    pub more_terminals: Vec<u32>,
    pub lesson: Option<String>,
    pub step: usize,
    /// Inside somebody else's page: no more than what was asked for.
    pub embed: bool,
    /// Names of the panes that are wanted; all where it is empty.
    pub panes: String,
    /// The dialog with the session's address is open.
    pub sharing: bool,
    /// The selected object is waited for: nobody has asked to see it.
    pub awaited: bool,
    /// The fact that is explained.
    pub why: Option<u64>,
    /// The fact whose consequences are followed; a command of late where there is none.
    pub trace: Option<u64>,
    /// Uid of the pod whose scheduling is shown; the newest decision where there is none.
    pub decision: Option<String>,
    /// The journal that comes next is opened in a window of its own.
    pub leaving: bool,
    /// A newer version of the page waits.
    pub update: bool,
    /// A short word on what was done.
    pub toast: Option<Key>,
}

/// Text for the terminal from elsewhere in the page: run, or only put there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub serial: u32,
    pub text: String,
    pub run: bool,
}

/// Views of the diagram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Nodes,
    Namespaces,
    ControlPlane,
    Pod,
    Labels,
    Scheduling,
}

/// Panes of a narrow page, one at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    Lesson,
    #[default]
    Diagram,
    Editor,
    Terminal,
}

impl Pane {
    pub const ALL: [Pane; 4] = [Pane::Lesson, Pane::Diagram, Pane::Editor, Pane::Terminal];

    /// As addresses and styles call it.
    pub fn name(self) -> &'static str {
        match self {
            Pane::Lesson => "lesson",
            Pane::Diagram => "diagram",
            Pane::Editor => "editor",
            Pane::Terminal => "terminal",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    pub ticket: u32,
    pub uids: Vec<String>,
    pub error: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    pub ticket: u32,
    pub from: usize,
    pub items: Vec<Completion>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EngineState {
    #[default]
    Starting,
    Ready {
        version: String,
    },
    /// The engine trapped; the words are those of its panic.
    Crashed {
        reason: String,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// What the engine tells; nobody else holds it.
    Told(Rc<Vec<Output>>),
    EngineCrashed(String),
    Lang(Lang),
    Dark(bool),
    Tab(Tab),
    Pane(Pane),
    Table(bool),
    Unfold(bool),
    File(Option<String>),
    Select(Option<ObjectKey>),
    /// What a lesson is about is selected, and shown as soon as it is there.
    Focus(ObjectKey),
    Why(Option<u64>),
    Trace(Option<u64>),
    Decision(Option<String>),
    EditDone,
    /// Shows a terminal, opened if it is not there.
    Terminal(u32),
    CloseTerminal(u32),
    NotesLoaded(Notes),
    Lesson(Option<String>, usize),
    ProblemSeen,
    Type(String, bool),
    Embed(bool, String),
    Share,
    ShareClosed,
    Leave(bool),
    Script(Vec<String>),
    /// Something that the reader should know: key and detail of a problem.
    Noticed(String, String),
    UpdateReady,
    Toast(Option<Key>),
    Lessons(Rc<Vec<LessonEntry>>),
    LessonLoaded(Rc<Lesson>),
    /// The session begins anew.
    Fresh,
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Told(outputs) => {
                if matches!(next.engine, EngineState::Crashed { .. }) {
                    // Only an engine that was slow can still tell something.
                    next.engine = EngineState::Ready { version: String::new() };
                }
                Rc::unwrap_or_clone(outputs).into_iter().for_each(|output| next.told(output));
            }
            Action::EngineCrashed(reason) => next.engine = EngineState::Crashed { reason },
            Action::Lang(lang) => next.ui.lang = lang,
            Action::Dark(dark) => next.ui.dark = dark,
            Action::Tab(tab) => next.ui.tab = tab,
            Action::Pane(pane) => next.ui.pane = pane,
            Action::Table(table) => next.ui.table = table,
            Action::Unfold(unfolded) => next.ui.unfolded = unfolded,
            Action::File(file) => next.ui.file = file,
            Action::Select(key) => {
                (next.selected, next.ui.why) = (key, None);
                (next.details, next.ui.awaited) = (None, false);
            }
            Action::Focus(key) => {
                (next.selected, next.ui.why) = (Some(key), None);
                (next.details, next.ui.awaited) = (None, true);
            }
            Action::Why(fact) => next.ui.why = fact,
            Action::Trace(fact) => (next.ui.trace, next.ui.why, next.ui.tab) = (fact, None, Tab::ControlPlane),
            Action::Decision(pod) => (next.ui.decision, next.ui.tab) = (pod, Tab::Scheduling),
            Action::EditDone => {
                next.edit = None;
                next.ui.pane = Pane::Terminal;
            }
            Action::Terminal(number) => next.ui.show_terminal(number),
            Action::CloseTerminal(number) => {
                next.ui.more_terminals.retain(|n| *n != number);
                if next.ui.terminal == number {
                    next.ui.terminal = next.ui.more_terminals.last().copied().unwrap_or(0);
                }
            }
            Action::NotesLoaded(notes) => {
                next.notes = notes;
                next.terminals.values_mut().for_each(|t| Rc::make_mut(t).explain_all(&next.notes));
            }
            Action::Lesson(lesson, step) => {
                (next.ui.lesson, next.ui.step) = (lesson, step);
                (next.goals, next.solved) = (Rc::default(), false);
                if next.ui.lesson.is_none() {
                    next.lesson = None;
                }
            }
            Action::ProblemSeen => next.problem = None,
            Action::Type(text, run) => {
                let serial = next.typed.as_ref().map_or(1, |t| t.serial + 1);
                next.typed = Some(Rc::new(Typed { serial, text, run }));
                next.ui.pane = Pane::Terminal;
            }
            Action::Embed(embed, panes) => (next.ui.embed, next.ui.panes) = (embed, panes),
            // What is shared is the session of now, not what was kept of it last.
            Action::Share => (next.ui.sharing, next.journal, next.moving) = (true, None, None),
            Action::ShareClosed => next.ui.sharing = false,
            Action::Leave(leaving) => (next.ui.leaving, next.journal) = (leaving, None),
            Action::Script(texts) => next.script = Rc::new(Script::of(next.script.serial + 1, &texts)),
            Action::Noticed(key, detail) => next.problem = Some((key, detail)),
            Action::UpdateReady => next.ui.update = true,
            Action::Toast(toast) => next.ui.toast = toast,
            Action::Lessons(lessons) => next.lessons = lessons,
            Action::LessonLoaded(lesson) => next.lesson = Some(lesson),
            Action::Fresh => {
                next.engine = EngineState::Starting;
                next.facts = Rc::default();
                (next.ui.why, next.ui.trace, next.ui.decision) = (None, None, None);
                next.selected = None;
                next.details = None;
                next.edit = None;
                next.problem = None;
                (next.ui.terminal, next.ui.more_terminals) = (0, Vec::new());
                next.terminals.clear();
            }
        }
        Rc::new(next)
    }
}

impl Ui {
    /// Whether a pane is wanted.
    pub fn shows(&self, pane: Pane) -> bool {
        self.panes.is_empty() || self.panes.split(' ').any(|name| name == pane.name())
    }

    fn show_terminal(&mut self, number: u32) {
        self.terminal = number;
        if number != 0 && !self.more_terminals.contains(&number) {
            self.more_terminals.push(number);
        }
    }
}

impl State {
    /// The terminal of a number; an empty one if nothing was told of it.
    pub fn terminal(&self, number: u32) -> Rc<TerminalState> {
        self.terminals.get(&number).cloned().unwrap_or_default()
    }

    /// The terminal in front, or another one if a command runs there; a new one if all are busy.
    pub fn idle_terminal(&self) -> u32 {
        let idle = |n: &u32| !self.terminals.get(n).is_some_and(|t| t.busy);
        let open = [self.ui.terminal, 0].into_iter().chain(self.ui.more_terminals.iter().copied());
        open.chain(1..).find(idle).unwrap_or(0)
    }

    fn told(&mut self, output: Output) {
        match output {
            Output::Ready { version, .. } => self.engine = EngineState::Ready { version },
            Output::View { diff } => diff.apply(Rc::make_mut(&mut self.view)),
            Output::Facts { reset, facts } => self.heard(reset, facts),
            Output::Clock { clock } => {
                if let Some(marks) = &clock.marks {
                    self.marks = Rc::new(marks.clone());
                }
                if let Some(branches) = &clock.branches {
                    self.branches = Rc::new(branches.clone());
                }
                self.clock = Rc::new(clock);
            }
            Output::Terminal { terminal, chunks } => {
                let notes = self.notes.clone();
                self.terminal_mut(terminal).print(chunks, &notes);
            }
            Output::Clear { terminal } => {
                let shown = self.terminal_mut(terminal);
                shown.first += shown.chunks.len();
                shown.chunks.clear();
                shown.notes.clear();
            }
            Output::Prompt { terminal, prompt, busy, raw } => {
                let shown = self.terminal_mut(terminal);
                (shown.prompt, shown.busy, shown.raw) = (prompt, busy, raw);
                if !busy {
                    shown.inside.clear();
                }
            }
            Output::Files { files } => {
                if self.ui.file.as_ref().is_none_or(|open| !files.iter().any(|f| f.path == *open)) {
                    self.ui.file = files.first().map(|f| f.path.clone());
                }
                self.files = Rc::new(files);
            }
            Output::Edit { path, .. } if path.is_empty() => {
                // Another moment is told from here on, with all that was typed until then.
                self.edit = None;
                self.terminals.values_mut().for_each(|t| Rc::make_mut(t).history.clear());
            }
            Output::Edit { path, text } => {
                self.edit = Some((path, text));
                self.ui.pane = Pane::Editor;
            }
            Output::Details { details } => {
                self.ui.awaited &= details.gone;
                self.details = Some(Rc::new(*details));
            }
            Output::Matches { ticket, uids, error } => self.matches = Rc::new(Matches { ticket, uids, error }),
            Output::Completions { ticket, from, items } => {
                self.completions = Rc::new(Completions { ticket, from, items });
            }
            Output::Diagnostics { ticket, items } => self.diagnostics = Rc::new((ticket, items)),
            // A step once solved stays so: what it asked for may pass (a status comes and goes).
            Output::Goals { goals, solved, .. } => (self.goals, self.solved) = (Rc::new(goals), self.solved || solved),
            // What comes while a new session is awaited is of the one before.
            Output::Journal { .. } if self.engine == EngineState::Starting => {}
            Output::Journal { text, state_hash } => self.journal = Some(Rc::new((text, state_hash))),
            Output::Moving { manifests, kind } => self.moving = Some(Rc::new((manifests, kind))),
            Output::Problem { key, detail } => self.problem = Some((key, detail)),
            // What the page's scripts ask for, they hear themselves.
            Output::Assistance { .. } | Output::Diff { .. } | Output::Debug { .. } => {}
        }
    }

    fn terminal_mut(&mut self, number: u32) -> &mut TerminalState {
        Rc::make_mut(self.terminals.entry(number).or_default())
    }

    fn heard(&mut self, reset: bool, facts: Vec<FactView>) {
        let all = Rc::make_mut(&mut self.facts);
        if reset {
            all.clear();
            (self.ui.why, self.ui.trace) = (None, None);
        }
        all.extend(facts.into_iter().map(Rc::new));
        let over = all.len().saturating_sub(FACTS);
        all.drain(..over);
    }

    /// How many of the facts have happened at the moment that is shown.
    pub fn happened(&self) -> usize {
        if self.clock.past { self.facts.partition_point(|f| f.at <= self.clock.now) } else { self.facts.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::terminal::{LINES, SCROLLBACK};
    use super::*;
    use protocol::{Chunk, ChunkKind, PodView, ViewDiff};

    fn told(state: Rc<State>, output: Output) -> Rc<State> {
        state.reduce(Action::Told(Rc::new(vec![output])))
    }

    #[test]
    fn what_a_lesson_is_about_is_shown_when_it_is_there() {
        let key = ObjectKey { kind: "Pod".into(), namespace: "default".into(), name: "web".into() };
        let details = |gone| Output::Details { details: Box::new(Details { gone, ..Details::default() }) };
        let state = Rc::new(State::default()).reduce(Action::Focus(key.clone()));
        let state = told(state, details(true));
        assert!(state.ui.awaited);
        let state = told(state, details(false));
        assert!(!state.ui.awaited);
        // Once it has been there its end is told.
        assert!(!told(state.clone(), details(true)).ui.awaited);
        assert!(!told(state.reduce(Action::Select(Some(key))), details(true)).ui.awaited);
    }

    #[test]
    fn the_engine_is_ready_when_it_says_so() {
        let ready = Output::Ready { version: "1".into(), scenario: String::new(), seed: 1, now: 0 };
        let state = told(Rc::new(State::default()), ready);
        assert_eq!(state.engine, EngineState::Ready { version: "1".into() });
        let state = state.reduce(Action::EngineCrashed("unreachable".into()));
        assert_eq!(state.engine, EngineState::Crashed { reason: "unreachable".into() });
        let late = told(state, Output::Clear { terminal: 0 });
        assert!(matches!(late.engine, EngineState::Ready { .. }), "it was only slow");
    }

    #[test]
    fn a_journal_of_the_session_before_is_not_taken_for_the_new_one() {
        let journal = || Output::Journal { text: "j".into(), state_hash: String::new() };
        let state = Rc::new(State::default()).reduce(Action::Fresh);
        assert!(told(state.clone(), journal()).journal.is_none());
        let ready = Output::Ready { version: "1".into(), scenario: String::new(), seed: 1, now: 0 };
        assert!(told(told(state, ready), journal()).journal.is_some());
    }

    #[test]
    fn pods_come_and_go() {
        let mut diff = ViewDiff::default();
        diff.set.pods.insert("u1".into(), PodView { uid: "u1".into(), ..PodView::default() }.into());
        let state = told(Rc::new(State::default()), Output::View { diff });
        assert_eq!(state.view.pods.len(), 1);
        let mut diff = ViewDiff::default();
        diff.gone.pods.push("u1".into());
        assert!(told(state, Output::View { diff }).view.pods.is_empty());
    }

    #[test]
    fn what_was_typed_is_the_history() {
        let echo = |text: &str| Chunk { kind: ChunkKind::Echo, text: text.into() };
        let chunks =
            vec![echo("$ ls\n"), echo("$ ls\n"), echo("> more\n"), echo("$ \n"), echo("$ ^C\n"), echo("$ pwd\n")];
        let state = told(Rc::new(State::default()), Output::Terminal { terminal: 1, chunks });
        assert_eq!(state.terminal(1).history, ["ls", "pwd"]);
        let prompt = |busy| Output::Prompt { terminal: 1, prompt: String::new(), busy, raw: false };
        let inside = Output::Terminal { terminal: 1, chunks: vec![echo("hostname\n"), echo("\n"), echo("ps\n")] };
        let state = told(told(state, prompt(true)), inside);
        assert_eq!(state.terminal(1).recalled(), ["hostname", "ps"]);
        let state = told(state, prompt(false));
        assert_eq!(state.terminal(1).recalled(), ["ls", "pwd"]);
        let state = told(state, prompt(true));
        assert!(state.terminal(1).recalled().is_empty(), "the program is another one");
        let state = told(state, prompt(false));
        let state = told(state, Output::Edit { path: String::new(), text: String::new() });
        assert!(state.terminal(1).history.is_empty());
    }

    #[test]
    fn terminals_open_and_close() {
        let state = Rc::new(State::default()).reduce(Action::Terminal(2)).reduce(Action::Terminal(1));
        assert_eq!((state.ui.terminal, state.ui.more_terminals.clone()), (1, vec![2, 1]));
        let state = state.reduce(Action::CloseTerminal(1));
        assert_eq!((state.ui.terminal, state.ui.more_terminals.clone()), (2, vec![2]));
        assert_eq!(state.reduce(Action::CloseTerminal(2)).ui.terminal, 0);
    }

    #[test]
    fn terminal_output_is_kept_up_to_a_bound() {
        let chunk = |n: usize| Chunk { kind: ChunkKind::Out, text: n.to_string() };
        let chunks = (0..SCROLLBACK + 5).map(chunk).collect();
        let state = told(Rc::new(State::default()), Output::Terminal { terminal: 0, chunks });
        let terminal = state.terminal(0);
        assert_eq!((terminal.first, terminal.chunks.len()), (5, SCROLLBACK));
        assert_eq!(terminal.chunks[0].text, "5");
        let flood = Chunk { kind: ChunkKind::Out, text: format!("first\n{}", "y\n".repeat(LINES)) };
        let rows = vec![Chunk { kind: ChunkKind::Out, text: "y\n".repeat(LINES) }; 4];
        for (chunks, pieces) in [(vec![flood], 1), (rows, 2)] {
            let state = told(Rc::new(State::default()), Output::Terminal { terminal: 0, chunks });
            let shown = &state.terminal(0).chunks;
            assert_eq!((shown.len(), shown[0].text.lines().count()), (pieces, LINES));
            assert!(!shown[0].text.contains("first"));
        }
    }
}
