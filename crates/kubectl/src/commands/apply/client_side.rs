//! Apply by the client: three states make a patch. What was applied last is kept in an annotation.

use api::request::PatchType;
use api::schema::TypeRef;
use api::{Map, Value, Verb, json, meta, patch, schema};

use super::{Apply, describe, doing};
use crate::commands::common::{self, DryRun, LAST_APPLIED};
use crate::commands::delete;
use crate::error::{Error, Result, plain};
use crate::resources::builder::Info;

/// Creates or patches one object. Answers it, and what was done.
pub(super) async fn apply(apply: &Apply, info: &Info) -> Result<(Value, &'static str)> {
    super::check_name(info)?;
    let live = match apply.client.get(&info.resource, &info.namespace, &info.name).await {
        Ok(live) => live,
        Err(e) if e.is("NotFound") => return create(apply, info).await,
        Err(e) => {
            let what = format!("retrieving current configuration of:\n{}\nfrom server for:", describe(info));
            return Err(doing(&what, info, e));
        }
    };
    if !meta::annotations(&live).contains_key(LAST_APPLIED) {
        apply.client.io.eprint(format!(
            "Warning: resource {}/{} is missing the {LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n",
            info.resource.plural, info.name
        ));
    }
    common::read_merge_keys(&apply.client, &info.resource).await?;
    let change = three_way(apply, info, &live).map_err(|e| {
        let what = format!("applying patch:\n\nto:\n{}\nfor:", describe(info));
        doing(&what, info, common::source_error("patching", &info.source, e))
    })?;
    if change.as_map().is_none_or(|m| m.is_empty()) {
        return Ok((live, "unchanged"));
    }
    if apply.dry_run == DryRun::Client {
        let r = &info.resource;
        let patched = match schema::of(&r.group, &r.version, &r.kind).filter(|_| r.built_in) {
            Some(of) => patch::strategic(&live, &change, of).map_err(|e| plain(e.message()))?,
            None => patch::merge_patch(&live, &change),
        };
        return Ok((patched, "configured"));
    }
    match send(apply, info, &change).await {
        Ok(object) => Ok((object, "configured")),
        Err(e) if apply.p.bool("force") && (e.is("Conflict") || e.is("Invalid")) => {
            replace(apply, info).await.map(|object| (object, "configured"))
        }
        Err(e) => {
            let what = format!("applying patch:\n{}\nto:\n{}\nfor:", json::to_string(&change), describe(info));
            Err(doing(&what, info, common::source_error("patching", &info.source, e)))
        }
    }
}

async fn create(apply: &Apply, info: &Info) -> Result<(Value, &'static str)> {
    let mut object = common::with_last_applied(&info.object);
    if apply.dry_run == DryRun::Client {
        return Ok((object, "created"));
    }
    object.remove_at(&["metadata", "resourceVersion"]);
    let mut request = info.resource.request(Verb::Create, &info.namespace, "")?.with_body(object);
    request.options = common::write_options(&apply.p, apply.dry_run);
    request.options.field_validation = common::field_validation(&apply.p)?;
    let created = apply.client.object(request).await;
    Ok((created.map_err(|e| common::source_error("creating", &info.source, e))?, "created"))
}

/// A patch as long as nobody else has changed what it changes since the last time.
fn unopposed(apply: &Apply, change: Value, original: &Value, live: &Value, of: TypeRef) -> Result<Value, String> {
    let theirs = patch::strategic_two_way(original, live, of).map_err(|e| e.message().to_string())?;
    let none = Map::new();
    if !patch::conflict(change.as_map().unwrap_or(&none), theirs.as_map().unwrap_or(&none), Some(of)) {
        return Ok(change);
    }
    let yaml = api::yaml::to_string;
    let why = format!(
        "patch:\n{}\nconflicts with changes made from original to current:\n{}\n",
        yaml(&change),
        yaml(&theirs)
    );
    // It is tried by each of the schemas that there are.
    for of in ["openapi v3 spec", "openapi spec"] {
        apply.client.io.eprint(format!("warning: error calculating patch from {of}: {why}\n"));
    }
    Err(why)
}

/// The patch from what was applied last, what is to be, and what is.
fn three_way(apply: &Apply, info: &Info, live: &Value) -> Result<Value> {
    let overwrites = apply.p.bool("overwrite");
    let modified = common::with_last_applied(&info.object);
    let noted = meta::annotations(live).get(LAST_APPLIED).and_then(Value::as_str);
    let original = match noted {
        Some(text) => json::parse(text).map_err(|e| plain(e.message))?,
        None => Value::Null,
    };
    let r = &info.resource;
    let change = match schema::of(&r.group, &r.version, &r.kind).filter(|_| r.built_in) {
        Some(of) => patch::strategic_three_way(&original, &modified, live, of)
            .map_err(|e| e.message().to_string())
            .and_then(|change| if overwrites { Ok(change) } else { unopposed(apply, change, &original, live, of) }),
        None => Ok(patch::merge_three_way(&original, &modified, live)),
    };
    // What an object is does not change.
    let kept = |change: &Value| !change.has("apiVersion") && !change.has("kind") && !change.get("metadata").has("name");
    let why = match change {
        Ok(change) if kept(&change) => return Ok(change),
        Ok(change) => format!("precondition failed for: {}", patch::go_text(&change)),
        Err(why) => why,
    };
    Err(plain(format!(
        "creating patch with:\noriginal:\n{}\nmodified:\n{}\n\ncurrent:\n{}\n\nfor:: {why}",
        noted.unwrap_or(""),
        json::to_string(&modified),
        json::to_string(live),
    )))
}

async fn send(apply: &Apply, info: &Info, change: &Value) -> Result<Value> {
    let kind = if info.resource.built_in { PatchType::Strategic } else { PatchType::Merge };
    let mut request = info.resource.request(Verb::Patch(kind), &info.namespace, &info.name)?.with_body(change.clone());
    request.options = common::write_options(&apply.p, apply.dry_run);
    request.options.field_validation = common::field_validation(&apply.p)?;
    apply.client.object(request).await
}

/// `--force`: the object goes, and a new one comes.
async fn replace(apply: &Apply, info: &Info) -> Result<Value, Error> {
    let options = delete::DeleteOptions::of(&apply.client, &apply.p).await?;
    let grace = Some(options.grace_period).filter(|g| *g >= 0);
    let (r, ns, name) = (&info.resource, &info.namespace, &info.name);
    apply.client.delete(r, ns, name, grace, Some(options.propagation), false).await?;
    let until = (!options.timeout.is_zero()).then_some(apply.client.io.now().await + options.timeout);
    if !apply.client.wait_gone(r, (ns, name, ""), until).await? {
        return Err(delete::timed_out(&r.plural_group(), name));
    }
    create(apply, info).await.map(|(object, _)| object)
}
