//! Keys of objects inside a table, which can be looked up by borrowed names.

use std::borrow::Borrow;
use std::cmp::Ordering;

use api::{Text, Value};

/// Namespace and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Key {
    /// Empty for cluster-scoped objects.
    pub namespace: Text,
    /// Name.
    pub name: Text,
}

impl Key {
    /// From its parts.
    pub fn new(namespace: &str, name: &str) -> Key {
        Key { namespace: Text::new(namespace), name: Text::new(name) }
    }
    /// Of an object.
    pub fn of(object: &Value) -> Key {
        let metadata = object.get("metadata");
        Key { namespace: metadata.text("namespace"), name: metadata.text("name") }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.namespace.is_empty() { f.write_str(&self.name) } else { write!(f, "{}/{}", self.namespace, self.name) }
    }
}

/// Anything that names an object as a [`Key`] does.
pub trait Pair {
    /// Namespace and name.
    fn parts(&self) -> (&str, &str);
}

impl Pair for Key {
    fn parts(&self) -> (&str, &str) {
        (&self.namespace, &self.name)
    }
}
impl Pair for (&str, &str) {
    fn parts(&self) -> (&str, &str) {
        *self
    }
}

/// A borrowed key to look up.
pub(in super::super) fn pair<'a>(parts: &'a (&'a str, &'a str)) -> &'a (dyn Pair + 'a) {
    parts
}

impl<'a> Borrow<dyn Pair + 'a> for Key {
    fn borrow(&self) -> &(dyn Pair + 'a) {
        self
    }
}
impl PartialEq for dyn Pair + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}
impl Eq for dyn Pair + '_ {}
impl PartialOrd for dyn Pair + '_ {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for dyn Pair + '_ {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((namespace, name), (other_namespace, other_name)) = (self.parts(), other.parts());
        // Most namespaces that are the same share their characters.
        let same = std::ptr::eq(namespace, other_namespace);
        if same { name.cmp(other_name) } else { (namespace, name).cmp(&(other_namespace, other_name)) }
    }
}
