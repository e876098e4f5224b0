//! DefaultStorageClass, StorageObjectInUseProtection and PersistentVolumeClaimResize.

use api::quantity::Quantity;
use api::{Value, meta};

use super::{Attempt, Operation, Outcome};
use crate::{kinds, storage};

/// A claim without a class gets the default one; of several, the youngest.
pub(super) fn default_class(a: &mut Attempt<'_, '_, '_>, claim: &mut Value) -> Outcome {
    if a.operation != Operation::Create || !a.is_on("", "persistentvolumeclaims") {
        return Ok(());
    }
    if storage::has_class(claim) {
        return Ok(());
    }
    if let Some(name) = storage::default_class(a.server) {
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
    let found = a.server.peek(kinds::STORAGE_CLASS, "", storage::class_name(claim));
    if found.is_some_and(|c| c.bool("allowVolumeExpansion")) {
        return Ok(());
    }
    let why = "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must \
               support resize";
    Err(a.forbidden(claim, why))
}
