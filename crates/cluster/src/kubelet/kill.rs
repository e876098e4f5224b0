//! Stopping containers: the hook, TERM (or the image's own signal), the grace period, KILL.

use std::time::Duration;

use api::Text;
use api::time::Time;
use shell::{Exit, Signal};

use super::actions::{Cause, Stop};
use super::container::{End, Instance, Role, State};
use super::site::Site;
use super::worker::Worker;
use super::{events, hooks, start};
use crate::component::Ctx;
use crate::events::NORMAL;

/// A container that has been told to stop, or waits for its turn.
#[derive(Clone, Debug)]
pub(super) struct Killing {
    pub id: Text,
    /// When it is killed, if it has not ended by then.
    pub kill_at: Time,
    /// A sidecar of a pod that ends gets its signal after the others have ended.
    waits: bool,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Its `preStop` hook is under way, or its turn has not come.
    Hook,
    /// The signal has been sent.
    Signalled,
    /// It has been killed.
    Killed,
}

/// The kubelet always gives a container this long.
const LEAST_GRACE: Duration = Duration::from_secs(2);

/// Stops single containers.
pub(super) fn stop_some(worker: &mut Worker, stops: &[Stop], site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
    for stop in stops {
        let Some(instance) = worker.real.by_id(&stop.id).cloned() else { continue };
        stop_one(worker, &instance, &stop.message, stop.cause, None, site, ctx);
    }
}

/// Stops all containers of a pod that run; `grace` replaces the grace period of the spec. Sidecars stop after the others.
pub(super) fn stop_all(worker: &mut Worker, grace: Option<Duration>, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
    let running: Vec<Instance> = worker.real.all().iter().filter(|i| i.running()).cloned().collect();
    for instance in running {
        let message = format!("Stopping container {}", instance.name);
        stop_one(worker, &instance, &message, Cause::Pod, grace, site, ctx);
    }
}

/// Stops containers of a pod that starts anew: without their hooks, and with hardly any grace.
pub(super) fn stop_for_reset(worker: &mut Worker, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
    let running: Vec<Instance> = worker.real.all().iter().filter(|i| i.running()).cloned().collect();
    for instance in running {
        let message = format!("Stopping container {}", instance.name);
        stop_one(worker, &instance, &message, Cause::Reset, Some(Duration::ZERO), site, ctx);
    }
}

/// A container whose `postStart` hook has failed.
pub(super) fn after_failed_hook(worker: &mut Worker, id: &str, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
    let Some(instance) = worker.real.by_id(id).filter(|i| i.running()).cloned() else { return };
    stop_one(worker, &instance, "FailedPostStartHook", Cause::Definition, None, site, ctx);
}

fn stop_one(
    worker: &mut Worker,
    instance: &Instance,
    message: &str,
    cause: Cause,
    grace: Option<Duration>,
    site: &mut Site<'_>,
    ctx: &mut Ctx<'_>,
) {
    if let Some(killing) = worker.killing.iter_mut().find(|k| k.id == instance.id) {
        // A second stop can only make the time shorter.
        if let Some(grace) = grace {
            killing.kill_at = killing.kill_at.min(ctx.now + grace.max(LEAST_GRACE));
        }
        return;
    }
    let grace = grace.unwrap_or_else(|| grace_period(worker, instance, cause)).max(LEAST_GRACE);
    let waits = cause == Cause::Pod && instance.role == Role::Sidecar;
    worker.killing.push(Killing { id: instance.id.clone(), kill_at: ctx.now + grace, waits, phase: Phase::Hook });
    events::container(ctx, &worker.pod, (instance.role, &instance.name), (NORMAL, "Killing"), message);
    let hook = instance.spec.get("lifecycle").get("preStop").clone();
    if cause != Cause::Reset && !hook.is_null() {
        hooks::pre_stop(worker, &instance.id, &hook, site, ctx);
    }
}

/// Whether a container stops before a sidecar: all that are no sidecars, and sidecars that were started later.
fn comes_before(other: &Instance, sidecar: &Instance) -> bool {
    match other.role {
        Role::Main | Role::Init => true,
        Role::Sidecar => other.id != sidecar.id && other.started > sidecar.started,
        Role::Ephemeral => false,
    }
}

