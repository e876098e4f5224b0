//! What several controllers share. No controller is in here.

pub mod conditions;
pub mod owners;
pub mod pod_control;
pub mod pods;
pub mod retry;
pub mod selector;
