//! ResourceQuota: nothing is made beyond what a namespace may have, and what is made is counted at once.

use api::{Text, Value, meta};

use super::{Attempt, Operation, Outcome};
use crate::amounts::{self, Amounts};
use crate::{kinds, quota};

pub(super) fn validate(a: &mut Attempt<'_, '_, '_>, object: &Value) -> Outcome {
    let request = a.call.request;
    let resource = &a.call.resource.gvr;
    let handled = match a.operation {
        Operation::Create => request.subresource.is_empty(),
        Operation::Update => {
            let grows = a.is_on("", "services") || a.is_on("", "persistentvolumeclaims");
            grows || a.call.resource.is("", "pods") && request.subresource == "resize"
        }
        Operation::Delete => false,
    };
    if !handled || request.namespace.is_empty() {
        return Ok(());
    }
    let all: Vec<Value> = a.server.read_all(kinds::RESOURCE_QUOTA, &request.namespace).cloned().collect();
    // What nobody has counted for yet forbids nothing.
    let counts = |q: &Value| q.get("status").map("hard").keys().any(|name| quota::concerns(resource, name));
    let quotas: Vec<Value> = all.into_iter().filter(|q| counts(q) && quota::matches(q, resource, object)).collect();
    if quotas.is_empty() {
        return Ok(());
    }
    let mut concerned = Vec::new();
    for q in &quotas {
        concerned.push(names(a, q, object)?);
    }
    let usage = quota::usage(resource, object, a.env.now);
    for q in &quotas {
        let mut delta = usage.clone();
        // Who had it counted before pays for what it is more now.
        if a.operation == Operation::Update && quota::matches(q, resource, a.old) {
            amounts::sub(&mut delta, &quota::usage(resource, a.old, a.env.now));
        }
        delta.retain(|_, q| !q.is_zero());
        if let Some(charged) = charge(a, q, &delta, object)? {
            a.writes.push((charged, q.clone()));
        }
    }
    Ok(())
}

/// The quota's names that this kind of object counts for; an object that leaves out what they count is refused.
fn names(a: &Attempt<'_, '_, '_>, q: &Value, object: &Value) -> Result<Vec<Text>, api::Status> {
    let resource = &a.call.resource.gvr;
    let hard = q.get("status").map("hard").keys();
    let names: Vec<Text> = hard.filter(|n| quota::concerns(resource, n)).cloned().collect();
    if a.is_on("", "pods") {
        let missing = quota::missing_constraints(object, &names);
        if !missing.is_empty() {
            let why = format!("failed quota: {}: must specify {missing}", meta::name(q));
            return Err(a.forbidden(object, &why));
        }
    }
    let used = q.get("status").map("used");
    let unknown: Vec<&str> = names.iter().map(Text::as_str).filter(|n| !used.contains_key(n)).collect();
    if !unknown.is_empty() {
        let why = format!("status unknown for quota: {}, resources: {}", meta::name(q), unknown.join(","));
        return Err(a.forbidden(object, &why));
    }
    Ok(names)
}

/// The quota with the object counted, or the refusal; nothing where it counts none of it.
fn charge(a: &Attempt<'_, '_, '_>, q: &Value, delta: &Amounts, object: &Value) -> Result<Option<Value>, api::Status> {
    let status = q.get("status");
    let (hard, used) = (amounts::of(status.get("hard")), amounts::of(status.get("used")));
    let asked: Amounts =
        delta.iter().filter(|(n, _)| hard.contains_key(*n)).map(|(n, q)| (n.clone(), q.clone())).collect();
    if asked.is_empty() {
        return Ok(None);
    }
    let mut after = used.clone();
    amounts::add(&mut after, &asked);
    let over: Vec<&Text> = asked.keys().filter(|n| after.get(*n) > hard.get(*n)).collect();
    if !over.is_empty() {
        let text = |list: &Amounts| {
            let pairs = over.iter().map(|n| format!("{n}={}", list.get(*n).map(|q| q.text()).unwrap_or_default()));
            pairs.collect::<Vec<_>>().join(",")
        };
        let why = format!(
            "exceeded quota: {}, requested: {}, used: {}, limited: {}",
            meta::name(q),
            text(&asked),
            text(&used),
            text(&hard)
        );
        return Err(a.forbidden(object, &why));
    }
    let mut charged = q.clone();
    charged.field_mut("status").set("used", amounts::to_value(&after));
    Ok(Some(charged))
}