/// The grace period of a container: of the deletion, of the probe that failed, or of the pod.
fn grace_period(worker: &Worker, instance: &Instance, cause: Cause) -> Duration {
    let seconds = |v: Option<i64>| v.map(|s| Duration::from_secs(s.max(0) as u64));
    let probe = match cause {
        Cause::Liveness => instance.spec.get("livenessProbe").int("terminationGracePeriodSeconds"),
        Cause::Startup => instance.spec.get("startupProbe").int("terminationGracePeriodSeconds"),
        Cause::Pod | Cause::Definition | Cause::Resize | Cause::Reset => None,
    };
    let pod = &worker.pod;
    seconds(pod.get("metadata").int("deletionGracePeriodSeconds"))
        .or(seconds(probe))
        .or(seconds(pod.get("spec").int("terminationGracePeriodSeconds")))
        .unwrap_or(Duration::from_secs(30))
}

/// The signal that asks a container to end.
fn stop_signal(instance: &Instance, site: &Site<'_>) -> Signal {
    let own = instance.spec.get("lifecycle").str("stopSignal");
    let image = site.node.image(&instance.image).map(|i| i.image.image.stop);
    Signal::parse(own).or(image).unwrap_or(Signal::Term)
}

impl Worker {
    /// Sends signals whose time has come, and kills what has used up its grace period.
    pub fn work_killing(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        for i in 0..self.killing.len() {
            let Some(killing) = self.killing.get(i).cloned() else { continue };
            let Some(instance) = self.real.by_id(&killing.id).cloned() else { continue };
            // Neither a hook nor a turn is waited for longer than the grace period.
            let waits = !self.pre_stop_over(&killing.id) || (killing.waits && self.others_before(&instance));
            if killing.phase == Phase::Hook && (!waits || killing.kill_at <= ctx.now) {
                self.killing[i].kill_at = killing.kill_at.max(ctx.now + LEAST_GRACE);
                self.killing[i].phase = Phase::Signalled;
                let signal = stop_signal(&instance, site);
                if let Some(place) = instance.place {
                    self.machine.signal(place, signal);
                }
            }
            if self.killing[i].kill_at <= ctx.now && self.killing[i].phase != Phase::Killed {
                self.killing[i].phase = Phase::Killed;
                if let Some(place) = instance.place {
                    self.machine.kill(place, &mut site.outside(ctx));
                }
            }
        }
    }

    fn others_before(&self, sidecar: &Instance) -> bool {
        self.real.all().iter().any(|other| other.running() && comes_before(other, sidecar))
    }

    pub fn killing_deadline(&self) -> Option<Time> {
        self.killing.iter().filter(|k| k.phase != Phase::Killed).map(|k| k.kill_at).min()
    }

    /// The main process of a container has ended.
    pub fn ended(&mut self, place: u32, exit: Exit, oom: bool, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        let runs = |i: &&Instance| i.place == Some(place) && i.end().is_none();
        let Some(instance) = self.real.all().iter().find(runs).cloned() else { return };
        self.killing.retain(|k| k.id != instance.id);
        let code = i64::from(exit.code);
        let reason = match code {
            _ if oom => "OOMKilled",
            0 => "Completed",
            _ => "Error",
        };
        let message = self.last_words(&instance, place, code);
        let end = End { code, reason, message, at: ctx.now };
        self.real.change(&instance.id, |i| i.state = State::Ended(end));
        self.changed(site.node, ctx.now);
        start::note(self, &instance.name, ("Terminated", reason), None, ctx);
        let m = self.pod.get("metadata");
        ctx.world.sated(m.str("namespace"), m.str("name"), &instance.name);
        self.stopped(ctx);
    }

    /// The termination message: what the container wrote into its file, or the end of its log where the spec says so.
    pub fn last_words(&mut self, instance: &Instance, place: u32, code: i64) -> String {
        let path = instance.spec.str("terminationMessagePath");
        let path = if path.is_empty() { "/dev/termination-log" } else { path };
        let text = self.machine.read_file(place, path).unwrap_or_default();
        let text: String = text.chars().take(4096).collect();
        let policy = instance.spec.str("terminationMessagePolicy");
        if text.is_empty() && policy == "FallbackToLogsOnError" && code != 0 {
            return self.machine.log(place).map(|log| log.tail()).unwrap_or_default();
        }
        text
    }
}
