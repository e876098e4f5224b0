//! How messages cross the border to JavaScript: as one text of JSON. Each shape lists its fields here once more, and the
//! compiler holds the lists to the shapes of `protocol`, where serde reads and writes them for everybody else. For forty
//! shapes serde's own code would be a sixth of the page's module.

mod json;
mod messages;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use std::rc::Rc;

use sorted::SortedMap;

pub use json::Value;

/// What can be read. A part that is missing or of another kind is the empty one.
pub trait Read {
    fn read(value: Value<'_>) -> Self;
}

/// What can be written.
pub trait Write {
    fn write(&self, out: &mut String);
}

/// A value as text.
pub fn text<T: Write + ?Sized>(value: &T) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

/// A number with at most three places behind the point.
pub fn number(number: f64) -> String {
    text(&number)
}

/// A value out of a text.
pub fn read<T: Read>(text: &str) -> T {
    T::read(Value::of(text))
}

/// The messages of the engine that are for the page; what its scripts ask for is not.
pub fn outputs(text: &str) -> Vec<protocol::Output> {
    let Value::List(list) = Value::of(text) else { return Vec::new() };
    list.into_iter().filter_map(messages::output).collect()
}

impl Value<'_> {
    fn take<T: Read>(&mut self, name: &str) -> T {
        T::read(self.member(name))
    }
}

/// Structs by their fields.
#[macro_export]
macro_rules! reads {
    ($($name:path { $($field:ident),* $(,)? })*) => { $(
        impl $crate::wire::Read for $name {
            fn read(mut value: $crate::wire::Value<'_>) -> Self {
                Self { $($field: $crate::wire::Read::read(value.member(stringify!($field)))),* }
            }
        }
    )* };
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl Read for $number {
            fn read(value: Value<'_>) -> Self {
                f64::read(value) as $number
            }
        }
        impl Write for $number {
            fn write(&self, out: &mut String) {
                out.push_str(&i64::try_from(*self).unwrap_or(i64::MAX).to_string());
            }
        }
    )* };
}

numbers! { u16 u32 i32 i64 u64 usize }

impl Read for f64 {
    fn read(value: Value<'_>) -> f64 {
        if let Value::Number(number) = value { number } else { 0.0 }
    }
}

impl Write for f64 {
    fn write(&self, out: &mut String) {
        json::write_number(out, *self);
    }
}

impl Read for bool {
    fn read(value: Value<'_>) -> bool {
        value == Value::Bool(true)
    }
}

impl Write for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl Read for String {
    fn read(value: Value<'_>) -> String {
        if let Value::Text(text) = value { text.into_owned() } else { String::new() }
    }
}

impl Write for String {
    fn write(&self, out: &mut String) {
        json::write_text(out, self);
    }
}

impl Write for str {
    fn write(&self, out: &mut String) {
        json::write_text(out, self);
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value<'_>) -> Self {
        (value != Value::Null).then(|| T::read(value))
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value<'_>) -> Self {
        let Value::List(list) = value else { return Vec::new() };
        list.into_iter().map(T::read).collect()
    }
}

impl<T: Write> Write for [T] {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (i, item) in self.iter().enumerate() {
            out.push_str(if i > 0 { "," } else { "" });
            item.write(out);
        }
        out.push(']');
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, out: &mut String) {
        self.as_slice().write(out);
    }
}

impl<V: Read> Read for SortedMap<String, V> {
    fn read(value: Value<'_>) -> Self {
        let Value::Object(members) = value else { return SortedMap::default() };
        members.into_iter().map(|(key, value)| (key.into_owned(), V::read(value))).collect()
    }
}

impl<T: Read> Read for Rc<T> {
    fn read(value: Value<'_>) -> Self {
        Rc::new(T::read(value))
    }
}

impl<T: Read> Read for Box<T> {
    fn read(value: Value<'_>) -> Self {
        Box::new(T::read(value))
    }
}

macro_rules! tuples {
    ($(($($part:ident),*))*) => { $(
        impl<$($part: Read),*> Read for ($($part,)*) {
            fn read(value: Value<'_>) -> Self {
                let mut list = if let Value::List(list) = value { list } else { Vec::new() }.into_iter();
                ($($part::read(list.next().unwrap_or_default()),)*)
            }
        }
    )* };
}

tuples! { (A, B) (A, B, C) (A, B, C, D) }

/// Members of an object under one roof, for what JavaScript draws.
pub fn write_object(out: &mut String, members: &[(&str, &dyn Write)]) {
    for (i, (name, value)) in members.iter().enumerate() {
        out.push(if i == 0 { '{' } else { ',' });
        json::write_key(out, name);
        out.push(':');
        value.write(out);
    }
    out.push_str(if members.is_empty() { "{}" } else { "}" });
}
