//! LimitRanger: defaults for what containers ask for, and the bounds of a namespace.

use sorted::SortedMap;

use api::quantity::Quantity;
use api::{Text, Value};

use super::{Attempt, Operation, Outcome};
use crate::amounts::{self, Amounts};
use crate::kinds;

const ANNOTATION: &str = "kubernetes.io/limit-ranger";

fn ranges(a: &Attempt<'_, '_, '_>) -> Vec<Value> {
    a.server.read_all(kinds::LIMIT_RANGE, &a.call.request.namespace).cloned().collect()
}

fn items<'a>(ranges: &'a [Value], kind: &'static str) -> impl Iterator<Item = &'a Value> {
    ranges.iter().flat_map(|r| r.get("spec").list("limits")).filter(move |l| l.str("type") == kind)
}

/// Fills in the defaults of the namespace.
pub(super) fn admit(a: &mut Attempt<'_, '_, '_>, pod: &mut Value) -> Outcome {
    if a.operation != Operation::Create || !a.is_on("", "pods") {
        return Ok(());
    }
    let ranges = ranges(a);
    let mut notes = Vec::new();
    for range in &ranges {
        let mut limits: SortedMap<Text, Value> = SortedMap::new();
        let mut requests: SortedMap<Text, Value> = SortedMap::new();
        for item in items(std::slice::from_ref(range), "Container") {
            let pairs = |key: &str| item.map(key).iter().map(|(k, v)| (k.clone(), v.clone())).collect::<Vec<_>>();
            requests.extend(pairs("defaultRequest"));
            limits.extend(pairs("default"));
        }
        for (list, word) in [("containers", "container"), ("initContainers", "init container")] {
            if pod.get("spec").list(list).is_empty() {
                continue;
            }
            for container in pod.field_mut("spec").field_mut(list).list_mut() {
                for (which, defaults, said) in [("requests", &requests, "request"), ("limits", &limits, "limit")] {
                    let set = fill(container, which, defaults);
                    if !set.is_empty() {
                        notes.push(format!("{} {said} for {word} {}", set.join(", "), container.str("name")));
                    }
                }
            }
        }
    }
    if !notes.is_empty() {
        let note = format!("LimitRanger plugin set: {}", notes.join("; "));
        pod.field_mut("metadata").field_mut("annotations").set(ANNOTATION, note);
    }
    Ok(())
}

/// Sets what a container leaves out; answers the names.
fn fill(container: &mut Value, which: &'static str, defaults: &SortedMap<Text, Value>) -> Vec<String> {
    let mut set = Vec::new();
    for (name, value) in defaults {
        if !container.get("resources").get(which).has(name) {
            container.field_mut("resources").field_mut(which).set(name, value.clone());
            set.push(name.to_string());
        }
    }
    set
}

/// Refuses what is out of bounds.
pub(super) fn validate(a: &mut Attempt<'_, '_, '_>, object: &Value) -> Outcome {
    if a.operation == Operation::Delete {
        return Ok(());
    }
    let pod = a.call.resource.is("", "pods")
        && (a.operation == Operation::Create && a.call.request.subresource.is_empty()
            || a.call.request.subresource == "resize");
    let claim = a.is_on("", "persistentvolumeclaims");
    if !pod && !claim {
        return Ok(());
    }
    for range in ranges(a) {
        let range = std::slice::from_ref(&range);
        let wrong = if pod { check_pod(range, object) } else { check_claim(range, object) };
        match wrong.as_slice() {
            [] => {}
            [one] => return Err(a.forbidden(object, one)),
            many => return Err(a.forbidden(object, &format!("[{}]", many.join(", ")))),
        }
    }
    Ok(())
}

fn check_pod(range: &[Value], pod: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let spec = pod.get("spec");
    for item in items(range, "Container") {
        for c in spec.list("containers").iter().chain(spec.list("initContainers")) {
            let amounts = |which: &str| amounts::of(c.get("resources").get(which));
            check(item, &amounts("requests"), &amounts("limits"), &mut wrong);
        }
    }
    for item in items(range, "Pod") {
        check(item, &amounts::pod_requests(pod), &amounts::pod_limits(pod), &mut wrong);
    }
    wrong
}

fn check(item: &Value, requests: &Amounts, limits: &Amounts, wrong: &mut Vec<String>) {
    let kind = item.str("type");
    for (name, bound) in amounts::of(item.get("min")) {
        let is = |what: String| format!("minimum {name} usage per {kind} is {bound}{what}");
        match (requests.get(&name), limits.get(&name)) {
            (None, _) => wrong.push(is(".  No request is specified".into())),
            (Some(r), _) if *r < bound => wrong.push(is(format!(", but request is {r}"))),
            (_, Some(l)) if *l < bound => wrong.push(is(format!(", but limit is {l}"))),
            _ => {}
        }
    }
    for (name, bound) in amounts::of(item.get("max")) {
        let is = |what: String| format!("maximum {name} usage per {kind} is {bound}{what}");
        match (requests.get(&name), limits.get(&name)) {
            (_, None) => wrong.push(is(".  No limit is specified".into())),
            (_, Some(l)) if *l > bound => wrong.push(is(format!(", but limit is {l}"))),
            (Some(r), _) if *r > bound => wrong.push(is(format!(", but request is {r}"))),
            _ => {}
        }
    }
    for (name, bound) in amounts::of(item.get("maxLimitRequestRatio")) {
        let is = |what: String| format!("{name} max limit to request ratio per {kind} is {bound}, but {what}");
        let some = |q: Option<&Quantity>| q.filter(|q| !q.is_zero()).map(Quantity::as_f64);
        match (some(requests.get(&name)), some(limits.get(&name))) {
            (None, _) => wrong.push(is("no request is specified or request is 0".into())),
            (_, None) => wrong.push(is("no limit is specified or limit is 0".into())),
            (Some(r), Some(l)) if l / r > bound.as_f64() + 1e-9 => {
                wrong.push(is(format!("provided ratio is {:.6}", l / r)));
            }
            _ => {}
        }
    }
}

fn check_claim(range: &[Value], claim: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let requests = amounts::of(claim.at(&["spec", "resources", "requests"]));
    for item in items(range, "PersistentVolumeClaim") {
        let kind = "PersistentVolumeClaim";
        for (name, bound) in amounts::of(item.get("min")) {
            match requests.get(&name) {
                None => wrong.push(format!("minimum {name} usage per {kind} is {bound}.  No request is specified")),
                Some(r) if *r < bound => {
                    wrong.push(format!("minimum {name} usage per {kind} is {bound}, but request is {r}"));
                }
                _ => {}
            }
        }
        for (name, bound) in amounts::of(item.get("max")) {
            match requests.get(&name) {
                None => wrong.push(format!("maximum {name} usage per {kind} is {bound}.  No request is specified")),
                Some(r) if *r > bound => {
                    wrong.push(format!("maximum {name} usage per {kind} is {bound}, but request is {r}"));
                }
                _ => {}
            }
        }
    }
    wrong
}
