//! One look at a volume: is it free, bound, or left behind?

use api::{Status, Value, meta};

use super::binder::tell;
use super::{BOUND_BY_CONTROLLER, PROVISIONED_BY, annotation, recycler};
use crate::component::Ctx;
use crate::events::WARNING;
use crate::{kinds, storage};

/// Looks at a volume.
pub fn sync(volume: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let reference = volume.get("spec").get("claimRef");
    if reference.str("uid").is_empty() {
        // One that asks for a claim by name waits for it.
        return set_phase(volume, "Available", "", ctx).map(|_| ());
    }
    let claim = ctx.get(kinds::PERSISTENT_VOLUME_CLAIM, reference.str("namespace"), reference.str("name"));
    let Some(claim) = claim.filter(|c| storage::is_for(&volume, c)) else { return release(volume, ctx) };
    let wanted = claim.get("spec").str("volumeName");
    if wanted == meta::name(&volume) {
        return set_phase(volume, "Bound", "", ctx).map(|_| ());
    }
    if wanted.is_empty() {
        // The claim is about to be bound, unless the two do not fit.
        if storage::modes_differ(&claim, &volume) {
            let (from, to) = (meta::name(&claim), meta::name(&volume));
            let why = "due to incompatible volumeMode.";
            let message = format!("Cannot bind PersistentVolume to requested PersistentVolumeClaim {from:?} {why}");
            tell(&volume, WARNING, "VolumeMismatch", message, ctx);
            let message = format!("Cannot bind PersistentVolume {to:?} to requested PersistentVolumeClaim {why}");
            tell(&claim, WARNING, "VolumeMismatch", message, ctx);
        }
        return Ok(());
    }
    // The claim was bound to another volume: one that was made for it has no use, any other is free again.
    let made = !annotation(&volume, PROVISIONED_BY).is_empty();
    if made && volume.get("spec").str("persistentVolumeReclaimPolicy") == "Delete" {
        return release(volume, ctx);
    }
    unbind(volume, ctx)
}

/// Lets a volume be free again. One that its author made for a claim stays so, whatever the uid of that will be.
pub fn unbind(mut volume: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    if annotation(&volume, BOUND_BY_CONTROLLER).is_empty() {
        volume.field_mut("spec").field_mut("claimRef").remove("uid");
    } else {
        volume.field_mut("spec").remove("claimRef");
        volume.field_mut("metadata").field_mut("annotations").remove(BOUND_BY_CONTROLLER);
    }
    let volume = ctx.update(kinds::PERSISTENT_VOLUME, volume)?;
    set_phase(volume, "Available", "", ctx).map(|_| ())
}

/// The claim is gone: what becomes of the volume is up to its reclaim policy, which may change later, too.
fn release(mut volume: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let before = volume.get("status").text("phase");
    if !["Released", "Failed"].contains(&&*before) {
        volume = set_phase(volume, "Released", "", ctx)?;
    }
    match volume.get("spec").str("persistentVolumeReclaimPolicy") {
        "Recycle" if before.as_str() == "Released" => recycler::sync(volume, ctx),
        "Delete" => delete(volume, ctx),
        _ => Ok(()),
    }
}

/// Deletes a volume, unless somebody else made it: who did, hears of it and deletes it.
fn delete(volume: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let (name, spec) = (meta::name(&volume).to_string(), volume.get("spec"));
    let going = !meta::deletion_timestamp(&volume).is_empty();
    if going || spec.has("csi") || !annotation(&volume, PROVISIONED_BY).is_empty() {
        return Ok(());
    }
    let message = if spec.has("hostPath") {
        let path = spec.get("hostPath").str("path");
        if path.split_once("/tmp/").is_some_and(|(_, below)| !below.is_empty()) {
            return ctx.delete(kinds::PERSISTENT_VOLUME, "", &name, "", (None, None)).map(|_| ());
        }
        format!("host_path deleter only supports /tmp/.+ but received provided {path}")
    } else {
        let known = if spec.has("nfs") || spec.has("local") { "deletable " } else { "" };
        format!("error getting deleter volume plugin for volume {name:?}: no {known}volume plugin matched")
    };
    fail(volume, "VolumeFailedDelete", message, ctx)
}

/// Gives a volume up, and says so once.
pub fn fail(volume: Value, reason: &'static str, message: String, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    if volume.get("status").str("phase") == "Failed" {
        return Ok(());
    }
    let volume = set_phase(volume, "Failed", &message, ctx)?;
    tell(&volume, WARNING, reason, message, ctx);
    Ok(())
}

fn set_phase(mut volume: Value, phase: &'static str, message: &str, ctx: &mut Ctx<'_>) -> Result<Value, Status> {
    let status = volume.field_mut("status");
    if status.str("phase") == phase {
        return Ok(volume);
    }
    status.set("phase", phase);
    status.remove("message");
    if !message.is_empty() {
        status.set("message", message.to_string());
    }
    ctx.update_status(kinds::PERSISTENT_VOLUME, volume)
}
