//! The journal with its snapshots: the live machine, moments of the past, undo and redo, branches, and what happened.

use std::time::Duration;

use api::descriptions::Descriptions;
use api::time::Time;
use cluster::facts::{Fact, FactId};
use protocol::{BranchView, Input, Mark};

use super::journal::{Branch, Entry, common};
use super::machine::Machine;
use super::marks;
use crate::scenario::EPOCH;
use crate::view::millis;

/// A copy of the machine at a moment, before the journal's entry `entries`.
#[derive(Clone)]
struct Snapshot {
    at: Time,
    entries: usize,
    machine: Machine,
}

impl Snapshot {
    /// How far it is to a later moment: in thousandths of what two snapshots should be apart at most, as time goes and as
    /// work goes.
    fn distance(&self, machine: &Machine) -> u64 {
        let time = machine.now().since(self.at).as_micros() as u64 * 1000 / APART.as_micros() as u64;
        time + (work(machine) - work(&self.machine)) * 1000 / WORK
    }
}

/// What a machine has done, in facts: it takes as long to do it again.
fn work(machine: &Machine) -> u64 {
    machine.cluster.facts().newest()
}

/// What an undo took back.
struct Undone {
    entries: Vec<Entry>,
    end: Time,
}

/// Journal, snapshots and machines.
pub struct Timeline {
    entries: Vec<Entry>,
    undone: Vec<Undone>,
    snapshots: Vec<Snapshot>,
    live: Machine,
    past: Option<Machine>,
    branches: Vec<Branch>,
    /// What happened on the way to the newest moment.
    facts: Vec<Fact>,
    marks: Vec<Mark>,
    /// Grows when something that was told no longer holds.
    rewound: u32,
    /// Nothing ran when the last input came.
    quiet: bool,
}

/// Branches that are kept; the oldest goes first.
const BRANCHES: usize = 12;
/// Facts that are kept, and so many are let go at once.
const FACTS: usize = 6_000;

/// A snapshot is taken after this time, or after so much work: to go to any moment means to repeat what was done since the
/// snapshot before it.
const APART: Duration = Duration::from_secs(15);
const WORK: u64 = 1_000;
/// When there are more than this, one is dropped where its neighbours are closest.
const MOST: usize = 160;

impl Timeline {
    /// Begins with a fresh machine.
    pub fn new(machine: Machine) -> Timeline {
        let first = Snapshot { at: machine.now(), entries: 0, machine: machine.clone() };
        Timeline {
            entries: Vec::new(),
            undone: Vec::new(),
            snapshots: vec![first],
            live: machine,
            past: None,
            branches: Vec::new(),
            facts: Vec::new(),
            marks: Vec::new(),
            rewound: 0,
            quiet: false,
        }
    }
    /// What happened since the fact of that number.
    pub fn facts_since(&mut self, told: FactId) -> &[Fact] {
        self.collect();
        &self.facts[self.facts.partition_point(|f| f.id <= told)..]
    }
    /// What deserves a mark.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }
    /// Grows when facts and marks that were told no longer hold.
    pub fn rewound(&self) -> u32 {
        self.rewound
    }
    /// Other ways that the session has gone.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }
    /// Likewise, in words.
    pub fn branch_views(&self) -> Vec<BranchView> {
        let view = |b: &Branch| {
            let last = b.entries.iter().rev().find_map(|e| match &e.input {
                Input::Line { text, .. } if undoable(&e.input) => Some(text.clone()),
                _ => None,
            });
            BranchView { fork: millis(self.fork(b)), end: millis(b.end), text: last.unwrap_or_default() }
        };
        self.branches.iter().map(view).collect()
    }
    /// The moment at which a branch parts from what is live.
    fn fork(&self, branch: &Branch) -> Time {
        let n = common(&self.entries, &branch.entries);
        let ends = [branch.end, self.live.now()].into_iter();
        let next = [self.entries.get(n), branch.entries.get(n)].into_iter().flatten().map(|e| e.at);
        ends.chain(next).min().unwrap_or(EPOCH)
    }

    /// Takes over what happened in the live machine.
    fn collect(&mut self) {
        let new = self.live.cluster.take_facts();
        if new.is_empty() {
            return;
        }
        marks::add(&mut self.marks, &new, &self.live.cluster);
        self.facts.extend(new);
        if self.facts.len() > FACTS {
            self.facts.drain(..self.facts.len() - FACTS / 2);
        }
    }

    /// Puts another machine in the place of the live one; what happened after it did not happen.
    fn rewind(&mut self, machine: Machine, at: Time, entries: usize) {
        self.collect();
        let newest = machine.cluster.facts().newest();
        self.facts.retain(|f| f.id <= newest);
        self.marks.retain(|m| m.fact.is_some_and(|f| f <= newest));
        self.snapshots.retain(|s| s.at <= at && s.entries <= entries);
        self.live = machine;
        self.rewound += 1;
    }

