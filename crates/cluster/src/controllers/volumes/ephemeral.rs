//! Claims for volumes that a pod brings along and that go with it.

use api::{Text, Value, meta};

use super::super::support::pod_control::split;
use super::super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::{self, Source, WARNING};
use crate::{kinds, storage};

const NAME: &str = "ephemeral-volume-controller";

/// The ephemeral volume controller.
#[derive(Clone, Default)]
pub struct Ephemeral {
    retry: Retry,
}

fn sync(pod: &Value, ctx: &mut Ctx<'_>) -> Result<(), ()> {
    for volume in pod.get("spec").list("volumes").iter().filter(|v| v.has("ephemeral")) {
        if let Err(why) = claim(pod, volume, ctx) {
            let message = format!("ephemeral volume {}: {why}", volume.str("name"));
            let about = events::reference(pod);
            events::record(ctx, &about, WARNING, "FailedBinding", message, &Source::component(NAME));
            return Err(());
        }
    }
    Ok(())
}

/// Makes the claim of a volume, if it is not there.
fn claim(pod: &Value, volume: &Value, ctx: &mut Ctx<'_>) -> Result<(), Text> {
    let name = format!("{}-{}", meta::name(pod), volume.str("name"));
    if let Some(claim) = ctx.api.peek(kinds::PERSISTENT_VOLUME_CLAIM, meta::namespace(pod), &name) {
        return storage::check_owner(claim, pod).map_err(Text::from);
    }
    let template = volume.get("ephemeral").get("volumeClaimTemplate");
    let mut metadata = Value::object();
    for key in ["labels", "annotations"] {
        let value = template.get("metadata").get(key);
        if !value.is_null() {
            metadata.set(key, value.clone());
        }
    }
    metadata.set("name", name.clone());
    metadata.set("namespace", pod.get("metadata").text("namespace"));
    metadata.set("ownerReferences", vec![meta::controller_reference(pod)]);
    let mut claim = Value::object();
    claim.set("apiVersion", "v1");
    claim.set("kind", "PersistentVolumeClaim");
    claim.set("metadata", metadata);
    claim.set("spec", template.get("spec").clone());
    match ctx.create(kinds::PERSISTENT_VOLUME_CLAIM, claim) {
        Ok(_) => Ok(()),
        Err(status) => Err(Text::from(format!("create PVC {name}: {}", status.message))),
    }
}

impl Component for Ephemeral {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let news = change.old.is_null() && !change.deleted();
        if change.is(kinds::POD) && news && change.new.get("spec").list("volumes").iter().any(|v| v.has("ephemeral")) {
            queue.add(Text::from(meta::key(&change.new)));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        let pod = ctx.get(kinds::POD, namespace, name).filter(|p| meta::deletion_timestamp(p).is_empty());
        let Some(pod) = pod else { return self.retry.forget(key) };
        let outcome = sync(&pod, ctx);
        self.retry.settle(key, outcome, ctx);
    }
}
