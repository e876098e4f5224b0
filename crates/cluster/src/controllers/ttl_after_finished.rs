//! Jobs that are over go after a while, if they say so.

use std::time::Duration;

use api::request::Propagation;
use api::time::Time;
use api::{Text, Value, meta};

use super::support::pod_control::split;
use super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::conditions;
use crate::kinds;

/// The TTL-after-finished controller.
#[derive(Clone, Default)]
pub struct TtlAfterFinished {
    retry: Retry,
}

/// When a job is to go: nothing if it is not over or does not say.
fn due(job: &Value) -> Option<Time> {
    let seconds = job.get("spec").int("ttlSecondsAfterFinished")?;
    let status = job.get("status");
    let over = ["Complete", "Failed"].into_iter().find(|kind| conditions::is_true(status, kind))?;
    let at = Time::parse(conditions::get(status, over).str("lastTransitionTime"))?;
    Some(at + Duration::from_secs(seconds.max(0) as u64))
}

impl Component for TtlAfterFinished {
    fn name(&self) -> &'static str {
        "ttl-after-finished-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::JOB) && !change.deleted() && due(&change.new).is_some() {
            queue.add(Text::from(meta::key(&change.new)));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        let job = ctx.get(kinds::JOB, namespace, name).filter(|j| meta::deletion_timestamp(j).is_empty());
        let Some((job, at)) = job.and_then(|j| due(&j).map(|at| (j, at))) else { return self.retry.forget(key) };
        if at > ctx.now {
            return ctx.requeue_at(key.clone(), at);
        }
        let options = (None, Some(Propagation::Foreground));
        match ctx.delete(kinds::JOB, namespace, name, meta::uid(&job), options) {
            Err(s) if s.code != 404 => ctx.requeue(key.clone(), self.retry.again(key)),
            _ => self.retry.forget(key),
        }
    }
}