    /// Keeps a way that is left, unless it is wholly part of another one.
    fn keep(&mut self, branch: Branch) {
        let within = |a: &Branch, b: &Branch| b.entries.starts_with(&a.entries) && a.entries.len() < b.entries.len();
        if branch.entries.is_empty() || self.branches.iter().any(|b| within(&branch, b) || b.entries == branch.entries)
        {
            return;
        }
        self.branches.retain(|b| !within(b, &branch));
        if self.branches.len() >= BRANCHES {
            self.branches.remove(0);
        }
        self.branches.push(branch);
    }
    /// Whether nothing has happened since the beginning.
    pub fn is_untouched(&self) -> bool {
        self.entries.is_empty()
            && self.undone.is_empty()
            && self.past.is_none()
            && self.live.now() == self.snapshots[0].at
    }
    /// Inputs so far.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
    /// The newest moment.
    pub fn live(&self) -> &Machine {
        &self.live
    }
    /// Likewise, to look into.
    pub fn live_mut(&mut self) -> &mut Machine {
        &mut self.live
    }
    /// What is to be shown.
    pub fn shown(&self) -> &Machine {
        self.past.as_ref().unwrap_or(&self.live)
    }
    /// Likewise, to look into.
    pub fn shown_mut(&mut self) -> &mut Machine {
        self.past.as_mut().unwrap_or(&mut self.live)
    }
    /// Whether a moment of the past is shown.
    pub fn is_past(&self) -> bool {
        self.past.is_some()
    }
    /// Shows the newest moment again; tells whether that is a change.
    pub fn leave_past(&mut self) -> bool {
        self.past.take().is_some()
    }
    /// Whether there is a command to take back.
    pub fn can_undo(&self) -> bool {
        self.entries.iter().any(|e| undoable(&e.input))
    }
    /// Whether there is one to do again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
    /// When the next thing happens.
    pub fn next_deadline(&mut self) -> Option<Time> {
        self.live.next_deadline()
    }

    /// Lets time go by, but not for longer than this, while a kubectl waits for nothing but answers: they come even
    /// where time stands still.
    pub fn answer(&mut self, longest: Duration) {
        let end = self.live.now() + longest;
        while let Some(at) = self.live.run_terminals().request.filter(|at| *at > self.live.now() && *at <= end) {
            self.advance_to(at, &mut || false);
        }
    }

    /// A new input at the newest moment.
    pub fn input(&mut self, input: Input) {
        if let Some(first) = self.undone.first() {
            // What was taken back and is now written over remains a way that can be gone.
            let end = first.end;
            let undone = self.undone.drain(..).rev().flat_map(|u| u.entries);
            let entries = self.entries.iter().cloned().chain(undone).collect();
            self.keep(Branch { entries, end });
        }
        self.take(input);
    }

    fn take(&mut self, input: Input) {
        let quiet = self.live.idle();
        if quiet && self.quiet && self.replaces_last(&input) {
            self.entries.pop();
            self.snapshots.retain(|s| s.entries <= self.entries.len());
        } else {
            self.snapshot(Duration::from_millis(1));
        }
        self.quiet = quiet;
        self.live.input(&input);
        self.entries.push(Entry { at: self.live.now(), input });
    }

    /// Whether the last input was an earlier state of the same file: while nothing runs that could have read it, only
    /// the newest one counts, and the journal stays short however long somebody types.
    fn replaces_last(&self, input: &Input) -> bool {
        let (Some(last), Input::WriteFile { path, .. }) = (self.entries.last(), input) else { return false };
        matches!(&last.input, Input::WriteFile { path: before, .. } if before == path)
    }

    /// Gives the texts of API fields to all moments.
    pub fn describe(&mut self, texts: &Descriptions) {
        let machines = self.snapshots.iter_mut().map(|s| &mut s.machine).chain(self.past.as_mut());
        for machine in machines.chain(std::iter::once(&mut self.live)) {
            machine.desk.descriptions = texts.clone();
        }
    }

    /// Lets time go by at the newest moment.
    pub fn advance_to(&mut self, until: Time, stop: &mut dyn FnMut() -> bool) {
        while self.live.now() < until {
            self.snapshot(APART);
            let mut stopped = false;
            let slice = until.min(self.live.now() + APART);
            let limit = work(&self.live) + WORK;
            self.live.advance_to(slice, &mut |machine| {
                stopped = stop();
                stopped || work(machine) > limit
            });
            self.collect();
            if stopped {
                return;
            }
        }
    }

    /// Goes to the next happening, which may be due at this very moment.
    pub fn step(&mut self, next: Time) {
        self.snapshot(APART);
        self.live.advance_to(next, &mut |_| true);
    }

