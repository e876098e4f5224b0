//! Where a pod may run: affinities, tolerations, spread, gates.

use super::at::At;
use super::meta;
use super::selector::label_selector;
use crate::names;
use crate::value::Value;

pub(super) fn affinity(at: At<'_>) {
    let node = at.at("nodeAffinity");
    let required = node.at("requiredDuringSchedulingIgnoredDuringExecution");
    if required.is_set() {
        node_selector(required);
    }
    for term in node.at("preferredDuringSchedulingIgnoredDuringExecution").items() {
        weight(term.at("weight"));
        node_selector_term(term.at("preference"), Wish::Preferred);
    }
    for kind in ["podAffinity", "podAntiAffinity"] {
        let pods = at.at(kind);
        pods.at("requiredDuringSchedulingIgnoredDuringExecution").items().for_each(pod_term);
        for term in pods.at("preferredDuringSchedulingIgnoredDuringExecution").items() {
            weight(term.at("weight"));
            pod_term(term.at("podAffinityTerm"));
        }
    }
}

fn weight(at: At<'_>) {
    if !(1..=100).contains(&at.int()) {
        at.invalid_as(at.int(), "must be in the range 1-100");
    }
}

/// A `NodeSelector`, also of persistent volumes.
pub(super) fn node_selector(at: At<'_>) {
    let terms = at.at("nodeSelectorTerms");
    if terms.is_empty() {
        terms.required("must have at least one node selector term");
    }
    terms.items().for_each(|term| node_selector_term(term, Wish::Required));
}

/// Whether a term must hold: then its values have to be such that a node can have them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Required,
    Preferred,
}

