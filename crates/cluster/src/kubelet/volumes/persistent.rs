//! What a persistent volume is on a node: a path, a share of another machine, a device that somebody must attach.

use api::{Text, Value, meta};

use super::{Home, Source, Trouble, content};
use crate::component::Ctx;
use crate::kinds::{CSI_DRIVER, NODE, PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM};
use crate::kubelet::containers;
use crate::kubelet::site::Site;
use crate::storage;

/// Who made a volume.
const PROVISIONED_BY: &str = "pv.kubernetes.io/provisioned-by";
/// What it makes, anybody may write into.
const LOCAL_PATH: &str = "rancher.io/local-path";

/// Sources that a driver outside of Kubernetes attaches to the node before anything is mounted, in tree or not.
const ATTACHED: &[&str] = &["csi", "awsElasticBlockStore", "gcePersistentDisk", "azureDisk", "cinder", "vsphereVolume"];

/// What is behind a claim of the pod, for one of its volumes.
pub(super) fn claimed(
    pod: &Value,
    (place, claim): (&str, &str),
    site: &mut Site<'_>,
    ctx: &Ctx<'_>,
) -> Result<Source, Trouble> {
    let namespace = meta::namespace(pod);
    let unknown = |why: String| Trouble::Claim(format!("error processing PVC {namespace}/{claim}: {why}"));
    let object = ctx.get(PERSISTENT_VOLUME_CLAIM, namespace, claim).ok_or_else(|| {
        unknown(format!("failed to fetch PVC from API server: persistentvolumeclaims {claim:?} not found"))
    })?;
    if !meta::deletion_timestamp(&object).is_empty() {
        return Err(unknown("PVC is being deleted".into()));
    }
    let name = object.get("spec").text("volumeName");
    if name.is_empty() || object.get("status").str("phase") != "Bound" {
        return Err(unknown("PVC is not bound".into()));
    }
    let Some(volume) = ctx.get(PERSISTENT_VOLUME, "", &name) else {
        let name = &*name;
        return Err(unknown(format!(
            "failed to fetch PV {name} from API server: persistentvolumes {name:?} not found"
        )));
    };
    let spec = volume.get("spec");
    let (owner, uid) = (spec.get("claimRef"), meta::uid(&object));
    if owner.is_null() {
        let why = "but it has a nil pv.Spec.ClaimRef indicating it is not yet bound to the claim";
        return Err(unknown(format!("found PV object {name} {why}")));
    }
    if owner.str("uid") != uid {
        let owner = owner.str("uid");
        return Err(unknown(format!(
            "found PV object {name} but its pv.Spec.ClaimRef.UID {owner} does not point to claim.UID {uid}"
        )));
    }
    let mode = if spec.str("volumeMode") == "Block" { "Block" } else { "Filesystem" };
    let wrong = if mode == "Block" { "volumeMounts" } else { "volumeDevices" };
    if containers(pod).any(|(_, c)| c.list(wrong).iter().any(|m| m.str("name") == place)) {
        return Err(Trouble::Claim(format!("volume {place} has volumeMode {mode}, but is specified in {wrong}")));
    }
    let node = ctx.get(NODE, "", &site.node.name).unwrap_or_default();
    if !storage::reaches(&node, &volume) {
        return Err(Trouble::Mount(format!(
            "MountVolume.NodeAffinity check failed for volume {name:?} : no matching NodeSelectorTerms"
        )));
    }
    if spec.has("hostPath") {
        let path = content::host_path(spec.get("hostPath"), ctx.now, site).map_err(|why| set_up(&name, &why))?;
        open_to_all(&volume, &path, site);
        return Ok(Source::Elsewhere(Home::Node(path)));
    }
    if spec.has("local") {
        let path = spec.get("local").str("path").trim_end_matches('/').to_string();
        return match site.node.files().node(&path) {
            Some(_) => Ok(Source::Elsewhere(Home::Node(path))),
            None => Err(Trouble::Mount(format!(
                "MountVolume.NewMounter initialization failed for volume {name:?} : path {path:?} does not exist"
            ))),
        };
    }
    Err(unattached(spec, &name, ctx).unwrap_or_else(|| remote(pod, &name, spec, true)))
}

/// Why a volume is not there whose driver attaches nothing: the driver itself is not there either.
fn unattached(spec: &Value, name: &Text, ctx: &Ctx<'_>) -> Option<Trouble> {
    let driver = spec.get("csi").str("driver");
    let object = ctx.get(CSI_DRIVER, "", driver)?;
    if object.get("spec").get("attachRequired").as_bool() != Some(false) {
        return None;
    }
    Some(Trouble::Mount(format!(
        "MountVolume.MountDevice failed for volume {name:?} : kubernetes.io/csi: attacher.MountDevice failed to create \
         newCsiDriverClient: driver name {driver} not found in the list of registered CSI drivers"
    )))
}

/// What kubelets say of the one driver that they have but do not use.
const GIT_REPO: &str = "git-repo volume plugin has been disabled; if necessary, it may be re-enabled by enabling the \
                        feature-gate `GitRepoVolumeDriver`";

/// Why a volume that is neither on the node nor made of objects is not there.
pub(super) fn remote(pod: &Value, name: &Text, spec: &Value, persistent: bool) -> Trouble {
    if spec.has("nfs") {
        return set_up(name, &nfs(pod, name, spec));
    }
    if spec.has("csi") && !persistent {
        let driver = spec.get("csi").str("driver");
        let why = format!(
            "kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name {driver} not found in the list of \
             registered CSI drivers"
        );
        return set_up(name, &why);
    }
    if spec.has("gitRepo") {
        return set_up(name, GIT_REPO);
    }
    match ATTACHED.iter().any(|kind| spec.has(kind)) {
        true => Trouble::Detached,
        false => set_up(name, "volumes of this type are not simulated"),
    }
}

pub(super) fn set_up(name: &str, why: &str) -> Trouble {
    Trouble::Mount(format!("MountVolume.SetUp failed for volume {name:?} : {why}"))
}

/// The nodes lack the program that mounts NFS, as a plain Debian does.
fn nfs(pod: &Value, name: &Text, spec: &Value) -> String {
    let nfs = spec.get("nfs");
    let dir = format!("/var/lib/kubelet/pods/{}/volumes/kubernetes.io~nfs/{name}", meta::uid(pod));
    let mut options: Vec<&str> = nfs.bool("readOnly").then_some("ro").into_iter().collect();
    options.extend(spec.list("mountOptions").iter().filter_map(Value::as_str));
    let options = if options.is_empty() { String::new() } else { format!("-o {} ", options.join(",")) };
    format!(
        "mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs {options}{}:{} {dir}\nOutput: \
         mount: {dir}: bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.<type> helper \
         program.\n       dmesg(1) may have more information after failed mount system call.\n",
        nfs.str("server"),
        nfs.str("path"),
    )
}

/// The folder that a provisioner's helper pod makes is everybody's.
fn open_to_all(volume: &Value, path: &str, site: &mut Site<'_>) {
    let by = meta::annotations(volume).get(PROVISIONED_BY).and_then(Value::as_str);
    if by == Some(LOCAL_PATH) {
        // The directory has just been looked at.
        let _there = site.node.files().touch(path, Some(0o777), None);
    }
}
