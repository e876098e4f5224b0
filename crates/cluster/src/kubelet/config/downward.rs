//! The downward API: fields of the pod and resources of its containers as texts.

use api::quantity::Quantity;
use api::validation::go_quote;
use api::{Value, meta};

use crate::kubelet::container::Runtime;
use crate::kubelet::node::Node;

/// The value of a field path, as `env` and downward volumes have it. None where there is no such field.
pub(in crate::kubelet) fn field(pod: &Value, node: &Node, runtime: &Runtime, path: &str) -> Option<String> {
    if let Some((map, key)) = path.strip_suffix("']").and_then(|p| p.split_once("['")) {
        let map = match map {
            "metadata.labels" => meta::labels(pod),
            "metadata.annotations" => meta::annotations(pod),
            _ => return None,
        };
        return Some(map.get(key).and_then(Value::as_str).unwrap_or("").to_string());
    }
    let spec = pod.get("spec");
    Some(match path {
        "metadata.name" => meta::name(pod).into(),
        "metadata.namespace" => meta::namespace(pod).into(),
        "metadata.uid" => meta::uid(pod).into(),
        "metadata.labels" => lines(meta::labels(pod)),
        "metadata.annotations" => lines(meta::annotations(pod)),
        "spec.nodeName" => spec.str("nodeName").into(),
        "spec.serviceAccountName" => spec.str("serviceAccountName").into(),
        "status.hostIP" | "status.hostIPs" => node.address.to_string(),
        "status.podIP" | "status.podIPs" => runtime.ip().to_string(),
        _ => return None,
    })
}

/// `key="value"` lines.
fn lines(map: &api::Map) -> String {
    let lines: Vec<String> = map.iter().map(|(k, v)| format!("{k}={}", go_quote(v.as_str().unwrap_or("")))).collect();
    lines.join("\n")
}

/// The container whose resources are asked for.
pub(in crate::kubelet) fn container<'a>(pod: &'a Value, name: &str) -> Result<&'a Value, String> {
    let mut all = crate::kubelet::containers(pod).map(|(_, c)| c);
    all.find(|c| c.str("name") == name).ok_or_else(|| format!("container {name} not found"))
}

/// The value of a `resourceFieldRef` in units of its divisor, rounded up. Limits that are not set are the node's.
pub(in crate::kubelet) fn resource(container: &Value, reference: &Value) -> Option<String> {
    let (list, name) = reference.str("resource").split_once('.')?;
    let resources = container.get("resources");
    let mut amount = resources.map(list).get(name);
    if amount.is_none() && list == "requests" {
        amount = resources.map("limits").get(name);
    }
    let amount = match amount {
        Some(v) => Quantity::of_valid(v),
        None if list == "limits" => Quantity::parse(if name == "cpu" { "4" } else { "8092Mi" }).ok()?,
        None => Quantity::ZERO,
    };
    let divisor = reference.get("divisor");
    let divisor = if divisor.is_null() { Quantity::ZERO } else { Quantity::of_valid(divisor) };
    let unit = if divisor.is_zero() { 1_000_000_000 } else { divisor.nanos() };
    let whole = amount.nanos() / unit + i128::from(amount.nanos() % unit > 0);
    Some(whole.to_string())
}
