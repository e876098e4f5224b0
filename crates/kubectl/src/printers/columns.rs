//! Text in columns, as kubectl's tab writer lays it out: a column is as wide as its longest cell and three blanks, at
//! least six; the last cell of a line is not padded.

const MIN_WIDTH: usize = 6;
const PADDING: usize = 3;

/// Lays out lines, and remembers widths for those that come later (`get -w`).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Columns {
    widths: Vec<usize>,
    lines: Vec<Vec<String>>,
}

impl Columns {
    /// One more line.
    pub(crate) fn line(&mut self, cells: Vec<String>) {
        self.lines.push(cells);
    }
    /// A text with tabs, laid out; its last line need not end.
    pub(crate) fn text(&mut self, text: &str) -> String {
        let cells = |line: &str| line.split('\t').map(str::to_string).collect();
        text.split('\n').for_each(|line| self.line(cells(line)));
        let mut laid = self.flush();
        laid.pop();
        laid
    }
    /// The lines since the last call, laid out.
    pub(crate) fn flush(&mut self) -> String {
        for line in &mut self.lines {
            for cell in line.iter_mut().filter(|cell| cell.contains(['\x1b', '\r'])) {
                *cell = super::escaped(cell);
            }
            let padded = line.len().saturating_sub(1);
            for (i, cell) in line[..padded].iter().enumerate() {
                let width = (cell.chars().count() + PADDING).max(MIN_WIDTH);
                match self.widths.get_mut(i) {
                    Some(w) => *w = width.max(*w),
                    None => self.widths.push(width),
                }
            }
        }
        let mut text = String::new();
        for line in std::mem::take(&mut self.lines) {
            let last = line.len().saturating_sub(1);
            for (i, cell) in line.iter().enumerate() {
                text += cell;
                if i < last {
                    text.extend(std::iter::repeat_n(' ', self.widths[i].saturating_sub(cell.chars().count())));
                }
            }
            text.push('\n');
        }
        text
    }
}

/// Lines in columns, at once.
pub(crate) fn columns(lines: Vec<Vec<String>>) -> String {
    Columns { lines, ..Columns::default() }.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_tab_writer() {
        let line = |s: &str| s.split('|').map(str::to_string).collect::<Vec<_>>();
        assert_eq!(columns(vec![line("NAME|READY|X"), line("solo|1/1|0")]), "NAME   READY   X\nsolo   1/1     0\n");
        assert_eq!(columns(vec![line("a|b|"), line("c|d|")]), "a     b     \nc     d     \n");
    }
}
