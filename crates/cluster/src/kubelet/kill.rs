//! Stopping containers: TERM, the grace period, KILL.

use std::time::Duration;

use api::Text;
use api::time::Time;

use super::actions::{Cause, Stop};
use super::container::{End, Instance, State};
use super::node::Node;
use super::worker::Worker;
use super::{events, start};
use crate::component::Ctx;
use crate::events::NORMAL;

/// A container that has been told to stop.
#[derive(Clone, Debug)]
pub(super) struct Killing {
    pub id: Text,
    /// When it is killed, if it has not ended by then.
    pub kill_at: Time,
}

/// The kubelet always gives a container this long.
const LEAST_GRACE: Duration = Duration::from_secs(2);

/// Stops single containers.
pub(super) fn stop_some(worker: &mut Worker, stops: &[Stop], ctx: &mut Ctx<'_>) {
    for stop in stops {
        let Some(instance) = worker.real.by_id(&stop.id).cloned() else { continue };
        stop_one(worker, &instance, &stop.message, stop.cause, None, ctx);
    }
}

/// Stops all containers of a pod that run; `grace` replaces the grace period of the spec.
pub(super) fn stop_all(worker: &mut Worker, grace: Option<Duration>, ctx: &mut Ctx<'_>) {
    let running: Vec<Instance> = worker.real.all().iter().filter(|i| i.running()).cloned().collect();
    for instance in running {
        let message = format!("Stopping container {}", instance.name);
        stop_one(worker, &instance, &message, Cause::Pod, grace, ctx);
    }
}

fn stop_one(
    worker: &mut Worker,
    instance: &Instance,
    message: &str,
    cause: Cause,
    grace: Option<Duration>,
    ctx: &mut Ctx<'_>,
) {
    if worker.killing.iter().any(|k| k.id == instance.id) {
        return;
    }
    events::container(ctx, &worker.pod, (instance.role, &instance.name), (NORMAL, "Killing"), message);
    let grace = grace.unwrap_or_else(|| grace_period(worker, instance, cause)).max(LEAST_GRACE);
    worker.killing.push(Killing { id: instance.id.clone(), kill_at: ctx.now + grace });
}

/// The grace period of a container: of the deletion, of the probe that failed, or of the pod.
fn grace_period(worker: &Worker, instance: &Instance, cause: Cause) -> Duration {
    let seconds = |v: Option<i64>| v.map(|s| Duration::from_secs(s.max(0) as u64));
    let probe = match cause {
        Cause::Liveness => instance.spec.get("livenessProbe").int("terminationGracePeriodSeconds"),
        Cause::Startup => instance.spec.get("startupProbe").int("terminationGracePeriodSeconds"),
        Cause::Pod | Cause::Definition => None,
    };
    let pod = &worker.pod;
    seconds(pod.get("metadata").int("deletionGracePeriodSeconds"))
        .or(seconds(probe))
        .or(seconds(pod.get("spec").int("terminationGracePeriodSeconds")))
        .unwrap_or(Duration::from_secs(30))
}

impl Worker {
    /// Kills what has used up its grace period.
    pub fn work_killing(&mut self, node: &Node, ctx: &mut Ctx<'_>) {
        let due: Vec<Text> = self.killing.iter().filter(|k| k.kill_at <= ctx.now).map(|k| k.id.clone()).collect();
        for id in due {
            self.ended(&id, (137, "Error"), node, ctx);
        }
        self.stopped(ctx);
    }

    pub fn killing_deadline(&self) -> Option<Time> {
        self.killing.iter().map(|k| k.kill_at).min()
    }

    /// A container has ended.
    pub fn ended(&mut self, id: &str, (code, reason): (i64, &'static str), node: &Node, ctx: &mut Ctx<'_>) {
        self.killing.retain(|k| k.id != id);
        let end = End { code, reason, message: String::new(), at: ctx.now };
        self.real.change(id, |i| i.state = State::Ended(end));
        self.changed(node, ctx.now);
        if let Some(i) = self.real.by_id(id) {
            let name = i.name.clone();
            start::note(self, &name, ("Terminated", reason), ctx);
        }
        self.stopped(ctx);
    }
}
