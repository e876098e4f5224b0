//! Metadata that every object has.

use crate::value::{Map, Text, Value};

/// `metadata.name`.
pub fn name(o: &Value) -> &str {
    o.get("metadata").str("name")
}
/// `metadata.namespace`; empty for cluster-scoped objects.
pub fn namespace(o: &Value) -> &str {
    o.get("metadata").str("namespace")
}
/// `metadata.uid`.
pub fn uid(o: &Value) -> &str {
    o.get("metadata").str("uid")
}
/// `metadata.resourceVersion`.
pub fn resource_version(o: &Value) -> &str {
    o.get("metadata").str("resourceVersion")
}
/// `metadata.labels`.
pub fn labels(o: &Value) -> &Map {
    o.get("metadata").map("labels")
}
/// `metadata.annotations`.
pub fn annotations(o: &Value) -> &Map {
    o.get("metadata").map("annotations")
}
/// `metadata.finalizers`.
pub fn finalizers(o: &Value) -> &[Value] {
    o.get("metadata").list("finalizers")
}
/// `metadata.deletionTimestamp`; empty while the object is not being deleted.
pub fn deletion_timestamp(o: &Value) -> &str {
    o.get("metadata").str("deletionTimestamp")
}
/// `metadata.ownerReferences`.
pub fn owner_references(o: &Value) -> &[Value] {
    o.get("metadata").list("ownerReferences")
}
/// The owner that controls the object.
pub fn controller_of(o: &Value) -> Option<&Value> {
    controller_among(owner_references(o))
}
/// The owner that controls, of all owners of an object.
pub fn controller_among(owner_references: &[Value]) -> Option<&Value> {
    owner_references.iter().find(|r| r.bool("controller"))
}
/// `namespace/name`, or the name alone.
pub fn key(o: &Value) -> String {
    match (namespace(o), name(o)) {
        ("", name) => name.to_string(),
        (ns, name) => [ns, "/", name].concat(),
    }
}
/// A reference to `owner` as its controller, for `ownerReferences`.
pub fn controller_reference(owner: &Value) -> Value {
    let mut r = Value::object();
    r.set("apiVersion", owner.text("apiVersion"));
    r.set("kind", owner.text("kind"));
    r.set("name", Text::new(name(owner)));
    r.set("uid", Text::new(uid(owner)));
    r.set("controller", true);
    r.set("blockOwnerDeletion", true);
    r
}
