//! Looking at the whole store from outside: for the picture, the debug drawer and the state hash.

use api::kinds::{KINDS, Kind};
use api::time::Time;
use api::{Text, Value};

use super::managed::with_owners;
use super::{ApiServer, Resource, tables};

impl ApiServer {
    /// All stored objects of any resource with their field owners, as `--show-managed-fields` shows them.
    pub fn read_all_with_owners<'a>(&'a self, resource: &Resource) -> impl Iterator<Item = Value> + use<'a> {
        self.store.list(resource.table, "").map(|e| with_owners(&e.object, e.managed.list(&self.resources)))
    }
    /// The version of the newest change.
    pub fn version(&self) -> u64 {
        self.store.version()
    }
    /// All stored objects of built-in kinds, by kind, namespace and name.
    pub fn objects(&self) -> impl Iterator<Item = &Value> {
        KINDS.iter().flat_map(|kind| self.read_all(kind, ""))
    }
    /// The cells that server-side printing gives an object of a built-in kind, with the columns' names.
    pub fn cells(&self, kind: &Kind, object: &Value, now: Time) -> Vec<(Text, Value)> {
        let Some(resource) = self.resource_of(kind.group, kind.version, kind.kind) else { return Vec::new() };
        let table = tables::table(resource, std::slice::from_ref(object), now);
        let cells = table.rows.into_iter().next().map(|row| row.cells).unwrap_or_default();
        table.columns.into_iter().map(|column| column.name).zip(cells).collect()
    }
    /// How many objects of each kind there are; kinds without any are left out.
    pub fn counts(&self) -> Vec<(String, usize)> {
        let counts = KINDS.iter().map(|kind| (kind.kind.to_string(), self.read_all(kind, "").count()));
        counts.filter(|(_, n)| *n > 0).collect()
    }
}
