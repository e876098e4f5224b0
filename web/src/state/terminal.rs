//! What a terminal shows: the last of what was printed, with notes on known mistakes, and what was typed.

use std::rc::Rc;

use protocol::{Chunk, ChunkKind};

use crate::notes::{self, Found, Note};

/// Pieces of terminal output that are shown.
pub(super) const SCROLLBACK: usize = 2_000;
/// And about how much text.
const SCROLLBACK_BYTES: usize = 512 << 10;
/// What a line takes of that beside its text: browsers lay out lines, and a flood of short ones would hold the page up.
const LINE: usize = 48;
/// The last lines of a piece are what is shown of it.
pub(super) const LINES: usize = 5_000;

/// Pieces after which the same note is shown again.
const NOTE_AGAIN: usize = 12;
/// Commands of the history.
const HISTORY: usize = 500;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TerminalState {
    /// Number of the first piece that is kept; keys of the list.
    pub first: usize,
    pub chunks: Vec<Rc<Chunk>>,
    pub prompt: String,
    pub busy: bool,
    pub raw: bool,
    /// Notes on known mistakes, with the number of the piece.
    pub notes: Vec<(usize, Rc<Found>)>,
    /// Commands that were typed here, oldest first.
    pub history: Vec<String>,
    /// What was typed into the program in the foreground, such as a shell in a container. It goes with the program.
    pub inside: Vec<String>,
    /// What is printed now is somebody's text: no mistakes are looked for in it.
    pub prose: bool,
}

impl TerminalState {
    /// Whether it is there, and nobody has typed anything yet.
    pub fn is_untouched(&self) -> bool {
        !self.prompt.is_empty() && !self.is_begun()
    }

    /// Whether somebody has.
    pub fn is_begun(&self) -> bool {
        self.first > 0 || !self.chunks.is_empty()
    }

    /// What ↑ goes through: the commands of whoever listens now.
    pub fn recalled(&self) -> &[String] {
        if self.busy { &self.inside } else { &self.history }
    }

    /// Takes pieces of output.
    pub(super) fn print(&mut self, chunks: Vec<Chunk>, notes: &[Rc<Note>]) {
        for mut chunk in chunks {
            if let Some((end, _)) = chunk.text.rmatch_indices('\n').nth(LINES) {
                chunk.text.drain(..=end);
            }
            if let Some(command) = command_of(&chunk) {
                remember(&mut self.history, command);
            } else if self.busy && chunk.kind == ChunkKind::Echo {
                remember(&mut self.inside, chunk.text.trim_end_matches('\n'));
            }
            self.chunks.push(Rc::new(chunk));
            self.explain(self.chunks.len() - 1, notes);
        }
        let mut room = SCROLLBACK_BYTES;
        let fits = |chunk: &&Rc<Chunk>| {
            room = room.saturating_sub(chunk.text.len() + LINE * chunk.text.matches('\n').count());
            room > 0
        };
        let kept = self.chunks.iter().rev().take(SCROLLBACK).take_while(fits).count().max(1);
        let over = self.chunks.len().saturating_sub(kept);
        self.chunks.drain(..over);
        self.first += over;
        self.notes.retain(|(piece, _)| *piece >= self.first);
    }

    /// Puts notes under a piece that shows known mistakes, unless the same ones stand close above.
    fn explain(&mut self, index: usize, notes: &[Rc<Note>]) {
        let chunk = self.chunks[index].clone();
        if let Some(command) = command_of(&chunk) {
            self.prose = notes::is_prose(command);
        }
        if self.prose {
            return;
        }
        let piece = self.first + index;
        for found in notes::find(notes, chunk.kind, &chunk.text) {
            let near =
                |(at, f): &(usize, Rc<Found>)| f.note.key == found.note.key && piece.saturating_sub(*at) < NOTE_AGAIN;
            if !self.notes.iter().any(near) {
                self.notes.push((piece, Rc::new(found)));
            }
        }
    }

    /// The notes came after the output.
    pub(super) fn explain_all(&mut self, notes: &[Rc<Note>]) {
        self.notes.clear();
        for index in 0..self.chunks.len() {
            self.explain(index, notes);
        }
    }
}

/// A line that was typed is remembered once where it is typed again and again.
fn remember(history: &mut Vec<String>, line: &str) {
    if !line.trim().is_empty() && history.last().is_none_or(|last| last != line) {
        history.push(line.to_string());
    }
    let over = history.len().saturating_sub(HISTORY);
    history.drain(..over);
}

/// The command of a line that was typed at the prompt.
fn command_of(chunk: &Chunk) -> Option<&str> {
    let typed = chunk.text.strip_prefix("$ ").filter(|_| chunk.kind == ChunkKind::Echo)?;
    Some(typed.trim_end_matches('\n')).filter(|c| *c != "^C")
}
