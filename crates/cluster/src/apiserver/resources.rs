//! The served resources: the kinds table, its other versions, and what CustomResourceDefinitions bring.

use std::rc::Rc;

use api::kinds::{KINDS, Kind};
use api::schema::{self, TypeRef};
use api::{Gvr, Text, Value};

use super::crd::Custom;
use super::store::TableId;
use super::strategy::{self, Strategy};

/// One served resource in one version.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Group, version and plural name.
    pub gvr: Gvr,
    /// `Pod`.
    pub kind: Text,
    /// `PodList`.
    pub list_kind: Text,
    /// `pod`.
    pub singular: Text,
    /// `po`.
    pub short_names: Vec<Text>,
    /// `all`.
    pub categories: Vec<Text>,
    /// Whether objects live in a namespace.
    pub namespaced: bool,
    /// What discovery says can be done.
    pub verbs: &'static [&'static str],
    /// Whether this is the version that clients use when they do not ask for another.
    pub preferred: bool,
    /// The row of the kinds table.
    pub builtin: Option<&'static Kind>,
    /// The type of its objects; custom resources have theirs in their definition.
    pub(super) shape: Option<TypeRef>,
    /// What its definition says, for a custom resource.
    pub custom: Option<Rc<Custom>>,
    /// Where its objects are.
    pub(super) table: TableId,
    /// What the kind does before its objects are stored.
    pub(super) strategy: &'static Strategy,
}

impl Resource {
    /// `apps/v1`, or `v1`.
    pub fn api_version(&self) -> Text {
        self.gvr.api_version()
    }
    /// Whether this is the built-in resource `plural` of `group`.
    pub fn is(&self, group: &str, plural: &str) -> bool {
        self.gvr.resource == plural && self.gvr.group == group
    }
    /// `apps, Kind=Deployment`-like pieces: group and kind.
    pub fn group_kind(&self) -> (&str, &str) {
        (&self.gvr.group, &self.kind)
    }
}

/// All served resources. Shared by all snapshots until a definition changes.
#[derive(Clone, Debug)]
pub(super) struct Resources {
    all: Vec<Resource>,
    /// Places in `all` by what their plural name looks like at a glance.
    buckets: Vec<Vec<usize>>,
    /// Tables that were ever given out: a definition that comes back gets a new one.
    tables: usize,
}

impl Default for Resources {
    fn default() -> Resources {
        let mut all: Vec<Resource> = KINDS.iter().enumerate().map(|(i, k)| builtin(i, k)).collect();
        if let Some(core) = all.iter().position(|r| r.is("", "events"))
            && let Some(new) = all.iter_mut().find(|r| r.is("events.k8s.io", "events"))
        {
            new.table = core;
        }
        if let Some(hpa) = all.iter().find(|r| r.is("autoscaling", "horizontalpodautoscalers")) {
            let mut v1 = hpa.clone();
            v1.gvr.version = "v1".into();
            v1.shape = schema::of("autoscaling", "v1", &v1.kind);
            v1.preferred = false;
            all.push(v1);
        }
        let mut resources = Resources { all, buckets: Vec::new(), tables: KINDS.len() };
        resources.sort();
        resources
    }
}

fn builtin(table: TableId, k: &'static Kind) -> Resource {
    Resource {
        gvr: k.gvr(),
        kind: k.kind.into(),
        list_kind: Text::from(format!("{}List", k.kind)),
        singular: k.singular.into(),
        short_names: k.short_names.iter().map(|s| Text::from(*s)).collect(),
        categories: k.categories.iter().map(|s| Text::from(*s)).collect(),
        namespaced: k.namespaced,
        verbs: k.verbs,
        preferred: true,
        builtin: Some(k),
        shape: schema::of(k.group, k.version, k.kind),
        custom: None,
        table,
        strategy: strategy::find(k.group, k.plural),
    }
}

impl Resources {
    fn sort(&mut self) {
        self.buckets = vec![Vec::new(); BUCKETS];
        for (i, r) in self.all.iter().enumerate() {
            self.buckets[bucket(&r.gvr.resource)].push(i);
        }
    }
    /// In the order of discovery.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.all.iter()
    }
    /// A resource in a version; in its preferred one where that is empty.
    pub fn find(&self, group: &str, version: &str, plural: &str) -> Option<&Resource> {
        let mut same = self.buckets[bucket(plural)].iter().map(|i| &self.all[*i]).filter(|r| r.is(group, plural));
        same.find(|r| if version.is_empty() { r.preferred } else { r.gvr.version == version })
    }
    /// A resource by the kind of its objects; any version where that is empty.
    pub fn by_kind(&self, group: &str, version: &str, kind: &str) -> Option<&Resource> {
        self.all.iter().find(|r| {
            r.kind == kind
                && r.gvr.group == group
                && if version.is_empty() { r.preferred } else { r.gvr.version == version }
        })
    }
    /// The resource of an object.
    pub fn of(&self, object: &Value) -> Option<&Resource> {
        let api_version = object.str("apiVersion");
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        self.by_kind(group, version, object.str("kind"))
    }
    /// The resource whose objects are in a table, in its preferred version.
    pub fn of_table(&self, table: TableId) -> Option<&Resource> {
        match self.all.get(table) {
            Some(r) if r.table == table => Some(r),
            _ => self.all.iter().find(|r| r.table == table && r.preferred),
        }
    }
    /// Takes out the custom resources of a definition and puts these in; all share one table.
    pub fn replace_custom(&mut self, definition: &str, mut versions: Vec<Resource>) {
        let is_old = |r: &Resource| r.custom.as_ref().is_some_and(|c| c.definition == definition);
        let table = match self.all.iter().find(|r| is_old(r)) {
            Some(old) => old.table,
            None => {
                self.tables += 1;
                self.tables - 1
            }
        };
        self.all.retain(|r| !is_old(r));
        versions.iter_mut().for_each(|r| r.table = table);
        self.all.append(&mut versions);
        self.sort();
    }
}

const BUCKETS: usize = 64;

fn bucket(plural: &str) -> usize {
    let bytes = plural.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0) as usize;
    (bytes.len() * 7 + at(0) * 3 + at(2)) % BUCKETS
}
