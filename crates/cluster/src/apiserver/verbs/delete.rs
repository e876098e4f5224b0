//! delete and deletecollection: at once, gracefully, or after its finalizers.

use std::time::Duration;

use api::request::{Propagation, Request, Response};
use api::time::Time;
use api::{Body, Gvr, Status, Text, Value, meta};

use super::{ApiServer, Call, Env, Resource};
use crate::apiserver::crd;
use crate::apiserver::strategy::{self, Graceful};

const ORPHAN: &str = "orphan";
const FOREGROUND: &str = "foregroundDeletion";

/// What a graceful deletion comes to.
enum Grace {
    /// This kind is not deleted gracefully, or it need not be.
    None,
    /// It is under way already and stays as it is.
    Pending,
    /// From now on, for so many seconds.
    Begins(i64),
}

impl ApiServer {
    pub(in super::super) fn delete(&mut self, call: &mut Call<'_>, env: &mut Env<'_>) -> Result<Response, Status> {
        let request = call.request;
        if request.name.is_empty() || !call.resource.verbs.contains(&"delete") {
            return Err(super::not_allowed());
        }
        let found = self.store.get(call.resource.table, &request.namespace, &request.name);
        let old = found.map(|e| e.object.clone()).ok_or_else(|| call.not_found())?;
        self.check_delete(call, &old, env)?;
        preconditions(call.resource, call.request, &old)?;
        self.delete_object(call, old, env)
    }

    pub(super) fn delete_collection(&mut self, call: &mut Call<'_>, env: &mut Env<'_>) -> Result<Response, Status> {
        if !call.resource.verbs.contains(&"deletecollection") {
            return Err(super::not_allowed());
        }
        let selection = self.selection(call)?;
        let namespace = call.request.namespace.clone();
        let all: Vec<Value> = self
            .store
            .list(call.resource.table, &namespace)
            .map(|e| e.object.clone())
            .filter(|o| selection.matches(o))
            .collect();
        for object in &all {
            self.check_delete(call, object, env)?;
            preconditions(call.resource, call.request, object)?;
            self.delete_object(call, object.clone(), env)?;
        }
        let items: Vec<Value> = all.iter().map(|o| call.shown(o)).collect();
        Ok(Response::ok(self.list_object(call, items)))
    }

    fn delete_object(&mut self, call: &mut Call<'_>, old: Value, env: &mut Env<'_>) -> Result<Response, Status> {
        let strategy = strategy::of(call.resource);
        let grace = match strategy.graceful {
            Graceful::No | Graceful::Definition => Grace::None,
            Graceful::Pod => grace_of_pod(call, &old),
            Graceful::Namespace => return Ok(self.delete_namespace(call, old, env)),
        };
        if let Grace::Pending = grace {
            return Ok(deleted(call, &old, false));
        }
        let mut object = old.clone();
        if strategy.graceful == Graceful::Definition && meta::deletion_timestamp(&old).is_empty() {
            crd::begin_deletion(&mut object, env.now);
        }
        if let Some(finalizers) = collector_finalizers(call, &object) {
            if finalizers.is_empty() {
                object.field_mut("metadata").remove("finalizers");
            } else {
                object.field_mut("metadata").set("finalizers", finalizers);
            }
        }
        let held = !meta::finalizers(&object).is_empty();
        let waits = match grace {
            Grace::Begins(seconds) => {
                mark(&mut object, env.now, Some(seconds));
                seconds > 0 || held
            }
            _ if held => {
                mark(&mut object, env.now, Some(0));
                true
            }
            _ => false,
        };
        if waits {
            let object = if object == old { old } else { self.commit_own(call, object, env) };
            return Ok(deleted(call, &object, false));
        }
        if !call.request.options.dry_run {
            if object != old {
                // Even a deletion at once is written down first, so that watches see it.
                object = self.commit_own(call, object, env);
            }
            self.take_out(call.resource, meta::namespace(&old), meta::name(&old), env);
        }
        Ok(deleted(call, &object, !strategy.returns_deleted))
    }

    /// A namespace first becomes `Terminating`; its controller empties and finalizes it.
    fn delete_namespace(&mut self, call: &mut Call<'_>, old: Value, env: &mut Env<'_>) -> Response {
        if !meta::deletion_timestamp(&old).is_empty() && old.get("spec").list("finalizers").is_empty() {
            if meta::finalizers(&old).is_empty() && !call.request.options.dry_run {
                self.take_out(call.resource, "", meta::name(&old), env);
            }
            return deleted(call, &old, false);
        }
        let mut object = old.clone();
        if meta::deletion_timestamp(&old).is_empty() {
            object.field_mut("metadata").set("deletionTimestamp", env.now.rfc3339());
        }
        if let Some(finalizers) = collector_finalizers(call, &old) {
            object.field_mut("metadata").set("finalizers", finalizers);
        }
        object.field_mut("status").set("phase", "Terminating");
        let object = if object == old { old } else { self.commit_own(call, object, env) };
        deleted(call, &object, false)
    }
}

