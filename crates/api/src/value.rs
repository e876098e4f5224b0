//! The object tree: every object of every kind is one immutable, cheaply cloned [`Value`].
//!
//! Maps and lists sit behind `Rc`, so a clone is a pointer copy and an update shares all that it does not touch
//! (copy on write). Keys are sorted, as Kubernetes clients print them; there is no hash order anywhere.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

/// How deep a tree may nest. Readers refuse more, because most walks over a tree are recursive.
pub const MAX_DEPTH: usize = 1000;

/// A string that is either part of the program (field names, enum values) or shared.
#[derive(Clone)]
pub enum Text {
    /// A literal of the program: costs nothing to clone.
    Static(&'static str),
    /// A string that came in from outside.
    Shared(Rc<str>),
}

impl Text {
    /// The empty text.
    pub const EMPTY: Text = Text::Static("");

    /// A shared copy of `s`.
    pub fn new(s: &str) -> Text {
        if s.is_empty() { Text::EMPTY } else { Text::Shared(Rc::from(s)) }
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        match self {
            Text::Static(s) => s,
            Text::Shared(s) => s,
        }
    }
    /// How many bytes. Both variants keep it in the same place, so that no look at the variant is needed.
    pub fn len(&self) -> usize {
        match self {
            Text::Static(s) => s.len(),
            Text::Shared(s) => s.len(),
        }
    }
    /// Whether there is no character.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Default for Text {
    fn default() -> Self {
        Text::EMPTY
    }
}
impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}
impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}
impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}
impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.as_str(), other.as_str());
        std::ptr::eq(a, b) || a == b
    }
}
impl Eq for Text {}
impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}
impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}
impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (self.as_str(), other.as_str());
        // Most names that are the same share their characters.
        if std::ptr::eq(a, b) { Ordering::Equal } else { a.cmp(b) }
    }
}
impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
impl From<&'static str> for Text {
    fn from(s: &'static str) -> Self {
        Text::Static(s)
    }
}
impl From<String> for Text {
    fn from(s: String) -> Self {
        Text::new(&s)
    }
}
impl From<&String> for Text {
    fn from(s: &String) -> Self {
        Text::new(s)
    }
}
impl From<&Text> for Text {
    fn from(s: &Text) -> Self {
        s.clone()
    }
}

/// A map with text keys in sorted order.
#[derive(Default, PartialEq, Debug)]
pub struct Map {
    entries: Vec<(Text, Value)>,
}

impl Clone for Map {
    /// A copy is made to be changed: it has room for one more entry.
    fn clone(&self) -> Map {
        let mut copy = Map::with_capacity(self.len() + 1);
        copy.entries.extend_from_slice(&self.entries);
        copy
    }
}

/// Maps of up to so many entries are searched from front to back.
const SMALL: usize = 16;

/// The order of two keys, which most often their first letters tell.
pub(crate) fn ordered(a: &str, b: &str) -> Ordering {
    match (a.as_bytes().first(), b.as_bytes().first()) {
        (Some(x), Some(y)) if x != y => x.cmp(y),
        // Names of the program's own are mostly the same piece of memory.
        _ if std::ptr::eq(a, b) => Ordering::Equal,
        _ => a.cmp(b),
    }
}

/// Whether two keys of one length are equal, eight bytes at a time: for something so short that is quicker than a call.
#[inline]
fn alike(a: &[u8], b: &[u8]) -> bool {
    if let (Some(x), Some(y)) = (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        x == y && a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0).all(|(x, y)| x == y)
    } else if let (Some(x), Some(y)) = (a.last_chunk::<4>(), b.last_chunk::<4>()) {
        x == y && a.first_chunk::<4>() == b.first_chunk::<4>()
    } else {
        a.iter().eq(b)
    }
}

