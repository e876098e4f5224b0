//! Persistent volumes, claims, storage classes.

use super::at::At;
use super::difference::unified;
use super::internal;
use super::meta::{self, Scope, subdomain};
use super::scheduling::node_selector;
use super::selector::label_selector;
use super::volume::{self, Source};
use super::{resources, volume::one_source};
use crate::names;
use crate::quantity::Quantity;
use crate::value::{Text, Value};
use sorted::InOrder;

const ACCESS_MODES: [&str; 4] = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const VOLUME_MODES: [&str; 2] = ["Block", "Filesystem"];

fn access_modes(list: At<'_>, missing: &str) {
    if list.is_empty() {
        list.required(missing);
    }
}

fn known_modes(list: At<'_>) {
    let (mut single, mut shared) = (false, false);
    for mode in list.list().iter().filter_map(Value::as_str) {
        if !ACCESS_MODES.contains(&mode) {
            list.not_supported_as(mode.to_string(), &ACCESS_MODES);
        } else if mode == "ReadWriteOncePod" {
            single = true;
        } else {
            shared = true;
        }
    }
    if single && shared {
        list.forbidden("may not use ReadWriteOncePod with other access modes");
    }
}

fn class_name(at: At<'_>) {
    if !at.is_empty() {
        at.messages(names::dns1123_subdomain(at.str()));
    }
}

pub(super) fn claim(pvc: At<'_>) {
    meta::create(pvc.at("metadata"), Scope::Namespaced, subdomain);
    claim_spec(pvc.at("spec"));
}

pub(super) fn claim_spec(spec: At<'_>) {
    access_modes(spec.at("accessModes"), "at least 1 access mode is required");
    label_selector(spec.at("selector"));
    known_modes(spec.at("accessModes"));
    let wanted = spec.v.at(&["resources", "requests", "storage"]);
    let storage = spec.at("resources").key(&"storage".into()).with(wanted);
    if storage.is_set() {
        resources::positive(storage);
    } else {
        storage.required("");
    }
    class_name(spec.at("storageClassName"));
    spec.at("volumeMode").optional_one_of(&VOLUME_MODES);
    data_sources(spec);
    class_name(spec.at("volumeAttributesClassName"));
}

fn data_sources(spec: At<'_>) {
    let (plain, typed) = (spec.at("dataSource"), spec.at("dataSourceRef"));
    for source in [plain, typed].into_iter().filter(|s| s.is_set()) {
        source.require("name");
        source.require("kind");
        let group = source.at("apiGroup");
        if group.is_empty() && source.v.str("kind") != "PersistentVolumeClaim" {
            let why = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
            source.invalid_as(source.v.text("kind"), why);
        }
        if !group.is_empty() {
            group.messages(names::dns1123_subdomain(group.str()));
        }
    }
    let namespace = typed.at("namespace");
    if !namespace.is_empty() {
        namespace.messages(names::dns1123_label(namespace.str()));
        if plain.is_set() {
            spec.invalid_as("spec.dataSource", "may not be specified when dataSourceRef.namespace is specified");
        }
    } else if plain.is_set() && typed.is_set() {
        let same = ["apiGroup", "kind", "name"].iter().all(|f| plain.v.get(f) == typed.v.get(f));
        if !same {
            spec.invalid_as("spec.dataSource", "must match dataSourceRef");
        }
    }
}

/// What the metadata of a template may not have, and how messages name it.
const NOT_IN_TEMPLATES: [(&str, &str); 12] = [
    ("name", "name"),
    ("generateName", "generateName"),
    ("namespace", "namespace"),
    ("selfLink", "selfLink"),
    ("uid", "uID"),
    ("resourceVersion", "resourceVersion"),
    ("generation", "generation"),
    ("deletionTimestamp", "deletionTimestamp"),
    ("deletionGracePeriodSeconds", "deletionGracePeriodSeconds"),
    ("ownerReferences", "ownerReferences"),
    ("finalizers", "finalizers"),
    ("managedFields", "managedFields"),
];

