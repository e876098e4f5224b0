//! Where a description is written: lines with tabs, laid out in columns as Go's text/tabwriter does (padding 2).

use crate::printers::escaped;

/// Blanks between columns.
const PADDING: usize = 2;

/// A description under way.
#[derive(Debug, Default)]
pub(crate) struct Out {
    pending: String,
    done: String,
    /// So many steps everything that is written is indented by besides its own.
    pub nest: usize,
}

impl Out {
    /// Writes text (one or more whole lines, or a part of one) indented by `level` steps of two blanks.
    pub fn put(&mut self, level: usize, text: impl AsRef<str>) {
        self.pending.extend(std::iter::repeat_n("  ", level + self.nest));
        self.pending.push_str(text.as_ref());
    }
    /// `Title:` and its value in the next column.
    pub fn row(&mut self, level: usize, title: &str, value: impl std::fmt::Display) {
        self.put(level, format!("{title}:\t{value}\n"));
    }
    /// Lays out what was written so far; what comes has columns of its own.
    pub fn flush(&mut self) {
        let text = escaped(&std::mem::take(&mut self.pending));
        self.done.push_str(&layout(&text));
    }
    /// What was written since the last flush, with its tabs.
    pub fn raw(self) -> String {
        escaped(&self.pending)
    }
    /// The whole description.
    pub fn finish(mut self) -> String {
        self.flush();
        self.done
    }
}

/// Lays out tabbed text. A column is a run of lines that have a cell there which is ended by a tab.
fn layout(text: &str) -> String {
    let mut lines: Vec<Vec<&str>> = text.split('\n').map(|l| l.split('\t').collect()).collect();
    let open = lines.pop().unwrap_or_default();
    let mut out = String::new();
    let mut widths = Vec::new();
    block(&lines, &mut widths, &mut out);
    out.push_str(&open.join("  "));
    out
}

fn block(lines: &[Vec<&str>], widths: &mut Vec<usize>, out: &mut String) {
    let column = widths.len();
    let ended = |line: &[&str]| column + 1 < line.len();
    let mut from = 0;
    let mut at = 0;
    while at < lines.len() {
        if !ended(&lines[at]) {
            at += 1;
            continue;
        }
        write(&lines[from..at], widths, out);
        from = at;
        let mut width = 0;
        while at < lines.len() && ended(&lines[at]) {
            width = width.max(lines[at][column].chars().count() + PADDING);
            at += 1;
        }
        widths.push(width);
        block(&lines[from..at], widths, out);
        widths.pop();
        from = at;
    }
    write(&lines[from..], widths, out);
}

fn write(lines: &[Vec<&str>], widths: &[usize], out: &mut String) {
    for line in lines {
        for (i, cell) in line.iter().enumerate() {
            out.push_str(cell);
            if let Some(width) = widths.get(i) {
                out.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count())));
            }
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::layout;

    #[test]
    fn columns_are_runs_of_lines() {
        assert_eq!(
            layout("Name:\tweb\nLabels:\t<none>\nTitle\n  A\tB\n  ---\t--\n"),
            "Name:    web\nLabels:  <none>\nTitle\n  A    B\n  ---  --\n"
        );
        assert_eq!(layout("a:\t\nbbb:\tx\n"), "a:    \nbbb:  x\n");
    }
}
