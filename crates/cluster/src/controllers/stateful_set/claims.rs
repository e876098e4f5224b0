//! The claims of a stateful set's pods: made before the pod, and kept or let go after it, as the set says.

use api::request::PatchType;
use api::{Status, Value, meta, obj};

use super::identity;
use super::tell;
use crate::component::Ctx;
use crate::events::{NORMAL, WARNING};
use crate::kinds;

/// Makes the claims of a pod that are missing.
pub fn create(set: &Value, pod: &Value, ordinal: i64, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    for template in set.get("spec").list("volumeClaimTemplates") {
        let name = identity::claim_name(set, template, ordinal);
        if ctx.api.peek(kinds::PERSISTENT_VOLUME_CLAIM, meta::namespace(set), &name).is_some() {
            continue;
        }
        let answer = ctx.create(kinds::PERSISTENT_VOLUME_CLAIM, claim(set, template, &name));
        let (set_name, pod_name) = (meta::name(set), meta::name(pod));
        match answer {
            Ok(_) => {
                let message = format!("Create Claim {name} Pod {pod_name} in StatefulSet {set_name} success");
                tell(set, NORMAL, "SuccessfulCreate", message, ctx);
            }
            Err(s) => {
                let message = format!(
                    "Create Claim {name} for Pod {pod_name} in StatefulSet {set_name} failed error: {}",
                    s.message
                );
                tell(set, WARNING, "FailedCreate", message, ctx);
                return Err(s);
            }
        }
    }
    Ok(())
}

fn claim(set: &Value, template: &Value, name: &str) -> Value {
    let mut labels = template.get("metadata").get("labels").clone();
    for (key, value) in set.get("spec").get("selector").map("matchLabels").iter() {
        labels.set(key, value);
    }
    let mut metadata = Value::object();
    metadata.set("name", name.to_string());
    metadata.set("namespace", set.get("metadata").text("namespace"));
    if !labels.is_null() {
        metadata.set("labels", labels);
    }
    let annotations = template.get("metadata").get("annotations");
    if !annotations.is_null() {
        metadata.set("annotations", annotations.clone());
    }
    let mut claim = Value::object();
    claim.set("apiVersion", "v1");
    claim.set("kind", "PersistentVolumeClaim");
    claim.set("metadata", metadata);
    claim.set("spec", template.get("spec").clone());
    claim
}

/// What a claim should be owned by, so that it goes with that: the set, a pod that is scaled away, or nothing.
fn owner<'a>(set: &'a Value, pod: &'a Value, condemned: bool) -> Option<&'a Value> {
    let policy = set.get("spec").get("persistentVolumeClaimRetentionPolicy");
    match (policy.str("whenScaled"), policy.str("whenDeleted")) {
        ("Delete", _) if condemned => Some(pod),
        (_, "Delete") => Some(set),
        _ => None,
    }
}

/// Lets the claims of a pod be owned by what they should go with.
pub fn set_owners(set: &Value, pod: &Value, condemned: bool, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let Some(ordinal) = identity::ordinal(set, meta::name(pod)) else { return Ok(()) };
    for template in set.get("spec").list("volumeClaimTemplates") {
        let name = identity::claim_name(set, template, ordinal);
        let Some(claim) = ctx.get(kinds::PERSISTENT_VOLUME_CLAIM, meta::namespace(set), &name) else { continue };
        let wanted = owner(set, pod, condemned);
        let ours =
            |r: &&Value| r.str("uid") == meta::uid(set) || (r.str("kind") == "Pod" && r.str("name") == meta::name(pod));
        let before = meta::owner_references(&claim);
        let mut after: Vec<Value> = before.iter().filter(|r| !ours(r)).cloned().collect();
        after.extend(wanted.map(meta::controller_reference));
        if after != before {
            let after = if after.is_empty() { Value::Null } else { Value::from(after) };
            let patch = obj!({"metadata": {"ownerReferences": after}});
            ctx.patch(kinds::PERSISTENT_VOLUME_CLAIM, meta::namespace(set), &name, "", (PatchType::Merge, patch))?;
        }
    }
    Ok(())
}
