//! What stands on a screen, as Markdown that `kubenori check` and every tutorial's author can use.

use crate::state::TerminalState;

/// A fenced block with the commands behind `$ ` and their output.
pub fn markdown(terminal: &TerminalState) -> String {
    let text: String = terminal.chunks.iter().map(|c| c.text.as_str()).collect();
    let text = text.trim_end();
    // A fence is longer than any that stands inside.
    let mut fence = "```".to_string();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}console\n{text}\n{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::{Chunk, ChunkKind};
    use std::rc::Rc;

    #[test]
    fn a_screen_becomes_a_block() {
        let chunk = |kind, text: &str| Rc::new(Chunk { kind, text: text.into() });
        let chunks = vec![chunk(ChunkKind::Echo, "$ cat a.md\n"), chunk(ChunkKind::Out, "```\nx\n```\n")];
        let terminal = TerminalState { chunks, ..TerminalState::default() };
        assert_eq!(markdown(&terminal), "````console\n$ cat a.md\n```\nx\n```\n````\n");
    }
}
