//! Answers as the clients draw them.

use shell::width;

use super::run::Rows;
use super::store::Row;

fn widths(found: &Rows, null: &str) -> Vec<usize> {
    let widest = |text: &str| text.split('\n').map(width).max().unwrap_or(0);
    let of = |at: usize| {
        let cells = found.rows.iter().map(|row| widest(row[at].as_deref().unwrap_or(null)));
        cells.chain([width(&found.columns[at].0)]).max().unwrap_or(0)
    };
    (0..found.columns.len()).map(of).collect()
}

fn pad(text: &str, to: usize, right: bool) -> String {
    let blank = " ".repeat(to.saturating_sub(width(text)));
    if right { blank + text } else { text.to_string() + &blank }
}

/// The table of `mysql` on a terminal.
pub(super) fn boxed(found: &Rows, names: bool) -> String {
    let widths = widths(found, "NULL");
    let line: String = widths.iter().map(|width| format!("+{}", "-".repeat(width + 2))).collect();
    let cells = |texts: Vec<&str>, numbers: bool| -> String {
        let one = |at: usize| pad(texts[at], widths[at], numbers && found.columns[at].1);
        let cells: String = (0..texts.len()).map(|at| format!("| {} ", one(at))).collect();
        format!("{cells}|\n")
    };
    let rows = found.rows.iter().map(|row| cells(texts(row, "NULL"), true)).collect::<String>();
    let head = cells(found.columns.iter().map(|(name, _)| name.as_str()).collect(), false);
    if names { format!("{line}+\n{head}{line}+\n{rows}{line}+\n") } else { format!("{line}+\n{rows}{line}+\n") }
}

fn texts<'a>(row: &'a Row, null: &'a str) -> Vec<&'a str> {
    row.iter().map(|field| field.as_deref().unwrap_or(null)).collect()
}

/// Fields with something between them, with their names in front.
pub(super) fn bare(found: &Rows, names: bool, between: &str, null: &str) -> String {
    let head: Vec<&str> = found.columns.iter().map(|(name, _)| name.as_str()).collect();
    let rows = found.rows.iter().map(|row| texts(row, null));
    let lines = names.then_some(head).into_iter().chain(rows);
    lines.map(|fields| fields.join(between) + "\n").collect()
}

/// `(2 rows)`
pub(super) fn count(rows: usize) -> String {
    format!("({rows} row{})\n", if rows == 1 { "" } else { "s" })
}

/// The table of `psql`.
pub(super) fn aligned(found: &Rows, names: bool) -> String {
    let widths = widths(found, "");
    let mut text = String::new();
    let center = |text: &str, to: usize| {
        let blank = to.saturating_sub(width(text));
        format!("{}{text}{}", " ".repeat(blank / 2), " ".repeat(blank - blank / 2))
    };
    if names {
        let whole = widths.iter().sum::<usize>() + 3 * widths.len() - 1;
        if !found.title.is_empty() {
            text += center(&found.title, whole).trim_end();
            text.push('\n');
        }
        let head: Vec<String> = found.columns.iter().zip(&widths).map(|((name, _), w)| center(name, *w)).collect();
        text += &format!(" {} \n", head.join(" | "));
        let line: Vec<String> = widths.iter().map(|width| "-".repeat(width + 2)).collect();
        text += &format!("{}\n", line.join("+"));
    }
    let last = widths.len() - 1;
    for row in &found.rows {
        let parts: Vec<Vec<&str>> = texts(row, "").iter().map(|text| text.split('\n').collect()).collect();
        let lines = parts.iter().map(Vec::len).max().unwrap_or(1);
        for line in 0..lines {
            for (at, part) in parts.iter().enumerate() {
                let cell = pad(part.get(line).unwrap_or(&""), widths[at], found.columns[at].1);
                let more = line + 1 < part.len();
                let cell = if at == last && !more && !found.columns[at].1 { cell.trim_end() } else { &cell };
                text += &format!(
                    " {cell}{}",
                    if more {
                        "+"
                    } else if at == last {
                        ""
                    } else {
                        " |"
                    }
                );
                if more && at != last {
                    text.push('|');
                }
            }
            text.push('\n');
        }
    }
    text += &found.below;
    // What is about tables themselves is not counted, but for lists.
    if names && (found.title.is_empty() || found.title.starts_with("List of ") && found.title != "List of roles") {
        text += &count(found.rows.len());
    }
    text.push('\n');
    text
}

/// The rows of `\G`.
pub(super) fn upright(found: &Rows) -> String {
    let stars = "*".repeat(27);
    let most = found.columns.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let mut text = String::new();
    for (at, row) in found.rows.iter().enumerate() {
        text += &format!("{stars} {}. row {stars}\n", at + 1);
        for ((name, _), field) in found.columns.iter().zip(texts(row, "NULL")) {
            text += &format!("{}: {field}\n", pad(name, most, true));
        }
    }
    text
}
