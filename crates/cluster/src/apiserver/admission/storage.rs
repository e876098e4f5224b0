//! DefaultStorageClass, StorageObjectInUseProtection and PersistentVolumeClaimResize.

use api::quantity::Quantity;
use api::{Value, meta};

use super::{Attempt, Operation, Outcome};
use crate::kinds;

const DEFAULT: &str = "storageclass.kubernetes.io/is-default-class";
const OLD_DEFAULT: &str = "storageclass.beta.kubernetes.io/is-default-class";
const OLD_CLASS: &str = "volume.beta.kubernetes.io/storage-class";

/// A claim without a class gets the default one; of several, the youngest.
pub(super) fn default_class(a: &mut Attempt<'_, '_, '_>, claim: &mut Value) -> Outcome {
    if a.operation != Operation::Create || !a.is_on("", "persistentvolumeclaims") {
        return Ok(());
    }
    if claim.get("spec").has("storageClassName") || meta::annotations(claim).contains_key(OLD_CLASS) {
        return Ok(());
    }
    let is_default = |c: &&Value| {
        let says = |key: &str| meta::annotations(c).get(key).and_then(Value::as_str) == Some("true");
        says(DEFAULT) || says(OLD_DEFAULT)
    };
    let defaults = a.server.read_all(kinds::STORAGE_CLASS, "").filter(is_default);
    let youngest =
        |c: &&Value| (c.get("metadata").text("creationTimestamp"), std::cmp::Reverse(c.get("metadata").text("name")));
    if let Some(class) = defaults.max_by_key(youngest) {
        let name = class.get("metadata").text("name");
        claim.field_mut("spec").set("storageClassName", name);
    }
    Ok(())
}

/// Volumes and claims do not go while they are in use.
pub(super) fn protect(a: &mut Attempt<'_, '_, '_>, object: &mut Value) -> Outcome {
    if a.operation != Operation::Create {
        return Ok(());
    }
    let finalizer = if a.is_on("", "persistentvolumeclaims") {
        "kubernetes.io/pvc-protection"
    } else if a.is_on("", "persistentvolumes") {
        "kubernetes.io/pv-protection"
    } else {
        return Ok(());
    };
    if !meta::finalizers(object).iter().any(|f| f.as_str() == Some(finalizer)) {
        object.field_mut("metadata").field_mut("finalizers").list_mut().push(finalizer.into());
    }
    Ok(())
}

/// Only a claim whose class allows it grows.
pub(super) fn check_resize(a: &mut Attempt<'_, '_, '_>, claim: &Value) -> Outcome {
    if a.operation != Operation::Update || !a.is_on("", "persistentvolumeclaims") {
        return Ok(());
    }
    let size = |c: &Value| Quantity::of_valid(c.at(&["spec", "resources", "requests"]).get("storage")).nanos();
    if size(claim) <= size(a.old) {
        return Ok(());
    }
    if a.old.get("status").str("phase") != "Bound" {
        return Err(a.forbidden(claim, "Only bound persistent volume claims can be expanded"));
    }
    let old_class = meta::annotations(claim).get(OLD_CLASS).and_then(Value::as_str);
    let class = old_class.unwrap_or(claim.get("spec").str("storageClassName"));
    let found = a.server.peek(kinds::STORAGE_CLASS, "", class);
    if found.is_some_and(|c| c.bool("allowVolumeExpansion")) {
        return Ok(());
    }
    let why = "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must \
               support resize";
    Err(a.forbidden(claim, why))
}
