//! What is told to the page after each input: only what changed.

use sorted::SortedMap;

use protocol::{Chunk, Clock, DebugView, FileView, Input, ObjectKey, Output};

use super::goals::Goals;
use super::{Machine, Session};
use crate::view::{ViewBuilder, fact_view, millis};

/// What the page knows.
#[derive(Default)]
pub(super) struct Shown {
    /// Everything must be told anew.
    pub reset: bool,
    /// Another moment of the same way is shown: what is the same in both need not be told.
    pub moved: bool,
    view: ViewBuilder,
    terminals: SortedMap<u32, TerminalShown>,
    clock: Option<Clock>,
    /// The newest fact that was told.
    told: u64,
    rewound: u32,
    /// How many marks were told, and the newest of them.
    marks: (usize, Option<u64>),
    branches: Option<Vec<protocol::BranchView>>,
    files: u64,
    files_told: Option<Vec<FileView>>,
    pub(super) selected: Option<ObjectKey>,
    details: Option<(u64, i64)>,
    goals: Goals,
}

#[derive(Default, PartialEq, Clone)]
struct TerminalShown {
    chunks: usize,
    prompt: String,
    busy: bool,
    raw: bool,
    clears: u32,
}

/// The most facts in one message; when there are more, the newest are told.
const MOST_FACTS: usize = 2_000;

impl Shown {
    /// Whether the page has been told nothing yet.
    pub fn is_untouched(&self) -> bool {
        self.clock.is_none()
    }
    /// Whether the picture would look different now.
    pub fn would_change(&self, machine: &mut Machine) -> bool {
        self.view.clone().update(&mut machine.cluster, false).is_some()
    }
}

impl Session {
    pub(super) fn flush(&mut self, out: &mut Vec<Output>) {
        let reset = std::mem::take(&mut self.shown.reset);
        if reset {
            self.shown.terminals.clear();
            self.shown.clock = None;
        }
        if std::mem::take(&mut self.shown.moved) || reset {
            self.shown.files = 0;
            self.shown.files_told = None;
            self.shown.details = None;
            // No path: what was being edited belongs to another moment.
            out.push(Output::Edit { path: String::new(), text: String::new() });
            self.timeline.shown_mut().desk.reopen_editors();
        }
        self.flush_terminals(out);
        let machine = self.timeline.shown_mut();
        if let Some(diff) = self.shown.view.update(&mut machine.cluster, reset) {
            out.push(Output::View { diff });
        }
        self.flush_facts(out);
        let machine = self.timeline.shown();
        out.extend(self.shown.goals.check(&machine.cluster));
        self.flush_clock(out);
        self.flush_files(out);
        self.flush_details(out);
    }

    fn flush_terminals(&mut self, out: &mut Vec<Output>) {
        let machine = self.timeline.shown_mut();
        for (number, terminal) in &mut machine.terminals {
            let known = self.shown.terminals.get(number).cloned();
            let mut shown = known.clone().unwrap_or_default();
            if known.is_none() || shown.clears != terminal.clears() || shown.chunks > terminal.len() {
                out.push(Output::Clear { terminal: *number });
                shown.chunks = 0;
            }
            let chunks: Vec<Chunk> = terminal.chunks_from(shown.chunks);
            if !chunks.is_empty() {
                out.push(Output::Terminal { terminal: *number, chunks });
            }
            let state = TerminalShown {
                chunks: terminal.len(),
                prompt: terminal.prompt().to_string(),
                busy: terminal.busy(),
                raw: terminal.raw(),
                clears: terminal.clears(),
            };
            if known.is_none_or(|k| (&k.prompt, k.busy, k.raw) != (&state.prompt, state.busy, state.raw)) {
                let (prompt, busy, raw) = (state.prompt.clone(), state.busy, state.raw);
                out.push(Output::Prompt { terminal: *number, prompt, busy, raw });
            }
            self.shown.terminals.insert(*number, state);
        }
        for (path, text) in machine.desk.take_edits() {
            out.push(Output::Edit { path, text });
        }
    }

    fn flush_facts(&mut self, out: &mut Vec<Output>) {
        let rewound = self.shown.rewound != self.timeline.rewound();
        self.shown.rewound = self.timeline.rewound();
        let anew = rewound || self.shown.told == 0;
        let facts = self.timeline.facts_since(if rewound { 0 } else { self.shown.told });
        if facts.is_empty() && !rewound {
            return;
        }
        // What was told of before a step back was heard then.
        self.shown.goals.heard(&facts[facts.partition_point(|f| f.id <= self.shown.told)..]);
        let skip = facts.len().saturating_sub(MOST_FACTS);
        let told = facts[skip..].iter().filter_map(fact_view).collect();
        self.shown.told = facts.last().map_or(if rewound { 0 } else { self.shown.told }, |f| f.id);
        out.push(Output::Facts { reset: anew, facts: told });
    }

