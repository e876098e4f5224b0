//! The store: objects by resource, namespace and name, in maps that snapshots share.
//!
//! Beside the objects it keeps who owns what, which pods are on which node, and the last changes for watches that
//! begin in the past.

mod index;
mod key;
mod log;

use std::cell::Cell;

use api::request::WatchKind;
use api::{Text, Value, meta};
use sorted::SharedMap;

use super::managed::Managed;
use index::Index;
pub(super) use key::Key;
pub(super) use log::{Log, LogEntry};

/// Number of a table: the place of its resource in the server's list.
pub(super) type TableId = usize;

/// An object with what is known about it outside its tree.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub object: Value,
    /// Who set which fields.
    pub managed: Managed,
}

/// The objects of one resource.
pub(super) type Table = SharedMap<Key, Entry>;

/// What etcd is to a real cluster.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    tables: Vec<Table>,
    version: u64,
    by_owner: Index,
    by_node: Index,
    /// How many objects lists have gone through: what grows faster than a cluster is a mistake.
    listed: Cell<u64>,
    /// The last changes.
    pub log: Log,
}

/// The table that is indexed by node.
pub(super) fn is_pods(object: &Value) -> bool {
    object.str("kind") == "Pod" && object.str("apiVersion") == "v1"
}

impl Store {
    /// The version of the last change.
    pub fn version(&self) -> u64 {
        self.version
    }
    /// A table by its number.
    pub fn table(&self, table: TableId) -> Option<&Table> {
        self.tables.get(table)
    }
    /// A table as it was at a version; none where that is forgotten.
    pub fn table_at(&self, table: TableId, version: u64) -> Option<Table> {
        if version < self.log.compacted() {
            return None;
        }
        let mut then = self.table(table).cloned().unwrap_or_default();
        let since: Vec<&LogEntry> = self.log.since(version).filter(|e| e.table == table).collect();
        for entry in since.into_iter().rev() {
            let key = Key::of(&entry.new);
            if entry.old.is_null() {
                then.remove(&key);
                continue;
            }
            let managed = then.get(&key).map(|e| e.managed.clone()).unwrap_or_default();
            then.insert(key, Entry { object: entry.old.clone(), managed });
        }
        Some(then)
    }
    /// One object.
    pub fn get(&self, table: TableId, namespace: &str, name: &str) -> Option<&Entry> {
        self.tables.get(table)?.get(key::pair(&(namespace, name)))
    }
    /// The objects of a table, in one namespace or (if that is empty) in all, in key order.
    pub fn list<'a>(&'a self, table: TableId, namespace: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.tables
            .get(table)
            .into_iter()
            .flat_map(move |t| t.from(key::pair(&(namespace, ""))))
            .take_while(move |(k, _)| namespace.is_empty() || k.namespace == namespace)
            .inspect(|_| self.listed.set(self.listed.get() + 1))
            .map(|(_, entry)| entry)
    }
    /// How many objects lists have gone through so far.
    pub fn listed(&self) -> u64 {
        self.listed.get()
    }
    /// Keys of the pods on a node.
    pub fn on_node<'a>(&'a self, node: &str) -> impl Iterator<Item = &'a (TableId, Key)> {
        self.by_node.get(node)
    }
    /// Tables and keys of the objects that name `uid` as an owner.
    pub fn of_owner<'a>(&'a self, uid: &str) -> impl Iterator<Item = &'a (TableId, Key)> {
        self.by_owner.get(uid)
    }
    /// Puts an object in, under a new version that is written into it; answers the object as stored.
    pub fn put(&mut self, table: TableId, mut object: Value, managed: Managed) -> Value {
        self.version += 1;
        object.field_mut("metadata").set("resourceVersion", Text::from(self.version.to_string()));
        while self.tables.len() <= table {
            self.tables.push(Table::default());
        }
        let key = Key::of(&object);
        let entry = Entry { object: object.clone(), managed };
        let old = self.tables[table].insert(key.clone(), entry).map(|e| e.object).unwrap_or_default();
        self.reindex(table, &key, &old, &object);
        let kind = if old.is_null() { WatchKind::Added } else { WatchKind::Modified };
        self.log.push(LogEntry { version: self.version, table, kind, old, new: object.clone() });
        object
    }
    /// Takes an object out; answers its last state, which carries the version of the deletion.
    pub fn remove(&mut self, table: TableId, namespace: &str, name: &str) -> Option<Value> {
        let key = Key::new(namespace, name);
        let old = self.tables.get(table)?.get(&key)?.object.clone();
        self.tables[table].remove(&key);
        self.reindex(table, &key, &old, Value::NULL);
        self.version += 1;
        let mut last = old.clone();
        last.field_mut("metadata").set("resourceVersion", Text::from(self.version.to_string()));
        let new = last.clone();
        self.log.push(LogEntry { version: self.version, table, kind: WatchKind::Deleted, old, new });
        Some(last)
    }

    fn reindex(&mut self, table: TableId, key: &Key, old: &Value, new: &Value) {
        let (before, after) = (old.at(&["metadata", "ownerReferences"]), new.at(&["metadata", "ownerReferences"]));
        if !(before.same(after) || before == after) {
            for owner in meta::owner_references(old) {
                self.by_owner.remove(owner.str("uid"), table, key);
            }
            for owner in meta::owner_references(new) {
                self.by_owner.add(&owner.text("uid"), table, key);
            }
        }
        if is_pods(if new.is_null() { old } else { new }) {
            let (before, after) = (old.get("spec").str("nodeName"), new.get("spec").str("nodeName"));
            if before != after {
                self.by_node.remove(before, table, key);
                self.by_node.add(&new.get("spec").text("nodeName"), table, key);
            }
        }
    }
}