/// What a delete says of the object that it means.
pub(in super::super) fn preconditions(resource: &Resource, request: &Request, old: &Value) -> Result<(), Status> {
    let options = &request.options;
    let (uid, version) = (&options.precondition_uid, &options.precondition_resource_version);
    let why = if !uid.is_empty() && uid.as_str() != meta::uid(old) {
        format!(
            "the UID in the precondition ({uid}) does not match the UID in record ({}). The object might have been \
             deleted and then recreated",
            meta::uid(old)
        )
    } else if !version.is_empty() && version.as_str() != meta::resource_version(old) {
        format!(
            "the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({}). \
             The object might have been modified",
            meta::resource_version(old)
        )
    } else {
        return Ok(());
    };
    // This refusal names the kind where all others name the resource.
    let kind = Gvr::new(&resource.gvr.group, &resource.gvr.version, &resource.kind);
    Err(Status::conflict(&kind, meta::name(old), &why))
}

/// A pod is given time to stop, unless it never ran or has ended.
fn grace_of_pod(call: &Call<'_>, pod: &Value) -> Grace {
    // Less than nothing is a second.
    let asked = call.request.options.grace_period_seconds.map(|s| if s < 0 { 1 } else { s });
    let metadata = pod.get("metadata");
    if !metadata.str("deletionTimestamp").is_empty() {
        return match (metadata.int("deletionGracePeriodSeconds").unwrap_or(0), asked) {
            (0, _) => Grace::None,
            (now, Some(asked)) if asked < now => Grace::Begins(asked),
            _ => Grace::Pending,
        };
    }
    let mut seconds = asked.or(pod.get("spec").int("terminationGracePeriodSeconds")).unwrap_or(0);
    if pod.get("spec").str("nodeName").is_empty() || matches!(pod.get("status").str("phase"), "Failed" | "Succeeded") {
        seconds = 0;
    }
    Grace::Begins(if seconds < 0 { 1 } else { seconds })
}

/// Writes that (and by when) an object goes.
fn mark(object: &mut Value, now: Time, grace: Option<i64>) {
    let metadata = object.get("metadata");
    let since = Time::parse(metadata.str("deletionTimestamp"));
    let grace_seconds = grace.unwrap_or(0);
    let begin = match since {
        // A shorter period is counted from when the first one began.
        Some(at) => at - Duration::from_secs(metadata.int("deletionGracePeriodSeconds").unwrap_or(0).max(0) as u64),
        None => now,
    };
    let generation = metadata.int("generation").unwrap_or(0);
    let metadata = object.field_mut("metadata");
    metadata.set("deletionTimestamp", (begin + Duration::from_secs(grace_seconds.max(0) as u64)).rfc3339());
    metadata.set("deletionGracePeriodSeconds", grace_seconds);
    if since.is_none() && generation > 0 {
        metadata.set("generation", generation + 1);
    }
}

/// The finalizers after the wish for the dependents is written into them; none where that changes nothing.
fn collector_finalizers(call: &Call<'_>, old: &Value) -> Option<Vec<Value>> {
    let before = meta::finalizers(old);
    let has = |name: &str| before.iter().any(|f| f.as_str() == Some(name));
    let o = &call.request.options;
    let older = |orphan| if orphan { Propagation::Orphan } else { Propagation::Background };
    let (orphan, foreground) = match o.propagation.or(o.orphan_dependents.map(older)) {
        Some(Propagation::Orphan) => (true, false),
        Some(Propagation::Foreground) => (false, true),
        Some(Propagation::Background) => (false, false),
        None => (has(ORPHAN), has(FOREGROUND)),
    };
    if (orphan, foreground) == (has(ORPHAN), has(FOREGROUND)) {
        return None;
    }
    let others = before.iter().filter(|f| !matches!(f.as_str(), Some(ORPHAN | FOREGROUND))).cloned();
    let mut all: Vec<Value> = others.collect();
    all.extend(orphan.then(|| Value::from(ORPHAN)));
    all.extend(foreground.then(|| Value::from(FOREGROUND)));
    Some(all)
}

/// The answer to a deletion: the object, or for what is gone a success that names it.
fn deleted(call: &Call<'_>, object: &Value, as_status: bool) -> Response {
    if !as_status {
        return Response::ok(call.shown(object));
    }
    let mut status = Status::new(200, "", "");
    status.name = Text::new(meta::name(object));
    status.group = call.resource.gvr.group.clone();
    status.kind = call.resource.gvr.resource.clone();
    status.uid = Text::new(meta::uid(object));
    Response { code: 200, body: Body::Status(status), warnings: Vec::new() }
}