    fn flush_clock(&mut self, out: &mut Vec<Output>) {
        let mut clock = Clock {
            start: millis(crate::scenario::EPOCH),
            now: millis(self.timeline.shown().now()),
            end: millis(self.timeline.live().now()),
            speed: self.speed,
            next: self.timeline.next_deadline().map(millis),
            past: self.timeline.is_past(),
            can_undo: self.timeline.can_undo(),
            can_redo: self.timeline.can_redo(),
            marks: None,
            branches: None,
        };
        let told = self.shown.clock.replace(clock.clone());
        let marks = self.timeline.marks();
        let known = (marks.len(), marks.last().and_then(|m| m.fact));
        if known != self.shown.marks || told.is_none() {
            clock.marks = Some(marks.to_vec());
            self.shown.marks = known;
        }
        // Where branches part from what is live changes only when something is stepped back, branched or typed.
        let branches = (told.is_none() || !self.timeline.branches().is_empty() || self.shown.branches.is_some())
            .then(|| self.timeline.branch_views());
        if branches != self.shown.branches || told.is_none() {
            clock.branches.clone_from(&branches);
            self.shown.branches = branches;
        }
        if clock.marks.is_none() && clock.branches.is_none() && told.as_ref() == Some(&clock) {
            return;
        }
        out.push(Output::Clock { clock });
    }

    fn flush_files(&mut self, out: &mut Vec<Output>) {
        let machine = self.timeline.shown_mut();
        let version = machine.desk.files_version();
        if self.shown.files != version {
            self.shown.files = version;
            let files = machine.desk.list();
            // A file that was only read counts as looked at, but nobody needs to hear of it.
            if self.shown.files_told.as_ref() != Some(&files) {
                self.shown.files_told = Some(files.clone());
                out.push(Output::Files { files });
            }
        }
    }

    fn flush_details(&mut self, out: &mut Vec<Output>) {
        let Some(key) = self.shown.selected.clone() else { return };
        let machine = self.timeline.shown_mut();
        let mark = (machine.cluster.api().version(), machine.now().seconds());
        if self.shown.details == Some(mark) {
            return;
        }
        self.shown.details = Some(mark);
        out.push(Output::Details { details: Box::new(crate::details::details(machine, &key)) });
    }

    pub(super) fn ask(&mut self, input: Input, out: &mut Vec<Output>) {
        match input {
            Input::Select { key } => {
                self.shown.selected = key;
                self.shown.details = None;
            }
            Input::Lesson { step, goals, .. } => self.shown.goals.open(step, &goals, out),
            Input::Match { selector, ticket } => {
                out.push(crate::details::matches(&self.timeline.shown().cluster, &selector, ticket));
            }
            Input::Complete { terminal, line, cursor, ticket } => {
                let machine = self.timeline.live_mut();
                let (from, items) = crate::complete::complete(machine, terminal, &line, cursor);
                out.push(Output::Completions { ticket, from, items });
            }
            Input::Diagnose { path, text, ticket } => {
                let items = crate::diagnose::diagnose(&self.timeline.live().cluster, &path, &text);
                out.push(Output::Diagnostics { ticket, items });
            }
            Input::Assist { text, line, column, ticket } => {
                let crate::assist::Place { hover, within, items } = crate::assist::assist(&text, line, column);
                out.push(Output::Assistance { ticket, hover, within, items });
            }
            Input::Diff { text, ticket } => {
                let (text, error) = crate::details::diff(self.timeline.live(), &text);
                out.push(Output::Diff { ticket, text, error });
            }
            _ => {}
        }
    }

    pub(super) fn debug(&self) -> DebugView {
        let machine = self.machine();
        let deadlines = machine.cluster.deadlines();
        DebugView {
            seed: self.seed,
            state_hash: self.state_hash(),
            objects: machine.cluster.api().counts(),
            deadlines: deadlines
                .into_iter()
                .take(200)
                .map(|(at, c, key)| (millis(at), c.to_string(), key.to_string()))
                .collect(),
            journal: self.journal().lines().map(str::to_string).collect(),
        }
    }
}
