//! Tables that the server made, laid out: which columns, which extra ones, and the names of kinds.

use api::request::{Row, Table};
use api::{Value, meta};

use super::columns::Columns;

/// How a table is to be shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableOptions {
    pub no_headers: bool,
    pub wide: bool,
    pub with_namespace: bool,
    /// The first column is what happened to the object.
    pub events: bool,
    /// `pod` or `deployment.apps` before each name; empty for none.
    pub kind: String,
    pub show_labels: bool,
    pub label_columns: Vec<String>,
}

/// Prints tables of one resource one after the other under one header.
#[derive(Clone, Debug, Default)]
pub(crate) struct TablePrinter {
    pub options: TableOptions,
    columns: Columns,
    /// Names of the columns of the last header.
    header: Vec<String>,
}

impl TablePrinter {
    pub(crate) fn new(options: TableOptions) -> TablePrinter {
        TablePrinter { options, ..TablePrinter::default() }
    }
    /// Adds the rows of a table, with a header where the columns are new.
    pub(crate) fn add(&mut self, table: &Table) {
        let shown: Vec<usize> =
            (0..table.columns.len()).filter(|i| self.options.wide || table.columns[*i].priority == 0).collect();
        let header = self.header_of(table, &shown);
        if self.header != header {
            if !self.options.no_headers {
                self.columns.line(header.clone());
            }
            self.header = header;
        }
        for row in &table.rows {
            let cells = self.cells(table, row, &shown);
            self.columns.line(cells);
        }
    }
    fn header_of(&self, table: &Table, shown: &[usize]) -> Vec<String> {
        let mut header: Vec<String> = shown.iter().map(|i| table.columns[*i].name.to_uppercase()).collect();
        if self.options.with_namespace {
            header.insert(usize::from(self.options.events), "NAMESPACE".into());
        }
        for label in &self.options.label_columns {
            header.push(label.rsplit('/').next().unwrap_or(label).to_uppercase());
        }
        if self.options.show_labels {
            header.push("LABELS".into());
        }
        header
    }
    fn cells(&self, table: &Table, row: &Row, shown: &[usize]) -> Vec<String> {
        let mut cells: Vec<String> = Vec::new();
        for i in shown {
            let text = cell(row.cells.get(*i).unwrap_or(Value::NULL));
            let is_name = table.columns[*i].name == "Name" && !self.options.kind.is_empty();
            cells.push(if is_name { format!("{}/{text}", self.options.kind) } else { text });
        }
        if self.options.with_namespace {
            cells.insert(usize::from(self.options.events), meta::namespace(&row.object).to_string());
        }
        let labels = meta::labels(&row.object);
        for name in &self.options.label_columns {
            cells.push(labels.get(name).map(cell).unwrap_or_default());
        }
        if self.options.show_labels {
            cells.push(super::labels(labels));
        }
        cells
    }
    /// What has been added since the last call, as text.
    pub(crate) fn flush(&mut self) -> String {
        self.columns.flush()
    }
}

/// A cell is one line.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Str(s) => match s.find(['\n', '\r', '\u{c}']) {
            Some(at) => format!("{}...", &s[..at]),
            None => s.to_string(),
        },
        other => super::plain_text(other),
    }
}
