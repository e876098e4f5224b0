//! create: a new object, with the metadata that the server gives it.

use api::request::Response;
use api::{Status, Text, Value, meta};

use super::{ApiServer, Call, Env};
use crate::apiserver::strategy::{self, Prepare};
use crate::apiserver::{rbac, versions, warnings};
use crate::kinds;

/// So many random names are tried for a `generateName`.
const NAME_TRIES: u32 = 8;
/// A generated name leaves room for its suffix in the 63 characters of a label.
const GENERATED_PREFIX: usize = 58;

impl ApiServer {
    pub(super) fn create(&mut self, call: &mut Call<'_>, body: Value, env: &mut Env<'_>) -> Result<Response, Status> {
        let resource = call.resource;
        if !resource.verbs.contains(&"create") {
            return Err(super::not_allowed());
        }
        if let Some(custom) = &resource.custom
            && let Some(definition) = self.peek(kinds::CUSTOM_RESOURCE_DEFINITION, "", &custom.definition)
            && !meta::deletion_timestamp(definition).is_empty()
        {
            let why = "create not allowed while custom resource definition is terminating";
            return Err(Status::method_not_allowed(why));
        }
        let mut object = self.decode(call, body, env)?;
        if rbac::is_review(&resource.gvr.group) {
            return self.review(call, object, env.now);
        }
        set_namespace(call, &mut object)?;
        let name = meta::name(&object);
        if !call.request.name.is_empty() && !name.is_empty() && name != call.request.name.as_str() {
            let url = &call.request.name;
            let message = format!("the name of the object ({name}) does not match the name on the URL ({url})");
            return Err(Status::bad_request(message));
        }
        if !meta::resource_version(&object).is_empty() {
            return Err(Status::new(500, "", "resourceVersion should not be set on objects to be created"));
        }
        call.sent = object.clone();
        let mut object = versions::to_storage(resource, object);
        self.admit_create(call, &mut object, env)?;
        let object = self.new_object(call, object, env)?;
        let stored = self.commit(call, object, Value::Null, env);
        Ok(Response::created(self.shown_stored(call, &stored, env)))
    }

    /// Prepares, names, validates and admits an object that is ready to be stored.
    fn new_object(&mut self, call: &mut Call<'_>, mut object: Value, env: &mut Env<'_>) -> Result<Value, Status> {
        let strategy = strategy::of(call.resource);
        fill_metadata(&mut object, env);
        let generated = self.name(call, &mut object, env)?;
        strategy.allocate(Value::NULL, &mut object, &mut Prepare { server: self, call, env })?;
        strategy.create(&mut object, &mut Prepare { server: self, call, env })?;
        self.validate_create(call, &object)?;
        if !env.internal {
            call.warnings.extend(warnings::of_object(call.resource, &object, Value::NULL));
        }
        self.check_escalation(call, &object, Value::NULL, env)?;
        let quotas = self.check_create(call, &object, env)?;
        let existing = self.store.get(call.resource.table, meta::namespace(&object), meta::name(&object));
        if let Some(existing) = existing {
            return Err(already_exists(call, &existing.object, meta::name(&object), generated));
        }
        self.write_quotas(call, quotas, env);
        Ok(object)
    }

    /// Gives a name to an object that asks for one; whether it did.
    fn name(&self, call: &Call<'_>, object: &mut Value, env: &mut Env<'_>) -> Result<bool, Status> {
        let metadata = object.get("metadata");
        if !metadata.str("name").is_empty() || metadata.str("generateName").is_empty() {
            return Ok(false);
        }
        let prefix = metadata.text("generateName");
        let end = prefix.char_indices().map(|(i, c)| i + c.len_utf8()).take_while(|i| *i <= GENERATED_PREFIX).last();
        let prefix = &prefix[..end.unwrap_or(0)];
        let namespace = meta::namespace(object).to_string();
        let mut name = String::new();
        for _ in 0..NAME_TRIES {
            name = [prefix, &env.rng.suffix()].concat();
            if self.store.get(call.resource.table, &namespace, &name).is_none() {
                break;
            }
        }
        object.field_mut("metadata").set("name", Text::from(name));
        Ok(true)
    }
}

fn already_exists(call: &Call<'_>, existing: &Value, name: &str, generated: bool) -> Status {
    let mut status = Status::already_exists(&call.request.resource, name);
    if generated {
        status.message.push_str(", the server was not able to generate a unique name for the object");
    }
    if !meta::deletion_timestamp(existing).is_empty() {
        status.message.insert_str(0, "object is being deleted: ");
    }
    status
}

/// The object lives in the namespace of the call.
pub(in super::super) fn set_namespace(call: &Call<'_>, object: &mut Value) -> Result<(), Status> {
    let namespace = meta::namespace(object);
    if !call.resource.namespaced {
        if !namespace.is_empty() {
            object.field_mut("metadata").remove("namespace");
        }
        return Ok(());
    }
    if namespace.is_empty() {
        object.field_mut("metadata").set("namespace", &call.request.namespace);
    } else if namespace != call.request.namespace.as_str() {
        return Err(Status::bad_request(
            "the namespace of the provided object does not match the namespace sent on the request",
        ));
    }
    Ok(())
}

/// What only the server may say about a new object.
fn fill_metadata(object: &mut Value, env: &mut Env<'_>) {
    let metadata = object.field_mut("metadata");
    for key in ["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields"] {
        metadata.remove(key);
    }
    metadata.set("uid", env.rng.uid());
    metadata.set("creationTimestamp", env.now.rfc3339());
}