fn node_selector_term(term: At<'_>, wish: Wish) {
    for e in term.at("matchExpressions").items() {
        let values = e.at("values");
        let count = values.list().len();
        match e.v.str("operator") {
            "In" | "NotIn" if count == 0 => values.required("must be specified when `operator` is 'In' or 'NotIn'"),
            "Exists" | "DoesNotExist" if count > 0 => {
                values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
            }
            "Gt" | "Lt" if count != 1 => {
                values.required("must be specified single value when `operator` is 'Lt' or 'Gt'");
            }
            "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
            other => e.at("operator").invalid_as(other.to_string(), "not a valid selector operator"),
        }
        e.at("key").messages(names::qualified_name(e.v.str("key")));
        if wish == Wish::Required {
            for v in values.items() {
                v.messages(names::label_value(v.str()));
            }
        }
    }
    for f in term.at("matchFields").items() {
        match f.v.str("operator") {
            "In" | "NotIn" if f.v.list("values").len() != 1 => f
                .at("values")
                .required("must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
            "In" | "NotIn" => {}
            other => f.at("operator").invalid_as(other.to_string(), "not a valid selector operator"),
        }
        if f.v.str("key") == "metadata.name" {
            for v in f.at("values").items() {
                v.messages(names::dns1123_subdomain(v.str()));
            }
        } else {
            f.at("key").invalid_as(f.v.text("key"), "not a valid field selector key");
        }
    }
}

fn pod_term(term: At<'_>) {
    label_selector(term.at("labelSelector"));
    label_selector(term.at("namespaceSelector"));
    for name in term.v.list("namespaces").iter().filter_map(Value::as_str) {
        term.at("namespace").messages_as(name, names::dns1123_label(name));
    }
    match_label_keys(term, &["matchLabelKeys", "mismatchLabelKeys"]);
    let topology = term.at("topologyKey");
    if topology.is_empty() {
        topology.required("can not be empty");
    }
    topology.messages(names::qualified_name(topology.str()));
}

const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

pub(super) fn tolerations(list: At<'_>) {
    for t in list.items() {
        let (key, operator, effect) = (t.at("key"), t.at("operator"), t.at("effect"));
        if !key.is_empty() {
            key.messages(names::qualified_name(key.str()));
        }
        if key.is_empty() && operator.str() != "Exists" {
            operator.invalid_as(
                operator.str().to_string(),
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"",
            );
        }
        if t.has("tolerationSeconds") && effect.str() != "NoExecute" {
            effect.invalid_as(effect.str().to_string(), "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        let value = t.v.str("value");
        match operator.str() {
            "" | "Equal" => {
                let wrong = names::label_value(value);
                if !wrong.is_empty() {
                    operator.invalid_as(value.to_string(), wrong.join(";"));
                }
            }
            "Exists" => {
                if !value.is_empty() {
                    operator.invalid_as(value.to_string(), "value must be empty when `operator` is 'Exists'");
                }
            }
            // Comparisons of numbers are known, but not switched on.
            "Lt" | "Gt" => operator.not_supported(&["Equal", "Exists", "Lt", "Gt"]),
            _ => operator.not_supported(&["Equal", "Exists"]),
        }
        if !effect.is_empty() && !EFFECTS.contains(&effect.str()) {
            effect.not_supported(&EFFECTS);
        }
    }
}

/// Taints of a node.
pub(super) fn taints(list: At<'_>) {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for t in list.items() {
        t.at("key").messages(names::qualified_name(t.v.str("key")));
        let wrong = names::label_value(t.v.str("value"));
        if !wrong.is_empty() {
            t.at("value").invalid(wrong.join(";"));
        }
        t.at("effect").one_of(&EFFECTS);
        let pair = (t.v.str("key"), t.v.str("effect"));
        if seen.contains(&pair) {
            t.duplicate_raw(super::internal::json("Taint", t.v), "taints must be unique by key and effect pair");
        }
        seen.push(pair);
    }
}

pub(super) fn topology_spread(list: At<'_>) {
    let all = list.list();
    for (i, c) in list.items().enumerate() {
        let skew = c.at("maxSkew");
        if skew.int() <= 0 {
            skew.invalid_as(skew.int(), "must be greater than zero");
        }
        if c.v.str("topologyKey").is_empty() {
            c.at("topologyKey").required("can not be empty");
        }
        let when = c.at("whenUnsatisfiable");
        if !["DoNotSchedule", "ScheduleAnyway"].contains(&when.str()) {
            when.not_supported(&["DoNotSchedule", "ScheduleAnyway"]);
        }
        let pair = |v: &'_ Value| (v.str("topologyKey").to_string(), v.str("whenUnsatisfiable").to_string());
        if all[i + 1..].iter().any(|other| pair(other) == pair(c.v)) {
            let (key, when) = pair(c.v);
            c.at("{topologyKey, whenUnsatisfiable}").duplicate_as(format!("{{{key}, {when}}}"), "");
        }
        let domains = c.at("minDomains");
        if domains.is_set() {
            if domains.int() <= 0 {
                domains.invalid("must be greater than zero");
            }
            if when.str() != "DoNotSchedule" {
                domains
                    .invalid(format!("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {}", when.str()));
            }
        }
        c.at("nodeAffinityPolicy").optional_one_of(&["Honor", "Ignore"]);
        c.at("nodeTaintsPolicy").optional_one_of(&["Honor", "Ignore"]);
        match_label_keys(c, &["matchLabelKeys"]);
        label_selector(c.at("labelSelector"));
    }
}

/// Keys whose values are those of the pod itself. By now the selector of a pod has them as expressions: a key that it
/// had before stands there twice.
fn match_label_keys(term: At<'_>, fields: &[&'static str]) {
    let selector = term.v.get("labelSelector");
    for keys in fields.iter().map(|f| term.at(f)).filter(|k| !k.is_empty()) {
        if selector.is_null() {
            keys.forbidden("must not be specified when labelSelector is not set");
        } else {
            keys.items().for_each(|k| k.messages(names::qualified_name(k.str())));
        }
    }
    let matched = term.v.list("matchLabelKeys");
    let mut seen: Vec<&str> = selector.map("matchLabels").keys().map(|k| k.as_str()).collect();
    for key in selector.list("matchExpressions").iter().map(|e| e.str("key")) {
        if let Some(i) = matched.iter().rposition(|k| k.as_str() == Some(key))
            && seen.contains(&key)
        {
            term.index(i).invalid_as(key.to_string(), "exists in both matchLabelKeys and labelSelector");
        }
        seen.push(key);
    }
    let mismatched = term.v.list("mismatchLabelKeys");
    for key in term.at("matchLabelKeys").items().filter(|k| mismatched.contains(k.v)) {
        key.invalid("exists in both matchLabelKeys and mismatchLabelKeys");
    }
}

pub(super) fn gates(spec: At<'_>) {
    for gate in spec.at("readinessGates").items() {
        gate.at("conditionType").messages(names::qualified_name(gate.v.str("conditionType")));
    }
    let mut seen: Vec<&str> = Vec::new();
    for gate in spec.at("schedulingGates").items() {
        let named = gate.with(gate.v.get("name"));
        named.messages(names::qualified_name(named.str()));
        if seen.contains(&named.str()) {
            named.duplicate();
        }
        seen.push(named.str());
    }
}

/// `nodeSelector`: labels like any.
pub(super) fn node_labels(at: At<'_>) {
    meta::labels(at);
}
