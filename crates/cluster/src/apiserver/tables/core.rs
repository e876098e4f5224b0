//! Nodes, namespaces, secrets, config maps, quotas, leases and component statuses.

use api::quantity::Quantity;
use api::{Value, meta};
use sorted::InOrder;

use super::cells::{self, NONE, is_terminating, text_at};
use super::{AGE, Col, NAME, col, wide};

pub(super) const NODES: &[Col] = &[
    NAME,
    col("Status", |n, _| node_status(n).into()),
    col("Roles", |n, _| roles(n).into()),
    AGE,
    col("Version", |n, _| n.at(&["status", "nodeInfo"]).text("kubeletVersion").into()),
    wide("Internal-IP", |n, _| address(n, "InternalIP")),
    wide("External-IP", |n, _| address(n, "ExternalIP")),
    wide("OS-Image", |n, _| text_at(n, &["status", "nodeInfo", "osImage"], "<unknown>")),
    wide("Kernel-Version", |n, _| {
        let info = n.at(&["status", "nodeInfo"]);
        match (info.str("kernelVersion"), info.str("architecture")) {
            ("", _) => "<unknown>".into(),
            (kernel, "") => kernel.to_string().into(),
            (kernel, architecture) => format!("{kernel} ({architecture})").into(),
        }
    }),
    wide("Container-Runtime", |n, _| text_at(n, &["status", "nodeInfo", "containerRuntimeVersion"], "<unknown>")),
];

fn node_status(node: &Value) -> String {
    let ready = node.get("status").list("conditions").iter().find(|c| c.str("type") == "Ready");
    let mut status = match ready.map(|c| c.str("status")) {
        Some("True") => "Ready",
        Some(_) => "NotReady",
        None => "Unknown",
    }
    .to_string();
    if node.get("spec").bool("unschedulable") {
        status.push_str(",SchedulingDisabled");
    }
    status
}

fn roles(node: &Value) -> String {
    let role = |(key, value): (&'_ api::Text, &'_ Value)| match key.strip_prefix("node-role.kubernetes.io/") {
        Some(role) => role.to_string(),
        None if *key == "kubernetes.io/role" => value.as_str().unwrap_or("").to_string(),
        None => String::new(),
    };
    let mut all: Vec<String> = meta::labels(node).iter().map(role).filter(|r| !r.is_empty()).collect();
    all.order();
    all.dedup();
    if all.is_empty() { NONE.into() } else { all.join(",") }
}

fn address(node: &Value, kind: &str) -> Value {
    let found = node.get("status").list("addresses").iter().find(|a| a.str("type") == kind);
    cells::or(found.map_or("", |a| a.str("address")), NONE)
}

pub(super) const NAMESPACES: &[Col] = &[NAME, col("Status", |n, _| n.get("status").text("phase").into()), AGE];

pub(super) const SECRETS: &[Col] =
    &[NAME, col("Type", |s, _| s.text("type").into()), col("Data", |s, _| s.map("data").len().into()), AGE];

pub(super) const CONFIG_MAPS: &[Col] =
    &[NAME, col("Data", |c, _| (c.map("data").len() + c.map("binaryData").len()).into()), AGE];

pub(super) const QUOTAS: &[Col] = &[
    NAME,
    col("Request", |q, _| quota(q, |resource| !resource.starts_with("limits.")).into()),
    col("Limit", |q, _| quota(q, |resource| resource.starts_with("limits.")).into()),
    AGE,
];

/// `cpu: 1/2, memory: 0/1Gi` of the resources in a column.
fn quota(quota: &Value, shown: fn(&str) -> bool) -> String {
    let status = quota.get("status");
    let amount = |v: &Value| Quantity::of_valid(v).text();
    let one = |(resource, hard): (&api::Text, &Value)| {
        format!("{resource}: {}/{}", amount(status.get("used").get(resource)), amount(hard))
    };
    let all: Vec<String> = status.map("hard").iter().filter(|(r, _)| shown(r)).map(one).collect();
    all.join(", ")
}

pub(super) const LEASES: &[Col] = &[NAME, col("Holder", |l, _| l.get("spec").text("holderIdentity").into()), AGE];

pub(super) const COMPONENTS: &[Col] = &[
    NAME,
    col("Status", |c, _| match healthy(c).str("status") {
        "True" => "Healthy".into(),
        "" => "Unknown".into(),
        _ => "Unhealthy".into(),
    }),
    col("Message", |c, _| healthy(c).text("message").into()),
    col("Error", |c, _| healthy(c).text("error").into()),
];

fn healthy(component: &Value) -> &Value {
    component.list("conditions").iter().find(|c| c.str("type") == "Healthy").unwrap_or(Value::NULL)
}

/// The phase, or that it is on its way out.
pub(super) fn phase(object: &Value) -> Value {
    if is_terminating(object) { "Terminating".into() } else { object.get("status").text("phase").into() }
}
