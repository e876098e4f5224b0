//! Claims that pods use and volumes that are bound do not go, however they are deleted.

use api::request::PatchType;
use api::{Status, Text, Value, meta, obj};

use super::super::support::pod_control::split;
use super::super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

const CLAIM: &str = "kubernetes.io/pvc-protection";
const VOLUME: &str = "kubernetes.io/pv-protection";

/// The protection controllers of claims and volumes.
#[derive(Clone, Default)]
pub struct Protection {
    retry: Retry,
}

fn has(object: &Value, finalizer: &str) -> bool {
    meta::finalizers(object).iter().any(|f| f.as_str() == Some(finalizer))
}

fn is_going(object: &Value) -> bool {
    !meta::deletion_timestamp(object).is_empty()
}

/// The claims that a pod uses.
pub fn claims_of(pod: &Value) -> Vec<Text> {
    let name = |v: &Value| match v.has("ephemeral") {
        true => Text::from(format!("{}-{}", meta::name(pod), v.str("name"))),
        false => v.get("persistentVolumeClaim").text("claimName"),
    };
    pod.get("spec").list("volumes").iter().map(name).filter(|c| !c.is_empty()).collect()
}

fn is_used(claim: &Value, ctx: &Ctx<'_>) -> bool {
    let name = meta::name(claim);
    // One that has ended uses it still, as long as it is there.
    let uses = |p: &Value| !p.get("spec").str("nodeName").is_empty() && claims_of(p).iter().any(|c| c == name);
    ctx.api.read_all(kinds::POD, meta::namespace(claim)).any(uses)
}

fn sync(key: &Text, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let (namespace, name) = split(key);
    let (kind, finalizer) = match namespace {
        "" => (kinds::PERSISTENT_VOLUME, VOLUME),
        _ => (kinds::PERSISTENT_VOLUME_CLAIM, CLAIM),
    };
    let Some(object) = ctx.get(kind, namespace, name) else { return Ok(()) };
    let mut finalizers = meta::finalizers(&object).to_vec();
    if !is_going(&object) {
        if has(&object, finalizer) {
            return Ok(());
        }
        finalizers.push(finalizer.into());
    } else {
        let in_use = match namespace {
            "" => object.get("status").str("phase") == "Bound",
            _ => is_used(&object, ctx),
        };
        if in_use || !has(&object, finalizer) {
            return Ok(());
        }
        finalizers.retain(|f| f.as_str() != Some(finalizer));
    }
    let finalizers = if finalizers.is_empty() { Value::Null } else { Value::from(finalizers) };
    let patch = obj!({"metadata": {"finalizers": finalizers}});
    match ctx.patch(kind, namespace, name, "", (PatchType::Merge, patch)) {
        Err(s) if s.code != 404 => Err(s),
        _ => Ok(()),
    }
}

impl Component for Protection {
    fn name(&self) -> &'static str {
        "persistentvolumeclaim-protection-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::PERSISTENT_VOLUME) || change.is(kinds::PERSISTENT_VOLUME_CLAIM) {
            queue.add(Text::from(meta::key(&change.new)));
        } else if change.is(kinds::POD) && change.deleted() {
            for claim in claims_of(&change.new) {
                queue.add(Text::from(format!("{}/{claim}", meta::namespace(&change.new))));
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let outcome = sync(key, ctx);
        self.retry.settle(key, outcome, ctx);
    }
}
