//! The status of a daemon set: how many nodes should have a pod, have one, and have a good one.

use api::{Status, Text};

use super::super::support::pod_control::set_count;
use super::Work;
use crate::component::Ctx;
use crate::kinds;

/// Writes the counts.
pub fn write(key: &Text, work: &Work<'_>, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let (mut desired, mut current, mut misscheduled, mut ready, mut available, mut updated) = (0, 0, 0, 0, 0, 0);
    for node in &work.nodes {
        let first = work.on_node.get(&node.get("metadata").text("name")).and_then(|pods| pods.first());
        if !work.wishes.fit(node).should_run {
            misscheduled += i64::from(first.is_some());
            continue;
        }
        desired += 1;
        let Some(pod) = first else { continue };
        current += 1;
        ready += i64::from(pod.is_ready());
        available += i64::from(pod.is_available(work.min_ready_seconds(), ctx.now));
        updated += i64::from(work.is_updated(pod));
    }
    let mut status = work.set.get("status").clone();
    status.set("observedGeneration", work.set.get("metadata").int("generation").unwrap_or(0));
    status.set("desiredNumberScheduled", desired);
    status.set("currentNumberScheduled", current);
    status.set("numberMisscheduled", misscheduled);
    status.set("numberReady", ready);
    set_count(&mut status, "updatedNumberScheduled", updated);
    set_count(&mut status, "numberAvailable", available);
    set_count(&mut status, "numberUnavailable", desired - available);
    let pods = work.on_node.values().flatten();
    if let Some(wait) = pods.filter_map(|p| p.available_in(work.min_ready_seconds(), ctx.now)).min() {
        ctx.requeue(key.clone(), wait);
    }
    if status == *work.set.get("status") {
        return Ok(());
    }
    let mut set = work.set.clone();
    set.set("status", status);
    ctx.update_status(kinds::DAEMON_SET, set).map(|_| ())
}
