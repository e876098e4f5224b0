//! Deployment: replica sets of successive templates, the newest scaled up while the others go down.
//!
//! One reconcile takes at most one step of a rollout (up, else down, else clean up) and then writes the status, as the
//! real controller does; the changes it makes bring it back.

mod annotations;
mod new_set;
mod recreate;
mod rolling;
mod scale;
mod sets;
mod status;

use std::time::Duration;

use api::{Status, Text, Value, meta};

use super::support::pod_control::split;
use super::support::retry::Retry;
use super::support::{owners, selector};
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::Source;
use crate::kinds;

const NAME: &str = "deployment-controller";

fn source() -> Source {
    Source::component(NAME)
}

/// The deployment controller.
#[derive(Clone, Default)]
pub struct Deployment {
    retry: Retry,
}

/// A deployment under work with its replica sets.
struct Rollout {
    deployment: Value,
    sets: Vec<Value>,
}

impl Rollout {
    fn spec(&self) -> &Value {
        self.deployment.get("spec")
    }
    fn replicas(&self) -> i64 {
        self.spec().int("replicas").unwrap_or(1)
    }
    fn name(&self) -> &str {
        meta::name(&self.deployment)
    }
    fn namespace(&self) -> Text {
        self.deployment.get("metadata").text("namespace")
    }
    /// Puts a changed replica set in place of its old state.
    fn refresh(&mut self, set: Value) {
        match self.sets.iter_mut().find(|s| meta::uid(s) == meta::uid(&set)) {
            Some(slot) => *slot = set,
            None => self.sets.push(set),
        }
    }
}

impl Deployment {
    fn sync(&self, deployment: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let selector = selector(deployment.get("spec").get("selector"));
        let candidates: Vec<Value> =
            ctx.api.read_all(kinds::REPLICA_SET, meta::namespace(&deployment)).cloned().collect();
        let mut sets = Vec::new();
        for set in candidates {
            if owners::claim(ctx, kinds::REPLICA_SET, &set, &deployment, &selector)? {
                sets.push(set);
            }
        }
        let mut rollout = Rollout { deployment, sets };
        if !meta::deletion_timestamp(&rollout.deployment).is_empty() {
            let new = new_set::find(&rollout).cloned();
            return status::write(&mut rollout, new.as_ref(), ctx);
        }
        status::check_paused(&mut rollout, ctx)?;
        if rollout.spec().bool("paused") || scale::is_needed(&rollout) {
            return scale::sync(&mut rollout, ctx);
        }
        match rollout.spec().get("strategy").str("type") {
            "Recreate" => recreate::sync(&mut rollout, ctx),
            _ => rolling::sync(&mut rollout, ctx),
        }
    }
}

impl Component for Deployment {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::DEPLOYMENT) {
            queue.add(Text::from(meta::key(&change.new)));
        } else if change.is(kinds::REPLICA_SET) {
            for set in [&change.old, &change.new] {
                match meta::controller_of(set) {
                    Some(o) if o.str("kind") == "Deployment" => {
                        queue.add(Text::from(format!("{}/{}", meta::namespace(set), o.str("name"))));
                    }
                    Some(_) => {}
                    None if set.is_null() || change.deleted() => {}
                    None => queue.add(Text::from(format!("@orphans/{}", meta::namespace(set)))),
                }
            }
        } else if change.is(kinds::POD) && change.deleted() {
            // A recreation waits for the last old pod.
            if let Some(o) = meta::controller_of(&change.new).filter(|o| o.str("kind") == "ReplicaSet") {
                queue.add(Text::from(format!("set/{}/{}", meta::namespace(&change.new), o.str("name"))));
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (first, rest) = split(key);
        if let ("set", Some((namespace, name))) = (first, rest.split_once('/')) {
            let set = ctx.get(kinds::REPLICA_SET, namespace, name).unwrap_or_default();
            if let Some(o) = meta::controller_of(&set).filter(|o| o.str("kind") == "Deployment") {
                let d = ctx.get(kinds::DEPLOYMENT, namespace, o.str("name")).unwrap_or_default();
                if d.at(&["spec", "strategy"]).str("type") == "Recreate" {
                    ctx.requeue(Text::from(meta::key(&d)), Duration::ZERO);
                }
            }
            return;
        }
        if first == "@orphans" {
            return ctx.requeue_all(kinds::DEPLOYMENT, rest);
        }
        let Some(deployment) = ctx.get(kinds::DEPLOYMENT, first, rest) else { return self.retry.forget(key) };
        let outcome = self.sync(deployment, ctx);
        self.retry.settle(key, outcome, ctx);
    }
}
