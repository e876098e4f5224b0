//! What rules over others: budgets, classes, roles' bindings, certificates, webhooks, flows.

use std::time::Duration;

use api::{Value, duration};

use super::cells::{self, NONE, UNSET, int_or_string, number_at, text_at};
use super::{AGE, Col, NAME, col, wide};

pub(super) const BUDGETS: &[Col] = &[
    NAME,
    col("Min Available", |b, _| int_or_string(b.at(&["spec", "minAvailable"]), "N/A")),
    col("Max Unavailable", |b, _| int_or_string(b.at(&["spec", "maxUnavailable"]), "N/A")),
    col("Allowed Disruptions", |b, _| number_at(b, &["status", "disruptionsAllowed"])),
    AGE,
];

pub(super) const PRIORITY_CLASSES: &[Col] = &[
    NAME,
    col("Value", |c, _| number_at(c, &["value"])),
    col("Global-Default", |c, _| c.bool("globalDefault").into()),
    AGE,
    col("PreemptionPolicy", |c, _| c.text("preemptionPolicy").into()),
];

pub(super) const RUNTIME_CLASSES: &[Col] = &[NAME, col("Handler", |c, _| c.text("handler").into()), AGE];

pub(super) const ROLE_BINDINGS: &[Col] = &[
    NAME,
    col("Role", |b, _| format!("{}/{}", b.get("roleRef").str("kind"), b.get("roleRef").str("name")).into()),
    AGE,
    wide("Users", |b, _| subjects(b, "User")),
    wide("Groups", |b, _| subjects(b, "Group")),
    wide("ServiceAccounts", |b, _| {
        let accounts = b.list("subjects").iter().filter(|s| s.str("kind") == "ServiceAccount");
        let all: Vec<String> = accounts.map(|s| format!("{}/{}", s.str("namespace"), s.str("name"))).collect();
        all.join(", ").into()
    }),
];

fn subjects(binding: &Value, kind: &str) -> Value {
    cells::join(binding.list("subjects").iter().filter(|s| s.str("kind") == kind).map(|s| s.str("name")), ", ").into()
}

pub(super) const SIGNING_REQUESTS: &[Col] = &[
    NAME,
    AGE,
    col("SignerName", |c, _| text_at(c, &["spec", "signerName"], NONE)),
    col("Requestor", |c, _| c.get("spec").text("username").into()),
    col("RequestedDuration", |c, _| match c.get("spec").int("expirationSeconds") {
        Some(s) => duration::human(Duration::from_secs(s.max(0) as u64)).into(),
        None => NONE.into(),
    }),
    col("Condition", |c, _| {
        let has = |kind: &str| c.get("status").list("conditions").iter().any(|c| c.str("type") == kind);
        let mut state = String::from(match (has("Denied"), has("Approved")) {
            (true, _) => "Denied",
            (_, true) => "Approved",
            _ => "Pending",
        });
        if has("Failed") {
            state.push_str(",Failed");
        }
        if !c.get("status").str("certificate").is_empty() {
            state.push_str(",Issued");
        }
        state.into()
    }),
];

pub(super) const WEBHOOKS: &[Col] = &[NAME, col("Webhooks", |w, _| w.list("webhooks").len().into()), AGE];

const PARAM_KIND: Col = col("ParamKind", |p, _| match p.at(&["spec", "paramKind"]) {
    Value::Null => UNSET.into(),
    kind => format!("{}/{}", kind.str("apiVersion"), kind.str("kind")).into(),
});

pub(super) const VALIDATING_POLICIES: &[Col] =
    &[NAME, col("Validations", |p, _| p.get("spec").list("validations").len().into()), PARAM_KIND, AGE];
pub(super) const MUTATING_POLICIES: &[Col] =
    &[NAME, col("Mutations", |p, _| p.get("spec").list("mutations").len().into()), PARAM_KIND, AGE];
pub(super) const POLICY_BINDINGS: &[Col] = &[
    NAME,
    col("PolicyName", |b, _| b.get("spec").text("policyName").into()),
    col("ParamRef", |b, _| match b.at(&["spec", "paramRef"]) {
        Value::Null => UNSET.into(),
        p => match (p.str("namespace"), p.str("name")) {
            (_, "") => go_selector(p.get("selector")).into(),
            ("", name) => format!("*/{name}").into(),
            (namespace, name) => format!("{namespace}/{name}").into(),
        },
    }),
    AGE,
];

