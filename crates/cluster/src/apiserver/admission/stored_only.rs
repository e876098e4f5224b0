//! What is stored but not acted upon says so: webhooks and admission policies are not called here.

use api::Value;

use super::{Attempt, Operation, Outcome};

pub(super) fn validate(a: &mut Attempt<'_, '_, '_>, object: &Value) -> Outcome {
    if a.operation == Operation::Delete || a.env.internal || !a.call.request.subresource.is_empty() {
        return Ok(());
    }
    if matches!(object.str("kind"), "ResourceClaim" | "ResourceClaimTemplate") {
        let kind = object.str("kind");
        a.call
            .warnings
            .push(format!("this simulated cluster stores a {kind} but allocates no devices: pods run without them"));
    }
    if a.call.resource.gvr.group == "admissionregistration.k8s.io" {
        let kind = object.str("kind");
        a.call.warnings.push(format!("this simulated cluster stores a {kind} but does not call it"));
    }
    Ok(())
}
