//! What is stored but not acted upon says so: webhooks and admission policies are not called here.

use api::{Value, meta};

use super::{Attempt, Operation, Outcome};
use crate::kinds;

pub(super) fn validate(a: &mut Attempt<'_, '_, '_>, object: &Value) -> Outcome {
    if a.operation == Operation::Delete || a.env.internal || !a.call.request.subresource.is_empty() {
        return Ok(());
    }
    not_called(a, object);
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

/// Tells of the policies and webhooks that a real server would have asked about this object, and of the rules of its
/// definition. Of its own, as the start of a cluster does not get here and need not wait for it.
#[inline(never)]
fn not_called(a: &mut Attempt<'_, '_, '_>, object: &Value) {
    let mut asked: Vec<String> = Vec::new();
    for (policies, bindings) in [
        (kinds::MUTATING_ADMISSION_POLICY, kinds::MUTATING_ADMISSION_POLICY_BINDING),
        (kinds::VALIDATING_ADMISSION_POLICY, kinds::VALIDATING_ADMISSION_POLICY_BINDING),
    ] {
        for binding in a.server.read_all(bindings, "") {
            let name = binding.get("spec").str("policyName");
            let rules = |p: &&Value| matches(a, p.get("spec").get("matchConstraints").list("resourceRules"));
            if a.server.peek(policies, "", name).filter(rules).is_some() {
                asked.push(format!("{} {name:?}", policies.kind));
            }
        }
    }
    for kind in [kinds::MUTATING_WEBHOOK_CONFIGURATION, kinds::VALIDATING_WEBHOOK_CONFIGURATION] {
        for configuration in a.server.read_all(kind, "") {
            if configuration.list("webhooks").iter().any(|hook| matches(a, hook.list("rules"))) {
                asked.push(format!("{} {:?}", kind.kind, meta::name(configuration)));
            }
        }
    }
    asked.dedup();
    let kind = object.str("kind");
    a.call.warnings.extend(
        asked.iter().map(|what| format!("this simulated cluster does not ask {what}, which is about this {kind}")),
    );
    if let Some(custom) = a.call.resource.custom.as_ref().filter(|custom| custom.has_rules) {
        a.call.warnings.push(format!(
            "this simulated cluster does not evaluate the CEL rules (x-kubernetes-validations) of {}",
            custom.definition
        ));
    }
}

/// Whether a rule is about what is being done. Selectors and conditions are not looked at: better one warning too many.
fn matches(a: &Attempt<'_, '_, '_>, rules: &[Value]) -> bool {
    let gvr = &a.call.resource.gvr;
    let operation = if a.operation == Operation::Create { "CREATE" } else { "UPDATE" };
    let has = |list: &[Value], word: &str| list.iter().any(|v| matches!(v.as_str(), Some(w) if w == "*" || w == word));
    rules.iter().any(|rule| {
        has(rule.list("operations"), operation)
            && has(rule.list("apiGroups"), &gvr.group)
            && has(rule.list("apiVersions"), &gvr.version)
            && (has(rule.list("resources"), &gvr.resource)
                || rule.list("resources").iter().any(|r| r.as_str() == Some("*/*")))
    })
}
