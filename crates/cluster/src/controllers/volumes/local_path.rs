//! The local-path provisioner: makes a folder on the node that a pod was scheduled to, and deletes it afterwards.
//!
//! What it is not: part of Kubernetes. It is the add-on that small clusters use, simulated without its helper pods; they
//! only show as the time that they take.

use sorted::SortedMap;
use std::time::Duration;

use api::time::Time;
use api::{Status, Text, Value, meta, obj};

use super::super::support::pod_control::split;
use super::super::support::retry::Retry;
use super::{PROVISIONED_BY, SELECTED_NODE, STORAGE_PROVISIONER, annotation, class_of};
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::{self, NORMAL, Source, WARNING};
use crate::{kinds, storage};

/// The provisioner's name, as storage classes give it.
const PROVISIONER: &str = "rancher.io/local-path";
/// After a refusal it is asked again, first after so long, then after twice as long each time.
const FIRST_RETRY: Duration = Duration::from_secs(15);
const LAST_RETRY: Duration = Duration::from_secs(1000);
/// How long the helper pod takes to make or delete a folder: it is over after one to two seconds, and looked at once a
/// second.
const HELPER: Duration = Duration::from_secs(2);

/// The provisioner.
#[derive(Clone, Default)]
pub struct LocalPath {
    /// When helpers will be done, by key.
    helpers: SortedMap<Text, Time>,
    /// When claims that it has refused are looked at again, and how long it waits then.
    refused: SortedMap<Text, (Time, Duration)>,
    retry: Retry,
}

impl LocalPath {
    /// Whether the helper for a key is done; starts it if there is none. The second value says that it just started.
    fn helper(&mut self, key: &Text, ctx: &mut Ctx<'_>) -> (bool, bool) {
        let started = !self.helpers.contains_key(key);
        let done = *self.helpers.entry(key.clone()).or_insert(ctx.now + HELPER);
        if done > ctx.now {
            ctx.requeue_at(key.clone(), done);
            return (false, started);
        }
        self.helpers.remove(key);
        (true, false)
    }

    fn provision(&mut self, key: &Text, claim: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let node = annotation(claim, SELECTED_NODE).to_string();
        let class = class_of(claim, ctx).unwrap_or_default();
        let delayed = storage::waits_for_consumer(&class);
        let asked = annotation(claim, STORAGE_PROVISIONER) == PROVISIONER;
        let free = claim.get("spec").str("volumeName").is_empty() && meta::deletion_timestamp(claim).is_empty();
        if !asked || !free || (delayed && node.is_empty()) {
            return Ok(());
        }
        if claim.get("spec").str("volumeMode") == "Block" {
            // That does not change: it is said once.
            if self.refused.insert(key.clone(), (ctx.now, FIRST_RETRY)).is_none() {
                let message = format!("{PROVISIONER} does not support block volume provisioning");
                tell(claim, (WARNING, "ProvisioningFailed"), message, ctx);
            }
            return Ok(());
        }
        if let Some(why) = refusal(claim) {
            let message = format!("failed to provision volume with StorageClass {:?}: {why}", meta::name(&class));
            let (again, delay) = self.refused.get(key).copied().unwrap_or((ctx.now, FIRST_RETRY));
            if again <= ctx.now {
                tell(claim, (NORMAL, "Provisioning"), provisioning(claim), ctx);
                tell(claim, (WARNING, "ProvisioningFailed"), message, ctx);
                self.refused.insert(key.clone(), (ctx.now + delay, (delay * 2).min(LAST_RETRY)));
            }
            ctx.requeue_at(key.clone(), if again <= ctx.now { ctx.now + delay } else { again });
            return Ok(());
        }
        let (done, started) = self.helper(key, ctx);
        if started {
            tell(claim, (NORMAL, "Provisioning"), provisioning(claim), ctx);
        }
        if !done {
            return Ok(());
        }
        let node = if node.is_empty() { any_node(ctx) } else { node };
        let name = format!("pvc-{}", meta::uid(claim));
        match ctx.create(kinds::PERSISTENT_VOLUME, volume(claim, &class, &name, &node)) {
            Err(s) if s.reason != "AlreadyExists" => return Err(s),
            _ => {}
        }
        tell(claim, (NORMAL, "ProvisioningSucceeded"), format!("Successfully provisioned volume {name}"), ctx);
        Ok(())
    }

