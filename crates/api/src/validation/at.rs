//! A place in an object under validation: the value, its path for messages, and where the errors go.

use super::error::{BadValue, ErrorKind, ErrorList, FieldError};
use crate::names::Messages;
use crate::value::{Map, Text, Value};
use sorted::InOrder;
use std::cell::RefCell;

enum Step {
    Root,
    Name(&'static str),
    Index(usize),
    Key(Text),
    Field(Text),
}

/// What one validation collects.
pub(super) struct Cx {
    steps: RefCell<Vec<(u32, Step)>>,
    errors: RefCell<ErrorList>,
}

/// Places that a small object has.
const ROOM: usize = 24;

impl Cx {
    pub fn new() -> Cx {
        let mut steps = Vec::with_capacity(ROOM);
        steps.push((0, Step::Root));
        Cx { steps: RefCell::new(steps), errors: RefCell::default() }
    }
    /// The whole object.
    pub fn root<'a>(&'a self, value: &'a Value) -> At<'a> {
        At { v: value, path: 0, cx: self }
    }
    pub fn into_errors(self) -> ErrorList {
        self.errors.into_inner()
    }
    fn push(&self, parent: u32, step: Step) -> u32 {
        let mut steps = self.steps.borrow_mut();
        steps.push((parent, step));
        steps.len() as u32 - 1
    }
    fn path(&self, mut id: u32) -> String {
        let steps = self.steps.borrow();
        let mut parts = Vec::new();
        while let (parent, step) = &steps[id as usize]
            && !matches!(step, Step::Root)
        {
            parts.push(step);
            id = *parent;
        }
        let mut out = String::new();
        if parts.is_empty() {
            return "<nil>".into();
        }
        let field = |name: &str, out: &mut String| {
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(name);
        };
        for step in parts.into_iter().rev() {
            match step {
                Step::Root => {}
                // A name of nothing is printed like the key of an entry.
                Step::Name("") => out.push_str("[]"),
                Step::Name(name) => field(name, &mut out),
                Step::Field(name) => field(name, &mut out),
                Step::Index(i) => out.push_str(&format!("[{i}]")),
                Step::Key(key) => out.push_str(&format!("[{key}]")),
            }
        }
        out
    }
}

/// A place: cheap to copy. A field that is missing is a place with null.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub v: &'a Value,
    path: u32,
    cx: &'a Cx,
}

