//! What several controllers share. No controller is in here.

mod go_dump;
pub mod hash;
pub mod history;
pub mod owners;
pub mod pace;
pub mod pod_control;
pub mod pods;
pub mod retry;
pub mod share;

use api::Value;
use api::selector::LabelSelector;

/// The selector of a spec; one that cannot be read selects nothing.
pub fn selector(value: &Value) -> LabelSelector {
    LabelSelector::from_value(value).unwrap_or_else(|_| LabelSelector::nothing())
}

/// A selector as Go prints a pointer to one.
pub fn go_selector(selector: &Value) -> String {
    if selector.is_null() {
        return "nil".into();
    }
    let labels: String =
        selector.map("matchLabels").iter().map(|(k, v)| format!("{k}: {},", v.as_str().unwrap_or(""))).collect();
    let one = |e: &Value| {
        let values: Vec<&str> = e.list("values").iter().filter_map(Value::as_str).collect();
        format!(
            "LabelSelectorRequirement{{Key:{},Operator:{},Values:[{}],}},",
            e.str("key"),
            e.str("operator"),
            values.join(" ")
        )
    };
    let expressions: String = selector.list("matchExpressions").iter().map(one).collect();
    format!(
        "&LabelSelector{{MatchLabels:map[string]string{{{labels}}},MatchExpressions:[]LabelSelectorRequirement{{{expressions}}},}}"
    )
}
