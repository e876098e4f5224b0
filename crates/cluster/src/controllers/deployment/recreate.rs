//! The recreation: all old pods go before the first new one comes.

use api::{Status, Value, meta};

use super::{Rollout, new_set, scale, sets, status};
use crate::component::Ctx;
use crate::kinds;

/// One step of a recreation.
pub fn sync(rollout: &mut Rollout, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    new_set::get(rollout, ctx)?;
    let (new, old) = new_set::split(rollout);
    let mut stepped = false;
    for set in new_set::active(&old) {
        stepped |= scale::if_different(rollout, &set, 0, ctx)?;
    }
    if stepped || old_pods_are_left(&old, ctx) {
        return status::write_rollout(rollout, new.as_ref(), ctx);
    }
    if let Some(new) = new_set::get_or_create(rollout, ctx)? {
        scale::if_different(rollout, &new, rollout.replicas(), ctx)?;
    }
    let (new, old) = new_set::split(rollout);
    if status::is_complete(&rollout.deployment, rollout.deployment.get("status")) {
        scale::clean_up(rollout, &old, ctx)?;
    }
    status::write_rollout(rollout, new.as_ref(), ctx)
}

fn old_pods_are_left(old: &[Value], ctx: &Ctx<'_>) -> bool {
    if sets::counted_in_all(old, "replicas") > 0 {
        return true;
    }
    let Some(namespace) = old.first().map(meta::namespace) else { return false };
    ctx.api.read_all(kinds::POD, namespace).any(|pod| {
        let ended = matches!(pod.get("status").str("phase"), "Succeeded" | "Failed");
        let owner = meta::controller_of(pod);
        !ended && owner.is_some_and(|o| old.iter().any(|s| meta::uid(s) == o.str("uid")))
    })
}
