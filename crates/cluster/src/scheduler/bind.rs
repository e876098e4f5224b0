//! How a decision takes effect: volumes first, where they waited for the node, then the binding.

use std::time::Duration;

use api::request::{PatchType, Request, Verb};
use api::{Status, Text, Value, meta, obj};

use super::cycle::Outcome;
use super::framework::View;
use super::plugins::volume_binding;
use super::pod::PodInfo;
use super::queue::Queued;
use super::{CYCLE, CYCLE_TIME, Scheduler, source};
use crate::component::Ctx;
use crate::events::{self, NORMAL};
use crate::kinds;

/// So often the scheduler looks whether a pod's volumes have come.
const LOOK: Duration = Duration::from_secs(1);

/// So long it waits for them.
const PATIENCE: Duration = Duration::from_secs(600);

const BIND_COMPLETED: &str = "pv.kubernetes.io/bind-completed";

/// Binds a pod to the node that was chosen, at once or when its volumes are there.
pub fn begin(scheduler: &mut Scheduler, queued: Queued, outcome: Outcome, ctx: &mut Ctx<'_>) {
    let pod = queued.pod.clone();
    if !outcome.state.volumes.waiting.is_empty() {
        expect(&pod, &outcome.node, ctx);
        ask_for_volumes(scheduler, &pod, &outcome, ctx);
        scheduler.queue.remove(&pod.key);
        ctx.requeue(pod.key.clone(), PATIENCE);
        scheduler.assume(&pod, outcome.node, ctx.now);
        return;
    }
    if let Err(status) = bind(&pod, &outcome.node, ctx) {
        failure(scheduler, queued, status, ctx);
    } else {
        scheduler.queue.remove(&pod.key);
        scheduler.bound = Some(pod);
    }
}

/// A pod that waited for its volumes: binds it when all of them are bound.
pub fn finish(scheduler: &mut Scheduler, key: &Text, ctx: &mut Ctx<'_>) {
    let Some((placed, since)) = scheduler.binding.get(key).cloned() else { return };
    let (namespace, name) = key.split_once('/').unwrap_or(("", key));
    let Some(object) = ctx.get(kinds::POD, namespace, name) else {
        scheduler.forget(key);
        return;
    };
    let pod = PodInfo::of(&object);
    let bound = |claim: &Text| {
        let claim = ctx.get(kinds::PERSISTENT_VOLUME_CLAIM, namespace, claim).unwrap_or_default();
        !claim.get("spec").str("volumeName").is_empty() && meta::annotations(&claim).contains_key(BIND_COMPLETED)
    };
    if !pod.claims.iter().all(bound) {
        if since + PATIENCE > ctx.now {
            return ctx.requeue_at(key.clone(), since + PATIENCE);
        }
        let why = "running PreBind plugin \"VolumeBinding\": binding volumes: context deadline exceeded";
        super::failure::tell(&pod, "SchedulerError", why, None, ctx);
        scheduler.forget(key);
        scheduler.queue.add(pod, ctx.now);
        return ctx.requeue(CYCLE, CYCLE_TIME);
    }
    // The scheduler looks once a second whether the volumes have come.
    let waited = ctx.now.since(since);
    let looks = waited.as_nanos().div_ceil(LOOK.as_nanos()).max(1) as u32;
    if LOOK * looks > waited {
        return ctx.requeue_at(key.clone(), since + LOOK * looks);
    }
    if bind(&pod, &placed.node, ctx).is_err() {
        scheduler.forget(key);
        scheduler.queue.add(pod, ctx.now);
        ctx.requeue(CYCLE, CYCLE_TIME);
    }
}

/// Says on which node the pod is going to be, before it is bound to it.
fn expect(pod: &PodInfo, node: &Text, ctx: &mut Ctx<'_>) {
    let Some(mut object) = ctx.get(kinds::POD, &pod.namespace, &pod.name) else { return };
    if object.get("status").str("nominatedNodeName") != &**node {
        object.field_mut("status").set("nominatedNodeName", node);
        // It is but a hint: a pod that has changed goes without it.
        let _ = ctx.update_status(kinds::POD, object);
    }
}

/// Reserves a volume for each claim that waited for a node, or asks for one to be made there.
fn ask_for_volumes(scheduler: &Scheduler, pod: &PodInfo, outcome: &Outcome, ctx: &mut Ctx<'_>) {
    let Some(node) = scheduler.nodes.get(&outcome.node) else { return };
    let mut taken = Vec::new();
    for (claim, _) in &outcome.state.volumes.waiting {
        let view = View { pod, nodes: &scheduler.nodes, list: &[], api: ctx.api };
        let volume = volume_binding::find_volume(view, claim, node, &taken);
        let answer = match volume {
            Some(name) => {
                let reference = obj!({
                    "apiVersion": "v1",
                    "kind": "PersistentVolumeClaim",
                    "name": (claim.get("metadata").text("name")),
                    "namespace": (claim.get("metadata").text("namespace")),
                    "uid": (claim.get("metadata").text("uid")),
                    "resourceVersion": (claim.get("metadata").text("resourceVersion")),
                });
                let bound = obj!({"pv.kubernetes.io/bound-by-controller": "yes"});
                let patch = obj!({"metadata": {"annotations": bound}, "spec": {"claimRef": reference}});
                taken.push(name.clone());
                ctx.patch(kinds::PERSISTENT_VOLUME, "", &name, "", (PatchType::Merge, patch))
            }
            None => {
                let selected = obj!({"volume.kubernetes.io/selected-node": (node.name.clone())});
                let patch = obj!({"metadata": {"annotations": selected}});
                let (namespace, name) = (meta::namespace(claim), meta::name(claim));
                ctx.patch(kinds::PERSISTENT_VOLUME_CLAIM, namespace, name, "", (PatchType::Merge, patch))
            }
        };
        if answer.is_err() {
            // Somebody else was quicker: the pod waits until the claim changes.
            return;
        }
    }
}

fn bind(pod: &PodInfo, node: &Text, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let (namespace, name) = (&pod.namespace, &pod.name);
    let binding = obj!({
        "apiVersion": "v1",
        "kind": "Binding",
        "metadata": {"name": (name.clone()), "namespace": (namespace.clone()), "uid": (pod.uid.clone())},
        "target": {"kind": "Node", "name": (node.clone())},
    });
    let request = Request::new(Verb::Create, kinds::POD.gvr(), namespace.clone(), name.clone()).on("binding");
    ctx.call(request.with_body(binding))?;
    let note = format!("Successfully assigned {namespace}/{name} to {node}");
    let about = events::reference(&pod.object);
    events::record_series(ctx, (&about, &Value::Null), NORMAL, ("Scheduled", "Binding"), note, &source());
    Ok(())
}

/// The server refused: somebody else was quicker, or the pod is gone.
fn failure(scheduler: &mut Scheduler, queued: Queued, status: Status, ctx: &mut Ctx<'_>) {
    if matches!(status.code, 404 | 409) {
        scheduler.queue.remove(&queued.pod.key);
        return;
    }
    super::failure::tell(&queued.pod, "SchedulerError", &status.message, None, ctx);
    scheduler.queue.put_back(queued, Vec::new(), ctx.now);
}