/// The template of a claim inside a pod's volume.
pub(super) fn claim_template(template: At<'_>) {
    meta::annotations(template.down(&["metadata", "annotations"]));
    meta::labels(template.down(&["metadata", "labels"]));
    let metadata = template.at("metadata");
    for (field, named) in NOT_IN_TEMPLATES {
        if !metadata.at(field).is_empty() {
            metadata.at(named).forbidden("cannot be set");
        }
    }
    claim_spec(template.at("spec"));
}

pub(super) fn claim_update(pvc: At<'_>, old: &Value) {
    claim(pvc);
    let (spec, old_spec) = (pvc.at("spec"), old.get("spec"));
    let (mut new, mut before) = (spec.v.clone(), old_spec.clone());
    let copy = |field: &'static str, to: &mut Value, from: &Value| {
        if from.has(field) {
            to.set(field, from.get(field));
        } else {
            to.remove(field);
        }
    };
    if before.str("volumeName").is_empty() {
        copy("volumeName", &mut before, spec.v);
    }
    let named_before = old.at(&["metadata", "annotations"]).get(OLD_CLASS);
    let fits = named_before.is_null() || named_before == spec.v.get("storageClassName");
    if old_spec.get("storageClassName").is_null() && spec.has("storageClassName") && fits {
        copy("storageClassName", &mut new, old_spec);
    }
    let class_of = |claim: &Value| claim.at(&["metadata", "annotations"]).get(OLD_CLASS).clone();
    let renamed = spec.v.get("storageClassName");
    let (was, is) = (class_of(old), class_of(pvc.v));
    // The class may move from the annotation of old into the field; otherwise the annotation stays what it is.
    let moves = !was.is_null() && old_spec.get("storageClassName").is_null() && *renamed == was;
    if was != is && !(moves && is.is_null()) {
        let shown = if is.is_null() { Value::from("") } else { is };
        pvc.down(&["metadata", "annotations", OLD_CLASS]).invalid_as(shown, "field is immutable");
    }
    let bound = pvc.v.get("status").str("phase") == "Bound";
    let size = |v: &Value| v.at(&["resources", "requests", "storage"]).clone();
    if bound && !size(spec.v).is_null() {
        new.set_at(&["resources", "requests", "storage"], size(old_spec));
    }
    if bound {
        copy("volumeAttributesClassName", &mut new, old_spec);
    }
    if new != before {
        let difference = unified(&internal::pretty("ClaimSpec", &before), &internal::pretty("ClaimSpec", &new));
        spec.forbidden(format!(
            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound \
             claims\n{difference}"
        ));
    }
    let q = |v: &Value| Quantity::of_valid(v);
    let capacity = q(old.at(&["status", "capacity", "storage"]));
    if q(&size(spec.v)) < q(&size(old_spec)) && q(&size(spec.v)) <= capacity {
        spec.down(&["resources", "requests", "storage"]).forbidden("field can not be less than status.capacity");
    }
    pvc.at("volumeMode").with(spec.v.get("volumeMode")).immutable(old_spec.get("volumeMode"));
    let class = spec.at("volumeAttributesClassName");
    if old.get("status").has("currentVolumeAttributesClassName") && class.v != old_spec.get("volumeAttributesClassName")
    {
        let why = "is forbidden when status.currentVolumeAttributesClassName is not nil";
        if !class.is_set() {
            class.forbidden(format!("update to nil {why}"));
        } else if class.is_empty() {
            class.forbidden(format!("update to empty string {why}"));
        }
    }
}

const OLD_CLASS: &str = "volume.beta.kubernetes.io/storage-class";

/// What an update of the status may not say.
pub(super) fn claim_status(pvc: At<'_>, _old: &Value) {
    if pvc.v.get("spec").list("accessModes").is_empty() {
        pvc.down(&["Spec", "accessModes"]).required("");
    }
    let status = pvc.at("status");
    for (_, entry) in status.at("capacity").entries() {
        sound_amount(entry);
    }
    const STATES: [&str; 5] = [
        "ControllerResizeInProgress",
        "ControllerResizeInfeasible",
        "NodeResizeInProgress",
        "NodeResizeInfeasible",
        "NodeResizePending",
    ];
    let states = status.at("allocatedResourceStatuses");
    for (resource, state) in states.map().iter() {
        claim_resource(states, resource);
        if !STATES.contains(&state.as_str().unwrap_or("")) {
            states.not_supported_as(resource, &STATES);
        }
    }
    let allocated = status.at("allocatedResources");
    for (resource, entry) in allocated.entries() {
        if claim_resource(allocated, resource) {
            sound_amount(entry);
        }
    }
}

