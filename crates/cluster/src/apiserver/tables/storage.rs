//! Volumes, claims and the classes of storage.

use api::quantity::Quantity;
use api::{Value, meta};

use super::cells::{self, UNSET, text_at};
use super::core::phase;
use super::{AGE, Col, NAME, col, wide};

fn modes(list: &[Value]) -> String {
    let short = |m: &Value| match m.as_str() {
        Some("ReadWriteOnce") => "RWO",
        Some("ReadOnlyMany") => "ROX",
        Some("ReadWriteMany") => "RWX",
        Some("ReadWriteOncePod") => "RWOP",
        _ => "",
    };
    // Each once, in this order, however they were listed.
    let has: Vec<&str> = list.iter().map(short).collect();
    cells::join(["RWO", "ROX", "RWX", "RWOP"].into_iter().filter(|m| has.contains(m)), ",")
}

fn storage(amounts: &Value) -> Value {
    Quantity::of_valid(amounts.get("storage")).text().into()
}

/// The class of a volume or claim; the old annotation outranks the field.
fn class(object: &Value) -> Value {
    let old = meta::annotations(object).get("volume.beta.kubernetes.io/storage-class");
    old.cloned().unwrap_or_else(|| text_at(object, &["spec", "storageClassName"], ""))
}

const ATTRIBUTES: Col = col("VolumeAttributesClass", |o, _| text_at(o, &["spec", "volumeAttributesClassName"], UNSET));
const MODE: Col = wide("VolumeMode", |o, _| text_at(o, &["spec", "volumeMode"], UNSET));

pub(super) const VOLUMES: &[Col] = &[
    NAME,
    col("Capacity", |v, _| storage(v.at(&["spec", "capacity"]))),
    col("Access Modes", |v, _| modes(v.get("spec").list("accessModes")).into()),
    col("Reclaim Policy", |v, _| v.get("spec").text("persistentVolumeReclaimPolicy").into()),
    col("Status", |v, _| phase(v)),
    col("Claim", |v, _| match v.at(&["spec", "claimRef"]) {
        Value::Null => "".into(),
        claim => format!("{}/{}", claim.str("namespace"), claim.str("name")).into(),
    }),
    col("StorageClass", |v, _| class(v)),
    ATTRIBUTES,
    col("Reason", |v, _| v.get("status").text("reason").into()),
    AGE,
    MODE,
];

pub(super) const CLAIMS: &[Col] = &[
    NAME,
    col("Status", |c, _| phase(c)),
    col("Volume", |c, _| c.get("spec").text("volumeName").into()),
    col("Capacity", |c, _| if is_bound(c) { storage(c.at(&["status", "capacity"])) } else { "".into() }),
    col("Access Modes", |c, _| if is_bound(c) { modes(c.get("status").list("accessModes")).into() } else { "".into() }),
    col("StorageClass", |c, _| class(c)),
    ATTRIBUTES,
    AGE,
    MODE,
];

fn is_bound(claim: &Value) -> bool {
    !claim.get("spec").str("volumeName").is_empty()
}

pub(super) const CLASSES: &[Col] = &[
    col("Name", |c, _| {
        let annotations = meta::annotations(c);
        let keys = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];
        let default = keys.iter().any(|k| annotations.get(k).and_then(Value::as_str) == Some("true"));
        if default { format!("{} (default)", meta::name(c)).into() } else { c.get("metadata").text("name").into() }
    }),
    col("Provisioner", |c, _| c.text("provisioner").into()),
    col("ReclaimPolicy", |c, _| text_at(c, &["reclaimPolicy"], "Delete")),
    col("VolumeBindingMode", |c, _| text_at(c, &["volumeBindingMode"], "Immediate")),
    col("AllowVolumeExpansion", |c, _| c.bool("allowVolumeExpansion").into()),
    AGE,
];

pub(super) const ATTACHMENTS: &[Col] = &[
    NAME,
    col("Attacher", |a, _| a.get("spec").text("attacher").into()),
    col("PV", |a, _| a.at(&["spec", "source"]).text("persistentVolumeName").into()),
    col("Node", |a, _| a.get("spec").text("nodeName").into()),
    col("Attached", |a, _| a.get("status").bool("attached").into()),
    AGE,
];

pub(super) const ATTRIBUTES_CLASSES: &[Col] = &[NAME, col("DriverName", |c, _| c.text("driverName").into()), AGE];

pub(super) const DRIVERS: &[Col] = &[
    NAME,
    col("AttachRequired", |d, _| d.get("spec").get("attachRequired").as_bool().unwrap_or(true).into()),
    col("PodInfoOnMount", |d, _| d.get("spec").bool("podInfoOnMount").into()),
    col("StorageCapacity", |d, _| d.get("spec").bool("storageCapacity").into()),
    col("TokenRequests", |d, _| match d.get("spec").list("tokenRequests") {
        [] => UNSET.into(),
        requests => cells::join(requests.iter().map(|t| t.str("audience")), ",").into(),
    }),
    col("RequiresRepublish", |d, _| d.get("spec").bool("requiresRepublish").into()),
    col("Modes", |d, _| {
        let modes = d.get("spec").list("volumeLifecycleModes").iter().filter_map(Value::as_str);
        cells::or(&cells::join(modes, ","), "<none>")
    }),
    AGE,
];

pub(super) const DRIVER_NODES: &[Col] = &[NAME, col("Drivers", |n, _| n.get("spec").list("drivers").len().into()), AGE];

pub(super) const CAPACITIES: &[Col] = &[
    NAME,
    col("StorageClassName", |c, _| c.text("storageClassName").into()),
    col("Capacity", |c, _| text_at(c, &["capacity"], UNSET)),
];
