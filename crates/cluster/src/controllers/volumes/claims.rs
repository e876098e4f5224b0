//! One look at a claim: is it bound, can it be, or who makes a volume for it?

use api::quantity::Quantity;
use api::selector::LabelSelector;
use api::{Status, Text, Value, meta};
use sorted::InOrder;

use super::binder::tell;
use super::{
    BIND_COMPLETED, BOUND_BY_CONTROLLER, SELECTED_NODE, STORAGE_PROVISIONER, STORAGE_PROVISIONER_BETA, annotate,
    annotation, class_of, refers_to, waits_for_consumer,
};
use crate::component::Ctx;
use crate::events::{NORMAL, WARNING};
use crate::kinds;

const IS_DEFAULT: &str = "storageclass.kubernetes.io/is-default-class";

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
    let reference = volume.get("spec").get("claimRef");
    if reference.is_null() {
        if let Some(why) = mismatch(&claim, &volume) {
            let message = format!("Cannot bind to requested volume {:?}: {why}", wanted.as_str());
            tell(&claim, WARNING, "VolumeMismatch", message, ctx);
            return set_phase(claim, "Pending", ctx);
        }
        return bind(claim, volume, ctx);
    }
    if refers_to(&volume, &claim) {
        return bind(claim, volume, ctx);
    }
    set_phase(claim, "Pending", ctx)
}

fn mismatch(claim: &Value, volume: &Value) -> Option<&'static str> {
    let (c, v) = (claim.get("spec"), volume.get("spec"));
    let size = |q: &Value| Quantity::of_valid(q);
    if size(v.get("capacity").get("storage")) < size(c.at(&["resources", "requests", "storage"])) {
        return Some("requested PV is too small");
    }
    if v.str("storageClassName") != c.str("storageClassName") {
        return Some("storageClassName does not match");
    }
    if mode(v) != mode(c) {
        return Some("incompatible volumeMode");
    }
    let modes = |o: &Value| o.list("accessModes").to_vec();
    (!modes(c).iter().all(|m| modes(v).contains(m))).then_some("incompatible accessMode")
}

pub(super) fn mode(spec: &Value) -> &str {
    if spec.str("volumeMode").is_empty() { "Filesystem" } else { spec.str("volumeMode") }
}

fn find_volume(mut claim: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    if claim.get("spec").get("storageClassName").is_null() {
        // A claim that came before the default class gets it now.
        let is_default = |c: &&Value| annotation(c, IS_DEFAULT) == "true";
        let mut classes: Vec<Value> = ctx.api.read_all(kinds::STORAGE_CLASS, "").filter(is_default).cloned().collect();
        classes.order_by_key(|c| std::cmp::Reverse(c.get("metadata").text("creationTimestamp")));
        if let Some(class) = classes.first() {
            claim.field_mut("spec").set("storageClassName", class.get("metadata").text("name"));
            claim = ctx.update(kinds::PERSISTENT_VOLUME_CLAIM, claim)?;
        }
    }
    let class = class_of(&claim, ctx);
    let delayed = class.as_ref().is_some_and(waits_for_consumer) && annotation(&claim, SELECTED_NODE).is_empty();
    if let Some(volume) = best_volume(&claim, delayed, ctx) {
        return bind(claim, volume, ctx);
    }
    if delayed {
        tell_of_delay(&claim, ctx);
        return set_phase(claim, "Pending", ctx);
    }
    if !claim.get("spec").str("storageClassName").is_empty() {
        return provision(claim, class, ctx);
    }
    let message = "no persistent volumes available for this claim and no storage class is set";
    tell(&claim, NORMAL, "FailedBinding", message, ctx);
    set_phase(claim, "Pending", ctx)
}

fn tell_of_delay(claim: &Value, ctx: &mut Ctx<'_>) {
    let uses = |p: &&Value| {
        let volumes = p.get("spec").list("volumes");
        let by_claim = volumes.iter().any(|v| v.get("persistentVolumeClaim").str("claimName") == meta::name(claim));
        by_claim && p.get("spec").str("nodeName").is_empty()
    };
    let first = ctx.api.read_all(kinds::POD, meta::namespace(claim)).find(uses);
    match first.map(|p| meta::name(p).to_string()) {
        Some(pod) => {
            let message = format!("waiting for pod {pod} to be scheduled");
            tell(claim, NORMAL, "WaitForPodScheduled", message, ctx);
        }
        None => {
            let message = "waiting for first consumer to be created before binding";
            tell(claim, NORMAL, "WaitForFirstConsumer", message, ctx);
        }
    }
}