/// Of Kubernetes' own resources a claim has only storage.
fn claim_resource(at: At<'_>, resource: &Text) -> bool {
    let wrong = names::qualified_name(resource);
    let good = wrong.is_empty();
    at.messages_as(resource, wrong);
    let own = !resource.contains('/') || resource.contains("kubernetes.io/");
    if good && own && resource.as_str() != "storage" {
        at.not_supported_as(resource, &["storage"]);
        return false;
    }
    good
}

fn sound_amount(entry: At<'_>) {
    let q = Quantity::of_valid(entry.v);
    if q.is_negative() {
        entry.invalid_as(q.value(), "must be a valid resource quantity");
    }
}

const fn s(field: &'static str, path: &'static str, check: fn(At<'_>)) -> Source {
    Source { field, path, check }
}

const SOURCES: &[Source] = &[
    s("hostPath", "hostPath", volume::host_path),
    s("gcePersistentDisk", "persistentDisk", volume::gce_disk),
    s("awsElasticBlockStore", "awsElasticBlockStore", volume::aws_disk),
    s("glusterfs", "glusterfs", glusterfs),
    s("flocker", "flocker", volume::flocker),
    s("nfs", "nfs", volume::nfs),
    s("rbd", "rbd", volume::rbd),
    s("quobyte", "quobyte", volume::quobyte),
    s("cephfs", "cephfs", volume::cephfs),
    s("iscsi", "iscsi", volume::iscsi_volume),
    s("cinder", "cinder", volume::cinder_volume),
    s("fc", "fc", volume::fc),
    s("flexVolume", "flexVolume", volume::flex),
    s("azureFile", "azureFile", azure_file),
    s("vsphereVolume", "vsphereVolume", volume::vsphere),
    s("photonPersistentDisk", "photonPersistentDisk", volume::photon),
    s("portworxVolume", "portworxVolume", volume::portworx),
    s("azureDisk", "azureDisk", volume::azure_disk),
    s("scaleIO", "scaleIO", volume::scale_io),
    s("local", "local", local),
    s("storageos", "storageos", volume::storage_os_volume),
    s("csi", "csi", csi),
];

fn local(at: At<'_>) {
    let path = at.at("path");
    if path.is_empty() {
        path.required("");
    } else if volume::steps_back(path.str()) {
        path.invalid("must not contain '..'");
    }
}

fn glusterfs(at: At<'_>) {
    volume::glusterfs(at);
    let namespace = at.at("endpointsNamespace");
    if namespace.is_set() && namespace.is_empty() {
        namespace.invalid("if the endpointnamespace is set, it must be a valid namespace name");
    } else if namespace.is_set() {
        namespace.messages(names::dns1123_label(namespace.str()));
    }
}

fn azure_file(at: At<'_>) {
    volume::azure_file(at);
    if at.has("secretNamespace") {
        at.require("secretNamespace");
    }
}

fn csi(at: At<'_>) {
    volume::csi_driver_name(at.at("driver"));
    at.require("volumeHandle");
    for field in
        ["controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"]
    {
        let secret = at.at(field);
        let parts: [(_, fn(&str) -> _); 2] = [("name", names::dns1123_subdomain), ("namespace", names::dns1123_label)];
        for (part, check) in parts.into_iter().filter(|_| secret.is_set()) {
            secret.require(part);
            let part = secret.at(part);
            if !part.is_empty() {
                part.messages(check(part.str()));
            }
        }
    }
}

/// What one kind of source wants of the volume around it.
fn around(spec: At<'_>, source: &str, is_first: bool) {
    if source == "local" && is_first && !spec.has("nodeAffinity") {
        spec.at("nodeAffinity").required("Local volume requires node affinity");
    }
}

/// An initiator of its own makes a session of the volume's and the portal's names.
fn long_portal(pv: At<'_>) {
    let iscsi = pv.at("spec").at("iscsi");
    let long = pv.v.get("metadata").str("name").len() + 1 + iscsi.v.str("targetPortal").len() > 64;
    if iscsi.has("initiatorName") && long {
        iscsi.at("targetportal").invalid_as(iscsi.v.text("targetPortal"), volume::LONG_PORTAL);
    }
}

pub(super) fn volume(pv: At<'_>) {
    meta::create(pv.at("metadata"), Scope::Cluster, subdomain);
    let spec = pv.at("spec");
    access_modes(spec.at("accessModes"), "");
    known_modes(spec.at("accessModes"));
    capacity(spec.at("capacity"));
    let reclaim = spec.at("persistentVolumeReclaimPolicy");
    if !reclaim.is_empty() {
        reclaim.one_of(&["Delete", "Recycle", "Retain"]);
    }
    let affinity = spec.at("nodeAffinity");
    if affinity.is_set() {
        if affinity.has("required") {
            node_selector(affinity.at("required"));
        } else {
            affinity.at("required").required("must specify required node constraints");
        }
    }
    one_source(spec, SOURCES, Some(around));
    long_portal(pv);
    if is_root(spec.v.get("hostPath").str("path")) && reclaim.str() == "Recycle" {
        reclaim.forbidden("may not be 'recycle' for a hostPath mount of '/'");
    }
    class_name(spec.at("storageClassName"));
    spec.at("volumeMode").optional_one_of(&VOLUME_MODES);
    let attributes = spec.at("volumeAttributesClassName");
    if attributes.is_set() {
        if attributes.is_empty() {
            attributes.required("an empty string is disallowed");
        }
        class_name(attributes);
        if !spec.has("csi") {
            spec.at("csi").required("has to be specified when using volumeAttributesClassName");
        }
    }
}

/// The spec of a volume that stands inside of an attachment.
pub(super) fn inline_volume(spec: At<'_>) {
    const WHERE: &str = "in the context of inline volumes";
    let forbidden = |field: &'static str| {
        if !spec.at(field).is_empty() {
            spec.at(field).forbidden(format!("may not be specified {WHERE}"));
        }
    };
    forbidden("claimRef");
    forbidden("capacity");
    if !spec.has("csi") {
        spec.at("csi").required(&format!("has to be specified {WHERE}"));
    }
    access_modes(spec.at("accessModes"), "");
    known_modes(spec.at("accessModes"));
    if !["", "Retain"].contains(&spec.v.str("persistentVolumeReclaimPolicy")) {
        spec.at("persistentVolumeReclaimPolicy").forbidden(format!("may only be Retain {WHERE}"));
    }
    forbidden("nodeAffinity");
    one_source(spec, SOURCES, Some(around));
    forbidden("storageClassName");
    if !["", "Filesystem"].contains(&spec.v.str("volumeMode")) {
        spec.at("volumeMode").forbidden(format!("may not specify volumeMode other than Filesystem {WHERE}"));
    }
}

