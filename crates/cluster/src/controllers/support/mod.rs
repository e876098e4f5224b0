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
