//! What a shell can hold. A real one grows until the machine has no more; this one has less, and ends with the same words.

use super::Shell;
use super::frame::{Frame, Step};
use super::vars::weight;
use crate::kernel::Io;
use crate::program::Wait;
use crate::syntax::Dialect;
use crate::system::System;

/// Bytes of all variables together, of one command's words, of one line read, of one substitution's output.
pub const LIMIT: usize = 4 << 20;
/// What a shell asks for that goes on to grow beyond that: more than any machine here has.
const TOO_MUCH: u64 = 64 << 30;
/// Words and outputs below this are not counted while calls and loops are nested.
const SMALL: usize = 1 << 16;

impl Shell {
    /// Whether these words are too much beside what calls, loops and expansions under way hold already.
    pub(super) fn overflows(&self, words: &[String]) -> Option<usize> {
        let new = weight(words);
        if new < SMALL {
            return None;
        }
        let held: usize = self.frames.iter().map(Frame::weight).sum();
        (held + new > LIMIT).then_some(held + new)
    }

    /// The end of a shell that cannot have so many bytes: by its own words, or by whoever counts them.
    pub(super) fn out_of_memory(&mut self, io: &mut Io<'_>, sys: &mut dyn System, bytes: usize) -> Step {
        if sys.overcommits() {
            io.set_memory(TOO_MUCH);
            return Step::Wait(Wait::default());
        }
        let (name, line) = (&self.name, self.line);
        let (text, status) = match self.options.dialect {
            Dialect::Bash => (format!("{name}: xrealloc: cannot allocate {bytes} bytes\n"), 2),
            Dialect::Ash => (format!("{name}: out of memory\n"), 1),
            Dialect::Dash => (format!("{name}: {line}: Out of space\n"), 2),
        };
        io.err(sys, &text);
        self.status = status;
        if self.options.dialect == Dialect::Dash && self.options.interactive {
            self.abandon(io);
            return Step::Continue;
        }
        Step::Exit(status)
    }
}

impl Frame {
    fn weight(&self) -> usize {
        match self {
            Frame::Call { params, .. } => weight(params),
            Frame::For { values, .. } => weight(values),
            Frame::Expanding { results, .. } | Frame::Compound { results, .. } | Frame::ForArith { results, .. } => {
                results.iter().map(|result| result.text.len()).sum()
            }
            _ => 0,
        }
    }
}