fn is_root(path: &str) -> bool {
    let depth = path.split('/').filter(|p| !p.is_empty() && *p != ".").fold(0_u32, |depth, part| match part {
        ".." => depth.saturating_sub(1),
        _ => depth + 1,
    });
    path.starts_with('/') && depth == 0
}

fn capacity(at: At<'_>) {
    if at.is_empty() {
        at.required("");
    }
    if !at.map().contains_key("storage") || at.map().len() > 1 {
        at.not_supported_as(at.v, &["storage"]);
    }
    for (_, entry) in at.entries() {
        sound_amount(entry);
        resources::positive(entry);
    }
}

pub(super) fn volume_update(pv: At<'_>, old: &Value) {
    volume(pv);
    let (spec, old_spec) = (pv.at("spec"), old.get("spec"));
    let (mut new, before) = (spec.v.clone(), old_spec);
    if before.has("csi") && before.get("csi").get("controllerExpandSecretRef").is_null() && new.has("csi") {
        new.field_mut("csi").remove("controllerExpandSecretRef");
    }
    if SOURCES.iter().any(|s| new.get(s.field) != before.get(s.field)) {
        let shown = |v: &Value| internal::pretty("PersistentVolumeSource", v);
        let difference = unified(&shown(before), &shown(&new));
        spec.at("persistentvolumesource")
            .forbidden(format!("spec.persistentvolumesource is immutable after creation\n{difference}"));
    }
    pv.at("volumeMode").with(spec.v.get("volumeMode")).immutable(before.get("volumeMode"));
    let class = spec.at("volumeAttributesClassName");
    if before.has("volumeAttributesClassName") && !class.is_set() {
        class.forbidden("update from non-nil value to nil is forbidden");
    }
    let affinity = pv.at("nodeAffinity").with(spec.v.get("nodeAffinity"));
    if before.has("nodeAffinity") && affinity.v != before.get("nodeAffinity") {
        let why = "field is immutable, except for updating from beta label to GA";
        affinity.invalid_raw(internal::json("VolumeNodeAffinity", affinity.v), why);
    }
}