impl<'a> At<'a> {
    /// A field.
    pub fn at(self, name: &'static str) -> At<'a> {
        At { v: self.v.get(name), path: self.cx.push(self.path, Step::Name(name)), cx: self.cx }
    }
    /// A field of a field.
    pub fn down(self, names: &[&'static str]) -> At<'a> {
        names.iter().fold(self, |at, name| at.at(name))
    }
    /// The entry of a map.
    pub fn key(self, key: &Text) -> At<'a> {
        At { v: self.v.get(key), path: self.cx.push(self.path, Step::Key(key.clone())), cx: self.cx }
    }
    /// The place of a field whose name is not fixed, without its value.
    pub fn name(self, name: &Text) -> At<'a> {
        At { v: Value::NULL, path: self.cx.push(self.path, Step::Field(name.clone())), cx: self.cx }
    }
    /// An item, or the place of one where there is none.
    pub fn index(self, i: usize) -> At<'a> {
        let v = self.v.as_list().and_then(|l| l.get(i)).unwrap_or(Value::NULL);
        At { v, path: self.cx.push(self.path, Step::Index(i)), cx: self.cx }
    }
    /// The same place with another value.
    pub fn with(self, v: &'a Value) -> At<'a> {
        At { v, ..self }
    }
    /// Items of a list.
    pub fn items(self) -> impl DoubleEndedIterator<Item = At<'a>> + ExactSizeIterator {
        (0..self.list().len()).map(move |i| self.index(i))
    }
    /// Entries of a map in the order of their keys.
    pub fn entries(self) -> impl Iterator<Item = (&'a Text, At<'a>)> {
        self.map()
            .iter()
            .map(move |(k, v)| (k, At { v, path: self.cx.push(self.path, Step::Key(k.clone())), cx: self.cx }))
    }
    pub fn is_set(self) -> bool {
        !self.v.is_null()
    }
    pub fn has(self, name: &str) -> bool {
        !self.v.get(name).is_null()
    }
    pub fn str(self) -> &'a str {
        self.v.as_str().unwrap_or("")
    }
    pub fn int(self) -> i64 {
        self.v.as_i64().unwrap_or(0)
    }
    pub fn bool(self) -> bool {
        self.v.as_bool().unwrap_or(false)
    }
    pub fn list(self) -> &'a [Value] {
        self.v.as_list().unwrap_or(&[])
    }
    pub fn map(self) -> &'a Map {
        const EMPTY: &Map = &Map::new();
        self.v.as_map().unwrap_or(EMPTY)
    }
    /// Nothing there, or nothing in it.
    pub fn is_empty(self) -> bool {
        match self.v {
            Value::Null => true,
            Value::Str(s) => s.is_empty(),
            Value::List(l) => l.is_empty(),
            Value::Map(m) => m.is_empty(),
            _ => false,
        }
    }

    fn error(self, kind: ErrorKind, value: Value, detail: impl Into<String>) {
        self.bad(kind, BadValue::Value(value), detail.into());
    }
    /// The value as messages of text fields show it: nothing is the empty text.
    fn shown(self) -> Value {
        if self.v.is_null() { Value::Str(Text::EMPTY) } else { self.v.clone() }
    }
    pub fn required(self, detail: &str) {
        self.error(ErrorKind::Required, Value::Null, detail);
    }
    pub fn invalid(self, detail: impl Into<String>) {
        self.error(ErrorKind::Invalid, self.v.clone(), detail);
    }
    pub fn invalid_as(self, value: impl Into<Value>, detail: impl Into<String>) {
        self.error(ErrorKind::Invalid, value.into(), detail);
    }
    /// One error a message, each with the text that is here.
    pub fn messages(self, messages: Messages) {
        for m in messages {
            self.error(ErrorKind::Invalid, self.shown(), m);
        }
    }
    pub fn messages_as(self, value: &str, messages: Messages) {
        for m in messages {
            self.error(ErrorKind::Invalid, Text::new(value).into(), m);
        }
    }
    pub fn not_supported(self, values: &[&str]) {
        self.not_supported_as(self.shown(), values);
    }
    pub fn not_supported_as(self, value: impl Into<Value>, values: &[&str]) {
        let quoted: Vec<String> = values.iter().map(|v| super::error::go_quote(v)).collect();
        let detail = if quoted.is_empty() { String::new() } else { format!("supported values: {}", quoted.join(", ")) };
        self.error(ErrorKind::NotSupported, value.into(), detail);
    }
    pub fn duplicate(self) {
        self.error(ErrorKind::Duplicate, self.shown(), "");
    }
    pub fn duplicate_as(self, value: impl Into<Value>, detail: &str) {
        self.error(ErrorKind::Duplicate, value.into(), detail);
    }
    pub fn not_found(self, detail: &str) {
        self.error(ErrorKind::NotFound, self.shown(), detail);
    }
    pub fn forbidden(self, detail: impl Into<String>) {
        self.error(ErrorKind::Forbidden, Value::Null, detail);
    }
    pub fn too_long(self, max: usize) {
        self.error(ErrorKind::TooLong, Value::Null, format!("may not be more than {max} bytes"));
    }
    pub fn too_many(self, actual: usize, max: usize) {
        self.error(
            ErrorKind::TooMany,
            actual.into(),
            format!("must have at most {max} item{}", if max == 1 { "" } else { "s" }),
        );
    }

    /// Errors that were found elsewhere in the value of this place, with paths from there.
    pub fn below(self, errors: ErrorList) {
        let here = self.path_text();
        for mut e in errors {
            e.field =
                if matches!(e.field.as_str(), "" | "<nil>") { here.clone() } else { [&here, ".", &e.field].concat() };
            self.cx.errors.borrow_mut().push(e);
        }
    }

    /// How many errors there are by now: to see whether a check found any.
    pub fn errors(self) -> usize {
        self.cx.errors.borrow().len()
    }

    /// Puts the errors found since there were `count` in the order of their texts.
    pub fn sort_errors_since(self, count: usize) {
        self.cx.errors.borrow_mut()[count..].order_by_cached_key(ToString::to_string);
    }
    /// The path of this place as text.
    pub fn path_text(self) -> String {
        self.cx.path(self.path)
    }

    // Checks that stand everywhere.

    pub fn non_negative(self) {
        if self.int() < 0 {
            self.invalid("must be greater than or equal to 0");
        }
    }
    /// One of some values; a missing one is required.
    pub fn one_of(self, values: &[&str]) {
        if self.str().is_empty() {
            self.required("");
        } else if !values.contains(&self.str()) {
            self.not_supported(values);
        }
    }
    /// One of some values; nothing is none of them.
    pub fn known(self, values: &[&str]) {
        if !values.contains(&self.str()) {
            self.not_supported(values);
        }
    }
    /// One of some values, if it is set.
    pub fn optional_one_of(self, values: &[&str]) {
        if self.is_set() && !values.contains(&self.str()) {
            self.not_supported(values);
        }
    }
    /// A field that must be set.
    pub fn require(self, name: &'static str) {
        if self.v.get(name).as_str().is_none_or(str::is_empty) && self.at(name).is_empty() {
            self.at(name).required("");
        }
    }
    /// `field is immutable`, with the new value.
    pub fn immutable(self, old: &Value) {
        if self.v != old {
            self.invalid("field is immutable");
        }
    }
}

/// Values that are shown in Go's inner form.
impl At<'_> {
    pub fn invalid_raw(self, raw: String, detail: impl Into<String>) {
        self.raw(ErrorKind::Invalid, raw, detail.into());
    }
    pub fn duplicate_raw(self, raw: String, detail: &str) {
        self.raw(ErrorKind::Duplicate, raw, detail.into());
    }
    pub fn not_supported_raw(self, raw: String, values: &[&str]) {
        let quoted: Vec<String> = values.iter().map(|v| super::error::go_quote(v)).collect();
        self.raw(ErrorKind::NotSupported, raw, format!("supported values: {}", quoted.join(", ")));
    }
    /// The field may not change; it is shown as the API server has it inside.
    pub fn immutable_as(self, ty: &str, old: &Value) {
        if self.v != old {
            let shown = if self.is_set() { super::internal::json(ty, self.v) } else { "null".into() };
            self.invalid_raw(shown, "field is immutable");
        }
    }
    /// Wrong, in a message that does not show the value.
    pub fn invalid_unshown(self, detail: &str) {
        self.bad(ErrorKind::Invalid, BadValue::Omitted, detail.into());
    }
    fn raw(self, kind: ErrorKind, raw: String, detail: String) {
        self.bad(kind, BadValue::Raw(raw), detail);
    }
    fn bad(self, kind: ErrorKind, value: BadValue, detail: String) {
        let field = self.cx.path(self.path);
        self.cx.errors.borrow_mut().push(FieldError { kind, field, value, detail });
    }
}
