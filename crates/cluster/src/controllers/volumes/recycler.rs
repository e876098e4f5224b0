//! The old reclaim policy `Recycle`: a pod empties the volume, which is then free again.

use api::{Status, Text, Value, meta, obj};

use super::binder::tell;
use super::volumes::{fail, unbind};
use crate::component::Ctx;
use crate::events::{NORMAL, WARNING};
use crate::kinds;

const NAMESPACE: &str = "default";
const PREFIX: &str = "recycler-for-";
const IMAGE: &str = "registry.k8s.io/build-image/debian-base:bookworm-v1.0.6";
const EMPTIES: &str = "test -e /scrub && find /scrub -mindepth 1 -delete && test -z \"$(ls -A /scrub)\" || exit 1";
/// How long a pod may take at least.
const SECONDS: i64 = 60;

/// Goes on with a volume whose claim is gone.
pub fn sync(volume: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let source = volume.get("spec");
    let Some(kind) = ["hostPath", "nfs"].into_iter().find(|kind| source.has(kind)) else {
        return fail(volume, "VolumeFailedRecycle", "No recycler plugin found for the volume!".into(), ctx);
    };
    let name = format!("{PREFIX}{}", meta::name(&volume));
    let Some(pod) = ctx.get(kinds::POD, NAMESPACE, &name) else {
        let created = ctx.create(kinds::POD, pod(&name, kind, source.get(kind)));
        return created.map(|_| ());
    };
    let status = pod.get("status");
    let ended = status.str("phase");
    if !["Succeeded", "Failed"].contains(&ended) || !meta::deletion_timestamp(&pod).is_empty() {
        return Ok(());
    }
    ctx.delete(kinds::POD, NAMESPACE, &name, meta::uid(&pod), (None, None))?;
    if ended == "Failed" {
        let why = match status.str("message") {
            "" => "pod failed, pod.Status.Message unknown",
            message => message,
        };
        return fail(volume, "VolumeFailedRecycle", format!("Recycle failed: {why}"), ctx);
    }
    tell(&volume, NORMAL, "VolumeRecycled", "Volume recycled", ctx);
    unbind(volume, ctx)
}

/// The name of the volume that a pod empties.
pub fn volume_of(pod: &str) -> Option<&str> {
    pod.strip_prefix(PREFIX)
}

/// What happens to the pod is told of the volume too.
pub fn pass_on(event: &str, ctx: &mut Ctx<'_>) {
    let Some(event) = ctx.get(kinds::EVENT, NAMESPACE, event) else { return };
    let Some(name) = volume_of(event.get("involvedObject").str("name")) else { return };
    let Some(volume) = ctx.get(kinds::PERSISTENT_VOLUME, "", name) else { return };
    let kind = if event.str("type") == WARNING { WARNING } else { NORMAL };
    let text = if event.str("message").is_empty() { event.str("note") } else { event.str("message") };
    tell(&volume, kind, "RecyclerPod", format!("Recycler pod: {text}"), ctx);
}

fn pod(name: &str, kind: &'static str, source: &Value) -> Value {
    let mut volume = obj!({"name": "vol"});
    volume.set(kind, source.clone());
    obj!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": (Text::new(name)), "namespace": NAMESPACE},
        "spec": {
            "activeDeadlineSeconds": SECONDS, "restartPolicy": "Never", "volumes": [volume],
            "containers": [{
                "name": "pv-recycler", "image": IMAGE, "command": ["/bin/sh"], "args": ["-c", EMPTIES],
                "volumeMounts": [{"name": "vol", "mountPath": "/scrub"}]
            }]
        }
    })
}
