//! The newest replica set of a deployment: finding it, making it, keeping its annotations.

use api::{Map, Status, Text, Value, meta};
use sorted::InOrder;

use super::annotations::{self, REVISION};
use super::{Rollout, sets, source, status};
use crate::component::Ctx;
use crate::conditions;
use crate::controllers::support::hash::compute_hash;
use crate::controllers::support::pod_control;
use crate::events::{self, NORMAL, WARNING};
use crate::kinds;

const HASH_LABEL: &str = "pod-template-hash";

/// The oldest set whose template is the deployment's.
pub fn find(rollout: &Rollout) -> Option<&Value> {
    let template = rollout.spec().get("template");
    let mut found: Vec<&Value> =
        rollout.sets.iter().filter(|s| same_template(s.get("spec").get("template"), template)).collect();
    found.order_by_key(|s| (s.get("metadata").str("creationTimestamp"), meta::name(s)));
    found.first().copied()
}

fn same_template(a: &Value, b: &Value) -> bool {
    if a.get("spec") != b.get("spec") {
        return false;
    }
    let (a, b) = (a.get("metadata"), b.get("metadata"));
    let labels = |m| Value::map(m, "labels").iter().filter(|(key, _)| **key != HASH_LABEL);
    let others = |m| {
        Value::as_map(m)
            .into_iter()
            .flat_map(Map::iter)
            .filter(|(key, _)| !matches!(key.as_str(), "labels" | "creationTimestamp"))
    };
    labels(a).eq(labels(b)) && others(a).eq(others(b))
}

/// The newest set and the old ones.
pub fn split(rollout: &Rollout) -> (Option<Value>, Vec<Value>) {
    let new = find(rollout).cloned();
    let uid = new.as_ref().map(|n| n.get("metadata").text("uid")).unwrap_or_default();
    let old = rollout.sets.iter().filter(|s| meta::uid(s) != uid.as_str()).cloned().collect();
    (new, old)
}

/// The newest set with its annotations brought up to date; nothing where there is none yet.
pub fn get(rollout: &mut Rollout, ctx: &mut Ctx<'_>) -> Result<Option<Value>, Status> {
    let (new, old) = split(rollout);
    let Some(existing) = new else { return Ok(None) };
    let revision = next_revision(&old);
    let mut set = existing.clone();
    let mut changed = annotations::note_revision(&mut set, &rollout.deployment, revision);
    let min_ready = rollout.spec().int("minReadySeconds").unwrap_or(0);
    if set.get("spec").int("minReadySeconds").unwrap_or(0) != min_ready {
        pod_control::set_count(set.field_mut("spec"), "minReadySeconds", min_ready);
        changed = true;
    }
    if changed {
        let set = ctx.update(kinds::REPLICA_SET, set)?;
        rollout.refresh(set.clone());
        return Ok(Some(set));
    }
    let noted = meta::annotations(&set).get(REVISION).and_then(Value::as_str).unwrap_or("").to_string();
    let mut news = annotations::set_revision(&mut rollout.deployment, &noted);
    let progressing = conditions::get(rollout.deployment.get("status"), "Progressing");
    if status::has_deadline(rollout.spec()) && progressing.is_null() {
        let message = format!("Found new replica set {:?}", meta::name(&set));
        status::set_progress(rollout, "True", "FoundNewReplicaSet", message, ctx.now);
        news = true;
    }
    if news {
        rollout.deployment = ctx.update_status(kinds::DEPLOYMENT, rollout.deployment.clone())?;
    }
    Ok(Some(set))
}

/// The newest set, made if there is none yet.
pub fn get_or_create(rollout: &mut Rollout, ctx: &mut Ctx<'_>) -> Result<Option<Value>, Status> {
    match get(rollout, ctx)? {
        Some(set) => Ok(Some(set)),
        None => create(rollout, ctx).map(Some),
    }
}

fn next_revision(old: &[Value]) -> i64 {
    old.iter().map(annotations::revision).max().unwrap_or(0) + 1
}

