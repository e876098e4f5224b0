//! The last changes of the store: what a watch that begins in the past is told first.

use std::collections::VecDeque;
use std::rc::Rc;

use api::Value;
use api::request::WatchKind;

use super::TableId;

/// One change.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// The store's version after it.
    pub version: u64,
    /// Where.
    pub table: TableId,
    /// What.
    pub kind: WatchKind,
    /// Before; null for a new object.
    pub old: Value,
    /// After; the last state for a deleted one.
    pub new: Value,
}

/// Entries in one block, which snapshots share.
const BLOCK: usize = 256;
/// Blocks that are kept.
const BLOCKS: usize = 16;

/// Bounded: older changes are compacted away, as a real store does after five minutes.
#[derive(Clone, Debug, Default)]
pub struct Log {
    blocks: VecDeque<Rc<Vec<LogEntry>>>,
    compacted: u64,
}

impl Log {
    /// Adds a change.
    pub fn push(&mut self, entry: LogEntry) {
        if self.blocks.back().is_none_or(|b| b.len() >= BLOCK) {
            self.blocks.push_back(Rc::new(Vec::with_capacity(BLOCK)));
            if self.blocks.len() > BLOCKS
                && let Some(gone) = self.blocks.pop_front()
            {
                self.compacted = gone.last().map_or(self.compacted, |e| e.version);
            }
        }
        if let Some(block) = self.blocks.back_mut() {
            Rc::make_mut(block).push(entry);
        }
    }
    /// The latest change.
    pub fn last(&self) -> Option<&LogEntry> {
        self.blocks.back()?.last()
    }
    /// Changes up to this version are forgotten.
    pub fn compacted(&self) -> u64 {
        self.compacted
    }
    /// Changes after `version`, oldest first.
    pub fn since(&self, version: u64) -> impl Iterator<Item = &LogEntry> {
        self.blocks.iter().flat_map(|b| b.iter()).filter(move |e| e.version > version)
    }
}