impl Map {
    /// An empty map.
    pub const fn new() -> Map {
        Map { entries: Vec::new() }
    }
    /// An empty map with room for so many entries.
    pub fn with_capacity(entries: usize) -> Map {
        Map { entries: Vec::with_capacity(entries) }
    }
    fn find(&self, key: &str) -> Result<usize, usize> {
        match self.entries.last() {
            // Most maps are written in order.
            Some((last, _)) if ordered(last, key) != Ordering::Less => {
                self.entries.binary_search_by(|(k, _)| ordered(k, key))
            }
            _ => Err(self.entries.len()),
        }
    }
    /// Where `key` is.
    #[inline(never)]
    fn position(&self, key: &str) -> Option<usize> {
        if self.entries.len() > SMALL {
            return self.find(key).ok();
        }
        self.entries.iter().position(|(k, _)| k.len() == key.len() && alike(k.as_bytes(), key.as_bytes()))
    }
    /// The first entries, with room for as many as there are here.
    pub fn head(&self, entries: usize) -> Map {
        let mut head = Map::with_capacity(self.entries.len());
        head.entries.extend_from_slice(&self.entries[..entries]);
        head
    }
    /// The value of `key`. Most maps are small, and most keys differ in their length already: looking at each is quicker
    /// than halving. All that looks at objects comes here, millions of times: there is no call in it, and the loop looks
    /// at lengths alone.
    #[inline(never)]
    pub fn get(&self, key: &str) -> Option<&Value> {
        if self.entries.len() > SMALL {
            return self.position(key).map(|i| &self.entries[i].1);
        }
        let mut entries = self.entries.iter();
        while let Some((own, value)) = entries.find(|(own, _)| own.len() == key.len()) {
            if alike(own.as_bytes(), key.as_bytes()) {
                return Some(value);
            }
        }
        None
    }
    /// The value of `key`, to change in place.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.position(key).map(|i| &mut self.entries[i].1)
    }
    /// Whether `key` is there.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }
    /// Sets `key`, and returns what it was before.
    pub fn insert(&mut self, key: impl Into<Text>, value: impl Into<Value>) -> Option<Value> {
        let (key, value) = (key.into(), value.into());
        match self.find(&key) {
            Ok(i) => Some(std::mem::replace(&mut self.entries[i].1, value)),
            Err(i) => {
                self.entries.insert(i, (key, value));
                None
            }
        }
    }
    /// Sets `key`. Where a thousand entries are written down, nobody has to drop what there was before.
    pub fn put(&mut self, key: &'static str, value: Value) {
        self.insert(key, value);
    }
    /// Takes `key` out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.position(key).map(|i| self.entries.remove(i).1)
    }
    /// The value of `key`, made null first where it is missing.
    pub fn entry(&mut self, key: impl Into<Text>) -> &mut Value {
        let key = key.into();
        let i = match self.find(&key) {
            Ok(i) => i,
            Err(i) => {
                self.entries.insert(i, (key, Value::Null));
                i
            }
        };
        &mut self.entries[i].1
    }
    /// Entries in key order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Text, &Value)> + ExactSizeIterator {
        self.entries.iter().map(|(k, v)| (k, v))
    }
    /// Entries in key order, values to change in place.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&Text, &mut Value)> {
        self.entries.iter_mut().map(|(k, v)| (&*k, v))
    }
    /// Keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &Text> {
        self.entries.iter().map(|(k, _)| k)
    }
    /// How many entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
    /// Keeps the entries for which `f` holds.
    pub fn retain(&mut self, mut f: impl FnMut(&Text, &Value) -> bool) {
        self.entries.retain(|(k, v)| f(k, v));
    }
}

impl<K: Into<Text>, V: Into<Value>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(iter: I) -> Self {
        let iter = iter.into_iter();
        let mut m = Map::with_capacity(iter.size_hint().0);
        for (k, v) in iter {
            m.insert(k, v);
        }
        m
    }
}

/// A node of the object tree.
#[derive(Clone, Default)]
pub enum Value {
    /// Nothing: an absent or null field.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Str(Text),
    /// A list, shared until changed.
    List(Rc<Vec<Value>>),
    /// A map, shared until changed.
    Map(Rc<Map>),
}

const EMPTY_MAP: &Map = &Map::new();
const NULL: &Value = &Value::Null;

