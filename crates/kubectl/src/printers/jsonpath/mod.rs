//! Kubernetes' JSONPath templates: text with `{.paths}`, filters, unions, slices, ranges.
//!
//! It is the dialect of client-go, not the JSONPath of any RFC: it prints results with blanks between them, misses what is not
//! there in silence, and knows `{range}` and `{end}`.

mod eval;
mod parse;

use api::Value;

/// A parsed template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct JsonPath {
    parts: Vec<Part>,
    /// Whether a missing field is no error.
    pub allow_missing: bool,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Path(Vec<Step>),
    /// For each result of the path, the parts up to `{end}`.
    Range(Vec<Step>, Vec<Part>),
    /// An `{end}` without a range: refused when it is reached.
    StrayEnd,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Field(String),
    Wildcard,
    Recursive,
    /// `[a:b:c]`; an index is a slice of one.
    Slice {
        from: Option<i64>,
        to: Option<i64>,
        step: Option<i64>,
        index: bool,
    },
    Union(Vec<Vec<Step>>),
    Filter {
        left: Vec<Step>,
        operator: String,
        right: Vec<Step>,
    },
    /// A bare word, which no input has.
    Unknown(String),
    /// A literal: stands for itself, whatever the input.
    Literal(Value),
}

impl Step {
    fn name(&self) -> Option<String> {
        if let Step::Field(name) = self { Some(name.clone()) } else { None }
    }
}

impl JsonPath {
    /// Reads a template. The error is client-go's.
    pub(crate) fn parse(template: &str) -> Result<JsonPath, String> {
        Ok(JsonPath { parts: parse::template(template)?, allow_missing: true })
    }
    /// The names of a path that stands for one action; none for a step that is no name.
    pub(crate) fn names(path: &str) -> Result<Vec<Option<String>>, String> {
        match &parse::template(&format!("{{.{path}}}"))?[..] {
            [Part::Path(steps)] => Ok(steps.iter().map(Step::name).collect()),
            _ => Err("must pass in 1 jsonpath string".into()),
        }
    }
    /// Reads what flags take for a path: `.a.b`, `a.b`, `{.a.b}`.
    pub(crate) fn relaxed(path: &str) -> Result<JsonPath, String> {
        JsonPath::parse(&relaxed(path)?)
    }
    /// The text that the template makes of an object.
    pub(crate) fn print(&self, object: &Value) -> Result<String, String> {
        let mut out = String::new();
        eval::print(&self.parts, object, self.allow_missing, &mut out)?;
        Ok(out)
    }
    /// All results of all paths.
    pub(crate) fn results(&self, object: &Value) -> Result<Vec<Value>, String> {
        Ok(self.groups(object)?.into_iter().flatten().collect())
    }
    /// The results of each path and each text between them, once for each turn of a range.
    pub(crate) fn groups(&self, object: &Value) -> Result<Vec<Vec<Value>>, String> {
        let mut found = Vec::new();
        eval::collect(&self.parts, object, self.allow_missing, &mut found)?;
        Ok(found)
    }
}

/// A path with braces and a leading dot.
pub(crate) fn relaxed(path: &str) -> Result<String, String> {
    if path.is_empty() {
        return Ok(String::new());
    }
    let bare = path.strip_prefix('{').and_then(|p| p.strip_suffix('}')).unwrap_or(path);
    let bare = bare.strip_prefix('.').unwrap_or(bare);
    if bare.is_empty() || bare.contains(['{', '}']) {
        return Err(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
                .into(),
        );
    }
    Ok(format!("{{.{bare}}}"))
}

/// A result as text: scalars as they are, the rest as JSON.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Str(s) => s.to_string(),
        Value::Float(f) => super::go_float(*f),
        other => api::json::to_string(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    fn pods() -> Value {
        let pod = |name: &'static str, app: &'static str| obj!({"metadata": {"name": name, "labels": {"app": app, "a.b/c": "d"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}, "n": 2});
        obj!({"items": [(pod("solo", "x")), (pod("web", "y"))]})
    }
    fn print(template: &str) -> String {
        JsonPath::parse(template).unwrap().print(&pods()).unwrap()
    }

    #[test]
    fn as_the_documentation_has_it() {
        assert_eq!(print("{.items[*].metadata.name}"), "solo web");
        assert_eq!(
            print("{range .items[*]}{.metadata.name}{\"\\t\"}{.spec.containers[0].image}{\"\\n\"}{end}"),
            "solo\tnginx\nweb\tnginx\n"
        );
        assert_eq!(print("{.items[?(@.metadata.name==\"web\")].metadata.labels.app}"), "y");
        assert_eq!(print("{.items[0]['metadata.name','n']}"), "solo 2");
        assert_eq!(print("{.items[-1:].metadata.name}"), "web");
        assert_eq!(print("{.items[0].metadata.labels.a\\.b/c}"), "d");
        assert_eq!(print("{..image}"), "nginx nginx");
        assert_eq!(print("{.items[0].metadata.labels}"), "{\"a.b/c\":\"d\",\"app\":\"x\"}");
        assert_eq!(print("{.nosuch}|{.items[?(@.n>1)].n}"), "|2 2");
        assert_eq!(print("name: {.items[1].metadata.name}"), "name: web");
    }

    #[test]
    fn refusals() {
        let error = |t: &str| JsonPath::parse(t).unwrap_err();
        assert_eq!(error("{.items[}"), "unterminated array");
        assert_eq!(error("{.items"), "unclosed action");
        assert_eq!(error("{.a[x]}"), "invalid array index x");
        assert_eq!(error("{.a[?(@.b=='c']}"), "unterminated filter");
        let out = JsonPath::parse("{.items[7]}").unwrap().print(&pods());
        assert_eq!(out.unwrap_err(), "array index out of bounds: index 7, length 2");
    }
}
