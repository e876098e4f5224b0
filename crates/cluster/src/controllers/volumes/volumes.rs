//! One look at a volume: is it free, bound, or left behind?

use api::{Status, Value, meta};

use super::binder::tell;
use super::claims::mode;
use super::{BOUND_BY_CONTROLLER, PROVISIONED_BY, annotation, recycler, refers_to};
use crate::component::Ctx;
use crate::events::WARNING;
use crate::kinds;

/// Looks at a volume.
pub fn sync(volume: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let reference = volume.get("spec").get("claimRef");
    if reference.is_null() || reference.str("uid").is_empty() {
        // One that asks for a claim by name waits for it.
        return set_phase(volume, "Available", ctx);
    }
    let claim = ctx.get(kinds::PERSISTENT_VOLUME_CLAIM, reference.str("namespace"), reference.str("name"));
    let Some(claim) = claim.filter(|c| refers_to(&volume, c)) else { return release(volume, ctx) };
    let wanted = claim.get("spec").str("volumeName");
    if wanted == meta::name(&volume) {
        return set_phase(volume, "Bound", ctx);
    }
    if wanted.is_empty() {
        // The claim is about to be bound, unless the two do not fit.
        if mode(volume.get("spec")) != mode(claim.get("spec")) {
            let (from, to) = (meta::name(&claim), meta::name(&volume));
            let why = "due to incompatible volumeMode.";
            let message = format!("Cannot bind PersistentVolume to requested PersistentVolumeClaim {from:?} {why}");
            tell(&volume, WARNING, "VolumeMismatch", message, ctx);
            let message = format!("Cannot bind PersistentVolume {to:?} to requested PersistentVolumeClaim {why}");
            tell(&claim, WARNING, "VolumeMismatch", message, ctx);
        }
        return Ok(());
    }
    // The claim was bound to another volume: this one is free again, or nobody's.
    if annotation(&volume, PROVISIONED_BY).is_empty() && !annotation(&volume, BOUND_BY_CONTROLLER).is_empty() {
        let mut volume = volume;
        volume.field_mut("spec").remove("claimRef");
        volume.field_mut("metadata").field_mut("annotations").remove(BOUND_BY_CONTROLLER);
        let volume = ctx.update(kinds::PERSISTENT_VOLUME, volume)?;
        return set_phase(volume, "Available", ctx);
    }
    release(volume, ctx)
}

/// The claim is gone: what becomes of the volume is up to its reclaim policy.
fn release(volume: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    match volume.get("status").str("phase") {
        "Released" if volume.get("spec").str("persistentVolumeReclaimPolicy") == "Recycle" => {
            return recycler::sync(volume, ctx);
        }
        "Released" | "Failed" => return Ok(()),
        _ => {}
    }
    let policy = volume.get("spec").text("persistentVolumeReclaimPolicy");
    let made_by_hand = annotation(&volume, PROVISIONED_BY).is_empty();
    let is_host_path = volume.get("spec").has("hostPath");
    match policy.as_str() {
        "Delete" if made_by_hand && !is_host_path => {
            let message = "error getting deleter volume plugin for volume: no volume plugin matched";
            let message = message.replace("for volume", &format!("for volume {:?}", meta::name(&volume)));
            tell(&volume, WARNING, "VolumeFailedDelete", message.clone(), ctx);
            fail(volume, message, ctx)
        }
        "Delete" if made_by_hand => {
            let path = volume.get("spec").get("hostPath").str("path").to_string();
            let message = format!("host_path deleter only supports /tmp/.+ but received provided {path}");
            if path.starts_with("/tmp/") {
                let name = meta::name(&volume).to_string();
                set_phase(volume, "Released", ctx)?;
                return ctx.delete(kinds::PERSISTENT_VOLUME, "", &name, "", (None, None)).map(|_| ());
            }
            tell(&volume, WARNING, "VolumeFailedDelete", message.clone(), ctx);
            fail(volume, message, ctx)
        }
        // Whoever made it hears of it and deletes it.
        _ => set_phase(volume, "Released", ctx),
    }
}

pub(super) fn fail(mut volume: Value, message: String, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    volume.field_mut("status").set("message", message);
    set_phase(volume, "Failed", ctx)
}

pub(super) fn set_phase(mut volume: Value, phase: &'static str, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    if volume.get("status").str("phase") == phase {
        return Ok(());
    }
    volume.field_mut("status").set("phase", phase);
    ctx.update_status(kinds::PERSISTENT_VOLUME, volume).map(|_| ())
}