pub(super) fn storage_class(sc: At<'_>) {
    meta::create(sc.at("metadata"), Scope::Cluster, subdomain);
    class_body(sc);
}

fn class_body(sc: At<'_>) {
    provisioner(sc.at("provisioner"));
    class_parameters(sc.at("parameters"));
    sc.at("reclaimPolicy").optional_one_of(&["Delete", "Retain"]);
    let binding = sc.at("volumeBindingMode");
    if !binding.is_set() {
        binding.required("");
    } else if !["Immediate", "WaitForFirstConsumer"].contains(&binding.str()) {
        binding.not_supported(&["Immediate", "WaitForFirstConsumer"]);
    }
    topologies(sc.at("allowedTopologies"));
}

fn topologies(list: At<'_>) {
    let values = |term: &Value| {
        let mut keys: Vec<(Text, Vec<Value>)> = Vec::new();
        for e in term.list("matchLabelExpressions") {
            let mut values = e.list("values").to_vec();
            values.order_by_cached_key(|v| v.as_text().cloned());
            values.dedup();
            keys.retain(|(key, _)| key.as_str() != e.str("key"));
            keys.push((e.text("key"), values));
        }
        keys.order_by_cached_key(|(key, _)| key.clone());
        keys
    };
    let all: Vec<_> = list.list().iter().map(values).collect();
    for (i, term) in list.items().enumerate() {
        topology_term(term);
        // A term without any key is the same as each that is not yet known.
        let unknown = if all[i].is_empty() { all.len() } else { 0 };
        for _ in 0..unknown + all[..i].iter().filter(|t| **t == all[i]).count() {
            term.at("matchLabelExpressions").duplicate_as("", "");
        }
    }
}

pub(super) fn provisioner(at: At<'_>) {
    if at.is_empty() {
        at.required("");
    } else {
        at.messages(names::qualified_name(&at.str().to_lowercase()));
    }
}

pub(super) fn class_parameters(at: At<'_>) {
    const MOST: usize = 512;
    const LARGEST: usize = 256 * 1024;
    let parameters = at.map();
    if parameters.len() > MOST {
        at.too_long(MOST);
        return;
    }
    if parameters.contains_key("") {
        at.invalid_as("", "field can not be empty.");
    }
    if parameters.iter().map(|(k, v)| k.len() + v.as_str().unwrap_or("").len()).sum::<usize>() > LARGEST {
        at.too_long(LARGEST);
    }
}

fn topology_term(term: At<'_>) {
    let list = term.at("matchLabelExpressions");
    let mut keys: Vec<&str> = Vec::new();
    for e in list.items() {
        let (key, values) = (e.at("key"), e.at("values"));
        if values.is_empty() {
            values.required("");
        }
        for (i, v) in values.items().enumerate() {
            if values.list()[..i].contains(v.v) {
                v.duplicate();
            }
        }
        key.messages(names::qualified_name(key.str()));
        if keys.contains(&key.str()) {
            key.duplicate();
        }
        keys.push(key.str());
    }
}

pub(super) fn storage_class_update(sc: At<'_>, old: &Value) {
    for field in ["parameters", "provisioner", "reclaimPolicy"] {
        if sc.v.get(field) != old.get(field) {
            sc.at(field).forbidden(format!("updates to {field} are forbidden."));
        }
    }
    sc.at("volumeBindingMode").immutable(old.get("volumeBindingMode"));
}
