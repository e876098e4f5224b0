//! Looking at the whole store from outside: for the picture, the debug drawer and the state hash.

use api::Value;
use api::kinds::KINDS;

use super::ApiServer;

impl ApiServer {
    /// The version of the newest change.
    pub fn version(&self) -> u64 {
        self.store.version()
    }
    /// All stored objects of built-in kinds, by kind, namespace and name.
    pub fn objects(&self) -> impl Iterator<Item = &Value> {
        KINDS.iter().flat_map(|kind| self.read_all(kind, ""))
    }
    /// How many objects of each kind there are; kinds without any are left out.
    pub fn counts(&self) -> Vec<(String, usize)> {
        let counts = KINDS.iter().map(|kind| (kind.kind.to_string(), self.read_all(kind, "").count()));
        counts.filter(|(_, n)| *n > 0).collect()
    }
}
