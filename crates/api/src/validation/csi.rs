//! What storage drivers say of themselves, of nodes and of capacity; attachments; classes of volume attributes.

use super::at::At;
use super::internal;
use super::meta::{self, Scope, subdomain};
use super::resources;
use super::selector::label_selector;
use super::storage;
use super::volume::csi_driver_name;
use crate::names;
use crate::quantity::Quantity;
use crate::value::Value;

pub(super) fn driver(driver: At<'_>) {
    meta::create(driver.at("metadata"), Scope::Cluster, subdomain);
    driver_spec(driver.at("spec"));
}

pub(super) fn driver_update(driver: At<'_>, old: &Value) {
    let (spec, old) = (driver.at("spec"), old.get("spec"));
    driver_spec(spec);
    for (named, field) in [("attachedRequired", "attachRequired"), ("volumeLifecycleModes", "volumeLifecycleModes")] {
        spec.at(named).with(spec.v.get(field)).immutable(old.get(field));
    }
}

fn driver_spec(spec: At<'_>) {
    for (named, field) in [
        ("attachedRequired", "attachRequired"),
        ("podInfoOnMount", "podInfoOnMount"),
        ("storageCapacity", "storageCapacity"),
    ] {
        if !spec.has(field) {
            spec.at(named).required("");
        }
    }
    spec.at("fsGroupPolicy").optional_one_of(&["File", "None", "ReadWriteOnceWithFSType"]);
    let tokens = spec.at("tokenRequests");
    token_requests(tokens);
    let modes = spec.at("volumeLifecycleModes");
    for mode in modes.list().iter().filter_map(Value::as_str).filter(|m| !["Persistent", "Ephemeral"].contains(m)) {
        modes.not_supported_as(mode.to_string(), &["Persistent", "Ephemeral"]);
    }
    if !spec.has("seLinuxMount") {
        spec.at("seLinuxMount").required("");
    }
    let period = spec.at("nodeAllocatableUpdatePeriodSeconds");
    if period.is_set() && period.int() < 10 {
        period.invalid("must be greater than or equal to 10 seconds");
    }
    let secrets = spec.at("serviceAccountTokenInSecrets");
    if secrets.is_set() && tokens.is_empty() {
        secrets.invalid("serviceAccountTokenInSecrets is set but no tokenRequests are specified");
    }
}

fn token_requests(list: At<'_>) {
    for (i, token) in list.items().enumerate() {
        let audience = token.at("audience");
        if list.list()[..i].iter().any(|o| o.str("audience") == audience.str()) {
            audience.duplicate();
            continue;
        }
        let seconds = token.at("expirationSeconds");
        if seconds.is_set() && seconds.int() < 600 {
            seconds.invalid("may not specify a duration less than 10 minutes");
        }
        if seconds.int() > 1 << 32 {
            seconds.invalid("may not specify a duration larger than 2^32 seconds");
        }
    }
}

pub(super) fn node(node: At<'_>) {
    meta::create(node.at("metadata"), Scope::Cluster, subdomain);
    node_drivers(node);
}

pub(super) fn node_update(node: At<'_>, old: &Value) {
    node_drivers(node);
    let drivers = node.down(&["spec", "drivers"]);
    let fixed = |driver: &Value| {
        let mut driver = driver.clone();
        driver.remove("allocatable");
        driver
    };
    for before in old.get("spec").list("drivers") {
        for after in drivers.list().iter().filter(|d| d.str("name") == before.str("name")) {
            if fixed(before) != fixed(after) {
                drivers.invalid_raw(internal::json("CSINodeDriver", &fixed(after)), "field is immutable");
            }
        }
    }
}

fn node_drivers(node: At<'_>) {
    const LONGEST_ID: usize = 256;
    let drivers = node.down(&["spec", "drivers"]);
    for (i, driver) in drivers.items().enumerate() {
        let (name, id) = (driver.at("name"), driver.at("nodeID"));
        csi_driver_name(name);
        if id.is_empty() {
            id.required("");
        }
        if id.str().len() > LONGEST_ID {
            id.invalid(format!("must be {LONGEST_ID} characters or less"));
        }
        driver.down(&["allocatable", "count"]).non_negative();
        if drivers.list()[..i].iter().any(|o| o.str("name") == name.str()) {
            name.duplicate();
        }
        let keys = driver.v.list("topologyKeys");
        for (k, key) in keys.iter().enumerate() {
            let text = key.as_str().unwrap_or("");
            if text.is_empty() {
                driver.required("");
            }
            if keys[..k].contains(key) {
                driver.duplicate_as(key, "");
            }
            driver.messages_as(text, names::qualified_name(text));
        }
    }
}

pub(super) fn attachment(attachment: At<'_>) {
    meta::create(attachment.at("metadata"), Scope::Cluster, subdomain);
    attachment_body(attachment);
    let (attacher, pv) = (attachment.at("spec.attacher"), attachment.at("spec.source.persistentVolumeName"));
    let spec = attachment.v.get("spec");
    csi_driver_name(attacher.with(spec.get("attacher")));
    let name = spec.get("source").get("persistentVolumeName");
    if !name.is_null() {
        pv.with(name).messages(names::dns1123_subdomain(name.as_str().unwrap_or("")));
    }
}

pub(super) fn attachment_update(attachment: At<'_>, old: &Value) {
    attachment_body(attachment);
    let spec = attachment.at("spec");
    if spec.v != old.get("spec") {
        spec.invalid_raw(internal::json("VolumeAttachmentSpec", spec.v), "field is immutable");
    }
}

fn attachment_body(attachment: At<'_>) {
    let spec = attachment.at("spec");
    if spec.v.str("attacher").is_empty() {
        spec.at("attacher").required("");
    }
    let source = spec.at("source");
    let (inline, name) = (source.at("inlineVolumeSpec"), source.at("persistentVolumeName"));
    const ONE: &str = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
    match (inline.is_set(), name.is_set()) {
        (false, false) => source.required(ONE),
        (true, true) => source.forbidden(ONE),
        (false, true) if name.is_empty() => name.required("must specify non empty persistentVolumeName"),
        (false, true) => {}
        (true, false) => storage::inline_volume(inline),
    }
    let node = spec.at("nodeName");
    node.messages(names::dns1123_subdomain(node.str()));
}

pub(super) fn capacity(capacity: At<'_>) {
    meta::create(capacity.at("metadata"), Scope::Namespaced, subdomain);
    label_selector(capacity.at("nodeTopology"));
    let class = capacity.at("storageClassName");
    class.messages(names::dns1123_subdomain(class.str()));
    let amount = capacity.at("capacity");
    if Quantity::of_valid(amount.v).is_negative() {
        resources::amount(amount, "storage");
    }
}

pub(super) fn capacity_update(capacity: At<'_>, old: &Value) {
    for field in ["nodeTopology", "storageClassName"] {
        capacity.at(field).immutable(old.get(field));
    }
}

pub(super) fn attributes_class(class: At<'_>) {
    meta::create(class.at("metadata"), Scope::Cluster, subdomain);
    class_body(class);
}

pub(super) fn attributes_class_update(class: At<'_>, old: &Value) {
    for field in ["driverName", "parameters"] {
        if class.v.get(field) != old.get(field) {
            class.at(field).forbidden(format!("updates to {field} are forbidden."));
        }
    }
    class_body(class);
}

fn class_body(class: At<'_>) {
    storage::provisioner(class.at("driverName"));
    let parameters = class.at("parameters");
    if parameters.is_empty() {
        parameters.required("must contain at least one key/value pair");
    } else {
        storage::class_parameters(parameters);
    }
}
