//! Other versions of the same objects: what a call says becomes what the store keeps, and back.

mod autoscaler;

use api::{Text, Value, structural};

use super::Resource;
use super::crd::Custom;

/// Names of the same field in events.k8s.io/v1 and in core/v1.
const EVENT_FIELDS: &[(&str, &str)] = &[
    ("note", "message"),
    ("regarding", "involvedObject"),
    ("reportingController", "reportingComponent"),
    ("deprecatedCount", "count"),
    ("deprecatedFirstTimestamp", "firstTimestamp"),
    ("deprecatedLastTimestamp", "lastTimestamp"),
    ("deprecatedSource", "source"),
];

/// The object as the store keeps it.
pub(super) fn to_storage(resource: &Resource, mut object: Value) -> Value {
    if resource.is("events.k8s.io", "events") {
        object.set("apiVersion", "v1");
        for (new, old) in EVENT_FIELDS {
            if let Some(value) = object.remove(new) {
                object.set(*old, value);
            }
        }
    } else if is_first_autoscaler(resource) {
        autoscaler::to_second(&mut object);
    } else if let Some(version) = storage_version(resource) {
        object.set("apiVersion", version);
    }
    object
}

fn is_first_autoscaler(resource: &Resource) -> bool {
    resource.gvr.version == "v1" && resource.is("autoscaling", "horizontalpodautoscalers")
}

/// The object as the caller's version has it.
pub(super) fn from_storage(resource: &Resource, object: &Value) -> Value {
    let mut object = object.clone();
    if object.is_null() {
        return object;
    }
    if resource.is("events.k8s.io", "events") {
        object.set("apiVersion", "events.k8s.io/v1");
        for (new, old) in EVENT_FIELDS {
            if let Some(value) = object.remove(old) {
                object.set(*new, value);
            }
        }
    } else if is_first_autoscaler(resource) {
        autoscaler::to_first(&mut object);
    } else if let Some(custom) = &resource.custom {
        // Defaults may be younger than the object; and other versions know other fields.
        structural::default(&mut object, &custom.stored_schema);
        if other_version(resource).is_some() {
            object.set("apiVersion", resource.api_version());
        }
        object = structural::known(&object, &custom.schema);
    }
    object
}

/// What is left of an object in the version in which it is kept.
pub(super) fn as_stored(resource: &Resource, object: Value) -> Value {
    match other_version(resource) {
        Some(custom) => structural::known(&object, &custom.stored_schema),
        None => object,
    }
}

/// A custom resource in another version than the one in which it is kept.
fn other_version(resource: &Resource) -> Option<&Custom> {
    resource.custom.as_deref().filter(|custom| custom.storage_version != resource.gvr.version)
}

/// The version in which a custom resource is kept, where this is another one.
fn storage_version(resource: &Resource) -> Option<Text> {
    other_version(resource).map(|custom| Text::from(format!("{}/{}", resource.gvr.group, custom.storage_version)))
}
