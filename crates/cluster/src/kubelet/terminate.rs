//! The end of a pod: containers stop, the sandbox goes, the last status is written, the object is deleted.

use std::time::Duration;

use api::{Text, meta};

use super::probe::KeepReadiness;
use super::site::Site;
use super::sync::{Run, Step, cleanup_time};
use super::worker::{Outcome, Stage, Worker};
use super::{kill, status};
use crate::component::Ctx;
use crate::kinds::POD;

impl Worker {
    /// The pod is wanted no more: what runs is stopped, what was under way is given up.
    pub fn begin_terminating(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        self.go(Stage::Terminating, ctx);
        self.resync = None;
        self.synced = None;
        self.seen = self.real.clone();
        if self.real.sandbox.is_none() && self.real.all().is_empty() {
            site.node.forget(&self.uid);
        }
    }

    /// Stops everything that runs.
    pub fn begin_kill(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        let seen = self.seen.clone();
        status::post(self, site.node, &seen, ctx);
        self.stop_probes(KeepReadiness::Yes);
        kill::stop_all(self, self.deletion_grace(), site, ctx);
        self.run = Some(Run::at(Step::Kill, None));
        self.stopped(ctx);
    }

    fn deletion_grace(&self) -> Option<Duration> {
        if self.grace.is_some() {
            return self.grace;
        }
        let seconds = self.pod.get("metadata").int("deletionGracePeriodSeconds")?;
        Some(Duration::from_secs(seconds.max(0) as u64))
    }

    /// Everything has stopped: the sandbox goes, and the status shows how the containers ended.
    pub fn killed(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        self.drop_sandbox(site.node, ctx.now);
        self.stop_probes(KeepReadiness::No);
        // From here on the pod does not count any more when others are let in: its status is about to say that it ended.
        site.node.admitted.forget(&self.uid);
        let real = self.real.clone();
        self.go(Stage::Terminated, ctx);
        status::post(self, site.node, &real, ctx);
    }

    /// Gives back what the pod used.
    pub fn begin_cleanup(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        let seen = self.seen.clone();
        status::post(self, site.node, &seen, ctx);
        self.run = Some(Run::at(Step::Cleanup, Some(ctx.now + cleanup_time(ctx))));
    }

    /// Nothing of the pod is left on the node.
    pub fn cleaned(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        site.node.release(&self.uid);
        self.machine.tell_memory(&mut site.node.memory, ctx.now);
        self.end_sync(Outcome::default(), ctx);
        self.stage = Stage::Finished;
        self.pending = false;
        status::terminated(self, ctx);
        self.finish_object(ctx);
    }

    /// Deletes the object for good, if it is to be deleted.
    pub fn finish_object(&mut self, ctx: &mut Ctx<'_>) {
        if self.gone || (!self.withdrawn && meta::deletion_timestamp(&self.pod).is_empty()) {
            return;
        }
        let (namespace, name) = (Text::new(meta::namespace(&self.pod)), Text::new(meta::name(&self.pod)));
        // Where another has been quicker, the deletion is heard of.
        let _ = ctx.delete(POD, &namespace, &name, &self.uid, (Some(0), None));
    }
}
