//! Pods: what the server says about a new one, and what each of its subresources may change.

use api::quantity::Quantity;
use api::{Status, Value};

use super::{Graceful, PLAIN, Prepare, Strategy, copy_field, keep_all_but};

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

fn create(pod: &mut Value, _: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    let mut status = Value::object();
    status.set("phase", "Pending");
    status.set("qosClass", qos_class(pod));
    if !pod.get("spec").list("schedulingGates").is_empty() {
        let condition = api::obj!({
            "type": "PodScheduled",
            "status": "False",
            "lastProbeTime": (Value::Null),
            "lastTransitionTime": (Value::Null),
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
        "resize" => {
            keep_all_but(pod, old, &["metadata", "spec"]);
        }
        _ => {}
    }
    Ok(())
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
