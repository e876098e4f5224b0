//! Probes: when a container is looked at, and what follows from it.
//!
//! What it is not: how a look is taken is in `look`.

use std::time::Duration;

use api::time::Time;
use api::{Text, Value};

use super::container::{Instance, Role};
use super::site::Site;
use super::worker::{Stage, Worker};
use super::{containers, events, look, status};
use crate::component::Ctx;
use crate::events::WARNING;
use crate::facts::What;

/// The three probes of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Startup,
    Liveness,
    Readiness,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Startup, Kind::Liveness, Kind::Readiness];

    pub fn field(self) -> &'static str {
        match self {
            Kind::Startup => "startupProbe",
            Kind::Liveness => "livenessProbe",
            Kind::Readiness => "readinessProbe",
        }
    }
    /// `liveness`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Startup => "startup",
            Kind::Liveness => "liveness",
            Kind::Readiness => "readiness",
        }
    }
    /// `Liveness`, as events begin.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Startup => "Startup",
            Kind::Liveness => "Liveness",
            Kind::Readiness => "Readiness",
        }
    }
    /// What counts before the first look.
    fn initial(self) -> Option<bool> {
        match self {
            Kind::Startup => None,
            Kind::Liveness => Some(true),
            Kind::Readiness => Some(false),
        }
    }
}

/// One probe of one container, over all its instances.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    pub kind: Kind,
    pub container: Text,
    pub role: Role,
    /// When the next look is due.
    at: Time,
    /// The instance that the results below are of.
    id: Text,
    /// What counts now; none while a startup probe has not succeeded or failed for good.
    pub result: Option<bool>,
    last: Option<bool>,
    run: i64,
    /// A failed instance is not looked at any more.
    on_hold: bool,
    /// A look that is still under way.
    pub looking: Option<Looking>,
}

/// A look that waits for its answer.
#[derive(Clone, Debug)]
pub(super) struct Looking {
    pub what: super::look::Pending,
    pub until: Time,
    /// What is asked now; another place than the probe names where that has sent it on, so many times.
    handler: Value,
    hops: u32,
}

/// So often a probe goes where it is sent.
const HOPS: u32 = 10;

/// A probe's numbers, with their defaults.
struct Numbers {
    period: Duration,
    initial_delay: Duration,
    failures: i64,
    successes: i64,
}

fn numbers(spec: &Value) -> Numbers {
    let n = |field: &str, default: i64| spec.int(field).filter(|n| *n > 0).unwrap_or(default);
    Numbers {
        period: Duration::from_secs(n("periodSeconds", 10) as u64),
        initial_delay: Duration::from_secs(n("initialDelaySeconds", 0) as u64),
        failures: n("failureThreshold", 3),
        successes: n("successThreshold", 1),
    }
}

/// How long a look may take.
pub(super) fn timeout(spec: &Value) -> Duration {
    Duration::from_secs(spec.int("timeoutSeconds").filter(|n| *n > 0).unwrap_or(1) as u64)
}

impl Worker {
    /// Sets up the probes of the pod's containers, at its first sync.
    pub fn add_probes(&mut self, now: Time) {
        let mut all = Vec::new();
        for (role, c) in containers(&self.pod).filter(|(r, _)| matches!(r, Role::Main | Role::Sidecar)) {
            for kind in Kind::ALL {
                if c.has(kind.field()) {
                    all.push(Probe {
                        kind,
                        container: c.text("name"),
                        role,
                        at: now,
                        id: Text::EMPTY,
                        result: kind.initial(),
                        last: None,
                        run: 0,
                        on_hold: false,
                        looking: None,
                    });
                }
            }
        }
        self.probes = all;
    }

    /// Stops the probes that only make sense while the pod goes on (or all of them).
    pub fn stop_probes(&mut self, keep_readiness: KeepReadiness) {
        let keep = keep_readiness == KeepReadiness::Yes;
        self.probes.retain(|p| keep && p.kind == Kind::Readiness);
    }