    fn delete(&mut self, key: &Text, volume: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let ours = annotation(volume, PROVISIONED_BY) == PROVISIONER;
        let released = volume.get("status").str("phase") == "Released";
        if !ours || !released || volume.get("spec").str("persistentVolumeReclaimPolicy") != "Delete" {
            return Ok(());
        }
        if !self.helper(key, ctx).0 {
            return Ok(());
        }
        match ctx.delete(kinds::PERSISTENT_VOLUME, "", meta::name(volume), "", (None, None)) {
            Err(s) if s.code != 404 => Err(s),
            _ => Ok(()),
        }
    }
}

fn provisioning(claim: &Value) -> String {
    format!("External provisioner is provisioning volume for claim \"{}\"", meta::key(claim))
}

/// Why the provisioner makes no folder for a claim: a folder of one node is nothing that several can share.
fn refusal(claim: &Value) -> Option<&'static str> {
    let spec = claim.get("spec");
    let alone = |mode: &Value| matches!(mode.as_str(), Some("ReadWriteOnce" | "ReadWriteOncePod"));
    if spec.has("selector") {
        Some("claim.Spec.Selector is not supported")
    } else if !spec.list("accessModes").iter().all(alone) {
        Some("NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes")
    } else {
        None
    }
}

fn tell(claim: &Value, (kind, reason): (&'static str, &'static str), message: String, ctx: &mut Ctx<'_>) {
    let source = Source::component(PROVISIONER);
    events::record(ctx, &events::reference(claim), kind, reason, message, &source);
}

fn any_node(ctx: &Ctx<'_>) -> String {
    ctx.api.read_all(kinds::NODE, "").last().map(|n| meta::name(n).to_string()).unwrap_or_default()
}

fn volume(claim: &Value, class: &Value, name: &str, node: &str) -> Value {
    let path = format!("/opt/local-path-provisioner/{name}_{}_{}", meta::namespace(claim), meta::name(claim));
    let policy = match class.str("reclaimPolicy") {
        "" => Text::from("Delete"),
        _ => class.text("reclaimPolicy"),
    };
    let hostname = obj!({"key": "kubernetes.io/hostname", "operator": "In", "values": [(node.to_string())]});
    let m = claim.get("metadata");
    let reference = obj!({
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "name": (m.text("name")),
        "namespace": (m.text("namespace")),
        "uid": (m.text("uid")),
        "resourceVersion": (m.text("resourceVersion")),
    });
    let annotations = obj!({"local.path.provisioner/selected-node": (node.to_string()), "pv.kubernetes.io/provisioned-by": PROVISIONER});
    obj!({
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": (name.to_string()), "annotations": annotations},
        "spec": {
            "accessModes": (claim.get("spec").get("accessModes").clone()),
            "capacity": {"storage": (claim.at(&["spec", "resources", "requests", "storage"]).clone())},
            "claimRef": reference,
            "hostPath": {"path": path, "type": "DirectoryOrCreate"},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [(hostname)]}]}},
            "persistentVolumeReclaimPolicy": policy,
            "storageClassName": (claim.get("spec").text("storageClassName")),
            "volumeMode": "Filesystem",
        },
    })
}

impl Component for LocalPath {
    fn name(&self) -> &'static str {
        "local-path-provisioner"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::PERSISTENT_VOLUME) || change.is(kinds::PERSISTENT_VOLUME_CLAIM) {
            let key = Text::from(meta::key(&change.new));
            if change.deleted() {
                self.helpers.remove(&key);
                self.refused.remove(&key);
            } else {
                queue.add(key);
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        let answer = match namespace {
            "" => match ctx.get(kinds::PERSISTENT_VOLUME, "", name) {
                Some(volume) => self.delete(key, &volume, ctx),
                None => Ok(()),
            },
            _ => match ctx.get(kinds::PERSISTENT_VOLUME_CLAIM, namespace, name) {
                Some(claim) => self.provision(key, &claim, ctx),
                None => Ok(()),
            },
        };
        self.retry.settle(key, answer, ctx);
    }
}
