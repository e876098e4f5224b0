//! NamespaceLifecycle: nothing is made in a namespace that is not there or is going, and some namespaces never go.

use api::status::Cause;
use api::{Status, Value, meta};

use super::super::ApiServer;
use super::{Attempt, Operation};
use crate::kinds;

const IMMORTAL: [&str; 3] = ["default", "kube-system", "kube-public"];

pub(super) fn admit(a: &mut Attempt<'_, '_, '_>, object: &mut Value) -> Result<(), Status> {
    let request = a.call.request;
    if a.operation == Operation::Delete && a.is_on("", "namespaces") && IMMORTAL.contains(&request.name.as_str()) {
        return Err(a.forbidden(object, "this namespace may not be deleted"));
    }
    // Updates and deletions are of what is there already; access reviews make nothing.
    if a.operation != Operation::Create || request.namespace.is_empty() || !a.call.resource.namespaced {
        return Ok(());
    }
    if a.call.resource.gvr.group == "authorization.k8s.io" {
        return Ok(());
    }
    is_open(a.server, &request.namespace, |why| a.forbidden(object, why))
}

/// Whether a namespace is there and stays.
pub(in super::super) fn is_open(
    server: &ApiServer,
    namespace: &str,
    forbidden: impl FnOnce(&str) -> Status,
) -> Result<(), Status> {
    let Some(found) = server.peek(kinds::NAMESPACE, "", namespace) else {
        return Err(Status::not_found(&kinds::NAMESPACE.gvr(), namespace));
    };
    if meta::deletion_timestamp(found).is_empty() {
        return Ok(());
    }
    let why = format!("unable to create new content in namespace {namespace} because it is being terminated");
    let mut status = forbidden(&why);
    status.causes.push(Cause {
        reason: "NamespaceTerminating".into(),
        message: format!("namespace {namespace} is being terminated"),
        field: "metadata.namespace".into(),
    });
    Err(status)
}
