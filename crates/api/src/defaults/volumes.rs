//! Volumes, persistent volumes and claims.

use super::{default_pull_policy, or, within};
use crate::value::Value;

/// `rw-r--r--`.
const READABLE: i64 = 0o644;

/// A volume without a source is an empty directory.
pub(super) fn volume(volume: &mut Value) {
    let sources = volume.as_map().map_or(0, |m| m.iter().filter(|(k, v)| *k != "name" && !v.is_null()).count());
    if sources == 0 {
        volume.set("emptyDir", Value::object());
    }
    within(volume, "image", |image| {
        let policy = default_pull_policy(image.str("reference"));
        or(image, "pullPolicy", policy);
    });
}

/// Of sources whose files have a mode.
pub(super) fn mode(source: &mut Value) {
    or(source, "defaultMode", READABLE);
}

pub(super) fn token(projection: &mut Value) {
    or(projection, "expirationSeconds", 3600);
}

pub(super) fn host_path(source: &mut Value) {
    or(source, "type", "");
}

pub(super) fn iscsi(source: &mut Value) {
    or(source, "iscsiInterface", "default");
}

pub(super) fn rbd(source: &mut Value) {
    or(source, "pool", "rbd");
    or(source, "user", "admin");
    or(source, "keyring", "/etc/ceph/keyring");
}

pub(super) fn scale_io(source: &mut Value) {
    or(source, "storageMode", "ThinProvisioned");
    or(source, "fsType", "xfs");
}

pub(super) fn azure_disk(source: &mut Value) {
    or(source, "cachingMode", "ReadWrite");
    or(source, "kind", "Shared");
    or(source, "fsType", "ext4");
    or(source, "readOnly", false);
}

pub(super) fn persistent_volume(volume: &mut Value) {
    within(volume, "status", |status| or(status, "phase", "Pending"));
    within(volume, "spec", |spec| {
        or(spec, "persistentVolumeReclaimPolicy", "Retain");
        or(spec, "volumeMode", "Filesystem");
    });
}

pub(super) fn claim(claim: &mut Value) {
    within(claim, "status", |status| or(status, "phase", "Pending"));
}

pub(super) fn claim_spec(spec: &mut Value) {
    or(spec, "volumeMode", "Filesystem");
}