/// A selector as Go prints the structure.
fn go_selector(selector: &Value) -> String {
    if selector.is_null() {
        return UNSET.into();
    }
    let texts = |list: &[Value]| cells::join(list.iter().filter_map(Value::as_str), " ");
    let labels = selector.map("matchLabels").iter().map(|(k, v)| format!("{k}: {},", v.as_str().unwrap_or("")));
    let one = |e: &Value| {
        let (key, operator, values) = (e.str("key"), e.str("operator"), texts(e.list("values")));
        format!("LabelSelectorRequirement{{Key:{key},Operator:{operator},Values:[{values}],}},")
    };
    format!(
        "&LabelSelector{{MatchLabels:map[string]string{{{}}},MatchExpressions:[]LabelSelectorRequirement{{{}}},}}",
        labels.collect::<String>(),
        selector.list("matchExpressions").iter().map(one).collect::<String>()
    )
}

pub(super) const FLOW_SCHEMAS: &[Col] = &[
    NAME,
    col("PriorityLevel", |f, _| f.at(&["spec", "priorityLevelConfiguration"]).text("name").into()),
    col("MatchingPrecedence", |f, _| number_at(f, &["spec", "matchingPrecedence"])),
    col("DistinguisherMethod", |f, _| text_at(f, &["spec", "distinguisherMethod", "type"], NONE)),
    AGE,
    col("MissingPL", |f, _| {
        let dangling = f.get("status").list("conditions").iter().find(|c| c.str("type") == "Dangling");
        cells::or(dangling.map_or("", |c| c.str("status")), "?")
    }),
];

const LIMITED: &[&str] = &["spec", "limited"];

pub(super) const PRIORITY_LEVELS: &[Col] = &[
    NAME,
    col("Type", |l, _| l.get("spec").text("type").into()),
    col("NominalConcurrencyShares", |l, _| {
        l.at(LIMITED).int("nominalConcurrencyShares").map_or(NONE.into(), |n| n.to_string().into())
    }),
    col("Queues", |l, _| queuing(l, "queues")),
    col("HandSize", |l, _| queuing(l, "handSize")),
    col("QueueLengthLimit", |l, _| queuing(l, "queueLengthLimit")),
    AGE,
];

fn queuing(level: &Value, key: &str) -> Value {
    let queuing = level.at(LIMITED).at(&["limitResponse", "queuing"]);
    queuing.int(key).map_or(NONE.into(), |n| n.to_string().into())
}

pub(super) const API_SERVICES: &[Col] = &[
    NAME,
    col("Service", |a, _| match a.at(&["spec", "service"]) {
        Value::Null => "Local".into(),
        s => format!("{}/{}", s.str("namespace"), s.str("name")).into(),
    }),
    col("Available", |a, _| {
        let available = a.get("status").list("conditions").iter().find(|c| c.str("type") == "Available");
        match available {
            None => "Unknown".into(),
            Some(c) if c.str("status") == "True" => "True".into(),
            Some(c) => format!("{} ({})", c.str("status"), c.str("reason")).into(),
        }
    }),
    AGE,
];

pub(super) const CLAIMS: &[Col] = &[
    NAME,
    col("State", |c, _| {
        let (status, deleted) = (c.get("status"), cells::is_terminating(c));
        let allocated = status.has("allocation");
        let states = [
            ("deleted", deleted),
            ("pending", !allocated && !deleted),
            ("allocated", allocated),
            ("reserved", allocated && !status.list("reservedFor").is_empty()),
        ];
        cells::join(states.into_iter().filter(|(_, holds)| *holds).map(|(state, _)| state), ",").into()
    }),
    AGE,
];

pub(super) const SLICES: &[Col] = &[
    NAME,
    col("Node", |s, _| s.get("spec").text("nodeName").into()),
    col("Driver", |s, _| s.get("spec").text("driver").into()),
    col("Pool", |s, _| s.at(&["spec", "pool"]).text("name").into()),
    AGE,
];