    fn result(&self, kind: Kind, instance: &Instance) -> Option<&Probe> {
        self.probes.iter().find(|p| p.kind == kind && p.container == instance.name)
    }

    /// Whether a running container counts as started: its startup probe has succeeded, or it has none.
    pub fn started(&self, instance: &Instance) -> bool {
        match self.result(Kind::Startup, instance) {
            Some(p) => p.id == instance.id && p.result == Some(true),
            None => true,
        }
    }

    /// Whether a started container is ready to serve.
    pub fn ready(&self, instance: &Instance) -> bool {
        match self.result(Kind::Readiness, instance) {
            Some(p) => p.id == instance.id && p.result == Some(true),
            None => true,
        }
    }

    /// The probe for which a running container must be stopped.
    pub fn failed_probe(&self, instance: &Instance) -> Option<&'static str> {
        [Kind::Liveness, Kind::Startup].into_iter().find_map(|kind| {
            let p = self.result(kind, instance)?;
            (p.id == instance.id && p.result == Some(false)).then_some(kind.name())
        })
    }

    /// A container has been seen running: readiness and startup are looked at without waiting for their period.
    pub fn trigger_probes(&mut self, now: Time) {
        let waiting: Vec<usize> = (0..self.probes.len())
            .filter(|i| {
                let p = &self.probes[*i];
                let seen = self.told.latest(&p.container).filter(|c| c.running());
                p.kind != Kind::Liveness && seen.is_some_and(|c| c.id != p.id)
            })
            .collect();
        for i in waiting {
            self.probes[i].at = now;
        }
    }

    /// When the next look (or the end of one) is due.
    pub fn probe_deadline(&self) -> Option<Time> {
        self.probes.iter().map(|p| p.looking.as_ref().map_or(p.at, |l| l.until)).min()
    }

    /// Looks at what is due, and takes the answers that have come.
    pub fn work_probes(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        for i in 0..self.probes.len() {
            self.take_answer(i, site, ctx);
            let Some(probe) = self.probes.get(i).filter(|p| p.looking.is_none() && p.at <= ctx.now) else { continue };
            let id = probe.container.clone();
            let Some(spec) = self.probe_spec(i) else { continue };
            let numbers = numbers(&spec);
            let probe = &mut self.probes[i];
            // Looks keep the rhythm of the first one.
            while probe.at <= ctx.now {
                probe.at = probe.at + numbers.period;
            }
            if !self.may_look(i, &numbers, ctx.now) {
                continue;
            }
            let Some(instance) = self.told.latest(&id).map(|c| c.id.clone()) else { continue };
            match look::begin(self, &instance, ("probe", &spec), site, ctx) {
                Ok(what) => {
                    let until = ctx.now + timeout(&spec);
                    self.probes[i].looking = Some(Looking { what, until, handler: spec, hops: 1 });
                }
                Err(answer) => self.answered(i, answer, site, ctx),
            }
        }
    }

    /// Takes the answer of a look that is under way, or gives it up when its time is over.
    fn take_answer(&mut self, i: usize, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        let Some(looking) = self.probes[i].looking.clone() else { return };
        if let Some(answer) = look::poll(self, &looking.what, &mut ctx.world.net) {
            let next = answer.moved.as_ref().and_then(|place| look::follow(&looking.handler, &looking.what, place));
            let Some(handler) = next else { return self.answered(i, answer, site, ctx) };
            let id = self.probes[i].id.clone();
            let begun = match looking.hops {
                HOPS.. => Err(look::Answer::failed(looking.what.lost(HOPS))),
                _ => look::begin(self, &id, ("probe", &handler), site, ctx),
            };
            match begun {
                Ok(what) => self.probes[i].looking = Some(Looking { what, handler, hops: looking.hops + 1, ..looking }),
                Err(answer) => self.answered(i, answer, site, ctx),
            }
            return;
        }
        if looking.until <= ctx.now {
            let seconds = self.probe_spec(i).map_or(1, |s| timeout(&s).as_secs());
            look::give_up(self, &looking.what, &mut ctx.world.net);
            self.answered(i, look::Answer::failed(looking.what.timed_out(seconds)), site, ctx);
        }
    }

    fn answered(&mut self, i: usize, answer: look::Answer, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        let probe = &self.probes[i];
        let (kind, at) = (probe.kind, (probe.role, probe.container.clone()));
        let current = self.told.latest(&at.1).is_some_and(|c| c.id == probe.id && c.running());
        if answer.errored {
            // Nothing is known then: it counts neither way.
            self.probes[i].looking = None;
            if current {
                let message =
                    format!("{} probe errored and resulted in unknown state: {}", kind.title(), answer.message);
                events::container(ctx, &self.pod, (at.0, &at.1), (WARNING, "Unhealthy"), &message);
            }
            return;
        }
        if !answer.ok && current {
            let message = format!("{} probe failed: {}", kind.title(), answer.message);
            events::container(ctx, &self.pod, (at.0, &at.1), (WARNING, "Unhealthy"), &message);
        }
        if answer.ok && !answer.message.is_empty() && current {
            let message = format!("{} probe warning: {}", kind.title(), answer.message);
            events::container(ctx, &self.pod, (at.0, &at.1), (WARNING, "ProbeWarning"), &message);
        }
        if !self.probed(i, answer.ok, ctx) {
            return;
        }
        // A result that counts is seen in the status at once; a failure that stops the container needs a sync.
        if kind != Kind::Liveness && self.stage == Stage::Syncing {
            let told = self.told.clone();
            status::post(self, site.node, &told, ctx);
        }
        self.pending = true;
    }

    /// The spec of a probe.
    pub fn probe_spec(&self, i: usize) -> Option<Value> {
        let p = &self.probes[i];
        let spec = super::start::spec_of(&self.pod, &p.container)?.get(p.kind.field()).clone();
        (!spec.is_null()).then_some(spec)
    }

    fn probe_numbers(&self, i: usize) -> Option<Numbers> {
        self.probe_spec(i).map(|spec| numbers(&spec))
    }

    fn may_look(&mut self, i: usize, numbers: &Numbers, now: Time) -> bool {
        let Some(seen) = self.told.latest(&self.probes[i].container).cloned() else { return false };
        let started = self.started(&seen);
        let probe = &mut self.probes[i];
        if probe.id != seen.id {
            probe.id = seen.id.clone();
            probe.result = probe.kind.initial();
            (probe.last, probe.run, probe.on_hold) = (None, 0, false);
        }
        if probe.on_hold {
            return false;
        }
        if !seen.running() {
            probe.result = Some(false);
            return false;
        }
        if self.stage != Stage::Syncing && probe.kind != Kind::Readiness {
            return false;
        }
        if seen.started.is_none_or(|s| now < s + numbers.initial_delay) {
            return false;
        }
        started != (probe.kind == Kind::Startup)
    }

    /// Takes the answer of a look, and says whether what counts has changed by it.
    pub fn probed(&mut self, i: usize, ok: bool, ctx: &mut Ctx<'_>) -> bool {
        let Some(numbers) = self.probe_numbers(i) else { return false };
        let pod = self.uid.clone();
        let probe = &mut self.probes[i];
        probe.looking = None;
        ctx.note(What::Probe { pod, container: probe.container.clone(), probe: probe.kind.name(), ok });
        if probe.last == Some(ok) {
            probe.run += 1;
        } else {
            (probe.last, probe.run) = (Some(ok), 1);
        }
        let enough = if ok { numbers.successes } else { numbers.failures };
        if probe.run < enough {
            return false;
        }
        let changed = probe.result != Some(ok);
        probe.result = Some(ok);
        if !ok && probe.kind != Kind::Readiness {
            probe.on_hold = true;
            probe.run = 0;
        }
        changed
    }
}

/// Whether readiness goes on being looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum KeepReadiness {
    Yes,
    No,
}
