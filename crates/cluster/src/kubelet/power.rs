//! A machine that was without power and starts again: the runtime finds its containers dead, and the kubelet has forgotten
//! what it knew but for what lies on the disk.

use api::meta;

use super::backoff::Backoffs;
use super::container::{End, Instance, State};
use super::site::Site;
use super::start;
use super::worker::{Stage, Worker};
use crate::component::Ctx;

/// What the runtime says of containers whose end it has not seen.
const UNSEEN: (i64, &str) = (255, "Unknown");

impl Worker {
    pub fn boot(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        let running: Vec<Instance> = self.real.all().iter().filter(|i| i.end().is_none()).cloned().collect();
        for instance in running {
            let (code, reason) = UNSEEN;
            let message = instance.place.map(|place| self.last_words(&instance, place, code)).unwrap_or_default();
            let end = End { code, reason, message, at: ctx.now };
            self.real.change(&instance.id, |i| i.state = State::Ended(end));
            if let Some(place) = instance.place {
                self.machine.kill(place, &mut site.outside(ctx));
            }
            start::note(self, &instance.name, ("Terminated", reason), None, ctx);
            ctx.world.sated(meta::namespace(&self.pod), meta::name(&self.pod), &instance.name);
        }
        self.drop_sandbox(site.node, ctx.now);
        // What was in memory is gone, and what was made from objects is made again.
        self.mounted.retain(|m| m.kind != "tmpfs" && m.made_from.is_null());
        self.failed_mounts.clear();
        self.killing.clear();
        self.hooks.clear();
        self.probes.clear();
        self.reasons.clear();
        self.pull_errors.clear();
        (self.restarts, self.pulls) = (Backoffs::default(), Backoffs::default());
        (self.run, self.resync, self.tick) = (None, None, None);
        self.seen = self.real.clone();
        if self.stage != Stage::Finished {
            self.synced = None;
            self.pending = true;
        }
    }
}
