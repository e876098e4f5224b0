//! Jobs and daemon sets.

use api::{Status, Value, meta};

use super::{PLAIN, Prepare, Strategy};

pub(super) const JOBS: Strategy = Strategy {
    group: "batch",
    plural: "jobs",
    subresources: super::STATUS,
    returns_deleted: true,
    generation: super::SPEC,
    on_create: create_job,
    ..PLAIN
};
pub(super) const DAEMON_SETS: Strategy = Strategy {
    group: "apps",
    plural: "daemonsets",
    subresources: super::STATUS,
    generation: super::SPEC,
    on_create: create_daemon_set,
    on_update: update_daemon_set,
    ..PLAIN
};

const CONTROLLER_UID: &str = "batch.kubernetes.io/controller-uid";
const JOB_NAME: &str = "batch.kubernetes.io/job-name";

/// A job's pods carry its uid and name; unless the user wants to select by other labels, so does its selector.
fn create_job(job: &mut Value, _: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    let (uid, name) = (job.get("metadata").text("uid"), job.get("metadata").text("name"));
    if job.get("spec").bool("manualSelector") {
        return Ok(());
    }
    let template = job.at_mut(&["spec", "template", "metadata", "labels"]);
    if !name.is_empty() {
        template.set("job-name", &name);
        template.set(JOB_NAME, &name);
    }
    template.set("controller-uid", &uid);
    template.set(CONTROLLER_UID, &uid);
    let selector = job.at_mut(&["spec", "selector", "matchLabels"]);
    if !selector.has(CONTROLLER_UID) {
        selector.set(CONTROLLER_UID, &uid);
    }
    Ok(())
}

const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";

fn create_daemon_set(set: &mut Value, _: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    set.field_mut("metadata").field_mut("annotations").set(TEMPLATE_GENERATION, "1");
    Ok(())
}

fn update_daemon_set(set: &mut Value, old: &Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    if p.call.request.subresource == "status" {
        return Ok(());
    }
    let before = meta::annotations(old).get(TEMPLATE_GENERATION).and_then(Value::as_str);
    let mut generation: i64 = before.and_then(|s| s.parse().ok()).unwrap_or(0);
    if set.get("spec").get("template") != old.get("spec").get("template") {
        generation += 1;
    }
    if generation > 0 {
        set.field_mut("metadata").field_mut("annotations").set(TEMPLATE_GENERATION, generation.to_string());
    }
    Ok(())
}