impl Value {
    /// A null that can be borrowed.
    pub const NULL: &'static Value = NULL;

    /// An empty map.
    pub fn object() -> Value {
        Value::Map(Rc::default())
    }
    /// Whether this is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
    /// What Go's messages about JSON call a value of this kind.
    pub fn json_type(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Int(_) | Value::Float(_) => "number",
            Value::Str(_) => "string",
            Value::List(_) => "array",
            Value::Map(_) => "object",
        }
    }
    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(b) = self { Some(*b) } else { None }
    }
    /// The whole number, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Int(i) => Some(*i),
            Value::Float(f) if f.fract() == 0.0 && f.abs() < 9e15 => Some(*f as i64),
            _ => None,
        }
    }
    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::Str(s) = self { Some(s) } else { None }
    }
    /// The text, if it is a string.
    pub fn as_text(&self) -> Option<&Text> {
        if let Value::Str(s) = self { Some(s) } else { None }
    }
    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        if let Value::Map(m) = self { Some(m) } else { None }
    }
    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&[Value]> {
        if let Value::List(l) = self { Some(l) } else { None }
    }
    /// The field `key` of a map; null where there is none.
    pub fn get(&self, key: &str) -> &Value {
        self.as_map().and_then(|m| m.get(key)).unwrap_or(NULL)
    }
    /// Whether this is a map with the field `key`.
    pub fn has(&self, key: &str) -> bool {
        self.as_map().is_some_and(|m| m.contains_key(key))
    }
    /// The value below a path of field names; null where there is none.
    pub fn at(&self, path: &[&str]) -> &Value {
        path.iter().fold(self, |v, key| v.get(key))
    }
    /// The string of field `key`; empty where there is none.
    pub fn str(&self, key: &str) -> &str {
        self.get(key).as_str().unwrap_or("")
    }
    /// The text of field `key`; empty where there is none.
    pub fn text(&self, key: &str) -> Text {
        self.get(key).as_text().cloned().unwrap_or_default()
    }
    /// The whole number of field `key`.
    pub fn int(&self, key: &str) -> Option<i64> {
        self.get(key).as_i64()
    }
    /// The boolean of field `key`; false where there is none.
    pub fn bool(&self, key: &str) -> bool {
        self.get(key).as_bool().unwrap_or(false)
    }
    /// The items of list field `key`; none where there is no list.
    pub fn list(&self, key: &str) -> &[Value] {
        self.get(key).as_list().unwrap_or(&[])
    }
    /// The entries of map field `key`; none where there is no map.
    pub fn map(&self, key: &str) -> &Map {
        self.get(key).as_map().unwrap_or(EMPTY_MAP)
    }
    /// This as a map to change; becomes an empty map first where it is something else.
    pub fn map_mut(&mut self) -> &mut Map {
        if !matches!(self, Value::Map(_)) {
            *self = Value::object();
        }
        match self {
            Value::Map(m) => Rc::make_mut(m),
            _ => unreachable!("made a map above"),
        }
    }
    /// This as a list to change; becomes an empty list first where it is something else.
    pub fn list_mut(&mut self) -> &mut Vec<Value> {
        if !matches!(self, Value::List(_)) {
            *self = Value::List(Rc::default());
        }
        match self {
            Value::List(l) => Rc::make_mut(l),
            _ => unreachable!("made a list above"),
        }
    }
    /// Field `key` to change; made null first where it is missing.
    pub fn field_mut(&mut self, key: impl Into<Text>) -> &mut Value {
        self.map_mut().entry(key)
    }
    /// Sets field `key`.
    pub fn set(&mut self, key: impl Into<Text>, value: impl Into<Value>) {
        self.map_mut().insert(key, value);
    }
    /// Takes field `key` out; leaves what is no map alone.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        if self.has(key) { self.map_mut().remove(key) } else { None }
    }
    /// The value below a path, to change; maps on the way are made.
    pub fn at_mut(&mut self, path: &[&'static str]) -> &mut Value {
        path.iter().fold(self, |v, key| v.field_mut(*key))
    }
    /// Sets the value below a path; maps on the way are made.
    pub fn set_at(&mut self, path: &[&'static str], value: impl Into<Value>) {
        *self.at_mut(path) = value.into();
    }
    /// Takes out the value below a path, if it is there.
    pub fn remove_at(&mut self, path: &[&'static str]) -> Option<Value> {
        let (last, parents) = path.split_last()?;
        if self.at(parents).has(last) { self.at_mut(parents).map_mut().remove(last) } else { None }
    }
    /// Takes all parts that are equal in another tree from there, so that both share them. Parts that others share with
    /// this one stay as they are.
    pub fn share(&mut self, with: &Value) {
        match (&mut *self, with) {
            (Value::Map(own), Value::Map(other)) if !Rc::ptr_eq(own, other) => {
                for (key, value) in Rc::get_mut(own).into_iter().flat_map(Map::iter_mut) {
                    value.share(other.get(key).unwrap_or(NULL));
                }
            }
            (Value::List(own), Value::List(other)) if !Rc::ptr_eq(own, other) => {
                for (value, other) in Rc::get_mut(own).into_iter().flatten().zip(other.iter()) {
                    value.share(other);
                }
            }
            (Value::Str(_), Value::Str(_)) => {}
            _ => return,
        }
        if self == with {
            *self = with.clone();
        }
    }
    /// Whether both are the same shared tree (or equal scalars): a quick "surely equal".
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Map(a), Value::Map(b)) => Rc::ptr_eq(a, b),
            (Value::List(a), Value::List(b)) => Rc::ptr_eq(a, b),
            (Value::Map(_) | Value::List(_), _) | (_, Value::Map(_) | Value::List(_)) => false,
            (a, b) => a == b,
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Float(a), Value::Float(b)) => a == b,
            (Value::Int(a), Value::Float(b)) | (Value::Float(b), Value::Int(a)) => *a as f64 == *b,
            (Value::Str(a), Value::Str(b)) => a == b,
            (Value::List(a), Value::List(b)) => Rc::ptr_eq(a, b) || a == b,
            (Value::Map(a), Value::Map(b)) => Rc::ptr_eq(a, b) || a == b,
            _ => false,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::json::to_string(self))
    }
}