    fn snapshot(&mut self, apart: Duration) {
        let now = self.live.now();
        let due = self.snapshots.last().is_none_or(|s| {
            now.since(s.at) >= apart || s.entries != self.entries.len() || work(&self.live) >= work(&s.machine) + WORK
        });
        if !due || !self.live.can_snapshot() {
            return;
        }
        if self.snapshots.len() >= MOST {
            let around = self.snapshots.windows(3).map(|around| around[0].distance(&around[2].machine));
            if let Some((before, _)) = around.enumerate().min_by_key(|(_, distance)| *distance) {
                self.snapshots.remove(before + 1);
            }
        }
        self.snapshots.push(Snapshot { at: now, entries: self.entries.len(), machine: self.live.clone() });
    }

    /// The longest time between two snapshots, or since the last one, and the most work.
    pub fn farthest_snapshot(&self) -> (Duration, u64) {
        let ends = self.snapshots.iter().skip(1).map(|s| &s.machine).chain([&self.live]);
        let gaps =
            self.snapshots.iter().zip(ends).map(|(s, end)| (end.now().since(s.at), work(end) - work(&s.machine)));
        gaps.fold(Default::default(), |(time, most), (t, w)| (time.max(t), most.max(w)))
    }

    /// The machine as it was at `at`, with the first `entries` inputs.
    fn rebuild(&self, at: Time, entries: usize) -> Machine {
        let from = self.snapshots.iter().rev().find(|s| s.at <= at && s.entries <= entries);
        let (mut machine, done) = match from {
            Some(s) => (s.machine.clone(), s.entries),
            None => (self.snapshots[0].machine.clone(), 0),
        };
        for entry in &self.entries[done..entries] {
            machine.advance_to(entry.at, &mut |_| false);
            machine.input(&entry.input);
        }
        machine.advance_to(at, &mut |_| false);
        machine.cluster.take_facts();
        machine
    }

    /// Shows the moment `to`; tells whether that is a change.
    pub fn scrub(&mut self, to: Time) -> bool {
        if to >= self.live.now() {
            return self.leave_past();
        }
        let to = to.max(EPOCH);
        let entries = self.entries.iter().take_while(|e| e.at <= to).count();
        self.past = Some(self.rebuild(to, entries));
        true
    }

    /// Makes the moment shown the newest one.
    pub fn branch(&mut self) {
        let Some(machine) = self.past.take() else { return };
        self.quiet = false;
        let at = machine.now();
        let n = self.entries.iter().take_while(|e| e.at <= at).count();
        let left = Branch { entries: self.entries.clone(), end: self.live.now() };
        self.undone.clear();
        self.entries.truncate(n);
        self.rewind(machine, at, n);
        self.keep(left);
    }

    /// Goes another way that the session has gone; the one that was live is kept. Tells whether there is such a way.
    pub fn switch(&mut self, branch: usize) -> bool {
        if branch >= self.branches.len() {
            return false;
        }
        (self.past, self.quiet) = (None, false);
        let to = self.branches.remove(branch);
        let left = Branch { entries: self.entries.clone(), end: self.live.now() };
        let (at, n) = (self.fork(&to), common(&self.entries, &to.entries));
        let machine = self.rebuild(at, n);
        self.undone.clear();
        self.entries.truncate(n);
        self.rewind(machine, at, n);
        self.replay(to.entries[n..].to_vec(), to.end);
        self.keep(left);
        true
    }

    /// Ways of a journal that is opened again.
    pub fn set_branches(&mut self, branches: Vec<Branch>) {
        branches.into_iter().for_each(|b| self.keep(b));
    }

    /// Takes the last command back, with all that came of it.
    pub fn undo(&mut self) -> bool {
        (self.past, self.quiet) = (None, false);
        let Some(i) = self.entries.iter().rposition(|e| undoable(&e.input)) else { return false };
        let at = self.entries[i].at;
        let machine = self.rebuild(at, i);
        let end = self.live.now();
        self.undone.push(Undone { entries: self.entries.split_off(i), end });
        self.rewind(machine, at, i);
        true
    }

    /// Does again what was taken back last.
    pub fn redo(&mut self) -> bool {
        (self.past, self.quiet) = (None, false);
        let Some(undone) = self.undone.pop() else { return false };
        self.replay(undone.entries, undone.end);
        true
    }

    /// Takes inputs, each at its moment, and goes on to `end`.
    pub fn replay(&mut self, entries: Vec<Entry>, end: Time) {
        for entry in entries {
            self.advance_to(entry.at, &mut || false);
            self.take(entry.input);
        }
        self.advance_to(end, &mut || false);
    }
}

/// Whether an input is a step of its own for undo.
fn undoable(input: &Input) -> bool {
    matches!(input, Input::Line { text, .. } if !text.trim().is_empty()) || matches!(input, Input::Chaos { .. })
}
