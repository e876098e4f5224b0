//! The journal with its snapshots: the live machine, moments of the past, undo and redo.

use std::time::Duration;

use api::time::Time;
use protocol::Input;

use super::journal::Entry;
use super::machine::Machine;
use crate::scenario::EPOCH;

/// A copy of the machine at a moment, before the journal's entry `entries`.
#[derive(Clone)]
struct Snapshot {
    at: Time,
    entries: usize,
    machine: Machine,
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
}

/// Snapshots are at least this far apart, but for those before a command.
const APART: Duration = Duration::from_secs(15);
/// When there are more than this, every second one is dropped.
const MOST: usize = 160;

impl Timeline {
    /// Begins with a fresh machine.
    pub fn new(machine: Machine) -> Timeline {
        let first = Snapshot { at: machine.now(), entries: 0, machine: machine.clone() };
        Timeline { entries: Vec::new(), undone: Vec::new(), snapshots: vec![first], live: machine, past: None }
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

    /// A new input at the newest moment.
    pub fn input(&mut self, input: Input) {
        self.undone.clear();
        self.snapshot(Duration::from_millis(1));
        self.live.input(&input);
        self.entries.push(Entry { at: self.live.now(), input });
    }

    /// Lets time go by at the newest moment.
    pub fn advance_to(&mut self, until: Time, stop: &mut dyn FnMut() -> bool) {
        while self.live.now() < until {
            self.snapshot(APART);
            let mut stopped = false;
            let slice = until.min(self.live.now() + APART);
            self.live.advance_to(slice, &mut |_| {
                stopped = stop();
                stopped
            });
            if stopped {
                return;
            }
        }
    }

    fn snapshot(&mut self, apart: Duration) {
        let now = self.live.now();
        let due = self.snapshots.last().is_none_or(|s| now.since(s.at) >= apart || s.entries != self.entries.len());
        if !due || !self.live.can_snapshot() {
            return;
        }
        if self.snapshots.len() >= MOST {
            let mut i = 0;
            self.snapshots.retain(|_| {
                i += 1;
                i % 2 == 1
            });
        }
        self.snapshots.push(Snapshot { at: now, entries: self.entries.len(), machine: self.live.clone() });
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
        let at = machine.now();
        let keep = self.entries.iter().take_while(|e| e.at <= at).count();
        let end = self.live.now();
        self.undone = vec![Undone { entries: self.entries.split_off(keep), end }];
        self.snapshots.retain(|s| s.at <= at && s.entries <= keep);
        self.live = machine;
    }

    /// Takes the last command back, with all that came of it.
    pub fn undo(&mut self) -> bool {
        self.past = None;
        let Some(i) = self.entries.iter().rposition(|e| undoable(&e.input)) else { return false };
        let at = self.entries[i].at;
        let machine = self.rebuild(at, i);
        let end = self.live.now();
        self.undone.push(Undone { entries: self.entries.split_off(i), end });
        self.snapshots.retain(|s| s.at <= at && s.entries <= i);
        self.live = machine;
        true
    }

    /// Does again what was taken back last.
    pub fn redo(&mut self) -> bool {
        self.past = None;
        let Some(undone) = self.undone.pop() else { return false };
        let rest = std::mem::take(&mut self.undone);
        self.replay(undone.entries, undone.end);
        self.undone = rest;
        true
    }

    /// Takes inputs, each at its moment, and goes on to `end`.
    pub fn replay(&mut self, entries: Vec<Entry>, end: Time) {
        for entry in entries {
            self.advance_to(entry.at, &mut || false);
            self.input(entry.input);
        }
        self.advance_to(end, &mut || false);
        self.live.cluster.take_facts();
    }
}

/// Whether an input is a step of its own for undo.
fn undoable(input: &Input) -> bool {
    matches!(input, Input::Line { text, .. } if !text.trim().is_empty()) || matches!(input, Input::Chaos { .. })
}