fn create(rollout: &mut Rollout, ctx: &mut Ctx<'_>) -> Result<Value, Status> {
    let revision = next_revision(&rollout.sets);
    let mut set = describe(rollout);
    let replicas = super::rolling::new_set_replicas(rollout, 0);
    set.field_mut("spec").set("replicas", replicas);
    annotations::note_revision(&mut set, &rollout.deployment, revision);
    annotations::note_size(&mut set, rollout.spec());
    let (made, existed) = match ctx.create(kinds::REPLICA_SET, set.clone()) {
        Ok(made) => (made, false),
        Err(s) if s.code == 409 && s.reason == "AlreadyExists" => (collided(rollout, &set, s, ctx)?, true),
        Err(s) if pod_control::namespace_terminates(&s) => return Err(s),
        Err(s) => return Err(failed(rollout, &set, s, ctx)),
    };
    rollout.refresh(made.clone());
    if !existed && replicas > 0 {
        let message = format!("Scaled up replica set {} from 0 to {replicas}", meta::name(&made));
        events::record(ctx, &events::reference(&rollout.deployment), NORMAL, "ScalingReplicaSet", message, &source());
    }
    let mut news = annotations::set_revision(&mut rollout.deployment, &revision.to_string());
    if !existed && status::has_deadline(rollout.spec()) {
        let message = format!("Created new replica set {:?}", meta::name(&made));
        status::set_progress(rollout, "True", "NewReplicaSetCreated", message, ctx.now);
        news = true;
    }
    if news {
        rollout.deployment = ctx.update_status(kinds::DEPLOYMENT, rollout.deployment.clone())?;
    }
    Ok(made)
}

/// The set as the deployment's template wants it, without replicas.
fn describe(rollout: &Rollout) -> Value {
    let spec = rollout.spec();
    let mut template = spec.get("template").clone();
    let hash = compute_hash(&template, rollout.deployment.get("status").int("collisionCount"));
    template.field_mut("metadata").field_mut("labels").set(HASH_LABEL, hash.clone());
    let mut selector = spec.get("selector").clone();
    selector.field_mut("matchLabels").set(HASH_LABEL, hash.clone());
    let mut metadata = Value::object();
    metadata.set("name", format!("{}-{hash}", rollout.name()));
    metadata.set("namespace", rollout.namespace());
    metadata.set("labels", template.get("metadata").get("labels").clone());
    metadata.set("ownerReferences", vec![meta::controller_reference(&rollout.deployment)]);
    let mut set_spec = Value::object();
    pod_control::set_count(&mut set_spec, "minReadySeconds", spec.int("minReadySeconds").unwrap_or(0));
    set_spec.set("selector", selector);
    set_spec.set("template", template);
    let mut set = Value::object();
    set.set("apiVersion", "apps/v1");
    set.set("kind", "ReplicaSet");
    set.set("metadata", metadata);
    set.set("spec", set_spec);
    set
}

/// A set of that name exists: either it is ours after all, or the hashes collide and the next one is tried.
fn collided(rollout: &mut Rollout, set: &Value, refusal: Status, ctx: &mut Ctx<'_>) -> Result<Value, Status> {
    let found = ctx.get(kinds::REPLICA_SET, &rollout.namespace(), meta::name(set)).unwrap_or_default();
    let ours = meta::controller_of(&found).is_some_and(|o| o.str("uid") == meta::uid(&rollout.deployment));
    if ours && same_template(found.get("spec").get("template"), rollout.spec().get("template")) {
        return Ok(found);
    }
    let collisions = rollout.deployment.get("status").int("collisionCount").unwrap_or(0);
    rollout.deployment.field_mut("status").set("collisionCount", collisions + 1);
    ctx.update_status(kinds::DEPLOYMENT, rollout.deployment.clone())?;
    Err(refusal)
}

fn failed(rollout: &mut Rollout, set: &Value, refusal: Status, ctx: &mut Ctx<'_>) -> Status {
    let message = format!("Failed to create new replica set {:?}: {}", meta::name(set), refusal.message);
    if status::has_deadline(rollout.spec()) {
        status::set_progress(rollout, "False", "ReplicaSetCreateError", message.clone(), ctx.now);
        // The refusal that matters is the first one.
        let _ = ctx.update_status(kinds::DEPLOYMENT, rollout.deployment.clone());
    }
    events::record(ctx, &events::reference(&rollout.deployment), WARNING, "ReplicaSetCreateError", message, &source());
    refusal
}

/// The name of the newest set, as messages have it.
pub fn name(set: Option<&Value>) -> Text {
    set.map(|s| s.get("metadata").text("name")).unwrap_or_default()
}

/// All sets, the newest last.
pub fn all(new: Option<&Value>, old: &[Value]) -> Vec<Value> {
    let mut all = old.to_vec();
    all.extend(new.cloned());
    all
}

/// Old sets that still want pods.
pub fn active(sets: &[Value]) -> Vec<Value> {
    sets.iter().filter(|s| sets::wanted(s) > 0).cloned().collect()
}
