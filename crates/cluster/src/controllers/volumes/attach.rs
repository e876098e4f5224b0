//! Volumes that a driver attaches to a node before anything is mounted. The controller manager asks the driver for it and
//! waits; no such driver is here, so that it waits in vain.

use std::time::Duration;

use api::digest::{hex, sha256};
use api::time::Time;
use api::{Text, Value, meta, obj};

use super::super::support::pod_control::split;
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::{self, Source, WARNING};
use crate::kinds;

const NAME: &str = "attachdetach-controller";
/// So long a driver is waited for.
const PATIENCE: Duration = Duration::from_secs(120);
/// The first pause after a failure; it doubles.
const FIRST: Duration = Duration::from_millis(500);
/// The longest.
const LAST: Duration = Duration::from_secs(122);

/// Sources from before there were drivers: where each says which volume it is, and the driver that does its work today.
const MIGRATED: &[(&str, &str, &str)] = &[
    ("awsElasticBlockStore", "volumeID", "ebs.csi.aws.com"),
    ("azureDisk", "diskURI", "disk.csi.azure.com"),
    ("cinder", "volumeID", "cinder.csi.openstack.org"),
    ("gcePersistentDisk", "pdName", "pd.csi.storage.gke.io"),
    ("vsphereVolume", "volumePath", "csi.vsphere.vmware.com"),
];

/// A volume that is being attached.
#[derive(Clone)]
struct Wait {
    pod: Text,
    volume: String,
    attachment: Text,
    /// When the driver is given up for now.
    due: Time,
    pause: Duration,
    /// Who was asked for what.
    asked: (Text, Text),
}

/// The attach-detach controller.
#[derive(Clone, Default)]
pub struct Attach {
    waits: Vec<Wait>,
}

/// The driver that attaches a volume, and what it calls the volume.
fn driver(source: &Value, persistent: bool) -> Option<(Text, Text)> {
    if persistent && source.has("csi") {
        return Some((source.get("csi").text("driver"), source.get("csi").text("volumeHandle")));
    }
    let (kind, id, driver) = MIGRATED.iter().find(|(kind, ..)| source.has(kind))?;
    Some((Text::new(driver), source.get(kind).text(id)))
}

impl Attach {
    /// Begins to wait for the volumes of a pod.
    fn begin(&mut self, key: &Text, pod: &Value, ctx: &mut Ctx<'_>) {
        for volume in pod.get("spec").list("volumes") {
            let claim = volume.get("persistentVolumeClaim").str("claimName");
            let claim = ctx.get(kinds::PERSISTENT_VOLUME_CLAIM, meta::namespace(pod), claim);
            let stored = claim.and_then(|c| ctx.get(kinds::PERSISTENT_VOLUME, "", c.get("spec").str("volumeName")));
            let source = stored.as_ref().map_or(volume, |v| v.get("spec"));
            let Some((driver, handle)) = driver(source, stored.is_some()) else { continue };
            let object = ctx.get(kinds::CSI_DRIVER, "", &driver);
            if object.is_some_and(|o| o.get("spec").get("attachRequired").as_bool() == Some(false)) {
                continue;
            }
            let node = pod.get("spec").text("nodeName");
            let hash = hex(&sha256([&*handle, &*driver, &*node].concat().as_bytes()));
            let attachment = Text::from(["csi-", &hash].concat());
            if self.waits.iter().any(|w| w.pod == *key && w.attachment == attachment) {
                continue;
            }
            let name = stored.as_ref().map_or(format!("{driver}-{handle}"), |v| meta::name(v).into());
            let source = match stored {
                Some(_) => obj!({"persistentVolumeName": (Text::new(&name))}),
                None => obj!({"inlineVolumeSpec": {
                    "accessModes": ["ReadWriteOnce"],
                    "csi": {"driver": (driver.clone()), "volumeHandle": (handle.clone())},
                }}),
            };
            let object = obj!({
                "apiVersion": "storage.k8s.io/v1",
                "kind": "VolumeAttachment",
                "metadata": {"name": (attachment.clone())},
                "spec": {"attacher": (driver.clone()), "nodeName": node, "source": source},
            });
            // Another pod of the node may wait for it already.
            let _ = ctx.create(kinds::VOLUME_ATTACHMENT, object);
            let (due, asked) = (ctx.now + PATIENCE, (driver, handle));
            self.waits.push(Wait { pod: key.clone(), volume: name, attachment, due, pause: FIRST, asked });
        }
    }

    /// The pod has gone: what nobody else waits for is not asked for any more.
    fn end(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (gone, left): (Vec<Wait>, Vec<Wait>) = self.waits.drain(..).partition(|w| w.pod == *key);
        self.waits = left;
        for wait in gone {
            if !self.waits.iter().any(|w| w.attachment == wait.attachment) {
                // Whoever deleted it by hand was quicker.
                let _ = ctx.delete(kinds::VOLUME_ATTACHMENT, "", &wait.attachment, "", (None, None));
            }
        }
    }
}

impl Component for Attach {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if !change.is(kinds::POD) {
            return;
        }
        let spec = change.new.get("spec");
        let comes = change.old.get("spec").str("nodeName").is_empty() && !spec.str("nodeName").is_empty();
        let key = || Text::from(meta::key(&change.new));
        let waits = || !self.waits.is_empty() && self.waits.iter().any(|w| w.pod == key());
        let leaves = change.deleted() || matches!(change.new.get("status").str("phase"), "Failed" | "Succeeded");
        if (comes && !spec.list("volumes").is_empty()) || (leaves && waits()) {
            queue.add(key());
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        let ended = |p: &Value| matches!(p.get("status").str("phase"), "Failed" | "Succeeded");
        let Some(pod) = ctx.get(kinds::POD, namespace, name).filter(|p| !ended(p)) else { return self.end(key, ctx) };
        self.begin(key, &pod, ctx);
        for wait in self.waits.iter_mut().filter(|w| w.pod == *key) {
            if wait.due <= ctx.now {
                let (driver, handle) = &wait.asked;
                let message = format!(
                    "AttachVolume.Attach failed for volume {:?} : timed out waiting for external-attacher of {driver} CSI \
                     driver to attach volume {handle}",
                    wait.volume
                );
                let source = Source::component(NAME);
                events::record(ctx, &events::reference(&pod), WARNING, "FailedAttachVolume", message, &source);
                wait.due = ctx.now + wait.pause + PATIENCE;
                wait.pause = (wait.pause * 2).min(LAST);
            }
            ctx.requeue_at(key.clone(), wait.due);
        }
    }
}
