//! One look at a claim: is it bound, can it be, or who makes a volume for it?

use api::{Status, Text, Value, meta};

use super::binder::tell;
use super::protection::claims_of;
use super::{
    BIND_COMPLETED, BOUND_BY_CONTROLLER, SELECTED_NODE, STORAGE_PROVISIONER, STORAGE_PROVISIONER_BETA, annotate,
    annotation, class_of,
};
use crate::component::Ctx;
use crate::events::{NORMAL, WARNING};
use crate::{kinds, storage};

/// Looks at a claim.
pub fn sync(claim: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    if annotation(&claim, BIND_COMPLETED).is_empty() { unbound(claim, ctx) } else { bound(claim, ctx) }
}

fn unbound(claim: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let wanted = claim.get("spec").text("volumeName");
    if wanted.is_empty() {
        return find_volume(claim, ctx);
    }
    let Some(volume) = ctx.get(kinds::PERSISTENT_VOLUME, "", &wanted) else { return set_phase(claim, "Pending", ctx) };
    if volume.get("spec").get("claimRef").is_null() {
        let why = match meta::deletion_timestamp(&volume) {
            "" => storage::mismatch(&claim, &volume).map(String::from),
            _ => Some(format!("the volume is marked for deletion {:?}", wanted.as_str())),
        };
        let Some(why) = why else { return bind(claim, volume, ctx) };
        let message = format!("Cannot bind to requested volume {:?}: {why}", wanted.as_str());
        tell(&claim, WARNING, "VolumeMismatch", message, ctx);
    } else if storage::is_for(&volume, &claim) {
        return bind(claim, volume, ctx);
    } else {
        let message = format!("volume {:?} already bound to a different claim.", wanted.as_str());
        tell(&claim, WARNING, "FailedBinding", message, ctx);
    }
    set_phase(claim, "Pending", ctx)
}

fn find_volume(mut claim: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let class = class_of(&claim, ctx);
    let delayed = class.as_ref().is_some_and(storage::waits_for_consumer);
    if let Some(volume) = best_volume(&claim, delayed, ctx) {
        return bind(claim, volume, ctx);
    }
    if !storage::has_class(&claim)
        && let Some(class) = storage::default_class(ctx.api)
    {
        // A claim that came before the default class gets it now.
        claim.field_mut("spec").set("storageClassName", class);
        return ctx.update(kinds::PERSISTENT_VOLUME_CLAIM, claim).map(|_| ());
    }
    if delayed && annotation(&claim, SELECTED_NODE).is_empty() {
        tell_of_delay(&claim, ctx);
        return set_phase(claim, "Pending", ctx);
    }
    if !storage::class_name(&claim).is_empty() {
        return provision(claim, class, ctx);
    }
    let message = "no persistent volumes available for this claim and no storage class is set";
    tell(&claim, NORMAL, "FailedBinding", message, ctx);
    set_phase(claim, "Pending", ctx)
}

fn tell_of_delay(claim: &Value, ctx: &mut Ctx<'_>) {
    let waits = |p: &&Value| {
        let ended = matches!(p.get("status").str("phase"), "Succeeded" | "Failed");
        !ended && p.get("spec").str("nodeName").is_empty() && claims_of(p).iter().any(|c| c == meta::name(claim))
    };
    let pods: Vec<&str> = ctx.api.read_all(kinds::POD, meta::namespace(claim)).filter(waits).map(meta::name).collect();
    let (reason, message) = match pods.len() {
        0 => ("WaitForFirstConsumer", "waiting for first consumer to be created before binding".into()),
        1 => ("WaitForPodScheduled", format!("waiting for pod {} to be scheduled", pods[0])),
        _ => ("WaitForPodScheduled", format!("waiting for pods {} to be scheduled", pods.join(","))),
    };
    tell(claim, NORMAL, reason, message, ctx);
}

/// The volume for a claim: of those that offer the fewest access modes beyond what is asked for, the one that asks for
/// the claim, else the smallest that is free (unless a node must be chosen first).
fn best_volume(claim: &Value, delayed: bool, ctx: &Ctx<'_>) -> Option<Value> {
    let asks = |v: &Value| {
        // Whose class it is does not matter then.
        let fits = matches!(storage::mismatch(claim, v), None | Some("storageClassName does not match"));
        storage::is_for(v, claim) && meta::deletion_timestamp(v).is_empty() && fits
    };
    let fits = |v: &&Value| asks(v) || (!delayed && storage::is_free_for(claim, v));
    let order = |v: &&Value| (v.get("spec").list("accessModes").len(), !asks(v), storage::size(v));
    ctx.api.read_all(kinds::PERSISTENT_VOLUME, "").filter(fits).min_by_key(order).cloned()
}

/// Provisioners from before there were drivers, and the drivers that do their work today.
const MIGRATED: &[(&str, &str)] = &[
    ("kubernetes.io/aws-ebs", "ebs.csi.aws.com"),
    ("kubernetes.io/azure-disk", "disk.csi.azure.com"),
    ("kubernetes.io/azure-file", "file.csi.azure.com"),
    ("kubernetes.io/cinder", "cinder.csi.openstack.org"),
    ("kubernetes.io/gce-pd", "pd.csi.storage.gke.io"),
    ("kubernetes.io/portworx-volume", "pxd.portworx.com"),
    ("kubernetes.io/vsphere-volume", "csi.vsphere.vmware.com"),
];

