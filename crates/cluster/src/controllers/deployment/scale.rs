//! Changing the size of replica sets: to a number, and in proportion while a rollout is under way.

use api::{Status, Value, meta};
use sorted::InOrder;

use super::{Rollout, annotations, new_set, sets, source, status};
use crate::component::Ctx;
use crate::events::{self, NORMAL};
use crate::kinds;

/// Whether the deployment's replicas changed since its sets were scaled.
pub fn is_needed(rollout: &Rollout) -> bool {
    let wanted = rollout.replicas();
    rollout.sets.iter().filter(|s| sets::wanted(s) > 0).any(|s| annotations::desired(s).is_some_and(|d| d != wanted))
}

/// One look at a deployment that is paused or scaled.
pub fn sync(rollout: &mut Rollout, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    new_set::get(rollout, ctx)?;
    distribute(rollout, ctx)?;
    let (new, old) = new_set::split(rollout);
    if rollout.spec().bool("paused") {
        clean_up(rollout, &old, ctx)?;
    }
    status::write(rollout, new.as_ref(), ctx)
}

/// Scales one set and tells of it; the new state of the set, if its size changed.
pub fn to(rollout: &mut Rollout, set: &Value, size: i64, ctx: &mut Ctx<'_>) -> Result<bool, Status> {
    let before = sets::wanted(set);
    let mut changed = set.clone();
    let noted = annotations::note_size(&mut changed, rollout.spec());
    if before == size && !noted {
        return Ok(false);
    }
    changed.field_mut("spec").set("replicas", size);
    let stored = ctx.update(kinds::REPLICA_SET, changed)?;
    rollout.refresh(stored);
    if before == size {
        return Ok(false);
    }
    let direction = if before < size { "up" } else { "down" };
    let message = format!("Scaled {direction} replica set {} from {before} to {size}", meta::name(set));
    events::record(ctx, &events::reference(&rollout.deployment), NORMAL, "ScalingReplicaSet", message, &source());
    Ok(true)
}

/// Scales a set unless it has that size.
pub fn if_different(rollout: &mut Rollout, set: &Value, size: i64, ctx: &mut Ctx<'_>) -> Result<bool, Status> {
    if sets::wanted(set) == size { Ok(false) } else { to(rollout, set, size, ctx) }
}

fn distribute(rollout: &mut Rollout, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let (new, old) = new_set::split(rollout);
    let wanted = rollout.replicas();
    if let Some(only) = active_or_latest(new.as_ref(), &old) {
        return if_different(rollout, &only, wanted, ctx).map(|_| ());
    }
    if is_saturated(new.as_ref(), wanted) {
        for set in new_set::active(&old) {
            if_different(rollout, &set, 0, ctx)?;
        }
        return Ok(());
    }
    if rollout.spec().get("strategy").str("type") == "Recreate" {
        return Ok(());
    }
    proportionally(rollout, new_set::active(&new_set::all(new.as_ref(), &old)), ctx)
}

/// The one set that has pods, or the newest if none has; nothing if several have.
fn active_or_latest(new: Option<&Value>, old: &[Value]) -> Option<Value> {
    let mut active = new_set::active(&new_set::all(new, old));
    match active.len() {
        0 => new.cloned().or_else(|| {
            let mut old = old.to_vec();
            sets::by_age(&mut old);
            old.pop()
        }),
        1 => active.pop(),
        _ => None,
    }
}

fn is_saturated(set: Option<&Value>, wanted: i64) -> bool {
    set.is_some_and(|s| {
        annotations::desired(s) == Some(wanted)
            && sets::wanted(s) == wanted
            && sets::counted(s, "availableReplicas") == wanted
    })
}

fn proportionally(rollout: &mut Rollout, mut active: Vec<Value>, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let wanted = rollout.replicas();
    let allowed = if wanted > 0 { wanted + sets::fenceposts(rollout.spec()).0 } else { 0 };
    let to_add = allowed - sets::wanted_by_all(&active);
    if to_add != 0 {
        sets::by_size(&mut active, to_add > 0);
    }
    let mut added = 0;
    let mut sizes = Vec::new();
    for set in &active {
        let share = if to_add == 0 { 0 } else { proportion(rollout, set, to_add, added) };
        added += share;
        sizes.push(sets::wanted(set) + share);
    }
    if let Some(first) = sizes.first_mut().filter(|_| to_add != 0) {
        *first = (*first + to_add - added).max(0);
    }
    for (set, size) in active.iter().zip(sizes) {
        to(rollout, set, size, ctx)?;
    }
    Ok(())
}

/// What a set gets of the replicas to add (or loses, if that is negative), never more than what is left.
fn proportion(rollout: &Rollout, set: &Value, to_add: i64, added: i64) -> i64 {
    let size = sets::wanted(set);
    let left = to_add - added;
    if size == 0 || left == 0 {
        return 0;
    }
    let wanted = rollout.replicas();
    let fraction = if wanted == 0 {
        -size
    } else {
        let now = wanted + sets::fenceposts(rollout.spec()).0;
        let before = annotations::max(set).filter(|n| *n != 0);
        let before = before.or(rollout.deployment.get("status").int("replicas")).filter(|n| *n != 0).unwrap_or(now);
        ((size * now) as f64 / before as f64).round() as i64 - size
    };
    if to_add > 0 { fraction.min(left) } else { fraction.max(left) }
}

/// Deletes old sets beyond the limit of history.
pub fn clean_up(rollout: &Rollout, old: &[Value], ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let Some(limit) = rollout.spec().int("revisionHistoryLimit").filter(|l| *l != i64::from(i32::MAX)) else {
        return Ok(());
    };
    let mut old: Vec<&Value> = old.iter().filter(|s| meta::deletion_timestamp(s).is_empty()).collect();
    old.order_by_key(|s| (annotations::revision(s), s.get("metadata").str("creationTimestamp"), meta::name(s)));
    let surplus = old.len().saturating_sub(limit.max(0) as usize);
    for set in &old[..surplus] {
        let generation = set.get("metadata").int("generation").unwrap_or(0);
        if sets::wanted(set) != 0
            || sets::counted(set, "replicas") != 0
            || generation > sets::counted(set, "observedGeneration")
        {
            continue;
        }
        match ctx.delete(kinds::REPLICA_SET, meta::namespace(set), meta::name(set), "", (None, None)) {
            Err(s) if s.code != 404 => return Err(s),
            _ => {}
        }
    }
    Ok(())
}
