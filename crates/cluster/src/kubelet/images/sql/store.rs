//! Tables as files: a pod that comes back to the same volume finds them.

use shell::Files;

use super::parse::Val;

/// What stands between records, fields and parts of a field; no text that is typed has them.
pub(super) const RECORD: char = '\u{1e}';
pub(super) const FIELD: char = '\u{1f}';
/// What stands for NULL.
const NULL: &str = "\u{0}";

#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    pub name: String,
    /// In the words in which the server tells it.
    pub kind: String,
    pub not_null: bool,
    pub key: bool,
    pub unique: bool,
    /// Counts by itself.
    pub counts: bool,
    /// An expression.
    pub default: String,
}

impl Column {
    /// Whether values are whole numbers.
    pub fn is_integer(&self) -> bool {
        let kind = self.kind.as_str();
        ["int", "bigint", "smallint", "tinyint"].iter().any(|known| kind.starts_with(known)) && kind != "interval"
    }

    pub fn is_number(&self) -> bool {
        let others = ["numeric", "decimal", "double", "real", "float"];
        self.is_integer() || others.iter().any(|known| self.kind.starts_with(known))
    }

    /// How many characters a value has at most.
    pub fn most(&self) -> Option<usize> {
        let (kind, rest) = self.kind.split_once('(')?;
        if !kind.contains("char") {
            return None;
        }
        rest.trim_end_matches(')').parse().ok()
    }
}

pub(super) type Row = Vec<Option<String>>;

#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// The number that comes next in a column that counts.
    pub next: u64,
    pub rows: Vec<Row>,
}

impl Table {
    pub fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name))
    }

    pub fn value(&self, row: &Row, at: usize) -> Val {
        Val { text: row[at].clone(), number: self.columns[at].is_number() }
    }

    pub fn read(name: &str, text: &str) -> Table {
        let mut records = text.split(RECORD);
        let next = records.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let column = |field: &str| {
            let parts: Vec<&str> = field.split('\t').collect();
            let [name, kind, flags, default] = parts[..] else { return Column::default() };
            Column {
                name: name.into(),
                kind: kind.into(),
                not_null: flags.contains('n'),
                key: flags.contains('k'),
                unique: flags.contains('u'),
                counts: flags.contains('c'),
                default: default.into(),
            }
        };
        let columns = records.next().unwrap_or("").split(FIELD).map(column).collect();
        Table { name: name.into(), columns, next, rows: records.map(row).collect() }
    }

    pub fn write(&self) -> String {
        let flag = |set: bool, name: &'static str| if set { name } else { "" };
        let column = |c: &Column| {
            let flags = [flag(c.not_null, "n"), flag(c.key, "k"), flag(c.unique, "u"), flag(c.counts, "c")].concat();
            [&c.name, &c.kind, &flags, &c.default].map(String::as_str).join("\t")
        };
        let columns: Vec<String> = self.columns.iter().map(column).collect();
        let head = [self.next.to_string(), columns.join(&FIELD.to_string())];
        let rows = self.rows.iter().map(fields);
        head.into_iter().chain(rows).collect::<Vec<_>>().join(&RECORD.to_string())
    }
}

pub(super) fn row(record: &str) -> Row {
    record.split(FIELD).map(|field| (field != NULL).then(|| field.to_string())).collect()
}

pub(super) fn fields(row: &Row) -> String {
    let texts: Vec<&str> = row.iter().map(|field| field.as_deref().unwrap_or(NULL)).collect();
    texts.join(&FIELD.to_string())
}

/// Where the files lie.
pub(super) struct Store<'a, 'f> {
    pub files: &'a mut Files<'f>,
    /// The directory of the databases.
    pub base: String,
    /// How the file of a table ends.
    pub ending: &'static str,
}

impl Store<'_, '_> {
    fn path(&self, database: &str, table: &str) -> String {
        format!("{}/{database}/{table}{}", self.base, self.ending)
    }

    pub fn databases(&self) -> Vec<String> {
        let entries = self.files.list(&self.base).unwrap_or_default();
        let shown = entries.into_iter().filter(|(name, stat)| stat.is_directory() && !name.starts_with(['#', '.']));
        shown.map(|(name, _)| name).collect()
    }

    pub fn has(&self, database: &str) -> bool {
        !database.is_empty() && self.files.is_directory(&format!("{}/{database}", self.base))
    }

    /// A directory that cannot be made is not there afterwards, which is what the next statement says.
    pub fn create(&mut self, database: &str) {
        let _made = self.files.make_directories(&format!("{}/{database}", self.base));
    }

    pub fn drop(&mut self, database: &str) {
        let _gone = self.files.remove_all(&format!("{}/{database}", self.base));
    }

    pub fn tables(&self, database: &str) -> Vec<String> {
        let entries = self.files.list(&format!("{}/{database}", self.base)).unwrap_or_default();
        let names = entries.iter().filter(|(_, stat)| !stat.is_directory());
        names.filter_map(|(name, _)| name.strip_suffix(self.ending)).map(str::to_string).collect()
    }

    pub fn table(&self, database: &str, name: &str) -> Option<Table> {
        let text = self.files.read_text(&self.path(database, name)).ok()?;
        Some(Table::read(name, &text))
    }

    pub fn keep(&mut self, database: &str, table: &Table) {
        // A full disk keeps what it had.
        let _full = self.files.write(&self.path(database, &table.name), table.write());
    }

    pub fn remove(&mut self, database: &str, name: &str) {
        let _gone = self.files.remove_file(&self.path(database, name));
    }
}
