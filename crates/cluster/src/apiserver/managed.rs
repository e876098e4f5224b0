//! Who set which fields of an object: kept as the last writes, and worked out when somebody asks.
//!
//! Most objects are written far more often than their field owners are read, so a write only notes what was before
//! and what was sent; both share what the write did not touch.

use std::rc::Rc;

use api::Value;
use api::managed::{self, Shape, Writer};

use super::Resource;
use super::resources::Resources;
use super::strategy;

/// So many writes wait at most, so that old objects can go: then neighbours by the same writer become one, or all are
/// worked out.
const PENDING: usize = 8;

/// A write whose fields have not been worked out, in the version of the kind that it was sent in.
#[derive(Clone, Debug)]
pub(super) struct Write {
    pub by: Writer,
    /// The object before; null for a new one.
    pub before: Value,
    /// What was sent.
    pub sent: Value,
}

/// The field owners of an object.
#[derive(Clone, Debug, Default)]
pub(super) struct Managed {
    /// `metadata.managedFields` before the pending writes; null for none.
    settled: Value,
    pending: Rc<Vec<Write>>,
}

impl Managed {
    /// Known owners.
    pub fn settled(fields: Value) -> Managed {
        Managed { settled: fields, pending: Rc::default() }
    }
    /// With one more write.
    pub fn after(&self, write: Write, resources: &Resources) -> Managed {
        let mut pending = self.pending.clone();
        if pending.len() >= PENDING && !join_neighbours(Rc::make_mut(&mut pending)) {
            return Managed::settled(self.list(resources)).after(write, resources);
        }
        // Most objects are written once or twice: no more room than that.
        let pending: Vec<Write> = pending.iter().cloned().chain([write]).collect();
        Managed { settled: self.settled.clone(), pending: pending.into() }
    }
    /// `metadata.managedFields`.
    pub fn list(&self, resources: &Resources) -> Value {
        self.pending.iter().fold(self.settled.clone(), |owners, write| settle(owners, write, resources))
    }
}

/// Makes one of each two neighbours by the same writer; whether there were any.
fn join_neighbours(pending: &mut Vec<Write>) -> bool {
    let before = pending.len();
    let mut joined: Vec<Write> = Vec::with_capacity(before);
    for write in pending.drain(..) {
        match joined.last_mut() {
            Some(last) if same_writer(&last.by, &write.by) => {
                last.sent = write.sent;
                last.by.now = write.by.now;
            }
            _ => joined.push(write),
        }
    }
    *pending = joined;
    pending.len() < before
}

fn same_writer(a: &Writer, b: &Writer) -> bool {
    (&a.manager, &a.subresource, &a.api_version) == (&b.manager, &b.subresource, &b.api_version)
}

fn settle(owners: Value, write: &Write, resources: &Resources) -> Value {
    let Some(resource) = resources.of(&write.sent) else { return owners };
    let shape = shape(resource);
    let live = if write.before.is_null() { shape.zero() } else { with_owners(&write.before, owners) };
    let mut sent = write.sent.clone();
    managed::update(&live, &mut sent, shape, &write.by, ignored(resource, &write.by.subresource));
    sent.at(&["metadata", "managedFields"]).clone()
}

/// How objects of a resource are compared.
pub(super) fn shape(resource: &Resource) -> Shape<'_> {
    if let Some(custom) = &resource.custom {
        return if custom.schema.is_null() { Shape::Deduced } else { Shape::CustomResource(&custom.schema) };
    }
    resource.shape.map_or(Shape::Deduced, Shape::of)
}

/// The object with its owners written in.
pub(super) fn with_owners(object: &Value, owners: Value) -> Value {
    let mut object = object.clone();
    if !owners.is_null() {
        object.field_mut("metadata").set("managedFields", owners);
    }
    object
}

/// Fields that a write through a subresource does not set, whatever it sends.
pub(super) fn ignored(resource: &Resource, subresource: &str) -> &'static [&'static [&'static str]] {
    match subresource {
        "status" => &[&["spec"]],
        _ if strategy::of(resource).serves("status") => &[&["status"]],
        _ => &[],
    }
}

/// Whether two lists of owners differ in more than the times.
pub(super) fn differ(a: &Value, b: &Value) -> bool {
    let timeless = |list: &Value| -> Vec<Value> {
        let mut all = list.as_list().unwrap_or(&[]).to_vec();
        for owner in &mut all {
            owner.remove("time");
        }
        all
    };
    timeless(a) != timeless(b)
}
