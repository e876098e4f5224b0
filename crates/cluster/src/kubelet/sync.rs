//! One sync of a pod: status, volumes, sandbox, stops, starts, each with the time it takes.

use std::collections::VecDeque;
use std::time::Duration;

use api::Text;
use api::time::Time;

use super::admit::{self, Verdict};
use super::container::{Role, Sandbox};
use super::machine::Identity;
use super::site::Site;
use super::volumes::PATIENCE;
use super::worker::{Outcome, Stage, Worker};
use super::{actions, clock, events, kill, pull, start, status};
use crate::component::Ctx;
use crate::events::{NORMAL, WARNING};
use crate::kinds::{RUNTIME_CLASS, SECRET};

/// A sync under way.
#[derive(Clone)]
pub(super) struct Run {
    pub step: Step,
    /// When the step is over; none where it waits for containers to stop.
    pub due: Option<Time>,
    pub actions: actions::Actions,
    /// Containers still to be started.
    pub queue: VecDeque<(Role, Text)>,
    pub outcome: Outcome,
}

/// What a sync is at.
#[derive(Clone)]
pub(super) enum Step {
    /// Waiting for the volumes.
    Volumes { until: Time },
    /// Stopping containers that must go before others start.
    Stop,
    /// Stopping everything, because nothing is left to run.
    End,
    /// Stopping everything, because all containers start anew.
    Reset,
    /// Making the sandbox.
    Sandbox,
    /// Getting the volumes that are images, one after the other: which one, and its pull.
    Images(usize, Option<Box<pull::Pull>>),
    /// Takes the next container of the queue.
    Next,
    /// Starting a container.
    Start(start::Start),
    /// Stopping everything, because the pod goes.
    Kill,
    /// Giving back what the pod used.
    Cleanup,
}

impl Run {
    pub fn at(step: Step, due: Option<Time>) -> Box<Run> {
        let (actions, queue) = (actions::Actions::default(), VecDeque::new());
        Box::new(Run { step, due, actions, queue, outcome: Outcome::default() })
    }
}

/// So long the network plugin takes to give back what it made for a sandbox.
const NETWORK_GOES: Duration = Duration::from_millis(180);

impl Worker {
    /// Begins a sync: writes the status, and works out what is to be done.
    pub fn begin_sync(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        match admit::judge(self, site.node, ctx) {
            Verdict::In => {}
            Verdict::Waits => return,
            Verdict::Out => {
                self.go(Stage::Finished, ctx);
                self.pending = !api::meta::deletion_timestamp(&self.pod).is_empty();
                return;
            }
        }
        self.work_resize(site.node, ctx);
        self.look_for_reset();
        let seen = self.seen.clone();
        let report = status::post(self, site.node, &seen, ctx);
        if report.terminal() {
            self.go(Stage::Terminating, ctx);
            return;
        }
        let first = self.synced.is_none();
        if first {
            self.add_probes(ctx.now);
        }
        let due = if first { ctx.now + clock::between(100, 200, ctx.rng) } else { ctx.now };
        self.run = Some(Run::at(Step::Volumes { until: ctx.now + PATIENCE }, Some(due)));
    }

    /// Whether the volumes are there; where they are not, the run waits for them or gives up.
    fn has_volumes(&mut self, run: &mut Run, until: Time, site: &mut Site<'_>, ctx: &mut Ctx<'_>) -> bool {
        let Some(retry) = self.mount(site, ctx) else { return true };
        if ctx.now < until && self.failed_mounts.iter().all(|f| f.unprocessed.is_none()) {
            // The sync looks every 300 ms whether they have come.
            run.due = Some((retry + Duration::from_millis(300)).min(until));
            return false;
        }
        self.mount_timed_out(ctx);
        self.end_sync(Outcome { failed: true, ..Outcome::default() }, ctx);
        false
    }

    /// Whenever the kubelet works out what a sandbox is like, it tells of what it had to leave out.
    fn tell_of_dns(&self, ctx: &mut Ctx<'_>) {
        for message in super::root::beyond_dns(&self.pod) {
            events::pod(ctx, &self.pod, (WARNING, "DNSConfigForming"), message);
        }
    }

    /// Secrets for registries that are not there are told of; without them a pull may still succeed.
    fn look_for_pull_secrets(&self, ctx: &mut Ctx<'_>) {
        let namespace = api::meta::namespace(&self.pod);
        let names = self.pod.get("spec").list("imagePullSecrets").iter().map(|s| s.str("name"));
        let missing: Vec<&str> = names.filter(|n| !n.is_empty() && ctx.get(SECRET, namespace, n).is_none()).collect();
        if !missing.is_empty() {
            let message = format!(
                "Unable to retrieve some image pull secrets ({}); attempting to pull the image may not succeed.",
                missing.join(", ")
            );
            events::pod(ctx, &self.pod, (WARNING, "FailedToRetrieveImagePullSecret"), message);
        }
    }

