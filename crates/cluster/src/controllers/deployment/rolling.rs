//! The rolling update: up as far as surge allows, down as far as availability allows, a step at a time.

use api::{Status, Value};

use super::{Rollout, new_set, scale, sets, status};
use crate::component::Ctx;

/// One step of a rolling update.
pub fn sync(rollout: &mut Rollout, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    new_set::get_or_create(rollout, ctx)?;
    let stepped = up(rollout, ctx)? || down(rollout, ctx)?;
    let (new, old) = new_set::split(rollout);
    if !stepped && status::is_complete(&rollout.deployment, rollout.deployment.get("status")) {
        scale::clean_up(rollout, &old, ctx)?;
    }
    status::write_rollout(rollout, new.as_ref(), ctx)
}

/// How many replicas the newest set may have now, if it has `size`.
pub fn new_set_replicas(rollout: &Rollout, size: i64) -> i64 {
    let wanted = rollout.replicas();
    if rollout.spec().get("strategy").str("type") == "Recreate" {
        return wanted;
    }
    let room = wanted + sets::fenceposts(rollout.spec()).0 - sets::wanted_by_all(&rollout.sets);
    if room <= 0 { size } else { size + room.min(wanted - size) }
}

fn up(rollout: &mut Rollout, ctx: &mut Ctx<'_>) -> Result<bool, Status> {
    let Some(new) = new_set::find(rollout).cloned() else { return Ok(false) };
    let (size, wanted) = (sets::wanted(&new), rollout.replicas());
    if size == wanted {
        return Ok(false);
    }
    let size = if size > wanted { wanted } else { new_set_replicas(rollout, size) };
    scale::if_different(rollout, &new, size, ctx)
}

fn down(rollout: &mut Rollout, ctx: &mut Ctx<'_>) -> Result<bool, Status> {
    let (new, old) = new_set::split(rollout);
    let Some(new) = new else { return Ok(false) };
    let mut old = new_set::active(&old);
    if old.is_empty() {
        return Ok(false);
    }
    sets::by_age(&mut old);
    let least = rollout.replicas() - sets::max_unavailable(rollout.spec());
    let not_up_yet = sets::wanted(&new) - sets::counted(&new, "availableReplicas");
    let room = sets::wanted_by_all(&rollout.sets) - least - not_up_yet;
    if room <= 0 {
        return Ok(false);
    }
    let cleaned = drop_unhealthy(rollout, &mut old, room, ctx)?;
    Ok(drop_healthy(rollout, &old, least, ctx)? || cleaned)
}

/// Replicas that are not available anyway go first.
fn drop_unhealthy(rollout: &mut Rollout, old: &mut [Value], room: i64, ctx: &mut Ctx<'_>) -> Result<bool, Status> {
    let mut dropped = 0;
    for set in old.iter_mut() {
        let (size, available) = (sets::wanted(set), sets::counted(set, "availableReplicas"));
        let count = (room - dropped).min(size - available);
        if count <= 0 {
            continue;
        }
        scale::to(rollout, set, size - count, ctx)?;
        set.field_mut("spec").set("replicas", size - count);
        dropped += count;
    }
    Ok(dropped > 0)
}

fn drop_healthy(rollout: &mut Rollout, old: &[Value], least: i64, ctx: &mut Ctx<'_>) -> Result<bool, Status> {
    let mut room = sets::counted_in_all(&rollout.sets, "availableReplicas") - least;
    let mut any = false;
    for set in old {
        // Its state may have changed a moment ago.
        let fresh = rollout.sets.iter().find(|s| api::meta::uid(s) == api::meta::uid(set)).cloned();
        let set = fresh.as_ref().unwrap_or(set);
        let size = sets::wanted(set);
        let count = room.min(size);
        if count <= 0 {
            continue;
        }
        any |= scale::to(rollout, &set.clone(), size - count, ctx)?;
        room -= count;
    }
    Ok(any)
}
