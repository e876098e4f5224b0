//! What is stored but not acted upon says so: webhooks and admission policies are not called here. A webhook of a service
//! that does not exist cannot be called by anybody, and refuses what it was to look at, as its failure policy has it.

use api::kinds::Kind;
use api::selector::LabelSelector;
use api::{Status, Value, meta};

use super::{Attempt, Operation, Outcome};
use crate::kinds;

/// The webhooks that may change an object are asked before anything is said about it.
pub(super) fn mutate(a: &mut Attempt<'_, '_, '_>, object: &mut Value) -> Outcome {
    ask(a, kinds::MUTATING_WEBHOOK_CONFIGURATION, object)
}

pub(super) fn validate(a: &mut Attempt<'_, '_, '_>, object: &Value) -> Outcome {
    ask(a, kinds::VALIDATING_WEBHOOK_CONFIGURATION, object)?;
    if !a.call.request.subresource.is_empty() {
        return Ok(());
    }
    if a.operation == Operation::Delete || a.env.internal {
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

const WEBHOOKS: [&Kind; 2] = [kinds::MUTATING_WEBHOOK_CONFIGURATION, kinds::VALIDATING_WEBHOOK_CONFIGURATION];

/// Refuses what a webhook of this kind is to look at and nobody can.
fn ask(a: &Attempt<'_, '_, '_>, kind: &'static Kind, object: &Value) -> Outcome {
    if !a.call.request.subresource.is_empty() {
        return Ok(());
    }
    let hooks = a.server.read_all(kind, "").flat_map(|c| c.list("webhooks"));
    let refuses = |hook: &&Value| hook.str("failurePolicy") != "Ignore" && has_no_service(a, hook);
    match hooks.filter(refuses).find(|hook| matches(a, hook, "rules", object)) {
        Some(hook) => Err(unanswered(hook)),
        None => Ok(()),
    }
}

/// Whether nobody can answer for a webhook. Its conditions are not evaluated, so that one with any may not be asked at all.
fn has_no_service(a: &Attempt<'_, '_, '_>, hook: &Value) -> bool {
    let service = hook.get("clientConfig").get("service");
    !service.is_null()
        && hook.list("matchConditions").is_empty()
        && a.server.peek(kinds::SERVICE, service.str("namespace"), service.str("name")).is_none()
}

/// What the server says of a webhook whose service does not exist.
#[inline(never)]
fn unanswered(hook: &Value) -> Status {
    let service = hook.get("clientConfig").get("service");
    let (name, namespace) = (service.str("name"), service.str("namespace"));
    let path = service.str("path").trim_start_matches('/');
    let port = service.int("port").unwrap_or(443);
    let seconds = hook.int("timeoutSeconds").unwrap_or(10);
    Status::internal_error(format!(
        "failed calling webhook {:?}: failed to call webhook: Post \"https://{name}.{namespace}.svc:{port}/{path}?timeout={seconds}s\": \
         service {name:?} not found",
        hook.str("name")
    ))
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
            let rules = |p: &&Value| matches(a, p.get("spec").get("matchConstraints"), "resourceRules", object);
            if a.server.peek(policies, "", name).filter(rules).is_some() {
                asked.push(format!("{} {name:?}", policies.kind));
            }
        }
    }
    for kind in WEBHOOKS {
        for configuration in a.server.read_all(kind, "") {
            let asks = |hook: &Value| matches(a, hook, "rules", object) && !has_no_service(a, hook);
            if configuration.list("webhooks").iter().any(asks) {
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

/// Whether a webhook or a policy is about what is being done; the configurations themselves are nobody's to refuse.
/// Conditions are not looked at: better one warning too many.
#[inline(never)]
fn matches(a: &Attempt<'_, '_, '_>, of: &Value, rules: &str, object: &Value) -> bool {
    let gvr = &a.call.resource.gvr;
    let operation = match a.operation {
        Operation::Create => "CREATE",
        Operation::Update => "UPDATE",
        Operation::Delete => "DELETE",
    };
    let has = |list: &[Value], word: &str| list.iter().any(|v| matches!(v.as_str(), Some(w) if w == "*" || w == word));
    let is_about = |rule: &Value| {
        has(rule.list("operations"), operation)
            && has(rule.list("apiGroups"), &gvr.group)
            && has(rule.list("apiVersions"), &gvr.version)
            && (has(rule.list("resources"), &gvr.resource)
                || rule.list("resources").iter().any(|r| r.as_str() == Some("*/*")))
    };
    let selects = |selector: &str, what: &Value| {
        let selector = LabelSelector::from_value(of.get(selector));
        selector.is_ok_and(|s| s.matches(meta::labels(what)))
    };
    let namespace = match a.call.request.namespace.as_str() {
        "" if gvr.resource == "namespaces" => Some(object),
        name => a.server.peek(kinds::NAMESPACE, "", name),
    };
    gvr.group != "admissionregistration.k8s.io"
        && of.list(rules).iter().any(is_about)
        && namespace.is_none_or(|namespace| selects("namespaceSelector", namespace))
        && [object, a.old].iter().any(|o| !o.is_null() && selects("objectSelector", o))
}
