//! Label selectors inside objects.

use super::at::At;
use super::meta;
use crate::names;
use crate::selector::LabelSelector;
use crate::value::Value;

/// A `LabelSelector`, if it is set.
pub(super) fn label_selector(selector: At<'_>) {
    if !selector.is_set() {
        return;
    }
    meta::labels(selector.at("matchLabels"));
    for e in selector.at("matchExpressions").items() {
        let values = e.at("values");
        match e.v.str("operator") {
            "In" | "NotIn" if values.is_empty() => {
                values.required("must be specified when `operator` is 'In' or 'NotIn'");
            }
            "Exists" | "DoesNotExist" if !values.is_empty() => {
                values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
            }
            "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
            other => e.at("operator").invalid_as(other.to_string(), "not a valid selector operator"),
        }
        e.at("key").messages(names::qualified_name(e.v.str("key")));
        for value in values.items() {
            value.messages(names::label_value(value.str()));
        }
    }
}

/// A selector as a whole, which is shown with its labels first.
pub(super) fn wrong(selector: At<'_>, why: &str) {
    selector.invalid_raw(super::internal::json("LabelSelector", selector.v), why);
}

/// Whether it selects everything.
pub(super) fn is_empty(selector: &Value) -> bool {
    selector.map("matchLabels").is_empty() && selector.list("matchExpressions").is_empty()
}

/// The selector of a workload, which must be set, select something, and select its own pods.
pub(super) fn of_workload(spec: At<'_>, kind: &str) -> Option<LabelSelector> {
    let selector = spec.at("selector");
    if selector.is_set() {
        label_selector(selector);
        if is_empty(selector.v) {
            wrong(selector, &format!("empty selector is invalid for {kind}"));
        }
    } else {
        selector.required("");
    }
    match LabelSelector::from_value(selector.v) {
        Ok(s) => Some(s),
        Err(_) => {
            wrong(selector, if kind == "statefulset" { "" } else { "invalid label selector" });
            None
        }
    }
}

/// The template's labels must be those that the selector looks for.
pub(super) fn matches_template(selector: &LabelSelector, template: At<'_>) {
    let labels = template.down(&["metadata", "labels"]);
    if !selector.is_empty() && !selector.matches(labels.map()) {
        labels.invalid("`selector` does not match template `labels`");
    }
}