    /// Ends the step that is due, and begins the next one.
    pub fn advance(&mut self, mut run: Box<Run>, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        match run.step.clone() {
            Step::Volumes { until } => {
                if !self.has_volumes(&mut run, until, site, ctx) {
                    if run.due.is_some_and(|t| t > ctx.now) {
                        self.run = Some(run);
                    }
                    return;
                }
                self.look_for_pull_secrets(ctx);
                run.actions = actions::compute(self, &self.seen);
                if run.actions.make_sandbox && self.seen.sandbox.is_some() {
                    let message = "Pod sandbox changed, it will be killed and re-created.";
                    events::pod(ctx, &self.pod, (NORMAL, "SandboxChanged"), message);
                }
                run.queue = std::mem::take(&mut run.actions.start).into();
                run.outcome.acted = run.actions.make_sandbox
                    || run.actions.end_pod
                    || run.actions.reset
                    || !run.actions.stop.is_empty()
                    || !run.actions.resize.is_empty()
                    || !run.queue.is_empty();
                for container in std::mem::take(&mut run.actions.resize) {
                    self.resize_running(&container, site, ctx);
                }
                if run.actions.reset {
                    kill::stop_for_reset(self, site, ctx);
                    (run.step, run.due) = (Step::Reset, None);
                } else if run.actions.end_pod {
                    kill::stop_all(self, None, site, ctx);
                    (run.step, run.due) = (Step::End, None);
                } else if !run.actions.stop.is_empty() {
                    let stops = std::mem::take(&mut run.actions.stop);
                    kill::stop_some(self, &stops, site, ctx);
                    (run.step, run.due) = (Step::Stop, None);
                } else {
                    Self::to_sandbox(&mut run, ctx);
                }
                self.run = Some(run);
                self.stopped(ctx);
            }
            Step::Stop => {
                Self::to_sandbox(&mut run, ctx);
                self.run = Some(run);
            }
            Step::End => {
                self.drop_sandbox(site.node, ctx.now);
                self.end_sync(run.outcome, ctx);
            }
            Step::Reset => {
                self.reset(site, ctx);
                self.end_sync(run.outcome, ctx);
            }
            Step::Sandbox => {
                self.tell_of_dns(ctx);
                if let Some(why) = no_sandbox(&self.pod, site, ctx) {
                    let message = format!("Failed to create pod sandbox: {why}");
                    events::pod(ctx, &self.pod, (WARNING, "FailedCreatePodSandBox"), message);
                    return self.end_sync(Outcome { failed: true, ..run.outcome }, ctx);
                }
                self.make_sandbox(site, ctx);
                status::sandbox_ready(self, ctx);
                (run.step, run.due) = (Step::Images(0, None), Some(ctx.now));
                self.run = Some(run);
            }
            Step::Images(at, pull) => self.work_image(run, at, pull, site, ctx),
            Step::Next => match run.queue.pop_front() {
                None => self.end_sync(run.outcome, ctx),
                Some(container) => start::begin(self, run, container, site, ctx),
            },
            Step::Start(state) => start::advance(self, run, state, site, ctx),
            Step::Kill => self.killed(site, ctx),
            Step::Cleanup => self.cleaned(site, ctx),
        }
    }

    fn to_sandbox(run: &mut Run, ctx: &mut Ctx<'_>) {
        if run.actions.make_sandbox {
            (run.step, run.due) = (Step::Sandbox, Some(ctx.now + clock::between(90, 200, ctx.rng)));
        } else {
            (run.step, run.due) = (Step::Images(0, None), Some(ctx.now));
        }
    }

