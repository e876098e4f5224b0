//! ControllerRevisions: what a daemon set's or stateful set's template was, so that it can be told and brought back.

use api::{Status, Text, Value, meta};
use sorted::InOrder;

use super::owners;
use crate::component::Ctx;
use crate::kinds;

/// The label of pods with the hash (daemon sets) or the name (stateful sets) of their revision.
pub const HASH_LABEL: &str = "controller-revision-hash";
/// The label of a stateful set's revisions with their hash; those of daemon sets have [`HASH_LABEL`].
pub const REVISION_LABEL: &str = "controller.kubernetes.io/hash";

/// The revisions of a set, the oldest first; orphans that its selector selects are adopted.
pub fn list(ctx: &mut Ctx<'_>, set: &Value) -> Result<Vec<Value>, Status> {
    let selector = super::selector(set.get("spec").get("selector"));
    let all: Vec<Value> = ctx.api.read_all(kinds::CONTROLLER_REVISION, meta::namespace(set)).cloned().collect();
    let mut ours = Vec::new();
    for revision in all {
        if owners::claim(ctx, kinds::CONTROLLER_REVISION, &revision, set, &selector)? {
            ours.push(revision);
        }
    }
    ours.order_by_key(number);
    Ok(ours)
}

/// The number of a revision.
pub fn number(revision: &Value) -> i64 {
    revision.int("revision").unwrap_or(0)
}

/// What a revision keeps: the template, to be put in place of whatever is there.
pub fn data(set: &Value) -> Value {
    let mut template = set.get("spec").get("template").clone();
    template.set("$patch", "replace");
    let mut spec = Value::object();
    spec.set("template", template);
    let mut data = Value::object();
    data.set("spec", spec);
    data
}

/// A revision object of `set`.
fn new(set: &Value, label: &'static str, hash: &str, number: i64) -> Value {
    let mut labels = set.at(&["spec", "template", "metadata", "labels"]).clone();
    labels.set(label, hash.to_string());
    let mut metadata = Value::object();
    metadata.set("name", format!("{}-{hash}", meta::name(set)));
    metadata.set("namespace", set.get("metadata").text("namespace"));
    metadata.set("labels", labels);
    let annotations = set.get("metadata").get("annotations");
    if !annotations.is_null() {
        metadata.set("annotations", annotations.clone());
    }
    metadata.set("ownerReferences", vec![meta::controller_reference(set)]);
    let mut revision = Value::object();
    revision.set("apiVersion", "apps/v1");
    revision.set("kind", "ControllerRevision");
    revision.set("metadata", metadata);
    revision.set("data", data(set));
    revision.set("revision", number);
    revision
}

/// The revision that says what the set says now: an old one made newest again, or a new one. The hash makes its name
/// and goes into its label.
pub fn current(
    ctx: &mut Ctx<'_>,
    set: &Value,
    revisions: &mut Vec<Value>,
    (label, hash): (&'static str, impl Fn(Option<i64>) -> String),
) -> Result<Value, Status> {
    let (wanted, newest) = (data(set), revisions.last().map_or(0, number));
    if let Some(found) = revisions.iter().rposition(|r| *r.get("data") == wanted) {
        let mut revision = revisions[found].clone();
        if number(&revision) != newest {
            revision.set("revision", newest + 1);
            revision = ctx.update(kinds::CONTROLLER_REVISION, revision)?;
            revisions.remove(found);
            revisions.push(revision.clone());
        }
        return Ok(revision);
    }
    let mut collisions = set.get("status").int("collisionCount");
    loop {
        match ctx.create(kinds::CONTROLLER_REVISION, new(set, label, &hash(collisions), newest + 1)) {
            Err(s) if s.reason == "AlreadyExists" && collisions.unwrap_or(0) < 8 => {
                collisions = Some(collisions.unwrap_or(0) + 1);
            }
            Err(s) => return Err(s),
            Ok(revision) => {
                revisions.push(revision.clone());
                return Ok(revision);
            }
        }
    }
}

/// Deletes the oldest revisions beyond the limit that no pod needs.
pub fn clean_up(ctx: &mut Ctx<'_>, set: &Value, revisions: &[Value], live: &[Text]) -> Result<(), Status> {
    let limit = set.get("spec").int("revisionHistoryLimit").unwrap_or(10).max(0) as usize;
    let is_live = |r: &&Value| {
        let hash = meta::labels(r).get(HASH_LABEL).and_then(Value::as_str).unwrap_or("");
        live.iter().any(|l| l == hash || l == meta::name(r))
    };
    let dead: Vec<&Value> = revisions.iter().filter(|r| !is_live(r)).collect();
    for revision in &dead[..dead.len().saturating_sub(limit)] {
        let (namespace, name) = (meta::namespace(revision), meta::name(revision));
        match ctx.delete(kinds::CONTROLLER_REVISION, namespace, name, "", (None, None)) {
            Err(s) if s.code != 404 => return Err(s),
            _ => {}
        }
    }
    Ok(())
}
