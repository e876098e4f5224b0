//! The store: objects by resource, namespace and name, in a persistent map, so that a snapshot is a pointer copy.

use api::{Text, Value, meta};
use rpds::RedBlackTreeMap;

type Key = (Text, Text, Text, Text);

/// What etcd is to a real cluster.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    objects: RedBlackTreeMap<Key, Value>,
    version: u64,
}

fn key(group: &str, plural: &str, namespace: &str, name: &str) -> Key {
    (Text::new(group), Text::new(plural), Text::new(namespace), Text::new(name))
}

impl Store {
    pub fn version(&self) -> u64 {
        self.version
    }
    pub fn next_version(&mut self) -> u64 {
        self.version += 1;
        self.version
    }
    pub fn get(&self, group: &str, plural: &str, namespace: &str, name: &str) -> Option<&Value> {
        self.objects.get(&key(group, plural, namespace, name))
    }
    pub fn list<'a>(&'a self, group: &str, plural: &str, namespace: &'a str) -> impl Iterator<Item = &'a Value> {
        let from = key(group, plural, namespace, "");
        let (group, plural) = (from.0.clone(), from.1.clone());
        self.objects
            .range(from..)
            .take_while(move |((g, p, ns, _), _)| {
                *g == group && *p == plural && (namespace.is_empty() || ns == namespace)
            })
            .map(|(_, v)| v)
    }
    pub fn insert(&mut self, group: &str, plural: &str, object: Value) {
        self.objects.insert_mut(key(group, plural, meta::namespace(&object), meta::name(&object)), object);
    }
    pub fn remove(&mut self, group: &str, plural: &str, namespace: &str, name: &str) -> Option<Value> {
        let key = key(group, plural, namespace, name);
        let old = self.objects.get(&key).cloned();
        self.objects.remove_mut(&key);
        self.version += 1;
        old
    }
}