    /// Goes on with a volume that is an image. Where nothing is to start, nothing needs them.
    fn work_image(
        &mut self,
        mut run: Box<Run>,
        at: usize,
        pull: Option<Box<pull::Pull>>,
        site: &mut Site<'_>,
        ctx: &mut Ctx<'_>,
    ) {
        run.due = Some(ctx.now);
        if at == 0 && pull.is_none() {
            self.tell_of_dns(ctx);
        }
        let volumes = self.pod.get("spec").list("volumes");
        let volume = volumes.iter().filter(|v| v.has("image")).nth(at).filter(|_| !run.queue.is_empty()).cloned();
        run.step = Step::Next;
        if let Some(volume) = volume {
            let wanted = pull::Wanted::as_volume(&volume);
            let got = match pull {
                Some(pull) => pull::end(self, &wanted, &pull, site, ctx),
                None => match pull::begin(self, &wanted, site, ctx) {
                    Ok(pull::Begun::There(image)) => Ok(image),
                    Ok(pull::Begun::Pulling(pull)) => {
                        (run.due, run.step) = (Some(pull.until), Step::Images(at, Some(pull)));
                        self.run = Some(run);
                        return;
                    }
                    Err(why) => Err(why),
                },
            };
            self.take_image(volume.text("name"), got, site);
            run.step = Step::Images(at + 1, None);
        }
        self.run = Some(run);
    }

    /// Called when a container has stopped: a step that waits for that goes on when all have.
    pub fn stopped(&mut self, ctx: &Ctx<'_>) {
        let host = self.pod.get("spec").bool("hostNetwork");
        let Some(run) = self.run.as_mut().filter(|run| run.due.is_none() && self.killing.is_empty()) else { return };
        run.due = match &run.step {
            Step::End | Step::Kill if !host && self.real.sandbox.is_some() => Some(ctx.now + NETWORK_GOES),
            Step::Stop | Step::End | Step::Reset | Step::Kill => Some(ctx.now),
            Step::Start(start) if matches!(start.stage, start::Stage::Hook(_)) => Some(ctx.now),
            _ => return,
        };
    }

    fn make_sandbox(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        let host = self.pod.get("spec").bool("hostNetwork");
        let ip = if host { Some(site.node.address.clone()) } else { site.node.take_ip(&self.uid, ctx) };
        let ip = ip.unwrap_or_default();
        let m = self.pod.get("metadata");
        self.machine.identity = Identity {
            namespace: m.text("namespace"),
            name: m.text("name"),
            uid: self.uid.clone(),
            node: self.node.clone(),
            ip: ip.clone(),
            hostname: super::root::kernel_name(&self.pod, site.node).unwrap_or_default(),
            host_network: host,
        };
        let id = Text::from(ctx.rng.hex(64));
        self.real.sandbox = Some(Sandbox { id, ip, ready: true }.into());
        self.changed(site.node, ctx.now);
    }

    /// The sandbox is stopped, and its address free again.
    pub fn drop_sandbox(&mut self, node: &mut super::node::Node, now: Time) {
        node.forget(&self.uid);
        if let Some(sandbox) = &self.real.sandbox {
            let stopped = Sandbox { ready: false, ..(**sandbox).clone() };
            self.real.sandbox = Some(stopped.into());
            self.changed(node, now);
        }
    }
}

/// Memory without which not even the sandbox starts; the limit of a pod is that of its containers, if all have one.
const SANDBOX_NEEDS: u64 = 1 << 20;

/// Why no sandbox is made: the pod's name is too long, its memory is hardly any, a setting of the kernel is none, or its class asks for a runtime that the node does not have.
fn no_sandbox(pod: &api::Value, site: &Site<'_>, ctx: &Ctx<'_>) -> Option<String> {
    if let Err(why) = super::root::kernel_name(pod, site.node) {
        return Some(why);
    }
    let limits: Option<u64> = pod.get("spec").list("containers").iter().map(super::start::memory_limit).sum();
    if limits.is_some_and(|limit| limit < SANDBOX_NEEDS) {
        let why = super::start::not_started(super::start::NO_MEMORY);
        return Some(format!("rpc error: code = Unknown desc = {why}"));
    }
    // Those that a pod may set are numbers.
    let sysctls = pod.get("spec").get("securityContext").list("sysctls");
    let number = |s: &&api::Value| s.str("value").split_whitespace().all(|word| word.parse::<i64>().is_ok());
    if let Some(sysctl) = sysctls.iter().find(|s| !number(s)) {
        let path = sysctl.str("name").replace('.', "/");
        let why = format!("error during container init: write /proc/sys/{path}: invalid argument");
        return Some(format!("rpc error: code = Unknown desc = {}", super::start::not_started(&why)));
    }
    let name = pod.get("spec").str("runtimeClassName");
    let class = if name.is_empty() { None } else { ctx.get(RUNTIME_CLASS, "", name) }?;
    let handler = class.str("handler");
    (handler != "runc").then(|| {
        format!(
            "rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for {handler:?} is configured"
        )
    })
}

/// How long it takes until volumes are unmounted and control groups gone.
pub(super) fn cleanup_time(ctx: &mut Ctx<'_>) -> Duration {
    clock::between(100, 300, ctx.rng)
}
