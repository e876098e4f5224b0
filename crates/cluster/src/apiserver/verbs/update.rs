//! update: the whole object anew, or one of its subresources.

use api::request::{Response, Verb};
use api::{Status, Value, meta};

use super::{ApiServer, Call, Env, create};
use crate::apiserver::managed::differ;
use crate::apiserver::strategy::{self, Prepare, Strategy};
use crate::apiserver::{versions, warnings};

const MODIFIED: &str = "the object has been modified; please apply your changes to the latest version and try again";

impl ApiServer {
    pub(super) fn update(&mut self, call: &mut Call<'_>, body: Value, env: &mut Env<'_>) -> Result<Response, Status> {
        let request = call.request;
        if request.name.is_empty() || !call.resource.verbs.contains(&"update") {
            return Err(super::not_allowed());
        }
        let strategy = strategy::of(call.resource);
        if !strategy.serves(&request.subresource) {
            return Err(crate::apiserver::unknown_resource());
        }
        let object = self.decode(call, body, env)?;
        let mut object = versions::to_storage(call.resource, object);
        match_url(call, &mut object)?;
        let existing = self.store.get(call.resource.table, &request.namespace, &request.name);
        let Some(old) = existing.map(|e| e.object.clone()) else {
            if strategy.create_on_update && request.subresource.is_empty() {
                object.field_mut("metadata").remove("resourceVersion");
                return self.create(call, object, env);
            }
            return Err(call.not_found());
        };
        let stored = self.replace(call, object, old, env)?;
        Ok(Response::ok(self.shown_stored(call, &stored, env)))
    }

    /// Puts `object` in the place of `old`: the common end of updates, patches and applies.
    pub(in super::super) fn replace(
        &mut self,
        call: &mut Call<'_>,
        mut object: Value,
        old: Value,
        env: &mut Env<'_>,
    ) -> Result<Value, Status> {
        let strategy = strategy::of(call.resource);
        preconditions(call, strategy, &mut object, &old)?;
        if object == old && !call.owners_changed {
            return Ok(old);
        }
        call.sent = call.shown(&object);
        let owners = object.get("metadata").get("managedFields");
        if !owners.is_null() && call.owners.is_none() {
            call.owners_changed = differ(owners, &self.owners_of(call, &old).list(&self.resources));
        }
        self.admit_update(call, &mut object, &old, env)?;
        keep_metadata(&mut object, &old);
        strategy.allocate(&old, &mut object, &mut Prepare { server: self, call, env })?;
        strategy.update(&mut object, &old, &mut Prepare { server: self, call, env })?;
        if object == old && !call.owners_changed {
            return Ok(old);
        }
        self.validate_update(call, &object, &old, env)?;
        // Who scales changes the object itself; the other subresources have nothing to say.
        if !env.internal {
            call.warnings.extend(match &*call.request.subresource {
                "" | "scale" => warnings::of_object(call.resource, &object, &old),
                "status" => warnings::of_state(call.resource, &object),
                _ => Vec::new(),
            });
        }
        self.check_escalation(call, &object, &old, env)?;
        let quotas = self.check_update(call, &object, &old, env)?;
        self.write_quotas(call, quotas, env);
        if is_finished(strategy, &object, &old) {
            if !call.request.options.dry_run {
                let (namespace, name) = (meta::namespace(&old), meta::name(&old));
                self.take_out(call.resource, namespace, name, env);
            }
            return Ok(object);
        }
        Ok(self.commit(call, object, old, env))
    }
}

/// The object's name and namespace are those of the call.
pub(in super::super) fn match_url(call: &Call<'_>, object: &mut Value) -> Result<(), Status> {
    create::set_namespace(call, object)?;
    let (name, url) = (meta::name(object), &call.request.name);
    if name.is_empty() {
        object.field_mut("metadata").set("name", url);
    } else if name != url.as_str() {
        let message = format!("the name of the object ({name}) does not match the name on the URL ({url})");
        return Err(Status::bad_request(message));
    }
    Ok(())
}

/// The caller's object is of the same incarnation and version as the stored one, where it says which.
fn preconditions(call: &Call<'_>, strategy: &Strategy, object: &mut Value, old: &Value) -> Result<(), Status> {
    let gvr = &call.request.resource;
    let name = meta::name(old);
    let (uid, version) = (meta::uid(object), meta::resource_version(object));
    // A patch has no conditions: that its object stays the same one is for validation to say.
    if !uid.is_empty() && uid != meta::uid(old) && call.request.verb == Verb::Update {
        let kind = &call.resource.gvr.resource;
        let path = match meta::namespace(old) {
            "" => format!("/registry/{kind}/{name}"),
            ns => format!("/registry/{kind}/{ns}/{name}"),
        };
        let why = format!(
            "StorageError: invalid object, Code: 4, Key: {path}, ResourceVersion: 0, AdditionalErrorMsg: Precondition \
             failed: UID in precondition: {uid}, UID in object meta: {}",
            meta::uid(old)
        );
        return Err(Status::conflict(gvr, name, &why));
    }
    if version.is_empty() {
        if !strategy.unconditional_update {
            return Err(strategy::version_missing(call.resource, name));
        }
        object.field_mut("metadata").set("resourceVersion", old.get("metadata").text("resourceVersion"));
    } else if version.parse::<u64>().is_err() {
        let what = if version.bytes().all(|b| b.is_ascii_digit()) { "value out of range" } else { "invalid syntax" };
        return Err(Status::new(500, "", format!("strconv.ParseUint: parsing {version:?}: {what}")));
    } else if version != meta::resource_version(old) {
        return Err(Status::conflict(gvr, name, MODIFIED));
    }
    Ok(())
}

/// What an update cannot change although it may leave it out or say something else.
fn keep_metadata(object: &mut Value, old: &Value) {
    let (new, before) = (object.get("metadata"), old.get("metadata"));
    let mut wanted: Vec<(&'static str, Value)> = Vec::new();
    for key in ["uid", "deletionGracePeriodSeconds"] {
        if new.get(key).is_null() && !before.get(key).is_null() {
            wanted.push((key, before.get(key).clone()));
        }
    }
    // Once set, these times belong to the server; so does the generation, always.
    for key in ["generation", "creationTimestamp", "deletionTimestamp"] {
        if new.get(key) != before.get(key) && (key == "generation" || !before.get(key).is_null()) {
            wanted.push((key, before.get(key).clone()));
        }
    }
    for key in ["managedFields", "selfLink"] {
        if new.has(key) {
            wanted.push((key, Value::Null));
        }
    }
    for (key, value) in wanted {
        let metadata = object.field_mut("metadata");
        if value.is_null() {
            metadata.remove(key);
        } else {
            metadata.set(key, value);
        }
    }
}

/// Whether this update takes the last obstacle from an object that is being deleted.
fn is_finished(strategy: &Strategy, object: &Value, old: &Value) -> bool {
    let before = old.get("metadata");
    meta::finalizers(object).is_empty()
        && !before.str("deletionTimestamp").is_empty()
        && before.int("deletionGracePeriodSeconds").unwrap_or(0) == 0
        && (strategy.gone)(object)
}
