//! Typed views: a copyable wrapper for every type of the schema, with one accessor a field, that reads the object tree
//! in place.
//!
//! A field that is a pointer in Go's types gives an `Option`; any other gives its zero value where it is not set: an
//! empty string, 0, false, no items, a view of nothing. Views are for reading; changes go to the tree.
//!
//! ```
//! use api::{obj, views::core::Pod};
//! let pod = obj!({"metadata": {"name": "web"}, "spec": {"containers": [{"name": "a", "image": "nginx"}]}});
//! let pod = Pod::of(&pod);
//! assert_eq!(pod.metadata().name(), "web");
//! assert_eq!(pod.spec().containers().map(|c| c.image()).collect::<Vec<_>>(), ["nginx"]);
//! assert_eq!(pod.spec().termination_grace_period_seconds(), None);
//! ```

use std::marker::PhantomData;

use crate::time::Time;
use crate::value::{Map, Value};

/// A type that reads a node of the object tree.
pub trait View<'a>: Copy {
    /// The view of `value`.
    fn view(value: &'a Value) -> Self;
}

impl<'a> View<'a> for &'a str {
    fn view(value: &'a Value) -> Self {
        value.as_str().unwrap_or("")
    }
}
impl<'a> View<'a> for i64 {
    fn view(value: &'a Value) -> Self {
        value.as_i64().unwrap_or(0)
    }
}
impl<'a> View<'a> for &'a Value {
    fn view(value: &'a Value) -> Self {
        value
    }
}

/// The items of a list field, each as a view; an iterator that can be copied.
#[derive(Debug)]
pub struct Items<'a, T> {
    values: &'a [Value],
    item: PhantomData<T>,
}

impl<T> Clone for Items<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Items<'_, T> {}

impl<'a, T: View<'a>> Items<'a, T> {
    /// The items of a list; none where it is no list.
    pub fn of(list: &'a Value) -> Self {
        Items { values: list.as_list().unwrap_or(&[]), item: PhantomData }
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
    /// The item at `index`.
    pub fn get(&self, index: usize) -> Option<T> {
        self.values.get(index).map(T::view)
    }
    /// The items as tree nodes.
    pub fn values(&self) -> &'a [Value] {
        self.values
    }
}

impl<'a, T: View<'a>> Iterator for Items<'a, T> {
    type Item = T;
    fn next(&mut self) -> Option<T> {
        let (first, rest) = self.values.split_first()?;
        self.values = rest;
        Some(T::view(first))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.values.len(), Some(self.values.len()))
    }
}
impl<'a, T: View<'a>> ExactSizeIterator for Items<'a, T> {}
impl<'a, T: View<'a>> DoubleEndedIterator for Items<'a, T> {
    fn next_back(&mut self) -> Option<T> {
        let (last, rest) = self.values.split_last()?;
        self.values = rest;
        Some(T::view(last))
    }
}

/// A port, or a port's name; a number, or a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntOrString<'a> {
    /// A number.
    Int(i64),
    /// A text.
    Str(&'a str),
}

impl<'a> IntOrString<'a> {
    /// From the tree; nothing where it is neither.
    pub fn of(value: &'a Value) -> Option<IntOrString<'a>> {
        value.as_str().map(IntOrString::Str).or_else(|| value.as_i64().map(IntOrString::Int))
    }
}

#[rustfmt::skip]
macro_rules! view {
    ($name:ident { $($field:ident $key:literal $kind:ident $([$m:ident $of:ident])?;)* }) => {
        #[doc = concat!("Reads a ", stringify!($name), ".")]
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a>(pub &'a Value);
        impl<'a> View<'a> for $name<'a> {
            fn view(value: &'a Value) -> Self {
                $name(value)
            }
        }
        impl<'a> $name<'a> {
            /// The view of a tree node.
            pub const fn of(value: &'a Value) -> Self {
                $name(value)
            }
            /// Whether there is anything to read.
            pub fn is_set(self) -> bool {
                !self.0.is_null()
            }
            $( view!(@ $field $key $kind $([$m $of])?); )*
        }
    };
    (@ $f:ident $k:literal str) => { #[doc = $k] pub fn $f(self) -> &'a str { self.0.str($k) } };
    (@ $f:ident $k:literal opt_str) => { #[doc = $k] pub fn $f(self) -> Option<&'a str> { self.0.get($k).as_str() } };
    (@ $f:ident $k:literal bool) => { #[doc = $k] pub fn $f(self) -> bool { self.0.bool($k) } };
    (@ $f:ident $k:literal opt_bool) => { #[doc = $k] pub fn $f(self) -> Option<bool> { self.0.get($k).as_bool() } };
    (@ $f:ident $k:literal int) => { #[doc = $k] pub fn $f(self) -> i64 { self.0.int($k).unwrap_or(0) } };
    (@ $f:ident $k:literal opt_int) => { #[doc = $k] pub fn $f(self) -> Option<i64> { self.0.int($k) } };
    (@ $f:ident $k:literal time) => {
        #[doc = $k]
        pub fn $f(self) -> Option<Time> { self.0.get($k).as_str().and_then(Time::parse) }
    };
    (@ $f:ident $k:literal int_or_string) => {
        #[doc = $k]
        pub fn $f(self) -> Option<IntOrString<'a>> { IntOrString::of(self.0.get($k)) }
    };
    (@ $f:ident $k:literal map) => { #[doc = $k] pub fn $f(self) -> &'a Map { self.0.map($k) } };
    (@ $f:ident $k:literal any) => { #[doc = $k] pub fn $f(self) -> &'a Value { self.0.get($k) } };
    (@ $f:ident $k:literal view [$m:ident $of:ident]) => { #[doc = $k] pub fn $f(self) -> $m::$of<'a> { $m::$of(self.0.get($k)) } };
    (@ $f:ident $k:literal opt [$m:ident $of:ident]) => {
        #[doc = $k]
        pub fn $f(self) -> Option<$m::$of<'a>> { Some($m::$of(self.0.get($k))).filter(|v| v.is_set()) }
    };
    (@ $f:ident $k:literal strs) => { #[doc = $k] pub fn $f(self) -> Items<'a, &'a str> { Items::of(self.0.get($k)) } };
    (@ $f:ident $k:literal ints) => { #[doc = $k] pub fn $f(self) -> Items<'a, i64> { Items::of(self.0.get($k)) } };
    (@ $f:ident $k:literal anys) => { #[doc = $k] pub fn $f(self) -> Items<'a, &'a Value> { Items::of(self.0.get($k)) } };
    (@ $f:ident $k:literal list [$m:ident $of:ident]) => { #[doc = $k] pub fn $f(self) -> Items<'a, $m::$of<'a>> { Items::of(self.0.get($k)) } };
}

pub mod admissionregistration;
pub mod apiextensions;
pub mod apiregistration;
pub mod apps;
pub mod authentication;
pub mod authorization;
pub mod autoscaling;
pub mod autoscaling_v1;
pub mod batch;
pub mod certificates;
pub mod coordination;
pub mod core;
pub mod discovery;
pub mod events;
pub mod flowcontrol;
pub mod meta;
pub mod networking;
pub mod node;
pub mod policy;
pub mod rbac;
pub mod resource;
pub mod scheduling;
pub mod storage;