/// The volume that asks for the claim, else the smallest free one that will do (unless a node must be chosen first).
fn best_volume(claim: &Value, delayed: bool, ctx: &Ctx<'_>) -> Option<Value> {
    let selector = claim.get("spec").get("selector");
    let selector = match selector {
        Value::Null => LabelSelector::everything(),
        s => LabelSelector::from_value(s).ok()?,
    };
    let mut free: Vec<&Value> = Vec::new();
    for volume in ctx.api.read_all(kinds::PERSISTENT_VOLUME, "") {
        if !meta::deletion_timestamp(volume).is_empty() {
            continue;
        }
        if !volume.get("spec").get("claimRef").is_null() {
            if refers_to(volume, claim) && mismatch(claim, volume).is_none() {
                return Some(volume.clone());
            }
            continue;
        }
        let available = volume.get("status").str("phase") == "Available";
        if available && !delayed && selector.matches(meta::labels(volume)) && mismatch(claim, volume).is_none() {
            free.push(volume);
        }
    }
    let size = |v: &&&Value| Quantity::of_valid(v.at(&["spec", "capacity", "storage"])).nanos();
    free.iter().min_by_key(size).map(|v| (*v).clone())
}

fn provision(mut claim: Value, class: Option<Value>, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let name = claim.get("spec").text("storageClassName");
    let Some(class) = class else {
        let message = format!("storageclass.storage.k8s.io {:?} not found", name.as_str());
        tell(&claim, WARNING, "ProvisioningFailed", message, ctx);
        return set_phase(claim, "Pending", ctx);
    };
    let provisioner = class.text("provisioner");
    if provisioner == "kubernetes.io/no-provisioner" {
        // Local volumes are made by hand.
        return set_phase(claim, "Pending", ctx);
    }
    if annotation(&claim, STORAGE_PROVISIONER) != provisioner.as_str() {
        annotate(&mut claim, STORAGE_PROVISIONER_BETA, &provisioner);
        annotate(&mut claim, STORAGE_PROVISIONER, &provisioner);
        claim = ctx.update(kinds::PERSISTENT_VOLUME_CLAIM, claim)?;
    }
    let message = format!(
        "Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the \
         system administrator. If volume creation is delayed, please verify that the provisioner is running and \
         correctly registered."
    );
    tell(&claim, NORMAL, "ExternalProvisioning", message, ctx);
    set_phase(claim, "Pending", ctx)
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
    status.set("phase", "Bound");
    status.set("accessModes", volume.get("spec").get("accessModes").clone());
    status.set("capacity", volume.get("spec").get("capacity").clone());
    if *status == before {
        return Ok(());
    }
    ctx.update_status(kinds::PERSISTENT_VOLUME_CLAIM, claim).map(|_| ())
}

fn set_phase(mut claim: Value, phase: &'static str, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    if claim.get("status").str("phase") == phase {
        return Ok(());
    }
    claim.field_mut("status").set("phase", phase);
    ctx.update_status(kinds::PERSISTENT_VOLUME_CLAIM, claim).map(|_| ())
}

fn bound(claim: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let name: Text = claim.get("spec").text("volumeName");
    let volume = ctx.get(kinds::PERSISTENT_VOLUME, "", &name).filter(|v| !name.is_empty() && refers_or_free(v, &claim));
    match volume {
        Some(volume) if volume.get("spec").get("claimRef").is_null() => bind(claim, volume, ctx),
        Some(volume) => set_bound(claim, &volume, ctx),
        None => {
            if claim.get("status").str("phase") != "Lost" {
                let message = "Bound claim has lost its PersistentVolume. Data on the volume is lost!";
                tell(&claim, WARNING, "ClaimLost", message, ctx);
            }
            set_phase(claim, "Lost", ctx)
        }
    }
}

fn refers_or_free(volume: &Value, claim: &Value) -> bool {
    volume.get("spec").get("claimRef").is_null() || refers_to(volume, claim)
}
