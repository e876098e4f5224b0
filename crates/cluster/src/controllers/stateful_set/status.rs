//! The status of a stateful set: counts by readiness and by revision.

use api::time::Time;
use api::{Status, Value, meta};

use super::super::support::pod_control::set_count;
use super::super::support::pods::{Phase, PodInfo};
use super::{Work, revision_of};
use crate::component::Ctx;
use crate::kinds;

/// Counts of pods.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    replicas: i64,
    ready: i64,
    available: i64,
    current: i64,
    updated: i64,
}

impl Counts {
    fn of_revision(&mut self, revision: &str, work: &Work<'_>, n: i64) {
        if revision == meta::name(&work.current) {
            self.current += n;
        }
        if revision == meta::name(&work.update) {
            self.updated += n;
        }
    }
    /// A pod more.
    pub fn created(&mut self, revision: &Value, work: &Work<'_>) {
        self.replicas += 1;
        self.of_revision(meta::name(revision), work, 1);
    }
    /// A pod is going.
    pub fn deleted(&mut self, pod: &PodInfo, work: &Work<'_>) {
        self.of_revision(revision_of(pod), work, -1);
    }
}

/// Counts the pods that are there.
pub fn count(work: &Work<'_>, now: Time) -> Counts {
    let mut c = Counts::default();
    for pod in &work.pods {
        c.replicas += 1;
        let runs = pod.phase == Phase::Running;
        c.ready += i64::from(runs && pod.is_ready());
        c.available += i64::from(runs && pod.is_available(work.min_ready_seconds(), now));
        if !pod.terminating {
            c.of_revision(revision_of(pod), work, 1);
        }
    }
    c
}

/// Writes the counts, and whether the update is through.
pub fn write(work: &Work<'_>, mut c: Counts, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let update = work.update.get("metadata").text("name");
    let mut current = work.current.get("metadata").text("name");
    let wanted = work.replicas();
    let rolls = work.spec().get("updateStrategy").str("type") != "OnDelete";
    if rolls && c.updated == wanted && c.replicas == wanted && c.ready == wanted {
        current = update.clone();
        c.current = c.updated;
    }
    let mut status = work.set.get("status").clone();
    status.set("observedGeneration", work.set.get("metadata").int("generation").unwrap_or(0));
    status.set("replicas", c.replicas);
    set_count(&mut status, "readyReplicas", c.ready);
    status.set("availableReplicas", c.available);
    set_count(&mut status, "currentReplicas", c.current);
    set_count(&mut status, "updatedReplicas", c.updated);
    status.set("currentRevision", current);
    status.set("updateRevision", update);
    if !status.has("collisionCount") {
        status.set("collisionCount", 0);
    }
    if status == *work.set.get("status") {
        return Ok(());
    }
    let mut set = work.set.clone();
    set.set("status", status);
    ctx.update_status(kinds::STATEFUL_SET, set).map(|_| ())
}
