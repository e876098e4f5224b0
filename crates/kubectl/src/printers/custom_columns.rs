//! `-o custom-columns=NAME:.metadata.name,...`.

use std::cell::RefCell;

use api::Value;

use super::columns::Columns;
use super::jsonpath::{self, JsonPath};

/// Columns with their paths.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CustomColumns {
    /// A path that is none is told of when it is first followed, below the headers.
    columns: Vec<(String, Result<JsonPath, String>)>,
    no_headers: bool,
    /// What comes later is as wide as what came before.
    laid: RefCell<Columns>,
}

impl CustomColumns {
    /// `HEADER:path,HEADER:path`.
    pub(crate) fn parse(spec: &str, no_headers: bool) -> Result<CustomColumns, String> {
        if spec.is_empty() {
            return Err("custom-columns format specified but no custom columns given".into());
        }
        let mut found = Vec::new();
        for part in spec.split(',') {
            let (header, path) = part
                .split_once(':')
                .ok_or_else(|| format!("unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"))?;
            found.push(column(header, path)?);
        }
        Ok(CustomColumns { columns: found, no_headers, laid: RefCell::default() })
    }
    /// A line of headers, and a line of paths.
    pub(crate) fn parse_file(text: &str) -> Result<CustomColumns, String> {
        let mut lines = text.lines();
        let mut words = |what: &str| match lines.next() {
            Some(line) => Ok(line.split_whitespace().collect::<Vec<_>>()),
            None => Err(format!(
                "invalid template, missing {what} line. Expected format is one line of space separated headers, one line of space separated column specs."
            )),
        };
        let (headers, paths) = (words("header")?, words("spec")?);
        if headers.len() != paths.len() {
            return Err(format!(
                "number of headers ({}) and field specifications ({}) don't match",
                headers.len(),
                paths.len()
            ));
        }
        let found = headers.iter().zip(paths).map(|(header, path)| column(header, path)).collect::<Result<_, _>>()?;
        // A file has its headers: `--no-headers` is not asked.
        Ok(CustomColumns { columns: found, no_headers: false, laid: RefCell::default() })
    }
    /// The rows of an object, or of the items of a list; with headers at the `first` one.
    /// Where it fails: what was printed until then, and why.
    pub(crate) fn print(&self, object: &Value, first: bool) -> Result<String, (String, String)> {
        let mut laid = self.laid.borrow_mut();
        if first && !self.no_headers {
            laid.line(self.columns.iter().map(|(header, _)| header.clone()).collect());
        }
        let items = object.get("items").as_list().filter(|_| object.str("kind").ends_with("List"));
        for item in items.unwrap_or(std::slice::from_ref(object)) {
            match self.row(item) {
                Ok(row) => laid.line(row),
                Err(why) => return Err((laid.flush(), why)),
            }
        }
        Ok(laid.flush())
    }
    fn row(&self, object: &Value) -> Result<Vec<String>, String> {
        let mut cells = Vec::new();
        for (_, path) in &self.columns {
            let found = path.as_ref().map_err(String::clone)?.results(object)?;
            let shown: Vec<String> = found.iter().map(super::plain_text).collect();
            cells.push(if shown.is_empty() { "<none>".into() } else { shown.join(",") });
        }
        Ok(cells)
    }
}

fn column(header: &str, path: &str) -> Result<(String, Result<JsonPath, String>), String> {
    let template = jsonpath::relaxed(path)?;
    Ok((header.to_string(), JsonPath::parse(&template)))
}