fn provision(mut claim: Value, class: Option<Value>, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let name = storage::class_name(&claim);
    let Some(class) = class else {
        let message = format!("storageclass.storage.k8s.io {name:?} not found");
        tell(&claim, WARNING, "ProvisioningFailed", message, ctx);
        return Ok(());
    };
    let asked = class.str("provisioner");
    let provisioner = match MIGRATED.iter().find(|(old, _)| *old == asked) {
        Some((_, driver)) => driver,
        None if asked.starts_with("kubernetes.io/") => {
            let message = match asked {
                "kubernetes.io/nfs" | "kubernetes.io/local-volume" | "kubernetes.io/csi" => {
                    "no provisionable volume plugin matched".into()
                }
                _ => format!("no volume plugin matched name: {asked}"),
            };
            tell(&claim, WARNING, "ProvisioningFailed", message, ctx);
            return Ok(());
        }
        None => asked,
    };
    if annotation(&claim, STORAGE_PROVISIONER) != provisioner {
        annotate(&mut claim, STORAGE_PROVISIONER_BETA, Text::new(provisioner));
        annotate(&mut claim, STORAGE_PROVISIONER, Text::new(provisioner));
        claim = ctx.update(kinds::PERSISTENT_VOLUME_CLAIM, claim)?;
    }
    let message = format!(
        "Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the \
         system administrator. If volume creation is delayed, please verify that the provisioner is running and \
         correctly registered."
    );
    tell(&claim, NORMAL, "ExternalProvisioning", message, ctx);
    Ok(())
}

/// Binds both to each other: the volume first.
fn bind(mut claim: Value, mut volume: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let before = volume.clone();
    if volume.get("spec").get("claimRef").is_null() {
        annotate(&mut volume, BOUND_BY_CONTROLLER, "yes");
    }
    if volume.get("spec").get("claimRef").str("uid") != meta::uid(&claim) {
        let m = claim.get("metadata");
        let mut r = Value::object();
        r.set("apiVersion", "v1");
        r.set("kind", "PersistentVolumeClaim");
        for key in ["name", "namespace", "uid", "resourceVersion"] {
            r.set(key, m.text(key));
        }
        volume.field_mut("spec").set("claimRef", r);
    }
    if volume != before {
        volume = ctx.update(kinds::PERSISTENT_VOLUME, volume)?;
    }
    if volume.get("status").str("phase") != "Bound" {
        volume.field_mut("status").set("phase", "Bound");
        volume = ctx.update_status(kinds::PERSISTENT_VOLUME, volume)?;
    }
    let before = claim.clone();
    if claim.get("spec").str("volumeName").is_empty() {
        claim.field_mut("spec").set("volumeName", volume.get("metadata").text("name"));
        annotate(&mut claim, BOUND_BY_CONTROLLER, "yes");
    }
    annotate(&mut claim, BIND_COMPLETED, "yes");
    if claim != before {
        claim = ctx.update(kinds::PERSISTENT_VOLUME_CLAIM, claim)?;
    }
    set_bound(claim, &volume, ctx)
}

fn set_bound(mut claim: Value, volume: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let before = claim.get("status").clone();
    let status = claim.field_mut("status");
    status.set("accessModes", volume.get("spec").get("accessModes").clone());
    if before.str("phase") != "Bound" {
        // Later on the two may differ: what is in the volume can be smaller than the volume.
        status.set("phase", "Bound");
        status.set("capacity", volume.get("spec").get("capacity").clone());
    }
    if *status == before {
        return Ok(());
    }
    ctx.update_status(kinds::PERSISTENT_VOLUME_CLAIM, claim).map(|_| ())
}

/// Says what becomes of a claim that has no volume.
fn set_phase(mut claim: Value, phase: &'static str, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let before = claim.get("status").clone();
    let status = claim.field_mut("status");
    status.set("phase", phase);
    status.remove("accessModes");
    status.remove("capacity");
    if *status == before {
        return Ok(());
    }
    ctx.update_status(kinds::PERSISTENT_VOLUME_CLAIM, claim).map(|_| ())
}

fn bound(claim: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let name = claim.get("spec").text("volumeName");
    let volume = ctx.get(kinds::PERSISTENT_VOLUME, "", &name);
    let owner = volume.as_ref().map_or("", |v| v.get("spec").get("claimRef").str("uid"));
    let (reason, message) = match &volume {
        Some(v) if v.get("spec").get("claimRef").is_null() || owner == meta::uid(&claim) => {
            return bind(claim, volume.unwrap_or_default(), ctx);
        }
        Some(_) => ("ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly"),
        None if name.is_empty() => {
            ("ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!")
        }
        None => ("ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!"),
    };
    if claim.get("status").str("phase") == "Lost" {
        return Ok(());
    }
    tell(&claim, WARNING, reason, message, ctx);
    set_phase(claim, "Lost", ctx)
}
