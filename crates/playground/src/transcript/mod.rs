//! Transcripts: Markdown files with `console` blocks, as recorded on a real cluster or written in a lesson.
//!
//! `$ ` opens a command, `> ` continues it, the lines below are its output, and `? N` is its exit code when that is not 0.

pub mod compare;
pub mod mask;

/// One command of a transcript with what it printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The command; several lines where it has a heredoc or a continuation.
    pub command: String,
    /// The output without a final newline.
    pub output: String,
    /// Exit code.
    pub code: i32,
    /// Line of the file on which the command stands, from 1.
    pub line: usize,
}

/// A piece of a transcript file, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Prose and fences, kept as they are.
    Text(String),
    /// A command of a `console` block.
    Step(Step),
}

/// Reads a file.
pub fn parse(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut inside = false;
    for (i, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            inside = line.starts_with("```console");
            pieces.push(Piece::Text(line.to_string()));
            continue;
        }
        if !inside {
            pieces.push(Piece::Text(line.to_string()));
            continue;
        }
        if let Some(command) = line.strip_prefix("$ ") {
            let step = Step { command: command.to_string(), output: String::new(), code: 0, line: i + 1 };
            pieces.push(Piece::Step(step));
            continue;
        }
        let Some(Piece::Step(step)) = pieces.last_mut() else {
            pieces.push(Piece::Text(line.to_string()));
            continue;
        };
        let continued = step.output.is_empty() && (line.starts_with("> ") || line == ">");
        if continued {
            step.command.push('\n');
            step.command.push_str(line.get(2..).unwrap_or(""));
        } else if let Some(code) = line.strip_prefix("? ").and_then(|n| n.parse().ok()) {
            step.code = code;
        } else {
            step.output.push_str(line);
            step.output.push('\n');
        }
    }
    for piece in &mut pieces {
        if let Piece::Step(step) = piece
            && step.output.ends_with('\n')
        {
            step.output.pop();
        }
    }
    pieces
}

/// Writes a step in the format of the file.
pub fn render(step: &Step, out: &mut String) {
    for (i, line) in step.command.split('\n').enumerate() {
        out.push_str(if i == 0 { "$ " } else { "> " });
        out.push_str(line);
        out.push('\n');
    }
    if !step.output.is_empty() {
        out.push_str(&step.output);
        out.push('\n');
    }
    if step.code != 0 {
        out.push_str(&format!("? {}\n", step.code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_survives_the_round_trip() {
        let text = "# t\n\n```console\n$ cat <<EOF\n> a: 1\n> EOF\na: 1\n$ false\n? 1\n$ blank\na\n\n$ true\n```\n";
        let mut out = String::new();
        for piece in parse(text) {
            match piece {
                Piece::Text(t) => out.push_str(&(t + "\n")),
                Piece::Step(s) => render(&s, &mut out),
            }
        }
        assert_eq!(out, text);
    }
}
