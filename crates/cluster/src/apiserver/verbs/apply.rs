//! Server-side apply: what somebody wants of an object, laid over what others want of it.

use api::managed::{self, Writer};
use api::request::{PatchType, Response};
use api::{Status, Value, meta, yaml};

use super::{ApiServer, Call, Env, update};
use crate::apiserver::managed::{differ, ignored, shape, with_owners};
use crate::apiserver::{pipeline, versions};

impl ApiServer {
    pub(super) fn apply(&mut self, call: &mut Call<'_>, body: Value, env: &mut Env<'_>) -> Result<Response, Status> {
        let request = call.request;
        let config = config(call, body)?;
        let existing = self.store.get(call.resource.table, &request.namespace, &request.name).cloned();
        let owners = existing.as_ref().map(|e| e.managed.list(&self.resources)).unwrap_or_default();
        let form = shape(call.resource);
        let live = match &existing {
            Some(entry) => with_owners(&call.shown(&entry.object), owners.clone()),
            None => form.zero(),
        };
        let by = Writer {
            manager: request.options.field_manager.clone(),
            api_version: call.resource.api_version(),
            subresource: request.subresource.clone(),
            now: env.now,
        };
        let ignored = ignored(call.resource, &request.subresource);
        let applied = managed::apply(&live, &config, form, &by, request.options.force, ignored)
            .map_err(|refusal| refusal.status(&subject(call, &config)))?;
        let old = call.shown(existing.as_ref().map_or(Value::NULL, |e| &e.object));
        let mut object = self.decode_patched(call, applied, PatchType::Apply, &config, &old, env)?;
        let after = object.field_mut("metadata").remove("managedFields").unwrap_or_default();
        call.owners_changed = differ(&after, &owners);
        call.owners = Some(after);
        let Some(entry) = existing else {
            let uid = meta::uid(&object);
            if !uid.is_empty() {
                let why =
                    format!("uid mismatch: the provided object specified uid {uid}, and no existing object was found");
                return Err(Status::conflict(&request.resource, &request.name, &why));
            }
            object.field_mut("metadata").remove("resourceVersion");
            return self.create(call, object, env);
        };
        let mut object = versions::to_storage(call.resource, object);
        update::match_url(call, &mut object)?;
        let stored = self.replace(call, object, entry.object, env)?;
        Ok(Response::ok(self.shown_stored(call, &stored, env)))
    }
}

fn config(call: &Call<'_>, body: Value) -> Result<Value, Status> {
    let body = match body {
        Value::Str(text) => yaml::parse(&text).map_err(|e| Status::bad_request(format!("error decoding YAML: {e}")))?,
        body => body,
    };
    if body.as_map().is_none() {
        let text = "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal";
        let found = if body.as_list().is_some() { "array" } else { "value" };
        return Err(Status::bad_request(format!("{text} {found} into Go value of type map[string]interface {{}}")));
    }
    let config = pipeline::typed(call.resource, body)?;
    if !config.get("metadata").list("managedFields").is_empty() {
        return Err(Status::bad_request("metadata.managedFields must be nil"));
    }
    Ok(config)
}

/// What was applied, as refusals name it: `default/web; apps/v1, Kind=Deployment`.
fn subject(call: &Call<'_>, config: &Value) -> String {
    let name = match meta::namespace(config) {
        "" => format!("/{}", meta::name(config)),
        namespace => format!("{namespace}/{}", meta::name(config)),
    };
    format!("{name}; {}, Kind={}", call.resource.api_version(), call.resource.kind)
}
