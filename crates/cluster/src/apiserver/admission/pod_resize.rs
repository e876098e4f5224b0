//! PodResize: a change of a running pod's resources that its node could never give is refused at once.

use super::{Attempt, Operation, Outcome};
use crate::amounts;
use crate::kinds;
use api::Value;
use api::quantity::Quantity;

pub(super) fn validate(a: &mut Attempt<'_, '_, '_>, pod: &Value) -> Outcome {
    let resize = a.call.resource.is("", "pods") && a.call.request.subresource == "resize";
    if !resize || a.operation != Operation::Update {
        return Ok(());
    }
    let name = pod.get("spec").text("nodeName");
    let Some(node) = a.server.read(kinds::NODE, "", &name) else { return Ok(()) };
    let (asked, has) = (amounts::pod_requests(pod), amounts::of(node.get("status").get("allocatable")));
    let mut short = Vec::new();
    for resource in ["cpu", "memory"] {
        let of = |all: &amounts::Amounts| all.get(resource).cloned().unwrap_or(Quantity::ZERO);
        let (asked, has) = (of(&asked), of(&has));
        if asked.nanos() > has.nanos() {
            let n = |q: &Quantity| if resource == "cpu" { q.milli_value() } else { q.value() };
            short.push(format!("{resource}, requested: {}, allocatable: {}", n(&asked), n(&has)));
        }
    }
    if short.is_empty() {
        return Ok(());
    }
    Err(a.forbidden(pod, &format!("node didn't have enough allocatable resources: {}", short.join("; "))))
}
