//! Pods: what the server says about a new one, and what each of its subresources may change.

use api::quantity::Quantity;
use api::{Status, Value, meta, obj};

use super::{Graceful, PLAIN, Prepare, Strategy, copy_field};

pub(super) const PODS: Strategy = Strategy {
    plural: "pods",
    subresources: &["status", "ephemeralcontainers", "resize"],
    graceful: Graceful::Pod,
    returns_deleted: true,
    generation: super::SPEC,
    on_create: create,
    on_update: update,
    ..PLAIN
};

fn create(pod: &mut Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    confine(pod, p);
    select_by_own_labels(pod);
    let mut status = Value::object();
    status.set("phase", "Pending");
    status.set("qosClass", qos_class(pod));
    if !pod.get("spec").list("schedulingGates").is_empty() {
        let condition = obj!({
            "type": "PodScheduled",
            "status": "False",
            "lastProbeTime": (Value::Null),
            "lastTransitionTime": (p.env.now.rfc3339()),
            "reason": "SchedulingGated",
            "message": "Scheduling is blocked due to non-empty scheduling gates",
        });
        status.set("conditions", vec![condition]);
    }
    pod.set("status", status);
    Ok(())
}

fn update(pod: &mut Value, old: &Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    match p.call.request.subresource.as_str() {
        "status" => {
            let (metadata, before) = (pod.get("metadata"), old.get("metadata"));
            if !metadata.same(before) {
                for key in ["ownerReferences", "deletionTimestamp"] {
                    if pod.get("metadata").get(key) != before.get(key) {
                        copy_field(pod.field_mut("metadata"), before, key);
                    }
                }
            }
            if pod.get("status").str("qosClass").is_empty() {
                pod.field_mut("status").set("qosClass", old.get("status").text("qosClass"));
            }
        }
        "ephemeralcontainers" => {
            let wanted = pod.get("spec").get("ephemeralContainers").clone();
            let metadata = pod.get("metadata").clone();
            *pod = old.clone();
            pod.set("metadata", metadata);
            if !wanted.is_null() {
                pod.field_mut("spec").set("ephemeralContainers", wanted);
            }
        }
        "resize" => resize(pod, old),
        _ => {}
    }
    Ok(())
}

/// Keeps nothing of the update but what containers and the pod ask for.
fn resize(pod: &mut Value, old: &Value) {
    let wanted = std::mem::replace(pod, old.clone());
    for field in ["name", "namespace", "resourceVersion", "uid"] {
        copy_field(pod.field_mut("metadata"), wanted.get("metadata"), field);
    }
    let spec = pod.field_mut("spec");
    copy_field(spec, wanted.get("spec"), "resources");
    for list in ["containers", "initContainers"].into_iter().filter(|l| !old.get("spec").list(l).is_empty()) {
        for c in spec.field_mut(list).list_mut() {
            let new = wanted.get("spec").list(list).iter().rfind(|n| n.str("name") == c.str("name"));
            for field in ["resources", "resizePolicy"] {
                new.into_iter().for_each(|new| copy_field(c, new, field));
            }
        }
    }
}

/// What annotations say of AppArmor becomes fields.
fn confine(pod: &mut Value, p: &mut Prepare<'_, '_, '_>) {
    if pod.at(&["spec", "os"]).str("name") == "windows" {
        return;
    }
    let notes = pod.at(&["metadata", "annotations"]).clone();
    let of_pod = pod.at(&["spec", "securityContext", "appArmorProfile"]).clone();
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        if pod.get("spec").list(list).is_empty() {
            continue;
        }
        for c in pod.field_mut("spec").field_mut(list).list_mut() {
            let key = format!("container.apparmor.security.beta.kubernetes.io/{}", c.str("name"));
            let note = notes.str(&key);
            if !notes.has(&key) || c.get("securityContext").has("appArmorProfile") {
                continue;
            }
            let profile = match note {
                "runtime/default" => obj!({"type": "RuntimeDefault"}),
                "unconfined" => obj!({"type": "Unconfined"}),
                _ => match note.strip_prefix("localhost/") {
                    Some(name) if !name.is_empty() => {
                        obj!({"type": "Localhost", "localhostProfile": (name.to_string())})
                    }
                    _ => Value::Null,
                },
            };
            if !profile.is_null() && profile == of_pod {
                continue;
            }
            let why = "deprecated since v1.30; use the \"appArmorProfile\" field instead";
            p.call.warnings.push(format!("metadata.annotations[{key}]: {why}"));
            if !profile.is_null() {
                c.field_mut("securityContext").set("appArmorProfile", profile);
            }
        }
    }
}

/// A pod's affinities and spread may look for pods that have the same labels as it has, or others: its own values
/// become part of the selectors.
fn select_by_own_labels(pod: &mut Value) {
    const KEYS: [(&str, &str); 2] = [("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")];
    const TERMS: [(&str, &[&str]); 2] = [
        ("requiredDuringSchedulingIgnoredDuringExecution", &[]),
        ("preferredDuringSchedulingIgnoredDuringExecution", &["podAffinityTerm"]),
    ];
    let labels = meta::labels(pod).clone();
    let select = |term: &mut Value| {
        for (keys, operator) in KEYS {
            let own = term.list(keys).iter().filter_map(|key| {
                let value = labels.get(key.as_str()?)?.clone();
                Some(obj!({"key": (key.clone()), "operator": operator, "values": (vec![value])}))
            });
            let own: Vec<Value> = own.collect();
            if own.is_empty() || !term.has("labelSelector") {
                continue;
            }
            let selector = term.field_mut("labelSelector");
            let all = [selector.list("matchExpressions"), &own].concat();
            selector.set("matchExpressions", all);
        }
    };
    let spec = pod.get("spec");
    if !spec.list("topologySpreadConstraints").is_empty() {
        pod.field_mut("spec").field_mut("topologySpreadConstraints").list_mut().iter_mut().for_each(select);
    }
    for kind in ["podAffinity", "podAntiAffinity"] {
        for (field, inner) in TERMS {
            if pod.at(&["spec", "affinity", kind, field]).as_list().is_some_and(|l| !l.is_empty()) {
                for term in pod.at_mut(&["spec", "affinity", kind, field]).list_mut() {
                    select(term.at_mut(inner));
                }
            }
        }
    }
}

const COMPUTE: [&str; 2] = ["cpu", "memory"];

/// `Guaranteed`, `Burstable` or `BestEffort`, by what the containers ask for.
pub(super) fn qos_class(pod: &Value) -> &'static str {
    let spec = pod.get("spec");
    let containers = || spec.list("containers").iter().chain(spec.list("initContainers"));
    let whole = spec.get("resources");
    let asks = |of: &Value| {
        COMPUTE.iter().any(|r| {
            ["requests", "limits"].iter().any(|kind| {
                let amount = of.get(kind).get(r);
                !amount.is_null() && !Quantity::of_valid(amount).is_zero()
            })
        })
    };
    let full = |of: &Value| {
        COMPUTE.iter().all(|r| {
            let (limit, request) = (of.get("limits").get(r), of.get("requests").get(r));
            !limit.is_null()
                && !Quantity::of_valid(limit).is_zero()
                && (request.is_null() || Quantity::of_valid(request).nanos() == Quantity::of_valid(limit).nanos())
        })
    };
    if asks(whole) {
        return if full(whole) { "Guaranteed" } else { "Burstable" };
    }
    if !containers().any(|c| asks(c.get("resources"))) {
        "BestEffort"
    } else if containers().all(|c| full(c.get("resources"))) {
        "Guaranteed"
    } else {
        "Burstable"
    }
}
