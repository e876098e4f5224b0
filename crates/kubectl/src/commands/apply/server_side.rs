//! Apply by the server: it knows who owns which field, and refuses to take one from another manager.

use api::request::PatchType;
use api::{Map, Value, Verb, meta, obj};

use super::Apply;
use crate::commands::common::{self, LAST_APPLIED};
use crate::error::{Error, Result, plain};
use crate::resources::builder::Info;

const ADVICE: &str = "\nPlease review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts";

/// The manager that keeps the annotation of client-side apply.
const KEEPER: &str = "kubectl-last-applied";

/// How often it tries to take over an object that others change meanwhile.
const MIGRATION_TRIES: u32 = 5;

fn manager(apply: &Apply) -> String {
    if apply.p.changed("field-manager") { apply.p.str("field-manager").to_string() } else { "kubectl".into() }
}

/// Applies one object. Answers it, and what was done.
pub(super) async fn apply(apply: &Apply, info: &Info) -> Result<(Value, &'static str)> {
    super::check_name(info)?;
    let mut object = send(apply, info, &info.object, &manager(apply)).await.map_err(|e| match e {
        Error::Status(s) if s.reason == "Conflict" => plain(format!("{}{ADVICE}", s.message)),
        other => other,
    })?;
    if let Some(annotated) = last_applied(info, &object).filter(|_| manager(apply) == "kubectl") {
        match send(apply, info, &annotated, KEEPER).await {
            Ok(kept) => object = kept,
            Err(e) => {
                apply.client.io.eprint(format!(
                    "Warning: failed to migrate {LAST_APPLIED} for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: {}\n",
                    e.message()
                ));
                return Ok((object, "serverside-applied"));
            }
        }
    }
    if migrate(apply, info, &object).await? {
        // Once more, so that fields that the manifest has dropped go.
        object = send(apply, info, &info.object, &manager(apply)).await?;
    }
    Ok((object, "serverside-applied"))
}

/// Gives what client-side apply owned to the manager. Tells whether there was anything to give.
async fn migrate(apply: &Apply, info: &Info, object: &Value) -> Result<bool> {
    let mut object = object.clone();
    let mut tries = 0;
    while let Some(managed) = taken_over(&object, &manager(apply)) {
        let operations = vec![
            obj!({"op": "replace", "path": "/metadata/managedFields", "value": managed}),
            obj!({
                "op": "replace", "path": "/metadata/resourceVersion",
                "value": (meta::resource_version(&object).to_string())
            }),
        ];
        let mut request = info.resource.request(Verb::Patch(PatchType::Json), &info.namespace, &info.name)?;
        request.body = operations.into();
        request.options = common::write_options(&apply.p, apply.dry_run);
        tries += 1;
        match apply.client.object(request).await {
            Ok(_) => return Ok(true),
            // A controller was quicker.
            Err(Error::Status(s)) if s.reason == "Conflict" && tries < MIGRATION_TRIES => {
                object = apply.client.object(info.resource.request(Verb::Get, &info.namespace, &info.name)?).await?;
            }
            Err(e) => return Err(e),
        }
    }
    Ok(false)
}

async fn send(apply: &Apply, info: &Info, object: &Value, manager: &str) -> Result<Value> {
    let verb = Verb::Patch(PatchType::Apply);
    let mut request = info.resource.request(verb, &info.namespace, &info.name)?.with_body(object.clone());
    request.subresource = api::Text::new(apply.p.str("subresource"));
    request.options = common::write_options(&apply.p, apply.dry_run);
    request.options.field_manager = manager.to_string().into();
    request.options.force = apply.p.bool("force-conflicts") && manager != KEEPER;
    request.options.field_validation = common::field_validation(&apply.p)?;
    apply.client.object(request).await
}

/// Whether an entry of managedFields has the annotation of client-side apply.
fn owns_annotation(entry: &Value) -> bool {
    let name = format!("f:{LAST_APPLIED}");
    !entry.at(&["fieldsV1", "f:metadata", "f:annotations"]).get(&name).is_null()
}

/// The annotation of client-side apply as the server has it, for a manager of its own: the fields that are applied would
/// take it away. None where there is none, or where such a manager has it.
fn last_applied(info: &Info, live: &Value) -> Option<Value> {
    let text = meta::annotations(live).get(LAST_APPLIED)?.clone();
    let kept = |e: &Value| e.str("operation") == "Apply" && owns_annotation(e);
    if live.get("metadata").list("managedFields").iter().any(kept) {
        return None;
    }
    let mut annotations = Map::new();
    annotations.insert(LAST_APPLIED, text);
    let mut metadata = obj!({"name": (info.name.clone()), "annotations": annotations});
    if !info.namespace.is_empty() {
        metadata.set("namespace", info.namespace.clone());
    }
    Some(obj!({"apiVersion": (live.text("apiVersion")), "kind": (live.text("kind")), "metadata": metadata}))
}

/// managedFields in which what client-side apply owned belongs to `manager`; none where it owned nothing. Client-side
/// apply is who updated its annotation, under whatever name.
fn taken_over(object: &Value, manager: &str) -> Option<Value> {
    let entries = object.get("metadata").list("managedFields");
    let updates = |e: &&Value| e.str("operation") == "Update";
    let names: Vec<&str> =
        entries.iter().filter(updates).filter(|e| owns_annotation(e)).map(|e| e.str("manager")).collect();
    let old = |e: &&Value| updates(e) && names.contains(&e.str("manager")) && e.str("subresource").is_empty();
    let fields = entries.iter().filter(old).fold(Value::object(), |all, e| union(&all, e.get("fieldsV1")));
    entries.iter().find(old)?;
    let mut kept: Vec<Value> = entries.iter().filter(|e| !old(e)).cloned().collect();
    let mine = kept
        .iter_mut()
        .find(|e| e.str("manager") == manager && e.str("operation") == "Apply" && e.str("subresource").is_empty())?;
    let all = union(mine.get("fieldsV1"), &fields);
    mine.set("fieldsV1", all);
    Some(kept.into())
}

/// The union of two trees of field names.
fn union(a: &Value, b: &Value) -> Value {
    let mut all = a.clone();
    for (key, value) in b.as_map().into_iter().flat_map(|m| m.iter()) {
        let merged = union(all.get(key), value);
        all.set(key, merged);
    }
    if all.is_null() { b.clone() } else { all }
}
