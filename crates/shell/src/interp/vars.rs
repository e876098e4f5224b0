//! Variables.

use sorted::{InOrder, SortedMap};
use std::rc::Rc;

use crate::kernel::Environment;
use crate::syntax::Dialect;

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    /// An indexed array without holes.
    Array(Vec<String>),
    /// An associative array.
    Map(Map),
}

/// Keys and values in the order in which bash goes through them: by buckets of a hash, and in each the newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(Vec<(String, String)>);

impl Map {
    pub fn get(&self, key: &str) -> Option<&String> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }
    pub fn set(&mut self, key: &str, value: String) {
        match self.0.iter_mut().find(|(known, _)| known == key) {
            Some(pair) => pair.1 = value,
            None => {
                let at = self.0.iter().position(|(known, _)| bucket(known) >= bucket(key)).unwrap_or(self.0.len());
                self.0.insert(at, (key.to_string(), value));
            }
        }
    }
    pub fn remove(&mut self, key: &str) {
        self.0.retain(|(known, _)| known != key);
    }
    pub fn pairs(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter()
    }
    pub fn values(&self) -> Vec<String> {
        self.0.iter().map(|(_, value)| value.clone()).collect()
    }
}

/// The bucket of a key: FNV-1, of which there are 1,024.
fn bucket(key: &str) -> u32 {
    key.bytes().fold(0x811c_9dc5_u32, |hash, byte| hash.wrapping_mul(0x0100_0193) ^ u32::from(byte)) & 1023
}

impl Value {
    /// What a plain name stands for.
    pub fn text(&self) -> Option<&String> {
        match self {
            Value::Text(text) => Some(text),
            Value::Array(items) => items.first(),
            Value::Map(map) => map.get("0"),
        }
    }

    /// All values.
    pub fn items(&self) -> Vec<String> {
        match self {
            Value::Text(text) => vec![text.clone()],
            Value::Array(items) => items.clone(),
            Value::Map(map) => map.values(),
        }
    }

    /// About the bytes that it takes.
    pub fn weight(&self) -> usize {
        match self {
            Value::Text(text) => text.len(),
            Value::Array(items) => weight(items),
            Value::Map(map) => map.pairs().map(|(key, value)| key.len() + value.len() + 48).sum(),
        }
    }
}

/// About the bytes that a list of words takes.
pub fn weight(items: &[String]) -> usize {
    items.iter().map(|item| item.len() + 24).sum()
}

#[derive(Clone, Debug, PartialEq)]
pub struct Var {
    pub value: Value,
    pub exported: bool,
    pub read_only: bool,
}

/// All variables of a shell; forks share them until one writes.
#[derive(Clone, Debug, Default)]
pub struct Vars {
    map: Rc<SortedMap<String, Var>>,
    /// Names exported before they have a value.
    exports: Rc<Vec<String>>,
    /// What all values weigh together.
    weight: usize,
}

impl Vars {
    pub fn weight(&self) -> usize {
        self.weight
    }

    pub fn get(&self, name: &str) -> Option<&Var> {
        self.map.get(name)
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.map.get(name)?.value.text().map(String::as_str)
    }

    /// False when the variable is read-only.
    #[must_use]
    pub fn set(&mut self, name: &str, value: Value) -> bool {
        if self.map.get(name).is_some_and(|var| var.read_only) {
            return false;
        }
        let exported = self.exports.iter().any(|export| export == name);
        self.weight = self.weight - self.weight_of(name) + value.weight() + 100;
        match Rc::make_mut(&mut self.map).get_mut(name) {
            Some(var) => var.value = value,
            None => {
                Rc::make_mut(&mut self.map).insert(name.to_string(), Var { value, exported, read_only: false });
            }
        }
        true
    }

    /// Sets a plain value that no user can have made read-only, or does nothing.
    pub fn put(&mut self, name: &str, text: impl Into<String>) {
        let _read_only = self.set(name, Value::Text(text.into()));
    }

    pub fn export(&mut self, name: &str, exported: bool) {
        match Rc::make_mut(&mut self.map).get_mut(name) {
            Some(var) => var.exported = exported,
            None if exported => Rc::make_mut(&mut self.exports).push(name.to_string()),
            None => {}
        }
        if !exported {
            Rc::make_mut(&mut self.exports).retain(|export| export != name);
        }
    }

    pub fn set_read_only(&mut self, name: &str) {
        if !self.map.contains_key(name) {
            self.put(name, "");
        }
        if let Some(var) = Rc::make_mut(&mut self.map).get_mut(name) {
            var.read_only = true;
        }
    }

    /// False when the variable is read-only.
    #[must_use]
    pub fn unset(&mut self, name: &str) -> bool {
        if self.map.get(name).is_some_and(|var| var.read_only) {
            return false;
        }
        self.weight -= self.weight_of(name);
        Rc::make_mut(&mut self.map).remove(name);
        true
    }

    /// Puts a whole variable back (the end of a function's `local`).
    pub fn restore(&mut self, name: &str, var: Option<Var>) {
        let new = var.as_ref().map_or(0, |var| var.value.weight() + 100);
        self.weight = self.weight - self.weight_of(name) + new;
        let map = Rc::make_mut(&mut self.map);
        match var {
            Some(var) => map.insert(name.to_string(), var),
            None => map.remove(name),
        };
    }

    fn weight_of(&self, name: &str) -> usize {
        self.map.get(name).map_or(0, |var| var.value.weight() + 100)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&String, &Var)> {
        self.map.iter()
    }

    /// What children see.
    pub fn environment(&self, dialect: Dialect) -> Environment {
        let mut exported: Vec<_> = self.map.iter().filter(|(_, var)| var.exported).collect();
        if dialect != Dialect::Bash {
            // In the order of the table of 39 places that those shells keep them in.
            let bytes = |name: &str| name.bytes().map(u32::from).sum::<u32>();
            let first = |name: &str| u32::from(name.bytes().next().unwrap_or(0));
            exported.order_by_key(|(name, _)| ((first(name) << 4) + bytes(name)) % 39);
        }
        exported
            .into_iter()
            .filter_map(|(name, var)| match &var.value {
                Value::Text(text) => Some((name.clone(), text.clone())),
                Value::Array(_) | Value::Map(_) => None,
            })
            .collect()
    }
}