macro_rules! from {
    ($($t:ty => |$v:ident| $e:expr),* $(,)?) => { $(impl From<$t> for Value { fn from($v: $t) -> Value { $e } })* };
}
from! {
    bool => |v| Value::Bool(v),
    i64 => |v| Value::Int(v),
    i32 => |v| Value::Int(v.into()),
    u32 => |v| Value::Int(v.into()),
    u16 => |v| Value::Int(v.into()),
    usize => |v| Value::Int(v as i64),
    f64 => |v| Value::Float(v),
    Text => |v| Value::Str(v),
    &Text => |v| Value::Str(v.clone()),
    &'static str => |v| Value::Str(Text::Static(v)),
    String => |v| Value::Str(Text::new(&v)),
    Map => |v| Value::Map(Rc::new(v)),
    Vec<Value> => |v| Value::List(Rc::new(v)),
    &Value => |v| v.clone(),
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Value {
        v.map_or(Value::Null, Into::into)
    }
}

/// A [`Value`] written like JSON: `obj!({"kind": "Pod", "spec": {"containers": [c]}})`.
///
/// Braces directly behind a colon or in a list are nested maps; any other expression goes through `Into<Value>`.
#[macro_export]
macro_rules! obj {
    ({ $($key:literal : $value:tt $(. $m:ident ( $($a:expr),* ))* ),* $(,)? }) => {{
        #[allow(unused_mut, reason = "an empty map is not changed")]
        let mut m = $crate::Map::with_capacity(<[&str]>::len(&[$($key),*]));
        $( m.put($key, $crate::obj!($value $(. $m ( $($a),* ))*)); )*
        $crate::Value::from(m)
    }};
    ([ $($value:tt),* $(,)? ]) => { $crate::Value::from(vec![$($crate::obj!($value)),*]) };
    ($e:expr) => { $crate::Value::from($e) };
}
